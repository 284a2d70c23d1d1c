"""Faults in the sections on further games that a schema cannot see: names that nothing defines, numbers without use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from countermove.document.faults import Problem, did_you_mean

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel


def sponsor_problems(model: AgreementModel) -> Iterator[Problem]:
    """Yield every fault of the sponsors' section."""
    section = model.sponsors
    if section is None:
        return
    for key, system in section.systems.items():
        at = ("sponsors", "systems", key)
        if key in section.between:
            yield Problem(at, f"{key!r} is a system and a party between the systems", "give one of them another id")
        for field, worths in (("worth", system.worth), ("loss", system.loss)):
            for party in worths:
                if party not in section.between:
                    cure = did_you_mean(party, section.between)
                    yield Problem((*at, field, party), f"no party {party!r} between the systems", cure)
        if system.prize.centre > 0 and system.quota.centre <= system.core.centre:
            wrong = "there is a prize for a quota that is reached anyway"
            yield Problem((*at, "prize"), wrong, "say in `quota` what the system needs beyond its core")
        weights = [getattr(courted, system.by) for courted in section.between.values()]
        if system.quota.centre > 0 and not any(weight.centre for weight in weights):
            cure = f"give some party between a {system.by} above zero"
            yield Problem((*at, "quota"), "the weights that this quota counts are all zero", cure)
    for party, courted in section.between.items():
        for key in courted.leaning:
            if key not in section.systems:
                path = ("sponsors", "between", party, "leaning", key)
                yield Problem(path, f"no system {key!r}", did_you_mean(key, section.systems))


def beginning_problems(model: AgreementModel) -> Iterator[Problem]:
    """Yield every fault of a chosen start and of noisy choices."""
    for k, party in enumerate(model.start):
        if party not in model.parties:
            yield Problem(("start", k), f"no party {party!r}", did_you_mean(party, model.parties))
        elif party in model.start[:k]:
            yield Problem(("start", k), f"{party!r} is named twice", "keep it once")
    if model.noise is None:
        return
    if not model.parties:
        yield Problem(("noise",), "there are no parties whose choices could be noisy", "add `parties`")
    for key, condition in model.conditions.items():
        counted = [model.parties[party] for party in condition.of or model.parties if party in model.parties]
        weights = [(one.counts if condition.by == "counts" else one.capability).centre for one in counted]
        if any(weight != round(weight) for weight in weights):
            wrong = "with noisy choices, the chance that a condition holds needs whole numbers as weights"
            yield Problem(("conditions", key), wrong, "count whole units, or leave `noise` out")
