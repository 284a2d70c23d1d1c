"""Core, nucleolus and power against their definitions."""

from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.numeric.cooperative import core, nucleolus, shapley_shubik, shapley_value


def games(actors: int) -> st.SearchStrategy[np.ndarray]:
    worth = st.lists(st.integers(0, 12).map(float), min_size=2**actors - 1, max_size=2**actors - 1)
    return worth.map(lambda tail: np.array([0.0, *tail]))


def share(division: np.ndarray, mask: int) -> float:
    return float(sum(x for i, x in enumerate(division) if mask >> i & 1))


@settings(deadline=None, max_examples=80)
@given(games(3))
def test_core_is_found_or_refuted(worth: np.ndarray) -> None:
    found = core(worth)
    if found.division is not None:
        assert found.division.sum() == pytest.approx(worth[-1])
        assert all(share(found.division, mask) >= worth[mask] - 1e-7 for mask in range(1, 8))
        return
    for actor in range(3):  # balanced: every actor is used exactly once, yet the pieces are worth more than the whole
        assert sum(weight for mask, weight in found.balanced if mask >> actor & 1) == pytest.approx(1)
    assert sum(weight * worth[mask] for mask, weight in found.balanced) > worth[-1] + 1e-9
    steps = [Fraction(k, 4) for k in range(int(worth[-1]) * 4 + 1)]
    for x, y in product(steps, steps):  # no division in quarters works either
        division = np.array([float(x), float(y), worth[-1] - float(x + y)])
        assert any(share(division, mask) < worth[mask] - 1e-9 for mask in range(1, 7))


@settings(deadline=None, max_examples=60)
@given(games(3), st.integers(0, 2**31))
def test_nucleolus_has_the_lexicographically_smallest_complaints(worth: np.ndarray, seed: int) -> None:
    found = nucleolus(worth)
    assert found.sum() == pytest.approx(worth[-1])

    def complaints(division: np.ndarray) -> np.ndarray:
        return np.sort([worth[mask] - share(division, mask) for mask in range(1, 7)])[::-1]

    own = complaints(found)
    rng = np.random.default_rng(seed)
    for scale in (3.0, 0.3, 0.01):
        for shift in rng.normal(size=(60, 3)) * scale:
            other = complaints(found + shift - shift.mean())
            first = np.flatnonzero(np.abs(other - own) > 1e-6)
            assert len(first) == 0 or other[first[0]] > own[first[0]]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=5).filter(any), st.data())
def test_power_counts_orders(votes: list[int], data: st.DataObject) -> None:
    quota = data.draw(st.integers(1, sum(votes)))
    pivots = [0] * len(votes)
    orders = list(permutations(range(len(votes))))
    for order in orders:
        total = 0
        for voter in order:
            total += votes[voter]
            if total >= quota:
                pivots[voter] += 1
                break
    power = shapley_shubik(np.array(votes), quota)
    np.testing.assert_allclose(power, np.array(pivots) / len(orders), atol=1e-12)
    wins = np.array([sum(v for i, v in enumerate(votes) if mask >> i & 1) >= quota for mask in range(2 ** len(votes))])
    np.testing.assert_allclose(shapley_value(wins.astype(float)), power, atol=1e-12)


def test_impossible_quota_is_named() -> None:
    with pytest.raises(ValueError, match="cannot be met"):
        shapley_shubik(np.array([1, 1]), 3)
    with pytest.raises(ValueError, match="2ⁿ entries"):
        core(np.array([0.0, 1, 2]))
