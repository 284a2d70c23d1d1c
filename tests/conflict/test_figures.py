from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any, get_args

import pytest

import countermove
from countermove.conflict.across import across, assumption, rule_words, told_apart
from countermove.conflict.figures import figures
from countermove.conflict.figures.columns import columns, outcome_of
from countermove.conflict.figures.state_graph import _gray_rank
from countermove.conflict.solution import ConflictSolution
from countermove.document.text import Lang
from countermove.kind import Figure
from tests.conflict import documents

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES: tuple[Lang, ...] = get_args(Lang)

CONTENTS: dict[str, Callable[[], dict[str, Any]]] = {
    "2 actors": lambda: documents.option_form(2, 4),
    "9 actors": lambda: documents.option_form(9, 9, readings=2),
    "40 options": lambda: documents.option_form(3, 40, readings=1, infeasible=True),
    "14 readings": lambda: documents.option_form(3, 6, readings=14, statements=4),
    "no equilibrium": documents.matching_pennies,
    "every state stable": documents.indifference,
    "hand-drawn, hostile names": documents.drawn,
    "answers told row by row": documents.answered,
    "long names": lambda: documents.option_form(2, 4, name=documents.LONG, readings=2),
    "hostile names": lambda: documents.option_form(2, 4, name=documents.HOSTILE),
    "more than 60 states": lambda: documents.option_form(3, 9, readings=1),
}


def solved(document: dict[str, Any]) -> list[ConflictSolution]:
    return [answer.solution for answer in countermove.loads(documents.text_of(document)).solve()]


def library(name: str) -> list[ConflictSolution]:
    return [answer.solution for answer in countermove.load(f"library:{name}").solve()]


def parsed(figure: Figure) -> ET.Element:
    return ET.fromstring(figure.svg)


def box(root: ET.Element) -> tuple[float, float]:
    return tuple(map(float, root.attrib["viewBox"].split()[2:]))  # type: ignore[return-value]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("content", CONTENTS)
def test_figures_are_well_formed_and_stay_in_their_box(content: str, lang: Lang) -> None:
    drawn = figures(solved(CONTENTS[content]()), lang)
    assert drawn
    for figure in drawn:
        root = parsed(figure)
        width, height = box(root)
        for mark in root.iter():
            for x, y, limit in (("x", "y", 0.0), ("cx", "cy", 6.0)):
                if mark.tag != f"{SVG}svg" and x in mark.attrib:
                    assert -limit <= float(mark.attrib[x]) <= width + limit, (figure.id, mark.attrib)
                    assert -limit <= float(mark.attrib[y]) <= height + limit, (figure.id, mark.attrib)
        assert figure.caption.get(lang)
        assert figure.data is not None
        assert all(len(row) == len(figure.data.columns) for row in figure.data.rows), figure.id


@pytest.mark.parametrize("content", ["hand-drawn, hostile names", "hostile names", "answers told row by row"])
def test_no_name_becomes_markup(content: str) -> None:
    for figure in figures(solved(CONTENTS[content]()), "en"):
        assert not any("script" in mark.tag for mark in parsed(figure).iter())
        assert "<script" not in figure.svg


def test_matrix_gives_each_distinct_set_of_outcomes_one_column() -> None:
    found = columns(library("us-plan"))
    assert [len(column.outcomes) for column in found] == [1, 4, 1, 2]
    assert [column.heading.en for column in found[2:]] == ["Side with China", "Side with the US"]
    assert all(column.route and column.gains for column in found[1:])


def test_routes_are_moves_that_start_today_and_end_in_the_column() -> None:
    for name in ("us-plan", "goals", "garrison"):
        readings = library(name)
        for column in columns(readings)[1:]:
            solution = readings[column.readings[0]]
            at = solution.game.graph.status_quo
            for step in column.route or ():
                assert step.start == at
                assert step.end in list(solution.game.graph.moves[step.actor].ends(at))
                payoff = solution.game.payoff[step.actor]
                assert not column.gains or payoff[step.end] > payoff[step.start]
                at = step.end
            assert column.route is None or outcome_of(solution, at) in column.outcomes


def test_matrix_says_which_readings_it_leaves_out() -> None:
    readings = library("summit")
    (matrix, *_) = figures(readings, "en")
    assert matrix.data is not None
    heads = re.findall(r">(?:\d+ outcomes?|status quo)</text>", matrix.svg)
    caption = matrix.caption.en or ""
    assert len(heads) < len(matrix.data.columns) - 2
    assert "Left out for want of room" in caption
    for column in columns(readings)[len(heads) :]:
        assert all(f"“{readings[place].case.title.en}”" in caption for place in column.readings)


def test_matrix_splits_a_single_set_of_few_outcomes() -> None:
    found = columns(library("garrison"))
    assert len(found) == 7, "today's state is one of the seven equilibria and stands once"
    assert all(len(column.outcomes) == 1 for column in found)


def test_where_nothing_holds_by_itself_the_weaker_sense_is_named() -> None:
    readings = solved(documents.matching_pennies())
    assert [len(readings[0].equilibria(concept)) for concept in ("nash", "seq")] == [0, 4]
    (matrix, *_) = figures(readings, "en")
    assert matrix.data is not None
    assert {str(cell) for cell in matrix.data.rows[-1][2:]} == {"sequential"}
    assert ">Nash</text>" not in matrix.svg


def test_tree_draws_stated_links_solid_inferred_dashed_and_names_what_nobody_answers() -> None:
    tree = next(figure for figure in figures(solved(documents.answered()), "en") if figure.id == "answers")
    assert tree.data is not None
    rows = {str(row[1]): row for row in tree.data.rows}
    assert str(rows[documents.LONG][3]) == "The plan"
    assert str(rows[documents.HOSTILE][3]) == documents.LONG, "the option says so, whatever the row infers"
    assert rows["Shrug"][5] is None
    assert "no answer" in tree.svg
    assert "1 of 2 parts: no answer" in tree.svg
    plan = next(figure for figure in figures(library("us-plan"), "en") if figure.id == "answers")
    # counted by hand in the document: inferred are quantum, loophole ← core, alliance, standards (twice) and ethics
    assert plan.svg.count("stroke-dasharray") == 6
    # of the twelve links only those of quantum (two) and ethics (one) touch a move that not every outcome takes
    assert plan.svg.count("link strong") == 9


def test_state_graph_shows_what_holds_and_the_neighbourhood_of_today() -> None:
    base = library("us-plan")[0]
    graph = next(figure for figure in figures([base], "en") if figure.id == "states")
    groups = [mark for mark in parsed(graph).iter(f"{SVG}g") if mark.get("role") == "button"]
    names = {mark.get("data-id") for mark in groups}
    assert len(names) <= 60
    assert set(base.game.graph.labels(base.equilibria("nash"))) <= names
    assert base.game.graph.label(base.game.graph.status_quo) in names
    assert all(mark.get("aria-label") for mark in groups)


def test_gray_order_puts_codes_that_differ_in_one_option_side_by_side() -> None:
    order = sorted(range(64), key=_gray_rank)
    assert all((one ^ two).bit_count() == 1 for one, two in zip(order, order[1:], strict=False))


def test_states_stay_where_they_are_when_preferences_of_others_change() -> None:
    one, two = documents.option_form(2, 4), documents.option_form(2, 4)
    two["models"]["m"]["preferences"]["a1"] = {"statements": ["not o3", "o1"]}

    def places(document: dict[str, Any]) -> dict[str, tuple[str, str]]:
        graph = next(figure for figure in figures(solved(document), "en") if figure.id == "states")
        found = {}
        for mark in parsed(graph).iter(f"{SVG}g"):
            circle = mark.find(f"{SVG}circle")
            if mark.get("data-id") and circle is not None:
                found[str(mark.get("data-id"))] = (circle.attrib["cx"], circle.attrib["cy"])
        return found

    assert places(one) == places(two)


@pytest.mark.parametrize("name", ["us-plan", "summit", "china-plan"])
def test_what_is_said_across_readings_is_true_of_every_outcome(name: str) -> None:
    readings = library(name)
    told = {finding.id: (finding, places) for finding, places in across(readings)}
    finding, places = told["across"]
    assert places == tuple(range(len(readings)))
    assert isinstance(finding.certificate, dict)
    for solution in readings:
        for state in map(int, solution.equilibria("nash")):
            outcome = outcome_of(solution, state)
            assert set(finding.certificate["taken"]) <= outcome
            assert not set(finding.certificate["left"]) & outcome
        assert not solution.stable["nash"][:, solution.game.graph.status_quo].all()  # type: ignore[index]
    assert (told["across-status-quo"][0].text.en or "").startswith("Today’s state holds by itself in no reading")
    groups = [places for key, (_, places) in told.items() if key.startswith(("across-group", "across-open"))]
    assert sorted(place for group in groups for place in group) == list(range(len(readings)))


def test_conditions_are_put_in_words() -> None:
    base = library("us-plan")[0]
    words = rule_words(base, "not (x_alliance and not eu_cn) if p_coal")
    assert words is not None
    assert words.en == "not (“Press through alliances” and not “Side with China”) if “Build a coalition”"
    assert words.zh == "若“组建合作联盟”则不（“借联盟施压”且不“与中国站在一起”）"
    assert rule_words(base, "p_coal and nothing_known") is None
    place, what = assumption(base, "preferences.cn.statements[1].rule", "p_asym") or (None, None)
    assert (str(place), str(what)) == ("China, priority 2", "“Open asymmetric paths”")
    assert assumption(base, "status_quo[0]", "p_asym") is None


def test_states_are_told_apart_by_what_not_all_of_them_take() -> None:
    base = library("us-plan")[0]
    labels = base.game.graph.labels(base.equilibria("nash"))
    told = [text.en for text in told_apart([base] * len(labels), labels)]
    assert told[3] == "“Recast the ethics debate” and “Field quantum sensing”"
    assert len(set(told)) == len(labels)


def test_every_move_drawn_can_be_asked_about() -> None:
    answer = countermove.load("library:us-plan").answer()
    figure = next(one for one in answer.figures("en") if one.id == "answers")
    drawn = [one for one in ET.fromstring(figure.svg).iter(f"{SVG}g") if "data-id" in one.attrib]
    assert drawn
    assert all(one.attrib["role"] == "button" and one.attrib["aria-label"] for one in drawn)
    options = answer.solution.options()
    held = answer.solution.equilibria("nash")
    for one in drawn:
        (told,) = answer.explain(one.attrib["data-id"])
        assert told.text.has("zh")
        if one.attrib["data-id"] in options.keys:
            place = options.keys.index(one.attrib["data-id"])
            detail = options.details[place]
            if detail.answers:
                assert {options.keys[options.index(name)] for name in detail.answers} <= set(
                    told.data["answers"]["stated"]
                )
            count = sum(place in answer.solution.taken(int(state)) for state in held)
            assert f"It is taken in {count} of the {len(held)} outcomes" in told.text.get("en")
    with pytest.raises(LookupError, match="no state"):
        answer.explain("nothing of the kind")
