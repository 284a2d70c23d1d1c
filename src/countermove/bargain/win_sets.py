"""Two-level games: how large each actor's win-set is, and what shrinking it, or having to ratify at home, buys.

Putnam 1988 (International Organization 42:427): a smaller win-set can be a bargaining advantage, until it leaves no
agreement at all. Schelling's (1960) conjecture is tested here by solving the bargain again with the win-set cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats
from countermove.bargain.frontier import package_utility
from countermove.bargain.solutions import EDGE, nash_deal
from countermove.bargain.zone import legal_packages

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TwoLevels:
    """A bargain whose deals need several consents, of which only ``voiced`` are at the table.

    ``utility`` (levels, n) and ``allowed`` (levels, n) one an issue; ``need`` (n,) what no deal is worth, which a deal
    must beat by ``least_gain``; ``voiced`` the actors whose gains the Nash solution weighs, by ``weight`` (voiced,).
    """

    utility: Sequence[Floats]
    need: Floats
    allowed: Sequence[Mask]
    voiced: tuple[int, ...]
    weight: Floats | None = None
    least_gain: float = 0.0

    def agreed(self, allowed: Sequence[Mask], without: Sequence[int] = ()) -> int | None:
        """Return the Nash package when red lines are ``allowed`` and the consent of ``without`` is not asked."""
        asked = [k for k in range(len(self.need)) if k not in without]
        gain = package_utility(self.utility) - self.need
        rows = np.flatnonzero(legal_packages([line[:, asked] for line in allowed]))
        rows = rows[(gain[rows][:, asked] >= self.least_gain - EDGE).all(axis=1)]
        deal = nash_deal(gain[rows][:, list(self.voiced)], self.weight) if len(rows) else None
        return None if deal is None else int(rows[deal])


@dataclass(frozen=True, slots=True)
class WinSet:
    """How many packages an actor accepts by itself, and how many of these whoever must ratify for it accepts too."""

    alone: int
    at_home: int


@dataclass(frozen=True, slots=True)
class Ratification:
    """What asking ``actor`` for its consent changes: everyone's ``change`` (n,); None where it leaves no agreement."""

    actor: int
    change: Floats | None


def win_sets(game: TwoLevels, ratifiers: Mapping[int, Sequence[int]]) -> dict[int, WinSet]:
    """Return each voiced actor's win-set: the packages that it accepts, alone and together with whoever ratifies.

    Examples
    --------
    >>> pie = [np.array([[0.0, 1.0, 0.2], [0.5, 0.5, 0.5], [1.0, 0.0, 0.0]])]
    >>> game = TwoLevels(pie, np.array([0.1, 0.1, 0.4]), [np.ones((3, 3), bool)], (0, 1))
    >>> win_sets(game, {0: [2]})[0]
    WinSet(alone=2, at_home=1)
    """
    gain = package_utility(game.utility) - game.need
    accepts = gain >= game.least_gain - EDGE
    for actor in range(accepts.shape[1]):
        accepts[:, actor] &= legal_packages([line[:, [actor]] for line in game.allowed])
    return {
        actor: WinSet(
            int(accepts[:, actor].sum()), int(accepts[:, [actor, *ratifiers.get(actor, ())]].all(axis=1).sum())
        )
        for actor in game.voiced
    }


def ratifications(game: TwoLevels) -> list[Ratification]:
    """Return what each actor without a voice changes by having to consent; empty where all have a voice.

    Against the bargain in which its consent is not asked. O(n · packages · n) time.
    """
    answer = []
    every = package_utility(game.utility)
    whole = game.agreed(game.allowed)
    for actor in sorted(set(range(len(game.need))) - set(game.voiced)):
        free = game.agreed(game.allowed, without=(actor,))
        if free is not None:
            answer.append(Ratification(actor, None if whole is None else every[whole] - every[free]))
    return answer


@dataclass(frozen=True, slots=True)
class Shrinking:
    """What happens when ``actor`` rules out, on ``issue``, the acceptable level that it likes least.

    ``change`` (n,) is everyone's change under the Nash solution over packages; None where no agreement is left.
    """

    actor: int
    issue: int
    level: int
    change: Floats | None


def shrinkings(game: TwoLevels) -> list[Shrinking]:
    """Return, for each voiced actor and issue, what ruling out its least liked acceptable level would do.

    Empty where there is no agreement to begin with. O(n · issues · packages · n) time.

    Examples
    --------
    >>> pie = [np.array([[0.0, 1.0], [0.5, 0.5], [0.75, 0.25], [1.0, 0.0]])]
    >>> every = [np.ones((4, 2), bool)]
    >>> shrinkings(TwoLevels(pie, np.zeros(2), every, (0, 1)))[0].level
    0
    """
    every = package_utility(game.utility)
    start = game.agreed(game.allowed)
    if start is None:
        return []
    answer: list[Shrinking] = []
    for actor in game.voiced:
        for issue, worth in enumerate(game.utility):
            held = np.flatnonzero(game.allowed[issue].all(axis=1))
            if len(held) == 0 or np.ptp(worth[held, actor]) <= EDGE:
                continue
            level = int(held[np.argmin(worth[held, actor])])
            cut = [line.copy() for line in game.allowed]
            cut[issue][level, actor] = False
            deal = game.agreed(cut)
            answer.append(Shrinking(actor, issue, level, None if deal is None else every[deal] - every[start]))
    return answer
