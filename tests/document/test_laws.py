"""Laws against scipy's distributions, and what is said of numbers that cannot be."""

from __future__ import annotations

import math
from typing import Annotated, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from countermove.document.evidence import Section
from countermove.document.laws import Constant, Quantity, Uniform, Within, read_basis, read_quantity

GRID = np.linspace(0, 1, 1001)[1:-1]
finite = st.floats(-50, 50)
spread = st.floats(0.01, 3)


def drawn(written: object, uniforms: np.ndarray[Any, np.dtype[np.float64]] = GRID) -> Any:
    law = read_quantity(written, {}).law
    return law.draw(uniforms.reshape(-1, law.coordinates or 1))


@given(finite, spread)
def test_uniform(low: float, width: float) -> None:
    written = {"uniform": [low, low + width]}
    np.testing.assert_allclose(
        drawn(written), stats.uniform(low, (low + width) - low).ppf(GRID), rtol=1e-12, atol=1e-12
    )
    assert read_quantity(written, {}).centre == pytest.approx(stats.uniform(low, width).mean())


@given(finite, spread)
def test_normal(mean: float, sd: float) -> None:
    np.testing.assert_allclose(drawn({"normal": [mean, sd]}), stats.norm(mean, sd).ppf(GRID), rtol=1e-12, atol=1e-12)
    assert read_quantity({"normal": [mean, sd]}, {}).centre == mean


@given(st.floats(-5, 5), spread)
def test_lognormal(mean: float, sd: float) -> None:
    reference = stats.lognorm(s=sd, scale=math.exp(mean))
    np.testing.assert_allclose(drawn({"lognormal": [mean, sd]}), reference.ppf(GRID), rtol=1e-10)
    assert read_quantity({"lognormal": [mean, sd]}, {}).centre == pytest.approx(float(reference.mean()))


@given(finite, spread, st.floats(0, 1))
def test_triangular(low: float, width: float, turn: float) -> None:
    high, mode = low + width, min(low + turn * width, low + width)
    reference = stats.triang(c=(mode - low) / (high - low), loc=low, scale=high - low)
    np.testing.assert_allclose(drawn({"triangular": [low, mode, high]}), reference.ppf(GRID), atol=1e-9)
    assert read_quantity({"triangular": [low, mode, high]}, {}).centre == mode


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 5)), min_size=1, max_size=6, unique_by=lambda pair: pair[0])
)
def test_choice_draws_values_by_weight(pairs: list[tuple[int, int]]) -> None:
    values, weights = [value for value, _ in pairs], [weight for _, weight in pairs]
    if sum(weights) == 0:
        with pytest.raises(ValueError, match="all zero"):
            drawn({"choice": values, "weights": weights})
        return
    sample = drawn({"choice": values, "weights": weights}, (np.arange(60_000) + 0.5) / 60_000)
    for value, weight in pairs:
        assert np.mean(sample == value) == pytest.approx(weight / sum(weights), abs=1e-4)
    assert read_quantity({"choice": values, "weights": weights}, {}).centre == values[0]


def test_no_design_point_gives_an_infinite_draw() -> None:
    ends = np.array([0.0, 1.0])
    for written in ({"normal": [0, 1]}, {"lognormal": [0, 1]}, {"triangular": [0, 1, 4]}, {"choice": [1, 2]}):
        assert np.isfinite(drawn(written, ends)).all()


def test_a_constant_consumes_no_coordinate() -> None:
    quantity = read_quantity(0.4, {})
    assert (quantity.centre, quantity.varies, quantity.law.draw(np.empty((3, 0))).tolist()) == (0.4, False, [0.4] * 3)


def test_a_reference_keeps_the_law_and_names_the_parameter() -> None:
    known = {"detection": Quantity(Uniform(0.3, 0.9), basis=("assumption",))}
    found = read_quantity("$detection", known)
    assert (found.law, found.parameter, found.basis) == (Uniform(0.3, 0.9), "detection", ("assumption",))
    own = read_quantity({"value": "$detection", "basis": ["C001"]}, known)
    assert (own.parameter, own.basis) == ("detection", ("C001",))


def test_centre_may_be_stated() -> None:
    quantity = read_quantity({"triangular": [0, 1, 4], "centre": 1.5}, {})
    assert (quantity.centre, quantity.law.support) == (1.5, (0, 4))


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("0.4", "'0.4' is no number"),
        (True, "True is no number"),
        (None, "None is no number"),
        (math.nan, "nan is not finite"),
        (-math.inf, "-inf is not finite"),
        (10**350, "a number beyond 1e.100"),
        (-(10**350), "a number beyond 1e.100"),
        ("$detecton", "no parameter 'detecton'; did you mean 'detection'"),
        ({"uniform": [0.9, 0.3]}, r"\[0.9, 0.3\] does not rise"),
        ({"uniform": [0, 1, 2]}, "`uniform` takes 2 numbers, not 3"),
        ({"uniform": 3}, "`uniform` takes a list of numbers"),
        ({"uniform": "01"}, "`uniform` takes a list of numbers"),
        ({"uniform": ["a", 1]}, "'a' is no number"),
        ({"triangular": [0, 5, 4]}, "does not rise"),
        ({"normal": [0, -1]}, "standard deviation -1 is negative"),
        ({"lognormal": [1000, 1]}, "has no finite mean"),
        ({"lognormal": [0, 1e80]}, "has no finite mean"),
        ({"choice": []}, "`choice` has 0 values"),
        ({"choice": [1, 2], "weights": [1]}, "`choice` has 2 values; give as many weights"),
        ({"choice": [1, 2], "weights": [1, -1]}, "weights are negative"),
        ({"uniform": [0, 1], "weights": [1, 2]}, "`weights` have no meaning beside `uniform`"),
        ({"uniform": [0, 1], "normal": [0, 1]}, "one form, not 2"),
        ({}, "one form, not 0"),
        ({"unifrom": [0, 1]}, "unknown law 'unifrom'; did you mean 'uniform'"),
        ({"uniform": [0, 1], "centre": 5}, "centre 5 lies outside the law, which reaches from 0 to 1"),
        ({"value": 3, "centre": 5}, "centre 5 lies outside the law, which is 3"),
        ({"uniform": [0, 1], "basis": 3}, "this is no basis"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_refused_numbers(written: object, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_quantity(written, {"detection": Quantity(Constant(0.5))})


class Pact(Section):
    detection: Annotated[Quantity, Within(0, 1)]
    cost: Annotated[Quantity, Within(0)] = Quantity(Constant(1))


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ({"detection": 1.5}, "1.5 is out of range; must lie between 0 and 1"),
        ({"detection": {"uniform": [0.5, 1.5]}}, "reaches from 0.5 to 1.5 is out of range"),
        ({"detection": {"normal": [0.5, 0.01]}}, "reaches from -inf to inf is out of range"),
        ({"detection": {"uniform": [0, 1], "centre": 2}}, "centre 2 lies outside the law"),
        ({"detection": 0, "cost": -1}, "-1 is out of range; must be at least 0"),
    ],
)
def test_bounds_cover_the_whole_law(written: dict[str, object], wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        Pact.model_validate(written)


def test_bounds_pass_what_keeps_them() -> None:
    pact = Pact.model_validate({"detection": {"uniform": [0.3, 0.9]}, "cost": {"lognormal": [0, 1]}})
    assert pact.detection.centre == pytest.approx(0.6)


def test_basis() -> None:
    assert read_basis("assumption") == ("assumption",)
    assert read_basis(["C001", "C002"]) == ("C001", "C002")
    for wrong in ("C001", 3, None, [1], {"a": 1}):
        with pytest.raises(ValueError, match="this is no basis"):
            read_basis(wrong)
