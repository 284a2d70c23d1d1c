"""Games with side payments: power, the core and the nucleolus; coalitions are bit masks, actor i is bit i.

Shapley and Shubik 1954 (APSR 48:787); Bondareva 1963, Shapley 1967 for the core; Schmeidler 1969 (SIAM J. Appl. Math.
17:1163) for the nucleolus, computed by Kopelowitz's (1967) sequence of linear programmes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from countermove.numeric.programme import least

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Core:
    """Whether a division exists that no coalition can improve on.

    ``division`` is one such, or None; then ``balanced`` is the proof: coalitions (bit masks) with weights under which
    every actor is used exactly once, yet which are together worth ``worth``, more than the whole.
    """

    division: Floats | None
    balanced: tuple[tuple[int, float], ...] = ()
    worth: float = 0.0


def shapley_shubik(weight: NDArray[np.int64], quota: int) -> Floats:
    """Return each voter's chance to be pivotal when voters join in random order.

    Counts coalitions by size and weight, exactly; O(n² · total weight) time.

    Parameters
    ----------
    weight : (n,) int
        Votes, at least 0.
    quota : int
        Votes needed to win, above 0.

    Examples
    --------
    >>> shapley_shubik(np.array([2, 1, 1]), 3).round(4)
    array([0.6667, 0.1667, 0.1667])
    """
    votes = np.asarray(weight, np.int64)
    n, total = len(votes), int(votes.sum())
    if (votes < 0).any() or not 0 < quota <= total:
        raise ValueError(f"quota {quota} cannot be met, or votes are negative: choose a quota from 1 to {total}")
    count = np.zeros((n + 1, total + 1), dtype=object)  # Python integers: counts of coalitions overflow 64 bits
    count[0, 0] = 1
    for vote in votes:
        count[1:, vote:] = count[1:, vote:] + count[:-1, : total + 1 - vote]
    power = np.empty(n)
    for voter, vote in enumerate(votes):
        without = count.copy()
        for size in range(1, n + 1):
            without[size, vote:] = without[size, vote:] - without[size - 1, : total + 1 - vote]
        low = max(quota - int(vote), 0)
        swings = [int(without[size, low:quota].sum()) for size in range(n)]
        power[voter] = sum(s * factorial(k) * factorial(n - 1 - k) for k, s in enumerate(swings)) / factorial(n)
    return power


def shapley_value(worth: Floats) -> Floats:
    """Return each actor's average marginal contribution; ``worth`` (2ⁿ,) by bit mask, worth of nobody 0.

    Examples
    --------
    >>> shapley_value(np.array([0.0, 0, 0, 6]))
    array([3., 3.])
    """
    n = _actors(worth)
    masks = np.arange(len(worth))
    size = _sizes(n)
    share = np.empty(n)
    for actor in range(n):
        without = masks[(masks >> actor) & 1 == 0]
        chance = np.array([factorial(k) * factorial(n - 1 - k) / factorial(n) for k in size[without]])
        share[actor] = (chance * (worth[without | 1 << actor] - worth[without])).sum()
    return share


def core(worth: Floats) -> Core:
    """Return a division of the whole in the core, or balanced weights that prove it empty.

    O(2ⁿ n) numbers in one linear programme; fit for up to about 14 actors.

    Examples
    --------
    >>> core(np.array([0.0, 0, 0, 1, 0, 1, 1, 1])).worth  # three actors, any two take all
    1.5
    """
    n = _actors(worth)
    members = _members(n)[1:]
    solved = least(np.ones(n), (-members, -worth[1:]), (np.zeros((0, n)), np.zeros(0)), free=n)
    if solved is None:
        raise ArithmeticError("the linear programme of the core failed: worths are too large or too unequal")
    if solved.value <= worth[-1] + 1e-9 * max(1.0, float(np.abs(worth).max())):
        division = solved.x + (worth[-1] - solved.x.sum()) / n
        return Core(division)
    weight = -solved.prices
    used = [(int(mask) + 1, float(w)) for mask, w in enumerate(weight) if w > 1e-12]
    return Core(None, tuple(used), float(sum(w * worth[mask] for mask, w in used)))


def nucleolus(worth: Floats) -> Floats:
    """Return the division of the whole that makes the largest complaint of any coalition smallest, then the next.

    The prenucleolus: divisions need not give each actor its stand-alone worth (where the core is not empty they do).
    Each stage is a linear programme; coalitions whose complaint is proved fixed by a dual price are settled. Fit for
    up to about 12 actors.

    Examples
    --------
    >>> nucleolus(np.array([0.0, 0, 0, 1, 0, 1, 1, 1])).round(6)
    array([0.333333, 0.333333, 0.333333])
    """
    n = _actors(worth)
    members = _members(n)
    loose = np.arange(1, len(worth) - 1)
    fixed, target = members[-1:], worth[-1:]
    x = np.full(n, worth[-1] / n)
    while np.linalg.matrix_rank(fixed) < n:
        solved = least(
            np.append(np.zeros(n), 1.0),
            (np.column_stack([-members[loose], -np.ones(len(loose))]), -worth[loose]),
            (np.column_stack([fixed, np.zeros(len(fixed))]), target),
            free=n + 1,
        )
        if solved is None:
            raise ArithmeticError("the linear programme of the nucleolus failed: worths are too large or too unequal")
        x, complaint = solved.x[:n], solved.x[n]
        priced = solved.prices < -1e-9
        settled = loose[priced]
        fixed = np.vstack([fixed, members[settled]])
        target = np.append(target, worth[settled] - complaint)
        rank = np.linalg.matrix_rank(fixed)
        # a coalition whose share follows from settled ones is settled too
        free = [mask for mask in loose[~priced] if np.linalg.matrix_rank(np.vstack([fixed, members[mask]])) > rank]
        loose = np.array(free, np.int64)
        fixed, target = _independent(fixed, target)
    solution, *_ = np.linalg.lstsq(fixed, target, rcond=None)
    return np.asarray(solution if len(fixed) >= n else x)


def _independent(rows: Floats, target: Floats) -> tuple[Floats, Floats]:
    kept: list[int] = []
    for row in range(len(rows)):
        if np.linalg.matrix_rank(rows[[*kept, row]]) > len(kept):
            kept.append(row)
    return rows[kept], target[kept]


def _actors(worth: Floats) -> int:
    n = len(worth).bit_length() - 1
    if len(worth) != 1 << n or n == 0 or worth[0] != 0:
        raise ValueError("worth needs 2ⁿ entries by bit mask, the first (nobody) being 0")
    return n


def _members(n: int) -> Floats:
    return ((np.arange(1 << n)[:, None] >> np.arange(n)) & 1).astype(np.float64)


def _sizes(n: int) -> NDArray[np.int64]:
    return np.asarray(_members(n).sum(axis=1).astype(np.int64))
