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
    (
        TEXT % "counts: {2025-02-01: 3, 2025-03-01: 2}, as_of: 2025-04-01, positions: {endorsed: NOR SWE DNK}",
        "the count falls from 3 on 2025-02-01 to 2 on 2025-03-01",
        "correct one of them",
    ),
    (
        "    parties: {a: {}}\n    clauses: {c: {name: C, present: true, levels: {l: {name: L}}}}\n",
        "present: name the level",
        "e.g. present: l",
    ),
    (
        "    parties: {a: {}}\n    clauses: {c: {name: C, values: {a: 1}}}\n    design: {bring_in: [b]}\n",
        "no party 'b'",
        "Known: a",
    ),
    (
        "    parties: {a: {}}\n    clauses: {c: {name: C, levels: {l: {name: L}}}}\n",
        "no level of the clause says what it is worth",
        "write values",
    ),
    (
        "    public_good: {benefit: {a: 1, b: 2}, cost: {a: 1, b: 1}, minimum: 3}\n",
        "a minimum of 3 members, of 2 parties",
        "write 2 or fewer",
    ),
    (
        TEXT % "positions: {endorsed: NOR}" + "    forecast: {text: call, expect: {NO: listed, NOR: listed}}\n",
        "NOR stands here twice",
        "keep it once",
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


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Expected within a year of 2024-05-01"), ("zh", "自2024-05-01起一年内")]
)
def test_a_file_with_days_tells_how_many_more_are_expected(tmp_path: Path, lang: str, said: str) -> None:
    rows = ["party,text,position,date"]
    codes = "NOR SWE DNK FIN ISL DEU FRA ITA ESP PRT"
    for text, month in (("first", 1), ("second", 3)):
        for k, code in enumerate(codes.split()):
            day = f"2024-{month + k // 2:02d}-01" if k < 6 else ""
            rows.append(f"{code},{text},{'endorsed' if day else 'not_listed'},{day}")
    file = tmp_path / "record.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    told = run("backtest", str(file), "--known", "2", "--lang", lang)
    assert told.returncode == 0, told.stderr
    assert said in told.stdout
