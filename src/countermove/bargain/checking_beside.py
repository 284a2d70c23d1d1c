"""What a schema cannot test beside a bargain: holders, clauses, sites, governments, standards, regulators."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from math import prod

from countermove.bargain.location import MOST_COMBINATIONS
from countermove.bargain.model import BargainModel
from countermove.bargain.sections import Contract, Location, Regulation
from countermove.document.faults import Path, Problem, did_you_mean


def problems_beside(section: BargainModel) -> Iterator[Problem]:
    """Yield every problem of what is written beside the bargain."""
    if section.contract is not None:
        yield from _contract(section, section.contract)
    if section.location is not None:
        yield from _location(section, section.location)
    if section.adoption is not None:
        yield from _known(section.adoption.standards, section.parties, "party", ("adoption", "standards"))
        if not any(one.law.support[1] > 0 for one in (*section.adoption.standards.values(), section.adoption.arrivals)):
            yield Problem(("adoption",), "nobody uses or will use a standard", "give users today or `arrivals:`")
    if section.regulation is not None:
        yield from _regulation(section, section.regulation)


def _known(
    names: Iterable[str], known: Container[str], what: str, place: Path, listed: bool = False
) -> Iterator[Problem]:
    for index, name in enumerate(names):
        if name not in known:
            step: str | int = index if listed else name
            yield Problem((*place, step), f"no {what} {name!r}", did_you_mean(name, known))  # type: ignore[arg-type]


def _contract(section: BargainModel, contract: Contract) -> Iterator[Problem]:
    yield from _known(contract.worth, section.parties, "party", ("contract", "worth"))
    holders = [*contract.worth, "joint", "each"]
    for name, right in contract.rights.items():
        if right.holder not in holders:
            wrong = f"nobody who signs is called {right.holder!r}"
            yield Problem(("contract", "rights", name, "holder"), wrong, did_you_mean(right.holder, holders))
    for name, clause in contract.clauses.items():
        place = ("contract", "clauses", name)
        yield from _known(clause.joint, contract.rights, "right", (*place, "joint"), listed=True)
        yield from _known(clause.each, contract.rights, "right", (*place, "each"), listed=True)
        if not clause.joint and not clause.each and clause.ends_after is None:
            yield Problem(place, f"the clause {name!r} changes nothing", "give it `joint:`, `each:` or `ends_after:`")


def _location(section: BargainModel, location: Location) -> Iterator[Problem]:
    if location.firm not in section.parties:
        yield Problem(("location", "firm"), f"no party {location.firm!r}", did_you_mean(location.firm, section.parties))
    if location.now not in location.sites:
        yield Problem(("location", "now"), f"no site {location.now!r}", did_you_mean(location.now, location.sites))
    yield from _known(location.governments, section.parties, "party", ("location", "governments"))
    for word, places in (("sites", location.sites), ("markets", location.markets)):
        for name, one in places.items():
            if one.government is not None and one.government not in location.governments:
                cure = did_you_mean(one.government, location.governments)
                yield Problem(("location", word, name, "government"), f"no government {one.government!r}", cure)
    for name, site in location.sites.items():
        yield from _known(site.access, location.markets, "market", ("location", "sites", name, "access"))
    for name, policy in location.governments.items():
        for index, rate in enumerate(policy.tariffs):
            if not 0 <= rate <= 1:
                place = ("location", "governments", name, "tariffs", index)
                yield Problem(place, f"the tariff {rate:g} is no share", "write 25% as 0.25, from 0 to 1")
        for index, given in enumerate(policy.subsidies):
            if given < 0:
                place = ("location", "governments", name, "subsidies", index)
                yield Problem(place, f"the subsidy {given:g} is below 0", "write an amount of at least 0")
    count = prod(len(one.tariffs) * len(one.subsidies) for one in location.governments.values())
    if count > MOST_COMBINATIONS:
        wrong = f"{count:,} combinations of policies are too many (limit {MOST_COMBINATIONS:,})"
        yield Problem(("location", "governments"), wrong, "list fewer rates and amounts")


def _regulation(section: BargainModel, regulation: Regulation) -> Iterator[Problem]:
    yield from _known(regulation.issues, section.issues, "issue", ("regulation", "issues"), listed=True)
    yield from _known(regulation.regulators, section.parties, "party", ("regulation", "regulators"), listed=True)
    for index, tie in enumerate(regulation.ties):
        place = ("regulation", "ties", index, "between")
        yield from _known(tie.between, regulation.regulators, "regulator", place, listed=True)
        if tie.between[0] == tie.between[1]:
            yield Problem(place, f"{tie.between[0]!r} is tied to itself", "name two regulators")
    for name in regulation.regulators:
        for index, issue in enumerate(regulation.issues):
            if name in section.parties and issue in section.issues and issue not in section.parties[name].positions:
                wrong = f"the regulator {name!r} has no position on {issue!r}"
                yield Problem(("regulation", "issues", index), wrong, f"give {name!r} a position on it")
