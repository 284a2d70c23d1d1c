"""Conduct that remembers several rounds, with slips: exact long-run payoffs by one sparse solve.

A rule of memory n gives the probability of restraint after each of the 4ⁿ histories that its actor believes to have
seen: the outcomes CC, CD, DC, DD (own action first) as digits 0–3, oldest first, read as a number in base 4. Where
actions can be misread, what the two remember may differ, and both memories are part of the state.

References
----------
Press, W. and Dyson, F. (2012). *PNAS* 109 (a longer memory against a shorter one). Hilbe, C., Martinez-Vaquero, L.,
Chatterjee, K. and Nowak, M. (2017). Memory-n strategies of direct reciprocity. *PNAS* 114, 4715–4720.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve

from countermove.dilemma.memory import Slips

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STATES = 70_000
"""States that a pair may have: memory 8 without misreading, 4 with it."""


def memory_of(rule: ArrayLike) -> int:
    """Return how many rounds a rule remembers.

    Raises
    ------
    ValueError
        If it has not 4, 16, 64, … entries.

    Examples
    --------
    >>> memory_of(np.zeros(16))
    2
    """
    size = np.size(rule)
    rounds = next((n for n in range(1, 9) if 4**n == size), None)
    if rounds is None:
        raise ValueError(f"{size} entries: a rule of memory n has 4, 16, 64, … (4 to the power n) of them")
    return rounds


def history_occupancy(first: ArrayLike, second: ArrayLike, slips: Slips, discount: float = 1.0) -> Floats:
    """Return how much of the time two rules spend in CC, CD, DC, DD, from the first actor's seat.

    Each opens as after joint restraint. With a discount factor below 1, weights are (1 − δ)Σ δᵗ P(outcome at t); at 1
    they are long-run shares. One sparse linear system of 4ⁿ equations, or of 16ⁿ where actions are misread.

    Parameters
    ----------
    first, second : (4ⁿ,) arrays
        Probability of restraint after each history; the memories may differ.
    slips : Slips
    discount : float
        In [0, 1].

    Returns
    -------
    (4,) float64

    Raises
    ------
    ValueError
        If a number is no probability, or the pair has too many states.

    Examples
    --------
    >>> history_occupancy([1, 0, 1, 0], [0, 0, 0, 0], Slips(), 0.5).round(3)
    array([0. , 0.5, 0. , 0.5])
    """
    rules = [np.asarray(rule, dtype=np.float64).ravel() for rule in (first, second)]
    rounds = max(memory_of(rule) for rule in rules)
    for name, numbers in (("a rule", np.concatenate(rules)), ("a discount factor", np.array([discount]))):
        if not ((numbers >= 0) & (numbers <= 1)).all():
            raise ValueError(f"{name} has a number outside [0, 1]")
    symbols = 16 if slips.perception else 4
    if symbols**rounds > STATES:
        raise ValueError(f"memory {rounds} makes {symbols**rounds:,} states: shorten it, or leave misreading out")
    chain = _chain(rules, rounds, symbols, slips)
    # state 0 is joint restraint, rightly read, as far as anybody remembers
    opening = chain[[0]].toarray()[0]
    if discount < 1:
        system = (sparse.identity(len(opening)) - discount * chain.T).tocsc()
        weights = (1 - discount) * spsolve(system, opening)
    else:
        weights = _long_run(chain, opening)
    newest = np.arange(len(opening)) % symbols // (symbols // 4)
    return np.bincount(newest, weights=weights, minlength=4).astype(np.float64)


def _chain(rules: list[Floats], rounds: int, symbols: int, slips: Slips) -> sparse.csr_array:
    """Return the transition matrix; a state's digits in base ``symbols`` tell outcome and who misread, oldest first."""
    states = symbols**rounds
    digits = np.stack([np.arange(states) // symbols ** (rounds - 1 - place) % symbols for place in range(rounds)])
    outcome = digits // (symbols // 4)
    misread = digits % (symbols // 4)
    acts = outcome // 2, outcome % 2
    chance = []
    for seat, rule in enumerate(rules):
        believed = acts[1 - seat] ^ (misread >> (1 - seat) & 1)
        seen = 2 * acts[seat] + believed
        kept = memory_of(rule)
        history = np.zeros(states, dtype=np.int64)
        for place in range(rounds - kept, rounds):
            history = 4 * history + seen[place]
        meant = rule[history]
        chance.append(slips.execution + (1 - 2 * slips.execution) * meant)
    rows, columns, values = [], [], []
    here = np.arange(states)
    for a, b, reads in product(range(2), range(2), range(symbols // 4)):
        share = (chance[0] if a == 0 else 1 - chance[0]) * (chance[1] if b == 0 else 1 - chance[1])
        if symbols == 16:
            wrong = reads.bit_count()
            share = share * slips.perception**wrong * (1 - slips.perception) ** (2 - wrong)
        rows.append(here)
        columns.append(here * symbols % states + (2 * a + b) * (symbols // 4) + reads)
        values.append(share)
    where = (np.concatenate(rows), np.concatenate(columns))
    chain = sparse.csr_array(sparse.coo_array((np.concatenate(values), where), shape=(states, states)))
    chain.eliminate_zeros()
    return chain


def _long_run(chain: sparse.csr_array, opening: Floats) -> Floats:
    """Return long-run shares of a chain that may have several closed classes: absorb the opening, then settle."""
    count, part = connected_components(chain, connection="strong")
    source, target = chain.nonzero()
    leaves = np.zeros(count, dtype=bool)
    leaves[part[source[part[source] != part[target]]]] = True
    closed = ~leaves[part]
    entry = np.where(closed, opening, 0.0)
    passing = np.flatnonzero(~closed)
    if passing.size:
        inside = (sparse.identity(passing.size) - chain[passing][:, passing].T).tocsc()
        visits = np.atleast_1d(spsolve(inside, opening[passing]))
        entry = entry + np.where(closed, chain[passing].T @ visits, 0.0)
    shares = np.zeros(len(opening))
    for group in np.flatnonzero(~leaves):
        members = np.flatnonzero(part == group)
        weight = entry[members].sum()
        if weight <= 0:
            continue
        system = sparse.lil_array(chain[members][:, members].T - sparse.identity(members.size))
        system[[-1], :] = 1.0
        settled = spsolve(sparse.csc_array(system), np.append(np.zeros(members.size - 1), 1.0))
        shares[members] = np.atleast_1d(settled) * weight
    return shares


def zero_determinant(own: ArrayLike, other: ArrayLike, base: tuple[float, float], factor: float) -> Floats | None:
    """Return a memory-one rule that secures own − base = factor · (other − base') against any rule; None if none does.

    The scale is half of what keeps every entry a probability. With base = (P, P') it is extortion, with base = (R, R')
    generosity: then the actor bears more of what is lost below joint restraint.

    Parameters
    ----------
    own, other : (4,) arrays
        Both payoffs after CC, CD, DC, DD from the actor's seat.
    base : (float, float)
    factor : float

    Returns
    -------
    (4,) float64, or None

    Examples
    --------
    >>> zero_determinant([3, 0, 5, 1], [3, 5, 0, 1], (1, 1), 3).round(3)  # Press and Dyson's example
    array([0.846, 0.5  , 0.269, 0.   ])
    """
    mine, theirs = np.asarray(own, dtype=np.float64), np.asarray(other, dtype=np.float64)
    slope = (mine - base[0]) - factor * (theirs - base[1])
    restrained = np.array([True, True, False, False])
    if np.abs(slope).max() < 1e-12 or (slope[restrained] > 1e-12).any() or (slope[~restrained] < -1e-12).any():
        return None
    return np.asarray(np.clip(restrained + 0.5 * slope / np.abs(slope).max(), 0.0, 1.0))
