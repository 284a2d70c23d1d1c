"""Equilibrium payoff sets against the published corners and grim reversion's threshold."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from countermove.dilemma.payoff_sets import equilibrium_payoffs

Floats = NDArray[np.float64]
ANGLES = np.linspace(0, 2 * np.pi, 96)
DIRECTIONS = np.stack([np.cos(ANGLES), np.sin(ANGLES)])


def width(points: Floats) -> Floats:
    """How far a set reaches in each direction: equal for two point sets with one convex hull."""
    return np.asarray((points @ DIRECTIONS).max(axis=0))


@pytest.mark.parametrize("seed", range(8))
def test_sets_sustain_themselves(seed: int) -> None:
    # Abreu, Pearce and Stacchetti 1990: what generates itself is sustained; each corner needs a profile whose
    # temptation is covered by something that may follow, punished by the worst of the set
    rng = np.random.default_rng(seed)
    payoff, discount = rng.integers(0, 10, (2, 3, 3)).astype(float), float(rng.uniform(0.3, 0.9))
    own, other = payoff
    found = equilibrium_payoffs(payoff, discount)
    floor = found.min(axis=0) if len(found) else np.zeros(2)
    tempt = (1 - discount) / discount * np.stack([own.max(axis=0) - own, other.max(axis=1)[:, None] - other])
    for corner in found:
        after = [(corner - (1 - discount) * payoff[(slice(None), *p)]) / discount for p in np.ndindex(own.shape)]
        least = [floor + tempt[(slice(None), *p)] for p in np.ndindex(own.shape)]
        assert any(
            (w >= low - 1e-7).all() and (w @ DIRECTIONS <= width(found) + 1e-7).all()
            for w, low in zip(after, least, strict=True)
        )


def test_sets_of_another_program() -> None:
    from scipy.spatial import QhullError

    games = pytest.importorskip("quantecon.game_theory", reason="quantecon is not installed")
    rng = np.random.default_rng(0)
    compared = 0
    for _ in range(60):
        payoff, discount = rng.integers(0, 10, (2, *rng.integers(2, 5, 2))).astype(float), float(rng.uniform(0.2, 0.95))
        own, other = np.ascontiguousarray(payoff[0]), np.ascontiguousarray(payoff[1].T)
        game = games.RepeatedGame(games.NormalFormGame((games.Player(own), games.Player(other))), discount)
        start = np.array([side.max(axis=0).min() for side in (own, other)])
        try:
            theirs = game.equilibrium_payoffs(options={"u_init": start, "tol": 1e-9, "max_iter": 3000})
        except (ValueError, QhullError):  # it cannot hold sets without area: points and segments
            assert np.linalg.matrix_rank(np.diff(equilibrium_payoffs(payoff, discount), axis=0), tol=1e-6) < 2
            continue
        compared += 1
        ours = equilibrium_payoffs(payoff, discount)
        np.testing.assert_allclose(width(ours), width(theirs.points[theirs.vertices]), atol=1e-5)
    assert compared > 20


def test_a_set_may_be_one_point() -> None:
    # both have a dominant action and no patience: the static equilibrium for ever
    assert equilibrium_payoffs([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], 0.1).round(9).tolist() == [[1.0, 1.0]]


def test_abreu_sannikov_example() -> None:
    # Abreu and Sannikov 2014, the 3 × 3 game of their section 5 at δ = 0.3; corners as printed by quantecon's own test
    own = [[16, 3, 0], [21, 10, -1], [9, 5, -5]]
    other = [[9, 13, 3], [1, 4, 0], [0, -4, -15]]
    corners = [
        (1.12568240, 2.8), (7.33770472, 0.0), (7.33770472, 10.9826253),
        (7.86308964, 0.0), (15.5630896, 9.1), (19.7917977, 2.8),
    ]  # fmt: skip
    found = np.array(sorted(equilibrium_payoffs([own, other], 0.3).round(6).tolist()))
    np.testing.assert_allclose(found, np.array(corners), atol=1e-5)


def test_no_pure_path_is_an_empty_set() -> None:
    assert equilibrium_payoffs([[[1, -1], [-2, 1]], [[-1, 2], [2, 0]]], 0.05).shape == (0, 2)


def test_dilemma_of_nine_and_ten() -> None:
    found = equilibrium_payoffs([[[9, 1], [10, 3]], [[9, 10], [1, 3]]], 0.9)
    np.testing.assert_allclose(found, np.array([[3, 3], [3, 9.75], [9, 9], [9.75, 3]]), atol=1e-6)


@pytest.mark.parametrize(
    ("discount", "restrained"), [(0.45, False), (0.49, False), (0.5, True), (0.51, True), (0.6, True)]
)
def test_joint_restraint_is_in_from_grims_threshold(discount: float, restrained: bool) -> None:
    found = equilibrium_payoffs([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], discount)
    assert bool((np.abs(found - 3).max(axis=1) < 1e-6).any()) == restrained


def test_patience_is_below_one() -> None:
    with pytest.raises(ValueError, match="strictly between"):
        equilibrium_payoffs([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], 1.0)
