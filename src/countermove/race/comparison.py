"""Who leads when, and when a loss is made up: over sampled runs, for all draws at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEVEL = 1e-9  # relative difference below which two values count as level: far above rounding, below any reading


def leaders(values: Floats, lower_leads: bool = False) -> Ints:
    """Return who leads at each moment; level sides keep the leader before them, −1 where there was none yet.

    Parameters
    ----------
    values : (sides, moments, draws) float
    lower_leads : bool
        Whether the least value leads (a cost) instead of the greatest.

    Returns
    -------
    (moments, draws) int64
        O(sides · moments · draws).

    Examples
    --------
    >>> leaders(np.array([[1.0, 2.0, 3.0, 3.0], [1.0, 1.0, 3.0, 4.0]])[:, :, None])[:, 0]
    array([-1,  0,  0,  1])
    """
    signed = -values if lower_leads else values
    ranked = np.sort(signed, axis=0)
    size = np.maximum(np.abs(ranked[-1]), np.abs(ranked[-2]))
    best = np.argmax(signed, axis=0)
    clear = ranked[-1] - ranked[-2] > LEVEL * size
    found = np.where(clear, best, -1).astype(np.int64)
    for moment in range(1, len(found)):
        level = found[moment] < 0
        found[moment][level] = found[moment - 1][level]
    return found


@dataclass(frozen=True, slots=True)
class Overtaking:
    """The first change of lead a draw: ``date`` and ``by`` are nan and −1 where the lead never changes."""

    date: Floats
    by: Ints


def first_overtaking(times: Floats, values: Floats, leading: Ints) -> Overtaking:
    """Return when the lead first changes, between moments on the straight line, and who takes it.

    Examples
    --------
    >>> values = np.array([[2.0, 2.0, 2.0], [0.0, 1.0, 4.0]])[:, :, None]
    >>> found = first_overtaking(np.array([0.0, 1.0, 2.0]), values, leaders(values))
    >>> found.date.round(3), found.by
    (array([1.333]), array([1]))
    """
    changed = (leading[1:] != leading[:-1]) & (leading[:-1] >= 0)
    ever = changed.any(axis=0)
    after = np.argmax(changed, axis=0) + 1
    draws = np.arange(values.shape[2])
    new, old = leading[after, draws], leading[after - 1, draws]
    gap_after = values[new, after, draws] - values[old, after, draws]
    gap_before = values[new, after - 1, draws] - values[old, after - 1, draws]
    with np.errstate(all="ignore"):
        part = np.clip(gap_before / (gap_before - gap_after), 0.0, 1.0)
    part = np.where(np.isfinite(part), part, 1.0)
    date = times[after - 1] + part * (times[after] - times[after - 1])
    return Overtaking(np.where(ever, date, np.nan), np.where(ever, new, -1))


@dataclass(frozen=True, slots=True)
class Recovery:
    """How a run compares with its counterfactual: the deepest loss, and when its level and its total are made up.

    ``level`` and ``total`` are nan where that does not happen (or nothing was lost); ``final`` is the last difference.
    """

    deepest: Floats
    level: Floats
    total: Floats
    final: Floats


def recovery(times: Floats, difference: Floats) -> Recovery:
    """Return when a difference that fell below zero comes back, in level and accumulated over time (trapezoids).

    Parameters
    ----------
    times : (moments,) float
    difference : (moments, draws) float
        The run minus its counterfactual.

    Examples
    --------
    >>> times = np.linspace(0.0, 4.0, 401)
    >>> found = recovery(times, (times - 1.0)[:, None])
    >>> found.level.round(3), found.total.round(3)
    (array([1.]), array([2.]))
    """
    gaps = np.diff(times)[:, None]
    total = np.vstack(
        [np.zeros((1, difference.shape[1])), np.cumsum((difference[1:] + difference[:-1]) / 2 * gaps, axis=0)]
    )
    return Recovery(
        np.minimum(difference.min(axis=0), 0.0), _upward(times, difference), _upward(times, total), difference[-1]
    )


def _upward(times: Floats, path: Floats) -> Floats:
    """Return where a path first comes back to zero after it was clearly below, on the straight line."""
    slack = LEVEL * np.abs(path).max(axis=0)
    below = np.logical_or.accumulate(path < -slack, axis=0)
    back = below[:-1] & (path[1:] >= 0) & (path[:-1] < 0)
    ever, after = back.any(axis=0), np.argmax(back, axis=0) + 1
    draws = np.arange(path.shape[1])
    right, left = path[after, draws], path[after - 1, draws]
    with np.errstate(all="ignore"):
        part = np.clip(-left / (right - left), 0.0, 1.0)
    date = times[after - 1] + part * (times[after] - times[after - 1])
    return np.where(ever, date, np.nan)
