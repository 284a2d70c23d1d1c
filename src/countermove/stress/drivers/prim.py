"""Scenario discovery: boxes of inputs in which an outcome is frequent (the patient rule induction method, PRIM).

Friedman & Fisher (1999) peel a box: again and again the thin slice whose loss raises the share of interesting draws
most for what it takes away, then paste back what was taken too eagerly. Bryant & Lempert (2010) read the boxes as
scenarios: coverage (how many of the interesting draws are inside), density (how many of those inside are interesting),
and how few restrictions tell it.

J. H. Friedman, N. I. Fisher, "Bump hunting in high-dimensional data", Statistics and Computing 9 (1999) 123.
B. P. Bryant, R. J. Lempert, "Thinking inside the box", Technological Forecasting and Social Change 77 (2010) 34.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from countermove.stress.drivers.intervals import Estimate, percentile_interval
from countermove.stress.drivers.sorted_columns import Column as Column
from countermove.stress.drivers.sorted_columns import SortedColumns as SortedColumns

Bools = NDArray[np.bool_]
LOW_END = -1  # how the kernel says which end of a number is lost


@dataclass(frozen=True, slots=True)
class Limit:
    """What a box asks of one column: a number between two ends, or one of some categories (0 and 1 for a fact)."""

    column: int
    low: float = -np.inf
    high: float = np.inf
    among: tuple[int, ...] | None = None

    def inside(self, values: Column) -> Bools:
        """Say which values the limit lets through."""
        if self.among is not None:
            return np.isin(values, self.among)
        return np.asarray((values >= self.low) & (values <= self.high))


@dataclass(frozen=True, slots=True)
class Box:
    """Limits on some columns; coverage, density and mass say how well it tells the interesting draws."""

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float

    def inside(self, columns: Sequence[Column]) -> Bools:
        """Say which draws lie in the box."""
        within = np.ones(len(columns[0]), dtype=np.bool_)
        for limit in self.limits:
            within &= limit.inside(columns[limit.column])
        return within


@dataclass(frozen=True, slots=True)
class Support:
    """How firm a box is: bootstrap intervals, and for each limit its quasi-p value and how often it came again.

    ``quasi_p`` is the chance that so dense a box came about if the limit did nothing (Bryant & Lempert 2010, section
    3.3); ``again`` is the share of resampled searches that restricted the same column.
    """

    coverage: Estimate
    density: Estimate
    quasi_p: tuple[float, ...]
    again: tuple[float, ...]


def peel(
    columns: Sequence[Column],
    wanted: Bools,
    alpha: float = 0.05,
    least_mass: float = 0.05,
    times: NDArray[np.int64] | None = None,
) -> list[Box]:
    """Peel from all draws to ever denser boxes.

    Each step takes away the slice with the greatest gain in density per draw lost: the lowest or highest ``alpha`` of a
    number, or one category. (For numbers alone this is Friedman & Fisher's criterion, as all slices weigh the same; for
    categories it keeps a slice of half the draws from winning by its size.) A step looks at the ends of sorted numbers
    and at each fact or category of the draws inside: O(steps × columns × draws) at worst, a tenth of that for numbers.

    Parameters
    ----------
    columns : sequence of (n,) arrays
        float64 for numbers, bool for facts, integers for categories; ``SortedColumns`` where they are searched often.
    wanted : (n,) bool
        The draws of interest.
    alpha : float
        Share of the box that one step takes from a number.
    least_mass : float
        Share of all draws below which no box is offered.
    times : (n,) int64, optional
        How often each draw counts, as in a resample; once each where left out.

    Returns
    -------
    list of Box
        From the whole down; the first has no limits. Only the first where no or every draw is of interest.

    Raises
    ------
    ValueError
        If a column has another length than ``wanted``.

    Examples
    --------
    >>> x = np.arange(100) / 100
    >>> box = peel([x], x < 0.25)[-1]
    >>> box.density, box.coverage, box.limits[0].high < 0.26
    (1.0, 1.0, True)
    """
    if any(len(column) != len(wanted) for column in columns):
        raise ValueError(f"every column needs one value a draw ({len(wanted)}); one has another length")
    from countermove.stress.drivers._kernels import best_slice

    table = columns if isinstance(columns, SortedColumns) else SortedColumns(columns)
    weight = np.ones(len(wanted), np.int64) if times is None else times.copy()
    hit = wanted.astype(np.int64)
    total, interesting = int(weight.sum()), int(weight[wanted].sum())
    boxes = [Box((), 1.0, interesting / max(total, 1), 1.0)]
    if interesting in (0, total):
        return boxes
    rows, bounds = np.flatnonzero(weight), table.bounds()
    limits: dict[int, Limit] = {}
    while boxes[-1].density < 1:
        column, lost, end = best_slice(
            table.kind, table.place, table.order, table.value, bounds, table.code, table.codes, rows, weight, hit,
            alpha, max(least_mass * total, 1.0),
        )  # fmt: skip
        if column < 0:
            break
        limits[column] = _tightened(limits.get(column), column, lost, end, table)
        inside = limits[column].inside(table[column][rows])
        weight[rows[~inside]] = 0
        rows = rows[inside]
        size, hits = int(weight[rows].sum()), int((weight[rows] * hit[rows]).sum())
        boxes.append(_box(tuple(limits.values()), hits, size, interesting, total))
    return boxes


def paste(box: Box, columns: Sequence[Column], wanted: Bools, alpha: float = 0.05) -> Box:
    """Widen a box where that costs no density: each limit outwards by slices of ``alpha``, or by a category.

    Returns
    -------
    Box
        At least as dense, at least as large; limits that no longer bind are gone.
    """
    total, interesting = len(wanted), int(wanted.sum())
    while True:
        wider = [one for limit in box.limits for one in _loosened(box, limit, columns, alpha)]
        scored = []
        for limits in wider:
            within = Box(limits, 0, 0, 0).inside(columns)
            scored.append(_box(limits, int((wanted & within).sum()), int(within.sum()), interesting, total))
        better = [one for one in scored if one.density >= box.density and one.mass > box.mass]
        if not better:
            return replace(
                box, limits=tuple(limit for limit in box.limits if not limit.inside(columns[limit.column]).all())
            )
        box = max(better, key=lambda one: (one.density, one.mass))


def told_best(boxes: Sequence[Box]) -> Box:
    """Choose the box that balances coverage and density (greatest harmonic mean), the simplest where several do.

    Bryant & Lempert leave the choice to the analyst; this is the one shown first, the trajectory stands beside it.
    """

    def balance(box: Box) -> tuple[float, int]:
        both = box.coverage + box.density
        return (round(2 * box.coverage * box.density / both, 9) if both else 0.0, -len(box.limits))

    return max(boxes, key=balance)


def support(
    box: Box,
    columns: Sequence[Column],
    wanted: Bools,
    rng: np.random.Generator,
    searches: int = 10,
    resamples: int = 500,
) -> Support:
    """Say how firm a box is.

    Parameters
    ----------
    box : Box
        As found.
    columns, wanted
        The draws that it was found in.
    rng : Generator
        Draws the resamples.
    searches : int
        Searches on resampled draws (at most 5,000 each), for how often a limit comes again.
    resamples : int
        Bootstrap resamples for the intervals.
    """
    within = box.inside(columns)
    cells = np.array(
        [(wanted & within).sum(), (~wanted & within).sum(), (wanted & ~within).sum(), (~wanted & ~within).sum()]
    )
    drawn = rng.multinomial(len(wanted), cells / cells.sum(), size=resamples).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = percentile_interval(
            np.stack([drawn[:, 0] / (drawn[:, 0] + drawn[:, 2]), drawn[:, 0] / (drawn[:, 0] + drawn[:, 1])], axis=1)
        )
    coverage = Estimate(box.coverage, float(low[0]), float(high[0]))
    density = Estimate(box.density, float(low[1]), float(high[1]))
    again = np.zeros(len(box.limits))
    table = columns if isinstance(columns, SortedColumns) else SortedColumns(columns)
    for _ in range(searches):
        rows = rng.integers(0, len(wanted), min(len(wanted), 5_000))
        found = told_best(peel(table, wanted, times=np.bincount(rows, minlength=len(wanted))))
        found = paste(found, [column[rows] for column in table], wanted[rows])
        restricted = {limit.column for limit in found.limits}
        again += [limit.column in restricted for limit in box.limits]
    return Support(coverage, density, quasi_p(box, columns, wanted), tuple((again / max(searches, 1)).tolist()))


def beyond_chance(box: Box, columns: Sequence[Column], wanted: Bools, level: float) -> tuple[Box, tuple[Limit, ...]]:
    """Keep the limits of a box that chance does not explain.

    From the whole, the limit with the smallest quasi-p is added again and again while that is at most ``level``; then
    what the others have made needless is taken off again, until each that stays has so small a quasi-p in the box told.
    (Taking limits off the narrow box alone would lose true ones: few draws are left in it to show anything.)

    Parameters
    ----------
    box : Box
        As found in these draws.
    columns, wanted
        The draws.
    level : float
        The greatest quasi-p that a limit may have and stay. As the limits were chosen among many, a fair level is 5%
        divided by the number of columns searched (Bonferroni).

    Returns
    -------
    Box
        With those limits only: as large or larger, its numbers counted anew.
    tuple of Limit
        What was left out.
    """
    through = {limit: limit.inside(columns[limit.column]) for limit in box.limits}
    kept: list[Limit] = []
    within = np.ones(len(wanted), dtype=np.bool_)
    while len(kept) < len(through):
        chances = {one: _chance(within, let, wanted) for one, let in through.items() if one not in kept}
        best = min(chances, key=chances.__getitem__)
        if chances[best] > level:
            break
        kept.append(best)
        within &= through[best]
    while kept:
        values = [_chance(_all(through, kept, one, len(wanted)), through[one], wanted) for one in kept]
        if max(values) <= level:
            break
        del kept[int(np.argmax(values))]
    limits = tuple(limit for limit in box.limits if limit in kept)
    within = _all(through, kept, None, len(wanted))
    told = _box(limits, int((wanted & within).sum()), int(within.sum()), int(wanted.sum()), len(wanted))
    return told, tuple(limit for limit in box.limits if limit not in kept)


def _all(through: Mapping[Limit, Bools], limits: Sequence[Limit], but: Limit | None, draws: int) -> Bools:
    within = np.ones(draws, dtype=np.bool_)
    for limit in limits:
        if limit is not but:
            within &= through[limit]
    return within


def _chance(within: Bools, let: Bools, wanted: Bools) -> float:
    """Return the chance of so many interesting draws behind a limit, put at random among the draws within."""
    from scipy.stats import binom

    inside = within & let
    share = (wanted & within).sum() / max(within.sum(), 1)
    return float(binom.sf(int((wanted & inside).sum()) - 1, int(inside.sum()), share))


def quasi_p(box: Box, columns: Sequence[Column], wanted: Bools) -> tuple[float, ...]:
    """Return for each limit the chance of so many interesting draws in the box had the limit been put at random.

    One-sided binomial: the box without the limit has some density; the value is the chance that as many draws as the
    box holds, each interesting with that chance, give at least the number found (Bryant & Lempert 2010).
    """
    through = {limit: limit.inside(columns[limit.column]) for limit in box.limits}
    return tuple(_chance(_all(through, box.limits, one, len(wanted)), let, wanted) for one, let in through.items())


def _tightened(old: Limit | None, column: int, lost: int, end: float, table: SortedColumns) -> Limit:
    label = table.labels[column]
    if label:
        every = tuple(sorted(label)) if old is None or old.among is None else old.among
        return Limit(column, among=tuple(one for one in every if one != label[lost]))
    before = old or Limit(column)
    return replace(before, low=end) if lost == LOW_END else replace(before, high=end)


def _loosened(box: Box, limit: Limit, columns: Sequence[Column], alpha: float) -> list[tuple[Limit, ...]]:
    """Return the limits of the box with one limit a slice wider, in each way that it can be."""
    values = columns[limit.column]
    others = replace(box, limits=tuple(one for one in box.limits if one is not limit)).inside(columns)
    free, size = values[others], int(box.inside(columns).sum())
    step = max(int(alpha * size), 1)
    wider: list[Limit] = []
    if limit.among is not None:
        missing = [int(one) for one in np.unique(values) if int(one) not in limit.among]
        wider = [replace(limit, among=tuple(sorted((*limit.among, one)))) for one in missing]
    else:
        below, above = np.sort(free[free < limit.low]), np.sort(free[free > limit.high])
        if below.size:
            wider.append(replace(limit, low=float(below[-min(step, below.size)])))
        if above.size:
            wider.append(replace(limit, high=float(above[min(step, above.size) - 1])))
    return [tuple(new if one is limit else one for one in box.limits) for new in wider]


def _box(limits: tuple[Limit, ...], hits: int, size: int, interesting: int, total: int) -> Box:
    return Box(limits, hits / max(interesting, 1), hits / max(size, 1), size / max(total, 1))
