"""Stability of large conflicts: growth, memory, and ratios to the reachability matrices one would write first."""

from __future__ import annotations

import resource
from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from countermove.conflict.batches import equilibria_of_draws
from countermove.conflict.moves import Moves, cliques
from countermove.conflict.relations import as_arcs, improving, reachable, stable_by_relation, strictly_better
from countermove.conflict.stability import stability

Ints = NDArray[np.int64]
CONCEPTS = ("nash", "gmr", "smr", "seq")


def conflict(bits: int, actors: int, seed: int = 7) -> tuple[tuple[Moves, ...], Ints]:
    """Return all states of ``bits`` options shared evenly, with random strict orders."""
    rng = np.random.default_rng(seed)
    codes, each = np.arange(2**bits), bits // actors
    masks = [((1 << each) - 1) << (each * actor) for actor in range(actors)]
    masks[-1] |= (2**bits - 1) & ~sum(masks)
    moves = tuple(cliques(codes, mask, 0, 0) for mask in masks)
    return moves, np.stack([rng.permutation(codes.size) for _ in range(actors)])


def by_matrices(moves: tuple[Moves, ...], payoff: Ints) -> dict[str, NDArray[np.bool_]]:
    """Solve by a reachability matrix for each actor's opponents: the way the field's papers write it."""
    size, own = payoff.shape[1], as_arcs(moves)
    found: dict[str, list[NDArray[np.bool_]]] = {concept: [] for concept in CONCEPTS}
    for actor in range(len(own)):
        better = strictly_better(payoff[actor])
        rest = [other for other in range(len(own)) if other != actor]
        anyhow = reachable([own[other] for other in rest], size)
        gaining = reachable([improving(own[other], strictly_better(payoff[other])) for other in rest], size)
        nothing = np.zeros((size, size), dtype=np.bool_)
        for concept, answers in (("nash", nothing), ("gmr", anyhow), ("smr", anyhow), ("seq", gaining)):
            found[concept].append(stable_by_relation(own[actor], better, better, answers, concept == "smr"))
    return {concept: np.stack(tables) for concept, tables in found.items()}


def seconds(call: Callable[[], object], repeats: int = 5) -> float:
    """Return the median time of a call after one that compiles."""
    call()
    times = []
    for _ in range(repeats):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return median(times)


def main() -> None:
    """Print one line a claim."""
    moves, payoff = conflict(10, 3)
    ours, matrices = stability(moves, payoff, CONCEPTS), by_matrices(moves, payoff)
    for concept in CONCEPTS:
        np.testing.assert_array_equal(ours[concept], matrices[concept])
    slow = seconds(partial(by_matrices, moves, payoff), 3)
    fast = seconds(partial(stability, moves, payoff, CONCEPTS), 15)
    print(f"conflict-1024: {fast * 1e3:.1f} ms for 1,024 states, 3 actors, four concepts; {slow / fast:.0f} × matrices")
    times = {}
    for bits in (16, 20):
        moves, payoff = conflict(bits, 4)
        times[bits] = seconds(partial(stability, moves, payoff, CONCEPTS), 5)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"conflict-million: {times[20]:.2f} s for 2^20 states, 4 actors × 5 options, four concepts, all actors; "
        f"{times[20] / times[16]:.1f} × the time at 2^16; at most {memory:.2f} GB"
    )
    rng = np.random.default_rng(1)
    masks = (0b11, 0b1100, 0b110000, 0b1000000)
    small = tuple(cliques(np.arange(100), mask, 0, 0) for mask in masks)
    draws = [rng.permuted(np.tile(np.arange(100), (16_384, 1)), axis=1) for _ in masks]
    batch = seconds(partial(equilibria_of_draws, small, draws, CONCEPTS, 2), 3)

    def one_by_one() -> None:
        for draw in range(200):
            stability(small, np.stack([own[draw] for own in draws]), CONCEPTS)

    single = seconds(one_by_one, 3) / 200
    held = equilibria_of_draws(small, draws, CONCEPTS)
    for draw in range(0, 16_384, 1_000):
        alone = stability(small, np.stack([own[draw] for own in draws]), CONCEPTS)
        for place, concept in enumerate(CONCEPTS):
            np.testing.assert_array_equal(held[place, :, draw], alone[concept].all(axis=0))
    rate, ratio = 16_384 / batch, 16_384 / batch * single
    print(f"conflict-draws: {rate:,.0f} draws a second (100 states, 4 actors, four concepts); {ratio:.0f} × singly")


if __name__ == "__main__":
    main()
