"""Wilson intervals against scipy's, and their coverage."""

import numpy as np
import pytest
from scipy.stats import binomtest

from countermove.stress.drivers.intervals import percentile_interval, resampled_counts, wilson


@pytest.mark.parametrize(("count", "total"), [(0, 10), (10, 10), (3, 10), (830, 1000), (1, 100_000)])
def test_wilson_equals_scipy(count: int, total: int) -> None:
    ours, theirs = wilson(count, total), binomtest(count, total).proportion_ci(method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert ours.low <= ours.value <= ours.high


def test_no_draws_say_nothing() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)


def test_resampling_gives_the_spread_of_a_mean() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=500)
    low, high = percentile_interval(resampled_counts(500, 2000, rng) @ values / 500)
    assert (high - low) / 2 == pytest.approx(1.96 * values.std() / np.sqrt(500), rel=0.1)
