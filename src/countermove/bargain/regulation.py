"""Regulators that each set their own rule: what holds, what is alike, and how much trade it takes to align.

Regulatory competition by standards after Vogel 1995, *Trading Up*; Drezner 2007, *All Politics Is Global*; the game of
coordination with own ideal points is a spatial battle of the sexes (Krasner 1991, *World Politics* 43:336).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats

EDGE = 1e-9


@dataclass(frozen=True, slots=True)
class Setting:
    """One issue on which n regulators each set a rule.

    ``worth`` (levels, n) of each own rule to each regulator, ``apart`` (levels, levels) as shares of the scale,
    ``ties`` (n, n) what each gains if its rule and the other's are alike, ``recognition`` the share of the loss from
    unlike rules that mutual recognition saves.
    """

    worth: Floats
    apart: Floats
    ties: Floats
    recognition: float


@dataclass(frozen=True, slots=True)
class Holding:
    """A profile of rules (level numbers, n) that no regulator gains by leaving alone, and its payoffs (n,)."""

    rule: tuple[int, ...]
    payoff: Floats
    efficient: bool

    @property
    def alike(self) -> bool:
        """Whether all rules are the same."""
        return len(set(self.rule)) == 1


def payoffs(setting: Setting, scale: float = 1.0) -> tuple[NDArray[np.int64], Floats]:
    """Return every profile (profiles, n) and its payoffs; ``scale`` multiplies the ties."""
    levels, n = setting.worth.shape
    profile = np.array(list(product(range(levels), repeat=n)), np.int64)
    value = np.stack([setting.worth[profile[:, k], k] for k in range(n)], axis=1)
    lost = 1 - setting.recognition
    for a in range(n):
        for b in range(n):
            if a != b:
                gap = setting.apart[profile[:, a], profile[:, b]]
                value[:, a] += scale * setting.ties[a, b] * (1 - lost * gap)
    return profile, value


def holding_rules(setting: Setting) -> list[Holding]:
    """Return the pure Nash equilibria, exhaustively; empty where rules chase each other. O(levels^n · n).

    Examples
    --------
    >>> ideal = np.array([[0.0, -0.4], [-0.2, -0.2], [-0.4, 0.0]])         # opposite ends of three levels
    >>> apart = np.abs(np.subtract.outer([0, 0.5, 1], [0, 0.5, 1]))
    >>> [one.rule for one in holding_rules(Setting(ideal, apart, np.zeros((2, 2)), 0.0))]
    [(0, 2)]
    >>> [one.rule for one in holding_rules(Setting(ideal, apart, np.full((2, 2), 0.5), 0.0))]
    [(0, 0), (1, 1), (2, 2)]
    """
    profile, value = payoffs(setting)
    levels, n = setting.worth.shape
    table = value.reshape(*(levels,) * n, n)
    stable = np.ones(table.shape[:-1], np.bool_)
    for regulator in range(n):
        own = table[..., regulator]
        stable &= own >= own.max(axis=regulator, keepdims=True) - EDGE
    rows = np.flatnonzero(stable.ravel())
    found = []
    for row in rows:
        better = (value >= value[row] - EDGE).all(axis=1) & (value > value[row] + EDGE).any(axis=1)
        found.append(Holding(tuple(map(int, profile[row])), value[row], not bool(better.any())))
    return found


def ties_to_align(setting: Setting) -> tuple[float, int] | None:
    """Return by what the ties must be multiplied so that one common rule holds, and that rule; None where nothing does.

    At a common rule r, regulator i stays if what it would win by its own better rule is at most what it would lose in
    trade; both are straight lines, so that the least multiple is exact.

    Examples
    --------
    >>> ideal = np.array([[0.0, -0.4], [-0.2, -0.2], [-0.4, 0.0]])
    >>> apart = np.abs(np.subtract.outer([0, 0.5, 1], [0, 0.5, 1]))
    >>> ties_to_align(Setting(ideal, apart, np.full((2, 2), 0.1), 0.0))
    (4.0, 0)
    """
    levels, n = setting.worth.shape
    tied = (setting.ties - np.diag(np.diag(setting.ties))).sum(axis=1) * (1 - setting.recognition)
    best: tuple[float, int] | None = None
    for rule in range(levels):
        needed = 0.0
        for regulator in range(n):
            for other in range(levels):
                won = setting.worth[other, regulator] - setting.worth[rule, regulator]
                lost = tied[regulator] * setting.apart[rule, other]
                if won > EDGE:
                    needed = max(needed, won / lost if lost > EDGE else np.inf)
        if np.isfinite(needed) and (best is None or needed < best[0] - EDGE):
            best = (float(needed), rule)
    return best


def first_holding(setting: Setting, start: tuple[int, ...], most: int = 100) -> tuple[int, ...] | None:
    """Return where best replies in turn lead from ``start``; None if they are still moving after ``most`` turns."""
    rule = list(start)
    levels, n = setting.worth.shape
    lost = 1 - setting.recognition
    for _ in range(most):
        moved = False
        for regulator in range(n):
            own = setting.worth[:, regulator].copy()
            for other in range(n):
                if other != regulator:
                    own += setting.ties[regulator, other] * (1 - lost * setting.apart[:, rule[other]])
            if own.max() > own[rule[regulator]] + EDGE:
                rule[regulator], moved = int(np.argmax(own)), True
        if not moved:
            return tuple(rule)
    return None
