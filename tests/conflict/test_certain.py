"""What is proved of a conflict's draws, against answering every draw that there may be."""

from __future__ import annotations

import json
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest

import countermove
from countermove.conflict import KIND, certain, inputs
from countermove.conflict.model import ConflictModel
from countermove.kind import Bound, Case


def drawn_by_hand(rng: Random) -> dict[str, Any]:
    states = [f"s{number}" for number in range(1, 5)]
    names = ["a", "b", "c"][: rng.choice((2, 2, 3))]

    def preference() -> dict[str, Any]:
        ranked = rng.sample(states, 4)
        if rng.random() < 0.4:
            pairs = [[one, two] for place, one in enumerate(ranked) for two in ranked[place + 1 :]]
            return {"partial": [pair for pair in pairs if rng.random() < 0.4]}
        order: list[Any] = [ranked[0], ranked[1:3], ranked[3]] if rng.random() < 0.3 else ranked
        vary = rng.choice(({"swaps": 1}, {"swaps": 2}, {"mallows": 0.5}))
        return {"order": order, "vary": vary} if rng.random() < 0.8 else {"order": order}

    model = {
        "kind": "conflict",
        "states": states,
        "status_quo": "s1",
        "moves": {
            name: [[one, two] for one in states for two in states if one != two and rng.random() < 0.4]
            for name in names
        },
        "preferences": {name: preference() for name in names},
    }
    return {"countermove": 1, "title": "t", "actors": {name: {"name": name} for name in names}, "models": {"m": model}}


def with_options(rng: Random) -> dict[str, Any]:
    options = {"a": ["x", "y"], "b": ["z"], "c": ["w"]} if rng.random() < 0.3 else {"a": ["x", "y"], "b": ["z"]}
    every = [name for own in options.values() for name in own]

    def statements(actor: str) -> list[Any]:
        found: list[Any] = []
        for number, name in enumerate(rng.sample(every, rng.choice((2, 3)))):
            rule = f"{'not ' * rng.randrange(2)}{name} {rng.choice(('and', 'or', 'if'))} {rng.choice(every)}"
            holds = {"holds": 0.5} if rng.random() < 0.2 else {}
            found.append({"id": f"{actor}{number}", "rule": rule, **holds})
        return found

    model: dict[str, Any] = {
        "kind": "conflict",
        "options": {actor: {name: {"name": name} for name in own} for actor, own in options.items()},
        "preferences": {
            actor: {"statements": statements(actor), "vary": {"statements": rng.choice(("shuffle", {"swaps": 1}))}}
            for actor in options
        },
    }
    if rng.random() < 0.4:
        model["infeasible"] = [{"id": "r1", "rule": "x and y", "holds": rng.choice((0.5, 1))}]
    if rng.random() < 0.3:
        model["same"] = [{"id": "r2", "rule": "x and z", "holds": 0.5}]
        for actor in options:  # a preference must not tell merged states apart
            model["preferences"][actor]["statements"] = ["x and z", *model["preferences"][actor]["statements"]]
    if rng.random() < 0.3:
        model["forbidden_moves"] = [{"id": "r3", "actor": "b", "from": "z", "to": "not z", "holds": 0.5}]
    return {
        "countermove": 1,
        "title": "t",
        "actors": {name: {"name": name} for name in options},
        "models": {"m": model},
    }


def every_draw(case: Case[ConflictModel]) -> dict[str, Bound]:
    """Answer all combinations of all values."""
    values = {one.id: one.law.every(100_000) for one in inputs.inputs(case)}  # type: ignore[attr-defined]  # few enough to list
    rows = np.array(list(product(*(range(len(own)) for own in values.values()))))
    columns = inputs.evaluate(case, {name: own[rows[:, k]] for k, (name, own) in enumerate(values.items())})
    return {
        one.id: Bound(bool(columns[one.id].all()), bool(columns[one.id].any()))
        for one in inputs.outcomes(case)
        if one.holds
    }


def proved(case: Case[ConflictModel]) -> dict[str, Bound]:
    return certain.certain(case, {one.id: one.law for one in inputs.inputs(case)})


def cases(make: Any, count: int) -> list[Case[ConflictModel]]:
    found = []
    for seed in range(count):
        try:
            case = countermove.loads(json.dumps(make(Random(seed)))).case()
            if not inputs.inputs(case):
                continue
        except (countermove.DocumentError, countermove.AnalysisError):
            continue
        found.append(case)
    assert len(found) > count / 2
    return found


@pytest.mark.parametrize("make", [drawn_by_hand, with_options])
@pytest.mark.parametrize("cells", [certain.MOST_CELLS, 0], ids=["listed", "pairs"])
def test_nothing_is_claimed_that_a_draw_refutes(make: Any, cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certain, "MOST_CELLS", cells)
    settled = 0
    for case in cases(make, 120):
        truth, bounds = every_draw(case), proved(case)
        assert bounds.keys() == truth.keys()
        for name, bound in bounds.items():
            true = truth[name]
            assert bound.necessary in (None, true.necessary), (case.section, name)
            assert bound.possible in (None, true.possible), (case.section, name)
            settled += None not in (bound.necessary, bound.possible)
    assert settled > 1_000


def test_states_are_settled_where_orders_are_listed() -> None:
    for case in cases(drawn_by_hand, 200):
        truth = every_draw(case)
        for name, bound in proved(case).items():
            if not name.startswith("seq"):
                assert bound == truth[name], (case.section, name)


def test_pairs_settle_orders_of_which_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certain, "MOST_CELLS", 0)
    compared = 0
    for case in cases(drawn_by_hand, 200):
        own = case.section.preferences.values()
        if not all(one.partial is not None or (one.vary is not None and one.vary.mallows is not None) for one in own):
            continue
        truth, bounds = every_draw(case), proved(case)
        for name in bounds:
            if not name.startswith("seq"):
                assert bounds[name] == truth[name], (case.section, name)
                compared += 1
    assert compared > 300


def test_a_rule_may_exclude_one_of_merged_states() -> None:
    """Every choice of rules written out as a document of its own and solved: verdicts, options and numbers alike."""
    may_fail: dict[str, dict[str, str]] = {
        "infeasible": {"id": "r1", "rule": "x and not y"},
        "same": {"id": "r2", "rule": "x and z"},
    }

    def document(**shares: float) -> str:
        rules = {key: [{**rule, "holds": shares[key]}] for key, rule in may_fail.items() if shares[key] > 0}
        model = {
            "kind": "conflict",
            "options": {"a": {"x": {"name": "x"}, "y": {"name": "y"}}, "b": {"z": {"name": "z"}}},
            "preferences": {"a": {"statements": ["x and z"]}, "b": {"statements": ["x and z", "not z iff x"]}},
            **rules,
        }
        actors = {name: {"name": name} for name in "ab"}
        return json.dumps({"countermove": 1, "title": "t", "actors": actors, "models": {"m": model}})

    for share in (0.5, 1.0):
        case = countermove.loads(document(infeasible=0.5, same=share)).case()
        bounds = proved(case)
        for excluded, merged in product((0, 1), (0, 1) if share < 1 else (1,)):
            draw = {"infeasible.r1": np.array([excluded]), **({"same.r2": np.array([merged])} if share < 1 else {})}
            columns = inputs.evaluate(case, draw)
            plain = countermove.loads(document(infeasible=excluded, same=merged)).case()
            solved = KIND.solve(plain)
            for concept, labels in KIND.verdicts(solved).items():
                if concept not in inputs.CONCEPTS:
                    continue
                feasible = {"YYY"} if excluded else {"YNY", "YYY"}
                whole = set(labels) | (feasible if merged and feasible & set(labels) else set())
                held = {one.subject for one in inputs.outcomes(case) if one.concept == concept and columns[one.id][0]}
                assert held - {"count"} == whole, (concept, excluded, merged)
                assert columns[f"{concept}_count"][0] == len(labels)
                assert columns[f"{concept}_some:a.y"][0] == any(label[1] == "Y" for label in whole)
        for name, bound in every_draw(case).items():
            assert bounds[name].necessary in (None, bound.necessary)
            assert bounds[name].possible in (None, bound.possible)


def test_too_large_a_model_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    case = countermove.load("syria-iraq").case()
    assert proved(case)
    monkeypatch.setattr(certain, "LISTED", 5)
    assert proved(case) == {}
