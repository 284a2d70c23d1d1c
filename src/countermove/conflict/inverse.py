"""Inverse: which orders of one actor make a state stable for it, and how many of all that could be.

The others' preferences are held as stated. The count is exact wherever the condition (``clauses``) falls into parts
that can be counted: over all strict orders by the integral of ``share_of_orders``, over the linear extensions of what
is known by order ideals. Beyond the budget a seeded sample stands in, with an interval that covers sampling only. The
question is that of Hipel, Kilgour & Kinsara 2014, *Group Decision and Negotiation* 23:355, who enumerate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from countermove.conflict.clauses import Clause, Gain, any_holds, members
from countermove.numeric.intervals import wilson
from countermove.numeric.orders.monotone import (
    NODES,
    UPSETS,
    BeyondBudgetError,
    factorial_words,
    share_of_extensions,
    share_of_orders,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Truth = NDArray[np.bool_]

DRAWS = 100_000
BLOCK = 5_000
Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class StableOrders:
    """How many of an actor's strict orders make a state stable.

    ``share`` is exact, else that of the draws; ``count`` of ``total`` are orders where ``exact``, draws otherwise.
    ``total_words`` spells the total as a factorial where its digits would fill pages; ``interval`` is given for draws.
    """

    share: Fraction
    total: int
    total_words: str
    exact: bool
    interval: tuple[float, float] | None = None

    @property
    def count(self) -> int:
        """Orders (or draws) that make the state stable."""
        return int(self.share * self.total)

    @property
    def count_words(self) -> str:
        """The count, as a share of the factorial where the total is one."""
        return str(self.count) if self.total_words.isdecimal() else f"{self.share} · {self.total_words}"


def stable_orders(
    gains: Sequence[Gain],
    state: int,
    size: int,
    pairs: Pairs = (),
    seed: int = 0,
    nodes: int = NODES,
    upsets: int = UPSETS,
) -> StableOrders:
    """Return how many strict orders of ``size`` states make a state stable.

    Parameters
    ----------
    gains : sequence of Gain
        What its stability rests on, see ``clauses.gains``.
    state, size : int
        The state asked about, and how many there are.
    pairs : sequence of (int, int)
        (better, worse): only orders that satisfy these count. All n! where empty.
    seed : int
        Of the sample, where the exact count is beyond the budget.
    nodes, upsets : int
        The budget: cases told apart over all orders; sets of states that can come first, under pairs.

    Raises
    ------
    NoExtensionError
        If the pairs go in a circle.

    Examples
    --------
    >>> found = stable_orders([Gain(1, (0b010, 0b100))], state=0, size=3)  # unstable if both others are above
    >>> found.count, found.total, str(found.share)
    (4, 6, '2/3')
    """
    terms = [gain.clauses for gain in gains]
    try:
        if not pairs:
            share = 1 - share_of_orders(terms, nodes)
            return StableOrders(share, math.factorial(size), factorial_words(size), True)
        return _under_pairs(terms, state, size, pairs, upsets)
    except BeyondBudgetError:
        return _by_sampling(terms, state, size, pairs, seed)


def _under_pairs(terms: Sequence[Sequence[Clause]], state: int, size: int, pairs: Pairs, upsets: int) -> StableOrders:
    """Count over linear extensions; states that nothing known connects to the question leave the share as it is."""
    from countermove.numeric.orders import count_extensions

    kept = _connected(terms, state, size, pairs)
    place = {one: number for number, one in enumerate(kept)}
    inner = [(place[better], place[worse]) for better, worse in pairs if better in place]
    moved = [[sum(1 << place[one] for one in members(clause)) for clause in term] for term in terms]
    unstable, every = share_of_extensions(len(kept), inner, place[state], lambda above: any_holds(moved, above), upsets)
    total = count_extensions(size, pairs)
    if total is None:
        raise BeyondBudgetError("the orders themselves are too many to count")
    share = 1 - Fraction(unstable, every)
    words = str(total) if total.bit_length() < 8_000 else f"{size}!"
    return StableOrders(share, total, words, True)


def _connected(terms: Sequence[Sequence[Clause]], state: int, size: int, pairs: Pairs) -> list[int]:
    """Return the states that the condition names, and all that known pairs connect with these."""
    linked: list[set[int]] = [set() for _ in range(size)]
    for better, worse in pairs:
        linked[better].add(worse)
        linked[worse].add(better)
    found = {state, *(one for term in terms for clause in term for one in members(clause))}
    waiting = list(found)
    while waiting:
        further = linked[waiting.pop()] - found
        found |= further
        waiting.extend(further)
    return sorted(found)


def _by_sampling(terms: Sequence[Sequence[Clause]], state: int, size: int, pairs: Pairs, seed: int) -> StableOrders:
    """Draw orders uniformly and count those that make the state stable."""
    from countermove.numeric.orders import Extensions

    orders = Extensions.of(size, pairs) if pairs else None
    draws = DRAWS if orders is None or orders.exact else DRAWS // 50
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    stable = 0
    for start in range(0, draws, BLOCK):
        now = min(BLOCK, draws - start)
        height = rng.random((now, size)) if orders is None else orders.draw(rng.random((now, orders.coordinates)))
        above = height > height[:, [state]]
        stable += now - int(_unstable(terms, above).sum())
    estimate = wilson(stable, draws)
    return StableOrders(Fraction(stable, draws), draws, str(draws), False, (estimate.low, estimate.high))


def _unstable(terms: Sequence[Sequence[Clause]], above: Truth) -> Truth:
    found = np.zeros(len(above), dtype=np.bool_)
    for term in terms:
        holds = np.ones(len(above), dtype=np.bool_)
        for clause in term:
            holds &= above[:, members(clause)].any(axis=1)
        found |= holds
    return found


@dataclass(frozen=True, slots=True)
class Condition:
    """When a state is stable: in each clause, it must rank above all states of some alternative.

    ``clauses`` is ``None`` where the state is never stable, empty where it always is.
    """

    clauses: tuple[tuple[tuple[int, ...], ...], ...] | None


def condition(gains: Sequence[Gain], better: Clause = 0, worse: Clause = 0) -> Condition:
    """Return when a state is stable, in terms of what it must rank above.

    Every gain must fail: the state ranks above its end, or above an answer and all escapes from there.

    Parameters
    ----------
    gains : sequence of Gain
        What its stability rests on.
    better, worse : int
        States known to be better and worse than it, as bits: what is known is left out of the sentence.

    Examples
    --------
    >>> condition([Gain(1, (0b010, 0b100)), Gain(3, (0b1000,))]).clauses
    (((3,),), ((1,), (2,)))
    """
    found: list[tuple[Clause, ...]] = []
    for gain in gains:
        open_to = [clause & ~worse for clause in gain.clauses if not clause & better]
        if not open_to:
            return Condition(None)
        if all(open_to):
            found.append(tuple(sorted(open_to, key=lambda one: (one.bit_count(), one))))
    return Condition(tuple(tuple(tuple(members(one)) for one in clause) for clause in _independent(found)))


def _independent(clauses: Sequence[tuple[Clause, ...]]) -> list[tuple[Clause, ...]]:
    """Drop what follows from another clause: each of that one's alternatives includes one of its own."""
    kept: list[tuple[Clause, ...]] = []
    for clause in sorted(dict.fromkeys(clauses), key=len):
        if not any(all(any(own & one == own for own in clause) for one in other) for other in kept):
            kept.append(clause)
    return kept
