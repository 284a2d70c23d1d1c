import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.agreement.participation import Participation, least_equilibrium, participation
from countermove.agreement.tipping import Levers, Target, party_levers, smallest_tipping, smallest_tipping_by_search
from countermove.document.faults import AnalysisError


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 9))
def test_smallest_set_of_parties_equals_trying_all(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    influence = rng.integers(0, 3, (n, n)) * (rng.random((n, n)) < 0.5)
    np.fill_diagonal(influence, 0)
    nothing = np.zeros((0, n))
    game = Participation(rng.integers(-5, 1, n).astype(float), influence.astype(float), nothing, np.zeros(0), nothing)
    cost = rng.integers(1, 4, n).astype(float)
    target = Target(rng.random(n) < 0.4, np.ones(n), float(rng.integers(0, n + 1)))
    best = min(
        cost[list(chosen)].sum()
        for size in range(n + 1)
        for chosen in itertools.combinations(range(n), size)
        if target.reached(least_equilibrium(game, np.isin(np.arange(n), chosen)))
    )
    answer = smallest_tipping(game, party_levers(game, np.ones(n, dtype=bool), cost), target)
    assert answer.cost == pytest.approx(best)
    assert answer.levers is not None
    assert target.reached(least_equilibrium(game, np.isin(np.arange(n), answer.levers)))
    for row in answer.short:  # the certificate: every row falls short, and one lever more would not
        assert not target.reached(least_equilibrium(game, row))
        for lever in np.flatnonzero(~row):
            more = row.copy()
            more[lever] = True
            assert target.reached(least_equilibrium(game, more))


def test_a_clause_and_an_offer_can_be_cheaper_than_a_party() -> None:
    game = participation([-2.0, -1.0, -1.0], {(1, 0): 1.0, (2, 0): 1.0})
    everyone = Target(np.ones(3, dtype=bool), np.zeros(3))
    levers = Levers(
        np.array([[True, False, False], [False, False, False], [False, False, False]]),
        np.array([[0.0, 0, 0], [1.0, 0, 0], [1.0, 0, 0]]),
        np.array([3.0, 1.0, 1.0]),
    )
    answer = smallest_tipping(game, levers, everyone)
    assert (answer.levers, answer.cost) == ((1, 2), 2.0)


def test_a_target_out_of_reach_is_said_to_be() -> None:
    game = participation([-1.0, -5.0], {(1, 0): 1.0})
    answer = smallest_tipping(game, party_levers(game, np.array([True, False])), Target(np.ones(2, bool), np.zeros(2)))
    assert answer.levers is None
    assert answer.inside.tolist() == [True, False]


def test_a_lever_that_puts_off_is_refused() -> None:
    with pytest.raises(ValueError, match="puts a party off"):
        Levers(np.zeros((1, 2), bool), np.array([[1.0, -1.0]]), np.ones(1))


@pytest.mark.parametrize("seed", range(30))
def test_where_parties_put_each_other_off_every_choice_is_tried(seed: int) -> None:
    """Enumerate all subsets of levers and of parties by the definition, one by one."""
    rng = np.random.default_rng(seed)
    n = 4
    pairs = [(i, j) for i in range(n) for j in range(n) if i != j]
    influence = {pair: float(rng.integers(-3, 4)) for pair in pairs if rng.random() < 0.5}
    alone = rng.integers(-4, 3, n) + 0.5
    cost = rng.integers(1, 4, n).astype(float)
    target = Target(np.arange(n) == rng.integers(n), np.ones(n), float(rng.integers(0, 4)))
    game = participation(alone, influence)

    def holds(inside: tuple[int, ...], pinned: tuple[int, ...]) -> bool:
        worth = [alone[i] + sum(influence.get((i, j), 0.0) for j in inside if j != i) for i in range(n)]
        return all((i in pinned or worth[i] >= 0) == (i in inside) for i in range(n))

    subsets = [which for size in range(n + 1) for which in itertools.combinations(range(n), size)]
    best = np.inf
    for pinned in subsets:
        outcomes = [inside for inside in subsets if holds(inside, pinned)]
        if outcomes and all(target.reached(np.isin(np.arange(n), inside)) for inside in outcomes):
            best = min(best, float(sum(cost[k] for k in pinned)))
    found = smallest_tipping_by_search(game, party_levers(game, np.ones(n, dtype=bool), cost), target)
    assert found.cost == best
    assert (found.levers is None) == (best == np.inf)


def test_too_many_levers_for_a_search_are_refused() -> None:
    game = participation(np.zeros(11), {(0, 1): -1.0})
    with pytest.raises(AnalysisError, match="keep to 10 levers"):
        smallest_tipping_by_search(
            game, party_levers(game, np.ones(11, dtype=bool)), Target(game.alone > 1, game.alone)
        )
