"""Contests against a search over efforts; ladders and first steps against their own stories, played out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermove.dilemma.contest import contest, four_cells, rivalry_index, windows_overlap
from countermove.dilemma.dialogue import Terms, needed_discount
from countermove.dilemma.steps import Watch, ladder, reassurance


@given(
    st.floats(1, 20), st.floats(0.1, 1), st.floats(0.3, 2), st.tuples(st.floats(0.5, 2), st.floats(0.5, 2)),
    st.tuples(st.floats(0.5, 2), st.floats(0.5, 2)),
)  # fmt: skip
def test_no_effort_does_better(
    prize: float, overlap: float, r: float, cost: tuple[float, float], strength: tuple[float, float]
) -> None:
    found = contest(prize, overlap, r, cost, strength)
    if not found.exists:
        assert np.isnan(found.effort).all()
        return
    for actor in range(2):
        rival = found.effort[1 - actor]
        tries = np.append(np.linspace(0, prize / cost[actor], 4_001), found.effort[actor])
        won = strength[actor] * tries**r / (strength[actor] * tries**r + strength[1 - actor] * rival**r)
        payoff = (1 - overlap) * prize + overlap * prize * won - cost[actor] * tries
        assert payoff.max() <= found.payoff[actor] + 1e-9 * prize
        assert payoff[-1] == pytest.approx(found.payoff[actor])


@given(st.floats(1, 9), st.floats(0, 1), st.floats(0.2, 2), st.floats(0.2, 3))
def test_equals_spend_the_closed_form(prize: float, overlap: float, r: float, cost: float) -> None:
    found = contest(prize, overlap, r, (cost, cost))
    np.testing.assert_allclose(found.effort, overlap * r * prize / (4 * cost))
    assert cost * found.effort.sum() / prize == pytest.approx(float(rivalry_index(overlap, 1.0, r)))


def test_no_pure_equilibrium_past_the_limit() -> None:
    assert not contest(1.0, 1.0, 2.01, (1, 1)).exists
    assert not contest(1.0, 1.0, 1.6, (1, 1), (1, 2)).exists  # 1 + 1/2
    assert contest(1.0, 1.0, 1.5, (1, 1), (1, 2)).exists


def test_windows_and_cells() -> None:
    assert windows_overlap((0, 10), (4, 4)) == 0
    assert windows_overlap((0, 1), (4, 2)) == 1
    cells = four_cells((0.2, 1.0), (0.5, 1.0), 1.0)
    assert cells == pytest.approx(
        {
            "synchronous_same": 0.5,
            "synchronous_different": 0.1,
            "asynchronous_same": 0.25,
            "asynchronous_different": 0.05,
        }
    )


@given(
    st.lists(st.floats(0.05, 1), min_size=1, max_size=6),
    st.floats(0.05, 0.95),
    st.integers(1, 20),
    st.integers(1, 20),
    st.floats(0.05, 1),
    st.floats(0, 3),
)
def test_ladder_by_adding_up_rounds(
    stakes: list[float], discount: float, greed: int, gain: int, q: float, f: float
) -> None:
    found = ladder(stakes, (greed + gain, gain, 0), discount, Watch(q, f))
    schedule = np.append(stakes, np.full(2_000, stakes[-1]))
    for step in range(len(stakes)):
        rest = (discount ** np.arange(1, 1_900) * schedule[step + 1 : step + 1_900]).sum() * gain
        assert found.margin[step] == pytest.approx(q * rest - stakes[step] * (greed - q * f), abs=1e-6)


@given(st.lists(st.floats(0.05, 1), min_size=1, max_size=6), st.floats(0.05, 0.95))
def test_rising_stakes_hold_exactly_where_the_whole_does(stakes: list[float], discount: float) -> None:
    rising = sorted(stakes)
    at_once = ladder([1.0], (5, 3, 1), discount).holds
    if abs(discount - 0.5) > 1e-6:
        assert ladder(rising, (5, 3, 1), discount).holds == at_once == (discount > 0.5)


quantities = st.lists(st.integers(0, 20), min_size=4, max_size=4, unique=True).map(lambda v: sorted(v, reverse=True))


@given(quantities, st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(0.01, 1))
def test_first_steps_separate_by_playing_types(payoffs: list[int], trust: float, discount: float, stake: float) -> None:
    t, r, p, s = payoffs
    found = reassurance(t, r, p, s, trust, discount)
    rounds = discount ** np.arange(1, 3_000)
    exploit = trust * stake * (t - p)
    bide = trust * (stake * (r - p) + discount * (t - p)) + (1 - trust) * stake * (s - p)
    dare = trust * (stake * (r - p) + (rounds * (r - p)).sum()) + (1 - trust) * stake * (s - p)
    separates = exploit >= bide and dare >= 0
    inside = found.smallest is not None and found.largest is not None and found.smallest <= stake <= found.largest
    edges = [abs(stake - edge) for edge in (found.smallest, found.largest) if edge is not None]
    if min([abs(exploit - bide), abs(dare), *edges]) > 1e-6:
        assert separates == inside


@given(quantities, st.floats(0.05, 0.95))
def test_least_trust_by_search(payoffs: list[int], discount: float) -> None:
    t, r, p, s = payoffs
    found = reassurance(t, r, p, s, 0.5, discount).trust_with_step
    beliefs = np.linspace(0.002, 0.998, 499)
    works = [b for b in beliefs if reassurance(t, r, p, s, float(b), discount).smallest is not None]
    if works and works[0] > beliefs[0]:
        assert found == pytest.approx(works[0], abs=0.0021)
    elif works:
        assert found is not None
        assert found <= works[0]


@given(
    st.floats(0.05, 0.95), st.floats(0.3, 1.0), st.floats(0, 1.5), st.floats(0, 0.2), st.floats(0, 0.5),
    st.floats(0.1, 1), st.booleans(),
)  # fmt: skip
def test_one_stake_for_ever_is_the_dialogue(
    discount: float, q: float, f: float, a: float, cut: float, restore: float, fined_on: bool
) -> None:
    watch = Watch(q, f, 0.0 if fined_on else a, 0.0 if fined_on else cut, restore, fined_on)
    terms = Terms(
        detection=q, sanction=f, false_alarm=watch.false_alarm, cut=watch.cut, restore=restore,
        discount=(discount, discount),
    )  # fmt: skip
    need = float(needed_discount([[5, 3, 1, 0]] * 2, terms, fined_on)[0])
    if abs(need - discount) > 1e-6:
        assert ladder([1.0], (5, 3, 1), discount, watch).holds == (discount > need)
