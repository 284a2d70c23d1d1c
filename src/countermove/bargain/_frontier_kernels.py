"""Compiled loops of the Pareto frontier; what they mean is documented in ``frontier``."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@njit(cache=True)
def beaten_parts(utility: Ints, start: Ints, part: Ints, size: int) -> Mask:
    """Mark the partial packages on a few issues that another choice on these issues Pareto dominates."""
    n, k = utility.shape[1], part.size
    sums = np.zeros((size, n), np.int64)
    for code in range(size):
        rest = code
        for slot in range(k):
            width = start[part[slot] + 1] - start[part[slot]]
            sums[code] += utility[start[part[slot]] + rest % width]
            rest //= width
    beaten = np.zeros(size, np.bool_)
    for code in range(size):
        for other in range(size):
            if beaten[other]:  # its own dominator also dominates whatever it dominates
                continue
            above = False
            for actor in range(n):
                if sums[other, actor] < sums[code, actor]:
                    above = False
                    break
                if sums[other, actor] > sums[code, actor]:
                    above = True
            if above:
                beaten[code] = True
                break
    return beaten


@njit(cache=True)
def has_dominator(utility: Ints, start: Ints, ceiling: Ints, choice: Ints, gap: Ints, room: Ints, tried: Ints) -> bool:
    """Search all packages, issue by issue, for one that dominates ``choice``; cut where some actor must lose."""
    issues, n = start.size - 1, utility.shape[1]
    for actor in range(n):
        room[issues, actor] = 0
    for issue in range(issues - 1, -1, -1):
        for actor in range(n):
            room[issue, actor] = room[issue + 1, actor] + ceiling[issue, actor] - utility[choice[issue], actor]
    gap[0, :] = 0
    depth = 0
    tried[0] = start[0]
    while depth >= 0:
        if tried[depth] == start[depth + 1]:
            depth -= 1
            continue
        level = tried[depth]
        tried[depth] += 1
        held = True
        for actor in range(n):
            gap[depth + 1, actor] = gap[depth, actor] + utility[level, actor] - utility[choice[depth], actor]
            if gap[depth + 1, actor] + room[depth + 1, actor] < 0:
                held = False
                break
        if not held:
            continue
        if depth + 1 < issues:
            depth += 1
            tried[depth] = start[depth]
            continue
        for actor in range(n):
            if gap[issues, actor] > 0:
                return True
    return False


@njit(cache=True)
def frontier_codes(utility: Ints, start: Ints, parts: Ints, place: Ints, beaten: Mask) -> Ints:
    """Return the codes of the packages that nothing dominates; ``parts`` and ``beaten`` are the marks found before."""
    issues, n = start.size - 1, utility.shape[1]
    ceiling = np.empty((issues, n), np.int64)
    total = 1
    for issue in range(issues):
        total *= start[issue + 1] - start[issue]
        for actor in range(n):
            ceiling[issue, actor] = utility[start[issue] : start[issue + 1], actor].max()
    kept = np.empty(total, np.int64)
    count = 0
    choice, tried = np.empty(issues, np.int64), np.empty(issues + 1, np.int64)
    gap, room = np.empty((issues + 1, n), np.int64), np.empty((issues + 1, n), np.int64)
    for code in range(total):
        rest = code
        for issue in range(issues):
            width = start[issue + 1] - start[issue]
            choice[issue] = start[issue] + rest % width
            rest //= width
        out = False
        for row in range(parts.shape[0]):
            key, scale = 0, 1
            for slot in range(parts.shape[1]):
                issue = parts[row, slot]
                key += (choice[issue] - start[issue]) * scale
                scale *= start[issue + 1] - start[issue]
            if beaten[place[row] + key]:
                out = True
                break
        if not out and not has_dominator(utility, start, ceiling, choice, gap, room, tried):
            kept[count] = code
            count += 1
    return kept[:count]


@njit(cache=True)
def undominated_rows(point: Ints) -> Mask:
    """Mark the rows that no other row dominates; rows come with their sums falling."""
    m, n = point.shape
    kept = np.zeros(m, np.bool_)
    front = np.empty(m, np.int64)
    size = 0
    for row in range(m):
        out = False
        for slot in range(size):
            other = front[slot]
            above = True
            equal = True
            for actor in range(n):
                if point[other, actor] < point[row, actor]:
                    above = False
                    break
                if point[other, actor] > point[row, actor]:
                    equal = False
            if above and not equal:
                out = True
                break
        if not out:
            kept[row] = True
            front[size] = row
            size += 1
    return kept
