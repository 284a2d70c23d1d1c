import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.agreement.participation import (
    Bools,
    Draws,
    Participation,
    cascade,
    cheapest_transfers,
    drawn,
    equilibria,
    every_and_some,
    greatest_equilibrium,
    is_equilibrium,
    least_equilibria,
    least_equilibrium,
    participation,
)


def random_game(seed: int, n: int, monotone: bool, conditions: int = 2) -> Participation:
    """Return a game with small integers throughout, so that ties are common and sums are exact."""
    rng = np.random.default_rng(seed)
    low = 0 if monotone else -3
    influence = rng.integers(low, 4, (n, n)) * (rng.random((n, n)) < 0.5)
    np.fill_diagonal(influence, 0)
    weight = rng.integers(0, 3, (conditions, n)).astype(float)
    return Participation(
        rng.integers(-6, 3, n).astype(float),
        influence.astype(float),
        weight,
        rng.integers(0, 2 * n + 1, conditions).astype(float),
        rng.integers(low, 4, (conditions, n)).astype(float),
    )


def equilibria_by_enumeration(game: Participation) -> list[tuple[bool, ...]]:
    """Try every set with plain Python sums: shares neither code nor idea with the engine."""
    n = game.alone.size
    found = []
    for inside in itertools.product([False, True], repeat=n):
        for i in range(n):
            others = [j for j in range(n) if j != i and inside[j]]
            net = game.alone[i] + sum(game.influence[i][j] for j in others)
            for c in range(game.quota.size):
                if sum(game.weight[c][j] for j in [*others, i]) >= game.quota[c]:
                    net += game.bonus[c][i]
            if (net >= 0) != inside[i]:
                break
        else:
            found.append(inside)
    return found


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 9))
def test_least_and_greatest_bound_every_equilibrium(seed: int, n: int) -> None:
    game = random_game(seed, n, monotone=True)
    brute = np.array(equilibria_by_enumeration(game))
    np.testing.assert_array_equal(least_equilibrium(game), brute.all(axis=0))
    np.testing.assert_array_equal(greatest_equilibrium(game), brute.any(axis=0))


@settings(max_examples=600, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 9), st.booleans(), st.integers(0, 3))
def test_search_finds_every_equilibrium_and_no_other(seed: int, n: int, monotone: bool, conditions: int) -> None:
    game = random_game(seed, n, monotone, conditions)
    found = equilibria(game)
    assert found.complete
    assert sorted(map(tuple, found.inside.tolist())) == sorted(equilibria_by_enumeration(game))


def test_thousands_of_games_agree_with_enumeration() -> None:
    for seed in range(1500):
        game = random_game(seed, 2 + seed % 6, monotone=bool(seed % 2))
        assert sorted(map(tuple, equilibria(game).inside.tolist())) == sorted(equilibria_by_enumeration(game)), seed


def test_matching_pennies_of_joining_has_no_pure_equilibrium() -> None:
    chase = participation([-1.0, 0.0], {(0, 1): 2.0, (1, 0): -2.0})
    assert len(equilibria(chase).inside) == 0


def test_an_indifferent_party_joins() -> None:
    assert least_equilibrium(participation([0.0])).tolist() == [True]
    assert equilibria(participation([0.0])).inside.tolist() == [[True]]


def test_search_says_when_it_was_cut() -> None:
    pairs = participation(np.full(8, -1.0), {(i, i ^ 1): 1.0 for i in range(8)})
    assert len(equilibria(pairs).inside) == 16
    assert not equilibria(pairs, limit=5).complete


def test_thirty_parties_are_searched_exactly() -> None:
    game = random_game(5, 30, monotone=False)
    found = equilibria(game)
    assert found.complete
    assert all(is_equilibrium(game, row) for row in found.inside)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 12))
def test_a_cascade_ends_where_joining_one_by_one_does(seed: int, n: int) -> None:
    game = random_game(seed, n, monotone=True)
    start = np.random.default_rng(seed).random(n) < 0.3
    np.testing.assert_array_equal(cascade(game, start).inside, least_equilibrium(game, start))


def test_granovetter_thresholds_differ_by_one_and_everybody_joins() -> None:
    """Granovetter 1978, AJS 83:1420: thresholds 0 … 99 end in 100; with one threshold 1 raised to 2, in one."""
    thresholds = np.arange(100.0)
    others = np.ones((100, 100)) - np.eye(100)
    empty = np.zeros((0, 100))
    crowd = Participation(-thresholds, others, empty, np.zeros(0), empty)
    assert least_equilibrium(crowd).sum() == 100
    thresholds[1] = 2.0
    crowd = Participation(-thresholds, others, empty, np.zeros(0), empty)
    assert least_equilibrium(crowd).sum() == 1
    assert cascade(crowd, np.arange(100) == 1).inside.sum() == 100


@pytest.mark.parametrize("monotone", [True, False])
def test_draws_are_answered_one_by_one(monotone: bool) -> None:
    game = random_game(3, 9, monotone)
    rng = np.random.default_rng(0)
    draws = Draws(
        game.alone + rng.integers(-2, 3, (60, 9)),
        game.influence * rng.integers(0, 3, (60, 1, 1)),
        game.weight * rng.integers(1, 3, (60, 1, 1)),
        game.quota * rng.integers(1, 3, (60, 1)),
        game.bonus[None],
    )
    every, some, count = every_and_some(draws)
    for draw in range(60):
        brute = np.array(equilibria_by_enumeration(draws.game(draw))).reshape(-1, 9)
        np.testing.assert_array_equal(every[draw], brute.all(axis=0) & bool(len(brute)))
        np.testing.assert_array_equal(some[draw], brute.any(axis=0))
        assert count[draw] == (min(len(brute), 2) if monotone else len(brute))


def test_pinned_parties_start_the_cascade_of_each_draw() -> None:
    game = random_game(3, 20, monotone=True)
    rng = np.random.default_rng(0)
    alone = game.alone + rng.normal(size=(50, 20))
    pinned = rng.random((50, 20)) < 0.1
    batch = least_equilibria(drawn(game, alone), pinned)
    for draw in range(50):
        np.testing.assert_array_equal(batch[draw], cascade(game.with_alone(alone[draw]), pinned[draw]).inside)


def cheapest_by_permutations(game: Participation, target: Bools) -> float:
    """Try every order of every set that holds the target."""
    n, best = game.alone.size, float("inf")
    for size in range(n + 1):
        for order in itertools.permutations(range(n), size):
            if not set(np.flatnonzero(target)) <= set(order):
                continue
            inside, paid = np.zeros(n, dtype=bool), 0.0
            for party in order:
                paid += max(0.0, -game.net(inside)[party])
                inside[party] = True
            best = min(best, paid)
    return best


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5))
def test_transfers_are_the_cheapest_of_all_orders(seed: int, n: int) -> None:
    game = random_game(seed, n, monotone=True)
    target = np.random.default_rng(seed).random(n) < 0.5
    answer = cheapest_transfers(game, target)
    assert answer.total == pytest.approx(cheapest_by_permutations(game, target), abs=1e-9)
    assert set(np.flatnonzero(target)) <= {*answer.order, *answer.joins_freely}


@pytest.mark.parametrize(
    "bad",
    [
        lambda: participation([1.0, np.nan]),
        lambda: Participation(np.zeros(2), np.eye(2), np.zeros((0, 2)), np.zeros(0), np.zeros((0, 2))),
        lambda: least_equilibrium(participation([1.0, 1.0], {(0, 1): -1.0})),
        lambda: cascade(participation([1.0]), np.zeros(2, dtype=bool)),
    ],
)
def test_refusals(bad: object) -> None:
    with pytest.raises(ValueError):
        bad()  # type: ignore[operator]
