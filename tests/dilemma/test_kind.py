"""The kind end to end: library scenarios, faults with their place, draws against solving, both languages."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.analysis import Answer, load, loads
from countermove.dilemma import KIND
from countermove.dilemma.explaining import subjects
from countermove.dilemma.inputs import RankSwaps
from countermove.document.faults import DocumentError
from countermove.document.text import LANGUAGES
from countermove.kind import Case, Question

SCENARIOS = ("standoff", "inspection", "stability-framework")
HEAD = """countermove: 1
title: t
actors: {us: {name: A}, cn: {name: B}}
models:
  m:
    kind: dilemma
    between: [us, cn]
"""
GIVEN = "cells: {both: {T: 5, R: 3, P: 1, S: 0}}\n"


def stage(body: str) -> Any:
    return loads(HEAD + "\n".join("    " + line for line in body.splitlines()))


def faults(body: str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        stage(body)
    return [str(fault) for fault in caught.value.faults]


def everything(name: str) -> list[Answer]:
    return list(load(name).solve())


@pytest.mark.parametrize("name", SCENARIOS)
def test_library_answers_and_keeps_its_expectations(name: str) -> None:
    scenario = load(name)
    for model in scenario.document.models.values():
        assert {"base", "other-side"} <= set(model.readings)
        assert any(reading.startswith("author-") for reading in model.readings)
        for reading, expected in model.expect.items():
            verdicts = scenario.answer(model.name, reading).verdicts()
            for concept, wanted in expected.items():
                assert verdicts[concept] == list(wanted if isinstance(wanted, tuple) else ()), (model.name, reading)


@pytest.mark.parametrize("name", SCENARIOS)
def test_everything_people_see(name: str) -> None:
    for answer in everything(name):
        json.dumps(answer.to_dict(), allow_nan=False)
        for finding in answer.findings():
            for lang in LANGUAGES:
                assert finding.text.has(lang)
                assert not re.search(r"[{}]|\bnan\b|\bNone\b", finding.text.get(lang))
            assert re.search(r"[\u4e00-\u9fff]", finding.text.get("zh"))
            assert not re.search(r"[\u4e00-\u9fff]", finding.text.get("en"))
        assert 1 <= len(answer.findings()) <= 8
        answer.tables()
        for subject in subjects(answer.solution):
            for told in KIND.explain(answer.solution, Question(subject)):
                json.dumps(told.data, allow_nan=False)
                assert told.text.has("en")
                assert told.text.has("zh")


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_are_drawings(name: str, lang: Any) -> None:
    for readings in load(name).solve().models.values():
        drawn = KIND.figures([answer.solution for answer in readings.values()], lang)
        assert drawn
        for figure in drawn:
            ElementTree.fromstring(figure.svg)
            assert "nan" not in figure.svg


@pytest.mark.parametrize("name", SCENARIOS)
def test_draws_at_the_centre_are_the_solution(name: str) -> None:
    for answer in everything(name):
        case, verdicts, solution = answer.case, answer.verdicts(), answer.solution
        draws = {
            one.id: np.full(3, one.law.centre)  # type: ignore[attr-defined]
            for one in KIND.inputs(case)
            if not isinstance(one.law, RankSwaps)
        }
        columns = KIND.evaluate(case, draws)
        assert set(columns) == {outcome.id for outcome in KIND.outcomes(case)}
        for outcome in KIND.outcomes(case):
            if outcome.concept in ("nash", "game", "second_order", "sustained"):
                assert bool(columns[outcome.id][0]) == (outcome.subject in verdicts[outcome.concept]), outcome
        if solution.dialogue is not None:
            talk = solution.dialogue
            assert columns["slack"][0] == pytest.approx(float(talk.tried.slack[0]))
            if talk.elements:
                cost = -1.0 if talk.best < 0 else float(talk.tried.cost[talk.best])
                assert columns["package_cost"][0] == pytest.approx(cost)
        if solution.inspection is not None:
            assert columns["leakage"][0] == pytest.approx(float(solution.inspection.once.leakage))
        if solution.rivalry is not None:
            assert columns["rivalry"][0] == pytest.approx(solution.rivalry.index)


@pytest.mark.parametrize("name", SCENARIOS)
def test_draws_are_answered_one_by_one_alike(name: str) -> None:
    rng = np.random.default_rng(9)
    for answer in everything(name):
        case = answer.case
        draws = {one.id: one.law.draw(rng.uniform(size=(40, one.law.coordinates))) for one in KIND.inputs(case)}
        whole = KIND.evaluate(case, draws)
        for draw in (0, 17, 39):
            single = KIND.evaluate(case, {key: column[draw : draw + 1] for key, column in draws.items()})
            for key, column in whole.items():
                assert np.isclose(float(column[draw]), float(single[key][0]), equal_nan=True), (key, draw)


def test_many_draws_take_no_time() -> None:
    case = load("stability-framework").case("dialogue")
    rng = np.random.default_rng(1)
    draws = {one.id: one.law.draw(rng.uniform(size=(5_000, one.law.coordinates))) for one in KIND.inputs(case)}
    start = time.process_time()
    columns = KIND.evaluate(case, draws)
    assert time.process_time() - start < 20  # array code; a call a draw would take minutes
    games = [columns[key] for key in columns if key.startswith("game:")]
    np.testing.assert_array_equal(np.sum(games, axis=0), 1)  # every draw lies in one family


@given(st.permutations([1, 2, 3, 4]), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_rank_swaps_stay_ranks(ranks: list[int], swaps: int, seed: int) -> None:
    law = RankSwaps(tuple(ranks), swaps)
    rows = law.draw(np.random.default_rng(seed).uniform(size=(20, swaps)))
    assert (np.sort(rows, axis=1) == np.array([1, 2, 3, 4])).all()
    inversions = [sum((a < b) != (c < d) for (a, c), (b, d) in _pairs(ranks, row)) for row in rows.tolist()]
    assert max(inversions) <= swaps  # each swap of neighbours turns one pair
    every = law.every(24)
    assert every is not None and set(map(tuple, rows.tolist())) <= set(map(tuple, every.tolist()))


@pytest.mark.parametrize("swaps", [1, 2, 3])
def test_ranks_that_swaps_lead_to_are_all_drawn(swaps: int) -> None:
    law = RankSwaps((3, 1, 1, 2), swaps)
    rows = law.draw(np.random.default_rng(1).uniform(size=(2_000, swaps)))
    every = law.every(24)
    assert every is not None and set(map(tuple, rows.tolist())) == set(map(tuple, every.tolist()))
    assert law.every(1) is None


def _pairs(one: list[int], other: list[int]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    both = list(zip(one, other, strict=True))
    return [(both[i], both[j]) for i in range(4) for j in range(i + 1, 4)]


@settings(max_examples=60)
@given(st.lists(st.integers(1, 4), min_size=8, max_size=8))
def test_every_2x2_order_is_told(cells: list[int]) -> None:
    order = [sorted(set(cells[:4])), sorted(set(cells[4:]))]
    ranks = [[order[s].index(v) + 1 for v in cells[4 * s : 4 * s + 4]] for s in range(2)]
    tables = [f"[[{r[0]}, {r[1]}], [{r[2]}, {r[3]}]]" for r in ranks]
    answer = stage(f"ranks: {{us: {tables[0]}, cn: {tables[1]}}}").solve()["base"]
    assert answer.findings()[0].text.has("zh")
    assert answer.verdicts()["game"][0] in ("tied", "asymmetric", *answer.solution.stage.paths)
    KIND.figures([answer.solution], "zh")


@pytest.mark.parametrize(
    ("body", "path", "reason"),
    [
        ("ranks: {both: [[3, 1], [4]]}", "ranks.both[1]", "1 cells where the other has 2 actions"),
        ("ranks: {both: [[3, 1]]}", "ranks.both", "1 rows for 2 actions"),
        ("ranks: {us: [[3, 1], [4, 2]]}", "ranks", "no payoffs for 'cn'"),
        ("ranks: {both: [[3, 1], [5, 2]]}", "ranks.both", "are no ranks"),
        ("ranks: {both: [[3, 1], [4, 2.5]]}", "ranks.both[1][1]", "integer"),
        ("cells: {both: {T: 3, R: 4, P: 1, S: 0}}\nclaimed: prisoners_dilemma", "claimed", "it is a stag hunt"),
        ("cells: {both: {T: 5, R: 1, P: 3, S: 0}}\nclaimed: prisoners_dilemma", "claimed", "it is a deadlock"),
        ("cells: {both: {T: 5, R: 5, P: 1, S: 0}}\nclaimed: prisoners_dilemma", "claimed", "the payoffs have ties"),
        (GIVEN + "dialogue: {discount: 1}", "dialogue.discount", "below 1"),
        (GIVEN + "dialogue: {discount: -0.1}", "dialogue.discount", "at least 0"),
        (GIVEN + "dialogue: {discount: 0.9, detection: 1.2}", "dialogue.detection", "between 0 and 1"),
        (GIVEN + "institution: {cost: 1, needed: 3}", "institution", "3 of 2 providers"),
        ("ranks: {both: [[3, 1], [4, 2]]}\ndialogue: {discount: 0.9}", "dialogue", "ranks do not carry"),
        ("cells: {both: {T: 5, R: 3, P: 1}}", "cells.both.S", "is missing"),
        (GIVEN + "dialogue: {discount: 0.9, false_alarm: 1.5}", "dialogue.false_alarm", "between 0 and 1"),
        (GIVEN + "dialogue: {discount: 0.9, false_alarm: 0.1, fined_on: true}", "dialogue", "leave out `false_alarm`"),
        (GIVEN + "dialogue: {discount: 0.9, rules: {x: {name: x, after: [1, 0]}}}", "rules.x", "2 numbers in `after`"),
        (GIVEN + "dialogue: {discount: 0.9, rules: {x: {name: x, after: [1, 0, 2, 0]}}}", "after[2]", "1"),
        (GIVEN + "dialogue: {discount: 0.9, matches: {rounds: 100000}}", "matches", "within 2,000,000"),
        (GIVEN + "steps: {stakes: [1]}", "steps", "needs a `dialogue`"),
        (GIVEN + "dialogue: {discount: {us: 0.9, ch: 0.8}}", "dialogue.discount.ch", "not in `between`"),
        ("{}", "", "nothing to solve"),
    ],
)  # fmt: skip
def test_faults_have_place_and_reason(body: str, path: str, reason: str) -> None:
    found = faults(body) if body != "{}" else faults("swaps: 0")
    assert any(path in fault and reason in fault for fault in found), found


def test_unknown_subjects_are_answered_with_known_ones() -> None:
    solution = load("standoff").answer("order").solution
    with pytest.raises(LookupError, match="did you mean 'accelerate/accelerate'"):
        KIND.explain(solution, Question("accelerate/acelerate"))
    with pytest.raises(LookupError, match="no actor 'uk'"):
        KIND.explain(solution, Question("restrain/restrain", actor="uk"))


def test_shared_parameters_are_one_input() -> None:
    ids = [one.id for one in KIND.inputs(load("standoff").case("patience"))]
    assert ids.count("$patience") == 1
    assert len(ids) == len(set(ids))


def test_more_actions_than_two() -> None:
    body = (
        "actions: {a: {name: A}, b: {name: B}, c: {name: C}}\nutilities: {both: [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]}"
    )
    answer = stage(body).solve()["base"]
    mixed = answer.solution.stage.mixed
    assert [tuple(map(str, e.first)) for e in mixed.extreme] == [("1/3", "1/3", "1/3")]
    assert answer.verdicts()["nash"] == []
    assert "No outcome holds" in answer.findings()[0].text.get("en")


def test_a_case_without_colours_of_its_own() -> None:
    case: Case[Any] = load("standoff").case("order")
    exchanged = replace(case, actors=dict(reversed(list(case.actors.items()))))
    assert KIND.solve(exchanged).colours == (1, 0)


RULES = "  rules:\n    late: {name: Late, after: [1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0]}\n"


def test_rules_are_paired_and_played() -> None:
    body = GIVEN + "dialogue:\n  discount: 0.8\n  execution_errors: 0.05\n" + RULES + (
        "  matches: {rounds: 2000, repetitions: 200, seed: 4}"
    )  # fmt: skip
    talk = stage(body).solve()["base"].solution.dialogue
    rules, mean, error = talk.played
    places = [[key for key, _ in talk.rules].index(key) for key, _ in rules]
    assert "late" not in dict(rules)  # it remembers two rounds
    assert {"late", "extortion", "generosity"} <= set(dict(talk.rules))
    exact = talk.pairs[np.ix_(places, places)][..., 0]
    assert (np.abs(mean - exact) < 5 * error + 0.01).all()  # 0.01: the opening's trace in 2,000 rounds


def test_channel_and_alarms_are_told_apart() -> None:
    body = GIVEN + "dialogue: {discount: 0.9, detection: 0.8, false_alarm: 0.02, cut: 0.1, restore: 0.5}"
    answer = stage(body).solve()["base"]
    talk = answer.solution.dialogue
    assert talk.undisturbed == pytest.approx((2 / 3.6, 2 / 3.6))
    assert min(talk.needed) > max(talk.undisturbed)
    told = next(finding for finding in answer.findings() if finding.id == "dialogue").text.get("en")
    assert "the channel never broke and no alarm were false, 0.56 would do" in told
    assert 1 < min(talk.noisy) < 3


def test_starter_passes_and_keeps_its_expectations() -> None:
    scenario = loads(KIND.starter)
    for model in scenario.document.models.values():
        for reading, expected in model.expect.items():
            verdicts = scenario.answer(model.name, reading).verdicts()
            for concept, wanted in expected.items():
                assert verdicts[concept] == list(wanted if isinstance(wanted, tuple) else ())
