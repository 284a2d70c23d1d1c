"""Files for other programs: a drawing with its style inside, a table as CSV."""

from __future__ import annotations

import csv
import io
import re

from countermove.document.text import Lang, Text
from countermove.drawing.style import style_sheet
from countermove.kind import Cell, Table

FONTS = 'svg{font-family:system-ui,"Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}'
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def standalone(svg: str) -> str:
    """Return a drawing as a file of its own: its style inside, nothing to press.

    Examples
    --------
    >>> standalone('<svg class="figure"></svg>').count("<style>")
    1
    """
    style = f"{style_sheet()}\n{FONTS}".replace("&", "&amp;").replace("<", "&lt;")
    svg = svg.replace('role="button" tabindex="-1"', 'role="img"')
    return re.sub(r"^(\s*<svg\b[^>]*>)", lambda found: f"{found[1]}<style>{style}</style>", svg, count=1)


def csv_of(table: Table, lang: Lang) -> str:
    """Return a table as CSV with a byte order mark, by which spreadsheets read Chinese; no cell is a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([_cell(column, lang) for column in table.columns])
    writer.writerows([_cell(cell, lang) for cell in row] for row in table.rows)
    return "\ufeff" + stream.getvalue()


def _cell(cell: Cell, lang: Lang) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return cell
    words = cell.get(lang) if isinstance(cell, Text) else cell
    return f"'{words}" if words.startswith(FORMULA) else words
