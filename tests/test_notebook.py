"""What a notebook shows: valid, safe, in either language; tables become data frames of whichever library is there."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from base64 import b64decode
from typing import Any

import pytest

import countermove
from countermove import notebook
from countermove.document.text import Text
from countermove.kind import Table
from tests.conflict import documents


def fragment(markup: str) -> ET.Element:
    """Parse as XML, which forgives nothing; the only void element is an image."""
    return ET.fromstring(markup.replace('style="max-width:100%">', 'style="max-width:100%"/>'))


def shown(thing: Any) -> str:
    markup: str = thing._repr_html_()
    assert "<script" not in markup and "http" not in markup.replace("http://www.w3.org", "")
    return " ".join("".join(fragment(markup).itertext()).split())


def test_documents_answers_figures_and_tables_show_themselves() -> None:
    scenario = countermove.load("syria-iraq")
    assert "Syria–Iraq" in shown(scenario) and "conflict" in shown(scenario)
    answers = scenario.solve()
    assert shown(answers).count("One outcome of 6 holds by itself") == 2
    words = shown(answers["base"])
    assert "(proved)" in words and "Outcomes that hold, and in which sense" in words
    (image,) = fragment(answers["base"]._repr_html_()).iter("img")
    drawing = ET.fromstring(b64decode(image.attrib["src"].split(",", 1)[1]))
    assert drawing.tag.endswith("}svg") and image.attrib["alt"]
    assert shown(answers["base"].figures("en")[0]).startswith("Today and what could hold")


def test_a_notebook_speaks_chinese_where_the_environment_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(notebook.LANGUAGE, "zh_CN")
    answers = countermove.load("syria-iraq").solve(reading="base")
    assert "叙利亚" in shown(answers.scenario) and "已证明" in shown(answers["base"]) and "答案" in shown(answers)
    assert fragment(answers._repr_html_()).attrib["lang"] == "zh-Hans"


def test_a_study_shows_its_shares_and_sentences() -> None:
    from countermove.stress.study import Wish, lay_out, stress

    layout = lay_out(countermove.load("prisoners").document, Wish(draws=50, seed=1))
    answer = stress(layout, workers=1)
    markup = answer._repr_html_()
    assert "<img" in markup and "Share of 50 draws" in shown(answer)
    assert all(" ".join(sentence.get("en").split()) in shown(answer) for sentence in answer.sentences())


def test_hostile_names_are_words_and_long_tables_are_cut() -> None:
    scenario = countermove.loads(documents.text_of(documents.drawn()))
    assert documents.HOSTILE in shown(scenario)
    assert shown(scenario.solve())
    table = Table("t", Text.both("T"), (Text.both("n"),), tuple((number,) for number in range(60)))
    assert "10 more rows" in shown(table)


def test_a_document_without_models_shows_its_title() -> None:
    scenario = countermove.loads("countermove: 1\ntitle: Only a title\n")
    assert shown(scenario) == "Only a title" and shown(scenario.solve()) == "Only a title"


def test_tables_become_data_frames() -> None:
    table = countermove.load("syria-iraq").solve()["base"].tables()[0]
    columns = table.to_dict()
    assert {len(cells) for cells in columns.values()} == {len(table.rows)}
    double = Table("t", Text.both("T"), (Text.both("n"), Text.both("n")), ((1, 2.5), (None, True)))
    assert double.to_dict() == {"n": [1, None], "n 2": [2.5, True]}
    pandas = pytest.importorskip("pandas", reason="pandas is no dependency")
    frame = pandas.DataFrame(columns)
    assert list(frame.columns) == list(columns) and frame.shape == (len(table.rows), len(table.columns))
