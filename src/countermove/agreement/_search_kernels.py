"""Compiled search for coalitions that hold themselves up; what it means is documented in ``coalition_search``."""

import numpy as np
from numba import njit

from countermove.agreement.participation import Bools, Floats, Ints


@njit(cache=True)
def gain_inside(
    party: int, inside: Bools, joint: float, ease: float, heads: int, good: Floats, lone_all: float, minimum: int
) -> float:
    """Return what the party gains by being inside, the other members given; sums are over those inside now.

    ``good`` (4, n) holds benefit, cost, club and measure. The efforts of outsiders cancel.
    """
    b, c = good[0, party], good[1, party]
    others = heads - 1 if inside[party] else heads
    rest = joint - b if inside[party] else joint
    their_ease = ease - 1.0 / c if inside[party] else ease
    joined = others + 1 >= minimum and others >= 1
    apart = others >= max(minimum, 2)
    if not joined:
        return 0.0  # nothing is in force either way
    if apart:
        return float(b * b * their_ease - rest * rest / (2 * c) + (good[2, party] + good[3, party]) * others)
    lone_members = b / c
    for other in range(inside.size):
        if inside[other] and other != party:
            lone_members += good[0, other] / good[1, other]
    with_all = rest + b
    effort = with_all * (their_ease + 1.0 / c) - lone_members
    return float(b * effort - with_all * with_all / (2 * c) + b * b / (2 * c) + good[2, party] * others)


@njit(cache=True)
def gains(inside: Bools, good: Floats, lone_all: float, minimum: int) -> Floats:
    """Return what each party gains by being inside rather than outside."""
    joint, ease, heads = 0.0, 0.0, 0
    for party in range(inside.size):
        if inside[party]:
            joint += good[0, party]
            ease += 1.0 / good[1, party]
            heads += 1
    found = np.empty(inside.size)
    for party in range(inside.size):
        found[party] = gain_inside(party, inside, joint, ease, heads, good, lone_all, minimum)
    return found


@njit(cache=True)
def _may_stay(
    party: int, last: int, inside: Bools, joint: float, ease: float, heads: int, good: Floats, order: Ints, slack: float
) -> bool:
    """Say whether a member could gain in some coalition that adds parties after ``last``, fractions allowed."""
    b, c = good[0, party], good[1, party]
    extra = good[2, party] + good[3, party]
    rest = joint - b
    best = b * b * (ease - 1.0 / c) + extra * (heads - 1) - rest * rest / (2 * c)
    for other in order[party]:
        if best >= -slack:
            return True
        if other <= last:
            continue
        adds, weight = b * b / good[1, other] + extra, good[0, other]
        if adds - weight * (rest + weight) / c >= 0:
            best += adds - (weight * rest + weight * weight / 2) / c
            rest += weight
        else:
            part = min(max((adds * c / weight - rest) / weight, 0.0), 1.0)
            best += adds * part - (weight * rest * part + weight * weight * part * part / 2) / c
            break
    return bool(best >= -slack)


@njit(cache=True)
def _holds(
    inside: Bools, joint: float, ease: float, heads: int, good: Floats, lone_all: float, minimum: int, slack: float
) -> bool:
    """Say whether no member gains by leaving and no outsider by joining."""
    for party in range(inside.size):
        gain = gain_inside(party, inside, joint, ease, heads, good, lone_all, minimum)
        if (inside[party] and gain < -slack) or (not inside[party] and gain > slack):
            return False
    return True


@njit(cache=True)
def search_stable(
    good: Floats, order: Ints, minimum: int, slack: float, limit: int, keep: int
) -> tuple[Bools, int, int, bool]:
    """Return coalitions in force that are stable (a largest one first, at most ``keep``), how many, and the nodes.

    Coalitions are built party by party in ascending order; a branch is left when some member could not gain in any
    coalition on it. The last entry says whether every branch was looked at.
    """
    n = good.shape[1]
    lone_all = 0.0
    for party in range(n):
        lone_all += good[0, party] / good[1, party]
    kept = np.zeros((keep, n), np.bool_)
    count, nodes, largest = 0, 0, 0
    inside = np.zeros(n, np.bool_)
    members = np.empty(n, np.int64)
    heads, joint, ease = 0, 0.0, 0.0
    following = 0
    while True:
        if following < n:
            if nodes >= limit:
                return kept, count, nodes, False
            nodes += 1
            party = following
            inside[party] = True
            members[heads] = party
            heads += 1
            joint += good[0, party]
            ease += 1.0 / good[1, party]
            hopeful = True
            if heads >= minimum or minimum <= 2:
                for place in range(heads):
                    if not _may_stay(members[place], party, inside, joint, ease, heads, good, order, slack):
                        hopeful = False
                        break
            if heads >= max(minimum, 2) and _holds(inside, joint, ease, heads, good, lone_all, minimum, slack):
                if heads > largest:
                    largest = heads
                    if 0 < count < keep:
                        kept[count] = kept[0]
                    kept[0] = inside
                elif count < keep:
                    kept[count] = inside
                count += 1
            following = party + 1 if hopeful else n
            continue
        if heads == 0:
            return kept, count, nodes, True
        heads -= 1
        party = members[heads]
        inside[party] = False
        joint -= good[0, party]
        ease -= 1.0 / good[1, party]
        following = party + 1


@njit(cache=True)
def pooled(good: Floats, minimum: int, slack: float, start: int) -> Bools:
    """Return the largest coalition that could keep its members by side payments, grown from one party.

    Each step adds whoever leaves the greatest surplus over what members would get by leaving. ``start`` n begins with
    all parties inside and sends away whoever is dearest to keep.
    """
    n = good.shape[1]
    lone_all = 0.0
    for party in range(n):
        lone_all += good[0, party] / good[1, party]
    best, growing = np.zeros(n, np.bool_), start < n
    inside = np.zeros(n, np.bool_)
    if growing:
        inside[start] = True
    else:
        inside[:] = True
    heads = inside.sum()
    largest = 0
    while 0 < heads <= n:
        found = gains(inside, good, lone_all, minimum)
        surplus = 0.0
        for party in range(n):
            if inside[party]:
                surplus += found[party]
        if heads >= max(minimum, 2) and surplus >= -slack * heads and heads > largest:
            largest, best = heads, inside.copy()
        if (not growing and largest > 0) or (growing and heads == n):
            break
        chosen, most = -1, -np.inf
        for party in range(n):
            if inside[party] == growing:
                continue
            inside[party] = growing
            then = gains(inside, good, lone_all, minimum)
            total = 0.0
            for other in range(n):
                if inside[other]:
                    total += then[other]
            inside[party] = not growing
            if total > most:
                chosen, most = party, total
        inside[chosen] = growing
        heads += 1 if growing else -1
    return best
