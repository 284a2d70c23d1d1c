"""The documentation builds strictly, and what the program writes about itself is there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
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


def test_each_concept_shows_its_picture_in_its_language(site: Path) -> None:
    pages = sorted((ROOT / "docs" / "concepts").glob("*.md"))
    assert len(pages) == 16
    for page in pages:
        html = (site / "concepts" / page.with_suffix(".html").name).read_text(encoding="utf-8")
        (source,) = re.findall(r'<img alt="[^"]+" src="(pictures/[^"]+)"', html)
        drawing = ET.fromstring((site / "concepts" / source).read_bytes())
        assert drawing.tag.endswith("}svg") and source.endswith(".zh.svg") == page.name.endswith(".zh.md")
        words = "".join(drawing.itertext())
        assert (re.search("[\u4e00-\u9fff]", words) is not None) == page.name.endswith(".zh.md"), page.name


def test_the_page_on_systems_answers_each_by_the_finding_named(site: Path) -> None:
    page = (site / "systems.html").read_text(encoding="utf-8")
    row = next(one for one in page.split("<tr>") if "<td>S15</td>" in one)
    assert "bound by chips" in row and "leads in computing power" not in row


def test_back_tests_are_those_of_the_concept_pages(site: Path) -> None:
    page = (site / "backtests.html").read_text(encoding="utf-8")
    assert "Brier" in page and "The misses at A Coruña" in page and "mean error" in page


def test_the_program_is_not_published_as_a_page(site: Path) -> None:
    assert not list(site.rglob("*.py")) and not list(site.rglob("*.pyc"))
