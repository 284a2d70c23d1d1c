"""The repeated dialogue: for which discount factors a rule of conduct keeps restraint, exactly.

A rule of conduct is a finite automaton. From any state of two automata play runs into a cycle, so that the discounted
payoff is a rational function of the discount factor; whether conforming beats deviating is then the sign of a
polynomial with rational coefficients, and the answer is a union of intervals, knife-edges included.

References
----------
Mailath, G. and Samuelson, L. (2006). *Repeated Games and Reputations*. Oxford (one-shot deviations, automata).
Boyd, R. (1989). Mistakes allow evolutionary stability in the repeated prisoner's dilemma game. *J. Theor. Biol.* 136
(contrition). Nowak, M. and Sigmund, K. (1993). A strategy of win-stay, lose-shift. *Nature* 364.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np

Polynomial = tuple[Fraction, ...]
"""Coefficients, constant first."""
Payoff = Sequence[Sequence[Sequence[Fraction]]]
"""``payoff[actor][first action][second action]``; action 0 is restraint, 1 acceleration."""
RESTRAIN, ACCELERATE = 0, 1


@dataclass(frozen=True, slots=True)
class Conduct:
    """A rule of conduct: what to do in each state, and where each observed profile leads.

    ``leads[state][2 · own + other]`` is the next state; state 0 is the first.
    """

    name: str
    acts: tuple[int, ...]
    leads: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """Discount factors from ``low`` to ``high``, ends included or not; ``low == high`` is a knife-edge."""

    low: Fraction
    high: Fraction
    low_included: bool
    high_included: bool

    def __contains__(self, discount: Fraction) -> bool:
        inside = self.low < discount < self.high
        return inside or (discount == self.low and self.low_included) or (discount == self.high and self.high_included)


@dataclass(frozen=True, slots=True)
class Sustained:
    """For which discount factors in [0, 1) two equal rules of conduct are an equilibrium.

    ``nash`` looks at play from the start only; ``perfect`` also at every state that some history leads to.
    """

    conduct: str
    nash: tuple[Interval, ...]
    perfect: tuple[Interval, ...]


GRIM = Conduct("grim", (0, 1), ((0, 1, 1, 1), (1, 1, 1, 1)))
TIT_FOR_TAT = Conduct("tit_for_tat", (0, 1), ((0, 1, 0, 1), (0, 1, 0, 1)))
WIN_STAY_LOSE_SHIFT = Conduct("win_stay_lose_shift", (0, 1), ((0, 1, 1, 0), (0, 1, 1, 0)))
CONTRITE = Conduct("contrite", (0, 0, 1), ((0, 2, 1, 0), (0, 0, 1, 1), (0, 2, 0, 2)))
ALWAYS_RESTRAIN = Conduct("always_restrain", (0,), ((0, 0, 0, 0),))
ALWAYS_ACCELERATE = Conduct("always_accelerate", (1,), ((0, 0, 0, 0),))


def limited_punishment(rounds: int) -> Conduct:
    """Return the rule that answers any acceleration with joint acceleration for so many rounds, then forgets.

    Raises
    ------
    ValueError
        If ``rounds`` is less than 1.

    Examples
    --------
    >>> limited_punishment(2).acts
    (0, 1, 1)
    """
    if rounds < 1:
        raise ValueError(f"{rounds} rounds of punishment: give at least 1")
    leads = [(0, 1, 1, 1)] + [((state + 1) % (rounds + 1),) * 4 for state in range(1, rounds + 1)]
    return Conduct(f"limited_punishment_{rounds}", (0, *([1] * rounds)), tuple((a, b, c, d) for a, b, c, d in leads))


CONDUCTS: tuple[Conduct, ...] = (GRIM, TIT_FOR_TAT, WIN_STAY_LOSE_SHIFT, limited_punishment(2), CONTRITE)


def sustained(conduct: Conduct, payoff: Payoff) -> Sustained:
    """Return for which discount factors a rule of conduct, followed by both, keeps itself.

    Nash: no other way of answering the rule pays from the start (a best answer to an automaton may be sought among
    those that depend on its state alone). Perfect: in no pair of states that any history leads to does a single
    deviation pay (one-shot deviation principle). Exponential in the states of the rule for Nash, quadratic for perfect.

    Parameters
    ----------
    conduct : Conduct
    payoff : payoff[actor][first action][second action]
        In rationals; action 0 is restraint.

    Returns
    -------
    Sustained

    Examples
    --------
    >>> stage = [[[Fraction(3), Fraction(0)], [Fraction(5), Fraction(1)]]]
    >>> stage.append([list(column) for column in zip(*stage[0])])
    >>> found = sustained(GRIM, stage)
    >>> found.nash == found.perfect == (Interval(Fraction(1, 2), Fraction(1), True, False),)
    True
    """
    pair = (conduct, conduct)
    perfect = [
        _advantage(_path(pair, state), _deviation(pair, state, actor), payoff, actor)
        for state in _reachable(pair)
        for actor in range(2)
    ]
    nash = [
        _advantage(_path(pair, (0, 0)), _answer(pair, actor, policy), payoff, actor)
        for actor in range(2)
        for policy in product((RESTRAIN, ACCELERATE), repeat=len(conduct.acts))
    ]
    return Sustained(conduct.name, where_nonnegative(nash), where_nonnegative(perfect))


def least_discount(intervals: Sequence[Interval]) -> Fraction | None:
    """Return the discount factor from which on a rule keeps itself for ever more patient actors; None if never.

    Examples
    --------
    >>> least_discount([Interval(Fraction(1, 2), Fraction(1), True, False)])
    Fraction(1, 2)
    """
    last = intervals[-1] if intervals else None
    return last.low if last is not None and last.high == 1 and last.low < 1 else None


def where_nonnegative(polynomials: Iterable[Polynomial]) -> tuple[Interval, ...]:
    """Return where in [0, 1) all polynomials are at least zero, by exact signs between their roots.

    Roots that are rational with a denominator up to a million are taken exactly, so that knife-edges are found; others
    are accurate to about 1e-12.

    Examples
    --------
    >>> where_nonnegative([(Fraction(-1), Fraction(2))])
    (Interval(low=Fraction(1, 2), high=Fraction(1, 1), low_included=True, high_included=False),)
    """
    unique = [p for p in {_trimmed(p) for p in polynomials} if p]
    roots = {p: _roots(p) for p in unique}
    points = sorted({Fraction(0), *(root for found in roots.values() for root in found)})
    pieces: list[tuple[Fraction, Fraction, bool]] = []
    for place, point in enumerate(points):
        holds = all(point in roots[p] or _value(p, point) >= 0 for p in unique)
        pieces.append((point, point, holds))
        end = points[place + 1] if place + 1 < len(points) else Fraction(1)
        pieces.append((point, end, all(_value(p, (point + end) / 2) >= 0 for p in unique)))
    return _joined(pieces)


def _joined(pieces: Sequence[tuple[Fraction, Fraction, bool]]) -> tuple[Interval, ...]:
    """Join alternating points and open gaps that hold into intervals."""
    found: list[Interval] = []
    open_from: tuple[Fraction, bool] | None = None
    for low, high, holds in pieces:
        point = low == high
        if holds and open_from is None:
            open_from = (low, point)
        elif not holds and open_from is not None:
            found.append(Interval(open_from[0], low, open_from[1], not point))
            open_from = None
    if open_from is not None:
        found.append(Interval(open_from[0], Fraction(1), open_from[1], False))
    return tuple(found)


def grim_threshold(temptation: float, reward: float, punishment: float) -> float:
    """Return the least discount factor at which grim reversion keeps restraint, (T − R)/(T − P); NaN where none does.

    Examples
    --------
    >>> grim_threshold(5, 3, 1)
    0.5
    """
    if temptation <= reward:
        return 0.0
    return (temptation - reward) / (temptation - punishment) if reward > punishment else float("nan")


Path = tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]
"""Profiles before the cycle, and those of the cycle."""
Pair = tuple[Conduct, Conduct]
States = tuple[int, int]


def _next(pair: Pair, state: States, profile: tuple[int, int]) -> States:
    own, other = profile
    return pair[0].leads[state[0]][2 * own + other], pair[1].leads[state[1]][2 * other + own]


def _walk(
    start: States,
    profile_at: Callable[[States], tuple[int, int]],
    following: Callable[[States, tuple[int, int]], States],
) -> Path:
    seen: dict[States, int] = {}
    profiles: list[tuple[int, int]] = []
    state = start
    while state not in seen:
        seen[state] = len(profiles)
        profiles.append(profile_at(state))
        state = following(state, profiles[-1])
    return tuple(profiles[: seen[state]]), tuple(profiles[seen[state] :])


def _path(pair: Pair, start: States) -> Path:
    def act(state: States) -> tuple[int, int]:
        return pair[0].acts[state[0]], pair[1].acts[state[1]]

    return _walk(start, act, lambda state, profile: _next(pair, state, profile))


def _deviation(pair: Pair, state: States, actor: int) -> Path:
    acts = [pair[0].acts[state[0]], pair[1].acts[state[1]]]
    acts[actor] = 1 - acts[actor]
    profile = (acts[0], acts[1])
    before, cycle = _path(pair, _next(pair, state, profile))
    return (profile, *before), cycle


def _answer(pair: Pair, actor: int, policy: Sequence[int]) -> Path:
    """Follow an actor that acts by the other's state alone."""
    other = pair[1 - actor]

    def act(state: States) -> tuple[int, int]:
        own, theirs = policy[state[0]], other.acts[state[0]]
        return (own, theirs) if actor == 0 else (theirs, own)

    def step(state: States, profile: tuple[int, int]) -> States:
        own, theirs = profile[actor], profile[1 - actor]
        return other.leads[state[0]][2 * theirs + own], 0

    return _walk((0, 0), act, step)


def _reachable(pair: Pair) -> list[States]:
    found, frontier = {(0, 0)}, [(0, 0)]
    while frontier:
        state = frontier.pop()
        for profile in product((0, 1), repeat=2):
            after = _next(pair, state, (profile[0], profile[1]))
            if after not in found:
                found.add(after)
                frontier.append(after)
    return sorted(found)


def _advantage(one: Path, other: Path, payoff: Payoff, actor: int) -> Polynomial:
    """Return a polynomial with the sign of the discounted payoff of ``one`` less that of ``other``, on (0, 1).

    Per-period payoff of a path is (1 − δ)·before + δ^k·cycle/(1 + δ + … + δ^(c−1)); both are multiplied by the two
    positive sums.
    """
    parts = []
    for before, cycle in (one, other):
        head = tuple(payoff[actor][a][b] for a, b in before)
        loop = (Fraction(0),) * len(before) + tuple(payoff[actor][a][b] for a, b in cycle)
        parts.append((_times((Fraction(1), Fraction(-1)), head), loop, (Fraction(1),) * len(cycle)))
    (head, loop, span), (head2, loop2, span2) = parts
    left = _times(_plus(_times(head, span), loop), span2)
    right = _times(_plus(_times(head2, span2), loop2), span)
    return _plus(left, tuple(-value for value in right))


def _plus(one: Polynomial, other: Polynomial) -> Polynomial:
    size = max(len(one), len(other))
    padded = [tuple(p) + (Fraction(0),) * (size - len(p)) for p in (one, other)]
    return tuple(a + b for a, b in zip(*padded, strict=True))


def _times(one: Polynomial, other: Polynomial) -> Polynomial:
    result = [Fraction(0)] * max(len(one) + len(other) - 1, 0)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            result[i + j] += a * b
    return tuple(result)


def _trimmed(polynomial: Polynomial) -> Polynomial:
    """Drop leading zeros, and whole powers of δ and of (1 − δ), which have no sign inside (0, 1)."""
    terms = list(polynomial)
    while terms and terms[-1] == 0:
        terms.pop()
    while terms and sum(terms) == 0:  # divisible by (1 − δ): synthetic division by (δ − 1), sign turned
        quotient: list[Fraction] = []
        carried = Fraction(0)
        for value in reversed(terms[1:]):
            carried += value
            quotient.append(carried)
        terms = [-value for value in reversed(quotient)]
    return tuple(terms)


def _value(polynomial: Polynomial, at: Fraction) -> Fraction:
    total = Fraction(0)
    for term in reversed(polynomial):
        total = total * at + term
    return total


def _roots(polynomial: Polynomial) -> set[Fraction]:
    if len(polynomial) < 2:
        return set()
    scale = max(abs(term) for term in polynomial)
    found = np.roots([float(term / scale) for term in reversed(polynomial)])
    near = [root.real for root in found if abs(root.imag) < 1e-6 and -1e-9 <= root.real < 1 + 1e-9]
    exact = set()
    for root in near:
        simple = Fraction(float(root)).limit_denominator(1_000_000)
        value = simple if _value(polynomial, simple) == 0 else _bracketed(polynomial, float(root))
        if value is not None and 0 <= value < 1:
            exact.add(value)
    return exact


def _bracketed(polynomial: Polynomial, near: float) -> Fraction | None:
    """Sharpen an irrational root by bisection in rationals; None where the sign does not change (no root to cross)."""
    low, high = Fraction(near) - Fraction(1, 10**6), Fraction(near) + Fraction(1, 10**6)
    sign = _value(polynomial, low) > 0
    if sign == (_value(polynomial, high) > 0):
        return None
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if (_value(polynomial, middle) > 0) == sign else (low, middle)
    return ((low + high) / 2).limit_denominator(10**15)
