"""Compiled loops of the challenge model; what they mean is documented in ``challenge``."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@njit(cache=True)
def fill_pull(position: Floats, stake: Floats, risk: Floats, width: float, pull: Floats) -> None:
    """Fill ``pull[j, k]`` with what voter k loses, by its own weight, at j's position."""
    n = position.size
    for j in range(n):
        for k in range(n):
            apart = abs(position[k] - position[j]) / width
            pull[j, k] = stake[k] * (apart if risk[k] == 1.0 else apart ** risk[k])


@njit(cache=True)
def fill_bent_pull(gap: Floats, stake: Floats, risk: Floats, pull: Floats) -> None:
    """Fill the same as ``fill_pull`` from the logarithms of the distances: an exponential is cheaper than a power."""
    n = risk.size
    for j in range(n):
        for k in range(n):
            pull[j, k] = stake[k] * np.exp(risk[k] * gap[j, k])


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
def fill_odds(position: Floats, width: float, near: Floats, far: Floats, gap: Floats) -> None:
    """Fill the logarithms of the two bases that every utility is a power of, and of the distances."""
    n = position.size
    for i in range(n):
        for j in range(i + 1):
            apart = 0.5 * abs(position[i] - position[j]) / width
            near[i, j] = near[j, i] = np.log(0.5 - apart) if apart < 0.5 else -np.inf
            far[i, j] = far[j, i] = np.log(0.5 + apart)
            gap[i, j] = gap[j, i] = np.log(2.0 * apart) if apart > 0.0 else -np.inf


@njit(cache=True)
def fill_drifts(position: Floats, width: float, median: float, better: Floats, worse: Floats) -> None:
    """Fill the logarithms of the bases of the utilities when a rival drifts towards or away from the median."""
    n = position.size
    for i in range(n):
        for j in range(i + 1):
            drift = 0.25 * (abs(position[i] - median) + abs(position[j] - median)) / width
            better[i, j] = better[j, i] = np.log(0.5 - drift) if drift < 0.5 else -np.inf
            worse[i, j] = worse[j, i] = np.log(0.5 + drift)


@njit(cache=True)
def fill_expected(
    position: Floats,
    salience: Floats,
    risk: Floats,
    victory: Floats,
    near: Floats,
    far: Floats,
    better: Floats,
    worse: Floats,
    width: float,
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
                gains, losses = 2.0 - 4.0 * np.exp(r * better[i, j]), 2.0 - 4.0 * np.exp(r * worse[i, j])
                idle += (1.0 - stay) * (toward * gains + (1.0 - toward) * losses)
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
    near, far, gap = np.empty((n, n)), np.empty((n, n)), np.empty((n, n))
    better, worse = np.empty((n, n)), np.empty((n, n))
    fill_pull(position, stake, ones, width, pull)
    median = graded_median(position, pull)
    path[0] = median
    for step in range(1, path.size):
        fill_victory(pull, all_votes, victory)
        fill_odds(position, width, near, far, gap)
        if stay < 1.0:
            fill_drifts(position, width, median, better, worse)
        fill_expected(
            position, salience, ones, victory, near, far, better, worse, width, stay, toward, expected, threat
        )
        fill_risk(threat, risk)
        if step == 1:
            first_risk[:] = risk
        if all_votes:  # the variant grades votes by the voter's own risk exponent once it is known
            fill_bent_pull(gap, stake, risk, pull)
            fill_victory(pull, all_votes, victory)
        fill_expected(
            position, salience, risk, victory, near, far, better, worse, width, stay, toward, expected, threat
        )
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
