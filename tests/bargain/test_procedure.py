import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.bargain.procedure import DecisionRule, setter_choice, setter_position, win_set


@settings(deadline=None)
@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 10))
def test_setter_position_equals_search_on_a_fine_line(setter: float, pivot: float, status_quo: float) -> None:
    line = np.append(np.linspace(-12, 22, 3_401), status_quo)
    accepted = line[np.abs(line - pivot) <= abs(status_quo - pivot) + 1e-12]
    best = np.abs(accepted - setter).min()
    assert abs(setter_position(setter, pivot, status_quo) - setter) <= best + 1e-9
    assert abs(setter_position(setter, pivot, status_quo) - setter) >= best - 0.0101


def test_setter_choice_agrees_with_the_closed_form_on_one_issue() -> None:
    line = np.linspace(0, 10, 1_001)
    ideal = np.array([9.0, 4.0, 1.0])  # with a majority of three the middle actor is the pivot
    status_quo = 2.5
    gain = np.abs(status_quo - ideal) - np.abs(line[:, None] - ideal)
    rule = DecisionRule((1.0, 1.0, 1.0), 2, (False, False, False))
    chosen = setter_choice(gain, rule, 0)
    assert chosen is not None
    assert line[chosen] == pytest.approx(setter_position(9.0, 4.0, 2.5))


def test_vetoes_shrink_the_win_set() -> None:
    rng = np.random.default_rng(0)
    gain = rng.normal(size=(200, 4))
    majority, consensus = win_set(gain, DecisionRule.majority(4)), win_set(gain, DecisionRule.consensus(4))
    one_veto = win_set(gain, DecisionRule((1.0,) * 4, 3, (True, False, False, False)))
    assert set(np.flatnonzero(consensus)) <= set(np.flatnonzero(one_veto)) <= set(np.flatnonzero(majority))
    assert majority.sum() > one_veto.sum() > consensus.sum() > 0
    assert (gain[consensus] >= 0).all()


def test_a_setter_whom_every_passing_proposal_hurts_keeps_the_status_quo() -> None:
    assert setter_choice(np.array([[-1.0, 2, 2]]), DecisionRule.majority(3), 0) is None
    assert setter_choice(np.zeros((1, 3)), DecisionRule.majority(3), 0) is None
