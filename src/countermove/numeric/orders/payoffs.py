"""Payoffs of orders: integers, greater is better, equal is indifferent."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.signedinteger]
Reals = NDArray[np.float64]


def payoff_type(size: int) -> type[np.signedinteger]:
    """Return the narrowest signed type that holds the payoffs of ``size`` things and their differences."""
    return np.int16 if size < 2**14 else np.int32


def dense_payoffs(payoff: ArrayLike) -> NDArray[np.int64]:
    """Return the same order with payoffs 0…t-1, no number left out.

    Parameters
    ----------
    payoff : (m,) int
        Greater is better; any integers.

    Returns
    -------
    (m,) int64
        The index of each thing's tier, the worst tier 0.

    Examples
    --------
    >>> dense_payoffs([10, -3, 10, 7])
    array([2, 0, 2, 1])
    """
    return np.asarray(np.unique(np.asarray(payoff), return_inverse=True)[1], dtype=np.int64).ravel()


def tiers_of(payoff: ArrayLike) -> list[list[int]]:
    """Return an order as tiers of things, best tier first, things in a tier ascending.

    Examples
    --------
    >>> tiers_of([2, 0, 2, 1])
    [[0, 2], [3], [1]]
    """
    dense = dense_payoffs(payoff)
    return [np.flatnonzero(dense == tier).tolist() for tier in range(int(dense.max(initial=-1)), -1, -1)]


def payoffs_of_sequences(sequence: Ints) -> Ints:
    """Turn strict orders written best first into payoffs.

    Parameters
    ----------
    sequence : (n, m) int
        Each row a permutation of 0…m-1, the best thing first.

    Returns
    -------
    (n, m) int16 or int32
        The payoff of each thing, m-1 for the best.

    Examples
    --------
    >>> payoffs_of_sequences(np.array([[2, 0, 1]]))
    array([[1, 0, 2]], dtype=int16)
    """
    draws, size = sequence.shape
    payoff = np.empty((draws, size), payoff_type(size))
    np.put_along_axis(payoff, sequence, np.arange(size - 1, -1, -1, dtype=payoff.dtype)[None, :], axis=1)
    return payoff


def kendall_distance(payoff: Ints, centre: ArrayLike) -> NDArray[np.int64]:
    """Count the pairs of things that two orders rank in opposite ways.

    A pair that either order ties does not count, so that refining ties costs nothing. O(n m²) time.

    Parameters
    ----------
    payoff : (n, m) int
        One order a row.
    centre : (m,) int
        The order to compare with.

    Returns
    -------
    (n,) int64
        Reversed pairs, between 0 and m(m-1)/2.

    References
    ----------
    M. G. Kendall, "A new measure of rank correlation", Biometrika 30 (1938) 81.

    Examples
    --------
    >>> kendall_distance(np.array([[2, 1, 0], [0, 1, 2], [1, 2, 0]]), [2, 1, 0])
    array([0, 3, 1])
    """
    from countermove.numeric.orders import _kernels

    count = np.zeros(len(payoff), dtype=np.int64)
    _kernels.reversed_pairs(np.ascontiguousarray(payoff), np.asarray(centre, dtype=np.int64), count)
    return count


def pairwise_facts(payoff: Ints, pairs: ArrayLike) -> NDArray[np.bool_]:
    """Say, for each order and pair, whether the first thing is strictly better than the second.

    Parameters
    ----------
    payoff : (n, m) int
        One order a row.
    pairs : (k, 2) int
        Things to compare.

    Returns
    -------
    (n, k) bool
        One fact a column.

    Examples
    --------
    >>> pairwise_facts(np.array([[2, 0, 1], [0, 1, 1]]), [(0, 1), (1, 2)])
    array([[ True, False],
           [False, False]])
    """
    chosen = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    return np.asarray(payoff[:, chosen[:, 0]] > payoff[:, chosen[:, 1]])
