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

BUILT: dict[str, Any] = {
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
    items.nth(0).scroll_into_view_if_needed()  # else the browser's driver scrolls there with the mouse already down
    items.nth(1).locator(".grip").drag_to(items.nth(0), target_position={"x": 60, "y": 3})
    page.wait_for_function("() => document.getElementById('text').value.includes('[talk, not dam]')")
    sound(page)

    assert written(bench.folder / "water.yaml") == BUILT
    first = countermove.load(bench.folder / "water.yaml").solve()["base"].findings()[0]
    page.locator("#answer-now").get_by_text(first.text.get("en")).wait_for(timeout=SLOW)
    assert "# A conflict to begin with" in (bench.folder / "water.yaml").read_text(encoding="utf-8")


STOPS = """
wanted => {
  const shown = (one) => one.getClientRects().length > 0 && !one.disabled && one.tabIndex >= 0;
  const stops = "a[href], button, input, select, textarea, summary, [tabindex]";
  const all = [...document.querySelectorAll(stops)].filter(shown);
  const goal = all.findIndex((one) => one.matches(wanted));
  const here = all.indexOf(document.activeElement);
  if (here >= 0) return goal - here;
  const follows = (one) => document.activeElement.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  return goal - all.findIndex(follows) + 1;
}
"""


class Keyboard:
    """A page worked by keys alone: Tab and Shift+Tab lead everywhere."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, page.keyboard

    def tab_to(self, identity: str) -> None:
        wanted = _id(identity)
        self.page.locator(wanted).wait_for()
        for _ in range(6):  # a form that is drawn anew meanwhile may have moved the goal
            if self.page.evaluate("one => document.activeElement.matches(one)", wanted):
                return
            steps = self.page.evaluate(STOPS, wanted)
            for _ in range(abs(steps)):
                self.keys.press("Tab" if steps > 0 else "Shift+Tab")
        raise AssertionError(f"no Tab reaches {identity}")

    def enter(self, identity: str, *texts: str) -> None:
        self.tab_to(identity)
        for place, text in enumerate(texts):
            if place:
                self.keys.press("Tab")
            self.keys.type(text)
        self.keys.press("Enter")

    def remove(self, path: str) -> None:
        self.tab_to(f"remove:{path}")
        self.keys.press("Enter")
        part(self.page, path).wait_for(state="detached")

    def add_entry(self, path: str, name: str, *texts: str) -> None:
        self.enter(f"id:{path}", name, *texts)
        part(self.page, f"{path}.{name}").wait_for()

    def add_item(self, path: str, rule: str) -> None:
        count = part(self.page, path).locator("ol.items > li").count()
        self.enter(f"add:{path}", rule)
        part(self.page, path).locator("ol.items > li").nth(count).wait_for()


def test_with_the_keyboard_alone(bench: Bench, at: OpenPage) -> None:
    page = at("view=form")
    by = Keyboard(page)
    by.keys.press("1")
    by.tab_to("show-new")
    by.keys.press("Enter")
    by.keys.press("Tab")  # from the kind, which is conflict, to the name
    by.keys.type("keys")
    by.keys.press("Enter")
    page.wait_for_url("**name=keys.yaml*")
    sound(page)
    file = bench.folder / "keys.yaml"

    by.keys.press("2")
    for path in ("options.a", "options.b", "preferences.a", "preferences.b", "readings"):
        by.remove(f"models.base.{path}")
    by.tab_to("set:models.base.infeasible[0]")
    by.keys.press("Control+a")
    by.keys.type("dam and talk")
    for path in ("actors.a", "actors.b"):
        by.remove(path)
    by.add_entry("actors", "north", "North")
    by.add_entry("actors", "south", "South")
    for actor, own in BUILT["options"].items():
        by.add_entry("models.base.options", actor)
        for name, words in own.items():
            by.add_entry(f"models.base.options.{actor}", name, words)
    for actor, rules in (("north", ["not dam", "talk"]), ("south", ["not pump", "dam"])):
        by.add_entry("models.base.preferences", actor)
        for rule in rules:
            by.add_item(f"models.base.preferences.{actor}.statements", rule)
    by.tab_to("set:models.base.preferences.north.statements[1]")
    by.keys.press("Alt+ArrowUp")
    page.wait_for_function("() => document.activeElement.id.endsWith('north.statements[0]')")
    sound(page)
    while "[talk, not dam]" not in file.read_text(encoding="utf-8"):
        page.wait_for_timeout(20)
    assert written(file) == BUILT

    by.tab_to("try:base.south.dam")
    by.keys.press("Space")
    page.locator("#form .board").get_by_text("NYN: can be.").wait_for()
    by.tab_to("try:base.south.talk")
    by.keys.press("Enter")
    page.locator("#form .board").get_by_text("NYY: struck out by “dam and talk”.").wait_for()


def _id(name: str) -> str:
    return f'[id="{name}"]'


def test_an_order_is_dragged_and_its_states_are_told_in_words(bench: Bench, at: OpenPage) -> None:
    file = bench.put("order.yaml")
    page = at("name=order.yaml&view=form")
    sound(page)
    states = part(page, "models.dilemma.preferences.one.order").locator("ol.items > li")
    assert states.nth(0).locator("small").inner_text() == "Second side: Cooperate"
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


def test_a_name_is_changed_everywhere_in_one_step(bench: Bench, at: OpenPage) -> None:
    file = bench.put("names.yaml")
    before = file.read_text(encoding="utf-8")
    page = at("name=names.yaml&view=form")
    sound(page)
    page.locator(_id("rename:models.dilemma.preferences.one")).click()  # an actor, wherever it stands
    line = page.locator("form.renames")
    line.locator("input").fill("two")
    line.get_by_role("button", name="Rename").click()
    page.locator("#saved").get_by_text("already taken").wait_for()
    line.locator("input").fill("first")
    line.locator("input").press("Enter")
    part(page, "actors.first").wait_for()
    part(page, "models.dilemma.preferences.first").wait_for()
    sound(page)
    while file.read_text(encoding="utf-8") == before:
        page.wait_for_timeout(20)
    changed = file.read_text(encoding="utf-8")
    assert changed.replace("first:", "one:") == before
    assert [one.text for one in countermove.loads(changed).answer().findings()] == [
        one.text for one in countermove.loads(before).answer().findings()
    ]
    page.locator("#undo").click()
    page.wait_for_function("text => document.getElementById('text').value === text", arg=before)

    by = Keyboard(page)
    by.tab_to("rename:models.dilemma")
    by.keys.press("Enter")
    by.keys.type("trap")
    by.keys.press("Enter")
    part(page, "models.trap").wait_for()
    page.wait_for_function("() => document.activeElement.closest('[data-path]')?.dataset.path === 'models.trap'")
    sound(page)


def test_a_second_model_is_begun_and_taken_away(bench: Bench, at: OpenPage) -> None:
    file = bench.put("second.yaml")
    before = file.read_text(encoding="utf-8")
    page = at("name=second.yaml&view=form&lang=zh")
    page.locator("#answer-now p").first.wait_for(timeout=SLOW)
    page.locator(_id("id:models")).fill("again")
    page.locator(_id("kind:models")).select_option("dilemma")
    page.get_by_role("button", name="添加模型").click()
    part(page, "models.again").wait_for()
    page.locator("#answer-now p").nth(1).wait_for(timeout=SLOW)
    page.get_by_text("文件无误。").wait_for()
    assert list(countermove.load(file).document.models) == ["dilemma", "again"]
    page.locator(_id("remove:models.again")).click()
    part(page, "models.again").wait_for(state="detached")
    page.locator("#answer-now p").nth(1).wait_for(state="detached")
    page.locator("#saved").get_by_text("已保存").wait_for()
    assert list(countermove.load(file).document.models) == ["dilemma"]
    assert "# " not in before or file.read_text(encoding="utf-8").count("# ") == before.count("# ")
