"""Compiled loops over packages of many draws; what they mean is documented in ``drawn_deals``."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
NASH, KALAI_SMORODINSKY, EGALITARIAN, UTILITARIAN, SETTER = range(5)


@njit(cache=True)
def fairer(score: Floats, best: Floats, edge: float) -> bool:
    """Whether sorted scores beat the best so far from the bottom up."""
    for rung in range(score.size):
        if score[rung] > best[rung] + edge:
            return True
        if score[rung] < best[rung] - edge:
            return False
    return False


@njit(cache=True)
def packages(start: Ints) -> int:
    """Return how many packages there are, given where each issue's levels start."""
    total = 1
    for issue in range(start.size - 1):
        total *= start[issue + 1] - start[issue]
    return total


@njit(cache=True)
def advance(digit: Ints, fresh: int, start: Ints, worth: Floats, legal: Mask, held: Floats, barred: Ints) -> int:
    """Add up the package that ``digit`` shows and turn to the next, like an odometer; return how far it turned.

    ``held[i]`` are gains from issues i and later, so that only issues up to ``fresh`` are added again.
    """
    issues = start.size - 1
    for issue in range(fresh, -1, -1):
        level = start[issue] + digit[issue]
        barred[issue] = barred[issue + 1] + (0 if legal[level] else 1)
        for actor in range(held.shape[1]):
            held[issue, actor] = held[issue + 1, actor] + worth[level, actor]
    turned = 0
    while turned < issues and digit[turned] + 1 == start[turned + 1] - start[turned]:
        digit[turned] = 0
        turned += 1
    if turned < issues:
        digit[turned] += 1
    return min(turned, issues - 1)


@njit(cache=True)
def passes(gain: Floats, votes: Floats, quota: float, veto: Mask, edge: float) -> bool:
    """Whether a package passes the decision rule against no deal."""
    support, helps = 0.0, False
    for actor in range(gain.size):
        if gain[actor] >= -edge:
            support += votes[actor]
            helps = helps or gain[actor] > edge
        elif veto[actor]:
            return False
    return helps and support >= quota


@njit(cache=True)
def deals_of_draw(
    worth: Floats,
    start: Ints,
    legal: Mask,
    need: Floats,
    share: Floats,
    margin: float,
    edge: float,
    votes: Floats,
    quota: float,
    veto: Mask,
    setter: int,
    codes: Ints,
    ideal: Floats,
) -> int:
    """Fill the codes of one draw but for Kalai–Smorodinsky, and everyone's best gain; return how many are acceptable.

    ``worth`` (levels, n), ``legal`` (levels,), ``need`` and ``share`` (n,); a share of 0 is a consent without weight.
    """
    issues, n = start.size - 1, need.size
    digit, barred = np.zeros(issues, np.int64), np.zeros(issues + 1, np.int64)
    held = np.empty((issues + 1, n))
    held[issues] = -need
    total = packages(start)
    voiced = int((share > 0).sum())
    ladder, best_ladder = np.empty(voiced), np.empty(voiced)
    best_help, best_log, best_sum, best_own, best_all = -1.0, -np.inf, -np.inf, edge, -np.inf
    codes[:] = -1
    ideal[:] = 0.0
    opened, fresh = 0, issues - 1
    for code in range(total):
        fresh = advance(digit, fresh, start, worth, legal, held, barred)
        if barred[0] > 0:
            continue
        gain = held[0]
        whole, least, every = 0.0, np.inf, 0.0
        for actor in range(n):
            whole += share[actor] * gain[actor]
            least = min(least, gain[actor])
            every += gain[actor]
        if whole > best_sum + edge:
            best_sum, codes[UTILITARIAN] = whole, code
        if setter >= 0 and gain[setter] > edge:
            ahead = gain[setter] > best_own + edge or (gain[setter] > best_own - edge and every > best_all + edge)
            if ahead and passes(gain, votes, quota, veto, edge):
                best_own, best_all, codes[SETTER] = max(best_own, gain[setter]), every, code
        if least < margin - edge:
            continue
        opened += 1
        helped, logs, slot, lowest = 0.0, 0.0, 0, np.inf
        for actor in range(n):
            ideal[actor] = max(ideal[actor], gain[actor])
            if share[actor] > 0:
                ladder[slot] = gain[actor] / share[actor]
                lowest = min(lowest, ladder[slot])
                slot += 1
                if gain[actor] > edge:
                    helped += share[actor]
                    logs += share[actor] * np.log(gain[actor])
        if helped > best_help + edge or (helped > best_help - edge and logs > best_log + edge):
            best_help, best_log, codes[NASH] = helped, logs, code
        if codes[EGALITARIAN] >= 0 and lowest < best_ladder[0] - edge:
            continue
        ladder.sort()
        if codes[EGALITARIAN] < 0 or fairer(ladder, best_ladder, edge):
            best_ladder[:] = ladder
            codes[EGALITARIAN] = code
    return opened


@njit(cache=True)
def fairest_of_draw(
    worth: Floats, start: Ints, legal: Mask, need: Floats, target: Floats, margin: float, edge: float
) -> int:
    """Return the acceptable package with the greatest least gain over ``target`` (n,), bottom up; −1 for none.

    Actors whose target is 0 must accept and are not compared.
    """
    issues, n = start.size - 1, need.size
    digit, barred = np.zeros(issues, np.int64), np.zeros(issues + 1, np.int64)
    held = np.empty((issues + 1, n))
    held[issues] = -need
    total = packages(start)
    compared = int((target > 0).sum())
    ladder, best_ladder = np.empty(compared), np.empty(compared)
    found, fresh = -1, issues - 1
    for code in range(total):
        fresh = advance(digit, fresh, start, worth, legal, held, barred)
        if barred[0] > 0 or held[0].min() < margin - edge:
            continue
        slot, lowest = 0, np.inf
        for actor in range(n):
            if target[actor] > 0:
                ladder[slot] = held[0, actor] / target[actor]
                lowest = min(lowest, ladder[slot])
                slot += 1
        if found >= 0 and lowest < best_ladder[0] - edge:
            continue
        ladder.sort()
        if found < 0 or fairer(ladder, best_ladder, edge):
            best_ladder[:] = ladder
            found = code
    return found


@njit(cache=True)
def deals_of_draws(
    worth: Floats,
    start: Ints,
    legal: Mask,
    need: Floats,
    share: Floats,
    margin: float,
    edge: float,
    votes: Floats,
    quota: float,
    veto: Mask,
    setter: int,
    codes: Ints,
    opened: Ints,
) -> None:
    """Fill, for each draw, how many packages are acceptable and the codes of five packages; −1 where there is none."""
    n = worth.shape[2]
    ideal, target = np.empty(n), np.empty(n)
    for d in range(worth.shape[0]):
        opened[d] = deals_of_draw(
            worth[d], start, legal[d], need[d], share[d], margin, edge, votes, quota, veto, setter, codes[d], ideal
        )
        if opened[d] == 0:
            continue
        for actor in range(n):
            target[actor] = ideal[actor] * share[d, actor] if ideal[actor] > edge else 0.0
        codes[d, KALAI_SMORODINSKY] = fairest_of_draw(worth[d], start, legal[d], need[d], target, margin, edge)


@njit(cache=True)
def nash_of_draws(
    worth: Floats, start: Ints, legal: Mask, need: Floats, share: Floats, margin: float, edge: float
) -> Ints:
    """Return the code of each draw's package with the greatest weighted product of gains of ``margin`` > 0 or more.

    Branch and bound from the last issue to the first, levels ascending, so that leaves come in the order of codes and
    the first of equal packages is kept; a branch ends where its best conceivable product is no better than one found.
    −1 where there is none. ``legal`` (d, levels); ``share`` (d, n), 0 for a consent without weight.
    """
    draws, issues, n = worth.shape[0], start.size - 1, worth.shape[2]
    codes = np.empty(draws, np.int64)
    stride = np.ones(issues, np.int64)
    for issue in range(1, issues):
        stride[issue] = stride[issue - 1] * (start[issue] - start[issue - 1])
    room = np.empty((issues + 1, n))  # room[i]: what issues before i can still bring
    held, code, tried = np.empty((issues + 1, n)), np.empty(issues + 1, np.int64), np.empty(issues + 1, np.int64)
    for d in range(draws):
        room[0] = 0.0
        possible, even = True, share[d].min() == share[d].max()
        for issue in range(issues):
            room[issue + 1] = -np.inf
            for level in range(start[issue], start[issue + 1]):
                if legal[d, level]:
                    for actor in range(n):
                        room[issue + 1, actor] = max(room[issue + 1, actor], worth[d, level, actor])
            for actor in range(n):
                possible = possible and room[issue + 1, actor] > -np.inf
                room[issue + 1, actor] += room[issue, actor]
        codes[d] = -1
        if not possible:
            continue
        best = 0.0
        held[issues], code[issues] = -need[d], 0
        depth = issues - 1
        tried[depth] = start[depth]
        while depth < issues:
            if tried[depth] == start[depth + 1]:
                depth += 1
                continue
            level = tried[depth]
            tried[depth] += 1
            if not legal[d, level]:
                continue
            product = 1.0
            for actor in range(n):
                held[depth, actor] = held[depth + 1, actor] + worth[d, level, actor]
                reach = held[depth, actor] + room[depth, actor]
                if reach < margin - edge:
                    product = 0.0
                elif even:
                    product *= reach
                elif share[d, actor] > 0:
                    product *= reach ** share[d, actor]
            if product <= best * (1 + edge):
                continue
            code[depth] = code[depth + 1] + (level - start[depth]) * stride[depth]
            if depth == 0:
                best, codes[d] = product, code[0]
            else:
                depth -= 1
                tried[depth] = start[depth]
    return codes
