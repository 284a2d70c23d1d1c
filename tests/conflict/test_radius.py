"""Radii against breadth-first search over swaps, every game on the way solved by the oracle."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from random import Random

from countermove.conflict.crossing import NEVER, cheapest_superset, cost
from countermove.conflict.game import Game
from countermove.conflict.radius import Distance, radii

from .oracle import oracle
from .random_games import random_game

GAMES = int(os.environ.get("COUNTERMOVE_ORACLE_GAMES", "60"))
CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
Node = tuple[tuple[int, ...], ...]  # everybody's payoffs


def swapped(payoff: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for low, high in pairwise(sorted(set(payoff))):
        yield tuple(high if one == low else low if one == high else one for one in payoff)


def with_payoffs(game: oracle.Game, node: Node) -> oracle.Game:
    return replace(game, payoff=dict(zip(game.actors, node, strict=True)))


def nearest_flips(game: oracle.Game, states: range, actors: list[int]) -> dict[tuple[str, int], int]:
    """Return, by concept and state, the swaps in these actors' orders after which the verdict first differs."""
    start: Node = tuple(game.payoff[actor] for actor in game.actors)
    before = {concept: oracle.equilibria(game, concept) for concept in CONCEPTS}
    found: dict[tuple[str, int], int] = {}
    seen, level, swaps = {start}, [start], 0
    while level:
        swaps += 1
        further = []
        for node in level:
            for actor in actors:
                for payoff in swapped(node[actor]):
                    after = (*node[:actor], payoff, *node[actor + 1 :])
                    if after not in seen:
                        seen.add(after)
                        further.append(after)
        for node in further:
            for concept in CONCEPTS:
                for state in before[concept] ^ oracle.equilibria(with_payoffs(game, node), concept):
                    found.setdefault((concept, state), swaps)
        level = further
    return {(c, s): found.get((c, s), NEVER) for c in CONCEPTS for s in states}


def proves(game: oracle.Game, one: Distance, state: int, concept: str) -> bool:
    """Say whether the certificate is as many swaps away as it says, and turns the verdict round."""
    changed, swaps = dict(game.payoff), 0
    for actor, tiers in one.orders.items():
        name = game.actors[actor]
        stated = changed[name]
        changed[name] = tuple(-next(k for k, tier in enumerate(tiers) if s in tier) for s in range(game.states))
        assert all(len({stated[s] for s in tier}) == 1 for tier in tiers)
        assert len(tiers) == len(set(stated))
        tops = [stated[tier[0]] for tier in tiers]
        swaps += sum(tops[a] < tops[b] for a in range(len(tops)) for b in range(a + 1, len(tops)))
    then = oracle.equilibria(with_payoffs(game, tuple(changed[name] for name in game.actors)), concept)
    return swaps == one.upper and (state in then) != (state in oracle.equilibria(game, concept))


def check(ours: Game, game: oracle.Game, work: int) -> None:
    states = range(game.states)
    joint = nearest_flips(game, states, list(range(len(game.actors))))
    alone = [nearest_flips(game, states, [actor]) for actor in range(len(game.actors))]
    for state in states:
        found = radii(ours, state, CONCEPTS, work)
        for concept in CONCEPTS:
            radius = found[concept]
            assert radius.holds == (state in oracle.equilibria(game, concept))
            truths = [joint[concept, state], *(one[concept, state] for one in alone)]
            for answer, truth in zip([radius.joint, *radius.by_actor], truths, strict=True):
                assert answer.lower <= truth <= answer.upper, (concept, state, answer, truth)
                assert answer.upper == NEVER or proves(game, answer, state, concept), (concept, state, answer)
                if concept in ("nash", "gmr", "smr") or work > 10**6:
                    assert answer.exact and answer.upper == truth, (concept, state, answer, truth)


def test_radii_equal_breadth_first_search() -> None:
    rng = Random(31)
    for _ in range(GAMES):
        ours, game = random_game(rng, rng.choice([3, 4, 4]), rng.choice([1, 2, 2]), ties=True)
        check(ours, game, work=10**9)


def test_bounds_hold_where_little_is_tried() -> None:
    rng = Random(32)
    for _ in range(GAMES):
        ours, game = random_game(rng, 4, 2, ties=True)
        check(ours, game, work=200)


def test_the_cheapest_superset_is_the_cheapest() -> None:
    for needed in range(1 << 9):
        supersets = [one for one in range(1 << 9) if one & needed == needed]
        assert cost(cheapest_superset(needed)) == min(map(cost, supersets))


def test_cost_is_the_number_of_swaps() -> None:
    """Against bubble sort: carry the chosen tiers above the state, count the swaps."""
    for crossing in range(1 << 7):
        line = [1, *(int(not crossing >> k & 1) + (not crossing >> k & 1) for k in range(7))]  # 0 crosses, 2 stays
        swaps = 0
        for end in range(len(line), 1, -1):
            for k in range(end - 1):
                if line[k] > line[k + 1]:
                    line[k], line[k + 1] = line[k + 1], line[k]
                    swaps += 1
        assert swaps == cost(crossing)
