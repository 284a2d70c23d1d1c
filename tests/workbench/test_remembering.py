"""What is remembered is what would be solved again; what an edit bears on is solved again."""

from __future__ import annotations

from importlib.resources import files

import pytest

from countermove.analysis import loads
from countermove.workbench import remembering
from countermove.workbench.remembering import Remembering, drawn

CUBAN = files("countermove.library").joinpath("cuban.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _forgotten() -> None:
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


def test_figures_are_drawn_once() -> None:
    answer = Remembering(loads(CUBAN).document).answer()
    assert drawn([answer], "en") is drawn([answer], "en")
    assert [one.id for one in drawn([answer], "zh")] == [one.id for one in answer.figures("zh")]
    assert drawn([], "en") == ()
