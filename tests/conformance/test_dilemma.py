"""Games from books and papers: those that Gambit ships, read from its files, and their equilibria as it finds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from countermove.analysis import loads
from countermove.dilemma.equilibria import Equilibria, equilibria
from countermove.dilemma.exchange import read_nfg
from countermove.dilemma.extensive import read_efg
from countermove.dilemma.payoff_sets import equilibrium_payoffs
from countermove.dilemma.values import exact_payoff

pygambit = pytest.importorskip("pygambit", reason="pygambit is not installed")
VON_STENGEL = "journals/dcg/vonstengel1999/6x6_game_with_75_eq"


def solved(game: Any) -> Equilibria:
    """Write a game as Gambit does, read it as we do, and find its equilibria."""
    tree = isinstance(game, pygambit.gambit.ExtensiveGame)
    text = read_efg(game.to_efg().encode(), "game.efg") if tree else read_nfg(game.to_nfg().encode(), "game.nfg")
    first, second = exact_payoff(loads(text).case().section)
    return equilibria(first, second)


def of_two() -> Iterator[tuple[str, Any]]:
    for name in pygambit.catalog.games()["Game"]:
        game = pygambit.catalog.load(name)
        if len(list(game.players)) == 2:
            yield name, game


def test_catalogue_of_games_and_trees() -> None:
    compared = 0
    for name, game in of_two():
        found = solved(game)
        assert all(profile.regret == 0 for profile in found.extreme), name
        if max(len(found.extreme[0].first), len(found.extreme[0].second)) > 5:
            continue  # Gambit takes long over these in rationals
        try:
            theirs = pygambit.nash.enummixed_solve(game, rational=True).equilibria
        except RuntimeError:  # it solves no trees in which an actor forgets its own moves
            continue
        assert len(found.extreme) == len(theirs), name
        compared += 1
    assert compared > 20


def test_a_game_with_seventy_five_equilibria() -> None:
    # von Stengel 1999, Discrete and Computational Geometry 21:557–568: more than were thought possible at 6 × 6
    found = solved(pygambit.catalog.load(VON_STENGEL))
    assert len(found.extreme) == 75
    assert not found.degenerate
    assert all(profile.regret == 0 for profile in found.extreme)


def test_corners_of_abreu_and_sannikov() -> None:
    # Abreu and Sannikov 2014 by way of quantecon's tests: a dilemma of 9, 10, 1, 3 at δ = 0.9
    found = equilibrium_payoffs([[[9, 1], [10, 3]], [[9, 10], [1, 3]]], 0.9)
    assert found.round(9).tolist() == [[3, 3], [3, 9.75], [9, 9], [9.75, 3]]
