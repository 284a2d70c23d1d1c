"""Where one course stops paying more than another: a constant is moved, and both courses are run at every value.

The gap between the payoffs is computed on a grid of the constant's range and its changes of sign are refined on finer
grids: a threshold is exact to a 4,000th of the range (in draws, where the gap is straight within a 64th of it), and two
that lie within one step of the grid are missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.race.equations import Equations
from countermove.race.model import RaceModel, Threshold
from countermove.race.program import simulate
from countermove.race.solution import ThresholdAnswer

Floats = NDArray[np.float64]
SHOWN, COARSE, ROUNDS = 65, 9, 2


def payoff_gap(
    equations: Equations, id: str, course: Threshold, constants: Mapping[str, Any], times: Floats, count: int
) -> Floats:
    """Return what the option pays more than the other course at the end of the run, (draws,)."""
    other = {name: f"thresholds.{id}.{name}" for name in course.against}
    both = []
    for changed in ({}, {name: _value(equations, label, constants) for name, label in other.items()}):
        run = simulate(equations, {**constants, **changed}, times, [f"thresholds.{id}"])
        both.append(np.broadcast_to(run.values[f"thresholds.{id}"][-1], (count,)))
    return np.asarray(both[0] - both[1])


def _value(equations: Equations, name: str, constants: Mapping[str, Any]) -> Any:
    """Return what a constant of the other course is: drawn, as stated, or computed from constants."""
    if name in equations.constants:
        return constants.get(name, equations.constants[name].quantity.centre)
    values = {other: constants.get(other, centre) for other, centre in equations.centre().items()}
    for step in equations.order:
        if step in equations.static:
            values[step] = equations.expressions[step](
                **{one: values[one] for one in equations.expressions[step].names}
            )
    return values[name]


def first_crossing(values: Floats, gap: Floats) -> Floats:
    """Return where each column of ``gap`` first changes sign, between values on the straight line.

    A column that never does gives the end of the values at which it is nearer to zero.

    Parameters
    ----------
    values : (k, n) float
        Rising along the first axis.
    gap : (k, n) float

    Examples
    --------
    >>> first_crossing(np.array([[0.0], [1.0], [2.0]]), np.array([[3.0], [1.0], [-1.0]]))
    array([1.5])
    """
    turns = (gap[1:] > 0) != (gap[:-1] > 0)
    at, draws = np.argmax(turns, axis=0), np.arange(gap.shape[1])
    left, right = gap[at, draws], gap[at + 1, draws]
    with np.errstate(all="ignore"):
        part = np.clip(left / (left - right), 0.0, 1.0)
    found = values[at, draws] + part * (values[at + 1, draws] - values[at, draws])
    never = np.where(np.abs(gap[-1]) < np.abs(gap[0]), values[-1], values[0])
    return np.asarray(np.where(turns.any(axis=0), found, never))


def first_threshold(
    equations: Equations, id: str, course: Threshold, constants: Mapping[str, Any], times: Floats, count: int
) -> Floats:
    """Return the first threshold in each draw: two grids, the second between the two values that hold it."""
    low, high = np.full(count, course.low), np.full(count, course.high)
    found = low
    many = {name: np.tile(value, COARSE) if np.ndim(value) else value for name, value in constants.items()}
    for _ in range(ROUNDS):
        values = np.linspace(low, high, COARSE)  # all values of all draws are run together
        moved = {**many, course.of: values.ravel()}
        gap = payoff_gap(equations, id, course, moved, times, values.size).reshape(values.shape)
        turns = (gap[1:] > 0) != (gap[:-1] > 0)
        at, draws, ever = np.argmax(turns, axis=0), np.arange(count), turns.any(axis=0)
        found = first_crossing(values, gap)
        low, high = np.where(ever, values[at, draws], low), np.where(ever, values[at + 1, draws], high)
    return found


def threshold_answers(section: RaceModel, equations: Equations, times: Floats) -> tuple[ThresholdAnswer, ...]:
    """Answer every threshold of a model at the centre of every number."""
    from countermove.race.analysis import basis_of

    found = []
    for id, course in section.thresholds.items():
        values = np.linspace(course.low, course.high, SHOWN)
        gap = payoff_gap(equations, id, course, {course.of: values}, times, SHOWN)
        turns = np.flatnonzero((gap[1:] > 0) != (gap[:-1] > 0))
        stated = equations.constants[course.of].quantity.centre
        found.append(
            ThresholdAnswer(
                id=id,
                option=course.option,
                other=course.other,
                what=equations.label(course.of),
                values=values,
                gap=gap,
                crossings=tuple(_refined(equations, id, course, times, values[at], values[at + 1]) for at in turns),
                stated=stated,
                gap_stated=float(payoff_gap(equations, id, course, {}, times, 1)[0]),
                unit=str(equations.units.get(course.of, "1")),
                payoff_unit=str(equations.units.get(f"thresholds.{id}", "1")),
                basis=(*course.basis, *(c for c in basis_of(equations, f"thresholds.{id}") if c not in course.basis)),
            )
        )
    return tuple(found)


def _refined(equations: Equations, id: str, course: Threshold, times: Floats, left: float, right: float) -> float:
    values = np.linspace(left, right, SHOWN)
    gap = payoff_gap(equations, id, course, {course.of: values}, times, SHOWN)
    return float(first_crossing(values[:, None], gap[:, None])[0])
