"""Loops as they stand, which answer small conflicts, against the compiled ones; sorting of small and large groups."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import countermove
from countermove.conflict import _kernels, walks
from countermove.conflict.moves import cliques
from countermove.conflict.stability import WALKED, improvement_labels, stability

from .oracle import strategies as drawn


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(drawn.games())
def test_loops_as_they_stand_answer_alike(description: drawn.Description) -> None:
    document = countermove.loads(drawn.to_document(description))
    compiled = document.answer().solution.stable
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "countermove.conflict._kernels")
        assert walks.loops(walks.INTERPRETED) is walks
        plain = document.answer().solution.stable
    for concept in WALKED:
        np.testing.assert_array_equal(plain[concept], compiled[concept])


def test_many_states_are_walked_by_compiled_loops() -> None:
    assert walks.loops(walks.INTERPRETED + 1) is _kernels


@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
@settings(max_examples=25)
def test_members_of_groups_of_any_size_ascend(seed: int, values: int) -> None:
    rng = np.random.default_rng(seed)
    states = 4 * walks.FEW  # one actor's group is twice as large as inserting serves, the other's is a pair
    worth = rng.integers(0, values, states).astype(np.int32)
    for mask in (2 * walks.FEW - 1, 1):
        move = cliques(np.arange(states), mask, 0, 0)
        start = move.start.astype(np.int32)
        place, members = np.empty((states, 1, 2), np.int32), np.empty((1, states), np.int32)
        place[:, 0, 0] = move.group
        _kernels.sort_members(worth, 0, place, start, move.members.astype(np.int32), members)
        for low, high in zip(start[:-1], start[1:], strict=True):
            own = members[0, low:high]
            assert set(own) == set(move.members[low:high])
            assert np.all(np.diff(worth[own]) >= 0)
            assert [int(worth[own[at - low]]) for at in place[own, 0, 1]] == worth[own].tolist()
            assert all(at == low or worth[own[at - low - 1]] < worth[own[at - low]] for at in place[own, 0, 1])


def test_labels_are_the_worst_that_improvements_lead_to() -> None:
    codes = np.arange(4)
    moves = (cliques(codes, 1, 0, 0), cliques(codes, 2, 0, 0))
    payoff = np.array([[1, 0, 3, 2], [1, 3, 0, 2]])
    label = improvement_labels(moves, payoff)
    stable = stability(moves, payoff, ("seq",))["seq"]
    for actor, bit in ((0, 1), (1, 2)):
        for state in range(4):
            end = state ^ bit
            gains = payoff[actor, end] > payoff[actor, state]
            assert stable[actor, state] == (not gains or label[actor, end] <= payoff[actor, state])
