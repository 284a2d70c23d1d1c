"""Faults that a schema cannot see: names that nothing defines, and numbers that come too late or count nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from countermove.agreement.checking_games import beginning_problems, sponsor_problems
from countermove.document.faults import Problem, did_you_mean

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel
    from countermove.document.faults import Path


def problems_of(model: AgreementModel, readings: Collection[str] = ()) -> Iterator[Problem]:
    """Yield every fault of a model, paths relative to its section; ``readings`` are those of its document."""
    yield from _game_problems(model, readings)
    yield from sponsor_problems(model)
    yield from beginning_problems(model)
    yield from _record_problems(model)


def _unknown(names: Iterable[str], known: Iterable[str], what: str, path: Path) -> Iterator[Problem]:
    defined = set(known)
    for k, name in enumerate(names):
        if name not in defined:
            yield Problem((*path, k), f"no {what} {name!r}", did_you_mean(name, defined))


def _game_problems(model: AgreementModel, readings: Collection[str]) -> Iterator[Problem]:
    parties = model.parties
    for k, influence in enumerate(model.influences):
        yield from _unknown(influence.on, parties, "party", ("influences", k, "on"))
        yield from _unknown(influence.of, parties, "party", ("influences", k, "of"))
    for key, condition in model.conditions.items():
        yield from _unknown(condition.of, parties, "party", ("conditions", key, "of"))
        yield from _unknown(condition.on, parties, "party", ("conditions", key, "on"))
        counted = [parties[party] for party in condition.of or parties if party in parties]
        weights = [member.counts if condition.by == "counts" else member.capability for member in counted]
        if not any(weight.centre for weight in weights):
            cure = f"give some party that it counts a {condition.by} above zero"
            yield Problem(("conditions", key), "the weights of this condition are all zero", cure)
    for key, clause in model.clauses.items():
        for step in clause.steps:
            for party in step.values:
                if party not in parties:
                    path = ("clauses", key, *step.path, "values", party)
                    yield Problem(path, f"no party {party!r}", did_you_mean(party, parties))
    if model.target is not None:
        yield from _unknown(model.target.parties, parties, "party", ("target", "parties"))
    if model.design is not None:
        yield from _unknown(model.design.clauses, model.clauses, "clause", ("design", "clauses"))
        yield from _unknown(model.design.together, parties, "party", ("design", "together"))
        yield from _unknown(model.design.bring_in, parties, "party", ("design", "bring_in"))
        for reading in model.design.beside:
            if readings and reading not in readings:
                yield Problem(("design", "beside", reading), f"no reading {reading!r}", did_you_mean(reading, readings))
        if not parties or not model.clauses:
            lacking = "clauses" if parties else "parties"
            yield Problem(("design",), f"there are no {lacking} to design a text for", f"add `{lacking}`")


def _record_problems(model: AgreementModel) -> Iterator[Problem]:
    record, forecast = model.record, model.forecast
    if record is not None and model.clauses:
        for name, text in record.texts.items():
            yield from _unknown(text.clauses or (), model.clauses, "clause", ("record", "texts", name, "clauses"))
    if forecast is None:
        return
    if record is None:
        yield Problem(("forecast",), "there is no record to forecast from", "add a `record` with texts")
        return
    if forecast.text not in record.texts:
        yield Problem(("forecast", "text"), f"no text {forecast.text!r}", did_you_mean(forecast.text, record.texts))
        return
    begins = record.texts[forecast.text].date
    for name, covariate in record.covariates.items():
        if begins is not None and (covariate.as_of is None or covariate.as_of >= begins):
            stated = f"of {covariate.as_of}" if covariate.as_of is not None else "without a day"
            yield Problem(
                ("record", "covariates", name),
                f"the covariate {name!r} {stated} does not predate the text of {begins} that it would predict",
                "use values known before that day and state the day in `as_of`, or leave the covariate out",
            )
