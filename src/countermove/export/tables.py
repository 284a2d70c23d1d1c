"""Tables and the data of figures as CSV that a spreadsheet and a database both read."""

from __future__ import annotations

import csv
from io import StringIO

from countermove.document.text import Lang, Text
from countermove.kind import Cell, Table

BOM = "\ufeff"


def table_csv(table: Table, lang: Lang) -> bytes:
    """Return a table as CSV: UTF-8 with a byte order mark, by which Excel knows Chinese; numbers in full.

    Truth is ``true`` and ``false``, nothing is an empty cell. Words that a spreadsheet would take for a formula get an
    apostrophe in front; columns of one name are numbered.
    """
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_heads(table, lang))
    writer.writerows([_cell(cell, lang) for cell in row] for row in table.rows)
    return (BOM + stream.getvalue()).encode("utf-8", "replace")


def _heads(table: Table, lang: Lang) -> list[str]:
    heads: list[str] = []
    for column in table.columns:
        word = name = _words(column.get(lang))
        number = 2
        while name in heads:
            name, number = f"{word} {number}", number + 1
        heads.append(name)
    return heads


def _cell(cell: Cell, lang: Lang) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return repr(cell.item() if hasattr(cell, "item") else cell)
    return _words(cell.get(lang) if isinstance(cell, Text) else str(cell))


def _words(words: str) -> str:
    """Return words that no spreadsheet runs as a formula."""
    words = words.replace("\x00", "\ufffd")
    return f"'{words}" if len(words) > 1 and words[0] in "=+-@\t\r" and not _is_number(words) else words


def _is_number(words: str) -> bool:
    try:
        float(words)
    except ValueError:
        return False
    return True
