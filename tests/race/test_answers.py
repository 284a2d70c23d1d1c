"""The kind as faces see it: on the library's scenario, on the starter, and where documents are wrong."""

import json
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from ruamel.yaml import YAML

from countermove import kinds, load
from countermove.document.evidence import Actor
from countermove.document.faults import AnalysisError
from countermove.document.text import Text
from countermove.kind import Case, Question
from countermove.race import KIND
from countermove.race.analysis import ready_equations
from countermove.race.integration import integrate
from countermove.race.model import RaceModel
from countermove.race.strategic import with_periods
from countermove.race.wording import date_text

TWO_SIDES: dict[str, Any] = {
    "clock": {"start": 2025, "end": 2035, "step": 0.05},
    "constants": {
        "east": {"value": {"uniform": [2, 8]}, "basis": ["C064"]},
        "west": {"value": {"uniform": [1, 5]}},
        "chips": {"value": {"uniform": [20, 60]}},
    },
    "stocks": {"e": {"start": 10, "actor": "cn"}, "w": {"start": 25, "actor": "us"}},
    "flows": {"fe": {"rate": "east", "into": "e"}, "fw": {"rate": "west", "into": "w"}},
    "ready": {
        "made": {"flow": "bottleneck", "actor": "cn", "inputs": {"power": "e", "chips": "chips"}},
        "fear": {
            "flow": "richardson",
            "of": {
                "us": {"start": 1, "reaction": {"uniform": [0.1, 0.9]}, "fatigue": 0.5},
                "cn": {"start": 1, "reaction": {"uniform": [0.1, 0.9]}, "fatigue": 0.5},
            },
        },
        "control": {
            "flow": "export-control",
            "demand": 10,
            "cut": {"uniform": [0.2, 0.9]},
            "at": {"uniform": [2025.5, 2028]},
            "quality": 1,
            "induced": {"uniform": [0.1, 1]},
        },
    },
    "events": {"boost": {"at": {"uniform": [2026, 2030]}, "set": {"east": "east * 1.5"}}},
    "contests": {"lead": {"of": {"us": "w", "cn": "made"}}},
    "counterfactuals": {"plain": {"measure": "made", "without": ["boost"]}},
    "safety": {"race": {"spread": {"uniform": [0.5, 2]}, "enmity": {"uniform": [0, 1]}}},
}


def test_a_draw_answers_as_a_run_does(case: Any) -> None:
    """Forty draws, each solved alone by the adaptive solver: the same leader, binding input, stability and dates."""
    made = case(TWO_SIDES)
    inputs = KIND.inputs(made)
    rng = np.random.default_rng(5)
    draws = {one.id: one.law.draw(rng.random((40, one.law.coordinates))) for one in inputs}
    rows = KIND.evaluate(made, draws)
    assert set(rows) == {outcome.id for outcome in KIND.outcomes(made)}
    for draw in range(40):
        section = json.loads(json.dumps(TWO_SIDES))
        for path, values in draws.items():
            _set(section, path.split("."), float(values[draw]))
        verdicts = KIND.verdicts(KIND.solve(case(section)))
        held = {f"{subject}:{concept}" for concept, subjects in verdicts.items() for subject in subjects}
        for outcome in KIND.outcomes(made):
            if outcome.holds and outcome.concept != "sound":
                claimed = f"{outcome.subject}:{outcome.concept}" in held
                assert bool(rows[outcome.id][draw]) == claimed, (outcome.id, draw)


def _set(section: dict[str, Any], path: list[str], value: float) -> None:
    for step in path[:-1]:
        section = section[step]
    section[path[-1]] = value


def test_columns_do_not_depend_on_how_draws_are_blocked(case: Any) -> None:
    made = case(TWO_SIDES)
    rng = np.random.default_rng(6)
    draws = {one.id: one.law.draw(rng.random((5_000, one.law.coordinates))) for one in KIND.inputs(made)}
    whole = KIND.evaluate(made, draws)
    part = KIND.evaluate(made, {name: values[2_040:2_060] for name, values in draws.items()})
    for name, values in part.items():
        np.testing.assert_array_equal(np.asarray(whole[name])[2_040:2_060], values)


def test_findings_speak_both_languages_and_rest_on_claims(case: Any) -> None:
    made = case(TWO_SIDES)
    findings = KIND.findings(KIND.solve(made))
    assert findings[0].id == "contest-lead"
    assert "C064" in next(one for one in findings if one.id == "bottleneck-made").basis
    for finding in findings:
        assert finding.text.has("en")
        assert finding.text.has("zh")
        assert "{" not in finding.text.get("en") + finding.text.get("zh")
        json.dumps(finding.certificate)


def test_headline_can_be_chosen_and_is_checked(case: Any) -> None:
    assert KIND.findings(KIND.solve(case({**TWO_SIDES, "headline": "fear"})))[0].id == "spiral-fear"
    problem = next(iter(KIND.check(case({**TWO_SIDES, "headline": "feer"}))))
    assert (problem.path, "did you mean 'fear'?" in problem.cure) == (("headline",), True)


def test_actors_are_checked(case: Any) -> None:
    section = {**TWO_SIDES, "stocks": {"e": {"start": 1, "actor": "chin"}, "w": {"start": 1}}}
    assert [problem.path for problem in KIND.check(case(section))] == [("stocks", "e", "actor")]


def test_a_subject_is_explained_and_an_unknown_one_told(case: Any) -> None:
    solution = KIND.solve(case(TWO_SIDES))
    (first, *_) = KIND.explain(solution, Question("lead"))
    assert "Two solvers" in first.text.get("en")
    assert first.data["certificate"]["end"].keys() == {"us", "cn"}
    assert KIND.explain(solution, Question("us"))
    with pytest.raises(LookupError, match="did you mean 'lead'"):
        KIND.explain(solution, Question("leed"))


def test_figures_are_well_formed_and_escape_names(case: Any) -> None:
    section = {**TWO_SIDES, "contests": {"lead": {"name": "a <b> & “c”", "of": {"us": "w", "cn": "made"}}}}
    base, other = KIND.solve(case(section)), KIND.solve(case({**section, "events": {}, "counterfactuals": {}}, "x"))
    for lang in ("en", "zh"):
        figures = KIND.figures([base, other], lang)
        assert [one.id for one in figures][0] == "contest-lead"
        for figure in figures:
            assert ElementTree.fromstring(figure.svg).tag.endswith("svg")
            assert "nan" not in figure.svg


def test_payload_and_tables_are_plain_data(case: Any) -> None:
    solution = KIND.solve(case(TWO_SIDES))
    assert json.loads(json.dumps(KIND.payload(solution)))["clock"]["start"] == 2025
    for table in KIND.tables(solution):
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_a_race_with_nothing_to_compare_still_answers(case: Any) -> None:
    solution = KIND.solve(case({"clock": {"start": 0, "end": 5}, "stocks": {"x": {"start": 1}}}))
    assert KIND.findings(solution)[0].id == "run"
    assert KIND.figures([solution], "en")[0].id == "series"


def test_an_unsound_draw_is_marked_and_an_unsound_run_is_refused(case: Any) -> None:
    section: dict[str, Any] = {
        "clock": {"start": 0, "end": 10},
        "stocks": {"x": {"start": 5}},
        "flows": {"drain": {"rate": {"uniform": [0, 1]}, "from": "x"}},
    }
    rows = KIND.evaluate(case(section), {"flows.drain.rate": np.array([0.4, 0.6])})
    assert rows["race.sound"].tolist() == [1.0, 0.0]
    section["flows"]["drain"]["rate"] = 0.7
    with pytest.raises(AnalysisError, match="'x' falls below zero at 7.14"):
        KIND.solve(case(section))


def test_a_shared_parameter_is_one_input() -> None:
    from countermove.document.laws import Quantity, Uniform

    pace = Quantity(Uniform(1, 3))
    section = {
        "clock": {"start": 0, "end": 10},
        "constants": {"a": {"value": "$pace"}, "b": {"value": "$pace"}},
        "stocks": {"x": {"start": 0}, "y": {"start": 0}},
        "flows": {"f": {"rate": "a", "into": "x"}, "g": {"rate": "b", "into": "y"}},
        "contests": {"lead": {"of": {"us": "x", "cn": "y + 0.001"}}},
    }
    model = RaceModel.model_validate(section, context={"parameters": {"pace": pace}})
    actors = {"us": Actor(name=Text.both("US")), "cn": Actor(name=Text.both("CN"))}
    made = Case("d", "m", "base", Text.both("t"), model, actors)
    assert [one.id for one in KIND.inputs(made)] == ["$pace"]
    assert KIND.evaluate(made, {"$pace": np.array([1.0, 3.0])})["lead.cn.leads"].tolist() == [1.0, 1.0]


def test_the_starter_is_sound_and_answers() -> None:
    data = YAML(typ="safe").load(KIND.starter)
    (section,) = data["models"].values()
    section.pop("kind")
    model = RaceModel.model_validate(section, context={"parameters": {}})
    actors = {id: Actor.model_validate(one) for id, one in data["actors"].items()}
    made = Case("starter", "race", "base", Text.both("base"), model, actors)
    assert list(KIND.check(made)) == []
    assert "overtakes" in KIND.findings(KIND.solve(made))[0].text.get("en")


@pytest.mark.parametrize(
    ("date", "unit", "words"),
    [
        (2031.0, "year", "January 2031"),
        (2031.999, "year", "December 2031"),
        (3.5, "year", "year 3.5"),
        (7, "week", "week 7"),
    ],
)
def test_dates_are_told_as_people_say_them(date: float, unit: str, words: str) -> None:
    assert date_text(date, unit).get("en") == words


def test_every_reading_of_the_library_is_computed_alike_by_both_solvers() -> None:
    document = load("compute-race").document
    leads: dict[str, list[str]] = {}
    for model in document.models.values():
        for reading in model.readings.values():
            made = kinds.case_of(document, model, reading)
            if model.name == "effort":  # its equilibrium is searched for in a test of its own
                section = made.section.model_copy(update={"strategy": None, "headline": None})
                made = Case("d", "effort", reading.name, reading.title, section, document.actors)
            solution = KIND.solve(made)
            assert solution.disagreement < 1e-6
            known = set(document.claims) | {"assumption"}
            assert {claim for finding in KIND.findings(solution) for claim in finding.basis} <= known
            leads[f"{model.name}/{reading.name}"] = list(KIND.verdicts(solution)["leads"])
    assert "compute.us" in leads["compute/base"]
    assert "compute.cn" in leads["compute/author-002"]
    assert "base.cn" in leads["ecosystems/author-002"]


def test_library_effort_is_an_equilibrium_by_another_solver() -> None:
    """The equilibrium paths, put back as events into the adaptive solver, beat nudged paths there too."""
    document = load("compute-race").document
    model = document.models["effort"]
    made = kinds.case_of(document, model, model.readings["base"])
    found = KIND.solve(made).strategy
    assert found is not None
    assert found.holds
    edges = np.array(found.edges)
    equations = with_periods(ready_equations(made.section), list(found.controls), edges)

    def payoff(paths: Any) -> float:
        values = {
            name if period == 0 else f"{name}@{period}": float(paths[row, period])
            for row, name in enumerate(found.controls)
            for period in range(len(edges) - 1)
        }
        return integrate(equations, edges[0], edges[-1], values).at("us_gain", float(edges[-1]))

    best = payoff(found.paths)
    for period in range(3):
        for nudge in (-0.2, 0.2):
            other = found.paths.copy()
            other[0, period] += nudge
            assert payoff(other) < best


def test_a_step_too_long_for_a_stiff_race_is_told(case: Any) -> None:
    section = {
        "clock": {"start": 0, "end": 10, "step": 0.5},
        "stocks": {"x": {"start": 1, "may_be_negative": True}},
        "flows": {"fast": {"rate": "40 * (sqrt(time + 1) - x)", "into": "x"}},
    }
    findings = KIND.findings(KIND.solve(case(section)))
    assert findings[-1].id == "step"
    section["clock"] = {"start": 0, "end": 10, "step": 0.01}
    assert [one.id for one in KIND.findings(KIND.solve(case(section)))] == ["run"]


@pytest.mark.parametrize(
    ("model", "first"), [("effort", "strategy"), ("precipice", "safety-race"), ("spiral", "spiral-fear")]
)
def test_the_headlines_figure_comes_first(model: str, first: str) -> None:
    scenario = load("compute-race")
    figures = KIND.figures([KIND.solve(scenario.case(model, "base"))], "zh")
    assert figures[0].id == first
    for figure in figures:
        assert ElementTree.fromstring(figure.svg).tag.endswith("svg")


def test_what_has_not_happened_is_dated_at_the_end(case: Any) -> None:
    rows = KIND.evaluate(case(TWO_SIDES), {"constants.east.value": np.array([2.0, 8.0])})
    assert rows["lead.overtaking_date"][0] == 2035
    assert 2025 < rows["lead.overtaking_date"][1] < 2035
