"""Equilibrium payoff sets against the published corners and grim reversion's threshold."""

from __future__ import annotations

import numpy as np
import pytest

from countermove.dilemma.payoff_sets import equilibrium_payoffs

pytest.importorskip("quantecon")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


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
