import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.agreement.farsight import (
    farsighted_stable_set,
    indirect_dominance,
    largest_consistent_set,
    lasting_value,
    membership_movers,
)
from countermove.document.faults import AnalysisError

Game = tuple[np.ndarray, np.ndarray]


def random_game(seed: int, states: int, n: int) -> Game:
    rng = np.random.default_rng(seed)
    movers = rng.integers(0, 1 << n, (states, states)) * (rng.random((states, states)) < 0.5)
    np.fill_diagonal(movers, 0)
    return rng.integers(0, 4, (states, n)).astype(float), movers


def prefers(payoff: np.ndarray, movers: int, a: int, b: int) -> bool:
    return all(payoff[b][i] > payoff[a][i] for i in range(payoff.shape[1]) if movers >> i & 1)


def dominates_by_paths(payoff: np.ndarray, movers: np.ndarray, d: int, e: int) -> bool:
    """Follow every path without repetition, as the definition has it."""

    def follow(at: int, seen: frozenset[int]) -> bool:
        for b in range(len(payoff)):
            steps = movers[at][b] and prefers(payoff, int(movers[at][b]), at, e)
            if steps and (b == e or (b not in seen and follow(b, seen | {b}))):
                return True
        return False

    return d != e and follow(d, frozenset({d}))


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5), st.integers(1, 3))
def test_indirect_dominance_follows_paths(seed: int, states: int, n: int) -> None:
    payoff, movers = random_game(seed, states, n)
    dominated = indirect_dominance(payoff, movers)
    for d, e in itertools.product(range(states), repeat=2):
        assert dominated[d, e] == dominates_by_paths(payoff, movers, d, e)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5), st.integers(1, 3))
def test_the_largest_consistent_set_is_the_union_of_all_consistent_sets(seed: int, states: int, n: int) -> None:
    payoff, movers = random_game(seed, states, n)
    union: set[int] = set()
    for size in range(states + 1):
        for chosen in itertools.combinations(range(states), size):
            consistent = set(chosen) == {
                a
                for a in range(states)
                if all(
                    any(
                        (e == d or dominates_by_paths(payoff, movers, d, e))
                        and not prefers(payoff, int(movers[a][d]), a, e)
                        for e in chosen
                    )
                    for d in range(states)
                    if movers[a][d]
                )
            }
            if consistent:
                union |= set(chosen)
    assert set(np.flatnonzero(largest_consistent_set(payoff, movers))) == union


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5), st.integers(1, 3))
def test_a_farsighted_stable_set_is_found_exactly_if_there_is_one(seed: int, states: int, n: int) -> None:
    payoff, movers = random_game(seed, states, n)
    stable = [
        set(chosen)
        for size in range(states + 1)
        for chosen in itertools.combinations(range(states), size)
        if all(any(dominates_by_paths(payoff, movers, d, e) for e in chosen) != (d in chosen) for d in range(states))
    ]
    found = farsighted_stable_set(payoff, movers)
    assert (found is None) == (not stable)
    if found is not None:
        assert set(np.flatnonzero(found)) in stable


def test_movers_leave_alone_and_join_with_consent() -> None:
    free, asked = membership_movers(3, consent=False), membership_movers(3, consent=True)
    assert (free[0b001, 0b011], asked[0b001, 0b011]) == (0b010, 0b011)
    assert free[0b111, 0b101] == asked[0b111, 0b101] == 0b010
    with pytest.raises(AnalysisError, match="1 to 6"):
        membership_movers(7, consent=True)


def test_chances_and_discounts_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="out of range"):
        lasting_value(np.zeros((1, 1)), np.ones((1, 1)), 1.0)
    with pytest.raises(ValueError, match="sum to one"):
        lasting_value(np.zeros((1, 1)), np.full((1, 1), 0.5), 0.5)
