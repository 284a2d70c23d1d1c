"""What an act says about a motive: how far it discriminates, and which next act would.

An act rarely does: a dominant action is taken under several orders of preference. Where a motive leaves the act to a
belief about the other, the chance of the act is that belief's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one observed act says about motives.

    ``likelihood``, ``posterior`` by motive; ``ratios[a][b]`` is how much the act speaks for a against b (1: not at
    all); ``explained`` of the 24 strict orders of four outcomes make the act a best answer to some belief, ``dominant``
    to every belief; ``beliefs`` is, by motive, under which beliefs the act is a best answer (see ``believing``);
    ``information`` in bits what seeing the actor answer restraint, and acceleration, would tell about the motive;
    ``separates`` are, by motive, the acts to expect if the other is seen to restrain first, and if seen to accelerate.
    """

    likelihood: tuple[float, ...]
    posterior: tuple[float, ...]
    ratios: tuple[tuple[float, ...], ...]
    explained: int
    dominant: int
    separates: tuple[tuple[int, int], ...]
    beliefs: tuple[str, ...]
    information: tuple[float, float]


def chance_of(own: Ints, act: int, belief: ArrayLike, error: ArrayLike) -> Floats:
    """Return the chance that an actor with these ranks takes an action, in a 2×2 game known by rank only.

    A dominant action is taken but for errors. Where the best action depends on the other's, it is taken with the
    belief that the other takes what it is best against.

    Parameters
    ----------
    own : (2, 2) array
        Ranks by own action (rows) and the other's (columns).
    act : int
    belief : () or (n,) array
        That the other takes action 0.
    error : () or (n,) array

    Examples
    --------
    >>> chance_of(np.array([[4, 1], [3, 2]]), 1, [0.25, 0.5], 0.0)
    array([0.75, 0.5 ])
    """
    trust, slip = np.asarray(belief, dtype=np.float64), np.asarray(error, dtype=np.float64)
    best = [own[:, other] == own[:, other].max() for other in range(2)]
    shares = [float(wins[act]) / float(wins.sum()) for wins in best]
    meant = trust * shares[0] + (1 - trust) * shares[1]
    return np.asarray((1 - slip) * meant + slip * (1 - meant))


def read_act(motives: list[Ints], priors: list[float], act: int, belief: float, error: float) -> Reading:
    """Return what an act says about a list of motives, each a table of own ranks.

    Examples
    --------
    >>> dilemma, hunt = np.array([[3, 1], [4, 2]]), np.array([[4, 1], [3, 2]])
    >>> found = read_act([dilemma, hunt], [1, 1], 1, 0.5, 0.0)
    >>> found.ratios[0][1], found.posterior[0], found.separates
    (2.0, 0.6666666666666666, ((1, 1), (0, 1)))
    """
    likelihood = [float(chance_of(own, act, belief, error)) for own in motives]
    weights = np.array(likelihood) * np.array(priors, dtype=np.float64)
    if not weights.sum() > 0:
        raise ValueError("no motive explains the act: add one, or allow for errors")
    orders = [np.array(order).reshape(2, 2) for order in permutations((1, 2, 3, 4))]
    wins = [(own[act] > own[1 - act]) for own in orders]
    return Reading(
        tuple(likelihood),
        tuple((weights / weights.sum()).tolist()),
        tuple(tuple(one / other if other else np.inf for other in likelihood) for one in likelihood),
        sum(bool(win.any()) for win in wins),
        sum(bool(win.all()) for win in wins),
        tuple((int(own[:, 0].argmax()), int(own[:, 1].argmax())) for own in motives),
        tuple(believing(own, act) for own in motives),
        (_information(motives, weights, 0, error), _information(motives, weights, 1, error)),
    )


def believing(own: Ints, act: int) -> str:
    """Return the beliefs about the other under which ranks explain an act, for some payoffs with these ranks.

    ``any`` where it is best whatever the other does; ``not_sure_of_0`` (or ``_1``) where it is best against the other's
    action 1 (or 0) only, so that every belief but certainty of the other one explains it; ``none`` where it never is.

    Examples
    --------
    >>> [believing(np.array(own), 1) for own in ([[3, 1], [4, 2]], [[4, 1], [3, 2]], [[4, 3], [2, 1]])]
    ['any', 'not_sure_of_0', 'none']
    """
    best = [bool(own[act, other] >= own[1 - act, other]) for other in range(2)]
    return {(True, True): "any", (True, False): "not_sure_of_1", (False, True): "not_sure_of_0"}.get(
        (best[0], best[1]), "none"
    )


def _information(motives: list[Ints], weights: Floats, other: int, error: float) -> float:
    """Return how many bits the answer to the other's action would tell about the motive, errors counted."""
    share = weights / weights.sum()
    acts = np.array([(1 - error) if own[:, other].argmax() == 0 else error for own in motives])

    def bits(chance: Floats) -> Floats:
        inside = np.clip(np.stack([chance, 1 - chance]), 1e-300, 1.0)
        return np.asarray(-(inside * np.log2(inside)).sum(axis=0))

    return float(max(bits(np.asarray(share @ acts)) - share @ bits(acts), 0.0))
