"""Strategic effort inside a model: each actor's constant becomes a path over periods, chosen against the others'."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from countermove.document.laws import Constant, Quantity
from countermove.document.text import Text
from countermove.race.equations import ConstantPart, Equations, Switch
from countermove.race.model import RaceModel
from countermove.race.program import simulate
from countermove.race.solution import StrategyAnswer
from countermove.race.strategy import open_loop_equilibrium

Floats = NDArray[np.float64]
TOLERANCE = 1e-3  # of what is at stake: a departure that gains less than this share of the payoff's range is none


def strategy_answer(section: RaceModel, equations: Equations, times: Floats) -> StrategyAnswer | None:
    """Return the open-loop equilibrium of a model with a ``strategy``, checked; ``None`` without one."""
    from countermove.race.analysis import basis_of

    if section.strategy is None:
        return None
    decisions, periods = section.strategy.decisions, section.strategy.periods
    edges = np.linspace(times[0], times[-1], periods + 1)
    paths_of = with_periods(equations, [one.control for one in decisions.values()], edges)
    measures = [f"strategy.{actor}" for actor in decisions]

    def payoffs(controls: Floats) -> Floats:
        draws: dict[str, float | Floats] = {}
        for row, decision in enumerate(decisions.values()):
            for period in range(periods):
                name = decision.control if period == 0 else f"{decision.control}@{period}"
                draws[name] = np.ascontiguousarray(controls[:, row, period])
        run = simulate(paths_of, draws, times, measures)
        return np.stack([run.values[name][-1] for name in measures], axis=1)

    low = np.array([one.low for one in decisions.values()])
    high = np.array([one.high for one in decisions.values()])
    found = open_loop_equilibrium(payoffs, low, high, periods)
    corners = np.stack([np.repeat(low[:, None], periods, 1), np.repeat(high[:, None], periods, 1)])
    stake = np.maximum(np.abs(payoffs(corners) - found.payoffs).max(axis=0), 1e-12)
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
