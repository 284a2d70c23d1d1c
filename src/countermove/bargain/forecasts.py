"""Forecast rules side by side, and the equal-weight ensemble that the back-test supports."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.challenge import VARIANTS, ChallengeVariant, challenge
from countermove.bargain.compromise import Floats, compromise_mean, compromise_median
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


def ensemble_parts(
    position: Floats, salience: Floats, stated: Floats, modest: Floats, even: Floats, group: Sequence[str]
) -> dict[str, Floats]:
    """Return the eight forecasts whose plain average is the ensemble.

    Five compromise means that differ in what a say rests on, the challenge model (all named variants and rounds
    averaged) and the exchange model twice. Nothing in it is fitted.

    Parameters
    ----------
    position, salience : (m, n) float
        NaN where an actor has no position; saliences 0–1 without gaps (see ``filled``).
    stated, modest, even : (m, n) float
        Capabilities as stated, by their square root, and equal.
    group : sequence of m names
        Decisions taken together.
    """
    there = np.isfinite(position)

    def mean(weight: Floats) -> Floats:
        return compromise_mean(position, np.where(there, weight, 0.0))

    rounds = [challenge_forecast(position, salience, modest, variant, average=True) for variant in VARIANTS.values()]
    return {
        "stated_salience_mean": mean(stated * salience),
        "root_salience_mean": mean(modest * salience),
        "root_mean": mean(modest),
        "stated_mean": mean(stated),
        "even_mean": mean(even),
        "challenge_average": np.mean(rounds, axis=0),
        "exchange_stated": exchange_forecast(position, salience, stated, group),
        "exchange_root": exchange_forecast(position, salience, modest, group),
    }


def median_forecast(position: Floats, weight: Floats) -> Floats:
    """Return the weighted median of each decision, actors without a position left out."""
    return compromise_median(position, np.where(np.isfinite(position), weight, 0.0))
