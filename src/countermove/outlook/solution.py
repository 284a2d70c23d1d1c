"""What solving an outlook answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.document.text import Text
from countermove.kind import Case
from countermove.outlook.attrition import Delay, waiting_equilibrium
from countermove.outlook.consistency import (
    UNIT,
    Ints,
    Search,
    consistent_scenarios,
    deficits,
    is_possible,
    nearest_scenario,
    possible_scenarios,
    robust_scenarios,
)
from countermove.outlook.forecasts import brier, likelihood_ratio, separation
from countermove.outlook.matrix import Matrix, matrix
from countermove.outlook.model import Delay as DelaySection
from countermove.outlook.model import Forecast, Indicator, OutlookModel, Parting
from countermove.outlook.pivots import Pivot, Slack, pivots, slacks
from countermove.outlook.split import BOTH, FIRST, SECOND, Split, cost_of_split
from countermove.outlook.succession import RULES, Basins, basins

LISTED = 200
RANGE_BUDGET = 500_000
STOPPED = Text(
    "The search was stopped before its end: the judgements are too much alike to rule scenarios out; scenarios may be "
    "missing.",
    "搜索在完成之前即已停止：各判断过于相近，难以排除情景；可能有情景未列出。",
)
PLACES = {"first": FIRST, "second": SECOND, "both": BOTH}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario with how it stands: ``deficit`` 0 is consistent; ``basin`` counts the starts that end in it."""

    label: str
    variants: Ints
    deficit: float
    slacks: tuple[Slack, ...]
    pivots: tuple[Pivot, ...]
    robust: bool
    basin: int


@dataclass(frozen=True, slots=True)
class Apart:
    """How far an indicator tells two variants of the outcome apart, from 0 to 1, and what it has shown.

    ``ratio`` is how many times better ``first`` explains what was observed than ``second``; none while open.
    """

    indicator: str
    first: str
    second: str
    separation: float
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """Brier score of one holder over the forecasts that have been resolved, 0 best; ``count`` is their number."""

    holder: str
    brier: float
    count: int


@dataclass(frozen=True, slots=True)
class OutlookSolution:
    """One reading solved.

    ``scenarios`` lists the consistent ones, then the near-consistent ones by deficit; ``nearest`` gives, by variant of
    the outcome, a scenario with the least deficit that ends in it; ``possible_ends`` says of each variant of the
    outcome whether some judgements within their laws allow it (nothing where that was not decided). ``delay`` and
    ``split`` answer the models beside.
    """

    case: Case[OutlookModel]
    matrix: Matrix
    consistent: Search
    near: Search
    possible: Search
    possible_ends: Mapping[str, bool | None]
    robust: Search
    basins: Basins
    scenarios: tuple[Scenario, ...]
    nearest: Mapping[str, tuple[str, float] | None]
    apart: tuple[Apart, ...]
    scores: tuple[Score, ...]
    delay: Delay | None
    split: Split | None

    @property
    def section(self) -> OutlookModel:
        """The model that was solved."""
        return self.case.section

    @property
    def total(self) -> int:
        """Number of scenarios, consistent or not."""
        count = 1
        for size in self.matrix.sizes:
            count *= int(size)
        return count

    @property
    def consistent_listed(self) -> tuple[Scenario, ...]:
        """The consistent scenarios that are listed."""
        return tuple(each for each in self.scenarios if each.deficit == 0)

    @property
    def warnings(self) -> tuple[Text, ...]:
        """What could not be answered in full."""
        return () if self.consistent.complete and self.robust.complete else (STOPPED,)

    @property
    def possible_outcomes(self) -> tuple[str, ...]:
        """The variants of the outcome that some judgements within their laws allow."""
        return tuple(name for name, allowed in self.possible_ends.items() if allowed)

    def outcome_variants(self, search: Search) -> tuple[str, ...]:
        """Return the variants of the outcome that some scenario of a search ends in."""
        return tuple(name for name, count in self.outcome_counts(search).items() if count)

    def outcome_counts(self, search: Search) -> dict[str, int]:
        """Return how many scenarios of a search end in each variant of the outcome."""
        outcome = self.section.outcome
        if outcome is None:
            return {}
        place = self.matrix.factors.index(outcome)
        first = int(self.matrix.sizes[:place].sum())
        return {name: int(search.holding[first + index]) for index, name in enumerate(self.matrix.variants[place])}


def solve(case: Case[OutlookModel]) -> OutlookSolution:
    """Solve one reading: every consistent scenario, and what else follows."""
    model = case.section
    known = matrix(model)
    consistent = consistent_scenarios(known.centre, known.sizes)
    near = consistent_scenarios(known.centre, known.sizes, int(round(model.near * UNIT)), limit=2_000)
    robust = robust_scenarios(known.range, known.sizes, budget=RANGE_BUDGET)
    found = basins(known.centre, known.sizes, RULES[model.succession])
    return OutlookSolution(
        case,
        known,
        consistent,
        near,
        possible_scenarios(known.range, known.sizes, limit=LISTED, budget=RANGE_BUDGET),
        _possible_ends(model, known),
        robust,
        found,
        _scenarios(known, consistent, near, robust, found),
        _nearest(model, known),
        tuple(_apart(model)),
        _scores(model.forecasts),
        delay_of(model.delay) if model.delay else None,
        split_of(model.split) if model.split else None,
    )


def describe(known: Matrix, scenario: Ints, robust: bool = False, basin: int = 0) -> Scenario:
    """Return how one scenario stands."""
    worst = int(deficits(known.centre, known.sizes, scenario[None, :]).max())
    needs = pivots(known.centre, known.sizes, scenario) if worst == 0 else ()
    tight = slacks(known.centre, known.sizes, scenario)
    return Scenario(known.label(scenario), scenario, worst / UNIT, tight, needs, robust, basin)


def _scenarios(known: Matrix, consistent: Search, near: Search, robust: Search, found: Basins) -> tuple[Scenario, ...]:
    sturdy = {tuple(each) for each in robust.variants}
    size = {tuple(each.cycle[0]): each.basin for each in found.attractors if not each.is_cycle}
    rows = list(consistent.variants[:LISTED])
    missed = deficits(known.centre, known.sizes, near.variants).max(axis=1, initial=0)
    order = np.argsort(missed, kind="stable")
    rows += [near.variants[index] for index in order if missed[index] > 0][: LISTED - min(len(rows), LISTED)]
    return tuple(describe(known, row, tuple(row) in sturdy, size.get(tuple(row), 0)) for row in rows)


def _possible_ends(model: OutlookModel, known: Matrix) -> dict[str, bool | None]:
    if model.outcome is None:
        return {}
    place = known.factors.index(model.outcome)
    names = known.variants[place]
    return {n: is_possible(known.range, known.sizes, place, i, RANGE_BUDGET) for i, n in enumerate(names)}


def _nearest(model: OutlookModel, known: Matrix) -> dict[str, tuple[str, float] | None]:
    if model.outcome is None:
        return {}
    place = known.factors.index(model.outcome)
    nearest: dict[str, tuple[str, float] | None] = {}
    for index, name in enumerate(known.variants[place]):
        try:
            scenario, deficit = nearest_scenario(known.centre, known.sizes, place, index)
        except RuntimeError:
            nearest[name] = None
        else:
            nearest[name] = (known.label(scenario), deficit / UNIT)
    return nearest


def _apart(model: OutlookModel) -> list[Apart]:
    found = []
    for name, indicator in model.indicators.items():
        variants = list(indicator.under)
        for place, first in enumerate(variants):
            for second in variants[place + 1 :]:
                p, q = (np.array(indicator.under[each].centre) for each in (first, second))
                ratio = None
                if indicator.observed is not None:
                    ratio = float(likelihood_ratio(p, q, np.array(indicator.observed)))
                found.append(Apart(name, first, second, float(separation(p, q)), ratio))
    return sorted(found, key=lambda each: -each.separation)


def best_separation(indicator: Indicator, probability: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return, a draw, how far an indicator tells the two outcomes apart that it tells apart best."""
    variants = list(indicator.under)
    pairs = [(a, b) for place, a in enumerate(variants) for b in variants[place + 1 :]]
    if not pairs:
        return np.zeros(np.broadcast(*probability.values()).shape)
    return np.asarray(np.stack([separation(probability[a], probability[b]) for a, b in pairs]).max(axis=0))


def _scores(forecasts: Mapping[str, Forecast]) -> tuple[Score, ...]:
    scores: dict[str, list[float]] = {}
    for forecast in forecasts.values():
        if forecast.happened is not None:
            for holder, stated in forecast.held.items():
                score = brier(np.array(stated.probability.centre), np.array(float(forecast.happened)))
                scores.setdefault(holder, []).append(float(score))
    found = [Score(holder, sum(each) / len(each), len(each)) for holder, each in scores.items()]
    return tuple(sorted(found, key=lambda score: (score.brier, score.holder)))


def delay_of(delay: DelaySection, drawn: Mapping[str, NDArray[np.float64]] | None = None) -> Delay:
    """Return the waiting equilibrium, for one central case or for draws of ``actor.cost`` and ``actor.gain``."""
    values = []
    for actor, side in delay.sides.items():
        for name, quantity in (("cost", side.cost), ("gain", side.gain)):
            values.append((drawn or {}).get(f"{actor}.{name}", np.array([quantity.centre])))
    return waiting_equilibrium(*values)


def split_of(split: Parting, drawn: Mapping[str, NDArray[np.float64]] | None = None) -> Split:
    """Return the cost of a split, for one central case or for draws of sizes (by party) and of the three numbers."""
    given = drawn or {}
    sizes = [given.get(name, np.array([party.size.centre])) for name, party in split.parties.items()]
    numbers = [
        given.get(name, np.array([quantity.centre]))
        for name, quantity in (
            (".elasticity", split.elasticity),
            (".interoperability", split.interoperability),
            (".doubling", split.doubling),
        )
    ]
    columns = np.broadcast_arrays(*sizes, *numbers)
    place = np.array([PLACES[party.system] for party in split.parties.values()], np.int64)
    return cost_of_split(np.stack(columns[: len(sizes)], axis=1), place, *columns[len(sizes) :])
