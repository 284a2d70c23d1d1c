import ast
import math
import operator
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from countermove.document.arithmetic import ExpressionError, parse, parse_unit
from countermove.document.units import PLAIN, Unit
from countermove.numeric.aggregates import constant_elasticity

NAMES = {"a": 2.0, "b": 0.5, "power.us": 3.0}
numbers = st.floats(0.1, 9, allow_nan=False).map(lambda x: f"{x:.3f}")
leaves = st.one_of(numbers, st.sampled_from(["a", "b"]))
formulas = st.recursive(
    leaves,
    lambda below: st.one_of(
        st.tuples(below, st.sampled_from(["+", "-", "*", "/"]), below).map(" ".join),
        below.map("({})".format),
        below.map("-{}".format),
        below.map(lambda text: f"({text}) ^ 2"),
    ),
    max_leaves=12,
)


def python_value(text: str) -> float:
    """Python's own parser as the oracle: same precedence, other code."""
    binary = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}

    def value(node: Any) -> float:
        if isinstance(node, ast.Constant):
            return float(str(node.value))
        if isinstance(node, ast.Name):
            return NAMES[node.id]
        if isinstance(node, ast.UnaryOp):
            return -value(node.operand)
        if isinstance(node.op, ast.Pow):
            return float(value(node.left) ** value(node.right))
        return float(binary[type(node.op)](value(node.left), value(node.right)))

    return value(ast.parse(text.replace("^", "**"), mode="eval").body)


@given(formulas)
def test_agrees_with_pythons_own_precedence(text: str) -> None:
    try:
        expected = python_value(text)
    except (ZeroDivisionError, OverflowError):
        return
    np.testing.assert_allclose(parse(text)(a=2.0, b=0.5), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 ^ 3 ^ 2", 512),
        ("-2 ^ 2", -4),
        ("2 ^ -1", 0.5),
        ("8 / 2 / 2", 2),
        ("5 - 2 - 1", 2),
        ("if a > 1 and not b > 1 then 10 else 20", 10),
        ("if a < 1 or b = 0.5 then 10 else 20", 10),
        ("if a <> 2 then 1 else if b ≤ 0.5 then 2 else 3", 2),
        ("min(a, b, 3) + max(1, a)", 2.5),
        ("clip(a, 0, 1) + clip(-a, 0, 1)", 1),
        ("table(a, 0, 0, 4, 8)", 4),
        ("table(9, 0, 0, 4, 8)", 8),
        ("table(-1, -2, -4, 0, 0)", -2),
        ("ln(exp(a)) + sqrt(4)", 4),
        ("power.us × （a － 1）", 3),
        ("abs(-3) + 1e1 + .5", 13.5),
    ],
)
def test_values(text: str, value: float) -> None:
    assert parse(text)(**NAMES) == pytest.approx(value)


def test_draws_are_computed_at_once() -> None:
    np.testing.assert_array_equal(parse("if a > 1 then a else 0")(a=np.array([0.5, 1.0, 2.0])), [0, 0, 2])


def test_names_in_any_script_are_composed() -> None:
    assert parse("算力 / e\u0301nergie").names == ("é" + "nergie", "算力")


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("a * (b + 1", 11, "ends too early"),
        ("a b", 3, "'b' is not expected"),
        ("a + @", 5, "'@' is not understood"),
        ("1 + mni(a, b)", 5, "did you mean 'min'"),
        ("clip(a, b)", 1, "2 arguments"),
        ("table(a, 0, 0, 4, 8, 9)", 1, "pairs of x and y"),
        ("table(a, 0, 0, b, 4)", 16, "points of a `table`"),
        ("table(a, 0, 0, 4, 8, 2, 1)", 22, "must rise"),
        ("", 1, "empty"),
        ("(" * 9 + "a" + "))", 13, "ends too early"),
        ("-" * 150 + "a", 1, "nests more than"),
        ("a" * 5_000, 4_001, "longer than"),
        ("__import__('os')", 12, "is not understood"),
    ],
)
def test_faults_have_a_column(text: str, column: int, words: str) -> None:
    with pytest.raises(ExpressionError) as fault:
        parse(text)
    assert fault.value.column == column
    assert words in str(fault.value)


def test_unknown_names_get_the_nearest() -> None:
    with pytest.raises(ExpressionError, match="column 5: no quantity 'powr'; did you mean 'power'") as fault:
        parse("1 + powr").check_names({"power", "chips"})
    assert fault.value.offset == 4


UNITS = {"power": parse_unit("GW"), "grid": parse_unit("MW"), "rate": parse_unit("GW/year"), "share": PLAIN}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("power / rate", "year"),
        ("power * share + rate * 2 [year]", "GW"),
        ("min(power, 0) - 0", "GW"),
        ("grid * 0.001 [GW/MW] + power", "GW"),
        ("sqrt(power * power)", "GW"),
        ("power ^ 2 / power", "GW"),
        ("if power > 1 [GW] then share else 1", "1"),
        ("ces(0.5, power, 2 [GW])", "GW"),
        ("exp(power / 3 [GW])", "1"),
        ("5 [%] * power * 100 [1]", "% * GW * 100"),
    ],
)
def test_units_of_results(text: str, unit: str) -> None:
    assert parse(text).unit(UNITS).powers == parse_unit(unit).powers


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("power + rate", 9, "GW/year meets GW"),
        ("power + 1", 9, "1 meets GW"),
        ("share + grid + power", 9, "MW meets 1"),
        ("power + grid", 9, "convert with 0.001"),
        ("exp(power)", 5, "GW meets 1"),
        ("power ^ share", 1, "varies"),
        ("share + (power > rate)", 18, "GW/year meets GW"),
        ("share + (power > 1 [GW])", 10, "true or false"),
        ("if power then 1 else 2", 4, "a number stands where"),
        ("power > 1 [GW]", 1, "true or false"),
        ("ces(power, power, power)", 5, "GW meets 1"),
        ("ces(0.5, power, share)", 17, "1 meets GW"),
    ],
)
def test_units_that_do_not_match(text: str, column: int, words: str) -> None:
    with pytest.raises(ExpressionError) as fault:
        parse(text).unit(UNITS)
    assert (fault.value.column, words in str(fault.value)) == (column, True), str(fault.value)


@pytest.mark.parametrize("text", ["GW/", "GW^99", "GW^(1/0)", "0 * GW", "GW + MW", "MW^(1/2) * %^(1/7)"])
def test_units_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_unit(text)


def test_units_print_as_they_were_written() -> None:
    assert str(parse_unit("GW / year") * parse_unit("year")) == "GW"
    assert parse_unit("12 * month") == parse_unit("year")
    assert parse_unit("chip", {"chip": Unit.derived("chip", Unit.base("FLOP"), 10)}) == parse_unit("10 * FLOP")


@given(st.floats(0, 5), st.lists(st.floats(0, 1e3), min_size=1, max_size=4))
@example(0.999, [1.0, 1.0, 2.225073858507e-311])  # the ratio of two inputs overflowed
@example(2.225073858507e-311, [1.0])  # no finite power belongs to it
def test_substitution_lies_between_least_and_mean(elasticity: float, inputs: list[float]) -> None:
    result = float(constant_elasticity(elasticity, *inputs))
    assert min(inputs) * (1 - 1e-9) - 1e-12 <= result <= np.mean(inputs) * (1 + 1e-9) + 1e-12


@given(st.lists(st.floats(0.1, 10), min_size=2, max_size=3), st.floats(0.1, 3))
def test_substitution_by_the_printed_formula(inputs: list[float], elasticity: float) -> None:
    if abs(elasticity - 1) < 0.01:
        return
    rho = (elasticity - 1) / elasticity
    expected = (sum(x**rho for x in inputs) / len(inputs)) ** (1 / rho)
    assert math.isclose(float(constant_elasticity(elasticity, *inputs)), expected, rel_tol=1e-9)
