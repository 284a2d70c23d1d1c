"""Rankings by how many swaps of neighbours they are away; that number is Kendall's distance."""

from __future__ import annotations

from collections.abc import Iterator


def ranking_levels(size: int) -> Iterator[list[tuple[int, ...]]]:
    """Yield the permutations of 0…size-1 with 0, 1, 2 … reversed pairs: each from one below by a neighbouring swap.

    Examples
    --------
    >>> list(map(len, ranking_levels(3)))
    [1, 2, 2, 1]
    """
    level = [tuple(range(size))]
    while level:
        yield level
        further = {
            (*one[:k], one[k + 1], one[k], *one[k + 2 :]): None
            for one in level
            for k in range(size - 1)
            if one[k] < one[k + 1]
        }
        level = list(further)


def mahonian(size: int, swaps: int) -> int:
    """Return how many permutations have this many reversed pairs (the Mahonian numbers).

    Examples
    --------
    >>> [mahonian(4, swaps) for swaps in range(8)]
    [1, 3, 5, 6, 5, 3, 1, 0]
    """
    counts = [1]
    for k in range(2, size + 1):
        length = min(len(counts) + k - 1, swaps + 1)
        counts = [sum(counts[max(0, s - k + 1) : s + 1]) for s in range(length)]
    return counts[swaps] if swaps < len(counts) else 0
