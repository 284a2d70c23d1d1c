"""What the stability of one state for one actor rests on: a monotone condition on the states it ranks above.

With the opponents' preferences fixed, the actor's own order matters through one set alone: the states that it strictly
prefers to the one asked about. A state is unstable if and only if some *gain* holds: an own move of which every clause
has a member in that set. The first clause is the state moved to; each further one is an answer that opponents can
bring about, which fails if it is preferred to the state left, or (SMR, SSEQ) if an own move from there is. More
preferred states never restore stability, so the condition is monotone (definitions: Fang, Hipel & Kilgour 1993,
*Interactive Decision Making*, ch. 3; SSEQ: Rêgo & Vieira 2017, *Group Decision and Negotiation* 26:1145).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from countermove.conflict.certificates import SEQUENTIAL, SYMMETRIC
from countermove.conflict.relations import as_arcs, improving, reachable, strictly_better
from countermove.conflict.stability import Concept

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from countermove.conflict.moves import Arcs, Moves

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

Clause = int  # a set of states (or of tiers), one bit each


@dataclass(frozen=True, slots=True)
class Gain:
    """An own move that pays if every clause has a member among the states preferred; ``clauses[0]`` is its end."""

    to: int
    clauses: tuple[Clause, ...]


def members(clause: Clause) -> list[int]:
    """Return the states of a clause, ascending.

    Examples
    --------
    >>> members(0b1010)
    [1, 3]
    """
    found = []
    while clause:
        low = clause & -clause
        found.append(low.bit_length() - 1)
        clause ^= low
    return found


def as_clause(states: Iterable[int]) -> Clause:
    """Return a set of states as bits."""
    clause = 0
    for state in states:
        clause |= 1 << int(state)
    return clause


def minimal(clauses: Iterable[Clause]) -> list[Clause]:
    """Return the clauses that include no other one, the smallest first; the others follow from these.

    Examples
    --------
    >>> minimal([0b111, 0b001, 0b110])
    [1, 6]
    """
    kept: list[Clause] = []
    for clause in sorted(set(clauses), key=lambda one: (one.bit_count(), one)):
        if not any(one & clause == one for one in kept):
            kept.append(clause)
    return kept


def any_holds(gains: Sequence[Sequence[Clause]], preferred: Clause) -> bool:
    """Say whether some gain holds, so that the state is unstable, where these states are preferred to it."""
    return any(all(clause & preferred for clause in gain) for gain in gains)


def answer_table(moves: Sequence[Moves], payoff: Ints, actor: int, concept: Concept) -> Truth | None:
    """Return ``[x, t]``: the opponents of an actor can lead from x to t by moves that the concept allows.

    ``None`` under Nash, where nobody answers.
    """
    if concept == "nash":
        return None
    own = as_arcs(moves)
    others = [other for other in range(len(own)) if other != actor]
    if concept in SEQUENTIAL:
        return reachable([improving(own[other], strictly_better(payoff[other])) for other in others], payoff.shape[1])
    return reachable([own[other] for other in others], payoff.shape[1])


def gains(own: Arcs, answers: Truth | None, state: int, concept: Concept) -> list[Gain]:
    """Return the gains on which the stability of a state rests for the actor whose moves are given.

    Parameters
    ----------
    own : Arcs
        The actor's moves.
    answers : (n, n) bool or None
        Where its opponents can lead, see ``answer_table``.
    state : int
        The state asked about.
    concept : str
        One of nash, gmr, smr, seq, sseq.

    Notes
    -----
    Gains that cannot hold (the opponents can lead back to the state itself) are left out. O(answers²) a move.

    Examples
    --------
    >>> from countermove.conflict.moves import cliques
    >>> moves = (cliques(np.arange(4), 1, 0, 0), cliques(np.arange(4), 2, 0, 0))  # prisoner's dilemma: NN, YN, NY, YY
    >>> payoff = np.array([[1, 0, 3, 2], [1, 3, 0, 2]])
    >>> table = answer_table(moves, payoff, 0, "gmr")
    >>> [[members(clause) for clause in gain.clauses] for gain in gains(as_arcs(moves)[0], table, 3, "gmr")]
    [[[2], [0]]]
    """
    own_bit = 1 << state
    found = []
    escapes: dict[int, Clause] = {}
    for to in own.ends(state):
        clauses: list[Clause] = []
        for end in [] if answers is None else np.flatnonzero(answers[to]).tolist():
            if concept in SYMMETRIC and end not in escapes:
                escapes[end] = as_clause(own.ends(end))
            clauses.append(((1 << end) | escapes.get(end, 0)) & ~own_bit)
        if all(clauses):  # an empty clause: back to the very state, which is never preferred to itself
            first = 1 << to
            rest = [clause for clause in minimal(clauses) if not clause & first]
            found.append(Gain(to, (first, *rest)))
    return found
