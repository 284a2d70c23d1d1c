"""The compiled tape against the meaning of each operation, computed by numpy from the same formula."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from countermove.document.arithmetic import parse
from countermove.race.equations import assemble
from countermove.race.model import RaceModel
from countermove.race.program import simulate

LEAVES = st.sampled_from(["a", "b", "c", "2", "0.5", "0"])
TRUTHS = st.tuples(LEAVES, st.sampled_from(["<", "<=", ">", ">=", "=", "<>"]), LEAVES).map(lambda t: " ".join(t))


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Put formulas into every operator and function of the grammar."""
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "^"]), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(st.sampled_from(["abs", "exp", "ln", "sqrt", "-"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner, inner).map(lambda t: f"{t[0]}({', '.join(t[1:])})"),
        st.tuples(inner, inner, inner).map(lambda t: f"clip({', '.join(t)})"),
        st.tuples(st.sampled_from(["0", "0.3", "1", "2", "a"]), inner, inner).map(lambda t: f"ces({', '.join(t)})"),
        inner.map(lambda x: f"table({x}, 0, 1, 1, 4, 3, 2)"),
        st.tuples(TRUTHS, st.sampled_from(["and", "or"]), TRUTHS, pair).map(
            lambda t: f"if {t[0]} {t[1]} not {t[2]} then {t[3][0]} else {t[3][1]}"
        ),
    )


FORMULAS = st.recursive(LEAVES, combined, max_leaves=8)
NUMBERS = st.lists(st.floats(-3, 3).map(lambda x: round(x, 2)), min_size=5, max_size=5)


def agree(formula: str, values: dict[str, NDArray[np.float64]]) -> None:
    """Compute a formula on both tapes, the still and the moving one, and by numpy."""
    section = {
        "clock": {"start": 0, "end": 1, "step": 1},
        "constants": {name: {"value": 1} for name in values},
        "stocks": {"still": {"start": 0}},  # what depends on a stock is computed on the moving tape
        "auxiliaries": {"moving": {"value": f"({formula}) + still * 0"}, "fixed": {"value": formula}},
    }
    made, problems = assemble(RaceModel.model_validate(section, context={"parameters": {}}))
    assert not problems
    run = simulate(made, values, np.array([0.0, 1.0]), ["moving", "fixed"])
    with np.errstate(all="ignore"):
        wanted = np.broadcast_to(np.asarray(parse(formula)(**values), np.float64), len(values["a"]))
    for name in ("moving", "fixed"):
        np.testing.assert_allclose(run.values[name][-1], wanted, rtol=1e-12, atol=1e-300, err_msg=formula)


SPECIAL = np.array([-np.inf, -2.0, -0.5, 0.0, 0.5, 1.0, 2.0, np.inf, np.nan])


@pytest.mark.parametrize(
    "formula",
    [
        "a + b", "a - b", "a * b", "a / b", "a ^ b", "-a", "min(a, b)", "max(a, b)", "abs(a)", "exp(a)", "ln(a)",
        "sqrt(a)", "table(a, -1, 3, 0, 1, 2, 5)", "clip(a, b, 1)", "ces(0, a, b)", "ces(0.5, a, b)", "ces(1, a, b)",
        *(f"if a {sign} b then 1 else 0" for sign in ("<", "<=", ">", ">=", "=", "<>")),
        "if a > 0 and b > 0 then a else b", "if a > 0 or b > 0 then a else b", "if not a > b then a else b",
    ],
)  # fmt: skip
def test_each_operation_on_ties_signs_and_what_is_not_finite(formula: str) -> None:
    a, b = (part.ravel() for part in np.meshgrid(SPECIAL, SPECIAL))
    if formula.startswith("ces"):  # inputs of production are finite
        a, b = a[np.isfinite(a) & np.isfinite(b)], b[np.isfinite(a) & np.isfinite(b)]
    agree(formula, {"a": a, "b": b})


@settings(max_examples=100, derandomize=True, deadline=None)
@given(FORMULAS, NUMBERS, NUMBERS, NUMBERS)
def test_each_operation_computes_what_the_formula_means(
    formula: str, first: list[float], second: list[float], third: list[float]
) -> None:
    agree(formula, {name: np.array(column) for name, column in zip("abc", (first, second, third), strict=True)})


def test_a_section_is_resolved_once() -> None:
    section = RaceModel.model_validate({"clock": {"start": 0, "end": 1}}, context={"parameters": {}})
    assert assemble(section)[0] is assemble(section)[0]
