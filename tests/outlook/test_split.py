from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermove.outlook.split import BOTH, FIRST, SECOND, cost_of_split

number = st.floats(0.05, 0.95)


@given(
    st.lists(st.tuples(st.floats(0.1, 50), st.sampled_from([FIRST, SECOND, BOTH])), min_size=2, max_size=6),
    number,
    number,
    number,
)
def test_losses_follow_reach_party_by_party(
    parties: list[tuple[float, int]], elasticity: float, between: float, doubling: float
) -> None:
    size, place = np.array([[s for s, _ in parties]]), np.array([p for _, p in parties])
    found = cost_of_split(size, place, *(np.array([x]) for x in (elasticity, between, doubling)))
    total = sum(s for s, _ in parties)
    for party, (own, at) in enumerate(parties):
        for option in (FIRST, SECOND, BOTH):
            moved = [*parties[:party], (own, option), *parties[party + 1 :]]
            near = sum(s for s, p in moved if p in (option, BOTH)) / total
            loss = doubling if option == BOTH else 1 - (near + between * (1 - near)) ** elasticity
            assert found.at[0, party, option] == pytest.approx(loss, abs=1e-12)
        assert found.loss[0, party] == found.at[0, party, at]
        assert found.at[0, party, found.cheapest[0, party]] <= found.at[0, party].min() + 1e-12


def test_the_smaller_system_loses_more_and_full_interoperability_costs_nothing() -> None:
    one = np.ones(1)
    apart = cost_of_split(np.array([[6.0, 4.0]]), np.array([FIRST, SECOND]), one, 0 * one, one)
    assert apart.loss.round(2).tolist() == [[0.4, 0.6]]
    assert apart.total.round(2).tolist() == [0.48]
    assert cost_of_split(np.array([[6.0, 4.0]]), np.array([0, 1]), one, one, one).total.tolist() == [0]
    with pytest.raises(ValueError, match="not above 0"):
        cost_of_split(np.array([[0.0, 1.0]]), np.array([0, 1]), one, one, one)
