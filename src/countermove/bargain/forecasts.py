"""Forecast rules over many decisions at once: challenge, exchange, median."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.challenge import ChallengeVariant, challenge
from countermove.bargain.compromise import Floats, compromise_median
from countermove.bargain.position_exchange import exchange


def filled(salience: Floats) -> Floats:
    """Return saliences with each missing one replaced by its decision's mean; 0.5 where nobody's is known.

    Examples
    --------
    >>> filled(np.array([[0.2, np.nan, 0.4]]))
    array([[0.2, 0.3, 0.4]])
    """
    known = np.isfinite(salience)
    count = known.sum(axis=1)
    mean = np.where(count > 0, np.where(known, salience, 0.0).sum(axis=1) / np.maximum(count, 1), 0.5)
    return np.where(known, salience, mean[:, None])


def challenge_forecast(
    position: Floats, salience: Floats, capability: Floats, variant: ChallengeVariant, average: bool = False
) -> Floats:
    """Return the challenge model's forecast of each decision; ``average`` takes the mean of the medians of all rounds.

    Actors without a position, salience or capability in a decision take no part in it.
    """
    answer = np.empty(len(position))
    there = np.isfinite(position) & (salience > 0) & (capability > 0)
    for size in np.unique(there.sum(axis=1)):  # decisions with as many actors run together
        rows = np.flatnonzero(there.sum(axis=1) == size)
        pick = there[rows]
        block = [table[rows][pick].reshape(len(rows), size) for table in (position, salience, capability)]
        path = challenge(block[0], block[1], block[2], variant).path
        answer[rows] = path.mean(axis=1) if average else path[:, -1]
    return answer


def exchange_forecast(
    position: Floats, salience: Floats, capability: Floats, group: Sequence[str] | NDArray[np.str_]
) -> Floats:
    """Return the exchange model's forecast of each decision; decisions of one group may be traded for each other."""
    there = np.isfinite(position)
    weight = np.where(there, salience, 0.0)
    answer = np.empty(len(position))
    names = np.asarray(group)
    for name in dict.fromkeys(names.tolist()):
        rows = np.flatnonzero(names == name)
        answer[rows] = exchange(np.where(there, position, 0.0)[rows], weight[rows], capability[rows]).outcome
    return answer


def median_forecast(position: Floats, weight: Floats) -> Floats:
    """Return the weighted median of each decision, actors without a position left out."""
    return compromise_median(position, np.where(np.isfinite(position), weight, 0.0))
