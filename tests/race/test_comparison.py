import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from countermove.race.comparison import first_overtaking, leaders, recovery


def test_the_lead_of_three_sides_and_ties() -> None:
    values = np.array([[5, 5, 5, 5], [1, 5, 6, 6], [1, 1, 1, 9]], dtype=float)[:, :, None]
    assert leaders(values)[:, 0].tolist() == [0, 0, 1, 2]
    assert leaders(values, lower_leads=True)[:, 0].tolist() == [
        -1,
        2,
        2,
        0,
    ]


@given(st.floats(-3, 3), st.floats(0.1, 2), st.floats(0.05, 0.5))
def test_crossing_lines_cross_where_they_do(gap: float, slope: float, step: float) -> None:
    times = np.arange(0, 12, step)
    values = np.stack([np.full(len(times), gap), slope * times])[:, :, None]
    found = first_overtaking(times, values, leaders(values))
    if gap > 1e-6 and gap / slope < times[-1] - 1e-6:
        np.testing.assert_allclose(found.date, gap / slope, rtol=1e-6)
        assert found.by[0] == 1
    elif gap < -1e-6:
        assert np.isnan(found.date[0])
        assert found.by[0] == -1


def test_a_loss_is_made_up_first_in_level_then_in_total() -> None:
    times = np.linspace(0, 10, 1001)
    paths = np.stack([times - 2, -times, np.zeros_like(times), times], axis=1)
    found = recovery(times, paths)
    np.testing.assert_allclose(found.level, [2, np.nan, np.nan, np.nan], atol=1e-9)
    np.testing.assert_allclose(found.total, [4, np.nan, np.nan, np.nan], atol=1e-4)
    np.testing.assert_allclose(found.deepest, [-2, -10, 0, 0])
    np.testing.assert_allclose(found.final, [8, -10, 0, 10])
