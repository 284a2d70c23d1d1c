"""Which states are stable, for whom, under which concept; linear in the moves where preferences are total.

Fang, Hipel & Kilgour 1993, *Interactive Decision Making: The Graph Model for Conflict Resolution*, ch. 3; symmetric
sequential stability after Rêgo & Vieira 2017, *Group Decision and Negotiation* 26:1145. An actor's opponents may answer
an improvement by any legal sequence of moves: nobody moves twice in succession, everybody may move again later.

Sanctions need only the worst state that opponents can bring about, so each actor's concepts cost one walk: states are
visited by rising payoff of the focal actor and spread that label backwards over the opponents' moves, each state once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from countermove.conflict.moves import Arcs, Cliques, Moves
from countermove.conflict.walks import loops

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

Concept = str  # nash, gmr, smr, seq or sseq
WALKED: tuple[Concept, ...] = ("gmr", "smr", "seq", "sseq")
UNREACHED = np.iinfo(np.int32).max  # above every payoff: states number less than 2^24


def stability(
    moves: tuple[Moves, ...],
    payoff: Ints,
    concepts: Iterable[Concept] = ("nash", "gmr", "smr", "seq"),
    limit: Ints | None = None,
    threads: int = 2,
) -> dict[Concept, Truth]:
    """Return, by concept, which states are stable for which actor.

    Nash: no improvement. GMR: every improvement can be answered by opponents' moves that end no better than the state
    left. SMR: and the actor has no move away from there to something better. SEQ: the opponents' answers are their
    own improvements. SSEQ: both.

    Parameters
    ----------
    moves : tuple of Cliques or Arcs
        One entry an actor.
    payoff : (actors, n) int64
        Ordinal payoffs, dense from 0; greater is better, equal is indifferent.
    concepts : iterable
        Which of nash, gmr, smr, seq, sseq.
    limit : (actors, n) int64, optional
        Greatest payoff that deters leaving a state; ``payoff`` itself where left out (a sanction need not hurt), the
        *much* worse ones for strong stability.
    threads : int
        Actors worked on at once.

    Returns
    -------
    dict of (actors, n) bool

    Raises
    ------
    ValueError
        If payoffs do not fit the moves.

    Notes
    -----
    O(actors × moves) for arcs. For cliques, O(actors × n) where options can be changed either way; one-way options cost
    a factor of at most the number of one-way patterns in a clique. O(actors × n) memory.

    Examples
    --------
    >>> from countermove.conflict.moves import cliques
    >>> codes = np.arange(4)  # prisoner's dilemma: NN, YN, NY, YY
    >>> moves = (cliques(codes, 1, 0, 0), cliques(codes, 2, 0, 0))
    >>> stable = stability(moves, np.array([[1, 0, 3, 2], [1, 3, 0, 2]]))
    >>> stable["nash"].all(axis=0), stable["seq"].all(axis=0)
    (array([ True, False, False, False]), array([ True, False, False,  True]))
    """
    wanted = list(dict.fromkeys(concepts))
    if payoff.ndim != 2 or payoff.shape[0] != len(moves):
        raise ValueError(f"payoff has shape {payoff.shape}, expected one row for each of {len(moves)} actors")
    threads = threads if payoff.shape[1] > 20_000 else 1
    walk = _walk(moves, payoff, threads)
    deterring = payoff if limit is None else limit
    result = {concept: np.empty(payoff.shape, dtype=np.bool_) for concept in wanted}

    def one(actor: int) -> None:
        bound = deterring[actor].astype(np.int32)
        for concept in wanted:
            if concept == "nash":
                label, least = walk.worths[actor], np.full_like(bound, -1)
            else:
                label, least = walk.label(actor, concept), bound
            result[concept][actor] = walk.deterred(actor, least, label)

    _for_each_actor(len(moves), one, threads)
    return result


def _for_each_actor(actors: int, work: Callable[[int], None], threads: int) -> None:
    if threads > 1 and actors > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, range(actors)))
    else:
        for actor in range(actors):
            work(actor)


def improvement_labels(moves: tuple[Moves, ...], payoff: Ints) -> Ints:
    """Return, for each actor and state, the least payoff that opponents' improvements lead to, (actors, n) int32.

    An improvement to a state whose label is at most the payoff of the state left meets a sequential sanction.
    ``UNREACHED`` where no opponent has an improvement and moves are arcs; with cliques the state's own payoff counts.
    Cost as for ``stability``.
    """
    walk = _walk(moves, payoff, threads=1)
    return np.stack([walk.label(actor, "seq") for actor in range(len(moves))])


class _Walk(Protocol):
    """What the two ways of keeping moves have in common: labels spread backwards, and who is deterred by them."""

    worths: Any

    def label(self, actor: int, concept: Concept) -> Any:
        """Return the least payoff (or best reply to it) that the others can bring about from each state."""

    def deterred(self, actor: int, limit: Any, label: Any) -> Truth:
        """Say from which states every improvement leads to a label of at most the limit there."""


def _walk(moves: tuple[Moves, ...], payoff: Ints, threads: int) -> _Walk:
    return _CliqueWalk(moves, payoff, threads) if isinstance(moves[0], Cliques) else _ArcWalk(moves, payoff)


class _CliqueWalk:
    """Moves kept as cliques: each group's members stand sorted by payoff, and improvements are a prefix of them.

    ``place[s, i]`` is the group of state s for actor i and where in it the states as good as s begin: what a walk needs
    of a state lies side by side, since at a million states the walks wait for memory.
    """

    def __init__(self, moves: tuple[Moves, ...], payoff: Ints, threads: int) -> None:
        self.loops = loops(payoff.shape[1])
        self.worths = payoff.astype(np.int32)
        self.top = int(payoff.max(initial=0))
        own = [move for move in moves if isinstance(move, Cliques)]
        self.place = np.empty((payoff.shape[1], len(own), 2), dtype=np.int32)
        self.members = np.empty(payoff.shape, dtype=np.int32)
        self.starts = [move.start.astype(np.int32) for move in own]
        self.bounds = [(move.first.astype(np.int32), move.last.astype(np.int32), move.pattern) for move in own]
        self.offsets = np.cumsum([0, *(move.pattern.size for move in own)])
        self.undone = all(bool(np.all(last - first == 1)) for first, last, _ in self.bounds)
        self.orders = np.empty(payoff.shape, dtype=np.int32)
        self.parts: dict[int, Any] = {}  # by actor, what its opponents connect; the same for GMR and SMR

        def rank(actor: int) -> None:
            worth, states = self.worths[actor], own[actor].members.astype(np.int32)
            self.place[:, actor, 0] = own[actor].group
            self.loops.sort_members(worth, actor, self.place, self.starts[actor], states, self.members)
            self.orders[actor] = self.loops.counting_order(worth, self.top)

        _for_each_actor(len(own), rank, threads)
        self.flat = (np.concatenate(self.starts), self.members, *map(np.concatenate, zip(*self.bounds, strict=True)))

    def label(self, actor: int, concept: Concept) -> Any:
        key, visit = self.worths[actor], self.orders[actor]
        if concept in ("smr", "sseq"):
            key = self.loops.best_reply(key, actor, self.place, *self._groups(actor))
        if len(self.orders) == 1:
            return key
        if self.undone and concept in ("gmr", "smr"):
            if actor not in self.parts:
                self.parts[actor] = self.loops.connected(actor, self.place, self.offsets)
            return self.loops.least_of_part(key, self.parts[actor], self.offsets[-1], UNREACHED)
        if concept in ("smr", "sseq"):
            visit = self.loops.counting_order(key, self.top)
        theirs = (actor, self.place, *self.flat, self.offsets)
        label = np.empty_like(key)
        if concept in ("gmr", "smr"):
            self.loops.spread_any(label, visit, key, *theirs)
        else:
            self.loops.spread_improving(label, visit, key, self.worths, *theirs)
        return label

    def deterred(self, actor: int, limit: Any, label: Any) -> Truth:
        stable: Truth = self.loops.deterred(self.worths[actor], limit, label, *self._groups(actor))
        return stable

    def _groups(self, actor: int) -> tuple[Any, ...]:
        return self.starts[actor], self.members[actor], *self.bounds[actor]


class _ArcWalk:
    """Moves kept one by one: labels of (state, last mover), since nobody may move twice in succession."""

    def __init__(self, moves: tuple[Moves, ...], payoff: Ints) -> None:
        self.loops = loops(payoff.shape[1])
        self.worths = payoff.astype(np.int32)
        self.top = int(payoff.max(initial=0))
        self.own = [move if isinstance(move, Arcs) else arcs_of(move) for move in moves]
        self.flat = stacked([move.reversed() for move in self.own])

    def label(self, actor: int, concept: Concept) -> Any:
        key = self.worths[actor]
        if concept in ("smr", "sseq"):
            key = self.loops.best_reply_arcs(key, self.own[actor].start, self.own[actor].ends_of)
        visit, improving = self.loops.counting_order(key, self.top), concept in ("seq", "sseq")
        return self.loops.spread_arcs(visit, key, UNREACHED, actor, improving, self.worths, *self.flat)

    def deterred(self, actor: int, limit: Any, label: Any) -> Truth:
        move = self.own[actor]
        stable: Truth = self.loops.deterred_arcs(self.worths[actor], limit, label, move.start, move.ends_of)
        return stable


def arcs_of(move: Cliques) -> Arcs:
    """Return cliques as arcs, for the models that need moves one by one."""
    from countermove.conflict.moves import arcs

    return arcs(*move.pairs(), move.group.size)


def stacked(moves: list[Arcs]) -> tuple[Ints, Ints, Ints]:
    """Return several actors' arcs in flat arrays: starts row by row, ends, and where each actor's ends begin."""
    offsets = np.zeros(len(moves), dtype=np.int64)
    np.cumsum([move.ends_of.size for move in moves[:-1]], out=offsets[1:])
    return np.concatenate([move.start for move in moves]), np.concatenate([move.ends_of for move in moves]), offsets
