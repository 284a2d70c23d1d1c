"""The whole kind on its library scenario, and draw by draw against one solution at a time."""

from __future__ import annotations

import copy
from dataclasses import replace
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from countermove.document.evidence import Actor
from countermove.document.text import LANGUAGES, Text
from countermove.influence import KIND
from countermove.influence.model import InfluenceModel
from countermove.influence.solution import InfluenceSolution
from countermove.influence.starter import STARTER
from countermove.kind import Case, Question

Cases = dict[str, Case[InfluenceModel]]


def overlaid(lower: Any, upper: Any) -> Any:
    """Mappings merge, everything else is replaced: what a reading does."""
    if not isinstance(lower, dict) or not isinstance(upper, dict):
        return upper
    return lower | {key: overlaid(lower.get(key), value) for key, value in upper.items()}


def cases_of(text: str, model: str) -> Cases:
    """Return every reading of a model, without the reader of documents."""
    data = YAML(typ="safe", pure=True).load(text)
    section = {key: value for key, value in data["models"][model].items() if key not in ("kind", "title", "expect")}
    readings = section.pop("readings", {})
    actors = {name: Actor.model_validate(each) for name, each in data.get("actors", {}).items()}
    found = {}
    for name, reading in {"base": {}, **readings}.items():
        title = Text(**reading["title"]) if "title" in reading else Text("Neutral reading", "中立读法")
        changed = overlaid(section, {key: value for key, value in reading.items() if key not in ("title", "about")})
        validated = InfluenceModel.model_validate(changed, context={"parameters": {}})
        found[name] = Case("narratives", model, name, title, validated, actors)
    return found


@pytest.fixture(scope="module")
def narratives() -> Cases:
    text = files("countermove.library").joinpath("narratives.yaml").read_text(encoding="utf-8")
    return cases_of(text, "narratives")


@pytest.fixture(scope="module")
def solved(narratives: Cases) -> dict[str, InfluenceSolution]:
    return {name: KIND.solve(case) for name, case in narratives.items()}


def test_readings_pass_and_part_where_the_accounts_part(solved: dict[str, InfluenceSolution]) -> None:
    for solution in solved.values():
        assert list(KIND.check(solution.case)) == []
    verdicts = {name: KIND.verdicts(solution) for name, solution in solved.items()}
    assert verdicts["base"]["agrees"] == ("brics", "south", "un")
    assert verdicts["author-003"]["agrees"] == ("eu", "brics", "south", "un")
    assert verdicts["other-side"]["agrees"] == ("brics", "un")
    assert verdicts["author-000"]["informative"] == ()  # a bias of 0.3 is above ¼
    assert verdicts["author-002"]["informative"] == ("rival_ahead",)


def test_beliefs_rest_and_are_made_of_first_views(solved: dict[str, InfluenceSolution]) -> None:
    for solution in solved.values():
        beliefs = solution.beliefs
        assert beliefs is not None
        np.testing.assert_allclose(beliefs.pull @ beliefs.first, beliefs.last, atol=1e-12)
        np.testing.assert_allclose(beliefs.rounds[-1], beliefs.last, atol=2e-3)
        assert beliefs.last[:2].tolist() == [0, 1]  # the two sources never move


def test_findings_are_whole_in_both_languages(solved: dict[str, InfluenceSolution]) -> None:
    for solution in solved.values():
        found = KIND.findings(solution)
        assert found[0].id == "settled"
        for each in found:
            assert each.firmness == "assumed"  # no text gives any of these numbers
            for lang in LANGUAGES:
                assert each.text.has(lang) and "{" not in each.text.get(lang)


def test_explanations(solved: dict[str, InfluenceSolution]) -> None:
    solution = solved["base"]
    union = KIND.explain(solution, Question("eu"))[0]
    assert union.data["pull"]["us"] > union.data["pull"]["cn"]
    assert "European Union begins at 0.50 and settles at 0.43" in union.text.get("en")
    assert KIND.explain(solution, Question("rival_ahead"))[0].data["messages"] == 2
    assert KIND.explain(solution, Question("paper"))[0].data["regime"] == "blocked"
    with pytest.raises(LookupError, match="did you mean 'paper'"):
        KIND.explain(solution, Question("papr"))


def test_every_draw_is_answered_as_if_it_were_the_only_one(narratives: Cases) -> None:
    case = narratives["base"]
    text = files("countermove.library").joinpath("narratives.yaml").read_text(encoding="utf-8")
    raw = YAML(typ="safe", pure=True).load(text)["models"]["narratives"]
    for key in ("kind", "title", "readings", "expect"):
        del raw[key]
    inputs = KIND.inputs(case)
    rng = np.random.default_rng(7)
    draws = {each.id: each.law.draw(rng.random((40, each.law.coordinates))) for each in inputs}
    columns = KIND.evaluate(case, draws)
    assert set(columns) == {outcome.id for outcome in KIND.outcomes(case)}
    for draw in range(40):
        one = copy.deepcopy(raw)
        for name, column in draws.items():
            *way, last = name.split(".")
            at: Any = one
            for step in way:
                at = at[step]
            at[last] = float(column[draw])
        for row in one["trust"].values():  # what `evaluate` does to a drawn row
            row.update({name: value / sum(row.values()) for name, value in row.items()})
        alone = KIND.solve(
            Case("n", "n", "base", case.title, InfluenceModel.model_validate(one, context={}), case.actors)
        )
        assert alone.beliefs is not None
        for index in alone.beliefs.between:
            party = alone.beliefs.parties[index]
            assert columns[f"belief:{party}"][draw] == pytest.approx(alone.beliefs.last[index], abs=1e-9)
            assert alone.beliefs.near is not None
            agrees = bool(alone.beliefs.near[-1, index] > 0.5 + 1e-9)
            assert bool(columns[f"agrees_near:{party}"][draw]) == agrees
        assert columns["spread"][draw] == pytest.approx(alone.beliefs.spread_last, abs=1e-9)
        assert columns["weight:us"][draw] == pytest.approx(alone.beliefs.weight("us"), abs=1e-9)
        assert columns["told:rival_ahead"][draw] == pytest.approx(alone.heard[0].told)
        assert columns["acts:rival_ahead"][draw] == pytest.approx(alone.heard[0].acts)
        for act in alone.acts:
            assert bool(columns[f"blocks_blame:{act.id}"][draw]) == (act.regime == "blocked")
            assert columns[f"blamed:{act.id}"][draw] == pytest.approx(act.blamed)


def test_figures_and_tables(solved: dict[str, InfluenceSolution]) -> None:
    for lang in LANGUAGES:
        paths, talk = KIND.figures(list(solved.values()), lang)
        assert solved["other-side"].case.title.get(lang) in paths.svg
        assert talk.svg.count("<svg") == 1
    for table in KIND.tables(solved["base"]):
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_odd_names_stay_well_formed() -> None:
    odd = Text('<b> & "quoted" 🌊', "名称很长" * 30)
    actors = {name: Actor(name=odd) for name in ("a", "b", "c")}
    alarm = {
        "name": {"en": "<i>", "zh": "&"},
        "sender": "a",
        "receiver": "b",
        "bias": 0,
        "prior": 0.2,
        "threshold": 0.5,
    }
    case = replace(small(warnings={"w": alarm}), actors=actors, title=odd)
    for lang in LANGUAGES:
        for figure in KIND.figures([KIND.solve(case)] * 2, lang):
            ElementTree.fromstring(figure.svg)


def test_the_starter_solves() -> None:
    case = cases_of(STARTER, "influence")["base"]
    assert list(KIND.check(case)) == []
    assert KIND.findings(KIND.solve(case))
    assert KIND.figures([KIND.solve(case)], "en")


ACTORS = {name: Actor(name=Text.both(name.upper())) for name in ("a", "b", "c")}


def small(**changes: object) -> Case[InfluenceModel]:
    section: dict[str, object] = {
        "proposition": "P",
        "parties": {"a": {"belief": 1}, "b": {"belief": 0}},
        "trust": {"a": {"a": 0.5, "b": 0.5}, "b": {"a": 0.5, "b": 0.5}},
    }
    model = InfluenceModel.model_validate(section | changes, context={"parameters": {}})
    return Case("small", "m", "base", Text.both("Small"), model, ACTORS)


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"trust": {"a": {"a": 0.5, "b": 0.4}}}, ("trust", "a"), "the row sums to 0.9, not to one"),
        ({"trust": {"a": {"b": 0.4}}}, ("trust", "a"), "a's trust in itself is not written"),
        ({"trust": {"a": {"d": 1}}}, ("trust", "a", "d"), "no party 'd'"),
        ({"trust": {"d": {"a": 1}}}, ("trust", "d"), "no party 'd'"),
        ({"sources": ["d"]}, ("sources", 0), "no party 'd'"),
        ({"parties": {"a": {"belief": 1}, "b": {"belief": 1}, "z": {"belief": 1}}}, ("parties", "z"), "no actor 'z'"),
    ],
)
def test_faults_have_a_place_and_a_reason(changes: dict[str, object], path: tuple[object, ...], words: str) -> None:
    problem = next(iter(KIND.check(small(**changes))))
    assert problem.path == path
    assert words in problem.wrong


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"proposition": None}, "about what"),
        ({"parties": {}, "trust": {}}, "nothing is asked"),
        ({"parties": {"a": {"belief": 1.2}}}, "between 0 and 1"),
    ],
)
def test_what_the_schema_refuses(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        small(**changes)


def test_views_that_never_settle_are_said_to() -> None:
    case = small(trust={"a": {"b": 1}, "b": {"a": 1}})
    found = KIND.findings(KIND.solve(case))
    assert [each.id for each in found] == ["swings"]
    assert KIND.figures([KIND.solve(case)], "zh")
    assert np.isnan(KIND.evaluate(case, {})["belief:a"]).all()
    assert KIND.explain(KIND.solve(case), Question("a"))[0].data["last"] is None


def test_consensus_without_any_source() -> None:
    solution = KIND.solve(small())
    assert solution.beliefs is not None
    assert solution.beliefs.last.tolist() == pytest.approx([0.5, 0.5])
    assert KIND.verdicts(solution)["agrees"] == ()
