"""Drawings of solved dilemmas: payoffs and best replies, the map of 144, where restraint holds, the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from countermove.dilemma.solution import DilemmaSolution
from countermove.dilemma.tables import tables
from countermove.dilemma.wording import game, number
from countermove.document.text import Lang, Text
from countermove.drawing.marks import (
    actor_class,
    actor_mark,
    dot,
    fold,
    group,
    label,
    line,
    path,
    rect,
    svg,
    text_width,
)
from countermove.drawing.scales import Linear
from countermove.kind import Figure, Table
from countermove.numeric import forms

GAP = 28
ROW = 44


def figures(solved: Sequence[DilemmaSolution], lang: Lang) -> list[Figure]:
    """Draw what the readings have; the payoffs (or the part that stands for them) come first."""
    found: list[Figure] = []
    staged = [one for one in solved if one.stage is not None]
    if staged:
        found.append(_payoffs(staged, lang))
    if any(one.stage is not None and one.stage.place is not None for one in solved):
        found.append(_map(solved, lang))
    talks = [one for one in solved if one.dialogue is not None]
    if talks:
        found.append(_phase(talks, lang))
    if any(one.rivalry is not None for one in solved):
        found.append(_rivalry(solved, lang))
    if any(one.inspection is not None for one in solved):
        found.append(_inspection(solved, lang))
    ladders = [one for one in solved if one.steps is not None]
    if ladders:
        found.append(_ladder(ladders[0], lang))
    return found


def _payoffs(solved: Sequence[DilemmaSolution], lang: Lang) -> Figure:
    """Draw one table a reading: payoffs of both, a filled mark where it is a best reply, a frame where both are."""
    title = Text("Payoffs, best replies and what holds", "收益、最优回应与能够维持的结局")
    marks: list[str] = []
    across = 1 if len(solved) == 1 else 2
    x, y, below, width = 0.0, 0.0, 0.0, 0.0
    for place, solution in enumerate(solved):
        if place and place % across == 0:
            x, y, below = 0.0, y + below + GAP, 0.0
        part, wide, high = _payoff_table(solution, lang)
        marks.append(f'<g transform="translate({x:.0f},{y:.0f})">{part}</g>')
        below, width, x = max(below, high), max(width, x + wide), x + wide + GAP
    caption = Text(
        "Each cell holds both payoffs, the first actor's on the left. A filled mark is a best reply to the "
        "other's choice; a "
        "frame is an outcome that neither leaves alone.",
        "每格为双方收益，左为第一方。实心标记表示对对方选择的最优回应；加框者为双方都不会单独离开的结局。",
    )
    if any(one.outsiders is not None for one in solved):
        outside = Text(
            " A number in brackets is what the outcome brings those outside.", "括号内为该结局给局外各方带来的得失。"
        )
        caption = Text(caption.get("en") + outside.get("en"), caption.get("zh") + outside.get("zh"))
    return Figure(
        "payoffs", title, caption, svg(marks, max(width, 320), y + below + 8, title.get(lang), caption.get(lang)),
        tables(solved[0])[0],
    )  # fmt: skip


def _payoff_table(solution: DilemmaSolution, lang: Lang) -> tuple[str, float, float]:
    stage = solution.stage
    assert stage is not None
    rows, columns = stage.payoff.shape[1:]
    names = [[act.get(lang) for _, act in acts] for acts in solution.actions]
    own = text_width(solution.actors[0][1].get(lang)) + 44
    left = min(max(90.0, own, *(text_width(name) + 30 for name in names[0])), 210.0)
    spots = (0.3, 0.7) if solution.outsiders is None else (0.24, 0.54)
    wide = max(112.0 if solution.outsiders is None else 156.0, *(min(text_width(name), 150) + 16 for name in names[1]))
    top = 74.0
    marks = [
        label(line_, 0, 14 + 15 * i, "strong")
        for i, line_ in enumerate(fold(solution.title.get(lang), left + wide * columns, 13)[:2])
    ]
    first, second = (actor_class(colour) for colour in solution.colours)
    marks.append(
        label(f"{actor_mark(solution.colours[0])} {solution.actors[0][1].get(lang)}", 0, top - 8, f"{first} strong")
    )
    head = f"{actor_mark(solution.colours[1])} {solution.actors[1][1].get(lang)}"
    marks.append(label(head, left + wide * columns / 2, top - 26, f"{second} strong", "middle"))
    for j, name in enumerate(names[1]):
        marks.append(label(fold(name, wide - 8)[0], left + wide * (j + 0.5), top - 8, "soft", "middle", name))
    for i, name in enumerate(names[0]):
        marks.append(label(fold(name, left - 10)[0], 0, top + ROW * (i + 0.5) + 4, "soft", tip=name))
    for i, j in product(range(rows), range(columns)):
        x, y = left + wide * j, top + ROW * i
        marks.append(line(x, y, x + wide, y))
        if (i, j) in stage.pure:
            marks.append(rect(x + 4, y + 4, wide - 8, ROW - 8, "box", 4, solution.words((i, j)).get(lang)))
        best = (
            stage.exact[0][i][j] == max(row[j] for row in stage.exact[0]),
            stage.exact[1][i][j] == max(stage.exact[1][i]),
        )
        for seat, at in enumerate(x + wide * spot for spot in spots):
            shown = number(float(stage.payoff[seat, i, j]))
            style = actor_class(solution.colours[seat])
            marks.append(dot(at - 13, y + ROW / 2, "full" if best[seat] else "none", style, radius=4))
            marks.append(label(shown, at, y + ROW / 2 + 5, f"{style} {'strong' if best[seat] else ''}".strip()))
        if solution.outsiders is not None:
            marks.append(
                label(f"({number(float(solution.outsiders[i, j]))})", x + wide - 14, y + ROW / 2 + 5, "soft", "end")
            )
    bottom = top + ROW * rows
    marks.append(line(left, bottom, left + wide * columns, bottom))
    place = stage.place
    words = game(place.row) if place is not None and place.row == place.column else None
    if words is None and place is not None:
        words = Text("{a} / {b}", "{a} / {b}").of(a=game(place.row), b=game(place.column))
    if words is not None:
        for i, text in enumerate(fold(words.get(lang), left + wide * columns, 12)[:2]):
            marks.append(label(text, 0, bottom + 20 + 15 * i, "soft"))
    return "".join(marks), left + wide * columns, bottom + 40


STEP = 34
EDGE = 150


def _map(solved: Sequence[DilemmaSolution], lang: Lang) -> Figure:
    """Draw the 12 × 12 table, the first actor's ranks across; each reading a dot, the first one's swaps as links."""
    names = list(forms.SYMMETRIC)
    title = Text("Where the game stands among the 144", "该博弈在144种博弈中的位置")
    marks = []
    top = 116.0

    def at(place: forms.Place) -> tuple[float, float]:
        return EDGE + STEP * (names.index(place.row) + 0.5), top + STEP * (names.index(place.column) + 0.5)

    for i, j in product(range(12), range(12)):
        same = forms.FAMILY[names[i]] == forms.FAMILY[names[j]]
        tip = f"{game(names[i]).get(lang)} / {game(names[j]).get(lang)}"
        marks.append(rect(EDGE + STEP * i, top + STEP * j, STEP, STEP, "area" if same else "tile off dim", tip=tip))
    for i, name in enumerate(names):
        words = _short(name).get(lang)
        x, y = EDGE + STEP * (i + 0.5), top + STEP * (i + 0.5)
        marks.append(f'<g transform="translate({x:.0f},{top - 8:.0f}) rotate(-50)">{label(words, 0, 0, "small")}</g>')
        marks.append(label(words, EDGE - 8, y + 4, "small", "end"))
    first = next(one for one in solved if one.stage is not None and one.stage.place is not None)
    marks.append(label(f"{first.actors[0][1].get(lang)} →", EDGE, 14, f"{actor_class(first.colours[0])} strong"))
    marks.append(label(f"{first.actors[1][1].get(lang)} ↓", 0, 14, f"{actor_class(first.colours[1])} strong"))
    placed: dict[forms.Place, list[str]] = {}
    for one in solved:
        if one.stage is not None and one.stage.place is not None:
            placed.setdefault(one.stage.place, []).append(one.title.get(lang))
    assert first.stage is not None and first.stage.place is not None
    here = at(first.stage.place)
    for swap in forms.swaps(forms.dense_ranks(np.array(first.stage.exact, dtype=object))):
        there = at(forms.place(swap.game))
        marks.append(path(_bow(here, there), f"line {actor_class(first.colours[swap.actor])}", dashed=swap.actor == 1))
        marks.append(dot(*there, "none", actor_class(first.colours[swap.actor]), radius=4))
    legend = top + 12 * STEP + 22
    for place_number, (found, titles) in enumerate(placed.items(), 1):
        x, y = at(found)
        words = f"{place_number}  {' · '.join(titles)}"
        marks.append(group([dot(x, y, "full", radius=8, tip=words)], tip=words))
        spot = f'x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle" class="small strong inverse"'
        marks.append(f"<text {spot}>{place_number}</text>")
        for row in fold(words, EDGE + 12 * STEP, 12):
            marks.append(label(row, 0, legend, "soft"))
            legend += 17
    caption = Text(
        "Columns are the first actor's ranks, rows the second's, both in the order of the table of Robinson "
        "and Goforth (names "
        "after Bruns). Numbered dots are the readings; links lead from the first to the games one swap of "
        "ranks away, solid for "
        "the first actor's ranks, dashed for the second's.",
        "列为第一方的排序，行为第二方的排序，次序依罗宾逊与戈福斯的博弈表（名称依布伦斯）。编号圆点为各读法；连线由第一种读法通向只差一次排序交换的博弈，实线为第一方的交换，虚线为第二方的交换。",
    )
    drawing = svg(marks, EDGE + 12 * STEP + 44, legend + 4, title.get(lang), caption.get(lang))
    return Figure("map", title, caption, drawing, next((t for t in tables(first) if t.id == "swaps"), None))


def _bow(one: tuple[float, float], other: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = one, other
    mx, my = (x1 + x2) / 2 + (y2 - y1) * 0.12, (y1 + y2) / 2 - (x2 - x1) * 0.12
    return f"M{x1:.1f},{y1:.1f} Q{mx:.1f},{my:.1f} {x2:.1f},{y2:.1f}"


def _short(name: str) -> Text:
    return {
        "prisoners_dilemma": Text("prisoner's dilemma", "囚徒困境"), "stag_hunt": Text("stag hunt", "猎鹿"),
        "chicken": Text("chicken", "胆小鬼"), "battle": Text("battle", "争先"), "hero": Text("hero", "英雄"),
        "compromise": Text("compromise", "妥协"), "deadlock": Text("deadlock", "僵局"),
        "assurance": Text("assurance", "保证"), "coordination": Text("coordination", "协调"),
        "peace": Text("peace", "和平"), "harmony": Text("harmony", "和谐"), "concord": Text("concord", "融洽"),
    }[name]  # fmt: skip


def _phase(solved: Sequence[DilemmaSolution], lang: Lang) -> Figure:
    """Draw expected fine across, patience up; the region where restraint holds, each reading a point."""
    solution = solved[0]
    talk = solution.dialogue
    assert talk is not None
    width, height, left, top = 520.0, 320.0, 60.0, 34.0
    across = Linear(0.0, float(talk.fines[-1]), left, left + width)
    up = Linear(0.0, 1.0, top + height, top)
    marks = [rect(left, top, width, height, "area")]
    edge = [(float(fine), float(need)) for fine, need in zip(talk.fines, talk.edge, strict=True) if np.isfinite(need)]
    if edge:
        outline = f"M{across(edge[0][0]):.1f},{up(1):.1f} " + " ".join(f"L{across(x):.1f},{up(y):.1f}" for x, y in edge)
        marks.append(path(f"{outline} L{across(edge[-1][0]):.1f},{up(1):.1f} Z", "band"))
        marks.append(path("M" + " L".join(f"{across(x):.1f},{up(y):.1f}" for x, y in edge), "link strong"))
    for tick in across.ticks(5):
        marks += [
            line(across(tick), top + height, across(tick), top + height + 4, "axis"),
            label(number(tick), across(tick), top + height + 18, "soft", "middle"),
        ]
    for tick in up.ticks(5):
        marks += [
            line(left - 4, up(tick), left, up(tick), "axis"),
            label(number(tick), left - 8, up(tick) + 4, "soft", "end"),
        ]
    marks += [line(left, top, left, top + height, "axis"), line(left, top + height, left + width, top + height, "axis")]
    marks.append(
        label(
            Text("expected fine for accelerating", "加速的预期罚金").get(lang),
            left + width,
            top + height + 38,
            "soft",
            "end",
        )
    )
    marks.append(
        label(
            Text("how much the next round counts (discount factor of both)", "下一轮的分量（双方的贴现因子）").get(
                lang
            ),
            left,
            top - 14,
            "soft",
        )
    )
    holds = Text("restraint keeps itself", "克制能够自我维持")
    fails = Text("restraint does not keep itself", "克制无法自我维持")
    if edge:
        marks.append(label(holds.get(lang), left + width - 12, top + 22, "strong", "end"))
    if not edge or edge[0][1] > 0:
        marks.append(label(fails.get(lang), left + 12, top + height - 14, "strong"))
    y = top + height + 60
    taken: dict[tuple[int, int], int] = {}
    points: list[tuple[Text, float, float, bool]] = []
    for place, one in enumerate(solved, 1):
        told = one.dialogue
        assert told is not None
        fine = float(np.asarray(told.terms.detection)) * float(np.asarray(told.terms.sanction))
        x, low = across(min(fine, float(talk.fines[-1]))), up(min(told.discount))
        words = f"{place}  {one.title.get(lang)}"
        points.append((one.title, fine, float(min(told.discount)), bool(told.holds)))
        beside = taken.setdefault((round(x), round(low)), 0)  # points that coincide stand side by side
        taken[round(x), round(low)] += 1
        marks.append(dot(x + 20 * beside, low, "full" if told.holds else "none", tip=words))
        marks.append(label(str(place), x + 20 * beside + 6, low - 8, "small strong"))
        for row in fold(words, left + width, 12):
            marks.append(label(row, 0, y, "soft"))
            y += 17
    title = Text("Where restraint keeps itself", "克制在何处能够自我维持")
    caption = Text(
        "Shaded: joint restraint keeps itself and is worth more to both than joint acceleration, with the payoffs and "
        "detection of the first reading. Points: each reading at the less patient side's discount factor (side by side "
        "where they coincide); filled where restraint holds on its own numbers.",
        "阴影区：按第一种读法的收益与发现概率，共同克制能够自我维持，且对双方都优于共同加速。各点为各读法中较缺乏耐心一方的贴现因子（重合者并排）；实心表示按该读法自身的数值克制可以维持。",
    )
    head = (
        Text("what", "内容"),
        Text("expected fine", "预期罚金"),
        Text("discount factor", "贴现因子"),
        Text("restraint keeps itself", "克制能够自我维持"),
    )
    line_of = Text("least patience at which restraint keeps itself", "克制得以维持的最低耐心")
    told_rows = (*((line_of, fine, need, None) for fine, need in edge), *points)
    data = Table("phase", title, head, told_rows)
    return Figure("phase", title, caption, svg(marks, left + width + 20, y, title.get(lang), caption.get(lang)), data)


def _rivalry(solved: Sequence[DilemmaSolution], lang: Lang) -> Figure:
    """Draw four cells of timing and tune as squares whose area is the share of the prize burned."""
    found = next(one.rivalry for one in solved if one.rivalry is not None)
    title = Text("What rivalry burns, by timing and tune", "按时序与领域划分的竞争损耗")
    names = {"same": Text("same fields", "同调"), "different": Text("different fields", "异调")}
    times = {"synchronous": Text("at the same time", "同步"), "asynchronous": Text("staggered", "异步")}
    size, left, top = 110.0, 130.0, 40.0
    marks = []
    for i, (field, words) in enumerate(names.items()):
        marks.append(label(words.get(lang), left + size * (i + 0.5), top - 12, "soft", "middle"))
        for j, (time, when) in enumerate(times.items()):
            if i == 0:
                marks.append(label(when.get(lang), left - 10, top + size * (j + 0.5) + 4, "soft", "end"))
            share = found.cells[f"{time}_{field}"]
            side = (size - 16) * float(np.sqrt(min(share, 1.0)))
            x, y = left + size * (i + 0.5), top + size * (j + 0.5)
            marks.append(rect(x - (size - 16) / 2, y - (size - 16) / 2, size - 16, size - 16, "tile off"))
            marks.append(rect(x - side / 2, y - side / 2, side, side, "band"))
            marks.append(label(f"{share:.0%}", x, y + 5, "strong", "middle"))
    caption = Text(
        "Share of the prize that two equals spend against each other; the outer square is all of it.",
        "势均力敌的双方相互消耗所争利益的比例；外框表示全部利益。",
    )
    rows = tuple((w, when, found.cells[f"{t}_{f}"]) for f, w in names.items() for t, when in times.items())
    head = (Text("tune", "领域"), Text("timing", "时序"), Text("share spent", "损耗比例"))
    drawing = svg(marks, left + 2 * size + 20, top + 2 * size + 10, title.get(lang), caption.get(lang))
    return Figure("rivalry", title, caption, drawing, Table("rivalry", title, head, rows))


def _inspection(solved: Sequence[DilemmaSolution], lang: Lang) -> Figure:
    """Draw how often is looked, tried and leaked, by reading."""
    title = Text("Looking, trying and what leaks", "检查、规避与泄漏")
    left, width, y = 210.0, 340.0, 30.0
    scale = Linear(0, 1, left, left + width)
    marks = []
    told: list[tuple[Text | float | None, ...]] = []
    for one in solved:
        if one.inspection is None:
            continue
        for row in fold(one.title.get(lang), left + width, 13):
            marks.append(label(row, 0, y, "strong"))
            y += 18
        once, eased = one.inspection.once, one.inspection.eased
        rows = [
            (Text("inspections", "检查"), float(once.inspects), None if eased is None else float(eased.inspects)),
            (Text("evasions", "规避"), float(once.evades), None if eased is None else float(eased.evades)),
            (Text("undetected", "未被发现"), float(once.leakage), None if eased is None else float(eased.leakage)),
        ]
        for words, share, other in rows:
            told.append((one.title, words, share, other))
            marks += [label(words.get(lang), left - 12, y + 4, "soft", "end"), line(left, y, left + width, y)]
            if other is not None:
                marks += [
                    line(scale(share), y, scale(other), y, "link"),
                    dot(scale(other), y, "none", tip=f"{other:.0%}"),
                ]
            marks += [
                dot(scale(share), y, "full", tip=f"{share:.0%}"),
                label(f"{share:.0%}", left + width + 14, y + 4, "soft"),
            ]
            y += 26
        y += 16
    for tick in (0.0, 0.5, 1.0):
        marks.append(label(f"{tick:.0%}", scale(tick), y, "soft", "middle"))
    caption = Text(
        "Filled: everything is controlled. Hollow: what stays controlled once part is exempt.",
        "实心：全部受控。空心：部分豁免后仍受控的部分。",
    )
    head = (
        Text("reading", "读法"),
        Text("share", "比例"),
        Text("all controlled", "全部受控"),
        Text("part exempt", "部分豁免"),
    )
    drawing = svg(marks, left + width + 60, y + 12, title.get(lang), caption.get(lang))
    return Figure("inspection", title, caption, drawing, Table("inspection", title, head, tuple(told)))


def _ladder(solution: DilemmaSolution, lang: Lang) -> Figure:
    """Draw stakes step by step, with the largest that each actor's patience supports."""
    found = solution.steps
    assert found is not None
    title = Text("The ladder of stakes", "筹码阶梯")
    count = len(found.stakes)
    longest = [np.minimum(part.longest, 3 * max(found.stakes)) for part in found.ladders]
    high = max(max(found.stakes), *(float(part.max()) for part in longest)) * 1.05
    left, top, height, step = 60.0, 30.0, 240.0, min(80.0, 520.0 / count)
    up = Linear(0, high, top + height, top)
    marks = []
    for place, stake in enumerate(found.stakes):
        x = left + step * place
        holds = all((part.margin[place:] >= -1e-12).all() for part in found.ladders)
        marks.append(rect(x + 4, up(stake), step - 8, up(0) - up(stake), "tile off", tip=number(stake)))
        if holds:
            marks.append(rect(x + 4, up(stake), step - 8, up(0) - up(stake), "band"))
        marks.append(label(number(stake), x + step / 2, up(stake) - 6, "small", "middle"))
        marks.append(label(str(place + 1), x + step / 2, top + height + 18, "soft", "middle"))
        for seat, colour in enumerate(solution.colours):
            level = up(float(longest[seat][place]))
            marks.append(line(x + 2, level, x + step - 2, level, f"line {actor_class(colour)}", dashed=seat == 1))
    marks += [line(left, top + height, left + step * count, top + height, "axis")]
    for tick in up.ticks(4):
        marks.append(label(number(tick), left - 8, up(tick) + 4, "soft", "end"))
    y = top + height + 42
    for seat, colour in enumerate(solution.colours):
        words = Text("longest step that {actor}'s patience supports", "{actor}的耐心所能支持的最大一步").of(
            actor=solution.actors[seat][1]
        )
        marks += [line(left, y - 4, left + 26, y - 4, f"line {actor_class(colour)}", dashed=seat == 1)]
        marks.append(label(words.get(lang), left + 34, y, f"{actor_class(colour)}"))
        y += 18
    caption = Text(
        "Bars are the stakes in order, filled where the step and all after it hold for both; the last repeats for "
        "ever. Lines are cut at three times the largest stake.",
        "柱为依次的筹码，实心表示该步及其后各步对双方都能维持；最后一级此后一直重复。线在最大筹码的三倍处截断。",
    )
    wide = max(left + step * count + 20, 580.0)
    supported = Text("longest step supported: {actor}", "所能支持的最大一步：{actor}")
    head = (Text("step", "步"), Text("stake", "筹码"), *(supported.of(actor=name) for _, name in solution.actors))
    rows = tuple(
        (place + 1, float(stake), *(float(part.longest[place]) for part in found.ladders))
        for place, stake in enumerate(found.stakes)
    )
    drawing = svg(marks, wide, y, title.get(lang), caption.get(lang))
    return Figure("ladder", title, caption, drawing, Table("ladder", title, head, rows))
