"""The command line as a user and as a program meets it: every verb, both languages, JSON, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from countermove.cli.main import VERBS, main
from countermove.document.including import library_names
from countermove.kinds import KINDS

SCENARIOS = [name for name in library_names() if name != "register"]


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run(*arguments) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_library_scenario_meets_its_expectations(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", name, "--expect") == 0, capsys.readouterr().err


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_solve_speaks_both_languages(name: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("solve", name, "--lang", lang, "--quiet") == 0
    said = capsys.readouterr().out
    assert ("proved" in said or "bounds" in said or "draws" in said or "assumed" in said) == (lang == "en")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said) or lang == "en"


def test_solve_json_keeps_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    data = answer(capsys, "solve", "syria-iraq", "--json")
    assert data["schema"] == "countermove.solve/1" and data["seed"] is None and len(data["input_sha256"]) == 64
    base = data["result"]["models"]["base"]["readings"]["base"]
    assert base["kind"] == "conflict" and set(base["headline"]) == {"en", "zh"}
    assert base["states"] == ["NNN", "YNN", "NYN", "NNY", "YNY", "NYY"] and base["state_count"] == 6
    assert base["equilibria"] == {
        "nash": ["NYY"], "gmr": ["NNN", "NYY"], "smr": ["NYY"], "seq": ["NYY"], "sseq": ["NYY"], "sim": ["NYY"],
    }  # fmt: skip
    assert base["stability"]["seq"]["iraq"] == ["YNN", "NNY", "YNY", "NYY"]
    for finding in base["findings"]:
        assert set(finding) >= {"id", "text", "firmness", "basis"} and set(finding["text"]) == {"en", "zh"}


def test_horizon_adds_limited_moves_for_two_and_null_for_more(capsys: pytest.CaptureFixture[str]) -> None:
    two = answer(capsys, "solve", "prisoners", "--horizon", "2", "--json", "--reading", "base")
    found = next(iter(two["result"]["models"].values()))["readings"]["base"]["equilibria"]
    assert found["l1"] == found["nash"] == ["NN"] and found["l2"] == ["NN", "YY"]
    three = answer(capsys, "solve", "elmira", "--horizon", "2", "--json", "--reading", "base")
    assert next(iter(three["result"]["models"].values()))["readings"]["base"]["equilibria"]["l2"] is None
    assert any("two actors" in warning["en"] for warning in three["warnings"])


def test_explain_names_the_sanction(capsys: pytest.CaptureFixture[str]) -> None:
    data = answer(capsys, "explain", "syria-iraq", "NNN", "--actor", "iraq", "--concept", "gmr", "--json")
    (case,) = data["result"]["cases"]
    assert case["stable"] and case["improvements"] == [
        {"to": "NNY", "sanction": {"path": [{"actor": "syria", "from": "NNY", "to": "YNY"}], "end": "YNY"}}
    ]


def test_explain_an_unknown_state_says_which_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "syria-iraq", "NYX") == 1
    assert "is no state label" in capsys.readouterr().err
    assert run("explain", "syria-iraq", "YYN") == 1
    assert "not feasible" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["paths", "layers"])
@pytest.mark.parametrize("name", ["us-plan", "china-plan"])
def test_paths_and_layers(verb: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = answer(capsys, verb, name, "--json")["result"]
    assert (
        (set(data) >= {"status_quo", "by_improvement", "by_any_move", "routes"}) if verb == "paths" else data["layers"]
    )
    assert run(verb, name, "--lang", "zh") == 0


def test_a_hand_drawn_graph_has_one_layer(capsys: pytest.CaptureFixture[str]) -> None:
    (layer,) = answer(capsys, "layers", "elmira", "--json")["result"]["layers"]
    assert layer["equilibria"]["nash"] == ["s5", "s8", "s9"] and layer["state_count"] == 9


def test_compare_readings(capsys: pytest.CaptureFixture[str]) -> None:
    data = answer(capsys, "compare", "us-plan", "--json")["result"]
    assert data["columns"][0] == "base" and set(data) >= {"agree", "flips", "parts_at"}
    for flip in data["flips"]:
        assert len(set(flip["values"].values())) == 2
    assert run("compare", "prisoners", "chicken") == 0


def test_table_has_one_row_a_state(tmp_path: Path) -> None:
    assert run("solve", "elmira", "--reading", "base", "--quiet", "--table", str(tmp_path / "t.csv")) == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8"))))
    assert [row["state"] for row in rows] == [f"s{number}" for number in range(1, 10)]
    assert [row["state"] for row in rows if row["nash_equilibrium"] == "True"] == ["s5", "s8", "s9"]


def test_parquet_table_is_read_again(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="Parquet needs the extra [stress]")
    target = tmp_path / "t.parquet"
    assert run("solve", "cuban", "--quiet", "--table", str(target)) == 0
    count = duckdb.sql(f"select count(*) from '{target}' where nash_equilibrium").fetchall()[0][0]
    assert count == 1


def test_other_endings_of_a_table_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("solve", "prisoners", "--table", str(tmp_path / "t.xlsx")) == 1
    assert "written as .csv or .parquet" in capsys.readouterr().err


@pytest.mark.parametrize("kind", list(KINDS))
def test_new_gives_a_document_that_passes_check(kind: str, tmp_path: Path) -> None:
    target = str(tmp_path / "mine.yaml")
    assert run("new", kind, "-o", target) == 0
    assert run("check", target) == 0
    assert run("solve", target, "--quiet") == 0
    assert run("new", kind, "-o", target) == 2


def test_library_and_claims_and_schema(capsys: pytest.CaptureFixture[str]) -> None:
    rows = answer(capsys, "library", "--json")["result"]["scenarios"]
    assert {row["name"] for row in rows} == set(library_names())
    data = answer(capsys, "claims", "register", "--json")["result"]
    assert len(data["claims"]) == 127 and len(data["contradictions"]) == 14
    used = answer(capsys, "claims", "us-plan", "--json")["result"]["used_by"]
    assert used and all(place.startswith(("models.", "parameters.")) for places in used.values() for place in places)
    schema = answer(capsys, "schema")
    assert schema["$schema"].startswith("https://json-schema.org/") and "conflict.section" in schema["$defs"]


def test_faults_come_as_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "bad.yaml"
    target.write_text("countermove: 1\ntitle: t\ntitel: u\n", encoding="utf-8")
    assert run("solve", str(target), "--json") == 1
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == "countermove.solve/1" and data["errors"][0]["line"] == 3
    assert set(data["errors"][0]) == {"file", "line", "column", "path", "message"}


def test_a_failed_expectation_is_exit_three(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("new", "conflict")
    text = capsys.readouterr().out.rstrip() + "\n    expect: {base: {nash: []}}\n"
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    assert run("check", str(tmp_path / "mine.yaml")) == 0
    assert run("check", str(tmp_path / "mine.yaml"), "--expect") == 3
    assert "expected []" in capsys.readouterr().err


def test_wrong_usage_is_exit_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("slove", "us-plan") == 2
    assert run("solve") == 2
    assert run("new", "conflcit") == 2
    assert "conflict" in capsys.readouterr().err


def test_standard_input_is_a_target(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run("new", "conflict")
    text = capsys.readouterr().out.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert run("solve", "-", "--quiet") == 0


def test_help_imports_nothing_numeric() -> None:
    heavy = ("numpy", "numba", "scipy", "pydantic")
    code = (
        "import sys; sys.argv = ['countermove', '--help']\nfrom countermove.cli import main\n"
        f"try: main()\nexcept SystemExit: pass\nprint([name for name in {heavy} if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip().endswith("[]")
    assert all(verb in done.stdout for verb in VERBS)


@pytest.mark.parametrize("error", [KeyError("us_sign"), ZeroDivisionError("division by zero")])
def test_a_defect_is_called_one(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(target: str) -> None:
        raise error

    monkeypatch.setattr("countermove.cli.envelope.load", fail)
    monkeypatch.setattr("countermove.cli.answers.load", fail)
    with pytest.raises(SystemExit) as left:
        main(["solve", "us-plan"])
    assert left.value.code == 1
    shown = capsys.readouterr().err
    assert "a defect of the program" in shown and type(error).__name__ in shown and "Traceback" not in shown
    monkeypatch.setenv("COUNTERMOVE_DEBUG", "1")
    with pytest.raises(type(error)):
        main(["solve", "us-plan"])
