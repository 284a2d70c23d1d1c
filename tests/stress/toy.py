"""A kind small enough to be answered by hand: two numbers, an order of three, a rule; it can nap and it can fail."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from countermove.document.evidence import Actor, Section
from countermove.document.faults import Problem
from countermove.document.laws import Quantity
from countermove.document.order_laws import AnyOrder, Holds, MallowsOrder
from countermove.document.text import Text
from countermove.kind import Case, Columns, Explanation, Figure, Finding, Input, Json, Kind, Outcome, Question, Table

THINGS = (Text("peace", "和平"), Text("truce", "停火"), Text("war", "战争"))


class ToyModel(Section):
    x: Quantity = Quantity.zero()
    y: Quantity = Quantity.zero()
    order: bool = True
    around: float = 0.0
    rule: float = 1.0
    nap: float = 0.0
    fail_from: float = 100.0
    nan_from: float = 100.0
    unsettled_from: float = 100.0
    trace: str = ""


class Toy:
    name = "toy"
    title = Text("Toy", "玩具")
    Model: type[BaseModel] = ToyModel
    subjects: tuple[str, ...] = ("state",)
    starter = ""

    def check(self, case: Case[ToyModel]) -> Iterable[Problem]:
        return ()

    def solve(self, case: Case[ToyModel]) -> dict[str, tuple[str, ...]]:
        return {"nash": ("peace",) if case.section.x.centre + case.section.y.centre < 1 else ()}

    def findings(self, solution: dict[str, tuple[str, ...]]) -> Sequence[Finding]:
        return ()

    def verdicts(self, solution: dict[str, tuple[str, ...]]) -> Mapping[str, Sequence[str]]:
        return solution

    def payload(self, solution: dict[str, tuple[str, ...]]) -> Json:
        return {}

    def tables(self, solution: dict[str, tuple[str, ...]]) -> Sequence[Table]:
        return ()

    def explain(self, solution: dict[str, tuple[str, ...]], question: Question) -> Sequence[Explanation]:
        return ()

    def figures(self, solved: Any, lang: Any) -> Sequence[Figure]:
        return ()

    def inputs(self, case: Case[ToyModel]) -> Sequence[Input]:
        model = case.section
        numbers = [
            Input(f"${one.parameter}" if one.parameter else name, Text(name, name), one.law)
            for name, one in (("x", model.x), ("y", model.y))
            if one.varies
        ]
        if model.around:
            numbers.append(
                Input("a.order", Text("A's order", "甲的排序"), MallowsOrder(THINGS, (2, 1, 0), model.around))
            )
        elif model.order:
            numbers.append(Input("a.order", Text("A's order", "甲的排序"), AnyOrder(THINGS)))
        if model.rule < 1:
            numbers.append(Input("rule", Text("The rule", "规则"), Holds(model.rule)))
        return numbers

    def outcomes(self, case: Case[ToyModel]) -> Sequence[Outcome]:
        return [
            Outcome("nash:peace", "peace", "nash", THINGS[0]),
            Outcome("nash:war", "war", "nash", THINGS[2]),
            Outcome("gmr:war", "war", "gmr", THINGS[2]),
            Outcome("product", "product", "value", Text("product", "乘积"), holds=False),
        ]

    def evaluate(self, case: Case[ToyModel], draws: Columns) -> Columns:
        model = case.section
        rows = len(next(iter(draws.values())))
        if model.trace:
            Path(model.trace, f"{time.time_ns()}-{os.getpid()}").touch()
        time.sleep(model.nap)
        x = draws.get(f"${model.x.parameter}", draws.get("x", np.full(rows, model.x.centre)))
        y = draws.get(f"${model.y.parameter}", draws.get("y", np.full(rows, model.y.centre)))
        order = draws.get("a.order", np.tile([2, 1, 0], (rows, 1)))
        if (x >= model.fail_from).any():
            raise ValueError(f"x is {x.max():.2f}, more than the toy bears")
        war = (order[:, 2] > order[:, 0]) & (draws.get("rule", np.ones(rows)) > 0)
        overruled = war | (x > 0.9)
        return {
            "nash:peace": x + y < 1,
            "nash:war": war,
            "gmr:war": np.where(x >= model.unsettled_from, np.nan, overruled)
            if model.unsettled_from < 1
            else overruled,
            "product": np.where(x >= model.nan_from, np.nan, x * y),
        }


KIND: Kind[ToyModel, dict[str, tuple[str, ...]]] = Toy()


def toy_case(reading: str = "base", **section: Any) -> Case[ToyModel]:
    model = ToyModel.model_validate({"x": {"uniform": [0, 1]}, "y": {"uniform": [0, 1]}, **section})
    actors = {"a": Actor(name=Text("A", "甲"))}
    return Case("toy", "base", reading, Text.both(reading), model, actors)
