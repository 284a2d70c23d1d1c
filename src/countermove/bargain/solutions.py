"""Axiomatic bargaining solutions over a finite set of deals, without and with lotteries over deals.

Nash 1950 (Econometrica 18:155), asymmetric: Kalai 1977 (IJGT 6:129); Kalai and Smorodinsky 1975 (Econometrica 43:513);
egalitarian: Kalai 1977 (Econometrica 45:1623). Gains are measured from the disagreement point. The theorems behind the
axioms need a convex set of gains: ``*_lottery`` works on the convex hull of the deals; ``*_deal`` picks one deal that
can be written down, and keeps only what is stated at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats
from countermove.numeric.programme import least

EDGE = 1e-9  # gains closer than this count as equal


@dataclass(frozen=True, slots=True)
class Lottery:
    """Deals drawn with probabilities: ``gain`` is what each actor expects above disagreement.

    ``gap`` bounds how far the objective can still be from its optimum (0 where the solver proves it optimal).
    """

    deal: NDArray[np.int64]
    probability: Floats
    gain: Floats
    gap: float


def nash_deal(gain: Floats, weight: Floats | None = None) -> int | None:
    """Return the deal with the greatest weighted product of gains among those in which nobody loses.

    Strongly Pareto optimal among the deals that give everyone a gain; invariant to each actor's scale; independent of
    irrelevant alternatives. Where every acceptable deal leaves someone without gain, the deal that helps most of the
    weight, then the product over those it helps. The first of equal deals is returned. O(m n) time.

    Parameters
    ----------
    gain : (m, n) float
        What each deal is worth to each actor above disagreement.
    weight : (n,) float, optional
        Bargaining weights above 0; equal where left out.

    Returns
    -------
    int or None
        The row; None where every deal makes someone worse off than disagreement.

    Examples
    --------
    >>> nash_deal(np.array([[4.0, 1], [2, 2.5], [1, 3]]))
    1
    """
    share = _shares(gain, weight)
    held = np.asarray((gain >= -EDGE).all(axis=1))
    if not held.any():
        return None
    helped = np.where(gain > EDGE, share, 0.0).sum(axis=1)
    most = helped[held].max()
    held &= helped >= most - EDGE
    with np.errstate(divide="ignore"):
        product = (share * np.where(gain > EDGE, np.log(np.where(gain > EDGE, gain, 1.0)), 0.0)).sum(axis=1)
    rows = np.flatnonzero(held)
    return int(
        rows[np.argmax(product[rows] >= product[rows].max() - EDGE)]
    )  # the first of equal ones, whatever the noise


def kalai_smorodinsky_deal(gain: Floats, weight: Floats | None = None) -> int | None:
    """Return the deal whose least share of the best attainable gain is greatest (lexicographically from the bottom).

    Each actor's ideal is its best gain among the deals in which nobody loses; an actor that can gain nothing is left
    out of the comparison. With ``weight``, shares are divided by the weights. Among single deals the theorem on
    individual monotonicity does not hold; the deal is strongly Pareto optimal by the lexicographic rule.

    Examples
    --------
    >>> kalai_smorodinsky_deal(np.array([[4.0, 1], [2, 2.5], [1, 3]]))
    1
    """
    held = np.asarray((gain >= -EDGE).all(axis=1))
    if not held.any():
        return None
    ideal = gain[held].max(axis=0)
    able = ideal > EDGE
    if not able.any():
        return int(np.flatnonzero(held)[0])
    return _fairest(gain[:, able] / (ideal * _shares(gain, weight))[able], held)


def egalitarian_deal(gain: Floats, weight: Floats | None = None) -> int | None:
    """Return the deal whose least gain, divided by weight, is greatest (lexicographically from the bottom).

    It compares gains between actors, so it depends on how utilities are scaled.

    Examples
    --------
    >>> egalitarian_deal(np.array([[4.0, 1], [2, 2.5], [1, 3]]))
    1
    """
    held = np.asarray((gain >= -EDGE).all(axis=1))
    return _fairest(gain / _shares(gain, weight), held) if held.any() else None


def utilitarian_deal(gain: Floats, weight: Floats | None = None) -> int:
    """Return the deal with the greatest weighted sum of gains; it may leave an actor worse off than disagreement.

    Strongly Pareto optimal. The first of equal deals is returned.

    Examples
    --------
    >>> utilitarian_deal(np.array([[4.0, 1], [2, 2.5], [1, 3]]))
    0
    """
    return int(np.argmax((gain * _shares(gain, weight)).sum(axis=1)))


def nash_lottery(gain: Floats, weight: Floats | None = None, tolerance: float = 1e-7) -> Lottery | None:
    """Return the lottery over deals with the greatest weighted product of expected gains: the Nash solution.

    On the convex hull the maximum is unique in gains. It is sought on a growing set of deals, and ``gap`` proves it: no
    lottery's sum of weighted logarithms is more than ``gap`` above. None where no lottery gives every actor a gain.

    Parameters
    ----------
    gain : (m, n) float
        What each deal is worth to each actor above disagreement; deals may make someone worse off.
    weight : (n,) float, optional
        Bargaining weights above 0; equal where left out.

    Examples
    --------
    >>> nash_lottery(np.array([[4.0, 0], [0, 2]])).gain
    array([2., 1.])
    """
    share = _shares(gain, weight)
    start = egalitarian_lottery(gain / gain.max(axis=0)) if (gain.max(axis=0) > EDGE).all() else None
    if start is None or (start.probability @ gain[start.deal] <= EDGE).any():
        return None
    chosen, odds = start.deal, np.asarray(start.probability)
    gap = np.inf
    for _ in range(100):
        odds = _polish(gain[chosen], odds, share)
        keep = odds > 1e-12
        chosen, odds = chosen[keep], odds[keep] / odds[keep].sum()
        slope = gain @ (share / (odds @ gain[chosen]))
        gap = float(slope.max() - 1)
        if gap <= tolerance:
            break
        entering = np.flatnonzero(slope > 1 + gap / 4)[:64]
        chosen, odds = _join(chosen, odds, entering)
    return Lottery(chosen, odds, odds @ gain[chosen], max(gap, 0.0))


def kalai_smorodinsky_lottery(gain: Floats, weight: Floats | None = None) -> Lottery | None:
    """Return the lottery at which everyone gets the same, greatest share of its ideal gain.

    With two actors it is strongly Pareto optimal and individually monotone; with more, weakly Pareto optimal. The
    ideal is the best expected gain among lotteries in which nobody loses. None where no lottery does.

    Examples
    --------
    >>> kalai_smorodinsky_lottery(np.array([[4.0, 0], [0, 2]])).gain
    array([2., 1.])
    """
    ideal = ideal_gain(gain)
    if ideal is None:
        return None
    able = ideal > EDGE
    if not able.any():
        return None
    target = np.where(able, ideal * _shares(gain, weight), 0.0)
    return _level_lottery(gain, target)


def egalitarian_lottery(gain: Floats, weight: Floats | None = None) -> Lottery | None:
    """Return the lottery with the greatest equal gain for all (gain divided by weight); None where it is negative.

    Weakly Pareto optimal on comprehensive sets (where an actor may throw utility away); where the equal-gain point
    itself is not a lottery, the one returned gives someone more and nobody less.

    Examples
    --------
    >>> egalitarian_lottery(np.array([[4.0, 0], [0, 2]])).gain.round(6)
    array([1.333333, 1.333333])
    """
    answer = _level_lottery(gain, _shares(gain, weight))
    return None if answer is None or (answer.gain < -EDGE).any() else answer


def ideal_gain(gain: Floats) -> Floats | None:
    """Return each actor's best expected gain among lotteries in which nobody loses; None where there is none."""
    m, n = gain.shape
    best = np.empty(n)
    for actor in range(n):
        nobody_loses = (-gain.T, np.full(n, EDGE / 10))
        solved = least(-gain[:, actor], nobody_loses, (np.ones((1, m)), np.ones(1)))
        if solved is None:
            return None
        best[actor] = -solved.value
    return best


def _level_lottery(gain: Floats, target: Floats) -> Lottery | None:
    """Maximise t with gain ≥ t · target, then the sum of gains at that t."""
    m, n = gain.shape
    floor = np.column_stack([-gain.T, target])
    odds = np.append(np.ones(m), 0.0)[None]
    first = least(np.append(np.zeros(m), -1.0), (floor, np.zeros(n)), (odds, np.ones(1)), free=1)
    if first is None:
        return None
    level = -first.value
    slack = 1e-12 * max(1.0, abs(level) * float(np.abs(target).max(initial=0)))
    kept = (-gain.T, slack - level * target)
    second = least(-gain.sum(axis=1), kept, (odds[:, :m], np.ones(1)))
    probability = first.x[:m] if second is None else second.x
    deal = np.flatnonzero(probability > 1e-12)
    share = probability[deal] / probability[deal].sum()
    return Lottery(deal, share, share @ gain[deal], 0.0)


def _polish(gain: Floats, odds: Floats, share: Floats) -> Floats:
    """Maximise the sum of weighted logarithms over the probabilities of a few deals."""
    from scipy.optimize import minimize

    least = float((odds @ gain).min()) / 1e3

    def value(p: Floats) -> tuple[float, Floats]:
        expected = p @ gain
        inside = np.maximum(
            expected, least
        )  # below it the logarithm goes on as its tangent, so that steps may overshoot
        logs = np.log(inside) + (expected - inside) / inside
        return -float(share @ logs), -(gain @ (share / inside))

    simplex: Any = {"type": "eq", "fun": lambda p: p.sum() - 1.0, "jac": lambda p: np.ones((1, len(p)))}
    box: Any = [(0.0, 1.0)] * len(odds)
    settings: Any = {"ftol": 1e-15, "maxiter": 500}
    climb: Any = minimize
    solved = climb(value, odds, jac=True, method="SLSQP", bounds=box, constraints=simplex, options=settings)
    found = np.maximum(solved.x, 0.0)
    found = np.asarray(found / found.sum())
    return found if value(found)[0] <= value(odds)[0] else odds


def _join(chosen: NDArray[np.int64], odds: Floats, entering: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    fresh = np.setdiff1d(entering, chosen)
    grown = np.concatenate([odds * 0.99, np.full(len(fresh), 0.01 / max(len(fresh), 1))])
    return np.concatenate([chosen, fresh]), grown / grown.sum()


def _fairest(score: Floats, held: NDArray[np.bool_]) -> int:
    rows = np.flatnonzero(held)
    ladder = np.sort(score[rows], axis=1)
    for rung in range(ladder.shape[1]):
        best = ladder[:, rung] >= ladder[:, rung].max() - EDGE
        rows, ladder = rows[best], ladder[best]
    return int(rows[0])


def _shares(gain: Floats, weight: Floats | None) -> Floats:
    n = gain.shape[1]
    if weight is None:
        return np.full(n, 1 / n)
    if weight.shape != (n,) or not (weight > 0).all():
        raise ValueError(f"{n} actors need {n} bargaining weights above 0: leave an actor without a say out instead")
    return np.asarray(weight / weight.sum())
