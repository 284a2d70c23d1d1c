"""Pivots and slacks against the search itself, with the judgement taken away or moved."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.outlook.consistency import consistent_scenarios
from countermove.outlook.pivots import pivots, slacks


@settings(max_examples=60)
@given(st.lists(st.integers(1, 3), min_size=2, max_size=4), st.integers(0, 2**32 - 1))
def test_what_breaks_a_scenario_breaks_it_and_nothing_less_does(sizes_list: list[int], seed: int) -> None:
    sizes = np.array(sizes_list)
    impact = np.random.default_rng(seed).integers(-3, 4, (sizes.sum(), sizes.sum()))
    start = np.append(0, np.cumsum(sizes))
    for scenario in consistent_scenarios(impact, sizes).variants:
        needed = {(each.source, each.target) for each in pivots(impact, sizes, scenario)}
        for source in range(sizes.size):
            for target in range(sizes.size):
                if source != target:
                    without = impact.copy()
                    without[start[source] + scenario[source], start[target] : start[target + 1]] = 0
                    holds = scenario.tolist() in consistent_scenarios(without, sizes).variants.tolist()
                    assert holds == ((source, target) not in needed)
        for slack in slacks(impact, sizes, scenario):
            source = (slack.factor + 1) % sizes.size
            rival = start[slack.factor] + slack.rival
            for extra, holds in ((0, True), (1, False)):
                moved = impact.copy()
                moved[start[source] + scenario[source], rival] += slack.amount + extra
                assert (scenario.tolist() in consistent_scenarios(moved, sizes).variants.tolist()) == holds
