"""What a stage game is whatever a study draws, and what it cannot be: proved from the orders of payoffs that may arise.

Which profiles hold and which game it is depend on each actor's order of its payoffs alone. Payoffs drawn from
overlapping intervals can come in every order that no pair of intervals forbids (each takes the least value above those
before it), so that the orders are the linear extensions of an interval order; swapped ranks are listed as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from countermove.dilemma.inputs import stage_columns
from countermove.dilemma.values import has_stage, own_tables, stage_inputs
from countermove.document.laws import Choice, Quantity
from countermove.kind import Bound
from countermove.numeric.orders import count_extensions, every_extension

if TYPE_CHECKING:
    from countermove.dilemma.model import DilemmaModel
    from countermove.kind import Case, InputLaw

Floats = NDArray[np.float64]
MOST_ORDERS = 5_000
MOST_PAIRS = 100_000


def certain(case: Case[DilemmaModel], laws: Mapping[str, InputLaw]) -> dict[str, Bound]:
    """Bound which profiles hold and which game the stage is.

    Parameters
    ----------
    case : Case
        One reading.
    laws : mapping
        Input id to law, of the inputs that vary.

    Returns
    -------
    dict
        Outcome id to bound; empty without a stage game or where the orders are too many. One-sided where two payoffs
        of the stage are one shared number (but for a table that both actors have, drawn once for both).

    Notes
    -----
    Ties of continuous payoffs are left out: no draw has them.
    """
    section = case.section
    if not has_stage(section):
        return {}
    ids = stage_inputs(section)
    found = [_orders(section, side, own, laws) for side, own in enumerate(ids)]
    if any(tables is None for tables in found):
        return {}
    first, second = (tables for tables in found if tables is not None)
    varying = [name for own in ids for row in own for name in row if name in laws]
    ranks = [f"ranks.{actor}" in laws for actor in section.between]
    once = ids[0] == ids[1] and not any(ranks) and bool(varying)
    if once:
        varying = varying[: len(varying) // 2]
        at = np.arange(len(first)), np.arange(len(first))
    elif len(first) * len(second) > MOST_PAIRS:
        return {}
    else:
        at = np.divmod(np.arange(len(first) * len(second)), len(second))
    payoff = np.stack([first[at[0]], np.swapaxes(second, -1, -2)[at[1]]], axis=1)
    exact = len(set(varying)) == len(varying)
    bounds = {}
    for name, column in stage_columns(section, payoff).items():
        always, some = bool(column.all()), bool(column.any())
        bounds[name] = Bound(always or (False if exact or not some else None), some and (exact or always or None))
    return bounds


def _orders(section: DilemmaModel, side: int, ids: Sequence[Sequence[str]], laws: Mapping[str, Any]) -> Floats | None:
    """Return every order of an actor's payoffs that may arise, ``(k, own actions, other's actions)``."""
    table = own_tables(section)[side][1]
    shape = len(table), len(table[0])
    ranks = laws.get(f"ranks.{section.between[side]}")
    if ranks is not None:
        listed = ranks.every(MOST_ORDERS)
        return None if listed is None else np.asarray(listed, dtype=np.float64).reshape(-1, *shape)
    cells = [
        (laws.get(name), cell) for own, row in zip(ids, table, strict=True) for name, cell in zip(own, row, strict=True)
    ]
    if any(isinstance(law, Choice) for law, _ in cells):
        return _listed(cells, shape)
    ends = [_ends(law, cell) for law, cell in cells]
    things: list[tuple[float, float]] = []
    index = []
    for one in ends:
        tied = one[0] == one[1] and one in things  # equal constants are one payoff; draws of two laws never are
        index.append(things.index(one) if tied else len(things))
        if not tied:
            things.append(one)
    low, high = np.array(things).T
    above = low[:, None] >= high[None, :]
    np.fill_diagonal(above, val=False)
    count = count_extensions(len(things), [(int(a), int(b)) for a, b in zip(*np.nonzero(above), strict=True)])
    if count is None or count > MOST_ORDERS:
        return None
    orders = np.array(list(every_extension(above)), dtype=np.float64)
    return np.asarray(orders[:, index].reshape(-1, *shape))


def _listed(cells: Sequence[tuple[Any, Quantity | int]], shape: tuple[int, int]) -> Floats | None:
    """Return all combinations of payoffs where each is one of a few."""
    values = []
    for law, cell in cells:
        if law is None:
            values.append([_ends(None, cell)[0]])
        elif isinstance(law, Choice) and (few := law.every(MOST_ORDERS)) is not None:
            values.append(few.tolist())
        else:
            return None
    if prod(map(len, values)) > MOST_ORDERS:
        return None
    return np.array(list(product(*values)), dtype=np.float64).reshape(-1, *shape)


def _ends(law: Any, cell: Quantity | int) -> tuple[float, float]:
    if law is not None:
        low, high = law.support
        return float(low), float(high)
    fixed = float(cell.centre) if isinstance(cell, Quantity) else float(cell)
    return fixed, fixed
