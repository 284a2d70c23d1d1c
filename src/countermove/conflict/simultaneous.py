"""Simultaneous sanctions: improvements that collide when several actors move at once (option form).

Fraser & Hipel 1984, *Conflict Analysis: Models and Resolutions*. The variant computed: a sequentially stable state
stays stable. A state that is not sequentially stable for the actor and at least one other is stable if each improvement
of the actor meets a sequential sanction or is blocked; it is blocked if, joined with one improvement of each of one or
more other actors for whom the state is not sequentially stable, it ends in a feasible state no better for the actor.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from countermove.conflict.moves import Moves

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

MAX_STATES = 20_000


def simultaneous(
    moves: Sequence[Moves], payoff: Ints, codes: Ints, own: Sequence[int], sequential: Truth, label: Ints
) -> Truth:
    """Return which states are stable once simultaneous moves count, (actors, n) bool.

    Parameters
    ----------
    moves, payoff : as in ``stability``
    codes : (n,) int64
        Codes of the states, ascending.
    own : sequence of int
        Mask of each actor's options.
    sequential : (actors, n) bool
        Sequential stability.
    label : (actors, n) int64
        Least payoff that opponents' improvements lead to from each state, for each actor.

    Notes
    -----
    Per state, the product of the improvements of the actors that move at once.
    """
    stable = sequential.copy()
    for state in map(int, np.flatnonzero((~sequential).sum(axis=0) >= 2)):
        unstable = [int(actor) for actor in np.flatnonzero(~sequential[:, state])]
        gains = {actor: _improvements(moves[actor], payoff[actor], state) for actor in unstable}
        for actor in unstable:
            others = [other for other in unstable if other != actor]
            worth = payoff[actor]
            stable[actor, state] = all(
                label[actor, end] <= worth[state]
                or _blocked(
                    int(codes[state]), int(codes[end]), worth, int(worth[state]), codes, own, gains, actor, others
                )
                for end in gains[actor]
            )
    return stable


def _improvements(move: Moves, worth: Ints, state: int) -> list[int]:
    return [end for end in move.ends(state) if worth[end] > worth[state]]


def _blocked(
    start: int,
    end: int,
    worth: Ints,
    here: int,
    codes: Ints,
    own: Sequence[int],
    gains: dict[int, list[int]],
    actor: int,
    others: list[int],
) -> bool:
    """Say whether some joint move with others' improvements ends in a feasible state no better than ``here``."""
    for company in chain.from_iterable(combinations(others, size) for size in range(1, len(others) + 1)):
        joint = np.array([start & ~own[actor] | end & own[actor]], dtype=np.int64)
        for other in company:
            parts = codes[gains[other]] & own[other]
            joint = ((joint & ~np.int64(own[other]))[:, None] | parts[None, :]).ravel()
        at = np.searchsorted(codes, joint)
        found = (at < codes.size) & (codes[np.minimum(at, codes.size - 1)] == joint)
        if np.any(worth[at[found]] <= here):
            return True
    return False
