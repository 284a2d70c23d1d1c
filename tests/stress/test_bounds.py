"""What is proved beside the shares: everything tried where that is little, what draws show, and what stays open."""

import json
from dataclasses import replace
from typing import Any

import pytest

import countermove
from countermove.kind import Bound
from countermove.stress.bounds import bounds, every_draw
from countermove.stress.draws import Batch
from countermove.stress.plan import Plan, plan
from countermove.stress.study import Wish, lay_out, stress

from . import toy

YES, NO, SOMETIMES, OPEN = Bound(True, True), Bound(False, False), Bound(False, True), Bound()
CHOICE = {"choice": [0.2, 0.5]}


def of(*sections: dict[str, Any], weights: tuple[float, ...] = (), **more: Any) -> Plan:
    cases = [toy.toy_case(f"r{number}", **section) for number, section in enumerate(sections)]
    return plan("tests.stress.toy", cases, weights or [1.0] * len(cases), None, 1, **more)


def shares(one: Plan, rows: int = 400) -> dict[str, float]:
    answers = one.answers(Batch(0, 0, rows))
    return {outcome.id: float(answers.holds[:, k].mean()) for k, outcome in enumerate(one.held)}


def test_all_that_may_be_drawn_is_tried() -> None:
    found = bounds(of({"x": CHOICE, "y": {"choice": [0.1, 0.2]}, "order": False}), {})
    assert found == {"nash:peace": YES, "nash:war": NO, "gmr:war": NO}
    found = bounds(of({"x": CHOICE, "y": {"choice": [0.1, 0.6]}, "around": 0.5}), {})
    assert found == {"nash:peace": SOMETIMES, "nash:war": SOMETIMES, "gmr:war": SOMETIMES}


def test_weights_of_nothing_are_not_tried() -> None:
    found = bounds(of({"x": {"choice": [0.2, 2.0], "weights": [1, 0]}, "y": CHOICE, "order": False}), {})
    assert found["nash:peace"] == YES


def test_where_too_much_may_be_drawn_only_draws_show_anything() -> None:
    one = of({"order": False, "rule": 1.0})
    assert every_draw(one, 0, {inp.id: inp.law for inp in one.design.inputs}) is None
    assert bounds(one, {"nash:peace": 0.4, "nash:war": 0.0, "gmr:war": 1.0}) == {
        "nash:peace": SOMETIMES,
        "nash:war": Bound(False, None),
        "gmr:war": Bound(None, True),
    }


def test_readings_are_bounded_one_by_one() -> None:
    always, never = {"x": CHOICE, "y": 0.1, "order": False}, {"x": CHOICE, "y": 2.0, "order": False}
    assert bounds(of(always, never), {})["nash:peace"] == SOMETIMES
    assert bounds(of(always, never, weights=(1.0, 0.0)), {})["nash:peace"] == YES
    assert bounds(of(always, {"order": False}), {})["nash:peace"] == Bound(None, True)


def test_a_reading_in_which_nothing_varies_is_tried_once() -> None:
    still = {"x": 0.1, "y": 0.1, "order": False}
    assert bounds(of({"x": CHOICE, "y": 0.1, "order": False}, still), {})["nash:peace"] == YES


def test_a_draw_without_an_answer_proves_nothing() -> None:
    found = bounds(of({"x": CHOICE, "y": 0.1, "order": False, "fail_from": 0.4}), {})
    assert set(found.values()) == {OPEN}


def test_correlated_inputs_need_not_combine_freely() -> None:
    one = of({"x": CHOICE, "y": {"choice": [0.1, 0.6]}, "order": False}, correlated={("x", "y"): -0.9})
    assert one.design.copula is not None
    found = bounds(one, {})
    assert found["nash:peace"] == OPEN
    assert found["nash:war"] == NO


@pytest.mark.parametrize("name", ["syria-iraq", "us-plan", "elmira"])
def test_no_draw_contradicts_what_is_proved(name: str) -> None:
    layout = lay_out(countermove.load(name).document, Wish(draws=10))
    seen, proved = shares(layout.plan, 2_000), bounds(layout.plan, {})
    assert any(bound.necessary for bound in proved.values()) or name == "syria-iraq"
    for id, bound in proved.items():
        assert seen[id] == 1 or not bound.necessary, id
        assert seen[id] == 0 or bound.possible is not False, id


def test_a_study_tells_what_is_proved() -> None:
    answer = stress(lay_out(countermove.load("us-plan").document, Wish(draws=500)))
    result = json.loads(json.dumps(answer.payload()))
    core = next(one for one in result["outcomes"] if one["id"] == "nash_every:cn.p_core")
    assert (core["share"], core["necessary"], core["possible"]) == (1, True, True)
    assert any("Build core technology" in one["en"] and "核心技术" in one["zh"] for one in result["sure"])
    assert all(one in result["text"] for one in result["sure"])
    said = " ".join(one["en"] for one in result["text"])
    assert "Necessarily, that is in every draw" in said
    unproved = replace(answer, bounds={})
    assert unproved.payload()["sure"] == []
    assert "not proved that none could fail" in " ".join(one.get("en") for one in unproved.sentences())


def test_nobody_can_be_sure_where_everything_is_open() -> None:
    answer = stress(lay_out(countermove.load("syria-iraq").document, Wish(draws=500)))
    assert [one.get("en")[:40] for one in answer.sentences()].count("No actor can be sure of any choice of an") == 1


def test_what_no_draw_showed_may_still_be_possible() -> None:
    answer = stress(lay_out(countermove.load("syria-iraq").document, Wish(draws=3)))
    rare = [one for one in answer.robustness.held if one.share.value == 0 and answer.bounds[one.outcome.id].possible]
    assert rare
    assert "In none of 3 draws, yet possible" in " ".join(one.get("en") for one in answer.sentences())
