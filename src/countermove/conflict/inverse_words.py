"""The answer of ``inverse``: how many orders make a state stable, and on which condition, as data and in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from countermove.conflict.certificates import SEQUENTIAL
from countermove.conflict.clauses import answer_table, as_clause, gains
from countermove.conflict.explaining import asked_state, known
from countermove.conflict.inverse import Condition, StableOrders, condition, stable_orders
from countermove.conflict.relations import MAX_STATES, as_arcs
from countermove.conflict.solution import CONCEPT_NAMES, WALKED, ConflictSolution
from countermove.conflict.wording import state_name
from countermove.document.faults import AnalysisError
from countermove.document.text import Text, listed

if TYPE_CHECKING:
    from countermove.kind import Json

CLAUSES, ALTERNATIVES, DIGITS = 6, 6, 15

ASKED = Text(
    "Which orders of {actor} make {state} stable for it, the others' preferences as stated ({measure}):",
    "在他方偏好如所述的前提下，{actor}的哪些排序使{state}对其稳定（{measure}）：",
)
ALL_ORDERS = Text("every strict order counts alike", "每个严格排序同等计数")
KNOWN_ORDERS = Text(
    "every strict order that agrees with what is known counts alike", "与已知信息相符的每个严格排序同等计数"
)
COUNTED = Text(
    "{concept}: {count} of {total} orders ({percent}).", "{concept}：{total}个排序中有{count}个（{percent}）。"
)
SHARED = Text("{concept}: {percent} of all {total} orders.", "{concept}：占全部{total}个排序的{percent}。")
DRAWN = Text(
    "{concept}: {percent} of {total} orders drawn (95% interval {low} to {high}, for sampling only).",
    "{concept}：抽取的{total}个排序中占{percent}（95%区间{low}至{high}，仅反映抽样误差）。",
)
OTHERS_UNKNOWN = Text(
    "{concept}: not answered, since it depends on preferences of others that are not known.",
    "{concept}：未作回答，因其取决于他方的未知偏好。",
)
ALWAYS = Text("Stable whatever {actor} prefers.", "无论{actor}偏好如何均稳定。")
NEVER = Text("Stable under none of these orders.", "在这些排序下均不稳定。")
IFF = Text("Stable iff {actor} ranks {state} {clauses}.", "当且仅当{actor}将{state}{clauses}时稳定。")
ABOVE = Text("above {states}", "排在{states}之上")
ONE_OF = Text("above at least one of {states}", "排在{states}中至少一个之上")
EITHER = Text("above {one} or {two}", "排在{one}或{two}之上")
WHOLE = Text("all of {states}", "{states}全部")
MORE_WAYS = Text("one of {count} further alternatives", "另外{count}种选择之一")
MORE = Text("{clauses}, and {count} further conditions hold", "{clauses}，且另外{count}个条件成立")
ONE_MORE = Text("{clauses}, and one further condition holds", "{clauses}，且另外1个条件成立")


def inverse(solution: ConflictSolution, asked: str, actor: str, seed: int = 0) -> tuple[Json, list[Text]]:
    """Return which and how many orders of an actor make a state stable for it, by concept.

    Raises
    ------
    LookupError
        Where state or actor is unknown.
    AnalysisError
        Where attitudes are in force, or there are too many states.
    """
    refuse(solution)
    game = solution.game
    state = asked_state(solution, asked)
    place = solution.actors.index(known(actor, solution.actors, "actor"))
    pairs = known_pairs(solution, place)
    better, worse = _settled(pairs, state)
    blind = any(other != place for other in game.unknown or {})
    moves = as_arcs(game.graph.moves)
    data: Json = {}
    measure = KNOWN_ORDERS if pairs else ALL_ORDERS
    said = [ASKED.of(actor=solution.name(actor), state=state_name(solution, state), measure=measure)]
    for concept in WALKED:
        if blind and concept in SEQUENTIAL:
            data[concept] = None
            said.append(OTHERS_UNKNOWN.of(concept=CONCEPT_NAMES[concept]))
            continue
        table = answer_table(moves, game.payoff, place, concept)
        rests_on = gains(moves[place], table, state, concept)
        found = stable_orders(rests_on, state, game.graph.size, pairs, seed)
        words = _condition_words(solution, place, state, condition(rests_on, better, worse), found)
        data[concept] = _data(found, words)
        said.append(Text("{one} {two}", "{one}{two}").of(one=_count_words(concept, found), two=words))
    return data, said


def refuse(solution: ConflictSolution) -> None:
    """Refuse what neither ``inverse`` nor ``radius`` can answer."""
    if solution.case.section.attitudes:
        raise AnalysisError(
            "attitudes make stability depend on how others fare, not on one order alone; ask a reading without "
            "`attitudes`"
        )
    if solution.game.graph.size > MAX_STATES:
        raise AnalysisError(
            f"answers from every state are compared, which is done up to {MAX_STATES:,} states; this conflict has "
            f"{solution.game.graph.size:,}: add rules to `infeasible`"
        )


def known_pairs(solution: ConflictSolution, actor: int) -> list[tuple[int, int]]:
    """Return what is known of an order that is not wholly known, as (better, worse); nothing where it is stated."""
    graph = solution.game.graph
    own = solution.case.section.preferences[graph.actors[actor]]
    if own.partial is not None:
        return [(graph.find(better), graph.find(worse)) for better, worse in own.partial]
    if not own.unknown:
        return []
    payoff, apart = solution.game.payoff[actor], (solution.game.unknown or {})[actor]
    states = range(graph.size)
    return [(a, b) for a in states for b in states if payoff[a] > payoff[b] and not apart[a, b]]


def _settled(pairs: Sequence[tuple[int, int]], state: int) -> tuple[int, int]:
    """Return the states known to be better and to be worse than one, as bits."""
    sides = []
    for links in (pairs, [(worse, better) for better, worse in pairs]):
        found, waiting = {state}, [state]
        while waiting:
            now = waiting.pop()
            further = {one for one, two in links if two == now} - found
            found |= further
            waiting.extend(further)
        sides.append(as_clause(found - {state}))
    return sides[0], sides[1]


def _data(found: StableOrders, words: Text) -> Json:
    share = found.share
    data: Json = {
        "count": found.count_words,
        "total": found.total_words,
        "share": f"{share.numerator}/{share.denominator}",
        "value": float(share),
        "exact": found.exact,
    }
    if found.interval is not None:
        data["interval"] = list(found.interval)
    return {**data, "condition": words.to_dict()}


def _count_words(concept: str, found: StableOrders) -> Text:
    name, percent = CONCEPT_NAMES[concept], f"{float(found.share):.1%}"
    if found.interval is not None:
        low, high = (f"{end:.1%}" for end in found.interval)
        return DRAWN.of(concept=name, percent=percent, total=f"{found.total:,}", low=low, high=high)
    if len(found.total_words) > DIGITS or not found.total_words.isdecimal():
        words = found.total_words
        if words.isdecimal():
            words = f"{words[0]}.{words[1]} × 10^{len(words) - 1}"
        return SHARED.of(concept=name, percent=percent, total=words)
    return COUNTED.of(concept=name, count=f"{found.count:,}", total=f"{found.total:,}", percent=percent)


def _condition_words(solution: ConflictSolution, actor: int, state: int, when: Condition, found: StableOrders) -> Text:
    name = solution.name(solution.actors[actor])
    if when.clauses == () or (found.exact and found.share == 1):
        return ALWAYS.of(actor=name)
    if when.clauses is None or (found.exact and found.share == 0):
        return NEVER
    plain = [clause[0] for clause in when.clauses if len(clause) == 1]
    mixed = [clause for clause in when.clauses if len(clause) > 1]
    clauses: list[Text] = []
    if plain:
        clauses.append(ABOVE.of(states=_states(solution, sorted({one for way in plain for one in way}), 12)))
    clauses += [_clause_words(solution, clause) for clause in mixed]
    shown, more = clauses[:CLAUSES], len(clauses) - CLAUSES
    nested = any(", or " in one.get("en") for one in shown)  # then a comma would not tell where a clause ends
    words = Text(
        ("; and " if nested else ", and ").join(one.get("en") for one in shown),
        ("；且" if nested else "，且").join(one.get("zh") for one in shown),
    )
    if more > 0:
        words = (ONE_MORE if more == 1 else MORE).of(clauses=words, count=more)
    return IFF.of(actor=name, state=solution.game.graph.label(state), clauses=words)


def _states(solution: ConflictSolution, states: Sequence[int], limit: int) -> Text:
    return listed([Text.both(solution.game.graph.label(one)) for one in states], limit)


def _clause_words(solution: ConflictSolution, clause: Sequence[tuple[int, ...]]) -> Text:
    label = solution.game.graph.label
    single = [way[0] for way in clause if len(way) == 1]
    if len(single) == len(clause):
        if len(clause) == 2:
            return EITHER.of(one=label(single[0]), two=label(single[1]))
        return ONE_OF.of(states=_states(solution, single, ALTERNATIVES))
    ways = [
        Text.both(label(way[0])) if len(way) == 1 else WHOLE.of(states=_states(solution, way, ALTERNATIVES))
        for way in clause[:ALTERNATIVES]
    ]
    if len(clause) > ALTERNATIVES:
        ways.append(MORE_WAYS.of(count=len(clause) - ALTERNATIVES))
    words = Text(", or above ".join(one.get("en") for one in ways), "、或".join(one.get("zh") for one in ways))
    return ABOVE.of(states=words)
