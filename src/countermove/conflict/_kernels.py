"""Compiled inner loops of the conflict kind; what they mean is documented where they are called.

Per-state arrays are int32: at a million states the loops wait for memory, and half the width is half the wait.
"""

from __future__ import annotations

import numpy as np
from numba import njit


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
