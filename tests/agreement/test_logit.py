import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.agreement.logit import basins, expected_net, logit_equilibrium
from countermove.agreement.participation import Participation, greatest_equilibrium, is_equilibrium, participation
from countermove.document.faults import AnalysisError


def random_game(seed: int, n: int) -> Participation:
    rng = np.random.default_rng(seed)
    influence = rng.normal(size=(n, n)) * (1 - np.eye(n))
    weight = rng.integers(0, 3, (2, n)).astype(float)
    return Participation(
        rng.normal(size=n), influence, weight, rng.integers(0, 2 * n, 2).astype(float), rng.normal(size=(2, n))
    )


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_expected_net_benefit_averages_over_all_sets(seed: int, n: int) -> None:
    game = random_game(seed, n)
    chance = np.random.default_rng(seed).random(n)
    expected = np.zeros(n)
    for inside in itertools.product([False, True], repeat=n):
        row = np.array(inside)
        expected += np.where(row, chance, 1 - chance).prod() * game.net(row)
    np.testing.assert_allclose(expected_net(game, chance), expected, atol=1e-9)


def test_sharp_choices_approach_the_pure_equilibrium_and_blunt_ones_a_half() -> None:
    game = participation([0.5, -0.4, -0.4], {(1, 0): 1.0, (2, 1): 1.0})
    assert logit_equilibrium(game, 60.0).probability.round(6).tolist() == greatest_equilibrium(game).tolist()
    assert logit_equilibrium(game, 0.0).probability.tolist() == [0.5, 0.5, 0.5]


def test_a_logit_equilibrium_replies_to_itself() -> None:
    game = random_game(3, 5)
    answer = logit_equilibrium(game, 1.5)
    reply = 1 / (1 + np.exp(-1.5 * expected_net(game, answer.probability)))
    np.testing.assert_allclose(reply, answer.probability, atol=1e-9)


def test_coordination_has_two_logit_equilibria() -> None:
    game = participation([-1.0, -1.0], {(0, 1): 2.0, (1, 0): 2.0})
    low = logit_equilibrium(game, 4.0, np.zeros(2)).probability
    high = logit_equilibrium(game, 4.0, np.ones(2)).probability
    assert low.max() < 0.1 and high.min() > 0.9


def test_basins_of_a_pair_are_halves() -> None:
    """With one of two inside, whoever is asked first decides: the outsider joins, or the insider leaves."""
    game = participation([-1.0, -1.0], {(0, 1): 2.0, (1, 0): 2.0})
    found, unsettled = basins(game, 4_000, 1)
    shares = {tuple(one.inside.tolist()): one.share for one in found}
    assert unsettled == 0
    # both in stays, none in stays, one in: half the orders ask the outsider first, who joins
    assert shares[True, True] == pytest.approx(0.5, abs=0.03)
    assert shares[False, False] == pytest.approx(0.5, abs=0.03)
    assert all(is_equilibrium(game, one.inside) for one in found)


def test_who_chases_never_settles() -> None:
    found, unsettled = basins(participation([-1.0, 0.0], {(0, 1): 2.0, (1, 0): -2.0}), 50, 1)
    assert (found, unsettled) == ([], 1.0)


def test_fractional_weights_are_refused() -> None:
    game = Participation(np.zeros(2), np.zeros((2, 2)), np.full((1, 2), 0.5), np.ones(1), np.ones((1, 2)))
    with pytest.raises(AnalysisError, match="whole numbers"):
        expected_net(game, np.full(2, 0.5))
