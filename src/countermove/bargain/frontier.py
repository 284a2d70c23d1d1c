"""The exact Pareto frontier: the packages that nobody can be helped from without hurting someone.

Pareto dominance and logrolling across issues: Raiffa 1982, *The Art and Science of Negotiation*, ch. 10–11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats

Ints = NDArray[np.int64]
GRAIN = 1e-9  # utilities are compared as whole multiples of this, so that sums are exact and ties are ties
MOST_PACKAGES = 1_000_000
PART_SIZE = 1_024


@dataclass(frozen=True, slots=True)
class Frontier:
    """The packages on the frontier, by code; ``choice`` (k, issues) holds the number of each issue's level."""

    choice: Ints
    utility: Floats
    packages: int


def undominated(utility: Floats) -> NDArray[np.bool_]:
    """Mark the options that no other option Pareto dominates; of equal options all are kept.

    O(m · k · n) time for k kept options, O(m) memory. Utilities are compared in steps of ``GRAIN``.

    Parameters
    ----------
    utility : (m, n) float
        What each of m options is worth to each of n actors.

    Examples
    --------
    >>> undominated(np.array([[1.0, 3], [2, 2], [1, 2]]))
    array([ True,  True, False])
    """
    from countermove.bargain import _frontier_kernels as _kernels

    point = in_grains(utility)
    order = np.argsort(-point.sum(axis=1), kind="stable")  # whatever dominates comes first
    kept = np.empty(len(point), np.bool_)
    kept[order] = _kernels.undominated_rows(np.ascontiguousarray(point[order]))
    return kept


def pareto_frontier(utility: Sequence[Floats]) -> Frontier:
    """Return the exact frontier over all packages of one level an issue, for utilities that add up across issues.

    First every partial package on a few issues is tested against every other choice on the same issues: one that is
    dominated spoils all packages that hold it. Each package left is then proved undominated, or not, by a search
    through all packages that is cut where some actor can no longer be made whole. Exact whatever the number of
    actors; time depends on how often interests clash (8 issues × 5 levels × 12 actors: seconds), memory O(packages).

    Parameters
    ----------
    utility : sequence of (levels, n) float
        For each issue, what each level is worth to each of n actors.

    Raises
    ------
    ValueError
        If there are more than ``MOST_PACKAGES`` packages, or the issues do not name the same actors.

    Examples
    --------
    >>> tax, quota = np.array([[0.0, 1], [3, 0]]), np.array([[0.0, 2], [1, 0]])
    >>> pareto_frontier([tax, quota]).choice
    array([[0, 0],
           [1, 0],
           [1, 1]])
    """
    levels = package_shape(utility)
    grains = [in_grains(np.asarray(worth, dtype=np.float64)) for worth in utility]
    flat = np.ascontiguousarray(np.concatenate(grains))
    start = np.append(0, np.cumsum(levels)).astype(np.int64)
    from countermove.bargain import _frontier_kernels as _kernels

    size = 1
    while size < len(levels) and prod(sorted(levels)[-size - 1 :]) <= PART_SIZE:
        size += 1
    parts = np.array(list(combinations(range(len(levels)), size)), np.int64)
    marks = [_kernels.beaten_parts(flat, start, part, prod(levels[i] for i in part)) for part in parts]
    place = np.append(0, np.cumsum([len(mark) for mark in marks]))[:-1].astype(np.int64)
    codes = _kernels.frontier_codes(flat, start, parts, place, np.concatenate(marks))
    choice = decode(codes, levels)
    worth = sum((np.asarray(u, np.float64)[choice[:, i]] for i, u in enumerate(utility)), np.zeros(1))
    return Frontier(choice, np.asarray(worth), prod(levels))


def package_shape(utility: Sequence[Floats]) -> tuple[int, ...]:
    """Return how many levels each issue has, after checking that the packages can be listed.

    Raises
    ------
    ValueError
        If there is no issue, an issue has no level or other actors, or there are too many packages.
    """
    if not utility or any(worth.ndim != 2 or len(worth) == 0 for worth in utility):
        raise ValueError("there is no package: give at least one issue with at least one level")
    if len({worth.shape[1] for worth in utility}) > 1:
        raise ValueError("issues name different numbers of actors: give each issue a column for every actor")
    levels = tuple(len(worth) for worth in utility)
    if prod(levels) > MOST_PACKAGES:
        raise ValueError(
            f"{prod(levels):,} packages are too many to list (limit {MOST_PACKAGES:,}): give issues fewer levels"
        )
    return levels


def decode(codes: Ints, levels: Sequence[int]) -> Ints:
    """Return the (m, issues) level numbers of package codes, first issue fastest.

    Examples
    --------
    >>> decode(np.array([0, 1, 2, 5]), (2, 3))
    array([[0, 0],
           [1, 0],
           [0, 1],
           [1, 2]])
    """
    rest, columns = np.asarray(codes, np.int64), []
    for width in levels:
        columns.append(rest % width)
        rest = rest // width
    return np.stack(columns, axis=-1)


def package_utility(utility: Sequence[Floats]) -> Floats:
    """Return what every package is worth to everyone, (packages, n), in the order of ``decode``."""
    total = np.zeros((1, utility[0].shape[1]))
    for worth in utility:
        total = (np.asarray(worth, np.float64)[:, None, :] + total[None, :, :]).reshape(-1, worth.shape[1])
    return total


def in_grains(utility: Floats) -> Ints:
    """Return utilities as whole multiples of ``GRAIN``.

    Raises
    ------
    ValueError
        If a utility is missing, infinite or beyond a million.
    """
    if not np.isfinite(utility).all() or (np.abs(utility) > 1e6).any():
        raise ValueError("a utility is missing or beyond a million: rescale utilities to ordinary numbers")
    return np.rint(np.asarray(utility) / GRAIN).astype(np.int64)
