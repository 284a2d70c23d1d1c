"""The game cut layer by layer: what each added layer changes, what nobody answers, and whether it matters who is last.

The game cut at layer k keeps options above k at their status-quo value. The last test solves the whole game again with
one more, hypothetical layer in which the other side can cancel each unanswered move of the top layer; a cancelled move
counts as off in every preference, and cancelling stays out of labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from countermove.conflict.extensive import MAX_MOVES, Ladder, played, stopping_costs
from countermove.conflict.game import Graph, cut, game_of
from countermove.conflict.model import ConflictModel
from countermove.conflict.moves import cliques
from countermove.conflict.options import Options
from countermove.conflict.stability import stability
from countermove.conflict.states import where

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from countermove.conflict.solution import ConflictSolution
    from countermove.kind import Case

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

CONCEPTS = ("nash", "gmr", "smr", "seq")


@dataclass(frozen=True, slots=True)
class Layer:
    """The game cut at one layer: its states and equilibria, and what these are worth in the whole game's payoffs.

    ``worth[actor]`` is the least and the greatest payoff among the equilibria of ``basis`` (Nash where there are any,
    else sequential), as shares of the greatest payoff in the whole game; empty where there are none.
    """

    layer: int
    graph: Graph
    owners: tuple[str, ...]
    equilibria: Mapping[str, tuple[int, ...]]
    basis: str
    worth: Mapping[str, tuple[float, float]]

    def labels(self, concept: str) -> list[str]:
        """Return the labels of the equilibria under a concept."""
        return self.graph.labels(self.equilibria[concept])


@dataclass(frozen=True, slots=True)
class LastMove:
    """The game with a hypothetical further layer: who could cancel what, and which equilibria are left.

    ``kept[concept]`` are labels that are equilibria with and without the layer, nothing cancelled; ``lost`` those that
    are not any more; ``gained`` those that are only now (cancelled moves shown as on).
    """

    cancels: Mapping[str, str]
    kept: Mapping[str, tuple[str, ...]]
    lost: Mapping[str, tuple[str, ...]]
    gained: Mapping[str, tuple[str, ...]]

    @property
    def matters(self) -> bool:
        """Whether the sequential or Nash conclusion depends on whose moves the list of options ends on."""
        return any(self.lost[concept] for concept in ("nash", "seq"))


@dataclass(frozen=True, slots=True)
class LadderAnswer:
    """All that ``layers`` says of one reading."""

    layers: tuple[Layer, ...]
    unanswered: tuple[str, ...]
    idle: tuple[str, ...]
    last_move: LastMove | None
    played: tuple[str, ...] | None
    stops: Mapping[int, float | None]


def ladder(solution: ConflictSolution) -> LadderAnswer:
    """Return the game cut layer by layer; a conflict that names no layers (a hand-drawn graph) has one."""
    model, case = solution.case.section, solution.case
    options = Options.of(model)
    top = max((option.layer for option in options.details), default=0)
    if top == 0:
        return LadderAnswer((_layer(solution, model, 0),), (), (), None, None, {})
    layers = tuple(_layer(solution, model, layer) for layer in range(top + 1))
    unanswered = _unanswered(options, top)
    idle = tuple(key for key in _answering(options) if _changes_nothing(solution, options, key))
    names, stops = _stages(case, options, solution)
    return LadderAnswer(layers, unanswered, idle, _last_move(solution, options, top), names, stops)


def _unanswered(options: Options, top: int) -> tuple[str, ...]:
    """Return the options of layers 1 and up, the top one included, that no option answers."""
    answered = {
        options.keys[options.index(target)]
        for option in options.details
        for target in (*option.answers, *option.answers_inferred)
    }
    layered = zip(options.keys, options.details, strict=True)
    return tuple(key for key, option in layered if 1 <= option.layer <= top and key not in answered)


def _answering(options: Options) -> list[str]:
    pairs = zip(options.keys, options.details, strict=True)
    return [key for key, option in pairs if option.answers or option.answers_inferred]


def _layer(solution: ConflictSolution, model: ConflictModel, layer: int) -> Layer:
    graph = solution.game.graph if model.drawn else cut(model, tuple(solution.case.actors), layer)
    game = game_of(model, graph)
    stable = stability(graph.moves, game.payoff, CONCEPTS)
    found = {concept: tuple(map(int, np.flatnonzero(table.all(axis=0)))) for concept, table in stable.items()}
    basis = "nash" if found["nash"] else "seq"
    worth: dict[str, tuple[float, float]] = {}
    here = [solution.game.graph.find(label) for label in graph.labels(found[basis])]
    for place, actor in enumerate(solution.actors):
        payoff = solution.game.payoff[place]
        if here and payoff.max() > 0:
            values = payoff[here] / payoff.max()
            worth[actor] = (float(values.min()), float(values.max()))
    options = Options.of(model)
    if model.drawn:
        return Layer(layer, graph, solution.actors, found, basis, worth)
    owners = [owner for owner, option in zip(options.owners, options.details, strict=True) if option.layer == layer]
    return Layer(layer, graph, tuple(dict.fromkeys(owners)), found, basis, worth)


def _changes_nothing(solution: ConflictSolution, options: Options, key: str) -> bool:
    """Say whether taking an answer away leaves the other options of all Nash and sequential equilibria as they were."""
    index = options.keys.index(key)
    graph, bit = solution.game.graph, np.int64(1 << index)
    if graph.codes is None or graph.members is not None or graph.has_cliques is False:
        return False
    kept = np.flatnonzero((graph.codes & bit) == 0)
    if kept.size == 0:
        return False
    codes = graph.codes[kept]
    moves = tuple(_own(options, codes, actor) for actor in graph.actors)
    payoff = solution.game.payoff[:, kept]
    before = {concept: solution.equilibria(concept) for concept in ("nash", "seq")}
    after = stability(moves, payoff, ("nash", "seq"))
    return all(
        {int(graph.codes[state] & ~bit) for state in before[concept]}
        == {int(code) for code in codes[np.flatnonzero(after[concept].all(axis=0))]}
        for concept in ("nash", "seq")
    )


def _own(options: Options, codes: Ints, actor: str) -> Any:
    def mask(change: str | None = None) -> int:
        return options.mask(options.of_actor(actor, change))

    return cliques(codes, mask(), mask("on-only"), mask("off-only"))


def _last_move(solution: ConflictSolution, options: Options, top: int) -> LastMove | None:
    graph = solution.game.graph
    if graph.codes is None or not graph.has_cliques or not solution.total:
        return None
    targets = [
        index
        for index, key in enumerate(options.keys)
        if options.details[index].layer == top and key in _unanswered(options, top)
    ]
    sides = {index: _other_side(options, index, top) for index in targets}
    cancels = {index: other for index, other in sides.items() if other is not None}
    if not cancels or graph.size << len(cancels) > 2_000_000:
        return None
    extended, effective = _with_cancels(graph.codes, len(options.keys), list(cancels))
    at = np.searchsorted(graph.codes, effective)
    known = (at < graph.size) & (graph.codes[np.minimum(at, graph.size - 1)] == effective)
    if not known.all():
        extended, at = extended[known], at[known]
    moves = []
    for actor in graph.actors:
        own = options.mask(options.of_actor(actor))
        own |= sum(1 << (len(options.keys) + place) for place, other in enumerate(cancels.values()) if other == actor)
        one_way = [options.mask(options.of_actor(actor, change)) for change in ("on-only", "off-only")]
        moves.append(cliques(extended, own, *one_way))
    stable = stability(tuple(moves), solution.game.payoff[:, at], CONCEPTS)
    return _compared(solution, options, cancels, extended, stable)


def _with_cancels(codes: Ints, count: int, targets: Sequence[int]) -> tuple[Ints, Ints]:
    """Return codes with one more bit a cancel-option (only where its target is on), and the codes they count as."""
    extended, effective = codes, codes
    for place, target in enumerate(targets):
        on = np.flatnonzero(extended >> np.int64(target) & 1)
        bit, off = np.int64(1) << np.int64(count + place), ~(np.int64(1) << np.int64(target))
        extended = np.concatenate([extended, extended[on] | bit])
        effective = np.concatenate([effective, effective[on] & off])
    order = np.argsort(extended, kind="stable")
    return extended[order], effective[order]


def _other_side(options: Options, index: int, top: int) -> str | None:
    """Return who could cancel a move: who owns what it answers, else who owns the layer below."""
    owner, option = options.owners[index], options.details[index]
    answered = [options.owners[options.index(target)] for target in (*option.answers, *option.answers_inferred)]
    below = [other for other, detail in zip(options.owners, options.details, strict=True) if detail.layer == top - 1]
    others = [other for other in (*answered, *below) if other != owner]
    return others[0] if others else None


def _compared(
    solution: ConflictSolution,
    options: Options,
    cancels: Mapping[int, str],
    extended: Ints,
    stable: Mapping[str, Truth],
) -> LastMove:
    from countermove.conflict.states import label

    count = len(options.keys)
    below = (np.int64(1) << np.int64(count)) - 1
    codes = extended if solution.game.graph.codes is None else solution.game.graph.codes
    kept, lost, gained = {}, {}, {}
    for concept in CONCEPTS:
        before = {int(code) for code in codes[solution.equilibria(concept)]}
        after = extended[np.flatnonzero(stable[concept].all(axis=0))]
        whole = {int(code) for code in after if code <= below}
        all_after = {int(code & below) for code in after}
        kept[concept] = tuple(label(code, count) for code in sorted(before & whole))
        lost[concept] = tuple(label(code, count) for code in sorted(before - whole))
        gained[concept] = tuple(label(code, count) for code in sorted(all_after - before))
    return LastMove({options.keys[index]: actor for index, actor in cancels.items()}, kept, lost, gained)


def stage_ladder(case: Case[ConflictModel], options: Options) -> tuple[Ladder, list[int]] | None:
    """Return the extensive form of a model that states costs and effects, and the options that are its moves."""
    model = case.section
    moves = [options.index(name) for name in model.stages]
    if not moves or len(moves) > MAX_MOVES:
        return None
    place = {index: position for position, index in enumerate(moves)}
    actors = list(case.actors)
    targets = []
    for index in moves:
        option = options.details[index]
        answered = (options.index(target) for target in (*option.answers, *option.answers_inferred))
        targets.append(tuple(place[target] for target in answered if target in place))
    combinations = np.arange(1 << len(moves))
    on = options.mask(options.index(name) for name in model.status_quo)
    codes = np.full(combinations.size, on & ~options.mask(moves), dtype=np.int64)
    for position, index in enumerate(moves):
        codes |= (combinations >> position & 1) << np.int64(index)
    feasible = np.ones(codes.size, dtype=np.bool_)
    for rule in model.infeasible:
        feasible &= ~where(options.resolve(rule.rule), codes, options.keys)
    return (
        Ladder(
            tuple(options.keys[index] for index in moves),
            tuple(options.details[index].layer for index in moves),
            tuple(actors.index(options.owners[index]) for index in moves),
            tuple(targets),
            feasible,
        ),
        moves,
    )


def _stages(
    case: Case[ConflictModel], options: Options, solution: ConflictSolution
) -> tuple[tuple[str, ...] | None, Mapping[int, float | None]]:
    found = stage_ladder(case, options)
    if found is None:
        return None, {}
    form = found[0]
    stages = list(case.section.stages.values())
    cost = np.array([[stage.cost.centre for stage in stages]])
    effect = np.array([[stage.effect.centre for stage in stages]])
    cuts = np.array([[stage.cuts.centre for stage in stages]])
    rivalry = np.array([case.section.rivalry.centre])
    code = int(played(form, cost, effect, cuts, rivalry)[0])
    names = tuple(name for position, name in enumerate(form.names) if code >> position & 1)
    return names, stopping_costs(form, cost, effect, cuts, rivalry)
