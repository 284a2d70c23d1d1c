"""Consistent scenarios of a cross-impact matrix (Weimer-Jehle 2006, *Technol. Forecast. Soc. Change* 73:334).

A scenario gives every factor one variant. It is consistent if no factor has a variant that the scenario itself supports
better than the chosen one: for every factor j and variant l, ``Σ_i C[i,z_i → j,z_j] ≥ Σ_i C[i,z_i → j,l]``; ties are
allowed. Judgements are counted in whole billionths, so that ties are decided exactly and never by rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
UNIT = 10**9
BUDGET = 20_000_000
LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class Search:
    """Scenarios found, in lexicographic order, and how far the search went.

    ``variants`` is ``(k, n)``: one row a scenario, the index of the variant of each factor. ``count`` is the number
    found, of which at most ``limit`` are listed; ``holding`` the number of them that hold each of the V variants.
    ``complete`` says that nothing is missing from ``count``; ``branches`` is the work it took.
    """

    variants: Ints
    count: int
    holding: Ints
    branches: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Pairs:
    """Comparisons that consistency is made of: each variant with each other variant of its factor."""

    start: Ints
    owner: Ints
    pair_start: Ints
    chosen: Ints
    other: Ints


def in_units(impact: Floats) -> Ints:
    """Return judgements in whole billionths.

    Examples
    --------
    >>> in_units(np.array([0.1 + 0.2, 0.3])).tolist()
    [300000000, 300000000]
    """
    return np.rint(np.asarray(impact, np.float64) * UNIT).astype(np.int64)


def starts(sizes: Ints) -> Ints:
    """Return where each factor's variants begin, and their number at the end.

    Examples
    --------
    >>> starts(np.array([3, 2])).tolist()
    [0, 3, 5]
    """
    return np.append(0, np.cumsum(np.asarray(sizes, np.int64))).astype(np.int64)


def checked(impact: Ints, sizes: Ints) -> Ints:
    """Return the judgements ``(…, V, V)`` with each factor's judgements about itself left out.

    Raises
    ------
    ValueError
        If the shape does not fit the numbers of variants.
    """
    start = starts(sizes)
    total = int(start[-1])
    if impact.shape[-2:] != (total, total):
        raise ValueError(f"{total} variants need a matrix of {total} × {total}, not {impact.shape[-2:]}")
    owner = np.repeat(np.arange(start.size - 1), np.diff(start))
    return np.where(owner[:, None] == owner[None, :], 0, impact).astype(np.int64)


def pairs(sizes: Ints) -> Pairs:
    """Return the comparisons within each factor, ordered by the variant that is compared."""
    start = starts(sizes)
    owner = np.repeat(np.arange(start.size - 1), np.diff(start)).astype(np.int64)
    chosen, other, pair_start = [], [], [0]
    for variant in range(int(start[-1])):
        rivals = [rival for rival in range(start[owner[variant]], start[owner[variant] + 1]) if rival != variant]
        chosen.extend([variant] * len(rivals))
        other.extend(rivals)
        pair_start.append(len(chosen))
    return Pairs(start, owner, *(np.asarray(part, np.int64) for part in (pair_start, chosen, other)))


def balances(impact: Ints, sizes: Ints, scenarios: Ints) -> Ints:
    """Return how strongly each scenario supports each variant: ``(k, n)`` scenarios give ``(k, V)`` sums.

    Examples
    --------
    >>> two = np.array([[0, 0, 2, -2], [0, 0, -2, 2], [1, -1, 0, 0], [-1, 1, 0, 0]])
    >>> balances(two, np.array([2, 2]), np.array([[0, 0]])).tolist()
    [[1, -1, 2, -2]]
    """
    impact = checked(impact, sizes)
    rows = np.asarray(scenarios, np.int64) + starts(sizes)[:-1]
    total = np.zeros((rows.shape[0], impact.shape[1]), np.int64)
    for factor in range(rows.shape[1]):
        total += impact[rows[:, factor]]
    return total


def deficits(impact: Ints, sizes: Ints, scenarios: Ints) -> Ints:
    """Return by how much each factor's variant falls behind the best supported one: ``(k, n)``, zero where none does.

    The largest of a row is the inconsistency value of Weimer-Jehle (2006); a scenario is consistent when it is zero.
    """
    start = starts(sizes)
    balance = balances(impact, sizes, scenarios)
    best = np.maximum.reduceat(balance, start[:-1], axis=1)
    return best - np.take_along_axis(balance, np.asarray(scenarios, np.int64) + start[:-1], axis=1)


def consistent_scenarios(
    impact: Ints, sizes: Ints, tolerance: int = 0, limit: int = LIMIT, budget: int = BUDGET
) -> Search:
    """Return every scenario in which no factor falls behind its best supported variant by more than ``tolerance``.

    Branch and bound: a branch is cut as soon as some factor has no variant left that any completion of the branch
    could support. Exact while ``complete``; exponential in the worst case (all judgements equal), fast where judgements
    differ, since most branches then die early.

    Parameters
    ----------
    impact : (V, V) int64
        ``impact[a, b]`` judges how variant a bears on variant b, in units; blocks of a factor on itself are ignored.
    sizes : (n,) int64
        Number of variants of each factor; V is their sum.
    tolerance : int
        Largest deficit allowed, in units; 0 asks for the consistent scenarios.
    limit, budget : int
        Scenarios to list (all are counted), and branches after which the search stops and is not ``complete``.

    Raises
    ------
    ValueError
        If the matrix does not fit the numbers of variants.

    Examples
    --------
    >>> two = np.array([[0, 0, 2, -2], [0, 0, -2, 2], [1, -1, 0, 0], [-1, 1, 0, 0]])
    >>> consistent_scenarios(two, np.array([2, 2])).variants.tolist()
    [[0, 0], [1, 1]]
    """
    layout = pairs(sizes)
    return _search(_gain(impact, sizes, layout), layout, np.asarray(sizes), tolerance, limit, budget)


@dataclass(frozen=True, slots=True)
class Range:
    """Judgements known between two ends: values ``low`` to ``high`` and weights, each ``(V, V)``.

    A weight belongs to a whole row of a block (one variant's influence on one factor), whose values share it.
    """

    low: Floats
    high: Floats
    least_weight: Floats
    most_weight: Floats


def possible_scenarios(known: Range, sizes: Ints, limit: int = LIMIT, budget: int = BUDGET) -> Search:
    """Return the scenarios that are consistent for some judgements within a range.

    Exact where weights are fixed and values vary independently of each other: the values that favour a scenario most
    are those for its variants at their highest and those for the rivals at their lowest, and no two comparisons ask for
    opposite ends of the same value. Where values move together (a weight, a shared parameter) nothing is missing, but
    a scenario may be listed that needs them to move apart.
    """
    layout = pairs(sizes)
    return _search(_widest(known, layout), layout, np.asarray(sizes), 0, limit, budget)


def is_possible(known: Range, sizes: Ints, factor: int, variant: int, budget: int = BUDGET) -> bool | None:
    """Say whether some scenario with one variant is consistent for some judgements within a range.

    As exact as ``possible_scenarios``, but stops at the first find; nothing where ``budget`` branches do not decide it.
    """
    layout, sizes = pairs(sizes), np.asarray(sizes, np.int64)
    allowed = _only(layout, factor, variant)
    found = _search(_widest(known, layout), layout, sizes, 0, 1, budget, allowed, most=1)
    return True if found.count else False if found.complete else None


def robust_scenarios(known: Range, sizes: Ints, limit: int = LIMIT, budget: int = BUDGET) -> Search:
    """Return the scenarios that are consistent for all judgements within a range.

    Exact where values vary independently, weights or not; where a parameter is shared, every scenario listed is robust,
    and one that is robust only because values move together is left out.
    """
    layout = pairs(sizes)
    ends = [weight[:, layout.chosen] * _difference(known.low, known.high, layout) for weight in _weights(known)]
    return _search(in_units(np.minimum(*ends)), layout, np.asarray(sizes), 0, limit, budget)


def _widest(known: Range, layout: Pairs) -> Ints:
    ends = [weight[:, layout.chosen] * _difference(known.high, known.low, layout) for weight in _weights(known)]
    return in_units(np.maximum(*ends))


def _only(layout: Pairs, factor: int, variant: int) -> NDArray[np.bool_]:
    """Return a mask of variants that leaves a factor one of its own."""
    return np.asarray((layout.owner != factor) | (np.arange(layout.owner.size) == layout.start[factor] + variant))


def _difference(own: Floats, rival: Floats, layout: Pairs) -> Floats:
    gain = np.asarray(own, np.float64)[:, layout.chosen] - np.asarray(rival, np.float64)[:, layout.other]
    return np.where(layout.owner[:, None] == layout.owner[layout.chosen][None, :], 0.0, gain)


def _weights(known: Range) -> tuple[Floats, Floats]:
    return np.asarray(known.least_weight, np.float64), np.asarray(known.most_weight, np.float64)


def nearest_scenario(impact: Ints, sizes: Ints, factor: int, variant: int, budget: int = BUDGET) -> tuple[Ints, int]:
    """Return a scenario with the least deficit among those that hold one variant, and that deficit in units.

    The deficit of a scenario is the largest of its factors' deficits. Halves the interval of what is still possible;
    each step is one branch and bound that stops at the first find.

    Raises
    ------
    RuntimeError
        If a step needs more than ``budget`` branches.

    Examples
    --------
    >>> two = np.array([[0, 0, 2, -2], [0, 0, -2, 2], [1, -1, 0, 0], [-3, -1, 0, 0]])
    >>> nearest_scenario(two, np.array([2, 2]), factor=1, variant=1)
    (array([1, 1]), 0)
    """
    sizes = np.asarray(sizes, np.int64)
    layout = pairs(sizes)
    gain, allowed = _gain(impact, sizes, layout), _only(layout, factor, variant)
    best = np.zeros(sizes.size, np.int64)
    best[factor] = variant
    low, high = 0, int(deficits(impact, sizes, best[None, :]).max())
    while low < high:
        middle = (low + high) // 2
        found = _search(gain, layout, sizes, middle, 1, budget, allowed, most=1)
        if not found.complete:
            raise RuntimeError(f"no answer within {budget} branches")
        if found.count:
            best = found.variants[0]
            high = int(deficits(impact, sizes, best[None, :]).max())
        else:
            low = middle + 1
    return best, high


def _gain(impact: Ints, sizes: Ints, layout: Pairs) -> Ints:
    impact = checked(impact, sizes)
    return np.asarray(impact[:, layout.chosen] - impact[:, layout.other])


def _search(
    gain: Ints,
    layout: Pairs,
    sizes: Ints,
    tolerance: int,
    limit: int,
    budget: int,
    allowed: NDArray[np.bool_] | None = None,
    most: int = 2**62,
) -> Search:
    out = np.zeros((limit, sizes.size), np.int64)
    holding = np.zeros(layout.owner.size, np.int64)
    from countermove.outlook import _kernels  # here, so that importing the package stays free of numba

    count, branches, complete = _kernels.search(
        np.ascontiguousarray(gain),
        layout.start,
        layout.owner,
        layout.pair_start,
        _order(np.abs(gain).sum(axis=1), layout.start),
        np.ones(layout.owner.size, np.bool_) if allowed is None else allowed,
        tolerance,
        most,
        budget,
        out,
        holding,
    )
    listed = out[: min(count, limit)]
    return Search(listed[np.lexsort(listed.T[::-1])], count, holding, branches, complete)


def _order(strength: Ints, start: Ints) -> Ints:
    """Return factors with the strongest judgements first: to settle them early cuts most."""
    return np.argsort(-np.add.reduceat(strength, start[:-1]), kind="stable").astype(np.int64)


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Many matrices searched: the number of consistent scenarios of each, and of those that hold each variant."""

    count: Ints
    holding: Ints
    complete: NDArray[np.bool_]


def consistent_in_each(impact: Ints, sizes: Ints, budget: int = BUDGET) -> Ensemble:
    """Search many matrices at once: ``(draws, V, V)`` judgements give counts ``(draws,)`` and ``(draws, V)``.

    Raises
    ------
    ValueError
        If the matrices do not fit the numbers of variants.
    """
    impact = checked(impact, sizes)
    layout = pairs(sizes)
    from countermove.outlook import _kernels

    order = _order(np.abs(impact).sum(axis=(0, 2)), layout.start)
    found = _kernels.search_each(
        np.ascontiguousarray(impact),
        layout.start,
        layout.owner,
        layout.pair_start,
        layout.chosen,
        layout.other,
        order,
        budget,
    )
    return Ensemble(*found)


def is_consistent_in_each(impact: Ints, sizes: Ints, scenario: Ints) -> NDArray[np.bool_]:
    """Say for each of ``(draws, V, V)`` matrices whether one scenario is consistent.

    Examples
    --------
    >>> two = np.array([[0, 0, 2, -2], [0, 0, -2, 2], [1, -1, 0, 0], [-1, 1, 0, 0]])
    >>> is_consistent_in_each(np.stack([two, -two]), np.array([2, 2]), np.array([0, 0])).tolist()
    [True, False]
    """
    start = starts(sizes)
    rows = np.asarray(scenario, np.int64) + start[:-1]
    balance = checked(impact, sizes)[:, rows, :].sum(axis=1)
    best = np.maximum.reduceat(balance, start[:-1], axis=1)
    return np.asarray((best == balance[:, rows]).all(axis=1))
