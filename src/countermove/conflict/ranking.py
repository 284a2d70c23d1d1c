"""From statements and orders to ordinal payoffs: dense integers, greater is better, equal is indifferent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]


def dense(values: NDArray[np.generic]) -> Ints:
    """Return ranks 0, 1, … of values, equal values alike.

    Examples
    --------
    >>> dense(np.array([30, 10, 30, 20]))
    array([2, 0, 2, 1])
    """
    _, ranks = np.unique(values, return_inverse=True)
    return np.asarray(ranks, dtype=np.int64).reshape(-1)


def by_statements(truths: Sequence[Truth], count: int) -> Ints:
    """Rank states lexicographically by the truth of statements, the most important first.

    Option prioritisation (Peng, Hipel, Kilgour & Fang 1997; Fang, Hipel, Kilgour & Peng 2003, *IEEE SMC* 33:56):
    statement j of k weighs 2^(k−j), so a more important one outweighs all below it. Any number of statements. O(k n).

    Parameters
    ----------
    truths : sequence of (n,) bool
        Truth of each statement in each state.
    count : int
        n, for the case of no statement at all (everything is indifferent).

    Examples
    --------
    >>> by_statements([np.array([True, False, True]), np.array([False, True, True])], 3)
    array([1, 0, 2])
    """
    score = np.zeros(count, dtype=np.int64)
    for index, truth in enumerate(truths):
        score = 2 * score + truth
        if index % 40 == 39:  # 40 bits more would overflow: start again from dense ranks (below 2^24)
            score = dense(score)
    return dense(score)


def by_tiers(tiers: Sequence[Sequence[int]], count: int) -> Ints:
    """Rank states by tiers of indices, best first.

    Examples
    --------
    >>> by_tiers([[2], [0, 1]], 3)
    array([0, 0, 1])
    """
    payoff = np.zeros(count, dtype=np.int64)
    for depth, tier in enumerate(reversed(tiers)):
        payoff[list(tier)] = depth
    return payoff


def strong_limit(payoff: Ints, band: Ints) -> Ints:
    """Return, for each state, the greatest payoff that is *much* worse than it, or −1 where none is.

    ``band`` says which states are separated by ``">>"``: a state is much preferred to all of lower bands (Hamouda,
    Kilgour & Hipel 2004, *Group Decision and Negotiation* 13:449). Bands must rise with payoffs. O(n).

    Examples
    --------
    >>> strong_limit(np.array([0, 1, 2]), np.array([0, 0, 1]))
    array([-1, -1,  1])
    """
    lowest = np.full(int(band.max(initial=0)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(lowest, band, payoff)
    limit: Ints = lowest[band] - 1
    return limit
