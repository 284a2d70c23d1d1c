"""Scores of forecasts: the continuous ranked probability score and resampling by clusters.

Gneiting and Raftery 2007 (JASA 102:359) for the score; Cameron, Gelbach, Miller 2008 (REStat 90:414) on clusters.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def sample_crps(sample: Floats, outcome: Floats) -> Floats:
    """Return the continuous ranked probability score of forecasts given as equally likely values; less is better.

    The mean distance to the outcome, less half the mean distance between two values; for a single value it is the
    absolute error. O(m k log k) time.

    Parameters
    ----------
    sample : (m, k) float
        k values for each of m forecasts.
    outcome : (m,) float
        What came true.

    Examples
    --------
    >>> sample_crps(np.array([[0.0, 1.0]]), np.array([0.0]))
    array([0.25])
    """
    ranked = np.sort(sample, axis=1)
    k = ranked.shape[1]
    rank = 2 * np.arange(1, k + 1) - k - 1
    spread = ranked @ rank / k**2  # half of the mean distance between two values
    return np.asarray(np.abs(ranked - outcome[:, None]).mean(axis=1) - spread)


def cluster_interval(
    value: Floats, cluster: NDArray[np.int64], seed: int, resamples: int = 2_000, level: float = 0.95
) -> tuple[float, float]:
    """Return a percentile bootstrap interval for the mean, whole clusters drawn with replacement.

    Parameters
    ----------
    value : (m,) float
        What is averaged.
    cluster : (m,) int
        The cluster of each value.
    seed : int
        Of the resampling.

    Examples
    --------
    >>> cluster_interval(np.ones(4), np.array([0, 0, 1, 1]), seed=1)
    (1.0, 1.0)
    """
    _, place = np.unique(cluster, return_inverse=True)
    total, count = np.bincount(place, value), np.bincount(place).astype(np.float64)
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    times = rng.multinomial(len(total), np.full(len(total), 1 / len(total)), size=resamples)
    means = (times @ total) / (times @ count)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def sure_gain(value: Floats, cluster: NDArray[np.int64], level: float = 0.95) -> Floats:
    """Return the lower end of the normal interval for each row's mean, with errors robust to clusters.

    O(rows · m) time. Liang and Zeger 1986 (*Biometrika* 73:13) for the standard error of a mean of clusters.

    Parameters
    ----------
    value : (rows, m) float
        What is averaged.
    cluster : (m,) int
        The cluster of each column.

    Examples
    --------
    >>> sure_gain(np.array([[1.0, 1, 1, 1], [0, 2, 0, 2]]), np.array([0, 1, 2, 3])).round(3)
    array([1.  , 0.02])
    """
    from scipy.special import ndtri

    _, place = np.unique(cluster, return_inverse=True)
    member = np.eye(int(place.max()) + 1)[place]
    mean = value.mean(axis=1)
    error = np.sqrt((((value - mean[:, None]) @ member) ** 2).sum(axis=1)) / value.shape[1]
    return np.asarray(mean - ndtri((1 + level) / 2) * error)
