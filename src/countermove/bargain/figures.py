"""Drawings of a solved bargain: issue ladders, who pays, the frontier and the trades."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from countermove.bargain.amounts import level_utility, status_quo_utility
from countermove.bargain.explaining import by_issue
from countermove.bargain.frontier import package_utility
from countermove.bargain.solution import SMALLEST, BargainSolution
from countermove.bargain.wording import RULES, points
from countermove.document.text import Lang, Text
from countermove.drawing.marks import actor_class, actor_mark, dot, fold, label, line, rect, svg, text_width
from countermove.drawing.scales import Linear
from countermove.kind import Figure, Table

WIDTH = 720.0
LEFT, RIGHT = 190.0, 690.0


def figures(solved: Sequence[BargainSolution], lang: Lang) -> list[Figure]:
    """Draw the first reading whole, and who pays in every reading."""
    first = solved[0]
    answer = [ladders(first, lang)]
    if first.deals["nash"] is not None:
        answer.append(waterfall(first, lang))
    answer.append(who_pays(solved, lang))
    if len(first.say) >= 2 and len(first.frontier):
        answer.append(frontier(first, lang))
    if len(first.numbers.issues) > 1:
        answer.append(trade_matrix(first, lang))
    return answer


def _legend(solution: BargainSolution, lang: Lang, y: float) -> tuple[list[str], float]:
    """Draw each party's mark with its name, in as many lines as it takes; return the marks and the next line."""
    marks, x = [], 8.0
    for k in range(len(solution.numbers.parties)):
        words = f"{actor_mark(solution.place(k))} {solution.party_label(k).get(lang)}"
        if x + text_width(words) > WIDTH - 8 and x > 8:
            x, y = 8.0, y + 20
        marks.append(label(words, x, y, actor_class(solution.place(k))))
        x += text_width(words) + 22
    return marks, y + 20


def ladders(solution: BargainSolution, lang: Lang) -> Figure:
    """Draw each issue as a line from end to end: positions with ranges, today, the Nash package, the ensemble."""
    title = Text("Where everyone stands, issue by issue", "各方在各议题上的立场")
    marks, y = _legend(solution, lang, 22)
    key = Text(
        "┃ status quo   ▼ Nash package   ◇ ensemble forecast   faint bar: range of a position or forecast",
        "┃ 现状   ▼ 纳什方案   ◇ 综合预测   浅色横条：立场或预测的取值范围",
    )
    marks.append(label(key.get(lang), 8, y, "soft"))
    y += 26
    nash = solution.deals["nash"]
    for i, (name, issue) in enumerate(solution.section.issues.items()):
        scale = Linear(*issue.scale, LEFT, RIGHT)
        folded = fold(issue.name.get(lang), LEFT - 24)
        marks += [label(words, 8, y + 4 + 16 * row, "strong") for row, words in enumerate(folded)]
        base = y + 22
        marks.append(line(LEFT, base, RIGHT, base, "axis"))
        marks += [line(scale(point), base - 3, scale(point), base + 3, "axis") for point in issue.points]
        today = float(solution.numbers.status_quo[0, i])
        marks.append(line(scale(today), base - 16, scale(today), base + 16, "link strong"))
        if nash is not None:
            marks.append(
                label(
                    "▼",
                    scale(solution.level(i, nash.choice[i])),
                    base - 16,
                    "strong",
                    "middle",
                    _nash_tip(solution, i, lang),
                )
            )
        if (reach := solution.ranges.get(f"ensemble.{name}")) is not None:
            marks.append(line(scale(reach[0]), base + 21, scale(reach[1]), base + 21, "whisker"))
        marks.append(label("◇", scale(float(solution.forecasts["ensemble"][i])), base + 26, "", "middle"))
        marks += _stances(solution, i, name, scale, base, lang)
        marks += _ends(issue.anchors, scale, base, lang)
        y = base + 76
    caption = Text(
        "A mark shows a party's position; its size shows how much the issue matters to it.",
        "标记表示一方的立场，大小表示该议题对其的重要程度。",
    )
    return Figure("ladders", title, caption, svg(marks, WIDTH, y, title.get(lang), caption.get(lang)))


def _nash_tip(solution: BargainSolution, issue: int, lang: Lang) -> str:
    nash = solution.deals["nash"]
    if nash is None:
        return ""
    return solution.wording(issue, solution.level(issue, nash.choice[issue])).get(lang)


def _stances(solution: BargainSolution, issue: int, name: str, scale: Linear, base: float, lang: Lang) -> list[str]:
    marks = []
    taken: list[tuple[float, int]] = []
    for k, party in enumerate(solution.numbers.parties):
        stance = solution.section.parties[party].positions.get(name)
        if stance is None:
            continue
        low, high = stance.position.law.support
        ends = [min(max(scale(end), LEFT), RIGHT) for end in (low, high)]
        if high > low:
            marks.append(line(ends[0], base, ends[1], base, f"whisker {actor_class(solution.place(k))}"))
        place = scale(float(solution.numbers.position[0, issue, k]))
        row = sum(abs(place - other) < 16 for other, _ in taken)  # marks that would overlap are stacked
        taken.append((place, row))
        salience = float(solution.numbers.salience[0, issue, k])
        tip = f"{solution.party_label(k).get(lang)}: {solution.numbers.position[0, issue, k]:g} ({salience:.2g})"
        size = 3.5 + 4.5 * salience
        marks.append(dot(place, base - 15 * row, "full", actor_class(solution.place(k)), tip, size))
        marks.append(
            label(
                actor_mark(solution.place(k)),
                place,
                base - 15 * row - size - 2,
                f"small {actor_class(solution.place(k))}",
                "middle",
            )
        )
    return marks


def _ends(anchors: Sequence[object], scale: Linear, base: float, lang: Lang) -> list[str]:
    worded = [anchor for anchor in anchors if hasattr(anchor, "at") and hasattr(anchor, "text")]
    if len(worded) < 2:
        return []
    first, last = worded[0], worded[-1]
    room = (RIGHT - LEFT) / 2 - 40
    marks = []
    for one, x, anchor in ((first, LEFT, "start"), (last, RIGHT, "end")):
        for row, words in enumerate(fold(one.text.get(lang), room, 12)[:2]):
            marks.append(label(words, x, base + 42 + 14 * row, "soft", "start" if anchor == "start" else "end"))
    return marks


def waterfall(solution: BargainSolution, lang: Lang) -> Figure:
    """Draw, for each party, how the issues of the Nash package add up one after another to what it gains or pays."""
    title = Text("How it adds up, issue by issue", "逐个议题的累计得失")
    part = _contributions(solution)
    running = np.vstack([np.zeros(part.shape[1]), np.cumsum(part, axis=0)])
    span = max(float(np.abs(running).max()), 0.01)
    scale = Linear(-span, span, LEFT + 60, RIGHT - 60)
    marks, y = [], 8.0
    for k in range(part.shape[1]):
        steps = [i for i in range(len(part)) if abs(part[i, k]) > SMALLEST]
        y += 24
        colour = actor_class(solution.place(k))
        total = points(float(part[:, k].sum()))
        marks.append(label(f"{actor_mark(solution.place(k))} {solution.party_label(k).get(lang)}", 8, y, colour))
        marks.append(label(total, RIGHT + 4, y, "strong", "end"))
        top = y - 8
        for i in steps:
            y += 17
            start, end = scale(float(running[i, k])), scale(float(running[i + 1, k]))
            gained = part[i, k] > 0
            tip = f"{solution.issue_label(i).get(lang)} {points(float(part[i, k]))}"
            marks.append(label(fold(solution.issue_label(i).get(lang), LEFT + 20, 12)[0], 24, y, "small"))
            shape = f"tile {colour}" if gained else f"box {colour}"
            marks.append(rect(min(start, end), y - 10, abs(end - start), 12, shape, 1, tip))
            marks.append(label(points(float(part[i, k])), max(start, end) + 5, y, "small"))
            marks.append(line(end, y + 2, end, y + 7, "axis"))
        marks.append(line(scale(0), top, scale(0), y + 6, "axis"))
        y += 6
    caption = Text(
        "Each step starts where the one above ended: a filled step is a gain, a hollow one a loss. On the right what "
        "is left in the end, in points: 100 are the whole scale of an issue of full salience.",
        "每一步从上一步的终点开始：实心为得，空心为失；右侧为最后的净得失（点）。"
        "100点相当于一个最受重视议题的整个刻度。",
    )
    return Figure("waterfall", title, caption, svg(marks, WIDTH, y + 16, title.get(lang), caption.get(lang)))


def who_pays(solved: Sequence[BargainSolution], lang: Lang) -> Figure:
    """Draw what each issue of the Nash package brings or costs each party, and the sum; one block a reading."""
    title = Text("Who gains, who pays: the Nash package against the status quo", "谁获益、谁付出：纳什方案与现状相比")
    contributions = [_contributions(one) for one in solved]
    reach = max((float(np.abs(np.where(part > 0, part, 0)).sum(axis=0).max()) for part in contributions), default=0.0)
    down = max((float(np.abs(np.where(part < 0, part, 0)).sum(axis=0).max()) for part in contributions), default=0.0)
    span = max(reach, down, 0.01)
    scale = Linear(-span, span, LEFT + 20, RIGHT - 60)
    marks, y = [], 26.0
    rows: list[tuple[Text | str | float, ...]] = []
    for one, part in zip(solved, contributions, strict=True):
        marks.append(label(one.case.title.get(lang), 8, y, "strong"))
        top = y + 10
        for k in range(len(one.numbers.parties)):
            y += 26
            marks.append(
                label(f"{actor_mark(one.place(k))} {one.party_label(k).get(lang)}", 8, y + 4, actor_class(one.place(k)))
            )
            marks += _bar(one, part[:, k], scale, y, k, lang)
            rows.append((one.case.title, one.party_label(k), *(round(100 * float(x), 1) for x in part[:, k])))
        marks.append(line(scale(0), top, scale(0), y + 14, "axis"))
        y += 40
    caption = Text(
        "Each block is one issue, right of the line a gain, left of it a loss; the diamond is the sum. 100 "
        "points are the whole scale of an issue of full salience.",
        "每一块是一个议题，线右为得、线左为失；菱形为合计。100点相当于一个最受重视议题的整个刻度。",
    )
    head = (
        Text("reading", "读法"),
        Text("party", "一方"),
        *(solved[0].issue_label(i) for i in range(len(solved[0].numbers.issues))),
    )
    data = Table("who-pays", title, head, tuple(rows))
    return Figure("who-pays", title, caption, svg(marks, WIDTH, y, title.get(lang), caption.get(lang)), data)


def _contributions(solution: BargainSolution) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    nash = solution.deals["nash"]
    if nash is None:
        return np.zeros((len(solution.numbers.issues), len(solution.numbers.parties)))
    return by_issue(solution, nash.choice)


def _bar(
    solution: BargainSolution,
    part: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    scale: Linear,
    y: float,
    party: int,
    lang: Lang,
) -> list[str]:
    marks, ends = [], {1: 0.0, -1: 0.0}
    for i, value in enumerate(part):
        if abs(value) <= SMALLEST:
            continue
        side = 1 if value > 0 else -1
        start, ends[side] = ends[side], ends[side] + float(value)
        left, right = sorted((scale(start), scale(ends[side])))
        tip = f"{solution.issue_label(i).get(lang)} {points(float(value))}"
        marks.append(rect(left, y - 8, right - left, 16, f"tile {actor_class(solution.place(party))}", 2, tip))
    total = float(part.sum())
    marks.append(label("◆", scale(total), y + 5, "strong", "middle", points(total)))
    return [*marks, label(points(total), RIGHT + 4, y + 4, "strong", "end")]


def frontier(solution: BargainSolution, lang: Lang) -> Figure:
    """Draw every package as a point by what it brings the first two parties with a say; the frontier stands out."""
    a, b = solution.say[:2]
    names = [solution.party_label(k).get(lang) for k in (a, b)]
    title = Text("What can be reached together", "双方共同可达的范围")
    worth = [table[0] for table in level_utility(solution.section, solution.numbers)]
    quo = status_quo_utility(solution.section, solution.numbers)[0]
    every = package_utility(worth) - quo
    strides = np.append(1, np.cumprod([len(table) for table in worth]))[:-1]
    edge = every[solution.frontier @ strides][:, [a, b]]
    shown = np.unique(every[:, [a, b]].round(4), axis=0)
    shown = shown[np.linspace(0, len(shown) - 1, min(len(shown), 1_500)).astype(int)]
    low, high = np.minimum(every[:, [a, b]].min(axis=0), 0), np.maximum(every[:, [a, b]].max(axis=0), 0)
    across, up = Linear(low[0], high[0], 70, 680), Linear(low[1], high[1], 400, 40)
    marks = [line(across(0), 40, across(0), 400, "axis"), line(70, up(0), 680, up(0), "axis")]
    marks += [dot(across(x), up(y), "none", "actor-other dim", "", 1.5) for x, y in shown]
    marks += [dot(across(x), up(y), "full", "actor-other", "", 3) for x, y in edge[:600]]
    marks += _deal_marks(solution, a, b, across, up, lang)
    marks.append(label(f"{names[0]} →", 680, 424, "soft", "end"))
    marks.append(label(f"↑ {names[1]}", 8, 26, "soft"))
    marks.append(label(Text("status quo", "现状").get(lang), across(0) + 5, up(0) + 14, "small"))
    caption = Text(
        "Hollow points are packages, full points those on the Pareto frontier of everyone with a say; gains "
        "over the status quo.",
        "空心点为各方案，实心点位于所有有表决权各方的帕累托前沿；坐标为相对现状的得益。",
    )
    return Figure(
        "frontier",
        title,
        caption,
        svg(marks, WIDTH, 440 + 18 * len(solution.deals), title.get(lang), caption.get(lang)),
    )


def _deal_marks(solution: BargainSolution, a: int, b: int, across: Linear, up: Linear, lang: Lang) -> list[str]:
    """Draw each package with a number, shared by those at one point; the names stand below the drawing."""
    named: dict[tuple[float, float], list[str]] = {}
    for name, deal in solution.deals.items():
        if deal is not None:
            place = (across(deal.change[a]), up(deal.change[b]))
            named.setdefault(place, []).append(RULES[name].get(lang))
    marks = []
    for index, ((x, y), words) in enumerate(named.items(), start=1):
        joined = ("、" if lang == "zh" else ", ").join(words)
        marks.append(dot(x, y, "full", "actor-1", joined, 6))
        marks.append(label(str(index), x + 9, y - 7, "strong"))
        marks.append(label(f"{index}  {joined}", 70, 430 + 18 * index, "small"))
    return marks


def trade_matrix(solution: BargainSolution, lang: Lang) -> Figure:
    """Draw issues against issues: the best trade of each pair, by what the lesser of its two partners gains."""
    title = Text("Which issues can be traded for which", "哪些议题可以相互交换")
    n = len(solution.numbers.issues)
    best: dict[tuple[int, int], tuple[float, int, int]] = {}
    for trade in solution.trades:
        p, q = trade.issues
        for key, givers in (((p, q), trade.givers), ((q, p), trade.givers[::-1])):
            gain = min(float(trade.gain[k]) for k in trade.givers)
            if gain > best.get(key, (0.0, 0, 0))[0]:
                best[key] = (gain, givers[0], givers[1])
    step, top, left = min(64.0, 500 / n), 30.0, 200.0
    greatest = max((gain for gain, _, _ in best.values()), default=1.0)
    marks = []
    for i in range(n):
        name = f"{i + 1}  {solution.issue_label(i).get(lang)}"
        for row, words in enumerate(fold(name, left - 24, 12)[:3]):
            marks.append(label(words, 8, top + step * (i + 0.5) + 14 * row, "small"))
        marks.append(label(str(i + 1), left + step * (i + 0.5), 20, "small", "middle"))
        for j in range(n):
            x, y = left + step * (j + 0.5), top + step * (i + 0.5)
            marks.append(rect(left + step * j, top + step * i, step, step, "rule"))
            if i != j and (i, j) in best:
                gain, giver, taker = best[i, j]
                who = [solution.party_label(k).get(lang) for k in (giver, taker)]
                marks.append(dot(x, y - 6, "full", "", f"{who[0]} ↔ {who[1]}: {points(gain)}", 3 + 8 * gain / greatest))
                marks.append(
                    label(
                        f"{actor_mark(solution.place(giver))}→{actor_mark(solution.place(taker))}",
                        x,
                        y + 22,
                        "small",
                        "middle",
                    )
                )
    caption = Text(
        "Row: the issue on which the first party gives way; column: the issue on which the second does. The "
        "larger the dot, the more the lesser gainer gets.",
        "行：第一方让步的议题；列：第二方让步的议题。圆点越大，获益较少的一方所得越多。",
    )
    drawing = svg(marks, WIDTH, top + step * n + 10, title.get(lang), caption.get(lang))
    return Figure("trades", title, caption, drawing)
