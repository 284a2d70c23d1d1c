"""What a solved conflict means, in sentences; each true of the solution it was made from, whatever that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from countermove.conflict.certificates import MAX_VISITS, Step, certificate, improvement_routes
from countermove.conflict.coverage import coverage
from countermove.conflict.explaining import explanation, path_data
from countermove.conflict.solution import LISTED, ConflictSolution
from countermove.conflict.wording import move_words, option_name, quoted, state_name
from countermove.document.text import Text, listed
from countermove.kind import Finding

NONE = Text(
    "No outcome holds by itself: in each of the {total} possible outcomes somebody gains by moving.",
    "没有任何结果能自行维持：在全部{total}种可能结果中，总有一方能通过行动获益。",
)
ONE = Text(
    "One outcome of {total} holds by itself, because nobody gains by moving: {state}.",
    "在{total}种可能结果中，只有一种能自行维持，因为无人能通过行动获益：{state}。",
)
SEVERAL = Text(
    "{count} of {total} possible outcomes hold by themselves, because nobody gains by moving.",
    "在{total}种可能结果中，有{count}种能自行维持，因为无人能通过行动获益。",
)
TAKEN = Text(" Taken in every one of them: {options}.", "其中每一种都采取：{options}。")
LEFT = Text(" Left in every one: {options}.", "每一种都不采取：{options}。")
DIFFER = Text(" They differ in {options}.", "它们的差别在于：{options}。")
WHICH = Text(" They are {states}.", "它们是：{states}。")
STANDS = Text(
    "The status quo holds: nobody gains by moving away from it.", "现状能够维持：没有一方能通过行动从中获益。"
)
SHAKES = Text(
    "The status quo does not hold by itself: {actor} gains if it moves ({move}).",
    "现状不能自行维持：{actor}可以通过行动获益（{move}）。",
)
SHAKES_MANY = Text(
    "The status quo does not hold by itself: {actors} each gain by moving; for {actor}, for one: {move}.",
    "现状不能自行维持：{actors}均可通过行动获益；例如：{move}。",
)
RESTRAINED = Text(
    "Yet the status quo holds if each side expects the others to answer only in their own interest.",
    "不过，若各方都预期他方只会作出符合其自身利益的反制，现状便能维持。",
)
DETERRED = Text(
    "{count} further outcomes hold only because every gain would meet an answer in the answerer's own interest.",
    "另有{count}种结果之所以能维持，只是因为任何获益都会遭到符合反制者自身利益的反制。",
)
DETERRED_ONE = Text(
    "One further outcome holds only because every gain would meet an answer in the answerer's own interest: {state}.",
    "另有一种结果之所以能维持，只是因为任何获益都会遭到符合反制者自身利益的反制：{state}。",
)
DETERRED_NONE = Text(
    "No other outcome is held up by answers that are in the answerer's own interest.",
    "没有其他结果是靠符合反制者自身利益的反制来维持的。",
)
SAME = Text(
    "Nash, general, symmetric and sequential stability single out the same outcomes: as told, nothing here rests on "
    "the fear of an answer.",
    "纳什、一般元理性、对称元理性与序贯稳定性选出的结果完全相同：按此叙述，没有任何结果依靠对反制的担忧来维持。",
)
REACHED = Text(
    "Moving only where it gains, the actors can get from the status quo to {count} of the {held} outcomes that hold by "
    "themselves.",
    "若各方只采取对自己有利的行动，从现状可以到达{held}种自行维持结果中的{count}种。",
)
ALREADY = Text("The status quo is itself such an outcome.", "现状本身就是这样的结果。")
UNANSWERED = Text("Nobody answers {options}.", "没有人回应{options}。")
SURPRISE = Text(
    "{actor} takes {count} outcomes to hold by themselves that do not, because it misreads another's preferences.",
    "{actor}因误判他方偏好，误以为有{count}种结果能自行维持。",
)
BOUNDS = Text(
    "Whatever the unknown preferences are, {necessary} of {total} outcomes hold by themselves; {possible} may.",
    "无论未知偏好如何，{total}种结果中有{necessary}种能自行维持；可能维持的有{possible}种。",
)
STRONG = Text(
    "Of the outcomes that hold because gains would be answered in the answerer's own interest, {count} hold strongly: "
    "the answers hurt much.",
    "在依靠符合反制者自身利益的反制而维持的结果中，有{count}种是强稳定的：反制造成的损失很大。",
)
TOGETHER = Text(
    "Acting as one, {members} would leave {count} of the outcomes that hold by themselves.",
    "若{members}一致行动，它们会离开其中{count}种自行维持的结果。",
)


def findings(solution: ConflictSolution) -> list[Finding]:
    """Return the findings of a solved conflict, the headline first."""
    found = [headline(solution)]
    if solution.total:
        found += _status_quo(solution)
        found += _deterred(solution)
        found += _reached(solution)
        found += _strong(solution)
    found += _coalitions(solution)
    found += _surprises(solution)
    found += _unanswered(solution)
    return found


def preference_basis(solution: ConflictSolution, actors: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the claims (or ``assumption``) that actors' preferences rest on, in document order."""
    basis: dict[str, None] = {}
    for actor in solution.actors if actors is None else actors:
        own = solution.case.section.preferences[actor]
        for one in (*own.basis, *(claim for statement in own.statements or () for claim in statement.basis)):
            basis[one] = None
        if not basis:
            basis["assumption"] = None
    return tuple(basis)


def rule_basis(solution: ConflictSolution) -> tuple[str, ...]:
    """Return the claims that the infeasible combinations rest on."""
    return tuple(dict.fromkeys(claim for rule in solution.case.section.infeasible for claim in rule.basis))


def headline(solution: ConflictSolution) -> Finding:
    """Say which outcomes hold by themselves, and what they have in common."""
    total, held = solution.game.graph.size, solution.equilibria("nash")
    basis = tuple(dict.fromkeys((*preference_basis(solution), *rule_basis(solution))))
    labels = solution.game.graph.labels(held[:LISTED])
    certain = {"concept": "nash", "equilibria": labels}
    if not solution.total:
        possible = solution.certain["nash"].possible_equilibria
        text = BOUNDS.of(necessary=held.size, possible=int(possible.sum()), total=total)
        certain["possible"] = solution.game.graph.labels(np.flatnonzero(possible)[:LISTED])
        return Finding("headline", text, "exact", basis, certain, tuple(labels[:1]))
    if held.size == 0:
        return Finding("headline", NONE.of(total=total), "exact", basis, certain)
    if held.size == 1:
        state = state_name(solution, int(held[0]))
        return Finding("headline", ONE.of(total=total, state=state), "exact", basis, certain, tuple(labels))
    return Finding("headline", _several(solution), "exact", basis, certain, tuple(labels[:8]))


def _several(solution: ConflictSolution) -> Text:
    held = solution.equilibria("nash")
    text = SEVERAL.of(count=held.size, total=solution.game.graph.size)
    on, off, differ = shared_options(solution, held)
    if solution.game.graph.codes is None:
        states = listed([Text.both(label) for label in solution.game.graph.labels(held[:12])])
        return _glued(text, WHICH.of(states=states))
    for template, group in ((TAKEN, on), (LEFT, off), (DIFFER, differ)):
        if group:
            text = _glued(text, template.of(options=listed([quoted(option_name(solution, i)) for i in group], 8)))
    return text


def shared_options(solution: ConflictSolution, states: Any) -> tuple[list[int], list[int], list[int]]:
    """Return the options that are on in all of some states, in none, and in some."""
    codes = solution.game.graph.codes
    if codes is None or len(states) == 0:
        return [], [], []
    chosen = codes[states]
    every, some = int(np.bitwise_and.reduce(chosen)), int(np.bitwise_or.reduce(chosen))
    places = range(len(solution.game.graph.options))
    on = [index for index in places if every >> index & 1]
    off = [index for index in places if not some >> index & 1]
    return on, off, [index for index in places if some >> index & 1 and not every >> index & 1]


def _glued(one: Text, two: Text) -> Text:
    return Text(f"{one.get('en')}{two.get('en')}", f"{one.get('zh')}{two.get('zh')}")


def _status_quo(solution: ConflictSolution) -> Iterator[Finding]:
    here = solution.game.graph.status_quo
    nash = solution.stable["nash"]
    if nash is None:
        return
    movers = [place for place in range(len(solution.actors)) if not nash[place, here]]
    label = solution.game.graph.label(here)
    if not movers:
        yield Finding("status-quo", STANDS, "exact", preference_basis(solution), {"state": label}, (label,))
        return
    if solution.case.section.attitudes:
        return
    proof = certificate(solution.game, here, movers[0], "nash")
    best = max(proof.answers, key=lambda answer: int(solution.game.payoff[movers[0]][answer.to]))
    move = move_words(solution, Step(movers[0], here, best.to))
    names = [solution.name(solution.actors[place]) for place in movers]
    text = (
        SHAKES.of(actor=names[0], move=move)
        if len(movers) == 1
        else SHAKES_MANY.of(actors=listed(names), actor=names[0], move=move)
    )
    basis = preference_basis(solution, [solution.actors[place] for place in movers])
    data = explanation(solution, proof, "nash").data
    yield Finding("status-quo", text, "exact", basis, data, (label,))
    sequential = solution.stable["seq"]
    if sequential is not None and sequential[:, here].all():
        proofs = [explanation(solution, certificate(solution.game, here, place, "seq"), "seq").data for place in movers]
        yield Finding("status-quo-deterred", RESTRAINED, "exact", preference_basis(solution), proofs, (label,))


def _deterred(solution: ConflictSolution) -> Iterator[Finding]:
    held = {concept: solution.equilibria(concept) for concept in ("nash", "gmr", "smr", "seq")}
    basis = preference_basis(solution)
    if held["nash"].size and all(np.array_equal(held["nash"], held[concept]) for concept in ("gmr", "smr", "seq")):
        yield Finding("same", SAME, "exact", basis, {"count": int(held["nash"].size)})
        return
    further = np.setdiff1d(held["seq"], held["nash"])
    if not further.size:
        if held["nash"].size:
            yield Finding("deterred", DETERRED_NONE, "exact", basis, {"equilibria": []})
        return
    first = int(further[0])
    labels = solution.game.graph.labels(further[:LISTED])
    proof: Any = None
    if not solution.case.section.attitudes:
        nash = solution.stable["nash"]
        tempted = [place for place in range(len(solution.actors)) if nash is not None and not nash[place, first]]
        proof = [
            explanation(solution, certificate(solution.game, first, place, "seq"), "seq").data for place in tempted
        ]
    one = len(further) == 1
    text = DETERRED_ONE.of(state=state_name(solution, first)) if one else DETERRED.of(count=len(further))
    yield Finding("deterred", text, "exact", basis, {"equilibria": labels, "example": proof}, tuple(labels[:4]))


def _reached(solution: ConflictSolution) -> Iterator[Finding]:
    if solution.game.graph.size > min(LISTED, MAX_VISITS):
        return
    held = set(map(int, solution.equilibria("nash")))
    if not held:
        return
    start = solution.game.graph.status_quo
    if start in held:
        return
    ways = improvement_routes(solution.game)
    reached = sorted(held & set(ways))
    routes = {solution.game.graph.label(state): path_data(solution, ways[state]) for state in reached[:20]}
    text = REACHED.of(count=len(reached), held=len(held))
    yield Finding("reached", text, "exact", preference_basis(solution), {"routes": routes}, tuple(routes)[:4])


def _strong(solution: ConflictSolution) -> Iterator[Finding]:
    if "seq" in solution.strong:
        strongly = np.flatnonzero(solution.strong["seq"].all(axis=0))
        labels = solution.game.graph.labels(strongly[:LISTED])
        yield Finding("strong", STRONG.of(count=strongly.size), "exact", preference_basis(solution), {"states": labels})


def _coalitions(solution: ConflictSolution) -> Iterator[Finding]:
    held = solution.equilibria("nash")
    for number, coalition in enumerate(solution.coalitions):
        leaves = [int(state) for state in held if not coalition.coalitional["nash"][state]]
        members = listed([solution.name(member) for member in coalition.members])
        text = TOGETHER.of(members=members, count=len(leaves))
        basis = preference_basis(solution, coalition.members)
        certain = {"members": coalition.members, "left": solution.game.graph.labels(leaves)}
        yield Finding(f"coalition-{number}", text, "exact", basis, certain)


def _surprises(solution: ConflictSolution) -> Iterator[Finding]:
    if solution.believed is None:
        return
    actual = set(map(int, solution.equilibria("nash")))
    for actor, stable in solution.believed.equilibria["nash"].items():
        wrong = sorted(set(map(int, np.flatnonzero(stable))) - actual)
        if wrong:
            labels = solution.game.graph.labels(wrong)
            text = SURPRISE.of(actor=solution.name(actor), count=len(wrong))
            yield Finding(f"surprise-{actor}", text, "exact", preference_basis(solution), {"states": labels})


def _unanswered(solution: ConflictSolution) -> Iterator[Finding]:
    model = solution.case.section
    if model.coverage:
        table = coverage(model.coverage)
        rows = [name for name in table.unanswered if model.coverage[name].layer > 0]
        if rows:
            names = listed([quoted(model.coverage[name].name) for name in rows], 6)
            basis = tuple(dict.fromkeys(claim for name in rows for claim in model.coverage[name].basis))
            yield Finding("unanswered", UNANSWERED.of(options=names), "exact", basis, {"rows": rows})
