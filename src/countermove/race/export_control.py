"""Export control: how much supply is lost at once, and when the shortage has paid for itself.

With demand d, the share c cut and the share l leaking, the shortage is s = d·c·(1 − l). Home supply h obeys
h' = r·h + ψ·s and serves with quality κ. Against the same world without control the difference is
−s + κ·ψ·s·(e^(r·t) − 1)/r: it starts at −s and, since s divides out, ends on a date that the size of the cut does not
move. The dates assume that the home industry without control grows at the same rate r, that demand is constant and that
induced supply arrives without a lag; other cases are computed by comparing runs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def level_break_even(quality: Floats | float, induced: Floats | float, growth: Floats | float) -> Floats:
    """Return how long until supply is what it would have been: ln(1 + r/(κψ))/r; inf where that never comes.

    Parameters
    ----------
    quality : (…) float
        κ, the share of a foreign unit that a home unit is worth.
    induced, growth : (…) float
        ψ ≥ 0 and r, in 1/time.

    Examples
    --------
    >>> float(level_break_even(0.5, 0.4, 0.0))  # 1 / (κψ)
    5.0
    """
    gain, rate = np.broadcast_arrays(np.asarray(quality) * np.asarray(induced), np.asarray(growth, dtype=np.float64))
    with np.errstate(all="ignore"):
        inside = 1 + rate / gain
        grown = np.where(inside > 0, np.log(np.maximum(inside, 1e-300)) / rate, np.inf)
        time = np.where(np.abs(rate) < 1e-9 * np.maximum(gain, 1e-300), 1 / gain, grown)
    return np.where(gain > 0, time, np.inf)


def total_break_even(quality: float, induced: float, growth: float) -> float:
    """Return how long until the supply lost since the cut has been made up: the root of κψ(e^rt − 1 − rt)/r² = t.

    Examples
    --------
    >>> total_break_even(0.5, 0.4, 0.0)  # 2 / (κψ)
    10.0
    """
    from scipy.optimize import brentq

    gain = quality * induced
    if gain <= 0:
        return float("inf")
    if abs(growth) < 1e-9 * gain:
        return 2 / gain
    if growth < 0 and gain / -growth <= 1:  # the difference never rises above zero, so nothing is made up
        return float("inf")

    def lost(time: float) -> float:
        return float(time - gain * (np.expm1(growth * time) - growth * time) / growth**2)

    late = 2 / gain
    while lost(late) > 0 and late < 1e6 / gain:
        late *= 2
    if lost(late) > 0:
        return float("inf")
    return float(brentq(lost, 1e-12 / gain, late, xtol=1e-12, rtol=1e-12))
