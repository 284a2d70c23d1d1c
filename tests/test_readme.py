"""What the README shows is what is printed; what it says was measured stands in the results of the benchmarks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.transcripts import Command, steps, walk

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
RESULTS = ROOT / "benchmarks" / "results.md"


def test_the_command_prints_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = README.read_text(encoding="utf-8")
    shown = [step.line for step in steps(text) if isinstance(step, Command)]
    assert shown, "the README shows no command any more"
    assert re.findall(r"^<!-- run: (.+?) -->$", text, re.M) == shown
    monkeypatch.chdir(tmp_path)
    wrong = walk(README, tmp_path)
    assert not wrong, "\n\n".join(wrong)


def test_the_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.M | re.S)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out.strip()


@pytest.mark.skipif(not RESULTS.exists(), reason="benchmarks/results.md is written by `make bench`")
def test_every_measured_line_stands_in_the_results() -> None:
    measured = quoted(README.read_text(encoding="utf-8"))
    results = {line.removeprefix("- ").strip() for line in RESULTS.read_text(encoding="utf-8").splitlines()}
    assert [line for line in measured if line not in results] == []


def quoted(readme: str) -> list[str]:
    """Return the lines that the README quotes under "Measured"."""
    section = readme.partition("\n## Measured\n")[2].partition("\n## ")[0]
    return [line[2:].removeprefix("- ").strip() for line in section.splitlines() if line.startswith("> ")]


def test_quotes_are_told_from_the_text_around_them() -> None:
    assert quoted("# x\n\n## Measured\n\nText.\n\n> a line\n> - another\n\n## More\n\n> elsewhere\n") == [
        "a line",
        "another",
    ]
