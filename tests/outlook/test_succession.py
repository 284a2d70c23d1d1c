"""Basins against a walk in plain Python from every scenario; fixed points against consistency."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.outlook.consistency import Ints, consistent_scenarios
from countermove.outlook.succession import RULES, basins

Scenario = tuple[int, ...]


def supports(impact: Ints, sizes: Ints, scenario: Scenario) -> list[list[int]]:
    first = [int(sum(sizes[:factor])) for factor in range(len(sizes))]
    return [
        [
            sum(int(impact[first[i] + scenario[i]][first[j] + v]) for i in range(len(sizes)) if i != j)
            for v in range(sizes[j])
        ]
        for j in range(len(sizes))
    ]


def plain_next(rule: str, impact: Ints, sizes: Ints, scenario: Scenario) -> Scenario:
    support = supports(impact, sizes, scenario)
    behind = [max(each) - each[scenario[j]] for j, each in enumerate(support)]
    wanted = [each.index(max(each)) if behind[j] else scenario[j] for j, each in enumerate(support)]
    if rule == "global":
        return tuple(wanted)
    if rule == "incremental":
        return tuple(now + (want > now) - (want < now) for now, want in zip(scenario, wanted, strict=True))
    worst = behind.index(max(behind))
    return tuple(want if j == worst else scenario[j] for j, want in enumerate(wanted))


@pytest.mark.parametrize("rule", list(RULES))
@settings(max_examples=40)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_basins_equal_a_walk_from_every_scenario(rule: str, sizes_list: list[int], seed: int) -> None:
    sizes = np.array(sizes_list)
    impact = np.random.default_rng(seed).integers(-2, 3, (sizes.sum(), sizes.sum()))
    expected: dict[frozenset[Scenario], int] = {}
    for start in product(*(range(size) for size in sizes_list)):
        seen: list[Scenario] = []
        at = start
        while at not in seen:
            seen.append(at)
            at = plain_next(rule, impact, sizes, at)
        cycle = frozenset(seen[seen.index(at) :])
        expected[cycle] = expected.get(cycle, 0) + 1
    found = basins(impact, sizes, RULES[rule])
    assert {frozenset(map(tuple, each.cycle.tolist())): each.basin for each in found.attractors} == expected
    fixed = sorted(each.cycle[0].tolist() for each in found.attractors if not each.is_cycle)
    assert fixed == consistent_scenarios(impact, sizes).variants.tolist()


@pytest.mark.parametrize("rule", list(RULES))
def test_a_sample_finds_the_same_attractors(rule: str) -> None:
    sizes = np.full(6, 3)
    impact = np.random.default_rng(5).integers(-3, 4, (18, 18))
    whole, part = basins(impact, sizes, RULES[rule]), basins(impact, sizes, RULES[rule], sample=3_000, exhaustive=1)
    assert not part.exhaustive and part.unsettled == 0
    shares = {each.cycle.tobytes(): each.basin / whole.starts for each in whole.attractors}
    for each in part.attractors:
        share = shares[each.cycle.tobytes()]
        assert abs(each.basin / part.starts - share) < 4 * np.sqrt(share * (1 - share) / part.starts) + 1e-9
