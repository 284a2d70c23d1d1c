"""Attitudes: actors who mind others' preferences as well as, or instead of, their own.

Inohara, Hipel & Walker 2007, *J. Systems Science and Systems Engineering* 16:181. An actor's attitude toward another
(or itself) is *for*, *against* or *indifferent*; a state is relationally preferred to s if it is better than s for
everybody the actor is for and worse for everybody it is against. Stability is as usual with relational preference in
place of preference: moves to relationally preferred states improve, states that are not so preferred deter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from countermove.conflict.completions import stable_by_relations
from countermove.conflict.moves import Arcs
from countermove.conflict.stability import Concept

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

Attitude = Literal["for", "against", "indifferent"]


def relationally_better(payoff: Ints, attitude: Mapping[int, Attitude]) -> Truth:
    """Return ``better[s, t]``: t is relationally preferred to s by an actor with these attitudes (by actor index).

    Examples
    --------
    >>> relationally_better(np.array([[0, 1], [1, 0]]), {0: "for", 1: "against"})
    array([[False,  True],
           [False, False]])
    """
    size = payoff.shape[1]
    better = np.ones((size, size), dtype=np.bool_)
    minded = False
    for other, way in attitude.items():
        if way != "indifferent":
            minded = True
            worth = payoff[other] if way == "for" else -payoff[other]
            better &= worth[None, :] > worth[:, None]
    return better if minded else np.zeros_like(better)


def relational_stability(
    moves: Sequence[Arcs], payoff: Ints, attitudes: Mapping[int, Mapping[int, Attitude]], concept: Concept
) -> Truth:
    """Return which states are stable for whom under attitudes; who states none is for itself. (actors, n) bool."""
    better = [relationally_better(payoff, attitudes.get(actor, {actor: "for"})) for actor in range(len(moves))]
    return stable_by_relations(moves, better, better, better, concept)
