"""The stress seam of a conflict: what may vary, and every draw answered at once.

What varies is what the document says may: a partial order, `vary` around an order or a list of statements, statements
and rules that hold in a share of draws. Where it says nothing, rankings of statements are shuffled, and orders of bare
states drawn near the stated one; uniform orders over many states would ignore what options mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from countermove.conflict.batches import equilibria_of_draws
from countermove.conflict.game import Graph, graph_of, payoffs
from countermove.conflict.model import ConflictModel, Preferences
from countermove.conflict.naming import option_text, state_text, statement_text
from countermove.conflict.options import Options
from countermove.conflict.relations import as_arcs
from countermove.conflict.states import where
from countermove.document.faults import AnalysisError
from countermove.document.order_laws import AnyOrder, Holds, MallowsOrder, StatementOrder, SwappedOrder
from countermove.document.text import Text, in_sentence
from countermove.kind import Case, Columns, Input, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Truth = NDArray[np.bool_]

CONCEPTS = ("nash", "gmr", "smr", "seq")
FEW_STATES = 12
LISTED = 1_000
UNCERTAIN = ("infeasible", "same", "forbidden_moves")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that holds in a share of draws: its input id, where it stands, and the share."""

    id: str
    key: str
    index: int
    share: float


def uncertain_rules(model: ConflictModel) -> list[Rule]:
    """Return the rules with a `holds` below 1."""
    found = []
    for key in UNCERTAIN:
        for index, rule in enumerate(getattr(model, key)):
            if rule.holds is not None and rule.holds.centre < 1:
                found.append(Rule(f"{key}.{rule.id or index}", key, index, rule.holds.centre))
    return found


def with_rules(model: ConflictModel, kept: Sequence[Rule], among: Sequence[Rule]) -> ConflictModel:
    """Return the model with only some of its uncertain rules in force."""
    changes = {}
    for key in UNCERTAIN:
        dropped = {rule.index for rule in among if rule.key == key} - {rule.index for rule in kept if rule.key == key}
        changes[key] = tuple(rule for index, rule in enumerate(getattr(model, key)) if index not in dropped)
    return model.model_copy(update=changes)


def widest_graph(case: Case[ConflictModel]) -> Graph:
    """Return the graph in which every uncertain rule is out of force: all states that some draw may have.

    Where a rule may exclude a member of merged states, these are kept apart: which of them stands for all depends on
    the rules in force.
    """
    rules = uncertain_rules(case.section)
    model = with_rules(case.section, [], rules) if rules else case.section
    if any(rule.key == "infeasible" for rule in rules):
        model = model.model_copy(update={"same": ()})
    return graph_of(model, tuple(case.actors))


def inputs(case: Case[ConflictModel]) -> list[Input]:
    """Return what may vary in a conflict, one block an actor's order and one a rule.

    Raises
    ------
    AnalysisError
        If a rule that may fail to hold would allow states that an order does not rank.
    """
    graph, model = widest_graph(case), case.section
    rules = uncertain_rules(model)
    if any(rule.key == "infeasible" for rule in rules):
        for actor in graph.actors:
            if model.preferences[actor].statements is None:
                raise AnalysisError(
                    f"an infeasible rule may fail to hold, but {actor}'s preferences rank only the states that it "
                    "leaves; write statements, or take `holds` off the rule"
                )
    found = [one for actor in graph.actors for one in _order_inputs(case, graph, actor, stated_only=True)]
    for rule in rules:
        text = Text.both(rule.id)
        written = getattr(model, rule.key)[rule.index]
        name = getattr(written, "name", None) or text
        found.append(Input(rule.id, name, Holds(rule.share), written.basis))
    if found:
        return found
    return [one for actor in graph.actors for one in _order_inputs(case, graph, actor, stated_only=False)]


def _order_inputs(case: Case[ConflictModel], graph: Graph, actor: str, stated_only: bool) -> Iterator[Input]:
    own = case.section.preferences[actor]
    law = _law(case, graph, actor, _compared(graph, actor), stated_only)
    if law is None:
        return
    name = Text("what {actor} prefers", "{actor}的偏好").of(actor=in_sentence(case.actors[actor].label))
    basis = tuple(dict.fromkeys((*own.basis, *(claim for one in own.statements or () for claim in one.basis))))
    yield Input(f"preferences.{actor}", name, law, basis or ("assumption",))


def _law(case: Case[ConflictModel], graph: Graph, actor: str, compared: Any, stated_only: bool) -> Any:
    own, options = case.section.preferences[actor], Options.of(case.section)
    things = tuple(state_text(graph, options, case.actors, state) for state in range(graph.size))
    vary = own.vary
    if own.statements is not None and graph.codes is not None:
        codes = graph.codes
        truth = [where(options.resolve(rule.rule), codes, graph.options) for rule in own.statements]
        holds = tuple(1.0 if rule.holds is None else rule.holds.centre for rule in own.statements)
        swaps: int | None = 0
        if vary is not None and vary.statements is not None:
            swaps = None if vary.statements == "shuffle" else vary.statements["swaps"]
        elif vary is not None and vary.swaps is not None or vary is not None and vary.mallows is not None:
            return _around(things, payoffs(graph, own, options)[0], vary.mallows, vary.swaps, compared)
        elif not stated_only and min(holds) == 1:
            swaps = None
        if swaps == 0 and min(holds, default=1.0) == 1:
            return None
        words = tuple(statement_text(rule, options, case.actors) for rule in own.statements)
        rows = tuple(tuple(map(bool, row)) for row in truth)
        return StatementOrder(things, rows, swaps, holds, words, compared)
    if own.partial is not None:
        known = tuple((graph.find(better), graph.find(worse)) for better, worse in own.partial)
        return AnyOrder(things, known, compared)
    payoff = payoffs(graph, own, options)[0]
    if own.unknown:
        return AnyOrder(things, _known_pairs(graph, own, payoff), compared)
    if vary is not None:
        return _around(things, payoff, vary.mallows, vary.swaps, compared)
    if stated_only:
        return None
    few = graph.size <= FEW_STATES
    return _around(things, payoff, 0.7 if few else None, None if few else max(2, graph.size // 4), compared)


def _around(things: tuple[Text, ...], payoff: Any, mallows: float | None, swaps: int | None, compared: Any) -> Any:
    stated = tuple(map(int, payoff))
    if mallows is not None:
        return MallowsOrder(things, stated, mallows, compared)
    return SwappedOrder(things, stated, swaps or 1, compared)


def _known_pairs(graph: Graph, own: Preferences, payoff: Any) -> tuple[tuple[int, int], ...]:
    apart = {frozenset((graph.find(one), graph.find(two))) for one, two in own.unknown}
    states = range(graph.size)
    return tuple(
        (one, two)
        for one in states
        for two in states
        if payoff[one] > payoff[two] and frozenset((one, two)) not in apart
    )


def _compared(graph: Graph, actor: str) -> tuple[tuple[int, int], ...] | None:
    """Return the pairs of states that the actor's own moves compare; the facts that drivers are told in."""
    begin, end = as_arcs([graph.moves[graph.actors.index(actor)]])[0].pairs()
    pairs = {(min(one, two), max(one, two)) for one, two in zip(begin.tolist(), end.tolist(), strict=True)}
    return tuple(sorted(pairs)) if len(pairs) <= 20_000 else None


def outcomes(case: Case[ConflictModel]) -> list[Outcome]:
    """Describe the columns of ``evaluate``: states, options in some or every equilibrium, and how many there are."""
    from countermove.conflict.solution import CONCEPT_NAMES

    graph, options = widest_graph(case), Options.of(case.section)
    found = []
    listed = range(graph.size if graph.size <= LISTED else 0)
    states = [state_text(graph, options, case.actors, state) for state in listed]
    for concept in CONCEPTS:
        name = CONCEPT_NAMES[concept]
        for label, state in zip(graph.labels(listed), states, strict=True):
            said = Text("{state}: {concept}", "{state}：{concept}").of(state=state, concept=name)
            found.append(Outcome(f"{concept}:{label}", label, concept, said, short=state, sense=name))
        for place, key in enumerate(options.keys):
            some = Text(
                "“{option}” is taken in some outcome where {concept}", "在某个“{concept}”的结果中采取“{option}”"
            )
            every = Text(
                "“{option}” is taken in every outcome where {concept}", "在每个“{concept}”的结果中采取“{option}”"
            )
            for form, said in (("some", some), ("every", every)):
                words = said.of(option=option_text(options, case.actors, place), concept=name)
                found.append(Outcome(f"{concept}_{form}:{key}", key, f"{concept}_{form}", words))
        count = Text("number of outcomes where {concept}", "“{concept}”的结果数").of(concept=name)
        found.append(Outcome(f"{concept}_count", "count", concept, count, holds=False))
    return found


def evaluate(case: Case[ConflictModel], draws: Columns) -> Columns:
    """Solve every draw: columns of ``outcomes``, one row a draw.

    Draws that share the rules in force share a graph; each such group is solved at once.
    """
    graph, model = widest_graph(case), case.section
    rules = uncertain_rules(model)
    count = len(next(iter(draws.values())))
    pattern = np.zeros(count, dtype=np.int64)
    for place, rule in enumerate(rules):
        on = np.asarray(draws[rule.id]) != 0 if rule.id in draws else np.ones(count, dtype=np.bool_)
        pattern |= on.astype(np.int64) << place
    worth = [_payoff_rows(case, graph, actor, draws, count) for actor in graph.actors]
    if not rules:
        held = equilibria_of_draws(graph.moves, worth, CONCEPTS)
        return _columns(case, graph, held, held.sum(axis=1))
    held = np.zeros((len(CONCEPTS), graph.size, count), dtype=np.bool_)
    number = np.zeros((len(CONCEPTS), count), dtype=np.int64)
    for code in np.unique(pattern):
        rows = np.flatnonzero(pattern == code)
        kept = [rule for place, rule in enumerate(rules) if int(code) >> place & 1]
        own = graph_of(with_rules(model, kept, rules), tuple(case.actors))
        kin = places(graph, own)
        found = equilibria_of_draws(own.moves, [one[rows][:, kin] for one in worth], CONCEPTS)
        held[:, :, rows], number[:, rows] = spread(graph, own, found), found.sum(axis=1)
    return _columns(case, graph, held, number)


def _payoff_rows(case: Case[ConflictModel], graph: Graph, actor: str, draws: Columns, count: int) -> NDArray[Any]:
    drawn = draws.get(f"preferences.{actor}")
    if drawn is not None:
        return np.asarray(drawn)
    own = case.section.preferences[actor]
    if own.partial is not None:
        raise AnalysisError(f"only part of {actor}'s order is known: let `preferences.{actor}` vary")
    stated = payoffs(graph, own, Options.of(case.section))[0]
    return np.broadcast_to(stated, (count, graph.size))


def places(widest: Graph, graph: Graph) -> NDArray[np.int64]:
    """Return where the states of a graph with more rules in force stand among those of the widest one."""
    if widest.codes is None or graph.codes is None:
        return np.arange(graph.size)
    return np.searchsorted(widest.codes, graph.codes)


def spread(widest: Graph, graph: Graph, found: Truth) -> Truth:
    """Return ``(…, n, …)`` verdicts about a graph's states for the states of the widest one.

    States that the rules in force exclude hold in nothing; merged ones share their verdict.
    """
    if widest.codes is None:
        return found
    held = np.zeros((found.shape[0], widest.size, *found.shape[2:]), dtype=np.bool_)
    held[:, places(widest, graph)] = found
    if graph.classes is not None and graph.members is not None:
        merged = np.isin(graph.members, widest.codes)
        held[:, np.searchsorted(widest.codes, graph.members[merged])] = found[:, graph.classes[merged]]
    return held


def _columns(
    case: Case[ConflictModel], graph: Graph, held: Truth, number: NDArray[np.int64]
) -> Mapping[str, NDArray[Any]]:
    """Name the verdicts; ``number`` of outcomes, ``(concepts, n)``, counts merged states once."""
    columns: dict[str, NDArray[Any]] = {}
    labels = graph.labels(range(graph.size)) if graph.size <= LISTED else []
    for place, concept in enumerate(CONCEPTS):
        own = held[place]
        for state, label in enumerate(labels):
            columns[f"{concept}:{label}"] = own[state]
        any_at_all = own.any(axis=0)
        for index, key in enumerate(Options.of(case.section).keys):
            on = (graph.codes if graph.codes is not None else np.zeros(graph.size, dtype=np.int64)) >> np.int64(
                index
            ) & 1
            columns[f"{concept}_some:{key}"] = own[on == 1].any(axis=0)
            columns[f"{concept}_every:{key}"] = any_at_all & ~own[on == 0].any(axis=0)
        columns[f"{concept}_count"] = number[place].astype(np.float64)
    return columns
