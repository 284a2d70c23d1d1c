"""Published results on races, diffusion and safety, reproduced by the engine from a written model."""

from typing import Any

import numpy as np
import pytest

from countermove.race.analysis import ready_equations
from countermove.race.diffusion import peak_time
from countermove.race.integration import integrate
from countermove.race.model import RaceModel
from countermove.race.richardson import equilibrium, growth_rate
from countermove.race.safety import disaster_risk

# Richardson 1960, Arms and Insecurity, ch. II: defence budgets, million pounds, of France and Russia with those
# of Germany and Austria–Hungary, 1909 to 1913; he fits d(U+V)/dt = 0.73 (U + V − 194).
BUDGETS = {1909: 199.2, 1910: 204.8, 1911: 214.9, 1912: 238.7, 1913: 289.0}


def test_richardsons_race_before_1914() -> None:
    side = {"start": 99.6, "reaction": 0.93, "fatigue": 0.2, "grievance": -0.73 * 97}
    section = {
        "clock": {"start": 1909, "end": 1913},
        "ready": {"arms": {"flow": "richardson", "of": {"entente": side, "alliance": side}}},
    }
    equations = ready_equations(RaceModel.model_validate(section, context={"parameters": {}}))
    run = integrate(equations, 1909, 1913)
    for year, budget in BUDGETS.items():
        total = run.at("arms.entente", float(year)) + run.at("arms.alliance", float(year))
        assert total == pytest.approx(budget, rel=0.01), "Richardson 1960, ch. II"
    matrix = np.array([[-0.2, 0.93], [0.93, -0.2]])
    assert float(growth_rate(matrix)) == pytest.approx(0.73)
    assert equilibrium(matrix, np.full(2, -0.73 * 97)).sum() == pytest.approx(194)


def test_bass_peak_from_typical_coefficients() -> None:
    """Sultan, Farley, Lehmann 1990, J. Marketing Research 27:70: the averages p = 0.03 and q = 0.38 over 213 sets."""
    assert float(peak_time(0.03, 0.38)) == pytest.approx(np.log(0.38 / 0.03) / 0.41)


@pytest.mark.parametrize("teams", [2, 5])
def test_information_raises_the_risk_of_a_race_where_capability_matters_little(teams: int) -> None:
    """Armstrong, Bostrom, Shulman 2016, AI & Society 31:201: less knowledge of capabilities is safer (small spread)."""
    risks: dict[Any, float] = {known: float(disaster_risk(teams, 0.2, 1.0, known)) for known in ("none", "private")}
    assert risks["none"] < risks["private"]


def test_risk_vanishes_without_enmity() -> None:
    """The same article: with no enmity, racing teams have no reason to skimp on safety."""
    assert float(disaster_risk(2, 1.0, 0.0, "none")) == 0
    assert float(disaster_risk(2, 1.0, 0.0, "public")) == 0
