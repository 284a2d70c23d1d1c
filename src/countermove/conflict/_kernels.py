"""Compiled inner loops of the conflict kind; what they mean is documented where they are called."""

from __future__ import annotations

import numpy as np
from numba import njit

from countermove.conflict import walks

LANES = 64

counting_order = njit(cache=True, nogil=True)(walks.counting_order)
sort_members = njit(cache=True, nogil=True)(walks.sort_members)
best_reply = njit(cache=True, nogil=True)(walks.best_reply)
spread_any = njit(cache=True, nogil=True)(walks.spread_any)
connected = njit(cache=True, nogil=True)(walks.connected)
least_of_part = njit(cache=True, nogil=True)(walks.least_of_part)
spread_improving = njit(cache=True, nogil=True)(walks.spread_improving)
deterred = njit(cache=True, nogil=True)(walks.deterred)
spread_arcs = njit(cache=True, nogil=True)(walks.spread_arcs)
deterred_arcs = njit(cache=True, nogil=True)(walks.deterred_arcs)
best_reply_arcs = njit(cache=True, nogil=True)(walks.best_reply_arcs)
reach_matrix = njit(cache=True, nogil=True)(walks.reach_matrix)
deterred_relation = njit(cache=True, nogil=True)(walks.deterred_relation)


@njit(cache=True, nogil=True)
def lower_labels(label, mask, begins, ends, movers, focal, masked):  # type: ignore[no-untyped-def]
    """Lower labels along opponents' arcs until nothing changes; ``mask`` is 0 in the lanes where an arc is taken."""
    changed = np.empty(LANES, label.dtype)
    forward = True
    while True:
        changed[:] = 0
        for step in range(begins.size):
            arc = step if forward else begins.size - 1 - step
            if movers[arc] == focal:
                continue
            start, end = begins[arc], ends[arc]
            if masked:
                for lane in range(LANES):
                    now = min(label[start, lane], label[end, lane] | mask[arc, lane])
                    changed[lane] |= now ^ label[start, lane]
                    label[start, lane] = now
            else:
                for lane in range(LANES):
                    now = min(label[start, lane], label[end, lane])
                    changed[lane] |= now ^ label[start, lane]
                    label[start, lane] = now
        if not changed.any():
            return
        forward = not forward


@njit(cache=True, nogil=True)
def lower_labels_by_mover(label, mask, begins, ends, movers, focal, masked):  # type: ignore[no-untyped-def]
    """Lower labels of (state, last mover): nobody moves twice in succession; slot ``focal`` is where one starts."""
    actors = label.shape[1]
    changed = np.empty(LANES, label.dtype)
    forward = True
    while True:
        changed[:] = 0
        for step in range(begins.size):
            arc = step if forward else begins.size - 1 - step
            mover = movers[arc]
            if mover == focal:
                continue
            start, end = begins[arc], ends[arc]
            for slot in range(actors):
                if slot == mover:
                    continue
                for lane in range(LANES):
                    found = label[end, mover, lane] | (mask[arc, lane] if masked else 0)
                    now = min(label[start, slot, lane], found)
                    changed[lane] |= now ^ label[start, slot, lane]
                    label[start, slot, lane] = now
        if not changed.any():
            return
        forward = not forward


@njit(cache=True, nogil=True)
def lowest_in_component(label, component, lowest):  # type: ignore[no-untyped-def]
    """Give every state the least label of its component."""
    top = np.iinfo(label.dtype).max
    lowest[:] = top
    for state in range(label.shape[0]):
        part = component[state]
        for lane in range(LANES):
            lowest[part, lane] = min(lowest[part, lane], label[state, lane])
    for state in range(label.shape[0]):
        part = component[state]
        for lane in range(LANES):
            label[state, lane] = lowest[part, lane]


@njit(cache=True, nogil=True)
def solve_lanes(payoff, begins, ends, movers, own, component, equilibria, wanted, transitive, low, high):  # type: ignore[no-untyped-def]
    """Solve draws ``low`` to ``high`` of one graph, LANES at a time; see ``batches.equilibria_of_draws``.

    ``payoff`` is (blocks, actors, n, LANES), arcs are sorted by mover; ``equilibria`` is (blocks, concepts, n, LANES),
    1 where stable for all. ``component[i]`` numbers the parts that actor i's opponents connect, or is -1 where moves
    are not reversible.
    """
    actors, count = payoff.shape[1], payoff.shape[2]
    top = np.iinfo(payoff.dtype).max
    mask = np.empty((begins.size, LANES), payoff.dtype)
    key = np.empty((count, LANES), payoff.dtype)
    label = np.empty((count, LANES), payoff.dtype)
    lowest = np.empty((count, LANES), payoff.dtype)
    slots = np.empty((1 if transitive else count, actors, LANES), payoff.dtype)
    for block in range(low, high):
        for arc in range(begins.size):
            mover, start, end = movers[arc], begins[arc], ends[arc]
            for lane in range(LANES):
                gains = payoff[block, mover, end, lane] > payoff[block, mover, start, lane]
                mask[arc, lane] = 0 if gains else top
        for concept in range(wanted.size):
            kind = wanted[concept]
            for focal in range(actors):
                for state in range(count):
                    for lane in range(LANES):
                        key[state, lane] = payoff[block, focal, state, lane]
                if kind == 2 or kind == 4:
                    for arc in range(own[focal], own[focal + 1]):
                        start, end = begins[arc], ends[arc]
                        for lane in range(LANES):
                            key[start, lane] = max(key[start, lane], payoff[block, focal, end, lane])
                label[:] = key
                if kind == 0:
                    label[:] = top
                elif not transitive:
                    for state in range(count):
                        for slot in range(actors):
                            for lane in range(LANES):
                                slots[state, slot, lane] = top if slot == focal else key[state, lane]
                    lower_labels_by_mover(slots, mask, begins, ends, movers, focal, kind >= 3)
                    for state in range(count):
                        for lane in range(LANES):
                            label[state, lane] = slots[state, focal, lane]
                elif kind <= 2 and component[focal, 0] >= 0:
                    lowest_in_component(label, component[focal], lowest)
                else:
                    lower_labels(label, mask, begins, ends, movers, focal, kind >= 3)
                for arc in range(own[focal], own[focal + 1]):
                    start, end = begins[arc], ends[arc]
                    for lane in range(LANES):
                        bad = (mask[arc, lane] == 0) & (label[end, lane] > payoff[block, focal, start, lane])
                        equilibria[block, concept, start, lane] = min(
                            equilibria[block, concept, start, lane], np.uint8(0) if bad else np.uint8(1)
                        )
