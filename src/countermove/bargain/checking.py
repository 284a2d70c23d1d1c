"""What a schema cannot test in a bargain: names, scales, red lines, rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

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
            if stance.red_line is None:
                continue
            low, high = stance.red_line
            least, most = stance.position.law.support
            if not low <= stance.position.centre <= high or least < low or most > high:
                wrong = f"the red line accepts {low:g}–{high:g}, but the party's own position lies at {least:g}"
                wrong = wrong if least == most else f"{wrong}–{most:g}"
                yield Problem((*place, "red_line"), wrong, "widen the red line until it holds the position")
    for name in section.issues:
        held = [p for p in section.parties.values() if name in p.positions and not p.outside]
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
    say = [name for name, party in section.parties.items() if not party.outside]
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
