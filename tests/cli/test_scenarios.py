"""Every verb on every shipped conflict, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import countermove
from countermove.cli.main import main
from countermove.document.including import library_names

CONFLICTS = [
    name
    for name in library_names()
    if any(model.kind == "conflict" for model in countermove.load(f"library:{name}").document.models.values())
]


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", CONFLICTS)
def test_every_verb(name: str, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    solution: Any = countermove.load(name).answer().solution
    state = solution.game.graph.label(solution.game.graph.status_quo)
    assert run("explain", name, state, "--lang", lang) == 0
    assert run("paths", name, "--lang", lang) == 0
    assert run("claims", name, "--lang", lang) == 0
    assert run("report", name, "--lang", lang, "-o", str(tmp_path / "r.html"), "--quiet") == 0
    assert (tmp_path / "r.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert run("layers", name, "--lang", lang) == 0
    assert run("compare", name, "--lang", lang) == 0
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err


@pytest.mark.parametrize("name", CONFLICTS)
def test_explanations_carry_certificates(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    nash = countermove.load(name).answer().verdicts()["nash"]
    for state in list(nash)[:2]:
        assert run("explain", name, state, "--json") == 0
        cases = json.loads(capsys.readouterr().out)["result"]["cases"]
        assert {case["concept"] for case in cases} >= {"nash", "gmr", "smr", "seq", "sseq"}
        assert all(case["stable"] for case in cases)


def test_a_verb_that_a_kind_lacks_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("layers", "standoff") == 2
    assert "kinds that have it: conflict" in capsys.readouterr().err
