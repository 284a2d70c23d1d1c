"""Equilibria against independent oracles: definitions by brute force, pairs of supports by Cramer's rule."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from countermove.dilemma import equilibria as module
from countermove.dilemma.equilibria import equilibria, mixed_2x2, pure_equilibria, regret
from countermove.dilemma.vertices import supports_by_pivoting

Matrix = list[list[int]]


def matrices(low: int, high: int, sizes: tuple[int, int] = (1, 3)) -> st.SearchStrategy[tuple[Matrix, Matrix]]:
    def tables(shape: tuple[int, int]) -> st.SearchStrategy[tuple[Matrix, Matrix]]:
        row = st.lists(st.integers(low, high), min_size=shape[1], max_size=shape[1])
        table = st.lists(row, min_size=shape[0], max_size=shape[0])
        return st.tuples(table, table)

    return st.tuples(st.integers(*sizes), st.integers(*sizes)).flatmap(tables)


def supports(size: int) -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(range(size), k) for k in range(1, size + 1)))


def indifferent(rows: list[list[Fraction]], own: tuple[int, ...], other: tuple[int, ...]) -> list[Fraction] | None:
    """Weights on `other` that make the rows in `own` equal, by Cramer's rule on integers scaled (equal sizes only)."""
    size = len(other)
    system = [[rows[own[0]][j] - rows[i][j] for j in other] for i in own[1:]] + [[Fraction(1)] * size]
    right = [Fraction(0)] * (size - 1) + [Fraction(1)]

    def det(m: list[list[Fraction]]) -> Fraction:
        if not m:
            return Fraction(1)
        return sum(
            ((-1) ** j * m[0][j] * det([row[:j] + row[j + 1 :] for row in m[1:]]) for j in range(len(m))), Fraction(0)
        )

    base = det(system)
    if base == 0:
        return None
    return [
        det([[*row[:j], r, *row[j + 1 :]] for row, r in zip(system, right, strict=True)]) / base for j in range(size)
    ]


def by_supports(a: Matrix, b: Matrix) -> set[tuple[tuple[Fraction, ...], tuple[Fraction, ...]]]:
    """All equilibria with supports of equal size: all there are in a nondegenerate game."""
    rows = [[Fraction(v) for v in row] for row in a]
    columns = [[Fraction(v) for v in column] for column in zip(*b, strict=True)]
    found = set()
    for own, other in product(supports(len(a)), supports(len(a[0]))):
        if len(own) != len(other):
            continue
        y, x = indifferent(rows, own, other), indifferent(columns, other, own)
        if x is None or y is None or min(x) <= 0 or min(y) <= 0:
            continue
        full_x, full_y = [Fraction(0)] * len(a), [Fraction(0)] * len(a[0])
        for i, w in zip(own, x, strict=True):
            full_x[i] = w
        for j, w in zip(other, y, strict=True):
            full_y[j] = w
        gains_first = [sum(p * w for p, w in zip(row, full_y, strict=True)) for row in rows]
        gains_second = [sum(p * w for p, w in zip(column, full_x, strict=True)) for column in columns]
        if max(gains_first) == gains_first[own[0]] and max(gains_second) == gains_second[other[0]]:
            found.add((tuple(full_x), tuple(full_y)))
    return found


@given(matrices(-50, 50))
def test_all_equilibria_of_nondegenerate_games(game: tuple[Matrix, Matrix]) -> None:
    found = equilibria(*game)
    assert all(profile.regret == 0 for profile in found.extreme)
    if not found.degenerate:
        assert {(profile.first, profile.second) for profile in found.extreme} == by_supports(*game)
        assert len(found.extreme) % 2 == 1
        assert all(len(component) == 1 for component in found.components)


@given(matrices(0, 2))
def test_degenerate_games_keep_every_equilibrium(game: tuple[Matrix, Matrix]) -> None:
    found = equilibria(*game)
    extreme = {(profile.first, profile.second) for profile in found.extreme}
    assert extreme
    assert all(profile.regret == 0 for profile in found.extreme)
    assert sorted(chain.from_iterable(found.components)) == list(range(len(found.extreme)))
    for profile in by_supports(*game):  # each is a mixture of extreme equilibria of one component
        assert regret(*game, *profile) == 0
        assert any(
            {i for i, w in enumerate(profile[0]) if w} <= {i for at in part for i in found.extreme[at].supports[0]}
            and {j for j, w in enumerate(profile[1]) if w} <= {j for at in part for j in found.extreme[at].supports[1]}
            for part in found.components
        )


@given(matrices(0, 3))
def test_pure_ones_among_extreme_ones(game: tuple[Matrix, Matrix]) -> None:
    table = pure_equilibria(np.array(game))
    pure = {(p.supports[0][0], p.supports[1][0]) for p in equilibria(*game).extreme if p.is_pure}
    assert pure == {(int(i), int(j)) for i, j in np.argwhere(table)}


@given(matrices(-9, 9), st.integers(1, 5), st.integers(-5, 5))
def test_invariant_under_positive_affine_payoffs(game: tuple[Matrix, Matrix], scale: int, shift: int) -> None:
    moved = [[scale * v + shift for v in row] for row in game[0]]
    here, there = equilibria(*game), equilibria(moved, game[1])
    assert [(p.first, p.second) for p in here.extreme] == [(p.first, p.second) for p in there.extreme]


@given(matrices(-9, 9))
def test_invariant_under_relabelling(game: tuple[Matrix, Matrix]) -> None:
    flipped = [row[::-1] for row in game[0][::-1]], [row[::-1] for row in game[1][::-1]]
    here = {(p.first, p.second) for p in equilibria(*game).extreme}
    assert here == {(p.first[::-1], p.second[::-1]) for p in equilibria(*flipped).extreme}


def test_published_degenerate_game() -> None:
    # Avis, Rosenberg, Savani, von Stengel 2010, example (1): 3 × 2, one isolated equilibrium and one component
    found = equilibria([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]])
    profiles = {(tuple(map(str, p.first)), tuple(map(str, p.second))) for p in found.extreme}
    assert profiles == {
        (("1", "0", "0"), ("1", "0")),
        (("1", "0", "0"), ("2/3", "1/3")),
        (("0", "1/3", "2/3"), ("1/3", "2/3")),
    }
    assert found.degenerate
    assert sorted(map(len, found.components)) == [1, 2]


@pytest.mark.parametrize("road", ["pivoting", "qhull"])
@pytest.mark.parametrize("size", [3, 4])
def test_floating_point_finds_what_rationals_find(size: int, road: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(size)
    monkeypatch.setattr(module, "EXACT_VERTICES", 0)
    if road == "qhull":
        monkeypatch.setattr(module, "supports_by_pivoting", lambda first, second: None)
    for _ in range(10):
        a, b = rng.integers(0, 999, (2, size, size)).tolist()
        found = equilibria(a, b)
        assert found.method == road
        assert all(profile.regret == 0 for profile in found.extreme)
        assert {(p.first, p.second) for p in found.extreme} == by_supports(a, b)


@given(matrices(0, 4, (1, 4)))
def test_pivoting_answers_in_full_or_not_at_all(game: tuple[Matrix, Matrix]) -> None:
    found = supports_by_pivoting(np.array(game[0], float), np.array(game[1], float))
    exact = equilibria(*game)
    if found is None:
        return  # a near tie: the other roads decide
    assert sorted((tuple(x), tuple(y)) for x, y in found) == [profile.supports for profile in exact.extreme]
    assert all(len(part) == 1 for part in exact.components)


def test_ten_by_ten_by_another_program() -> None:
    quantecon = pytest.importorskip("quantecon.game_theory", reason="quantecon is not installed")
    rng = np.random.default_rng(5)
    for shape in [(10, 10), (7, 11)]:
        a, b = rng.integers(0, 1000, (2, *shape))
        sides = quantecon.Player(a.astype(float)), quantecon.Player(b.T.astype(float).copy())
        theirs = quantecon.vertex_enumeration(quantecon.NormalFormGame(sides))
        ours = equilibria(a.tolist(), b.tolist())
        assert ours.method == "pivoting"
        assert not any(profile.regret for profile in ours.extreme)
        expected = sorted((x.round(6).tolist(), y.round(6).tolist()) for x, y in theirs)
        found = [(np.round(np.array(p.first, float), 6).tolist(), np.round(np.array(p.second, float), 6).tolist())
                 for p in ours.extreme]  # fmt: skip
        assert sorted(found) == expected


@given(st.integers(2, 4).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, 2**32 - 1))))
def test_pure_equilibria_by_definition(case: tuple[int, int]) -> None:
    actors, seed = case
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(1, 4, actors))
    payoff: NDArray[np.int64] = rng.integers(0, 3, (actors, *shape))
    holds = pure_equilibria(payoff)
    for profile in np.ndindex(*shape):
        stays = all(
            payoff[(i, *profile)] >= payoff[(i, *profile[:i], other, *profile[i + 1 :])]
            for i in range(actors)
            for other in range(shape[i])
        )
        assert holds[profile] == stays


def test_compiled_and_plain_agree() -> None:
    rng = np.random.default_rng(3)
    for shape in [(2,) * 10, (3, 4, 5, 6, 7), (7, 2, 9, 11)]:
        payoff = rng.integers(0, 5, (len(shape), *shape))
        plain = np.ones(shape, bool)
        for actor, own in enumerate(payoff):
            plain &= own >= own.max(axis=actor, keepdims=True)
        np.testing.assert_array_equal(pure_equilibria(payoff), plain)


@given(matrices(-9, 9, (2, 2)))
def test_closed_form_of_2x2(game: tuple[Matrix, Matrix]) -> None:
    weights, exists = mixed_2x2(np.array([game], dtype=float))
    inside = [p for p in equilibria(*game).extreme if len(p.supports[0]) == 2 and len(p.supports[1]) == 2]
    assert exists[0] == bool(inside)
    if inside:
        np.testing.assert_allclose(weights[0], [float(inside[0].first[0]), float(inside[0].second[0])])
