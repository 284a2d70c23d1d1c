"""The frontier against the definition: compare every package with every other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.bargain.frontier import decode, package_utility, pareto_frontier, undominated

Case = list[np.ndarray]


@st.composite
def bargains(draw: st.DrawFn) -> Case:
    actors = draw(st.integers(1, 4))
    levels = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    # few distinct values, so that ties and equal packages are common
    number = st.integers(-3, 3).map(float)
    return [
        np.array(draw(st.lists(st.lists(number, min_size=actors, max_size=actors), min_size=m, max_size=m)))
        for m in levels
    ]


def by_definition(point: np.ndarray) -> list[int]:
    return [
        i
        for i, own in enumerate(point)
        if not any(all(other >= own) and any(other > own) for j, other in enumerate(point) if j != i)
    ]


@settings(deadline=None, max_examples=150)
@given(bargains())
def test_frontier_equals_the_definition(utility: Case) -> None:
    point = package_utility(utility)
    expected = by_definition(point)
    frontier = pareto_frontier(utility)
    np.testing.assert_array_equal(frontier.choice, decode(np.array(expected), [len(u) for u in utility]))
    np.testing.assert_allclose(frontier.utility, point[expected])
    assert np.flatnonzero(undominated(point)).tolist() == expected


def test_package_order_is_that_of_decode() -> None:
    utility = [np.array([[1.0], [2]]), np.array([[10.0], [20], [30]])]
    choice = decode(np.arange(6), (2, 3))
    spelled = [utility[0][a, 0] + utility[1][b, 0] for a, b in choice]
    assert package_utility(utility)[:, 0].tolist() == spelled


def test_more_issues_than_one_part_holds() -> None:
    rng = np.random.default_rng(5)
    utility = [rng.integers(-5, 5, (3, 3)).astype(float) for _ in range(7)]
    frontier = pareto_frontier(utility)
    expected = np.flatnonzero(undominated(package_utility(utility)))
    np.testing.assert_array_equal(frontier.choice, decode(expected, [3] * 7))


def test_sums_of_decimals_tie_exactly() -> None:
    utility = [np.array([[0.1, 0.0], [0.3, 0.0]]), np.array([[0.2, 0.0], [0.0, 0.0]])]
    # 0.1 + 0.2 and 0.3 + 0.0 are the same worth, though not the same float
    assert len(pareto_frontier([utility[0][:1], utility[1][:1]]).choice) == 1
    assert undominated(np.array([[0.1 + 0.2, 1.0], [0.3, 1.0]])).all()


def test_too_many_packages_and_missing_utilities_are_named() -> None:
    with pytest.raises(ValueError, match="too many to list"):
        pareto_frontier([np.zeros((10, 2))] * 8)
    with pytest.raises(ValueError, match="missing or beyond a million"):
        pareto_frontier([np.array([[np.nan, 0.0]])])
    with pytest.raises(ValueError, match="different numbers of actors"):
        pareto_frontier([np.zeros((2, 2)), np.zeros((2, 3))])
