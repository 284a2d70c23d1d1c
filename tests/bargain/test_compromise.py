import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from countermove.bargain.compromise import compromise_mean, compromise_median

places = st.integers(1, 9).flatmap(
    lambda n: st.tuples(
        arrays(np.float64, n, elements=st.integers(0, 10).map(float)),
        arrays(np.float64, n, elements=st.integers(1, 9).map(float)),
    )
)


@settings(deadline=None)
@given(places)
def test_no_position_beats_the_median_by_plain_or_graded_votes(case: tuple[np.ndarray, np.ndarray]) -> None:
    position, weight = case
    median = compromise_median(position, weight)
    for rival in np.unique(position):
        margin = np.abs(position - rival) - np.abs(position - median)
        assert weight @ np.sign(margin) >= 0
        assert weight @ margin >= 0


@settings(deadline=None)
@given(places)
def test_mean_balances_the_pulls(case: tuple[np.ndarray, np.ndarray]) -> None:
    position, weight = case
    mean = compromise_mean(position, weight)
    assert abs(sum(w * (x - mean) for x, w in zip(position, weight, strict=True))) < 1e-9 * weight.sum()


def test_missing_positions_without_weight_do_not_count() -> None:
    position, weight = np.array([[np.nan, 10.0, 20.0]]), np.array([[0.0, 1.0, 1.0]])
    assert compromise_mean(position, weight).tolist() == [15.0]
    assert compromise_median(position, weight).tolist() == [10.0]
    assert np.isnan(compromise_mean(np.array([1.0]), np.array([0.0])))
    assert np.isnan(compromise_median(np.array([1.0]), np.array([0.0])))


def test_a_tie_gives_the_lower_of_the_two_middle_positions_whatever_the_rounding() -> None:
    assert compromise_median(np.array([1.0, 2.0, 3.0]), np.array([0.1, 0.2, 0.3])) == 2.0


def test_negative_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="weights are at least 0"):
        compromise_mean(np.array([1.0]), np.array([-1.0]))
