"""Rules of longer memory against memory-one answers, play that is followed by hand, and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from countermove.dilemma.histories import history_occupancy, zero_determinant
from countermove.dilemma.memory import RULES, Slips, occupancy, payoffs, with_slips

Floats = NDArray[np.float64]
STAGE = np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
probability = st.floats(0.02, 0.98)


def lengthened(rule: Floats) -> Floats:
    """A memory-one rule as one that remembers two rounds and looks at the last only."""
    return np.tile(rule, 4)


@settings(max_examples=20)
@given(
    st.lists(probability, min_size=8, max_size=8),
    st.floats(0, 0.3),
    st.floats(0, 0.3),
    st.sampled_from([0.0, 0.6, 0.95, 1.0]),
)
def test_what_memory_one_says(numbers: list[float], execution: float, perception: float, discount: float) -> None:
    first, second, slips = np.array(numbers[:4]), np.array(numbers[4:]), Slips(execution, perception)
    noisy = [with_slips(rule, slips) for rule in (first, second)]
    # misread or not, the state before the first round is joint restraint rightly read
    start = [slips.execution + (1 - 2 * slips.execution) * rule[0] for rule in (first, second)]
    opening = np.outer([start[0], 1 - start[0]], [start[1], 1 - start[1]]).ravel()
    expected = occupancy(noisy[0], noisy[1], discount, opening)[0]
    np.testing.assert_allclose(history_occupancy(lengthened(first), second, slips, discount), expected, atol=1e-8)


def test_tit_for_two_tats_forgives_one_slip() -> None:
    # restrains unless the other accelerated in both of the last two rounds; against alternation it never answers
    patient = np.array([0.0 if older % 2 and newer % 2 else 1.0 for older in range(4) for newer in range(4)])
    alternate = np.array([0.0, 0.0, 1.0, 1.0])  # accelerates after own restraint, restrains after own acceleration
    np.testing.assert_allclose(history_occupancy(patient, alternate, Slips()), [0.5, 0.5, 0, 0], atol=1e-12)
    np.testing.assert_allclose(history_occupancy([1, 0, 1, 0], alternate, Slips()).sum(), 1)


def test_long_memories_by_playing() -> None:
    rng = np.random.default_rng(3)
    first, second, slips = rng.uniform(0.05, 0.95, 64), rng.uniform(0.05, 0.95, 16), Slips(0.05, 0.1)
    runs, rounds = 4_000, 600
    memory = np.zeros((2, runs), dtype=np.int64)
    counts = np.zeros((runs, 4))
    for played in range(rounds):
        meant = np.stack([first[memory[0] % 64], second[memory[1] % 16]])
        acts = rng.uniform(size=(2, runs)) >= meant  # True accelerates
        acts ^= rng.uniform(size=(2, runs)) < slips.execution
        if played >= 50:
            counts[np.arange(runs), 2 * acts[0] + acts[1]] += 1
        seen = acts[::-1] ^ (rng.uniform(size=(2, runs)) < slips.perception)
        memory = (4 * memory + 2 * acts + seen) % 64
    shares = counts / counts.sum(axis=1, keepdims=True)
    error = shares.std(axis=0) / np.sqrt(runs)
    assert (np.abs(shares.mean(axis=0) - history_occupancy(first, second, slips)) < 4.5 * error).all()


@given(st.lists(probability, min_size=4, max_size=4), st.floats(1.6, 5), st.sampled_from(["P", "R"]))
def test_zero_determinant_rules_enforce_their_line(opponent: list[float], factor: float, base: str) -> None:
    own, other, anchor = [4, 0, 6, 1], [3, 5, 0, 1], (1.0, 1.0) if base == "P" else (4.0, 3.0)
    rule = zero_determinant(own, other, anchor, factor)
    assert rule is not None
    stage = np.array([np.array(own).reshape(2, 2), np.array(other).reshape(2, 2)])
    mine, theirs = payoffs(occupancy(rule, opponent), stage)[0]
    assert mine - anchor[0] == pytest.approx(factor * (theirs - anchor[1]), abs=1e-7)


def test_where_no_line_can_be_enforced() -> None:
    assert zero_determinant([1, 0, 5, 3], [1, 5, 0, 3], (3.0, 3.0), 2.0) is None  # deadlock: restraint is worth less


@pytest.mark.parametrize(
    ("first", "message"), [([0.5] * 5, "4 to the power n"), ([1.5] * 4, "outside"), ([0.5] * 4**5, "states: shorten")]
)
def test_rules_that_are_none(first: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        history_occupancy(first, RULES["grim"], Slips(perception=0.1))
