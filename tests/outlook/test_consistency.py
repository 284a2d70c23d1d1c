"""Branch and bound against plain enumeration in Python integers, and properties that the theory proves."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from countermove.outlook.consistency import (
    Ints,
    Range,
    consistent_in_each,
    consistent_scenarios,
    deficits,
    in_units,
    is_consistent_in_each,
    is_possible,
    nearest_scenario,
    possible_scenarios,
    robust_scenarios,
)


@st.composite
def systems(draw: st.DrawFn) -> tuple[Ints, Ints]:
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    seed = draw(st.integers(0, 2**32 - 1))
    density = draw(st.sampled_from([0.2, 0.6, 1.0]))
    rng = np.random.default_rng(seed)
    total = sum(sizes)
    impact = rng.integers(-3, 4, (total, total)) * (rng.random((total, total)) < density)
    return impact.astype(np.int64), np.array(sizes)


def plain_deficit(impact: Ints, sizes: Ints, scenario: tuple[int, ...]) -> int:
    """Python integers and nested loops, straight from the definition."""
    first = [sum(int(size) for size in sizes[:factor]) for factor in range(len(sizes))]
    worst = 0
    for target in range(len(sizes)):
        support = [
            sum(
                int(impact[first[source] + scenario[source]][first[target] + variant])
                for source in range(len(sizes))
                if source != target
            )
            for variant in range(sizes[target])
        ]
        worst = max(worst, max(support) - support[scenario[target]])
    return worst


def enumerated(impact: Ints, sizes: Ints, tolerance: int = 0) -> list[list[int]]:
    spaces = [range(int(size)) for size in sizes]
    return [list(each) for each in product(*spaces) if plain_deficit(impact, sizes, each) <= tolerance]


@settings(max_examples=150)
@given(systems(), st.integers(0, 6))
def test_branch_and_bound_finds_what_enumeration_finds(system: tuple[Ints, Ints], tolerance: int) -> None:
    impact, sizes = system
    found = consistent_scenarios(impact, sizes, tolerance)
    expected = enumerated(impact, sizes, tolerance)
    assert found.variants.tolist() == expected
    assert found.count == len(expected)
    assert found.complete
    assert (deficits(impact, sizes, found.variants).max(axis=1, initial=0) <= tolerance).all()
    held = [sum(row[factor] == v for row in expected) for factor, size in enumerate(sizes) for v in range(size)]
    assert found.holding.tolist() == held


@settings(max_examples=60)
@given(systems(), st.integers(0, 2**32 - 1))
def test_the_nearest_scenario_with_a_variant_has_the_least_deficit(system: tuple[Ints, Ints], seed: int) -> None:
    impact, sizes = system
    rng = np.random.default_rng(seed)
    factor = int(rng.integers(sizes.size))
    variant = int(rng.integers(sizes[factor]))
    scenario, deficit = nearest_scenario(impact, sizes, factor, variant)
    holders = [each for each in product(*(range(size) for size in sizes)) if each[factor] == variant]
    assert scenario[factor] == variant
    assert deficit == plain_deficit(impact, sizes, tuple(scenario))
    assert deficit == min(plain_deficit(impact, sizes, each) for each in holders)


@settings(max_examples=60)
@given(systems(), st.integers(0, 2**32 - 1))
def test_a_constant_added_to_one_variants_judgements_changes_nothing(system: tuple[Ints, Ints], seed: int) -> None:
    """Weimer-Jehle 2006: consistency compares variants of one factor, so that row shifts in a block cancel."""
    impact, sizes = system
    owner = np.repeat(np.arange(sizes.size), sizes)
    shift = np.random.default_rng(seed).integers(-5, 6, (owner.size, sizes.size))[:, owner]
    before, after = consistent_scenarios(impact, sizes), consistent_scenarios(impact + shift, sizes)
    assert before.variants.tolist() == after.variants.tolist()


@settings(max_examples=60)
@given(systems(), st.integers(0, 2**32 - 1))
def test_robust_holds_for_every_corner_and_possible_for_some(system: tuple[Ints, Ints], seed: int) -> None:
    low, sizes = system
    rng = np.random.default_rng(seed)
    high = low + rng.integers(0, 2, low.shape)
    one = np.ones(low.shape)
    known = Range(low.astype(np.float64), high.astype(np.float64), one, one)
    robust = {tuple(each) for each in robust_scenarios(known, sizes).variants}
    possible = {tuple(each) for each in possible_scenarios(known, sizes).variants}
    start = np.append(0, np.cumsum(sizes))
    for scenario in product(*(range(size) for size in sizes)):
        rows = [start[factor] + variant for factor, variant in enumerate(scenario)]
        best, worst = low.copy(), high.copy()
        best[:, rows], worst[:, rows] = high[:, rows], low[:, rows]  # the corners that favour and oppose it most
        assert (plain_deficit(best, sizes, scenario) == 0) == (scenario in possible)
        assert (plain_deficit(worst, sizes, scenario) == 0) == (scenario in robust)
    for factor, size in enumerate(sizes):
        for variant in range(size):
            assert is_possible(known, sizes, factor, variant) == any(each[factor] == variant for each in possible)


@settings(max_examples=60)
@given(systems(), st.integers(0, 2**32 - 1))
def test_weights_move_whole_rows(system: tuple[Ints, Ints], seed: int) -> None:
    """Robust is exact under weights: the worst of each comparison lies at an end of the weight."""
    low, sizes = system
    rng = np.random.default_rng(seed)
    high = low + rng.integers(0, 2, low.shape)
    owner = np.repeat(np.arange(sizes.size), sizes)
    least = rng.integers(0, 2, (owner.size, sizes.size))[:, owner]
    most = least + rng.integers(0, 2, (owner.size, sizes.size))[:, owner]
    known = Range(*(each.astype(np.float64) for each in (low, high, least, most)))
    robust = {tuple(each) for each in robust_scenarios(known, sizes).variants}
    possible = {tuple(each) for each in possible_scenarios(known, sizes).variants}
    for _ in range(4):
        weight = np.where(
            rng.random((owner.size, sizes.size)) < 0.5, least[:, np.cumsum(sizes) - 1], most[:, np.cumsum(sizes) - 1]
        )
        value = np.where(rng.random(low.shape) < 0.5, low, high)
        inside = {tuple(each) for each in enumerated(value * weight[:, owner], sizes)}
        assert robust <= inside <= possible
    start = np.append(0, np.cumsum(sizes))
    for scenario in product(*(range(size) for size in sizes)):
        rows = [start[factor] + variant for factor, variant in enumerate(scenario)]
        worst = 0
        for target, size in enumerate(sizes):
            for rival in range(start[target], start[target] + size):
                slack = 0
                for source, row in enumerate(rows):
                    if source != target and rival != rows[target]:
                        step = low[row, rows[target]] - high[row, rival]
                        slack += min(least[row, rival] * step, most[row, rival] * step)
                worst = min(worst, slack)
        assert (worst >= 0) == (scenario in robust)


@settings(max_examples=40)
@given(systems(), st.integers(0, 2**32 - 1))
def test_each_draw_is_searched_alone(system: tuple[Ints, Ints], seed: int) -> None:
    impact, sizes = system
    rng = np.random.default_rng(seed)
    drawn = impact + rng.integers(-2, 3, (5, *impact.shape))
    ensemble = consistent_in_each(drawn, sizes)
    for draw in range(5):
        alone = enumerated(drawn[draw], sizes)
        assert ensemble.count[draw] == len(alone)
        for scenario in product(*(range(size) for size in sizes[:2])):
            full = [*scenario, *([0] * (sizes.size - 2))][: sizes.size]
            assert bool(is_consistent_in_each(drawn, sizes, np.array(full))[draw]) == (full in alone)


def test_ties_are_decided_exactly() -> None:
    """0.1 + 0.2 supports one variant, 0.3 the other: a tie, which floats would break."""
    impact = np.zeros((5, 5))
    impact[0, 3], impact[1, 3], impact[2, 4] = 0.1, 0.2, 0.3
    sizes = np.array([1, 1, 1, 2])
    assert consistent_scenarios(in_units(impact), sizes).count == 2
    assert impact[0, 3] + impact[1, 3] != impact[2, 4]


def test_a_search_that_runs_out_says_so() -> None:
    nothing: NDArray[np.int64] = np.zeros((30, 30), np.int64)
    found = consistent_scenarios(nothing, np.full(10, 3), limit=5, budget=100)
    assert not found.complete
    assert found.variants.shape == (5, 10)


def test_the_list_is_cut_but_the_count_is_not() -> None:
    nothing: NDArray[np.int64] = np.zeros((12, 12), np.int64)
    found = consistent_scenarios(nothing, np.full(4, 3), limit=7)
    assert (found.count, len(found.variants), found.complete) == (81, 7, True)


def test_a_matrix_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="5 variants need a matrix of 5 × 5"):
        consistent_scenarios(np.zeros((4, 4), np.int64), np.array([3, 2]))
