"""Compiled inner loops of the drivers; what they mean is documented where they are called.

Arguments have no types here: numba infers them, and the callers are typed.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def end_slice(order, value, weight, hit, first, step, stop, rank):  # type: ignore[no-untyped-def]
    """Return draws and hits of the slice at one end of a number, and where the box then ends; no draws where none."""
    at, taken = first, 0
    while True:
        taken += weight[order[at]]
        if taken > rank:
            break
        at += step
    edge = value[order[at]]
    at, count, hits = first, 0, 0
    while at != stop and value[order[at]] != edge:
        row = order[at]
        count += weight[row]
        hits += weight[row] * hit[row]
        at += step
    if count > 0:
        return count, hits, edge
    while at != stop:  # the value at the end is shared by more than the slice: it goes as a whole
        row = order[at]
        if weight[row] > 0 and value[row] != edge:
            return count, hits, value[row]
        count += weight[row]
        hits += weight[row] * hit[row]
        at += step
    return 0, 0, edge


@njit(cache=True, nogil=True)
def best_slice(kind, place, order, value, bounds, code, codes, rows, weight, hit, alpha, least):  # type: ignore[no-untyped-def]
    """Return column, what is lost (-1 the low end, -2 the high end, else a code) and the new end; column -1 for none.

    ``order[q]`` lists all rows by ascending value of number q; rows out of the box weigh nothing. ``bounds`` is moved
    inwards past them.
    """
    size, hits = 0, 0
    for row in rows:
        size += weight[row]
        hits += weight[row] * hit[row]
    rank = min(max(int(alpha * size), 1), size - 1)
    column, lost, end, gain = -1, 0, 0.0, 0.0
    losses = np.zeros(codes.max() if codes.size else 1, np.int64)
    lost_hits = np.zeros_like(losses)
    for one in range(kind.size):
        at = place[one]
        if kind[one] == 0:
            while weight[order[at, bounds[at, 0]]] == 0:
                bounds[at, 0] += 1
            while weight[order[at, bounds[at, 1]]] == 0:
                bounds[at, 1] -= 1
            for side in range(2):
                step = 1 - 2 * side
                count, found, edge = end_slice(
                    order[at], value[at], weight, hit, bounds[at, side], step, bounds[at, 1 - side] + step, rank
                )
                if count > 0 and size - count >= least:
                    rise = ((hits - found) / (size - count) - hits / size) / count
                    if rise > gain:
                        column, lost, end, gain = one, -1 - side, edge, rise
        else:
            losses[:], lost_hits[:] = 0, 0
            for row in rows:
                losses[code[at, row]] += weight[row]
                lost_hits[code[at, row]] += weight[row] * hit[row]
            for which in range(codes[at]):
                count = losses[which]
                if count > 0 and size - count >= least:
                    rise = ((hits - lost_hits[which]) / (size - count) - hits / size) / count
                    if rise > gain:
                        column, lost, end, gain = one, which, 0.0, rise
    return column, lost, end


@njit(cache=True, nogil=True)
def leaf_value(feature, threshold, left, right, value, node, table, row, other, group, shuffled):  # type: ignore[no-untyped-def]
    """Return what a tree guesses for a row; columns of the group ``shuffled`` are read from another row."""
    while left[node] >= 0:
        column = feature[node]
        read = other if group[column] == shuffled else row
        node = left[node] if table[read, column] <= threshold[node] else right[node]
    return value[node]


@njit(cache=True, nogil=True)
def shuffled_guesses(feature, threshold, left, right, value, roots, table, group, shuffles):  # type: ignore[no-untyped-def]
    """Return the forest's guesses, (rows,), and those with each group of columns shuffled, (groups, rows, repeats).

    ``group`` numbers the group of each column. A tree guesses anew only where the road of a row asks for the group and
    the shuffled value answers otherwise, and from there on.
    """
    groups, rows, repeats = shuffles.shape
    plain, other = np.zeros(rows), np.zeros((groups, rows, repeats))
    road, turn = np.empty(left.size, np.int64), np.empty(left.size, np.bool_)
    begun = np.full(groups, -1)
    visit = 0
    for root in roots:
        for row in range(rows):
            visit += 1
            node, length = root, 0
            while left[node] >= 0:
                road[length], turn[length] = node, table[row, feature[node]] <= threshold[node]
                node = left[node] if turn[length] else right[node]
                length += 1
            guess = value[node]
            plain[row] += guess
            for first in range(length):
                one = group[feature[road[first]]]
                if one < 0 or begun[one] == visit:
                    continue
                begun[one] = visit
                for repeat in range(repeats):
                    far = shuffles[one, row, repeat]
                    for step in range(first, length):
                        node = road[step]
                        column = feature[node]
                        if group[column] == one and (table[far, column] <= threshold[node]) != turn[step]:
                            node = right[node] if turn[step] else left[node]
                            other[one, row, repeat] += (
                                leaf_value(feature, threshold, left, right, value, node, table, row, far, group, one)
                                - guess
                            )
                            break
    for row in range(rows):
        other[:, row] += plain[row]
    return plain / roots.size, other / roots.size
