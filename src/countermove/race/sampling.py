"""A small sample over the stated laws beside each run, so that a contest is never told by one number alone.

``stress`` draws as many as are asked for, with correlations; this sample is small, independent and always the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from countermove.kind import Case
from countermove.race.comparison import first_overtaking, leaders
from countermove.race.equations import Equations
from countermove.race.model import RaceModel
from countermove.race.program import simulate
from countermove.race.solution import ContestAnswer, Sample

Floats = NDArray[np.float64]
DRAWS, SEED = 512, 1


def independent_draws(equations: Equations, count: int, seed: int) -> dict[str, float | Floats]:
    """Return ``count`` draws of every number with a law, independent of each other; shared parameters share theirs."""
    streams: dict[str, Floats] = {}
    found: dict[str, float | Floats] = {}
    for name, part in equations.constants.items():
        law = part.quantity.law
        if law.coordinates == 0:
            continue
        if part.input not in streams:
            rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(len(streams),)))
            streams[part.input] = rng.random((count, law.coordinates))
        found[name] = law.draw(streams[part.input])
    return found


def sampled_contests(
    case: Case[RaceModel], equations: Equations, times: Floats, contests: Sequence[ContestAnswer]
) -> tuple[ContestAnswer, ...]:
    """Return contests with bands and shares over draws; as they are where nothing varies."""
    draws = independent_draws(equations, DRAWS, SEED)
    if not draws or not contests:
        return tuple(contests)
    names = [f"contests.{contest.id}.{side}" for contest in contests for side in contest.sides]
    run = simulate(equations, draws, times, names)
    return tuple(_with_sample(contest, run.values, times) for contest in contests)


def _with_sample(contest: ContestAnswer, values: Mapping[str, Floats], times: Floats) -> ContestAnswer:
    rows = [values[f"contests.{contest.id}.{side}"] for side in contest.sides]
    stacked = np.stack(rows)
    sound = np.isfinite(stacked).all(axis=(0, 1))
    stacked = stacked[:, :, sound]
    if stacked.shape[2] < DRAWS // 2:
        return contest
    leading = leaders(stacked, contest.lower_leads)
    first = first_overtaking(times, stacked, leading).date
    changed = np.isfinite(first)
    low, high = np.quantile(stacked, [0.1, 0.9], axis=2)
    dates = tuple(map(float, np.quantile(first[changed], [0.1, 0.5, 0.9]))) if changed.sum() >= 10 else None
    sample = Sample(
        draws=int(sound.sum()),
        seed=SEED,
        leads={side: float((leading[-1] == index).mean()) for index, side in enumerate(contest.sides)},
        changes=float(changed.mean()),
        dates=dates,  # type: ignore[arg-type]
    )
    bands = {side: (low[index], high[index]) for index, side in enumerate(contest.sides)}
    return replace(contest, bands=bands, sample=sample)
