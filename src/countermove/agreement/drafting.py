"""Designing a text: which clauses make it deep, and which keep parties in.

Every combination of clauses is tried, so that the front is exact; a party signs on its own terms and those of the
clauses, or after the others it expects to sign have done so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countermove.agreement.participation import Bools, Draws, Floats, Ints, Participation, least_equilibria
from countermove.document.faults import AnalysisError

TRIED_TEXTS = 1 << 20
COMPARED_ROWS = 256


@dataclass(frozen=True, slots=True)
class Drafts:
    """The texts that no other text beats: which level of each clause, who signs, and the three aims.

    ``level[d, k]`` is the level of clause k in draft d; ``aims`` has depth, breadth and capability covered as columns.
    ``tried`` texts were compared.
    """

    level: Floats
    inside: Bools
    aims: Floats
    tried: int


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
    front = np.zeros((0, aims.shape[1]))
    kept = np.zeros(len(aims), dtype=np.bool_)
    for start in range(0, len(order), COMPARED_ROWS):
        block = order[start : start + COMPARED_ROWS]
        for one in front:  # most rows are beaten by what is known already, all of a block at once
            block = block[~((one >= aims[block]).all(axis=1) & (one > aims[block]).any(axis=1))]
        for row in block:
            if not ((front >= aims[row]).all(axis=1) & (front > aims[row]).any(axis=1)).any():
                kept[row] = True
                if not (front == aims[row]).all(axis=1).any():
                    front = np.concatenate([front, aims[[row]]])
    return kept


def drafts(
    game: Participation, value: tuple[Floats, ...], depth: tuple[Floats, ...], counts: Floats, capability: Floats
) -> Drafts:
    """Return every text that is not beaten in depth, breadth and capability at once.

    Parameters
    ----------
    game : Participation
        Own terms without any clause; influence of at least zero.
    value : tuple of (levels, n) float64
        For each clause and level, what it is worth to each party; level 0 is usually "not in the text", all zero.
    depth : tuple of (levels,) float64
        How deep each level binds; a text's depth is the sum.
    counts, capability : (n,) float64
        What each party adds to breadth and to capability covered.

    Returns
    -------
    Drafts
        The front, deepest first; texts with the same three aims are all listed.

    Raises
    ------
    ValueError
        If an influence or bonus is negative.
    AnalysisError
        If there are more than about a million texts.

    Examples
    --------
    >>> from countermove.agreement.participation import participation
    >>> binding = (np.array([[0.0, 0.0], [1.0, -3.0]]),)
    >>> front = drafts(participation([0.5, 1.0]), binding, (np.array([0.0, 1.0]),), np.ones(2), np.ones(2))
    >>> front.aims.tolist()
    [[1.0, 1.0, 1.0], [0.0, 2.0, 2.0]]
    """
    levels = [len(part) for part in depth]
    tried = int(np.prod(levels, dtype=np.int64)) if levels else 1
    if tried > TRIED_TEXTS:
        raise AnalysisError(f"{tried:,} texts are too many to try each: name fewer clauses or levels")
    n = game.alone.size
    aims = np.empty((tried, 3))
    for start in range(0, tried, 1 << 15):
        codes = np.arange(start, min(tried, start + (1 << 15)), dtype=np.int64)
        inside, deep = _signed(game, value, depth, levels, codes)
        aims[start : start + codes.size] = np.stack([deep, inside @ counts, inside @ capability], axis=1)
    front = np.flatnonzero(_front(aims)).astype(np.int64)
    front = front[np.lexsort((-aims[front, 2], -aims[front, 1], -aims[front, 0]))]
    inside, _ = _signed(game, value, depth, levels, front) if front.size else (np.zeros((0, n), bool), None)
    digits = np.stack(np.unravel_index(front, levels), axis=1) if levels else np.zeros((front.size, 0))
    return Drafts(digits.astype(np.float64), inside, aims[front], tried)


def _front(aims: Floats) -> Bools:
    unique, where = np.unique(aims, axis=0, return_inverse=True)
    return np.asarray(pareto_rows(unique)[where.ravel()])


def _signed(
    game: Participation, value: tuple[Floats, ...], depth: tuple[Floats, ...], levels: list[int], codes: Ints
) -> tuple[Bools, Floats]:
    digits = np.unravel_index(codes.astype(np.int64), levels) if levels else ()
    alone = np.repeat(game.alone[None], codes.size, axis=0)
    deep = np.zeros(codes.size)
    for worth, binding, level in zip(value, depth, digits, strict=True):
        alone += worth[level]
        deep += binding[level]
    draws = Draws(alone, game.influence[None], game.weight[None], game.quota[None], game.bonus[None])
    return least_equilibria(draws), deep


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
