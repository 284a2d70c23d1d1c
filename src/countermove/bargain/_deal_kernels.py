"""Compiled loops over packages of many draws; what they mean is documented in ``drawn_deals``."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
NASH, KALAI_SMORODINSKY, EGALITARIAN, UTILITARIAN, SETTER = range(5)
ROUNDING = 1e-12  # a bound is added up in another order than what it bounds


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
def fill_room(worth: Floats, start: Ints, legal: Mask, room: Floats) -> bool:
    """Fill ``room[i]``, the most that issues before i can bring each actor; say whether there is any package."""
    room[0] = 0.0
    for issue in range(start.size - 1):
        room[issue + 1] = -np.inf
        for level in range(start[issue], start[issue + 1]):
            if legal[level]:
                for actor in range(room.shape[1]):
                    room[issue + 1, actor] = max(room[issue + 1, actor], worth[level, actor])
        for actor in range(room.shape[1]):
            if room[issue + 1, actor] == -np.inf:
                return False
            room[issue + 1, actor] += room[issue, actor]
    return True


@njit(cache=True)
def strides(start: Ints) -> Ints:
    """Return what one level of each issue adds to a package's code."""
    stride = np.ones(start.size - 1, np.int64)
    for issue in range(1, start.size - 1):
        stride[issue] = stride[issue - 1] * (start[issue] - start[issue - 1])
    return stride


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
def could_win(reach: Floats, share: Floats, best_help: float, best_log: float, edge: float) -> bool:
    """Whether gains of at most ``reach`` could make a better Nash package."""
    helped, logs = 0.0, 0.0
    for actor in range(reach.size):
        if share[actor] > 0 and reach[actor] > edge:
            helped += share[actor]
            logs += share[actor] * np.log(reach[actor])
    return helped > best_help + edge or (helped > best_help - edge and logs > best_log + edge - ROUNDING)


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
) -> bool:
    """Fill the codes of one draw but for Kalai–Smorodinsky, and everyone's best gain; say if any is acceptable.

    ``worth`` (levels, n), ``legal`` (levels,), ``need`` and ``share`` (n,); a share of 0 is a consent without weight.
    Branch and bound from the last issue to the first, levels ascending, so that packages come in the order of codes
    and the first of equal ones is kept; a branch ends where no package in it can better any of the answers so far.
    """
    issues, n = start.size - 1, need.size
    codes[:] = -1
    ideal[:] = 0.0
    room, stride = np.empty((issues + 1, n)), strides(start)
    if not fill_room(worth, start, legal, room):
        return False
    held, code, tried = np.empty((issues + 1, n)), np.empty(issues + 1, np.int64), np.empty(issues + 1, np.int64)
    held[issues], code[issues] = -need, 0
    reach = np.empty(n)
    voiced = int((share > 0).sum())
    ladder, best_ladder = np.empty(voiced), np.empty(voiced)
    best_help, best_log, best_sum, best_own, best_all = -1.0, -np.inf, -np.inf, edge, -np.inf
    opened, depth = False, issues - 1
    tried[depth] = start[depth]
    while depth < issues:
        if tried[depth] == start[depth + 1]:
            depth += 1
            continue
        level = tried[depth]
        tried[depth] += 1
        if not legal[level]:
            continue
        code[depth] = code[depth + 1] + (level - start[depth]) * stride[depth]
        whole, least, every, lowest, exceeds = 0.0, np.inf, 0.0, np.inf, False
        for actor in range(n):
            held[depth, actor] = held[depth + 1, actor] + worth[level, actor]
            reach[actor] = held[depth, actor] + room[depth, actor]
            whole += share[actor] * reach[actor]
            least = min(least, reach[actor])
            every += reach[actor]
            exceeds = exceeds or reach[actor] > ideal[actor]
            if share[actor] > 0:
                lowest = min(lowest, reach[actor] / share[actor])
        if depth > 0:
            fair = codes[EGALITARIAN] < 0 or lowest >= best_ladder[0] - edge - ROUNDING
            if (
                whole > best_sum + edge - ROUNDING
                or (setter >= 0 and reach[setter] > best_own - edge - ROUNDING)
                or (
                    least >= margin - edge - ROUNDING
                    and (exceeds or fair or could_win(reach, share, best_help, best_log, edge))
                )
            ):
                depth -= 1
                tried[depth] = start[depth]
            continue
        if whole > best_sum + edge:
            best_sum, codes[UTILITARIAN] = whole, code[0]
        if setter >= 0 and reach[setter] > edge:
            ahead = reach[setter] > best_own + edge or (reach[setter] > best_own - edge and every > best_all + edge)
            if ahead and passes(reach, votes, quota, veto, edge):
                best_own, best_all, codes[SETTER] = max(best_own, reach[setter]), every, code[0]
        if least < margin - edge:
            continue
        opened = True
        helped, logs, slot = 0.0, 0.0, 0
        for actor in range(n):
            ideal[actor] = max(ideal[actor], reach[actor])
            if share[actor] > 0:
                ladder[slot] = reach[actor] / share[actor]
                slot += 1
                if reach[actor] > edge:
                    helped += share[actor]
                    logs += share[actor] * np.log(reach[actor])
        if helped > best_help + edge or (helped > best_help - edge and logs > best_log + edge):
            best_help, best_log, codes[NASH] = helped, logs, code[0]
        if codes[EGALITARIAN] >= 0 and lowest < best_ladder[0] - edge:
            continue
        ladder.sort()
        if codes[EGALITARIAN] < 0 or fairer(ladder, best_ladder, edge):
            best_ladder[:] = ladder
            codes[EGALITARIAN] = code[0]
    return opened


@njit(cache=True)
def fairest_of_draw(
    worth: Floats, start: Ints, legal: Mask, need: Floats, target: Floats, margin: float, edge: float
) -> int:
    """Return the acceptable package with the greatest least gain over ``target`` (n,), bottom up; −1 for none.

    Actors whose target is 0 must accept and are not compared. Branch and bound in the order of codes.
    """
    issues, n = start.size - 1, need.size
    room, stride = np.empty((issues + 1, n)), strides(start)
    if not fill_room(worth, start, legal, room):
        return -1
    held, code, tried = np.empty((issues + 1, n)), np.empty(issues + 1, np.int64), np.empty(issues + 1, np.int64)
    held[issues], code[issues] = -need, 0
    compared = int((target > 0).sum())
    ladder, best_ladder = np.empty(compared), np.empty(compared)
    found, depth = -1, issues - 1
    tried[depth] = start[depth]
    while depth < issues:
        if tried[depth] == start[depth + 1]:
            depth += 1
            continue
        level = tried[depth]
        tried[depth] += 1
        if not legal[level]:
            continue
        code[depth] = code[depth + 1] + (level - start[depth]) * stride[depth]
        slot, least, lowest = 0, np.inf, np.inf
        for actor in range(n):
            held[depth, actor] = held[depth + 1, actor] + worth[level, actor]
            reach = held[depth, actor] + room[depth, actor]
            least = min(least, reach)
            if target[actor] > 0:
                ladder[slot] = reach / target[actor]
                lowest = min(lowest, ladder[slot])
                slot += 1
        slack = ROUNDING if depth > 0 else 0.0
        if least < margin - edge - slack or (found >= 0 and lowest < best_ladder[0] - edge - slack):
            continue
        if depth > 0:
            depth -= 1
            tried[depth] = start[depth]
            continue
        ladder.sort()
        if found < 0 or fairer(ladder, best_ladder, edge):
            best_ladder[:] = ladder
            found = code[0]
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
    opened: Mask,
) -> None:
    """Fill, for each draw, whether any package is acceptable and the codes of five packages; −1 where there is none."""
    n = worth.shape[2]
    ideal, target = np.empty(n), np.empty(n)
    for d in range(worth.shape[0]):
        opened[d] = deals_of_draw(
            worth[d], start, legal[d], need[d], share[d], margin, edge, votes, quota, veto, setter, codes[d], ideal
        )
        if not opened[d]:
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
    codes, stride = np.empty(draws, np.int64), strides(start)
    room = np.empty((issues + 1, n))
    held, code, tried = np.empty((issues + 1, n)), np.empty(issues + 1, np.int64), np.empty(issues + 1, np.int64)
    for d in range(draws):
        possible, even = fill_room(worth[d], start, legal[d], room), share[d].min() == share[d].max()
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
