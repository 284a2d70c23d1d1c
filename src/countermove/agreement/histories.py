"""When parties joined: the days of a rolling list or of ratifications, arranged as intervals with who was at risk.

Parties that join on the day a text is opened are its founders and tell nothing of the pace afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from countermove.agreement.pace import Intake, Pace, pace

YEAR = 365.25
FIRST_STEPS = 8
"""Days of single parties are counted by quarters for so many quarters, by years afterwards."""
CHECKED_YEARS = (1, 3, 5)
Act = Literal["join", "ratify"]


@dataclass(frozen=True, slots=True)
class Span:
    """Between two days, ``joined`` of the ``at_risk`` did."""

    start: date
    end: date
    at_risk: int
    joined: int


@dataclass(frozen=True, slots=True)
class History:
    """One text's spans since it was opened; ``eligible`` could act in all, ``remaining`` have not by the last day.

    ``attended`` is how many were there when it was opened, where known: another denominator.
    """

    text: str
    act: Act
    opened: date
    spans: tuple[Span, ...]
    eligible: int
    remaining: int
    attended: int | None = None

    @property
    def read(self) -> date:
        """The day up to which it is known."""
        return self.spans[-1].end

    def until(self, day: date) -> tuple[Span, ...]:
        """Return the spans that had ended by a day."""
        return tuple(span for span in self.spans if span.end <= day)

    def intake(self, spans: Sequence[Span], fewer: int = 0) -> Intake:
        """Return spans in years since the text was opened, so many ``fewer`` having been at risk."""
        return Intake(
            np.array([self._years(span.start) for span in spans]),
            np.array([self._years(span.end) for span in spans]),
            np.array([float(span.at_risk - fewer) for span in spans]),
            np.array([float(span.joined) for span in spans]),
        )

    def _years(self, day: date) -> float:
        return (day - self.opened).days / YEAR

    def ahead(self, within: float, others: Sequence[History] = ()) -> Pace:
        """Return how many are expected to act within so many years of the last day."""
        return self._ahead(within, others, 0)

    def unseen(self, within: float, others: Sequence[History] = ()) -> Pace:
        """Return what ``ahead`` would be if the text's own spans were not known."""
        known = [other.intake(spans) for other in others if (spans := other.until(self.read))]
        return pace(self.intake(()), known, self._years(self.read), within, self.remaining)

    def ahead_of_attended(self, within: float, others: Sequence[History] = ()) -> Pace | None:
        """Return the same, only those who attended being at risk; None where their number is not known or too small."""
        if self.attended is None:
            return None
        fewer = self.eligible - self.attended
        if fewer < 0 or any(span.at_risk - fewer < span.joined for span in self.spans):
            return None
        return self._ahead(within, others, fewer)

    def _ahead(self, within: float, others: Sequence[History], fewer: int) -> Pace:
        known = [other.intake(spans) for other in others if (spans := other.until(self.read))]
        own = self.intake(self.spans, fewer)
        return pace(own, known, self._years(self.read), within, self.remaining - fewer)


def history_of_counts(
    text: str, opened: date, counts: Mapping[date, int], eligible: int, attended: int | None = None
) -> History | None:
    """Return the history of a list of which only the length is known on some days; None with fewer than two.

    Examples
    --------
    >>> history_of_counts("call", date(2026, 2, 5), {date(2026, 2, 5): 35, date(2026, 7, 17): 45}, 193).spans[0].at_risk
    158
    """
    days = sorted(counts)
    if len(days) < 2:
        return None
    spans = tuple(
        Span(start, end, eligible - counts[start], counts[end] - counts[start])
        for start, end in zip(days, days[1:], strict=False)
    )
    return History(text, "join", opened, spans, eligible, eligible - counts[days[-1]], attended)


def history_of_days(
    text: str, act: Act, opened: date, entered: Sequence[date | None], acted: Sequence[date | None], read: date
) -> History | None:
    """Return the history of parties whose days are known; None if nobody acted after the opening day.

    ``entered[i]`` is when party i could first act (None: never yet), ``acted[i]`` when it did (None: not yet).
    """
    edges, years = [opened], 0.0
    while edges[-1] < read:
        years += 0.25 if len(edges) <= FIRST_STEPS else 1.0
        edges.append(min(_after(opened, years), read))
    spans = []
    for start, end in zip(edges, edges[1:], strict=False):
        at_risk = joined = 0
        for first, day in zip(entered, acted, strict=True):
            if first is not None and first <= start and (day is None or day > start):
                at_risk += 1
                joined += day is not None and day <= end
        if at_risk:
            spans.append(Span(start, end, at_risk, joined))
    if not any(span.joined for span in spans):
        return None
    eligible = sum(first is not None for first in entered)
    remaining = sum(first is not None and day is None for first, day in zip(entered, acted, strict=True))
    return History(text, act, opened, tuple(spans), eligible, remaining)


def _after(day: date, years: float) -> date:
    return day + timedelta(days=round(YEAR * years))


@dataclass(frozen=True, slots=True)
class PaceCheck:
    """A count a year ahead, forecast from earlier spans of the text alone, beside what came."""

    text: str
    act: Act
    year: int
    forecast: Pace
    last_year: int
    came: int

    @property
    def within(self) -> bool:
        """Whether what came lies in the interval."""
        return self.forecast.low <= self.came <= self.forecast.high


def pace_checks(histories: Sequence[History]) -> list[PaceCheck]:
    """Return forecasts of one year each, made one, three and five years after opening, beside what came."""
    checks = []
    for history in histories:
        for year in CHECKED_YEARS:
            before, day, end = (_after(history.opened, year + step) for step in (-1, 0, 1))
            spans = history.until(day)
            ahead = [span for span in history.spans if day <= span.start and span.end <= end]
            if not spans or not ahead or spans[-1].end != day or ahead[-1].end != end:
                continue
            forecast = pace(history.intake(spans), [], float(year), 1.0, ahead[0].at_risk)
            last = sum(span.joined for span in spans if span.start >= before)
            came = sum(span.joined for span in ahead)
            checks.append(PaceCheck(history.text, history.act, year, forecast, last, came))
    return checks
