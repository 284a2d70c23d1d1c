"""Self-enforcing agreements among n like parties: Barrett's families, in closed form and by numerical maximisation.

Barrett (1994), *Oxford Economic Papers* 46:878, and (2003), *Environment and Statecraft*. Each party gains from the
total Q and bears the cost of its own q; k signatories choose for their joint payoff. A number k is stable if no
signatory gains by leaving and no outsider by joining. Two tie rules are told apart: under weak stability an indifferent
party stays where it is; where the indifferent join, an outsider must lose by joining (the rule of the participation
game). They part exactly where the literature's answers do: 2 or 3 in the linear family.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countermove.agreement.participation import Floats


@dataclass(frozen=True, slots=True)
class Family:
    """What n like parties get by number of signatories k = 0 … n; entries that do not exist are NaN."""

    quantity: Floats
    member: Floats
    outsider: Floats

    @property
    def stable(self) -> tuple[int, ...]:
        """Numbers of signatories, from 2, that are internally and externally stable; the indifferent stay put."""
        return self._numbers(indifferent_join=False)

    @property
    def stable_if_indifferent_join(self) -> tuple[int, ...]:
        """Numbers of signatories, from 2, that are stable where an indifferent outsider joins."""
        return self._numbers(indifferent_join=True)

    def _numbers(self, indifferent_join: bool) -> tuple[int, ...]:
        n = self.quantity.size - 1
        found = []
        for k in range(2, n + 1):
            slack = 1e-9 * (abs(self.member[k]) + 1)
            internal = self.member[k] >= self.outsider[k - 1] - slack
            gain = self.member[k + 1] - self.outsider[k] if k < n else -np.inf
            if internal and (gain < -slack if indifferent_join else gain <= slack):
                found.append(k)
        return tuple(found)


def quadratic(parties: int, gain: float, benefit: float, cost: float) -> Family:
    """Return Barrett's family with benefit ``benefit(gain·Q - Q²/2)/n`` and cost ``cost·q²/2``, signatories leading.

    With γ = cost/benefit and α = k/n, signatories abate α²nγ·gain/((γ+1-α)² + γα²n) in total, outsiders
    (1-α)(gain - that)/(γ+1-α). O(n).

    Parameters
    ----------
    parties : int
        n, at least 1.
    gain, benefit, cost : float
        All above zero.

    Returns
    -------
    Family
        Total abatement and payoffs by number of signatories.

    Raises
    ------
    ValueError
        If a number is out of range.

    Examples
    --------
    >>> quadratic(10, 100.0, 1.0, 0.25).stable
    (4,)
    """
    if parties < 1 or min(gain, benefit, cost) <= 0:
        raise ValueError("there must be a party, and gain, benefit and cost must be above zero")
    n, ratio = parties, cost / benefit
    k = np.arange(n + 1)
    share = k / n
    signed = share**2 * n * ratio * gain / ((ratio + 1 - share) ** 2 + ratio * share**2 * n)
    unsigned = (1 - share) * (gain - signed) / (ratio + 1 - share)
    total = signed + unsigned
    common = benefit * (gain * total - total**2 / 2) / n
    with np.errstate(divide="ignore", invalid="ignore"):
        member = common - cost * (signed / k) ** 2 / 2
        outsider = common - cost * (unsigned / (n - k)) ** 2 / 2
    return Family(total, np.where(k == 0, np.nan, member), np.where(k == n, np.nan, outsider))


def quadratic_by_search(
    parties: int, gain: float, benefit: float, cost: float, signatories: int
) -> tuple[float, float]:
    """Return (total, member payoff) of the quadratic family by maximising the signatories' payoff numerically.

    Signatories choose one abatement each, seeing how outsiders reply; only the reply is solved by hand. For checking
    and for teaching: the closed form is exact and faster.

    Raises
    ------
    ValueError
        If there is no signatory.

    Examples
    --------
    >>> round(quadratic_by_search(10, 100.0, 1.0, 0.25, 4)[0], 2)
    81.07
    """
    from scipy.optimize import minimize_scalar

    if not 1 <= signatories <= parties:
        raise ValueError(f"{signatories} signatories of {parties} parties")
    rest = parties - signatories

    def total_of(own: float) -> float:
        # an outsider sets benefit(gain - Q)/n = cost·q, so rest·q = rest·benefit(gain - Q)/(n·cost)
        reply = rest * benefit / (parties * cost)
        return (signatories * own + reply * gain) / (1 + reply)

    def payoff(own: float) -> float:
        total = total_of(own)
        return benefit * (gain * total - total**2 / 2) / parties - cost * own**2 / 2

    best = minimize_scalar(lambda own: -payoff(own), bounds=(0.0, gain), method="bounded", options={"xatol": 1e-10})
    return total_of(float(best.x)), payoff(float(best.x))


def linear(parties: int, benefit: float, cost: float) -> Family:
    """Return the family with benefit ``benefit·Q`` and cost ``cost·q²/2``: a signatory abates k·benefit/cost.

    Weakly stable are k = 2 and k = 3 whatever the numbers: the third is exactly indifferent, so that the tie rule
    decides (the usual answer is 3).

    Raises
    ------
    ValueError
        If there is no party, or benefit or cost is not above zero.

    Examples
    --------
    >>> linear(10, 1.0, 2.0).stable, linear(10, 1.0, 2.0).stable_if_indifferent_join
    ((2, 3), (3,))
    """
    if parties < 1 or min(benefit, cost) <= 0:
        raise ValueError("there must be a party, and benefit and cost must be above zero")
    k = np.arange(parties + 1)
    lone = benefit / cost
    total = k * k * lone + (parties - k) * lone
    member = np.where(k == 0, np.nan, benefit * total - cost * (k * lone) ** 2 / 2)
    outsider = np.where(k == parties, np.nan, benefit * total - cost * lone**2 / 2)
    return Family(total.astype(np.float64), member, outsider)


def binary(parties: int, benefit: float, cost: float) -> Family:
    """Return the family where abating is all or nothing: ``benefit`` to everybody for ``cost`` to oneself.

    Signatories abate if k·benefit >= cost. With benefit < cost <= n·benefit the only stable number at which anybody
    abates is ``⌈cost/benefit⌉``; smaller ones that abate nothing are weakly stable where one more would change nothing.

    Raises
    ------
    ValueError
        If there is no party, or benefit or cost is not above zero.

    Examples
    --------
    >>> [binary(10, 1.0, cost).stable_if_indifferent_join for cost in (1.5, 2.5, 3.0, 4.2)]
    [(2,), (3,), (3,), (5,)]
    """
    if parties < 1 or min(benefit, cost) <= 0:
        raise ValueError("there must be a party, and benefit and cost must be above zero")
    k = np.arange(parties + 1)
    acting = k * benefit >= cost * (1 - 1e-12)
    total = np.where(acting, k, 0).astype(np.float64)
    outsiders = parties - k if benefit >= cost else np.zeros(parties + 1)
    total = total + outsiders
    member = benefit * total - np.where(acting, cost, 0.0)
    outsider = benefit * total - (cost if benefit >= cost else 0.0)
    return Family(total, np.where(k == 0, np.nan, member), np.where(k == parties, np.nan, outsider))
