"""How often each outcome holds, counted over the store file by file; memory does not grow with the number of draws."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.kind import Outcome
from countermove.stress.drivers.intervals import Estimate, wilson
from countermove.stress.plan import Plan
from countermove.stress.store import Store

SETS_KEPT = 100_000  # distinct sets of outcomes that are counted at once; beyond, those seen once are forgotten
SETS_TOLD = 5
NUMBERS_KEPT = 100_000  # draws whose numbers give the quantiles
FAILURES_TOLD = 5


@dataclass(frozen=True, slots=True)
class Held:
    """An outcome that holds in a share of the draws; the interval covers the sampling of draws only."""

    outcome: Outcome
    share: Estimate
    stated: bool | None


@dataclass(frozen=True, slots=True)
class Spread:
    """A number that comes out differently from draw to draw: mean, median, and the middle 90%.

    ``defined`` is the share of draws in which it has a value at all; the others are left out of the rest.
    """

    outcome: Outcome
    defined: Estimate
    mean: float
    low: float
    median: float
    high: float
    stated: float | None


@dataclass(frozen=True, slots=True)
class Together:
    """Exactly these subjects hold under a concept in a share of the draws."""

    concept: str
    subjects: tuple[str, ...]
    share: Estimate


@dataclass(frozen=True, slots=True)
class Failure:
    """A draw without an answer: its number, why, and the seed that gives it again."""

    draw: int
    error: str
    seed: int


@dataclass(frozen=True, slots=True)
class Robustness:
    """What the draws came to: ``answered`` of them have an answer."""

    draws: int
    answered: int
    held: tuple[Held, ...]
    spread: tuple[Spread, ...]
    together: tuple[Together, ...]
    failed: int
    failures: tuple[Failure, ...]

    @property
    def shares(self) -> dict[str, float]:
        """Outcome id to the share of draws in which it held."""
        return {one.outcome.id: one.share.value for one in self.held}


def robustness(plan: Plan, store: Store, stated: dict[str, float] | None = None) -> Robustness:
    """Count what holds how often.

    Parameters
    ----------
    plan, store
        A study that has been run.
    stated : dict, optional
        Outcome id to its value (0 or 1 where it holds or not) in the case as stated.

    Returns
    -------
    Robustness
        Shares with Wilson intervals over the draws that have an answer.
    """
    counter = _Counter(plan)
    for draw, answers in store.read():
        kept = draw < store.draws
        sound = answers.sound & kept
        counter.add(answers.holds[sound], answers.numbers[sound])
        for row in np.flatnonzero(kept & ~answers.sound):
            counter.fail(int(draw[row]), answers.error[int(row)] or "")
    return counter.done(store.draws, stated or {})


class _Counter:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.count = np.zeros(len(plan.held), np.int64)
        self.answered = self.failed = 0
        self.sums = np.zeros(len(plan.counted))
        self.defined = np.zeros(len(plan.counted), np.int64)
        self.numbers: list[NDArray[np.float64]] = []
        self.numbered = 0
        self.failures: list[Failure] = []
        self.columns: dict[str, list[int]] = {}
        for column, outcome in enumerate(plan.held):
            self.columns.setdefault(outcome.concept, []).append(column)
        self.sets: dict[str, Counter[bytes]] = {concept: Counter() for concept in self.columns}

    def add(self, holds: NDArray[np.bool_], numbers: NDArray[np.float64]) -> None:
        self.count += holds.sum(axis=0)
        self.answered += len(holds)
        self.sums += np.nansum(numbers, axis=0)
        self.defined += (~np.isnan(numbers)).sum(axis=0)
        if self.numbered < NUMBERS_KEPT and numbers.shape[1]:
            self.numbers.append(numbers)
            self.numbered += len(numbers)
        for concept, columns in self.columns.items():
            packed = np.packbits(holds[:, columns], axis=1)
            rows = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).ravel()
            distinct, often = np.unique(rows, return_counts=True)
            counts = self.sets[concept]
            for one, times in zip(distinct, often.tolist(), strict=True):
                counts[one.tobytes()] += times
            if len(counts) > SETS_KEPT:
                self.sets[concept] = Counter({key: times for key, times in counts.items() if times > 1})

    def fail(self, draw: int, error: str) -> None:
        self.failed += 1
        if len(self.failures) < FAILURES_TOLD:
            self.failures.append(Failure(draw, error, self.plan.design.seed))

    def done(self, draws: int, stated: dict[str, float]) -> Robustness:
        held = []
        for outcome, count in zip(self.plan.held, self.count.tolist(), strict=True):
            known = bool(stated[outcome.id]) if outcome.id in stated else None
            held.append(Held(outcome, wilson(count, self.answered), known))
        return Robustness(
            draws, self.answered, tuple(held), self._spread(stated), self._together(), self.failed, tuple(self.failures)
        )

    def _spread(self, stated: dict[str, float]) -> tuple[Spread, ...]:
        if not self.plan.counted or not self.answered:
            return ()
        found, kept = [], np.concatenate(self.numbers)
        for column, outcome in enumerate(self.plan.counted):
            values = kept[~np.isnan(kept[:, column]), column]
            low, median, high = np.percentile(values, [5, 50, 95]) if values.size else (np.nan, np.nan, np.nan)
            defined = wilson(int(self.defined[column]), self.answered)
            mean = float(self.sums[column] / self.defined[column]) if self.defined[column] else np.nan
            known = stated.get(outcome.id)
            found.append(Spread(outcome, defined, mean, float(low), float(median), float(high), known))
        return tuple(found)

    def _together(self) -> tuple[Together, ...]:
        found, held = [], self.plan.held
        for concept, columns in self.columns.items():
            frequent = sorted(self.sets[concept].items(), key=lambda item: (-item[1], item[0]))[:SETS_TOLD]
            for packed, times in frequent:
                bits = np.unpackbits(np.frombuffer(packed, np.uint8), count=len(columns))
                subjects = tuple(held[columns[k]].subject for k in np.flatnonzero(bits))
                found.append(Together(concept, subjects, wilson(times, self.answered)))
        return tuple(found)
