"""Published figures of bargaining models, each with its source."""

from dataclasses import dataclass

import numpy as np
import pytest

from countermove.bargain.challenge import VARIANTS, challenge, reckoning
from countermove.bargain.compromise import compromise_mean, compromise_median, graded_votes
from countermove.bargain.offers import alternating_shares
from countermove.numeric.cooperative import nucleolus, shapley_shubik

# European emission standards: capability, position (years of delay), salience, first-round risk exponent; Bueno de
# Mesquita 1994, in Bueno de Mesquita and Stokman (eds), European Community Decision Making, as printed by Scholz,
# Calbert, Smith 2011 (Journal of Theoretical Politics 23:510). The observed outcome was 8.833 years.
EMISSIONS = {
    "Netherlands": (0.08, 4, 0.8, 1.12),
    "Belgium": (0.08, 7, 0.4, 1.00),
    "Luxembourg": (0.03, 4, 0.2, 0.50),
    "Germany": (0.16, 4, 0.8, 1.12),
    "France": (0.16, 10, 0.6, 1.02),
    "Italy": (0.16, 10, 0.6, 1.02),
    "UK": (0.16, 10, 0.9, 2.00),
    "Ireland": (0.05, 7, 0.1, 0.65),
    "Denmark": (0.05, 4, 1.0, 1.45),
    "Greece": (0.08, 7, 0.7, 1.56),
}
CAPABILITY, POSITION, SALIENCE, RISK = np.array(list(EMISSIONS.values())).T
# First-round expected utilities, rows challenge columns: Masad, Agents in Conflict (dissertation), table "Example
# Model -- Expected Utilities, t=0"; order of rows and columns as printed there.
PRINTED = """
  Belgium Denmark France Germany Greece Ireland Italy Luxembourg Netherlands UK
     0  0.27 0.40  0.41  0.00 0.00 0.40 0.85  0.41  0.11
  0.39     0 0.08  0.00 -0.00 0.79 0.08 0.00  0.00 -0.61
  0.60  0.28    0  0.62  0.29 0.90 0.00 1.64  0.62  0.00
  0.47  0.00 0.46     0  0.08 0.86 0.46 0.00  0.00 -0.23
  0.00  0.13 0.27  0.28     0 0.00 0.27 0.74  0.28 -0.04
  0.00  0.30 0.42  0.43  0.00    0 0.42 0.80  0.43  0.17
  0.60  0.28 0.00  0.62  0.29 0.90    0 1.64  0.62  0.00
  0.46  0.00 1.45  0.00  0.18 0.74 1.45    0  0.00  0.76
  0.47  0.00 0.46  0.00  0.08 0.86 0.46 0.00     0 -0.23
  0.35 -0.70 0.00 -0.36  0.04 0.65 0.00 0.66 -0.36     0
"""


def test_emissions_risk_exponents_to_the_printed_digit() -> None:
    first = reckoning(POSITION, SALIENCE, CAPABILITY, VARIANTS["challenge_pairwise"])
    np.testing.assert_array_equal(first.risk.round(2), RISK)
    ran = challenge(POSITION, SALIENCE, CAPABILITY, VARIANTS["challenge_pairwise"])
    np.testing.assert_allclose(ran.risk, first.risk, atol=1e-12)


def test_emissions_expected_utilities_to_the_printed_digit() -> None:
    first = reckoning(POSITION, SALIENCE, CAPABILITY, VARIANTS["challenge_pairwise"])
    head, *rows = PRINTED.strip().splitlines()
    order = [list(EMISSIONS).index(name) for name in head.split()]
    table = np.array([row.split() for row in rows], dtype=float)
    np.testing.assert_array_equal(first.expected[np.ix_(order, order)].round(2) + 0.0, table + 0.0)


def test_belgium_prevails_over_the_netherlands_with_63_in_100() -> None:
    votes = graded_votes(POSITION / 6, CAPABILITY * SALIENCE, 7 / 6, 4 / 6)
    assert [round(v, 4) for v in votes] == [0.2145, 0.124]
    victory = reckoning(POSITION, SALIENCE, CAPABILITY, VARIANTS["challenge_pairwise"]).victory
    names = list(EMISSIONS)
    assert round(victory[names.index("Belgium"), names.index("Netherlands")], 2) == 0.63


def test_emissions_compromises() -> None:
    weight = CAPABILITY * SALIENCE
    assert round(float(compromise_mean(POSITION, weight)), 3) == 7.390
    assert compromise_median(POSITION, weight) == 7


@dataclass(frozen=True)
class Forecast:
    variant: str
    path: tuple[float, ...]
    citation: str


FORECASTS = [
    Forecast("challenge_pairwise", (7.0,) * 8, "stays at the Black median under the printed equations"),
    Forecast(
        "challenge_all_votes_by_kind",
        (7, 8.416, 9.611, 9.962, 9.962, 9.962, 7.472, 8.825),
        "an independent port of the program of Scholz, Calbert, Smith 2011; it cycles",
    ),
]


@pytest.mark.parametrize("case", FORECASTS, ids=lambda case: case.variant)
def test_emissions_forecast_depends_on_the_variant(case: Forecast) -> None:
    ran = challenge(POSITION, SALIENCE, CAPABILITY, VARIANTS[case.variant], rounds=7)
    np.testing.assert_allclose(ran.path, case.path, atol=6e-4, err_msg=case.citation)


def test_rubinstein_division() -> None:
    """Rubinstein 1982 (Econometrica 50:97): the first mover gets (1 − δ₂) / (1 − δ₁ δ₂)."""
    assert alternating_shares(np.array([0.5, 0.5]))[0] == pytest.approx(2 / 3)
    assert alternating_shares(np.array([0.9, 0.6]))[0] == pytest.approx(0.4 / 0.46)


def test_shapley_shubik_of_the_six() -> None:
    """Council of the EEC 1958: votes 4 4 4 2 2 1, quota 12; 14/60, 9/60 and 0 (Brams 1976, *Paradoxes in Politics*)."""
    power = shapley_shubik(np.array([4, 4, 4, 2, 2, 1]), 12)
    np.testing.assert_allclose(power * 60, [14, 14, 14, 9, 9, 0], atol=1e-12)


def test_talmud_bankruptcy_is_the_nucleolus() -> None:
    """Aumann and Maschler 1985 (JET 36:195): claims 100, 200, 300 against estates of 100, 200 and 300."""
    claims = np.array([100.0, 200.0, 300.0])
    members = (np.arange(8)[:, None] >> np.arange(3)) & 1
    for estate, division in ((100, (100 / 3,) * 3), (200, (50, 75, 75)), (300, (50, 100, 150))):
        worth = np.maximum(estate - (1 - members) @ claims, 0.0)
        worth[0] = 0.0
        np.testing.assert_allclose(nucleolus(worth), division, atol=1e-6)
