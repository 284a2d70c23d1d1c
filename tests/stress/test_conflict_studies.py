"""Studies of the library's conflicts from the command line: the same bytes twice and on every engine."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def countermove(*arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "countermove", *arguments],
        capture_output=True, text=True, check=False, encoding="utf-8", env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


@pytest.fixture(scope="module")
def answer() -> str:
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    return countermove("stress", "syria-iraq", "--draws", "40000", "--seed", "1", "--json")


def test_the_same_bytes_twice(answer: str) -> None:
    assert countermove("stress", "syria-iraq", "--draws", "40000", "--seed", "1", "--json") == answer


def test_the_same_bytes_from_processes(answer: str) -> None:
    arguments = ("stress", "syria-iraq", "--draws", "40000", "--seed", "1", "--json", "--engine", "processes")
    assert countermove(*arguments) == answer


@pytest.mark.ray
def test_the_same_bytes_from_ray(answer: str) -> None:
    pytest.importorskip("ray", reason="the extra [ray] is not installed")
    assert countermove("stress", "syria-iraq", "--draws", "40000", "--seed", "1", "--json", "--engine", "ray") == answer


def test_the_envelope_is_that_of_the_format(answer: str) -> None:
    data: dict[str, Any] = json.loads(answer)
    assert data["schema"] == "countermove.stress/1"
    assert data["seed"] == 1
    result = data["result"]
    assert {"study", "draws", "seed", "measure", "outcomes", "drivers", "flips"} <= result.keys()
    assert result["draws"] == 40_000
    for outcome in result["outcomes"]:
        assert {"subject", "concept", "share", "low", "high"} <= outcome.keys()
        if outcome["share"] is not None:
            assert outcome["low"] <= outcome["share"] <= outcome["high"]


def test_a_kept_study_can_be_asked_and_gone_on_with(tmp_path: Path) -> None:
    study = tmp_path / "study"
    small = countermove("stress", "syria-iraq", "--draws", "2000", "--seed", "1", "--json", "-o", str(study))
    shares = {(one["concept"], one["subject"]): one["share"] for one in json.loads(small)["result"]["outcomes"]}
    counted = countermove("query", str(study), 'SELECT avg("nash:NYY"::int) AS share FROM draws').split()
    assert counted[0] == "share"
    assert float(counted[1]) == pytest.approx(shares["nash", "NYY"])
    more = countermove("stress", "syria-iraq", "--draws", "3000", "--seed", "1", "--json", "-o", str(study))
    assert json.loads(more)["result"]["draws"] == 3000
    said = countermove("stress", "syria-iraq", "--draws", "2000", "--seed", "2", "-o", str(study), code=1)
    assert "holds another study: seed changed since" in said


def test_what_varies_is_shown_before_anything_runs() -> None:
    said = countermove("stress", "us-plan", "--show", "--lang", "zh")
    assert "哪些内容变动" in said
    assert "preferences.cn" in said
