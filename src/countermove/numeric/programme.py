"""Linear programmes, solved by HiGHS, with the prices that prove the optimum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Optimum:
    """The least ``value``, where it is taken, and the price (at most 0) of each ``at_most`` row."""

    x: Floats
    value: float
    prices: Floats


def least(cost: Floats, at_most: tuple[Floats, Floats], equal: tuple[Floats, Floats], free: int = 0) -> Optimum | None:
    """Minimise ``cost @ x`` subject to ``rows @ x <= limits`` and ``rows @ x == amounts``; None where impossible.

    The last ``free`` variables may take any value; all others are at least 0.

    Parameters
    ----------
    cost : (n,) float
        Cost of each variable.
    at_most, equal : (rows, limits)
        (k, n) and (k,) arrays each.
    free : int
        How many variables, counted from the end, have no lower bound.

    Raises
    ------
    ArithmeticError
        If the cost can fall without end.

    Examples
    --------
    >>> float(least(np.array([-1.0, -1]), (np.eye(2), np.array([2.0, 3])), (np.zeros((0, 2)), np.zeros(0))).value)
    -5.0
    """
    from scipy.optimize import linprog

    n = len(cost)
    bounds = [(0, None)] * (n - free) + [(None, None)] * free
    solved: Any = linprog(
        cost, A_ub=at_most[0], b_ub=at_most[1], A_eq=equal[0], b_eq=equal[1], bounds=bounds, method="highs"
    )
    if solved.status == 3:
        raise ArithmeticError("the cost can fall without end: bound the variables")
    if not solved.success:
        return None
    return Optimum(np.asarray(solved.x), float(solved.fun), np.asarray(solved.ineqlin.marginals))
