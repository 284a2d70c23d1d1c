"""Strategic effort inside a model: each actor's constant becomes a path over periods, chosen against the others'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.document.laws import Constant, Quantity
from countermove.document.text import Text
from countermove.race.equations import ConstantPart, Equations, Switch
from countermove.race.model import RaceModel, Strategy
from countermove.race.program import simulate
from countermove.race.solution import StrategyAnswer
from countermove.race.strategy import EachOpenLoop, Payoffs, equilibrium_in_each, open_loop_equilibrium

Floats = NDArray[np.float64]
TOLERANCE = 1e-3  # of what is at stake: a departure that gains less than this share of the payoff's range is none


def strategy_answer(section: RaceModel, equations: Equations, times: Floats) -> StrategyAnswer | None:
    """Return the open-loop equilibrium of a model with a ``strategy``, checked; ``None`` without one."""
    from countermove.race.analysis import basis_of

    if section.strategy is None:
        return None
    decisions, periods = section.strategy.decisions, section.strategy.periods
    edges, measures = _edges(section.strategy, times), [f"strategy.{actor}" for actor in decisions]
    payoffs = _payoffs(section.strategy, equations, times, {})
    low, high = _span(section.strategy)
    found = open_loop_equilibrium(payoffs, low, high, periods)
    stake = _stake(payoffs, low, high, found.payoffs, periods)
    return StrategyAnswer(
        actors=tuple(decisions),
        controls=tuple(one.control for one in decisions.values()),
        labels=tuple(equations.label(one.control) for one in decisions.values()),
        edges=tuple(map(float, edges)),
        paths=found.paths,
        assumed=tuple(equations.constants[one.control].quantity.centre for one in decisions.values()),
        payoffs=tuple(map(float, found.payoffs)),
        gain=tuple(map(float, found.gain / stake)),
        departures=found.departures,
        settled=found.settled,
        holds=bool((found.gain / stake < TOLERANCE).all()),
        basis=(*section.strategy.basis, *basis_of(equations, *measures)),
    )


def strategy_in_each(
    section: RaceModel, equations: Equations, times: Floats, constants: Mapping[str, Any], count: int
) -> EachOpenLoop:
    """Return the open-loop equilibrium of each draw, searched for from the middle of what each actor may choose."""
    strategy = section.strategy
    assert strategy is not None
    low, high = _span(strategy)
    middle = np.repeat(((low + high) / 2)[:, None], strategy.periods, axis=1)
    payoffs = _payoffs(strategy, equations, times, {})
    stake = _stake(payoffs, low, high, payoffs(middle[None])[0], strategy.periods)
    start = np.repeat(middle[None], count, axis=0)
    return equilibrium_in_each(_payoffs(strategy, equations, times, constants), low, high, start, stake)


def _span(strategy: Strategy) -> tuple[Floats, Floats]:
    decisions = strategy.decisions.values()
    return np.array([one.low for one in decisions]), np.array([one.high for one in decisions])


def _edges(strategy: Strategy, times: Floats) -> Floats:
    return np.linspace(times[0], times[-1], strategy.periods + 1)


def _payoffs(strategy: Strategy, equations: Equations, times: Floats, constants: Mapping[str, Any]) -> Payoffs:
    """Return payoffs as a function of the controls; other numbers as given, or as stated.

    The controls may hold several rows a case: one set of all cases after another.
    """
    decisions, measures = strategy.decisions.values(), [f"strategy.{actor}" for actor in strategy.decisions]
    paths_of = with_periods(equations, [one.control for one in decisions], _edges(strategy, times))

    def payoffs(controls: Floats) -> Floats:
        draws = {
            name: np.tile(value, len(controls) // len(value)) if np.ndim(value) else value
            for name, value in constants.items()
        }
        for row, decision in enumerate(decisions):
            for period in range(strategy.periods):
                name = decision.control if period == 0 else f"{decision.control}@{period}"
                draws[name] = np.ascontiguousarray(controls[:, row, period])
        run = simulate(paths_of, draws, times, measures)
        return np.stack([run.values[name][-1] for name in measures], axis=1)

    return payoffs


def _stake(payoffs: Payoffs, low: Floats, high: Floats, found: Floats, periods: int) -> Floats:
    """Return how far each payoff moves if all effort is least or greatest."""
    corners = np.stack([np.repeat(low[:, None], periods, 1), np.repeat(high[:, None], periods, 1)])
    return np.asarray(np.maximum(np.abs(payoffs(corners) - found).max(axis=0), 1e-12))


def with_periods(equations: Equations, controls: list[str], edges: Floats) -> Equations:
    """Return the same race in which each control takes a value of its own, ``control@k``, from period k on."""
    constants, switches = dict(equations.constants), list(equations.switches)
    for control in controls:
        part = constants[control]
        for period in range(1, len(edges) - 1):
            name, at = f"{control}@{period}", f"{control}@{period}.at"
            constants[name] = replace(part, input=name)
            constants[at] = ConstantPart(Quantity(Constant(float(edges[period]))), part.unit, part.path, at, part.label)
            switches.append(Switch(name, at, {control: name}, {}, Text.both(name), part.path))
    return replace(
        equations, constants=constants, switches=tuple(switches), static=equations.static | frozenset(constants)
    )
