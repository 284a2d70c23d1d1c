"""Equilibria of a stage game: pure ones of any number of actors, all mixed ones of two, each with its exact regret.

No payoff is compared after rounding. Pure equilibria compare payoffs as given; mixed ones are found either by going
through all vertices of the best-reply polytopes in rational arithmetic (small games) or in floating point, and are then
solved again in rationals from their supports, so that the regret a profile is reported with is exact.

References
----------
Avis, D., Rosenberg, G., Savani, R. and von Stengel, B. (2010). Enumeration of Nash equilibria for two-player games.
*Economic Theory* 42, 9–37 (vertex enumeration, components from cliques of extreme equilibria).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.dilemma.vertices import (
    Whole,
    approximate_equilibria,
    complementary,
    mask_of,
    supports_by_pivoting,
    tight_point,
    vertices_exactly,
)

Floats = NDArray[np.float64]
Table = Sequence[Sequence[Fraction | int]]
Weights = tuple[Fraction, ...]

EXACT_VERTICES = 1_000
"""Up to so many candidate vertices a polytope, everything is done in rationals (all games up to 6 × 6)."""


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """A profile of two actors: the weight of every action, and by how much an actor could still gain.

    ``regret`` is the greatest gain of either actor from another action, in rationals: zero for an equilibrium.
    """

    first: Weights
    second: Weights
    regret: Fraction

    @property
    def is_pure(self) -> bool:
        """Whether each actor takes one action for certain."""
        return max(self.first) == 1 and max(self.second) == 1

    @property
    def supports(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The actions that each actor takes with positive weight."""
        first, second = (tuple(i for i, weight in enumerate(side) if weight) for side in (self.first, self.second))
        return first, second


@dataclass(frozen=True, slots=True)
class Equilibria:
    """All extreme equilibria of a two-actor game.

    ``components`` groups their places: two extreme equilibria of one component are joined by a path of equilibria, and
    every equilibrium is a mixture within one. ``degenerate`` says that some vertex has more best replies than its
    support has actions; only then may a component hold more than a point. ``method`` is ``rational``, ``pivoting`` or
    ``qhull``; pivoting looks for that at one side's vertices and at equilibria only, which is enough for components.
    """

    extreme: tuple[Equilibrium, ...]
    components: tuple[tuple[int, ...], ...]
    degenerate: bool
    method: str


def pure_equilibria(payoff: NDArray[Any]) -> NDArray[np.bool_]:
    """Return at which profiles no actor gains by another action of its own.

    O(n · cells) time. Payoffs are compared exactly as given, so that ties are kept.

    Parameters
    ----------
    payoff : (n, m₁, …, mₙ) array
        ``payoff[i]`` is actor i's payoff at each profile.

    Returns
    -------
    (m₁, …, mₙ) bool

    Raises
    ------
    ValueError
        If there are not as many payoff tables as dimensions.

    Examples
    --------
    >>> pure_equilibria(np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]]))
    array([[False, False],
           [False,  True]])
    """
    if payoff.ndim != len(payoff) + 1:
        raise ValueError(f"{len(payoff)} payoff tables of {payoff.ndim - 1} dimensions: give one dimension an actor")
    if payoff.size > 4_096:
        from countermove.dilemma import _kernels  # here, so that small games do not wait for a compiler

        sizes = np.array(payoff.shape[1:], dtype=np.int64)
        flat = np.ascontiguousarray(payoff).reshape(len(payoff), -1)
        return np.asarray(_kernels.pure_equilibria(flat, sizes), dtype=np.bool_).reshape(payoff.shape[1:])
    holds = np.ones(payoff.shape[1:], dtype=np.bool_)
    for actor, own in enumerate(payoff):
        holds &= own >= own.max(axis=actor, keepdims=True)
    return holds


def equilibria(first: Table, second: Table) -> Equilibria:
    """Return all extreme equilibria of a two-actor game, their components and whether it is degenerate.

    Complete for every game up to ``EXACT_VERTICES`` candidates a polytope (6 × 6), degenerate ones included. Larger
    games are searched in floating point, by pivoting or, where that meets a near tie, by Qhull: each profile is then
    solved and checked in rationals, but an equilibrium that floating point loses is lost.

    Parameters
    ----------
    first, second : m rows of n Fractions (or integers)
        Payoffs by first action (rows) and second action (columns).

    Returns
    -------
    Equilibria
        In order of supports, the first actor's first.

    Examples
    --------
    >>> chicken = [[3, 2], [4, 1]], [[3, 4], [2, 1]]
    >>> [tuple(map(str, found.first)) for found in equilibria(*chicken).extreme]
    [('1', '0'), ('1/2', '1/2'), ('0', '1')]
    """
    game = _Whole.of(first), _Whole.of(second)
    m, n = len(game[0].rows), len(game[0].rows[0])
    if (len(game[1].rows), len(game[1].rows[0])) != (m, n):
        raise ValueError("both payoff tables need the same rows and columns")
    if comb(m + n, m) <= EXACT_VERTICES:
        return _in_rationals(*game)
    return _by_pivoting(*game) or _by_qhull(*game)


def _in_rationals(a: _Whole, b: _Whole) -> Equilibria:
    m, n = len(a.rows), len(a.rows[0])
    left, right = vertices_exactly(b.columns), vertices_exactly(a.rows)
    # labels 0 … m-1 are the first actor's actions, m … m+n-1 the second's; a vertex is labelled by what is unused
    # of its own side and best reply of the other; together all labels make an equilibrium
    own = np.array([mask_of(unused) | mask_of(best, m) for _, unused, best in left], dtype=np.uint64)
    other = np.array([mask_of(unused, m) | mask_of(best) for _, unused, best in right], dtype=np.uint64)
    pairs = complementary(own, other, m, n)
    found = [_with_regret(a, b, left[i][0], right[j][0]) for i, j in pairs]
    return _in_order(found, pairs, _is_degenerate(own, other, m, n), "rational")


def _by_pivoting(a: _Whole, b: _Whole) -> Equilibria | None:
    """Return the equilibria of a nondegenerate game; None where floating point or rationals cast doubt on that."""
    supports = supports_by_pivoting(np.array(a.rows, dtype=np.float64), np.array(b.rows, dtype=np.float64))
    if supports is None:
        return None
    found = []
    for own, other in supports:
        unused = [i for i in range(len(a.rows)) if i not in own], [j for j in range(len(a.columns)) if j not in other]
        x, y = tight_point(b.columns, unused[0], other), tight_point(a.rows, unused[1], own)
        if x is None or y is None or any(weight.numerator < 0 for weight in (*x, *y)):
            return None
        profile = _with_regret(a, b, x, y)
        if profile.regret:
            return None
        found.append(profile)
    return _in_order(found, [(place, place) for place in range(len(found))], False, "pivoting")


def _by_qhull(a: _Whole, b: _Whole) -> Equilibria:
    m, n = len(a.rows), len(a.rows[0])
    rough = approximate_equilibria(np.array(a.rows, dtype=np.float64), np.array(b.rows, dtype=np.float64))
    own, other = rough.own, rough.other
    found = [_solve_from(a, b, int(own[i]), int(other[j]), (rough.first[i], rough.second[j])) for i, j in rough.pairs]
    return _in_order(found, rough.pairs, _is_degenerate(own, other, m, n), "qhull")


def _is_degenerate(own: NDArray[np.uint64], other: NDArray[np.uint64], m: int, n: int) -> bool:
    return bool((np.bitwise_count(own) > m).any() or (np.bitwise_count(other) > n).any())


def _in_order(
    found: Sequence[Equilibrium], pairs: Sequence[tuple[int, int]], degenerate: bool, method: str
) -> Equilibria:
    order = sorted(range(len(found)), key=lambda at: (found[at].supports, found[at].first, found[at].second))
    components = _connected([pairs[at] for at in order])
    return Equilibria(tuple(found[at] for at in order), components, degenerate, method)


def regret(first: Table, second: Table, x: Weights, y: Weights) -> Fraction:
    """Return the greatest gain of either actor from another action against the other's weights, exactly.

    Examples
    --------
    >>> regret([[3, 0], [5, 1]], [[3, 5], [0, 1]], (Fraction(1), Fraction(0)), (Fraction(1), Fraction(0)))
    Fraction(2, 1)
    """
    a, b = _Whole.of(first), _Whole.of(second)
    return max(_gain(a.rows, a.units, x, y), _gain(b.columns, b.units, y, x))


def _gain(table: Whole, units: int, own: Weights, other: Weights) -> Fraction:
    """Return what the best row brings over the mixture of rows, against weights on columns, in whole numbers."""
    scale = lcm(*(weight.denominator for weight in other))
    weights = [(j, w.numerator * (scale // w.denominator)) for j, w in enumerate(other) if w]
    values = [sum(row[j] * w for j, w in weights) for row in table]
    top = max(values)
    if all(value == top for value, w in zip(values, own, strict=True) if w):
        return Fraction(0)
    return sum(((top - v) * w for v, w in zip(values, own, strict=True) if w), Fraction(0)) / (scale * units)


def mixed_2x2(payoff: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the fully mixed equilibrium of each of many 2×2 games, and where there is one.

    Parameters
    ----------
    payoff : (n, 2, 2, 2) array
        ``payoff[game, actor, first action, second action]``.

    Returns
    -------
    weights : (n, 2) float64
        Weight of each actor's first action; NaN where no fully mixed equilibrium exists.
    exists : (n,) bool

    Examples
    --------
    >>> mixed_2x2(np.array([[[[3.0, 2], [4, 1]], [[3, 4], [2, 1]]]]))[0]
    array([[0.5, 0.5]])
    """
    own, other = payoff[:, 0], payoff[:, 1]
    first_gain = other[:, 0, 0] - other[:, 0, 1], other[:, 1, 1] - other[:, 1, 0]
    second_gain = own[:, 0, 0] - own[:, 1, 0], own[:, 1, 1] - own[:, 0, 1]
    exists = (first_gain[0] * first_gain[1] > 0) & (second_gain[0] * second_gain[1] > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.stack([gain[1] / (gain[0] + gain[1]) for gain in (first_gain, second_gain)], axis=1)
    return np.where(exists[:, None], weights, np.nan), exists


@dataclass(frozen=True, slots=True)
class _Whole:
    """A payoff table in whole numbers: ``rows / units`` are the payoffs, ``columns`` the same turned round."""

    rows: Whole
    columns: Whole
    units: int

    @classmethod
    def of(cls, table: Table) -> _Whole:
        if not table or not table[0] or any(len(row) != len(table[0]) for row in table):
            raise ValueError("a payoff table needs rows of equal length, at least one cell")
        units = lcm(*{cell.denominator for row in table for cell in row})
        rows = [[cell.numerator * (units // cell.denominator) for cell in row] for row in table]
        return cls(rows, list(zip(*rows, strict=True)), units)


def _with_regret(a: _Whole, b: _Whole, x: Weights, y: Weights) -> Equilibrium:
    return Equilibrium(x, y, max(_gain(a.rows, a.units, x, y), _gain(b.columns, b.units, y, x)))


def _solve_from(a: _Whole, b: _Whole, own: int, other: int, rough: tuple[Floats, Floats]) -> Equilibrium:
    """Solve a profile in rationals from its labels; where that fails, keep the rough one with its exact regret."""
    m, n = len(a.rows), len(a.rows[0])
    unused, best = [i for i in range(m) if own >> i & 1], [j for j in range(n) if own >> (m + j) & 1]
    x = tight_point(b.columns, unused, best)
    y = tight_point(a.rows, [j for j in range(n) if other >> (m + j) & 1], [i for i in range(m) if other >> i & 1])
    if x is not None and y is not None and min(x) >= 0 and min(y) >= 0:
        return _with_regret(a, b, x, y)
    sides = [[Fraction(float(weight)) for weight in weights] for weights in rough]
    scaled = [tuple(weight / sum(weights) for weight in weights) for weights in sides]
    return _with_regret(a, b, scaled[0], scaled[1])


def _connected(pairs: Sequence[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Group pairs that share a vertex, directly or through others (components of the equilibrium set)."""
    groups: list[tuple[set[int], set[int], list[int]]] = []
    for place, (i, j) in enumerate(pairs):
        touching = [group for group in groups if i in group[0] or j in group[1]]
        merged: tuple[set[int], set[int], list[int]] = ({i}, {j}, [place])
        for group in touching:
            merged[0].update(group[0])
            merged[1].update(group[1])
            merged[2].extend(group[2])
            groups.remove(group)
        groups.append(merged)
    return tuple(sorted(tuple(sorted(group[2])) for group in groups))
