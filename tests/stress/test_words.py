"""How a study is told: lists that read as sentences, words for people, and nothing told that the data does not say."""

from __future__ import annotations

import numpy as np
import pytest

from countermove.analysis import load, loads
from countermove.document.text import Text
from countermove.stress.drivers.intervals import wilson
from countermove.stress.drivers.prim import Limit
from countermove.stress.facts import Fact
from countermove.stress.flips import _apart
from countermove.stress.robustness import Together
from countermove.stress.study import StudyAnswer, Wish, lay_out, stress
from countermove.stress.words import Line, _told_set, measure_lines, percent

MANY = """
countermove: 1
title: Many numbers
actors: {a: {name: A}, b: {name: B}}
models:
  m:
    kind: race
    clock: {start: 2025, end: 2027, step: 0.5, unit: year}
    constants:
CONSTANTS
    stocks: {x: {start: 1, unit: GW, actor: a}, y: {start: 2, unit: GW, actor: b}}
    flows: {grow: {rate: "c0", into: x}}
    contests: {power: {name: power, of: {a: x, b: y}}}
""".replace(
    "CONSTANTS", "\n".join(f"      c{k}: {{value: {{uniform: [0, {k + 1}]}}, unit: GW/year}}" for k in range(14))
)


@pytest.fixture(scope="module")
def answer() -> StudyAnswer:
    return stress(lay_out(load("syria-iraq").document, Wish(draws=600, seed=1)), workers=1)


def test_a_line_reads_as_a_paragraph_and_as_a_list() -> None:
    both = Line(Text("These hold:", "以下成立："), (Line(Text("war", "战争")), Line(Text("peace", "和平"))))
    assert both.flat().en == "These hold: war; peace."
    assert both.flat().zh == "以下成立：战争；和平。"
    assert list(both.indented("en")) == ["- These hold:", "  - war", "  - peace"]
    apart = Line(Text("It holds.", "它成立。"), (both,))
    assert apart.flat().en == "It holds. These hold: war; peace."
    assert apart.flat().zh == "它成立。以下成立：战争；和平。"


def test_what_varies_is_one_line_an_input_and_long_lists_are_cut() -> None:
    layout = lay_out(loads(MANY).document)
    listed = measure_lines(layout)[0].under
    assert len(listed) == 13
    assert listed[0].text.en == "c0: any value from 0 to 1"
    assert listed[-1].text.en == "and 2 more; --show prints all"
    assert "c13" in layout.measure().get("en"), "the JSON names them all"


def test_sets_that_are_told_are_those_of_the_data(answer: StudyAnswer) -> None:
    sets = [one for one in answer.payload()["sets"] if one["concept"] == "nash"][:3]
    told = next(
        line
        for part in answer.parts()
        for line in part.lines
        if line.text.get("en").startswith("Nobody gains by moving")
    )
    assert len(told.under) == 3
    for line, one in zip(told.under, sets, strict=True):
        said = line.text.get("en")
        assert said.startswith(f"in {percent(one['share'])} of draws: ")
        assert said.count(" + ") == max(len(one["subjects"]) - 1, 0)
        for subject in one["subjects"]:
            assert f"{subject} (" in said
        assert one["subjects"] or said.endswith("no outcome at all")


def test_every_box_is_told_with_its_base_rate_and_every_condition_with_its_support(answer: StudyAnswer) -> None:
    data = answer.payload()
    said = " ".join(one.get("en") for one in answer.sentences())
    boxes = [(driver, box) for driver in data["drivers"] for box in driver["boxes"]]
    assert boxes
    for driver, box in boxes:
        base = driver["share"] if box["holds"] else 1 - driver["share"]
        assert box["base"]["value"] == pytest.approx(base)
        assert box["density"]["value"] > box["base"]["value"]
        for limit in box["limits"]:
            assert limit["quasi_p"] <= box["level"] <= 0.05
            told = (
                f"{limit['text']['en']} (quasi-p {percent(limit['quasi_p'])}, again {round(10 * limit['again'])} of 10)"
            )
            exact = any(
                one["holds"] and one["density"]["value"] == one["coverage"]["value"] == 1 for one in driver["boxes"]
            )
            assert told in said or exact


def test_where_only_numbers_come_out_their_variance_is_shared_out() -> None:
    found = stress(lay_out(load("inspection").document, Wish(draws=300, seed=1)), workers=1)
    data = found.payload()
    assert data["drivers"]
    for driver in data["drivers"]:
        assert driver["share"] is None
        assert driver["boxes"] == []
        assert sum(one["shapley"]["value"] for one in driver["inputs"]) == pytest.approx(1)
    assert data["information"][0]["removed"] > 0.2
    title = next(part for part in found.parts() if part.title.get("en") == "What the outcomes depend on")
    assert "Shapley effects" in title.lines[0].under[0].text.get("en")


@pytest.mark.parametrize(
    ("centre", "end"), [(0.05, 0.0500123), (2025.0, 2025.004), (1e-9, 1.1e-9), (0.0, 3e-5), (-2.0, -2.1)]
)
def test_a_flip_names_two_numbers_that_differ(centre: float, end: float) -> None:
    before, after = (float(one.get("en")) for one in _apart(centre, end) if one.get("en")[0] in "-0123456789")
    assert before != after
    assert abs(after - end) <= abs(end - centre) / 100


@pytest.mark.parametrize(("end", "said"), [(0.9999999, "just below 1"), (1.0000001, "just above 1")])
def test_a_threshold_at_the_stated_number_is_said_to_be_beside_it(end: float, said: str) -> None:
    assert _apart(1.0, end)[1].get("en") == said


@pytest.mark.parametrize(
    ("subjects", "said"),
    [
        ("abcd", "A + B + C and 1 more"),
        ("abc", "the first of these without D"),
        ("abcde", "the first of these and E as well"),
        ("abce", "the first of these with E in place of D"),
        ("efgh", "E + F + G and 1 more"),
        ("", "no outcome at all"),
    ],
)
def test_long_sets_are_told_by_how_they_differ_from_the_first(subjects: str, said: str) -> None:
    called = {letter: Text.both(letter.upper()) for letter in "abcdefgh"}
    first, one = (Together("nash", tuple(letters), wilson(1, 2)) for letters in ("abcd", subjects))
    assert _told_set(first if subjects == "abcd" else one, first, called).en == said


@pytest.mark.parametrize(
    ("among", "said", "chinese"),
    [
        ((1,), "Reading is: the other side", "读法为：对方"),
        ((0, 1), "Reading is one of: neutral and the other side", "读法为以下之一：中立和对方"),
    ],
)
def test_a_box_of_one_category_does_not_speak_of_several(among: tuple[int, ...], said: str, chinese: str) -> None:
    titles = (Text("neutral", "中立"), Text("the other side", "对方"))
    fact = Fact("reading", Text("Reading", "读法"), np.array([0, 1]), categories=titles)
    found = fact.say(Limit(0, among=among))
    assert (found.get("en"), found.get("zh")) == (said, chinese)
