"""Every kind in the workbench: opened, changed in the form, its headline seen to follow; the biggest one stressed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import countermove
from tests.e2e.conftest import Bench, OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SLOW = 120_000  # the first answer of a kind compiles it


@dataclass(frozen=True)
class Edit:
    """A field of a scenario's form, by its id, and what is written into it."""

    scenario: str
    field: str
    written: str


EDITS = [
    Edit("us-plan", "set:models.ladder.preferences.eu.statements[4].rule", "eu_us"),
    Edit("standoff", "set:models.order.ranks.both[1]", "[2, 2]"),
    Edit("reaim", "set:models.signing.parties.others_listed.own.uniform[0]", "-3"),
    Edit("two-plans", "set:models.plans.issues.security.levels[1]", "25"),
    Edit("five-drivers", "set:models.drivers.impacts.economy.geostrategy.rows.resilient[1]", "2"),
    Edit("narratives", "set:models.narratives.parties.eu.belief.uniform[0]", "0.6"),
]


def unfolded(page: Page, field: str) -> None:
    """Open every part of the form on the way to a field, as a person does."""
    steps = field.partition(":")[2].replace("[", ".[").split(".")
    path = ""
    for step in steps[:-1]:
        path += step if step.startswith("[") or not path else f".{step}"
        part = page.locator(f'#form [data-path="{path}"] > details')
        if part.count() and part.get_attribute("open") is None:
            part.locator("> summary").click()
            page.wait_for_function(
                "path => document.querySelector(`#form [data-path='${path}'] > details`)?.children.length > 1", arg=path
            )


def changed_and_undone(page: Page, file: Path, edit: Edit) -> None:
    """Change a field, see the headline follow and the file say the same, and undo it."""
    page.locator("#answer-body svg.figure").first.wait_for(timeout=SLOW)
    page.locator("#form details").first.wait_for()
    headline = page.locator("#answer-now p:first-of-type").first
    before = file.read_text(encoding="utf-8")
    first = countermove.load(file).answer().findings()[0].text.get("en")
    headline.filter(has_text=first).wait_for(timeout=SLOW)

    unfolded(page, edit.field)
    page.locator(f'[id="{edit.field}"]').fill(edit.written)
    while file.read_text(encoding="utf-8") == before:
        page.wait_for_timeout(20)
    wanted = countermove.load(file).answer().findings()[0].text.get("en")
    assert wanted != first
    headline.filter(has_text=wanted).wait_for()
    page.get_by_text("Sound: no faults.").wait_for()
    page.locator("#answer-state").get_by_text("Answer is up to date.").wait_for(timeout=SLOW)
    page.locator("#undo").click()
    headline.filter(has_text=first).wait_for()
    assert file.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("edit", EDITS, ids=lambda one: one.scenario)
def test_a_field_is_changed_and_the_headline_follows(bench: Bench, at: OpenPage, edit: Edit) -> None:
    file = bench.put(f"{edit.scenario}.kind.yaml", edit.scenario)
    changed_and_undone(at(f"name={file.name}&view=form"), file, edit)


def test_the_biggest_scenario_is_changed_and_stressed(bench: Bench, at: OpenPage) -> None:
    file = bench.put("stressed.yaml", "compute-race")
    page = at("name=stressed.yaml&view=form")
    page.locator("#answer-now").get_by_text("8 more models").wait_for(timeout=SLOW)
    changed_and_undone(page, file, Edit("compute-race", "set:models.compute.constants.us_fab.value.uniform[0]", "1.5"))
    page.get_by_text("What does it rest on? (stress)").click()
    page.locator("#study-form").wait_for(timeout=SLOW)
    assert page.locator("#study-form [name=vary]").count() > 10
    page.locator("#study-form [name=draws]").fill("200")
    page.get_by_role("button", name="Run the study").click()
    page.locator("#study-found").wait_for(timeout=SLOW)
    results = page.locator("#study-results")
    assert results.locator("svg.figure .whisker").count() > 0
    results.get_by_text("What would change my mind").wait_for()
