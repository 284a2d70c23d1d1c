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
