"""Compiled inner loops of the dilemma kind; what they mean is documented where they are called."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@njit(cache=True)
def pure_equilibria(payoff: NDArray[Any], sizes: Ints) -> NDArray[np.bool_]:
    """Mark the profiles (last action fastest) at which every actor's payoff is the best over its own actions."""
    actors, cells = payoff.shape
    holds = np.ones(cells, np.bool_)
    stride = cells
    for actor in range(actors):
        size = sizes[actor]
        block, stride = stride, stride // size
        own = payoff[actor]
        if size == 2:  # no inner loop and no branch, so that it vectorises
            for start in range(0, cells, block):
                for offset in range(start, start + stride):
                    one, two = own[offset], own[offset + stride]
                    holds[offset] &= one >= two
                    holds[offset + stride] &= two >= one
            continue
        for start in range(0, cells, block):
            for offset in range(start, start + stride):
                best = own[offset]
                for action in range(1, size):
                    best = max(best, own[offset + action * stride])
                for action in range(size):
                    holds[offset + action * stride] &= own[offset + action * stride] >= best
    return holds


@njit(cache=True)
def occupancies(first: Floats, second: Floats, discount: Floats, opening: Floats) -> Floats:
    """Return the weight of CC, CD, DC, DD over time for each pair; NaN where the chain falls apart at discount 1.

    Elimination of states without subtraction (Grassmann, Taksar, Heyman), on the chain that restarts with 1 − δ.
    """
    pairs = first.shape[0]
    weights = np.empty((pairs, 4))
    chain = np.empty((4, 4))
    seen = np.array((0, 2, 1, 3))
    for pair in range(pairs):
        d = discount[pair]
        for state in range(4):
            x, y = first[pair, state], second[pair, seen[state]]
            chain[state, 0] = d * x * y + (1 - d) * opening[pair, 0]
            chain[state, 1] = d * x * (1 - y) + (1 - d) * opening[pair, 1]
            chain[state, 2] = d * (1 - x) * y + (1 - d) * opening[pair, 2]
            chain[state, 3] = d * (1 - x) * (1 - y) + (1 - d) * opening[pair, 3]
        whole = True
        for last in range(3, 0, -1):
            leaving = 0.0
            for state in range(last):
                leaving += chain[last, state]
            if leaving < 1e-100:  # what comes back so rarely overflows: solved outside
                whole = False
                break
            for state in range(last):
                chain[state, last] /= leaving
            for i in range(last):
                for j in range(last):
                    chain[i, j] += chain[i, last] * chain[last, j]
        if not whole:
            weights[pair, :] = np.nan
            continue
        weights[pair, 0] = 1.0
        total = 1.0
        for state in range(1, 4):
            value = 0.0
            for before in range(state):
                value += weights[pair, before] * chain[before, state]
            weights[pair, state] = value
            total += value
        for state in range(4):
            weights[pair, state] /= total
    return weights


@njit(cache=True, parallel=True)
def matches(first: Floats, second: Floats, payoff: Floats, rounds: int, seeds: NDArray[np.uint64]) -> Floats:
    """Play each pair once for so many rounds; return both mean payoffs (xorshift64* a match, seeded)."""
    played = first.shape[0]
    means = np.empty((played, 2))
    for match in prange(played):
        word = seeds[match]
        counts = np.zeros(4, np.int64)
        own, other = first[match, 4], second[match, 4]
        for _ in range(rounds):
            word ^= word >> np.uint64(12)
            word ^= word << np.uint64(25)
            word ^= word >> np.uint64(27)
            mixed = word * np.uint64(2685821657736338717)
            one = float(mixed >> np.uint64(32)) * 2.0**-32
            two = float(mixed & np.uint64(0xFFFFFFFF)) * 2.0**-32
            a = 0 if one < own else 1
            b = 0 if two < other else 1
            counts[2 * a + b] += 1
            own, other = first[match, 2 * a + b], second[match, 2 * b + a]
        for actor in range(2):
            total = 0.0
            for state in range(4):
                total += counts[state] * payoff[actor, state]
            means[match, actor] = total / rounds
    return means
