"""The workbench in a real browser: what an analyst does in it, with the mouse and with the keyboard."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, OpenPage

pytestmark = pytest.mark.browser
SLOW = 120_000  # the first answer of a kind compiles it


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    file = tmp_path / "prisoners.yaml"
    file.write_bytes(files("countermove.library").joinpath("prisoners.yaml").read_bytes())
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """Start the workbench as a person does, and return the address that it prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "countermove", "serve", str(folder), "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        lines = (process.stdout.readline() for _ in range(3))
        found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", "".join(lines))
        assert found is not None
        yield found[0]
        process.terminate()


@pytest.fixture
def pages(address: str, open_page: OpenPage) -> OpenPage:
    """Open the address with a query; pages are closed before the workbench is ended."""
    return lambda query, **rest: open_page(f"{address}{query}", **rest)


def test_an_analyst_at_work(pages: OpenPage, folder: Path) -> None:
    file = folder / "prisoners.yaml"
    first = file.read_text(encoding="utf-8")
    page = pages("", width=1280)
    assert "token" not in page.url
    page.get_by_role("link", name="The prisoner's dilemma").first.click()
    answer = page.locator("#answer-body")
    answer.get_by_text("One outcome of 4 holds by itself").first.wait_for(timeout=SLOW)

    text = page.locator("#text")
    text.fill(first.replace("kind: conflict", "kind: conflct"))
    fault = page.locator("#faults button")
    fault.wait_for()
    line = next(number for number, one in enumerate(first.split("\n"), 1) if "kind: conflict" in one)
    assert fault.inner_text().startswith(f"{line}:")
    assert page.locator("#marks mark").inner_text() == "conflct"
    assert f"▸ {line}" in page.locator("#numbers").inner_text()
    fault.click()
    chosen = "area => area.value.slice(area.selectionStart, area.selectionEnd)"
    assert text.evaluate(chosen) == "conflct"
    page.keyboard.type("conflict")
    page.get_by_text("Sound: no faults.").wait_for()

    pane = page.locator("section.answer")
    pane.evaluate("pane => { pane.scrollTop = 300 }")
    changed = first.replace("order: [NY, YY, NN, YN]", "order: [YY, NY, NN, YN]")
    changed = changed.replace("order: [YN, YY, NN, NY]", "order: [YY, YN, NN, NY]")
    text.fill(changed)
    answer.get_by_text("2 of 4 possible outcomes hold").first.wait_for(state="attached", timeout=SLOW)
    assert pane.evaluate("pane => pane.scrollTop") > 0
    assert page.evaluate("document.activeElement.id") == "text"
    page.locator("#saved").get_by_text("Saved", exact=True).wait_for()
    assert file.read_text(encoding="utf-8") == changed

    page.get_by_text("What if?").click()
    page.locator("#version").select_option("opened")
    page.locator("#new").select_option("dilemma/base")
    page.get_by_role("button", name="Set side by side").click()
    compared = page.locator("#what-if-answer")
    compared.get_by_text("before the edit").wait_for(timeout=SLOW)
    assert compared.get_by_role("row", name="YY").first.is_visible()

    page.get_by_role("link", name="why? 1").click()
    why = page.locator("#why")
    why.get_by_text("It rests on").wait_for(timeout=SLOW)
    assert page.evaluate("document.activeElement.id") == "why-title"
    page.keyboard.press("Escape")
    assert why.is_hidden()

    text.focus()
    while file.read_text(encoding="utf-8") != first:
        page.keyboard.press("Control+z")
        page.locator("#saved").get_by_text("Undone.").wait_for()
        page.wait_for_timeout(100)
    assert text.input_value() == first

    page.get_by_role("link", name="中文").click()
    page.locator("#answer-body h1").get_by_text("合作还能").wait_for(timeout=SLOW)
    assert "lang=zh" in page.url
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_a_library_scenario_is_copied_and_read_only_before(pages: OpenPage, folder: Path) -> None:
    page = pages("&name=library%3Achicken", width=1280)
    text = page.locator("#text")
    page.get_by_text("Sound: no faults.").wait_for()
    assert text.get_attribute("readonly") is not None
    page.get_by_role("button", name="Copy to my folder").click()
    page.wait_for_url("**name=chicken.yaml")
    page.get_by_text("Sound: no faults.").wait_for()
    assert (folder / "chicken.yaml").read_text(encoding="utf-8") == text.input_value()


def test_two_tabs_on_one_file_lose_nothing(pages: OpenPage, folder: Path) -> None:
    file = folder / "prisoners.yaml"
    first = file.read_text(encoding="utf-8")
    one = pages("&name=prisoners.yaml", width=1280)
    two = pages("&name=prisoners.yaml", width=1280)
    for page in (one, two):
        page.get_by_text("Sound: no faults.").wait_for()
    one.locator("#text").fill(first + "# one\n")
    one.locator("#saved").get_by_text("Saved", exact=True).wait_for()
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


def test_everything_is_reached_from_the_keyboard(pages: OpenPage) -> None:
    page = pages("&name=prisoners.yaml", width=1280)
    page.locator("#answer-body h1").wait_for(timeout=SLOW)
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").is_hidden()
    for key, place in (("1", "scenarios"), ("2", "document"), ("3", "answer")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == place
    page.locator("#text").focus()
    page.keyboard.type("x")
    page.locator("#faults button").first.wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "document"
    page.keyboard.press("F8")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.press("Control+z")
    page.get_by_text("Sound: no faults.").wait_for()
    page.keyboard.press("Control+Enter")
    assert page.evaluate("document.activeElement.id") == "answer"
    link = page.get_by_role("link", name="why? 1")
    link.focus()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")
    page.locator("#why-body").get_by_text("It rests on").wait_for(timeout=SLOW)
    page.keyboard.press("Escape")
    assert link.evaluate("link => link === document.activeElement")
    assert outline == "solid"


@pytest.mark.parametrize("width", [1280, 900, 400])
def test_no_page_is_wider_than_its_screen(pages: OpenPage, width: int) -> None:
    page = pages("&name=prisoners.yaml", width=width)
    page.locator("#answer-body h1").wait_for(timeout=SLOW)
    page.get_by_role("link", name="why? 1").click()
    page.locator("#why-body").get_by_text("It rests on").wait_for(timeout=SLOW)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(pages: OpenPage, axe: str, dark: bool) -> None:
    page = pages("&name=prisoners.yaml&lang=zh", width=1280, dark=dark)
    page.locator("#answer-body h1").wait_for(timeout=SLOW)
    page.get_by_role("link", name="为什么？ 1").click()
    page.locator("#why-body h3").first.wait_for(timeout=SLOW)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.evaluate(axe)
    found = page.evaluate("axe.run().then(all => all.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html]))")
    assert found == []
