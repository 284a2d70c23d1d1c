"""Coalitions of parties that look ahead: farsighted stability for up to six parties, and a game that goes on for ever.

A state is *indirectly dominated* by another if coalitions could lead there step by step, everybody who moves strictly
preferring the end to the state it leaves. The largest consistent set (Chwe 1994, *J. Econ. Theory* 63:299) keeps what
could be stable: it includes too much, so that a farsighted stable set, in which no state dominates another and which
dominates every other state, is given beside it. Values of a process that goes on are those of Markov chains (Ray 2007,
*A Game-Theoretic Perspective on Coalition Formation*).
"""

from __future__ import annotations

import numpy as np

from countermove.agreement.participation import Bools, Floats, Ints
from countermove.document.faults import AnalysisError

FARSIGHTED_PARTIES = 6
STATE_LIMIT = 1 << FARSIGHTED_PARTIES


def membership_movers(parties: int, consent: bool) -> Ints:
    """Return who must act together to turn one agreement (bit mask of members) into another.

    Leaving needs those who leave. Joining needs the joiners and, with ``consent``, everybody in the new agreement.

    Parameters
    ----------
    parties : int
        From 1 to 6.
    consent : bool
        Whether members must agree to newcomers.

    Returns
    -------
    (2**parties, 2**parties) int64
        Bit masks of the movers, 0 on the diagonal.

    Raises
    ------
    AnalysisError
        If there are more than 6 parties.

    Examples
    --------
    >>> membership_movers(2, consent=True).tolist()
    [[0, 1, 2, 3], [1, 0, 3, 3], [2, 3, 0, 3], [3, 2, 1, 0]]
    """
    if not 1 <= parties <= FARSIGHTED_PARTIES:
        raise AnalysisError(f"{parties} parties: looking ahead is exact for 1 to {FARSIGHTED_PARTIES}")
    state = np.arange(1 << parties)
    changed = state[:, None] ^ state[None, :]
    joining = (state[None, :] & ~state[:, None]) > 0
    movers = np.where(joining & consent, changed | state[None, :], changed)
    return np.asarray(movers, dtype=np.int64)


def _gain(payoff: Floats) -> Ints:
    """Return by pair (from, to) the bit mask of the parties that strictly prefer the second state."""
    better = payoff[None, :, :] > payoff[:, None, :] + 1e-12 * np.abs(payoff).max(initial=0.0)
    return np.asarray(better @ (1 << np.arange(payoff.shape[1])), dtype=np.int64)


def indirect_dominance(payoff: Floats, movers: Ints) -> Bools:
    """Return ``dominated[d, e]``: whether e indirectly dominates d.

    O(s³) for s states.

    Parameters
    ----------
    payoff : (s, n) float64
        What each party gets in each state.
    movers : (s, s) int64
        Who must act together for a step, as bit masks; 0 where there is no step.

    Returns
    -------
    (s, s) bool
        False on the diagonal.

    Examples
    --------
    >>> step = np.array([[0, 1, 0], [0, 0, 2], [0, 0, 0]])
    >>> indirect_dominance(np.array([[1.0, 1.0], [0.0, 1.0], [2.0, 2.0]]), step)[0]  # foreseen
    array([False, False,  True])
    """
    gain = _gain(payoff)
    count = len(payoff)
    dominated = np.zeros((count, count), dtype=np.bool_)
    for end in range(count):
        willing = (movers > 0) & ((movers & gain[:, end][:, None]) == movers)
        reached = np.zeros(count, dtype=np.bool_)
        reached[end] = True
        while True:
            grown = reached | (willing & reached[None, :]).any(axis=1)
            if (grown == reached).all():
                break
            reached = grown
        reached[end] = False
        dominated[:, end] = reached
    return dominated


def largest_consistent_set(payoff: Floats, movers: Ints) -> Bools:
    """Return the states that stay: after every deviation some outcome in the set deters those who deviate.

    State a stays if for every step by a coalition to d there is e in the set, e = d or indirectly dominating d, that
    not all of the coalition strictly prefer to a. The greatest fixed point, by removal. O(s⁴).

    Parameters
    ----------
    payoff : (s, n) float64
        What each party gets in each state.
    movers : (s, s) int64
        As for ``indirect_dominance``.

    Returns
    -------
    (s,) bool
        Never all False.

    Examples
    --------
    >>> largest_consistent_set(np.array([[0.0], [1.0]]), np.array([[0, 1], [1, 0]]))
    array([False,  True])
    """
    gain = _gain(payoff)
    arrives = indirect_dominance(payoff, movers) | np.eye(len(payoff), dtype=np.bool_)
    stays = np.ones(len(payoff), dtype=np.bool_)
    while True:
        kept = stays.copy()
        for a in np.flatnonzero(stays):
            for d in np.flatnonzero(movers[a]):
                ends = arrives[d] & stays
                deterred = (movers[a, d] & gain[a]) != movers[a, d]
                if not (ends & deterred).any():
                    kept[a] = False
                    break
        if (kept == stays).all():
            return stays
        stays = kept


def farsighted_stable_set(payoff: Floats, movers: Ints) -> Bools | None:
    """Return a smallest farsighted stable set, None if there is none, by integer programming (HiGHS).

    Parameters
    ----------
    payoff : (s, n) float64
        What each party gets in each state, at most 64 states.
    movers : (s, s) int64
        As for ``indirect_dominance``.

    Returns
    -------
    (s,) bool, or None
        No member dominates another; every other state is dominated by a member.

    Raises
    ------
    AnalysisError
        If there are more than 64 states.

    Examples
    --------
    >>> farsighted_stable_set(np.array([[0.0], [1.0]]), np.array([[0, 1], [1, 0]]))
    array([False,  True])
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    count = len(payoff)
    if count > STATE_LIMIT:
        raise AnalysisError(f"{count} states: a farsighted stable set is sought among at most {STATE_LIMIT}")
    dominated = indirect_dominance(payoff, movers)
    pairs = np.argwhere(np.triu(dominated | dominated.T))
    apart = np.zeros((len(pairs), count))
    apart[np.arange(len(pairs)), pairs[:, 0]] = 1
    apart[np.arange(len(pairs)), pairs[:, 1]] = 1
    covered = dominated.astype(np.float64) + np.eye(count)
    limits = [LinearConstraint(covered, lb=1.0)]
    if len(pairs):
        limits.append(LinearConstraint(apart, ub=1.0))
    whole = np.ones(count, dtype=np.int64)
    answer = milp(np.ones(count), integrality=whole, bounds=Bounds(0, 1), constraints=limits)
    return None if answer.x is None else np.asarray(answer.x > 0.5)


def lasting_value(payoff: Floats, transition: Floats, discount: float) -> Floats:
    """Return what each party expects from each state on, as a yearly average, if states change by these chances.

    Solves V = (1 - δ)·payoff + δ·P·V.

    Parameters
    ----------
    payoff : (s, n) float64
        What each party gets while a state lasts.
    transition : (s, s) float64
        Chances of the next state, rows summing to one.
    discount : float
        δ, at least 0 and below 1.

    Returns
    -------
    (s, n) float64
        Values.

    Raises
    ------
    ValueError
        If the rows do not sum to one or the discount is out of range.

    Examples
    --------
    >>> lasting_value(np.array([[0.0], [1.0]]), np.array([[0.0, 1.0], [0.0, 1.0]]), 0.9).round(3)
    array([[0.9],
           [1. ]])
    """
    if not 0 <= discount < 1:
        raise ValueError(f"a discount factor of {discount} is out of range: write a number from 0 to below 1")
    if np.abs(transition.sum(axis=1) - 1).max() > 1e-9 or (transition < 0).any():
        raise ValueError("the chances of the next state do not sum to one")
    return np.asarray(np.linalg.solve(np.eye(len(payoff)) - discount * transition, (1 - discount) * payoff))
