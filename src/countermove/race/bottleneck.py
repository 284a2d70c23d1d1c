"""Which input binds: the scarcest one, wherever inputs replace each other less than one for one.

With elasticity of substitution σ < 1 the input that alone would allow least output is also the one whose increase by
one per cent buys most (Arrow, Chenery, Minhas, Solow 1961); with σ ≥ 1 no input binds, since any can be replaced.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def binding_input(allowed: Floats, elasticity: Floats | float) -> Ints:
    """Return which input binds, −1 where none does (σ ≥ 1, or all alike).

    Parameters
    ----------
    allowed : (inputs, …) float
        The output that each input alone would allow.
    elasticity : (…) float
        σ.

    Examples
    --------
    >>> binding_input(np.array([[3.0, 1.0, 2.0], [2.0, 4.0, 2.0]]), 0.0)
    array([ 1,  0, -1])
    """
    least, most = allowed.min(axis=0), allowed.max(axis=0)
    found = np.argmin(allowed, axis=0)
    alike = most - least <= 1e-12 * np.abs(most)
    return np.where(alike | (np.asarray(elasticity) >= 1), -1, found).astype(np.int64)


def output_shares(allowed: Floats, elasticity: float) -> Floats:
    """Return by how many per cent output rises when each input alone rises by one per cent; the shares sum to one.

    Examples
    --------
    >>> output_shares(np.array([1.0, 2.0]), 0.5)
    array([0.66666667, 0.33333333])
    """
    if elasticity <= 0:
        lowest = allowed <= allowed.min(axis=0)
        return np.asarray(lowest / lowest.sum(axis=0))
    rho = (elasticity - 1) / elasticity
    with np.errstate(all="ignore"):
        scaled = allowed / (allowed.min(axis=0) if rho < 0 else allowed.max(axis=0))
        weight = scaled**rho
    return np.asarray(weight / weight.sum(axis=0))


def spells(binding: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return runs of equal entries as (entry, first index, last index).

    Examples
    --------
    >>> spells([0, 0, 1, 1, 1])
    [(0, 0, 1), (1, 2, 4)]
    """
    found: list[tuple[int, int, int]] = []
    for index, entry in enumerate(binding):
        if found and found[-1][0] == entry:
            found[-1] = (entry, found[-1][1], index)
        else:
            found.append((entry, index, index))
    return found
