"""What the days on which parties joined say of the months to come, from a record to sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from countermove.agreement.histories import History
from countermove.agreement.pace import Pace
from countermove.agreement.solution import PaceAnswer
from countermove.document.text import Text
from countermove.kind import Finding, Json

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel
    from countermove.agreement.record import Record
    from countermove.agreement.solution import AgreementSolution

PACE = Text(
    "{joined} joined “{text}” between {start} and {end}. Carried on at such a pace, {expected} more are expected "
    "within {months} months (90 % interval {low} to {high}), if any of the {at_risk} not listed of {eligible} looked "
    "up may still join{attended}.",
    "{start}至{end}之间有{joined}方加入《{text}》。若按这样的速度，在查核的{eligible}方中尚未列名的{at_risk}方都可能加入，"
    "则{months}个月内预计还有{expected}方加入（90%区间{low}至{high}）{attended}。",
)
OF_ATTENDED = Text(
    "; {expected} ({low} to {high}), if only the {at_risk} others of the {attended} who attended may",
    "；若只有与会{attended}方中其余{at_risk}方可能加入，则为{expected}方（{low}至{high}）",
)
RATIFIED = Text(
    "{joined} of {eligible} signatories of “{text}” ratified it by {end}. Carried on at such a pace, {expected} of the "
    "{at_risk} others are expected to ratify within {months} months (90 % interval {low} to {high}).",
    "《{text}》的{eligible}个签署方中，截至{end}有{joined}方批准。若按这样的速度，其余{at_risk}方中预计有{expected}方在"
    "{months}个月内批准（90%区间{low}至{high}）。",
)
LITTLE = Text(
    "The pace of “{text}” is known from {spans} between counts: the stated priors alone would give {low} to {high}. "
    "How momentum fades is taken from other lists and the priors.",
    "对《{text}》速度的了解仅来自{spans}：仅凭所申明的先验，区间将为{low}至{high}。势头如何消退，取自其他名单和先验。",
)
ONE_SPAN = Text("one span", "两次计数之间的一个时段")
SPANS = Text("{count} spans", "各次计数之间的{count}个时段")
NOTHING = Text.both("")
FEW_SPANS = 5


def pace_of(model: AgreementModel, record: Record) -> PaceAnswer | None:
    """Return the pace of the text that is forecast, else of the last text with days; None where none has."""
    wanted = model.forecast.text if model.forecast is not None else None
    own = [history for history in record.histories if wanted in (None, history.text)]
    if not own:
        return None
    months = model.forecast.months if model.forecast is not None else 12
    history = own[-1]
    others = [one for one in record.histories if one.text != history.text and one.act == history.act]
    years = months / 12
    unseen = history.unseen(years, others)
    return PaceAnswer(history, months, history.ahead(years, others), history.ahead_of_attended(years, others), unseen)


def pace_findings(solution: AgreementSolution, answer: PaceAnswer) -> Iterator[Finding]:
    """Yield how many more are expected, with denominators, and how much of that is known from few counts."""
    history, looked_up, attended = answer.history, answer.looked_up, answer.attended
    text = solution.texts[history.text]
    among = NOTHING
    if attended is not None and history.attended is not None:
        among = OF_ATTENDED.of(attended=history.attended, **_numbers(attended))
    words = PACE if history.act == "join" else RATIFIED
    said = words.of(
        joined=sum(span.joined for span in history.spans),
        text=text,
        start=history.spans[0].start.isoformat(),
        end=history.read.isoformat(),
        months=answer.months,
        eligible=history.eligible,
        attended=among,
        **_numbers(looked_up),
    )
    yield Finding("pace", said, "assumed", solution.basis, pace_data(answer))
    if len(history.spans) < FEW_SPANS:
        spans = ONE_SPAN if len(history.spans) == 1 else SPANS.of(count=len(history.spans))
        said = LITTLE.of(text=text, spans=spans, low=answer.unseen.low, high=answer.unseen.high)
        yield Finding("pace-known", said, "assumed", solution.basis)


def _numbers(found: Pace) -> dict[str, Text | str | int | float]:
    return {"expected": f"{found.expected:.0f}", "low": found.low, "high": found.high, "at_risk": found.at_risk}


def pace_data(answer: PaceAnswer) -> Json:
    """Return the pace as data, spans and denominators with it."""
    history = answer.history
    return {
        "text": history.text,
        "act": history.act,
        "months": answer.months,
        "spans": spans_data(history),
        "denominator": history.eligible,
        "looked_up": _pace(answer.looked_up),
        "attended": None if answer.attended is None else {"denominator": history.attended, **_pace(answer.attended)},
        "without_its_counts": _pace(answer.unseen),
    }


def spans_data(history: History) -> list[Json]:
    """Return the spans of a history as data."""
    return [
        {"from": span.start.isoformat(), "to": span.end.isoformat(), "at_risk": span.at_risk, "joined": span.joined}
        for span in history.spans
    ]


def _pace(found: Pace) -> Json:
    return {"at_risk": found.at_risk, "expected": found.expected, "low": found.low, "high": found.high}
