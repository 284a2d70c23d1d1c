"""A solved outlook as tables."""

from __future__ import annotations

from countermove.document.text import Text
from countermove.kind import Table
from countermove.outlook.consistency import UNIT, starts
from countermove.outlook.findings import number
from countermove.outlook.solution import OutlookSolution

SCENARIOS = Text("Consistent and near-consistent scenarios", "自洽与接近自洽的情景")
MATRIX = Text("Cross-impact matrix, weighted: row bears on column", "交叉影响矩阵（已加权）：行对列的影响")
INDICATORS = Text("What would tell outcomes apart", "什么能够区分各结局")
FORECASTS = Text("Forecasts", "预测")
SPLIT = Text("What the split costs each party", "分裂使各方承受的损失")
LABEL, DEFICIT = Text("Scenario", "情景"), Text("Falls short by", "差额")
ROBUST, BASIN = Text("Robust", "稳健"), Text("Starts that end here", "归于此情景的起点数")
BREAKS = Text("Tightest comparison", "最脆弱的比较")
AHEAD = Text("{factor}: {chosen} against {rival}, {gap}", "{factor}：{chosen}对{rival}，{gap}")


def tables(solution: OutlookSolution) -> list[Table]:
    """Return every table that has rows, the scenarios first."""
    made = (_scenarios, _matrix, _indicators, _forecasts, _split)
    return [table for make in made if (table := make(solution)) is not None]


def _scenarios(solution: OutlookSolution) -> Table:
    factors = list(solution.section.factors.values())
    rows = []
    for each in solution.scenarios:
        chosen = [list(f.variants.values())[int(i)].label for f, i in zip(factors, each.variants, strict=True)]
        tight: Text | None = None
        if each.slacks:
            slack = each.slacks[0]
            tight = AHEAD.of(
                factor=factors[slack.factor].label,
                chosen=chosen[slack.factor],
                rival=list(factors[slack.factor].variants.values())[slack.rival].label,
                gap=number(slack.amount / UNIT),
            )
        rows.append((each.label, *chosen, each.deficit, each.robust, each.basin, tight))
    columns = (LABEL, *(factor.label for factor in factors), DEFICIT, ROBUST, BASIN, BREAKS)
    return Table("scenarios", SCENARIOS, columns, tuple(rows))


def _matrix(solution: OutlookSolution) -> Table:
    known, factors = solution.matrix, list(solution.section.factors.values())
    pair = Text("{factor}: {variant}", "{factor}：{variant}")
    names = [pair.of(factor=f.label, variant=v.label) for f in factors for v in f.variants.values()]
    start = starts(known.sizes)
    rows: list[tuple[Text | str | int | float | bool | None, ...]] = []
    for place in range(len(factors)):
        for row in range(int(start[place]), int(start[place + 1])):
            cells = [
                None if start[place] <= column < start[place + 1] else float(known.centre[row, column]) / UNIT
                for column in range(len(names))
            ]
            rows.append((names[row], *cells))
    return Table("matrix", MATRIX, (Text("Variant", "走向"), *names), tuple(rows))


def _indicators(solution: OutlookSolution) -> Table | None:
    if not solution.apart:
        return None
    variants = solution.section.factors[str(solution.section.outcome)].variants
    columns = (
        Text("Indicator", "指标"),
        Text("Criterion", "判定标准"),
        Text("Read on", "判定日期"),
        Text("Between", "其一"),
        Text("And", "其二"),
        Text("Tells apart (0–1)", "区分力（0–1）"),
        Text("Observed: likelihood ratio", "已见：似然比"),
    )
    rows = []
    for each in solution.apart:
        indicator = solution.section.indicators[each.indicator]
        rows.append(
            (
                indicator.name,
                indicator.criterion,
                str(indicator.by),
                variants[each.first].name,
                variants[each.second].name,
                each.separation,
                each.ratio,
            )
        )
    return Table("indicators", INDICATORS, columns, tuple(rows))


def _forecasts(solution: OutlookSolution) -> Table | None:
    if not solution.section.forecasts:
        return None
    columns = (
        Text("Forecast", "预测"),
        Text("Counts as true if", "何种情形算作应验"),
        Text("Resolved on", "判定日期"),
        Text("Held by", "持有者"),
        Text("Probability", "概率"),
        Text("Turned out", "结果"),
        Text("Brier score", "布赖尔分数"),
    )
    rows = []
    for forecast in solution.section.forecasts.values():
        for stated in forecast.held.values():
            given = stated.probability.centre
            score = None if forecast.happened is None else (given - float(forecast.happened)) ** 2
            fixed = (forecast.statement, forecast.criterion, str(forecast.by), stated.name)
            rows.append((*fixed, given, forecast.happened, score))
    return Table("forecasts", FORECASTS, columns, tuple(rows))


def _split(solution: OutlookSolution) -> Table | None:
    section, split = solution.section.split, solution.split
    if section is None or split is None:
        return None
    systems = (section.first, section.second, Text("both systems", "两个体系"))
    columns = (
        Text("Party", "各方"),
        Text("In", "所在体系"),
        Text("Loss", "损失"),
        *(Text("Loss in {name}", "在{name}的损失").of(name=name) for name in systems),
        Text("Would lose least in", "损失最小之处"),
    )
    rows: list[tuple[Text | str | int | float | bool | None, ...]] = []
    for index, party in enumerate(section.parties):
        at = split.at[0, index]
        rows.append(
            (
                solution.case.actors[party].name,
                systems[int(split.place[index])],
                float(split.loss[0, index]),
                *(float(each) for each in at),
                systems[int(split.cheapest[0, index])],
            )
        )
    return Table("split", SPLIT, columns, tuple(rows))
