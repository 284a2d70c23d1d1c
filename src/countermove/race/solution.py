"""What solving a race answers: frozen, typed, and saying how each part was got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from countermove.document.text import Text
from countermove.race.richardson import RestPoint

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Change:
    """A date on which the lead passes from one side to another."""

    date: float
    by: str
    over: str


@dataclass(frozen=True, slots=True)
class ContestAnswer:
    """Who leads in one contest: at the start, at the end, and each change between; sides in document order.

    ``held_by`` maps a side to the bottleneck whose output the contest compares; ``bands`` holds, by side, between which
    values eight of ten draws lie; ``sample`` what else the draws say.
    """

    id: str
    name: Text
    sides: Mapping[str, Floats]
    unit: str
    lower_leads: bool
    first: str | None
    last: str | None
    changes: tuple[Change, ...]
    basis: tuple[str, ...]
    held_by: Mapping[str, str] = field(default_factory=dict)
    bands: Mapping[str, tuple[Floats, Floats]] = field(default_factory=dict)
    sample: Sample | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """What draws over the stated laws say of a contest: shares of draws, and when the lead first changes in them.

    ``leads`` maps sides to shares; ``changes`` is the share in which the lead ever changes; ``dates`` the tenth,
    fiftieth and ninetieth percentile of the first change among those (``None`` where it never does).
    """

    draws: int
    seed: int
    leads: Mapping[str, float]
    changes: float
    dates: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time in which one input binds; ``input`` is ``None`` where none does."""

    input: str | None
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Relief:
    """What ten per cent more of one input, all along, adds to the output at the end (a ratio) and in total."""

    input: str
    at_end: float
    in_total: float


@dataclass(frozen=True, slots=True)
class BottleneckAnswer:
    """Which input of an output binds when, and what relaxing each buys."""

    id: str
    name: Text
    actor: str | None
    inputs: Mapping[str, Text]
    allowed: Mapping[str, Floats]
    elasticity: float
    spells: tuple[Spell, ...]
    relief: tuple[Relief, ...]
    unit: str
    basis: tuple[str, ...]

    def share_of_time(self, input: str) -> float:
        """Return for which share of the run an input binds."""
        whole = self.spells[-1].end - self.spells[0].start
        return sum(spell.end - spell.start for spell in self.spells if spell.input == input) / whole


@dataclass(frozen=True, slots=True)
class SpiralAnswer:
    """Whether an arms race limits itself, where it can rest, and where this run ends.

    ``matrix`` and ``forcing`` are the linear race as it stands at ``date``; ``growth`` its greatest growth rate, in
    1/time. ``moving`` says that the coefficients themselves change over the run.
    """

    id: str
    name: Text
    sides: tuple[str, ...]
    matrix: Floats
    forcing: Floats
    ceilings: Floats
    growth: float
    balance: tuple[float, ...]
    rests: tuple[RestPoint, ...]
    last: tuple[float, ...]
    saturated: tuple[bool, ...]
    date: float
    moving: bool
    basis: tuple[str, ...]
    lanes: Lanes | None = None

    @property
    def self_limiting(self) -> bool:
        """Whether the linear race is stable."""
        return self.growth < 0

    @property
    def product_test(self) -> tuple[float, float] | None:
        """For two sides, the reactions multiplied and the fatigues multiplied: a·b against m·n."""
        if self.matrix.shape != (2, 2):
            return None
        return float(self.matrix[0, 1] * self.matrix[1, 0]), float(self.matrix[0, 0] * self.matrix[1, 1])


@dataclass(frozen=True, slots=True)
class Lanes:
    """A race in several arenas, as it is and with arenas that do not touch each other."""

    arenas: tuple[str, ...]
    growth_apart: float
    rivalry: float


@dataclass(frozen=True, slots=True)
class SpreadAnswer:
    """How a system spreads: its fastest moment, its share of users at the end, how it bears failures."""

    id: str
    system: str
    name: Text
    actor: str | None
    peak: float
    share: float
    resilience: float | None
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIfAnswer:
    """The race against itself without something: losses, and when they are made up (``None``: not before the end)."""

    id: str
    name: Text
    measure: str
    with_it: Floats
    without: Floats
    deepest: float
    level_date: float | None
    total_date: float | None
    final: float
    lost: bool
    unit: str
    basis: tuple[str, ...]
    control: bool = False
    began: float | None = None


@dataclass(frozen=True, slots=True)
class ThresholdAnswer:
    """Where one course stops paying more than another as a constant grows.

    ``gap`` is the payoff of the option less that of the other at each of ``values``; ``crossings`` are where it changes
    sign, in order; ``stated`` the constant's value in the document, and ``gap_stated`` the gap there.
    """

    id: str
    option: Text
    other: Text
    what: Text
    values: Floats
    gap: Floats
    crossings: tuple[float, ...]
    stated: float
    gap_stated: float
    unit: str
    payoff_unit: str
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrategyAnswer:
    """Equilibrium effort, period by period, beside the effort the document assumes."""

    actors: tuple[str, ...]
    controls: tuple[str, ...]
    labels: tuple[Text, ...]
    edges: tuple[float, ...]
    paths: Floats
    assumed: tuple[float, ...]
    payoffs: tuple[float, ...]
    gain: tuple[float, ...]
    departures: int
    settled: bool
    holds: bool
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SafetyAnswer:
    """The risk of disaster when teams trade safety for speed, under each setting of information."""

    id: str
    name: Text
    teams: int
    spread: float
    enmity: float
    information: str
    risk: float
    risks: Mapping[str, float]
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventMark:
    """An event that falls into the run."""

    id: str
    date: float
    name: Text


@dataclass(frozen=True, slots=True)
class RaceSolution:
    """One reading of a race, solved.

    ``times`` are the moments reported; ``series[name]`` the stocks and named auxiliaries at them, ``units`` and
    ``names`` what they are. ``disagreement`` is the greatest relative difference between the adaptive and the
    fixed-step solver over all of them.
    """

    reading: str
    title: Text
    actors: Mapping[str, Text]
    times: Floats
    time_unit: str
    series: Mapping[str, Floats]
    names: Mapping[str, Text]
    units: Mapping[str, str]
    owners: Mapping[str, str | None]
    events: tuple[EventMark, ...]
    contests: tuple[ContestAnswer, ...]
    bottlenecks: tuple[BottleneckAnswer, ...]
    spirals: tuple[SpiralAnswer, ...]
    spreads: tuple[SpreadAnswer, ...]
    what_ifs: tuple[WhatIfAnswer, ...]
    thresholds: tuple[ThresholdAnswer, ...]
    costs: tuple[str, ...]
    strategy: StrategyAnswer | None
    safety: tuple[SafetyAnswer, ...]
    method: str
    rtol: float
    disagreement: float
    headline: str | None = None
    basis: tuple[str, ...] = field(default=())

    def actor(self, id: str | None) -> Text:
        """Return what an actor is called; a side that is no actor is called by its key."""
        return self.actors.get(id or "", Text.both(id or "?"))
