"""The probabilistic Condorcet election and the risk attitudes that the spatial model of KTAB infers from it.

Wise, Lester, Efird 2015, *Multidimensional Bargaining Using KTAB*; the rounds built on it are in ``spatial_rounds``.
"""

from __future__ import annotations

import numpy as np

from countermove.bargain.compromise import Floats


def salience_distance(position: Floats, salience: Floats) -> Floats:
    """Return how far each actor finds each other actor's position, (n, n), 0 to 1 on scales of length 1.

    Euclidean, each dimension weighed by the judging actor's own salience.

    Parameters
    ----------
    position, salience : (n, k) float
        Positions and saliences in k dimensions, 0–1.

    Examples
    --------
    >>> salience_distance(np.array([[0.0, 0], [1, 0]]), np.array([[1.0, 0], [3, 4]]))
    array([[0. , 1. ],
           [0.6, 0. ]])
    """
    apart = salience[:, None, :] * (position[:, None, :] - position[None, :, :])
    return np.asarray(np.linalg.norm(apart, axis=2) / np.linalg.norm(salience, axis=1)[:, None])


def condorcet_election(utility: Floats, weight: Floats) -> Floats:
    """Return each option's probability to beat all others, given that one option does.

    Pairwise contests are decided independently, each side winning in proportion to its votes: weight × difference of
    utility, added up over those who favour it. O(n m²) time.

    Parameters
    ----------
    utility : (n, m) float
        What each of m options is worth to each of n voters; two options equal for all share their probability.
    weight : (n,) float
        Votes, at least 0, not all 0.

    Examples
    --------
    >>> condorcet_election(np.array([[1.0, 0], [0, 1]]), np.array([3.0, 1]))
    array([0.75, 0.25])
    """
    margin = weight[:, None, None] * (utility[:, :, None] - utility[:, None, :])
    ahead, behind = np.maximum(margin, 0).sum(axis=0), np.maximum(-margin, 0).sum(axis=0)
    cast = ahead + behind
    chance = np.divide(ahead, cast, out=np.full(cast.shape, 0.5), where=cast > 0)
    np.fill_diagonal(chance, 1.0)
    with np.errstate(divide="ignore"):
        logs = np.log(chance).sum(axis=1)
    if not np.isfinite(logs.max()):
        raise ValueError("every option is sure to lose to another one: no Condorcet winner can exist")
    share = np.exp(logs - logs.max())
    return np.asarray(share / share.sum())


def risk_attitudes(probability: Floats, low: float = -0.5, high: float = 1.0) -> Floats:
    """Return risk attitudes: ``high`` (averse) for the likeliest position, ``low`` for the least likely.

    Linear between; the default range is KTAB's "Mid". All are ``high`` where positions are equally likely.

    Examples
    --------
    >>> risk_attitudes(np.array([0.1, 0.6, 0.3]))
    array([-0.5,  1. ,  0.1])
    """
    span = np.ptp(probability)
    if span == 0:
        return np.full(len(probability), high)
    return np.asarray(low + (high - low) * (probability - probability.min()) / span)
