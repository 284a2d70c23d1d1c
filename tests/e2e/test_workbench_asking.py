"""Asking in the workbench: why, what if, this against that, in both languages, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import Bench, OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SLOW = 120_000  # the first answer of a kind compiles it
Open = Callable[..., "Page"]


@pytest.fixture
def ready(bench: Bench, at: OpenPage) -> Open:
    """Open a copy of a library scenario once it is answered."""

    def opened(name: str, scenario: str = "prisoners", query: str = "", **rest: object) -> Page:
        bench.put(name, scenario)
        page: Page = at(f"name={name}{query}", **rest)
        page.locator("#answer-body h1").wait_for(timeout=SLOW)
        return page

    return opened


def test_an_edit_is_checked_saved_and_answered_in_place(bench: Bench, ready: Open) -> None:
    page = ready("edit.yaml")
    file = bench.folder / "edit.yaml"
    first = file.read_text(encoding="utf-8")
    text, answer = page.locator("#text"), page.locator("#answer-body")
    text.fill(first.replace("kind: conflict", "kind: conflct"))
    fault = page.locator("#faults button")
    fault.wait_for()
    line = next(number for number, one in enumerate(first.split("\n"), 1) if "kind: conflict" in one)
    assert fault.inner_text().startswith(f"{line}:")
    assert page.locator("#marks mark").inner_text() == "conflct"
    assert f"▸ {line}" in page.locator("#numbers").inner_text()
    fault.click()
    assert text.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)") == "conflct"
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


def test_ten_steps_are_undone_and_done_again(bench: Bench, ready: Open) -> None:
    page = ready("undo.yaml", query="&view=form")
    file = bench.folder / "undo.yaml"
    texts = [file.read_text(encoding="utf-8")]
    title = page.locator('[id="say-en:title"]')
    for number in range(10):
        title.fill(f"Title {number}")
        title.press("Tab")
        page.locator("#saved").get_by_text("Saved", exact=True).wait_for()
        page.wait_for_function("n => document.getElementById('text').value.includes(`Title ${n}`)", arg=number)
        while file.read_text(encoding="utf-8") == texts[-1]:
            page.wait_for_timeout(20)
        texts.append(file.read_text(encoding="utf-8"))
    for wanted in reversed(texts[:-1]):
        page.get_by_role("button", name="Undo").click()
        page.wait_for_function("text => document.getElementById('text').value === text", arg=wanted)
        assert file.read_text(encoding="utf-8") == wanted
    page.wait_for_function(
        'one => document.querySelector(one).value === "The prisoner\'s dilemma"', arg='[id="say-en:title"]'
    )
    page.locator("#document").focus()
    page.keyboard.press("Control+Shift+z")
    page.locator("#saved").get_by_text("Redone.").wait_for()
    assert file.read_text(encoding="utf-8") == texts[1]


def test_a_state_is_explained_where_it_is_drawn(ready: Open) -> None:
    page = ready("explain.yaml")
    marks = page.locator('#answer-body svg.figure g.state[role="button"]')
    marks.first.focus()
    assert marks.first.get_attribute("tabindex") == "0"
    names = set()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
        names.add(page.evaluate("document.activeElement.getAttribute('data-id')"))
    assert len(names) > 1
    assert page.locator('#answer-body svg.figure g.state[tabindex="0"]').count() == 1
    page.locator('#answer-body g.state[data-id="YY"]').focus()
    page.keyboard.press("Enter")
    why = page.locator("#why")
    why.get_by_text("YY", exact=True).wait_for()
    assert "NY" in why.inner_text()  # the gain that would be answered
    page.keyboard.press("Escape")
    assert why.is_hidden()
    assert page.evaluate("document.activeElement.getAttribute('data-id')") == "YY"


def test_why_opens_beside_the_sentence(ready: Open) -> None:
    page = ready("why.yaml")
    link = page.get_by_role("link", name="why? 1")
    link.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.locator("#why-body").get_by_text("It rests on").wait_for()
    assert page.evaluate("document.activeElement.id") == "why-title"
    page.keyboard.press("Escape")
    assert link.evaluate("link => link === document.activeElement")


def test_an_assumption_is_flipped_and_kept_only_on_demand(bench: Bench, ready: Open) -> None:
    page = ready("flip.yaml", query="&view=form")
    file = bench.folder / "flip.yaml"
    first = file.read_text(encoding="utf-8")
    for path in (
        "readings",
        "readings.statements",
        "readings.statements.preferences",
        "readings.statements.preferences.one",
    ):
        page.locator(f'#form [data-path="models.dilemma.{path}"] > details > summary').click()
    page.get_by_role("button", name="What if the opposite of not c_one?").click()
    told = page.locator("#what-if-answer")
    told.get_by_text("before the edit").wait_for()
    told.get_by_text("not (not c_one)").wait_for()
    assert file.read_text(encoding="utf-8") == first
    told.get_by_role("button", name="Keep it so").click()
    page.wait_for_function("() => document.getElementById('text').value.includes('rule: not (not c_one)')")
    page.locator("#saved").get_by_text("Saved", exact=True).wait_for()
    assert "not (not c_one)" in file.read_text(encoding="utf-8")


def test_two_documents_are_set_side_by_side(bench: Bench, ready: Open) -> None:
    bench.put("hunt.yaml", "stag-hunt")
    page = ready("beside.yaml")
    page.get_by_text("What if?").click()
    page.locator('#version option[value="other:hunt.yaml"]').wait_for(state="attached")
    page.locator("#version").select_option("other:hunt.yaml")
    page.locator('#old option[value="assurance/base"]').wait_for(state="attached")
    page.locator("#new").select_option("dilemma/base")
    page.get_by_role("button", name="Set side by side").click()
    told = page.locator("#what-if-answer")
    told.get_by_text("What is assumed differently").wait_for()
    assert "preferences.row" in told.inner_text()
    row = told.get_by_role("row", name="YY").filter(has_text="Nash").first
    assert row.locator("td").all_inner_texts()[2:] == ["●\nholds", "○\ndoes not hold"]


def test_a_figure_is_moved_about_in(ready: Open) -> None:
    page = ready("roam.yaml", "us-plan")
    page.get_by_role("button", name="Move about in this figure").click()
    frame = page.locator("#explore .roam")
    frame.wait_for()
    assert page.locator("#explore g.state").count() == 272
    box = frame.bounding_box()
    assert box is not None
    before = frame.locator("svg").get_attribute("viewBox")
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 200, steps=4)
    page.mouse.up()
    page.wait_for_timeout(100)
    assert frame.locator("svg").get_attribute("viewBox") != before
    frame.focus()
    page.keyboard.press("+")
    page.locator("#explore g.state").nth(5).focus()
    page.keyboard.press("Enter")
    why = page.locator("#explore-why")
    why.locator("code").first.wait_for()
    chosen = why.locator("code").first.inner_text()
    why.get_by_role("button", name="Show what is around it").click()
    page.locator(f'#explore g.asked-about[data-id="{chosen}"]').wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").is_hidden()


def test_chinese_stays_in_the_address_and_is_drawn_by_a_font_that_has_it(ready: Open) -> None:
    page = ready("han.yaml")
    page.get_by_role("link", name="中文").click()
    heading = page.locator("#answer-body h1")
    heading.get_by_text("合作还能").wait_for(timeout=SLOW)
    assert "lang=zh" in page.url
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    for selector in ("#answer-body h1", "#undo", "svg.figure text.strong"):
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert any("CJK" in one["familyName"] for one in fonts), (selector, fonts)
    page.locator("#text").fill(page.locator("#text").input_value().replace("zh: 囚徒困境", "zh: 困境"))
    page.reload()
    page.locator("#answer-body h1").wait_for(timeout=SLOW)
    assert page.locator("#undo").inner_text() == "撤销"


def test_a_missing_translation_shows(bench: Bench, ready: Open) -> None:
    page = ready("missing.yaml", query="&lang=zh&view=both")
    text = page.locator("#text")
    text.fill(text.input_value().replace(", zh: 甲方", ""))
    field = page.locator('[id="say-zh:actors.one.name"]')
    page.wait_for_function(
        "one => document.querySelector(one).classList.contains('missing')", arg='[id="say-zh:actors.one.name"]'
    )
    assert field.get_attribute("placeholder") == "尚无中文"
    question = text.input_value().split("\nquestion:\n")[1].split("\n")[1]
    assert question.lstrip().startswith("zh:")
    text.fill(text.input_value().replace(f"{question}\n", ""))
    heading = page.locator('#answer-body h1[lang="en"]')
    heading.wait_for()
    assert heading.evaluate("one => getComputedStyle(one, '::after').content").endswith('en"')
    text.fill(text.input_value().replace("status_quo: []", "status_quo: [c_onne]"))
    fault = page.locator('#faults span[lang="en"]')  # what the checks say is not told in Chinese yet, and shows it
    fault.wait_for()
    assert "did you mean 'c_one'" in fault.inner_text()
    assert page.locator("#form .fault span").get_attribute("lang") == "en"


def test_the_keys_are_listed_and_lead(ready: Open) -> None:
    page = ready("leading.yaml")
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
    for key, hidden in (("t", "#form"), ("f", ".editor"), ("b", None)):
        page.keyboard.press(key)
        assert hidden is None or page.locator(hidden).is_hidden()
    assert "view=both" in page.url


def test_a_library_scenario_is_copied_and_read_only_before(bench: Bench, at: OpenPage) -> None:
    page = at("name=library%3Achicken")
    text = page.locator("#text")
    page.get_by_text("Sound: no faults.").wait_for()
    assert text.get_attribute("readonly") is not None
    page.get_by_role("button", name="Copy to my folder").click()
    page.wait_for_url("**name=chicken.yaml")
    page.get_by_text("Sound: no faults.").wait_for()
    assert (bench.folder / "chicken.yaml").read_text(encoding="utf-8") == text.input_value()
