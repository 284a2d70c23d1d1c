"""Compiled inner loops of two sponsors' bidding; what they mean is documented in ``sponsors``."""

import numpy as np
from numba import njit

from countermove.agreement.participation import TIE, Bools, Floats, Ints

TIES = (3, 1, 2, 0)  # of equally good alignments both, then the first system, are tried first


@njit(cache=True)
def _ahead(value: Floats, allowed: Bools, weight: Floats, order: Ints) -> tuple[Ints, Floats, Floats]:
    """Return each party's alignments best first, and what those still to come add and weigh at most."""
    m = value.shape[0]
    choice = np.zeros((m, 4), np.int64)
    rest = np.zeros(m + 1)
    reach = np.zeros((m + 1, 2))
    for place in range(m - 1, -1, -1):
        party = order[place]
        key = np.empty(4)
        top = -np.inf
        for rank in range(4):
            option = TIES[rank]
            key[rank] = np.inf
            if allowed[party, option]:
                key[rank] = -np.floor(value[party, option] / TIE + 0.5)  # sums that differ by rounding are ties
                top = max(top, value[party, option])
        for level, rank in enumerate(np.argsort(key, kind="mergesort")):
            choice[place, level] = TIES[rank]
        rest[place] = rest[place + 1] + top
        for system in range(2):
            most = 0.0
            for option in range(4):
                if allowed[party, option] and option >> system & 1:
                    most = weight[system, party]
            reach[place, system] = reach[place + 1, system] + most
    return choice, rest, reach


@njit(cache=True)
def best_alignment(
    value: Floats, allowed: Bools, weight: Floats, core: Floats, quota: Floats, prize: Floats, needed: Ints
) -> tuple[float, Ints]:
    """Return the greatest sum and one alignment that has it, by depth-first search with bounds.

    ``value`` (m, 4) is what each alignment of each party adds, bit 0 of the alignment for the first system and bit 1
    for the second; a system whose members weigh its quota adds its prize, and must do so where ``needed`` is 1.
    """
    m = value.shape[0]
    order = np.argsort(-np.maximum(weight[0], weight[1]), kind="mergesort")
    choice, rest, reach = _ahead(value, allowed, weight, order)
    best, found = -np.inf, np.full(m, -1, np.int64)
    at = np.zeros(m + 1, np.int64)
    total = np.zeros(m + 1)
    heads = np.zeros((m + 1, 2))
    heads[0] = core
    place = 0
    while place >= 0:
        bound, possible = total[place] + rest[place], True
        for system in range(2):
            if heads[place, system] + reach[place, system] >= quota[system] - TIE:
                bound += prize[system]
            elif needed[system] == 1:
                possible = False
        if not possible or bound <= best + TIE:
            place -= 1
            continue
        if place == m:
            best = bound
            for level in range(m):
                found[order[level]] = choice[level, at[level] - 1]
            place -= 1
            continue
        if at[place] == 4 or not allowed[order[place], choice[place, at[place]]]:
            at[place] = 0
            place -= 1
            continue
        party, option = order[place], choice[place, at[place]]
        at[place] += 1
        total[place + 1] = total[place] + value[party, option]
        for system in range(2):
            heads[place + 1, system] = heads[place, system] + (weight[system, party] if option >> system & 1 else 0.0)
        place += 1
        if place < m:
            at[place] = 0
    return best, found


@njit(cache=True)
def joint_bests(
    leaning: Floats, worth: Floats, weight: Floats, core: Floats, quota: Floats, prize: Floats, hedging: bool
) -> tuple[Floats, Ints]:
    """Return, by draw, the best sum without sponsors, with the first, the second, both; and the alignment for both."""
    draws, m = leaning.shape[0], leaning.shape[1]
    bests, found = np.empty((draws, 4)), np.empty((draws, m), np.int64)
    allowed = np.ones((m, 4), np.bool_)
    if not hedging:
        allowed[:, 3] = False
    needed = np.zeros(2, np.int64)
    for draw in range(draws):
        for who in range(4):
            value, offered = leaning[draw].copy(), np.zeros(2)
            for system in range(2):
                if who >> system & 1:
                    value += worth[draw, system]
                    offered[system] = prize[draw, system]
            bests[draw, who], chosen = best_alignment(
                value, allowed, weight[draw], core[draw], quota[draw], offered, needed
            )
            if who == 3:
                found[draw] = chosen
    return bests, found
