"""The verbs ``inverse`` and ``radius``: contract, both languages, refusals, scenarios of hundreds of states."""

from __future__ import annotations

import json
from fractions import Fraction
from math import factorial
from typing import Any

import pytest

import countermove
from countermove.cli.main import main
from countermove.conflict.game import Game
from countermove.conflict.stability import stability

CONCEPTS = ["nash", "gmr", "smr", "seq", "sseq"]
PARTIAL = """
countermove: 1
title: Two actors, one of whom is known in part
actors: {one: {name: One}, two: {name: Two}}
models:
  base:
    kind: conflict
    options: {one: {go: {name: Go}}, two: {act: {name: Act}}}
    preferences:
      one: {partial: [[YN, NN]]}
      two: {order: [NN, YN, NY, YY]}
"""


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run(*arguments, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_inverse_keeps_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    data = answer(capsys, "inverse", "syria-iraq", "YNN", "--actor", "syria")
    assert data["schema"] == "countermove.inverse/1" and list(data["result"]) == CONCEPTS
    seq = data["result"]["seq"]
    assert (seq["count"], seq["total"], seq["share"], seq["exact"]) == ("384", "720", "8/15", True)
    assert seq["condition"] == {
        "en": "Stable iff Syria ranks YNN above NNN or NNY, and above NYN or NYY.",
        "zh": "当且仅当叙利亚将YNN排在NNN或NNY之上，且排在NYN或NYY之上时稳定。",
    }


def test_inverse_in_part_counts_what_agrees(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "partial.yaml"
    path.write_text(PARTIAL, encoding="utf-8")
    found = answer(capsys, "inverse", str(path), "NN", "--actor", "one")["result"]
    assert found["nash"]["total"] == "12" and found["nash"]["count"] == "0"
    assert found["nash"]["condition"]["en"] == "Stable under none of these orders."
    other = answer(capsys, "inverse", str(path), "NN", "--actor", "two")["result"]
    assert other["seq"] is None and other["gmr"]["total"] == "24"
    assert run("radius", str(path), "NN") == 1
    assert "not wholly known" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["us-plan", "summit"])
def test_inverse_of_hundreds_of_states_is_exact(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = answer(capsys, "inverse", name, "status_quo", "--actor", "cn")["result"]
    states = countermove.load(f"library:{name}").answer().solution.game.graph.size
    for found in result.values():
        assert found["exact"] and int(found["total"]) == factorial(states)
        assert Fraction(found["share"]) == Fraction(int(found["count"]), int(found["total"]))
    shares = {concept: Fraction(found["share"]) for concept, found in result.items()}
    assert shares["nash"] <= shares["sseq"] <= min(shares["smr"], shares["seq"])
    assert max(shares["smr"], shares["seq"]) <= shares["gmr"] < 1
    assert shares["nash"].numerator == 1  # 1 in k + 1 for k own moves


def payoffs_after(game: Game, orders: dict[str, list[Any]]) -> Game:
    payoff = game.payoff.copy()
    for actor, order in orders.items():
        place = game.graph.actors.index(actor)
        for depth, tier in enumerate(reversed(order)):
            for label in [tier] if isinstance(tier, str) else tier:
                payoff[place, game.graph.find(label)] = depth
    return Game(game.graph, payoff)


@pytest.mark.parametrize("name", ["us-plan", "summit", "elmira"])
def test_radius_certificates_turn_the_verdict_round(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    game = countermove.load(f"library:{name}").answer().solution.game
    state = game.graph.status_quo
    result = answer(capsys, "radius", name, game.graph.label(state))["result"]
    assert list(result) == CONCEPTS
    for concept, found in result.items():
        assert found["holds"] == bool(stability(game.graph.moves, game.payoff, [concept])[concept][:, state].all())
        assert found["exact"] or found["lower"] < (found["swaps"] or 10**9)
        for one in [found, *found["by_actor"].values()]:
            if one["swaps"] is not None:
                then = payoffs_after(game, one["orders"])
                held = stability(then.graph.moves, then.payoff, [concept])[concept][:, state].all()
                assert bool(held) != found["holds"], concept


def test_statements_that_turn_the_verdict_round(capsys: pytest.CaptureFixture[str]) -> None:
    """A reranking is checked by writing it into the document and solving that."""
    scenario = countermove.load("library:us-plan")
    state = next(iter(scenario.answer().verdicts()["gmr"]))  # status quo plus one option: statements decide
    result = answer(capsys, "radius", "us-plan", state)["result"]
    checked = 0
    for concept, found in result.items():
        for actor, own in found["statements"].items():
            rules = scenario.case().section.preferences[actor].statements
            named = {rule.id or rule.rule: rule for rule in rules}
            trials = [[named[key] for key in own["ranking"]]] if own["ranking"] else []
            trials += [[rule for key, rule in named.items() if key != left] for left in own["drop"]]
            for trial in trials:
                assert (state in resolved(scenario, actor, trial)[concept]) != found["holds"]
                checked += 1
    assert checked


def resolved(scenario: Any, actor: str, statements: list[Any]) -> Any:
    from dataclasses import replace

    from countermove.kinds import kind

    case = scenario.case()
    preferences = dict(case.section.preferences)
    preferences[actor] = preferences[actor].model_copy(update={"statements": tuple(statements)})
    section = case.section.model_copy(update={"preferences": preferences})
    return kind("conflict").verdicts(kind("conflict").solve(replace(case, section=section)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_both_languages(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("inverse", "cuban", "status_quo", "--actor", next(iter(actors("cuban"))), "--lang", lang) == 0
    assert run("radius", "syria-iraq", "NYY", "--lang", lang) == 0
    said = capsys.readouterr().out
    assert ("Stable" in said and "holds." in said) == (lang == "en")
    assert "{" not in said


def actors(name: str) -> tuple[str, ...]:
    graph = countermove.load(f"library:{name}").answer().solution.game.graph
    return tuple(graph.actors)


def test_refusals(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("inverse", "syria-iraq", "YNN", "--actor", "iran") == 1
    assert "did you mean" in capsys.readouterr().err
    assert run("radius", "syria-iraq", "YYN") == 1
    assert "not feasible" in capsys.readouterr().err
    assert run("inverse", "syria-iraq", "YNN") == 2
    assert run("radius", "reaim", "x") == 2
    assert "kinds that have it: conflict" in capsys.readouterr().err
