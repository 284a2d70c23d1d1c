"""Bad input at the command line: exit 1, the place, the cure, no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAD = "countermove: 1\ntitle: T\nmodels:\n  m:\n    kind: agreement\n"
TEXT = "    record:\n      texts:\n        call: {title: Call, date: 2025-01-01, %s}\n"
LATE = "      covariates: {score: {name: Score, as_of: 2025-06-01, values: {NOR: 1}}}\n    forecast: {text: call}\n"

DOCUMENTS = [
    (TEXT % "positions: {endorsed: NRO}", "no party 'NRO'", "did you mean"),
    (TEXT % "positions: {endorsed: NOR NO}", "NOR is listed twice", "keep it once"),
    (TEXT % "tally: {endorsed: 2}, positions: {endorsed: NOR}", "the tally says 2 endorsed", "correct one of them"),
    (TEXT % "as_of: 2024-01-01, positions: {endorsed: NOR}", "read on 2024-01-01, before", "correct one of them"),
    (TEXT % "positions: {not_listed: NOR}", "nobody joined this text", "leave the text out"),
    (TEXT % "attended: 1, positions: {endorsed: NOR SWE}", "1 attended, fewer than the 2", "correct one of them"),
    (TEXT % "positions: {endorsed: NOR}" + LATE, "'score' of 2025-06-01 does not predate", "leave the covariate out"),
    (
        "    parties: {a: {counts: 0}}\n    conditions: {one: {name: One, quota: 1, bonus: 1}}\n",
        "the weights of this condition are all zero",
        "above zero",
    ),
]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "countermove", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(("section", "wrong", "cure"), DOCUMENTS)
def test_documents_at_fault(tmp_path: Path, section: str, wrong: str, cure: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(HEAD + section, encoding="utf-8")
    told = run("check", str(file))
    said = " ".join((told.stdout + told.stderr).split())
    assert told.returncode == 1, said
    assert wrong in said and cure in said and "bad.yaml:" in said and "Traceback" not in said


def test_a_record_at_fault(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("party,text,position\nNorwya,call,endorsed\nSWE,call,maybe\n", encoding="utf-8")
    told = run("backtest", str(file))
    said = " ".join((told.stdout + told.stderr).split())
    assert told.returncode == 1
    assert "did you mean 'Norway'?" in said and "no position 'maybe'" in said and "Traceback" not in said
