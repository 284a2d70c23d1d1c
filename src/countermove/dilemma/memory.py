"""Conduct that remembers one round, with slips: exact long-run payoffs, no simulation.

A rule is a vector of four probabilities of restraint after the own and the other's last actions, in the order
CC, CD, DC, DD (C restrains, D accelerates; own action first). Two rules make a Markov chain on those four outcomes; the
time it spends in each is solved for, with discounting or without.

References
----------
Nowak, M. and Sigmund, K. (1990). The evolution of stochastic strategies in the prisoner's dilemma. *Acta Appl. Math.*
20. Press, W. and Dyson, F. (2012). Iterated Prisoner's Dilemma contains strategies that dominate any evolutionary
opponent. *PNAS* 109. Grassmann, W., Taksar, M., Heyman, D. (1985). *Operations Research* 33.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

RULES: Mapping[str, tuple[float, float, float, float]] = MappingProxyType(
    {
        "always_restrain": (1.0, 1.0, 1.0, 1.0),
        "always_accelerate": (0.0, 0.0, 0.0, 0.0),
        "tit_for_tat": (1.0, 0.0, 1.0, 0.0),
        "generous_tit_for_tat": (1.0, 1 / 3, 1.0, 1 / 3),
        "grim": (1.0, 0.0, 0.0, 0.0),
        "win_stay_lose_shift": (1.0, 0.0, 0.0, 1.0),
    }
)
"""Rules by name; each opens as it acts after joint restraint. Generosity 1/3 is right for T, R, P, S = 5, 3, 1, 0."""


@dataclass(frozen=True, slots=True)
class Slips:
    """How often things go wrong: doing the opposite of what was meant, and misreading what the other did."""

    execution: float = 0.0
    perception: float = 0.0

    def __post_init__(self) -> None:
        for name, share in (("execution", self.execution), ("perception", self.perception)):
            if not 0 <= share <= 1:
                raise ValueError(f"{name} errors {share:g} are no probability: write a number from 0 to 1")


def with_slips(rules: ArrayLike, slips: Slips) -> Floats:
    """Return what rules amount to when slips happen: misreading mixes CC with CD and DC with DD, misdoing flips.

    Parameters
    ----------
    rules : (..., 4) array

    Examples
    --------
    >>> with_slips(RULES["tit_for_tat"], Slips(perception=0.1))
    array([0.9, 0.1, 0.9, 0.1])
    """
    given = np.asarray(rules, dtype=np.float64)
    read = (1 - slips.perception) * given + slips.perception * given[..., [1, 0, 3, 2]]
    return np.asarray(slips.execution + (1 - 2 * slips.execution) * read)


def occupancy(
    first: ArrayLike, second: ArrayLike, discount: ArrayLike = 1.0, opening: ArrayLike | None = None
) -> Floats:
    """Return how much of the time two rules spend in CC, CD, DC, DD, from the first actor's seat.

    With a discount factor below 1, weights are (1 − δ)Σ δᵗ P(state at t); at 1 they are long-run shares, from the
    opening where the chain has more than one closed class. O(1) a pair: elimination that never subtracts, so that tiny
    slips lose no digits.

    Parameters
    ----------
    first, second : (n, 4) or (4,) arrays
        Probability of restraint after CC, CD, DC, DD, own action first.
    discount : () or (n,) array
        In [0, 1].
    opening : (4,) or (n, 4) array
        Probabilities of the first outcome; left out, each opens as it acts after joint restraint.

    Returns
    -------
    (n, 4) float64

    Raises
    ------
    ValueError
        If a probability or discount factor lies outside [0, 1].

    Examples
    --------
    >>> occupancy(RULES["tit_for_tat"], RULES["always_accelerate"], 0.5).round(3)
    array([[0. , 0.5, 0. , 0.5]])
    """
    one, two = np.atleast_2d(np.asarray(first, float)), np.atleast_2d(np.asarray(second, float))
    given = np.zeros((1, 4)) if opening is None else np.atleast_2d(np.asarray(opening, float))
    size = max(len(one), len(two), np.size(discount), len(given))
    one, two = np.broadcast_to(one, (size, 4)), np.broadcast_to(two, (size, 4))
    patience = np.broadcast_to(np.asarray(discount, float), (size,))
    begin = np.broadcast_to(given, (size, 4)) if opening is not None else _first_outcome(one[:, 0], two[:, 0])
    for name, array in (("a rule", one), ("a rule", two), ("a discount factor", patience), ("an opening", begin)):
        if not ((array >= 0) & (array <= 1)).all():
            raise ValueError(f"{name} has a number outside [0, 1]")
    from countermove.dilemma import _kernels  # here, so that importing stays free of numba

    arrays = (np.ascontiguousarray(array) for array in (one, two, patience, begin))
    weights = np.asarray(_kernels.occupancies(*arrays))
    for pair in np.flatnonzero(np.isnan(weights[:, 0])):
        chain, share = _chain(one[pair], two[pair]), patience[pair]
        if share < 1:  # some outcomes never come back: one solve is as exact here
            weights[pair] = np.linalg.solve(np.eye(4) - share * chain.T, (1 - share) * begin[pair])
        else:
            weights[pair] = _long_run(chain, begin[pair])
    return weights


def payoffs(weights: Floats, stage: ArrayLike) -> Floats:
    """Return both actors' payoff per round from the time spent in each outcome.

    Parameters
    ----------
    weights : (n, 4) float64
        From ``occupancy``.
    stage : (2, 2, 2) array
        ``stage[actor, first action, second action]``, action 0 restraint.

    Returns
    -------
    (n, 2) float64

    Examples
    --------
    >>> payoffs(np.array([[0.5, 0.25, 0, 0.25]]), [[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
    array([[1.75, 3.  ]])
    """
    table = np.asarray(stage, dtype=np.float64).reshape(2, 4)
    return np.asarray(weights @ table.T)


def extortion(
    factor: float, scale: float, temptation: float, reward: float, punishment: float, sucker: float
) -> Floats:
    """Return a zero-determinant rule that secures own − P = factor · (other − P) against any rule.

    Raises
    ------
    ValueError
        If no such rule has probabilities in [0, 1]; the message says how large ``scale`` may be.

    Examples
    --------
    >>> extortion(3, 1 / 26, 5, 3, 1, 0).round(3)  # Press and Dyson 2012
    array([0.846, 0.5  , 0.269, 0.   ])
    """
    own = np.array([reward, sucker, temptation, punishment]) - punishment
    other = np.array([reward, temptation, sucker, punishment]) - punishment
    rule = np.array([1.0, 1.0, 0.0, 0.0]) + scale * (own - factor * other)
    if (rule < -1e-12).any() or (rule > 1 + 1e-12).any():
        slope = own - factor * other
        room = np.where(slope < 0, [1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0])  # how far each entry may move
        most = np.min(room[slope != 0] / np.abs(slope[slope != 0]))
        raise ValueError(f"no rule enforces factor {factor:g} at scale {scale:g}: the scale must lie in (0, {most:g}]")
    return np.clip(rule, 0.0, 1.0)


def simulated(first: ArrayLike, second: ArrayLike, stage: ArrayLike, rounds: int, seed: int) -> Floats:
    """Return mean payoffs of finite matches, played with seeded random numbers.

    For finite horizons and for their spread; long-run means come exactly from ``occupancy``.

    Parameters
    ----------
    first, second : (n, 4) arrays
        One match a row.
    stage : (2, 2, 2) array
    rounds, seed : int

    Returns
    -------
    (n, 2) float64

    Examples
    --------
    >>> simulated([RULES["tit_for_tat"]], [RULES["always_accelerate"]], [[[3, 0], [5, 1]], [[3, 5], [0, 1]]], 4, seed=1)
    array([[0.75, 2.  ]])
    """
    if rounds < 1:
        raise ValueError(f"{rounds} rounds: play at least 1")
    sides = [np.atleast_2d(np.asarray(side, float)) for side in (first, second)]
    opened = [np.ascontiguousarray(np.hstack([side, side[:, :1]])) for side in sides]
    seeds = np.random.SeedSequence(seed).generate_state(len(opened[0]), np.uint64) | np.uint64(1)
    from countermove.dilemma import _kernels

    table = np.asarray(stage, dtype=np.float64).reshape(2, 4)
    return np.asarray(_kernels.matches(opened[0], opened[1], table, rounds, seeds))


def tournament(rules: ArrayLike, stage: ArrayLike, rounds: int, repetitions: int, seed: int) -> Floats:
    """Return the mean payoff of every rule (rows) against every rule (columns) over repeated finite matches.

    Parameters
    ----------
    rules : (n, 4) array
    stage : (2, 2, 2) array
        The row's payoffs are those of actor 0.

    Returns
    -------
    (n, n) float64

    Examples
    --------
    >>> rules, stage = [RULES["always_restrain"], RULES["always_accelerate"]], [[[3, 0], [5, 1]], [[3, 5], [0, 1]]]
    >>> tournament(rules, stage, rounds=10, repetitions=1, seed=1)
    array([[3., 0.],
           [5., 1.]])
    """
    given = np.atleast_2d(np.asarray(rules, float))
    count = len(given)
    rows, columns = (index.ravel() for index in np.indices((count, count)))
    first, second = np.repeat(given[rows], repetitions, axis=0), np.repeat(given[columns], repetitions, axis=0)
    means = simulated(first, second, stage, rounds, seed)[:, 0]
    return np.asarray(means.reshape(count, count, repetitions).mean(axis=2))


def _first_outcome(x: Floats, y: Floats) -> Floats:
    return np.stack([x * y, x * (1 - y), (1 - x) * y, (1 - x) * (1 - y)], axis=1)


def _chain(first: Floats, second: Floats) -> Floats:
    return _first_outcome(first, second[[0, 2, 1, 3]])


def _long_run(chain: Floats, opening: Floats) -> Floats:
    """Return long-run shares of a chain that may have several closed classes: absorb the opening, then settle."""
    reach = np.linalg.matrix_power((chain > 0) | np.eye(4, dtype=bool), 4)
    closed = [state for state in range(4) if all(reach[other, state] for other in np.flatnonzero(reach[state]))]
    passing = [state for state in range(4) if state not in closed]
    shares = np.zeros(4)
    entry = opening[closed]
    if passing:
        inside = np.eye(len(passing)) - chain[np.ix_(passing, passing)]
        entry = entry + opening[passing] @ np.linalg.solve(inside, chain[np.ix_(passing, closed)])
    done: set[int] = set()
    for state in closed:
        if state in done:
            continue
        members = [other for other in closed if reach[state, other]]
        done.update(members)
        part = chain[np.ix_(members, members)]
        system = np.vstack([(part.T - np.eye(len(members)))[:-1], np.ones(len(members))])
        settled = np.linalg.solve(system, np.append(np.zeros(len(members) - 1), 1.0))
        shares[members] = settled * entry[[closed.index(member) for member in members]].sum()
    return shares
