"""PRIM recovers planted boxes, and its numbers are those of the draws inside."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from countermove.stress.drivers.prim import Box, Limit, beyond_chance, paste, peel, quasi_p, support, told_best


def planted(rows: int, seed: int, noise: float = 0.05) -> tuple[list[np.ndarray], np.ndarray]:
    """Ten numbers, three facts, one category; interesting: x0 < 0.3, x1 > 0.6, fact 10 true (and some noise)."""
    rng = np.random.default_rng(seed)
    numbers = rng.random((rows, 10))
    facts = rng.random((rows, 3)) < 0.5
    category = rng.integers(0, 4, rows)
    wanted = (numbers[:, 0] < 0.3) & (numbers[:, 1] > 0.6) & facts[:, 0]
    wanted ^= rng.random(rows) < noise
    return [*numbers.T, *facts.T, category], wanted


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_planted_box_is_found(seed: int) -> None:
    columns, wanted = planted(20_000, seed, noise=0.0)
    box = paste(told_best(peel(columns, wanted, least_mass=0.01)), columns, wanted)
    limits = {limit.column: limit for limit in box.limits}
    assert set(limits) == {0, 1, 10}
    assert limits[0].high == pytest.approx(0.3, abs=0.02)
    assert limits[1].low == pytest.approx(0.6, abs=0.02)
    assert limits[10].among == (1,)
    assert box.density > 0.97
    assert box.coverage > 0.93


def test_a_planted_box_is_found_under_noise() -> None:
    columns, wanted = planted(20_000, 4)
    box = paste(told_best(peel(columns, wanted)), columns, wanted)
    limits = {limit.column: limit for limit in box.limits}
    assert {0, 1, 10} <= set(limits)
    firm = support(box, columns, wanted, np.random.default_rng(1))
    for limit, chance, again in zip(box.limits, firm.quasi_p, firm.again, strict=True):
        if limit.column in (0, 1, 10):
            assert chance < 1e-6
            assert again == 1
        else:
            assert chance > 1e-6
    assert firm.coverage.low < box.coverage < firm.coverage.high


def test_a_planted_category_is_found() -> None:
    rng = np.random.default_rng(5)
    category, other = rng.integers(0, 5, 5_000), rng.integers(0, 5, 5_000)
    wanted = np.isin(category, (1, 4))
    box = told_best(peel([other, category], wanted))
    assert box.limits == (Limit(1, among=(1, 4)),)
    assert (box.coverage, box.density) == (1, 1)


@given(st.integers(0, 2**32), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_numbers_of_a_box_are_those_of_the_draws_inside(seed: int, rows: int) -> None:
    rng = np.random.default_rng(seed)
    columns: list[Any] = [
        rng.integers(0, 4, rows) / 4,
        rng.random(rows),
        rng.random(rows) < 0.5,
        rng.integers(0, 3, rows),
    ]
    wanted = rng.random(rows) < rng.random()
    boxes = peel(columns, wanted, alpha=0.1)
    for before, after in zip(boxes, boxes[1:], strict=False):
        assert after.density > before.density
        assert after.mass < before.mass
    for box in (*boxes, paste(boxes[-1], columns, wanted)):
        inside = box.inside(columns)
        assert box.mass == pytest.approx(inside.mean())
        if wanted.any():
            assert box.coverage == pytest.approx((inside & wanted).sum() / wanted.sum())
        assert box.density == pytest.approx(wanted[inside].mean())


def slices_by_hand(values: np.ndarray, alpha: float) -> list[np.ndarray]:
    """What one step may take from a column: true or false draws, a category, the lowest or the highest of a number."""
    if values.dtype == bool:
        return [values, ~values]
    if values.dtype.kind == "i":
        return [values == one for one in sorted(set(values.tolist()))]
    ascending = sorted(values.tolist())
    rank = min(max(int(alpha * len(values)), 1), len(values) - 1)
    low, high = ascending[rank], ascending[-1 - rank]
    below = values < low if (values < low).any() else values <= low
    above = values > high if (values > high).any() else values >= high
    return [one for one in (below, above) if not one.all()]


def peeled_by_hand(columns: list[np.ndarray], wanted: np.ndarray, alpha: float, least_mass: float) -> list[np.ndarray]:
    """The draws in each box of the trajectory, every candidate counted from scratch."""
    inside = [np.arange(len(wanted))]
    while 0 < wanted[inside[-1]].sum() < inside[-1].size:
        now, best, gain = inside[-1], None, 0.0
        for values in columns:
            for lost in slices_by_hand(values[now], alpha):
                kept = now[~lost]
                if lost.any() and kept.size >= max(least_mass * len(wanted), 1):
                    rise = (wanted[kept].sum() / kept.size - wanted[now].sum() / now.size) / int(lost.sum())
                    if rise > gain:
                        best, gain = kept, rise
        if best is None:
            break
        inside.append(best)
    return inside


@given(st.integers(0, 2**32), st.integers(2, 120))
@settings(max_examples=60, deadline=None)
def test_the_search_over_sorted_columns_is_the_plain_one_also_for_resamples(seed: int, rows: int) -> None:
    rng = np.random.default_rng(seed)
    columns: list[Any] = [
        rng.integers(0, 4, rows) / 4, rng.random(rows), rng.random(rows) < 0.3, rng.integers(0, 3, rows),
        rng.random(rows).round(1), np.full(rows, 2.0),
    ]  # fmt: skip
    wanted = (rng.random(rows) < 0.3) | (columns[1] < 0.3)
    taken = rng.integers(0, rows, rows)
    sampled = [column[taken] for column in columns]
    for chosen, asked, times in (
        (np.arange(rows), columns, None),
        (taken, columns, np.bincount(taken, minlength=rows)),
    ):
        boxes = peel(asked, wanted, 0.1, 0.1, times)
        plain = peeled_by_hand([column[chosen] for column in columns], wanted[chosen], 0.1, 0.1)
        assert [box.mass for box in boxes] == pytest.approx([len(one) / rows for one in plain])
        own = sampled if times is not None else columns
        for box, draws in zip(boxes, plain, strict=True):
            if box.limits:
                np.testing.assert_array_equal(np.flatnonzero(box.inside(own)), draws)


@given(st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_pasting_never_thins_a_box(seed: int) -> None:
    columns, wanted = planted(400, seed)
    box = peel(columns, wanted)[-1]
    pasted = paste(box, columns, wanted)
    assert pasted.density >= box.density
    assert pasted.mass >= box.mass


def test_quasi_p_is_the_binomial_tail() -> None:
    columns, wanted = planted(2_000, 6)
    box = Box((Limit(0, high=0.3), Limit(10, among=(1,))), 0, 0, 0)
    inside, without = box.inside(columns), columns[10].astype(bool)
    expected = binomtest(int(wanted[inside].sum()), int(inside.sum()), wanted[without].mean(), "greater").pvalue
    assert quasi_p(box, columns, wanted)[0] == pytest.approx(expected)


def test_shared_values_are_peeled_as_a_whole() -> None:
    level = np.repeat([0.0, 1.0, 2.0], [400, 300, 300])
    box = peel([level], level == 2)[-1]
    assert box.limits == (Limit(0, low=2.0),)


@pytest.mark.parametrize("always", [True, False])
def test_nothing_to_tell_apart(always: bool) -> None:
    assert len(peel([np.arange(50.0)], np.full(50, always))) == 1


def test_columns_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="one value a draw"):
        peel([np.arange(3.0)], np.ones(4, dtype=bool))


def test_limits_that_chance_explains_are_left_out() -> None:
    columns, wanted = planted(3_000, 4)
    searched = paste(told_best(peel(columns, wanted)), columns, wanted)
    eager = replace(searched, limits=(*searched.limits, Limit(5, low=0.05), Limit(12, among=(0,))))
    level = 0.05 / len(columns)
    box, left_out = beyond_chance(eager, columns, wanted, level)
    assert {limit.column for limit in box.limits} == {0, 1, 10}
    assert {limit.column for limit in left_out} >= {5, 12}
    assert max(quasi_p(box, columns, wanted)) <= level
    inside = box.inside(columns)
    assert (box.mass, box.density) == (inside.mean(), wanted[inside].mean())


def test_chance_alone_seldom_gives_a_box() -> None:
    rng = np.random.default_rng(7)
    found = 0
    for _ in range(40):
        columns = [*rng.random((20, 400)), *(rng.random((10, 400)) < 0.5)]
        wanted = rng.random(400) < 0.3
        box = paste(told_best(peel(columns, wanted)), columns, wanted)
        found += bool(beyond_chance(box, columns, wanted, 0.05 / 30)[0].limits)
    assert found <= 4, "5% of forty searches are two"
