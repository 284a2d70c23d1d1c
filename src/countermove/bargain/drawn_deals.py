"""The solutions over packages for many draws at once; over one draw they are those of ``solutions`` and ``procedure``.

Packages are numbered as in ``frontier.decode``. Whoever has a share of 0 must accept and is otherwise not weighed: a
parliament that has to ratify.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats
from countermove.bargain.procedure import DecisionRule
from countermove.bargain.solutions import EDGE

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stakes:
    """What d draws of packages are worth to n actors whose consent counts.

    ``worth`` (d, levels, n) and ``legal`` (d, levels) one an issue; ``need`` (d, n) reservations; ``share`` (d, n)
    bargaining weights of at least 0.
    """

    worth: Sequence[Floats]
    need: Floats
    legal: Sequence[Mask]
    share: Floats

    def packed(self) -> tuple[Floats, Ints, Mask, Floats, Floats]:
        """Return levels of all issues side by side, where each issue starts, and the rest as arrays in order."""
        start = np.append(0, np.cumsum([table.shape[1] for table in self.worth])).astype(np.int64)
        whole = self.share.sum(axis=1, keepdims=True)
        return (
            np.ascontiguousarray(np.concatenate(list(self.worth), axis=1)),
            start,
            np.ascontiguousarray(np.concatenate(list(self.legal), axis=1)),
            np.ascontiguousarray(self.need),
            np.ascontiguousarray(self.share / whole),
        )


@dataclass(frozen=True, slots=True)
class DrawnDeals:
    """What each draw comes to: whether there is a package that all accept, and package codes (−1 for none)."""

    acceptable: Mask
    nash: Ints
    kalai_smorodinsky: Ints
    egalitarian: Ints
    utilitarian: Ints
    agenda_setter: Ints


def drawn_deals(stakes: Stakes, least_gain: float, rule: DecisionRule, setter: int | None = None) -> DrawnDeals:
    """Return five solutions over packages for every draw; the setter's is −1 where nobody sets the agenda.

    Branch and bound, at worst O(draws · packages · n log n) time; no memory per package.

    Parameters
    ----------
    stakes : Stakes
        What packages are worth.
    least_gain : float
        What each must gain at least for a package to count as acceptable.
    rule : DecisionRule
        Over the n actors, for the agenda setter.
    setter : int, optional
        Who alone proposes.

    Examples
    --------
    >>> pie = np.array([[[4.0, 1], [2, 2.5], [1, 3]]])
    >>> even = Stakes([pie], np.zeros((1, 2)), [np.ones((1, 3), bool)], np.ones((1, 2)))
    >>> found = drawn_deals(even, 0.0, DecisionRule.consensus(2), setter=0)
    >>> int(found.nash[0]), int(found.utilitarian[0]), int(found.agenda_setter[0])
    (1, 0, 0)
    """
    from countermove.bargain import _deal_kernels as kernels

    worth, start, legal, need, share = stakes.packed()
    codes, opened = np.empty((len(need), 5), np.int64), np.empty(len(need), np.bool_)
    votes, veto = np.array(rule.weight, np.float64), np.array(rule.veto, np.bool_)
    quota = rule.quota - 1e-9 * max(1.0, float(votes.sum()))
    proposer = -1 if setter is None else setter
    kernels.deals_of_draws(
        worth, start, legal, need, share, least_gain, EDGE, votes, quota, veto, proposer, codes, opened
    )
    return DrawnDeals(opened, *codes.T)


def nash_of_draws(stakes: Stakes, least_gain: float) -> Ints:
    """Return the code of the Nash package of each draw among those that bring everyone ``least_gain``; −1 for none.

    The same package as ``drawn_deals``, by branch and bound instead of a look at every package.

    Examples
    --------
    >>> pie = np.array([[[4.0, 1], [2, 2.5], [1, 3]]])
    >>> nash_of_draws(Stakes([pie], np.zeros((1, 2)), [np.ones((1, 3), bool)], np.ones((1, 2))), 0.01)
    array([1])
    """
    if least_gain <= 0:
        return drawn_deals(stakes, least_gain, DecisionRule.consensus(stakes.need.shape[1])).nash
    from countermove.bargain import _deal_kernels as kernels

    worth, start, legal, need, share = stakes.packed()
    return np.asarray(kernels.nash_of_draws(worth, start, legal, need, share, least_gain, EDGE))
