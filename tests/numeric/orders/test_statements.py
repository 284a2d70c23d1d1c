"""Orders from statements against Python's own comparison of tuples."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from countermove.numeric.orders import (
    dense_payoffs,
    kendall_distance,
    lexicographic_payoffs,
    pairwise_facts,
    statement_payoffs,
    tiers_of,
)

tables = st.tuples(st.integers(1, 5), st.integers(1, 7)).flatmap(lambda shape: arrays(np.bool_, shape))


@given(tables, st.randoms(use_true_random=False), st.data())
def test_payoffs_compare_as_tuples_do(truth: np.ndarray, random: object, data: st.DataObject) -> None:
    statements, things = truth.shape
    priority = data.draw(st.permutations(range(statements)))
    holds = data.draw(st.lists(st.booleans(), min_size=statements, max_size=statements))
    payoff = statement_payoffs(truth, np.array([priority]), np.array([holds]))[0]
    keys = [tuple(truth[s, thing] for s in priority if holds[s]) for thing in range(things)]
    for a in range(things):
        for b in range(things):
            assert (payoff[a] > payoff[b]) == (keys[a] > keys[b])
    assert sorted(set(payoff.tolist())) == list(range(len(set(keys))))


@given(tables)
def test_stated_ranking_is_the_plain_one(truth: np.ndarray) -> None:
    priority = np.arange(len(truth))[None, :]
    np.testing.assert_array_equal(statement_payoffs(truth, priority)[0], lexicographic_payoffs(truth))


def test_seventy_statements_do_not_overflow() -> None:
    truth = np.eye(70, 71, dtype=np.bool_)  # statement k is true of thing k alone: the first thing is best
    np.testing.assert_array_equal(statement_payoffs(truth, np.arange(70)[None, :])[0], np.arange(70, -1, -1))


@given(arrays(np.int64, st.integers(1, 8), elements=st.integers(-3, 3)))
def test_tiers_and_payoffs_go_there_and_back(payoff: np.ndarray) -> None:
    back = np.empty(payoff.size, np.int64)
    for level, tier in enumerate(reversed(tiers_of(payoff))):
        back[tier] = level
    np.testing.assert_array_equal(back, dense_payoffs(payoff))


@given(st.integers(2, 6).flatmap(lambda m: arrays(np.int16, (2, m), elements=st.integers(0, 3))))
def test_distance_and_facts_by_counting_pairs(orders: np.ndarray) -> None:
    a, b = orders.astype(int)
    pairs = [(i, j) for i in range(len(a)) for j in range(len(a))]
    opposite = sum((a[i] - a[j]) * (b[i] - b[j]) < 0 for i, j in pairs) // 2
    assert kendall_distance(orders[:1], orders[1])[0] == opposite
    assert pairwise_facts(orders[:1], pairs)[0].tolist() == [bool(a[i] > a[j]) for i, j in pairs]
