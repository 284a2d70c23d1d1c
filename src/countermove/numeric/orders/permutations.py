"""Random orders around nothing or around a stated one: uniform, Mallows, a number of neighbouring swaps."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from countermove.numeric.orders.payoffs import Ints, Reals, dense_payoffs, payoff_type


def uniform_orders(uniforms: Reals) -> Ints:
    """Draw strict orders, every one of the m! alike.

    Parameters
    ----------
    uniforms : (n, m - 1) float64
        Numbers in [0, 1), one row a draw.

    Returns
    -------
    (n, m) int16 or int32
        Payoffs, a permutation of 0…m-1 a row. O(n m) time.

    References
    ----------
    R. Durstenfeld, "Algorithm 235: random permutation", CACM 7 (1964) 420.

    Examples
    --------
    >>> uniform_orders(np.array([[0.0, 0.0], [0.9, 0.9]]))
    array([[2, 0, 1],
           [0, 1, 2]], dtype=int16)
    """
    from countermove.numeric.orders import _kernels

    draws, size = len(uniforms), uniforms.shape[1] + 1
    payoff = np.empty((draws, size), payoff_type(size))
    _kernels.shuffled(np.ascontiguousarray(uniforms), payoff)
    return payoff


def mallows_orders(centre: ArrayLike, phi: float, uniforms: Reals) -> Ints:
    """Draw orders with weight φ to the power of the Kendall distance from a stated order, whole tiers moving.

    Things that the stated order ties stay tied; the distance counts reversed pairs of tiers, which for a strict order
    is the usual Kendall distance. φ = 1 draws every order of the tiers alike; φ near 0 keeps the stated one. Exact:
    repeated insertion (Doignon, Pekeč & Regenwetter 2004). O(n t²) time at worst, for t tiers.

    Parameters
    ----------
    centre : (m,) int
        The stated payoffs: greater is better, ties allowed.
    phi : float
        Weight of one reversed pair, 0 < φ ≤ 1.
    uniforms : (n, t - 1) float64
        Numbers in [0, 1), one row a draw, t the number of tiers.

    Returns
    -------
    (n, m) int16 or int32
        Payoffs 0…t-1.

    Raises
    ------
    ValueError
        If φ is outside its range or ``uniforms`` has not t - 1 columns.

    References
    ----------
    C. L. Mallows, "Non-null ranking models I", Biometrika 44 (1957) 114; J.-P. Doignon, A. Pekeč, M. Regenwetter,
    "The repeated insertion model for rankings", Psychometrika 69 (2004) 33.

    Examples
    --------
    >>> mallows_orders([2, 1, 1, 0], 0.5, np.array([[0.1, 0.1], [0.9, 0.1]]))
    array([[2, 1, 1, 0],
           [1, 2, 2, 0]], dtype=int16)
    """
    from countermove.numeric.orders import _kernels

    if not 0 < phi <= 1:
        raise ValueError(f"φ = {phi} is no weight: write a number above 0 and up to 1")
    tier = _best_first(centre, uniforms.shape[1] + 1)
    sequence = np.empty((len(uniforms), uniforms.shape[1] + 1), np.int64)
    _kernels.inserted(np.ascontiguousarray(uniforms), phi ** np.arange(sequence.shape[1] + 1.0), phi, sequence)
    return _payoffs(sequence, tier)


def swapped_orders(centre: ArrayLike, uniforms: Reals) -> Ints:
    """Draw orders by swapping random neighbours of a stated order, whole tiers moving.

    Each column of ``uniforms`` swaps two neighbouring tiers, every neighbouring pair alike; a later swap may undo an
    earlier one, so k swaps give a Kendall distance of k, k - 2, k - 4 …

    Parameters
    ----------
    centre : (m,) int
        The stated payoffs: greater is better, ties allowed.
    uniforms : (n, k) float64
        Numbers in [0, 1), one row a draw, one column a swap.

    Returns
    -------
    (n, m) int16 or int32
        Payoffs 0…t-1 for t tiers.

    Examples
    --------
    >>> swapped_orders([2, 1, 0], np.array([[0.0], [0.9]]))
    array([[1, 2, 0],
           [2, 0, 1]], dtype=int16)
    """
    from countermove.numeric.orders import _kernels

    tier = _best_first(centre, None)
    tiers = int(tier.max(initial=-1)) + 1
    sequence = np.empty((len(uniforms), tiers), np.int64)
    used = uniforms if tiers > 1 else uniforms[:, :0]
    _kernels.swapped(np.ascontiguousarray(used), sequence)
    return _payoffs(sequence, tier)


def _best_first(centre: ArrayLike, tiers: int | None) -> Ints:
    """Return each thing's tier, the best being 0; refuse another number of tiers than expected."""
    dense = dense_payoffs(centre)
    found = int(dense.max(initial=-1)) + 1
    if tiers is not None and tiers != found:
        raise ValueError(f"an order of {found} tiers takes {found - 1} uniform numbers a draw, not {tiers - 1}")
    return found - 1 - dense


def _payoffs(sequence: Ints, tier: Ints) -> Ints:
    from countermove.numeric.orders import _kernels

    payoff = np.empty((len(sequence), tier.size), payoff_type(tier.size))
    _kernels.placed(sequence, tier, payoff)
    return payoff
