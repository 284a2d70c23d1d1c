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


@njit(cache=True)
def matching_reply(
    payoff: Floats, support: Ints, replies: Ints, size: int, margin: float, work: Floats, weights: Floats
) -> int:
    """Return 1 if weights on ``replies`` make exactly the rows in ``support`` best, 0 if none do, 2 if near a tie.

    ``payoff`` is positive; the first ``size`` entries of ``support`` and ``replies`` count.
    """
    for i in range(size):
        for j in range(size):
            work[i, j] = payoff[support[i], replies[j]]
        work[i, size] = 1.0
    for p in range(size):
        best = p
        for i in range(p + 1, size):
            if abs(work[i, p]) > abs(work[best, p]):
                best = i
        if abs(work[best, p]) < margin:
            return 2
        for j in range(p, size + 1):
            work[p, j], work[best, j] = work[best, j], work[p, j]
        for i in range(p + 1, size):
            factor = work[i, p] / work[p, p]
            for j in range(p + 1, size + 1):
                work[i, j] -= factor * work[p, j]
    near = False
    for p in range(size - 1, -1, -1):
        value = work[p, size]
        for j in range(p + 1, size):
            value -= work[p, j] * weights[j]
        weights[p] = value / work[p, p]
        if weights[p] < -margin:
            return 0
        near |= weights[p] < margin
    used = 0
    for i in range(payoff.shape[0]):
        if used < size and support[used] == i:
            used += 1
            continue
        value = 0.0
        for j in range(size):
            value += payoff[i, replies[j]] * weights[j]
        if value > 1.0 + margin:
            return 0
        near |= value > 1.0 - margin
    return 2 if near else 1


@njit(cache=True)
def place_of(mask: np.uint64, table: NDArray[np.uint64], bits: int) -> np.uint64:
    """Return the slot of a mask in an open-addressed table: where it is, or the empty one where it belongs."""
    slot = (mask * np.uint64(11400714819323198485)) >> np.uint64(64 - bits)  # Fibonacci hashing
    while table[slot] != 0 and table[slot] != mask:
        slot = (slot + np.uint64(1)) & np.uint64(table.size - 1)
    return np.uint64(slot)


@njit(cache=True)
def rehashed(table: NDArray[np.uint64], bits: int) -> NDArray[np.uint64]:
    """Return the same masks in a table of 2^bits slots."""
    larger = np.zeros(1 << bits, np.uint64)
    for mask in table:
        if mask != 0:
            larger[place_of(mask, larger, bits)] = mask
    return larger


@njit(cache=True)
def leaving_row(table: Floats, column: int, margin: float) -> tuple[int, bool]:
    """Return the row that limits a column's entry (−1: none), and whether it does so by more than a near tie."""
    row, least, second = -1, np.inf, np.inf
    last = table.shape[1] - 1
    for r in range(table.shape[0]):
        if table[r, column] > margin:
            ratio = table[r, last] / table[r, column]
            if ratio < least:
                row, least, second = r, ratio, least
            elif ratio < second:
                second = ratio
    return row, row >= 0 and second - least > margin * max(1.0, least)


@njit(cache=True)
def pivot(table: Floats, row: int, column: int, into: Floats) -> None:
    """Exchange a basic and a free label; the dictionary that results is written to ``into``."""
    lead = table[row, column]
    for j in range(table.shape[1]):
        into[row, j] = table[row, j] / lead
    into[row, column] = 1.0 / lead
    for r in range(table.shape[0]):
        if r != row:
            factor = table[r, column]
            for j in range(table.shape[1]):
                into[r, j] = table[r, j] - factor * into[row, j]
            into[r, column] = -factor / lead


@njit(cache=True)
def labels_of(free: Ints, labels: int, support: Ints, replies: Ints) -> tuple[np.uint64, int]:
    """Write the support and the best replies of a vertex, ascending; return its labels and how many reply."""
    size = len(free)
    mask = np.uint64(0)
    for label in free:
        mask |= np.uint64(1) << np.uint64(label)
    own, other = 0, 0
    for label in range(labels):
        carried = mask >> np.uint64(label) & np.uint64(1)
        if label < size and not carried:
            support[own] = label
            own += 1
        elif label >= size and carried:
            replies[other] = label - size
            other += 1
    return mask, other


@njit(cache=True)
def supports_by_pivoting(
    first: Floats, second: Floats, margin: float, most: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], bool]:
    """Return the supports of all equilibria, walking the vertices of {x ≥ 0, second.T x ≤ 1} breadth first.

    At each vertex the other side is solved for alone. The last answer is False where something is a near tie, or there
    are more than ``most`` vertices: what was found may then not be all.
    """
    m, n = first.shape
    room = 256
    tables, basic, free = np.empty((room, n, m + 1)), np.empty((room, n), np.int64), np.empty((room, m), np.int64)
    tables[0, :, :m], tables[0, :, m] = second.T, 1.0
    basic[0], free[0] = np.arange(m, m + n), np.arange(m)
    bits = 10
    seen = np.zeros(1 << bits, np.uint64)
    seen[place_of(np.uint64((1 << m) - 1), seen, bits)] = np.uint64((1 << m) - 1)
    support, replies, weights = np.empty(m, np.int64), np.empty(m, np.int64), np.empty(m)
    work = np.empty((m, m + 1))
    own, other = np.zeros((64, m), np.bool_), np.zeros((64, n), np.bool_)
    found, count, at, clear = 0, 1, 0, True
    while at < count:
        mask, size = labels_of(free[at], m + n, support, replies)
        matched = matching_reply(first, support, replies, size, margin, work, weights) if at else 0
        clear &= matched < 2
        if matched == 1:
            if found == len(own):
                own, other = np.concatenate((own, np.zeros_like(own))), np.concatenate((other, np.zeros_like(other)))
            for i in range(size):
                own[found, support[i]] = other[found, replies[i]] = True
            found += 1
        for column in range(m):
            row, apart = leaving_row(tables[at], column, margin)
            clear &= apart
            if row < 0:
                continue
            gone, come = np.uint64(1) << np.uint64(free[at, column]), np.uint64(1) << np.uint64(basic[at, row])
            beyond = (mask & ~gone) | come
            slot = place_of(beyond, seen, bits)
            if seen[slot]:
                continue
            seen[slot] = beyond
            if count == room:
                tables = np.concatenate((tables, np.empty_like(tables)))
                basic, free = np.concatenate((basic, basic)), np.concatenate((free, free))
                room *= 2
            pivot(tables[at], row, column, tables[count])
            basic[count], free[count] = basic[at], free[at]
            basic[count, row], free[count, column] = free[at, column], basic[at, row]
            count += 1
            if count > most:
                return own[:found], other[:found], False
            if 2 * count > seen.size:
                bits += 1
                seen = rehashed(seen, bits)
        if not clear:
            break  # another road is taken then
        at += 1
    return own[:found], other[:found], clear
