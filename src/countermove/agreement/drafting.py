"""Designing a text: which clauses make it deep, and which keep parties in.

Every combination of clauses is tried, so that the front is exact; a party signs on its own terms and those of the
clauses, or after the others it expects to sign have done so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from countermove.agreement.participation import (
    Bools,
    Draws,
    Floats,
    Ints,
    Participation,
    every_and_some,
    least_equilibria,
)
from countermove.document.faults import AnalysisError

TRIED_TEXTS, SEARCHED_TEXTS = 1 << 22, 1 << 14
TEXTS_AT_ONCE = 1 << 15
SUMMED_SHARE = 8
AIM_DIGITS = 9
"""Aims are rounded to this many decimals, so that sums of the same numbers in another order count as equal."""
COMPARED_ROWS = 4096


@dataclass(frozen=True, slots=True)
class Drafts:
    """The texts that no other text beats: which level of each clause, who signs, and the three aims.

    ``level[d, k]`` is the level of clause k in draft d; ``aims`` has depth, breadth and capability covered as columns.
    ``tried`` texts were compared: each of them where ``programmes`` is 0, else by that many integer programmes. The
    front is whole if ``complete``; otherwise these texts are on it, and there are more.
    """

    level: Ints
    inside: Bools
    aims: Floats
    tried: int
    complete: bool = True
    programmes: int = 0


def pareto_rows(aims: Floats) -> Bools:
    """Return which rows no other row beats: at least as good in every column and better in one. Copies all stay.

    O(m log m + m f) for f rows on the front.

    Parameters
    ----------
    aims : (m, k) float64
        More is better.

    Returns
    -------
    (m,) bool
        Rows on the front.

    Examples
    --------
    >>> pareto_rows(np.array([[1.0, 2.0], [2.0, 1.0], [1.0, 1.0]]))
    array([ True,  True, False])
    """
    order = np.lexsort(aims.T[::-1])[::-1]  # best first column first: a row can only be beaten by one before it
    ordered = aims[order]
    first = np.append(True, (ordered[1:] != ordered[:-1]).any(axis=1))[: len(aims)]
    distinct = ordered[first]  # many texts come to the same
    kept = np.zeros(len(distinct), dtype=np.bool_)
    front = np.zeros((0, aims.shape[1]))
    for start in range(0, len(distinct), COMPARED_ROWS):
        block = np.arange(start, min(start + COMPARED_ROWS, len(distinct)))
        for one in front:  # most rows are beaten by what is known already, all of a block at once
            block = block[~(one >= distinct[block]).all(axis=1)]
        for row in block:
            if not (front >= distinct[row]).all(axis=1).any():
                kept[row] = True
                front = np.concatenate([front, distinct[[row]]])
    rows = np.zeros(len(aims), dtype=np.bool_)
    rows[order] = kept[np.cumsum(first) - 1]
    return rows


@dataclass(frozen=True, slots=True)
class TextSpace:
    """Every text that levels of k clauses can make, and the n parties that may sign it.

    ``game`` holds the parties' own terms without any clause. ``value[k]`` (levels, n) is what each level of clause k
    is worth to each party, level 0 usually being "not in the text", all zero; ``depth[k]`` (levels,) how deep it
    binds. ``counts`` and ``capability`` (n,) are what each party adds to breadth and to capability covered.
    ``reserved[k]`` (levels, n), where given, says who signs with a reservation to that level.
    """

    game: Participation
    value: tuple[Floats, ...]
    depth: tuple[Floats, ...]
    counts: Floats
    capability: Floats
    reserved: tuple[Bools, ...] | None = None

    @property
    def levels(self) -> list[int]:
        """How many levels each clause has, absence among them."""
        return [len(part) for part in self.depth]

    @property
    def size(self) -> int:
        """How many texts there are; a Python integer, so that it never overflows."""
        size = 1
        for count in self.levels:
            size *= count
        return size

    def digits(self, codes: Ints) -> Ints:
        """Return the level of each clause in each text, (texts, k)."""
        if not self.levels:
            return np.zeros((codes.size, 0), dtype=np.int64)
        return np.stack(np.unravel_index(codes, self.levels), axis=1).astype(np.int64)

    def alone(self, digits: Ints) -> Floats:
        """Return each party's own terms with the clauses of each text, (texts, n)."""
        alone = np.repeat(self.game.alone[None], len(digits), axis=0)
        for first, after in self._groups(len(digits)):
            sums = np.zeros((1, alone.shape[1]))
            at = np.zeros(len(digits), dtype=np.int64)
            for k in range(first, after):
                sums = (sums[:, None] + self.value[k]).reshape(-1, alone.shape[1])
                at = at * len(self.value[k]) + digits[:, k]
            alone += sums[at]
        return alone

    def _groups(self, texts: int) -> Iterator[tuple[int, int]]:
        """Yield runs of clauses whose combinations are fewer than the texts: they are summed once, not text by text."""
        first, size = 0, 1
        for k, count in enumerate(self.levels):
            if k > first and size * count * SUMMED_SHARE > texts:
                yield first, k
                first, size = k, 1
            size *= count
        if self.levels:
            yield first, len(self.levels)

    def signers(self, digits: Ints) -> Bools:
        """Return who signs each text in every pure equilibrium, (texts, n)."""
        rest = (self.game.influence[None], self.game.weight[None], self.game.quota[None], self.game.bonus[None])
        draws = Draws(self.alone(digits), *rest)
        return least_equilibria(draws) if draws.monotone else every_and_some(draws)[0]

    def aims(self, digits: Ints, inside: Bools) -> Floats:
        """Return net depth, breadth and capability covered of texts that these parties sign, (texts, 3)."""
        breadth = inside @ self.counts
        deep = np.zeros(len(digits))
        for k, level in enumerate(digits.T):
            bound: Floats | float = 1.0
            if self.reserved is not None and self.reserved[k].any():
                free = (inside & self.reserved[k][level]) @ self.counts
                bound = 1.0 - np.divide(free, breadth, out=np.zeros(len(digits)), where=breadth > 0)
            deep += self.depth[k][level] * bound
        aims = np.stack([deep, breadth, inside @ self.capability], axis=1)
        return np.asarray(np.round(aims, AIM_DIGITS), dtype=np.float64)

    def chunks(self) -> Iterator[tuple[Ints, Bools, Floats]]:
        """Yield levels, signers and aims of every text, some thousands at a time.

        Raises
        ------
        AnalysisError
            If there are too many texts to try each.
        """
        limit = TRIED_TEXTS if self.game.monotone else SEARCHED_TEXTS
        if self.size > limit:
            raise AnalysisError(f"{self.size:,} texts are too many to try each: name fewer clauses or levels")
        for start in range(0, self.size, TEXTS_AT_ONCE):
            codes = np.arange(start, min(self.size, start + TEXTS_AT_ONCE), dtype=np.int64)
            digits = self.digits(codes)
            inside = self.signers(digits)
            yield digits, inside, self.aims(digits, inside)


@dataclass(frozen=True, slots=True)
class Tried:
    """Every text, tried: its three aims; the signing of the parties asked for; how many of those to be kept leave."""

    aims: Floats
    signs: Bools
    leave: Ints


def tried_texts(space: TextSpace, asked: Ints, kept: Bools) -> Tried:
    """Return the aims of every text, whether each party ``asked`` for signs it, and how many of the ``kept`` do not.

    Raises
    ------
    AnalysisError
        If there are too many texts to try each.
    """
    aims, signs, leave = [], [], []
    for _, inside, part in space.chunks():
        aims.append(part)
        signs.append(inside[:, asked])
        leave.append((kept & ~inside).sum(axis=1))
    return Tried(np.concatenate(aims), np.concatenate(signs), np.concatenate(leave))


def drafts(space: TextSpace) -> Drafts:
    """Return every text that is not beaten in depth, breadth and capability at once, all texts being tried.

    Who signs is who is inside in every pure equilibrium. Depth is net of reservations: each clause counts in the
    share of the signing states that it binds.

    Parameters
    ----------
    space : TextSpace
        The texts and parties.

    Returns
    -------
    Drafts
        The front, deepest first; texts with the same three aims are all listed.

    Raises
    ------
    AnalysisError
        If there are more than about four million texts, or 16,384 where parties can put each other off.

    Examples
    --------
    >>> from countermove.agreement.participation import participation
    >>> binding = (np.array([[0.0, 0.0], [1.0, -3.0]]),)
    >>> space = TextSpace(participation([0.5, 1.0]), binding, (np.array([0.0, 1.0]),), np.ones(2), np.ones(2))
    >>> drafts(space).aims.tolist()
    [[1.0, 1.0, 1.0], [0.0, 2.0, 2.0]]
    """
    nobody = np.zeros(space.game.alone.size, dtype=np.bool_)
    return front_of(space, tried_texts(space, np.zeros(0, dtype=np.int64), nobody).aims)


def front_of(space: TextSpace, aims: Floats) -> Drafts:
    """Return the texts that no other beats, given the aims of every text in order."""
    front = np.flatnonzero(pareto_rows(aims)).astype(np.int64)
    front = front[np.lexsort((-aims[front, 2], -aims[front, 1], -aims[front, 0]))]
    digits = space.digits(front)
    return Drafts(digits, space.signers(digits), aims[front], space.size)


def largest_text(value: tuple[Floats, ...], depth: tuple[Floats, ...], slack: Floats) -> tuple[tuple[int, ...], float]:
    """Return the deepest text that a named coalition would all sign, by integer programming (HiGHS).

    Parameters
    ----------
    value : tuple of (levels, n) float64
        For each clause and level, what it is worth to each of the n members.
    depth : tuple of (levels,) float64
        How deep each level binds.
    slack : (n,) float64
        Each member's net benefit with everybody of the coalition inside and no clause.

    Returns
    -------
    tuple of (levels chosen, depth)
        One level a clause.

    Raises
    ------
    AnalysisError
        If no text keeps all of them in.

    Examples
    --------
    >>> largest_text((np.array([[0.0], [-1.0], [-3.0]]),), (np.array([0.0, 1.0, 2.0]),), np.array([2.0]))
    ((1,), 1.0)
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    sizes = [len(part) for part in depth]
    total = sum(sizes)
    one_each = np.zeros((len(sizes), total))
    edge = np.cumsum([0, *sizes])
    for k in range(len(sizes)):
        one_each[k, edge[k] : edge[k + 1]] = 1
    worth = np.concatenate(value, axis=0).T if value else np.zeros((slack.size, 0))
    answer = milp(
        -np.concatenate(depth),
        integrality=np.ones(total, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(one_each, 1, 1), LinearConstraint(worth, lb=-slack)],
        options={"mip_rel_gap": 0.0},
    )
    if answer.x is None:
        raise AnalysisError("no combination of these clauses keeps the whole coalition in: name a smaller one")
    chosen = tuple(int(np.argmax(answer.x[edge[k] : edge[k + 1]])) for k in range(len(sizes)))
    return chosen, float(sum(depth[k][level] for k, level in enumerate(chosen)))
