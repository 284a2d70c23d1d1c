from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.stats import binomtest

import countermove
from countermove.agreement import KIND
from countermove.agreement.figures import wilson
from countermove.agreement.model import AgreementModel
from countermove.agreement.participation import cascade
from countermove.document.evidence import Actor
from countermove.document.laws import Quantity, Uniform
from countermove.document.text import Text
from countermove.kind import Case, Question
from countermove.kinds import case_of

SECTION: dict[str, Any] = {
    "parties": {
        "a": {"own": 1.0},
        "b": {"own": {"uniform": [-2, 0]}},
        "c": {"own": "$c_own", "counts": 5, "veto": 0.5},
        "d": {"own": -3},
    },
    "influences": [{"on": ["b", "c"], "of": ["a"], "amount": {"uniform": [0.5, 1.5]}}],
    "conditions": {"pair": {"name": "a and b", "of": ["a", "b"], "quota": 2, "on": ["c"], "bonus": 1}},
    "clauses": {
        "review": {"name": "review", "lever": True, "cost": 2, "values": {"d": 4, "b": 0.1}},
        "duty": {"name": "duty", "present": True, "depth": 2, "values": {"c": {"uniform": [-0.4, 0]}, "a": -0.2}},
    },
    "target": {"parties": ["d"]},
    "design": {"together": ["a", "b"]},
}
PARAMETERS = {"c_own": Quantity(Uniform(-1.5, -0.5), "c_own")}


def case_from(section: dict[str, Any], reading: str = "base") -> Case[AgreementModel]:
    model = AgreementModel.model_validate(section, context={"parameters": PARAMETERS})
    actors = {name: Actor(name=Text(name.upper(), name.upper())) for name in model.parties}
    return Case("test", "signing", reading, Text("Neutral", "中立"), model, actors)


def test_the_outcome_is_the_one_worked_out_by_hand() -> None:
    """a joins alone (0.8); b at -1 + 1 = 0, indifferent, joins; then c has -1 - 0.5 - 0.2 + 1 + 1 = 0.3 and joins."""
    solution = KIND.solve(case_from(SECTION))
    verdicts = KIND.verdicts(solution)
    assert verdicts["in_every_equilibrium"] == verdicts["in_some_equilibrium"] == ["a", "b", "c"]
    headline = KIND.findings(solution)[0]
    assert headline.text.en == "Exactly one outcome holds: A, B and C join (7 of 8 states); D stay out."
    assert headline.text.zh == "只有一种结局能够维持：A、B和C加入（8个国家中的7个）；D不加入。"
    game = solution.game
    assert game is not None
    assert game.wave.tolist() == [1, 2, 3, -1]
    np.testing.assert_allclose(game.game.net(game.every), [0.8, 0.0, 0.3, -3.0])


def test_the_cheapest_package_and_the_price() -> None:
    solution = KIND.solve(case_from(SECTION))
    findings = {finding.id: finding for finding in KIND.findings(solution)}
    assert findings["tipping"].text.en == (
        "The cheapest package with which, in every outcome, D join costs 1: bring in D; no cheaper one does it."
    )
    assert findings["transfers"].certificate == {"order": ["d"], "paid": [3.0], "total": 3.0}
    assert findings["clause-review"].certificate["gained"] == ["d"]
    assert findings["common-text"].certificate["clauses"] == ["review", "duty"]


def test_every_finding_speaks_both_languages() -> None:
    for name in ("reaim", "middle-ground"):
        document = countermove.load(name).document
        for model in document.models.values():
            for reading in model.readings.values():
                for finding in KIND.findings(KIND.solve(case_of(document, model, reading))):
                    assert finding.text.has("en") and finding.text.has("zh"), finding.id
                    assert "{" not in finding.text.get("en") + finding.text.get("zh")


def test_evaluating_draws_equals_solving_each() -> None:
    case = case_from(SECTION)
    ids = [entry.id for entry in KIND.inputs(case)]
    assert ids == ["parties.b.own", "$c_own", "influences[0].amount", "clauses.duty.values.c"]
    rng = np.random.default_rng(0)
    draws = {entry.id: entry.law.draw(rng.random((40, entry.law.coordinates))) for entry in KIND.inputs(case)}
    columns = KIND.evaluate(case, draws)
    assert set(columns) == {outcome.id for outcome in KIND.outcomes(case)}
    for k in range(40):
        section = {**SECTION, "parties": {**SECTION["parties"], "b": {"own": float(draws["parties.b.own"][k])}}}
        section["parties"]["c"] = {**section["parties"]["c"], "own": float(draws["$c_own"][k])}
        section["influences"] = [{**SECTION["influences"][0], "amount": float(draws["influences[0].amount"][k])}]
        duty = {**SECTION["clauses"]["duty"], "values": {"c": float(draws["clauses.duty.values.c"][k]), "a": -0.2}}
        section["clauses"] = {**SECTION["clauses"], "duty": duty}
        verdicts = KIND.verdicts(KIND.solve(case_from(section)))
        for party in "abcd":
            for concept in ("in_every_equilibrium", "in_some_equilibrium"):
                assert columns[f"{concept}:{party}"][k] == (party in verdicts[concept])
        assert columns["count_in_every_equilibrium"][k] == sum(
            5 if party == "c" else 1 for party in verdicts["in_every_equilibrium"]
        )


def test_without_draws_the_centre_is_evaluated_once() -> None:
    columns = KIND.evaluate(case_from(SECTION), {})
    assert [columns[f"in_every_equilibrium:{party}"].tolist() for party in "abcd"] == [[True], [True], [True], [False]]


def test_parties_that_put_each_other_off_can_have_no_or_two_outcomes() -> None:
    chase = {
        "parties": {"a": {"own": -1}, "b": {"own": 0}},
        "influences": [{"on": ["a"], "of": ["b"], "amount": 2}, {"on": ["b"], "of": ["a"], "amount": -2}],
    }
    solution = KIND.solve(case_from(chase))
    assert KIND.findings(solution)[0].text.en.startswith("No outcome holds")  # type: ignore[union-attr]
    rivals = {
        "parties": {"a": {"own": 1}, "b": {"own": 1}},
        "influences": [{"on": ["a"], "of": ["b"], "amount": -2}, {"on": ["b"], "of": ["a"], "amount": -2}],
    }
    solution = KIND.solve(case_from(rivals))
    assert KIND.payload(solution)["game"]["equilibria"] == [["a"], ["b"]]
    assert KIND.verdicts(solution)["in_every_equilibrium"] == []


def test_why_questions_add_up() -> None:
    solution = KIND.solve(case_from(SECTION))
    (answer,) = KIND.explain(solution, Question("c"))
    parts = answer.data["with_those_always_inside"]
    assert parts["net"] == pytest.approx(parts["own"] + parts["influence"] + parts["conditions"])
    assert answer.text.en == (
        "C joins in every equilibrium: with those inside who are in all of them, joining is worth +0.3 to it "
        "(-1.7 by itself, +1 from the influence of A, +1 from conditions that hold)."
    )
    with pytest.raises(LookupError, match="no party 'e'"):
        KIND.explain(solution, Question("e"))
    with pytest.raises(LookupError, match="no concept"):
        KIND.explain(solution, Question("c", concept="nash"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"influences": [{"on": ["x"], "of": ["a"], "amount": 1}]}, "no party 'x'"),
        ({"target": {"parties": ["dd"]}}, "no party 'dd'"),
        ({"clauses": {"x": {"name": "x", "values": {"z": 1}}}}, "no party 'z'"),
        ({"design": {"clauses": ["revue"]}}, "no clause 'revue'"),
        ({"forecast": {"text": "t"}}, "no record to forecast from"),
        (
            {"parties": {"a": {"capability": 0}}, "influences": [], "clauses": {}, "target": None, "design": None,
             "conditions": {"k": {"name": "k", "quota": 1, "by": "capability", "bonus": 1}}},
            "weights of this condition are all zero",
        ),
        ({"influences": [{"on": ["a", "a"], "of": ["b"], "amount": 1}]}, "'a' is named twice"),
        ({"influences": [{"on": ["a"], "of": ["a"], "amount": 1}]}, "nobody is influenced by anybody else"),
        ({"influences": [{"on": [], "of": [], "amount": 1}]}, "nobody is influenced by anybody else"),
        ({"conditions": {"k": {"name": "k", "quota": 99, "bonus": 1}}}, "the quota is beyond all that it counts"),
        ({"target": {}}, "nothing is aimed at"),
        ({"target": {"count": 99}}, "the count aimed at is beyond all parties"),
        ({"clauses": {"x": {"name": "N", "values": {"a": 1}}, "y": {"name": "N", "values": {"a": 1}}}}, "one name"),
        ({"parties": {"a": {"codes": "NOR"}, "b": {"codes": "NOR"}, "c": {}}}, "NOR is in 'a' and in 'b'"),
        ({"parties": {"a": {"codes": "NOR SWE", "counts": 3}, "b": {}, "c": {}}}, "'a' counts 3 and names 2"),
    ],
)  # fmt: skip
def test_names_and_weights_are_checked(change: dict[str, Any], said: str) -> None:
    problems = list(KIND.check(case_from({**SECTION, **change})))
    assert any(said in problem.wrong for problem in problems)


def record_section(as_of: str) -> dict[str, Any]:
    joined = {"old": "NOR SWE FIN", "new": "NOR SWE"}
    texts = {
        name: {"title": name, "date": day, "positions": {"endorsed": codes}, "rest": "not_listed"}
        for (name, codes), day in zip(joined.items(), ["2020-01-01", "2024-01-01"], strict=True)
    }
    wealth = {"name": "wealth", "as_of": as_of, "values": {"NOR": 3.0, "SWE": 2.0, "FIN": 2.0}}
    return {"record": {"texts": texts, "covariates": {"wealth": wealth}}, "forecast": {"text": "new"}}


def test_a_covariate_that_postdates_the_text_is_refused_and_named() -> None:
    (problem,) = KIND.check(case_from(record_section("2024-06-01")))
    assert "'wealth' of 2024-06-01 does not predate the text of 2024-01-01" in problem.wrong
    assert not list(KIND.check(case_from(record_section("2023-06-01"))))


def test_a_record_alone_is_answered_with_its_denominator() -> None:
    solution = KIND.solve(case_from(record_section("2023-06-01")))
    findings = {finding.id: finding for finding in KIND.findings(solution)}
    assert findings["tally"].text.en == (
        "2 parties have joined “new” as of 2024-01-01, out of 193 that were looked up; who else attended is not "
        "known, and not being listed is no refusal."
    )
    assert findings["nearest"].subjects[0] == "FIN"
    (answer,) = KIND.explain(solution, Question("FIN"))
    assert answer.data["listed"] is False
    assert 0 < answer.data["low"] < answer.data["probability"] < answer.data["high"] < 1


def test_a_public_good_is_answered() -> None:
    section = {"public_good": {"benefit": {"a": 1, "b": 1, "c": 1}, "cost": {"a": 1, "b": 1, "c": 1}}}
    solution = KIND.solve(case_from(section))
    stable = KIND.payload(solution)["self_enforcing"]["stable"]
    assert {len(members) for members in stable} == {0, 2, 3}
    assert solution.public_good is not None and solution.public_good.farsighted is not None
    with pytest.raises(ValidationError, match="all zero"):
        case_from({"public_good": {"benefit": {"a": 0, "b": 0}, "cost": {"a": 1, "b": 1}}})


def test_the_library_reads_as_its_authors_differ() -> None:
    """X2: too binding and too weak lead to different common texts; the outcome alone cannot tell the accounts apart."""
    document = countermove.load("reaim").document
    (model,) = document.models.values()
    verdicts = {name: KIND.verdicts(KIND.solve(case_of(document, model, r))) for name, r in model.readings.items()}
    every = {name: tuple(verdict["in_every_equilibrium"]) for name, verdict in verdicts.items()}
    assert len({every[name] for name in ("base", "author-000", "author-001", "author-002")}) == 1
    assert "binding" not in verdicts["author-001"]["in_common_text"]
    assert "binding" in verdicts["author-002"]["in_common_text"]


def test_an_exclusive_choice_splits_what_hedging_kept_together() -> None:
    document = countermove.load("middle-ground").document
    model = document.models["choice"]
    base, exclusive = (KIND.solve(case_of(document, model, model.readings[name])) for name in ("base", "exclusive"))
    assert {"eu_us", "eu_un"} <= set(KIND.verdicts(base)["in_every_equilibrium"])
    equilibria = KIND.payload(exclusive)["game"]["equilibria"]
    assert equilibria and not any({"eu_us", "eu_un"} <= set(inside) for inside in equilibria)


def test_the_starter_is_sound(tmp_path: Any) -> None:
    file = tmp_path / "starter.yaml"
    file.write_text(KIND.starter, encoding="utf-8")
    document = countermove.load(file).document
    (model,) = document.models.values()
    solution = KIND.solve(case_of(document, model, model.readings["base"]))
    assert solution.game is not None
    assert cascade(solution.game.game, np.zeros(3, dtype=bool)).inside.tolist() == [True, True, True]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_are_whole_drawings(lang: Any) -> None:
    from xml.etree import ElementTree

    document = countermove.load("reaim").document
    (model,) = document.models.values()
    solved = [KIND.solve(case_of(document, model, model.readings["base"]))]
    figures = KIND.figures(solved, lang)
    assert [figure.id for figure in figures] == [
        "list-base",
        "tipping-base",
        "calibration-base",
        "record-base",
        "front-base",
        "beside-base",
    ]
    for figure in figures:
        assert ElementTree.fromstring(figure.svg).tag.endswith("svg")
    assert figures[0].svg.count('class="tile"') == 45


def test_readings_that_share_their_record_share_the_forecast() -> None:
    scenario = countermove.load("reaim")
    first, second = (answer.solution.forecast for answer in list(scenario.solve())[:2])
    assert first is second and first is not None
    case = scenario.case()
    other = case.section.forecast.model_copy(update={"learn_from": "none"})
    changed = KIND.solve(replace(case, section=case.section.model_copy(update={"forecast": other}))).forecast
    assert changed is not None and changed.outlooks != first.outlooks


def test_shares_of_the_calibration_carry_wilson_intervals() -> None:
    for joined, count in ((0, 191), (1, 1), (3, 10), (40, 45)):
        peer = binomtest(joined, count).proportion_ci(0.9, "wilson")
        assert wilson(joined / count, count) == pytest.approx((peer.low, peer.high), abs=1e-6)
