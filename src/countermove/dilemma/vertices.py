"""Vertices of best-reply polytopes, and which of them fit: in rationals, by pivoting, or by Qhull.

A vertex of {x ≥ 0, B'x ≤ 1} is labelled by the actions that it leaves unused and by the other side's best replies; two
vertices that carry all labels between them are an equilibrium.

References
----------
Avis, D., Rosenberg, G., Savani, R. and von Stengel, B. (2010). Enumeration of Nash equilibria for two-player games.
*Economic Theory* 42, 9–37.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Weights = tuple[Fraction, ...]


def mask_of(labels: Iterable[int], shift: int = 0) -> int:
    """Return labels as bits."""
    mask = 0
    for label in labels:
        mask |= 1 << (label + shift)
    return mask


Whole = Sequence[Sequence[int]]
Vertex = tuple[Weights, tuple[int, ...], tuple[int, ...]]


def vertices_exactly(replies: Whole) -> list[Vertex]:
    """Return every vertex of {(x, v): x ≥ 0, Σx = 1, replies · x ≤ v} with its unused actions and best replies."""
    count, size = len(replies), len(replies[0])
    found: dict[Weights, Vertex] = {}
    for tight in combinations(range(size + count), size):
        used = [label for label in range(size) if label not in tight]
        best = [label - size for label in tight if label >= size]
        shares = _shares(replies, used, best)
        if shares is None or min(shares) < 0:
            continue
        values = [sum(row[i] * share for i, share in zip(used, shares, strict=True)) for row in replies]
        top = max(values)
        if values[best[0]] < top:
            continue
        weights = _weights(size, used, shares)
        found[weights] = (
            weights,
            tuple(i for i, w in enumerate(weights) if w == 0),
            tuple(j for j, v in enumerate(values) if v == top),
        )
    return list(found.values())


def tight_point(replies: Whole, zero: Sequence[int], best: Sequence[int]) -> Weights | None:
    """Solve x = 0 at ``zero``, Σx = 1 and replies[j] · x = v for j in ``best``; None where not exactly one solution."""
    size = len(replies[0])
    used = [index for index in range(size) if index not in set(zero)]
    shares = _shares(replies, used, best)
    return None if shares is None else _weights(size, used, shares)


def _shares(replies: Whole, used: Sequence[int], best: Sequence[int]) -> list[int] | None:
    """Return whole numbers in proportion to the weights on ``used`` that make ``best`` alike; None if not unique."""
    if not used or not best:
        return None
    rows = [[*(replies[j][i] for i in used), -1, 0] for j in best]
    rows.append([*([1] * len(used)), 0, 1])
    solved = whole_solution(rows)
    if solved is None:
        return None
    shares, below = solved
    return shares[:-1] if below > 0 else [-share for share in shares[:-1]]


def _weights(size: int, used: Sequence[int], shares: Sequence[int]) -> Weights:
    total = sum(shares)
    weights = [Fraction(0)] * size
    for index, share in zip(used, shares, strict=True):
        weights[index] = Fraction(share, total)
    return tuple(weights)


def solve_exactly(rows: Sequence[Sequence[Fraction]]) -> list[Fraction] | None:
    """Solve linear equations in rationals by fraction-free elimination; None unless there is exactly one solution.

    Parameters
    ----------
    rows : list of equations
        Coefficients of the unknowns, then the right-hand side; more equations than unknowns are allowed.

    Returns
    -------
    list of Fraction, or None

    Examples
    --------
    >>> solve_exactly([[Fraction(2), Fraction(1)]])
    [Fraction(1, 2)]
    """
    work = []
    for row in rows:
        scale = lcm(*(value.denominator for value in row))
        work.append([int(value * scale) for value in row])
    solved = whole_solution(work)
    return None if solved is None else [Fraction(value, solved[1]) for value in solved[0]]


def whole_solution(rows: Sequence[Sequence[int]]) -> tuple[list[int], int] | None:
    """Solve equations with whole numbers: numerators and their denominator; None unless exactly one solution.

    Examples
    --------
    >>> whole_solution([[2, 0, 1], [0, 4, 1]])
    ([4, 2], 8)
    """
    work = [list(row) for row in rows]
    unknowns, last = len(work[0]) - 1, 1
    for column in range(unknowns):  # Bareiss: whole numbers stay small because every division is exact
        pivot = next((r for r in range(column, len(work)) if work[r][column]), None)
        if pivot is None:
            return None
        work[column], work[pivot] = work[pivot], work[column]
        lead = work[column]
        top = lead[column]
        for r, current in enumerate(work):
            if r != column:
                factor = current[column]
                work[r] = [(top * v - factor * own) // last for v, own in zip(current, lead, strict=True)]
        last = top
    if any(rest[-1] for rest in work[unknowns:]):
        return None
    return [work[index][-1] for index in range(unknowns)], last


@dataclass(frozen=True, slots=True)
class Approximate:
    """Vertices of both best-reply polytopes in floating point, their labels as bit masks, and the pairs that fit."""

    first: Floats
    second: Floats
    own: NDArray[np.uint64]
    other: NDArray[np.uint64]
    pairs: list[tuple[int, int]]


def approximate_equilibria(first: Floats, second: Floats) -> Approximate:
    """Return the extreme equilibria that Qhull finds, not yet certified: ``pairs`` are places in the vertex lists.

    Parameters
    ----------
    first, second : (m, n) float64

    Returns
    -------
    Approximate

    Examples
    --------
    >>> found = approximate_equilibria(np.array([[3.0, 2], [4, 1]]), np.array([[3.0, 4], [2, 1]]))
    >>> sorted(found.first[i].round(6).tolist() for i, _ in found.pairs)
    [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]
    """
    m, n = first.shape
    x, unused_x, best_y = _vertices_by_qhull(second.T)
    y, unused_y, best_x = _vertices_by_qhull(first)
    bits = np.uint64(1) << np.arange(m + n, dtype=np.uint64)
    own, one = np.unique(_masks(unused_x, bits[:m]) | _masks(best_y, bits[m:]), return_index=True)
    other, two = np.unique(_masks(unused_y, bits[m:]) | _masks(best_x, bits[:m]), return_index=True)
    return Approximate(x[one], y[two], own, other, complementary(own, other, m, n))


MARGIN = 1e-9
"""Payoffs scaled to 0.5–1.5 that differ by less are a near tie: nothing is concluded from them by pivoting."""
MOST = 60_000
"""Vertices that pivoting may visit."""


def supports_by_pivoting(first: Floats, second: Floats) -> list[tuple[list[int], list[int]]] | None:
    """Return the supports of all equilibria of a nondegenerate game; None where a near tie leaves that open.

    Walks the vertices of one polytope by pivots and solves for the other side at each of them, instead of listing both
    polytopes: about three times as fast as two convex hulls at 10 × 10. As the number of equilibria is then odd, an
    even one is an answer in doubt, too.

    Parameters
    ----------
    first, second : (m, n) float64

    Returns
    -------
    list of (first support, second support), or None

    Examples
    --------
    >>> sorted(supports_by_pivoting(np.array([[3.0, 2], [4, 1]]), np.array([[3.0, 4], [2, 1]])))
    [([0], [1]), ([0, 1], [0, 1]), ([1], [0])]
    """
    m, n = first.shape
    if m + n > 62:
        return None
    from countermove.dilemma import _kernels  # here, so that small games do not wait for a compiler

    own, other = (np.ascontiguousarray(_positive(table)) for table in (first, second))
    if m <= n:
        mine, theirs, clear = _kernels.supports_by_pivoting(own, other, MARGIN, MOST)
    else:
        swapped = np.ascontiguousarray(other.T), np.ascontiguousarray(own.T)
        theirs, mine, clear = _kernels.supports_by_pivoting(*swapped, MARGIN, MOST)
    if not clear or len(mine) % 2 == 0:
        return None
    return [(np.flatnonzero(x).tolist(), np.flatnonzero(y).tolist()) for x, y in zip(mine, theirs, strict=True)]


def _positive(table: Floats) -> Floats:
    """Scale payoffs to 0.5–1.5, which keeps the polytope bounded."""
    low, high = table.min(), table.max()
    return np.asarray((table - low) / (high - low if high > low else 1.0) + 0.5)


def _masks(labels: NDArray[np.bool_], bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return np.asarray(np.where(labels, bits, np.uint64(0)).sum(axis=1, dtype=np.uint64))


def _vertices_by_qhull(replies: Floats) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return vertices (weights), and which actions are unused and which replies best at each."""
    from scipy.spatial import ConvexHull

    table = _positive(replies)
    size = table.shape[1]
    inside = np.full(size, 1 / (2 * size * table.max()))
    # seen from a point inside, facets of the dual hull are the vertices of {x ≥ 0, table · x ≤ 1}
    dual = np.concatenate([-np.eye(size) / inside, table / (1 - table @ inside)[:, None]])
    facets = ConvexHull(dual).equations
    points = facets[:, :-1] / -facets[:, -1:] + inside
    total = points.sum(axis=1)
    points = points[total > 1e-9]  # the origin is no strategy
    weights = points / points.sum(axis=1, keepdims=True)
    return weights, points < 1e-9, points @ table.T > 1 - 1e-9


def complementary(own: NDArray[np.uint64], other: NDArray[np.uint64], m: int, n: int) -> list[tuple[int, int]]:
    """Return the pairs of vertices that carry every label between them (bit masks of m + n labels).

    O(v log v) where no vertex carries more labels than its dimension, O(v²) otherwise.

    Examples
    --------
    >>> complementary(np.array([1, 2], dtype=np.uint64), np.array([2, 3], dtype=np.uint64), 1, 1)
    [(0, 0), (0, 1), (1, 1)]
    """
    full = np.uint64((1 << (m + n)) - 1)
    if (np.bitwise_count(own) == m).all() and (np.bitwise_count(other) == n).all():
        _, one, two = np.intersect1d(own ^ full, other, assume_unique=True, return_indices=True)
        return list(zip(one.tolist(), two.tolist(), strict=True))
    return [(i, int(j)) for i, mask in enumerate(own) for j in np.flatnonzero((other | mask) == full)]
