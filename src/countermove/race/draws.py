"""A race over draws: what may vary, and what each draw answers, all draws at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.document.laws import Quantity
from countermove.document.text import Text, in_sentence
from countermove.kind import Case, Input, Outcome
from countermove.race.analysis import moments, ready_equations, what_if_changes
from countermove.race.bottleneck import binding_input
from countermove.race.comparison import first_overtaking, leaders, recovery
from countermove.race.equations import Equations
from countermove.race.model import Arenas, Bottleneck, RaceModel, Richardson
from countermove.race.program import BLOCK, Run, simulate
from countermove.race.richardson import growth_rate
from countermove.race.safety import disaster_risk
from countermove.race.spirals import coefficient_names, linear_race
from countermove.race.strategic import strategy_in_each
from countermove.race.thresholds import first_threshold, payoff_gap

Floats = NDArray[np.float64]
Rows = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class _Number:
    """One number of the section, wherever it stands."""

    input: str
    quantity: Quantity
    label: Text
    basis: tuple[str, ...]


def _numbers(section: RaceModel, equations: Equations) -> list[_Number]:
    found = [_Number(part.input, part.quantity, part.label, part.basis) for part in equations.constants.values()]
    for id, part in section.safety.items():
        for field, words in (("spread", Text("spread", "能力差距")), ("enmity", Text("enmity", "敌意"))):
            quantity: Quantity = getattr(part, field)
            label = Text("{what} ({name})", "{what}（{name}）").of(what=words, name=part.name or Text.both(id))
            path = f"${quantity.parameter}" if quantity.parameter else f"safety.{id}.{field}"
            found.append(_Number(path, quantity, label, quantity.basis or part.basis))
    return found


def race_inputs(case: Case[RaceModel]) -> list[Input]:
    """Return one input for each number with a law, and one for each shared parameter."""
    found: dict[str, Input] = {}
    for number in _numbers(case.section, ready_equations(case.section)):
        if number.quantity.varies and number.input not in found:
            label = Text.both(number.input[1:]) if number.input.startswith("$") else number.label
            found[number.input] = Input(number.input, label, number.quantity.law, number.basis)
    return list(found.values())


def race_outcomes(case: Case[RaceModel]) -> list[Outcome]:
    """Describe the columns of ``evaluate_race``."""
    section, actors = case.section, {id: actor.label for id, actor in case.actors.items()}

    def who(side: str) -> Text:
        return in_sentence(actors.get(side, Text.both(side)))

    found: list[Outcome] = []
    for id, contest in section.contests.items():
        name = contest.name or Text.both(id)
        for side in contest.of:
            leads = Text("{who} leads in {name} at the end", "{who}期末在“{name}”上领先").of(who=who(side), name=name)
            takes = Text("{who} takes the lead in {name}", "{who}在“{name}”上反超").of(who=who(side), name=name)
            found.append(Outcome(f"{id}.{side}.leads", f"{id}.{side}", "leads", leads))
            found.append(Outcome(f"{id}.{side}.overtakes", f"{id}.{side}", "overtakes", takes))
        date = Text(
            "date of the first change of lead in {name} (the end of the run where there is none)",
            "“{name}”首次易主的日期（未易主者记为运行结束之日）",
        ).of(name=name)
        found.append(Outcome(f"{id}.overtaking_date", id, "overtaking_date", date, holds=False))
    for id, block in section.ready.items():
        name = block.name or Text.both(id)
        if isinstance(block, Bottleneck):
            for input in block.inputs:
                label = block.input_names.get(input, Text.both(input))
                binds = Text("{name}: bound by {input} at the end", "期末制约“{name}”的是{input}").of(
                    input=label, name=name
                )
                share = Text("share of time in which {name} is bound by {input}", "{input}制约“{name}”的时间占比").of(
                    input=label, name=name
                )
                found.append(Outcome(f"{id}.{input}.binds", f"{id}.{input}", "binds", binds))
                found.append(Outcome(f"{id}.{input}.time_share", f"{id}.{input}", "time_share", share, holds=False))
        if isinstance(block, Richardson | Arenas):
            limits = Text("the spiral “{name}” limits itself", "螺旋“{name}”自我收敛").of(name=name)
            found.append(Outcome(f"{id}.self_limiting", id, "self_limiting", limits))
    for id in what_if_changes(section, ready_equations(section)):
        other = section.counterfactuals.get(id)
        name = (other.name if other else section.ready[id].name) or Text.both(id)
        made = Text("the loss in “{name}” is made up before the end", "“{name}”的损失在期末前得到弥补").of(name=name)
        when = Text(
            "date on which “{name}” is level again (the end of the run where it is not)",
            "“{name}”恢复持平的日期（未恢复者记为运行结束之日）",
        ).of(name=name)
        found.append(Outcome(f"{id}.breaks_even", id, "breaks_even", made))
        found.append(Outcome(f"{id}.break_even_date", id, "break_even_date", when, holds=False))
    for id, course in section.thresholds.items():
        both = {"option": course.option, "other": course.other}
        pays = Text("{option} pays more than {other}", "{option}优于{other}").of(**both)
        found.append(Outcome(f"{id}.pays", id, "pays", pays))
        where = Text(
            "value of {what} at which {option} and {other} first pay alike (the nearer end where they never do)",
            "{option}与{other}首次收益相当时“{what}”的取值（始终不相当者记为范围中较近的一端）",
        ).of(what=ready_equations(section).label(course.of), **both)
        found.append(Outcome(f"{id}.threshold", id, "threshold", where, holds=False))
    if section.strategy is not None:
        rests = Text("efforts chosen against each other come to rest", "相互权衡下选择的投入达到均衡")
        found.append(Outcome("strategy.rests", "strategy", "rests", rests))
        for actor in section.strategy.decisions:
            effort = Text("equilibrium effort of {who}, mean of the periods", "{who}的均衡投入（各时期平均）").of(
                who=who(actor)
            )
            found.append(Outcome(f"strategy.{actor}.effort", f"strategy.{actor}", "effort", effort, holds=False))
    for id, safety in section.safety.items():
        risk = Text("risk of disaster in “{name}”", "“{name}”中的灾难风险").of(name=safety.name or Text.both(id))
        found.append(Outcome(f"{id}.disaster_risk", id, "disaster_risk", risk, holds=False))
    whole = Text("no stock falls below zero and every number can be computed", "没有存量降到零以下，所有数值均可算出")
    return [*found, Outcome("race.sound", "race", "sound", whole)]


def evaluate_race(case: Case[RaceModel], draws: Mapping[str, NDArray[Any]]) -> Rows:
    """Answer every draw: who leads, what binds, whether the spiral limits itself, when losses are made up.

    Dates are read off the fixed-step run on straight lines between its moments: exact to about a step squared.
    What has not happened by the end of the run is dated at its end. Draws that ``solve`` would refuse (a stock falls
    below zero, a number cannot be computed) are nan, with ``race.sound`` = 0. Equilibrium effort (``strategy``) is
    searched for in each draw; it is nan where no rest was found.
    """
    section = case.section
    equations, times = ready_equations(section), moments(section)
    constants, count = _constants(section, equations, draws)
    parts = []
    for start in range(0, count, BLOCK):
        block = slice(start, min(start + BLOCK, count))
        here = {name: value[block] if np.ndim(value) else value for name, value in constants.items()}
        parts.append(_block(section, equations, times, here, block.stop - block.start))
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    for id, safety in section.safety.items():
        spread, enmity = (
            np.broadcast_to(draws.get(number.input, number.quantity.centre), (count,))
            for number in _numbers(section, equations)
            if number.input in _safety_inputs(id, section)
        )
        rows[f"{id}.disaster_risk"] = disaster_risk(safety.teams, spread, enmity, safety.information)
    return rows


def _safety_inputs(id: str, section: RaceModel) -> list[str]:
    part = section.safety[id]
    named = (("spread", part.spread), ("enmity", part.enmity))
    return [f"${one.parameter}" if one.parameter else f"safety.{id}.{field}" for field, one in named]


def _constants(
    section: RaceModel, equations: Equations, draws: Mapping[str, NDArray[Any]]
) -> tuple[dict[str, Any], int]:
    """Give each constant the draws of its input; a shared parameter reaches all constants that refer to it."""
    count = max((len(values) for values in draws.values()), default=1)
    found: dict[str, Any] = {}
    for name, part in equations.constants.items():
        if part.input in draws:
            found[name] = np.ascontiguousarray(draws[part.input], dtype=np.float64)
    return found, count


def _block(section: RaceModel, equations: Equations, times: Floats, constants: Mapping[str, Any], count: int) -> Rows:
    watched = _watched(section, equations)
    run = _full(simulate(equations, constants, times, watched), count)
    rows: Rows = {}
    for id, contest in section.contests.items():
        _contest_rows(rows, id, list(contest.of), contest.lower_leads, run)
    for id, block in section.ready.items():
        if isinstance(block, Bottleneck):
            _bottleneck_rows(rows, id, block, run)
        if isinstance(block, Richardson | Arenas):
            look = _last(run, equations, constants)
            rows[f"{id}.self_limiting"] = (
                np.broadcast_to(growth_rate(linear_race(id, block, look)[0]) < 0, (count,)) * 1.0
            )
    for id, (measure, changes) in what_if_changes(section, equations).items():
        other = dict(constants)
        for name, value in changes.items():
            other[name] = run.values[value][0] if isinstance(value, str) else value
        without = _full(simulate(equations, other, times, [measure]), count)
        with np.errstate(all="ignore"):
            back = recovery(times, run.values[measure] - without.values[measure])
        size = np.maximum(np.abs(without.values[measure]).max(axis=0), 1e-300)
        lost = back.deepest < -1e-7 * size
        rows[f"{id}.breaks_even"] = (~lost | np.isfinite(back.level)) * 1.0
        rows[f"{id}.break_even_date"] = _or_end(back.level, run.times)
    for id, course in section.thresholds.items():
        rows[f"{id}.pays"] = (payoff_gap(equations, id, course, constants, times, count) > 0) * 1.0
        rows[f"{id}.threshold"] = first_threshold(equations, id, course, constants, times, count)
    if section.strategy is not None:
        chosen = strategy_in_each(section, equations, times, constants, count)
        rows["strategy.rests"] = chosen.holds * 1.0
        for row, actor in enumerate(section.strategy.decisions):
            rows[f"strategy.{actor}.effort"] = np.where(chosen.holds, chosen.paths[:, row].mean(axis=1), np.nan)
    sound = np.ones(count, dtype=np.bool_)
    for dates in run.negative.values():
        sound &= np.isinf(dates)
    for values in run.values.values():
        sound &= np.isfinite(values).all(axis=0)
    rows = {name: np.where(sound, values, np.nan) for name, values in rows.items()}
    rows["race.sound"] = sound * 1.0
    return rows


def _or_end(dates: Floats, times: Floats) -> Floats:
    """Return dates, with the end of the run for what has not happened by then: an answer, where nan would be none."""
    return np.where(np.isnan(dates), times[-1], dates)


def _full(run: Run, count: int) -> Run:
    """Widen a run whose constants did not vary to one column a draw."""
    if all(values.shape[1] == count for values in run.values.values()) and run.values:
        return run
    values = {name: np.broadcast_to(rows, (len(run.times), count)) for name, rows in run.values.items()}
    return Run(run.times, values, {name: np.broadcast_to(dates, (count,)) for name, dates in run.negative.items()})


def _watched(section: RaceModel, equations: Equations) -> list[str]:
    names = [f"contests.{id}.{side}" for id, contest in section.contests.items() for side in contest.of]
    for id, block in section.ready.items():
        if isinstance(block, Bottleneck):
            names += [f"{id}.elasticity", *(f"{id}.{input}" for input in block.inputs)]
        if isinstance(block, Richardson | Arenas):
            names += [name for name in coefficient_names(id, block) if name not in equations.constants]
    for measure, changes in what_if_changes(section, equations).values():
        names += [measure, *(value for value in changes.values() if isinstance(value, str))]
    names += [name for name in equations.stocks if name not in names]
    return list(dict.fromkeys(names))


def _last(run: Run, equations: Equations, constants: Mapping[str, Any]) -> Callable[[str], Any]:
    """Look up a coefficient: what was drawn, else its centre; a formula at the end of the run."""

    def look(name: str) -> Any:
        if name in run.values:
            return run.values[name][-1]
        return constants.get(name, equations.constants[name].quantity.centre)

    return look


def _contest_rows(rows: Rows, id: str, sides: Sequence[str], lower_leads: bool, run: Run) -> None:
    values = np.stack([run.values[f"contests.{id}.{side}"] for side in sides])
    leading = leaders(values, lower_leads)
    changed = (leading[1:] != leading[:-1]) & (leading[:-1] >= 0)
    for index, side in enumerate(sides):
        rows[f"{id}.{side}.leads"] = (leading[-1] == index) * 1.0
        rows[f"{id}.{side}.overtakes"] = (changed & (leading[1:] == index)).any(axis=0) * 1.0
    rows[f"{id}.overtaking_date"] = _or_end(first_overtaking(run.times, values, leading).date, run.times)


def _bottleneck_rows(rows: Rows, id: str, block: Bottleneck, run: Run) -> None:
    allowed = np.stack([run.values[f"{id}.{input}"] for input in block.inputs])
    binding = binding_input(allowed, run.values[f"{id}.elasticity"])
    for index, input in enumerate(block.inputs):
        binds = binding == index
        rows[f"{id}.{input}.binds"] = binds[-1] * 1.0
        rows[f"{id}.{input}.time_share"] = (binds[1:] * 0.5 + binds[:-1] * 0.5).mean(axis=0)
