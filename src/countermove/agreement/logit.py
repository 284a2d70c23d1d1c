"""Noisy choices: the logit equilibrium of a participation game, and which pure equilibrium chance beginnings end in.

In a logit equilibrium everybody joins with a probability that rises with the expected net benefit, given everybody
else's probabilities (McKelvey and Palfrey 1995, *Games Econ. Behav.* 10:6).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countermove.agreement.participation import TIE, Bools, Floats, Participation, is_equilibrium
from countermove.document.faults import AnalysisError


@dataclass(frozen=True, slots=True)
class LogitEquilibrium:
    """Probabilities of joining, and the largest amount by which any of them misses its own reply."""

    probability: Floats
    error: float


def expected_net(game: Participation, probability: Floats) -> Floats:
    """Return each party's expected net benefit of joining if the others join independently.

    Influence enters linearly; the chance that a condition holds is exact, by convolving over the parties that count.
    O(n² + c n² q) for quotas up to q.

    Parameters
    ----------
    game : Participation
        Weights must be whole numbers.
    probability : (n,) float64
        Of joining.

    Returns
    -------
    (n,) float64
        Expected net benefits.

    Raises
    ------
    AnalysisError
        If a weight is no whole number.

    Examples
    --------
    >>> from countermove.agreement.participation import participation
    >>> expected_net(participation([0.0, -1.0], {(1, 0): 2.0}), np.array([0.25, 0.5]))
    array([ 0. , -0.5])
    """
    if (game.weight != np.round(game.weight)).any():
        raise AnalysisError("the chance that a condition holds needs whole numbers as weights: use `counts`")
    net = game.alone + game.influence @ probability
    for weight, quota, bonus in zip(game.weight, game.quota, game.bonus, strict=True):
        for party in np.flatnonzero(bonus):
            needed = int(np.ceil(quota - weight[party] - TIE))
            net[party] += bonus[party] * _chance_of(
                needed, weight, np.where(np.arange(weight.size) == party, 0, probability)
            )
    return np.asarray(net, dtype=np.float64)


def _chance_of(needed: int, weight: Floats, probability: Floats) -> float:
    """Return the chance that independent joiners together weigh at least this much."""
    if needed <= 0:
        return 1.0
    below = np.zeros(needed)  # chance of each total below what is needed
    below[0] = 1.0
    for size, chance in zip(weight.astype(np.int64), probability, strict=True):
        if size and chance:
            moved = np.zeros(needed)
            moved[size:] = below[: max(needed - size, 0)]
            below = (1 - chance) * below + chance * moved
    return float(1 - below.sum())


def logit_equilibrium(
    game: Participation, precision: float, start: Floats | None = None, rounds: int = 20_000
) -> LogitEquilibrium:
    """Return a logit equilibrium by damped replies from a starting point.

    There may be several; from all zeros (ones) the least (greatest) is approached where influence is not negative.

    Parameters
    ----------
    game : Participation
        The game; weights of conditions whole numbers.
    precision : float
        How sharply choices follow benefits, at least 0; at 0 everybody joins with probability one half.
    start : (n,) float64, optional
        One half for everybody where left out.
    rounds : int
        Replies at most.

    Returns
    -------
    LogitEquilibrium
        With an error below 1e-10.

    Raises
    ------
    AnalysisError
        If the replies do not settle.

    Examples
    --------
    >>> from countermove.agreement.participation import participation
    >>> logit_equilibrium(participation([0.0, 1.0]), 2.0).probability.round(3)
    array([0.5  , 0.881])
    """
    from scipy.special import expit

    chance = np.full(game.alone.size, 0.5) if start is None else start.astype(np.float64)
    step = 1.0
    error = float("inf")
    for _ in range(rounds):
        reply = expit(precision * expected_net(game, chance))
        gap = float(np.abs(reply - chance).max(initial=0.0))
        if gap < 1e-10:
            return LogitEquilibrium(np.asarray(reply, dtype=np.float64), gap)
        step = step * 0.5 if gap > error and step > 0.05 else step
        error = gap
        chance = chance + step * (reply - chance)
    raise AnalysisError(f"replies do not settle after {rounds} rounds: lower the precision, or start elsewhere")


@dataclass(frozen=True, slots=True)
class Basin:
    """A pure equilibrium and the share of chance beginnings that end in it."""

    inside: Bools
    share: float


def basins(game: Participation, starts: int, seed: int) -> tuple[list[Basin], float]:
    """Return where better replies in random order end from random beginnings, most frequent first.

    Everybody begins inside with probability one half; in each round all parties reconsider in a random order.

    Parameters
    ----------
    game : Participation
        The game.
    starts : int
        Beginnings to try.
    seed : int
        Of beginnings and orders.

    Returns
    -------
    tuple of (list of Basin, float)
        The equilibria with their shares, and the share of beginnings that had not settled after 4 n rounds.

    Examples
    --------
    >>> from countermove.agreement.participation import participation
    >>> found, unsettled = basins(participation([-1.0, -1.0], {(0, 1): 1.0, (1, 0): 1.0}), 1_000, 1)
    >>> [one.inside.tolist() for one in found], unsettled
    ([[True, True], [False, False]], 0.0)
    """
    n = game.alone.size
    counted: dict[bytes, int] = {}
    unsettled = 0
    for k in range(starts):
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(k,)))
        inside = rng.random(n) < 0.5
        for _ in range(4 * n + 1):
            for party in rng.permutation(n):
                inside[party] = game.net(inside)[party] >= -TIE
            if is_equilibrium(game, inside):
                counted[inside.tobytes()] = counted.get(inside.tobytes(), 0) + 1
                break
        else:
            unsettled += 1
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [Basin(np.frombuffer(code, dtype=np.bool_), count / starts) for code, count in ranked], unsettled / starts
