"""How systems spread (Bass 1969, *Management Science* 15:215), and how they bear the loss of nodes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def adopters(time: Floats | float, innovation: float, imitation: float, market: float = 1.0) -> Floats:
    """Return how many have adopted by a time since launch: M (1 − e^−(p+q)t) / (1 + (q/p) e^−(p+q)t).

    Parameters
    ----------
    time : (…) float
        Since launch, when nobody had adopted.
    innovation, imitation : float
        p > 0 and q ≥ 0, in 1/time.
    market : float
        M, everybody who can adopt.

    Examples
    --------
    >>> round(float(adopters(np.log(0.38 / 0.03) / 0.41, 0.03, 0.38)), 4)  # at the peak: ½ − p/(2q)
    0.4605
    """
    decay = np.exp(-(innovation + imitation) * np.asarray(time, dtype=np.float64))
    return np.asarray(market * (1 - decay) / (1 + imitation / innovation * decay))


def peak_time(innovation: Floats | float, imitation: Floats | float) -> Floats:
    """Return when adoption is fastest after launch: ln(q/p)/(p+q) if imitation exceeds innovation, else at once.

    Examples
    --------
    >>> peak_time(np.array([0.03, 0.5]), np.array([0.38, 0.4])).round(2)
    array([6.19, 0.  ])
    """
    p, q = np.asarray(innovation, dtype=np.float64), np.asarray(imitation, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(q > p, np.log(q / p) / (p + q), 0.0)


def resilience(nodes: int, needed: int, failure: Floats | float) -> Floats:
    """Return the chance that at least ``needed`` of ``nodes`` work when each fails by itself with this chance.

    Examples
    --------
    >>> float(resilience(3, 1, 0.1))
    0.999
    """
    from scipy.special import bdtrc

    return np.asarray(bdtrc(needed - 1, nodes, 1 - np.asarray(failure, dtype=np.float64)))
