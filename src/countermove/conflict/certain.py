"""What holds whatever a study draws, and what in none of its draws: proved from the laws, not counted.

Actors' orders are drawn independently of each other, and under Nash, GMR and SMR an actor's stability depends on its
own order alone: a state is an equilibrium whatever is drawn exactly if it is stable for each actor under each of that
actor's orders, and in some draw exactly if each actor has an order that makes it stable. Under SEQ the opponents'
improvements matter too; they are put at the fewest and at the most that the laws allow, which bounds the answer from
both sides. An actor with too many orders to try is known by the pairs that it ranks alike in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from countermove.conflict.batches import Flat, equilibria_of_draws
from countermove.conflict.game import Graph, graph_of, payoffs
from countermove.conflict.inputs import CONCEPTS, LISTED, places, spread, uncertain_rules, widest_graph, with_rules
from countermove.conflict.model import ConflictModel
from countermove.conflict.moves import Arcs, arcs
from countermove.conflict.options import Options
from countermove.conflict.relations import as_arcs, reachable, stable_by_relation
from countermove.conflict.stability import Concept
from countermove.document.order_laws import Known, KnownOrders
from countermove.kind import Bound, Case, InputLaw

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

MOST_RULES = 6  # 64 sets of rules in force
MOST_ORDERS = 50_000
MOST_CELLS = 10_000_000  # orders × states that are tried for one actor
MOST_LOOKS = 1_000_000_000  # orders × pairs of states


@dataclass(frozen=True, slots=True)
class Tastes:
    """All orders that an actor may have: each of them, ``(k, n)`` payoffs, or what they have in common, by pairs."""

    orders: Ints | None
    known: Known | None

    def among(self, place: Ints) -> Tastes:
        """Return the same for some of the states."""
        if self.orders is not None:
            return Tastes(np.unique(self.orders[:, place], axis=0), None)
        assert self.known is not None
        pairs = np.ix_(place, place)
        return Tastes(None, Known(self.known.surely[pairs], self.known.maybe[pairs], self.known.tight))

    def gains(self, move: Arcs, some: bool) -> Arcs:
        """Return the moves that are improvements under some of the orders, or under all of them."""
        begin, end = move.pairs()
        if self.orders is not None:
            better = self.orders[:, end] > self.orders[:, begin]
            kept = better.any(axis=0) if some else better.all(axis=0)
        else:
            assert self.known is not None
            kept = (self.known.maybe if some else self.known.surely)[begin, end]
        return arcs(begin[kept], end[kept], move.start.size - 1)


def certain(case: Case[ConflictModel], laws: Mapping[str, InputLaw]) -> dict[str, Bound]:
    """Bound the outcomes of ``inputs.outcomes`` from the laws of what varies.

    Parameters
    ----------
    case : Case
        One reading.
    laws : mapping
        Input id to law, of the inputs that vary; the rest stays as stated.

    Returns
    -------
    dict
        Outcome id to bound; empty for models past 1,000 states or 6 uncertain rules.

    Notes
    -----
    Exact for Nash, GMR and SMR where every actor's orders could be tried or are all orders that satisfy what is known;
    the field's necessary and possible stability under unknown preferences (Li, Hipel, Kilgour & Fang 2004, *IEEE
    Trans. SMC-A* 34:507) carried over to any set of orders. One-sided, never wrong, elsewhere.
    """
    widest, model = widest_graph(case), case.section
    rules = uncertain_rules(model)
    open_rules = [rule for rule in rules if rule.id in laws and rule.share > 0]
    if widest.size > LISTED or len(open_rules) > MOST_RULES:
        return {}
    tastes = []
    for actor in widest.actors:
        own = _tastes(case, widest, actor, laws)
        if own is None:
            return {}
        tastes.append(own)
    always = [rule for rule in rules if rule.id not in laws]
    parts = []
    for code in range(1 << len(open_rules)):
        kept = [*always, *(rule for place, rule in enumerate(open_rules) if code >> place & 1)]
        graph = graph_of(with_rules(model, kept, rules), tuple(case.actors)) if rules else widest
        place = places(widest, graph)
        told = _told(widest, graph, [one.among(place) for one in tastes] if rules else tastes)
        parts.append(_outcomes(case, widest, told))
    return {name: Bound.across([part[name] for part in parts]) for name in parts[0]}


def _tastes(case: Case[ConflictModel], graph: Graph, actor: str, laws: Mapping[str, InputLaw]) -> Tastes | None:
    law = laws.get(f"preferences.{actor}")
    if law is None:
        own = case.section.preferences[actor]
        if own.partial is not None:
            return None
        stated = payoffs(graph, own, Options.of(case.section))[0]
        return Tastes(np.asarray(stated, dtype=np.int64)[None], None)
    if not isinstance(law, KnownOrders):
        return None
    orders = law.every(min(MOST_ORDERS, MOST_CELLS // graph.size, MOST_LOOKS // graph.size**2))
    return Tastes(None, law.pairs()) if orders is None else Tastes(np.unique(orders, axis=0), None)


def _told(widest: Graph, graph: Graph, tastes: Sequence[Tastes]) -> Truth:
    """Return ``(concepts, 4, n)``: proved to hold always, not always, sometimes, never; states of the widest graph.

    States that the rules exclude hold in nothing.
    """
    moves = as_arcs(graph.moves)
    found = np.zeros((len(CONCEPTS), 4, graph.size), dtype=np.bool_)
    for index, concept in enumerate(CONCEPTS):
        always = np.ones((len(moves), graph.size), np.bool_)
        some = np.ones((len(moves), graph.size), np.bool_)
        exact = concept != "seq"
        for actor, own in enumerate(tastes):
            if own.orders is None:
                always[actor], some[actor] = _by_pairs(moves, tastes, actor, concept)
                exact = exact and own.known is not None and own.known.tight
            elif concept == "seq":
                always[actor], some[actor] = _sequential(moves, tastes, actor)
            else:
                stable = _alone(graph, own.orders, actor, concept)
                always[actor], some[actor] = stable.all(axis=1), stable.any(axis=1)
        necessary, possible = always.all(axis=0), some.all(axis=0)
        found[index] = [necessary, exact & ~necessary, exact & possible, ~possible]
    nash, gmr, seq = (CONCEPTS.index(concept) for concept in ("nash", "gmr", "seq"))
    found[seq, 1] |= found[gmr, 1]  # what is stable under SEQ is so under GMR, and under Nash stable under SEQ
    found[seq, 2] |= found[nash, 2]
    return np.stack([spread(widest, graph, found[:, k]) | _left_out(widest, graph, k) for k in range(4)], axis=1)


def _left_out(widest: Graph, graph: Graph, which: int) -> Truth:
    """Return which states the rules exclude, where the verdict is one that this settles (not necessary, impossible)."""
    if which not in (1, 3) or widest.codes is None:
        return np.zeros(widest.size, np.bool_)
    left: Truth = ~spread(widest, graph, np.ones((1, graph.size), np.bool_))[0]
    return left


def _alone(graph: Graph, orders: Ints, actor: int, concept: Concept) -> Truth:
    """Return ``(n, k)``: which states are stable for one actor under each of its orders.

    The others are made indifferent to everything, hence stable everywhere; what they can reach stays what it is.
    """
    flat = Flat.of(graph.moves, graph.size)
    nothing = np.zeros_like(orders)
    worth = [orders if other == actor else nothing for other in range(len(graph.moves))]
    stable: Truth = equilibria_of_draws(flat, worth, [concept])[0]
    return stable


def _sequential(moves: Sequence[Arcs], tastes: Sequence[Tastes], actor: int) -> tuple[Truth, Truth]:
    """Bound sequential stability for an actor whose orders are listed: (always for sure, sometimes at most), (n,)."""
    orders = tastes[actor].orders
    assert orders is not None
    begin, end = moves[actor].pairs()
    leaves = orders[:, end] > orders[:, begin]
    found: list[Truth] = []
    for most in (False, True):
        reach = _answers(moves, tastes, actor, "seq", most)
        worst = np.full(orders.shape, np.iinfo(np.int64).max)
        for state in np.unique(end):
            if reach[state].any():
                worst[:, state] = orders[:, reach[state]].min(axis=1)
        stable = np.ones(orders.shape, np.bool_)
        for arc in range(begin.size):
            stable[:, begin[arc]] &= ~(leaves[:, arc] & (worst[:, end[arc]] > orders[:, begin[arc]]))
        found.append(stable)
    always: Truth = np.all(found[0], axis=0)
    some: Truth = np.any(found[1], axis=0)
    return always, some


def _by_pairs(moves: Sequence[Arcs], tastes: Sequence[Tastes], actor: int, concept: Concept) -> tuple[Truth, Truth]:
    """Bound an actor's stability where its orders are known by pairs alone."""
    known = tastes[actor].known
    assert known is not None
    found = [
        stable_by_relation(moves[actor], own, own, _answers(moves, tastes, actor, concept, most), concept == "smr")
        for most, own in ((False, known.maybe), (True, known.surely))
    ]
    return found[0], found[1]


def _answers(moves: Sequence[Arcs], tastes: Sequence[Tastes], actor: int, concept: Concept, most: bool) -> Truth:
    """Return where an actor's opponents lead from each state at the least, or at most, ``(n, n)``."""
    size = moves[actor].start.size - 1
    others = [other for other in range(len(moves)) if other != actor]
    if concept == "nash":
        return np.zeros((size, size), np.bool_)
    if concept != "seq":
        return reachable([moves[other] for other in others], size)
    return reachable([tastes[other].gains(moves[other], most) for other in others], size)


def _outcomes(case: Case[ConflictModel], graph: Graph, told: Truth) -> dict[str, Bound]:
    """Carry bounds of states over to the options taken in some, and in every, equilibrium."""
    found: dict[str, Bound] = {}
    labels = graph.labels(range(graph.size))
    codes = graph.codes if graph.codes is not None else np.zeros(graph.size, dtype=np.int64)
    for place, concept in enumerate(CONCEPTS):
        always, not_always, some, never = told[place]
        for state, label in enumerate(labels):
            found[f"{concept}:{label}"] = Bound.of(always[state], not_always[state], some[state], never[state])
        for index, key in enumerate(Options.of(case.section).keys):
            on = codes >> np.int64(index) & 1 == 1
            found[f"{concept}_some:{key}"] = Bound.of(
                always[on].any(), never[on].all(), some[on].any(), never[on].all()
            )
            found[f"{concept}_every:{key}"] = Bound.of(
                always[on].any() and never[~on].all(),
                some[~on].any() or never[on].all(),
                always[on].any() and never[~on].all(),
                never[on].all() or always[~on].any(),
            )
    return found
