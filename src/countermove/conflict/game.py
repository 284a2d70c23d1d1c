"""A conflict as arrays: feasible states, everybody's moves and payoffs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import numpy as np

from countermove.conflict.model import MUCH, ConflictModel, Preferences
from countermove.conflict.moves import Arcs, Cliques, Moves, arcs, banned, cliques, merged_classes
from countermove.conflict.options import Options
from countermove.conflict.ranking import by_statements, by_tiers, dense, strong_limit
from countermove.conflict.states import code_of, feasible_codes, label, where

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Labels(Sequence[str]):
    """The labels of some states, each made when it is read: a million states never become a million strings."""

    graph: Graph
    states: Ints

    def __len__(self) -> int:
        return int(self.states.size)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return self.graph.labels(self.states[index])
        return self.graph.label(int(self.states[index]))

    def __repr__(self) -> str:
        few = ", ".join(map(repr, self[:20]))
        return f"[{few}]" if len(self) <= 20 else f"[{few}, … {len(self) - 20:,} more]"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(self.states.tobytes())


@dataclass(frozen=True, slots=True)
class Graph:
    """States and moves: what can be, and who can bring it about.

    ``codes`` are the codes of the states (of their lowest member, where states are merged), ascending; empty for a
    hand-drawn graph, whose states are ``drawn``. ``state_of`` gives each feasible code's state where some are merged.
    """

    actors: tuple[str, ...]
    moves: tuple[Moves, ...]
    size: int
    status_quo: int
    options: tuple[str, ...] = ()
    codes: Ints | None = None
    drawn: tuple[str, ...] = ()
    members: Ints | None = None
    classes: Ints | None = None

    def label(self, state: int) -> str:
        """Return a state's label; made only when asked for."""
        if self.codes is None:
            return self.drawn[state]
        return label(int(self.codes[state]), len(self.options))

    def labels(self, states: Sequence[int] | Ints) -> list[str]:
        """Return the labels of some states."""
        return [self.label(int(state)) for state in states]

    def find(self, text: str) -> int:
        """Return the state of a label (for merged states, of any member's label).

        Raises
        ------
        LookupError
            If there is no such state.
        """
        if self.codes is None:
            if text in self.drawn:
                return self.drawn.index(text)
            raise LookupError(f"no state {text!r}")
        if len(text) != len(self.options) or set(text) - {"Y", "N"}:
            raise LookupError(f"{text!r} is no state label; write Y or N for each of the {len(self.options)} options")
        codes = self.codes if self.members is None else self.members
        at = int(np.searchsorted(codes, code_of(text)))
        if at == codes.size or int(codes[at]) != code_of(text):
            raise LookupError(f"state {text} is not feasible")
        return at if self.classes is None else int(self.classes[at])

    @property
    def has_cliques(self) -> bool:
        """Whether moves are cliques (option form without forbidden moves or merged states)."""
        return not isinstance(self.moves[0], Arcs)


@dataclass(frozen=True, slots=True)
class Game:
    """A graph with preferences: ``payoff[i]`` ordinal, ``limit[i]`` the greatest payoff much worse (or None).

    ``unknown[i]`` marks pairs of states whose order is not known; ``partial`` are the actors of whom a strict partial
    order is known (their payoffs are one linear extension of it).
    """

    graph: Graph
    payoff: Ints
    limit: Ints | None = None
    unknown: Mapping[int, Truth] | None = None
    partial: frozenset[int] = frozenset()


def graph_of(model: ConflictModel, actors: Sequence[str]) -> Graph:
    """Return states and moves of a conflict whose names have been checked. O(options × states)."""
    who = tuple(
        actor for actor in actors if actor in model.options or actor in model.moves or actor in model.preferences
    )
    if model.drawn:
        return _drawn_graph(model, who)
    options = Options.of(model)
    rules = [options.resolve(rule.rule) for rule in model.infeasible]
    codes = feasible_codes(options.keys, rules, {})
    return _option_graph(model, who, options, codes)


def cut(model: ConflictModel, actors: Sequence[str], layer: int) -> Graph:
    """Return the graph of the game cut at a layer: options above it keep their status-quo value."""
    options = Options.of(model)
    whole = graph_of(model, actors)
    above = options.mask(index for index, option in enumerate(options.details) if option.layer > layer)
    on = options.mask(options.index(name) for name in _listed(model.status_quo))
    codes = _all_codes(whole)
    kept = codes[(codes & np.int64(above)) == np.int64(on & above)]
    return _option_graph(model, whole.actors, options, kept)


def _all_codes(graph: Graph) -> Ints:
    codes = graph.codes if graph.members is None else graph.members
    if codes is None:
        raise ValueError("a hand-drawn graph has no codes")
    return codes


def _listed(status_quo: Sequence[str] | str) -> Sequence[str]:
    return (status_quo,) if isinstance(status_quo, str) else status_quo


def _drawn_graph(model: ConflictModel, actors: tuple[str, ...]) -> Graph:
    place = {name: index for index, name in enumerate(model.states)}
    moves = []
    for actor in actors:
        pairs = model.moves.get(actor, ())
        begin = np.array([place[one] for one, _ in pairs], dtype=np.int64)
        end = np.array([place[two] for _, two in pairs], dtype=np.int64)
        moves.append(arcs(begin, end, len(place)))
    start = place[_listed(model.status_quo)[0]] if model.status_quo else 0
    return Graph(actors, tuple(moves), len(place), start, drawn=model.states)


def _option_graph(model: ConflictModel, actors: tuple[str, ...], options: Options, codes: Ints) -> Graph:
    own = [_own_moves(options, codes, [actor]) for actor in actors]
    on = options.mask(options.index(name) for name in _listed(model.status_quo))
    start = int(np.searchsorted(codes, on))
    if not model.same and not model.forbidden_moves:
        return Graph(actors, tuple(own), codes.size, start, options.keys, codes)
    classes, heads = merged_classes(codes.size, [_truth(rule.rule, options, codes) for rule in model.same])
    moves: list[Moves] = []
    for actor, clique in zip(actors, own, strict=True):
        begin, end = banned(clique.pairs(), _bans(model, actor, options, codes))
        moves.append(arcs(classes[begin], classes[end], heads.size))
    if not model.same:
        return Graph(actors, tuple(moves), codes.size, start, options.keys, codes)
    return Graph(actors, tuple(moves), heads.size, int(classes[start]), options.keys, codes[heads], (), codes, classes)


def _own_moves(options: Options, codes: Ints, actors: Sequence[str]) -> Cliques:
    def mask(change: str | None = None) -> int:
        return options.mask(index for actor in actors for index in options.of_actor(actor, change))

    return cliques(codes, mask(), mask("on-only"), mask("off-only"))


def _truth(rule: str | None, options: Options, codes: Ints) -> Truth:
    if rule is None:
        return np.ones(codes.size, dtype=np.bool_)
    return where(options.resolve(rule), codes, options.keys)


def _bans(model: ConflictModel, actor: str, options: Options, codes: Ints) -> list[tuple[Truth, Truth]]:
    bans = [ban for ban in model.forbidden_moves if ban.actor in (None, actor)]
    return [(_truth(ban.start, options, codes), _truth(ban.end, options, codes)) for ban in bans]


def joint_arcs(model: ConflictModel, graph: Graph, members: Sequence[str]) -> Arcs:
    """Return the moves of actors who change their options together (option form).

    What is forbidden to a member is forbidden to the whole where that member's options change; the joint move may pass
    over infeasible states, which one member after the other could not.
    """
    options, codes = Options.of(model), _all_codes(graph)
    begin, end = _own_moves(options, codes, members).pairs()
    for member in members:
        own = np.int64(options.mask(options.of_actor(member)))
        moving = ((codes[begin] ^ codes[end]) & own) != 0
        for leaves, reaches in _bans(model, member, options, codes):
            kept = ~(moving & leaves[begin] & reaches[end])
            begin, end, moving = begin[kept], end[kept], moving[kept]
    if graph.classes is not None:
        begin, end = graph.classes[begin], graph.classes[end]
    return arcs(begin, end, graph.size)


def payoffs(graph: Graph, preferences: Preferences, options: Options) -> tuple[Ints, Ints | None]:
    """Return one actor's payoffs over the states and, with ``>>``, the greatest payoff that is much worse than each."""
    if preferences.statements is not None and graph.codes is not None:
        truths = [where(options.resolve(rule.rule), graph.codes, graph.options) for rule in preferences.statements]
        return by_statements(truths, graph.size), None
    if preferences.order is None:
        raise ValueError("a partial order gives no payoffs")
    return order_payoffs(graph, preferences.order)


def order_payoffs(graph: Graph, order: Sequence[Sequence[str]]) -> tuple[Ints, Ints | None]:
    """Return payoffs of an order over labels; labels of states that the graph lacks (cut games) are passed over."""
    tiers: list[list[int]] = []
    bands: list[int] = []
    band = 0
    for tier in order:
        if tuple(tier) == (MUCH,):
            band -= 1
            continue
        states = [state for state in map(graph_find(graph), tier) if state is not None]
        if states:
            tiers.append(states)
            bands.append(band)
    payoff = by_tiers(tiers, graph.size)
    if band == 0:
        return payoff, None
    lowest = np.array(bands[::-1], dtype=np.int64)  # by payoff, least first
    return payoff, strong_limit(payoff, dense(lowest)[payoff])


def graph_find(graph: Graph) -> Callable[[str], int | None]:
    """Return a function from labels to states that answers ``None`` for a state the graph lacks."""

    def find(text: str) -> int | None:
        try:
            return graph.find(text)
        except LookupError:
            return None

    return find


def partial_relation(graph: Graph, pairs: Sequence[tuple[str, str]]) -> Truth:
    """Return ``better[s, t]``: t is known to be preferred to s, by the pairs and what follows from them."""
    better = np.zeros((graph.size, graph.size), dtype=np.bool_)
    find = graph_find(graph)
    for high, low in pairs:
        one, two = find(low), find(high)
        if one is not None and two is not None:
            better[one, two] = True
    for via in range(graph.size):
        better |= np.outer(better[:, via], better[via, :])
    return better


def game_of(model: ConflictModel, graph: Graph) -> Game:
    """Return a graph with everybody's preferences."""
    options = Options.of(model)
    payoff = np.zeros((len(graph.actors), graph.size), dtype=np.int64)
    limit: Ints | None = None
    unknown: dict[int, Truth] = {}
    partial: set[int] = set()
    for place, actor in enumerate(graph.actors):
        preferences = model.preferences[actor]
        if preferences.partial is not None:
            better = partial_relation(graph, preferences.partial)
            apart = ~(better | better.T)
            np.fill_diagonal(apart, False)
            unknown[place] = apart
            partial.add(place)
            payoff[place] = topological_payoff(better)
            continue
        payoff[place], strong = payoffs(graph, preferences, options)
        if strong is not None:
            limit = np.full_like(payoff, -1) if limit is None else limit
            limit[place] = strong
        if preferences.unknown:
            unknown[place] = _unknown_pairs(graph, preferences.unknown)
    return Game(graph, payoff, limit, unknown or None, frozenset(partial))


def topological_payoff(better: Truth) -> Ints:
    """Return one linear extension of a strict partial order (``better[s, t]``: t above s) as payoffs 0 … n − 1."""
    below = better.sum(axis=0)
    order = np.lexsort((np.arange(below.size), below))  # more states below: later; a valid extension, since transitive
    payoff = np.empty(below.size, dtype=np.int64)
    payoff[order] = np.arange(below.size)
    return payoff


def _unknown_pairs(graph: Graph, pairs: Sequence[tuple[str, str]]) -> Truth:
    apart = np.zeros((graph.size, graph.size), dtype=np.bool_)
    find = graph_find(graph)
    for one, two in pairs:
        a, b = find(one), find(two)
        if a is not None and b is not None and a != b:
            apart[a, b] = apart[b, a] = True
    return apart
