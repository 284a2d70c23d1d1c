"""Competing in the same fields at the same time: a contest with overlap, timing and unequal strengths.

Of a prize V the share 1 − γω is safe; the rest is contested in the manner of Tullock: actor i with effort x_i at unit
cost c_i and strength a_i receives a_i·x_i^r / (a_i·x_i^r + a_j·x_j^r) of it. γ is how far the fields overlap, ω how far
the investment windows do; a leader–follower order would not do for timing, since in a symmetric lottery contest (r = 1)
it leaves effort unchanged (Dixit 1987).

References
----------
Tullock, G. (1980). Efficient rent seeking. Nti, K. (1999). Rent-seeking with asymmetric valuations. *Public Choice* 98
(existence of a pure equilibrium). Dixit, A. (1987). Strategic behavior in contests. *American Economic Review* 77.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
CELLS = ("synchronous_same", "synchronous_different", "asynchronous_same", "asynchronous_different")
"""Timing and tune: at the same time or not, in the same fields or not."""


@dataclass(frozen=True, slots=True)
class Contest:
    """The pure equilibrium of contests: effort and payoff of both actors, ``(…, 2)``; NaN where there is none."""

    effort: Floats
    payoff: Floats
    exists: NDArray[np.bool_]


def contest(
    prize: ArrayLike, overlap: ArrayLike, decisiveness: ArrayLike, cost: ArrayLike, strength: ArrayLike = (1.0, 1.0)
) -> Contest:
    """Solve contests in closed form.

    With θ = (a_i/a_j)(c_j/c_i)^r, both spend the same: c_i·x_i = r·γV·θ/(1 + θ)². The equilibrium exists iff
    r ≤ 1 + min(θ, 1/θ); for equals that is r ≤ 2 and effort r·γV/(4c).

    Parameters
    ----------
    prize, overlap, decisiveness : arrays of one shape
        V, γ (times ω, where windows overlap in part) and r.
    cost, strength : (..., 2) arrays

    Returns
    -------
    Contest

    Examples
    --------
    >>> contest(8.0, 0.5, 1.0, (1.0, 1.0)).effort
    array([1., 1.])
    """
    value, share, r = (np.asarray(part, dtype=np.float64)[..., None] for part in (prize, overlap, decisiveness))
    unit, able = np.asarray(cost, dtype=np.float64), np.asarray(strength, dtype=np.float64)
    if not ((unit > 0).all() and (able > 0).all() and (r > 0).all()):
        raise ValueError("costs, strengths and decisiveness must be above 0")
    odds = (able / able[..., ::-1]) * (unit[..., ::-1] / unit) ** r
    odds = np.broadcast_to(odds, np.broadcast_shapes(odds.shape, value.shape[:-1] + (2,), share.shape[:-1] + (2,)))
    contested = share * value
    exists = np.asarray((r <= 1 + np.minimum(odds, 1 / odds)).all(axis=-1))
    spent = r * contested * odds / (1 + odds) ** 2
    payoff = (1 - share) * value + contested * odds / (1 + odds) - spent
    nowhere = np.where(exists, 1.0, np.nan)[..., None]
    return Contest(spent / unit * nowhere, payoff * nowhere, exists)


def windows_overlap(start: ArrayLike, length: ArrayLike) -> Floats:
    """Return ω, the share of the shorter investment window in which both invest.

    Parameters
    ----------
    start, length : (..., 2) arrays
        When each begins and how long it lasts, in one unit of time.

    Examples
    --------
    >>> float(windows_overlap((0, 3), (4, 4)))
    0.25
    """
    begin, last = np.asarray(start, dtype=np.float64), np.asarray(length, dtype=np.float64)
    if not (last > 0).all():
        raise ValueError("an investment window needs a length above 0")
    shared = np.clip((begin + last).min(axis=-1) - begin.max(axis=-1), 0, None)
    return np.asarray(shared / last.min(axis=-1))


def rivalry_index(overlap: ArrayLike, window: ArrayLike, decisiveness: ArrayLike) -> Floats:
    """Return the share of the prize that two equals burn in rivalry, γ·ω·r/2; NaN past r = 2.

    Examples
    --------
    >>> float(rivalry_index(0.8, 0.5, 1.0))
    0.2
    """
    r = np.asarray(decisiveness, dtype=np.float64)
    index = np.asarray(overlap, dtype=np.float64) * np.asarray(window, dtype=np.float64) * r / 2
    return np.asarray(np.where(r <= 2, index, np.nan))


def four_cells(overlap: tuple[float, float], window: tuple[float, float], decisiveness: float) -> dict[str, float]:
    """Return the rivalry index of the four cells of timing and tune.

    Parameters
    ----------
    overlap, window : (low, high)
        γ for different and for the same tune, ω for different and for the same time.

    Examples
    --------
    >>> four_cells((0.2, 1.0), (0.5, 1.0), 1.0)["asynchronous_different"]
    0.05
    """
    tune, time = dict(zip(("different", "same"), overlap, strict=True)), dict(zip(("a", ""), window, strict=True))
    return {
        f"{prefix}synchronous_{field}": float(rivalry_index(tune[field], time[prefix], decisiveness))
        for prefix in ("", "a")
        for field in ("same", "different")
    }
