"""The payoffs that some subgame-perfect equilibrium of the repeated game reaches, with public randomisation.

References
----------
Abreu, D. and Sannikov, Y. (2014). An algorithm for two-player repeated games with perfect monitoring. *Theoretical
Economics* 9, 313–338.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Point = tuple[float, float]
ROUNDS = 5_000
"""The sets shrink geometrically; one that has not settled by then is not returned."""


def equilibrium_payoffs(payoff: ArrayLike, discount: float) -> Floats:
    """Return the corners of the set of equilibrium payoffs, per round; empty where there is no pure equilibrium path.

    Abreu and Sannikov's algorithm: start from the feasible payoffs and each actor's pure minmax payoff, and keep for
    each profile its payoff where nothing tempts, else the corners of what may follow at which some temptation is just
    met. The set may hold payoffs above joint acceleration even where no rule keeps joint restraint, by taking turns.
    Corners settle to 1e-11 of the spread of payoffs.

    Parameters
    ----------
    payoff : (2, m, n) array
    discount : float
        Common to both, 0 < δ < 1.

    Returns
    -------
    (k, 2) float64

    Raises
    ------
    ValueError
        If the discount factor is out of range, or so near 1 that the set does not settle.

    Examples
    --------
    >>> equilibrium_payoffs([[[9, 1], [10, 3]], [[9, 10], [1, 3]]], 0.9).round(6).tolist()
    [[3.0, 3.0], [3.0, 9.75], [9.0, 9.0], [9.75, 3.0]]
    """
    if not 0 < discount < 1:
        raise ValueError(f"discount factor {discount:g} is out of range: must lie strictly between 0 and 1")
    table = np.asarray(payoff, dtype=np.float64)
    own, other = table
    spread = max(float(np.ptp(own)), float(np.ptp(other)), 1e-300)
    near = 1e-11 * spread
    tempt = (1 - discount) / discount * np.stack([own.max(axis=0) - own, other.max(axis=1)[:, None] - other])
    floor = [float(own.max(axis=0).min()), float(other.max(axis=1).min())]
    profiles = [
        ((float(own[p]), float(other[p])), (float(tempt[0][p]), float(tempt[1][p]))) for p in np.ndindex(own.shape)
    ]
    corners = hull([reward for reward, _ in profiles], near)
    for _ in range(ROUNDS):
        reached = [
            ((1 - discount) * reward[0] + discount * after[0], (1 - discount) * reward[1] + discount * after[1])
            for reward, gain in profiles
            for after in _following(corners, reward, (floor[0] + gain[0], floor[1] + gain[1]), near)
        ]
        if not reached:
            return np.empty((0, 2))
        before, corners = corners, hull(reached, near)
        floor = [max(floor[actor], min(corner[actor] for corner in corners)) for actor in range(2)]
        if len(before) == len(corners) and np.abs(np.subtract(before, corners)).max() < near:
            return np.array(sorted(corners))
    raise ValueError(f"the set of equilibrium payoffs does not settle at discount factor {discount:g}")


def _following(corners: Sequence[Point], reward: Point, least: Point, near: float) -> list[Point]:
    """Return what may follow a profile: the profile itself if it tempts nobody, else corners that just hold both."""
    if reward[0] >= least[0] - near and reward[1] >= least[1] - near:
        return [reward]
    allowed = list(corners)
    for axis in range(2):
        allowed = _above(allowed, axis, least[axis], near)
    return [p for p in allowed if min(p[0] - least[0], p[1] - least[1]) <= near]


def _above(corners: Sequence[Point], axis: int, least: float, near: float) -> list[Point]:
    """Return a convex polygon cut to where one coordinate is at least so much (Sutherland and Hodgman)."""
    kept: list[Point] = []
    for place, here in enumerate(corners):
        before = corners[place - 1]
        inside, was_inside = here[axis] >= least - near, before[axis] >= least - near
        if inside != was_inside:
            share = (least - before[axis]) / (here[axis] - before[axis])
            cut = before[1 - axis] + share * (here[1 - axis] - before[1 - axis])
            kept.append((least, cut) if axis == 0 else (cut, least))
        if inside:
            kept.append(here)
    return kept


def hull(points: Sequence[Point], near: float) -> list[Point]:
    """Return the corners of the convex hull, counter-clockwise from the lowest first coordinate (Andrew's chain).

    Examples
    --------
    >>> hull([(0, 0), (2, 0), (1, 0.5), (0, 2), (1, 1)], 0.01)
    [(0.0, 0.0), (2.0, 0.0), (0.0, 2.0)]
    """
    grid = near / 10  # equal first coordinates must be equal, or a point between two others could drop one of them
    ordered = sorted({(round(x / grid) * grid, round(y / grid) * grid) for x, y in points})
    if len(ordered) < 3:
        return ordered

    def chain(along: Sequence[Point]) -> list[Point]:
        kept: list[Point] = []
        for x, y in along:
            while len(kept) > 1:
                (x1, y1), (x2, y2) = kept[-2], kept[-1]
                turn = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
                if turn > near * max(abs(x - x1), abs(y - y1)):
                    break
                kept.pop()
            kept.append((x, y))
        return kept[:-1]

    corners = chain(ordered) + chain(ordered[::-1])
    return corners if len(corners) > 2 else [ordered[0], ordered[-1]]
