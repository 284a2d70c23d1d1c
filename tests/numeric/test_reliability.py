import numpy as np
import pytest

from countermove.numeric.reliability import krippendorff_alpha

NONE = np.nan


def test_published_example() -> None:
    """Krippendorff 2011, *Computing Krippendorff's Alpha-Reliability*, four observers and twelve units: 0.849."""
    coded = np.array(
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
            [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
        ]
    )
    assert round(krippendorff_alpha(coded), 3) == 0.849


def test_full_agreement_chance_and_nothing_to_compare() -> None:
    assert krippendorff_alpha(np.array([[1.0, 5, 9], [1, 5, 9]])) == 1
    assert krippendorff_alpha(np.array([[3.0, 3], [3, 3]])) == 1
    assert np.isnan(krippendorff_alpha(np.array([[1.0, NONE], [NONE, 2]])))
    rng = np.random.default_rng(0)
    assert krippendorff_alpha(rng.uniform(size=(2, 5_000))) == pytest.approx(0, abs=0.05)
