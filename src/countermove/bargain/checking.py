"""What a schema cannot test in a bargain: names, scales, red lines, rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from countermove.bargain.checking_beside import problems_beside
from countermove.bargain.frontier import MOST_PACKAGES
from countermove.bargain.model import BargainModel, Issue
from countermove.document.faults import Path, Problem, did_you_mean


def problems(section: BargainModel, actors: Sequence[str]) -> Iterator[Problem]:
    """Yield every problem of one reading, with its path inside the section."""
    yield from _names(section, actors)
    yield from _stances(section)
    for name, issue in section.issues.items():
        if name not in section.status_quo:
            yield Problem(
                ("status_quo",), f"the status quo of {name!r} is missing", "say where it stands without a deal"
            )
        else:
            yield from _on_scale(section.status_quo[name].law.support, issue, ("status_quo", name), "the status quo")
    packages = prod(len(issue.points) + 1 for issue in section.issues.values())  # each may also be left as it is
    if packages > MOST_PACKAGES:
        wrong = f"{packages:,} packages are too many to list (limit {MOST_PACKAGES:,})"
        yield Problem(("issues",), wrong, "give issues fewer `levels`")
    yield from _rule(section)
    yield from problems_beside(section)


def _names(section: BargainModel, actors: Sequence[str]) -> Iterator[Problem]:
    for party, one in section.parties.items():
        if party not in actors:
            yield Problem(("parties", party), f"no actor {party!r}", did_you_mean(party, actors))
        for issue in one.positions:
            if issue not in section.issues:
                place = ("parties", party, "positions", issue)
                yield Problem(place, f"no issue {issue!r}", did_you_mean(issue, section.issues))
    for issue in section.status_quo:
        if issue not in section.issues:
            yield Problem(("status_quo", issue), f"no issue {issue!r}", did_you_mean(issue, section.issues))
    for index, pair in enumerate(section.compare):
        for side, party in enumerate(pair):
            if party not in section.parties:
                yield Problem(("compare", index, side), f"no party {party!r}", did_you_mean(party, section.parties))
    for index, passage in enumerate(section.passages):
        if passage.actor not in section.parties:
            cure = did_you_mean(passage.actor, section.parties)
            yield Problem(("passages", index, "actor"), f"no party {passage.actor!r}", cure)
        if passage.issue not in section.issues:
            cure = did_you_mean(passage.issue, section.issues)
            yield Problem(("passages", index, "issue"), f"no issue {passage.issue!r}", cure)
            continue
        for key in ("position", "low", "high"):
            value = getattr(passage, key)
            if value is not None:
                scale, step = section.issues[passage.issue], ("passages", index, key)
                yield from _on_scale((value, value), scale, step, "the coded value")


def _stances(section: BargainModel) -> Iterator[Problem]:
    for party, one in section.parties.items():
        if one.reservation is not None and one.no_deal.law.support[1] > 0:
            cure = "keep `reservation:` or `no_deal:`"
            yield Problem(("parties", party, "reservation"), "what no deal is worth is stated twice", cure)
        if not any(stance.salience.law.support[1] > 0 for stance in one.positions.values()):
            cure = "give it a salience above 0 on one issue, or leave the party out"
            yield Problem(
                ("parties", party, "positions"), f"nothing matters to {party!r}: its salience is nowhere above 0", cure
            )
        for name, stance in one.positions.items():
            if name not in section.issues:
                continue
            issue = section.issues[name]
            place: Path = ("parties", party, "positions", name)
            yield from _on_scale(stance.position.law.support, issue, (*place, "position"), "the position")
            if stance.worth is not None and len(stance.worth) != len(issue.points):
                wrong = f"{len(stance.worth)} worths for {len(issue.points)} levels"
                yield Problem((*place, "worth"), wrong, "give one number a level, in the order of the levels")
            if stance.red_line is None:
                continue
            low, high = stance.red_line[0].law.support[1], stance.red_line[1].law.support[0]  # where it is narrowest
            least, most = stance.position.law.support
            if low > high:
                wrong = f"the red line runs from {low:g} down to {high:g}, so that it accepts nothing"
                yield Problem((*place, "red_line"), wrong, "write its lower end first")
            elif least < low or most > high:
                wrong = f"the red line accepts {low:g}–{high:g}, but the party's own position lies at {least:g}"
                wrong = wrong if least == most else f"{wrong}–{most:g}"
                yield Problem((*place, "red_line"), wrong, "widen the red line until it holds the position")
    for name in section.issues:
        held = [p for p in section.parties.values() if name in p.positions and p.has_say]
        if not any(p.positions[name].salience.centre > 0 and p.capability.centre > 0 for p in held):
            wrong = f"no party with a say cares about {name!r}"
            yield Problem(("issues", name), wrong, "give one salience and capability above 0, or leave the issue out")


def _on_scale(support: tuple[float, float], issue: Issue, place: Path, what: str) -> Iterator[Problem]:
    low, high = issue.scale
    if support[0] < low or support[1] > high:
        shown = f"{support[0]:g}" if support[0] == support[1] else f"{support[0]:g} to {support[1]:g}"
        yield Problem(place, f"{what} {shown} is off the scale", f"keep it between {low:g} and {high:g}")


def _rule(section: BargainModel) -> Iterator[Problem]:
    rule = section.rule
    say = [name for name, party in section.parties.items() if party.has_say]
    for name, party in section.parties.items():
        place = ("parties", name, "ratifies_for")
        if party.ratifies_for is not None and party.outside:
            yield Problem(place, f"{name!r} ratifies and yet is outside", "take `outside` or `ratifies_for` away")
        elif party.ratifies_for is not None and party.ratifies_for not in say:
            wrong = f"no party with a say is called {party.ratifies_for!r}"
            yield Problem(place, wrong, did_you_mean(party.ratifies_for, say))
    yield from _talks(section, say)
    if len(say) < 2:
        yield Problem(("parties",), f"{len(say)} party has a say", "a bargain needs two; take `outside` away from one")
        return
    for index, name in enumerate(rule.vetoes):
        if name not in say:
            yield Problem(("rule", "vetoes", index), f"no party with a say is called {name!r}", did_you_mean(name, say))
    if rule.setter is not None and rule.setter not in say:
        yield Problem(
            ("rule", "setter"), f"no party with a say is called {rule.setter!r}", did_you_mean(rule.setter, say)
        )
    if rule.decide != "consensus" and set(say) <= set(rule.vetoes):
        wrong = f"every party has a veto, so nothing is left for the {rule.decide} rule to decide"
        yield Problem(("rule", "vetoes"), wrong, "write `decide: consensus`, or take vetoes away")
    total = sum(section.parties[name].votes for name in say)
    if rule.decide == "weighted" and rule.quota is None:
        yield Problem(("rule", "decide"), "a weighted vote has no quota", f"write `quota:`, at most {total:g}")
    if rule.decide != "weighted" and rule.quota is not None:
        yield Problem(("rule", "quota"), f"a quota says nothing under {rule.decide}", "write `decide: weighted`")
    if rule.quota is not None and rule.quota > total:
        wrong = f"the quota {rule.quota:g} is more than all {total:g} votes, so nothing can ever pass"
        yield Problem(("rule", "quota"), wrong, f"write a quota of at most {total:g}")


def _talks(section: BargainModel, say: Sequence[str]) -> Iterator[Problem]:
    talks = section.talks
    if talks is None:
        return
    if talks.first is not None and talks.first not in say:
        wrong = f"no party with a say is called {talks.first!r}"
        yield Problem(("talks", "first"), wrong, did_you_mean(talks.first, say))
    if talks.first is not None and talks.proposes:
        yield Problem(("talks", "first"), "proposers are drawn, so nobody is first", "keep `first` or `proposes`")
    for name in talks.proposes:
        if name not in say:
            wrong = f"no party with a say is called {name!r}"
            yield Problem(("talks", "proposes", name), wrong, did_you_mean(name, say))
    if talks.proposes and abs(sum(one.centre for one in talks.proposes.values()) - 1) > 1e-9:
        total = sum(one.centre for one in talks.proposes.values())
        yield Problem(("talks", "proposes"), f"the chances to propose add up to {total:g}", "make them add up to 1")
    restless = [name for name in say if section.parties[name].patience is None]
    if restless:
        wrong = f"offers alternate, but the patience of {restless[0]!r} is missing"
        yield Problem(("talks",), wrong, "give each party with a say `patience:`, from 0 to 1")
        return
    patience = [one.law.support[1] for name in say if (one := section.parties[name].patience) is not None]
    if talks.rounds is None and talks.breakdown.law.support[0] <= 0 and max(patience) >= 1:
        cure = "give `rounds:`, a `breakdown:` risk, or patience below 1"
        yield Problem(("talks",), "talks never end and somebody does not mind waiting", cure)
