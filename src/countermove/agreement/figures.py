"""Drawings of a solved agreement: what was decided elsewhere, nothing told by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from countermove.agreement.drawn import calibration_table, front_table, list_table, tipping_table
from countermove.agreement.like_figures import family_figure
from countermove.agreement.matrices import beside_figure, record_figure
from countermove.agreement.parties import REGIONS, parties
from countermove.agreement.sponsor_figures import sponsor_figure
from countermove.document.text import Lang, Text
from countermove.drawing.marks import dot, fold, label, line, rect, svg, text_width
from countermove.drawing.scales import Linear
from countermove.kind import Figure

if TYPE_CHECKING:
    from countermove.agreement.solution import AgreementSolution, ForecastAnswer

WIDTH = 760.0
TILE, STEP, ACROSS = 30.0, 33.0, 22
NEAR = 0.5

TIPPING = Text("What joining is worth to each party", "加入对各方的价值")
TIPPING_CAPTION = Text(
    "Net benefit of joining. Ring: when only those are inside who join in every equilibrium. Dot: when all are inside "
    "who join in some. Right of the line a party joins. {reading}.",
    "加入的净收益。圆环：只有在所有均衡中加入者在内；圆点：所有可能加入者在内。位于竖线右侧则加入。{reading}。",
)
JOINS = Text("joins →", "加入 →")
STAYS = Text("← stays out", "← 不加入")
WHO = Text("Who is on the list: {text}", "谁已列名：{text}")
WHO_CAPTION = Text(
    "One tile a party: {listed} of the {total} looked up are listed{as_of}. Filled: listed. Hollow: not listed, which "
    "is no refusal. Crossed: not looked up. Heavy outline: not listed, although parties that acted like it are listed "
    "more often than not. The tiles are grouped by regional groups of the United Nations; they are no map.",
    "每格代表一方：查核的{total}方中有{listed}方已列名{as_of}。实心：已列名；空心：未列名，但不等于拒绝；划线：未查核；"
    "粗框：未列名，但行为相似的各方多数已列名。各格按联合国区域组排列，并非地图。",
)
AS_OF = Text(" as of {day}", "（截至{day}）")
NO_DAY = Text.both("")
FRONT = Text("How deep a text can be, and how many sign it", "文本可以多有力，又有多少国家签署")
FRONT_CAPTION = Text(
    "Each dot is a text that no other beats in depth, states and capability covered at once; {tried} were compared. "
    "{reading}.",
    "每个点是一种在力度、国家数和覆盖实力上不被其他文本全面超越的文本；共比较{tried}种。{reading}。",
)
CALIBRATION = Text("How well the forecast is calibrated", "预测的校准程度")
CALIBRATION_CAPTION = Text(
    "“{text}”: by fifths of the forecast chance, the share that is on the list, with a 90 % interval; the number "
    "beside a dot is of parties, {count} in all. Each chance was made without the party's own position. On the "
    "diagonal forecast and list agree; not being listed is no refusal.",
    "《{text}》：按预测概率分为五档，各档中已列名的比例及其90%区间；点旁数字为参与方数，共{count}方。"
    "每个概率都未使用该方自身的立场。位于对角线上表示预测与名单一致；未列名不等于拒绝。",
)
FORECAST = Text("forecast chance", "预测概率")
OBSERVED = Text("share on the list", "已列名的比例")
HEADS = Text("{count}", "{count}")
STATES = Text("states that sign", "签署的国家数")
DEPTH = Text("depth of the text", "文本的力度")


def figures_of(solved: Sequence[AgreementSolution], lang: Lang) -> list[Figure]:
    """Draw the readings solved, base first: list, calibration and record once, tipping and front by reading."""
    drawn = [sponsor_figure(one, one.sponsors, lang) for one in solved if one.sponsors is not None]
    drawn += [family_figure(one, one.family, lang) for one in solved if one.family is not None]
    drawn += [list_figure(one, one.forecast, lang) for one in solved[:1] if one.forecast is not None]
    drawn += [tipping_figure(one, lang) for one in solved[:1] if one.game is not None]
    drawn += [calibration_figure(one, one.forecast, lang) for one in solved[:1] if one.forecast is not None]
    drawn += [record_figure(one, one.record, lang) for one in solved[:1] if one.record is not None]
    drawn += [tipping_figure(one, lang) for one in solved[1:] if one.game is not None]
    drawn += [front_figure(one, lang) for one in solved if one.design is not None and len(one.design.front.aims)]
    drawn += [
        beside_figure(one, one.design, lang) for one in solved[:1] if one.design is not None and one.design.beside
    ]
    return drawn


def tipping_figure(solution: AgreementSolution, lang: Lang) -> Figure:
    """Draw each party's net benefit of joining between the least and the greatest equilibrium."""
    game = solution.game
    assert game is not None
    low, high = game.game.net(game.every), game.game.net(game.some)
    names = [fold(solution.names[party].get(lang), 250) for party in game.parties]
    start = 30 + max((text_width(row) for rows in names for row in rows), default=0)
    reach = max(float(abs(low).max()), float(abs(high).max()), 0.5) * 1.08
    scale = Linear(-reach, reach, start, WIDTH - 20)
    zero, y = scale(0.0), 46.0
    marks = [
        label(STAYS.get(lang), zero - 10, 18, "soft", "end"),
        label(JOINS.get(lang), zero + 10, 18, "soft"),
    ]
    for k, party in enumerate(game.parties):
        tip = f"{solution.names[party].get(lang)}: {low[k]:+.2f} … {high[k]:+.2f}"
        for row, words in enumerate(names[k]):
            marks.append(label(words, 8, y + 4 + 16 * row, tip=tip))
        marks.append(line(scale(low[k]), y, scale(high[k]), y, "link"))
        marks.append(dot(scale(high[k]), y, "full", tip=tip, radius=5))
        if abs(scale(high[k]) - scale(low[k])) > 1:
            marks.append(dot(scale(low[k]), y, "none", tip=tip, radius=5))
        y += 16 * (len(names[k]) - 1) + 30
        marks.append(line(8, y - 15, WIDTH - 20, y - 15))
    marks.insert(0, line(zero, 26, zero, y - 15, "link strong"))
    for tick in scale.ticks(6):
        marks.append(label(f"{tick:+g}" if tick else "0", scale(tick), y + 2, "soft small", "middle"))
    caption = TIPPING_CAPTION.of(reading=solution.title)
    drawing = svg(marks, WIDTH, y + 14, TIPPING.get(lang), caption.get(lang))
    data = tipping_table(solution, game.parties, low, high, TIPPING)
    return Figure(f"tipping-{solution.reading}", TIPPING, caption, drawing, data)


def list_figure(solution: AgreementSolution, forecast: ForecastAnswer, lang: Lang) -> Figure:
    """Draw one tile a party, by regional group: on the list, not listed, not looked up, near the line."""
    known = parties()
    marks, y = [], 20.0
    for region, name in REGIONS.items():
        members = sorted((one for one in forecast.outlooks if known[one.party].region == region), key=lambda o: o.party)
        if not members:
            continue
        marks.append(label(name.get(lang), 8, y, "strong"))
        for k, one in enumerate(members):
            x, top = 8 + STEP * (k % ACROSS), y + 9 + STEP * (k // ACROSS)
            near = one.listed is False and one.probability >= NEAR
            tip = f"{solution.names[one.party].get(lang)}: {one.probability:.0%}"
            style = "tile" if one.listed else "box" if near else "tile off"
            marks.append(rect(x, top, TILE, TILE, style, 3, tip))
            if one.listed is None:
                marks.append(line(x + 3, top + TILE - 3, x + TILE - 3, top + 3, "axis"))
            kind = "small on" if one.listed else "small strong" if near else "small soft"
            marks.append(_code(one.party, x + TILE / 2, top + 19, kind))
        y += 9 + STEP * ((len(members) - 1) // ACROSS + 1) + 22
    title = WHO.of(text=solution.texts[forecast.text])
    as_of = AS_OF.of(day=forecast.as_of.isoformat()) if forecast.as_of is not None else NO_DAY
    caption = WHO_CAPTION.of(listed=forecast.joined, total=forecast.stated, as_of=as_of)
    drawing = svg(marks, 8 + STEP * ACROSS, y - 14, title.get(lang), caption.get(lang))
    return Figure(f"list-{solution.reading}", title, caption, drawing, list_table(solution, forecast, title))


def _code(words: str, x: float, y: float, kind: str) -> str:
    """Write a code on a tile; on a filled one in the colour of the paper."""
    if " on" not in kind:
        return label(words, x, y, kind, "middle")
    return label(words, x, y, "small inverse", "middle")


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return the 90 % interval of a share of so many (Wilson 1927, *J. Am. Stat. Assoc.* 22:209).

    Examples
    --------
    >>> [round(end, 3) for end in wilson(0.3, 10)]
    [0.127, 0.558]
    """
    spread = 1.6448536**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = (spread * share * (1 - share) + spread**2 / 4) ** 0.5 / (1 + spread)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def calibration_figure(solution: AgreementSolution, forecast: ForecastAnswer, lang: Lang) -> Figure:
    """Draw by fifths of the forecast, each made without the party's own position, what share is on the list."""
    scored = [one for one in forecast.outlooks if one.listed is not None]
    across, up = Linear(0, 1, 70, 370), Linear(0, 1, 310, 30)
    marks = [line(70, 310, 370, 310, "axis"), line(70, 30, 70, 310, "axis"), line(70, 310, 370, 30)]
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        marks.append(label(f"{tick:.0%}", across(tick), 328, "soft small", "middle"))
        marks.append(label(f"{tick:.0%}", 62, up(tick) + 4, "soft small", "end"))
    marks += [label(FORECAST.get(lang), 370, 348, "soft", "end"), label(OBSERVED.get(lang), 8, 18, "soft")]
    fifths: list[tuple[float, float, int]] = []
    for fifth in range(5):
        own = [one for one in scored if min(int(one.probability * 5), 4) == fifth]
        if not own:
            continue
        expected = sum(one.probability for one in own) / len(own)
        share = sum(bool(one.listed) for one in own) / len(own)
        fifths.append((expected, share, len(own)))
        least, most = wilson(share, len(own))
        tip = f"{expected:.0%} → {share:.0%} ({len(own)})"
        marks.append(line(across(expected), up(least), across(expected), up(most), "link"))
        marks.append(dot(across(expected), up(share), tip=tip, radius=5))
        marks.append(label(HEADS.of(count=len(own)).get(lang), across(expected) + 10, up(share) + 4, "small"))
    caption = CALIBRATION_CAPTION.of(text=solution.texts[forecast.text], count=len(scored))
    drawing = svg(marks, WIDTH, 356, CALIBRATION.get(lang), caption.get(lang))
    data = calibration_table(solution, fifths, CALIBRATION)
    return Figure(f"calibration-{solution.reading}", CALIBRATION, caption, drawing, data)


def front_figure(solution: AgreementSolution, lang: Lang) -> Figure:
    """Draw the texts that no other beats, depth across and states up; the size of a dot is the capability covered."""
    design = solution.design
    assert design is not None
    aims = design.front.aims
    depth = Linear(0, max(float(aims[:, 0].max()), 1) * 1.05, 60, WIDTH - 30)
    breadth = Linear(0, max(float(aims[:, 1].max()), 1) * 1.1, 300, 30)
    most = max(float(aims[:, 2].max()), 1e-9)
    marks = [line(60, 300, WIDTH - 30, 300, "axis"), line(60, 30, 60, 300, "axis")]
    for tick in depth.ticks(8):
        marks.append(label(f"{tick:g}", depth(tick), 318, "soft small", "middle"))
    for tick in breadth.ticks(5):
        marks.append(line(60, breadth(tick), WIDTH - 30, breadth(tick)))
        marks.append(label(f"{tick:g}", 52, breadth(tick) + 4, "soft small", "end"))
    marks.append(label(DEPTH.get(lang), WIDTH - 30, 338, "soft", "end"))
    marks.append(label(STATES.get(lang), 8, 18, "soft"))
    for row in aims:
        tip = f"{DEPTH.get(lang)} {row[0]:g}, {STATES.get(lang)} {row[1]:g}"
        marks.append(dot(depth(row[0]), breadth(row[1]), tip=tip, radius=3 + 6 * float(row[2]) / most))
    caption = FRONT_CAPTION.of(tried=design.front.tried, reading=solution.title)
    drawing = svg(marks, WIDTH, 346, FRONT.get(lang), caption.get(lang))
    return Figure(f"front-{solution.reading}", FRONT, caption, drawing, front_table(solution, aims, FRONT))
