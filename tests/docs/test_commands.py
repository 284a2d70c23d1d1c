"""Every command that a page of the documentation shows is run, and prints what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.transcripts import Command, agrees, commands, steps, walk

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if list(steps(page.read_text(encoding="utf-8")))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_commands_print_what_is_shown(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = walk(page, tmp_path)
    assert not wrong, "\n\n".join(wrong)


def test_dots_stand_for_any_text_and_nothing_else_does() -> None:
    assert agrees("one two\nthree\n", "one … three") and agrees("a\n  b\n", "a b")
    assert not agrees("one two", "one") and not agrees("one two three", "one … four") and not agrees("", "x")


def test_commands_are_told_from_what_they_print() -> None:
    assert list(commands("$ countermove a\nx\ny\n$ countermove b\n")) == [
        Command("countermove a", "x\ny\n"),
        Command("countermove b", ""),
    ]
