"""Incomplete contracts: who holds the last word, and which clauses make signing acceptable.

Whoever holds the residual rights of control decides where a contract is silent (Grossman, Hart 1986, *Journal of
Political Economy* 94:691; Hart, Moore 1990, JPE 98:1119). That treaties answer with limited duration is from Koremenos
2005 (APSR 99:549). Here a right is used for the first time with a constant chance a period and binds from then on, so
that a text gets worse for the others the longer it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats

JOINT, EACH = -1, -2  # in place of a holder
EDGE = 1e-9


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract in d draws: ``worth`` (d, n) a period as written; ``use``, ``gain``, ``loss`` (d, r) of r rights.

    ``discount`` (d,); ``holder`` (r,) numbers a signatory, or is ``JOINT`` or ``EACH``; ``periods`` how long it runs.
    """

    worth: Floats
    use: Floats
    gain: Floats
    loss: Floats
    discount: Floats
    holder: NDArray[np.int64]
    periods: int


@dataclass(frozen=True, slots=True)
class Amendment:
    """A clause: the rights (numbers) it puts into joint hands or gives to each, and after how many periods it ends."""

    joint: tuple[int, ...] = ()
    each: tuple[int, ...] = ()
    ends_after: int | None = None


def contract_value(terms: Terms) -> Floats:
    """Return what signing is worth to each signatory over the whole run, (d, n); not signing is worth 0.

    In period t a right has been used with chance 1 − (1 − use)ᵗ. Its use brings the holder ``gain`` and costs each
    other signatory ``loss``; in joint hands it is used only where nobody loses, and moves nothing. O(d · (n + periods)
    · r) time.

    Examples
    --------
    >>> one = Terms(np.array([[1.0, 1.0]]), np.array([[0.5]]), np.array([[1.0]]), np.array([[3.0]]), np.array([1.0]),
    ...             np.array([0]), 2)
    >>> contract_value(one)  # the right has been used with chance 1/2, then 3/4
    array([[ 3.25, -1.75]])
    """
    count = terms.worth.shape[1]
    time = np.arange(1, terms.periods + 1)
    today = terms.discount[:, None] ** (time - 1)
    used = 1 - (1 - terms.use[:, :, None]) ** time
    bound = np.einsum("drt,dt->dr", used, today)
    value = terms.worth * today.sum(axis=1)[:, None]
    for right, holder in enumerate(terms.holder):
        if holder == JOINT:
            continue
        gain, loss = bound[:, right] * terms.gain[:, right], bound[:, right] * terms.loss[:, right]
        if holder == EACH:
            value = value + (gain - (count - 1) * loss)[:, None]
        else:
            value = value - loss[:, None]
            value[:, holder] += gain + loss
    return np.asarray(value)


def amended(terms: Terms, clauses: list[Amendment]) -> Terms:
    """Return the contract with clauses added; joint hands go before everyone's, the earliest end before later ones.

    Examples
    --------
    >>> nobody = np.zeros((1, 2))
    >>> one = Terms(nobody, nobody, nobody, nobody, np.ones(1), np.array([0, 1]), 10)
    >>> changed = amended(one, [Amendment(each=(0,)), Amendment(joint=(0,), ends_after=3)])
    >>> changed.holder, changed.periods
    (array([-1,  1]), 3)
    """
    holder, periods = terms.holder.copy(), terms.periods
    for clause in clauses:
        holder[[right for right in clause.each if holder[right] != JOINT]] = EACH
        holder[list(clause.joint)] = JOINT
        periods = min(periods, clause.ends_after or periods)
    return Terms(terms.worth, terms.use, terms.gain, terms.loss, terms.discount, holder, periods)


@dataclass(frozen=True, slots=True)
class Version:
    """The contract with some clauses (their numbers) and what it is worth to each signatory (n,)."""

    clauses: tuple[int, ...]
    value: Floats

    @property
    def signed(self) -> bool:
        """Whether everyone signs."""
        return bool((self.value >= -EDGE).all())


def versions(terms: Terms, clauses: list[Amendment]) -> list[Version]:
    """Return every version of the contract at the first draw, fewest clauses first. O(2^clauses) versions."""
    found = []
    for size in range(len(clauses) + 1):
        for chosen in combinations(range(len(clauses)), size):
            value = contract_value(amended(terms, [clauses[one] for one in chosen]))[0]
            found.append(Version(chosen, value))
    return found


def opening_versions(every: list[Version]) -> list[Version]:
    """Return the versions that everyone signs and of which no part would do."""
    signed = [version for version in every if version.signed]
    return [one for one in signed if not any(set(other.clauses) < set(one.clauses) for other in signed)]


def longest_run(terms: Terms) -> NDArray[np.int64]:
    """Return for how many periods at most each signatory would sign the text as it is, (n,); 0 for not at all.

    Examples
    --------
    >>> one = Terms(np.array([[1.0, 1.0]]), np.array([[0.2]]), np.array([[1.0]]), np.array([[3.0]]), np.array([1.0]),
    ...             np.array([0]), 9)
    >>> longest_run(one)
    array([9, 2])
    """
    answer = np.zeros(terms.worth.shape[1], np.int64)
    for periods in range(1, terms.periods + 1):
        value = contract_value(amended(terms, [Amendment(ends_after=periods)]))[0]
        answer[value >= -EDGE] = periods
    return answer
