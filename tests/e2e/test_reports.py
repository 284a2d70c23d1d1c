"""Reports in a real browser: they ask for nothing, are accessible, fit narrow screens and A4 pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import countermove
from countermove.document.text import Lang
from countermove.report import write_index, write_report
from tests.conflict import documents
from tests.e2e.conftest import OpenPage

pytestmark = pytest.mark.browser
A4_CSS_PIXELS = 1122.5

CASES: list[tuple[str, Lang]] = [("us-plan", "en"), ("us-plan", "zh"), ("elmira", "en"), ("garrison", "zh")]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    texts = {f"{name}.{lang}": write_report(countermove.load(f"library:{name}"), lang) for name, lang in CASES}
    contents: dict[str, dict[str, Any]] = {
        "hostile": documents.drawn(),
        "forty": documents.option_form(3, 40, readings=1, infeasible=True, name=documents.LONG),
        "nine": documents.option_form(9, 9, readings=14),
    }
    for name, content in contents.items():
        texts[f"{name}.en"] = write_report(countermove.loads(documents.text_of(content)))
    texts["index.en"] = write_index([countermove.load("library:us-plan")])
    found = {}
    for name, text in texts.items():
        found[name] = folder / f"{name}.html"
        found[name].write_text(text, encoding="utf-8")
    return found


NAMES = [*(f"{name}.{lang}" for name, lang in CASES), "hostile.en", "forty.en", "nine.en", "index.en"]


@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_wider_than_its_screen(open_page: OpenPage, written: dict[str, Path], name: str) -> None:
    for width in (900, 400, 360):
        page = open_page(written[name].as_uri(), width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_no_page_has_a_finding_of_axe(
    open_page: OpenPage, written: dict[str, Path], axe: str, name: str, dark: bool
) -> None:
    page = open_page(written[name].as_uri(), dark=dark)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.evaluate(axe)
    found = page.evaluate("axe.run().then(all => all.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html]))")
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_figures_draw_every_mark_inside_their_box(open_page: OpenPage, written: dict[str, Path], name: str) -> None:
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


@pytest.mark.parametrize("name", ["us-plan.en", "us-plan.zh"])
def test_page_one_fits_one_sheet_and_no_figure_is_cut(open_page: OpenPage, written: dict[str, Path], name: str) -> None:
    page = open_page(written[name].as_uri(), width=680)  # A4 less the margins of the print sheet
    page.emulate_media(media="print")
    end = page.evaluate("document.querySelector('.carries .caption').getBoundingClientRect().bottom")
    assert end <= A4_CSS_PIXELS - 2 * 11 / 25.4 * 96
    heights = page.evaluate(
        "[...document.querySelectorAll('svg.figure')].map(one => one.getBoundingClientRect().height)"
    )
    assert max(heights) <= A4_CSS_PIXELS


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
