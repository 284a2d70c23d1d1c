"""Simultaneous sanctions: improvements that collide when several actors move at once (option form).

Fraser & Hipel 1984, *Conflict Analysis: Models and Resolutions*. The variant computed: a sequentially stable state
stays stable. A state that is not sequentially stable for the actor and at least one other is stable if each improvement
of the actor meets a sequential sanction or is blocked; it is blocked if, joined with one improvement of each of one or
more other actors for whom the state is not sequentially stable, it ends in a feasible state no better for the actor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, combinations
from math import prod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from countermove.conflict.moves import Moves

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

MAX_STATES = 20_000
AT_ONCE = 1 << 20  # joint moves looked up at once, so that memory stays bounded


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
        parts = {actor: codes[gains[actor]] & np.int64(own[actor]) for actor in unstable}
        for actor in unstable:
            here = payoff[actor, state]
            free = label[actor, gains[actor]] > here  # improvements that no sequential sanction meets
            if not free.any():
                stable[actor, state] = True
                continue
            others = {other: parts[other] for other in unstable if other != actor}
            rest = codes[state] & ~np.int64(own[actor])
            blocked = _blocked(rest | parts[actor][free], others, own, codes, payoff[actor] <= here)
            stable[actor, state] = bool(blocked.all())
    return stable


def _improvements(move: Moves, worth: Ints, state: int) -> list[int]:
    return [end for end in move.ends(state) if worth[end] > worth[state]]


def _blocked(ends: Ints, others: Mapping[int, Ints], own: Sequence[int], codes: Ints, no_better: Truth) -> Truth:
    """Say which improvements, joined with others' improvements, can end in a feasible state that is no better.

    ``ends`` are the codes that the improvements lead to, ``others`` what each other actor can change its options to.
    """
    blocked = np.zeros(ends.size, dtype=np.bool_)
    for company in chain.from_iterable(combinations(others, size) for size in range(1, len(others) + 1)):
        step = max(1, AT_ONCE // prod(others[other].size for other in company))
        for low in range(0, ends.size, step):
            joint = ends[low : low + step, None]
            for other in company:
                kept = joint & ~np.int64(own[other])
                joint = (kept[:, :, None] | others[other][None, None, :]).reshape(len(joint), -1)
            at = np.minimum(np.searchsorted(codes, joint), codes.size - 1)
            blocked[low : low + step] |= ((codes[at] == joint) & no_better[at]).any(axis=1)
        if blocked.all():
            break
    return blocked
