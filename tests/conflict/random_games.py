"""Small random games, made for engine and oracle at once; seeded, so that thousands take seconds."""

from __future__ import annotations

from random import Random

import numpy as np

from countermove.conflict.game import Game, Graph
from countermove.conflict.moves import arcs

from .oracle import oracle


def random_game(rng: Random, states: int, actors: int, ties: bool) -> tuple[Game, oracle.Game]:
    """Return one game twice; about a third of all moves exist, and half of the games have cliques as moves."""
    names = tuple(f"a{number + 1}" for number in range(actors))
    moves: dict[str, set[tuple[int, int]]] = {}
    for name in names:
        if rng.random() < 0.5:
            part = [rng.randrange(max(states // 2, 1)) for _ in range(states)]
            moves[name] = {(s, t) for s in range(states) for t in range(states) if s != t and part[s] == part[t]}
        else:
            moves[name] = {(s, t) for s in range(states) for t in range(states) if s != t and rng.random() < 0.35}
    payoff = {}
    for name in names:
        own = [rng.randrange(states) for _ in range(states)] if ties else rng.sample(range(states), states)
        dense = {value: rank for rank, value in enumerate(sorted(set(own)))}
        payoff[name] = tuple(dense[value] for value in own)
    listed = [np.array(sorted(moves[name]), dtype=np.int64).reshape(-1, 2) for name in names]
    graph = Graph(
        names,
        tuple(arcs(pairs[:, 0], pairs[:, 1], states) for pairs in listed),
        states,
        0,
        drawn=tuple(f"s{state + 1}" for state in range(states)),
    )
    engine = Game(graph, np.array([payoff[name] for name in names], dtype=np.int64))
    return engine, oracle.Game(names, states, moves, payoff)
