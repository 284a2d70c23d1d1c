"""Compiled inner loops of the dilemma kind; what they mean is documented where they are called."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@njit(cache=True)
def pure_equilibria(payoff: NDArray[Any], sizes: Ints) -> NDArray[np.bool_]:
    """Mark the profiles (last action fastest) at which every actor's payoff is the best over its own actions."""
    actors, cells = payoff.shape
    holds = np.ones(cells, np.bool_)
    stride = cells
    for actor in range(actors):
        size = sizes[actor]
        block, stride = stride, stride // size
        for start in range(0, cells, block):
            for offset in range(start, start + stride):
                best = payoff[actor, offset]
                for action in range(1, size):
                    best = max(best, payoff[actor, offset + action * stride])
                for action in range(size):
                    if payoff[actor, offset + action * stride] < best:
                        holds[offset + action * stride] = False
    return holds
