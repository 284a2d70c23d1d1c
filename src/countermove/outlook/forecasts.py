"""Forecasts scored against what happened, and how well an indicator tells two outcomes apart.

Scores are Brier's (Brier 1950, *Monthly Weather Review* 78:1): the squared gap between the probability that was given
and what happened (1 or 0); 0 is perfect and ¼ is what "fifty–fifty" always earns. The score is proper: a forecaster
does best to state what it believes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def brier(probability: Floats, happened: Floats) -> Floats:
    """Return the squared gap between stated probabilities and what happened, element by element.

    Raises
    ------
    ValueError
        If a probability lies outside 0–1, or what happened is neither 0 nor 1.

    Examples
    --------
    >>> brier(np.array([0.8, 0.3]), np.array([1, 0])).round(2).tolist()
    [0.04, 0.09]
    """
    stated, outcome = np.asarray(probability, np.float64), np.asarray(happened, np.float64)
    if not ((stated >= 0) & (stated <= 1)).all():
        raise ValueError("a probability lies between 0 and 1")
    if not ((outcome == 0) | (outcome == 1)).all():
        raise ValueError("what happened is 1 (yes) or 0 (no)")
    return np.asarray((stated - outcome) ** 2)


def separation(under_first: Floats, under_second: Floats) -> Floats:
    """Return how far an indicator tells two outcomes apart: 0 not at all, 1 it settles the matter.

    It is the share by which seeing the indicator lowers the expected Brier score of somebody who holds both outcomes
    alike: with p and q the probabilities of a yes under either, ``(p − q)² / ((p + q)(2 − p − q))``; the same
    whichever outcome comes first.

    Examples
    --------
    >>> separation(np.array([0.9, 0.5, 1.0]), np.array([0.1, 0.5, 0.0])).round(2).tolist()
    [0.64, 0.0, 1.0]
    """
    p, q = np.asarray(under_first, np.float64), np.asarray(under_second, np.float64)
    spread = (p + q) * (2 - p - q)
    return np.divide((p - q) ** 2, spread, out=np.zeros(np.broadcast(p, q).shape), where=spread > 0)


def likelihood_ratio(under_first: Floats, under_second: Floats, happened: NDArray[np.bool_]) -> Floats:
    """Return how many times better the first outcome explains what the indicators showed, indicator by indicator.

    Above 1 speaks for the first outcome, below 1 for the second; infinite or zero where one of them excludes what was
    seen, and 1 where both do. Ratios of indicators that are independent given the outcome multiply.

    Examples
    --------
    >>> likelihood_ratio(np.array([0.8, 0.8]), np.array([0.2, 0.2]), np.array([True, False])).round(2).tolist()
    [4.0, 0.25]
    """
    yes = np.asarray(happened, np.bool_)
    first = np.where(yes, under_first, 1 - np.asarray(under_first, np.float64))
    second = np.where(yes, under_second, 1 - np.asarray(under_second, np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((first == 0) & (second == 0), 1.0, first / second)
