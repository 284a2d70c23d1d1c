"""What acts say of motives, by counting orders; the worth of waiting, by playing it out."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermove.dilemma.motives import chance_of, read_act
from countermove.dilemma.waiting import sensitivity, waiting

DILEMMA, HUNT, DEADLOCK = (np.array(own) for own in ([[3, 1], [4, 2]], [[4, 1], [3, 2]], [[2, 1], [4, 3]]))


def test_dominant_acts_do_not_tell_motives_apart() -> None:
    found = read_act([DILEMMA, DEADLOCK], [1, 1], 1, 0.4, 0.05)
    assert found.ratios[0][1] == pytest.approx(1)
    assert found.posterior == pytest.approx((0.5, 0.5))
    assert found.separates[0] == found.separates[1]


def test_orders_that_explain_by_counting() -> None:
    best = dominant = 0
    for a, b, c, d in permutations((1, 2, 3, 4)):  # act 1 beats act 0 in column 0 (c > a), in column 1 (d > b)
        best += c > a or d > b
        dominant += c > a and d > b
    found = read_act([HUNT], [1], 1, 0.5, 0.05)
    assert (found.explained, found.dominant) == (best, dominant) == (18, 6)


@given(st.floats(0, 1), st.floats(0, 0.5))
def test_fear_is_the_belief_that_the_other_goes_on(belief: float, error: float) -> None:
    chance = float(chance_of(HUNT, 1, belief, error))
    assert chance == pytest.approx((1 - error) * (1 - belief) + error * belief)
    assert float(chance_of(HUNT, 0, belief, error)) == pytest.approx(1 - chance)


@given(st.floats(0.1, 9), st.floats(0, 9), st.floats(0, 1), st.floats(0.05, 1), st.floats(0, 0.95))
def test_waiting_by_adding_up_rounds(gain: float, loss: float, chance: float, learns: float, discount: float) -> None:
    found = waiting(gain, loss, chance, learns, discount)
    later = sum(discount**t * learns * (1 - learns) ** (t - 1) * chance * gain for t in range(1, 2_000))
    now = max(chance * gain - (1 - chance) * loss, 0)
    assert float(found.later) == pytest.approx(later, abs=1e-6)
    assert float(found.now) == pytest.approx(now)
    if abs(chance - float(found.threshold)) > 1e-6 and now > 0:
        assert (now > later) == (chance > float(found.threshold))


def test_the_next_observation_is_worth_what_it_tells() -> None:
    # two motives alike in prior and act: without errors seeing the answer to restraint tells all (1 bit), or nothing
    found = read_act([DILEMMA, HUNT], [1, 1], 1, 0.0, 0.0)
    assert found.information == pytest.approx((1.0, 0.0))
    assert read_act([DILEMMA, DEADLOCK], [1, 1], 1, 0.4, 0.05).information == pytest.approx((0.0, 0.0))
    slips = read_act([DILEMMA, HUNT], [1, 1], 1, 0.0, 0.1).information[0]
    capacity = 1 + 0.1 * np.log2(0.1) + 0.9 * np.log2(0.9)  # of a binary symmetric channel
    assert slips == pytest.approx(capacity)


def test_beliefs_that_explain_an_act() -> None:
    found = read_act([DILEMMA, HUNT, np.array([[4, 3], [2, 1]])], [1, 1, 1], 1, 0.4, 0.05)
    assert found.beliefs == ("any", "not_sure_of_0", "none")


def test_sensitivity_is_the_change_of_one_number() -> None:
    found = sensitivity(4.0, 3.0, 0.6, 0.5, 0.9)
    base, more = waiting(4.0, 3.0, 0.6, 0.5, 0.9), waiting(4.0, 3.3, 0.6, 0.5, 0.9)
    assert found["loss"][0] == pytest.approx(float(more.threshold) - float(base.threshold))
    assert found["loss"][1] == pytest.approx(float(more.option) - float(base.option))
    assert found["discount"][0] > 0  # who counts the future more waits longer
