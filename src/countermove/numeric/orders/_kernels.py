"""Compiled inner loops of drawing orders; what they mean is documented where they are called."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.signedinteger]
Reals = NDArray[np.float64]
Seeds = NDArray[np.uint64]


@njit(cache=True)
def shuffled(uniforms: Reals, out: Ints) -> None:
    """Fill each row with a uniformly random permutation of 0…m-1 (Fisher–Yates, inside out)."""
    draws, size = out.shape
    for row in range(draws):
        for k in range(size):
            out[row, k] = k
        for k in range(1, size):
            j = int(uniforms[row, k - 1] * (k + 1))
            kept = out[row, k]
            out[row, k] = out[row, j]
            out[row, j] = kept


@njit(cache=True)
def inserted(uniforms: Reals, powers: Reals, phi: float, out: Ints) -> None:
    """Fill each row with the tiers best first: tier k jumps ahead of d earlier ones with weight phi**d."""
    draws, tiers = out.shape
    for row in range(draws):
        for k in range(tiers):
            at = k
            if k > 0:
                u = uniforms[row, k - 1]
                if phi == 1.0:
                    jump = int(u * (k + 1))
                else:
                    target, jump = u * (1.0 - powers[k + 1]), 0
                    while jump < k and 1.0 - powers[jump + 1] <= target:
                        jump += 1
                while jump > 0:
                    out[row, at] = out[row, at - 1]
                    at -= 1
                    jump -= 1
            out[row, at] = k


@njit(cache=True)
def swapped(uniforms: Reals, out: Ints) -> None:
    """Fill each row with 0…t-1 after one swap of neighbours a column of uniforms."""
    draws, size = out.shape
    for row in range(draws):
        for k in range(size):
            out[row, k] = k
        for step in range(uniforms.shape[1]):
            at = int(uniforms[row, step] * (size - 1))
            kept = out[row, at]
            out[row, at] = out[row, at + 1]
            out[row, at + 1] = kept


@njit(cache=True)
def placed(sequence: Ints, tier_of: Ints, out: Ints) -> None:
    """Turn tiers best first into the payoff of each thing."""
    draws, tiers = sequence.shape
    payoff_of = np.empty(tiers, out.dtype)
    for row in range(draws):
        for k in range(tiers):
            payoff_of[sequence[row, k]] = tiers - 1 - k
        for thing in range(tier_of.size):
            out[row, thing] = payoff_of[tier_of[thing]]


@njit(cache=True)
def walked(uniforms: Reals, start: Ints, edge_share: Reals, edge_thing: Ints, edge_target: Ints, out: Ints) -> None:
    """Walk from the empty up-set to the full one, each step with the share of extensions that begin so."""
    draws, size = out.shape
    for row in range(draws):
        node = 0
        for k in range(size):
            edge, last = start[node], start[node + 1] - 1
            if edge < last:
                u = uniforms[row, k]
                while edge < last and edge_share[edge] <= u:
                    edge += 1
            out[row, k] = edge_thing[edge]
            node = edge_target[edge]


@njit(cache=True)
def riffled(uniforms: Reals, parts: Ints, part_of: Ints, start: Ints, out: Ints) -> None:
    """Interleave the rows of independent parts, every interleaving alike."""
    draws, size = out.shape
    label = np.empty(size, np.int64)
    taken = np.empty(start.size - 1, np.int64)
    for row in range(draws):
        for k in range(size):
            label[k] = part_of[k]
        for k in range(1, size):
            j = int(uniforms[row, k - 1] * (k + 1))
            kept = label[k]
            label[k] = label[j]
            label[j] = kept
        taken[:] = 0
        for k in range(size):
            part = label[k]
            out[row, k] = parts[row, start[part] + taken[part]]
            taken[part] += 1


@njit(cache=True)
def mixed(seeds: Seeds, first: Ints, above: Bools, steps: int, out: Ints) -> None:
    """Run the lazy chain of adjacent transpositions with position weights p(n-p) from a fixed extension."""
    draws, size = out.shape
    half = np.uint64(1)
    peak = (size * size) // 4
    for row in range(draws):
        for k in range(size):
            out[row, k] = first[k]
        state = seeds[row]
        step = 0
        while step < steps:
            state += np.uint64(0x9E3779B97F4A7C15)
            z = state
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z = z ^ (z >> np.uint64(31))
            p = 1 + np.int64(((z >> np.uint64(33)) * np.uint64(size - 1)) >> np.uint64(31))
            accepted = np.int64(((z >> np.uint64(1)) & np.uint64(0xFFFFFFFF)) * np.uint64(peak) >> np.uint64(32))
            if accepted >= p * (size - p):
                continue  # the position was drawn evenly; this thins it to weight p(n-p)
            step += 1
            if z & half:
                a, b = out[row, p - 1], out[row, p]
                if not above[a, b]:
                    out[row, p - 1] = b
                    out[row, p] = a


@njit(cache=True)
def ranked(priority: Ints, holds: Bools, truth: Bools, class_of: Ints, out: Ints) -> None:
    """Give each thing its lexicographic payoff under statements in each row's order of importance."""
    draws = out.shape[0]
    statements, classes = truth.shape
    order = np.empty(classes, np.int64)
    spare = np.empty(classes, np.int64)
    payoff = np.empty(classes, np.int64)
    false_of = np.zeros(statements, np.int64)
    for statement in range(statements):
        for k in range(classes):
            false_of[statement] += 1 - truth[statement, k]
    for row in range(draws):
        complete = True
        for k in range(classes):
            order[k] = k
        for position in range(statements - 1, -1, -1):  # least important first: each pass is a stable partition
            statement = priority[row, position]
            if not holds[row, statement]:
                complete = False
                continue
            low, high = np.int64(0), false_of[statement]
            for k in range(classes):
                thing = order[k]
                true = np.int64(truth[statement, thing])
                spare[low + true * (high - low)] = thing
                high += true
                low += 1 - true
            order, spare = spare, order
        level = 0
        payoff[order[0]] = 0
        for k in range(1, classes):
            if complete:
                level += 1
            else:
                for statement in range(statements):
                    if holds[row, statement] and truth[statement, order[k]] != truth[statement, order[k - 1]]:
                        level += 1
                        break
            payoff[order[k]] = level
        for thing in range(class_of.size):
            out[row, thing] = payoff[class_of[thing]]


@njit(cache=True)
def reversed_pairs(payoff: Ints, centre: Ints, out: Ints) -> None:
    """Count for each row the pairs that it ranks the other way round than the centre does."""
    draws, size = payoff.shape
    for row in range(draws):
        count = 0
        for a in range(size):
            for b in range(a + 1, size):
                if centre[a] < centre[b]:
                    count += int(payoff[row, a] > payoff[row, b])
                elif centre[a] > centre[b]:
                    count += int(payoff[row, a] < payoff[row, b])
        out[row] = count
