"""Agreement between coders beyond chance: Krippendorff's α for interval data.

Krippendorff 2004, *Content Analysis*, ch. 11.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def krippendorff_alpha(coded: NDArray[np.float64]) -> float:
    """Return Krippendorff's α for interval data: 1 full agreement, 0 what chance would give, below 0 worse.

    Units that fewer than two coders coded say nothing and are left out. NaN where no two codings can be compared, 1
    where all codings are one value. O(units · coders²) time.

    Parameters
    ----------
    coded : (coders, units) float
        Values; NaN where a coder left a unit out.

    Examples
    --------
    >>> round(krippendorff_alpha(np.array([[1.0, 2, 3, np.nan], [1, 2, 4, 9]])), 4)
    0.878
    """
    there = np.isfinite(coded)
    pairable = there.sum(axis=0) >= 2
    values = [coded[there[:, unit], unit] for unit in np.flatnonzero(pairable)]
    if not values:
        return float("nan")
    every = np.concatenate(values)
    observed = sum(float(((v[:, None] - v) ** 2).sum()) / (len(v) - 1) for v in values) / len(every)
    expected = float(((every[:, None] - every) ** 2).sum()) / (len(every) * (len(every) - 1))
    if expected == 0:
        return 1.0
    return 1 - observed / expected
