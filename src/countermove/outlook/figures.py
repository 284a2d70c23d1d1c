"""Drawings of a solved outlook: the consistent scenarios row by row, their tree, and the matrix they follow from."""

from __future__ import annotations

from collections.abc import Sequence

from countermove.document.text import Lang, Text
from countermove.drawing.marks import Fill, dot, fold, label, line, path, svg, text_width
from countermove.kind import Figure
from countermove.outlook.consistency import UNIT, starts
from countermove.outlook.findings import number
from countermove.outlook.model import Factor
from countermove.outlook.solution import OutlookSolution, Scenario
from countermove.outlook.tables import tables
from countermove.outlook.tree import scenario_tree

WIDTH = 900.0
ROWS = 8
SIGN: dict[bool, Fill] = {True: "full", False: "none"}
TITLE = Text("Scenarios that are consistent with themselves", "自洽的情景")
CAPTION = Text(
    "One row a consistent scenario; the filled mark shows which variant each factor takes. On the right, the closest "
    "rival: a single judgement changed by more than the number breaks the scenario.",
    "每行为一种自洽情景；实心标记表示各因素所取的走向。右侧为最接近的对手：单个判断的变动超过所示数值，该情景即不再自洽。",
)
BREAKS = Text("Breaks first", "最先失守之处")
RIVAL = Text("{factor}: {rival}, beyond {gap}", "{factor}：{rival}，超过{gap}")
NOTHING = Text("No scenario is consistent.", "没有自洽的情景。")
MORE = Text("and {count} more", "另有{count}种")
MATRIX_TITLE = Text("How variants bear on each other", "各走向之间的相互影响")
MATRIX_CAPTION = Text(
    "Row bears on column: filled promotes, hollow restricts; the larger the mark, the stronger the weighted judgement.",
    "行对列的影响：实心为促进，空心为抑制；标记越大，加权后的判断越强。",
)
CELL = Text("{source} → {target}: {value}", "{source}→{target}：{value}")


def figures(solved: Sequence[OutlookSolution], lang: Lang) -> list[Figure]:
    """Return the scenarios of every reading, then the tree and the matrix of the first."""
    tree = scenario_tree(solved[0], lang)
    return [_scenarios(solved, lang), *([tree] if tree else []), _matrix(solved[0], lang)]


def _scenarios(solved: Sequence[OutlookSolution], lang: Lang) -> Figure:
    marks: list[str] = []
    y = 6.0
    for place, solution in enumerate(solved):
        factors = list(solution.section.factors.values())
        step = (WIDTH - 190) / max(len(factors), 1)
        if len(solved) > 1:
            marks.append(label(solution.case.title.get(lang), 0, y + 14, "strong"))
            y += 26
        if place == 0 or factors != list(solved[place - 1].section.factors.values()):
            y = _head(marks, factors, step, y, lang)
        shown = solution.consistent_listed[:ROWS]
        for scenario in shown:
            y = _row(marks, factors, scenario, step, y, lang)
        left = solution.consistent.count - len(shown)
        if not shown or left:
            words = MORE.of(count=left) if shown else NOTHING
            marks.append(label(words.get(lang), 0, y + 16, "soft"))
            y += 28
        y += 14
    drawing = svg(marks, WIDTH, y, TITLE.get(lang), CAPTION.get(lang))
    return Figure("scenarios", TITLE, CAPTION, drawing, tables(solved[0])[0])


def _head(marks: list[str], factors: list[Factor], step: float, y: float, lang: Lang) -> float:
    names = [fold(factor.label.get(lang), step - 10, 12) for factor in factors]
    deepest = max(len(name) for name in names)
    for column, name in enumerate(names):
        for depth, words in enumerate(name):
            marks.append(label(words, column * step, y + 14 + 15 * depth, "soft"))
    marks.append(label(BREAKS.get(lang), WIDTH - 180, y + 14, "soft"))
    y += 14 + 15 * deepest - 6
    marks.append(line(0, y, WIDTH, y))
    return y + 6


def _row(marks: list[str], factors: list[Factor], scenario: Scenario, step: float, y: float, lang: Lang) -> float:
    deepest = 1
    for column, (factor, index) in enumerate(zip(factors, scenario.variants, strict=True)):
        variants = list(factor.variants.values())
        gap = min(14.0, (step - 16) / len(variants))
        for place, variant in enumerate(variants):
            taken = place == int(index)
            tip = f"{factor.name.get(lang)}: {variant.name.get(lang)}"
            marks.append(dot(column * step + 6 + gap * place, y + 10, "full" if taken else "none", tip=tip, radius=4.5))
        if step >= 64:
            lines = fold(variants[int(index)].label.get(lang), step - 10, 12)[:3]
            deepest = max(deepest, len(lines))
            for depth, words in enumerate(lines):
                marks.append(label(words, column * step, y + 31 + 14 * depth, "small"))
    if scenario.slacks:
        slack = scenario.slacks[0]
        factor = factors[slack.factor]
        rival = list(factor.variants.values())[slack.rival].label
        words_ = RIVAL.of(factor=factor.label, rival=rival, gap=number(slack.amount / UNIT)).get(lang)
        lines = fold(words_, 176, 12)[:4]
        deepest = max(deepest, len(lines) - 1)
        for depth, words in enumerate(lines):
            marks.append(label(words, WIDTH - 180, y + 14 + 14 * depth, "small"))
    y += 28 + 14 * deepest
    marks.append(line(0, y, WIDTH, y))
    return y + 6


def _matrix(solution: OutlookSolution, lang: Lang) -> Figure:
    known = solution.matrix
    factors = list(solution.section.factors.values())
    variants = [variant for factor in factors for variant in factor.variants.values()]
    names = [variant.label.get(lang) for variant in variants]
    left = 34 + min(max(text_width(name, 12) for name in names), 190)
    top = 30 + min(max(text_width(name, 12) for name in names), 190)
    size = max(16.0, min(30.0, (WIDTH - left) / len(names)))
    start = [int(each) for each in starts(known.sizes)]
    marks: list[str] = []
    largest = max(float(abs(known.centre).max()) / UNIT, 1e-9)
    for row, name in enumerate(names):
        y = top + size * (row + 0.5)
        marks.append(label(_short(name, 190), left - 6, y + 4, "small", "end"))
        x = left + size * (row + 0.5)
        turned = f'<g transform="translate({x + 4:.1f},{top - 6:.1f}) rotate(-90)">'
        marks.append(turned + label(_short(name, 190), 0, 0, "small") + "</g>")
        for column, other in enumerate(names):
            value = float(known.centre[row, column]) / UNIT
            if value:
                tip = CELL.of(source=name, target=other, value=f"{value:+.3g}").get(lang)
                radius = 2 + (size / 2 - 4) * abs(value) / largest
                marks.append(
                    dot(left + size * (column + 0.5), y, "full" if value > 0 else "none", tip=tip, radius=radius)
                )
    end = len(names) * size
    for place, factor in enumerate(factors):
        at = float(start[place]) * size
        marks.append(line(left - 34, top + at, left + end, top + at))
        marks.append(line(left + at, top - 20, left + at, top + end))
        inner = float(start[place + 1]) * size - at
        corner = f"M{left + at:.1f},{top + at:.1f} h{inner:.1f} v{inner:.1f} h{-inner:.1f} z"
        marks.append(path(corner, "area", tip=factor.name.get(lang)))
    marks += _factor_names(factors, start, left, top, size, lang)
    bottom = top + end + 20 + 16 * len(factors)
    drawing = svg(marks, max(left + end + 10, 600), bottom, MATRIX_TITLE.get(lang), MATRIX_CAPTION.get(lang))
    table = next(each for each in tables(solution) if each.id == "matrix")
    return Figure("matrix", MATRIX_TITLE, MATRIX_CAPTION, drawing, table)


def _factor_names(
    factors: list[Factor], start: Sequence[int], left: float, top: float, size: float, lang: Lang
) -> list[str]:
    """Write numbers on the diagonal and their names below, so that long names never collide."""
    marks = []
    end = top + float(start[-1]) * size
    for place, factor in enumerate(factors):
        middle = (float(start[place]) + float(start[place + 1])) / 2 * size
        marks.append(label(str(place + 1), left + middle, top + middle + 5, "strong", "middle", factor.name.get(lang)))
        marks.append(label(f"{place + 1}  {factor.name.get(lang)}", 0, end + 22 + 16 * place, "small"))
    return marks


def _short(words: str, width: float) -> str:
    if text_width(words, 12) <= width:
        return words
    while words and text_width(words + "…", 12) > width:
        words = words[:-1]
    return words + "…"
