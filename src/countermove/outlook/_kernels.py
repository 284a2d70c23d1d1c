"""Compiled inner loops of the outlook kind; what they mean is documented where they are called."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@njit(cache=True)
def _bound(gain: Ints, first: int, last: int, alive: Any, pair_start: Ints, best: Ints, total: Ints) -> None:
    """Refresh one factor's share of the bounds that still matter after its variants have changed."""
    for chosen in range(pair_start.size - 1):
        if alive[chosen]:
            for pair in range(pair_start[chosen], pair_start[chosen + 1]):
                most = np.int64(-(2**62))
                for variant in range(first, last):
                    if alive[variant] and gain[variant, pair] > most:
                        most = gain[variant, pair]
                total[pair] += most - best[pair]
                best[pair] = most


@njit(cache=True)
def _prune(
    gain: Ints, start: Ints, owner: Ints, pair_start: Ints, tolerance: int, alive: Any, best: Ints, total: Ints
) -> bool:
    """Drop variants that no completion supports until nothing changes; false where a factor is left with none."""
    factors = start.size - 1
    dirty = np.zeros(factors, np.bool_)
    while True:
        changed = False
        for variant in range(owner.size):
            if alive[variant]:
                for pair in range(pair_start[variant], pair_start[variant + 1]):
                    if total[pair] < -tolerance:
                        alive[variant] = False
                        dirty[owner[variant]] = True
                        changed = True
                        break
        if not changed:
            return True
        for factor in range(factors):
            if dirty[factor]:
                dirty[factor] = False
                if not alive[start[factor] : start[factor + 1]].any():
                    return False
                _bound(gain, start[factor], start[factor + 1], alive, pair_start, best[factor], total)


@njit(cache=True)
def _branch(alive: Any, start: Ints, order: Ints) -> int:
    """Return the open factor with the fewest variants left, or -1 where every factor has one."""
    chosen, fewest = -1, np.int64(2**62)
    for factor in order:
        left = alive[start[factor] : start[factor + 1]].sum()
        if 1 < left < fewest:
            chosen, fewest = factor, left
    return chosen


@njit(cache=True)
def search(
    gain: Ints,
    start: Ints,
    owner: Ints,
    pair_start: Ints,
    order: Ints,
    allowed: Any,
    tolerance: int,
    most: int,
    budget: int,
    out: Ints,
    seen: Ints,
) -> tuple[int, int, bool]:
    """Walk every branch that may hold a scenario; fill ``out`` and ``seen``; return count, branches, completeness.

    ``allowed`` masks the variants that scenarios may hold; the walk ends early once ``most`` have been found.
    """
    factors, variants, pairs = start.size - 1, owner.size, pair_start[-1]
    alive = np.ones((factors + 1, variants), np.bool_)
    alive[0] = allowed
    best = np.zeros((factors + 1, factors, pairs), np.int64)
    total = np.zeros((factors + 1, pairs), np.int64)
    picked, cursor = np.zeros(factors + 1, np.int64), np.zeros(factors + 1, np.int64)
    for factor in range(factors):
        _bound(gain, start[factor], start[factor + 1], alive[0], pair_start, best[0, factor], total[0])
    count, nodes = 0, 0
    if not _prune(gain, start, owner, pair_start, tolerance, alive[0], best[0], total[0]):
        return count, nodes, True
    picked[0] = _branch(alive[0], start, order)
    if picked[0] < 0:  # pruning alone has settled every factor
        picked[0] = 0
    cursor[0] = start[picked[0]]
    depth = 0
    while depth >= 0:
        factor, variant = picked[depth], cursor[depth]
        if variant == start[factor + 1]:
            depth -= 1
            continue
        cursor[depth] += 1
        if not alive[depth, variant]:
            continue
        if nodes >= budget:
            return count, nodes, False
        nodes += 1
        alive[depth + 1], best[depth + 1], total[depth + 1] = alive[depth], best[depth], total[depth]
        alive[depth + 1, start[factor] : start[factor + 1]] = False
        alive[depth + 1, variant] = True
        _bound(
            gain,
            start[factor],
            start[factor + 1],
            alive[depth + 1],
            pair_start,
            best[depth + 1, factor],
            total[depth + 1],
        )
        if not _prune(gain, start, owner, pair_start, tolerance, alive[depth + 1], best[depth + 1], total[depth + 1]):
            continue
        below = _branch(alive[depth + 1], start, order)
        if below >= 0:
            picked[depth + 1], cursor[depth + 1] = below, start[below]
            depth += 1
            continue
        for index in range(variants):
            if alive[depth + 1, index]:
                seen[index] += 1
                if count < out.shape[0]:
                    out[count, owner[index]] = index - start[owner[index]]
        count += 1
        if count >= most:
            return count, nodes, True
    return count, nodes, True


@njit(cache=True)
def search_each(
    impact: Ints, start: Ints, owner: Ints, pair_start: Ints, chosen: Ints, other: Ints, order: Ints, budget: int
) -> tuple[Ints, Ints, Any]:
    """Search one matrix after another: count, scenarios that hold each variant, completeness, one row a matrix."""
    draws, variants = impact.shape[0], owner.size
    count, seen = np.zeros(draws, np.int64), np.zeros((draws, variants), np.int64)
    complete = np.ones(draws, np.bool_)
    every = np.ones(variants, np.bool_)
    gain, nothing = np.zeros((variants, chosen.size), np.int64), np.zeros((0, start.size - 1), np.int64)
    for draw in range(draws):
        for variant in range(variants):
            for pair in range(chosen.size):
                gain[variant, pair] = impact[draw, variant, chosen[pair]] - impact[draw, variant, other[pair]]
        found = search(gain, start, owner, pair_start, order, every, 0, 2**62, budget, nothing, seen[draw])
        count[draw], complete[draw] = found[0], found[2]
    return count, seen, complete


@njit(cache=True)
def attractor_of(successor: Ints) -> Ints:
    """Label each node of a map with the least node of the cycle that it ends in."""
    label, trail = np.full(successor.size, -1, np.int64), np.full(successor.size, -1, np.int64)
    for node in range(successor.size):
        walker = node
        while label[walker] < 0 and trail[walker] != node:
            trail[walker] = node
            walker = successor[walker]
        if label[walker] < 0:  # the walk has closed a new cycle
            least, at = walker, successor[walker]
            while at != walker:
                least, at = min(least, at), successor[at]
            label[walker] = least
        mark, walker = label[walker], node
        while label[walker] < 0:
            label[walker] = mark
            walker = successor[walker]
    return label
