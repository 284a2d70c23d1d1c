"""Walks over states and moves, loop by loop; what they mean is documented where they are called.

Everything here is plain Python that ``_kernels`` compiles: a conflict of some hundred states is answered by the loops
as they stand, before the compiler would have been imported, a large one by their compiled twins.

Per-state arrays are int32: at a million states the loops wait for memory, and half the width is half the wait.
"""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np

FEW = 64  # members of a group up to which inserting one after the other is the quickest way to sort them
INTERPRETED = 512  # states up to which the loops as they stand are done before the compiler is imported


def loops(states: int) -> ModuleType:
    """Return the module whose loops to call: this one for few states, unless the compiled ones are there already."""
    compiled = "countermove.conflict._kernels"
    if states <= INTERPRETED and compiled not in sys.modules:
        return sys.modules[__name__]
    from countermove.conflict import _kernels

    return _kernels


def counting_order(key, top):  # type: ignore[no-untyped-def]
    """Return the states by ascending key (0 ≤ key ≤ top), equal keys in state order."""
    ends = np.zeros(top + 2, np.int32)
    for value in key:
        ends[value + 1] += 1
    for value in range(top + 1):
        ends[value + 1] += ends[value]
    order = np.empty(key.size, np.int32)
    for state in range(key.size):
        order[ends[key[state]]] = state
        ends[key[state]] += 1
    return order


def sort_members(worth, actor, place, start, states, members):  # type: ignore[no-untyped-def]
    """Fill in an actor's states by group and rising payoff, and where in its group each state's tier of equals begins.

    Group by group, since the states of a group lie in order in memory and payoffs do not; ``states`` are by group.
    """
    for g in range(start.size - 1):
        low, high = start[g], start[g + 1]
        if high - low > FEW:
            members[actor, low:high] = states[low:high][np.argsort(worth[states[low:high]], kind="mergesort")]
        else:
            for at in range(low, high):
                state = states[at]
                slot = at
                while slot > low and worth[members[actor, slot - 1]] > worth[state]:
                    members[actor, slot] = members[actor, slot - 1]
                    slot -= 1
                members[actor, slot] = state
        tier = low
        for at in range(low, high):
            if worth[members[actor, at]] != worth[members[actor, tier]]:
                tier = at
            place[members[actor, at], actor, 1] = tier


def best_reply(payoff, actor, place, start, members, first, last, pattern):  # type: ignore[no-untyped-def]
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
        reply[state] = best[place[state, actor, 0]]
    return reply


def spread_any(label, order, key, focal, place, starts, members, firsts, lasts, patterns, offsets):  # type: ignore[no-untyped-def]
    """Label states with the least key that opponents can bring about by any moves, starting there included."""
    count, actors = place.shape[0], place.shape[1]
    seen = np.zeros((count >> 3) + 1, np.uint8)  # a bit a state: small enough to stay in the cache
    stack = np.empty(count, np.int32)
    walked = np.zeros(offsets[actors], np.bool_)  # group whose smaller patterns have all been labelled
    filled = np.zeros(offsets[actors], np.bool_)  # group whose members have all been labelled
    for end in order:
        if seen[end >> 3] & (1 << (end & 7)):
            continue
        worst = key[end]
        label[end] = worst
        seen[end >> 3] |= 1 << (end & 7)
        stack[0] = end
        height = 1
        while height > 0:
            height -= 1
            state = stack[height]
            for j in range(actors):
                if j == focal:
                    continue
                base = offsets[j]
                g = place[state, j, 0]
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
                        if not seen[source >> 3] & (1 << (source & 7)):
                            label[source] = worst
                            seen[source >> 3] |= 1 << (source & 7)
                            stack[height] = source
                            height += 1


def connected(focal, place, offsets):  # type: ignore[no-untyped-def]
    """Return a number for each state that is the same where opponents connect states and their moves can be undone.

    Cliques that share a state belong together: union-find over cliques, by least root and path halving.
    """
    count, actors = place.shape[0], place.shape[1]
    parent = np.arange(offsets[actors])
    part = np.empty(count, np.int32)
    for final in range(2):
        for state in range(count):
            root = np.int64(-1)
            for j in range(actors):
                if j == focal:
                    continue
                node = offsets[j] + place[state, j, 0]
                while parent[node] != node:
                    parent[node] = parent[parent[node]]
                    node = parent[node]
                if root < 0:
                    root = node
                elif node < root:
                    parent[root] = node
                    root = node
                else:
                    parent[node] = root
                if final:
                    break
            part[state] = root
    return part


def least_of_part(key, part, parts, unreached):  # type: ignore[no-untyped-def]
    """Give every state the least key of its part."""
    least = np.full(parts, unreached, np.int32)
    for state in range(key.size):
        least[part[state]] = min(least[part[state]], key[state])
    label = np.empty(key.size, np.int32)
    for state in range(key.size):
        label[state] = least[part[state]]
    return label


def spread_improving(label, order, key, payoffs, focal, place, starts, members, firsts, lasts, patterns, offsets):  # type: ignore[no-untyped-def]
    """Label states with the least key that opponents reach by improvements of their own, starting there included."""
    count, actors = place.shape[0], place.shape[1]
    seen = np.zeros((count >> 3) + 1, np.uint8)
    stack = np.empty(count, np.int32)
    reached = np.empty(offsets[actors], np.int32)  # how far each group's prefix has been labelled
    for j in range(actors):
        for g in range(offsets[j + 1] - offsets[j]):
            reached[offsets[j] + g] = starts[offsets[j] + j + g]
    for end in order:
        if seen[end >> 3] & (1 << (end & 7)):
            continue
        worst = key[end]
        label[end] = worst
        seen[end >> 3] |= 1 << (end & 7)
        stack[0] = end
        height = 1
        while height > 0:
            height -= 1
            state = stack[height]
            for j in range(actors):
                if j == focal:
                    continue
                base = offsets[j]
                g = place[state, j, 0]
                stop = place[state, j, 1]  # in its own group, all that stand before its tier improve by moving here
                for at in range(reached[base + g], stop):
                    source = members[j, at]
                    if not seen[source >> 3] & (1 << (source & 7)):
                        label[source] = worst
                        seen[source >> 3] |= 1 << (source & 7)
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
                        if not seen[source >> 3] & (1 << (source & 7)):
                            label[source] = worst
                            seen[source >> 3] |= 1 << (source & 7)
                            stack[height] = source
                            height += 1
                        at += 1
                    reached[base + h] = at


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


def best_reply_arcs(payoff, start, ends):  # type: ignore[no-untyped-def]
    """Return the best payoff an actor has by staying or by one arc of its own."""
    reply = payoff.copy()
    for state in range(payoff.size):
        for at in range(start[state], start[state + 1]):
            reply[state] = max(reply[state], payoff[ends[at]])
    return reply


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
