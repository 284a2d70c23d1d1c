"""The documentation builds strictly, and what the program writes about itself is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from countermove.cli.main import VERBS

pytest.importorskip("mkdocstrings", reason="the documentation needs the extra [docs]")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    command = [sys.executable, "-m", "docs.build", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_pages_say_what_they_are_to_say(site: Path) -> None:
    commands = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    assert [verb for verb in VERBS if f'id="{verb}"' not in commands] == []
    systems = (site / "systems.html").read_text(encoding="utf-8")
    assert [number for number in range(1, 46) if f"<td>S{number}</td>" not in systems] == []
    schema = json.loads((site / "reference" / "schema.json").read_text(encoding="utf-8"))
    assert "conflict.section" in schema["$defs"]
    api = (site / "reference" / "api.html").read_text(encoding="utf-8")
    assert "countermove.analysis.load" in api and "Read a document: a file" in api


def test_back_tests_are_those_of_the_concept_pages(site: Path) -> None:
    page = (site / "backtests.html").read_text(encoding="utf-8")
    assert "Brier" in page and "The misses at A Coruña" in page and "mean error" in page


def test_the_program_is_not_published_as_a_page(site: Path) -> None:
    assert not list(site.rglob("*.py")) and not list(site.rglob("*.pyc"))
