"""What a forecast of participation must beat: simple predictors that see the same known positions.

Each takes the other texts, the known parties and their outcomes and returns a probability a party. Except for the base
rate they share one logistic regression with a normal prior of variance 1 on standardised features; who joined before is
expected to join again (prior mean 1), while the direction of a scale or a bloc is not known beforehand (prior mean 0).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from countermove.agreement.forecast import Design, Evidence, fit
from countermove.agreement.participation import Bools, Floats, Ints
from countermove.agreement.unfolding import unfolded_chance


@dataclass(frozen=True, slots=True)
class Task:
    """One forecast to make: what is known of the parties, in which order of time, and the known positions.

    ``line`` holds the parties' distributions in the unfolding model of the other texts.
    """

    evidence: Evidence
    line: Floats | None
    recency: Floats
    known: Ints
    outcome: Floats

    @property
    def joined(self) -> Floats:
        """Outcomes of the other texts."""
        return self.evidence.joined

    @property
    def sibling(self) -> Bools:
        """Which of them are of the same family."""
        return self.evidence.sibling

    @property
    def groups(self) -> Floats:
        """Membership of groups."""
        return self.evidence.groups

    @property
    def centred(self) -> Floats:
        """Outcomes less each text's rate, zero where unknown."""
        seen = ~np.isnan(self.joined)
        rate = np.where(seen, self.joined, 0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
        return np.where(seen, self.joined - rate, 0.0)


def _logistic(task: Task, feature: Floats, variance: float = 1.0, slope: float = 0.0) -> Floats:
    spread = feature.std(axis=0)
    standard = (feature - feature.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    k = feature.shape[1]
    model = Design(
        np.concatenate([np.ones((len(feature), 1)), standard], axis=1),
        np.append(0.0, np.full(k, slope)),
        np.concatenate([[25.0], np.full(k, variance)]),
        ("",) * (k + 1),
    )
    return fit(model, task.known, task.outcome).probability


def base_rate(task: Task) -> Floats:
    """Return the share that joined among the known, one joiner and one other added, for everybody."""
    rate = (task.outcome.sum() + 1) / (task.outcome.size + 2)
    return np.full(len(task.joined), rate)


def persistence(task: Task) -> Floats:
    """Return a forecast from the latest text of the family alone (of all where there is none)."""
    kin = task.sibling if task.sibling.any() else np.ones(task.sibling.size, dtype=np.bool_)
    latest = int(np.flatnonzero(kin)[np.argmax(task.recency[kin])])
    return _logistic(task, task.centred[:, [latest]], slope=1.0)


def own_mean(task: Task) -> Floats:
    """Return a forecast from how often a party joined other texts."""
    return _logistic(task, task.centred.mean(axis=1, keepdims=True), slope=1.0)


def bloc_majority(task: Task) -> Floats:
    """Return a forecast from the groups a party belongs to."""
    return _logistic(task, task.groups)


def _scores(task: Task, dimensions: int) -> Floats:
    left, size, _ = np.linalg.svd(task.centred, full_matrices=False)
    return np.asarray(left[:, :dimensions] * size[:dimensions], dtype=np.float64)


def ideal_point(task: Task) -> Floats:
    """Return a forecast from one ideal point a party, the first principal score of the other texts."""
    return _logistic(task, _scores(task, 1))


def item_response_2d(task: Task) -> Floats:
    """Return a forecast from two ideal points a party, the first two principal scores of the other texts."""
    return _logistic(task, _scores(task, 2))


def unfolding(task: Task) -> Floats:
    """Return a forecast from the unfolding model alone, in which either end of the line may stay away."""
    if task.line is None:
        return base_rate(task)
    return unfolded_chance(task.line, task.known, task.outcome)


def logistic(task: Task) -> Floats:
    """Return a logistic regression on every other text and every group at once."""
    feature = np.concatenate([task.centred, task.groups], axis=1)
    return _logistic(task, feature, variance=1.0 / max(feature.shape[1], 1) * 4)


BASELINES: Mapping[str, Callable[[Task], Floats]] = MappingProxyType(
    {
        "base_rate": base_rate,
        "persistence": persistence,
        "own_mean": own_mean,
        "ideal_point": ideal_point,
        "item_response_2d": item_response_2d,
        "unfolding": unfolding,
        "bloc_majority": bloc_majority,
        "logistic": logistic,
    }
)
