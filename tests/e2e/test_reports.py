"""Reports in a real browser: they ask for nothing, are accessible, fit narrow screens and A4 pages.

One scenario of each kind is looked at, and contents that break pages; with ``COUNTERMOVE_ALL_REPORTS=1`` every report
of the library in both languages.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import countermove
from countermove.document.including import library_names
from countermove.document.text import LANGUAGES, Lang
from countermove.report import write_index, write_report
from countermove.report.pages import report_page
from tests.conflict import documents
from tests.e2e.conftest import OpenPage
from tests.export.conftest import solved

pytestmark = pytest.mark.browser
A4_CSS_PIXELS = 297 / 25.4 * 96
MARGINS = 2 * 11 / 25.4 * 96  # of the print sheet, above and below
INSIDE = 180 / 25.4 * 96  # its width within the margins

LIBRARY: list[tuple[str, Lang]] = [("us-plan", "en"), ("us-plan", "zh"), ("garrison", "zh")]
KINDS: list[tuple[str, Lang]] = [
    ("dilemma", "zh"), ("agreement", "en"), ("bargain", "zh"), ("race", "en"), ("outlook", "zh"), ("influence", "en"),
]  # fmt: skip
if os.environ.get("COUNTERMOVE_ALL_REPORTS") == "1":
    LIBRARY = [(name, lang) for name in library_names() if name != "register" for lang in LANGUAGES]
CONTENTS: dict[str, dict[str, Any]] = {
    "hostile": documents.drawn(),
    "forty": documents.option_form(3, 40, readings=1, infeasible=True, name=documents.LONG),
    "nine": documents.option_form(9, 9, readings=14),
}
PAGES = [f"{name}.{lang}" for name, lang in (*LIBRARY, *KINDS)]
NAMES = [*PAGES, *(f"{name}.en" for name in CONTENTS), "index.en"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    texts = {f"{name}.{lang}": write_report(countermove.load(f"library:{name}"), lang) for name, lang in LIBRARY}
    texts |= {f"{kind}.{lang}": report_page(replace(solved(kind), lang=lang)) for kind, lang in KINDS}
    for name, content in CONTENTS.items():
        texts[f"{name}.en"] = write_report(countermove.loads(documents.text_of(content)))
    texts["index.en"] = write_index([countermove.load("library:us-plan")])
    found = {}
    for name, text in texts.items():
        found[name] = folder / f"{name}.html"
        found[name].write_text(text, encoding="utf-8")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_its_screen_and_its_figures_their_box(
    open_page: OpenPage, written: dict[str, Path], name: str
) -> None:
    page = open_page(written[name].as_uri(), width=900)
    outside = page.evaluate(
        """() => [...document.querySelectorAll('svg.figure')].flatMap(svg => {
            const box = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text, circle, rect')].map(one => [one, one.getBoundingClientRect()])
                .filter(([one, r]) => r.left < box.left - 6 || r.right > box.right + 6 || r.bottom > box.bottom + 6)
                .map(([one, r]) => one.textContent.slice(0, 40) + ' ' + Math.round(r.right - box.right));
        })"""
    )
    assert outside == []
    for width in (900, 400, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", [name for name in NAMES if name != "us-plan.zh"])
def test_no_page_has_a_finding_of_axe(open_page: OpenPage, written: dict[str, Path], axe: str, name: str) -> None:
    """Every rule in light; in dark, where nothing but colours differs, the rule on contrast."""
    page = open_page(written[name].as_uri())
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.evaluate(axe)
    told = "all => all.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html])"
    assert page.evaluate(f"axe.run().then({told})") == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(f"axe.run({{runOnly: ['color-contrast']}}).then({told})") == []


@pytest.mark.parametrize("name", PAGES)
def test_page_one_fits_one_sheet_and_no_figure_is_cut(open_page: OpenPage, written: dict[str, Path], name: str) -> None:
    page = open_page(written[name].as_uri(), width=round(INSIDE))
    page.emulate_media(media="print")
    end = page.evaluate("document.querySelector('.carries .caption').getBoundingClientRect().bottom")
    assert end <= A4_CSS_PIXELS - MARGINS
    heights, shrunk = page.evaluate(
        """() => {const sizes = [...document.querySelectorAll('svg.figure')].map(one => one.getBoundingClientRect());
            const first = document.querySelector('.carries svg'), box = first.viewBox.baseVal;
            const shrunk = Math.min(sizes[0].height / box.height, sizes[0].width / box.width);
            return [sizes.map(one => one.height), shrunk]}"""
    )
    assert max(heights) <= A4_CSS_PIXELS - MARGINS
    assert shrunk >= 0.5, "the figure of page one can no longer be read"


def test_a_sentence_opens_its_grounds_and_a_claim_from_the_keyboard(
    open_page: OpenPage, written: dict[str, Path]
) -> None:
    page = open_page(written["us-plan.en"].as_uri())
    page.get_by_role("link", name="why? 3").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#why-ladder-2")
    grounds = page.locator("#why-ladder-2")
    grounds.locator("summary").first.focus()
    page.keyboard.press("Enter")
    link = grounds.get_by_role("link", name="a003-L195")
    assert link.is_visible()
    link.click()
    assert page.locator("#claim-a003-L195").get_by_text("防止其转向中国").is_visible()


def test_hostile_names_run_nothing(open_page: OpenPage, written: dict[str, Path]) -> None:
    page = open_page(written["hostile.en"].as_uri())
    page.on("dialog", lambda one: pytest.fail(f"a name ran: {one.message}"))
    assert page.evaluate("document.scripts.length") == 0
    assert "<script>" in page.locator("h1").inner_text()
