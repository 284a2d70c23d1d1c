"""Intervals for shares and for means: they cover the sampling of draws, and nothing else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from countermove.numeric.intervals import Estimate as Estimate
from countermove.numeric.intervals import wilson as wilson

Reals = NDArray[np.float64]


def resampled_counts(rows: int, resamples: int, rng: np.random.Generator) -> Reals:
    """Return ``(resamples, rows)`` how often a bootstrap resample takes each row (Efron 1979)."""
    return rng.multinomial(rows, np.full(rows, 1 / rows), size=resamples).astype(np.float64)


def percentile_interval(resampled: Reals) -> tuple[Reals, Reals]:
    """Return the 2.5% and 97.5% points of resampled values along the first axis."""
    low, high = np.nanpercentile(resampled, [2.5, 97.5], axis=0)
    return np.asarray(low), np.asarray(high)
