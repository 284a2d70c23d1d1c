"""The axioms that characterise each solution, as properties; and optima by brute force on a fine grid."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from countermove.bargain.solutions import (
    egalitarian_deal,
    egalitarian_lottery,
    kalai_smorodinsky_deal,
    kalai_smorodinsky_lottery,
    nash_deal,
    nash_lottery,
    utilitarian_deal,
)

Gains = np.ndarray


def gains(actors: st.SearchStrategy[int], low: int = -4) -> st.SearchStrategy[Gains]:
    return st.tuples(st.integers(1, 8), actors).flatmap(
        lambda shape: arrays(np.float64, shape, elements=st.integers(low, 9).map(float))
    )


def helps_all(gain: Gains) -> bool:
    found = egalitarian_lottery(gain)
    return found is not None and found.gain.min() > 0.01


@settings(deadline=None, max_examples=60)
@given(gains(st.integers(2, 3)))
def test_nash_lottery_is_proved_and_beats_random_lotteries(gain: Gains) -> None:
    assume(helps_all(gain))
    found = nash_lottery(gain)
    assert found is not None and found.gap <= 1e-6
    rng = np.random.default_rng(0)
    others = rng.dirichlet(np.full(len(gain), 0.5), 2_000) @ gain
    others = others[(others > 0).all(axis=1)]
    if len(others):
        assert np.log(others).sum(axis=1).max() <= np.log(found.gain).sum() + 1e-5


@settings(deadline=None, max_examples=40)
@given(gains(st.just(2)), st.tuples(st.floats(0.2, 5), st.floats(0.2, 5)))
def test_nash_lottery_is_invariant_to_scale(gain: Gains, unit: tuple[float, float]) -> None:
    assume(helps_all(gain))
    plain, scaled = nash_lottery(gain), nash_lottery(gain * np.array(unit))
    assert plain is not None and scaled is not None
    np.testing.assert_allclose(scaled.gain, plain.gain * np.array(unit), rtol=2e-3)


@settings(deadline=None, max_examples=40)
@given(gains(st.just(2)), st.integers(0, 7))
def test_nash_lottery_is_independent_of_irrelevant_alternatives(gain: Gains, dropped: int) -> None:
    assume(helps_all(gain))
    whole = nash_lottery(gain)
    assert whole is not None
    assume(dropped < len(gain) and dropped not in whole.deal.tolist())
    rest = nash_lottery(np.delete(gain, dropped, axis=0))
    assert rest is not None
    np.testing.assert_allclose(rest.gain, whole.gain, rtol=2e-3)


@settings(deadline=None, max_examples=40)
@given(gains(st.integers(2, 3)))
def test_nash_lottery_is_strongly_pareto(gain: Gains) -> None:
    assume(helps_all(gain))
    found = nash_lottery(gain)
    assert found is not None
    for direction in np.eye(gain.shape[1]):  # a supporting hyperplane with positive weights proves it
        slope = (1 / found.gain) / (1 / found.gain).sum()
        assert (gain @ slope).max() <= found.gain @ slope + 1e-6
        assert direction @ slope > 0


@settings(deadline=None, max_examples=80)
@given(gains(st.integers(1, 4)))
def test_deals_are_what_their_definitions_say(gain: Gains) -> None:
    rational = [row for row in range(len(gain)) if min(gain[row]) >= 0]
    assert utilitarian_deal(gain) in [r for r in range(len(gain)) if gain[r].sum() == gain.sum(axis=1).max()]
    if not rational:
        assert nash_deal(gain) is None and egalitarian_deal(gain) is None and kalai_smorodinsky_deal(gain) is None
        return
    nash, even = nash_deal(gain), egalitarian_deal(gain)
    assert nash in rational and even in rational
    assert gain[even].min() == max(gain[row].min() for row in rational)
    best = max(np.prod(gain[row]) for row in rational)
    if best > 0:
        assert np.prod(gain[nash]) == pytest.approx(best)
    for deal in (nash, even, kalai_smorodinsky_deal(gain)):
        assert not any((gain[r] >= gain[deal]).all() and (gain[r] > gain[deal]).any() for r in rational)


@settings(deadline=None, max_examples=60)
@given(gains(st.integers(1, 4)), st.floats(0.2, 5))
def test_nash_deal_ignores_scale_and_irrelevant_deals(gain: Gains, unit: float) -> None:
    found = nash_deal(gain)
    assume(found is not None)
    assert found is not None
    assume(gain[found].min() > 0)
    scaled = nash_deal(gain * np.linspace(unit, 1, gain.shape[1]))
    assert scaled is not None
    assert np.prod(gain[scaled]) == pytest.approx(np.prod(gain[found]))
    rest = nash_deal(gain[[found]])
    assert rest == 0


@settings(deadline=None, max_examples=60)
@given(gains(st.just(2)), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=4))
def test_kalai_smorodinsky_is_individually_monotone_for_two(gain: Gains, added: list[tuple[int, int]]) -> None:
    """If the set grows while the other's ideal stays, an actor does not lose (Kalai and Smorodinsky 1975)."""
    assume(helps_all(gain))
    before = kalai_smorodinsky_lottery(gain)
    cap = gain[:, 1].max()
    grown = np.vstack([gain, [(a, min(b, cap)) for a, b in added]])
    after = kalai_smorodinsky_lottery(grown)
    assert before is not None and after is not None
    from countermove.bargain.solutions import ideal_gain

    old, new = ideal_gain(gain), ideal_gain(grown)
    assert old is not None and new is not None
    assume(abs(old[1] - new[1]) < 1e-6)
    assert after.gain[0] >= before.gain[0] - 1e-5


@settings(deadline=None, max_examples=60)
@given(gains(st.just(2)))
def test_kalai_smorodinsky_is_strongly_pareto_for_two(gain: Gains) -> None:
    assume(helps_all(gain))
    found = kalai_smorodinsky_lottery(gain)
    assert found is not None
    grid = np.array([t * a + (1 - t) * b for a in gain for b in gain for t in np.linspace(0, 1, 41)])
    better = (grid >= found.gain - 1e-7).all(axis=1) & (grid.sum(axis=1) > found.gain.sum() + 1e-5)
    assert not better.any()


@settings(deadline=None, max_examples=60)
@given(gains(st.integers(2, 3)))
def test_egalitarian_is_weakly_pareto_and_even(gain: Gains) -> None:
    found = egalitarian_lottery(gain)
    rng = np.random.default_rng(1)
    others = rng.dirichlet(np.full(len(gain), 0.5), 2_000) @ gain
    if found is None:
        assert not (others >= 1e-6).all(axis=1).any()
        return
    assert others.min(axis=1).max() <= found.gain.min() + 1e-7


def test_asymmetric_nash_splits_a_pie_by_the_weights() -> None:
    pie = np.array([[10.0, 0], [0, 10]])
    found = nash_lottery(pie, np.array([3.0, 1]))
    assert found is not None
    np.testing.assert_allclose(found.gain, [7.5, 2.5], atol=1e-3)


def test_no_lottery_helps_everyone() -> None:
    assert nash_lottery(np.array([[1.0, -2], [-2, 1]])) is None
    assert egalitarian_lottery(np.array([[1.0, -2], [-2, 1]])) is None


def test_weights_must_be_above_zero() -> None:
    with pytest.raises(ValueError, match="above 0"):
        nash_deal(np.ones((1, 2)), np.array([1.0, 0]))
