"""The pictures of the documentation: taken of the real thing, so that they show what there is.

``COUNTERMOVE_PICTURES=1 pytest tests/e2e/test_workbench_pictures.py`` writes them to ``docs/screenshots``.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, Bench, OpenPage

pytestmark = pytest.mark.browser
SLOW = 120_000


@pytest.mark.parametrize(
    ("name", "query"), [("workbench", "&lang=en&view=form"), ("workbench.zh", "&lang=zh&view=form")], ids=["en", "zh"]
)
def test_the_workbench_as_it_is_pictured(bench: Bench, at: OpenPage, name: str, query: str, tmp_path: Path) -> None:
    bench.put("crisis.yaml", "cuban")
    page = at(f"name=crisis.yaml{query}", width=1360, height=820)
    page.locator("#answer-body h1").wait_for(timeout=SLOW)
    page.locator("#form .board").evaluate("board => board.scrollIntoView()")
    page.locator(".place").evaluate("place => { place.textContent = 'my-folder' }")
    page.locator("section.answer").evaluate("pane => { pane.scrollTop = 0 }")
    others = page.locator("#scenario-list ul").first.locator("li")
    others.evaluate_all("all => { for (const one of all) if (!one.textContent.includes('crisis.yaml')) one.remove() }")
    page.wait_for_timeout(300)
    wanted = os.environ.get("COUNTERMOVE_PICTURES") == "1"
    place = ROOT / "docs" / "screenshots" if wanted else tmp_path
    place.mkdir(exist_ok=True)
    file = place / f"{name}.png"
    page.screenshot(path=file)
    assert file.read_bytes().startswith(b"\x89PNG")
    kept = ROOT / "docs" / "screenshots" / f"{name}.png"
    assert kept.is_file(), "take the pictures again: COUNTERMOVE_PICTURES=1"
    assert kept.stat().st_size < 300_000
