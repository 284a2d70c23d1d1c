"""Discount thresholds against closed forms of the literature and against long simulated paths."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from countermove.dilemma.repeated import (
    ALWAYS_ACCELERATE,
    ALWAYS_RESTRAIN,
    CONTRITE,
    GRIM,
    TIT_FOR_TAT,
    WIN_STAY_LOSE_SHIFT,
    Conduct,
    Interval,
    Payoff,
    grim_threshold,
    least_discount,
    limited_punishment,
    sustained,
)

F = Fraction


def stage(t: int, r: int, p: int, s: int) -> Payoff:
    own = [[F(r), F(s)], [F(t), F(p)]]
    return [own, [list(column) for column in zip(*own, strict=True)]]


dilemmas = st.lists(st.integers(0, 60), min_size=4, max_size=4, unique=True).map(lambda v: sorted(v, reverse=True))


def on(low: Fraction) -> tuple[Interval, ...]:
    return (Interval(low, F(1), True, False),) if low < 1 else ()


@given(dilemmas)
def test_grim_is_perfect_from_its_closed_form(payoffs: list[int]) -> None:
    t, r, p, s = payoffs
    found = sustained(GRIM, stage(t, r, p, s))
    assert found.nash == found.perfect == on(F(t - r, t - p))
    assert grim_threshold(t, r, p) == pytest.approx(float(F(t - r, t - p)))


@given(dilemmas)
def test_tit_for_tat_is_nash_from_its_closed_form(payoffs: list[int]) -> None:
    t, r, p, s = payoffs
    assert sustained(TIT_FOR_TAT, stage(t, r, p, s)).nash == on(max(F(t - r, t - p), F(t - r, r - s)))


@given(dilemmas)
def test_tit_for_tat_is_perfect_on_a_knife_edge(payoffs: list[int]) -> None:
    t, r, p, s = payoffs
    edge = F(t - r, r - s)
    found = sustained(TIT_FOR_TAT, stage(t, r, p, s)).perfect
    if edge < 1 and edge == F(p - s, t - p):
        assert found == (Interval(edge, edge, True, True),)
    else:
        assert found == ()


def test_knife_edge_of_separable_payoffs() -> None:
    # benefit 3, cost 1: T = 3, R = 2, P = 0, S = -1; perfect exactly where δ = cost / benefit
    found = sustained(TIT_FOR_TAT, stage(3, 2, 0, -1))
    assert found.perfect == (Interval(F(1, 3), F(1, 3), True, True),)
    assert least_discount(found.perfect) is None
    assert least_discount(found.nash) == F(1, 3)


@given(dilemmas)
def test_win_stay_lose_shift_closed_form(payoffs: list[int]) -> None:
    t, r, p, s = payoffs
    found = sustained(WIN_STAY_LOSE_SHIFT, stage(t, r, p, s)).perfect
    low = F(t - r, r - p)  # R(1 + δ) ≥ T + δP; after a slip both accelerate once: P + δR ≥ S + δP, always true here
    assert found == (on(low) if low < 1 else ())


@given(dilemmas, st.integers(1, 4))
def test_limited_punishment_closed_form(payoffs: list[int], rounds: int) -> None:
    t, r, p, s = payoffs
    found = least_discount(sustained(limited_punishment(rounds), stage(t, r, p, s)).perfect)
    enough = F(t - r, r - p)  # δ + … + δ^n ≥ (T − R)/(R − P)
    if found is None:
        assert enough >= rounds
    else:
        assert float(sum(found**k for k in range(1, rounds + 1))) == pytest.approx(float(enough), abs=1e-9)


@given(dilemmas)
def test_longer_punishment_never_needs_more_patience(payoffs: list[int]) -> None:
    needs = [least_discount(sustained(limited_punishment(n), stage(*payoffs)).perfect) for n in (1, 2, 3)]
    grim = least_discount(sustained(GRIM, stage(*payoffs)).perfect)
    ladder = [1 if need is None else need for need in [*needs, grim]]
    assert all(later <= earlier + F(1, 10**9) for earlier, later in zip(ladder, ladder[1:], strict=False))


def discounted(pair: tuple[Conduct, Conduct], start: tuple[int, int], first: tuple[int, int] | None, d: float) -> float:
    own, other, total = *start, 0.0
    payoff = {(0, 0): 3, (0, 1): 0, (1, 0): 5, (1, 1): 1}
    for t in range(600):
        acts = (pair[0].acts[own], pair[1].acts[other])
        if t == 0 and first is not None:
            acts = first
        total += d**t * payoff[acts]
        own, other = pair[0].leads[own][2 * acts[0] + acts[1]], pair[1].leads[other][2 * acts[1] + acts[0]]
    return total


@pytest.mark.parametrize("conduct", [GRIM, TIT_FOR_TAT, WIN_STAY_LOSE_SHIFT, CONTRITE, limited_punishment(3)])
@pytest.mark.parametrize("discount", [F(1, 5), F(2, 5), F(11, 20), F(7, 10), F(9, 10)])
def test_one_shot_deviations_by_long_paths(conduct: Conduct, discount: Fraction) -> None:
    pair = (conduct, conduct)
    reached = {(0, 0)}
    for _ in range(10):
        for (a, b), (x, y) in product(list(reached), product((0, 1), repeat=2)):
            reached.add((conduct.leads[a][2 * x + y], conduct.leads[b][2 * y + x]))
    pays = any(
        discounted(pair, state, (1 - conduct.acts[state[0]], conduct.acts[state[1]]), float(discount))
        > discounted(pair, state, None, float(discount)) + 1e-9
        for state in reached
    )
    found = sustained(conduct, stage(5, 3, 1, 0)).perfect
    assert any(discount in interval for interval in found) == (not pays)


def test_contrition_is_perfect_where_tit_for_tat_is_not() -> None:
    found = sustained(CONTRITE, stage(5, 3, 1, 0))
    assert least_discount(found.perfect) == F(2, 3)  # as tit-for-tat's Nash threshold (T − R)/(R − S)
    assert sustained(TIT_FOR_TAT, stage(5, 3, 1, 0)).perfect == ()


@given(dilemmas)
def test_restraint_without_answer_never_holds(payoffs: list[int]) -> None:
    assert sustained(ALWAYS_RESTRAIN, stage(*payoffs)).nash == ()
    assert sustained(ALWAYS_ACCELERATE, stage(*payoffs)).perfect == (Interval(F(0), F(1), True, False),)


@given(dilemmas, st.integers(1, 9), st.integers(-9, 9))
def test_thresholds_ignore_scale_and_origin(payoffs: list[int], scale: int, shift: int) -> None:
    assume(len(set(payoffs)) == 4)
    moved = [scale * value + shift for value in payoffs]
    for conduct in (GRIM, TIT_FOR_TAT, CONTRITE):
        assert sustained(conduct, stage(*payoffs)) == sustained(conduct, stage(*moved))


def test_no_patience_helps_a_deadlock() -> None:
    assert sustained(GRIM, stage(5, 1, 3, 0)).nash == ()  # T > P > R > S: both prefer that both accelerate
