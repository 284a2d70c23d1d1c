"""Agreements kept up by a punishment that those who must carry it out would not rather forgo.

A repeated game of n like parties, each of whom cooperates or not in every period; k of them are signatories. All
signatories cooperate until one deviates. It then makes good: for one period it cooperates while m of the other
signatories, its punishers, do not; then all cooperate again. Whoever deviates from that begins its own penance.
Outsiders never cooperate. With A(x) for one who cooperates and D(x) for one who does not when x parties cooperate,
neither of them falling in x, and discount δ, no deviation for one period pays if

* δ (A(k) - A(k-m)) ≥ D(k-1) - A(k): while all cooperate,
* δ (A(k) - A(k-m)) ≥ D(k-m-1) - A(k-m): while making good, or cooperating with others who punish,
* A(k-m+1) ≤ D(k-m): while punishing, which follows from what is asked below,
* D(x) ≥ A(x+1) for outsiders, at x = k and x = k-m.

It is *weakly renegotiation-proof* if no continuation is strictly better for all than another (Farrell and Maskin 1989,
*Games Econ. Behav.* 1:327): not all would rather forget the deviation, which takes D(k-m) ≥ A(k), since only punishers
can gain by a penance. If all the others punish (m = k-1), few can be kept to cooperate (Barrett 1999, *J. Theor.
Politics* 11:519; 2003, *Environment and Statecraft*); if only some do, all can (Asheim, Froyn, Hovi, Menz 2006, *JEEM*
51:93; Froyn and Hovi 2008, *Econ. Letters* 99:317). The conditions are derived here, not taken over; the tie rule: an
indifferent party keeps to the agreement, and an indifferent punisher punishes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countermove.agreement.participation import Floats

SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Stage:
    """Payoffs in one period by number of parties that cooperate: entry x of each; those that cannot be are NaN."""

    cooperate: Floats
    defect: Floats

    def __post_init__(self) -> None:
        for payoff in (self.cooperate[1:], self.defect[:-1]):
            if (np.diff(payoff) < -SLACK * (1 + np.abs(payoff).max(initial=0.0))).any():
                raise ValueError("a party that cooperates harms another: no punishment by not cooperating is one")

    @property
    def parties(self) -> int:
        """How many parties there are."""
        return int(self.cooperate.size) - 1


def binary_stage(parties: int, benefit: float, cost: float) -> Stage:
    """Return the stage game in which each that abates brings ``benefit`` to all at ``cost`` to itself.

    Examples
    --------
    >>> binary_stage(2, 2.0, 3.0).cooperate.tolist()
    [nan, -1.0, 1.0]
    """
    x = np.arange(parties + 1)
    cooperate = np.where(x == 0, np.nan, benefit * x - cost)
    return Stage(cooperate, np.where(x == parties, np.nan, benefit * x))


def linear_stage(parties: int, benefit: float, cost: float, signatories: int) -> Stage:
    """Return the stage game of k signatories that abate ``k·benefit/cost`` or, like outsiders, ``benefit/cost``.

    With benefits linear in the total and own costs quadratic, abating ``benefit/cost`` is best whatever others do, so
    that no other deviation pays more.

    Examples
    --------
    >>> linear_stage(3, 1.0, 1.0, 2).defect.tolist()
    [2.5, 3.5, 4.5, nan]
    """
    x, lone = np.arange(parties + 1), benefit / cost
    joint = signatories * lone
    total = x * joint + (parties - x) * lone
    cooperate = np.where(x == 0, np.nan, benefit * total - cost * joint**2 / 2)
    return Stage(cooperate, np.where(x == parties, np.nan, benefit * total - cost * lone**2 / 2))


@dataclass(frozen=True, slots=True)
class Penance:
    """A number of signatories, how many of the others punish, and the least discount with which it keeps itself up."""

    signatories: int
    punishers: int
    least_discount: float


def least_discount(stage: Stage, signatories: int, punishers: int) -> float:
    """Return the least discount with which a penance is an equilibrium that is weakly renegotiation-proof.

    Parameters
    ----------
    stage : Stage
        Payoffs in one period.
    signatories, punishers : int
        k and m with 1 ≤ m < k ≤ n.

    Returns
    -------
    float
        Infinite if no discount does it, or the punishers would rather forget.

    Raises
    ------
    ValueError
        If the numbers are out of range.

    Examples
    --------
    >>> least_discount(binary_stage(10, 1.0, 2.5), 10, 2)
    0.75
    """
    k, m = signatories, punishers
    if not 1 <= m < k <= stage.parties:
        raise ValueError(f"{m} punishers of {k} signatories of {stage.parties} parties")
    return float(_least_discounts(stage, k)[m - 1])


def _least_discounts(stage: Stage, k: int) -> Floats:
    """Return the least discount for k signatories by number of punishers, from 1 to k - 1."""
    left = k - np.arange(1, k)  # who still cooperate during a penance
    together, penitent, outside = stage.cooperate[k], stage.cooperate[left], stage.defect[left]
    slack = SLACK * (1 + float(np.nanmax(np.abs(stage.defect))))
    holds = outside >= together - slack  # not all would rather forget
    if k < stage.parties:  # an outsider that would rather cooperate is no outsider
        holds &= (stage.cooperate[left + 1] <= outside + slack) & (stage.cooperate[k + 1] <= stage.defect[k] + slack)
    # a punisher that cooperated would get A(k-m+1) ≤ A(k) ≤ D(k-m): that needs no condition of its own
    most = np.maximum(stage.defect[k - 1] - together, stage.defect[left - 1] - penitent)
    lost = together - penitent
    with np.errstate(divide="ignore", invalid="ignore"):
        least = np.where(most <= slack, 0.0, np.where(lost > slack, most / lost, np.inf))
    return np.asarray(np.where(holds, least, np.inf), dtype=np.float64)


def penances(stages: dict[int, Stage], discount: float, all_punish: bool) -> list[Penance]:
    """Return, for each number of signatories that can be kept up, the penance that does it with the least discount.

    O(n²). ``stages`` holds the stage game for each number of signatories from 2.

    Examples
    --------
    >>> stages = {k: binary_stage(10, 1.0, 2.5) for k in range(2, 11)}
    >>> [one.signatories for one in penances(stages, 0.9, all_punish=True)]
    [3]
    >>> max(one.signatories for one in penances(stages, 0.9, all_punish=False))
    10
    """
    found = []
    for k, stage in sorted(stages.items()):
        each = _least_discounts(stage, k)
        punishers = k - 1 if all_punish else int(each.argmin()) + 1
        least = float(each[punishers - 1])
        if least <= discount + SLACK and discount < 1:
            found.append(Penance(k, punishers, least))
    return found
