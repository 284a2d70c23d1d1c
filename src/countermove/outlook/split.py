"""The cost of two systems in place of one: what each party loses when a network splits.

A party draws ``reach ** elasticity`` from each unit of its own size, where reach is the share of all sizes that it can
work with (network externality, Katz & Shapiro 1985, *Am. Econ. Rev.* 75:424). In one system reach is 1. In a split it
is the size of the own system plus ``interoperability`` times the rest; a party in both reaches everybody but pays for
two sets of equipment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FIRST, SECOND, BOTH = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Split:
    """What a split costs, as a share of what a party draws from one system.

    ``at`` is ``(draws, parties, 3)``: the loss of each party in the first system, the second or both, the others
    staying where they are; ``place`` ``(parties,)`` is where each party is; ``share`` ``(draws, parties)`` its size.
    """

    at: Floats
    place: Ints
    share: Floats

    @property
    def loss(self) -> Floats:
        """Loss of each party where it is, ``(draws, parties)``."""
        return np.asarray(self.at[:, np.arange(self.place.size), self.place])

    @property
    def total(self) -> Floats:
        """Loss of all, weighted by size, ``(draws,)``."""
        return np.asarray((self.share * self.loss).sum(axis=1))

    @property
    def cheapest(self) -> Ints:
        """Place where a party alone would lose least, ``(draws, parties)``; the place it is in where that ties."""
        best = self.at.min(axis=2, keepdims=True)
        ties = np.isclose(self.at, best, rtol=0, atol=1e-12)
        stays = ties[:, np.arange(self.place.size), self.place]
        return np.where(stays, self.place, ties.argmax(axis=2)).astype(np.int64)


def cost_of_split(size: Floats, place: Ints, elasticity: Floats, interoperability: Floats, doubling: Floats) -> Split:
    """Return what each party loses when one system becomes two.

    Parameters
    ----------
    size : (draws, parties)
        How much each party brings, in any one measure, above zero.
    place : (parties,)
        ``FIRST``, ``SECOND`` or ``BOTH``.
    elasticity, interoperability, doubling : (draws,)
        How fast value rises with reach (at least 0); how much of the other system stays usable (0–1); what running
        both systems costs, as a share of the value of one system.

    Raises
    ------
    ValueError
        If a size is not above zero.

    Examples
    --------
    >>> one = np.ones(1)
    >>> cost_of_split(np.array([[3.0, 3.0, 4.0]]), np.array([0, 1, 2]), one, 0 * one, 0.1 * one).loss.round(2).tolist()
    [[0.3, 0.3, 0.1]]
    """
    size = np.atleast_2d(np.asarray(size, np.float64))
    if not (size > 0).all():
        raise ValueError("a party's size is not above 0: leave the party out, or give it a size")
    share = size / size.sum(axis=1, keepdims=True)
    place = np.asarray(place, np.int64)
    at = np.empty((*share.shape, 3))
    between, power = (np.asarray(each, np.float64)[:, None] for each in (interoperability, elasticity))
    for side in (FIRST, SECOND):
        inside = (place == side) | (place == BOTH)
        others = share[:, inside].sum(axis=1, keepdims=True) - np.where(inside, share, 0)
        reach = np.clip(others + share, 0, 1)
        at[:, :, side] = 1 - (reach + between * (1 - reach)) ** power
    at[:, :, BOTH] = np.asarray(doubling, np.float64)[:, None]
    return Split(at, place, share)
