import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.bargain.offers import alternating_shares, chance_proposer_shares, deadline_shares
from countermove.bargain.package_offers import package_offers, rounds_of_talks

GRID = np.linspace(0, 1, 2_001)
PIE = np.column_stack([GRID, 1 - GRID])


@pytest.mark.parametrize("keep", [(0.9, 0.8), (0.5, 0.7)])
def test_on_a_fine_grid_talks_without_end_are_rubinsteins(keep: tuple[float, float]) -> None:
    found = package_offers(PIE, rounds_of_talks(2, None, 0, None), np.array(keep))
    assert found.settled
    np.testing.assert_allclose(found.value, alternating_shares(np.array(keep)), atol=0.01)


def test_on_a_fine_grid_chance_proposers_and_deadlines_are_the_divisible_ones() -> None:
    keep, chances = np.array([0.9, 0.8]), np.array([0.6, 0.4])
    drawn = package_offers(PIE, rounds_of_talks(2, None, 0, chances), keep)
    np.testing.assert_allclose(drawn.value, chance_proposer_shares(chances, keep), atol=0.01)
    rounds = rounds_of_talks(2, 5, 1, None)
    ended = package_offers(PIE, rounds, keep)
    np.testing.assert_allclose(ended.value, deadline_shares(rounds, keep), atol=0.01)


def played(gain: list[list[int]], proposers: list[int], keep: list[float]) -> list[float]:
    """Play from the first round on: what everyone gets when the rest of the talks is played as well as it can be."""
    n = len(keep)
    if not proposers:
        return [0.0] * n
    wait = [k * v for k, v in zip(keep, played(gain, proposers[1:], keep), strict=True)]
    who = proposers[0]
    open_to = [row for row in gain if all(row[k] >= wait[k] - 1e-9 for k in range(n) if k != who)]
    best = max(open_to, key=lambda row: (row[who], sum(row)), default=None)
    if best is None or best[who] < wait[who] - 1e-9:
        return wait
    return [float(x) for x in best]


@settings(max_examples=80)
@given(
    st.integers(2, 3).flatmap(
        lambda n: st.tuples(
            st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=1, max_size=6),
            st.lists(st.integers(0, n - 1), min_size=1, max_size=5),
            st.lists(st.sampled_from([0.25, 0.5, 0.75, 1.0]), min_size=n, max_size=n),
        )
    )
)
def test_few_packages_and_rounds_are_played_out(game: tuple[list[list[int]], list[int], list[float]]) -> None:
    gain, proposers, keep = game
    n = len(keep)
    chances = np.eye(n)[proposers]
    found = package_offers(np.array(gain, np.float64), chances, np.array(keep))
    np.testing.assert_allclose(found.value, played(gain, proposers, keep))


def test_no_package_leaves_everyone_with_nothing() -> None:
    found = package_offers(np.zeros((0, 2)), np.eye(2), np.array([0.9, 0.9]))
    assert found.value.tolist() == [0, 0] and found.proposal.tolist() == [-1, -1]
