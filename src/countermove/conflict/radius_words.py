"""The answer of ``radius``: the smallest change that turns a verdict round, as data and in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from countermove.conflict.crossing import NEVER, Tiers
from countermove.conflict.explaining import asked_state
from countermove.conflict.inverse_words import refuse
from countermove.conflict.radius import Distance, Radius, radii
from countermove.conflict.solution import CONCEPT_NAMES, WALKED, ConflictSolution
from countermove.conflict.statement_radius import Reranking, rerankings
from countermove.conflict.states import where
from countermove.conflict.wording import quoted, state_name
from countermove.document.faults import AnalysisError
from countermove.document.text import Text, listed

if TYPE_CHECKING:
    from countermove.kind import Json

ASKED = Text(
    "The smallest change of preferences that turns the verdict on {state} round; tied states move together:",
    "使对{state}的判断翻转的最小偏好变化（并列状态一同移动）：",
)
HOLDS = Text("{concept}: holds.", "{concept}：成立。")
FAILS = Text("{concept}: does not hold.", "{concept}：不成立。")
ONE_SWAP = Text(
    "One swap of neighbours in the preferences of {who} changes that.", "在{who}的偏好中相邻互换1次即可改变。"
)
SWAPS = Text(
    "{count} swaps of neighbours in the preferences of {who} change that, and no fewer do.",
    "在{who}的偏好中相邻互换{count}次可改变，更少则不能。",
)
BETWEEN = Text(
    "{count} swaps of neighbours in the preferences of {who} change that; at least {lower} are needed.",
    "在{who}的偏好中相邻互换{count}次可改变；至少需要{lower}次。",
)
AT_LEAST = Text(
    "At least {lower} swaps of neighbours are needed; no change that suffices was found.",
    "至少需要{lower}次相邻互换；未找到足以改变的方案。",
)
NO_WAY = Text("No change of the orders does.", "任何排序变化都不能改变。")
RISES = Text("For {actor}, {states} would rank above {state}.", "对{actor}而言，{states}将排在{state}之上。")
FALLS = Text("For {actor}, {state} would rank above {states}.", "对{actor}而言，{state}将排在{states}之上。")
CREDIBLE = Text(
    "For {actor}, other pairs change: which answers are in its interest.",
    "对{actor}而言，改变的是其他状态的先后，即哪些反制符合其利益。",
)
UNMOVED = Text(
    "No other ranking of one actor's statements changes that, nor does leaving one out.",
    "无论如何重排任一方的陈述，或舍去其中一条，均不能改变。",
)
ALONE = Text("By a change of one actor's mind alone: {parts}.", "仅由一方改变偏好：{parts}。")
ALONE_EXACT = Text("{actor} {count}", "{actor}{count}次")
ALONE_BOUNDS = Text("{actor} between {lower} and {upper}", "{actor}{lower}至{upper}次")
ALONE_OPEN = Text("{actor} {lower} or more, if at all", "{actor}至少{lower}次（若可能）")
ALONE_NEVER = Text("{actor} cannot", "{actor}无法做到")
RERANKED = Text(
    "In the statements of {actor}, swaps of neighbours that do the same: {count} (then: {ranking}).",
    "在{actor}的偏好陈述中，相邻互换{count}次即可（互换后：{ranking}）。",
)
DROPPED = Text(
    "Leaving out one statement of {actor} is enough: {statements}.", "舍去{actor}的一条陈述即可：{statements}。"
)


def radius(solution: ConflictSolution, asked: str) -> tuple[Json, list[Text]]:
    """Return how far a state is from another verdict, by concept, with the changed orders as certificate.

    Raises
    ------
    LookupError
        Where the state is unknown.
    AnalysisError
        Where some preferences are not known, attitudes are in force, or there are too many states.
    """
    refuse(solution)
    if not solution.total:
        open_to = ", ".join(solution.actors[place] for place in solution.game.unknown or {})
        raise AnalysisError(
            f"the radius counts swaps in stated orders, and that of {open_to} is not wholly known; write an `order` or "
            "`statements` in a reading, or ask `inverse`"
        )
    state = asked_state(solution, asked)
    found = radii(solution.game, state, WALKED)
    reranked = _reranked(solution, state)
    data: Json = {}
    said = [ASKED.of(state=state_name(solution, state))]
    for concept, one in found.items():
        statements = {actor: by_concept[concept] for actor, by_concept in reranked.items()}
        data[concept] = _data(solution, one, statements)
        said += _sentences(solution, state, concept, one)
        said += _statement_words(solution, statements)
    return data, said


def _reranked(solution: ConflictSolution, state: int) -> dict[str, dict[str, Reranking]]:
    """Return, by actor with statements and concept, the cheapest change of these."""
    graph, options = solution.game.graph, solution.options()
    found = {}
    for place, actor in enumerate(solution.actors):
        rules = solution.case.section.preferences[actor].statements
        if rules and graph.codes is not None:
            truth = np.array([where(options.resolve(rule.rule), graph.codes, graph.options) for rule in rules])
            found[actor] = rerankings(solution.game, state, place, truth, WALKED)
    return found


def _data(solution: ConflictSolution, one: Radius, statements: dict[str, Reranking]) -> Json:
    data: Json = {"holds": one.holds, **_distance_data(solution, one.joint)}
    data["by_actor"] = {
        actor: _distance_data(solution, own) for actor, own in zip(solution.actors, one.by_actor, strict=True)
    }
    if statements:
        data["statements"] = {actor: _reranking_data(solution, actor, own) for actor, own in statements.items()}
    return data


def _bounds(lower: int, upper: int) -> Json:
    swaps = None if upper == NEVER else upper
    if lower >= upper:
        return {"swaps": swaps, "exact": True}
    return {"swaps": swaps, "exact": False, "lower": lower, "upper": swaps}


def _distance_data(solution: ConflictSolution, one: Distance) -> Json:
    orders = {solution.actors[actor]: _order_data(solution, tiers) for actor, tiers in sorted(one.orders.items())}
    return {**_bounds(one.lower, one.upper), "orders": orders}


def _order_data(solution: ConflictSolution, tiers: Tiers) -> list[Any]:
    labels = [solution.game.graph.labels(tier) for tier in tiers]
    return [tier[0] if len(tier) == 1 else tier for tier in labels]


def _rule_ids(solution: ConflictSolution, actor: str, places: Sequence[int]) -> list[str]:
    rules = solution.case.section.preferences[actor].statements or ()
    return [rules[place].id or rules[place].rule for place in places]


def _reranking_data(solution: ConflictSolution, actor: str, own: Reranking) -> Json:
    ranking = None if own.ranking is None else _rule_ids(solution, actor, own.ranking)
    dropped = _rule_ids(solution, actor, own.dropped)
    return {**_bounds(own.lower, own.upper), "ranking": ranking, "drop": dropped}


def _sentences(solution: ConflictSolution, state: int, concept: str, one: Radius) -> list[Text]:
    joint = one.joint
    parts = [(HOLDS if one.holds else FAILS).of(concept=CONCEPT_NAMES[concept])]
    who = listed([solution.name(solution.actors[actor]) for actor in sorted(joint.orders)])
    if joint.upper == NEVER:
        parts.append(NO_WAY if joint.exact else AT_LEAST.of(lower=joint.lower))
    elif joint.exact:
        parts.append((ONE_SWAP if joint.upper == 1 else SWAPS).of(count=joint.upper, who=who))
    else:
        parts.append(BETWEEN.of(count=joint.upper, who=who, lower=joint.lower))
    parts += [
        sentence
        for actor, tiers in sorted(joint.orders.items())
        for sentence in _crossed(solution, state, actor, tiers)
    ]
    if len(solution.actors) > 1 and any(own.upper != NEVER for own in one.by_actor):
        alone = [_alone_words(solution, actor, own) for actor, own in enumerate(one.by_actor)]
        parts.append(ALONE.of(parts=Text("; ".join(a.get("en") for a in alone), "；".join(a.get("zh") for a in alone))))
    return [Text(" ".join(part.get("en") for part in parts), "".join(part.get("zh") for part in parts))]


def _crossed(solution: ConflictSolution, state: int, actor: int, tiers: Tiers) -> list[Text]:
    """Say which states change places with the one asked about."""
    payoff, graph = solution.game.payoff[actor], solution.game.graph
    own = next(number for number, tier in enumerate(tiers) if state in tier)
    above = {one for tier in tiers[:own] for one in tier}
    risen = [one for one in sorted(above) if payoff[one] < payoff[state]]
    fallen = [one for one in range(graph.size) if payoff[one] > payoff[state] and one not in above]
    said = []
    for states, words in ((risen, RISES), (fallen, FALLS)):
        if states:
            names = listed([Text.both(label) for label in graph.labels(states)], 4)
            said.append(words.of(actor=solution.name(graph.actors[actor]), states=names, state=graph.label(state)))
    return said or [CREDIBLE.of(actor=solution.name(graph.actors[actor]))]


def _alone_words(solution: ConflictSolution, actor: int, own: Distance) -> Text:
    name = solution.name(solution.actors[actor])
    if own.exact:
        return ALONE_NEVER.of(actor=name) if own.upper == NEVER else ALONE_EXACT.of(actor=name, count=own.upper)
    if own.upper == NEVER:
        return ALONE_OPEN.of(actor=name, lower=own.lower)
    return ALONE_BOUNDS.of(actor=name, lower=own.lower, upper=own.upper)


def _statement_words(solution: ConflictSolution, statements: dict[str, Reranking]) -> list[Text]:
    said = []
    for actor, own in statements.items():
        rules = solution.case.section.preferences[actor].statements or ()
        names = [quoted(rule.name or Text.both(rule.rule)) for rule in rules]
        if own.ranking is not None:
            ranking = listed([names[place] for place in own.ranking], 12)
            said.append(RERANKED.of(actor=solution.name(actor), count=own.upper, ranking=ranking))
        if own.dropped:
            dropped = listed([names[place] for place in own.dropped])
            said.append(DROPPED.of(actor=solution.name(actor), statements=dropped))
    if statements and all(own.exact and own.ranking is None and not own.dropped for own in statements.values()):
        said.append(UNMOVED)
    return [Text("    {one}", "    {one}").of(one=sentence) for sentence in said]
