"""Alternating offers: patience, deadlines, chance proposers and the risk that talks break down.

Ståhl 1972, *Bargaining Theory*; Rubinstein 1982 (Econometrica 50:97); Binmore 1987, in *The Economics of Bargaining*,
for chance proposers; Binmore, Rubinstein, Wolinsky 1986 (RAND Journal 17:176) for breakdown.
"""

from __future__ import annotations

import numpy as np

from countermove.bargain.compromise import Floats


def alternating_shares(discount: Floats, breakdown: float = 0.0, outside: Floats | None = None) -> Floats:
    """Return the shares of one unit when two actors alternate offers without end and the first proposes.

    The unique subgame-perfect division: (1 − δ₂)/(1 − δ₁δ₂) to the proposer. After each refusal talks end with chance
    ``breakdown`` and each gets ``outside``; the discount is then applied to the rest.

    Parameters
    ----------
    discount : (2,) float
        What one round later is worth to each, from 0 to less than 1 (or 1 where breakdown is above 0).
    breakdown : float
        Chance that talks end after a refusal.
    outside : (2,) float, optional
        What each gets when they end; 0 where left out; at most 1 together.

    Examples
    --------
    >>> alternating_shares(np.array([0.9, 0.8])).round(4)
    array([0.7143, 0.2857])
    """
    keep, floor = _continuation(discount, breakdown, outside)
    if keep[0] * keep[1] >= 1:
        raise ValueError("nobody minds waiting: lower a discount below 1, or give talks a risk of breaking down")
    # the proposer leaves the other its continuation: x1 = 1 − (f2 + k2·x2) and x2 = 1 − (f1 + k1·x1)
    first = (1 - floor[1] - keep[1] * (1 - floor[0])) / (1 - keep[0] * keep[1])
    return np.array([first, 1 - first])


def deadline_shares(
    proposers: Floats, discount: Floats, breakdown: float = 0.0, outside: Floats | None = None
) -> Floats:
    """Return everyone's expected share when offers end after the last row; unanimity; then all get ``outside``.

    Solved backwards: whoever proposes leaves each other actor exactly what waiting is worth to it. O(rounds · n).

    Parameters
    ----------
    proposers : (rounds, n) float
        Chance of each actor to propose in each round; rows add up to 1. Alternating offers are rows of 0 and 1.
    discount : (n,) float
        What one round later is worth to each.
    breakdown, outside
        As in ``alternating_shares``.

    Returns
    -------
    (n,) float
        Expected shares before the first proposer is drawn.

    Examples
    --------
    >>> deadline_shares(np.array([[1.0, 0], [0, 1]]), np.array([0.9, 0.8]))  # the last word is worth 0.8 now
    array([0.2, 0.8])
    """
    if proposers.ndim != 2 or not np.allclose(proposers.sum(axis=1), 1) or (proposers < 0).any():
        raise ValueError("chances to propose do not add up to 1 in each round: make every row add up to 1")
    keep, floor = _continuation(discount, breakdown, outside)
    end = np.zeros(len(discount)) if outside is None else np.asarray(outside, np.float64)
    value = np.array(end)
    for row, chance in enumerate(proposers[::-1]):
        wait = end * discount if row == 0 else floor + keep * value
        surplus = 1 - wait.sum()
        value = wait + chance * surplus
    return value


def chance_proposer_shares(
    chance: Floats, discount: Floats, breakdown: float = 0.0, outside: Floats | None = None
) -> Floats:
    """Return everyone's expected share when each round's proposer is drawn anew, without end; unanimity.

    The stationary equilibrium: with equal patience, shares equal the chances to propose. O(n³).

    Examples
    --------
    >>> chance_proposer_shares(np.array([0.5, 0.3, 0.2]), np.full(3, 0.9)).round(6)
    array([0.5, 0.3, 0.2])
    """
    keep, floor = _continuation(discount, breakdown, outside)
    n = len(keep)
    wait = np.diag(keep)
    system = np.eye(n) - wait + np.outer(chance, keep)
    return np.asarray(np.linalg.solve(system, floor + chance * (1 - floor.sum())))


def _continuation(discount: Floats, breakdown: float, outside: Floats | None) -> tuple[Floats, Floats]:
    """Return (k, f): waiting is worth f + k · share, per actor."""
    discount = np.asarray(discount, np.float64)
    if (discount < 0).any() or (discount > 1).any() or not 0 <= breakdown <= 1:
        raise ValueError("a discount or the breakdown risk is outside 0–1")
    floor = np.zeros_like(discount) if outside is None else np.asarray(outside, np.float64)
    if floor.sum() > 1 + 1e-12:
        raise ValueError("the outside options together exceed the whole: there is nothing to share")
    return discount * (1 - breakdown), discount * breakdown * floor
