"""The engine against an oracle that shares neither code nor idea with it, from the text of a document on."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

import countermove
from countermove.analysis import Answer
from countermove.conflict.certificates import SearchTooLongError, certificate
from countermove.conflict.explaining import explanation
from countermove.conflict.payload import paths_payload

from .oracle import oracle
from .oracle import strategies as drawn
from .oracle.certificates import from_labels, violations
from .oracle.option_form import joint_moves

CASES = int(os.environ.get("COUNTERMOVE_ORACLE_CASES", "150"))
many = settings(deadline=None, max_examples=CASES, suppress_health_check=list(HealthCheck))
fewer = settings(deadline=None, max_examples=max(CASES // 3, 20), suppress_health_check=list(HealthCheck))
CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def answered(description: drawn.Description, horizon: int | None = None) -> Answer:
    return countermove.loads(drawn.to_document(description)).answer(horizon=horizon)


def stable_states(answer: Answer, concept: str, actor: int) -> set[int]:
    return set(map(int, np.flatnonzero(answer.solution.stable[concept][actor])))


@many
@given(drawn.games())
def test_every_concept_for_every_actor(description: drawn.Description) -> None:
    answer, game = answered(description), drawn.to_game(description)
    assert tuple(answer.solution.game.graph.labels(range(game.states))) == drawn.labels(description)
    for concept in CONCEPTS:
        for place, actor in enumerate(game.actors):
            assert stable_states(answer, concept, place) == getattr(oracle, concept)(game, actor), (concept, actor)


@fewer
@given(drawn.games())
def test_certificates_convince_a_stranger(description: drawn.Description) -> None:
    answer, game = answered(description), drawn.to_game(description)
    solution = answer.solution
    names = solution.game.graph.labels(range(game.states))
    for concept in CONCEPTS:
        for place in range(len(game.actors)):
            for state in range(min(game.states, 12)):
                proof = certificate(solution.game, state, place, concept)
                assert proof.stable == bool(solution.stable[concept][place, state])
                said = explanation(solution, proof, concept)
                assert violations(game, from_labels(said.data, names)) == []
                assert said.text.en and said.text.zh


@fewer
@given(drawn.games(drawn.skeletons(actors=2), extras=False))
def test_limited_moves_and_non_myopic(description: drawn.Description) -> None:
    answer, game = answered(description, horizon=4), drawn.to_game(description)
    for horizon in range(1, 5):
        table = oracle.limited_move(game, horizon)
        for place, actor in enumerate(game.actors):
            assert stable_states(answer, f"l{horizon}", place) == table[actor]
    lasting = oracle.non_myopic(game)
    for place, actor in enumerate(game.actors):
        assert stable_states(answer, "non_myopic", place) == lasting[actor]


@fewer
@given(drawn.option_games())
def test_simultaneous_sanctions(description: drawn.OptionDescription) -> None:
    answer, game = answered(description), drawn.to_option_game(description)
    for place, actor in enumerate(game.actors):
        assert stable_states(answer, "sim", place) == oracle.sim(game, actor)


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(drawn.option_games())
def test_simultaneous_sanctions_looked_up_one_by_one(description: drawn.OptionDescription) -> None:
    game = drawn.to_option_game(description)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("countermove.conflict.simultaneous.AT_ONCE", 1)
        answer = answered(description)
    for place, actor in enumerate(game.actors):
        assert stable_states(answer, "sim", place) == oracle.sim(game, actor)


@fewer
@given(drawn.games(strength=True))
def test_strong_stability(description: drawn.Description) -> None:
    answer, game = answered(description), drawn.to_game(description)
    assume(answer.solution.strong)
    for concept in CONCEPTS[1:]:
        for place, actor in enumerate(game.actors):
            found = set(map(int, np.flatnonzero(answer.solution.strong[concept][place])))
            stable = stable_states(answer, concept, place)
            assert found & stable == oracle.strongly_stable(game, actor, concept)


@fewer
@given(drawn.games(unknown=True))
def test_extensions_for_unknown_preferences(description: drawn.Description) -> None:
    answer, game = answered(description), drawn.to_game(description)
    assume(answer.solution.extensions)
    for which, tables in answer.solution.extensions.items():
        for concept, table in tables.items():
            for place, actor in enumerate(game.actors):
                found = set(map(int, np.flatnonzero(table[place])))
                assert found == oracle.unknown_extension(game, actor, concept, which), (which, concept, actor)


@fewer
@given(drawn.partial_games())
def test_necessary_and_possible_over_all_completions(description: drawn.Description) -> None:
    answer, game = answered(description), drawn.to_game(description)
    partial = drawn.to_partial(description)
    assume(answer.solution.certain)
    for concept in CONCEPTS:
        bounds, truth = answer.solution.certain[concept], oracle.certainty(game, partial, concept)
        assert bounds.exact
        for place, actor in enumerate(game.actors):
            assert set(map(int, np.flatnonzero(bounds.necessary[place]))) == truth.necessary[actor]
            assert set(map(int, np.flatnonzero(bounds.possible[place]))) == truth.possible[actor]
        assert set(map(int, np.flatnonzero(bounds.necessary_equilibria))) == truth.necessary_equilibria
        assert set(map(int, np.flatnonzero(bounds.possible_equilibria))) == truth.possible_equilibria


@fewer
@given(drawn.games(extras=True))
def test_coalitions_mixed_concepts_and_hypergames(description: drawn.Description) -> None:
    answer, game = answered(description), drawn.to_game(description)
    solution = answer.solution
    for coalition in solution.coalitions:
        moves = None
        if isinstance(description, drawn.OptionDescription):
            moves = joint_moves(drawn.to_form(description), coalition.members)
        joint = oracle.as_one_actor(game, coalition.members, moves)
        for concept in CONCEPTS:
            found = set(map(int, np.flatnonzero(coalition.as_one_actor[concept])))
            assert found == oracle.equilibria(joint, concept), concept
            turn = set(map(int, np.flatnonzero(coalition.coalitional[concept])))
            assert turn == oracle.coalitional(game, coalition.members, concept), concept
    if description.concepts:
        chosen = dict(zip(description.actors, description.concepts, strict=True))
        assert set(map(int, solution.equilibria("mixed"))) == oracle.mixed(game, chosen)
    if solution.believed is not None:
        seen = drawn.to_perceived(description)
        for concept in CONCEPTS:
            truth = oracle.hypergame(game, seen, concept)
            for actor, table in solution.believed.equilibria[concept].items():
                assert set(map(int, np.flatnonzero(table))) == truth.believed[actor]


@fewer
@given(drawn.games())
def test_ways_from_the_status_quo(description: drawn.Description) -> None:
    answer, game = answered(description), drawn.to_game(description)
    start = drawn.status_quo(description)
    data = paths_payload(answer.solution)
    names = answer.solution.game.graph.labels(range(game.states))
    assert data["status_quo"] == names[start]
    gaining, moving = oracle.from_status_quo(game, start)
    assert {names.index(label) for label in data["by_improvement"]} == gaining
    assert {names.index(label) for label in data["by_any_move"]} == moving
    for label, route in data["routes"].items():
        at, last = names[start], None
        for step in route:
            assert step["from"] == at and step["actor"] != last
            assert (names.index(step["from"]), names.index(step["to"])) in game.moves[step["actor"]]
            at, last = step["to"], step["actor"]
        assert at == label


@many
@given(drawn.games())
def test_implications_between_concepts(description: drawn.Description) -> None:
    stable = answered(description).solution.stable
    chains = [("smr", "nash"), ("gmr", "smr"), ("sseq", "nash"), ("seq", "sseq"), ("gmr", "seq"), ("smr", "sseq")]
    for weaker, stronger in chains:
        assert not (stable[stronger] & ~stable[weaker]).any(), (stronger, weaker)


def test_a_search_that_grows_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("countermove.conflict.certificates.MAX_VISITS", 3)
    solution = countermove.load("us-plan").answer().solution
    with pytest.raises(SearchTooLongError, match="positions were visited"):
        paths_payload(solution)
