"""A solved race as verdicts, JSON, tables and explanations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from countermove.document.faults import did_you_mean
from countermove.document.text import Text
from countermove.kind import Explanation, Finding, Json, Question, Table
from countermove.race.findings import race_findings
from countermove.race.solution import RaceSolution
from countermove.race.wording import date_text, finite, joined

ROWS = 41  # moments in a table: enough to redraw a curve, few enough to read


def race_verdicts(solution: RaceSolution) -> dict[str, list[str]]:
    """Return, by concept, the subjects that hold.

    ``leads``: contest.side at the end; ``overtakes``: contest.side takes the lead at some time; ``binds``: output.input
    at the end; ``pays``: thresholds whose option pays more as stated; ``self_limiting``: spirals; ``saturates``:
    spirals that end at a ceiling; ``breaks_even``: comparisons whose loss is made up (or that lose nothing).
    """
    return {
        "leads": [f"{one.id}.{one.last}" for one in solution.contests if one.last],
        "overtakes": sorted({f"{one.id}.{change.by}" for one in solution.contests for change in one.changes}),
        "binds": [f"{one.id}.{one.spells[-1].input}" for one in solution.bottlenecks if one.spells[-1].input],
        "self_limiting": [one.id for one in solution.spirals if one.self_limiting],
        "saturates": [one.id for one in solution.spirals if any(one.saturated)],
        "pays": [one.id for one in solution.thresholds if one.gap_stated > 0],
        "breaks_even": [one.id for one in solution.what_ifs if not one.lost or one.level_date is not None],
    }


def race_payload(solution: RaceSolution) -> Json:
    """Return the JSON of a solved race; series at about forty moments."""
    picked = _picked(solution)
    series = {
        name: {"unit": solution.units[name], "values": [float(values[index]) for index in picked]}
        for name, values in solution.series.items()
    }
    return {
        "clock": {
            "unit": solution.time_unit, "start": float(solution.times[0]), "end": float(solution.times[-1]),
            "moments": [float(solution.times[index]) for index in picked],
        },
        "series": series,
        "events": [{"id": one.id, "date": one.date, "name": one.name.to_dict()} for one in solution.events],
        "answers": {finding.id: finding.certificate for finding in race_findings(solution)},
        "solvers": {
            "method": solution.method, "relative_tolerance": solution.rtol,
            "greatest_relative_difference": finite(solution.disagreement),
        },
    }  # fmt: skip


def _picked(solution: RaceSolution) -> list[int]:
    return sorted(
        set(np.linspace(0, len(solution.times) - 1, min(ROWS, len(solution.times))).round().astype(int).tolist())
    )


def race_tables(solution: RaceSolution) -> list[Table]:
    """Return who leads when, what binds when, comparisons, and the series."""
    tables = [_lead_table(solution)] if solution.contests else []
    if solution.bottlenecks:
        tables.append(_binding_table(solution))
    if solution.what_ifs:
        tables.append(_what_if_table(solution))
    return [*tables, _series_table(solution)]


def _lead_table(solution: RaceSolution) -> Table:
    rows: list[tuple[Text | str | int | float | bool | None, ...]] = []
    for contest in solution.contests:
        for side, values in contest.sides.items():
            took = next((change.date for change in contest.changes if change.by == side), None)
            rows.append(
                (
                    contest.name, solution.actor(side), float(values[0]), float(values[-1]),
                    contest.unit if contest.unit != "1" else "", contest.last == side,
                    date_text(took, solution.time_unit) if took is not None else None,
                )
            )  # fmt: skip
    columns = (
        Text("contest", "竞争"), Text("side", "一方"), Text("at the start", "期初"), Text("at the end", "期末"),
        Text("unit", "单位"), Text("leads at the end", "期末领先"), Text("takes the lead", "取得领先"),
    )  # fmt: skip
    return Table("lead", Text("Who leads", "谁领先"), columns, tuple(rows))


def _binding_table(solution: RaceSolution) -> Table:
    rows: list[tuple[Text | str | int | float | bool | None, ...]] = []
    for part in solution.bottlenecks:
        for relief in part.relief:
            rows.append(
                (part.name, part.inputs[relief.input], part.share_of_time(relief.input), relief.at_end, relief.in_total)
            )
    columns = (
        Text("output", "产出"), Text("input", "投入"), Text("share of time it binds", "制约时间占比"),
        Text("ten per cent more adds, at the end", "多一成，期末增加"),
        Text("ten per cent more adds, in total", "多一成，累计增加"),
    )  # fmt: skip
    return Table(
        "binding", Text("What binds, and what relaxing it buys", "受何制约，放宽有何收益"), columns, tuple(rows)
    )


def _what_if_table(solution: RaceSolution) -> Table:
    unit = solution.time_unit
    rows = tuple(
        (
            part.name, -part.deepest, part.unit if part.unit != "1" else "",
            date_text(part.level_date, unit) if part.level_date is not None else None,
            date_text(part.total_date, unit) if part.total_date is not None else None, part.final,
        )
        for part in solution.what_ifs
    )  # fmt: skip
    columns = (
        Text("compared", "比较对象"), Text("deepest loss", "最深损失"), Text("unit", "单位"),
        Text("level made up", "水平恢复"), Text("sum made up", "累计补回"), Text("difference at the end", "期末差额"),
    )  # fmt: skip
    return Table("what-if", Text("Losses, and when they are made up", "损失及其弥补时间"), columns, rows)


def _series_table(solution: RaceSolution) -> Table:
    names = [name for name in solution.series if not name.endswith(".adoption")]
    columns = (
        Text(f"time ({solution.time_unit})", f"时间（{solution.time_unit}）"),
        *(_headed(solution, one) for one in names),
    )
    rows = tuple(
        (float(solution.times[index]), *(float(solution.series[name][index]) for name in names))
        for index in _picked(solution)
    )
    return Table("series", Text("Every quantity over time", "各变量随时间变化"), columns, rows)


def _headed(solution: RaceSolution, name: str) -> Text:
    unit = solution.units[name]
    label = solution.names[name]
    return label if unit == "1" else Text(f"{label.get('en')} ({unit})", f"{label.get('zh')}（{unit}）")


def race_explanations(solution: RaceSolution, question: Question) -> list[Explanation]:
    """Open what is known about a subject: a contest, bottleneck, spiral, ready flow, comparison, or an actor.

    Raises
    ------
    LookupError
        If the subject is none of them.
    """
    findings = race_findings(solution)
    by_subject = _by_subject(solution, findings)
    if question.subject not in by_subject:
        raise LookupError(f"no subject {question.subject!r}; {did_you_mean(question.subject, by_subject)}")
    return [
        Explanation(
            joined(finding.text, _solver_words(solution)),
            {
                "subject": question.subject, "finding": finding.id, "firmness": finding.firmness,
                "basis": list(finding.basis), "certificate": finding.certificate, "text": finding.text.to_dict(),
            },
        )
        for finding in by_subject[question.subject]
    ]  # fmt: skip


def _by_subject(solution: RaceSolution, findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        for subject in finding.subjects:
            found.setdefault(subject, []).append(finding)
            found.setdefault(subject.partition(".")[0], [])
            if finding not in found[subject.partition(".")[0]]:
                found[subject.partition(".")[0]].append(finding)
    sides = {f"contest-{one.id}": set(one.sides) for one in solution.contests}
    sides |= {f"bottleneck-{one.id}": {one.actor} for one in solution.bottlenecks if one.actor}
    sides |= {f"spiral-{one.id}": {side.partition(".")[0] for side in one.sides} for one in solution.spirals}
    for finding in findings:
        for actor in sides.get(finding.id, ()):
            if actor in solution.actors:
                found.setdefault(str(actor), []).append(finding)
        for contest in solution.contests:
            if finding.id == f"contest-{contest.id}":
                for side in contest.sides:
                    found.setdefault(f"{contest.id}.{side}", []).append(finding)
    return found


def _solver_words(solution: RaceSolution) -> Text:
    return Text(
        " Two solvers ({method} and fixed-step Runge–Kutta) agree to {gap} of the greatest value.",
        "两种求解方法（{method}与定步长龙格—库塔法）的差异不超过最大值的{gap}。",
    ).of(method=solution.method, gap=f"{solution.disagreement:.1e}")
