"""Intervals for shares: they cover the sampling of draws, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

NORMAL_95 = 1.959963984540054  # the 97.5% point of the normal distribution


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number from draws with its 95% interval."""

    value: float
    low: float
    high: float


def wilson(count: int, total: int) -> Estimate:
    """Return a share with its 95% score interval, which is sound near 0 and 1 where the usual one is not.

    Parameters
    ----------
    count, total : int
        Draws in which it held, and draws.

    Returns
    -------
    Estimate
        The share, between 0 and 1; the whole of [0, 1] for no draws.

    References
    ----------
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927) 209.

    Examples
    --------
    >>> one = wilson(0, 10)
    >>> round(one.low, 4), round(one.high, 4)
    (0.0, 0.2775)
    """
    if total == 0:
        return Estimate(float("nan"), 0.0, 1.0)
    share, z = count / total, NORMAL_95
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    low = 0.0 if count == 0 else middle - half
    high = 1.0 if count == total else middle + half
    return Estimate(share, low, high)
