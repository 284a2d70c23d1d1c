"""Compiled loop over the users of two standards; what it means is documented in ``adoption_path``."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EDGE = 1e-12


@njit(cache=True)
def follow(base: Floats, numbers: Floats, tastes: Floats, years: int, share: Floats, arrival: Ints) -> None:
    """Fill shares (d, years + 1, 3) and what arrivals of each taste take (d, years + 1, tastes).

    ``base`` (d, 2); ``numbers`` (d, 6): arrivals, network, taste, quality, switching, both; ``tastes`` from −1 to 1.
    """
    count = tastes.size
    users, worth = np.empty((3, count)), np.empty(3)
    for d in range(base.shape[0]):
        arrivals, network, spread, quality, switching, both = numbers[d]
        users[0], users[1], users[2] = base[d, 0] / count, base[d, 1] / count, 0.0
        for year in range(years + 1):
            total = max(users.sum(), 1e-12)
            for kind in range(3):
                share[d, year, kind] = users[kind].sum() / total
            first, second, beside = share[d, year]
            for k in range(count):
                taste = spread * tastes[k]
                worth[0] = quality + network * (first + beside)
                worth[1] = taste + network * (second + beside)
                worth[2] = max(quality, taste) + network - both
                best = 0
                while worth[best] < worth.max() - EDGE:
                    best += 1
                arrival[d, year, k] = best
                had = users[0, k], users[1, k]
                for own in range(2):
                    over, adds = worth[1 - own] - worth[own] - switching, worth[2] - worth[own]
                    goes = own
                    if adds > EDGE and adds >= over:
                        goes = 2
                    elif over > EDGE:
                        goes = 1 - own
                    users[own, k] -= had[own]
                    users[goes, k] += had[own]
                users[best, k] += arrivals / count
