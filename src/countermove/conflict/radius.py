"""Radius: the fewest swaps of neighbouring tiers, in all orders together, that make a state stop or start holding.

Whose mind must change, and how much. Under Nash, GMR and SMR a state is stable for an actor by its own order alone, so
the radius is put together from one exact search an actor (``crossing``). Under SEQ and SSEQ everybody's order decides
which answers are credible. There a radius lies between bounds that are proved (what is Nash holds in both, what is not
GMR in neither; SSEQ asks for more than SMR) and changes that were found; the gap is closed, where it can be, by trying
every game within a number of swaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations_with_replacement, islice, product
from typing import TYPE_CHECKING

import numpy as np

from countermove.conflict.batches import Flat, equilibria_of_draws
from countermove.conflict.certificates import SEQUENTIAL
from countermove.conflict.clauses import Gain, answer_table, gains
from countermove.conflict.crossing import NEVER, Crossing, Tiers, flip, is_stable
from countermove.conflict.ranking import by_tiers
from countermove.conflict.relations import as_arcs
from countermove.conflict.stability import Concept
from countermove.numeric.orders import tiers_of
from countermove.numeric.orders.swaps import mahonian, ranking_levels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from countermove.conflict.game import Game
    from countermove.conflict.moves import Arcs

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

WORK = 200_000_000  # games tried × moves × actors, for each concept
BLOCK = 4_096
Orders = Mapping[int, Tiers]


@dataclass(frozen=True, slots=True)
class Distance:
    """The fewest swaps: at least ``lower``, at most ``upper`` (``NEVER`` where none is known, or none exists).

    ``orders`` are the changed orders after ``upper`` swaps, by actor: the certificate.
    """

    lower: int
    upper: int
    orders: Orders = field(default_factory=dict)

    @property
    def exact(self) -> bool:
        """Whether the fewest swaps are known, or that no number suffices."""
        return self.lower >= self.upper


@dataclass(frozen=True, slots=True)
class Radius:
    """How far a state is from another verdict: over all actors, and if one actor alone were to change its mind."""

    holds: bool
    joint: Distance
    by_actor: tuple[Distance, ...]


def radii(game: Game, state: int, concepts: Sequence[Concept], work: int = WORK) -> dict[Concept, Radius]:
    """Return how far a state is from another verdict, by concept.

    Parameters
    ----------
    game : Game
        Total preferences, ties allowed; tied states stay tied and move together.
    state : int
        The state asked about.
    concepts : sequence
        Which of nash, gmr, smr, seq, sseq.
    work : int
        How much may be tried for each of SEQ and SSEQ.

    Examples
    --------
    >>> from countermove.conflict.game import Game, Graph
    >>> from countermove.conflict.moves import cliques
    >>> moves = (cliques(np.arange(4), 1, 0, 0), cliques(np.arange(4), 2, 0, 0))
    >>> graph = Graph(("row", "column"), moves, 4, 0, ("r", "c"), np.arange(4))  # prisoner's dilemma
    >>> found = radii(Game(graph, np.array([[1, 0, 3, 2], [1, 3, 0, 2]])), 3, ["nash", "seq"])
    >>> found["nash"].holds, found["nash"].joint.upper, found["seq"].joint.upper
    (False, 2, 1)
    """
    setting = _Setting.of(game, state)
    found: dict[Concept, Radius] = {}
    for concept in ("nash", "gmr", "smr"):
        found[concept] = setting.by_own_orders(concept)
    for concept in concepts:
        if concept in SEQUENTIAL:
            outer = found["gmr" if concept == "seq" else "smr"]
            found[concept] = _sequential(setting, concept, found["nash"], outer, work)
    return {concept: found[concept] for concept in concepts}


@dataclass(frozen=True, slots=True)
class _Setting:
    """One game and state, with everybody's order as tiers."""

    game: Game
    state: int
    tiers: tuple[Tiers, ...]
    arcs: tuple[Arcs, ...]
    flat: Flat

    @classmethod
    def of(cls, game: Game, state: int) -> _Setting:
        tiers = tuple(tuple(map(tuple, tiers_of(payoff))) for payoff in game.payoff)
        moves = game.graph.moves
        return cls(game, state, tiers, tuple(as_arcs(moves)), Flat.of(moves, game.graph.size))

    def gains(self, actor: int, concept: Concept) -> list[Gain]:
        table = answer_table(self.arcs, self.game.payoff, actor, concept)
        return gains(self.arcs[actor], table, self.state, concept)

    def crossings(self, concept: Concept) -> tuple[list[bool], list[Crossing]]:
        """Return for whom the state is stable, and what changes that in each actor's own order, the others' kept."""
        own = [self.gains(actor, concept) for actor in range(len(self.tiers))]
        stable = [is_stable(one, tiers, self.state) for one, tiers in zip(own, self.tiers, strict=True)]
        return stable, [flip(one, tiers, self.state) for one, tiers in zip(own, self.tiers, strict=True)]

    def by_own_orders(self, concept: Concept) -> Radius:
        stable, crossings = self.crossings(concept)
        if all(stable):
            alone = [_alone(actor, one) for actor, one in enumerate(crossings)]
            return Radius(True, _least(alone), tuple(alone))
        wanting = [actor for actor, held in enumerate(stable) if not held]
        orders = {actor: tiers for actor in wanting if (tiers := crossings[actor].order) is not None}
        low, high = (sum(getattr(crossings[actor], end) for actor in wanting) for end in ("lower", "upper"))
        joint = Distance(low, high, orders)
        nobody = Distance(NEVER, NEVER)
        return Radius(False, joint, tuple(joint if [actor] == wanting else nobody for actor in range(len(stable))))

    def verdicts(self, payoffs: Sequence[Ints], concept: Concept) -> Truth:
        """Return in which of many games the state holds; payoffs are (games, n), one array an actor."""
        held: Truth = equilibria_of_draws(self.flat, payoffs, [concept])[0, self.state]
        return held

    def payoff(self, actor: int, tiers: Tiers) -> Ints:
        return by_tiers(tiers, self.game.graph.size)

    def holds_with(self, orders: Orders, concept: Concept) -> bool:
        """Say whether the state holds once these orders have changed."""
        rows = [
            (self.payoff(actor, orders[actor]) if actor in orders else stated)[None, :]
            for actor, stated in enumerate(self.game.payoff)
        ]
        return bool(self.verdicts(rows, concept)[0])


def _alone(actor: int, crossing: Crossing) -> Distance:
    return Distance(crossing.lower, crossing.upper, {} if crossing.order is None else {actor: crossing.order})


def _least(among: Sequence[Distance]) -> Distance:
    best = min(among, key=lambda one: one.upper)
    return Distance(min(one.lower for one in among), best.upper, best.orders)


def _better(one: Distance, two: Distance) -> Distance:
    """Join what two arguments say about the same number: the greater lower bound, the less upper one."""
    best = one if one.upper <= two.upper else two
    return Distance(max(one.lower, two.lower), best.upper, best.orders)


def _sequential(setting: _Setting, concept: Concept, nash: Radius, outer: Radius, work: int) -> Radius:
    """Return the radius under SEQ or SSEQ: bounds by reasoning, then every game within some swaps."""
    stable, crossings = setting.crossings(concept)
    holds = all(stable)
    alone = [
        _bounds_alone(setting, concept, holds, actor, crossings, stable, nash, outer) for actor in range(len(stable))
    ]
    lower = 1
    if holds and nash.holds:
        lower = nash.joint.lower  # to stop, somebody must gain by moving, which is up to its own order
    if not holds and not outer.holds:
        lower = outer.joint.lower  # to start, it must hold in the wider sense
    joint = Distance(lower, NEVER)
    for one in [*alone, *_starts(setting, concept, holds, crossings, stable, nash)]:
        joint = _better(joint, Distance(lower, one.upper, one.orders))
    size = (setting.flat.begins.size + setting.game.graph.size) * len(stable)
    games = max(work // max(size, 1), 1)
    search = _Search(setting, concept, holds)
    alone = [search.alone(actor, one, games // (2 * len(alone))) for actor, one in enumerate(alone)]
    for one in alone:
        joint = _better(joint, Distance(lower, one.upper, one.orders))
    return Radius(holds, search.joint(joint, games // 2), tuple(alone))


def _bounds_alone(
    setting: _Setting,
    concept: Concept,
    holds: bool,
    actor: int,
    crossings: Sequence[Crossing],
    stable: Sequence[bool],
    nash: Radius,
    outer: Radius,
) -> Distance:
    """Bound the swaps in one actor's order, the others' kept."""
    own = crossings[actor]
    found = Distance(1, NEVER)
    if holds:
        if nash.holds:
            found = Distance(nash.by_actor[actor].lower, NEVER)  # nobody else can come to gain by moving
        return _better(found, Distance(1, own.upper, {} if own.order is None else {actor: own.order}))
    if not outer.holds:
        found = Distance(outer.by_actor[actor].lower, NEVER)
    if not nash.holds:
        found = _better(found, Distance(1, nash.by_actor[actor].upper, nash.by_actor[actor].orders))
    if not stable[actor] and own.order is not None and setting.holds_with({actor: own.order}, concept):
        found = _better(found, Distance(1, own.upper, {actor: own.order}))
    return found


def _starts(
    setting: _Setting,
    concept: Concept,
    holds: bool,
    crossings: Sequence[Crossing],
    stable: Sequence[bool],
    nash: Radius,
) -> Iterator[Distance]:
    """Yield changes of several orders that make the state hold: what makes it Nash, and each actor's own together."""
    if holds:
        return
    yield nash.joint
    orders = {
        actor: order for actor, one in enumerate(crossings) if not stable[actor] and (order := one.order) is not None
    }
    if setting.holds_with(orders, concept):
        yield Distance(1, sum(crossings[actor].upper for actor in orders), orders)


@dataclass(frozen=True, slots=True)
class _Search:
    """Trying every game at a number of swaps, nearest first."""

    setting: _Setting
    concept: Concept
    holds: bool

    def alone(self, actor: int, known: Distance, games: int) -> Distance:
        """Close the gap for one actor's order as far as a number of games allows."""
        if known.exact:
            return known
        tiers = self.setting.tiers[actor]
        ranks = ranking_levels(len(tiers))
        next(ranks)
        tried, low = 0, known.lower
        for swaps in range(1, known.upper):
            count = mahonian(len(tiers), swaps)
            if not count:
                return Distance(NEVER, NEVER) if known.upper == NEVER else known
            tried += count
            if tried > games:
                break
            level = next(ranks)
            if swaps < low:
                continue
            order = self._first_flip([{actor: one} for one in level])
            if order is not None:
                return Distance(swaps, swaps, order)
            low = swaps + 1
        return Distance(max(low, known.lower), known.upper, known.orders)

    def joint(self, known: Distance, games: int) -> Distance:
        """Close the gap over all orders."""
        sizes = [len(tiers) for tiers in self.setting.tiers]
        most = sum(size * (size - 1) // 2 for size in sizes)
        low, tried = known.lower, 0
        for swaps in range(low, known.upper):
            if swaps > most:
                return Distance(NEVER, NEVER)
            tried += _count(sizes, swaps)
            if tried > games:
                break
            order = self._first_flip(_joint_level(sizes, swaps))
            if order is not None:
                return Distance(swaps, swaps, order)
            low = swaps + 1
        return Distance(low, known.upper, known.orders)

    def _first_flip(
        self, changes: Sequence[Mapping[int, tuple[int, ...]]] | Iterator[Mapping[int, tuple[int, ...]]]
    ) -> Orders | None:
        """Return the first of many changes of rankings of tiers that turns the verdict round."""
        waiting = iter(changes)
        while block := list(islice(waiting, BLOCK)):
            verdicts = self.setting.verdicts(
                [self._rows(actor, block) for actor in range(len(self.setting.tiers))], self.concept
            )
            flips = np.flatnonzero(verdicts != self.holds)
            if flips.size:
                found = block[int(flips[0])]
                return {
                    actor: tuple(self.setting.tiers[actor][number] for number in ranking)
                    for actor, ranking in found.items()
                }
        return None

    def _rows(self, actor: int, block: Sequence[Mapping[int, tuple[int, ...]]]) -> Ints:
        """Return an actor's payoffs in each game of a block."""
        stated = self.setting.game.payoff[actor]
        top = len(self.setting.tiers[actor]) - 1
        same = tuple(range(top + 1))
        rankings = np.array([one.get(actor, same) for one in block], dtype=np.int64)
        payoff = np.empty_like(rankings)
        np.put_along_axis(payoff, rankings, np.arange(top, -1, -1)[None, :], axis=1)
        return payoff[:, top - stated]  # tier 0 is the best, whose stated payoff is the top


def _count(sizes: Sequence[int], swaps: int) -> int:
    """Return how many ways there are to spread swaps over several orders."""
    counts = [1] + [0] * swaps
    for size in sizes:
        own = [mahonian(size, one) for one in range(swaps + 1)]
        counts = [sum(counts[k] * own[s - k] for k in range(s + 1)) for s in range(swaps + 1)]
    return counts[swaps]


def _joint_level(sizes: Sequence[int], swaps: int) -> Iterator[Mapping[int, tuple[int, ...]]]:
    """Yield every choice of rankings that are together this many swaps away."""
    levels = []
    for size in sizes:
        own = list(islice(ranking_levels(size), swaps + 1))
        levels.append(own + [[]] * (swaps + 1 - len(own)))
    for parts in _compositions(swaps, len(sizes)):
        chosen = [actor for actor, part in enumerate(parts) if part]
        for rankings in product(*(levels[actor][parts[actor]] for actor in chosen)):
            yield dict(zip(chosen, rankings, strict=True))


def _compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways to write a number as an ordered sum of parts, zeros allowed."""
    for bars in combinations_with_replacement(range(total + 1), parts - 1):
        edges = (0, *bars, total)
        yield tuple(edges[k + 1] - edges[k] for k in range(parts))
