"""Alternating offers over packages that can be written down, where nobody can pay anybody.

Ståhl 1972, *Bargaining Theory*: a finite set of alternatives, a deadline, and play reasoned backwards from it;
Rubinstein 1982 (Econometrica 50:97) without a deadline; chance proposers after Binmore 1987 and Baron, Ferejohn 1989
(APSR 83:1181); the risk of breakdown after Binmore, Rubinstein, Wolinsky 1986 (RAND Journal 17:176).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats

ENDLESS = 2_000  # rounds after which talks without end have settled, if they ever do
SETTLED = 1e-9


@dataclass(frozen=True, slots=True)
class PackageOffers:
    """What talks come to.

    ``value`` (n,) before the first proposer is known; ``proposal`` (n,) the row that each would propose first, −1 where
    it would rather wait; ``settled`` whether one more turn of everybody would change nothing.
    """

    value: Floats
    proposal: NDArray[np.int64]
    settled: bool


def package_offers(gain: Floats, chances: Floats, keep: Floats) -> PackageOffers:
    """Reason backwards through offers over packages; everyone must accept; refusing for good is worth 0 to all.

    Whoever proposes takes its best package among those that leave each other actor at least what waiting is worth to
    it, and waits where that is worth more. Of equal packages the one with the greatest sum. O(rounds · n · m) time.

    Parameters
    ----------
    gain : (m, n) float
        What each package is worth to each actor above no deal, at least 0 each.
    chances : (rounds, n) float
        Chance of each actor to propose in each round; rows add up to 1.
    keep : (n,) float
        What a gain one round later is worth now: patience × chance that talks go on.

    Examples
    --------
    >>> pie = np.array([[0.0, 1.0], [0.25, 0.75], [0.5, 0.5], [0.75, 0.25], [1.0, 0.0]])
    >>> ends = package_offers(pie, np.array([[1.0, 0], [0, 1]]), np.array([0.5, 0.5]))
    >>> ends.proposal[0], ends.value       # the second has the last word, worth half a round earlier
    (np.int64(2), array([0.5, 0.5]))
    """
    n = gain.shape[1]
    value, first = np.zeros(n), np.full(n, -1, np.int64)
    before = [value] * n  # values a whole turn earlier, the oldest first
    order = np.argsort(-gain.sum(axis=1), kind="stable")
    ranked = gain[order]
    for row in chances[::-1]:
        wait = keep * value
        met = ranked >= wait - SETTLED
        short = (~met).sum(axis=1)
        later = np.zeros(n)
        for proposer in range(n):
            open_to = np.flatnonzero(short - ~met[:, proposer] == 0)
            best = int(open_to[np.argmax(ranked[open_to, proposer])]) if len(open_to) else -1
            if best < 0 or ranked[best, proposer] < wait[proposer] - SETTLED:
                later += row[proposer] * wait
                first[proposer] = -1
            else:
                later += row[proposer] * ranked[best]
                first[proposer] = order[best]
        before = [*before[1:], value]
        value = later
    return PackageOffers(value, first, bool(np.abs(value - before[0]).max() <= 1e-6))


def rounds_of_talks(n: int, rounds: int | None, first: int, chances: Floats | None) -> Floats:
    """Return each round's chances to propose, (rounds, n): drawn anew, or in turns beginning with ``first``.

    Talks without end are cut after ``ENDLESS`` rounds, a whole number of turns.

    Examples
    --------
    >>> rounds_of_talks(2, 3, 1, None)
    array([[0., 1.],
           [1., 0.],
           [0., 1.]])
    """
    count = ENDLESS // n * n if rounds is None else rounds
    if chances is not None:
        return np.tile(chances, (count, 1))
    table = np.zeros((count, n))
    table[np.arange(count), (first + np.arange(count)) % n] = 1.0
    return table
