"""The solved dilemma as tables, the most important first."""

from __future__ import annotations

from typing import Any

import numpy as np

from countermove.dilemma.findings import swap_words
from countermove.dilemma.findings_dialogue import conduct_rows
from countermove.dilemma.payload import finite
from countermove.dilemma.quantal import QuantalPath
from countermove.dilemma.solution import DilemmaSolution
from countermove.dilemma.wording import RULES, game, joined, number, place
from countermove.document.text import Text
from countermove.kind import Cell, Table


def tables(solution: DilemmaSolution) -> list[Table]:
    """Return the stage, the ways to other games, rules of conduct, elements and long-run payoffs, where they exist."""
    found: list[Table] = []
    if solution.stage is not None:
        found += [_outcomes(solution), _levels(solution)]
        if solution.stage.paths:
            found.append(_swaps(solution))
        if solution.stage.mixed is not None:
            found.append(_equilibria(solution))
        if solution.stage.quantal is not None:
            found.append(_quantal(solution, solution.stage.quantal))
    if solution.dialogue is not None:
        if solution.dialogue.elements:
            found.append(_elements(solution))
        columns = (Text("Rule of conduct", "行为规则"), Text("Nash", "纳什均衡"), Text("Subgame-perfect", "子博弈完美"))
        title = Text("Discount factors at which a rule keeps itself", "各行为规则能自我维持的贴现因子")
        found.append(Table("conduct", title, columns, tuple(conduct_rows(solution))))
        rows = tuple(
            (RULES[name], round(c, 4), round(a, 4), round(b, 4)) for name, c, a, b in solution.dialogue.long_run
        )
        heads = (
            Text("Both follow", "双方均采用"),
            Text("Joint restraint", "共同克制比例"),
            *(n for _, n in solution.actors),
        )
        found.append(Table("long-run", Text("Long run, slips counted", "长期结果（计入失误）"), heads, rows))
        found.append(_pairs(solution))
        if solution.dialogue.played is not None:
            found.append(_matches(solution))
        if solution.dialogue.reachable is not None and len(solution.dialogue.reachable):
            corners = tuple((float(a), float(b)) for a, b in solution.dialogue.reachable.round(6))
            title = Text("Corners of what equilibria of the repeated game reach", "重复博弈均衡收益集的顶点")
            found.append(Table("equilibrium-payoffs", title, tuple(name for _, name in solution.actors), corners))
    if solution.steps is not None:
        found.append(_slips(solution))
    return found


def _equilibria(solution: DilemmaSolution) -> Table:
    """List every extreme equilibrium with its component and its exact regret."""
    stage = solution.stage
    assert stage is not None
    assert stage.mixed is not None
    part = {place: group for group, places in enumerate(stage.mixed.components, 1) for place in places}

    def words(side: int, weights: tuple[Any, ...]) -> Text:
        used = [(act[1], weight) for act, weight in zip(solution.actions[side], weights, strict=True) if weight]
        if len(used) == 1:
            return used[0][0]
        return Text(
            ", ".join(f"{name.get('en')} {weight}" for name, weight in used),
            "、".join(f"{name.get('zh')} {weight}" for name, weight in used),
        )

    rows = tuple(
        (words(0, one.first), words(1, one.second), part[place], str(one.regret))
        for place, one in enumerate(stage.mixed.extreme)
    )
    columns = (*(name for _, name in solution.actors), Text("Component", "分支"), Text("Regret", "后悔值"))
    return Table("equilibria", Text("Equilibria, mixed ones included", "全部均衡（含混合均衡）"), columns, rows)


def _quantal(solution: DilemmaSolution, path: QuantalPath) -> Table:
    """List the branch at some ten points between pure noise and its end."""
    places = np.unique(np.linspace(0, len(path.precision) - 1, 10).round().astype(int))
    columns = [Text("Precision", "精确度")]
    for (_, actor), acts in zip(solution.actors, solution.actions, strict=True):
        columns += [Text("{a}: {x}", "{a}：{x}").of(a=actor, x=name) for _, name in acts]
    rows: list[tuple[Cell, ...]] = [
        (
            round(float(path.precision[at]), 4),
            *(round(float(share), 4) for share in (*path.first[at], *path.second[at])),
        )
        for at in places
    ]
    title = Text("From noisy to exact answers (logit quantal response)", "从带噪声的应对到精确的应对（logit量子反应）")
    return Table("quantal", title, tuple(columns), tuple(rows))


def _pairs(solution: DilemmaSolution) -> Table:
    """List what a rule (rows) brings the first actor against each rule of the second."""
    talk = solution.dialogue
    assert talk is not None
    title = Text(
        "Long-run payoff of {actor} by its rule (rows) and the other's (columns), slips counted",
        "{actor}的长期收益：行为其自身规则，列为对方规则（计入失误）",
    ).of(actor=solution.actors[0][1])
    rows: list[tuple[Cell, ...]] = [
        (name, *(round(float(value), 4) for value in talk.pairs[place, :, 0]))
        for place, (_, name) in enumerate(talk.rules)
    ]
    return Table("pairs", title, (Text("Rule", "规则"), *(name for _, name in talk.rules)), tuple(rows))


def _matches(solution: DilemmaSolution) -> Table:
    """List what a rule (rows) brought the first actor in finite matches against each rule of the second."""
    assert solution.dialogue is not None
    assert solution.dialogue.played is not None
    rules, mean, _ = solution.dialogue.played
    title = Text("Mean payoff of {actor} in finite matches", "{actor}在有限轮对局中的平均收益").of(
        actor=solution.actors[0][1]
    )
    rows: list[tuple[Cell, ...]] = [
        (name, *(round(float(value), 4) for value in mean[place])) for place, (_, name) in enumerate(rules)
    ]
    return Table("matches", title, (Text("Rule", "规则"), *(name for _, name in rules)), tuple(rows))


def _slips(solution: DilemmaSolution) -> Table:
    """List how the ladder fares with slips, by what follows a breakdown."""
    found = solution.steps
    assert found is not None
    words = {
        "restart": Text("starts again at the foot", "从头再来"),
        "step_back": Text("goes one step back", "退回一步"),
    }
    rows = tuple(
        (
            words[one.name], finite(one.rounds), round(one.breakdowns, 4), round(one.top, 4), *map(number, one.payoff),
            *map(number, one.cost),
        )
        for one in found.reciprocation
    )  # fmt: skip
    columns = [
        Text("After a breakdown one", "中断之后"), Text("Rounds to the top", "到达顶端的轮数"),
        Text("Breakdowns a round", "每轮中断次数"), Text("Share of time at the top", "处于顶端的时间比例"),
    ]  # fmt: skip
    columns += [Text("Payoff, {a}", "{a}的收益").of(a=name) for _, name in solution.actors]
    columns += [Text("Cost of a breakdown, {a}", "每次中断使{a}损失").of(a=name) for _, name in solution.actors]
    return Table("slips", Text("The ladder of steps with slips", "计入失误的阶梯"), tuple(columns), rows)


def _outcomes(solution: DilemmaSolution) -> Table:
    stage = solution.stage
    assert stage is not None
    columns = [
        Text("Outcome", "结局"),
        *(name for _, name in solution.actors),
        Text("Holds", "能否维持"),
        Text("Efficient", "是否有效率"),
    ]
    if solution.outsiders is not None:
        columns.append(Text("Those outside", "局外各方"))
    rows = []
    for a, b in np.ndindex(*stage.payoff.shape[1:]):
        profile = (int(a), int(b))
        row: list[Text | str | int | float | bool | None] = [solution.words(profile)]
        row += [number(float(stage.payoff[seat][profile])) for seat in range(2)]
        row += [profile in stage.pure, profile in stage.efficient]
        if solution.outsiders is not None:
            row.append(float(solution.outsiders[profile]))
        rows.append(tuple(row))
    return Table("outcomes", Text("Outcomes", "各结局"), tuple(columns), tuple(rows))


def _levels(solution: DilemmaSolution) -> Table:
    """List what each actor can secure, and with numbers what pulls it away from joint restraint."""
    stage = solution.stage
    assert stage is not None
    columns = [Text("Actor", "行为体"), Text("Safest action", "最稳妥的行动"), Text("At least", "至少得到")]
    if stage.security_values is not None:
        columns.append(Text("By mixing actions", "混合行动时"))
    if stage.tempers is not None:
        columns += [
            Text("Fear (P − S)", "恐惧（P − S）"), Text("Greed (T − R)", "贪婪（T − R）"),
            Text("Index of cooperation", "合作指数"),
        ]  # fmt: skip
    rows = []
    for seat, (_, name) in enumerate(solution.actors):
        action, worst = stage.security[seat]
        row: list[Cell] = [name, solution.actions[seat][action][1], number(worst)]
        if stage.security_values is not None:
            row.append(number(stage.security_values[seat]))
        if stage.tempers is not None:
            one = stage.tempers[seat]
            index = None if one.cooperation is None else number(float(one.cooperation))
            row += [number(float(one.fear)), number(float(one.greed)), index]
        rows.append(tuple(row))
    title = Text("What each can secure, and what tempts it", "各方可确保的收益与所受的诱惑")
    return Table("levels", title, tuple(columns), tuple(rows))


def _swaps(solution: DilemmaSolution) -> Table:
    stage = solution.stage
    assert stage is not None
    rows = tuple(
        (game(family), len(path), joined([swap_words(solution, swap) for swap in path]) if path else Text("–", "–"))
        for family, path in stage.paths.items()
    )
    columns = (Text("Game", "博弈"), Text("Swaps", "交换次数"), Text("Which", "交换内容"))
    title = Text("How far it is to other games", "距其他博弈有多远")
    if stage.place is not None:
        title = Text("How far it is from {here} to other games", "从{here}到其他博弈有多远").of(here=place(stage.place))
    return Table("swaps", title, columns, rows)


def _elements(solution: DilemmaSolution) -> Table:
    talk = solution.dialogue
    assert talk is not None
    base = float(talk.tried.slack[0])
    rows = tuple(
        (
            name,
            f"{float(talk.tried.slack[1 << i]) - base:+.3f}",
            f"{float(talk.tried.shapley[i]):+.3f}",
            game(talk.families[i]),
            bool(talk.best > 0 and talk.best >> i & 1),
        )
        for i, (_, name) in enumerate(talk.elements)
    )
    columns = (
        Text("Element", "要素"), Text("Margin, alone", "单独的余量变化"), Text("Margin, on average", "平均余量贡献"),
        Text("The game then", "此时的博弈"), Text("In the cheapest package", "是否在最低成本组合中"),
    )  # fmt: skip
    return Table("elements", Text("What each element adds", "各要素的贡献"), columns, rows)
