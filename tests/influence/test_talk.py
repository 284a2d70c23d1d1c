"""Cheap talk against best replies on a grid; persuasion against a linear programme."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from countermove.influence.talk import loudest, most_intervals, partition, persuasion, told


@given(st.floats(0.001, 0.6))
def test_nobody_in_a_partition_would_send_another_message(bias: float) -> None:
    """The sender at each state prefers its own interval's action; the receiver acts at the middle."""
    borders = partition(bias)
    assert borders[0] == 0 and borders[-1] == pytest.approx(1)
    assert (np.diff(borders) > 0).all()
    action = (borders[:-1] + borders[1:]) / 2
    for state in np.linspace(0.0005, 0.9995, 400):
        own = min(int(np.searchsorted(borders, state, side="right")) - 1, action.size - 1)
        assert abs(action[own] - state - bias) <= np.abs(action - state - bias).min() + 1e-9
    with pytest.raises(ValueError, match="no equilibrium has"):
        partition(bias, borders.size)  # one message more


@given(st.floats(0.001, 0.6))
def test_number_residual_and_loudest_follow_from_the_partition(bias: float) -> None:
    borders = partition(bias)
    assert int(most_intervals(np.array(bias))) == borders.size - 1
    assert borders.size - 1 == max(n for n in range(1, 60) if n == 1 or 2 * bias * n * (n - 1) < 1)
    left = float((np.diff(borders) ** 3 / 12).sum())  # variance within intervals, weighted by their length
    assert float(told(np.array(bias))) == pytest.approx(1 - 12 * left, abs=1e-9)
    assert float(loudest(np.array(bias))) == pytest.approx((borders[-2] + 1) / 2)


def test_informative_exactly_below_a_quarter() -> None:
    """Crawford and Sobel 1982, section 4: informative if and only if b < ¼; N = ⌈−½ + ½√(1 + 2/b)⌉."""
    assert most_intervals(np.array([0.2499, 0.25, 0.2501])).tolist() == [2, 1, 1]
    assert most_intervals(np.array([1 / 12, 1 / 12 - 1e-9, 1 / 24, 1 / 40])).tolist() == [2, 3, 3, 4]
    assert partition(0.05).tolist() == pytest.approx([0, 2 / 15, 7 / 15, 1])


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_persuasion_equals_the_best_distribution_of_beliefs(prior: float, threshold: float) -> None:
    """Kamenica and Gentzkow 2011: any beliefs that average to the prior; the sender wants those at the threshold."""
    beliefs = np.unique(np.append(np.linspace(0, 1, 201), [prior, threshold]))
    best = linprog(-(beliefs >= threshold).astype(float), A_eq=[np.ones(beliefs.size), beliefs], b_eq=[1, prior])
    assert best.fun is not None
    found = persuasion(np.array(prior), np.array(threshold))
    assert float(found.acts) == pytest.approx(-best.fun, abs=1e-7)
    warns = prior + (1 - prior) * float(found.false_alarm)
    assert float(found.acts) == pytest.approx(warns)
    assert prior / warns == pytest.approx(float(found.trust))


def test_edges() -> None:
    found = persuasion(np.array([0.0, 1.0]), np.array([0.5, 1.0]))
    assert found.acts.tolist() == [0, 1] and found.trust.tolist() == [0, 1]
    with pytest.raises(ValueError, match="threshold"):
        persuasion(np.array(0.5), np.array(0.0))
    with pytest.raises(ValueError, match="negative"):
        most_intervals(np.array(-0.1))
