"""Shares of orders against plain enumeration: every order of small random games, solved by the oracle."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations
from random import Random

from countermove.conflict.clauses import Gain, answer_table, as_clause
from countermove.conflict.clauses import gains as gains_of
from countermove.conflict.game import Game
from countermove.conflict.inverse import Condition, condition, stable_orders
from countermove.conflict.relations import as_arcs

from .oracle import oracle
from .random_games import random_game

GAMES = int(os.environ.get("COUNTERMOVE_ORACLE_GAMES", "250"))
CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def gains(game: Game, state: int, actor: int, concept: str) -> list[Gain]:
    table = answer_table(game.graph.moves, game.payoff, actor, concept)
    return gains_of(as_arcs(game.graph.moves)[actor], table, state, concept)


def fulfils(payoff: Sequence[int], state: int, found: Condition) -> bool:
    if found.clauses is None:
        return False
    return all(any(all(payoff[state] > payoff[one] for one in way) for way in clause) for clause in found.clauses)


def test_counts_and_conditions_equal_enumeration() -> None:
    rng = Random(2026)
    for _ in range(GAMES):
        ours, game = random_game(rng, rng.choice([2, 3, 4, 4, 5]), rng.choice([1, 2, 2, 3]), ties=True)
        pairs = [pair for pair in combinations(range(game.states), 2) if rng.random() < rng.choice([0, 0.3])]
        check_every_order(ours, game, rng.randrange(len(game.actors)), pairs)


def check_every_order(ours: Game, game: oracle.Game, actor: int, pairs: list[tuple[int, int]]) -> None:
    name = game.actors[actor]
    orders = [order for order in permutations(range(game.states)) if all(order[a] > order[b] for a, b in pairs)]
    stable = {
        order: {c: getattr(oracle, c)(replace(game, payoff={**game.payoff, name: order}), name) for c in CONCEPTS}
        for order in orders
    }
    for state in range(game.states):
        better = as_clause(a for a in range(game.states) if all(order[a] > order[state] for order in orders))
        worse = as_clause(a for a in range(game.states) if all(order[a] < order[state] for order in orders))
        for concept in CONCEPTS:
            own = gains(ours, state, actor, concept)
            found = stable_orders(own, state, game.states, pairs)
            held = [order for order in orders if state in stable[order][concept]]
            assert (found.count, found.total, found.exact) == (len(held), len(orders), True), concept
            said = condition(own, better, worse)
            assert [order for order in orders if fulfils(order, state, said)] == held, concept


def test_a_sample_stands_in_beyond_the_budget() -> None:
    tangled = [Gain(k, (1 << k, 0b11 << k, 0b10010 << (k % 3))) for k in range(1, 7)]
    exact = stable_orders(tangled, 0, 10)
    drawn_share = stable_orders(tangled, 0, 10, nodes=0)
    assert exact.exact and not drawn_share.exact and drawn_share.interval is not None
    assert drawn_share.interval[0] <= exact.share <= drawn_share.interval[1]
    assert drawn_share == stable_orders(tangled, 0, 10, nodes=0)
    pairs = [(8, 0), (1, 2), (3, 2)]
    known, sampled = stable_orders(tangled, 0, 10, pairs), stable_orders(tangled, 0, 10, pairs, upsets=1, seed=3)
    assert known.exact and sampled.interval is not None
    assert sampled.interval[0] <= known.share <= sampled.interval[1]


def test_states_that_nothing_connects_do_not_count() -> None:
    """Forty states, of which three matter: the others would be past listing, and leave the share as it is."""
    found = stable_orders([Gain(1, (0b10,))], 0, 40, [(2, 1)])
    assert found.exact and found.share == Fraction(2, 3)  # of 021, 201, 210 all but the last
