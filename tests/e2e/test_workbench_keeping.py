"""What is taken out of the workbench opens again: documents, figures, tables, reports, citations, print."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

import countermove
from tests.e2e.conftest import Bench, OpenPage, accessible

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SLOW = 120_000
SVG = "{http://www.w3.org/2000/svg}svg"


@pytest.fixture
def page(bench: Bench, at: OpenPage) -> Page:
    bench.put("keep.yaml")
    opened: Page = at("name=keep.yaml")
    opened.locator("#answer-body h1").wait_for(timeout=SLOW)
    opened.get_by_text("To keep: the whole").click()
    return opened


def kept(page: Page, name: str) -> Path:
    with page.expect_download() as found:
        page.get_by_role("link", name=name).first.click()
    return Path(found.value.path())


def test_a_figure_as_svg_png_and_csv(page: Page, open_page: OpenPage, tmp_path: Path) -> None:
    figure = "Where one can stand, and who would move"
    drawing = kept(page, f"{figure}: SVG")
    assert ElementTree.parse(drawing).getroot().tag == SVG
    alone = tmp_path / "figure.svg"
    alone.write_bytes(drawing.read_bytes())
    shown = open_page(alone.as_uri())
    assert shown.evaluate("document.querySelectorAll('g.state').length") == 4
    picture = kept(page, f"{figure}: PNG").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") > 1000  # its width
    rows = list(csv.reader(io.StringIO(kept(page, f"{figure}: CSV").read_text(encoding="utf-8-sig"))))
    assert [row[0] for row in rows] == ["State", "NN", "YN", "NY", "YY"]


def test_report_word_and_folders(
    page: Page, open_page: OpenPage, bench: Bench, tmp_path: Path, axe_source: str | None
) -> None:
    report = tmp_path / "report.html"
    report.write_bytes(kept(page, "Report (HTML)").read_bytes())
    shown = open_page(report.as_uri())
    assert "can cooperation still hold" in shown.locator("h1").inner_text()
    accessible(shown, axe_source)
    import docx

    word = docx.Document(io.BytesIO(kept(page, "Report (Word)").read_bytes()))
    told = "\n".join(one.text for one in word.paragraphs)
    headline = countermove.load(bench.folder / "keep.yaml").solve()["base"].findings()[0].text.get("en")
    assert headline in told
    for name, ending in (
        ("Every figure (SVG, zip)", ".svg"),
        ("Every figure (PNG, zip)", ".png"),
        ("Every table", ".csv"),
    ):
        with zipfile.ZipFile(kept(page, name)) as whole:
            assert whole.testzip() is None
            assert sum(one.endswith(ending) for one in whole.namelist()) >= 3
            assert "manifest.json" in whole.namelist()
    assert kept(page, "The document (YAML)").read_bytes() == (bench.folder / "keep.yaml").read_bytes()


def test_citations_name_scenario_and_countermove(page: Page) -> None:
    bibtex = kept(page, "Citation of scenario and countermove (BibTeX)").read_text(encoding="utf-8")
    assert "@misc{countermove," in bibtex
    assert "The prisoner's dilemma" in bibtex
    cff = kept(page, "Citation of scenario and countermove (CITATION.cff)").read_text(encoding="utf-8")
    assert "cff-version: 1.2.0" in cff


def test_print_holds_the_answer_alone(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.locator("#answer-body h1").is_visible()
    for selector in (".bar", ".scenarios", ".document", "#stress", "#exports"):
        assert page.locator(selector).is_hidden()
    assert page.pdf().startswith(b"%PDF")
