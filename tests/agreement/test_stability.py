import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.agreement.stability import (
    PublicGood,
    coalition_stability,
    minimum_participation,
    public_good,
    public_good_payoff,
    public_good_stability,
)
from countermove.document.faults import AnalysisError


def by_sets(payoff: dict[frozenset[int], list[int]], n: int) -> tuple[set[frozenset[int]], ...]:
    """Check the definitions over frozensets and whole numbers."""
    internal, external, potential = set(), set(), set()
    for members in payoff:
        if all(payoff[members][i] >= payoff[members - {i}][i] for i in members):
            internal.add(members)
        if all(payoff[members][i] >= payoff[members | {i}][i] for i in range(n) if i not in members):
            external.add(members)
        if sum(payoff[members][i] for i in members) >= sum(payoff[members - {i}][i] for i in members):
            potential.add(members)
    return internal, external, potential


def as_sets(masks: np.ndarray, n: int) -> set[frozenset[int]]:
    return {frozenset(i for i in range(n) if int(mask) >> i & 1) for mask in np.flatnonzero(masks)}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_table_agrees_with_the_definitions(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 4, (1 << n, n))
    sets = {frozenset(i for i in range(n) if mask >> i & 1): [int(v) for v in table[mask]] for mask in range(1 << n)}
    answer = coalition_stability(table.astype(float))
    assert (as_sets(answer.internal, n), as_sets(answer.external, n), as_sets(answer.potential, n)) == by_sets(sets, n)
    assert answer.parties == n


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 7), st.integers(2, 5))
def test_sums_over_members_agree_with_payoffs_written_out(seed: int, n: int, minimum: int) -> None:
    rng = np.random.default_rng(seed)
    game = PublicGood(rng.random(n) + 0.1, rng.random(n) + 0.5, rng.random(n) * 0.4, rng.random(n) * 0.4, minimum)
    masks = (np.arange(1 << n)[:, None] >> np.arange(n) & 1).astype(bool)
    table = coalition_stability(np.array([public_good_payoff(game, row) for row in masks]))
    direct = public_good_stability(game)
    np.testing.assert_array_equal(direct.internal, table.internal)
    np.testing.assert_array_equal(direct.external, table.external)
    np.testing.assert_array_equal(direct.potential, table.potential)


def test_payoffs_are_those_of_maximising_members() -> None:
    """Members' joint payoff cannot be raised by any other abatement, nor an outsider's own."""
    game = public_good(np.array([1.0, 2.0, 0.5, 1.5]), np.array([1.0, 0.5, 2.0, 1.0]))
    inside = np.array([True, True, False, False])
    joint = game.benefit[inside].sum()
    best = np.where(inside, joint, game.benefit) / game.cost

    def payoff(abated: np.ndarray) -> np.ndarray:
        return np.asarray(game.benefit * abated.sum() - game.cost * abated**2 / 2)

    np.testing.assert_allclose(payoff(best), public_good_payoff(game, inside))
    for party, step in itertools.product(range(4), (-0.01, 0.01)):
        other = best.copy()
        other[party] += step
        ours = inside if inside[party] else np.arange(4) == party
        assert payoff(other)[ours].sum() < payoff(best)[ours].sum()


def test_like_parties_sustain_two_or_three() -> None:
    stability = public_good_stability(public_good(np.full(9, 0.3), np.full(9, 1.7)))
    assert {int(mask).bit_count() for mask in stability.stable} == {0, 2, 3}


def test_transfers_hold_coalitions_that_free_riding_would_break() -> None:
    unlike = public_good(np.array([5.0, 0.1, 0.1]), np.array([1.0, 1.0, 1.0]))
    stability = public_good_stability(unlike)
    assert not stability.internal[0b011]
    assert stability.potential[0b011]


def test_a_trade_measure_makes_everybody_a_stable_coalition() -> None:
    """Barrett 2003: what leaving costs turns the dilemma into a coordination game."""
    n = 6
    plain = public_good_stability(public_good(np.ones(n), np.ones(n)))
    measured = public_good_stability(PublicGood(np.ones(n), np.ones(n), np.zeros(n), np.full(n, 4.0)))
    assert not plain.internal[-1]
    assert measured.internal[-1]
    assert measured.stable.tolist()[-1] == (1 << n) - 1


def test_a_participation_clause_holds_the_grand_coalition() -> None:
    n = 7
    clause = public_good_stability(public_good(np.ones(n), np.ones(n), minimum=n))
    assert clause.internal[-1]
    member = np.array(
        [public_good_payoff(public_good(np.ones(n), np.ones(n)), np.arange(n) < k)[0] for k in range(n + 1)]
    )
    chosen = minimum_participation(member, float(member[0]))
    assert chosen.best == n
    assert chosen.binding.tolist() == [False, False, *[True] * (n - 1)]


def test_too_many_parties_are_refused_with_the_limit() -> None:
    with pytest.raises(AnalysisError, match="at most 24"):
        public_good_stability(public_good(np.ones(25), np.ones(25)))


def test_a_table_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(ValueError, match=r"2\*\*n rows"):
        coalition_stability(np.zeros((5, 2)))
