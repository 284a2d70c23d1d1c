"""Simultaneous sanctions: improvements that collide when several actors move at once (option form).

Fraser & Hipel 1984, *Conflict Analysis: Models and Resolutions*. The variant computed: a sequentially stable state
stays stable. A state that is not sequentially stable for the actor and at least one other is stable if each improvement
of the actor meets a sequential sanction or is blocked; it is blocked if, joined with one improvement of each of one or
more other actors for whom the state is not sequentially stable, it ends in a feasible state no better for the actor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, combinations
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
    states = np.flatnonzero((~sequential).sum(axis=0) >= 2)
    gains = [_gains(move, worth, codes, states) for move, worth in zip(moves, payoff, strict=True)]
    for actor in range(len(moves)):
        at = np.flatnonzero(~sequential[actor, states])  # where the actor would move if it moved alone
        here = payoff[actor, states]
        row, end = gains[actor].listed(at)
        free = label[actor, end] > here[row]  # improvements that no sequential sanction meets
        row, end = row[free], end[free]
        blocked = np.zeros(row.size, dtype=np.bool_)
        others = [other for other in range(len(moves)) if other != actor]
        for company in chain.from_iterable(combinations(others, size) for size in range(1, len(others) + 1)):
            open_to = np.flatnonzero(~blocked & ~sequential[np.ix_(company, states[row])].any(axis=0))
            alone = (codes[states[row[open_to]]] & ~np.int64(own[actor])) | (codes[end[open_to]] & np.int64(own[actor]))
            mates = [(gains[other], own[other]) for other in company]
            blocked[open_to] = _blocked(alone, row[open_to], mates, codes, payoff[actor], here)
        stable[actor, states[at]] = np.bincount(row[~blocked], minlength=states.size)[at] == 0
    return stable


@dataclass(frozen=True, slots=True)
class _Gains:
    """One actor's improvements from some states: those from row r are ``end[start[r]:start[r + 1]]``."""

    start: Ints
    end: Ints
    code: Ints

    def listed(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return all improvements from some rows as (row, end)."""
        which, place = self.spread(rows)
        return rows[which], self.end[place]

    def spread(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return, for every improvement from each of some rows, the number of the row in them, and its place."""
        count = self.start[rows + 1] - self.start[rows]
        which = np.repeat(np.arange(rows.size), count)
        first = self.start[rows] - (np.cumsum(count) - count)
        return which, np.arange(which.size) + first[which]


def _gains(move: Moves, worth: Ints, codes: Ints, states: Ints) -> _Gains:
    found = [ends[worth[ends] > worth[state]] for state in map(int, states) for ends in (move.reached(state),)]
    start = np.append(0, np.cumsum([ends.size for ends in found])).astype(np.int64)
    end = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
    return _Gains(start, end, codes[end])


def _blocked(
    alone: Ints, row: Ints, mates: Sequence[tuple[_Gains, int]], codes: Ints, worth: Ints, here: Ints
) -> Truth:
    """Say which improvements, joined with one of each mate's, can end in a feasible state that is no better.

    ``alone`` are the codes that the improvements lead to and ``row`` where they start; ``here`` is the payoff there.
    """
    size = np.ones(row.size, dtype=np.int64)
    for gains, _ in mates:
        size *= gains.start[row + 1] - gains.start[row]
    blocked = np.zeros(row.size, dtype=np.bool_)
    low = 0
    while low < row.size:
        high = max(low + 1, int(np.searchsorted(np.cumsum(size[low:]), AT_ONCE, side="right")) + low)
        joint, which = alone[low:high], np.arange(low, high)
        for gains, own in mates:
            spread, place = gains.spread(row[which])
            which = which[spread]
            joint = (joint[spread] & ~np.int64(own)) | (gains.code[place] & np.int64(own))
        at = np.minimum(np.searchsorted(codes, joint), codes.size - 1)
        blocked[which[(codes[at] == joint) & (worth[at] <= here[row[which]])]] = True
        low = high
    return blocked
