"""Compiled inner loops of the agreement kind; what they mean is documented where they are called."""

import numpy as np
from numba import njit

from countermove.agreement.participation import TIE, Bools, Floats, Ints


@njit(cache=True)
def _add(net: Floats, total: Floats, influence: Floats, counts: Floats, party: int, sign: float) -> None:
    for other in range(net.size):
        net[other] += sign * influence[party, other]
    for c in range(total.size):
        total[c] += sign * counts[c, party]


@njit(cache=True)
def spread(
    alone: Floats, given: Floats, weight: Floats, quota: Floats, bonus: Floats, inside: Bools, joining: bool
) -> None:
    """Close ``inside`` in place under joining (or, for ``joining`` false, under leaving), one draw a row."""
    draws, n = alone.shape
    count = weight.shape[1]
    net, total = np.empty(n), np.empty(count)
    for draw in range(draws):
        counts = weight[min(draw, weight.shape[0] - 1)]
        influence = given[min(draw, given.shape[0] - 1)]
        extra = bonus[min(draw, bonus.shape[0] - 1)]
        needed = quota[min(draw, quota.shape[0] - 1)]
        net[:] = alone[draw]
        total[:] = 0.0
        for source in range(n):
            if inside[draw, source]:
                _add(net, total, influence, counts, source, 1.0)
        changed = True
        while changed:
            changed = False
            for party in range(n):
                if inside[draw, party] == joining:
                    continue
                benefit = net[party]
                own = 1.0 if joining else 0.0
                for c in range(count):
                    if total[c] + own * counts[c, party] >= needed[c] - TIE:
                        benefit += extra[c, party]
                if (benefit >= -TIE) == joining:
                    inside[draw, party] = joining
                    changed = True
                    _add(net, total, influence, counts, party, 1.0 if joining else -1.0)


@njit(cache=True)
def _bounds(
    status: Ints, party: int, alone: Floats, influence: Floats, weight: Floats, quota: Floats, bonus: Floats
) -> tuple[float, float]:
    low = high = alone[party]
    for other in range(status.size):
        if other == party or status[other] == 0:
            continue
        w = influence[party, other]
        if status[other] == 1:
            low += w
            high += w
        elif w < 0:
            low += w
        else:
            high += w
    for c in range(weight.shape[0]):
        if bonus[c, party] == 0:
            continue
        least = most = weight[c, party]
        for other in range(status.size):
            if other != party:
                if status[other] == 1:
                    least += weight[c, other]
                    most += weight[c, other]
                elif status[other] == -1:
                    most += weight[c, other]
        met, possible = least >= quota[c] - TIE, most >= quota[c] - TIE
        b = bonus[c, party]
        if met:
            low += b
            high += b
        elif possible and b < 0:
            low += b
        elif possible:
            high += b
    return low, high


@njit(cache=True)
def search_equilibria(
    alone: Floats, influence: Floats, weight: Floats, quota: Floats, bonus: Floats, order: Ints, limit: int
) -> tuple[Bools, int, int]:
    """Enumerate pure equilibria by depth-first search with bounds; ``(found, count, nodes)``, count > limit if cut."""
    n = alone.size
    found = np.zeros((limit, n), np.bool_)
    stack = np.full((n + 2, n), -1, np.int64)
    count, nodes, height = 0, 0, 1
    while height > 0:
        height -= 1
        nodes += 1
        status = stack[height].copy()
        consistent, changed = True, True
        while changed and consistent:
            changed = False
            for party in range(n):
                low, high = _bounds(status, party, alone, influence, weight, quota, bonus)
                if (status[party] == 1 and high < -TIE) or (status[party] == 0 and low >= -TIE):
                    consistent = False
                    break
                if status[party] == -1 and (low >= -TIE or high < -TIE):
                    status[party] = 1 if low >= -TIE else 0
                    changed = True
        if not consistent:
            continue
        branch = -1
        for party in order:
            if status[party] == -1:
                branch = party
                break
        if branch < 0:
            if count == limit:
                return found, limit + 1, nodes
            found[count] = status == 1
            count += 1
            continue
        stack[height] = status
        stack[height, branch] = 1
        stack[height + 1] = status
        stack[height + 1, branch] = 0
        height += 2
    return found, count, nodes


@njit(cache=True)
def search_each(
    alone: Floats, influence: Floats, weight: Floats, quota: Floats, bonus: Floats
) -> tuple[Bools, Bools, Ints]:
    """Return by draw who is inside in every equilibrium, who in some, and how many there are."""
    draws, n = alone.shape
    every, some = np.zeros((draws, n), np.bool_), np.zeros((draws, n), np.bool_)
    counts = np.zeros(draws, np.int64)
    order = np.arange(n)
    for draw in range(draws):
        limit = 64
        while True:
            found, count, _ = search_equilibria(
                alone[draw],
                influence[min(draw, influence.shape[0] - 1)],
                weight[min(draw, weight.shape[0] - 1)],
                quota[min(draw, quota.shape[0] - 1)],
                bonus[min(draw, bonus.shape[0] - 1)],
                order,
                limit,
            )
            if count <= limit:
                break
            limit *= 8
        counts[draw] = count
        if count > 0:
            every[draw] = True
            for k in range(count):
                for party in range(n):
                    if found[k, party]:
                        some[draw, party] = True
                    else:
                        every[draw, party] = False
    return every, some, counts


@njit(cache=True)
def transfer_costs(
    alone: Floats, influence: Floats, weight: Floats, quota: Floats, bonus: Floats
) -> tuple[Floats, Ints]:
    """Return the least total transfer by which each set (bit mask) can form one party at a time, and who came last."""
    n = alone.size
    size = 1 << n
    cost = np.full(size, np.inf)
    last = np.full(size, -1, np.int64)
    cost[0] = 0.0
    net, total = np.empty(n), np.empty(weight.shape[0])
    for members in range(size):
        net[:] = alone
        total[:] = 0.0
        for source in range(n):
            if members >> source & 1:
                for party in range(n):
                    net[party] += influence[party, source]
                total += weight[:, source]
        for party in range(n):
            if members >> party & 1:
                continue
            benefit = net[party]
            for c in range(weight.shape[0]):
                if total[c] + weight[c, party] >= quota[c] - TIE:
                    benefit += bonus[c, party]
            after = members | (1 << party)
            paid = cost[members] + max(0.0, -benefit if benefit < -TIE else 0.0)
            if paid < cost[after] - 1e-12:
                cost[after] = paid
                last[after] = party
    return cost, last


@njit(cache=True)
def table_stability(payoff: Floats, slack: Floats) -> tuple[Bools, Bools, Bools]:
    """Check each coalition (row = bit mask) for internal, external and potential internal stability."""
    size, n = payoff.shape
    internal, external, potential = np.ones(size, np.bool_), np.ones(size, np.bool_), np.ones(size, np.bool_)
    for members in range(size):
        surplus = 0.0
        scale = 0.0
        for party in range(n):
            bit = 1 << party
            other = payoff[members ^ bit, party]
            here = payoff[members, party]
            if members & bit:
                surplus += here - other
                scale += slack[party]
                if here < other - slack[party]:
                    internal[members] = False
            elif other > here + slack[party]:
                external[members] = False
        potential[members] = surplus >= -scale
    return internal, external, potential


@njit(cache=True)
def _member(benefit: float, cost: float, joint: float, ease: float, lone: float, club: float, others: float) -> float:
    # Q = joint·Σ_S 1/c + Σ_outside b/c; a member abates joint/c_i
    quantity = joint * ease + lone
    return benefit * quantity - joint * joint / (2 * cost) + club * others


@njit(cache=True)
def public_good_stability(
    benefit: Floats, cost: Floats, club: Floats, measure: Floats, minimum: int
) -> tuple[Bools, Bools, Bools]:
    """Check every coalition of a heterogeneous linear–quadratic public good game; see ``stability.public_good``."""
    n = benefit.size
    size = 1 << n
    internal, external, potential = np.ones(size, np.bool_), np.ones(size, np.bool_), np.ones(size, np.bool_)
    lone_all = 0.0
    span = 0.0
    for party in range(n):
        lone_all += benefit[party] / cost[party]
        span += benefit[party] * benefit.sum() / cost[party]
    slack = 1e-12 * (span * benefit.max() + club.max() * n + measure.max() * n)
    for members in range(size):
        joint, ease, lone, heads = 0.0, 0.0, lone_all, 0
        for party in range(n):
            if members >> party & 1:
                joint += benefit[party]
                ease += 1.0 / cost[party]
                lone -= benefit[party] / cost[party]
                heads += 1
        surplus = 0.0
        for party in range(n):
            b, c = benefit[party], cost[party]
            inside = members >> party & 1
            others = heads - 1 if inside else heads  # members other than this party
            with_joint = joint if inside else joint + b
            with_ease = ease if inside else ease + 1.0 / c
            with_lone = lone if inside else lone - b / c
            if others + 1 >= minimum and others >= 1:
                joined = _member(b, c, with_joint, with_ease, with_lone, club[party], others)
            else:
                joined = b * lone_all - b * b / (2 * c)
            if others >= max(minimum, 2):
                quantity = (with_joint - b) * (with_ease - 1.0 / c) + with_lone + b / c
                apart = b * quantity - b * b / (2 * c) - measure[party] * others
            else:
                apart = b * lone_all - b * b / (2 * c)
            if inside:
                surplus += joined - apart
                if joined < apart - slack:
                    internal[members] = False
            elif joined > apart + slack:
                external[members] = False
        potential[members] = surplus >= -slack * max(1, heads)
    return internal, external, potential
