"""The verb backtest on a user's own files: scores, misses and refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from countermove.cli.main import main


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


def record(folder: Path) -> str:
    """Write twelve parties and six texts: even parties join the even texts, odd ones the odd."""
    parties = ["FRA", "DEU", "GBR", "USA", "CHN", "JPN", "KOR", "CAN", "ITA", "ESP", "NLD", "NOR"]
    rows = ["party,text,position,date,family"]
    for text in range(6):
        for place, party in enumerate(parties):
            joined = "endorsed" if (place + text) % 2 == 0 or place == text else "not_listed"
            rows.append(f"{party},text {text},{joined},20{10 + text}-01-01,{'lists' if text < 3 else 'calls'}")
    target = folder / "record.csv"
    target.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(target)


def test_scores_against_baselines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("backtest", record(tmp_path), "--known", "4", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == "countermove.backtest/1" and data["seed"] == 0
    result = data["result"]
    assert len(result["texts"]) == 6 and result["best"] in result["models"]
    for score in result["models"].values():
        assert set(score) >= {"brier", "log_loss", "auc", "low", "high"} and 0 <= score["brier"] <= 1
    assert run("backtest", record(tmp_path), "--known", "4") == 0
    assert "best" in capsys.readouterr().out


def test_a_file_at_fault_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "record.csv"
    target.write_text("party,text,position\nFRX,one,endorsed\nFRA,one,perhaps\n", encoding="utf-8")
    assert run("backtest", str(target)) == 1
    said = capsys.readouterr().err
    assert ":2:" in said and ":3:" in said and "Traceback" not in said


def test_a_kind_without_back_tests_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("backtest", "x.csv", "--kind", "race") == 2
    assert "kinds that have it: agreement, bargain" in capsys.readouterr().err
    assert run("backtest", "x.csv", "--kind", "rcae") == 2
