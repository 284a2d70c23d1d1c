"""Arms races after Richardson: whether the spiral limits itself, and where it comes to rest.

Source: Lewis F. Richardson 1960, *Arms and Insecurity*, ch. II. A race is x' = J x + g, where J has minus the fatigues
on its diagonal and the reactions elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RestPoint:
    """A level at which a race can rest: which sides stand at their ceiling, and whether small pushes die out."""

    level: tuple[float, ...]
    at_ceiling: tuple[bool, ...]
    stable: bool


def growth_rate(matrix: Floats) -> Floats:
    """Return the largest real part of the eigenvalues: below zero, and only then, the race limits itself.

    In the race of two sides with fatigues m, n > 0 this holds exactly if reaction a·b < m·n. O(k³) a draw.

    Parameters
    ----------
    matrix : (…, k, k) float
        J, in 1/time, for one race or for many.

    Returns
    -------
    (…) float
        In 1/time.

    Examples
    --------
    >>> bool(growth_rate(np.array([[-0.5, 0.2], [0.3, -0.4]])) < 0)  # 0.2 · 0.3 < 0.5 · 0.4
    True
    """
    return np.asarray(np.linalg.eigvals(matrix).real.max(axis=-1), dtype=np.float64)


def equilibrium(matrix: Floats, forcing: Floats) -> Floats:
    """Return the rest point −J⁻¹ g of the race without ceilings; nan where J has no inverse.

    For two sides x* = (n·g + a·h)/(m·n − a·b), and y* likewise. It means something only where it is not negative and
    the race is stable; in an unstable race it is the level from which the race runs away.

    Examples
    --------
    >>> equilibrium(np.array([[-2.0, 1.0], [1.0, -2.0]]), np.array([1.0, 1.0]))
    array([1., 1.])
    """
    try:
        return np.asarray(np.linalg.solve(matrix, -forcing[..., None])[..., 0], dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full(forcing.shape, np.nan)


def rest_points(matrix: Floats, forcing: Floats, ceilings: Floats) -> tuple[RestPoint, ...]:
    """Return every level, none negative, at which a race with ceilings can rest; none at all means it grows for ever.

    A side at its ceiling still wants to grow (or stays just there); the others balance. 2^k linear systems of at most
    k sides are solved, so at most 12 sides are taken.

    Parameters
    ----------
    matrix, forcing : (k, k), (k,) float
        J in 1/time and g in units/time.
    ceilings : (k,) float
        ``inf`` where there is none.

    Raises
    ------
    ValueError
        For more than 12 sides.

    Examples
    --------
    >>> unstable = np.array([[-1.0, 2.0], [2.0, -1.0]])
    >>> rest_points(unstable, np.array([1.0, 1.0]), np.array([10.0, 10.0]))[-1].at_ceiling
    (True, True)
    """
    size = len(forcing)
    if size > 12:
        raise ValueError(f"{size} sides are too many for rest points: at most 12")
    found = []
    choices = [(False, True) if np.isfinite(ceiling) else (False,) for ceiling in ceilings]
    for held in product(*choices):
        at = np.array(held)
        level = np.where(at, ceilings, 0.0)
        free = ~at
        inner = matrix[np.ix_(free, free)]
        if free.any():
            balance = equilibrium(inner, forcing[free] + matrix[np.ix_(free, at)] @ level[at])
            level[free] = balance
        if not np.isfinite(level).all() or (level < 0).any() or (level > ceilings * (1 + 1e-12)).any():
            continue
        if ((matrix @ level + forcing)[at] < 0).any():
            continue
        calm = not free.any() or bool(growth_rate(inner) < 0)
        found.append(RestPoint(tuple(float(part) for part in level), tuple(map(bool, held)), calm))
    return tuple(found)
