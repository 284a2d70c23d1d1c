"""The spatial model against the reference runs of KTAB (MIT licence), seed 15455440707583219804, default setting."""

import csv
from pathlib import Path

import numpy as np
import pytest

from countermove.bargain.spatial_rounds import Rounds, challenge_gain, spatial_rounds, worth


def run(path: Path, actors: int, rounds: int) -> Rounds:
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.reader(file)][2 : 2 + actors]
    table = np.array([[float(cell) for cell in row[2:] if cell.strip()] for row in rows])
    return spatial_rounds(table[:, 1::2] / 100, table[:, 2::2] / 100, table[:, 0], rounds)


@pytest.mark.shared
def test_reference_run_in_three_dimensions(european: Path) -> None:
    """Run dummyData_3Dim, eleven states: initial risk, the first round and the last positions and chances as logged."""
    found = run(european.with_name("ktab_dummyData_3Dim.csv"), 7, 10)
    assert found.risk[0].round(3).tolist() == [-0.500, -0.459, -0.499, -0.274, 1.000, -0.232, -0.430]
    first = 100 * found.position[1]
    np.testing.assert_allclose(first[0], [79.54, 44.71, 72.05], atol=0.0051)  # accepted the offer [4:0]
    np.testing.assert_allclose(first[6], [75.61, 24.79, 71.95], atol=0.0051)  # accepted the offer [0:6]
    last = [
        [78.6, 31.8, 74.1], [78.6, 31.8, 74.1], [82.5, 90.9, 0.1], [67.1, 50.1, 63.7], [78.6, 31.6, 74.1],
        [79.9, 34.4, 75.2], [78.6, 31.6, 74.1],
    ]  # fmt: skip
    np.testing.assert_allclose(100 * found.position[-1], last, atol=0.0501)
    np.testing.assert_array_equal(found.position[:, 2], np.tile(found.position[0, 2], (11, 1)))  # A2 never moves
    assert found.chance.round(4).tolist() == [0.3340, 0.3340, 0.0183, 0.0957, 0.1512, 0.4009, 0.1512]


@pytest.mark.shared
def test_reference_run_in_two_dimensions(european: Path) -> None:
    """Run SOE-Pol-Comp: XJ and LK end at 43.2/43.3, WY stays at 15/60."""
    last = 100 * run(european.with_name("ktab_SOE-Pol-Comp.csv"), 13, 26).position[-1]
    np.testing.assert_allclose(last[[0, 1]], [[43.2, 43.3], [43.2, 43.3]], atol=0.0501)
    assert last[12].tolist() == [15, 60]


def test_worth_falls_from_one_to_nothing_bent_by_risk() -> None:
    """(1 − d)(1 + r·d): at half the distance a neutral actor keeps a half, an averse one three quarters."""
    np.testing.assert_allclose(worth(np.array([0.0, 0.5, 1.0]), np.zeros(3)), [1, 0.5, 0])
    assert worth(np.array(0.5), np.array(1.0)) == pytest.approx(0.75)


def test_a_lone_contest_is_decided_by_the_two() -> None:
    """Two actors, no third party: the chance is the share of votes, the gain what victory and defeat are worth."""
    utility = np.array([[1.0, 0.4], [0.2, 1.0]])
    wins, gain = challenge_gain(0, 1, utility, np.array([2.0, 1.0]), 0.5)
    assert wins == pytest.approx(1.2 / 2.0)
    assert gain == pytest.approx(0.5 * 2 + 0.5 * (0.6 * 2 + 0.4 * 0.8) - 1.4)


def test_whoever_stand_together_stay_together() -> None:
    place = np.tile([[0.3, 0.6]], (3, 1))
    found = spatial_rounds(place, np.full((3, 2), 0.4), np.ones(3), 3)
    np.testing.assert_array_equal(found.position, np.tile(place, (4, 1, 1)))
    np.testing.assert_allclose(found.chance, 1)
