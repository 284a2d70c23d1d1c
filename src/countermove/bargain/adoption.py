"""Two standards and their users: installed base, switching cost, hedging, and the date of lock-in.

Arthur 1989 (*Economic Journal* 99:116) for lock-in by small leads; Katz, Shapiro 1985 (AER 75:424) and Farrell, Saloner
1986 (AER 76:940) for network benefits and the installed base; carrying both is multi-homing. Tastes are spread evenly
and everything moves by shares, without chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats

TASTES = 201  # tastes told apart; odd, so that the indifferent user is one of them
FIRST, SECOND, BOTH = range(3)
NEVER = -1


@dataclass(frozen=True, slots=True)
class Contest:
    """The numbers of d draws: ``base`` (d, 2) users today; the rest (d,), in the units of ``network``."""

    base: Floats
    arrivals: Floats
    network: Floats
    taste: Floats
    quality: Floats
    switching: Floats
    both: Floats


@dataclass(frozen=True, slots=True)
class Path:
    """Shares of users (d, years + 1, 3) on the first standard alone, the second alone, and both; and the lock-in.

    ``lock_in`` (d,) is the first year from which even the user who likes the trailing standard most would arrive on the
    leading one, alone or beside the other, until the end; ``NEVER`` where that does not happen. ``leader`` (d,) is 0
    or 1: who has more users in the end; a tie is the first's.
    """

    share: Floats
    lock_in: NDArray[np.int64]
    leader: NDArray[np.int64]


def adoption_path(contest: Contest, years: int) -> Path:
    """Follow the users of two standards for some years.

    A user with taste x, spread evenly from −taste to +taste, gets ``quality`` + network × (share on the first) from the
    first, x + network × (share on the second) from the second, and the better of quality and x plus network, less the
    cost of carrying both, from both; users of both count for either. Each year new users take what is best; a user of
    one standard changes over or adds the other where that brings more than it costs. O(d · years · tastes).

    Examples
    --------
    >>> one = np.ones(1)
    >>> path = adoption_path(Contest(np.array([[60.0, 40]]), 10 * one, one, 0.1 * one, 0 * one, one, one), 20)
    >>> path.lock_in, path.leader
    (array([0]), array([0]))
    """
    from countermove.bargain import _adoption_kernels as kernels

    draws = len(contest.base)
    share, arrival = np.empty((draws, years + 1, 3)), np.empty((draws, years + 1, TASTES), np.int64)
    numbers = (contest.arrivals, contest.network, contest.taste, contest.quality, contest.switching, contest.both)
    base, table = np.ascontiguousarray(contest.base, np.float64), np.stack(numbers, axis=1).astype(np.float64)
    kernels.follow(base, table, np.linspace(-1, 1, TASTES), years, share, arrival)
    ends = share[:, -1]
    leader = np.where(ends[:, SECOND] > ends[:, FIRST] + 1e-12, 1, 0)
    extreme = np.where(leader[:, None] == 0, arrival[:, :, -1], arrival[:, :, 0])  # who likes the trailing one most
    joined = (extreme == leader[:, None]) | (extreme == BOTH)
    later = np.flip(np.logical_and.accumulate(np.flip(joined, axis=1), axis=1), axis=1)
    lock_in = np.where(later.any(axis=1), np.argmax(later, axis=1), NEVER)
    return Path(share, lock_in, leader)


def base_to_lead(contest: Contest, years: int, sponsor: int, most: float, steps: int = 40) -> Floats:
    """Return the least base with which a sponsor leads in the end, (d,), by bisection up to ``most``; NaN for none.

    A larger base of one's own never helps the other here. The answer is right to most / 2^steps.
    """
    low, high = np.zeros(len(contest.base)), np.full(len(contest.base), most)

    def leads(base: Floats) -> NDArray[np.bool_]:
        held = contest.base.copy()
        held[:, sponsor] = base
        changed = Contest(
            held, contest.arrivals, contest.network, contest.taste, contest.quality, contest.switching, contest.both
        )
        return np.asarray(adoption_path(changed, years).leader == sponsor)

    able = leads(high)
    for _ in range(steps):
        middle = (low + high) / 2
        ahead = leads(middle)
        low, high = np.where(ahead, low, middle), np.where(ahead, middle, high)
    return np.where(able, high, np.nan)
