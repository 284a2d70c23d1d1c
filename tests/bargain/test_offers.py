import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.bargain.offers import alternating_shares, chance_proposer_shares, deadline_shares

patience = st.tuples(st.floats(0, 0.97), st.floats(0, 0.97)).map(np.array)


@settings(deadline=None)
@given(patience)
def test_a_far_deadline_is_no_deadline(discount: np.ndarray) -> None:
    rounds = np.tile(np.eye(2), (600, 1))
    np.testing.assert_allclose(deadline_shares(rounds, discount), alternating_shares(discount), atol=1e-9)


@settings(deadline=None)
@given(patience)
def test_equilibrium_leaves_the_answerer_what_waiting_is_worth(discount: np.ndarray) -> None:
    first = alternating_shares(discount)
    second = alternating_shares(discount[::-1])[::-1]  # shares (by actor) when the second proposes
    assert first[1] == pytest.approx(discount[1] * second[1])
    assert second[0] == pytest.approx(discount[0] * first[0])


@settings(deadline=None)
@given(st.floats(0.001, 0.9), st.floats(0, 0.4), st.floats(0, 0.4))
def test_small_breakdown_risk_gives_the_nash_division(risk: float, mine: float, yours: float) -> None:
    """Binmore, Rubinstein, Wolinsky 1986: as the risk of breakdown vanishes the division goes to Nash's."""
    outside = np.array([mine, yours])
    shares = alternating_shares(np.ones(2), risk, outside)
    nash = outside + (1 - outside.sum()) / 2
    assert np.abs(shares - nash).max() <= risk * (1 - outside.sum()) / (2 - risk) / 2 + 1e-12


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5), st.floats(0, 1))
def test_chance_proposers_without_end_are_the_limit_of_late_deadlines(seed: int, n: int, risk: float) -> None:
    rng = np.random.default_rng(seed)
    chance, discount = rng.dirichlet(np.ones(n)), rng.uniform(0, 0.95, n)
    outside = rng.dirichlet(np.ones(n + 1))[:n]
    late = deadline_shares(np.tile(chance, (400, 1)), discount, risk, outside)
    np.testing.assert_allclose(chance_proposer_shares(chance, discount, risk, outside), late, atol=1e-7)


def test_impatience_costs_and_bad_numbers_are_named() -> None:
    assert alternating_shares(np.array([0.9, 0.5]))[0] > alternating_shares(np.array([0.5, 0.9]))[0]
    with pytest.raises(ValueError, match="nobody minds waiting"):
        alternating_shares(np.ones(2))
    with pytest.raises(ValueError, match="exceed the whole"):
        alternating_shares(np.full(2, 0.5), 0.1, np.array([0.7, 0.7]))
    with pytest.raises(ValueError, match="add up to 1"):
        deadline_shares(np.array([[0.5, 0.4]]), np.full(2, 0.9))
