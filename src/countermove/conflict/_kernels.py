"""Compiled inner loops of the conflict kind; what they mean is documented where they are called.

Per-state arrays are int32: at a million states the loops wait for memory, and half the width is half the wait.
"""

from __future__ import annotations

import numpy as np
from numba import njit

LANES = 64


@njit(cache=True, nogil=True)
def counting_order(key, top):  # type: ignore[no-untyped-def]
    """Return the states by ascending key (0 ≤ key ≤ top), equal keys in state order."""
    place = np.zeros(top + 2, np.int32)
    for value in key:
        place[value + 1] += 1
    for value in range(top + 1):
        place[value + 1] += place[value]
    order = np.empty(key.size, np.int32)
    for state in range(key.size):
        order[place[key[state]]] = state
        place[key[state]] += 1
    return order


@njit(cache=True, nogil=True)
def sort_members(order, payoff, group, start):  # type: ignore[no-untyped-def]
    """Return the states by group and rising payoff, and where in its group each state's tier of equals begins."""
    fill = start[:-1].copy()
    members = np.empty(order.size, np.int32)
    tier = np.empty(order.size, np.int32)
    for state in order:
        slot = group[state]
        at = fill[slot]
        members[at] = state
        tier[state] = at
        if at > start[slot] and payoff[members[at - 1]] == payoff[state]:
            tier[state] = tier[members[at - 1]]
        fill[slot] = at + 1
    return members, tier


@njit(cache=True, nogil=True)
def best_reply(payoff, group, start, members, first, last, pattern):  # type: ignore[no-untyped-def]
    """Return the best payoff an actor has by staying or by one move of its own (members ascend by payoff)."""
    best = np.empty(pattern.size, np.int32)
    for g in range(pattern.size):
        top = payoff[members[start[g + 1] - 1]]
        for h in range(first[g], last[g]):
            if h != g and pattern[g] & ~pattern[h] == 0:
                top = max(top, payoff[members[start[h + 1] - 1]])
        best[g] = top
    reply = np.empty(payoff.size, np.int32)
    for state in range(payoff.size):
        reply[state] = best[group[state]]
    return reply


@njit(cache=True, nogil=True)
def spread_any(order, key, unreached, groups, starts, members, firsts, lasts, patterns, offsets):  # type: ignore[no-untyped-def]
    """Label states with the least key that opponents can bring about by any moves, starting there included."""
    count = key.size
    actors = groups.shape[0]
    label = np.full(count, unreached, np.int32)
    stack = np.empty(count, np.int32)
    walked = np.zeros(offsets[actors], np.bool_)  # group whose smaller patterns have all been labelled
    filled = np.zeros(offsets[actors], np.bool_)  # group whose members have all been labelled
    for end in order:
        if label[end] != unreached:
            continue
        worst = key[end]
        label[end] = worst
        stack[0] = end
        height = 1
        while height > 0:
            height -= 1
            state = stack[height]
            for j in range(actors):
                base = offsets[j]
                g = groups[j, state]
                if walked[base + g]:
                    continue
                walked[base + g] = True
                for h in range(firsts[base + g], lasts[base + g]):
                    if filled[base + h] or patterns[base + h] & ~patterns[base + g] != 0:
                        continue
                    filled[base + h] = True
                    walked[base + h] = True
                    for at in range(starts[base + j + h], starts[base + j + h + 1]):
                        source = members[j, at]
                        if label[source] == unreached:
                            label[source] = worst
                            stack[height] = source
                            height += 1
    return label


@njit(cache=True, nogil=True)
def connected(groups, starts, members, offsets):  # type: ignore[no-untyped-def]
    """Return the parts that opponents connect where every clique is one group (moves can be undone)."""
    actors, count = groups.shape
    part = np.full(count, -1, np.int32)
    stack = np.empty(count, np.int32)
    filled = np.zeros(offsets[actors], np.bool_)
    parts = 0
    for first in range(count):
        if part[first] >= 0:
            continue
        part[first] = parts
        stack[0] = first
        height = 1
        while height > 0:
            height -= 1
            state = stack[height]
            for j in range(actors):
                g = groups[j, state]
                if filled[offsets[j] + g]:
                    continue
                filled[offsets[j] + g] = True
                for at in range(starts[offsets[j] + j + g], starts[offsets[j] + j + g + 1]):
                    other = members[j, at]
                    if part[other] < 0:
                        part[other] = parts
                        stack[height] = other
                        height += 1
        parts += 1
    return part, parts


@njit(cache=True, nogil=True)
def least_of_part(key, part, parts, unreached):  # type: ignore[no-untyped-def]
    """Give every state the least key of its part."""
    least = np.full(parts, unreached, np.int32)
    for state in range(key.size):
        least[part[state]] = min(least[part[state]], key[state])
    label = np.empty(key.size, np.int32)
    for state in range(key.size):
        label[state] = least[part[state]]
    return label


@njit(cache=True, nogil=True)
def spread_improving(order, key, unreached, payoffs, tiers, groups, starts, members, firsts, lasts, patterns, offsets):  # type: ignore[no-untyped-def]
    """Label states with the least key that opponents reach by improvements of their own, starting there included."""
    count = key.size
    actors = groups.shape[0]
    label = np.full(count, unreached, np.int32)
    stack = np.empty(count, np.int32)
    reached = np.empty(offsets[actors], np.int32)  # how far each group's prefix has been labelled
    for j in range(actors):
        for g in range(offsets[j + 1] - offsets[j]):
            reached[offsets[j] + g] = starts[offsets[j] + j + g]
    for end in order:
        if label[end] != unreached:
            continue
        worst = key[end]
        label[end] = worst
        stack[0] = end
        height = 1
        while height > 0:
            height -= 1
            state = stack[height]
            for j in range(actors):
                base = offsets[j]
                g = groups[j, state]
                stop = tiers[j, state]  # within its own group, all that stand before its tier improve by moving here
                for at in range(reached[base + g], stop):
                    source = members[j, at]
                    if label[source] == unreached:
                        label[source] = worst
                        stack[height] = source
                        height += 1
                reached[base + g] = max(reached[base + g], stop)
                if lasts[base + g] - firsts[base + g] == 1:
                    continue
                worth = payoffs[j, state]
                for h in range(firsts[base + g], lasts[base + g]):
                    if h == g or patterns[base + h] & ~patterns[base + g] != 0:
                        continue
                    at = reached[base + h]
                    while at < starts[base + j + h + 1] and payoffs[j, members[j, at]] < worth:
                        source = members[j, at]
                        if label[source] == unreached:
                            label[source] = worst
                            stack[height] = source
                            height += 1
                        at += 1
                    reached[base + h] = at
    return label


@njit(cache=True, nogil=True)
def deterred(payoff, limit, label, start, members, first, last, pattern):  # type: ignore[no-untyped-def]
    """Say for each state whether every improvement from it leads to a label of at most the state's limit."""
    stable = np.ones(payoff.size, np.bool_)
    worst = np.empty(payoff.size + 1, np.int32)
    for h in range(pattern.size):
        low, high = start[h], start[h + 1]
        running = np.int32(-1)
        for at in range(high - 1, low - 1, -1):
            running = max(running, label[members[at]])
            worst[at] = running  # greatest label from here to the best member
        for g in range(first[h], last[h]):
            if g != h and pattern[g] & ~pattern[h] != 0:
                continue
            at = low
            for own in range(start[g], start[g + 1]):
                state = members[own]
                worth = payoff[state]
                while at < high and payoff[members[at]] <= worth:
                    at += 1
                if at == high:
                    break
                if worst[at] > limit[state]:
                    stable[state] = False
    return stable


@njit(cache=True, nogil=True)
def spread_arcs(order, key, unreached, focal, improving, payoffs, starts, sources, offsets):  # type: ignore[no-untyped-def]
    """Label (state, last mover) with the least key that legal sequences of opponents lead to; slot ``focal`` starts."""
    actors, count = payoffs.shape
    label = np.full(count * actors, unreached, np.int32)
    stack = np.empty(count * actors, np.int64)
    for end in order:
        for last in range(actors):
            if last == focal or label[np.int64(end) * actors + last] != unreached:
                continue
            label[np.int64(end) * actors + last] = key[end]
            stack[0] = np.int64(end) * actors + last
            height = 1
            while height > 0:
                height -= 1
                node = stack[height]
                state, mover = node // actors, node % actors
                row = mover * (count + 1) + state
                for at in range(starts[row], starts[row + 1]):
                    source = sources[offsets[mover] + at]
                    if improving and payoffs[mover, source] >= payoffs[mover, state]:
                        continue
                    for before in range(actors):
                        if before != mover and label[source * actors + before] == unreached:
                            label[source * actors + before] = key[end]
                            if before != focal:
                                stack[height] = source * actors + before
                                height += 1
    return label.reshape(count, actors)[:, focal].copy()


@njit(cache=True, nogil=True)
def deterred_arcs(payoff, limit, label, start, ends):  # type: ignore[no-untyped-def]
    """Say for each state whether every improving arc from it leads to a label of at most the state's limit."""
    stable = np.ones(payoff.size, np.bool_)
    for state in range(payoff.size):
        for at in range(start[state], start[state + 1]):
            end = ends[at]
            if payoff[end] > payoff[state] and label[end] > limit[state]:
                stable[state] = False
                break
    return stable


@njit(cache=True, nogil=True)
def best_reply_arcs(payoff, start, ends):  # type: ignore[no-untyped-def]
    """Return the best payoff an actor has by staying or by one arc of its own."""
    reply = payoff.copy()
    for state in range(payoff.size):
        for at in range(start[state], start[state + 1]):
            reply[state] = max(reply[state], payoff[ends[at]])
    return reply


@njit(cache=True, nogil=True)
def reach_matrix(starts, ends, offsets, count, movers):  # type: ignore[no-untyped-def]
    """Return which states legal sequences of some actors lead to from each state, one row a start."""
    actors = movers.size
    reach = np.zeros((count, count), np.bool_)
    seen = np.zeros(count * (actors + 1), np.int64)
    stack = np.empty(count * (actors + 1), np.int64)
    for origin in range(count):
        mark = origin + 1
        stack[0] = origin * (actors + 1) + actors
        height = 1
        while height > 0:
            height -= 1
            node = stack[height]
            state, last = node // (actors + 1), node % (actors + 1)
            for k in range(actors):
                if k == last:
                    continue
                mover = movers[k]
                row = mover * (count + 1) + state
                for at in range(starts[row], starts[row + 1]):
                    end = ends[offsets[mover] + at]
                    reach[origin, end] = True
                    nxt = end * (actors + 1) + k
                    if seen[nxt] != mark:
                        seen[nxt] = mark
                        stack[height] = nxt
                        height += 1
    return reach


@njit(cache=True, nogil=True)
def deterred_relation(improves, fits, reach, start, ends):  # type: ignore[no-untyped-def]
    """Say for each state whether every improvement from it reaches a state that fits as a sanction of it."""
    count = improves.shape[0]
    stable = np.ones(count, np.bool_)
    for state in range(count):
        for at in range(start[state], start[state + 1]):
            end = ends[at]
            if not improves[state, end]:
                continue
            found = False
            for answer in range(count):
                if reach[end, answer] and fits[state, answer]:
                    found = True
                    break
            if not found:
                stable[state] = False
                break
    return stable


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
