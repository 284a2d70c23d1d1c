"""Stability under preferences that are no total order: relations over pairs of states, and reachable sets.

Unknown preferences, attitudes and coalitions compare states by relations, so the worst reachable state is not enough:
what opponents can reach is searched over (state, last mover), from every state. For models of a few thousand states.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from countermove.conflict.moves import Arcs, Moves, arcs
from countermove.conflict.stability import arcs_of, stacked
from countermove.conflict.walks import loops

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

MAX_STATES = 3_000


def as_arcs(moves: Sequence[Moves]) -> list[Arcs]:
    """Return everybody's moves one by one."""
    return [move if isinstance(move, Arcs) else arcs_of(move) for move in moves]


def improving(move: Arcs, allowed: Truth) -> Arcs:
    """Return the moves that a relation allows: ``allowed[s, t]``."""
    begin, end = move.pairs()
    kept = allowed[begin, end]
    return arcs(begin[kept], end[kept], move.start.size - 1)


def reachable(moves: Sequence[Arcs], size: int) -> Truth:
    """Return ``reach[s, t]``: some legal sequence of these actors' moves (one at least) leads from s to t.

    Nobody moves twice in succession; everybody may move again later. O(n × actors × moves) time, O(n²) memory.

    Examples
    --------
    >>> one, two = arcs(np.array([0]), np.array([1]), 3), arcs(np.array([1]), np.array([2]), 3)
    >>> reachable([one, two], 3)[0]
    array([False,  True,  True])
    """
    if not moves:
        return np.zeros((size, size), dtype=np.bool_)
    starts, ends, offsets = stacked(list(moves))
    reach: Truth = loops(size).reach_matrix(starts, ends, offsets, size, np.arange(len(moves)))
    return reach


def stable_by_relation(own: Arcs, leaves: Truth, gains: Truth, answers: Truth, symmetric: bool) -> Truth:
    """Return which states are stable where states are compared by relations.

    Parameters
    ----------
    own : Arcs
        The focal actor's (or coalition's) moves.
    leaves : (n, n) bool
        ``leaves[s, t]``: moving from s to t counts as an improvement.
    gains : (n, n) bool
        ``gains[s, t]``: t is better than s, so that it neither deters leaving s nor fails as an escape.
    answers : (n, n) bool
        Where the others can lead from each state; nothing for Nash stability.
    symmetric : bool
        Whether a sanction fails if the actor can move on from it to something that gains.

    Examples
    --------
    >>> own = arcs(np.array([0]), np.array([1]), 2)
    >>> better = np.array([[False, True], [False, False]])
    >>> stable_by_relation(own, better, better, np.zeros((2, 2), dtype=bool), symmetric=False)
    array([False,  True])
    """
    fits = ~gains
    if symmetric:
        begin, end = own.pairs()
        step = np.zeros(gains.shape, dtype=np.float32)
        step[begin, end] = 1
        fits &= gains.astype(np.float32) @ step.T == 0
    stable: Truth = loops(gains.shape[0]).deterred_relation(leaves, fits, answers, own.start, own.ends_of)
    return stable


def strictly_better(payoff: Ints) -> Truth:
    """Return ``better[s, t]``: t has a greater payoff than s."""
    return payoff[None, :] > payoff[:, None]
