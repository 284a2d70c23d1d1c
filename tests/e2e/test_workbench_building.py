"""A conflict built from nothing in the workbench, with the mouse and with the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import countermove
from tests.e2e.conftest import Bench, OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
SLOW = 120_000  # the first answer of a kind compiles it

BUILT = {
    "options": {"north": {"pump": "Pump"}, "south": {"dam": "Build a dam", "talk": "Talk"}},
    "infeasible": ["dam and talk"],
    "north": ["talk", "not dam"],
    "south": ["not pump", "dam"],
}


def written(file: Any) -> dict[str, Any]:
    """Return what was built, as the analysis reads it from the file."""
    model = countermove.load(file).document.models["base"].readings["base"].section
    return {
        "options": {
            actor: {name: one.name.get("en") for name, one in own.items()} for actor, own in model.options.items()
        },
        "infeasible": [rule.rule for rule in model.infeasible],
        **{actor: [rule.rule for rule in own.statements] for actor, own in model.preferences.items()},
    }


def sound(page: Page) -> None:
    page.get_by_text("Sound: no faults.").wait_for()
    page.locator("#saved").get_by_text("Saved", exact=True).wait_for()


def part(page: Page, path: str) -> Locator:
    return page.locator(f'#form [data-path="{path}"]')


def remove(page: Page, path: str) -> None:
    page.locator(_id(f"remove:{path}")).click()
    part(page, path).wait_for(state="detached")


def add_entry(page: Page, path: str, name: str, text: str | None = None) -> None:
    place = part(page, path)
    place.locator("form.adds [name=id]").last.fill(name)
    if text is not None:
        place.locator("form.adds [name=text]").last.fill(text)
    place.locator("form.adds button").last.click()
    part(page, f"{path}.{name}").wait_for()


def add_item(page: Page, path: str, rule: str) -> None:
    place = part(page, path)
    count = place.locator("ol.items > li").count()
    place.locator("form.adds [name=added]").fill(rule)
    place.locator("form.adds button").click()
    place.locator("ol.items > li").nth(count).wait_for()


def test_with_the_mouse(bench: Bench, at: OpenPage) -> None:
    page = at("view=form")
    page.get_by_role("button", name="New document").click()
    page.locator("#new-form select").select_option("conflict")
    page.locator("#new-form [name=name]").fill("water")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**name=water.yaml*")
    sound(page)

    for path in ("models.base.options.a", "models.base.options.b", "models.base.preferences.a"):
        remove(page, path)
    remove(page, "models.base.preferences.b")
    remove(page, "models.base.readings")
    for path in ("actors.a", "actors.b", "models.base.infeasible[0]"):
        remove(page, path)
    add_entry(page, "actors", "north", "North")
    add_entry(page, "actors", "south", "South")
    add_entry(page, "models.base.options", "north")
    add_entry(page, "models.base.options.north", "pump", "Pump")
    add_entry(page, "models.base.options", "south")
    add_entry(page, "models.base.options.south", "dam", "Build a dam")
    add_entry(page, "models.base.options.south", "talk", "Talk")

    board = page.locator("#form .board")
    board.get_by_text("8 of 8 combinations can be.").wait_for()
    add_item(page, "models.base.infeasible", "dam and talk")
    board.get_by_text("6 of 8 combinations can be.").wait_for()
    struck = board.locator("thead th.struck s")
    assert struck.all_inner_texts() == ["NYY", "YYY"]
    board.get_by_role("button", name="Talk").click()
    board.get_by_text("NNY: can be.").wait_for()
    board.get_by_role("button", name="Build a dam").click()
    board.get_by_text("NYY: struck out by “dam and talk”.").wait_for()

    for actor, rules in (("north", ["not dam", "talk"]), ("south", ["not pump", "dam"])):
        add_entry(page, "models.base.preferences", actor)
        for rule in rules:
            add_item(page, f"models.base.preferences.{actor}.statements", rule)
    sound(page)
    items = part(page, "models.base.preferences.north.statements").locator("ol.items > li")
    items.nth(1).locator(".grip").drag_to(items.nth(0), target_position={"x": 60, "y": 3})
    page.wait_for_function("() => document.getElementById('text').value.includes('[talk, not dam]')")
    sound(page)

    assert written(bench.folder / "water.yaml") == BUILT
    first = countermove.load(bench.folder / "water.yaml").solve()["base"].findings()[0]
    page.locator("#answer-now").get_by_text(first.text.get("en")).wait_for(timeout=SLOW)
    assert "# A conflict to begin with" in (bench.folder / "water.yaml").read_text(encoding="utf-8")


def test_with_the_keyboard_alone(bench: Bench, at: OpenPage) -> None:
    page = at("view=both", height=1000)
    keys = page.keyboard

    def tab_to(selector: str) -> None:
        for _ in range(400):
            if page.evaluate("one => document.activeElement.matches(one)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"no Tab reaches {selector}")

    def enter(selector: str, *texts: str) -> None:
        tab_to(selector)
        for place, text in enumerate(texts):
            if place:
                keys.press("Tab")
            keys.type(text)
        keys.press("Enter")

    keys.press("1")
    tab_to("#show-new")
    keys.press("Enter")
    tab_to("#new-form [name=name]")
    keys.type("keys")
    keys.press("Enter")
    page.wait_for_url("**name=keys.yaml*")
    sound(page)
    file = bench.folder / "keys.yaml"

    keys.press("f")
    keys.press("2")
    tab_to(_id("remove:models.base.options.b"))
    keys.press("Enter")
    part(page, "models.base.options.b").wait_for(state="detached")
    keys.press("Escape")
    keys.press("2")
    enter(_id("id:models.base.options"), "b")
    part(page, "models.base.options.b").wait_for()
    enter(_id("id:models.base.options.b"), "act", "Strike")
    part(page, "models.base.options.b.act").wait_for()
    sound(page)
    assert (
        countermove.load(file).document.models["base"].readings["base"].section.options["b"]["act"].name.en == "Strike"
    )

    keys.press("2")
    tab_to(_id("set:models.base.preferences.a.statements[2]"))
    keys.press("Alt+ArrowUp")
    keys.press("Alt+ArrowUp")
    page.wait_for_function("() => document.getElementById('text').value.includes('[not concede, not act, escalate]')")
    page.wait_for_function("() => document.activeElement.id.endsWith('statements[0]')")
    assert page.evaluate("document.activeElement.id") == "set:models.base.preferences.a.statements[0]"
    sound(page)
    assert written(file)["a"] == ["not concede", "not act", "escalate"]

    tab_to(_id("try:base.a.concede"))
    keys.press("Space")
    page.locator("#form .board").get_by_text("YNN: can be.").wait_for()
    tab_to(_id("try:base.a.escalate"))
    keys.press("Enter")
    page.locator("#form .board").get_by_text("YYN: struck out by").wait_for()


def _id(name: str) -> str:
    return f'[id="{name}"]'


def test_an_order_is_dragged_and_its_states_are_told_in_words(bench: Bench, at: OpenPage) -> None:
    file = bench.put("order.yaml")
    page = at("name=order.yaml&view=form")
    sound(page)
    states = part(page, "models.dilemma.preferences.one.order").locator("ol.items > li")
    assert states.nth(0).locator("small").inner_text() == "Cooperate"
    box = states.nth(2).bounding_box()
    assert box is not None
    states.nth(0).locator(".grip").drag_to(states.nth(2), target_position={"x": 60, "y": box["height"] - 4})
    page.wait_for_function("() => document.getElementById('text').value.includes('one: {order: [YY, NN, NY, YN]}')")
    sound(page)
    assert "one: {order: [YY, NN, NY, YN]}" in file.read_text(encoding="utf-8")


def test_a_fault_stands_beside_its_field(bench: Bench, at: OpenPage) -> None:
    bench.put("fault.yaml")
    page = at("name=fault.yaml&view=both")
    sound(page)
    field = part(page, "models.dilemma.status_quo")
    field.locator("input").fill("c_onne")
    fault = field.locator(".fault")
    fault.wait_for()
    assert "did you mean 'c_one'" in fault.inner_text()
    assert field.locator("input").get_attribute("aria-invalid") == "true"
    assert page.locator("#marks mark").count() == 1
    field.locator("input").fill("c_one")
    fault.wait_for(state="detached")
    sound(page)
