"""The whole kind on its library scenario, and draw by draw against one solution at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from xml.etree import ElementTree

import numpy as np
import pytest
from pydantic import ValidationError

from countermove.document.text import LANGUAGES
from countermove.kind import Case, Question
from countermove.outlook import KIND
from countermove.outlook.consistency import deficits
from countermove.outlook.matrix import drawn, matrix
from countermove.outlook.model import OutlookModel
from countermove.outlook.solution import OutlookSolution
from countermove.outlook.starter import STARTER

Cases = dict[str, Case[OutlookModel]]


@pytest.fixture(scope="module")
def solved(five_drivers: Cases) -> dict[str, OutlookSolution]:
    return {name: KIND.solve(case) for name, case in five_drivers.items()}


def test_every_reading_passes_and_the_base_is_not_the_authors(solved: dict[str, OutlookSolution]) -> None:
    for solution in solved.values():
        assert list(KIND.check(solution.case)) == []
        assert solution.total == 972
    verdicts = {name: KIND.verdicts(solution)["consistent_outcome"] for name, solution in solved.items()}
    assert verdicts["base"] == ("symbiosis", "double_loss", "core_periphery")
    assert "vacuum" in verdicts["author-001"] and "vacuum" not in verdicts["base"]
    assert "double_loss" not in verdicts["other-side"]


def test_scenarios_agree_with_all_972(solved: dict[str, OutlookSolution]) -> None:
    for solution in solved.values():
        known = solution.matrix
        every = np.array(list(product(*(range(int(size)) for size in known.sizes))))
        missed = deficits(known.centre, known.sizes, every).max(axis=1)
        expected = {known.label(row) for row in every[missed == 0]}
        assert set(KIND.verdicts(solution)["consistent"]) == expected
        near = {each.label for each in solution.scenarios}
        assert near == {known.label(row) for row in every[missed <= 10**9]}
        for name, found in solution.nearest.items():
            place = list(known.variants[-1]).index(name)
            assert found is not None and found[1] * 1e9 == pytest.approx(missed[every[:, -1] == place].min())


def test_findings_are_whole_in_both_languages(solved: dict[str, OutlookSolution]) -> None:
    for solution in solved.values():
        found = KIND.findings(solution)
        assert found[0].id == "consistent"
        assert len(found) <= 10
        for each in found:
            for lang in LANGUAGES:
                assert each.text.has(lang) and "{" not in each.text.get(lang)


def test_explanations_of_a_scenario_a_near_miss_and_a_variant(solved: dict[str, OutlookSolution]) -> None:
    solution = solved["base"]
    held = KIND.explain(solution, Question("resilient/parallel/managed/steady/tracks/symbiosis"))[0]
    assert held.data["consistent"] is True
    assert held.text.get("en").startswith("The scenario “")
    missed = KIND.explain(solution, Question("strained/gap/confrontation/polarised/blocs/vacuum"))[0]
    assert missed.data["deficit"] > 0
    assert "Long-run outcome is drawn to" in missed.text.get("en")
    outcome = KIND.explain(solution, Question("vacuum"))[0]
    assert outcome.data["count"] == 0
    assert outcome.data["nearest"]["deficit"] == 2
    assert KIND.explain(solution, Question("economy.strained"))[0].data["count"] == 2
    with pytest.raises(LookupError, match="did you mean"):
        KIND.explain(solution, Question("vacum"))


def test_every_draw_is_answered_as_if_it_were_the_only_one(five_drivers: Cases) -> None:
    case = five_drivers["base"]
    inputs = KIND.inputs(case)
    assert {"impacts.order.end_state.weight", "delay.sides.us.cost", "split.interoperability"} <= {i.id for i in inputs}
    rng = np.random.default_rng(11)
    draws = {each.id: each.law.draw(rng.random((30, each.law.coordinates))) for each in inputs}
    columns = KIND.evaluate(case, draws)
    assert set(columns) == {outcome.id for outcome in KIND.outcomes(case)}
    assert all(len(column) == 30 for column in columns.values())
    known = matrix(case.section)
    every = np.array(list(product(*(range(int(size)) for size in known.sizes))))
    for draw in range(30):
        alone = drawn(known, {name: column[draw : draw + 1] for name, column in draws.items()}, slice(0, 1))[0]
        found = every[deficits(alone, known.sizes, every).max(axis=1) == 0]
        assert columns["consistent_count"][draw] == len(found)
        for index, name in enumerate(known.variants[-1]):
            assert bool(columns[f"consistent_outcome:{name}"][draw]) == bool((found[:, -1] == index).any())
        first, second = (
            draws[f"delay.sides.{a}.cost"][draw] / draws[f"delay.sides.{a}.gain"][draw] for a in ("us", "cn")
        )
        assert columns["delay_years"][draw] == pytest.approx(1 / (first + second))


def test_no_draws_give_the_central_answer(five_drivers: Cases, solved: dict[str, OutlookSolution]) -> None:
    columns = KIND.evaluate(five_drivers["base"], {})
    solution = solved["base"]
    assert columns["consistent_count"].tolist() == [solution.consistent.count]
    assert all(column.all() for name, column in columns.items() if name.startswith("consistent:"))
    assert solution.split is not None and solution.delay is not None
    assert columns["split_loss"][0] == pytest.approx(solution.split.total[0])
    assert columns["delay_years"][0] == pytest.approx(solution.delay.expected[0])


def test_figures_and_tables_hold_every_row(solved: dict[str, OutlookSolution]) -> None:
    for lang in LANGUAGES:
        scenarios, tree, impact = KIND.figures(list(solved.values()), lang)
        assert tree.id == "tree" and tree.title.get(lang) in tree.svg
        assert scenarios.svg.startswith("<svg") and scenarios.svg.count("<svg") == 1
        assert solved["other-side"].case.title.get(lang) in scenarios.svg
        assert impact.data is not None and len(impact.data.rows) == 19
    tables = {table.id: table for table in KIND.tables(solved["base"])}
    assert set(tables) == {"scenarios", "matrix", "indicators", "forecasts", "split"}
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows)


def small(**changes: object) -> Case[OutlookModel]:
    section = {
        "factors": {
            "talks": {"name": "Talks", "variants": {"frozen": {"name": "Frozen"}, "open": {"name": "Open"}}},
            "trade": {"name": "Trade", "variants": {"less": {"name": "Less"}, "more": {"name": "More"}}},
        },
        "outcome": "trade",
        "impacts": {"talks": {"trade": {"rows": {"frozen": [2, -2], "open": [-1, 1]}}}},
    } | changes
    model = OutlookModel.model_validate(section, context={"parameters": {}})
    from countermove.document.text import Text

    return Case("small", "outlook", "base", Text.both("Small"), model, {})


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"outcome": "trad"}, ("outcome",), "no factor 'trad'"),
        ({"impacts": {"talk": {}}}, ("impacts", "talk"), "no factor 'talk'"),
        ({"impacts": {"talks": {"talks": {"rows": {}}}}}, ("impacts", "talks", "talks"), "no influence on itself"),
        (
            {"impacts": {"talks": {"trade": {"rows": {"frozen": [1, 2, 3]}}}}},
            ("impacts", "talks", "trade", "rows", "frozen"),
            "the row has 3 numbers",
        ),
        (
            {"impacts": {"talks": {"trade": {"rows": {"shut": [1, 2]}}}}},
            ("impacts", "talks", "trade", "rows", "shut"),
            "talks has no variant 'shut'",
        ),
        (
            {"impacts": {"talks": {"trade": {"rows": {"open": [{"uniform": [0, 4]}, 2]}}}}},
            ("impacts", "talks", "trade", "rows", "open", 0),
            "outside the scale",
        ),
        (
            {"indicators": {"i": {"name": "I", "criterion": "C", "by": "2030-01-01", "under": {"lots": 0.5}}}},
            ("indicators", "i", "under", "lots"),
            "trade has no variant 'lots'",
        ),
        (
            {"delay": {"name": "D", "sides": {"us": {"cost": 1, "gain": 1}, "cn": {"cost": 1, "gain": 1}}}},
            ("delay", "sides", "us"),
            "no actor 'us'",
        ),
    ],
)
def test_faults_have_a_place_and_a_reason(changes: dict[str, object], path: tuple[object, ...], words: str) -> None:
    problem = next(iter(KIND.check(small(**changes))))
    assert problem.path == path
    assert words in problem.wrong


HELD = {"statement": "S", "criterion": "C", "by": "2030-01-01", "held": {"a": {"name": "A", "probability": 0.5}}}
TOO_MUCH = {"held": {"a": {"name": "A", "probability": 1.5}}}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"forecasts": {"f": HELD | {"criterion": None}}}, "a forecast without a resolution criterion"),
        ({"forecasts": {"f": HELD | {"by": None}}}, "a forecast without a date"),
        ({"forecasts": {"f": HELD | TOO_MUCH}}, "between 0 and 1"),
        ({"delay": {"name": "D", "sides": {"us": {"cost": 1, "gain": 1}}}}, "has two"),
        ({"impacts": {"talks": {"trade": {"weight": {"normal": [1, 1]}, "rows": {}}}}}, "out of range"),
    ],
)
def test_what_the_schema_refuses(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        small(**changes)


def test_a_resolved_forecast_is_scored_and_an_indicator_seen_speaks() -> None:
    resolved = {"statement": "S", "criterion": "C", "by": "2026-01-01", "happened": True}
    held = {"a": {"name": "Author", "probability": 0.9}, "b": {"name": "Other", "probability": 0.4}}
    seen = {"name": "I", "criterion": "C", "by": "2026-01-01", "under": {"less": 0.2, "more": 0.8}, "observed": True}
    solution = KIND.solve(small(forecasts={"f": resolved | {"held": held}}, indicators={"i": seen}))
    assert [(each.holder, round(each.brier, 4)) for each in solution.scores] == [("a", 0.01), ("b", 0.36)]
    texts = {each.id: each.text.get("en") for each in KIND.findings(solution)}
    assert "4 times as well by “More” as by “Less”" in texts["observed"]
    assert "held by Author score best: 0.01" in texts["scores"]
    assert KIND.evaluate(solution.case, {})["brier:b"].tolist() == pytest.approx([0.36])


def test_a_study_among_readings_asks_every_reading_about_the_same_scenarios(five_drivers: Cases) -> None:
    readings = {name: case.section for name, case in five_drivers.items()}
    asked = [{each.id for each in KIND.outcomes(replace(c, other_readings=readings))} for c in five_drivers.values()]
    assert all(ids == asked[0] for ids in asked)
    label = "strained/gap/confrontation/polarised/blocs/vacuum"  # consistent for one author only
    assert f"consistent:{label}" in asked[0]
    assert not KIND.evaluate(replace(five_drivers["base"], other_readings=readings), {})[f"consistent:{label}"][0]


def test_one_factor_alone_and_no_judgements_at_all() -> None:
    alone = {"factors": {"talks": {"name": "Talks", "variants": {"frozen": {"name": "Frozen"}}}}, "impacts": {}}
    solution = KIND.solve(small(**alone, outcome=None))
    assert KIND.findings(solution)[0].text.get("en") == "1 of 1 combinations are consistent with themselves."
    assert KIND.figures([solution], "en")
    free = KIND.solve(small(impacts={}))
    assert free.consistent.count == 4


def test_a_shared_parameter_is_one_input() -> None:
    from countermove.document.laws import Quantity, Uniform
    from countermove.document.text import Text

    shared = {"parameters": {"p": Quantity(Uniform(0, 2), parameter="p")}}
    section = small().section.model_dump() | {
        "impacts": {"talks": {"trade": {"rows": {"frozen": ["$p", 0], "open": [0, "$p"]}}}}
    }
    model = OutlookModel.model_validate(section, context=shared)
    case = Case("small", "outlook", "base", Text.both("Small"), model, {})
    assert [each.id for each in KIND.inputs(case)] == ["$p"]
    assert KIND.evaluate(case, {"$p": np.array([0.0, 1.0])})["consistent_count"].tolist() == [4, 2]


def test_odd_names_and_many_factors_stay_well_formed() -> None:
    odd = {"en": '<b> & "quoted" 🌊', "zh": "名称很长" * 30}
    factors = {f"f{i}": {"name": odd, "variants": {f"v{j}": {"name": odd} for j in range(3)}} for i in range(9)}
    rows = {"v0": [3, -3, 0], "v1": [-3, 3, 0], "v2": [0, 0, 1]}
    impacts = {f"f{i}": {f"f{(i + 1) % 9}": {"rows": rows}} for i in range(9)}
    case = small(factors=factors, impacts=impacts, outcome="f0")
    for lang in LANGUAGES:
        for figure in KIND.figures([KIND.solve(case)] * 2, lang):
            ElementTree.fromstring(figure.svg)


def test_the_starter_solves(read_cases: Callable[[str, str], Cases]) -> None:
    case = read_cases(STARTER, "outlook")["base"]
    assert list(KIND.check(case)) == []
    assert KIND.verdicts(KIND.solve(case))["consistent_outcome"]


def test_a_large_study_is_searched_within_its_budget() -> None:
    rng = np.random.default_rng(2)
    names = [f"f{i}" for i in range(15)]
    variants = {f"v{j}": {"name": f"V{j}"} for j in range(3)}
    law = {"triangular": [0.5, 1, 1.5]}
    impacts = {
        a: {
            b: {"weight": law, "rows": {v: rng.integers(-3, 4, 3).tolist() for v in variants}}
            for b in names
            if a != b and rng.random() < 0.4
        }
        for a in names
    }
    factors = {name: {"name": name, "variants": variants} for name in names}
    solution = KIND.solve(small(factors=factors, impacts=impacts, outcome="f0"))
    assert solution.consistent.complete and not solution.basins.exhaustive
    assert all(each.deficit <= 1 for each in solution.scenarios)
