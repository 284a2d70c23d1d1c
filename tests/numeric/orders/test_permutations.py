"""Uniform, Mallows and swapped orders against their definitions, by enumeration."""

from itertools import permutations, product

import numpy as np
import pytest
from scipy.stats import chisquare

from countermove.numeric.orders import kendall_distance, mallows_orders, swapped_orders, uniform_orders


def counted(payoff: np.ndarray, every: list[tuple[int, ...]]) -> list[int]:
    seen = {row: 0 for row in every}
    for row in map(tuple, payoff.tolist()):
        seen[row] += 1
    return list(seen.values())


def reversed_pairs(a: tuple[int, ...], b: tuple[int, ...]) -> int:
    return sum((a[i] - a[j]) * (b[i] - b[j]) < 0 for i in range(len(a)) for j in range(i))


def test_uniform_orders_are_uniform() -> None:
    every = list(permutations(range(5)))
    payoff = uniform_orders(np.random.default_rng(2).random((200 * len(every), 4)))
    assert chisquare(counted(payoff, every)).pvalue > 1e-3


@pytest.mark.parametrize("phi", [1.0, 0.7, 0.1])
def test_mallows_weights_are_powers_of_the_distance(phi: float) -> None:
    centre = (3, 1, 0, 2)
    every = list(permutations(range(4)))
    weight = np.array([phi ** reversed_pairs(row, centre) for row in every])
    payoff = mallows_orders(centre, phi, np.random.default_rng(3).random((60_000, 3)))
    expected = 60_000 * weight / weight.sum()
    seen = np.array(counted(payoff, every))
    kept = expected >= 5  # the chi-square approximation needs this; the rest is pooled
    pooled = [*seen[kept], seen[~kept].sum()], [*expected[kept], expected[~kept].sum()]
    if kept.all():
        pooled = seen.tolist(), expected.tolist()
    assert chisquare(*pooled).pvalue > 1e-3


def test_mallows_moves_whole_tiers() -> None:
    centre = (5, 5, 2, 0, 0)
    payoff = mallows_orders(centre, 0.8, np.random.default_rng(4).random((500, 2)))
    assert (payoff[:, 0] == payoff[:, 1]).all()
    assert (payoff[:, 3] == payoff[:, 4]).all()
    assert {tuple(row) for row in payoff[:, [0, 2, 3]].tolist()} == set(permutations(range(3)))


@pytest.mark.parametrize("phi", [0.0, 1.5, -1.0])
def test_impossible_weight_is_refused(phi: float) -> None:
    with pytest.raises(ValueError, match="above 0 and up to 1"):
        mallows_orders([1, 0], phi, np.zeros((1, 1)))


def test_swaps_follow_every_path_alike() -> None:
    every_path: dict[tuple[int, ...], int] = {}
    for path in product(range(2), repeat=3):  # three swaps among three tiers: two places each
        order = [0, 1, 2]
        for at in path:
            order[at], order[at + 1] = order[at + 1], order[at]
        key = tuple(2 - order.index(thing) for thing in range(3))
        every_path[key] = every_path.get(key, 0) + 1
    payoff = swapped_orders([2, 1, 0], np.random.default_rng(5).random((8_000, 3)))
    seen = counted(payoff, list(every_path))
    assert chisquare(seen, 1_000 * np.array(list(every_path.values()))).pvalue > 1e-3


def test_swaps_change_the_distance_by_their_parity() -> None:
    payoff = swapped_orders(np.arange(8), np.random.default_rng(6).random((300, 5)))
    distance = kendall_distance(payoff, np.arange(8))
    assert set(distance.tolist()) <= {1, 3, 5}


def test_one_tier_has_nothing_to_swap() -> None:
    np.testing.assert_array_equal(swapped_orders([4, 4], np.zeros((2, 3))), [[0, 0], [0, 0]])
