"""Exact payoffs of memory-one rules against plain iteration, published relations and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from countermove.dilemma.memory import (
    RULES,
    Slips,
    extortion,
    occupancy,
    payoffs,
    simulated,
    tournament,
    with_slips,
)

STAGE = np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
Floats = NDArray[np.float64]
probability = st.one_of(st.sampled_from([0.0, 1.0, 0.5]), st.floats(0.01, 0.99))
rules = st.lists(probability, min_size=4, max_size=4).map(np.array)


def iterated(first: Floats, second: Floats, discount: float, opening: Floats, rounds: int) -> Floats:
    """Push the distribution forward round by round and add up."""
    now, total, weight = np.array(opening, float), np.zeros(4), 0.0
    for t in range(rounds):
        total += discount**t * now
        weight += discount**t
        after = np.zeros(4)
        for state, share in enumerate(now):
            own, other = divmod(state, 2)
            x, y = first[2 * own + other], second[2 * other + own]
            after += share * np.array([x * y, x * (1 - y), (1 - x) * y, (1 - x) * (1 - y)])
        now = after
    return total / weight


@given(rules, rules, st.floats(0, 0.95), st.integers(0, 3))
def test_discounted_by_iteration(first: Floats, second: Floats, discount: float, start: int) -> None:
    opening = np.eye(4)[start]
    found = occupancy(first, second, discount, opening)[0]
    np.testing.assert_allclose(found, iterated(first, second, discount, opening, 800), atol=1e-9)


@given(rules, rules, st.integers(0, 3))
def test_long_run_is_the_limit_of_patience(first: Floats, second: Floats, start: int) -> None:
    opening = np.eye(4)[start]
    found = occupancy(first, second, 1.0, opening)[0]
    assert found.sum() == pytest.approx(1)
    # a chain with exits of at least 1e-4 settles within 1e5 rounds on the scale of 1 − δ = 1e-10
    np.testing.assert_allclose(found, occupancy(first, second, 1 - 1e-10, opening)[0], atol=2e-5)


@pytest.mark.parametrize("first", RULES)
@pytest.mark.parametrize("second", RULES)
def test_deterministic_pairs_by_iteration(first: str, second: str) -> None:
    found = occupancy(RULES[first], RULES[second], opening=np.eye(4)[0])[0]
    expected = iterated(np.array(RULES[first]), np.array(RULES[second]), 1.0, np.eye(4)[0], 24_000)
    np.testing.assert_allclose(found, expected, atol=2e-4)


def test_slips_halve_tit_for_tat() -> None:
    # Molander 1985: with any slip, two tit-for-tats spend a quarter of the time in each outcome
    noisy = with_slips(RULES["tit_for_tat"], Slips(execution=1e-9))
    np.testing.assert_allclose(occupancy(noisy, noisy)[0], [0.25] * 4, atol=1e-6)


def test_win_stay_lose_shift_repairs_slips() -> None:
    noisy = with_slips(RULES["win_stay_lose_shift"], Slips(execution=1e-6))
    assert payoffs(occupancy(noisy, noisy), STAGE)[0, 0] == pytest.approx(3, abs=1e-4)


def test_both_kinds_of_slips_by_enumeration() -> None:
    rule, slips = np.array([0.9, 0.2, 0.7, 0.4]), Slips(execution=0.1, perception=0.2)
    for own in range(2):
        for other in range(2):
            meant = 0.8 * rule[2 * own + other] + 0.2 * rule[2 * own + 1 - other]
            assert with_slips(rule, slips)[2 * own + other] == pytest.approx(0.9 * meant + 0.1 * (1 - meant))


@given(rules, st.floats(1.1, 6))
def test_extortion_enforces_its_line(opponent: Floats, factor: float) -> None:
    rule = extortion(factor, 0.5 / (4 * factor + 1), 5, 3, 1, 0)
    opponent = np.clip(opponent, 0.02, 0.98)  # so that there is one long run
    own, other = payoffs(occupancy(rule, opponent), STAGE)[0]
    assert own - 1 == pytest.approx(factor * (other - 1), abs=1e-8)


def test_extortion_says_how_far_it_can_go() -> None:
    with pytest.raises(ValueError, match=r"scale must lie in \(0, 0.0769231\]"):
        extortion(3, 0.2, 5, 3, 1, 0)


def test_simulated_means_agree_with_exact_ones() -> None:
    rng = np.random.default_rng(11)
    for _ in range(6):
        first, second = rng.uniform(0.05, 0.95, (2, 4))
        runs = simulated(np.tile(first, (400, 1)), np.tile(second, (400, 1)), STAGE, 20_000, seed=4)
        exact = payoffs(occupancy(first, second), STAGE)[0]
        error = runs.std(axis=0) / np.sqrt(len(runs))
        assert (np.abs(runs.mean(axis=0) - exact) < 4.5 * error + 1e-3).all()  # 1e-3: the opening's trace in 20,000


def test_tournament_reads_rows_as_own() -> None:
    names = ["tit_for_tat", "always_accelerate"]
    table = tournament([RULES[name] for name in names], STAGE, 10, 2, seed=1)
    # CD once, then nine rounds of DD
    np.testing.assert_allclose(table, [[3, 0.9], [1.4, 1]])


@pytest.mark.parametrize("bad", [[1.1, 0, 0, 0], [-0.1, 0, 0, 0], [float("nan"), 0, 0, 0]])
def test_probabilities_stay_probabilities(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="outside"):
        occupancy(bad, RULES["grim"])
    with pytest.raises(ValueError, match="from 0 to 1"):
        Slips(execution=bad[0] if bad[0] == bad[0] else 2)
