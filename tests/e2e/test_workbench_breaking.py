"""When things break: two tabs, deleted files, hostile names, a server that ends; nothing lost, a sentence said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conflict import documents
from tests.e2e.conftest import Bench, OpenPage, accessible, started

pytestmark = pytest.mark.browser
SLOW = 120_000


def test_two_tabs_on_one_file_lose_nothing(bench: Bench, at: OpenPage) -> None:
    file = bench.put("tabs.yaml")
    first = file.read_text(encoding="utf-8")
    one, two = at("name=tabs.yaml"), at("name=tabs.yaml")
    for page in (one, two):
        page.get_by_text("Sound: no faults.").wait_for()
    one.locator("#text").fill(first + "# one\n")
    while file.read_text(encoding="utf-8") == first:
        one.wait_for_timeout(20)
    two.locator("#text").fill(first + "# two\n")
    two.get_by_text("changed by another program or tab").wait_for()
    assert file.read_text(encoding="utf-8") == first + "# one\n"
    two.get_by_role("button", name="Keep mine").click()
    two.locator("#conflict").wait_for(state="hidden")
    assert file.read_text(encoding="utf-8") == first + "# two\n"
    one.get_by_text("changed by another program or tab").wait_for()  # without a touch: it looks by itself
    one.get_by_role("button", name="Take theirs").click()
    one.locator("#conflict").wait_for(state="hidden")
    assert one.locator("#text").input_value() == first + "# two\n"
    file.unlink()
    one.get_by_text("gone from the disk").wait_for()
    one.get_by_role("button", name="Keep mine").click()
    one.locator("#conflict").wait_for(state="hidden")
    assert file.read_text(encoding="utf-8") == first + "# two\n"


def test_a_file_made_invalid_outside_is_told_with_its_place(bench: Bench, at: OpenPage) -> None:
    file = bench.put("invalid.yaml")
    page = at("name=invalid.yaml")
    page.locator("#answer-body h1").wait_for(timeout=SLOW)
    file.write_text("countermove: 1\ntitle: [\n", encoding="utf-8")
    page.get_by_text("changed by another program or tab").wait_for()
    page.get_by_role("button", name="Take theirs").click()
    page.locator("#faults button").first.wait_for()
    assert page.locator("#form").evaluate("form => form.classList.contains('stale')")
    page.get_by_text("This answers the text before the fault.").wait_for()
    page.locator("#text").focus()
    page.keyboard.press("Control+z")
    page.get_by_text("Sound: no faults.").wait_for()


def test_names_with_markup_are_words(bench: Bench, at: OpenPage) -> None:
    (bench.folder / "hostile.yaml").write_text(documents.text_of(documents.drawn()), encoding="utf-8")
    page = at("name=hostile.yaml&view=both")
    page.locator("#answer-body h1").wait_for(timeout=SLOW)
    assert page.evaluate("document.querySelectorAll('#form script, #answer-body script, img').length") == 0


def test_two_thousand_options_typed_in(bench: Bench, at: OpenPage) -> None:
    bench.put("many.yaml")
    page = at("name=many.yaml&view=both")
    page.get_by_text("Sound: no faults.").wait_for()
    page.locator("#text").fill(documents.text_of(documents.option_form(2, 2000, readings=1)))
    page.locator("#faults button").first.wait_for(timeout=SLOW)
    assert "62 options" in page.locator("#faults").inner_text() or "option" in page.locator("#faults").inner_text()
    page.locator("#text").fill(bench.put("again.yaml").read_text(encoding="utf-8"))
    page.get_by_text("Sound: no faults.").wait_for(timeout=SLOW)


def test_a_server_that_ends_mid_edit_loses_nothing(tmp_path: Path, open_page: OpenPage, axe_source: str | None) -> None:
    from importlib.resources import files

    file = tmp_path / "mid.yaml"
    file.write_bytes(files("countermove.library").joinpath("prisoners.yaml").read_bytes())
    with started(tmp_path) as (address, process):
        page = open_page(f"{address}&name=mid.yaml", 1280, forgiven="ERR_CONNECTION_REFUSED")
        page.get_by_text("Sound: no faults.").wait_for()
        first = file.read_text(encoding="utf-8")
        process.terminate()
        process.wait()
        page.locator("#text").fill(first + "# typed while nobody answers\n")
        page.locator("#saved").get_by_text("The workbench does not answer").wait_for()
        assert page.locator("#text").input_value() == first + "# typed while nobody answers\n"
        assert file.read_text(encoding="utf-8") == first
        accessible(page, axe_source)


@pytest.mark.parametrize("width", [1280, 900, 360])
def test_no_page_is_wider_than_its_screen(bench: Bench, at: OpenPage, width: int) -> None:
    bench.put("wide.yaml")
    page = at("name=wide.yaml", width=width)
    page.locator("#answer-body h1").wait_for(timeout=SLOW)
    page.get_by_role("link", name="why? 1").click()
    page.locator("#why-body").get_by_text("It rests on").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(bench: Bench, at: OpenPage, axe: str, dark: bool) -> None:
    bench.put("axe.yaml")
    page = at("name=axe.yaml&lang=zh&view=both", dark=dark)
    page.locator("#answer-body h1").wait_for(timeout=SLOW)
    page.get_by_role("link", name="为什么？ 1").click()
    page.locator("#why-body h3").first.wait_for()
    page.get_by_text("结论有多稳固？").first.click()
    page.locator("#study-choice :is(form, p)").first.wait_for(timeout=SLOW)
    page.evaluate("for (const one of document.querySelectorAll('#form details, .answer details')) one.open = true")
    page.locator('#form [data-path="claims.c1"] details').first.wait_for(state="attached")
    page.evaluate(axe)
    look = "axe.run().then(all => all.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html]))"
    assert page.evaluate(look) == []
    page.get_by_role("button", name="在此图中漫游").click()
    page.locator("#explore g.state").first.wait_for()
    assert page.evaluate(look) == []
