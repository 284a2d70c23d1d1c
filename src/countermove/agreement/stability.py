"""Which coalitions hold themselves up, over all of them, as bit masks.

A coalition is *internally stable* if no member gains by leaving alone, *externally stable* if no outsider gains by
joining alone (d'Aspremont, Jacquemin, Gabszewicz, Weymark 1983, *Can. J. Econ.* 16:17), and *potentially internally
stable* if its members together could pay each of them what it would get by leaving (Carraro, Eyckmans, Finus 2006,
*Rev. Int. Org.* 1:379). The tie rule throughout: an indifferent member stays, an indifferent outsider stays out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countermove.agreement.participation import Bools, Floats, Ints
from countermove.document.faults import AnalysisError

ENUMERATED_PARTIES = 24


@dataclass(frozen=True, slots=True)
class Stability:
    """Which stability each coalition has, indexed by bit mask: party i is inside if bit i is set."""

    internal: Bools
    external: Bools
    potential: Bools

    @property
    def stable(self) -> Ints:
        """Bit masks of the coalitions that are internally and externally stable."""
        return np.flatnonzero(self.internal & self.external).astype(np.int64)

    @property
    def parties(self) -> int:
        """How many parties there are."""
        return int(self.internal.size).bit_length() - 1


def coalition_stability(payoff: Floats) -> Stability:
    """Check every coalition of a game given as a table of payoffs.

    O(2^n n) time; the table itself is 2^n · n numbers.

    Parameters
    ----------
    payoff : (2**n, n) float64
        What each party gets when the coalition of that bit mask is inside, members and outsiders alike.

    Returns
    -------
    Stability
        The three stabilities of each coalition. Payoffs closer than 1e-12 of the largest are ties.

    Raises
    ------
    ValueError
        If the number of rows is not 2**n.

    Examples
    --------
    A prisoners' dilemma (each abates at cost 3 for benefit 2 to all): the pair would be stable only for benefits above.

    >>> coalition_stability(np.array([[0.0, 0.0], [-1.0, 2.0], [2.0, -1.0], [1.0, 1.0]])).stable
    array([0])
    """
    if payoff.ndim != 2 or payoff.shape[0] != 1 << payoff.shape[1]:
        raise ValueError(f"a table for n parties has 2**n rows and n columns, not {payoff.shape}")
    from countermove.agreement import _kernels

    slack = 1e-12 * np.abs(payoff).max(axis=0, initial=0.0)
    return Stability(*_kernels.table_stability(np.ascontiguousarray(payoff), slack))


@dataclass(frozen=True, slots=True)
class PublicGood:
    """A public good game of n unlike parties: benefits linear in the total, own cost quadratic.

    Outsiders abate ``benefit/cost``; a coalition of at least two abates for its members' joint benefit, so that member
    i abates ``Σ benefit/cost[i]``. ``club`` is what each other member is worth to a member (an issue linked to the
    agreement), ``measure`` what each member costs an outsider (a trade measure), ``minimum`` the number of members
    below which nothing is in force.
    """

    benefit: Floats
    cost: Floats
    club: Floats
    measure: Floats
    minimum: int = 2

    def __post_init__(self) -> None:
        if not (self.benefit.shape == self.cost.shape == self.club.shape == self.measure.shape):
            raise ValueError("benefit, cost, club and measure need one number a party")
        if (self.benefit < 0).any() or (self.cost <= 0).any():
            raise ValueError("benefits must be at least zero and costs above zero")


def public_good(benefit: Floats, cost: Floats, minimum: int = 2) -> PublicGood:
    """Return a game without linked issues or trade measures.

    Examples
    --------
    >>> public_good_stability(public_good(np.ones(5), np.ones(5))).stable.size  # 10 pairs, 10 triples, nobody at all
    21
    """
    return PublicGood(benefit, cost, np.zeros(benefit.size), np.zeros(benefit.size), minimum)


def public_good_stability(game: PublicGood) -> Stability:
    """Check every coalition of a public good game, from sums over members, without a table of payoffs.

    O(2^n n) time, three bytes of answer a coalition: 24 parties take 50 MB. The empty coalition is always stable here,
    since one party alone forms nothing; a single member is not, where a second would gain.

    Raises
    ------
    AnalysisError
        If there are more than 24 parties.

    Examples
    --------
    >>> stability = public_good_stability(public_good(np.ones(4), np.ones(4)))
    >>> sorted({int(mask).bit_count() for mask in stability.stable})
    [0, 2, 3]
    """
    if game.benefit.size > ENUMERATED_PARTIES:
        raise AnalysisError(
            f"{game.benefit.size} parties have too many coalitions to check each: name at most {ENUMERATED_PARTIES}"
        )
    from countermove.agreement import _kernels

    return Stability(
        *_kernels.public_good_stability(game.benefit, game.cost, game.club, game.measure, int(game.minimum))
    )


def public_good_payoff(game: PublicGood, inside: Bools) -> Floats:
    """Return what each party gets when these are inside.

    Parameters
    ----------
    game : PublicGood
        The game.
    inside : (n,) bool
        The coalition.

    Returns
    -------
    (n,) float64
        Payoffs, members' and outsiders'.

    Examples
    --------
    >>> public_good_payoff(public_good(np.ones(3), np.ones(3)), np.array([True, True, False]))
    array([3. , 3. , 4.5])
    """
    heads = int(inside.sum())
    in_force = heads >= max(game.minimum, 2)
    joint = float(game.benefit[inside].sum())
    abated = np.where(inside & in_force, joint, game.benefit) / game.cost
    payoff = game.benefit * abated.sum() - game.cost * abated**2 / 2
    if in_force:
        payoff = payoff + np.where(inside, game.club * (heads - 1), -game.measure * heads)
    return np.asarray(payoff, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class MinimumParticipation:
    """The participation clauses that would form, and what they bring, in a game of like parties.

    ``binding[k]`` says whether an agreement that enters into force with k members forms: its members do at least as
    well as without any agreement, and (being the least number) nobody can leave without ending it.
    """

    binding: Bools
    best: int | None


def minimum_participation(member: Floats, none: float) -> MinimumParticipation:
    """Return which thresholds of entry into force are self-enforcing and which of them members like best.

    The stage before: parties choose the threshold, then whether to join, then what to do (Carraro, Marchiori, Oreffice
    2009, *ERE* 42:411). With threshold k a member that leaves ends the agreement, so k forms if members gain by it.

    Parameters
    ----------
    member : (n + 1,) float64
        What a member gets with k members in force; entries 0 and 1 are ignored.
    none : float
        What a party gets without an agreement.

    Returns
    -------
    MinimumParticipation
        ``best`` is the threshold with the greatest member payoff among those that bind, the larger one on ties.

    Examples
    --------
    >>> minimum_participation(np.array([0, 0, -1.0, 1.0, 2.0]), 0.0).best
    4
    """
    binding = member >= none - 1e-12 * np.abs(member).max()
    binding[:2] = False
    forming = np.flatnonzero(binding)
    best = None if not forming.size else int(max(forming, key=lambda k: (member[k], k)))
    return MinimumParticipation(binding, best)
