"""Two texts side by side: where they agree, where they differ, and where they talk past each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from countermove.bargain.compromise import Floats

NEAR = 0.25  # of the scale: closer than this, two positions count as shared
UNLIKE = 2.0  # one side cares this many times as much as the other
Relation = Literal["shared", "disputed", "past_each_other", "unspoken"]


@dataclass(frozen=True, slots=True)
class IssueComparison:
    """Two texts on one issue: ``distance`` as a share of the scale with its 80% range, and the two saliences.

    ``near`` is the share of draws of the two positions in which they count as close.

    ``relation``: ``shared`` within a quarter of the scale; ``disputed`` farther apart and both care;
    ``past_each_other`` farther apart but one cares at least twice as much; ``unspoken`` where one says nothing.
    """

    issue: str
    distance: float
    low: float
    high: float
    saliences: tuple[float, float]
    relation: Relation
    near: float


@dataclass(frozen=True, slots=True)
class TextComparison:
    """Two texts on all issues, and their candidate minimum common package.

    ``distance`` is the mean over the issues with its 80% range. ``common``: issue → level, of the shared issues
    those that can be settled near the midpoint of the two without loss to either; everything else stays as it is.
    ``gain`` is what the package is worth to the two above the status quo.
    """

    first: str
    second: str
    issues: tuple[IssueComparison, ...]
    distance: float
    low: float
    high: float
    common: dict[str, float]
    gain: tuple[float, float]


def relation(distance: float, first_salience: float, second_salience: float) -> Relation:
    """Return how two texts stand to each other on an issue.

    Examples
    --------
    >>> relation(0.1, 0.9, 0.1), relation(0.8, 0.9, 0.8), relation(0.8, 0.9, 0.2)
    ('shared', 'disputed', 'past_each_other')
    """
    if min(first_salience, second_salience) <= 0:
        return "unspoken"
    if distance <= NEAR:
        return "shared"
    return (
        "past_each_other"
        if max(first_salience, second_salience) >= UNLIKE * min(first_salience, second_salience)
        else "disputed"
    )


def compare_issue(
    issue: str,
    width: float,
    first: tuple[float, float],
    second: tuple[float, float],
    first_drawn: Floats,
    second_drawn: Floats,
) -> IssueComparison:
    """Compare two stances on one issue.

    Parameters
    ----------
    issue : str
        Its name.
    width : float
        Length of its scale.
    first, second : (position, salience)
        At their centres; a position may be NaN.
    first_drawn, second_drawn : (d,) float
        Positions drawn by their laws, for the range of the distance.
    """
    saliences = (first[1], second[1])
    if np.isnan(first[0]) or np.isnan(second[0]):
        nothing = float("nan")
        return IssueComparison(issue, nothing, nothing, nothing, saliences, "unspoken", nothing)
    distance = abs(first[0] - second[0]) / width
    drawn = np.abs(first_drawn - second_drawn) / width
    low, high = np.quantile(drawn, [0.1, 0.9])
    near = float((drawn <= NEAR).mean())
    found = relation(distance, *saliences)
    return IssueComparison(issue, float(distance), float(low), float(high), saliences, found, near)


def overall_distance(issues: tuple[IssueComparison, ...]) -> float:
    """Return the mean distance over the issues on which both speak, weighted by the two saliences together.

    Examples
    --------
    >>> none = np.zeros(1)
    >>> near, far = (compare_issue("", 100, (0, s), (x, s), none, none) for x, s in ((20, 0.1), (80, 0.3)))
    >>> round(overall_distance((near, far)), 3)
    0.65
    """
    spoken = [one for one in issues if one.relation != "unspoken"]
    weight = sum(sum(one.saliences) for one in spoken)
    return sum(sum(one.saliences) * one.distance for one in spoken) / weight if weight > 0 else float("nan")


def overall_range(issues: tuple[IssueComparison, ...], drawn: Floats) -> tuple[float, float]:
    """Return the 80% range of the mean distance; ``drawn`` (d, issues) distances as shares of the scales.

    Examples
    --------
    >>> none = np.zeros(1)
    >>> both = tuple(compare_issue("", 100, (0, 1), (20, 1), none, none) for _ in range(2))
    >>> overall_range(both, np.array([[0.0, 0.25], [0.5, 0.25], [0.5, 0.25]]))[1]
    0.375
    """
    spoken = [k for k, one in enumerate(issues) if one.relation != "unspoken"]
    weight = np.array([sum(issues[k].saliences) for k in spoken])
    if not weight.sum() > 0:
        return float("nan"), float("nan")
    low, high = np.quantile(drawn[:, spoken] @ weight / weight.sum(), [0.1, 0.9])
    return float(low), float(high)
