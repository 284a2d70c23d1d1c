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
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from countermove.conflict.moves import Arcs, Cliques, Moves

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
    walk = _clique_walk(moves, payoff) if isinstance(moves[0], Cliques) else _arc_walk(moves, payoff)
    deterring = payoff if limit is None else limit
    result = {concept: np.empty(payoff.shape, dtype=np.bool_) for concept in wanted}

    def one(actor: int) -> None:
        for concept, stable in walk(actor, wanted, deterring[actor]):
            result[concept][actor] = stable

    if threads > 1 and len(moves) > 1 and payoff.shape[1] > 20_000:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(one, range(len(moves))))
    else:
        for actor in range(len(moves)):
            one(actor)
    return result


Walk = Callable[[int, list[Concept], "Ints"], Iterable[tuple[Concept, "Truth"]]]


def _clique_walk(moves: tuple[Moves, ...], payoff: Ints) -> Walk:
    from countermove.conflict import _kernels

    worths = payoff.astype(np.int32)
    own = [_Ranked.of(move, worths[actor]) for actor, move in enumerate(moves) if isinstance(move, Cliques)]
    top = int(payoff.max(initial=0))

    def walk(actor: int, concepts: list[Concept], limit: Ints) -> Iterable[tuple[Concept, Truth]]:
        mine, worth = own[actor], worths[actor]
        others = [index for index in range(len(own)) if index != actor]
        theirs = _stacked_cliques([own[index] for index in others])
        parts = _connected(theirs) if others and {"gmr", "smr"} & set(concepts) else None
        for concept in concepts:
            if concept == "nash":
                yield concept, _kernels.deterred(worth, np.full_like(worth, -1), worth, *mine.shape)
                continue
            key, visit = worth, mine.order
            if concept in ("smr", "sseq"):
                key = _kernels.best_reply(worth, mine.group, *mine.shape)
                visit = None if concept == "smr" and parts else _kernels.counting_order(key, top)
            if not others:
                label = key
            elif concept in ("gmr", "smr"):
                if parts is not None:
                    label = _kernels.least_of_part(key, *parts, UNREACHED)
                else:
                    label = _kernels.spread_any(visit, key, UNREACHED, *theirs)
            else:
                tiers = np.stack([own[index].tier for index in others])
                label = _kernels.spread_improving(visit, key, UNREACHED, worths[others], tiers, *theirs)
            yield concept, _kernels.deterred(worth, limit.astype(np.int32), label, *mine.shape)

    return walk


def _connected(theirs: tuple[Any, ...]) -> tuple[Any, int] | None:
    """Return the parts that opponents connect, or ``None`` where some option can be changed one way only."""
    from countermove.conflict import _kernels

    groups, starts, members, firsts, lasts, _, offsets = theirs
    if np.any(lasts - firsts != 1):
        return None
    part, count = _kernels.connected(groups, starts, members, offsets)
    return part, int(count)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """One actor's cliques with the members of each group by rising payoff, and where each state's tier begins.

    ``order`` lists all states by rising payoff.
    """

    group: Any
    tier: Any
    order: Any
    shape: tuple[Any, ...]

    @classmethod
    def of(cls, move: Cliques, worth: Any) -> _Ranked:
        from countermove.conflict import _kernels

        group, start = move.group.astype(np.int32), move.start.astype(np.int32)
        order = _kernels.counting_order(worth, int(worth.max(initial=0)))
        members, tier = _kernels.sort_members(order, worth, group, start)
        bounds = move.first.astype(np.int32), move.last.astype(np.int32)
        return cls(group, tier, order, (start, members, *bounds, move.pattern))


def _stacked_cliques(moves: list[_Ranked]) -> tuple[Any, ...]:
    """Return several actors' cliques in flat arrays, as compiled code wants them."""
    if not moves:
        return ()
    offsets = np.zeros(len(moves) + 1, dtype=np.int64)
    np.cumsum([move.shape[4].size for move in moves], out=offsets[1:])
    starts, members, firsts, lasts, patterns = zip(*(move.shape for move in moves), strict=True)
    groups = np.stack([move.group for move in moves])
    flat = (np.concatenate(firsts), np.concatenate(lasts), np.concatenate(patterns))
    return groups, np.concatenate(starts), np.stack(members), *flat, offsets


def _arc_walk(moves: tuple[Moves, ...], payoff: Ints) -> Walk:
    from countermove.conflict import _kernels

    own = [move if isinstance(move, Arcs) else arcs_of(move) for move in moves]
    worths = payoff.astype(np.int32)
    starts, sources, offsets = stacked([move.reversed() for move in own])
    top = int(payoff.max(initial=0))

    def walk(actor: int, concepts: list[Concept], limit: Ints) -> Iterable[tuple[Concept, Truth]]:
        move, worth = own[actor], worths[actor]
        reply = _kernels.best_reply_arcs(worth, move.start, move.ends_of)
        for concept in concepts:
            if concept == "nash":
                never = np.full_like(worth, -1)
                yield concept, _kernels.deterred_arcs(worth, never, worth, move.start, move.ends_of)
                continue
            key = reply if concept in ("smr", "sseq") else worth
            visit = _kernels.counting_order(key, top)
            improving = concept in ("seq", "sseq")
            label = _kernels.spread_arcs(visit, key, UNREACHED, actor, improving, worths, starts, sources, offsets)
            yield concept, _kernels.deterred_arcs(worth, limit.astype(np.int32), label, move.start, move.ends_of)

    return walk


def arcs_of(move: Cliques) -> Arcs:
    """Return cliques as arcs, for the models that need moves one by one."""
    from countermove.conflict.moves import arcs

    return arcs(*move.pairs(), move.group.size)


def stacked(moves: list[Arcs]) -> tuple[Ints, Ints, Ints]:
    """Return several actors' arcs in flat arrays: starts row by row, ends, and where each actor's ends begin."""
    offsets = np.zeros(len(moves), dtype=np.int64)
    np.cumsum([move.ends_of.size for move in moves[:-1]], out=offsets[1:])
    return np.concatenate([move.start for move in moves]), np.concatenate([move.ends_of for move in moves]), offsets
