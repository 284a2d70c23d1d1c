"""What a stage game is whatever is drawn, against a grid of all payoffs and against draws."""

from __future__ import annotations

import json
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest

import countermove
from countermove.dilemma import KIND
from countermove.dilemma.inputs import stage_columns
from countermove.dilemma.model import DilemmaModel
from countermove.kind import Bound, Case, Certain

STEPS = 5  # points of the grid in each unit: more than an actor has payoffs, so that every order fits into one unit


def number(rng: Random) -> Any:
    low = rng.randrange(4)
    return low if rng.random() < 0.3 else {"uniform": [low, low + rng.choice((1, 1, 2))]}


def cells(rng: Random) -> dict[str, Any]:
    return {name: number(rng) for name in "TRPS"}


def case_of(stage: dict[str, Any]) -> Case[DilemmaModel]:
    model = {
        "kind": "dilemma",
        "between": ["a", "b"],
        "actions": {"hold": {"name": "hold"}, "press": {"name": "press"}},
        **stage,
    }
    document = {"countermove": 1, "title": "t", "actors": {k: {"name": k} for k in "ab"}, "models": {"m": model}}
    return countermove.loads(json.dumps(document)).case()


def proved(case: Case[DilemmaModel]) -> dict[str, Bound]:
    assert isinstance(KIND, Certain)
    return dict(KIND.certain(case, {one.id: one.law for one in KIND.inputs(case)}))


def points(cell: Any) -> list[float]:
    if not isinstance(cell, dict):
        return [float(cell)]
    low, high = cell["uniform"]
    return [low + (k + 0.5) / STEPS for k in range(STEPS * (high - low))]


def orders(own: dict[str, Any]) -> np.ndarray:
    """Every order without a tie that the grid shows (ties of constants stay), own action down."""
    values = np.array(list(product(*(points(own[name]) for name in "RSTP"))))
    fixed = [k for k, name in enumerate("RSTP") if not isinstance(own[name], dict)]
    tied = np.zeros(len(values), np.bool_)
    for one, two in product(range(4), repeat=2):
        if one < two and not (one in fixed and two in fixed):
            tied |= values[:, one] == values[:, two]
    ranks = np.array([[sorted(set(row)).index(x) for x in row] for row in values[~tied].tolist()])
    return np.unique(ranks, axis=0).reshape(-1, 2, 2).astype(float)


def every_game(case: Case[DilemmaModel], first: np.ndarray, second: np.ndarray, once: bool) -> dict[str, Bound]:
    at = [(k, k) for k in range(len(first))] if once else list(product(range(len(first)), range(len(second))))
    payoff = np.array([[first[i], second[j].T] for i, j in at])
    return {name: Bound(bool(c.all()), bool(c.any())) for name, c in stage_columns(case.section, payoff).items()}


@pytest.mark.parametrize("seed", range(12))
def test_intervals_settle_the_game(seed: int) -> None:
    rng = Random(seed)
    first, second = cells(rng), cells(rng)
    case = case_of({"cells": {"a": first, "b": second}})
    assert proved(case) == every_game(case, orders(first), orders(second), once=False)


@pytest.mark.parametrize("seed", range(6))
def test_a_table_of_both_is_drawn_once(seed: int) -> None:
    own = cells(Random(100 + seed))
    case = case_of({"cells": {"both": own}})
    assert proved(case) == every_game(case, orders(own), orders(own), once=True)


def test_a_shared_number_leaves_open_what_it_may_exclude() -> None:
    document = """
countermove: 1
title: t
parameters: {p: {value: {uniform: [0, 1]}}}
actors: {a: {name: a}, b: {name: b}}
models:
  m:
    kind: dilemma
    between: [a, b]
    actions: {hold: {name: hold}, press: {name: press}}
    cells: {both: {T: 5, R: $p, P: $p, S: -1}}
"""
    bounds = proved(countermove.loads(document).case())
    assert bounds["nash:press/press"] == Bound(True, True)
    assert bounds["nash:hold/hold"] == Bound(False, False)
    assert bounds["game:prisoners_dilemma"].necessary is not True


def test_values_among_a_few_are_tried_with_their_ties() -> None:
    case = case_of({"cells": {"both": {"T": {"choice": [2, 4]}, "R": 2, "P": 1, "S": 0}}})
    bounds = proved(case)
    assert bounds["nash:hold/hold"] == Bound(False, True)  # where T is 2, nobody gains
    assert bounds["nash:press/press"] == Bound(True, True)
    mixed = {"T": {"choice": [2, 4]}, "R": {"uniform": [1, 2]}, "P": 1, "S": 0}
    assert proved(case_of({"cells": {"both": mixed}})) == {}


@pytest.mark.parametrize("name", ["standoff", "stability-framework"])
def test_no_draw_contradicts_what_is_proved(name: str) -> None:
    case = countermove.load(name).case()
    rng = np.random.default_rng(1)
    laws = {one.id: one.law for one in KIND.inputs(case)}
    draws = {id: law.draw(rng.random((3_000, law.coordinates))) for id, law in laws.items()}
    columns = KIND.evaluate(case, draws)
    bounds = proved(case)
    assert bounds
    for id, bound in bounds.items():
        assert columns[id].all() or not bound.necessary, id
        assert not columns[id].any() or bound.possible is not False, id
