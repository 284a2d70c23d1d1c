"""A war of attrition: two sides wait for the other to give way (Maynard Smith 1974; Hendricks, Weiss, Wilson 1988).

Each side i bears a cost c_i for every year of delay and gains v_i if the other gives way first. With complete
information and no end date there is one equilibrium in which both wait: side i gives way at the constant rate
``c_j / v_j`` a year, which is what makes waiting worth exactly its cost to the other side j. (Either side giving way at
once is an equilibrium too; it has no delay.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Delay:
    """The waiting equilibrium: rates a year at which either side gives way, and what follows from them.

    ``expected`` is in years, ``first_yields`` the probability that the first side is the one to give way.
    """

    first_rate: Floats
    second_rate: Floats

    @property
    def expected(self) -> Floats:
        """Expected years until one side gives way; infinite where no side ever does."""
        total = self.first_rate + self.second_rate
        return np.asarray(np.divide(1.0, total, out=np.full(total.shape, np.inf), where=total > 0))

    @property
    def first_yields(self) -> Floats:
        """Probability that the first side gives way before the second; one half where neither ever does."""
        total = self.first_rate + self.second_rate
        return np.asarray(np.divide(self.first_rate, total, out=np.full(total.shape, 0.5), where=total > 0))

    def still_open(self, years: float) -> Floats:
        """Return the probability that neither has given way after this many years."""
        return np.asarray(np.exp(-(self.first_rate + self.second_rate) * years))


def waiting_equilibrium(first_cost: Floats, first_gain: Floats, second_cost: Floats, second_gain: Floats) -> Delay:
    """Return how long two sides wait when each is indifferent between waiting and giving way.

    Raising a side's cost of delay makes the *other* side give way sooner: that is what keeps it indifferent. All
    arguments broadcast; costs are a year, in the same measure as gains.

    Raises
    ------
    ValueError
        If a cost is negative or a gain is not above zero.

    Examples
    --------
    >>> wait = waiting_equilibrium(np.array([1.0]), np.array([4.0]), np.array([1.0]), np.array([2.0]))
    >>> wait.expected.round(3).tolist(), wait.first_yields.round(3).tolist()
    ([1.333], [0.667])
    """
    costs = np.broadcast_arrays(*(np.asarray(each, np.float64) for each in (first_cost, second_cost)))
    gains = np.broadcast_arrays(*(np.asarray(each, np.float64) for each in (first_gain, second_gain)))
    if min(cost.min() for cost in costs) < 0:
        raise ValueError("a cost of delay is negative: write a number of at least 0")
    if min(gain.min() for gain in gains) <= 0:
        raise ValueError("a gain from outlasting the other side is not above 0: with nothing to gain nobody waits")
    return Delay(np.asarray(costs[1] / gains[1]), np.asarray(costs[0] / gains[0]))
