"""What is remembered is what would be solved again; what an edit bears on is solved again."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from countermove.analysis import loads
from countermove.document.faults import DocumentError, Fault, Problem
from countermove.document.reading import read_content
from countermove.kind import Case
from countermove.kinds import Registry, kind
from countermove.workbench import remembering
from countermove.workbench.remembering import Checking, Remembering, drawn

CUBAN = files("countermove.library").joinpath("cuban.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    remembering._checked.clear()
    remembering._answers.clear()
    remembering._drawn.clear()


def test_a_comment_changes_no_answer_and_an_order_does() -> None:
    before = Remembering(loads(CUBAN).document).answer()
    assert Remembering(loads(CUBAN + "# more\n").document).answer() is before
    text = files("countermove.library").joinpath("prisoners.yaml").read_text(encoding="utf-8")
    first = Remembering(loads(text).document).answer()
    hunt = text.replace("[NY, YY, NN, YN]", "[YY, NY, NN, YN]").replace("[YN, YY, NN, NY]", "[YY, YN, NN, NY]")
    changed = Remembering(loads(hunt).document).answer()
    assert list(first.verdicts()["nash"]) == ["NN"]
    assert list(changed.verdicts()["nash"]) == ["NN", "YY"]


def test_an_answer_that_looked_at_another_reading_goes_with_it() -> None:
    text = files("countermove.library").joinpath("prisoners.yaml").read_text(encoding="utf-8")
    seeing = text.replace("    status_quo: []", "    status_quo: []\n    sees: {one: {two: statements}}", 1)
    first = Remembering(loads(seeing).document).answer()
    other = seeing.replace("{id: two-1, rule: c_one", "{id: two-1, rule: not c_one")
    assert other != seeing
    second = Remembering(loads(other).document).answer()
    assert second is not first
    plain = Remembering(loads(text).document).answer()
    kept = text.replace("{id: two-1, rule: c_one", "{id: two-1, rule: not c_one")
    assert Remembering(loads(kept).document).answer() is plain  # it never asked what the other reading says


def test_a_reading_is_checked_again_only_where_what_bears_on_it_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = files("countermove.library").joinpath("prisoners.yaml").read_text(encoding="utf-8")
    asked: list[str] = []
    check = type(kind("conflict")).check

    def noted(self: object, case: Case[Any]) -> Iterable[Problem]:
        asked.append(case.reading)
        return check(self, case)  # type: ignore[arg-type]

    monkeypatch.setattr(type(kind("conflict")), "check", noted)
    names = list(loads(text).document.models["dilemma"].readings)

    def read(changed: str) -> list[str]:
        asked.clear()
        fresh = [str(fault) for fault in faults(changed, Registry())]
        asked.clear()
        assert [str(fault) for fault in faults(changed, Checking())] == fresh
        return list(asked)

    assert read(text) == names
    assert read(text + "# more\n") == []
    assert read(text.replace("rule: c_one, ", "rule: c_onne, ")) == ["statements"]
    seeing = text.replace("    status_quo: []", "    status_quo: []\n    sees: {one: {two: statements}}", 1)
    assert read(seeing) == names
    gone = seeing.replace("sees: {one: {two: statements}}", "sees: {one: {two: statementts}}")
    assert read(gone) == names


def faults(text: str, kinds: Registry) -> list[Fault]:
    """Return what is wrong with a text."""
    try:
        read_content(text.encode(), "document.yaml", Path(), kinds)
    except DocumentError as error:
        return list(error.faults)
    return []


def test_figures_are_drawn_once() -> None:
    answer = Remembering(loads(CUBAN).document).answer()
    assert drawn([answer], "en") is drawn([answer], "en")
    assert [one.id for one in drawn([answer], "zh")] == [one.id for one in answer.figures("zh")]
    assert drawn([], "en") == ()
