"""A stress study run from the page: followed, cancelled, gone on with, and seen when the page was closed meanwhile."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from countermove.stress.query import query
from tests.e2e.conftest import Bench, OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SLOW = 120_000  # the first draws of a kind compile it


def varied(bench: Bench, name: str) -> None:
    """Put a document into the folder whose two orders vary."""
    file = bench.put(name)
    text = file.read_text(encoding="utf-8")
    for order in ("NY, YY, NN, YN", "YN, YY, NN, NY"):
        text = text.replace(f"{{order: [{order}]}}", f"{{order: [{order}], vary: {{mallows: 0.7}}}}")
    file.write_text(text, encoding="utf-8")


def opened(page: Page) -> None:
    page.get_by_text("What does it rest on? (stress)").click()
    page.locator("#study-form").wait_for(timeout=SLOW)


def run(page: Page, draws: int) -> None:
    page.locator("#study-form [name=draws]").fill(str(draws))
    page.get_by_role("button", name="Run the study").click()


def test_what_varies_is_chosen_and_the_result_shown(bench: Bench, at: OpenPage) -> None:
    varied(bench, "short.yaml")
    page = at("name=short.yaml")
    opened(page)
    boxes = page.locator("#study-form [name=vary]")
    assert boxes.count() == 2
    boxes.nth(1).uncheck()
    run(page, 3000)
    found = page.locator("#study-found")
    found.wait_for(timeout=SLOW)
    results = page.locator("#study-results")
    results.locator(":visible", has_text="3,000").first.wait_for()
    results.get_by_text("What would change my mind").wait_for()
    assert results.locator("svg.figure .whisker").count() > 0
    count = query(str(bench.folder / "studies" / "short-1"), "select count(*) as n from draws").rows[0][0]
    assert count == 3000
    inputs = query(str(bench.folder / "studies" / "short-1"), "select id from inputs").rows
    assert len(inputs) == 1

    with page.expect_download() as kept:
        page.locator("#study-list").get_by_role("link", name="The study folder (zip)").click()
    with zipfile.ZipFile(kept.value.path()) as whole:
        names = whole.namelist()
        assert "short-1/study.json" in names
        assert "short-1-about/document.yaml" in names
        assert whole.testzip() is None
    with page.expect_download() as report:
        results.get_by_role("link", name="Report (HTML), with this study").click()
    text = report.value.path().read_text(encoding="utf-8")
    assert "How firm is it?" in text
    with page.expect_download() as word:
        results.get_by_role("link", name="Report (Word), with this study").click()
    import docx

    assert docx.Document(io.BytesIO(word.value.path().read_bytes())).paragraphs


def test_a_study_is_cancelled_goes_on_and_outlives_its_page(bench: Bench, at: OpenPage) -> None:
    varied(bench, "long.yaml")
    page = at("name=long.yaml")
    opened(page)
    run(page, 300_000)
    strip = page.locator(".strip")
    strip.get_by_text("a second").wait_for(timeout=SLOW)  # live: draws, rate and time left
    assert "of 300,000 draws" in strip.inner_text()
    assert "left" in strip.inner_text()
    strip.get_by_role("button", name="Cancel").click()
    strip.wait_for(state="detached")
    row = page.locator('#study-list [data-study="long-1"]')
    row.get_by_text("stopped at").wait_for()
    stored = int(row.inner_text().split("stopped at ")[1].split(" of")[0].replace(",", ""))
    assert 0 < stored < 300_000

    row.get_by_role("button", name="Go on").click()
    strip.get_by_text("a second").wait_for(timeout=SLOW)
    page.goto("about:blank")  # the page is closed; the study goes on
    page.go_back()
    page.locator('.strip, #study-list [data-study="long-1"] [data-show]').first.wait_for(state="attached", timeout=SLOW)
    page.locator('#study-list [data-show="long-1"]').wait_for(state="attached", timeout=SLOW)
    count = query(str(bench.folder / "studies" / "long-1"), "select count(*) as n from draws").rows[0][0]
    assert count == 300_000


def test_a_study_of_nothing_cannot_be_run_and_says_why(bench: Bench, at: OpenPage) -> None:
    bench.put("fixed.yaml")
    page = at("name=fixed.yaml")
    opened(page)
    for box in page.locator("#study-form [name=vary]").all():
        box.uncheck()
    assert page.get_by_role("button", name="Run the study").is_disabled()
    (bench.folder / "modelless.yaml").write_text("countermove: 1\ntitle: Sources only\n", encoding="utf-8")
    page = at("name=modelless.yaml")
    page.get_by_text("What does it rest on? (stress)").click()
    page.locator("#study-form .failure").get_by_text("has no model").wait_for(timeout=SLOW)
    assert page.get_by_role("button", name="Run the study").is_disabled()
