"""Inspection against the 2×2 game it is, and Dresher's values against a linear programme over all plans."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermove.dilemma.dominance import security_value
from countermove.dilemma.inspection import exemption, inspection, over_rounds, redesign_pays, steady_leakage

amount = st.floats(0.05, 9)


@given(st.floats(0, 1), st.floats(0, 1), amount, amount, amount, amount, st.floats(0, 3))
def test_neither_side_gains_by_changing(q: float, a: float, g: float, f: float, h: float, c: float, w: float) -> None:
    found = inspection(q, a, g, f, h, c, w)
    # rows: look or not; columns: evade or comply
    controller = np.array([[-(1 - q) * h - c, -c - a * w], [-h, 0.0]])
    evader = np.array([[(1 - q) * g - q * f, -a * w], [g, 0.0]])
    look = np.array([found.inspects, 1 - found.inspects])
    trying = np.array([found.evades, 1 - found.evades])
    assert look @ controller @ trying == pytest.approx(float(found.controller))
    assert look @ evader @ trying == pytest.approx(float(found.evader))
    assert (controller @ trying).max() <= found.controller + 1e-9
    assert (look @ evader).max() <= found.evader + 1e-9


def plans(rounds: int, looks: int, fine: float) -> np.ndarray:
    """Every set of looks against every round of evasion (or none), played without seeing the other."""
    rows = [set(choice) for choice in combinations(range(rounds), looks)]
    return np.array([[fine if t in row else -1.0 for t in range(rounds)] + [0.0] for row in rows])


@pytest.mark.parametrize(("rounds", "looks"), [(2, 1), (3, 1), (3, 2), (4, 2), (5, 2)])
def test_dresher_is_no_worse_for_the_controller_than_unobserved_play_is_for_it(rounds: int, looks: int) -> None:
    # an evader that sees the looks made so far does at least as well as one that does not
    assert over_rounds(rounds, looks, 1.0) <= security_value(plans(rounds, looks, 1.0).tolist()) + 1e-9


@pytest.mark.parametrize(("rounds", "looks", "fine"), [(4, 2, 1.0), (5, 3, 0.5), (6, 1, 2.0)])
def test_dresher_round_by_round(rounds: int, looks: int, fine: float) -> None:
    # the value of the round's own 2×2 game: look or not against evade now or wait (Avenhaus et al. 2002, section 3)
    now = [[fine, over_rounds(rounds - 1, looks - 1, fine)], [-1.0, over_rounds(rounds - 1, looks, fine)]]
    assert over_rounds(rounds, looks, fine) == pytest.approx(security_value(now))


def test_dresher_closed_form() -> None:
    # I(n, k) = −C(n−1, k) / Σ_{i≤k} C(n, i) b^(k−i) (Dresher 1962; Avenhaus, von Stengel, Zamir 2002, eq. 3.3)
    from math import comb

    for n in range(1, 8):
        for k in range(n + 1):
            for b in (0.5, 1.0, 2.0):
                closed = -comb(n - 1, k) / sum(comb(n, i) * b ** (k - i) for i in range(k + 1))
                assert over_rounds(n, k, b) == pytest.approx(closed)


def test_leakage_is_the_share_of_time_open() -> None:
    closes, redesigns = 0.25, 0.1
    state = np.array([1.0, 0.0])
    for _ in range(2_000):
        state = state @ np.array([[1 - closes, closes], [redesigns, 1 - redesigns]])
    assert float(steady_leakage(closes, redesigns, 0.8, 0.1)) == pytest.approx(state @ np.array([0.8, 0.1]))


def test_redesign_by_adding_up() -> None:
    worth = sum(0.9**t * 0.7**t for t in range(500))
    assert redesign_pays(0.3, 1.0, 1.0, worth - 0.01, 0.9)
    assert not redesign_pays(0.3, 1.0, 1.0, worth + 0.01, 0.9)


def test_looks_beyond_rounds() -> None:
    with pytest.raises(ValueError, match="3 looks in 2 rounds"):
        over_rounds(2, 3, 1.0)


def test_many_rounds_take_no_time() -> None:
    from math import comb

    closed = -comb(59, 30) / sum(comb(60, i) for i in range(31))
    assert over_rounds(60, 30, 1.0) == pytest.approx(closed)


def test_verification_that_turns_the_exemption() -> None:
    strict, eased = inspection(0.4, 0, 3, 3, 5, 1), inspection(0.8, 0, 1, 3, 5, 1)
    turn = float(exemption(strict, eased, 0.5, 0.5, 4.0).verified_from)
    assert 0 < turn < 1
    assert not exemption(strict, eased, 0.5, turn - 1e-6, 4.0).better
    assert exemption(strict, eased, 0.5, turn + 1e-6, 4.0).better
