"""Where small steps do what one step cannot: steps that cannot be undone, types that show themselves, slips.

References
----------
Lockwood, B. and Thomas, J. (2002). Gradualism and irreversibility. *Review of Economic Studies* 69, 339–356 (linear
case: steps shrink by a constant factor, and the end is reached in the limit only). Watson, J. (1999). Starting small
and renegotiation. *Journal of Economic Theory* 85, 52–90. Osgood, C. (1962). *An Alternative to War or Surrender*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.dilemma.steps import require_types

Floats = NDArray[np.float64]
Cells = tuple[float, float, float, float]
"""T, R, P, S of one actor at full stakes."""


@dataclass(frozen=True, slots=True)
class Irreversible:
    """The fastest path of joint restraint that cannot be undone: shares of the whole in force after each round.

    ``ratio`` is the factor by which steps shrink from the second on (the last one seen, where it is not constant);
    ``reached`` the share in force after the rounds that ``levels`` has; ``possible`` is False where not even a smallest
    step is worth its temptation.
    """

    levels: Floats
    ratio: float
    reached: float
    possible: bool


def irreversible(cells: Sequence[Cells], discount: Sequence[float], rounds: int = 60) -> Irreversible:
    """Return the largest steps that two actors take who can go forward or stay, but never back.

    At levels c and d (shares in 0–1) an actor has P + d(T − P) − c(P − S) + cd(R − T + P − S). Whoever stays put while
    the other takes the agreed step is answered by no further step for ever. Staying must not pay in any round: with
    temptation just met each round, the next level follows from the last two; the first step is the largest after which
    the path stays within the whole. Where T − R = P − S the steps shrink by (P − S)/(δ(T − P)) each.

    Examples
    --------
    >>> found = irreversible([(5, 3, 1, -1)] * 2, (0.75, 0.75))
    >>> found.levels[:3].round(3).tolist(), round(found.ratio, 3)
    ([0.333, 0.556, 0.704], 0.667)
    """
    tries = [
        1e-6,
        *np.linspace(0.005, 1.0, 200).tolist(),
    ]  # with complements a step may be too small as well as too large
    held = [first for first in tries if _stays(cells, discount, first, rounds)]
    if not held:
        return Irreversible(np.zeros(rounds), float("nan"), 0.0, False)
    low, high = held[-1], min([first for first in tries if first > held[-1]], default=1.0)
    for _ in range(50 if low < high else 0):
        middle = (low + high) / 2
        low, high = (middle, high) if _stays(cells, discount, middle, rounds) else (low, middle)
    levels = _path(cells, discount, low, rounds)
    steps = np.diff(levels, prepend=0.0)
    shrinks = float(steps[2] / steps[1]) if rounds > 2 and steps[1] > 1e-12 else 0.0
    return Irreversible(levels, shrinks, float(levels[-1]), True)


def _worth(cells: Cells, own: float, other: float) -> float:
    t, r, p, s = cells
    return p + other * (t - p) - own * (p - s) + own * other * (r - t + p - s)


def _path(cells: Sequence[Cells], discount: Sequence[float], first: float, rounds: int) -> Floats:
    """Return levels from a first step on; NaN from where no next level would make the last step worth it."""
    levels = [0.0, first]
    while len(levels) <= rounds:
        before, here = levels[-2:]
        needed = here
        for (t, r, p, s), patience in zip(cells, discount, strict=True):
            # δ·π(here, next) = π(before, here) − (1 − δ)·π(here, here), linear in the next level of both
            own = (t, r, p, s)
            right = (_worth(own, before, here) - (1 - patience) * _worth(own, here, here)) / max(patience, 1e-12)
            slope = (t - p) + here * (r - t + p - s)
            rest = p - here * (p - s)
            needed = max(needed, (right - rest) / slope if slope > 0 else np.inf)
        levels.append(needed)
        if not needed <= 1 + 1e-9:
            break
    return np.array((levels + [np.nan] * rounds)[1 : rounds + 1])


def _stays(cells: Sequence[Cells], discount: Sequence[float], first: float, rounds: int) -> bool:
    levels = _path(cells, discount, first, rounds)
    if not bool((levels <= 1 + 1e-9).all()):
        return False
    # a path that is cut while it still grows must have room for what follows at the pace it has
    steps = np.diff(levels)
    if steps[-1] <= 1e-12:
        return True
    pace = steps[-1] / steps[-2]
    return bool(pace < 1 and levels[-1] + steps[-1] * pace / (1 - pace) <= 1 + 1e-9)


@dataclass(frozen=True, slots=True)
class Screening:
    """Where on a ladder those who cannot be trusted show themselves, if both may be of that kind.

    ``exits`` are the steps (from 0) at which all of them accelerating is an equilibrium among them; ``dares`` by exit
    whether the trustworthy then start at all; ``at_risk`` by exit the stake that is lost to one who leaves then;
    ``at_once`` whether the trustworthy would dare the largest stake as their first.
    """

    exits: tuple[int, ...]
    dares: tuple[bool, ...]
    at_risk: tuple[float, ...]
    at_once: bool


def screening(stakes: Sequence[float], cells: Cells, trust: float, discount: float) -> Screening:
    """Return at which step of a ladder the untrustworthy would leave, and whether the trustworthy dare to begin.

    With probability ``trust`` an actor keeps restraint as long as the other does; else it takes what is best for it.
    The last stake repeats for ever. All who cannot be trusted leave at step e if leaving earlier, which takes
    s·(T − P) from everybody, or later, which risks s·(P − S), is worth no more; on the last step at the latest. Payoffs
    count from P.

    Raises
    ------
    ValueError
        If T > R > P > S does not hold, or trust or discount factor are not strictly between 0 and 1.

    Examples
    --------
    >>> found = screening((0.1, 1.0), (5, 4, 2, 0), trust=0.6, discount=0.9)
    >>> found.exits, found.dares
    ((1,), (True,))
    """
    t, r, p, s = cells
    require_types(cells, trust, discount)
    take, gain, loss = t - p, r - p, p - s
    sizes = [float(stake) for stake in stakes]
    weight = [discount**step for step in range(len(sizes))]
    rest = sizes[-1] * discount ** len(sizes) / (1 - discount)  # the last stake, for ever after the ladder
    before = np.concatenate([[0.0], np.cumsum([w * size * gain for w, size in zip(weight, sizes, strict=True)])])

    def leaving(step: int, others: int) -> float:
        """Return what leaving at a step is worth where others of the kind leave at theirs."""
        if step < others:
            return float(before[step] + weight[step] * sizes[step] * take)
        if step == others:
            return float(before[step] + trust * weight[step] * sizes[step] * take)
        later = trust * (before[step] - before[others] + weight[step] * sizes[step] * take)
        return float(before[others] + later - (1 - trust) * weight[others] * sizes[others] * loss)

    exits, dares = [], []
    for others in range(len(sizes)):
        here = leaving(others, others)
        if all(leaving(step, others) <= here + 1e-12 for step in range(len(sizes))):
            exits.append(others)
            shared = trust * (before[-1] - before[others] + rest * gain)
            worth = before[others] + shared - (1 - trust) * weight[others] * sizes[others] * loss
            dares.append(bool(worth >= 0))
    whole = trust * gain / (1 - discount) - (1 - trust) * loss
    return Screening(tuple(exits), tuple(dares), tuple(sizes[step] for step in exits), bool(whole >= 0))


@dataclass(frozen=True, slots=True)
class Reciprocation:
    """A ladder climbed step by step where what one does may be misdone or misread.

    ``rounds`` to the top on average from its foot, ``breakdowns`` a round in the long run, ``top`` the share of time on
    the last step, ``payoff`` both actors' long-run payoff a round, ``cost`` what one breakdown costs each in all.
    ``name`` says what follows a breakdown: ``restart`` (from the foot) or ``step_back`` (one step down).
    """

    name: str
    rounds: float
    breakdowns: float
    top: float
    payoff: tuple[float, float]
    cost: tuple[float, float]


def reciprocation(
    stakes: Sequence[float], cells: Sequence[Cells], execution: float, perception: float, answer: str
) -> Reciprocation:
    """Return how graduated reciprocation fares with slips, by exact linear equations.

    In each round both mean to restrain at the present stake and go one step up if each sees the other do so. An actor's
    restraint is misdone with probability ``execution`` and misread with ``perception``; a round in which anybody sees
    acceleration is a breakdown. A breakdown costs what the same course without it would have brought from there on.

    Raises
    ------
    ValueError
        If ``answer`` is not ``restart`` or ``step_back``.

    Examples
    --------
    >>> found = reciprocation((0.5, 1.0), [(5, 3, 1, 0)] * 2, 0.0, 0.1, "restart")
    >>> round(found.breakdowns, 3), round(found.top, 3), round(found.rounds, 3)
    (0.19, 0.81, 1.235)
    """
    if answer not in ("restart", "step_back"):
        raise ValueError(f"no answer {answer!r} to a breakdown: write restart or step_back")
    steps = len(stakes)
    seen = 1 - (execution + perception - 2 * execution * perception)
    fine = seen**2
    up = np.minimum(np.arange(steps) + 1, steps - 1)
    down = np.zeros(steps, dtype=int) if answer == "restart" else np.maximum(np.arange(steps) - 1, 0)
    chain = np.zeros((steps, steps))
    np.add.at(chain, (np.arange(steps), up), fine)
    np.add.at(chain, (np.arange(steps), down), 1 - fine)
    system = np.vstack([(chain.T - np.eye(steps))[:-1], np.ones(steps)])
    share = np.eye(steps)[-1 if fine else 0]
    if 0 < fine < 1:
        share = np.linalg.solve(system, np.append(np.zeros(steps - 1), 1.0))
    kept = 1 - execution
    mean, cost = [], []
    for t, r, p, s in cells:
        each = kept**2 * r + execution * kept * (t + s) + execution**2 * p
        payoff = p + np.asarray(stakes) * (each - p)
        mean.append(float(share @ payoff))
        # relative values: h = payoff − mean + chain · h, so that h[up] − h[down] is what one breakdown costs
        value = np.zeros(steps)
        if steps > 1:
            relative = (np.eye(steps) - chain)[:, 1:]
            value[1:] = np.linalg.lstsq(relative, payoff - mean[-1], rcond=None)[0]
        lost = (1 - fine) * share
        cost.append(float(lost @ (value[up] - value[down]) / lost.sum()) if lost.sum() > 0 else 0.0)
    climb = 0.0
    if steps > 1:
        climb = float(np.linalg.solve(np.eye(steps - 1) - chain[:-1, :-1], np.ones(steps - 1))[0]) if fine else np.inf
    return Reciprocation(
        answer, climb, float((1 - fine) * share.sum()), float(share[-1]), (mean[0], mean[1]), (cost[0], cost[1])
    )
