"""Orders that follow from ranked statements: things rank lexicographically by the statements' truth values."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countermove.numeric.orders.payoffs import Ints, payoff_type


def lexicographic_payoffs(truth: ArrayLike) -> NDArray[np.int64]:
    """Return the payoffs that statements give, the first statement being the most important.

    Two things are tied if every statement has the same truth value for both. Exact for any number of statements (no
    powers of two, which overflow past 62).

    Parameters
    ----------
    truth : (s, m) bool
        Whether each statement is true of each thing.

    Returns
    -------
    (m,) int64
        Payoffs 0…t-1. O(s m log m) time.

    References
    ----------
    N. M. Fraser, K. W. Hipel, "Decision making using conflict analysis", OR/MS Today 15 (1988) 22 (preference trees).

    Examples
    --------
    >>> lexicographic_payoffs([[True, False, True, False], [False, True, True, False]])
    array([2, 1, 3, 0])
    """
    table = np.asarray(truth, dtype=np.bool_)
    if not len(table):
        return np.zeros(table.shape[1], dtype=np.int64)
    return np.asarray(np.unique(table.T, axis=0, return_inverse=True)[1], dtype=np.int64).ravel()


def statement_payoffs(truth: ArrayLike, priority: Ints, holds: NDArray[np.bool_] | None = None) -> Ints:
    """Return the payoffs of many orders of importance of the same statements.

    Parameters
    ----------
    truth : (s, m) bool
        Whether each statement is true of each thing.
    priority : (n, s) int
        One draw a row: the statements, most important first.
    holds : (n, s) bool, optional
        Whether each statement counts in each draw (column = statement); all do where left out.

    Returns
    -------
    (n, m) int16 or int32
        Dense payoffs, the worst tier 0. O(n s m) time.

    Examples
    --------
    >>> truth = [[True, False, True, False], [False, True, True, False]]
    >>> statement_payoffs(truth, np.array([[0, 1], [1, 0]]))
    array([[2, 1, 3, 0],
           [1, 2, 3, 0]], dtype=int16)
    """
    from countermove.numeric.orders import _kernels

    table = np.asarray(truth, dtype=np.bool_)
    draws, things = len(priority), table.shape[1]
    payoff = np.zeros((draws, things), payoff_type(things))
    if not len(table) or not things:
        return payoff
    classes, class_of = np.unique(table, axis=1, return_inverse=True)
    counted = np.ones((draws, len(table)), dtype=np.bool_) if holds is None else holds
    _kernels.ranked(
        np.ascontiguousarray(priority, dtype=np.int64),
        np.ascontiguousarray(counted),
        np.ascontiguousarray(classes),
        np.asarray(class_of, dtype=np.int64).ravel(),
        payoff,
    )
    return payoff
