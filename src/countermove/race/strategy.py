"""Strategic effort: paths from which no actor gains by departing, each knowing the model but not the other's path.

An open-loop Nash equilibrium (Başar, Olsder 1999, *Dynamic Noncooperative Game Theory*, ch. 6) in controls that are
constant within each of a few periods, found by best responses in turn and then checked against many departures. Where
best responses do not settle, the answer says so; other equilibria than the one found may exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Payoffs = Callable[[Floats], Floats]
STILL = 1e-3  # of a span or a stake: what counts as no move and no gain when many cases are solved at once


@dataclass(frozen=True, slots=True)
class OpenLoop:
    """Equilibrium paths (actors, periods), what each actor gets, the greatest gain of any departure that was tried."""

    paths: Floats
    payoffs: Floats
    gain: Floats
    departures: int
    rounds: int
    settled: bool


def open_loop_equilibrium(
    payoffs: Payoffs, low: Floats, high: Floats, periods: int, seed: int = 1, rounds: int = 60
) -> OpenLoop:
    """Return paths that are best responses to each other.

    Parameters
    ----------
    payoffs : function
        (draws, actors, periods) controls → (draws, actors) payoffs, all draws at once.
    low, high : (actors,) float
        Ends between which each actor chooses.
    periods : int
        Periods of equal length.
    seed : int
        Of the random departures that the check tries.

    Notes
    -----
    Each best response is a bounded quasi-Newton search (L-BFGS-B) whose gradients come from one batch of runs.
    """
    actors, span = len(low), high - low
    paths = np.repeat(((low + high) / 2)[:, None], periods, axis=1)
    settled, done = False, 0
    for _ in range(rounds):
        done += 1
        before = paths.copy()
        for actor in range(actors):
            paths[actor] = _best_response(payoffs, paths, actor, float(low[actor]), float(high[actor]))
        if float((np.abs(paths - before) / span[:, None]).max()) < 1e-5:
            settled = True
            break
    gain, tried = _check(payoffs, paths, low, high, np.random.default_rng(seed))
    return OpenLoop(paths, payoffs(paths[None])[0], gain, tried, done, settled)


def _best_response(payoffs: Payoffs, paths: Floats, actor: int, low: float, high: float) -> Floats:
    from scipy.optimize import minimize

    span, periods = high - low, paths.shape[1]
    nudge = 1e-4

    def loss_and_slope(unit: Floats) -> tuple[float, Floats]:
        batch = np.repeat(paths[None], 2 * periods + 1, axis=0)
        batch[:, actor] = low + span * unit
        steps = np.full((periods, 2), nudge)
        for period in range(periods):
            steps[period] = min(nudge, 1 - unit[period]), min(nudge, unit[period])  # stay between the ends
            batch[1 + 2 * period, actor, period] += span * steps[period, 0]
            batch[2 + 2 * period, actor, period] -= span * steps[period, 1]
        values = payoffs(batch)[:, actor]
        return -float(values[0]), -(values[1::2] - values[2::2]) / steps.sum(axis=1)

    start = (paths[actor] - low) / span
    found = minimize(loss_and_slope, start, jac=True, method="L-BFGS-B", bounds=[(0.0, 1.0)] * periods)
    return np.asarray(low + span * np.clip(found.x, 0, 1))


def _check(payoffs: Payoffs, paths: Floats, low: Floats, high: Floats, rng: np.random.Generator) -> tuple[Floats, int]:
    """Try departures of every size, one actor at a time; return each actor's greatest gain and how many were tried."""
    actors, periods = paths.shape
    gains = np.zeros(actors)
    base, tried = payoffs(paths[None])[0], 0
    for actor in range(actors):
        span = high[actor] - low[actor]
        wide = rng.uniform(low[actor], high[actor], (128, periods))
        near = paths[actor] + span * rng.normal(0, 1, (128, periods)) * rng.choice([1e-3, 1e-2, 1e-1], (128, 1))
        ends = np.array([np.full(periods, low[actor]), np.full(periods, high[actor])])
        tries = np.clip(np.vstack([wide, near, ends]), low[actor], high[actor])
        batch = np.repeat(paths[None], len(tries), axis=0)
        batch[:, actor] = tries
        gains[actor] = max(0.0, float((payoffs(batch)[:, actor] - base[actor]).max()))
        tried += len(tries)
    return gains, tried


@dataclass(frozen=True, slots=True)
class EachOpenLoop:
    """Paths (draws, actors, periods) by draw, and whether they rest and no departure that was tried pays."""

    paths: Floats
    holds: NDArray[np.bool_]


def equilibrium_in_each(
    payoffs: Payoffs, low: Floats, high: Floats, start: Floats, stake: Floats, rounds: int = 25
) -> EachOpenLoop:
    """Return mutual best responses of many cases at once, each found from the same start.

    Every actor in turn moves each of its periods by a bounded Newton step on a parabola through three nearby values (a
    gradient step where the parabola opens upwards), until no case moves by more than a thousandth of the span. A case
    holds if it rests and neither end of the span, nor its middle, in one period or throughout, pays an actor more than
    a thousandth of its stake.

    Parameters
    ----------
    payoffs : function
        (k · draws, actors, periods) controls → (k · draws, actors) payoffs: one set of all cases after another, each
        row by the numbers of its own case.
    low, high, stake : (actors,) float
    start : (draws, actors, periods) float

    Examples
    --------
    >>> slopes = np.array([1.0, 2.0])
    >>> def payoffs(controls):  # ½ of a unit's square is its burden: effort equals its slope
    ...     slope = np.tile(slopes, len(controls) // 2)[:, None]
    ...     return slope * controls[:, :, 0] - controls[:, :, 0] ** 2 / 2
    >>> found = equilibrium_in_each(payoffs, np.zeros(2), np.full(2, 4.0), np.ones((2, 2, 1)), np.ones(2))
    >>> found.paths[:, 0, 0].round(3).tolist(), found.holds.tolist()
    ([1.0, 2.0], [True, True])
    """
    paths, moved = start.copy(), np.full(len(start), np.inf)
    for _ in range(rounds):
        before = paths.copy()
        for actor in range(paths.shape[1]):
            paths[:, actor] = _newton(payoffs, paths, actor, float(low[actor]), float(high[actor]))
        moved = (np.abs(paths - before) / (high - low)[:, None]).max(axis=(1, 2))
        if (moved < STILL).all():
            break
    gain = np.max([_gain(payoffs, paths, actor, low, high) / stake[actor] for actor in range(len(low))], axis=0)
    return EachOpenLoop(paths, (moved < STILL) & (gain < STILL))


def _newton(payoffs: Payoffs, paths: Floats, actor: int, low: float, high: float) -> Floats:
    nudge, here = 1e-3 * (high - low), paths[:, actor].copy()
    inside = np.clip(here, low + nudge, high - nudge)  # so that both neighbours lie within the span
    for period in range(paths.shape[2]):
        now = np.repeat(paths[None], 3, axis=0)
        now[:, :, actor] = here
        now[:, :, actor, period] = inside[:, period] + nudge * np.array([[-1.0], [0.0], [1.0]])
        left, at, right = payoffs(now.reshape(-1, *paths.shape[1:]))[:, actor].reshape(3, -1)
        slope, bend = (right - left) / (2 * nudge), (right - 2 * at + left) / nudge**2
        with np.errstate(all="ignore"):
            step = np.where(bend < 0, -slope / bend, np.sign(slope) * (high - low) / 4)
        here[:, period] = np.clip(inside[:, period] + np.nan_to_num(step), low, high)
    return here


def _gain(payoffs: Payoffs, paths: Floats, actor: int, low: Floats, high: Floats) -> Floats:
    """Return the most that an actor gains, by case, from the ends and the middle of its span."""
    tries = [paths]
    for level in np.linspace(low[actor], high[actor], 3):
        for periods in (slice(None), *range(paths.shape[2])):
            tries.append(paths.copy())
            tries[-1][:, actor, periods] = level
    found = payoffs(np.concatenate(tries))[:, actor].reshape(len(tries), -1)
    return np.asarray((found - found[0]).max(axis=0))
