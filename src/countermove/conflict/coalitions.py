"""Coalitions in two senses that are often confused: members as one actor, and members moving one after the other.

As one actor: the members' options change together in one move, which improves if every member strictly gains. By legal
sequences: the members move in turn inside the coalition (Kilgour, Hipel, Fang & Peng 2001, *Group Decision and
Negotiation* 10:159; Inohara & Hipel 2008, *J. Systems Science and Systems Engineering* 17:65). In both, what leaves
some member no better off deters it; opponents answer by their own individual improvements.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from countermove.conflict.moves import Arcs, arcs
from countermove.conflict.relations import improving, reachable, stable_by_relation, strictly_better
from countermove.conflict.stability import Concept

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]


def all_gain(payoff: Ints, members: Sequence[int]) -> Truth:
    """Return ``gain[s, t]``: every member prefers t to s."""
    gain: Truth = np.all([strictly_better(payoff[member]) for member in members], axis=0)
    return gain


def as_one_actor(
    moves: Sequence[Arcs], joint: Arcs, payoff: Ints, members: Sequence[int], concepts: Sequence[Concept]
) -> dict[Concept, Truth]:
    """Return the equilibria of the game in which the members are one actor, (n,) bool by concept."""
    others = [actor for actor in range(len(moves)) if actor not in members]
    gain = {"joint": all_gain(payoff, members), **{str(actor): strictly_better(payoff[actor]) for actor in others}}
    own = {"joint": joint, **{str(actor): moves[actor] for actor in others}}
    result = {}
    for concept in concepts:
        stable = np.ones(payoff.shape[1], dtype=np.bool_)
        for name, move in own.items():
            rest = [other for other in own if other != name]
            answers = _answers([own[other] for other in rest], [gain[other] for other in rest], concept, stable.size)
            stable &= stable_by_relation(move, gain[name], gain[name], answers, concept in ("smr", "sseq"))
        result[concept] = stable
    return result


def coalitional(
    moves: Sequence[Arcs], payoff: Ints, members: Sequence[int], concepts: Sequence[Concept]
) -> dict[Concept, Truth]:
    """Return the states that are stable for the coalition by legal sequences inside it, (n,) bool by concept."""
    size = payoff.shape[1]
    others = [actor for actor in range(len(moves)) if actor not in members]
    gain = all_gain(payoff, members)
    inside = reachable([moves[member] for member in members], size)
    begin, end = np.nonzero(inside)
    own = arcs(begin, end, size)
    result = {}
    for concept in concepts:
        better = [strictly_better(payoff[actor]) for actor in others]
        answers = _answers([moves[actor] for actor in others], better, concept, size)
        result[concept] = stable_by_relation(own, gain, gain, answers, concept in ("smr", "sseq"))
    return result


def _answers(moves: Sequence[Arcs], better: Sequence[Truth], concept: Concept, size: int) -> Truth:
    if concept == "nash":
        return np.zeros((size, size), dtype=np.bool_)
    if concept in ("seq", "sseq"):
        return reachable([improving(move, gain) for move, gain in zip(moves, better, strict=True)], size)
    return reachable(moves, size)
