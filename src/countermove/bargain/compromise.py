"""Compromises on one issue: weighted means and medians (Black 1948; Achen 2006, in *The European Union Decides*)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def compromise_mean(position: Floats, weight: Floats) -> Floats:
    """Return the weighted mean position of each issue: the compromise model.

    With weight = capability × salience this is Van den Bos's compromise model, which Achen (2006) derives as an
    approximation to the Nash bargaining solution when disagreement is dreaded. It makes no claim to be Pareto optimal
    across issues. O(size) time.

    Parameters
    ----------
    position : (..., n) float
        Ideal points of n actors; the value at weight 0 is ignored, so a missing position may be any number or NaN.
    weight : (..., n) float
        What each actor brings to bear, at least 0; broadcast against ``position``.

    Returns
    -------
    (...) float
        The mean; NaN where nobody has weight.

    Examples
    --------
    >>> compromise_mean(np.array([0.0, 100.0, np.nan]), np.array([3.0, 1.0, 0.0]))
    np.float64(25.0)
    """
    position, weight = np.broadcast_arrays(position, weight)
    _check_weight(weight)
    total = weight.sum(axis=-1)
    moment = np.where(weight > 0, weight * np.where(weight > 0, position, 0.0), 0.0).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(moment / total)[()]


def compromise_median(position: Floats, weight: Floats) -> Floats:
    """Return the weighted median position of each issue: the least one with half of the weight at or below it.

    With single-peaked preferences it beats every other position in a pairwise vote by weight (Black 1948); with linear
    loss it also wins where votes are graded by how much is at stake, since it has the least total weighted distance.
    Where exactly half of the weight lies on each side, the lower of the two middle positions is returned; both then
    tie. It makes no claim to be Pareto optimal across issues. O(size log n) time.

    Parameters
    ----------
    position : (..., n) float
        Ideal points; the value at weight 0 is ignored.
    weight : (..., n) float
        What each actor brings to bear, at least 0.

    Returns
    -------
    (...) float
        The median; NaN where nobody has weight.

    Examples
    --------
    >>> compromise_median(np.array([4.0, 7.0, 10.0]), np.array([0.248, 0.093, 0.336]))
    np.float64(7.0)
    """
    position, weight = np.broadcast_arrays(position, weight)
    _check_weight(weight)
    shown = np.where(weight > 0, position, np.inf)
    order = np.argsort(shown, axis=-1, kind="stable")
    ranked, share = np.take_along_axis(shown, order, -1), np.take_along_axis(weight, order, -1)
    reached = np.cumsum(share, axis=-1)
    half = reached[..., -1:] / 2
    slack = 1e-12 * reached[..., -1:]  # sums of decimals such as 0.1 + 0.2 miss the half by a rounding error
    first = np.argmax(reached >= half - slack, axis=-1)
    median = np.take_along_axis(ranked, first[..., None], -1)[..., 0]
    return np.where(reached[..., -1] > 0, median, np.nan)[()]


def graded_votes(position: Floats, weight: Floats, first: float, second: float) -> tuple[float, float]:
    """Return the votes for one outcome and for another, each graded by how much the voter has at stake.

    Actor k casts ``weight_k · (|x_k − second| − |x_k − first|)`` for ``first``, or the opposite for ``second``
    (Bueno de Mesquita 1994, in *European Community Decision Making*).

    Examples
    --------
    >>> x, w = np.array([4.0, 7.0, 10.0]), np.array([0.248, 0.093, 0.336])
    >>> [round(votes / 6, 4) for votes in graded_votes(x, w, 7.0, 4.0)]
    [0.2145, 0.124]
    """
    margin = weight * (np.abs(position - second) - np.abs(position - first))
    return float(margin[margin > 0].sum()), float(-margin[margin < 0].sum())


def _check_weight(weight: Floats) -> None:
    if np.isnan(weight).any() or (weight < 0).any():
        raise ValueError("a weight is negative or missing: weights are at least 0, with 0 for an actor without a say")
