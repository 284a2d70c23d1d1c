"""What solving a conflict answers: states, who is stable where under which concept, and what else was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from countermove.conflict.game import Game, game_of, graph_of, payoffs
from countermove.conflict.model import ConflictModel
from countermove.conflict.options import Options
from countermove.conflict.stability import Concept, improvement_labels, stability
from countermove.document.text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from countermove.conflict.completions import Certainty
    from countermove.kind import Case

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

WALKED: tuple[Concept, ...] = ("nash", "gmr", "smr", "seq", "sseq")
LISTED = 10_000

CONCEPT_NAMES: dict[str, Text] = {
    "nash": Text("nobody gains by moving (Nash)", "无人能从单独行动中获益（纳什）"),
    "gmr": Text("every gain could be answered (general metarational)", "任何获益都可能遭到反制（一般元理性）"),
    "smr": Text(
        "every gain could be answered without escape (symmetric metarational)",
        "任何获益都可能遭到无法摆脱的反制（对称元理性）",
    ),
    "seq": Text(
        "every gain would be answered in the answerer's own interest (sequential)",
        "任何获益都会遭到符合反制者自身利益的反制（序贯）",
    ),
    "sseq": Text(
        "every gain would be answered in the answerer's own interest, without escape (symmetric sequential)",
        "任何获益都会遭到符合反制者自身利益且无法摆脱的反制（对称序贯）",
    ),
    "sim": Text(
        "sequential, or blocked when several gain at once (simultaneous)", "序贯稳定，或因多方同时行动而受阻（同时）"
    ),
    "mixed": Text("each actor by its own concept (mixed)", "各行为体按各自的稳定性概念（混合）"),
    "non_myopic": Text("holds however far both look ahead (non-myopic)", "双方看得再远也能维持（非短视）"),
}


@dataclass(frozen=True, slots=True)
class Believed:
    """A hypergame: what each actor's own picture of the game makes stable, by concept and actor."""

    equilibria: Mapping[str, Mapping[str, Truth]]


@dataclass(frozen=True, slots=True)
class Coalition:
    """One coalition in both senses: equilibria with its members as one actor, and states stable for it in turn."""

    members: tuple[str, ...]
    as_one_actor: Mapping[str, Truth]
    coalitional: Mapping[str, Truth]


@dataclass(frozen=True, slots=True)
class ConflictSolution:
    """One reading solved.

    ``stable[concept]`` is (actors, n) bool over the states of ``game.graph``, or ``None`` where the concept is not
    defined for the model (``warnings`` say why). Where preferences are not wholly known ``certain[concept]`` bounds it
    and ``extensions`` hold the field's four; ``stable`` then is what is necessarily stable. ``strong`` exists where the
    orders say what is *much* preferred.
    """

    case: Case[ConflictModel]
    game: Game
    stable: Mapping[str, Truth | None]
    strong: Mapping[str, Truth] = field(default_factory=dict)
    certain: Mapping[str, Certainty] = field(default_factory=dict)
    extensions: Mapping[str, Mapping[str, Truth]] = field(default_factory=dict)
    coalitions: tuple[Coalition, ...] = ()
    believed: Believed | None = None
    warnings: tuple[Text, ...] = ()

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors, in document order."""
        return self.game.graph.actors

    @property
    def total(self) -> bool:
        """Whether everybody's preferences are known as an order with ties."""
        return self.game.unknown is None

    def equilibria(self, concept: str) -> Ints:
        """Return the states that are stable for all actors, ascending (necessarily so, under unknown preferences)."""
        if concept in self.certain:
            return np.flatnonzero(self.certain[concept].necessary_equilibria)
        stable = self.stable.get(concept)
        return np.flatnonzero(stable.all(axis=0)) if stable is not None else np.empty(0, dtype=np.int64)

    def concepts(self) -> list[str]:
        """Return the concepts that are defined for this model."""
        return [concept for concept, stable in self.stable.items() if stable is not None]

    def name(self, actor: str) -> Text:
        """Return an actor's name for sentences."""
        return self.case.actors[actor].label if actor in self.case.actors else Text.both(actor)

    def options(self) -> Options:
        """Return the options of the model."""
        return Options.of(self.case.section)

    def taken(self, state: int) -> list[int]:
        """Return the places of the options that are on in a state (none for a hand-drawn graph)."""
        codes = self.game.graph.codes
        if codes is None:
            return []
        return [index for index in range(len(self.game.graph.options)) if int(codes[state]) >> index & 1]


def solve(case: Case[ConflictModel]) -> ConflictSolution:
    """Solve one reading: every concept that is defined for it, and whatever else the model asks."""
    graph = graph_of(case.section, tuple(case.actors))
    game = game_of(case.section, graph)
    warnings: list[Text] = []
    if game.unknown is not None:
        return _solve_unknown(case, game, warnings)
    model = case.section
    stable: dict[str, Truth | None] = dict(_basic(case, game, warnings))
    stable["sim"] = _simultaneous(case, game, stable, warnings)
    stable |= dict(_foresight(case, game, warnings))
    if model.concept:
        stable["mixed"] = _mixed(case, game, stable)
    strong: dict[str, Truth] = {}
    if game.limit is not None:
        strong = dict(stability(graph.moves, game.payoff, WALKED[1:], limit=game.limit))
    coalitions = _coalitions(case, game, warnings)
    return ConflictSolution(
        case, game, stable, strong, coalitions=coalitions, believed=_believed(case, game), warnings=tuple(warnings)
    )


def _basic(case: Case[ConflictModel], game: Game, warnings: list[Text]) -> Mapping[Concept, Truth]:
    if not case.section.attitudes:
        return stability(game.graph.moves, game.payoff, WALKED)
    from countermove.conflict.attitudes import relational_stability
    from countermove.conflict.relations import as_arcs

    _refuse_many(game, Text("attitudes", "态度"))
    place = {actor: index for index, actor in enumerate(game.graph.actors)}
    attitudes = {
        place[actor]: {place[other]: way for other, way in own.items()} for actor, own in case.section.attitudes.items()
    }
    warnings.append(
        Text(
            "Stability is relational: actors mind others' preferences as `attitudes` say.",
            "稳定性为关系稳定性：行为体按“attitudes”所述顾及他方的偏好。",
        )
    )
    moves = as_arcs(game.graph.moves)
    return {concept: relational_stability(moves, game.payoff, attitudes, concept) for concept in WALKED}


def _refuse_many(game: Game, what: Text) -> None:
    from countermove.conflict.relations import MAX_STATES
    from countermove.document.faults import AnalysisError

    if game.graph.size > MAX_STATES:
        raise AnalysisError(
            f"{what.en} compare states pair by pair, which is done up to {MAX_STATES:,} states; this conflict has "
            f"{game.graph.size:,}: add rules to `infeasible`, or leave them out"
        )


def _simultaneous(
    case: Case[ConflictModel], game: Game, stable: Mapping[str, Truth | None], warnings: list[Text]
) -> Truth | None:
    from countermove.conflict import simultaneous

    graph, sequential = game.graph, stable["seq"]
    reason = None
    if graph.codes is None:
        reason = Text("the graph is drawn by hand, without options", "该图为手工绘制，没有选项")
    elif graph.members is not None:
        reason = Text("states are merged by `same`", "部分状态已由“same”合并")
    elif graph.size > simultaneous.MAX_STATES:
        reason = Text(f"there are more than {simultaneous.MAX_STATES:,} states", f"状态超过{simultaneous.MAX_STATES}个")
    elif case.section.attitudes:
        reason = Text("attitudes are in force", "模型设定了态度")
    if reason is not None or sequential is None:
        warnings.append(Text("`sim` is not defined here: {why}.", "“sim”在此无定义：{why}。").of(why=reason or ""))
        return None
    options = Options.of(case.section)
    own = [options.mask(options.of_actor(actor)) for actor in graph.actors]
    label = improvement_labels(graph.moves, game.payoff)
    codes = np.empty(0, dtype=np.int64) if graph.codes is None else graph.codes
    return simultaneous.simultaneous(graph.moves, game.payoff, codes, own, sequential, label)


def _foresight(case: Case[ConflictModel], game: Game, warnings: list[Text]) -> Iterator[tuple[str, Truth | None]]:
    if case.horizon is None:
        return
    from countermove.conflict.foresight import limited_move, non_myopic

    if len(game.graph.actors) != 2:
        warnings.append(
            Text(
                "Limited-move stability is defined for two actors only; no definition for more is agreed.",
                "有限步稳定性仅对两个行为体有公认定义。",
            )
        )
        yield from ((f"l{step}", None) for step in range(1, case.horizon + 1))
        return
    for step, table in enumerate(limited_move(game.graph.moves, game.payoff, case.horizon), start=1):
        yield f"l{step}", table
    yield "non_myopic", non_myopic(game.graph.moves, game.payoff)


def _mixed(case: Case[ConflictModel], game: Game, stable: Mapping[str, Truth | None]) -> Truth | None:
    rows = []
    for place, actor in enumerate(game.graph.actors):
        own = stable[case.section.concept.get(actor, "nash")]
        if own is None:
            return None
        rows.append(own[place])
    return np.stack(rows)


def _coalitions(case: Case[ConflictModel], game: Game, warnings: list[Text]) -> tuple[Coalition, ...]:
    if not case.section.coalitions:
        return ()
    from countermove.conflict import coalitions
    from countermove.conflict.relations import as_arcs

    _refuse_many(game, Text("coalitions", "联盟"))
    moves = as_arcs(game.graph.moves)
    place = {actor: index for index, actor in enumerate(game.graph.actors)}
    found = []
    for members in case.section.coalitions:
        indices = [place[member] for member in members]
        joint = joint_moves(case.section, game, members)
        one = coalitions.as_one_actor(moves, joint, game.payoff, indices, WALKED)
        turn = coalitions.coalitional(moves, game.payoff, indices, WALKED)
        found.append(Coalition(tuple(members), one, turn))
    return tuple(found)


def joint_moves(model: ConflictModel, game: Game, members: Sequence[str]) -> Any:
    """Return the moves of members who act as one: options change together, or (drawn by hand) any member's arc."""
    from countermove.conflict.game import joint_arcs
    from countermove.conflict.moves import arcs
    from countermove.conflict.relations import as_arcs

    graph = game.graph
    if graph.codes is not None:
        return joint_arcs(model, graph, members)
    own = [as_arcs([graph.moves[graph.actors.index(member)]])[0].pairs() for member in members]
    begin, end = np.concatenate([pair[0] for pair in own]), np.concatenate([pair[1] for pair in own])
    return arcs(begin, end, graph.size)


def _believed(case: Case[ConflictModel], game: Game) -> Believed | None:
    if not case.section.sees:
        return None
    options = Options.of(case.section)
    found: dict[str, dict[str, Truth]] = {concept: {} for concept in WALKED}
    for actor in game.graph.actors:
        payoff = game.payoff.copy()
        for other, reading in case.section.sees.get(actor, {}).items():
            seen = case.other_readings[reading].preferences[other]
            payoff[game.graph.actors.index(other)] = payoffs(game.graph, seen, options)[0]
        for concept, stable in stability(game.graph.moves, payoff, WALKED).items():
            found[concept][actor] = np.all(stable, axis=0)
    return Believed(found)


def _solve_unknown(case: Case[ConflictModel], game: Game, warnings: list[Text]) -> ConflictSolution:
    """Solve a reading in which some preferences are not known: bounds over completions, and the four extensions."""
    from countermove.conflict.completions import EXTENSIONS, Beliefs, certainty, extension
    from countermove.conflict.game import partial_relation
    from countermove.conflict.relations import as_arcs, strictly_better

    _refuse_many(game, Text("unknown preferences", "未知偏好"))
    graph, unknown = game.graph, game.unknown or {}
    moves = as_arcs(graph.moves)
    better, apart = [], []
    for place, actor in enumerate(graph.actors):
        own = case.section.preferences[actor]
        open_pairs = unknown.get(place, np.zeros((graph.size, graph.size), dtype=np.bool_))
        known = partial_relation(graph, own.partial) if own.partial is not None else strictly_better(game.payoff[place])
        better.append(known & ~open_pairs)
        apart.append(open_pairs)
    beliefs = Beliefs(tuple(better), tuple(apart), game.partial)
    certain = {concept: certainty(moves, beliefs, concept) for concept in WALKED}
    fields = {which: {concept: extension(moves, beliefs, concept, which) for concept in WALKED} for which in EXTENSIONS}
    stable: dict[str, Truth | None] = {concept: certain[concept].necessary for concept in WALKED}
    stable["sim"] = None
    warnings.append(
        Text(
            "Some preferences are not known: each concept says what holds necessarily and what possibly; `sim` is not "
            "defined.",
            "部分偏好未知：各概念分别给出必然与可能成立者；“sim”无定义。",
        )
    )
    rough = [concept for concept in WALKED if not certain[concept].exact]
    if rough:
        warnings.append(
            Text(
                f"Under {', '.join(rough)} not every completion was tried: necessary is proved, possible witnessed.",
                f"在{'、'.join(rough)}下未穷尽全部补全：必然者已证明，可能者有例证。",
            )
        )
    if case.section.coalitions or case.section.sees or case.section.concept:
        warnings.append(
            Text(
                "Coalitions, hypergames and mixed concepts need known preferences and were left out.",
                "联盟、超博弈与混合概念需要已知偏好，故未计算。",
            )
        )
    return ConflictSolution(case, game, stable, certain=certain, extensions=fields, warnings=tuple(warnings))
