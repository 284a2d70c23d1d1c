"""Equilibria of a stage game: pure ones of any number of actors, all mixed ones of two, each with its exact regret.

No payoff is compared after rounding. Pure equilibria compare payoffs as given; mixed ones are found either by going
through all vertices of the best-reply polytopes in rational arithmetic (small games) or by Qhull in floating point, and
are then solved again in rationals from their supports, so that the regret a profile is reported with is exact.

References
----------
Avis, D., Rosenberg, G., Savani, R. and von Stengel, B. (2010). Enumeration of Nash equilibria for two-player games.
*Economic Theory* 42, 9–37 (vertex enumeration, components from cliques of extreme equilibria).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Table = Sequence[Sequence[Fraction | int]]
Weights = tuple[Fraction, ...]

EXACT_VERTICES = 1_000
"""Up to so many candidate vertices a polytope, everything is done in rationals (all games up to 5 × 5)."""


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
    support has actions; only then may a component hold more than a point. ``method`` is ``rational`` or ``qhull``.
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

    Complete for every game up to ``EXACT_VERTICES`` candidates a polytope (5 × 5), degenerate ones included. Larger
    games go through Qhull in floating point: each profile is still solved and checked in rationals, but a vertex that
    floating point loses is lost.

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
    a, b = _rational(first), _rational(second)
    m, n = len(a), len(a[0])
    if comb(m + n, m) <= EXACT_VERTICES:
        left, right, method = _vertices_exactly(_columns(b)), _vertices_exactly(a), "rational"
        # labels 0 … m-1 are the first actor's actions, m … m+n-1 the second's; a vertex is labelled by what is unused
        # of its own side and best reply of the other; together all labels make an equilibrium
        own = np.array([_mask(unused) | _mask(best, m) for _, unused, best in left], dtype=np.uint64)
        other = np.array([_mask(unused, m) | _mask(best) for _, unused, best in right], dtype=np.uint64)
        pairs = complementary(own, other, m, n)
        found = [_with_regret(a, b, left[i][0], right[j][0]) for i, j in pairs]
    else:
        approximate = approximate_equilibria(np.array(a, dtype=np.float64), np.array(b, dtype=np.float64))
        own, other, pairs, method = approximate.own, approximate.other, approximate.pairs, "qhull"
        found = [
            _solve_from(a, b, int(own[i]), int(other[j]), (approximate.first[i], approximate.second[j]))
            for i, j in pairs
        ]
    order = sorted(range(len(found)), key=lambda at: (found[at].supports, found[at].first, found[at].second))
    components = _connected([pairs[at] for at in order])
    degenerate = bool((np.bitwise_count(own) > m).any() or (np.bitwise_count(other) > n).any())
    return Equilibria(tuple(found[at] for at in order), components, degenerate, method)


def regret(first: Table, second: Table, x: Weights, y: Weights) -> Fraction:
    """Return the greatest gain of either actor from another action against the other's weights, exactly.

    Examples
    --------
    >>> regret([[3, 0], [5, 1]], [[3, 5], [0, 1]], (Fraction(1), Fraction(0)), (Fraction(1), Fraction(0)))
    Fraction(2, 1)
    """
    columns = list(zip(*second, strict=True))
    own = [_gain(first, x, y), _gain(columns, y, x)]
    return max(own)


def _gain(table: Sequence[Sequence[Fraction | int]], own: Weights, other: Weights) -> Fraction:
    """Return what the best row brings over the mixture of rows, against weights on columns, in whole numbers."""
    scale, units = lcm(*(w.denominator for w in other)), lcm(*(Fraction(v).denominator for row in table for v in row))
    weights = [int(w * scale) for w in other]
    values = [sum(int(v * units) * w for v, w in zip(row, weights, strict=True) if w) for row in table]
    mean = sum((v * w for v, w in zip(values, own, strict=True) if w), Fraction(0))
    return (max(values) - mean) / (scale * units)


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


def _rational(table: Table) -> list[list[Fraction]]:
    rows = [[Fraction(cell) for cell in row] for row in table]
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("a payoff table needs rows of equal length, at least one cell")
    return rows


def _columns(table: Table) -> list[list[Fraction]]:
    return [list(column) for column in zip(*table, strict=True)]


def _mask(labels: Iterable[int], shift: int = 0) -> int:
    mask = 0
    for label in labels:
        mask |= 1 << (label + shift)
    return mask


Vertex = tuple[Weights, tuple[int, ...], tuple[int, ...]]


def _vertices_exactly(replies: Sequence[Sequence[Fraction]]) -> list[Vertex]:
    """Return every vertex of {(x, v): x ≥ 0, Σx = 1, replies · x ≤ v} with its unused actions and best replies."""
    count, size = len(replies), len(replies[0])
    found: dict[Weights, Vertex] = {}
    for tight in combinations(range(size + count), size):
        zero = [label for label in tight if label < size]
        best = [label - size for label in tight if label >= size]
        weights = _tight_point(replies, zero, best)
        if weights is None or weights in found or min(weights) < 0:
            continue
        values = [sum((p * w for p, w in zip(row, weights, strict=True)), Fraction(0)) for row in replies]
        top = max(values)
        if best and values[best[0]] < top:
            continue
        found[weights] = (
            weights,
            tuple(i for i, w in enumerate(weights) if w == 0),
            tuple(j for j, v in enumerate(values) if v == top),
        )
    return list(found.values())


def _tight_point(replies: Sequence[Sequence[Fraction]], zero: Sequence[int], best: Sequence[int]) -> Weights | None:
    """Solve x = 0 at ``zero``, Σx = 1 and replies[j] · x = v for j in ``best``; None where not exactly one solution."""
    size = len(replies[0])
    used = [index for index in range(size) if index not in set(zero)]
    if not used or not best:
        return None
    rows = [[replies[j][i] for i in used] + [Fraction(-1), Fraction(0)] for j in best]
    rows.append([Fraction(1)] * len(used) + [Fraction(0), Fraction(1)])
    solved = solve_exactly(rows)
    if solved is None:
        return None
    weights = [Fraction(0)] * size
    for index, value in zip(used, solved[:-1], strict=True):
        weights[index] = value
    return tuple(weights)


def solve_exactly(rows: Sequence[Sequence[Fraction]]) -> list[Fraction] | None:
    """Solve linear equations in rationals by fraction-free elimination; None unless there is exactly one solution.

    Parameters
    ----------
    rows : list of equations
        Coefficients of the unknowns, then the right-hand side; more equations than unknowns are allowed.

    Returns
    -------
    list of Fraction, or None

    Examples
    --------
    >>> solve_exactly([[Fraction(2), Fraction(1)]])
    [Fraction(1, 2)]
    """
    work = []
    for row in rows:
        scale = lcm(*(value.denominator for value in row))
        work.append([int(value * scale) for value in row])
    unknowns, last = len(work[0]) - 1, 1
    for column in range(unknowns):  # Bareiss: whole numbers stay small because every division is exact
        pivot = next((r for r in range(column, len(work)) if work[r][column]), None)
        if pivot is None:
            return None
        work[column], work[pivot] = work[pivot], work[column]
        lead = work[column]
        for r, current in enumerate(work):
            if r != column:
                factor = current[column]
                work[r] = [(lead[column] * v - factor * own) // last for v, own in zip(current, lead, strict=True)]
        last = lead[column]
    if any(rest[-1] for rest in work[unknowns:]):
        return None
    return [Fraction(work[index][-1], work[index][index]) for index in range(unknowns)]


@dataclass(frozen=True, slots=True)
class Approximate:
    """Vertices of both best-reply polytopes in floating point, their labels as bit masks, and the pairs that fit."""

    first: Floats
    second: Floats
    own: NDArray[np.uint64]
    other: NDArray[np.uint64]
    pairs: list[tuple[int, int]]


def approximate_equilibria(first: Floats, second: Floats) -> Approximate:
    """Return the extreme equilibria that Qhull finds, not yet certified: ``pairs`` are places in the vertex lists.

    Parameters
    ----------
    first, second : (m, n) float64

    Returns
    -------
    Approximate

    Examples
    --------
    >>> found = approximate_equilibria(np.array([[3.0, 2], [4, 1]]), np.array([[3.0, 4], [2, 1]]))
    >>> sorted(found.first[i].round(6).tolist() for i, _ in found.pairs)
    [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]
    """
    m, n = first.shape
    x, unused_x, best_y = _vertices_by_qhull(second.T)
    y, unused_y, best_x = _vertices_by_qhull(first)
    bits = np.uint64(1) << np.arange(m + n, dtype=np.uint64)
    own, one = np.unique(_masks(unused_x, bits[:m]) | _masks(best_y, bits[m:]), return_index=True)
    other, two = np.unique(_masks(unused_y, bits[m:]) | _masks(best_x, bits[:m]), return_index=True)
    return Approximate(x[one], y[two], own, other, complementary(own, other, m, n))


def _masks(labels: NDArray[np.bool_], bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return np.asarray(np.where(labels, bits, np.uint64(0)).sum(axis=1, dtype=np.uint64))


def _vertices_by_qhull(replies: Floats) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return vertices (weights), and which actions are unused and which replies best at each."""
    from scipy.spatial import ConvexHull

    low, high = replies.min(), replies.max()
    table = (replies - low) / (high - low if high > low else 1.0) + 0.5  # positive payoffs keep the polytope bounded
    size = table.shape[1]
    inside = np.full(size, 1 / (2 * size * table.max()))
    # seen from a point inside, facets of the dual hull are the vertices of {x ≥ 0, table · x ≤ 1}
    dual = np.concatenate([-np.eye(size) / inside, table / (1 - table @ inside)[:, None]])
    facets = ConvexHull(dual).equations
    points = facets[:, :-1] / -facets[:, -1:] + inside
    total = points.sum(axis=1)
    points = points[total > 1e-9]  # the origin is no strategy
    weights = points / points.sum(axis=1, keepdims=True)
    return weights, points < 1e-9, points @ table.T > 1 - 1e-9


def complementary(own: NDArray[np.uint64], other: NDArray[np.uint64], m: int, n: int) -> list[tuple[int, int]]:
    """Return the pairs of vertices that carry every label between them (bit masks of m + n labels).

    O(v log v) where no vertex carries more labels than its dimension, O(v²) otherwise.

    Examples
    --------
    >>> complementary(np.array([1, 2], dtype=np.uint64), np.array([2, 3], dtype=np.uint64), 1, 1)
    [(0, 0), (0, 1), (1, 1)]
    """
    full = np.uint64((1 << (m + n)) - 1)
    if (np.bitwise_count(own) == m).all() and (np.bitwise_count(other) == n).all():
        _, one, two = np.intersect1d(own ^ full, other, assume_unique=True, return_indices=True)
        return list(zip(one.tolist(), two.tolist(), strict=True))
    return [(i, int(j)) for i, mask in enumerate(own) for j in np.flatnonzero((other | mask) == full)]


def _with_regret(a: Table, b: Table, x: Weights, y: Weights) -> Equilibrium:
    return Equilibrium(x, y, regret(a, b, x, y))


def _solve_from(
    a: list[list[Fraction]], b: list[list[Fraction]], own: int, other: int, rough: tuple[Weights, Weights]
) -> Equilibrium:
    """Solve a profile in rationals from its labels; where that fails, keep the rough one with its exact regret."""
    m, n = len(a), len(a[0])
    unused, best = [i for i in range(m) if own >> i & 1], [j for j in range(n) if own >> (m + j) & 1]
    x = _tight_point(_columns(b), unused, best)
    y = _tight_point(a, [j for j in range(n) if other >> (m + j) & 1], [i for i in range(m) if other >> i & 1])
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
