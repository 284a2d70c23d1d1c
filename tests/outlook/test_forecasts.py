from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermove.outlook.forecasts import brier, likelihood_ratio, separation

shares = st.floats(0.01, 0.99)


@given(shares, shares)
def test_the_brier_score_is_proper(belief: float, stated: float) -> None:
    """Expected score under what one believes is least where one states it."""

    def expected(said: float) -> float:
        return float(belief * brier(np.array(said), np.array(1)) + (1 - belief) * brier(np.array(said), np.array(0)))

    assert expected(stated) >= expected(belief) - 1e-12
    assert expected(stated) - expected(belief) == pytest.approx((stated - belief) ** 2)


@given(shares, shares)
def test_separation_is_what_bayes_takes_off_the_expected_score(p: float, q: float) -> None:
    after = 0.0
    for first, second in ((p, q), (1 - p, 1 - q)):  # the indicator says yes, or no
        seen = (first + second) / 2
        posterior = first / (first + second)
        after += seen * posterior * (1 - posterior)
    assert float(separation(np.array(p), np.array(q))) == pytest.approx((0.25 - after) / 0.25, abs=1e-12)


def test_edges() -> None:
    assert separation(np.array([0.0, 1.0]), np.array([0.0, 1.0])).tolist() == [0, 0]
    assert likelihood_ratio(np.array([0.0, 0.5]), np.array([0.0, 0.0]), np.array([True, True])).tolist() == [1, np.inf]
    with pytest.raises(ValueError, match="between 0 and 1"):
        brier(np.array(1.2), np.array(1))
    with pytest.raises(ValueError, match="1 .yes. or 0"):
        brier(np.array(0.2), np.array(0.5))
