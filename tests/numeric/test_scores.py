import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.numeric.scores import cluster_interval, sample_crps


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=8), st.integers(-3, 23))
def test_score_is_the_area_between_the_distribution_and_the_step(sample: list[int], outcome: int) -> None:
    values = np.array([sample], dtype=float)
    line = np.linspace(-5, 25, 30_001)
    below = (values[0][:, None] <= line).mean(axis=0)
    area = ((below - (line >= outcome)) ** 2)[:-1].sum() * (line[1] - line[0])
    assert abs(sample_crps(values, np.array([float(outcome)]))[0] - area) < 0.02


def test_interval_covers_the_mean_of_clusters_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    cluster = np.repeat(np.arange(40), 3)
    hits = 0
    for trial in range(200):
        value = rng.normal(size=40)[cluster] + rng.normal(size=120)
        low, high = cluster_interval(value, cluster, seed=trial, resamples=400)
        hits += low <= 0 <= high
    assert 178 <= hits <= 198  # 95 of 100, less the well-known shortfall of the percentile method


def test_whole_clusters_widen_the_interval() -> None:
    value = np.repeat(np.random.default_rng(1).normal(size=30), 4)
    whole = cluster_interval(value, np.repeat(np.arange(30), 4), seed=1)
    alone = cluster_interval(value, np.arange(120), seed=1)
    assert whole[1] - whole[0] > 1.5 * (alone[1] - alone[0])
