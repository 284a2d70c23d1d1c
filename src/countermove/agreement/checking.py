"""Faults that a schema cannot see: names that nothing defines, and numbers that come too late or count nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from countermove.agreement.checking_games import beginning_problems, sponsor_problems
from countermove.document.faults import Problem, did_you_mean

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel, TargetSection
    from countermove.document.faults import Path
    from countermove.document.text import Text


def problems_of(model: AgreementModel, readings: Collection[str] = ()) -> Iterator[Problem]:
    """Yield every fault of a model, paths relative to its section; ``readings`` are those of its document."""
    yield from _game_problems(model, readings)
    yield from sponsor_problems(model)
    yield from beginning_problems(model)
    yield from _record_problems(model)


def _unknown(names: Iterable[str], known: Iterable[str], what: str, path: Path) -> Iterator[Problem]:
    defined, given = set(known), list(names)
    for k, name in enumerate(given):
        if name not in defined:
            yield Problem((*path, k), f"no {what} {name!r}", did_you_mean(name, defined))
        elif name in given[:k]:
            yield Problem((*path, k), f"{name!r} is named twice", "keep it once")


def _game_problems(model: AgreementModel, readings: Collection[str]) -> Iterator[Problem]:
    parties = model.parties
    for k, influence in enumerate(model.influences):
        yield from _unknown(influence.on, parties, "party", ("influences", k, "on"))
        yield from _unknown(influence.of, parties, "party", ("influences", k, "of"))
        if not any(one != other for one in influence.on for other in influence.of):
            cure = "name who is influenced in `on`, and others whose joining matters to them in `of`"
            yield Problem(("influences", k), "nobody is influenced by anybody else", cure)
    for key, condition in model.conditions.items():
        yield from _unknown(condition.of, parties, "party", ("conditions", key, "of"))
        yield from _unknown(condition.on, parties, "party", ("conditions", key, "on"))
        counted = [parties[party] for party in condition.of or parties if party in parties]
        weights = [member.counts if condition.by == "counts" else member.capability for member in counted]
        if not any(weight.centre for weight in weights):
            cure = f"write `{condition.by}` above zero for some party that it counts"
            yield Problem(("conditions", key), "the weights of this condition are all zero", cure)
        elif condition.quota.law.support[0] > sum(weight.law.support[1] for weight in weights):
            most = sum(weight.law.support[1] for weight in weights)
            wrong = f"the quota is beyond all that it counts, {most:g} in all"
            yield Problem(("conditions", key, "quota"), wrong, "lower it, or count more parties in `of`")
    yield from _label_problems({key: one.name for key, one in parties.items()}, ("parties",))
    yield from _label_problems({key: one.name for key, one in model.clauses.items()}, ("clauses",))
    yield from _state_problems(model)
    for key, clause in model.clauses.items():
        for step in clause.steps:
            for party in step.values:
                if party not in parties:
                    path = ("clauses", key, *step.path, "values", party)
                    yield Problem(path, f"no party {party!r}", did_you_mean(party, parties))
    if model.target is not None:
        yield from _target_problems(model.target, model)
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


def _label_problems(names: Mapping[str, Text | None], path: Path) -> Iterator[Problem]:
    """Yield those that people could not tell apart, since an earlier one has the same name."""
    for lang in ("en", "zh"):
        seen: dict[str, str] = {}
        for key, name in names.items():
            shown = None if name is None else name.get(lang)
            if shown is not None and shown in seen:
                wrong = f"{key!r} and {seen[shown]!r} have one name, {shown!r}"
                yield Problem((*path, key, "name"), wrong, "name them apart")
            elif shown is not None:
                seen[shown] = key


def _state_problems(model: AgreementModel) -> Iterator[Problem]:
    """Yield parties whose states are counted elsewhere as well, or are not as many as the party counts."""
    held: dict[str, str] = {}
    for key, party in model.parties.items():
        for code in party.codes:
            if code in held:
                wrong = f"{code} is in {held[code]!r} and in {key!r}"
                yield Problem(("parties", key, "codes"), wrong, "keep it in one of them")
            held.setdefault(code, key)
        low, high = party.counts.law.support
        if party.codes and not low <= len(party.codes) <= high:
            wrong = f"{key!r} counts {party.counts.centre:g} and names {len(party.codes)} in `codes`"
            yield Problem(("parties", key, "codes"), wrong, "correct one of them")


def _target_problems(target: TargetSection, model: AgreementModel) -> Iterator[Problem]:
    yield from _unknown(target.parties, model.parties, "party", ("target", "parties"))
    most = sum(party.counts.law.support[1] for party in model.parties.values())
    if not target.parties and not target.count.centre:
        yield Problem(("target",), "nothing is aimed at", "name `parties`, or how many must be in as `count`")
    elif target.count.law.support[0] > most:
        wrong = f"the count aimed at is beyond all parties, {most:g} in all"
        yield Problem(("target", "count"), wrong, "lower it")


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
