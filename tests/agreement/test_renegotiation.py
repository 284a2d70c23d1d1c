"""Renegotiation-proof penance against the whole automaton: every state, every party, every one-shot deviation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.agreement.participation import Floats
from countermove.agreement.renegotiation import (
    Stage,
    binary_stage,
    least_discount,
    linear_stage,
    penances,
)

TIE = 1e-9


def payoffs(stage: Stage, acting: list[bool]) -> Floats:
    x = sum(acting)
    return np.array([stage.cooperate[x] if own else stage.defect[x] for own in acting])


def holds(stage: Stage, k: int, m: int, discount: float) -> bool:
    """Build the automaton and test it: state 0 is cooperation, state i + 1 the penance of signatory i."""
    n = stage.parties
    acts = [[party < k for party in range(n)]]
    for i in range(k):
        punishing = {(i + step) % k for step in range(1, m + 1)}
        acts.append([party < k and party not in punishing for party in range(n)])
    now = [payoffs(stage, act) for act in acts]
    move = np.zeros((k + 1, k + 1))
    move[:, 0] = 1.0  # after every state, all cooperate again
    value = np.linalg.solve(np.eye(k + 1) - discount * move, np.array(now))
    for state, act in enumerate(acts):
        for party in range(n):
            other = act.copy()
            other[party] = not other[party]
            then = party + 1 if party < k else 0  # an outsider's choice changes nothing later
            gain = payoffs(stage, other)[party] + discount * value[then, party] - value[state, party]
            if gain > TIE:
                return False
    for state in range(k + 1):
        for other_state in range(k + 1):
            if (value[state] > value[other_state] + TIE).all():
                return False  # all would rather go over to the other state
    return True


@settings(max_examples=150)
@given(st.integers(2, 6), st.integers(1, 8), st.integers(1, 24), st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.75, 0.9, 0.99]))
def test_binary_games_equal_the_automaton(n: int, benefit: int, cost: int, discount: float) -> None:
    stage = binary_stage(n, float(benefit), float(cost))
    for k in range(2, n + 1):
        for m in range(1, k):
            assert (least_discount(stage, k, m) <= discount + TIE) == holds(stage, k, m, discount), (k, m)


@settings(max_examples=60)
@given(st.integers(2, 6), st.integers(1, 4), st.integers(1, 4), st.sampled_from([0.1, 0.45, 0.6, 0.8, 0.97]))
def test_linear_games_equal_the_automaton(n: int, benefit: int, cost: int, discount: float) -> None:
    for k in range(2, n + 1):
        stage = linear_stage(n, float(benefit), float(cost), k)
        for m in range(1, k):
            assert (least_discount(stage, k, m) <= discount + TIE) == holds(stage, k, m, discount), (k, m)


@settings(max_examples=400)
@given(st.integers(2, 5), st.integers(0, 2**32), st.sampled_from([0.2, 0.6, 0.9]))
def test_any_symmetric_game_equals_the_automaton(n: int, seed: int, discount: float) -> None:
    """Payoffs of any shape that rises with cooperation, ties among them, so that every condition binds somewhere."""
    rng = np.random.default_rng(seed)
    cooperate, defect = (np.sort(rng.integers(-3, 4, n + 1)).astype(float) for _ in range(2))
    cooperate[0] = defect[n] = np.nan
    stage = Stage(cooperate, defect)
    for k in range(2, n + 1):
        for m in range(1, k):
            assert (least_discount(stage, k, m) <= discount + TIE) == holds(stage, k, m, discount), (k, m)


def test_a_game_in_which_cooperation_harms_others_is_refused() -> None:
    with pytest.raises(ValueError, match="harms"):
        Stage(np.array([np.nan, 2.0, 1.0]), np.array([0.0, 1.0, np.nan]))


@given(st.integers(1, 9), st.integers(2, 80))
def test_if_all_punish_the_number_is_the_closed_form(benefit: int, extra: int) -> None:
    """Derived: a patient k with (c-b)/b ≤ k-1 ≤ c/b, so k* = ⌊c/b⌋ + 1 (Barrett 1999), within the parties."""
    cost, n = benefit + extra, 12
    kept = penances({k: binary_stage(n, benefit, cost) for k in range(2, n + 1)}, 0.999, all_punish=True)
    most = cost // benefit + 1
    if most <= n:
        assert kept[-1].signatories == most
        assert kept[-1].least_discount == pytest.approx((cost - benefit) / (benefit * (most - 1)))
    else:
        assert not kept or kept[-1].signatories < most


@pytest.mark.parametrize(("cost", "all_punish", "one_shot"), [(1.5, 2, 2), (2.5, 3, 3), (3.0, 4, 3), (4.2, 5, 5)])
def test_against_the_one_shot_numbers(cost: float, all_punish: int, one_shot: int) -> None:
    """⌈c/b⌉ once, ⌊c/b⌋ + 1 repeated: they part only where c/b is whole and the punishers are exactly indifferent."""
    from countermove.agreement.barrett import binary

    stages = {k: binary_stage(10, 1.0, cost) for k in range(2, 11)}
    assert max(one.signatories for one in penances(stages, 0.99, all_punish=True)) == all_punish
    assert max(binary(10, 1.0, cost).stable_if_indifferent_join) == one_shot
    assert max(one.signatories for one in penances(stages, 0.99, all_punish=False)) == 10  # Froyn and Hovi 2008


def test_the_linear_family_keeps_three_if_all_punish() -> None:
    stages = {k: linear_stage(10, 1.0, 2.0, k) for k in range(2, 11)}
    assert [one.signatories for one in penances(stages, 0.99, all_punish=True)] == [2, 3]
    assert penances(stages, 0.99, all_punish=False)[-1].signatories == 10
    with pytest.raises(ValueError, match="3 punishers of 3 signatories"):
        least_discount(stages[3], 3, 3)
