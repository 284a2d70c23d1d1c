"""The stress seam against solving each draw by itself."""

from __future__ import annotations

import numpy as np
import pytest

import countermove
from countermove.conflict import inputs
from countermove.conflict.stability import stability
from countermove.document.faults import AnalysisError

RULES = """countermove: 1
title: rules that may hold
actors: {a: {name: A}, b: {name: B}}
models:
  m:
    kind: conflict
    options:
      a: {x: {name: X}, y: {name: Y}}
      b: {z: {name: Z}}
    infeasible:
      - {id: apart, rule: x and y, holds: 0.5}
    forbidden_moves:
      - {id: no-way-back, actor: b, from: z, to: not z, holds: 0.5}
    preferences:
      a: {statements: [not z, x, y]}
      b: {statements: [z if x, not z, not y]}
"""


@pytest.mark.parametrize("name", ["us-plan", "syria-iraq", "elmira"])
def test_each_draw_is_solved_as_if_alone(name: str) -> None:
    case = countermove.load(name).case()
    rng = np.random.default_rng(5)
    draws = {one.id: one.law.draw(rng.random((40, one.law.coordinates))) for one in inputs.inputs(case)}
    columns = inputs.evaluate(case, draws)
    assert set(columns) == {outcome.id for outcome in inputs.outcomes(case)}
    graph = inputs.widest_graph(case)
    labels = graph.labels(range(graph.size))
    for row in range(40):
        payoff = np.stack([np.asarray(draws[f"preferences.{actor}"][row], dtype=np.int64) for actor in graph.actors])
        for concept, table in stability(graph.moves, payoff, inputs.CONCEPTS).items():
            held = table.all(axis=0)
            assert [bool(columns[f"{concept}:{label}"][row]) for label in labels] == held.tolist()
            assert columns[f"{concept}_count"][row] == held.sum()


def test_rules_that_may_hold_are_in_force_where_drawn() -> None:
    case = countermove.loads(RULES).case()
    ids = [one.id for one in inputs.inputs(case)]
    assert ids == ["infeasible.apart", "forbidden_moves.no-way-back"]
    draws = {ids[0]: np.array([1.0, 1.0, 0.0, 0.0]), ids[1]: np.array([1.0, 0.0, 1.0, 0.0])}
    columns = inputs.evaluate(case, draws)
    for row in range(4):
        text = RULES.replace(", holds: 0.5", "")
        if not draws[ids[0]][row]:
            text = text.replace("      - {id: apart, rule: x and y}\n", "").replace("    infeasible:\n", "")
        if not draws[ids[1]][row]:
            text = text.replace("      - {id: no-way-back, actor: b, from: z, to: not z}\n", "")
            text = text.replace("    forbidden_moves:\n", "")
        verdicts = countermove.loads(text).answer().verdicts()
        for concept in inputs.CONCEPTS:
            held = {
                name.split(":")[1] for name, column in columns.items() if name.startswith(f"{concept}:") and column[row]
            }
            assert held == set(verdicts[concept]), (row, concept)


def test_an_order_cannot_rank_states_that_a_rule_may_allow() -> None:
    text = RULES.replace("statements: [not z, x, y]", "order: [NNN, YNN, NYN, NNY, YNY, NYY]")
    with pytest.raises(AnalysisError, match="write statements, or take `holds` off the rule"):
        inputs.inputs(
            countermove.loads(text.replace(", holds: 0.5}\n    forbidden", ", holds: 0.4}\n    forbidden")).case()
        )


def test_shares_are_told_of_options_too() -> None:
    case = countermove.load("us-plan").case()
    rng = np.random.default_rng(1)
    draws = {one.id: one.law.draw(rng.random((500, one.law.coordinates))) for one in inputs.inputs(case)}
    columns = inputs.evaluate(case, draws)
    # whatever the order of priorities, the neutral Union commits to neither side in any Nash outcome
    assert not columns["nash_some:eu.eu_us"].any() and not columns["nash_some:eu.eu_cn"].any()
    assert columns["nash_every:cn.p_core"].all()
