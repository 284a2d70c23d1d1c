"""The census of 2×2 ordinal games, counted independently of the canonical forms."""

from __future__ import annotations

from collections import Counter
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from countermove.numeric import forms

STRICT = [np.array(cells).reshape(2, 2) for cells in permutations((1, 2, 3, 4))]
WEAK = [np.array(cells).reshape(2, 2) for cells in forms.weak_orders()]
games = st.tuples(st.sampled_from(WEAK), st.sampled_from(WEAK)).map(lambda pair: np.stack(pair))
strict_games = st.tuples(st.sampled_from(STRICT), st.sampled_from(STRICT)).map(lambda pair: np.stack(pair))


def orbits(orders: list[NDArray[np.int64]], exchange: bool) -> int:
    """Count classes by closing every game under renaming, with a set of bytes and nothing else."""
    seen: set[bytes] = set()
    count = 0
    for first, second in product(orders, repeat=2):
        game = np.stack([first, second])
        if game.tobytes() in seen:
            continue
        count += 1
        for up, left in product((1, -1), repeat=2):
            named = game[:, ::up, ::left]
            seen.add(named.tobytes())
            if exchange:
                seen.add(np.stack([named[1].T, named[0].T]).tobytes())
    return count


def pure_equilibria(game: NDArray[np.int64]) -> int:
    return sum(
        game[0, a, b] >= game[0, 1 - a, b] and game[1, a, b] >= game[1, a, 1 - b]
        for a, b in product(range(2), repeat=2)
    )


def dominant(game: NDArray[np.int64]) -> int:
    first = bool((game[0, 0] > game[0, 1]).all() or (game[0, 0] < game[0, 1]).all())
    second = bool((game[1, :, 0] > game[1, :, 1]).all() or (game[1, :, 0] < game[1, :, 1]).all())
    return first + second


def test_census_of_strict_games() -> None:
    everything = [np.stack(pair) for pair in product(STRICT, repeat=2)]
    assert len(everything) == 576
    assert len({forms.canonical(game) for game in everything}) == orbits(STRICT, exchange=False) == 144
    assert len({forms.without_order_of_actors(game) for game in everything}) == orbits(STRICT, exchange=True) == 78
    places = {forms.place(game) for game in everything}
    assert len(places) == 144
    assert sum(place.row == place.column for place in places) == 12


def test_census_with_ties() -> None:
    everything = [np.stack(pair) for pair in product(WEAK, repeat=2)]
    assert len(WEAK) == 75
    assert len({forms.canonical(game) for game in everything}) == orbits(WEAK, exchange=False) == 1_413
    assert len({forms.without_order_of_actors(game) for game in everything}) == orbits(WEAK, exchange=True) == 726


def test_split_by_equilibria_and_dominance() -> None:
    table = list(forms.strict_games())
    assert len({forms.place(game) for game in table}) == 144
    assert Counter(map(pure_equilibria, table)) == {0: 18, 1: 108, 2: 18}
    assert Counter(map(dominant, table)) == {0: 36, 1: 72, 2: 36}
    assert Counter(forms.place(game).layer for game in table) == {1: 36, 2: 36, 3: 36, 4: 36}


@pytest.mark.parametrize(
    ("name", "reward", "sucker", "temptation", "punishment"),
    [
        ("prisoners_dilemma", 3, 1, 4, 2),  # seeds of the argument: Rapoport, Guyer and Gordon 1976, game 12
        ("chicken", 3, 2, 4, 1),  # game 66
        ("stag_hunt", 4, 1, 3, 2),
        ("assurance", 4, 1, 2, 3),
        ("coordination", 4, 2, 1, 3),
        ("deadlock", 2, 1, 4, 3),  # game 9
        ("compromise", 1, 2, 4, 3),
        ("hero", 1, 3, 4, 2),  # game 69
        ("battle", 2, 3, 4, 1),  # game 68, also called leader
        ("harmony", 4, 3, 2, 1),
        ("peace", 4, 3, 1, 2),
        ("concord", 4, 2, 3, 1),
    ],
)
def test_names_by_payoff(name: str, reward: int, sucker: int, temptation: int, punishment: int) -> None:
    own = np.array([[reward, sucker], [temptation, punishment]])
    game = np.stack([own, own.T])
    for up, left in product((1, -1), repeat=2):
        assert forms.place(game[:, ::up, ::left]).name == name


@given(games, st.sampled_from((1, -1)), st.sampled_from((1, -1)))
def test_form_survives_renaming(game: NDArray[np.int64], up: int, left: int) -> None:
    assert forms.canonical(game) == forms.canonical(game[:, ::up, ::left])
    assert forms.without_order_of_actors(game) == forms.without_order_of_actors(forms.exchanged(game))


@given(strict_games)
def test_exchange_of_actors_exchanges_names(game: NDArray[np.int64]) -> None:
    here, there = forms.place(game), forms.place(forms.exchanged(game))
    assert (here.row, here.column) == (there.column, there.row)


@given(strict_games)
def test_swaps_are_undone_by_a_swap(game: NDArray[np.int64]) -> None:
    neighbours = forms.swaps(game)
    assert len(neighbours) == 6
    for swap in neighbours:
        assert np.abs(swap.game - game).sum() == 2
        assert any((back.game == game).all() for back in forms.swaps(swap.game))


@settings(deadline=None, max_examples=25)  # the search walks over hundreds of games
@given(strict_games)
def test_shortest_paths_arrive_and_step_by_step(game: NDArray[np.int64]) -> None:
    for family, path in forms.shortest_to_families(game).items():
        at = game
        for swap in path:
            assert any((swap.game == step.game).all() for step in forms.swaps(at))
            at = swap.game
        assert forms.place(at).family == family


def test_dilemma_is_one_swap_a_side_from_assurance() -> None:
    own = np.array([[3, 1], [4, 2]])
    path = forms.shortest_to_families(np.stack([own, own.T]))["assurance"]
    assert sorted((swap.actor, swap.ranks) for swap in path) == [(0, (3, 4)), (1, (3, 4))]


@given(games)
def test_tied_games_border_on_refinements(game: NDArray[np.int64]) -> None:
    found = forms.bordering(game)
    rng = np.random.default_rng(0)
    for _ in range(5):  # any small disturbance lands in a bordering game
        assert forms.place(game + rng.uniform(-0.4, 0.4, game.shape)) in found
    if forms.is_strict(game):
        assert found == (forms.place(game),)


@given(st.lists(games, min_size=1, max_size=20))
def test_many_at_once_agree_with_one_by_one(batch: list[NDArray[np.int64]]) -> None:
    expected = [forms.place(game).family if forms.is_strict(game) else "tied" for game in batch]
    assert [forms.FAMILIES[index] for index in forms.classify(np.stack(batch))] == expected


def test_ties_have_no_place() -> None:
    own = np.array([[3, 1], [3, 2]])
    with pytest.raises(ValueError, match="ties"):
        forms.place(np.stack([own, own.T]))
    with pytest.raises(ValueError, match="shape"):
        forms.place([[1, 2], [3, 4]])
