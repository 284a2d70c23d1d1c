"""Pivots: which judgement makes a scenario consistent, and which change of one judgement would break or mend it.

The comparisons that decide a scenario z are the slacks ``Σ_i C[i,z_i → j,z_j] − Σ_i C[i,z_i → j,l]``, one for each
factor j and rival variant l; z is consistent if none is negative (Weimer-Jehle 2006). Each judgement ``C[i,z_i → j,·]``
enters them once, so that what a change of it does can be read off exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countermove.outlook.consistency import Ints, balances, checked, starts


@dataclass(frozen=True, slots=True)
class Slack:
    """How far a scenario's variant of a factor is ahead of its closest rival (negative: behind), in units."""

    factor: int
    rival: int
    amount: int


@dataclass(frozen=True, slots=True)
class Pivot:
    """A judgement that a scenario needs: without the influence of ``source`` on ``target`` it is not consistent.

    ``rival`` is the variant of ``target`` that would then be better supported, by ``shortfall`` units.
    """

    source: int
    target: int
    rival: int
    shortfall: int


def slacks(impact: Ints, sizes: Ints, scenario: Ints) -> tuple[Slack, ...]:
    """Return the tightest comparison of each factor that has a choice, tightest first.

    To take more than ``amount`` from any one judgement that supports the factor's variant, or to add more than that to
    one that supports the rival, breaks a consistent scenario; nothing smaller on one judgement does.

    Examples
    --------
    >>> two = np.array([[0, 0, 2, -2], [0, 0, -2, 2], [1, -1, 0, 0], [-1, 1, 0, 0]])
    >>> slacks(two, np.array([2, 2]), np.array([0, 0]))
    (Slack(factor=0, rival=1, amount=2), Slack(factor=1, rival=1, amount=4))
    """
    start = starts(sizes)
    balance = balances(impact, sizes, np.asarray(scenario)[None, :])[0]
    found = []
    for factor, chosen in enumerate(np.asarray(scenario)):
        ahead = balance[start[factor] + chosen] - balance[start[factor] : start[factor + 1]]
        if ahead.size > 1:
            ahead[chosen] = np.iinfo(np.int64).max
            rival = int(ahead.argmin())
            found.append(Slack(factor, rival, int(ahead[rival])))
    return tuple(sorted(found, key=lambda slack: (slack.amount, slack.factor)))


def pivots(impact: Ints, sizes: Ints, scenario: Ints) -> tuple[Pivot, ...]:
    """Return each influence of one factor on another without which a consistent scenario is not, worst loss first.

    To be without an influence means that all judgements of the source's present variant on the target count as zero.

    Examples
    --------
    >>> two = np.array([[0, 0, 2, -2], [0, 0, -2, 2], [0, 0, 0, 0], [0, 0, 0, 0]])
    >>> pivots(two, np.array([2, 2]), np.array([0, 0]))  # a tie would be left: no pivot
    ()
    """
    impact = checked(impact, sizes)
    start = starts(sizes)
    scenario = np.asarray(scenario, np.int64)
    balance = balances(impact, sizes, scenario[None, :])[0]
    found = []
    for target, chosen in enumerate(scenario):
        block = slice(int(start[target]), int(start[target + 1]))
        for source in range(scenario.size):
            left = balance[block] - impact[start[source] + scenario[source], block]
            rival = int(left.argmax())
            if source != target and left[rival] > left[chosen]:
                found.append(Pivot(source, target, rival, int(left[rival] - left[chosen])))
    return tuple(sorted(found, key=lambda pivot: (-pivot.shortfall, pivot.source, pivot.target)))
