"""Dominance, security and risk dominance against their definitions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from countermove.dilemma.dominance import (
    dominant_action,
    efficient,
    reply_cycle,
    risk_dominant,
    security,
    security_value,
    undominated,
)

Ints = NDArray[np.int64]
tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: arrays(np.int64, (2, *shape), elements=st.integers(0, 4))
)


@given(tables)
def test_only_undominated_actions_are_in_pure_equilibria(payoff: Ints) -> None:
    kept = undominated(payoff)
    for a, b in product(range(payoff.shape[1]), range(payoff.shape[2])):
        if payoff[0, a, b] == payoff[0, :, b].max() and payoff[1, a, b] == payoff[1, a].max():
            assert a in kept[0]
            assert b in kept[1]
    alone = dominant_action(payoff[0])
    if alone is not None:
        assert kept[0] == (alone,)


@given(tables)
def test_efficient_by_definition(payoff: Ints) -> None:
    cells = list(product(range(payoff.shape[1]), range(payoff.shape[2])))
    for cell in cells:
        beaten = any(
            all(payoff[i][rival] >= payoff[i][cell] for i in range(2))
            and any(payoff[i][rival] > payoff[i][cell] for i in range(2))
            for rival in cells
        )
        assert efficient(payoff)[cell] != beaten


@given(arrays(np.int64, (2, 2), elements=st.integers(-9, 9)))
def test_security_value_by_grid(own: Ints) -> None:
    weights = np.linspace(0, 1, 10_001)
    by_grid = np.minimum(
        weights * own[0, 0] + (1 - weights) * own[1, 0], weights * own[0, 1] + (1 - weights) * own[1, 1]
    ).max()
    value = security_value(own.tolist())
    assert by_grid <= value + 1e-12
    assert value <= by_grid + 36 / 10_000  # the grid's step times the steepest slope
    assert security(own)[1] <= value + 1e-12


def test_security_value_of_rock_paper_scissors() -> None:
    assert security_value([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) == pytest.approx(0, abs=1e-9)


def test_risk_dominance_is_half_belief() -> None:
    # in a symmetric game the risk-dominant action is the best reply to a coin toss (Harsanyi and Selten 1988)
    rng = np.random.default_rng(5)
    for _ in range(200):
        r, s, t, p = (Fraction(int(v)) for v in rng.integers(0, 50, 4))
        if not (r > t and p > s):
            continue
        game = [[[r, s], [t, p]], [[r, t], [s, p]]]
        better = (r + s > t + p) - (r + s < t + p)
        assert risk_dominant(game) == {1: (0, 0), -1: (1, 1), 0: None}[better]


def test_risk_dominance_needs_two_equilibria() -> None:
    f = Fraction
    with pytest.raises(ValueError, match="two strict equilibria"):
        risk_dominant([[[f(3), f(0)], [f(5), f(1)]], [[f(3), f(5)], [f(0), f(1)]]])


@given(arrays(np.int64, (2, 2, 2), elements=st.integers(0, 9)))
def test_cycle_where_no_profile_holds(payoff: Ints) -> None:
    holds = any(
        payoff[0, a, b] >= payoff[0, 1 - a, b] and payoff[1, a, b] >= payoff[1, a, 1 - b]
        for a, b in product(range(2), repeat=2)
    )
    cycle = reply_cycle(payoff)
    if not holds:
        assert len(cycle) == 4
    for profile in cycle:  # whoever moves in a cycle gains, so no member is an equilibrium
        a, b = profile
        assert payoff[0, 1 - a, b] > payoff[0, a, b] or payoff[1, a, 1 - b] > payoff[1, a, b]
