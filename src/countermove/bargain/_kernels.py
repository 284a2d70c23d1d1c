"""Compiled inner loops of the bargain kind; what they mean is documented where they are called."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@njit(cache=True)
def fill_pull(position: Floats, stake: Floats, risk: Floats, width: float, pull: Floats) -> None:
    """Fill ``pull[j, k]`` with what voter k loses, by its own weight, at j's position."""
    n = position.size
    for j in range(n):
        for k in range(n):
            apart = abs(position[k] - position[j]) / width
            pull[j, k] = stake[k] * (apart if risk[k] == 1.0 else apart ** risk[k])


@njit(cache=True, fastmath={"reassoc", "nsz"})  # lets the sums over voters run side by side
def contest(first: Floats, second: Floats) -> tuple[float, float]:
    """Return the votes that first and second gather."""
    ahead, behind = 0.0, 0.0
    for k in range(first.size):
        margin = second[k] - first[k]
        ahead += max(margin, 0.0)
        behind -= min(margin, 0.0)
    return ahead, behind


@njit(cache=True)
def fill_victory(pull: Floats, all_votes: bool, victory: Floats) -> None:
    """Fill ``victory[i, j]`` with the chance that i prevails over j, given every voter's losses."""
    n = pull.shape[0]
    total = 0.0
    for i in range(n):
        for j in range(i):
            ahead, behind = contest(pull[i], pull[j])
            victory[i, j], victory[j, i] = ahead, behind
            total += 2 * (ahead + behind)
    for i in range(n):
        victory[i, i] = 0.0
        for j in range(i):
            cast = total if all_votes else victory[i, j] + victory[j, i]
            victory[i, j] = victory[i, j] / cast if cast > 0 else 0.0
            victory[j, i] = victory[j, i] / cast if cast > 0 else 0.0


@njit(cache=True)
def fill_odds(position: Floats, width: float, near: Floats, far: Floats) -> None:
    """Fill the logarithms of the two bases that every utility is a power of."""
    n = position.size
    for i in range(n):
        for j in range(i + 1):
            apart = 0.5 * abs(position[i] - position[j]) / width
            near[i, j] = near[j, i] = np.log(0.5 - apart) if apart < 0.5 else -np.inf
            far[i, j] = far[j, i] = np.log(0.5 + apart)


@njit(cache=True)
def fill_expected(
    position: Floats,
    salience: Floats,
    risk: Floats,
    victory: Floats,
    near: Floats,
    far: Floats,
    width: float,
    median: float,
    stay: float,
    toward: float,
    expected: Floats,
    threat: Floats,
) -> None:
    """Fill ``expected[i, j]``, what i expects from challenging j, and ``threat[i, j]``, what i expects j to expect."""
    n = position.size
    for i in range(n):
        r = risk[i]
        plain = r == 1.0
        still = stay * (2.0 - 4.0 * 0.5**r)
        for j in range(n):
            if i == j:
                expected[i, j], threat[i, j] = 0.0, 0.0
                continue
            if plain:
                win = 2.0 * abs(position[i] - position[j]) / width
                lose = -win
            else:
                win, lose = 2.0 - 4.0 * np.exp(r * near[i, j]), 2.0 - 4.0 * np.exp(r * far[i, j])
            idle = still
            if stay < 1.0:
                drift = 0.25 * (abs(position[i] - median) + abs(position[j] - median)) / width
                if plain:
                    better, worse = 4.0 * drift, -4.0 * drift
                else:
                    better, worse = 2.0 - 4.0 * (0.5 - drift) ** r, 2.0 - 4.0 * (0.5 + drift) ** r
                idle += (1.0 - stay) * (toward * better + (1.0 - toward) * worse)
            p, q = victory[i, j], victory[j, i]
            expected[i, j] = salience[j] * (p * win + (1.0 - p) * lose) + (1.0 - salience[j]) * win - idle
            threat[i, j] = salience[i] * (q * win + (1.0 - q) * lose) + (1.0 - salience[i]) * win - idle


@njit(cache=True)
def fill_risk(threat: Floats, risk: Floats) -> None:
    """Fill each actor's risk exponent from how exposed its position is against the others' (1 where all are alike)."""
    n = risk.size
    low, high = np.inf, -np.inf
    for i in range(n):
        risk[i] = 0.0
        for j in range(n):
            risk[i] += threat[i, j]
        low, high = min(low, risk[i]), max(high, risk[i])
    for i in range(n):
        if high - low > 1e-12:
            exposed = (2.0 * risk[i] - high - low) / (high - low)
            risk[i] = (1.0 - exposed / 3.0) / (1.0 + exposed / 3.0)
        else:
            risk[i] = 1.0


@njit(cache=True)
def graded_median(position: Floats, pull: Floats) -> float:
    """Return the position with the least total loss; the lower one where two tie."""
    n = position.size
    best, place = np.inf, 0.0
    for j in range(n):
        total = 0.0
        for k in range(n):
            total += pull[j, k]
        if total < best - 1e-12 or (total <= best + 1e-12 and position[j] < place):
            best, place = min(best, total), position[j]
    return place


@njit(cache=True)
def answer(i: int, position: Floats, expected: Floats, threat: Floats, by_kind: bool) -> float:
    """Return where actor i ends after the offers it received; ``by_kind`` ranks lost contests first."""
    best_kind, best_key, place = 3, np.inf, position[i]
    for j in range(position.size):
        if position[j] == position[i]:
            continue
        mine, theirs = expected[i, j], threat[i, j]
        if theirs > mine and mine > 0:
            kind, goal, key = 0, position[j], abs(position[j] - position[i])
        elif theirs > 0 and mine < 0 and theirs > -mine:
            goal = position[i] + (position[j] - position[i]) * (-mine / theirs)
            kind, key = 1, abs(goal - position[i])
            if by_kind:  # Scholz et al. rank compromises by this weighted place, not by the distance moved
                key = (-mine * position[i] + theirs * position[j]) / (theirs - mine)
        elif theirs > 0 and mine < 0:
            kind, goal, key = 2, position[j], abs(position[j] - position[i])
        else:
            continue
        if not by_kind:
            kind = 0
        elif kind == 2:  # their stated rule for giving in can never hold; kept so that their figures come out
            continue
        if kind < best_kind or (kind == best_kind and key < best_key):
            best_kind, best_key, place = kind, key, goal
    return float(place)


@njit(cache=True)
def run_challenge(
    position: Floats,
    salience: Floats,
    capability: Floats,
    all_votes: bool,
    by_kind: bool,
    stay: float,
    toward: float,
    width: float,
    path: Floats,
    first_risk: Floats,
) -> int:
    """Run rounds of challenges in place; ``path[t]`` is the median after t rounds."""
    n = position.size
    stake = capability * salience
    ones, risk = np.ones(n), np.ones(n)
    pull, victory = np.empty((n, n)), np.empty((n, n))
    expected, threat, moved = np.empty((n, n)), np.empty((n, n)), np.empty(n)
    near, far = np.empty((n, n)), np.empty((n, n))
    fill_pull(position, stake, ones, width, pull)
    median = graded_median(position, pull)
    path[0] = median
    for step in range(1, path.size):
        fill_victory(pull, all_votes, victory)
        fill_odds(position, width, near, far)
        fill_expected(position, salience, ones, victory, near, far, width, median, stay, toward, expected, threat)
        fill_risk(threat, risk)
        if step == 1:
            first_risk[:] = risk
        if all_votes:  # the variant grades votes by the voter's own risk exponent once it is known
            fill_pull(position, stake, risk, width, pull)
            fill_victory(pull, all_votes, victory)
        fill_expected(position, salience, risk, victory, near, far, width, median, stay, toward, expected, threat)
        still = True
        for i in range(n):
            moved[i] = answer(i, position, expected, threat, by_kind)
            if abs(moved[i] - position[i]) > 1e-12 * width:
                still = False
        for i in range(n):
            position[i] = round(moved[i] * 1e9) / 1e9  # so that places equal but for rounding noise are one place
        fill_pull(position, stake, ones, width, pull)
        median = graded_median(position, pull)
        path[step] = median
        if still:
            path[step:] = median
            return step
    return path.size - 1


@njit(cache=True)
def run_challenges(
    position: Floats,
    salience: Floats,
    capability: Floats,
    all_votes: bool,
    by_kind: bool,
    stay: float,
    toward: float,
    width: float,
    path: Floats,
    risk: Floats,
    rounds: Ints,
) -> None:
    """Run one model a row."""
    for row in range(position.shape[0]):
        place = position[row].copy()
        rounds[row] = run_challenge(
            place, salience[row], capability[row], all_votes, by_kind, stay, toward, width, path[row], risk[row]
        )
        position[row] = place


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


@njit(cache=True)
def best_exchange(
    place: Floats, salience: Floats, pull: Floats, spent: Mask, least: float
) -> tuple[int, int, int, int]:
    """Return (first, second, given by first, given by second) of the most gainful exchange; first −1 where none is."""
    issues, n = place.shape
    side = np.zeros((issues, n))
    for p in range(issues):
        outcome = 0.0
        for i in range(n):
            outcome += pull[p, i] * place[p, i] if pull[p, i] > 0 else 0.0
        for i in range(n):
            side[p, i] = np.sign(place[p, i] - outcome) if salience[p, i] > 0 else 0.0
    best, answer = least, (-1, -1, -1, -1)
    for p in range(issues):
        for i in range(n):
            if spent[p, i] or side[p, i] == 0:
                continue
            for q in range(issues):
                if q == p or side[q, i] == 0:
                    continue
                for j in range(n):
                    if spent[q, j] or side[p, j] != -side[p, i] or side[q, j] != -side[q, i]:
                        continue
                    if salience[p, i] * salience[q, j] >= salience[p, j] * salience[q, i]:
                        continue  # neither cares relatively less about what it would give
                    whole_p = pull[p, i] * abs(place[p, j] - place[p, i])
                    whole_q = pull[q, j] * abs(place[q, i] - place[q, j])
                    ratio = (salience[p, i] + salience[p, j]) / (salience[q, i] + salience[q, j])
                    x = min(whole_p, whole_q / ratio)
                    gain = salience[q, i] * x * ratio - salience[p, i] * x
                    if gain > best + 1e-12:
                        best, answer = gain, (i, j, p, q)
    return answer


@njit(cache=True)
def run_exchanges(position: Floats, salience: Floats, capability: Floats, limit: int) -> Floats:
    """Return the outcomes (d, issues) after the exchanges of each draw; arrays are (d, issues, n)."""
    draws, issues, n = position.shape
    outcome = np.empty((draws, issues))
    pull, spent = np.empty((issues, n)), np.empty((issues, n), np.bool_)
    for d in range(draws):
        place = position[d].copy()
        for p in range(issues):
            total = 0.0
            for i in range(n):
                total += salience[d, p, i] * capability[d, p, i]
            for i in range(n):
                pull[p, i] = salience[d, p, i] * capability[d, p, i] / total
                spent[p, i] = salience[d, p, i] <= 0
        for _ in range(limit):
            i, j, p, q = best_exchange(place, salience[d], pull, spent, 1e-9)
            if i < 0:
                break
            whole_p = pull[p, i] * abs(place[p, j] - place[p, i])
            whole_q = pull[q, j] * abs(place[q, i] - place[q, j])
            ratio = (salience[d, p, i] + salience[d, p, j]) / (salience[d, q, i] + salience[d, q, j])
            x = min(whole_p, whole_q / ratio)
            place[p, i] += x / whole_p * (place[p, j] - place[p, i])
            place[q, j] += x * ratio / whole_q * (place[q, i] - place[q, j])
            spent[p, i] = spent[q, j] = True
        for p in range(issues):
            outcome[d, p] = 0.0
            for i in range(n):
                outcome[d, p] += pull[p, i] * place[p, i] if pull[p, i] > 0 else 0.0
    return outcome


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
def deals_of_draws(
    worth: Floats,
    start: Ints,
    legal: Mask,
    need: Floats,
    share: Floats,
    margin: float,
    edge: float,
    codes: Ints,
    opened: Ints,
) -> None:
    """Fill, for each draw, how many packages are acceptable and the Nash, egalitarian and utilitarian packages.

    ``worth`` (d, levels, n), ``need`` (d, n), ``legal`` (levels,); ``codes`` (d, 3) is −1 where there is none.
    Packages are counted up like an odometer, so that sums of the later issues are kept from one to the next.
    """
    draws, issues, n = worth.shape[0], start.size - 1, worth.shape[2]
    total = 1
    for issue in range(issues):
        total *= start[issue + 1] - start[issue]
    digit = np.empty(issues, np.int64)
    held = np.empty((issues + 1, n))  # held[i]: gains from issues i and later
    barred = np.empty(issues + 1, np.int64)
    ladder, best_ladder = np.empty(n), np.empty(n)
    for d in range(draws):
        codes[d, :] = -1
        opened[d] = 0
        best_help, best_log, best_sum = -1.0, -np.inf, -np.inf
        digit[:] = 0
        held[issues] = -need[d]
        barred[issues] = 0
        fresh = issues - 1  # issues up to this one have changed since the last package
        for code in range(total):
            for issue in range(fresh, -1, -1):
                level = start[issue] + digit[issue]
                barred[issue] = barred[issue + 1] + (0 if legal[level] else 1)
                for actor in range(n):
                    held[issue, actor] = held[issue + 1, actor] + worth[d, level, actor]
            fresh = 0
            while fresh < issues and digit[fresh] + 1 == start[fresh + 1] - start[fresh]:
                digit[fresh] = 0
                fresh += 1
            if fresh < issues:
                digit[fresh] += 1
            if barred[0] > 0:
                continue
            whole, least = 0.0, np.inf
            for actor in range(n):
                whole += share[actor] * held[0, actor]
                least = min(least, held[0, actor])
            if whole > best_sum + edge:
                best_sum, codes[d, 2] = whole, code
            if least < margin - edge:
                continue
            opened[d] += 1
            helped, logs = 0.0, 0.0
            for actor in range(n):
                if held[0, actor] > edge:
                    helped += share[actor]
                    logs += share[actor] * np.log(held[0, actor])
            if helped > best_help + edge or (helped > best_help - edge and logs > best_log + edge):
                best_help, best_log, codes[d, 0] = helped, logs, code
            if codes[d, 1] >= 0 and least < best_ladder[0] - edge:
                continue
            ladder[:] = held[0]
            ladder.sort()
            if codes[d, 1] < 0 or fairer(ladder, best_ladder, edge):
                best_ladder[:] = ladder
                codes[d, 1] = code


@njit(cache=True)
def nash_of_draws(worth: Floats, start: Ints, legal: Mask, need: Floats, margin: float, edge: float) -> Ints:
    """Return the code of each draw's package with the greatest product of gains above ``margin`` > 0; −1 for none.

    Branch and bound from the last issue to the first, levels ascending, so that leaves come in the order of codes and
    the first of equal packages is kept; a branch ends where its best conceivable product is no better than one found.
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
        possible = True
        for issue in range(issues):
            room[issue + 1] = -np.inf
            for level in range(start[issue], start[issue + 1]):
                if legal[level]:
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
            if not legal[level]:
                continue
            product = 1.0
            for actor in range(n):
                held[depth, actor] = held[depth + 1, actor] + worth[d, level, actor]
                reach = held[depth, actor] + room[depth, actor]
                product *= reach if reach >= margin - edge else 0.0
            if product <= best * (1 + edge):
                continue
            code[depth] = code[depth + 1] + (level - start[depth]) * stride[depth]
            if depth == 0:
                best, codes[d] = product, code[0]
            else:
                depth -= 1
                tried[depth] = start[depth]
    return codes
