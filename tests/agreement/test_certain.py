"""Who joins whatever is drawn, against answering every combination of the ends of all laws."""

from __future__ import annotations

import json
from itertools import product
from random import Random
from typing import Any

import numpy as np

import countermove
from countermove.agreement.answers import EVERY, KIND, SOME
from countermove.agreement.model import AgreementModel
from countermove.kind import Bound, Case, Certain
from countermove.stress.study import Wish, lay_out, stress


def random_case(rng: Random, negative: bool = False) -> Case[AgreementModel]:
    names = ["FRA", "DEU", "JPN", "KOR"][: rng.choice((2, 3, 4))]
    spare = [7]  # numbers that vary, so that every corner can be tried

    def number(low: float, high: float) -> Any:
        one = round(rng.uniform(low, high), 2)
        if spare[0] == 0 or rng.random() < 0.4:
            return one
        spare[0] -= 1
        return {"uniform": [one, round(one + rng.uniform(0, high - low), 2)]}

    parties: dict[str, Any] = {name: {"own": number(-2, 1)} for name in names}
    for name in names:
        if rng.random() < 0.4:
            parties[name]["veto"] = number(0, 0.5)
        if rng.random() < 0.3:
            parties[name]["home"] = {"farmers": {"own": number(-1, 1)}, "unions": {"own": number(-1, 1)}}
            parties[name]["consent"] = rng.choice((1, 2))
    model: dict[str, Any] = {
        "kind": "agreement",
        "parties": parties,
        "influences": [
            {"on": [names[0]], "of": names[1:], "amount": number(-1.5, -0.5) if negative else number(0, 1)},
            {"on": names[1:], "of": [names[0]], "amount": number(0, 1)},
        ],
        "conditions": {"enough": {"name": "enough", "quota": number(0.6, 1.3), "bonus": number(0, 1)}},
        "clauses": {
            "c": {
                "name": "c",
                "present": True,
                "reservations": rng.random() < 0.5,
                "values": {names[-1]: number(-1, 1)},
            }
        },
    }
    document = {"countermove": 1, "title": "t", "models": {"m": model}}
    return countermove.loads(json.dumps(document)).case()


def corners(case: Case[AgreementModel]) -> dict[str, Bound]:
    laws = {one.id: one.law for one in KIND.inputs(case)}
    ends = [law.support for law in laws.values()]  # type: ignore[attr-defined]  # all are laws of numbers
    rows = np.array(list(product(*ends))).reshape(2 ** len(laws), len(laws))
    columns = KIND.evaluate(case, {name: rows[:, k] for k, name in enumerate(laws)} or {"none": np.zeros(1)})
    return {
        f"{concept}:{party}": Bound(
            bool(columns[f"{concept}:{party}"].all()), bool(columns[f"{concept}:{party}"].any())
        )
        for concept in (EVERY, SOME)
        for party in case.section.parties
    }


def proved(case: Case[AgreementModel]) -> Any:
    assert isinstance(KIND, Certain)
    return KIND.certain(case, {one.id: one.law for one in KIND.inputs(case)})


def test_ends_of_the_laws_settle_who_joins() -> None:
    settled = {True: 0, False: 0, None: 0}
    for seed in range(150):
        case = random_case(Random(seed))
        bounds = proved(case)
        assert bounds == corners(case), case.section
        for bound in bounds.values():
            settled[bound.necessary if bound.necessary == bound.possible else None] += 1
    assert min(settled.values()) > 50


def test_nothing_is_proved_where_parties_put_each_other_off() -> None:
    assert all(proved(random_case(Random(seed), negative=True)) == {} for seed in range(20))


def test_a_shared_number_that_cuts_both_ways_proves_nothing() -> None:
    text = """
countermove: 1
title: t
parameters: {p: {value: {uniform: [0, 1]}}}
models:
  m:
    kind: agreement
    parties:
      FRA: {own: $p}
      DEU: {own: 0.5, veto: $p}
"""
    assert proved(countermove.loads(text).case()) == {}
    assert proved(countermove.loads(text.replace("veto: $p", "veto: 0.1")).case())[f"{EVERY}:DEU"] == Bound(True, True)


def test_laws_without_ends_prove_nothing() -> None:
    text = "countermove: 1\ntitle: t\nmodels: {m: {kind: agreement, parties: {FRA: {own: {normal: [9, 1]}}}}}"
    assert proved(countermove.loads(text).case()) == {}


def test_a_study_says_of_whom_others_can_be_sure() -> None:
    answer = stress(lay_out(countermove.load("reaim").document, Wish(draws=300)))
    assert all(bound.necessary is not None for bound in answer.bounds.values())
    said = answer.payload()["sure"]
    assert said and all("can be sure" in one["en"] and "确信" in one["zh"] for one in said)
    for one in answer.robustness.held:
        bound = answer.bounds[one.outcome.id]
        assert one.share.value == 1 or not bound.necessary
        assert one.share.value == 0 or bound.possible
