"""The waiting equilibrium against the payoffs it is derived from, by quadrature, and against simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

from countermove.outlook.attrition import waiting_equilibrium


@pytest.mark.parametrize(("c1", "v1", "c2", "v2"), [(1.0, 4.0, 1.0, 2.0), (0.3, 5.0, 2.0, 1.0), (1.0, 1.0, 1.0, 1.0)])
def test_no_stopping_time_pays_more_than_another(c1: float, v1: float, c2: float, v2: float) -> None:
    wait = waiting_equilibrium(np.array(c1), np.array(v1), np.array(c2), np.array(v2))
    for cost, gain, rival_rate in ((c1, v1, float(wait.second_rate)), (c2, v2, float(wait.first_rate))):
        for stop in (0.0, 0.7, 3.0):
            won, _ = quad(lambda t: (gain - cost * t) * rival_rate * np.exp(-rival_rate * t), 0, stop)  # noqa: B023
            lost = -cost * stop * np.exp(-rival_rate * stop)
            assert won + lost == pytest.approx(0, abs=1e-9)


def test_delay_and_who_yields_agree_with_simulation() -> None:
    wait = waiting_equilibrium(np.array(1.0), np.array(4.0), np.array(0.5), np.array(2.5))
    rng = np.random.default_rng(3)
    first = rng.exponential(1 / float(wait.first_rate), 200_000)
    second = rng.exponential(1 / float(wait.second_rate), 200_000)
    over = np.minimum(first, second)
    assert float(wait.expected) == pytest.approx(over.mean(), rel=0.01)
    assert float(wait.first_yields) == pytest.approx((first < second).mean(), abs=0.006)
    assert float(wait.still_open(3)) == pytest.approx((over > 3).mean(), abs=0.006)


def test_a_dearer_delay_for_one_side_makes_the_other_give_way_sooner() -> None:
    cheap, dear = (waiting_equilibrium(np.array(c), np.array(2.0), np.array(1.0), np.array(2.0)) for c in (1.0, 3.0))
    assert dear.second_rate > cheap.second_rate
    assert dear.first_rate == cheap.first_rate


def test_nobody_bears_a_cost_and_nobody_yields() -> None:
    wait = waiting_equilibrium(np.zeros(1), np.ones(1), np.zeros(1), np.ones(1))
    assert wait.expected.tolist() == [np.inf]
    with pytest.raises(ValueError, match="negative"):
        waiting_equilibrium(np.array(-1.0), np.array(1.0), np.array(1.0), np.array(1.0))
    with pytest.raises(ValueError, match="not above 0"):
        waiting_equilibrium(np.array(1.0), np.array(0.0), np.array(1.0), np.array(1.0))
