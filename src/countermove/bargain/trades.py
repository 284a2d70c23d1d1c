"""Logrolling: trades across two issues that help two actors, and what they cost everyone else.

Buchanan and Tullock 1962, *The Calculus of Consent*, ch. 10; Riker and Brams 1973 (APSR 67:1235) on the price that
third parties pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats


@dataclass(frozen=True, slots=True)
class Trade:
    """``givers`` = (who gives on the first issue, who gives on the second); ``gain`` (n,) is everyone's change."""

    issues: tuple[int, int]
    levels: tuple[int, int]
    givers: tuple[int, int]
    gain: Floats

    @property
    def price(self) -> float:
        """What all others together lose (positive) or gain (negative)."""
        return float(-(self.gain.sum() - self.gain[list(self.givers)].sum()))


def logrolls(
    utility: Sequence[Floats],
    base: Sequence[int],
    allowed: Sequence[NDArray[np.bool_]] | None = None,
    partners: Sequence[int] | None = None,
) -> list[Trade]:
    """Return, for each two partners and two issues, the trade from a base package with the greatest product of gains.

    In a trade each move alone hurts one of the two (the giver) and both gain from the pair of moves. Sorted by the
    lesser of the two partners' gains, greatest first. Exhaustive: O(issues² · levels² · n²) time.

    Parameters
    ----------
    utility : sequence of (levels, n) float
        For each issue, what each level is worth to each actor.
    base : sequence of int
        The level of each issue from which trades start.
    allowed : sequence of (levels, n) bool, optional
        Where False, the level crosses that actor's red line and no trade may end there.
    partners : sequence of int, optional
        Who may trade; the others only bear what a trade brings them. All where left out.

    Examples
    --------
    >>> tariff, visas = np.array([[0.0, 0], [-1, 3]]), np.array([[0.0, 0], [3, -1]])
    >>> logrolls([tariff, visas], [0, 0])[0].gain
    array([2., 2.])
    """
    shift = [np.asarray(worth) - np.asarray(worth)[level] for worth, level in zip(utility, base, strict=True)]
    able = range(shift[0].shape[1]) if partners is None else partners
    legal = [np.ones(len(table), np.bool_) for table in shift]
    if allowed is not None:
        legal = [np.asarray(line.all(axis=1)) for line in allowed]
    found: list[Trade] = []
    for p, q in combinations(range(len(shift)), 2):
        joint = shift[p][:, None, :] + shift[q][None, :, :]
        for a in able:
            for b in able:
                if a == b:
                    continue
                given = (legal[p] & (shift[p][:, a] < -1e-9))[:, None] & (legal[q] & (shift[q][:, b] < -1e-9))[None, :]
                good = given & (joint[..., a] > 1e-9) & (joint[..., b] > 1e-9)
                if not good.any():
                    continue
                product = np.where(good, joint[..., a] * joint[..., b], -np.inf)
                x, y = np.unravel_index(int(np.argmax(product)), product.shape)
                found.append(Trade((p, q), (int(x), int(y)), (a, b), joint[x, y]))
    return sorted(found, key=lambda trade: -min(trade.gain[list(trade.givers)]))
