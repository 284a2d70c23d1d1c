"""The kind end to end on small documents: what it refuses, says, draws and answers for every draw."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from html5lib import parse as parse_html

import countermove
from countermove.bargain import KIND
from countermove.bargain.model import BargainModel
from countermove.document.faults import DocumentError
from countermove.kind import Question

DOCUMENT = """
countermove: 1
title: Two by two
actors:
  a: {name: {en: Alpha, zh: 甲}}
  b: {name: {en: Beta, zh: 乙}}
  c: {name: {en: Gamma, zh: 丙}}
models:
  base:
    kind: bargain
    issues:
      tariff: {name: {en: Tariff, zh: 关税}, levels: [0, 50, 100]}
      visas: {name: {en: Visas, zh: 签证}, levels: [0, 50, 100]}
    parties:
      a:
        positions:
          tariff: {position: 0, salience: 1}
          visas: {position: 0, salience: 0.2}
      b:
        positions:
          tariff: {position: 100, salience: 0.2}
          visas: {position: {uniform: [80, 100], centre: 100}, salience: 1}
      c:
        outside: true
        positions:
          visas: {position: 0, salience: 0.5}
    status_quo: {tariff: 50, visas: 50}
"""


def answered(text: str = DOCUMENT) -> Any:
    return countermove.loads(text).solve()["base"]


def test_the_trade_that_helps_both_is_found_and_the_outsider_pays() -> None:
    """Each gives all on what matters little: +0.5 − 0.1 for both; the outsider loses 0.25 on visas."""
    answer = answered()
    nash = answer.solution.deals["nash"]
    assert nash.choice == (0, 2)
    np.testing.assert_allclose(nash.change, [0.4, 0.4, -0.25])
    verdicts = answer.verdicts()
    assert verdicts["possible"] == ["agreement"]
    assert (verdicts["gains"], verdicts["loses"]) == (["a", "b"], ["c"])
    assert verdicts["traded"] == ["tariff", "visas"]
    assert verdicts["efficient"] == []
    headline = answer.findings()[0]
    assert "Alpha (+40)" in headline.text.en and "Gamma (−25)" in headline.text.en
    assert "丙（−25）" in headline.text.zh


def test_every_sentence_table_and_drawing_is_there_in_both_languages() -> None:
    answer = answered()
    for finding in answer.findings():
        assert finding.text.has("en") and finding.text.has("zh")
        assert "{" not in finding.text.en + finding.text.zh
    for lang in ("en", "zh"):
        for figure in answer.figures(lang):
            assert figure.svg.startswith("<svg") and figure.svg.endswith("</svg>")
            parse_html(figure.svg)
            assert figure.caption.has(lang)
    assert [table.id for table in answer.tables()][:2] == ["deals", "forecasts"]
    data = answer.to_dict()
    assert data["deals"]["nash"]["package"] == {"tariff": 0, "visas": 100}
    assert data["zone"]["open"] is True and data["zone"]["proof"] is None


def test_explanations_trace_numbers_and_refuse_unknown_names() -> None:
    answer = answered()
    (party,) = answer.explain("a")
    assert party.data["by_issue"] == pytest.approx({"tariff": 0.5, "visas": -0.1})
    (issue,) = answer.explain("visas", actor="b")
    assert [stance["party"] for stance in issue.data["stances"]] == ["b"]
    (agreement,) = answer.explain("agreement")
    assert {"tariff": 0, "visas": 100} in agreement.data["acceptable"]
    for subject, actor, concept in (("taxes", None, None), ("visas", "d", None), ("visas", None, "nsh")):
        with pytest.raises(LookupError, match=r"no (subject|party|concept)"):
            KIND.explain(answer.solution, Question(subject, actor, concept))


def test_closed_zone_comes_with_its_proof_and_its_price() -> None:
    text = DOCUMENT.replace(
        "visas: {name: {en: Visas, zh: 签证}, levels: [0, 50, 100]}", "visas: {name: Visas, levels: [50]}"
    )
    answer = answered(text)
    assert answer.verdicts()["possible"] == []
    agreement, opening = answer.findings()[:2]
    assert agreement.id == "agreement" and agreement.certificate["kind"] == "weights"
    assert opening.id == "opening"
    weights = agreement.certificate["weights"]
    # on tariffs alone the two stand opposite: what one gains the other loses, in the ratio of their saliences
    assert weights["b"] / weights["a"] == pytest.approx(5)


def test_draws_at_the_centre_equal_the_solution() -> None:
    scenario = countermove.loads(DOCUMENT)
    case = scenario.case()
    solution = KIND.solve(case)
    nash = solution.deals["nash"]
    assert nash is not None
    (varying,) = KIND.inputs(case)
    assert varying.id == "parties.b.positions.visas.position"
    columns = KIND.evaluate(case, {varying.id: np.array([100.0, 80.0])})
    assert {outcome.id for outcome in KIND.outcomes(case)} == set(columns)
    for k, party in enumerate("abc"):
        assert columns[f"change.{party}"][0] == pytest.approx(100 * nash.change[k])
    for i, issue in enumerate(("tariff", "visas")):
        assert columns[f"nash.{issue}"][0] == solution.level(i, nash.choice[i])
        assert columns[f"ensemble.{issue}"][0] == pytest.approx(solution.forecasts["ensemble"][i])
    # at 80 visas at 100 bring the partner 0.1 (0.3 short before, 0.2 beyond after), which is what tariffs cost it
    assert columns["possible.agreement"].tolist() == [True, False]
    assert (columns["nash.tariff"][1], columns["nash.visas"][1], columns["change.c"][1]) == (50, 50, 0)
    again = KIND.evaluate(case, {varying.id: np.array([80.0])})
    for name, column in again.items():
        np.testing.assert_array_equal(column, columns[name][1:])


def test_a_shared_parameter_is_one_input_that_moves_every_use() -> None:
    text = DOCUMENT.replace("actors:", "parameters: {stake: {uniform: [0.2, 1]}}\nactors:", 1)
    text = text.replace("visas: {position: 0, salience: 0.2}", "visas: {position: 0, salience: $stake}")
    text = text.replace("tariff: {position: 100, salience: 0.2}", "tariff: {position: 100, salience: $stake}")
    case = countermove.loads(text).case()
    assert [one.id for one in KIND.inputs(case)][0] == "$stake"
    columns = KIND.evaluate(case, {"$stake": np.array([0.2, 1.0])})
    assert columns["gains.a"].tolist() == [True, False]  # all issues alike to both: nothing is left to trade


FAULTS = [
    ("position: 0, salience: 1}", "position: 140, salience: 1}", "the position 140 is off the scale"),
    ("visas: {position: 0, salience: 0.5}", "visas: {position: 0, salience: 0}", "nowhere above 0"),
    ("position: 0, salience: 1}", "position: 0, salience: 1, red_line: [20, 60]}", "own position lies at 0"),
    ("status_quo: {tariff: 50, visas: 50}", "status_quo: {tariff: 50, visas: 150}", "the status quo 150 is off"),
    ("status_quo: {tariff: 50, visas: 50}", "status_quo: {tariff: 50}", "status quo of 'visas' is missing"),
    (
        "    status_quo:",
        "    rule: {decide: majority, vetoes: [a, b]}\n    status_quo:",
        "nothing is left for the majority",
    ),
    ("    status_quo:", "    rule: {decide: weighted, quota: 9}\n    status_quo:", "nothing can ever pass"),
    ("    status_quo:", "    rule: {decide: weighted}\n    status_quo:", "has no quota"),
    ("    status_quo:", "    rule: {setter: c}\n    status_quo:", "no party with a say is called 'c'"),
    ("      c:\n", "      d:\n", "no actor 'd'"),
    ("levels: [0, 50, 100]}\n      visas", "levels: [0, 150]}\n      visas", "the level 150 is off the scale"),
]


@pytest.mark.parametrize(("old", "new", "wrong"), FAULTS, ids=[f[2] for f in FAULTS])
def test_bad_input_is_named_with_its_line_and_a_cure(old: str, new: str, wrong: str) -> None:
    text = DOCUMENT.replace(old, new, 1)
    assert text != DOCUMENT
    with pytest.raises(DocumentError) as caught:
        countermove.loads(text)
    assert wrong in str(caught.value)
    fault = next(fault for fault in caught.value.faults if wrong in fault.message)
    assert fault.line > 1
    assert ";" in fault.message


def test_starter_passes_and_reads_differently_from_the_other_side() -> None:
    answers = countermove.loads(KIND.starter).solve()
    assert {answer.reading for answer in answers} == {"base", "other-side"}
    assert BargainModel.model_json_schema()["title"] == "BargainModel"


@pytest.mark.parametrize("name", ["two-plans", "new-yalta"])
def test_library_scenarios_answer_in_every_reading(name: str) -> None:
    scenario = countermove.load(name)
    answers = list(scenario.solve())
    assert answers[0].reading == "base" and "other-side" in {answer.reading for answer in answers}
    assert any(answer.reading.startswith("author-") for answer in answers)
    assert len({str(answer.verdicts()) for answer in answers}) > 1  # the conclusion depends on who tells it
    for answer in answers:
        assert answer.findings()[0].id == "agreement"
        assert answer.findings()[0].basis


def test_a_majority_can_pass_what_does_not_help_everyone() -> None:
    """With a third party at the table that loses by every change, nothing helps all, yet two of three can decide."""
    text = DOCUMENT.replace("        outside: true\n", "").replace(
        "    status_quo:", "    rule: {decide: majority}\n    status_quo:"
    )
    text = text.replace("visas: {position: 0, salience: 0.5}", "visas: {position: 50, salience: 1}\n"
                        "          tariff: {position: 50, salience: 1}")  # fmt: skip
    answer = answered(text)
    assert answer.verdicts()["possible"] == []
    ruled = next(finding for finding in answer.findings() if finding.id == "rule")
    every = [(x, y) for x in (0, 50, 100, 50) for y in (0, 50, 100, 50)]
    passing = 0
    for x, y in every:
        a = -x / 100 - 0.2 * y / 100 + 0.6
        b = -0.2 * (100 - x) / 100 - (100 - y) / 100 + 0.6
        c = -abs(x - 50) / 100 - abs(y - 50) / 100
        gains = [round(one, 9) for one in (a, b, c)]
        passing += sum(one >= 0 for one in gains) >= 2 and max(gains) > 0
    assert f"{passing} of {len(every)}" in ruled.text.en
    agenda = answer.to_dict()["agenda"]
    assert agenda["a"]["package"] == {"tariff": 0, "visas": 100} == agenda["b"]["package"]
    assert agenda["c"] is None
