"""Opinion dynamics and cheap talk as published."""

from __future__ import annotations

import numpy as np
import pytest

from countermove.influence.dynamics import pull, rest
from countermove.influence.talk import most_intervals, partition, persuasion

FOUR = np.array(
    [[0.220, 0.120, 0.360, 0.300], [0.147, 0.215, 0.344, 0.294], [0.0, 0.0, 1.0, 0.0], [0.090, 0.178, 0.446, 0.286]]
)


def test_four_persons_of_friedkin_and_johnsen() -> None:
    """Friedkin & Johnsen 1999, *Advances in Group Processes* 16:1 (Parsegov et al. 2017, IEEE TAC 62:2270, ex. 1).

    Opinions 25, 25, 75, 85 on a scale of 100, Λ = I − diag W, end at 60, 60, 75, 75 as printed, in whole numbers. The
    printed weights are rounded to three decimals, which moves the entries of the total influences by up to 0.001.
    """
    susceptibility = 1 - np.diag(FOUR)
    found = rest(FOUR, susceptibility, np.array([0.25, 0.25, 0.75, 0.85]))
    assert np.rint(100 * found.belief).tolist() == [60, 60, 75, 75]
    printed = np.array(
        [[0.280, 0.045, 0.551, 0.124], [0.047, 0.278, 0.549, 0.126], [0, 0, 1, 0], [0.030, 0.048, 0.532, 0.390]]
    )
    np.testing.assert_allclose(pull(FOUR, susceptibility), printed, atol=1e-3)


def test_two_persons_of_degroot() -> None:
    """DeGroot 1974, *JASA* 69:118, section 4: weights ½ ½ and ¼ ¾ give a consensus of one third and two thirds."""
    trust = np.array([[0.5, 0.5], [0.25, 0.75]])
    np.testing.assert_allclose(pull(trust, np.ones(2)), np.array([[1, 2], [1, 2]]) / 3)


def test_uniform_quadratic_case_of_crawford_and_sobel() -> None:
    """Crawford & Sobel 1982, *Econometrica* 50:1431, section 4: N(b), and a_i = i a_1 + 2 b i (i − 1)."""
    for bias in (0.3, 0.25, 0.2, 1 / 20, 0.013):
        number = int(np.ceil(-0.5 + 0.5 * np.sqrt(1 + 2 / bias)))
        assert int(most_intervals(np.array(bias))) == max(number, 1)
        borders = partition(bias)
        steps = np.diff(borders)
        np.testing.assert_allclose(np.diff(steps), 4 * bias)  # each interval is 4b longer than the one before


def test_prosecutor_of_kamenica_and_gentzkow() -> None:
    """Kamenica & Gentzkow 2011, *Am. Econ. Rev.* 101:2590, introduction: prior 0.3, threshold 0.5, convicts 60%."""
    found = persuasion(np.array(0.3), np.array(0.5))
    assert float(found.acts) == pytest.approx(0.6)
    assert float(found.false_alarm) == pytest.approx(3 / 7)
