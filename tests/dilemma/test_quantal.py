"""The branch of quantal responses against its definition, another program and what selects among equilibria."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.dilemma.quantal import quantal_path

GAMES = [(2, 2, 0), (2, 2, 1), (3, 3, 2), (2, 4, 3)]


@settings(max_examples=25)
@given(st.integers(2, 4), st.integers(2, 4), st.integers(0, 2**32 - 1))
def test_every_point_is_a_fixed_point(rows: int, columns: int, seed: int) -> None:
    a, b = np.random.default_rng(seed).integers(-9, 10, (2, rows, columns)).astype(float)
    found = quantal_path(a, b)
    for precision, x, y in list(zip(found.precision, found.first, found.second, strict=True))[::7]:
        for weights, worth in ((x, a @ y), (y, x @ b)):
            reply = np.exp(precision * (worth - worth.max()))
            np.testing.assert_allclose(weights, reply / reply.sum(), atol=1e-6)
    assert found.complete
    assert found.precision[0] == 0


@pytest.mark.parametrize(("rows", "columns", "seed"), GAMES)
def test_points_of_another_program(rows: int, columns: int, seed: int) -> None:
    pygambit = pytest.importorskip("pygambit", reason="pygambit is not installed")
    a, b = np.random.default_rng(seed).integers(0, 10, (2, rows, columns))
    game = pygambit.StrategicGame.from_arrays(a, b)
    found = quantal_path(a, b)
    for wanted in (0.2, 1.0):
        theirs = pygambit.qre.logit_solve_lambda(game, [wanted])[0].profile
        assert np.all(np.diff(found.precision) > 0)  # these four do not bend back, so that interpolating is right
        for player, weights in zip(game.players, (found.first, found.second), strict=True):
            expected = [float(share) for _, share in theirs[player]]
            ours = [np.interp(wanted, found.precision, weights[:, i]) for i in range(weights.shape[1])]
            np.testing.assert_allclose(ours, expected, atol=5e-3)


def test_the_branch_selects_what_is_risk_dominant() -> None:
    # Turocy 2005: in 2 × 2 games with two strict equilibria, symmetric ones, the branch ends in the risk-dominant one
    safe = quantal_path([[9, 0], [8, 7]], [[9, 8], [0, 7]])
    bold = quantal_path([[9, 0], [3, 1]], [[9, 3], [0, 1]])
    assert safe.first[-1].argmax() == 1
    assert bold.first[-1].argmax() == 0


def test_matching_pennies_stays_mixed() -> None:
    found = quantal_path([[2, -1], [-1, 1]], [[-2, 1], [1, -1]])
    assert found.complete
    np.testing.assert_allclose(found.first[-1], [0.4, 0.6], atol=0.01)


@given(st.integers(1, 50), st.integers(-50, 50))
@settings(max_examples=10)
def test_scale_of_payoffs_is_the_scale_of_precision(scale: int, shift: int) -> None:
    a, b = np.array([[3.0, 0], [5, 1]]), np.array([[3.0, 5], [0, 1]])
    here, there = quantal_path(a, b), quantal_path(scale * a + shift, scale * b + shift)
    np.testing.assert_allclose(here.precision, scale * there.precision, atol=1e-6)
    np.testing.assert_allclose(here.first, there.first, atol=1e-6)
