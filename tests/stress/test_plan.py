"""Plans: what varies, failed draws, several readings."""

from typing import Any

import numpy as np
import pytest

from countermove.document.faults import AnalysisError
from countermove.stress.draws import Batch
from countermove.stress.plan import Plan, Varied, measure, plan
from tests.stress.toy import toy_case

TOY = "tests.stress.toy"


def toy_plan(*vary: str, **section: Any) -> Plan:
    return plan(TOY, [toy_case(**section)], [1.0], vary or None, seed=1)


def test_draws_that_raise_are_rows_and_the_others_are_answered() -> None:
    batch = Batch(0, 0, 500)
    x = toy_plan().design.draws(batch)["x"]
    broken, whole = toy_plan(fail_from=0.97).answers(batch), toy_plan().answers(batch)
    assert (x >= 0.97).sum() > 3
    np.testing.assert_array_equal(broken.sound, x < 0.97)
    np.testing.assert_array_equal(broken.holds[broken.sound], whole.holds[broken.sound])
    failed = broken.error[int(np.flatnonzero(x >= 0.97)[0])]
    assert failed is not None
    assert failed.startswith("ValueError: x is 0.9")


def test_a_draw_without_a_value_for_a_number_is_no_failure() -> None:
    batch = Batch(0, 0, 500)
    answers = toy_plan(nan_from=0.9).answers(batch)
    x = toy_plan().design.draws(batch)["x"]
    assert answers.sound.all()
    np.testing.assert_array_equal(np.isnan(answers.numbers[:, 0]), x >= 0.9)


def test_only_what_is_asked_for_varies() -> None:
    assert [one.id for one in toy_plan("x").design.inputs] == ["x"]
    assert [one.id for one in toy_plan("a.*").design.inputs] == ["a.order"]
    with pytest.raises(AnalysisError, match="no input 'z' varies here"):
        toy_plan("z")


def test_nothing_that_varies_is_refused() -> None:
    with pytest.raises(AnalysisError, match="nothing varies in model base"):
        toy_plan(x=0.2, y=0.2, order=False)


def test_readings_are_drawn_by_weight_and_answered_by_their_own_case() -> None:
    cases = [toy_case(order=False, y=0.0), toy_case("mirror", order=False, y=1.0)]
    both = plan(TOY, cases, [3.0, 1.0], None, seed=1)
    assert [one.id for one in both.design.inputs] == ["reading", "x"]
    batch = Batch(0, 0, 8_000)
    draws, answers = both.design.draws(batch), both.answers(batch)
    assert (draws["reading"] == 0).mean() == pytest.approx(0.75, abs=0.02)
    np.testing.assert_array_equal(answers.holds[:, 0], draws["reading"] == 0)  # x + 0 < 1 always, x + 1 < 1 never


def test_readings_that_state_other_laws_have_inputs_of_their_own() -> None:
    cases = [toy_case(order=False), toy_case("mirror", order=False, x={"uniform": [5, 6]})]
    both = plan(TOY, cases, [1.0, 1.0], None, seed=1)
    assert [one.id for one in both.design.inputs] == ["reading", "x", "y", "x@mirror"]
    batch = Batch(0, 0, 1_000)
    draws, answers = both.design.draws(batch), both.answers(batch)
    expected = np.where(draws["reading"] == 0, draws["x"], draws["x@mirror"]) * draws["y"]
    np.testing.assert_array_equal(answers.numbers[:, 0], expected)


def test_a_reading_in_which_nothing_varies_is_answered_once() -> None:
    cases = [toy_case(order=False, x=0.5, y=0.4), toy_case("mirror", order=False, x=0.7, y=0.4)]
    both = plan(TOY, cases, [1.0, 1.0], None, seed=1)
    batch = Batch(0, 0, 1_000)
    answers = both.answers(batch)
    np.testing.assert_array_equal(answers.holds[:, 0], both.design.draws(batch)["reading"] == 0)


def test_vary_is_read_with_its_faults() -> None:
    assert Varied.of(["x", {"readings": ["base"], "weights": [2]}]) == Varied(("x",), (("base", 2.0),))
    wrongs: list[list[object]] = [
        [3],
        [{"readings": ["a", "b"], "weights": [1]}],
        [{"reading": ["a"]}],
        [{"readings": []}],
    ]
    for wrong in wrongs:
        with pytest.raises(AnalysisError):
            Varied.of(wrong)


def test_the_specification_changes_with_everything_that_matters() -> None:
    base = toy_plan().specification()
    others = [toy_plan("x"), toy_plan(nap=0.1), plan(TOY, [toy_case()], [1.0], None, seed=2),
              plan(TOY, [toy_case()], [1.0], None, seed=1, form="sobol"),
              plan(TOY, [toy_case()], [1.0], None, seed=1, correlated={("x", "y"): 0.3})]  # fmt: skip
    assert toy_plan().specification() == base
    assert len({repr(one.specification()) for one in others} | {repr(base)}) == 6


def test_the_measure_is_said_without_probability() -> None:
    said = measure(toy_plan())
    for lang, word, other in (("en", "probabilit", "assumptions"), ("zh", "概率", "假设")):
        assert word not in said.get(lang)  # type: ignore[arg-type]
        assert other in said.get(lang)  # type: ignore[arg-type]
