"""Figures and tables as a page shows them, and which figure stands on page one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from countermove.document.text import Lang, Text
from countermove.kind import Cell, Figure, Table
from countermove.report.dossier import Chapter
from countermove.report.html import Child, Html, drawing, said, tag

MOST_ROWS = 60
DATA = Text("The figure as a table", "以表格形式查看此图")
MORE_ROWS = Text("{count} more rows; `solve --table` writes them all.", "另有{count}行；`solve --table`可输出全部。")
YES, NO = Text("yes", "是"), Text("no", "否")


def figure_block(figure: Figure, lang: Lang, heading: str = "h2") -> Html:
    """Return a figure with its caption, and its data as a table that opens."""
    name = figure.title.get(lang)
    parts: list[Child] = [
        said(figure.title, lang, heading),
        tag("div", drawing(figure.svg), cls="wide", tabindex=0, role="group", aria_label=name),
        said(figure.caption, lang, "p", "caption"),
    ]
    if figure.data is not None and figure.data.rows:
        parts.append(tag("details", tag("summary", DATA.get(lang)), table_block(figure.data, lang), cls="data"))
    return tag("section", *parts, cls="figure-block")


def leading_figure(drawn: Iterable[tuple[Chapter, Sequence[Figure]]], lang: Lang) -> Figure | None:
    """Return the figure for page one, of the first model that has any: the one of its kind that carries the argument.

    Where all readings together make it too tall to be read at the size of a page, the first reading alone is drawn;
    where that is too tall as well, another figure of the kind stands in. What was drawn first follows below.
    """
    chapter, figures = next(((chapter, own) for chapter, own in drawn if own), (None, ()))
    if chapter is None or height_to_width(figures[0]) <= TALLEST:
        return figures[0] if figures else None
    alone = chapter.first.figures(lang)[:1] if len(chapter.answers) > 1 else ()
    told = [replace(one, title=ALONE.of(title=one.title, reading=chapter.first.case.title)) for one in alone]
    return next((one for one in (*told, *figures) if height_to_width(one) <= TALLEST), figures[0])


def height_to_width(figure: Figure) -> float:
    """Return how tall a drawing is for its width."""
    width, height = size_of(figure)
    return height / width


def size_of(figure: Figure) -> tuple[float, float]:
    """Return width and height of a drawing in pixels, as its view box says."""
    found = VIEW_BOX.search(figure.svg)
    return (max(float(found[1]), 1.0), float(found[2])) if found else (1.0, 1.0)


TALLEST = 0.95
ALONE = Text("{title} ({reading})", "{title}（{reading}）")
VIEW_BOX = re.compile(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"')


def leading_block(figure: Figure, lang: Lang) -> Html:
    """Return the figure of page one; on paper it takes what room the answer leaves on the sheet."""
    width, height = size_of(figure)
    sized = f'class="wide" style="--wide:{width:g}px;--tall:{height / width:.3f}"'
    block = figure_block(figure, lang).markup.replace('class="wide"', sized, 1)
    return Html(block.replace("<svg ", '<svg preserveAspectRatio="xMidYMin" ', 1))


def table_block(table: Table, lang: Lang) -> Html:
    """Return a table, cut after 60 rows with a line that says so."""
    head = tag("tr", *(said(column, lang, "th") for column in table.columns))
    rows = [tag("tr", *(_cell(cell, lang) for cell in row)) for row in table.rows[:MOST_ROWS]]
    body = tag("table", tag("thead", head), tag("tbody", *rows))
    parts: list[Child] = [tag("div", body, cls="scroll", tabindex=0, role="group", aria_label=table.title.get(lang))]
    if len(table.rows) > MOST_ROWS:
        parts.append(tag("p", MORE_ROWS.of(count=len(table.rows) - MOST_ROWS).get(lang), cls="caption"))
    return tag("div", *parts)


def _cell(cell: Cell, lang: Lang) -> Html:
    if isinstance(cell, bool):
        return mark(cell, YES if cell else NO, lang)
    if isinstance(cell, Text):
        return said(cell, lang, "td")
    if isinstance(cell, float):
        return tag("td", f"{cell:.4g}")
    return tag("td", "–" if cell is None else str(cell), dir="auto")


def mark(full: bool, words: Text, lang: Lang) -> Html:
    """Return a cell that is filled or hollow, and says so to who cannot see it."""
    sign = tag("span", "●" if full else "○", aria_hidden="true")
    return tag("td", sign, tag("span", words.get(lang), cls="unseen"))
