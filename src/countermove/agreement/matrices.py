"""Dot matrices of a solved agreement: clauses by text, and parties by text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countermove.agreement.drawn import BESIDE, beside_columns, beside_table
from countermove.document.text import Lang, Text, listed
from countermove.drawing.marks import dot, fold, label, line, svg, text_width
from countermove.kind import Figure

if TYPE_CHECKING:
    from countermove.agreement.solution import AgreementSolution, DesignAnswer

WIDTH = 760.0
ROW = 24.0
BESIDE_CAPTION = Text(
    "Which clauses each text contains, by account of why some stay out ({accounts}). Dot: contained. Ring: not "
    "contained. Dash: under this account there is no such text.",
    "按各方为何不加入的不同解释（{accounts}），列出每种文本包含哪些条款。实点：包含；圆环：不包含；短横：在该解释下没有这样的文本。",
)


def beside_figure(solution: AgreementSolution, design: DesignAnswer, lang: Lang) -> Figure:
    """Draw clause by clause what the texts of the accounts contain."""
    columns = beside_columns(solution, design)
    names = [name for ids in design.menu.ids for name in ids]
    words = [fold(solution.clauses[name].get(lang), 240) for name in names]
    start = 24 + max((text_width(row) for rows in words for row in rows), default=0)
    wide = (WIDTH - start) / max(len(columns), 1)
    heads = [fold(heading.get(lang), wide - 14) for heading, _ in columns]
    top = 20.0 + 16 * max((len(rows) for rows in heads), default=1)
    marks = []
    for k, rows in enumerate(heads):
        for row, said in enumerate(rows):
            marks.append(label(said, start + wide * (k + 0.5), 16 + 16 * row, "small", "middle"))
    y = top + 6
    for name, rows in zip(names, words, strict=True):
        marks.append(line(8, y - 14, WIDTH - 8, y - 14))
        for row, said in enumerate(rows):
            marks.append(label(said, 8, y + 4 + 16 * row))
        for k, (heading, held) in enumerate(columns):
            x, tip = start + wide * (k + 0.5), f"{solution.clauses[name].get(lang)}: {heading.get(lang)}"
            if held is None:
                marks.append(line(x - 5, y, x + 5, y, "axis"))
            else:
                marks.append(dot(x, y, "full" if name in held else "none", tip=tip, radius=5))
        y += ROW + 16 * (len(rows) - 1)
    caption = BESIDE_CAPTION.of(accounts=listed([one.title for one in design.beside]))
    drawing = svg(marks, WIDTH, y - 8, BESIDE.get(lang), caption.get(lang))
    return Figure(f"beside-{solution.reading}", BESIDE, caption, drawing, beside_table(solution, design))
