"""The exact share of orders in which a monotone condition on the things ranked above a given one holds.

A condition is a list of terms, a term a collection of clauses, a clause a set of things as bits: the condition holds if
in some term every clause has a member among the things ranked above the given thing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import reduce
from typing import TypeVar

T = TypeVar("T")
Term = frozenset[int]
NODES = 5_000
UPSETS = 100_000
DEPTH = 150


class BeyondBudgetError(RuntimeError):
    """An exact count would take more steps than allowed."""


def share_of_orders(terms: Iterable[Iterable[int]], nodes: int = NODES) -> Fraction:
    """Return the share of all strict orders in which some term holds.

    A uniformly random order arises by giving each thing a uniform random height; given that of the thing asked about,
    every other thing lies above it independently with the same chance p. The chance of the condition is a polynomial
    in p with integer coefficients, and the share its integral from 0 to 1. The polynomial is found by splitting
    the condition into parts without common things, which are independent, else by inclusion and exclusion of one term,
    else by cases of one thing (Shannon expansion), remembering what has been met. Things that play the same part are
    counted as one. Polynomials are computed as their value at a power of two so great that this value spells them.

    Parameters
    ----------
    terms : iterable of iterables of int
        Clauses of each term, each a set of things as bits (the thing asked about is in none).
    nodes : int
        Cases that may be distinguished.

    Raises
    ------
    BeyondBudgetError
        Where that many cases do not suffice; at worst they are exponential in the number of things.

    Examples
    --------
    >>> share_of_orders([[0b001, 0b010], [0b100]])  # both a and b above, or c: 1/3 + 1/2 − 1/4
    Fraction(7, 12)
    """
    given = frozenset(frozenset(term) for term in terms)
    things = _all(clause for term in given for clause in term).bit_count()
    # Σ C(n, k) p^k (1 − p)^(n − k) over any k has no coefficient beyond 3^n < 2^(2n); a sign needs one bit more
    bits = 2 * things + 2
    value, share = _Chance(nodes, 1 << bits).of(given), Fraction(0)
    for power in range(things + 1):
        digit = value & ((1 << bits) - 1)
        if digit >> (bits - 1):
            digit -= 1 << bits
        value = (value - digit) >> bits
        share += Fraction(digit, power + 1)
    return share


def share_of_extensions(
    size: int,
    pairs: Sequence[tuple[int, int]],
    thing: int,
    holds: Callable[[int], bool],
    upsets: int = UPSETS,
) -> tuple[int, int]:
    """Return in how many strict orders that satisfy ``pairs`` a condition on the things above one holds, of how many.

    Orders are built from the top: every set of things that can come first is met once, with the number of ways to get
    there (the up-sets of the partial order, its order ideals).

    Parameters
    ----------
    size : int
        Number of things, 0…size-1.
    pairs : sequence of (int, int)
        What is known, (better, worse), without circles.
    thing : int
        The thing asked about.
    holds : function from int to bool
        Whether the condition holds, given the things above it as bits.
    upsets : int
        Up-sets that may be listed.

    Raises
    ------
    BeyondBudgetError
        Where there are more.

    Examples
    --------
    >>> share_of_extensions(3, [(0, 1)], 1, lambda above: bool(above & 0b100))  # 2 above 1, of 012, 021, 201
    (2, 3)
    """
    needs = [0] * size
    for better, worse in pairs:
        needs[worse] |= 1 << better
    # by up-set: in how many ways of getting there the condition holds (once the thing is placed), and in all
    layer: dict[int, tuple[int, int]] = {0: (0, 1)}
    listed = 0
    for _ in range(size):
        after: dict[int, tuple[int, int]] = {}
        for upset, (true, every) in layer.items():
            for k in range(size):
                if upset >> k & 1 or needs[k] & ~upset:
                    continue
                now = every if k == thing and holds(upset) else true
                before = after.get(upset | 1 << k, (0, 0))
                after[upset | 1 << k] = (before[0] + now, before[1] + every)
        listed += len(after)
        if listed > upsets:
            raise BeyondBudgetError(f"more than {upsets:,} sets of things can come first")
        layer = after
    return layer[(1 << size) - 1]


class _Chance:
    """The chance of a condition, at one value of p; one instance a condition, with its memory and its budget."""

    def __init__(self, nodes: int, p: int) -> None:
        self.left, self.p = nodes, p
        self.known: dict[frozenset[Term], int] = {}
        self.chance: dict[int, int] = {}

    def of(self, terms: frozenset[Term]) -> int:
        self.chance = dict.fromkeys(_bits(_all(clause for term in terms for clause in term)), self.p)
        return self._some(self._merged(terms), 0)

    def _merged(self, terms: frozenset[Term]) -> frozenset[Term]:
        """Count things that always stand together (alone in the same terms, or in the same clauses) as one."""
        while True:
            alone: dict[int, set[int]] = {}
            within: dict[int, set[int]] = {}
            for number, term in enumerate(terms):
                for clause in term:
                    for thing in _bits(clause):
                        if clause == thing:
                            alone.setdefault(thing, set()).add(number)
                        else:
                            within.setdefault(thing, set()).add(clause)
            gone_alone = self._group({k: v for k, v in alone.items() if k not in within}, int.__mul__)
            gone_within = self._group({k: v for k, v in within.items() if k not in alone}, _union)
            if not gone_alone and not gone_within:
                return terms
            terms = frozenset(
                frozenset(clause & ~gone_within for clause in term if clause & ~gone_alone) for term in terms
            )

    def _group(self, role: dict[int, set[int]], joined: Callable[[int, int], int]) -> int:
        first: dict[frozenset[int], int] = {}
        gone = 0
        for thing, where in role.items():
            head = first.setdefault(frozenset(where), thing)
            if head != thing:
                self.chance[head] = joined(self.chance[head], self.chance[thing])
                gone |= thing
        return gone

    def _some(self, terms: frozenset[Term], depth: int) -> int:
        """Return the chance that some term holds."""
        terms = _reduced(terms)
        if not terms:
            return 0
        if frozenset() in terms:
            return 1
        if terms not in self.known:
            self.left -= 1
            if self.left < 0 or depth > DEPTH:
                raise BeyondBudgetError("the condition does not fall into parts that can be counted")
            self.known[terms] = self._taken_apart(terms, depth + 1)
        return self.known[terms]

    def _taken_apart(self, terms: frozenset[Term], depth: int) -> int:
        parts = _apart([(_all(term), term) for term in terms])
        if len(parts) > 1:  # no thing in common: independent
            return reduce(_union, (self._some(frozenset(part), depth) for part in parts))
        shared = frozenset.intersection(*terms)
        rest = frozenset(term - shared for term in terms)
        items = [(clause, clause) for clause in shared]
        if len(terms) > 1:
            items.append((_all(clause for term in rest for clause in term), 0))
        groups = _apart(items)
        if len(groups) == 1 and len(items) == 1 and shared:
            return reduce(_union, (self.chance[thing] for thing in _bits(items[0][1])))
        if len(groups) > 1:
            return math.prod(self._group_chance(group, rest, depth) for group in groups)
        return self._by_terms(terms, depth) if len(terms) > 1 else self._by_cases(terms, depth)

    def _group_chance(self, group: list[int], rest: frozenset[Term], depth: int) -> int:
        """Return the chance of some of the clauses that all terms share, together with what differs if 0 is listed."""
        clauses = frozenset(clause for clause in group if clause)
        return self._some(frozenset(clauses | term for term in (rest if 0 in group else [Term()])), depth)

    def _by_terms(self, terms: frozenset[Term], depth: int) -> int:
        one = min(terms, key=lambda term: (len(term), sorted(term)))
        rest = terms - {one}
        both = self._some(frozenset(one | term for term in rest), depth)
        return self._some(frozenset([one]), depth) + self._some(rest, depth) - both

    def _by_cases(self, terms: frozenset[Term], depth: int) -> int:
        count: dict[int, int] = {}
        for term in terms:
            for clause in term:
                for thing in _bits(clause):
                    count[thing] = count.get(thing, 0) + 1
        thing = max(count, key=lambda one: (count[one], -one))
        above = frozenset(frozenset(clause for clause in term if not clause & thing) for term in terms)
        below = frozenset(frozenset(clause & ~thing for clause in term) for term in terms)
        chance = self.chance[thing]
        return chance * self._some(above, depth) + (1 - chance) * self._some(below, depth)


def _reduced(terms: frozenset[Term]) -> frozenset[Term]:
    """Drop terms that cannot hold, clauses that follow from others of their term, terms that imply another one."""
    possible = {_least(term) for term in terms if 0 not in term}
    kept: list[Term] = []
    for term in sorted(possible, key=len):
        if not any(one <= term for one in kept):
            kept.append(term)
    return frozenset(kept)


def _least(term: Term) -> Term:
    kept: list[int] = []
    for clause in sorted(term, key=int.bit_count):
        if not any(one & clause == one for one in kept):
            kept.append(clause)
    return frozenset(kept)


def _apart(items: Sequence[tuple[int, T]]) -> list[list[T]]:
    """Group items, given with their things, so that items of different groups have no thing in common."""
    groups: list[tuple[int, list[T]]] = []
    for things, item in items:
        joined, together = things, [item]
        left = []
        for own, group in groups:
            if own & things:
                joined, together = joined | own, together + group
            else:
                left.append((own, group))
        groups = [*left, (joined, together)]
    return [group for _, group in groups]


def _bits(clause: int) -> Iterable[int]:
    while clause:
        low = clause & -clause
        yield low
        clause ^= low


def _all(clauses: Iterable[int]) -> int:
    return reduce(int.__or__, clauses, 0)


def _union(one: int, two: int) -> int:
    """Return the chance of one or the other, the two being independent."""
    return one + two - one * two


def factorial_words(size: int) -> str:
    """Return size! in digits, or as ``"1200!"`` where the digits would fill pages.

    Examples
    --------
    >>> factorial_words(6), factorial_words(5000)
    ('720', '5000!')
    """
    return str(math.factorial(size)) if size <= 1_000 else f"{size}!"
