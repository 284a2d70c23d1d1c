"""Limited-move and non-myopic stability for two actors: how far ahead an actor must look to see what holds.

Kilgour 1985, *Theory and Decision* 18:45; Fang, Hipel & Kilgour 1993, ch. 3. The mover takes the move whose anticipated
outcome is best for it and stays where staying is at least as good. Ties make the anticipated outcome ambiguous; here,
of equally good outcomes the one with the lowest state number is anticipated. For more than two actors no definition is
agreed (Soares et al. 2026, doi:10.1007/s10726-026-09962-3), so none is offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from countermove.conflict.moves import Moves
from countermove.conflict.relations import as_arcs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]


def anticipated(moves: Sequence[Moves], payoff: Ints, before: Ints) -> Ints:
    """Return what each actor anticipates when it moves first, given that for one move less, (2, n). O(m log m)."""
    outcome = np.empty_like(before)
    for actor, move in enumerate(as_arcs(moves)):
        begin, end = move.pairs()
        worth, ends = payoff[actor], before[1 - actor][end]
        order = np.lexsort((ends, -worth[ends], begin))  # by state, best anticipated outcome first, lowest number first
        begin, ends = begin[order], ends[order]
        states, first = np.unique(begin, return_index=True)
        outcome[actor] = np.arange(payoff.shape[1])
        gains = worth[ends[first]] > worth[states]
        outcome[actor][states[gains]] = ends[first][gains]
    return outcome


def limited_move(moves: Sequence[Moves], payoff: Ints, horizon: int) -> list[Truth]:
    """Return L_1 … L_h stability of two actors, each (2, n) bool; L_1 is Nash stability.

    Raises
    ------
    ValueError
        If there are not two actors.

    Examples
    --------
    >>> from countermove.conflict.moves import cliques
    >>> moves = (cliques(np.arange(4), 1, 0, 0), cliques(np.arange(4), 2, 0, 0))
    >>> dilemma = np.array([[1, 0, 3, 2], [1, 3, 0, 2]])
    >>> [table.all(axis=0).nonzero()[0].tolist() for table in limited_move(moves, dilemma, 2)]
    [[0], [0, 3]]
    """
    if len(moves) != 2:
        raise ValueError("limited-move stability is defined for two actors")
    here = np.arange(payoff.shape[1])
    outcome = np.tile(here, (2, 1))
    tables = []
    for _ in range(horizon):
        outcome = anticipated(moves, payoff, outcome)
        tables.append(outcome == here)
    return tables


def non_myopic(moves: Sequence[Moves], payoff: Ints, most: int = 10_000) -> Truth | None:
    """Return which states are L_h-stable for every h from some h on, (2, n) bool; ``None`` if no period shows in time.

    What is anticipated at a horizon follows from the horizon before it, so horizons repeat once one of them returns.
    """
    here = np.arange(payoff.shape[1])
    outcome = np.tile(here, (2, 1))
    seen: dict[bytes, int] = {}
    tables: list[Ints] = []
    for step in range(most):
        mark = outcome.tobytes()
        if mark in seen:
            held: Truth = np.all([table == here for table in tables[seen[mark] :]], axis=0)
            return held
        seen[mark] = step
        tables.append(outcome)
        outcome = anticipated(moves, payoff, outcome)
    return None
