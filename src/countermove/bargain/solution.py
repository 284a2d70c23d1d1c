"""What solving a bargain answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.amounts import Amounts
from countermove.bargain.attached import Attached
from countermove.bargain.coding import Coding
from countermove.bargain.compromise import Floats
from countermove.bargain.model import BargainModel
from countermove.bargain.solutions import Lottery
from countermove.bargain.texts import TextComparison
from countermove.bargain.trades import Trade
from countermove.bargain.win_sets import Ratification, Shrinking, WinSet
from countermove.bargain.zone import Zone
from countermove.document.text import Text
from countermove.kind import Case

SMALLEST = 1e-9


@dataclass(frozen=True, slots=True)
class Deal:
    """A package: the level number of each issue, and everyone's change (n,) against the status quo."""

    choice: tuple[int, ...]
    change: Floats


@dataclass(frozen=True, slots=True)
class SidePayments:
    """What is shared out when parties can pay each other, by the worth of the coalitions that can decide.

    ``core`` is one division (n with a say,) that no coalition can improve on, or None with the balanced weights that
    prove it; ``paid`` is what each pays (−) or receives (+) on top of the deal to reach the nucleolus.
    """

    total: float
    core: Floats | None
    balanced: tuple[tuple[int, float], ...]
    nucleolus: Floats
    paid: Floats


@dataclass(frozen=True, slots=True)
class TalksAnswer:
    """What alternating offers come to for those with a say.

    ``shares`` (n,) of the joint gain if it can be divided freely; ``value`` (n,) what each expects over packages that
    nobody can be paid for; ``proposals`` what each would propose first, None where it would rather wait. ``settled``:
    whether talks without end have come to rest.
    """

    shares: Floats
    value: Floats
    proposals: Mapping[str, Deal | None]
    settled: bool


@dataclass(frozen=True, slots=True)
class BargainSolution:
    """One reading solved, at the centre of every law; ``ranges`` come from draws.

    ``forecasts[rule]`` (issues,) is where each rule expects the issues to end; ``forecast_change[rule]`` (n,)
    everyone's change there. ``deals[name]`` is a package or None. ``frontier`` are the packages on the Pareto frontier
    of those with a say, (k, issues) level numbers, and ``packages`` how many there are that cross no red line.
    ``agenda[party]`` is what each party at the table would propose if it alone could, and see pass. ``ranges[outcome]``
    are the 10th and 90th percentile. Parties are in document order; ``say`` numbers those at the table, ``own`` those
    and whoever must ratify for one of them; zone, win-sets, ratifications and shrinkings count places in ``own``.
    ``beside`` answers what is written beside the bargain: contract, plant, standards, rules.
    """

    case: Case[BargainModel]
    numbers: Amounts
    say: tuple[int, ...]
    own: tuple[int, ...]
    forecasts: Mapping[str, Floats]
    forecast_change: Mapping[str, Floats]
    deals: Mapping[str, Deal | None]
    agenda: Mapping[str, Deal | None]
    lottery: Lottery | None
    lottery_change: Floats | None
    zone: Zone
    passing: int
    frontier: NDArray[np.int64]
    packages: int
    status_quo_efficient: bool
    trades: tuple[Trade, ...]
    win_sets: Mapping[int, WinSet]
    ratifications: tuple[Ratification, ...]
    shrinkings: tuple[Shrinking, ...]
    comparisons: tuple[TextComparison, ...]
    coding: Coding | None
    side_payments: SidePayments | None
    patience_shares: Floats | None
    talks: TalksAnswer | None
    ranges: Mapping[str, tuple[float, float]]
    open_share: float | None
    beside: Attached
    warnings: tuple[Text, ...] = ()

    @property
    def section(self) -> BargainModel:
        """What was written."""
        return self.case.section

    @property
    def reading(self) -> str:
        """The name of the reading."""
        return self.case.reading

    def party_label(self, index: int) -> Text:
        """Return a party's name for people."""
        name = self.numbers.parties[index]
        return self.case.actors[name].label if name in self.case.actors else Text.both(name)

    def place(self, index: int) -> int:
        """Return a party's place among the document's actors: its colour and mark."""
        actors = list(self.case.actors)
        name = self.numbers.parties[index]
        return actors.index(name) if name in actors else len(actors)

    def issue_label(self, index: int) -> Text:
        """Return an issue's name for people."""
        return self.section.issues[self.numbers.issues[index]].name

    def level(self, issue: int, level: int) -> float:
        """Return the value of a level; the last level is the status quo."""
        points = self.section.issues[self.numbers.issues[issue]].points
        return points[level] if level < len(points) else float(self.numbers.status_quo[0, issue])

    def is_left(self, issue: int, level: int) -> bool:
        """Whether a level leaves the issue where it is."""
        return level == len(self.section.issues[self.numbers.issues[issue]].points)

    def wording(self, issue: int, value: float) -> Text:
        """Return a value of an issue's scale in words."""
        return self.section.issues[self.numbers.issues[issue]].wording(value)
