"""What it costs in text to bring a party in, and which clauses never pay.

A clause *pays* on a text of the front if without it a signer would leave, or the text would be less deep and some
signer gains or loses by the clause. Depth that no signer feels is depth on paper only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from countermove.agreement.drafting import Drafts, TextSpace, Tried
from countermove.agreement.participation import TIE, Bools, Floats, Ints

NeverPays = Literal["beaten", "nominal", "redundant"]
"""No text on the front has it; it adds depth that no signer feels; it adds no depth and holds no signer."""


@dataclass(frozen=True, slots=True)
class PricedText:
    """A text that a party signs: level of each clause, all who sign, the three aims."""

    level: Ints
    inside: Bools
    aims: Floats


@dataclass(frozen=True, slots=True)
class Price:
    """What bringing a party in costs against the text as it stands.

    ``deepest`` is a deepest text that the party signs; ``fewest`` one that gives up the fewest clauses, then changes
    the fewest, then loses the fewest signers; ``keeping`` a deepest one that everybody signs who signs the text as it
    stands; None where there is none. ``deeper`` texts are deeper than ``deepest``, and the party signs none of them;
    ``best_net`` is the most that joining any text is worth to the party. Both are None where the texts were not tried
    one by one.
    """

    party: int
    deepest: PricedText | None
    fewest: PricedText | None
    keeping: PricedText | None
    deeper: int | None
    best_net: float | None


def weakened(space: TextSpace, digits: Ints, present: Ints) -> Bools:
    """Return which clauses of the text as it stands are given up or bind less, (texts, k)."""
    below = [
        depth[level] < depth[held] - TIE if depth[held] > 0 else (level == 0) & (held > 0)
        for depth, level, held in zip(space.depth, digits.T, present, strict=True)
    ]
    return np.stack(below, axis=1) if below else np.zeros((len(digits), 0), dtype=np.bool_)


def net_of(space: TextSpace, party: int, digits: Ints, inside: Bools) -> Floats:
    """Return what joining each text is worth to a party, given who else signs it, (texts,)."""
    game = space.game
    own = space.game.alone[party] + sum(
        (worth[level, party] for worth, level in zip(space.value, digits.T, strict=True)), np.zeros(len(digits))
    )
    totals = inside @ game.weight.T + game.weight[:, party] * ~inside[:, [party]]
    met = totals >= game.quota - TIE
    return np.asarray(own + inside @ game.influence[party] + met @ game.bonus[:, party], dtype=np.float64)


def price_of(space: TextSpace, tried: Tried, column: int, party: int, present: Ints) -> Price:
    """Return the price of bringing a party in, every text having been tried; ``column`` is the party's in ``tried``.

    Examples
    --------
    >>> from countermove.agreement.drafting import tried_texts
    >>> from countermove.agreement.participation import participation
    >>> duty = (np.array([[0.0, 0.0], [-1.0, 0.5]]), np.array([[0.0, 0.0], [-1.0, 0.0]]))
    >>> depth = (np.array([0.0, 2.0]), np.array([0.0, 1.0]))
    >>> space = TextSpace(participation([1.0, 0.0]), duty, depth, np.ones(2), np.ones(2))
    >>> tried = tried_texts(space, np.array([0]), np.array([False, True]))
    >>> price_of(space, tried, 0, 0, np.array([1, 1])).deepest.level.tolist()     # the shallower duty goes
    [1, 0]
    """
    signed = np.flatnonzero(tried.signs[:, column]).astype(np.int64)
    if not signed.size:
        return Price(party, None, None, None, None, _best_net(space, party))
    digits = space.digits(signed)
    depth, breadth, capability = tried.aims[signed].T
    lost, changed = weakened(space, digits, present).sum(axis=1), (digits != present).sum(axis=1)
    leave = tried.leave[signed]
    deepest = _first(space, digits, (-depth, lost, changed, -breadth, -capability))
    fewest = _first(space, digits, (lost, changed, leave, -depth, -breadth, -capability))
    keeping = None
    if not leave.all():
        keeping = _first(space, digits, (leave, -depth, lost, changed, -breadth, -capability))
    deeper = int((tried.aims[:, 0] > deepest.aims[0]).sum())
    return Price(party, deepest, fewest, keeping, deeper, None)


def _first(space: TextSpace, digits: Ints, keys: tuple[Floats | Ints, ...]) -> PricedText:
    """Return the first text by these keys, the most important first."""
    rows = np.arange(len(digits))
    for key in keys:
        rows = rows[key[rows] == key[rows].min()]
    level = digits[rows[:1]]
    inside = space.signers(level)
    return PricedText(level[0], inside[0], space.aims(level, inside)[0])


def _best_net(space: TextSpace, party: int) -> float:
    return max(float(net_of(space, party, digits, inside).max()) for digits, inside, _ in space.chunks())


def never_paying(space: TextSpace, front: Drafts) -> dict[int, NeverPays]:
    """Return which clauses pay on no text of the front, and why.

    Examples
    --------
    >>> from countermove.agreement.drafting import drafts
    >>> from countermove.agreement.participation import participation
    >>> felt, unfelt = np.array([[0.0], [-0.5]]), np.zeros((2, 1))
    >>> space = TextSpace(participation([1.0]), (felt, unfelt), (np.array([0.0, 1.0]),) * 2, np.ones(1), np.ones(1))
    >>> never_paying(space, drafts(space))
    {1: 'nominal'}
    """
    found: dict[int, NeverPays] = {}
    for k in range(len(space.depth)):
        rows = np.flatnonzero(front.level[:, k] > 0)
        if not rows.size:
            found[k] = "beaten"
            continue
        without = front.level[rows].copy()
        without[:, k] = 0
        inside = space.signers(without)
        deeper = front.aims[rows, 0] > space.aims(without, front.inside[rows])[:, 0]
        felt = ((space.value[k][front.level[rows, k]] != 0) & front.inside[rows]).any(axis=1)
        if (front.inside[rows] & ~inside).any() or (deeper & felt).any():
            continue
        found[k] = "nominal" if deeper.any() else "redundant"
    return found
