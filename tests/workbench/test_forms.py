"""The form writes where it was read: every field of every library scenario, and comments stay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from importlib.resources import files
from typing import Any

import html5lib
import pytest

import countermove
from countermove.document.faults import AnalysisError
from countermove.document.including import library_names
from countermove.document.tree import parse
from countermove.kinds import KINDS, kind
from countermove.workbench.editing import edited
from countermove.workbench.form_about import ABOUT
from countermove.workbench.form_words import choice_of, label_of
from countermove.workbench.forms import form
from countermove.workbench.schemas import schema_of
from tests.workbench.conftest import Ask

FIELD = re.compile(r'<(?:input|textarea|select)\b[^>]*? data-at="([^"]*)"')
TEXT = """\
countermove: 1
title: Water  # to be translated
actors:
  a: {name: A}
models:
  m:   # the only one
    kind: conflict
    options: {a: {go: {name: {en: Go}}}}
    preferences:
      a:
        statements:
          - go   # first
          - not go
"""


def shown(text: str, opened: list[str] | None = None, lang: Any = "en") -> list[Any]:
    """Return the elements of a form."""
    page = html5lib.parse(form(text, lang, opened, {})["html"], namespaceHTMLElements=False)
    return [one for one in page.iter() if isinstance(one.tag, str)]


def library_text(name: str) -> str:
    return files("countermove.library").joinpath(f"{name}.yaml").read_text(encoding="utf-8")


def everything_open(text: str) -> list[str]:
    """Return the paths of all mappings of a document, as the page keeps them."""
    found: list[str] = []

    def visit(value: Any, path: list[Any]) -> None:
        if isinstance(value, dict | list):
            found.append(json.dumps(path, ensure_ascii=False))
            for key, part in value.items() if isinstance(value, dict) else enumerate(value):
                visit(part, [*path, key])

    visit(parse(text.encode(), "x").data, [])
    return found


@pytest.mark.parametrize("name", library_names())
def test_every_value_of_a_scenario_stands_in_a_field_with_its_path(name: str) -> None:
    text = library_text(name)
    html = form(text, "en", everything_open(text), {})["html"]
    fields = {tuple(json.loads(unescape(one))) for one in FIELD.findall(html)}

    def visit(value: Any, path: tuple[Any, ...]) -> None:
        if path in fields:
            return
        if isinstance(value, dict | list) and value:
            for key, part in value.items() if isinstance(value, dict) else enumerate(value):
                visit(part, (*path, key))
        else:
            known = path == ("countermove",) or (path[0] == "models" and path[2:] == ("kind",))
            assert known or value in ({}, []), path

    visit(parse(text.encode(), "x").data, ())


@pytest.mark.parametrize("name", sorted(KINDS))
def test_what_a_form_adds_to_a_starter_stays_yaml_and_in_its_place(name: str) -> None:
    text = kind(name).starter
    for one in shown(text, everything_open(text)):
        if one.attrib.get("data-act") != "part":
            continue
        path = json.loads(one.attrib["data-at"])
        if len(path) > 3:
            continue
        for option in one.findall("option")[1:]:
            value = json.loads(option.attrib["data-begun"])
            after = edited(text, {"op": "set", "path": [*path, option.attrib["value"]], "value": value})
            found = parse(after.encode(), "x").data
            for step in [*path, option.attrib["value"]]:
                found = found[step]
            assert found == value
            assert [line for line in text.splitlines() if line.lstrip().startswith("#")] == [
                line for line in after.splitlines() if line.lstrip().startswith("#")
            ]


def test_a_text_is_said_in_either_language() -> None:
    both = edited(TEXT, {"op": "say", "path": ["title"], "lang": "zh", "value": "水"})
    assert both == TEXT.replace("title: Water", "title: {en: Water, zh: 水}")
    assert edited(both, {"op": "say", "path": ["title"], "lang": "zh", "value": ""}) == TEXT.replace(
        "title: Water", "title: {en: Water}"
    )
    plain = edited(TEXT, {"op": "say", "path": ["title"], "lang": "en", "value": "Rivers"})
    assert plain == TEXT.replace("Water", "Rivers")
    deeper = edited(TEXT, {"op": "say", "path": ["models", "m", "question"], "lang": "zh", "value": "谁？"})
    assert parse(deeper.encode(), "x").data["models"]["m"]["question"] == "谁？"
    assert "# the only one" in deeper


def test_lists_are_moved_added_to_and_cut_with_their_comments() -> None:
    path = ["models", "m", "preferences", "a", "statements"]
    moved = edited(TEXT, {"op": "move", "path": [*path, 1], "to": 0})
    assert moved == TEXT.replace("- go   # first\n          - not go", "- not go\n          - go   # first")
    assert edited(TEXT, {"op": "insert", "path": path, "value": "go"}).endswith("- not go\n          - go\n")
    assert edited(TEXT, {"op": "delete", "path": [*path, 1]}) == TEXT.replace("          - not go\n", "")
    begun = edited(TEXT, {"op": "insert", "path": ["models", "m", "infeasible"], "value": "go"})
    assert parse(begun.encode(), "x").data["models"]["m"]["infeasible"] == ["go"]


def test_a_value_is_written_as_in_a_document() -> None:
    at = ["parameters", "p", "value"]
    after = edited(TEXT, {"op": "set", "path": at, "written": "{uniform: [0, 1]}"})
    assert parse(after.encode(), "x").data["parameters"] == {"p": {"value": {"uniform": [0, 1]}}}
    assert edited(after, {"op": "set", "path": at, "written": "0.5"}).count("value: 0.5") == 1
    assert (
        "value"
        not in parse(edited(after, {"op": "set", "path": at, "written": " "}).encode(), "x").data["parameters"]["p"]
    )
    for wrong in ("{", "a]", "1, 2", "[1", "\x00", "&a *a"):
        with pytest.raises(AnalysisError, match="cannot be written here"):
            edited(TEXT, {"op": "set", "path": at, "written": wrong})


@pytest.mark.parametrize(
    "edit",
    [
        {}, {"op": "set"}, {"op": "set", "path": []}, {"op": "set", "path": "title"}, {"op": "move", "path": ["a"]},
        {"op": "set", "path": [True]}, {"op": "set", "path": [1.5], "value": 1}, {"op": "say", "path": ["title"]},
        {"op": "other", "path": ["title"]}, {"op": "set", "path": ["x"] * 50, "value": 1}, [],
    ],
)  # fmt: skip
def test_an_edit_that_is_none_is_refused(edit: Any) -> None:
    with pytest.raises(AnalysisError, match="not understood"):
        edited(TEXT, edit)


def test_a_form_of_a_text_at_fault_waits(ask: Ask) -> None:
    assert "waits" in ask("/form", text="models: [", tried={})["sentence"]
    assert "waits" in ask("/edit", name="x.yaml", text="models: [", edit={"op": "delete", "path": ["x"]})["sentence"]
    assert ask("/form", text="countermove: 1\nmodels: 5\nactors: [x]\n", tried={})["html"]


def test_the_board_strikes_out_what_the_rules_exclude() -> None:
    for name in ("prisoners", "cuban", "us-plan"):
        scenario = countermove.load(f"library:{name}")
        model, section = next(iter(scenario.document.tree.data["models"].items()))
        board = kind("conflict").board(section)  # type: ignore[attr-defined]
        graph = scenario.answer(model).solution.game.graph
        assert board.feasible == graph.size
        if board.total <= 64:
            feasible = {column.label for column in board.columns if not column.struck}
            assert feasible == {graph.label(state) for state in range(graph.size)}
        today = [column.label for column in board.columns if column.today]
        assert today == [graph.label(graph.status_quo)]


def test_a_board_stands_while_the_rest_is_at_fault() -> None:
    board = kind("conflict").board  # type: ignore[attr-defined]
    section = {"options": {"a": {"x": {"name": "X"}, "y": {"name": "Y"}}}, "infeasible": ["x and", "x and y", "zz"]}
    found = board(section, ["a.x", "a.y"])
    assert (found.total, found.feasible, found.tried.struck) == (4, 3, "x and y")
    assert found.edits[1].value == "x and y"
    assert board({"options": 5}) is None
    assert board({"states": ["s"]}) is None
    assert board(section).edits == ()  # today's state cannot be called impossible


def test_fields_are_named_in_both_languages() -> None:
    for lang, words in (("en", "Actors"), ("zh", "行为体")):
        elements = shown(TEXT, None, lang)
        assert any(one.tag == "summary" and one.text == words for one in elements)
        for one in elements:
            if one.tag in ("input", "textarea", "select"):
                assert one.attrib.get("aria-label"), one.attrib
            assert not any(name.startswith("on") or name == "style" for name in one.attrib)


def properties(part: Any) -> Iterator[tuple[str, Any]]:
    """Yield every key that a schema knows, with what it says of it."""
    if isinstance(part, dict):
        yield from part["properties"].items() if isinstance(part.get("properties"), dict) else ()
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from properties(one)


def test_every_word_of_the_format_is_known_in_chinese() -> None:
    every = list(properties(schema_of(tuple(KINDS))))
    assert len(every) > 300
    han = re.compile("[\u4e00-\u9fff]")
    unsaid = {key for key, _ in every if not han.search(label_of(key).get("zh"))}
    assert unsaid == {"countermove", "en", "zh"}
    about_nothing = {part["description"] for _, part in every if "description" in part} - set(ABOUT)
    assert about_nothing == set(), "add these to form_about.py"
    choices = {str(word) for _, part in every for one in (part, part.get("items", {})) for word in one.get("enum", ())}
    assert {word for word in choices if not han.search(choice_of(word).get("zh")) and not word.isdigit()} == set()


def test_what_is_said_of_a_key_stands_beside_its_field_in_the_language_of_the_form() -> None:
    page = shown(library_text("prisoners"), everything_open(library_text("prisoners")), "zh")
    field = next(one for one in page if one.get("id") == "words:models.dilemma.status_quo")
    told = next(one for one in page if one.get("id") == field.get("aria-describedby"))
    assert told.text == "已采取的选项；其余均未采取"
    option = next(one for one in page if one.get("value") == "motive")
    assert option.text == "动机（motive）"
    english = shown(library_text("prisoners"), None)
    assert any(one.text == "the options that are on; every other is off" for one in english)


def test_a_ready_flow_is_a_form_of_its_own_and_names_stay_as_they_are_written() -> None:
    text = library_text("compute-race")
    page = shown(text, ['["models"]', '["models", "compute"]', '["models", "compute", "ready"]',
                        '["models", "compute", "ready", "us_compute"]'])  # fmt: skip
    places = {one.get("data-path") for one in page}
    assert "models.compute.ready.us_compute.inputs" in places
    plan = shown(library_text("us-plan"), everything_open(library_text("us-plan")))
    summaries = ["".join(one.itertext()) for one in plan if one.tag == "summary"]
    assert any(one.startswith("p_core ") for one in summaries)
    assert not any(one.startswith("p core") for one in summaries)
