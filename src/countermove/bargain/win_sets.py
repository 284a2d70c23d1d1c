"""Two-level games: what an actor gains or loses by letting its domestic win-set shrink.

Putnam 1988 (International Organization 42:427): a smaller win-set can be a bargaining advantage, until it leaves no
agreement at all. Schelling's (1960) conjecture is tested here by solving the bargain again with the win-set cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats
from countermove.bargain.frontier import package_utility
from countermove.bargain.solutions import nash_deal
from countermove.bargain.zone import legal_packages

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shrinking:
    """What happens when ``actor`` rules out, on ``issue``, the acceptable level that it likes least.

    ``change`` (n,) is everyone's change under the Nash solution over packages; None where no agreement is left.
    """

    actor: int
    issue: int
    level: int
    change: Floats | None


def shrinkings(
    utility: Sequence[Floats], reservation: Floats, allowed: Sequence[Mask], weight: Floats | None = None
) -> list[Shrinking]:
    """Return, for each actor and issue, what ruling out its least liked acceptable level would do.

    Empty where there is no agreement to begin with. O(n · issues · packages · n) time.

    Examples
    --------
    >>> pie = [np.array([[0.0, 1.0], [0.5, 0.5], [0.75, 0.25], [1.0, 0.0]])]
    >>> every = [np.ones((4, 2), bool)]
    >>> shrinkings(pie, np.zeros(2), every)[0].level
    0
    """
    every = package_utility(utility) - reservation
    start = _agreed(every, allowed, weight)
    if start is None:
        return []
    answer: list[Shrinking] = []
    for actor in range(len(reservation)):
        for issue, worth in enumerate(utility):
            held = np.flatnonzero(allowed[issue].all(axis=1))
            if len(held) == 0 or np.ptp(worth[held, actor]) <= 1e-9:
                continue
            level = int(held[np.argmin(worth[held, actor])])
            cut = [line.copy() for line in allowed]
            cut[issue][level, actor] = False
            deal = _agreed(every, cut, weight)
            answer.append(Shrinking(actor, issue, level, None if deal is None else every[deal] - every[start]))
    return answer


def _agreed(gain: Floats, allowed: Sequence[Mask], weight: Floats | None) -> int | None:
    rows = np.flatnonzero(legal_packages(allowed))
    if len(rows) == 0:
        return None
    deal = nash_deal(gain[rows], weight)
    return None if deal is None else int(rows[deal])
