"""How an actor's whole order, or a rule that may hold, is drawn: one block of a study each.

Every law turns uniform numbers into payoffs (greater is better, ``0`` the worst tier) and says itself in words.
``things`` names what is ordered and ``compared`` the pairs of them that matter to the model (for a conflict: the pairs
that moves and sanctions compare), so that drivers can be told as facts such as "Syria ranks s2 above s1".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol, runtime_checkable

import numpy as np

from countermove.document.text import Text
from countermove.numeric.orders import (
    Extensions,
    closure,
    dense_payoffs,
    every_extension,
    lexicographic_payoffs,
    mallows_orders,
    statement_payoffs,
    swapped_orders,
    uniform_orders,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from countermove.numeric.orders import Ints, Reals

Pairs = tuple[tuple[int, int], ...]
Truth = tuple[tuple[bool, ...], ...]


class Known(NamedTuple):
    """What all orders of a law have in common: ``surely[s, t]``, t is better than s in each; ``maybe``, in some.

    ``tight`` says that for any one thing all that is open about it can go the same way at once, either way.
    """

    surely: NDArray[np.bool_]
    maybe: NDArray[np.bool_]
    tight: bool


@runtime_checkable
class OrderLaw(Protocol):
    """A law whose draws are orders: one payoff a thing."""

    @property
    def things(self) -> tuple[Text, ...]:
        """What is ordered, one name a column of a draw."""

    @property
    def compared(self) -> Pairs | None:
        """Pairs of things that the model compares; None for all pairs."""

    @property
    def stated(self) -> tuple[int, ...] | None:
        """The payoffs that ``solve`` uses; None where only part of an order is known."""

    @property
    def coordinates(self) -> int:
        """Uniform numbers that one draw consumes."""

    def draw(self, uniforms: NDArray[np.float64]) -> Ints:
        """Turn ``(n, coordinates)`` uniform numbers into ``(n, width)`` payoffs."""

    def say(self) -> Text:
        """Return the law in words."""


@runtime_checkable
class KnownOrders(OrderLaw, Protocol):
    """A law of orders of which it is known which ones can be drawn."""

    def every(self, most: int) -> Ints | None:
        """Return every order that a draw may be, ``(k, width)`` payoffs; None where they are more than ``most``."""

    def pairs(self) -> Known:
        """Return what all orders have in common, without listing them."""


@dataclass(frozen=True, slots=True)
class AnyOrder:
    """Every strict order of the things alike, or every one that satisfies pairs of (better, worse).

    Raises
    ------
    NoExtensionError
        At the first use, if the pairs go in a circle.

    Examples
    --------
    >>> law = AnyOrder((Text.both("a"), Text.both("b"), Text.both("c")), known=((0, 1),))
    >>> law.coordinates, law.draw(np.array([[0.1, 0.9]])).tolist()
    (2, [[2, 1, 0]])
    >>> law.say().en
    'every order of 3 that satisfies what is known, all 3 alike'
    """

    things: tuple[Text, ...]
    known: Pairs = ()
    compared: Pairs | None = None
    stated: ClassVar[None] = None

    @property
    def coordinates(self) -> int:
        """Uniform numbers that one draw consumes."""
        return _extensions(len(self.things), self.known).coordinates if self.known else max(len(self.things) - 1, 0)

    def draw(self, uniforms: Reals) -> Ints:
        """Draw strict orders; see ``numeric.orders.Extensions`` for when the draw is exactly uniform."""
        return _extensions(len(self.things), self.known).draw(uniforms) if self.known else uniform_orders(uniforms)

    def say(self) -> Text:
        """Say how many orders there are, or that a Markov chain draws them."""
        number = len(self.things)
        if not self.known:
            return Text(f"every strict order of {number}, all alike", f"{number}项的所有严格排序，机会均等")
        orders = _extensions(number, self.known)
        if orders.count is not None:
            return Text(
                f"every order of {number} that satisfies what is known, all {orders.count:,} alike",
                f"{number}项中符合已知偏好的所有排序，共{orders.count:,}种，机会均等",
            )
        return Text(
            f"orders of {number} that satisfy what is known, nearly alike ({orders.chain_steps:,} steps of a Markov "
            "chain a draw)",
            f"{number}项中符合已知偏好的排序，机会近似均等（每次抽取运行{orders.chain_steps:,}步马尔可夫链）",
        )

    def every(self, most: int) -> Ints | None:
        """Return every order that satisfies what is known, unless they are more than ``most``."""
        number = len(self.things)
        count = _extensions(number, self.known).count if self.known else math.factorial(number)
        if count is None or count > most:
            return None
        return np.array(list(every_extension(closure(number, self.known)))).reshape(count, number)

    def pairs(self) -> Known:
        """Return what follows from what is known; all else is open."""
        above = closure(len(self.things), self.known)
        return Known(above.T, ~above & ~np.eye(len(above), dtype=np.bool_), tight=True)


@dataclass(frozen=True, slots=True)
class MallowsOrder:
    """Orders around a stated one: each reversed pair of tiers multiplies the weight by φ (Mallows 1957).

    Examples
    --------
    >>> MallowsOrder((Text.both("a"), Text.both("b")), (1, 0), 0.7).draw(np.array([[0.2], [0.9]])).tolist()
    [[1, 0], [0, 1]]
    """

    things: tuple[Text, ...]
    stated: tuple[int, ...]
    phi: float
    compared: Pairs | None = None

    @property
    def coordinates(self) -> int:
        """One fewer than there are tiers."""
        return len(set(self.stated)) - 1

    def draw(self, uniforms: Reals) -> Ints:
        """Draw by repeated insertion."""
        return mallows_orders(self.stated, self.phi, uniforms)

    def say(self) -> Text:
        """Say the weight."""
        return Text(
            f"orders around the stated one, each reversed pair weighing {self.phi:g} (Mallows)",
            f"围绕所述排序变动，每颠倒一对的权重为{self.phi:g}（马洛斯分布）",
        )

    def every(self, most: int) -> Ints | None:
        """Return every order of the tiers, unless they are more than ``most``."""
        tiers = dense_payoffs(self.stated)
        rankings = _rankings(int(tiers.max(initial=0)) + 1, most)
        return None if rankings is None else rankings[:, tiers]

    def pairs(self) -> Known:
        """Return that things of one tier stay tied and all else is open."""
        apart = np.not_equal.outer(self.stated, self.stated)
        return Known(np.zeros_like(apart), apart, tight=True)


@dataclass(frozen=True, slots=True)
class SwappedOrder:
    """The stated order after a number of random swaps of neighbouring tiers."""

    things: tuple[Text, ...]
    stated: tuple[int, ...]
    swaps: int
    compared: Pairs | None = None

    @property
    def coordinates(self) -> int:
        """One a swap."""
        return self.swaps if len(set(self.stated)) > 1 else 0

    def draw(self, uniforms: Reals) -> Ints:
        """Swap neighbours."""
        return swapped_orders(self.stated, uniforms)

    def say(self) -> Text:
        """Say how many swaps."""
        return Text(
            f"the stated order after random swaps of neighbouring tiers (number of swaps: {self.swaps})",
            f"所述排序经随机交换相邻层级（交换次数：{self.swaps}）",
        )

    def every(self, most: int) -> Ints | None:
        """Return every order that so many swaps lead to, unless they are more than ``most``."""
        tiers = dense_payoffs(self.stated)
        rankings = _swapped(int(tiers.max(initial=0)) + 1, self.swaps, most)
        return None if rankings is None else rankings[:, tiers]

    def pairs(self) -> Known:
        """Return what holds: it takes d swaps of neighbours to reverse what is d tiers apart."""
        tiers = dense_payoffs(self.stated)
        rise = tiers[None, :] - tiers[:, None]
        surely: NDArray[np.bool_] = np.greater(rise, self.swaps)
        reversed_: NDArray[np.bool_] = np.greater_equal(rise, -self.swaps)
        return Known(surely, reversed_ & np.not_equal(rise, 0), tight=False)


@dataclass(frozen=True, slots=True)
class StatementOrder:
    """The order that ranked statements give when their ranking is drawn anew and each may fail to hold.

    ``swaps`` is None where every ranking of the statements is as good as any other, else the number of random swaps of
    neighbours in the stated ranking (0 keeps it). ``holds`` is the share of draws in which each statement counts.

    Examples
    --------
    >>> truth = ((True, False, True, False), (False, True, True, False))
    >>> law = StatementOrder(tuple(map(Text.both, "abcd")), truth, swaps=None)
    >>> law.draw(np.array([[0.9], [0.1]])).tolist()
    [[2, 1, 3, 0], [1, 2, 3, 0]]
    """

    things: tuple[Text, ...]
    truth: Truth
    swaps: int | None = 0
    holds: tuple[float, ...] = ()
    statements: tuple[Text, ...] = ()
    compared: Pairs | None = None

    @property
    def stated(self) -> tuple[int, ...]:
        """The payoffs of the stated ranking with every statement counting."""
        return tuple(lexicographic_payoffs(self.truth).tolist())

    @property
    def uncertain(self) -> tuple[int, ...]:
        """The statements that do not count in every draw."""
        return tuple(k for k, share in enumerate(self.holds) if share < 1)

    @property
    def coordinates(self) -> int:
        """Those of the ranking, then one a statement that may fail to hold."""
        return self._ranking + len(self.uncertain)

    @property
    def _ranking(self) -> int:
        moving = max(len(self.truth) - 1, 0)
        return moving if self.swaps is None else self.swaps if moving else 0

    def draw(self, uniforms: Reals) -> Ints:
        """Rank the statements, then the things by them."""
        return statement_payoffs(self.truth, self.priorities(uniforms), self.counting(uniforms))

    def priorities(self, uniforms: Reals) -> Ints:
        """Return the ``(n, s)`` statements of each draw, most important first."""
        count = len(self.truth)
        ranking = uniforms[:, : self._ranking]
        if not self._ranking:
            return np.tile(np.arange(count), (len(uniforms), 1))
        if self.swaps is None:
            return uniform_orders(ranking)
        return np.argsort(-swapped_orders(np.arange(count)[::-1], ranking), axis=1)

    def counting(self, uniforms: Reals) -> NDArray[np.bool_] | None:
        """Return, ``(n, s)``, which statements count in each draw; None where all always do."""
        if not self.uncertain:
            return None
        counting = np.ones((len(uniforms), len(self.truth)), dtype=np.bool_)
        for column, statement in enumerate(self.uncertain):
            counting[:, statement] = uniforms[:, self._ranking + column] < self.holds[statement]
        return counting

    def say(self) -> Text:
        """Say how the ranking is drawn and how many statements may fail."""
        number = len(self.truth)
        if self.swaps is None:
            said = Text(f"{number} statements in every ranking, all alike", f"{number}条陈述的所有排列，机会均等")
        elif self.swaps:
            said = Text(
                f"{number} ranked statements after random swaps of neighbours (number of swaps: {self.swaps})",
                f"{number}条有序陈述经随机交换相邻者（交换次数：{self.swaps}）",
            )
        else:
            said = Text(f"{number} statements as ranked", f"{number}条陈述按所述顺序")
        if self.uncertain:
            said = Text("{said}; of these, {count} may fail to hold", "{said}；其中{count}条可能不成立").of(
                said=said, count=len(self.uncertain)
            )
        return said

    def every(self, most: int) -> Ints | None:
        """Return the orders of every ranking with every choice of statements that may fail, at most ``most``."""
        number, open_ = len(self.truth), [k for k in self.uncertain if self.holds[k] > 0]
        rankings = _rankings(number, most) if self.swaps is None else _swapped(number, self.swaps, most)
        if rankings is None or len(rankings) << len(open_) > most:
            return None
        found = []
        for code in range(1 << len(open_)):
            counting = np.array([k not in self.uncertain for k in range(number)], dtype=np.bool_)
            counting[[k for place, k in enumerate(open_) if code >> place & 1]] = True
            found.append(statement_payoffs(self.truth, rankings, np.tile(counting, (len(rankings), 1))))
        return np.concatenate(found)

    def pairs(self) -> Known:
        """Return what holds in every ranking: whatever is true of one thing alone may put it first."""
        truth = np.asarray(self.truth, dtype=np.bool_).reshape(-1, len(self.things))
        holds = np.asarray(self.holds or [1.0] * len(truth))
        gains = truth[:, None, :] & ~truth[:, :, None]  # [statement, s, t]: true of t, not of s
        maybe: NDArray[np.bool_] = np.any(gains[holds > 0], axis=0)
        surely: NDArray[np.bool_] = np.any(gains[holds >= 1], axis=0) & ~maybe.T
        return Known(surely, maybe, tight=False)


@dataclass(frozen=True, slots=True)
class Holds:
    """A rule that applies in a share of the draws: 1 where it does, 0 where not."""

    share: float
    coordinates: ClassVar[int] = 1
    centre: ClassVar[float] = 1.0  # a stated rule applies

    def draw(self, uniforms: Reals) -> NDArray[np.float64]:
        """Return 1 in a share of the draws."""
        return (uniforms[:, 0] < self.share).astype(np.float64)

    def say(self) -> Text:
        """Say the share."""
        return Text(f"applies in {self.share:.0%} of draws", f"在{self.share:.0%}的抽样中适用")

    def every(self, most: int) -> Reals | None:
        """Return 0 and 1, or the one of them that a share of 0 or 1 leaves."""
        return np.array([value for value, share in ((0.0, 1 - self.share), (1.0, self.share)) if share > 0])


def _rankings(number: int, most: int) -> Ints | None:
    """Return every permutation of 0…number-1, ``(number!, number)``, unless they are more than ``most``."""
    if number > 20 or math.factorial(number) > most:
        return None
    return np.array(list(permutations(range(number))), dtype=np.int64).reshape(-1, number)


def _swapped(number: int, swaps: int, most: int) -> Ints | None:
    """Return what exactly so many swaps of neighbours lead to from 0…number-1, unless it is more than ``most``."""
    level = {tuple(range(number))}
    for _ in range(swaps if number > 1 else 0):
        level = {(*one[:k], one[k + 1], one[k], *one[k + 2 :]) for one in level for k in range(number - 1)}
        if len(level) > most:
            return None
    return np.array(sorted(level), dtype=np.int64).reshape(-1, number)


@lru_cache(maxsize=64)
def _extensions(size: int, pairs: Pairs) -> Extensions:
    return Extensions.of(size, pairs)
