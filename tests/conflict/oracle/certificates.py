"""Whether a certificate proves what it claims: one small checker, blind to how the claim was found.

A certificate is what ``explain`` prints for one state, actor and concept, with states as numbers.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from .oracle import Game

Step = TypedDict("Step", {"actor": str, "from": int, "to": int})


class Sanction(TypedDict):
    """How opponents answer; an ``escape`` says that this answer fails, since the actor moves on from its end."""

    path: list[Step]
    end: int
    escape: NotRequired[int | None]


class Answer(TypedDict):
    """What follows an improvement: a sanction, or the states that opponents can reach, with an escape from each."""

    to: int
    sanction: Sanction | None
    reach: NotRequired[list[int] | None]
    escapes: NotRequired[dict[int, int] | None]


class Certificate(TypedDict):
    """A claim of stability or instability with its reasons."""

    state: int
    actor: str
    concept: str
    stable: bool
    improvements: list[Answer]


CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def from_labels(case: Mapping[str, Any], labels: Sequence[str]) -> Certificate:
    """Return the certificate with labels turned into numbers; an unknown label is a ``ValueError``."""
    number = list(labels).index

    def step(given: Mapping[str, Any]) -> Step:
        return {"actor": given["actor"], "from": number(given["from"]), "to": number(given["to"])}

    def sanction(given: Mapping[str, Any] | None) -> Sanction | None:
        if given is None:
            return None
        escape = given.get("escape")
        return {
            "path": [step(one) for one in given["path"]],
            "end": number(given["end"]),
            "escape": None if escape is None else number(escape),
        }

    def answer(given: Mapping[str, Any]) -> Answer:
        reach, escapes = given.get("reach"), given.get("escapes")
        return {
            "to": number(given["to"]),
            "sanction": sanction(given.get("sanction")),
            "reach": None if reach is None else [number(state) for state in reach],
            "escapes": None if escapes is None else {number(s): number(t) for s, t in escapes.items()},
        }

    return {
        "state": number(case["state"]),
        "actor": case["actor"],
        "concept": case["concept"],
        "stable": case["stable"],
        "improvements": [answer(one) for one in case["improvements"]],
    }


def violations(game: Game, certificate: Certificate) -> list[str]:
    """Return what is wrong with the certificate, nothing if it proves its claim.

    A stable state needs every improvement listed, each with a sanction that holds. An unstable one needs one
    improvement without; whatever else it lists must be true as well.
    """
    actor, concept, state = certificate["actor"], certificate["concept"], certificate["state"]
    if actor not in game.actors or concept not in CONCEPTS or not 0 <= state < game.states:
        return [f"there is no {actor}, {concept} or state {state} to speak of"]
    found: list[str] = []
    listed = [answer["to"] for answer in certificate["improvements"]]
    payoff = game.payoff[actor]
    actual = {end for start, end in game.moves[actor] if start == state and payoff[end] > payoff[state]}
    found += [f"{to} is no improvement on {state} for {actor}" for to in listed if to not in actual]
    if len(set(listed)) < len(listed):
        found.append("an improvement is listed twice")
    if found:
        return found
    unanswered = [answer for answer in certificate["improvements"] if not _claims_sanction(answer)]
    for answer in certificate["improvements"]:
        if answer["sanction"] is not None:
            found += _sanction_faults(game, certificate, answer["to"], answer["sanction"])
    if not certificate["stable"]:
        if not unanswered:
            found.append("said to be unstable, but every improvement listed is answered")
        if concept != "nash":
            for answer in unanswered:
                found += _reach_faults(game, certificate, answer)
        return found
    found += [f"the improvement to {to} is not listed" for to in sorted(actual - set(listed))]
    found += [f"said to be stable, but the improvement to {answer['to']} is not answered" for answer in unanswered]
    return found


def _claims_sanction(answer: Answer) -> bool:
    return answer["sanction"] is not None and answer["sanction"].get("escape") is None


def _sanction_faults(game: Game, certificate: Certificate, to: int, sanction: Sanction) -> list[str]:
    actor, concept, state = certificate["actor"], certificate["concept"], certificate["state"]
    payoff = game.payoff[actor]
    found = ["a Nash claim knows no sanctions"] if concept == "nash" else []
    if not sanction["path"]:
        return [*found, f"the path from {to} is empty"]
    here, last = to, actor
    for step in sanction["path"]:
        mover, arc = step["actor"], (step["from"], step["to"])
        if arc[0] != here:
            found.append(f"the path stands at {here}, but {mover} leaves {arc[0]}")
        if mover == actor:
            found.append(f"{actor} answers itself")
        elif mover == last:
            found.append(f"{mover} moves twice in succession")
        if arc not in game.moves.get(mover, set()):
            found.append(f"{mover} has no move {arc}")
        elif concept in ("seq", "sseq") and game.payoff[mover][arc[1]] <= game.payoff[mover][arc[0]]:
            found.append(f"{arc} is no improvement for {mover}")
        here, last = arc[1], mover
    end = sanction["end"]
    if here != end:
        found.append(f"the path ends at {here}, not at {end}")
    if not 0 <= end < game.states:
        return [*found, f"there is no state {end}"]
    if payoff[end] > payoff[state]:
        found.append(f"{end} is better than {state} for {actor}, no sanction")
    if concept not in ("smr", "sseq"):
        if sanction.get("escape") is not None:
            found.append(f"an escape means nothing under {concept}")
        return found
    escape = sanction.get("escape")
    ways_out = _ways_out(game, actor, state, end)
    if escape is None and ways_out:
        found.append(f"{actor} escapes from {end} to {ways_out[0]}")
    if escape is not None and escape not in ways_out:
        found.append(f"{escape} is no escape from {end}")
    return found


def _ways_out(game: Game, actor: str, state: int, end: int) -> list[int]:
    payoff = game.payoff[actor]
    return sorted(t for s, t in game.moves[actor] if s == end and payoff[t] > payoff[state])


def _reach_faults(game: Game, certificate: Certificate, answer: Answer) -> list[str]:
    actor, concept, state, to = certificate["actor"], certificate["concept"], certificate["state"], answer["to"]
    given = answer.get("reach")
    if given is None:
        return [f"no set of states is given that opponents can reach from {to}"]
    claimed = set(given)  # with or without `to` itself, which is an improvement and so never a sanction
    arcs = [
        (mover, start, end)
        for mover in game.actors
        for start, end in sorted(game.moves[mover])
        if mover != actor and (concept not in ("seq", "sseq") or game.payoff[mover][end] > game.payoff[mover][start])
    ]
    actual = _walk(arcs, to)
    found = [f"opponents can reach {end} from {to}, which is left out" for end in sorted(actual - claimed - {to})]
    if claimed - {to} != actual - {to}:  # more than can be reached: then it has to be closed, or it is no argument
        open_ends = {end for _, start, end in arcs if start in claimed | {to}} - claimed - {to}
        found += [f"the set reached from {to} is not closed: {end} is left out" for end in sorted(open_ends - actual)]
    escapes = answer.get("escapes") or {}
    for end in sorted(claimed):
        if not 0 <= end < game.states:
            found.append(f"there is no state {end}")
            continue
        if game.payoff[actor][end] > game.payoff[actor][state]:
            continue
        ways_out = _ways_out(game, actor, state, end) if concept in ("smr", "sseq") else []
        if not ways_out:
            found.append(f"{end} is a sanction of the improvement to {to}")
        elif end in escapes and escapes[end] not in ways_out:
            found.append(f"{escapes[end]} is no escape from {end}")
    return found


def _walk(arcs: Sequence[tuple[str, int, int]], start: int) -> set[int]:
    """Return where legal sequences of the arcs lead, by adding (state, last mover) until nothing is new."""
    arrived = {(end, mover) for mover, begin, end in arcs if begin == start}
    while True:
        further = {
            (end, mover) for state, last in arrived for mover, begin, end in arcs if begin == state and mover != last
        }
        if further <= arrived:
            return {state for state, _ in arrived}
        arrived |= further
