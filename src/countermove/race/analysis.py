"""Answering a race: one adaptive run, the same by the fixed-step solver, and what each question needs besides."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from countermove.document.faults import AnalysisError, dotted
from countermove.document.text import Text
from countermove.kind import Case
from countermove.race.bottleneck import binding_input, spells
from countermove.race.comparison import leaders, recovery
from countermove.race.diffusion import resilience
from countermove.race.equations import Equations, assemble
from countermove.race.integration import RaceFault, Trajectory, changes_of_sign, integrate, root_between
from countermove.race.model import Bass, Bottleneck, ExportControl, LearningCurve, RaceModel
from countermove.race.program import simulate
from countermove.race.safety import disaster_risk
from countermove.race.sampling import sampled_contests
from countermove.race.solution import (
    BottleneckAnswer,
    Change,
    ContestAnswer,
    EventMark,
    RaceSolution,
    Relief,
    SafetyAnswer,
    Spell,
    SpreadAnswer,
    WhatIfAnswer,
)
from countermove.race.spirals import spiral_answers
from countermove.race.strategic import strategy_answer
from countermove.race.thresholds import threshold_answers

Floats = NDArray[np.float64]
RELIEF = 1.1
SAME = 1e-7  # of the greatest value: two runs that differ by less differ by the solver's error
INFORMATION = ("none", "private", "public")


def ready_equations(section: RaceModel) -> Equations:
    """Return the equations of a section.

    Raises
    ------
    AnalysisError
        With the first problem and its place.
    """
    equations, problems = assemble(section)
    if problems:
        first = problems[0]
        raise AnalysisError(f"{dotted(first.path)}: {first.wrong}" + (f"; {first.cure}" if first.cure else ""))
    return equations


def moments(section: RaceModel) -> Floats:
    """Return the moments of the clock: the start, equal steps of at most the stated one, the end."""
    clock = section.clock
    return np.linspace(clock.start, clock.end, max(2, round((clock.end - clock.start) / clock.step) + 1))


def solve_race(case: Case[RaceModel]) -> RaceSolution:
    """Answer one reading of a race.

    Raises
    ------
    AnalysisError
        If it cannot be computed to its end; with what happens, and when.
    """
    section = case.section
    equations = ready_equations(section)
    times = moments(section)
    try:
        run = integrate(equations, section.clock.start, section.clock.end)
    except RaceFault as fault:
        raise RaceFault(f"models.{case.model}, reading {case.reading!r}: {fault}") from None
    shown = _shown(section, equations)
    table = run.table(shown, times)
    checked = [name for name in shown if name not in equations.static]
    fixed = simulate(equations, {}, times, checked)
    worst = max((_disagreement(table[name], fixed.values[name][:, 0]) for name in checked), default=0.0)
    series = {name: table[name] for name in shown if not name.startswith("contests.")}
    return RaceSolution(
        reading=case.reading,
        title=case.title,
        actors={id: actor.label for id, actor in case.actors.items()},
        times=times,
        time_unit=section.clock.unit,
        series=series,
        names={name: equations.label(name) for name in series},
        units={name: str(equations.units.get(name, "1")) for name in series},
        owners={name: _owner(equations, name) for name in series},
        events=_event_marks(equations, section),
        contests=sampled_contests(case, equations, times, _contests(section, equations, run, times, table)),
        bottlenecks=_bottlenecks(section, equations, run, times, table),
        spirals=spiral_answers(section, equations, run),
        spreads=_spreads(section, equations, times, table),
        what_ifs=_what_ifs(section, equations, times, run),
        thresholds=threshold_answers(section, equations, times),
        costs=tuple(name for name, block in section.ready.items() if isinstance(block, LearningCurve)),
        strategy=strategy_answer(section, equations, times),
        safety=_safety(section),
        method=run.method,
        rtol=run.rtol,
        disagreement=worst,
        headline=section.headline,
        basis=_all_basis(equations),
    )


def _disagreement(first: Floats, second: Floats) -> float:
    if not np.isfinite(second).all():
        return float("inf")
    size = max(float(np.abs(first).max()), 1e-300)
    return float(np.abs(first - second).max()) / size


def _shown(section: RaceModel, equations: Equations) -> list[str]:
    """Return stocks, named auxiliaries, outputs of ready flows and what contests compare."""
    ready = [name for name in section.ready if name in equations.formulas]
    inputs = [
        f"{name}.{input}"
        for name, block in section.ready.items()
        if isinstance(block, Bottleneck)
        for input in block.inputs
    ]
    rates = [
        f"{name}.{system}.adoption"
        for name, block in section.ready.items()
        if isinstance(block, Bass)
        for system in block.systems
    ]
    contests = [name for name in equations.formulas if name.startswith("contests.")]
    named = [name for name in section.auxiliaries if name in equations.formulas]
    return list(dict.fromkeys([*equations.stocks, *named, *ready, *inputs, *rates, *contests]))


def _owner(equations: Equations, name: str) -> str | None:
    part = equations.stocks.get(name) or equations.formulas.get(name)
    return part.actor if part else None


def _event_marks(equations: Equations, section: RaceModel) -> tuple[EventMark, ...]:
    centre = equations.centre()
    found = [EventMark(switch.id, centre[switch.at], switch.label) for switch in equations.switches]
    inside = [mark for mark in found if section.clock.start <= mark.date <= section.clock.end]
    return tuple(sorted(inside, key=lambda mark: mark.date))


def basis_of(equations: Equations, *names: str) -> tuple[str, ...]:
    """Return the claims that names rest on, directly or through what they are computed from."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    queue = list(names)
    while queue:
        name = queue.pop(0)
        if name in seen:
            continue
        seen.add(name)
        part = equations.formulas.get(name) or equations.stocks.get(name) or equations.constants.get(name)
        found.update(dict.fromkeys(part.basis if part else ()))
        if name in equations.expressions:
            queue += equations.expressions[name].names
        if name in equations.stocks:
            queue += [equations.stocks[name].start, *(rate for _, rate in equations.net[name])]
    return tuple(found)


def _all_basis(equations: Equations) -> tuple[str, ...]:
    return basis_of(equations, *equations.stocks, *equations.order, *equations.constants)


# Contests ------------------------------------------------------------------------------------------------------------


def _contests(
    section: RaceModel, equations: Equations, run: Trajectory, times: Floats, table: Mapping[str, Floats]
) -> tuple[ContestAnswer, ...]:
    found = []
    for id, contest in section.contests.items():
        sides = list(contest.of)
        names = [f"contests.{id}.{side}" for side in sides]
        values = np.stack([table[name] for name in names])
        leading = leaders(values[:, :, None], contest.lower_leads)[:, 0]
        found.append(
            ContestAnswer(
                id=id,
                name=contest.name or Text.both(id),
                sides={side: table[name] for side, name in zip(sides, names, strict=True)},
                unit=str(equations.units.get(names[0], "1")),
                lower_leads=contest.lower_leads,
                first=next((sides[one] for one in leading if one >= 0), None),
                last=sides[leading[-1]] if leading[-1] >= 0 else None,
                changes=_changes(run, times, names, sides, leading.tolist()),
                basis=basis_of(equations, *names),
                held_by={
                    side: text.strip()
                    for side, text in contest.of.items()
                    if isinstance(section.ready.get(text.strip()), Bottleneck)
                },
            )
        )
    return tuple(found)


def _changes(
    run: Trajectory, times: Floats, names: list[str], sides: list[str], leading: list[int]
) -> tuple[Change, ...]:
    found = []
    for moment in range(1, len(leading)):
        old, new = leading[moment - 1], leading[moment]
        if old == new or old < 0:
            continue

        def gap(date: float, old: int = old, new: int = new) -> float:
            return run.at(names[new], date) - run.at(names[old], date)

        left, right = float(times[moment - 1]), float(times[moment])
        date = root_between(run, gap, left, right) if gap(left) * gap(right) < 0 else left
        found.append(Change(date, sides[new], sides[old]))
    return tuple(found)


# Bottlenecks ---------------------------------------------------------------------------------------------------------


def _bottlenecks(
    section: RaceModel, equations: Equations, run: Trajectory, times: Floats, table: Mapping[str, Floats]
) -> tuple[BottleneckAnswer, ...]:
    found = []
    for id, block in section.ready.items():
        if not isinstance(block, Bottleneck):
            continue
        inputs = list(block.inputs)
        names = [f"{id}.{input}" for input in inputs]
        elasticity = run.at(f"{id}.elasticity", float(times[0]))
        allowed = np.stack([table[name] for name in names])
        found.append(
            BottleneckAnswer(
                id=id,
                name=block.name or Text.both(id),
                actor=block.actor,
                inputs={input: equations.label(f"{id}.{input}") for input in inputs},
                allowed={input: table[name] for input, name in zip(inputs, names, strict=True)},
                elasticity=elasticity,
                spells=_spells(run, times, names, inputs, binding_input(allowed, elasticity).tolist()),
                relief=_relief(equations, id, inputs, times),
                unit=str(equations.units.get(id, "1")),
                basis=basis_of(equations, id),
            )
        )
    return tuple(found)


def _spells(
    run: Trajectory, times: Floats, names: list[str], inputs: list[str], binding: list[int]
) -> tuple[Spell, ...]:
    """Return which input binds when; the date of a switch is refined between moments."""
    runs = spells(binding)
    edges = [float(times[0])]
    for (before, _, last), (after, _, _) in zip(runs, runs[1:], strict=False):
        left, right = float(times[last]), float(times[last + 1])
        if before < 0 or after < 0:
            edges.append(right)
            continue
        inside = changes_of_sign(run, names[before], names[after], np.array([left, right]))
        edges.append(inside[0][0] if inside else right)
    edges.append(float(times[-1]))
    return tuple(
        Spell(inputs[one] if one >= 0 else None, left, right)
        for (one, _, _), left, right in zip(runs, edges, edges[1:], strict=False)
    )


def _relief(equations: Equations, id: str, inputs: list[str], times: Floats) -> tuple[Relief, ...]:
    """Run the race once more for each input, with a tenth more of it all along: one draw an input, and one without."""
    draws: dict[str, float | Floats] = {}
    for index, input in enumerate(inputs):
        relaxed = np.ones(len(inputs) + 1)
        relaxed[index + 1] = RELIEF
        draws[f"{id}.{input}.relax"] = relaxed
    output = simulate(equations, draws, times, [id]).values[id]
    total = np.atleast_1d(np.trapezoid(output, times, axis=0))
    with np.errstate(all="ignore"):
        at_end, in_total = (np.nan_to_num(new / new[0] - 1) for new in (output[-1], total))
    return tuple(
        Relief(input, float(at_end[index + 1]), float(in_total[index + 1])) for index, input in enumerate(inputs)
    )


# Spread, what-ifs, safety --------------------------------------------------------------------------------------------


def _spreads(
    section: RaceModel, equations: Equations, times: Floats, table: Mapping[str, Floats]
) -> tuple[SpreadAnswer, ...]:
    found = []
    for id, block in section.ready.items():
        if not isinstance(block, Bass):
            continue
        users = {system: float(table[f"{id}.{system}"][-1]) for system in block.systems}
        for system, side in block.systems.items():
            failure = block.failure.quantity.centre if block.failure and block.failure.quantity else None
            stands = None
            if failure is not None and side.nodes is not None:
                stands = float(resilience(side.nodes, side.needed, failure))
            found.append(
                SpreadAnswer(
                    id=id,
                    system=system,
                    name=side.name or Text.both(system),
                    actor=side.actor,
                    peak=float(times[int(np.argmax(table[f"{id}.{system}.adoption"]))]),
                    share=users[system] / (sum(users.values()) or 1.0),
                    resilience=stands,
                    basis=basis_of(equations, f"{id}.{system}"),
                )
            )
    return tuple(found)


def what_if_changes(section: RaceModel, equations: Equations) -> dict[str, tuple[str, dict[str, str | float]]]:
    """Return each comparison by id: what it measures, and the constants that differ (a number, or another's name)."""
    found: dict[str, tuple[str, dict[str, str | float]]] = {}
    for id, block in section.ready.items():
        if isinstance(block, ExportControl):
            found[id] = (id, {f"{id}.cut": 0.0})
    later = section.clock.end + 1.0
    for id, other in section.counterfactuals.items():
        changes: dict[str, str | float] = {f"events.{event}.at": later for event in other.without}
        changes |= {
            f"{event}.at": later for event in other.without if isinstance(section.ready.get(event), ExportControl)
        }
        changes = {name: value for name, value in changes.items() if name in equations.constants}
        changes |= {name: f"counterfactuals.{id}.{name}" for name in other.set}
        found[id] = (f"counterfactuals.{id}", changes)
    return found


def _what_ifs(section: RaceModel, equations: Equations, times: Floats, run: Trajectory) -> tuple[WhatIfAnswer, ...]:
    found = []
    for id, (measure, changes) in what_if_changes(section, equations).items():
        start = float(times[0])
        other = {name: run.at(value, start) if isinstance(value, str) else value for name, value in changes.items()}
        without = integrate(equations, run.start, run.end, other).table([measure], times)[measure]
        with_it = run.table([measure], times)[measure]
        back = recovery(times, (with_it - without)[:, None])
        size = max(float(np.abs(without).max()), 1e-300)
        block = section.ready.get(id)
        found.append(
            WhatIfAnswer(
                id=id,
                name=equations.label(measure),
                measure=measure,
                with_it=with_it,
                without=without,
                deepest=float(back.deepest[0]),
                level_date=_date(back.level[0]),
                total_date=_date(back.total[0]),
                final=float(back.final[0]) if abs(float(back.final[0])) > SAME * size else 0.0,
                lost=float(back.deepest[0]) < -SAME * size,
                unit=str(equations.units.get(measure, "1")),
                basis=basis_of(equations, measure, *(name for name in changes if name in equations.constants)),
                control=isinstance(block, ExportControl),
                began=block.at.centre if isinstance(block, ExportControl) else None,
            )
        )
    return tuple(found)


def _date(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _safety(section: RaceModel) -> tuple[SafetyAnswer, ...]:
    found = []
    for id, part in section.safety.items():
        spread, enmity = part.spread.centre, part.enmity.centre
        risks = {known: float(disaster_risk(part.teams, spread, enmity, known)) for known in INFORMATION}  # type: ignore[arg-type]
        basis = tuple(dict.fromkeys((*part.basis, *part.spread.basis, *part.enmity.basis)))
        name = part.name or Text.both(id)
        found.append(
            SafetyAnswer(id, name, part.teams, spread, enmity, part.information, risks[part.information], risks, basis)
        )
    return tuple(found)


__all__ = ["basis_of", "moments", "ready_equations", "solve_race", "what_if_changes"]
