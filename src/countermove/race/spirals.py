"""Arms races inside a model, read off as matrices: whether they limit themselves, now and for every draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from countermove.document.text import Text
from countermove.race.equations import Equations
from countermove.race.integration import Trajectory
from countermove.race.model import Arenas, RaceModel, Richardson
from countermove.race.richardson import equilibrium, growth_rate, rest_points
from countermove.race.solution import Lanes, SpiralAnswer

Floats = NDArray[np.float64]
Look = Callable[[str], "float | Floats"]


def coefficient_names(id: str, block: Richardson | Arenas) -> list[str]:
    """Return the names whose values make up the matrix and the forcing."""
    if isinstance(block, Richardson):
        return [f"{id}.{actor}.{part}" for actor in block.of for part in ("reaction", "fatigue", "grievance")]
    names = [f"{id}.{actor}.{part}" for actor in block.of for part in ("reaction", "fatigue")]
    return names + [f"{id}.overlap.{one}.{other}" for one in block.arenas for other in block.arenas]


def linear_race(id: str, block: Richardson | Arenas, look: Look, overlap: bool = True) -> tuple[Floats, Floats]:
    """Return J (…, k, k) and g (…, k) of x' = J x + g; sides are actors, or actors in arenas, in document order.

    With ``overlap`` false, arenas touch only themselves.
    """
    if isinstance(block, Richardson):
        entries = {
            (row, column): -1 * np.asarray(look(f"{id}.{actor}.fatigue"))
            if actor == other
            else look(f"{id}.{actor}.reaction")
            for row, actor in enumerate(block.of)
            for column, other in enumerate(block.of)
        }
        forcing = [look(f"{id}.{actor}.grievance") for actor in block.of]
        return _stacked(entries, len(block.of)), np.stack(np.broadcast_arrays(*map(np.asarray, forcing)), axis=-1) * 1.0
    places = [(actor, arena) for actor in block.of for arena in block.arenas]
    entries = {}
    for row, (actor, arena) in enumerate(places):
        for column, (other, there) in enumerate(places):
            value: float | Floats = 0.0
            if row == column:
                value = -1 * np.asarray(look(f"{id}.{actor}.fatigue"))
            elif actor != other:
                weight = look(f"{id}.overlap.{arena}.{there}") if overlap or arena == there else 0.0
                value = np.asarray(look(f"{id}.{actor}.reaction")) * weight
            entries[row, column] = value
    pushes = [
        look(f"{id}.{actor}.grievance.{arena}") if arena in block.of[actor].grievance else 0.0
        for actor, arena in places
    ]
    return _stacked(entries, len(places)), np.stack(np.broadcast_arrays(*map(np.asarray, pushes)), axis=-1) * 1.0


def _stacked(entries: Mapping[tuple[int, int], float | Floats], size: int) -> Floats:
    flat = np.broadcast_arrays(
        *(np.asarray(entries[row, column], float) for row in range(size) for column in range(size))
    )
    return np.stack(flat, axis=-1).reshape(*flat[0].shape, size, size)


def spiral_answers(section: RaceModel, equations: Equations, run: Trajectory) -> tuple[SpiralAnswer, ...]:
    """Read every arms race of a model at the end of the run, when all events have come."""
    from countermove.race.analysis import basis_of

    found = []
    for id, block in section.ready.items():
        if not isinstance(block, Richardson | Arenas):
            continue
        date = run.end

        def look(name: str, date: float = date) -> float:
            return run.at(name, date)

        matrix, forcing = linear_race(id, block, look)
        sides = _side_names(block)
        ceilings = _ceilings(id, block, look, len(sides))
        last = tuple(run.at(f"{id}.{side}", date) for side in sides)
        label = block.name or Text.both(id)
        found.append(
            SpiralAnswer(
                id=id,
                name=label,
                sides=sides,
                matrix=matrix,
                forcing=forcing,
                ceilings=ceilings,
                growth=float(growth_rate(matrix)),
                balance=tuple(map(float, equilibrium(matrix, forcing))),
                rests=rest_points(matrix, forcing, ceilings) if len(sides) <= 12 else (),
                last=last,
                saturated=tuple(bool(level > 0.99 * top) for level, top in zip(last, ceilings, strict=True)),
                date=date,
                moving=any(name not in equations.static for name in coefficient_names(id, block)),
                basis=basis_of(equations, *(f"{id}.{side}" for side in sides)),
                lanes=_lanes(id, block, look, last) if isinstance(block, Arenas) else None,
            )
        )
    return tuple(found)


def _side_names(block: Richardson | Arenas) -> tuple[str, ...]:
    if isinstance(block, Richardson):
        return tuple(block.of)
    return tuple(f"{actor}.{arena}" for actor in block.of for arena in block.arenas)


def _ceilings(id: str, block: Richardson | Arenas, look: Callable[[str], float], size: int) -> Floats:
    if isinstance(block, Arenas):
        return np.full(size, np.inf)
    return np.array(
        [look(f"{id}.{actor}.ceiling") if side.ceiling is not None else np.inf for actor, side in block.of.items()]
    )


def _lanes(id: str, block: Arenas, look: Callable[[str], float], last: tuple[float, ...]) -> Lanes:
    apart = linear_race(id, block, look, overlap=False)[0]
    return Lanes(block.arenas, float(growth_rate(apart)), rivalry_index(id, block, look, last))


def rivalry_index(id: str, block: Arenas, look: Callable[[str], float], last: tuple[float, ...]) -> float:
    """Return how far efforts meet: 1 if all of it is spent in arenas that fully overlap, 0 if they never touch.

    Σ_{d,e} s_i(d) · O(d,e) · s_j(e) with shares s of the first two actors' efforts (the pairwise mean for more).
    """
    size = len(block.arenas)
    efforts = np.maximum(np.array(last).reshape(len(block.of), size), 0.0)
    totals = efforts.sum(axis=1, keepdims=True)
    shares = np.divide(efforts, totals, out=np.zeros_like(efforts), where=totals > 0)
    overlap = np.array([[look(f"{id}.overlap.{one}.{other}") for other in block.arenas] for one in block.arenas])
    pairs = [(one, other) for one in range(len(shares)) for other in range(len(shares)) if one != other]
    return float(np.mean([shares[one] @ overlap @ shares[other] for one, other in pairs]))
