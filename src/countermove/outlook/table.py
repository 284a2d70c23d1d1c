"""Cross-impact matrices from and to CSV: two head rows (factors, variants) and two head columns, then the judgements.

The layout is that of a printed cross-impact matrix, so that a matrix kept in a spreadsheet can be pasted in. Blocks of
a factor on itself are left empty; empty cells count as zero.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from countermove.document.faults import AnalysisError
from countermove.document.text import Lang
from countermove.outlook.model import OutlookModel


def to_csv(model: OutlookModel) -> str:
    """Return the matrix of a model as CSV: identifiers, and the numbers that ``solve`` uses, unweighted.

    Laws, weights, names and bases stay in the document; ``from_csv`` reads back what is here.
    """
    columns = [(factor, variant) for factor, each in model.factors.items() for variant in each.variants]
    rows: list[list[str]] = [
        ["", "", *(factor for factor, _ in columns)],
        ["", "", *(variant for _, variant in columns)],
    ]
    for factor, variant in columns:
        row = [factor, variant]
        for target, other in columns:
            influence = model.impacts.get(factor, {}).get(target)
            numbers = influence.rows.get(variant) if influence else None
            index = list(model.factors[target].variants).index(other)
            row.append("" if factor == target else f"{numbers[index].centre:g}" if numbers else "0")
        rows.append(row)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def from_csv(text: str, lang: Lang = "en") -> dict[str, Any]:
    r"""Return the ``factors`` and ``impacts`` of a document from a matrix in CSV.

    Identifiers serve as names, in ``lang``, until somebody writes better ones.

    Raises
    ------
    AnalysisError
        With the line and column of the first cell that does not fit.

    Examples
    --------
    >>> section = from_csv(",,a,a,b\n,,low,high,one\na,low,,,2\na,high,,,-1\nb,one,1,0,\n")
    >>> section["impacts"]["a"]["b"]["rows"]
    {'low': [2.0], 'high': [-1.0]}
    """
    rows = [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) if any(cell.strip() for cell in row)]
    if len(rows) < 3:
        raise AnalysisError("the table has fewer than three lines: two head lines and a line for each variant")
    columns = _head(rows)
    lines = rows[2:]
    if len(lines) != len(columns):
        raise AnalysisError(f"{len(columns)} variants stand across and {len(lines)} down: give each variant both")
    factors: dict[str, Any] = {}
    for factor, variant in columns:
        named = factors.setdefault(factor, {"name": {lang: factor}, "variants": {}})
        named["variants"][variant] = {"name": {lang: variant}}
    impacts: dict[str, dict[str, Any]] = {}
    for number, (row, (factor, variant)) in enumerate(zip(lines, columns, strict=True), start=3):
        given = tuple(cell.strip() for cell in [*row, "", ""][:2])
        if given != (factor, variant):
            raise AnalysisError(f"line {number}: {'/'.join(given)} stands where {factor}/{variant} is due: same order")
        if len(row) > len(columns) + 2:
            raise AnalysisError(f"line {number}: {len(row) - 2} numbers for {len(columns)} variants")
        for column, (target, _) in enumerate(columns):
            cell = row[column + 2].strip() if column + 2 < len(row) else ""
            value = _number(cell, number, column + 3)
            if target == factor:
                if value:
                    raise AnalysisError(f"line {number}, column {column + 3}: a factor has no influence on itself")
                continue
            block = impacts.setdefault(factor, {}).setdefault(target, {"rows": {}})
            block["rows"].setdefault(variant, []).append(value)
    return {"factors": factors, "impacts": impacts}


def _head(rows: list[list[str]]) -> list[tuple[str, str]]:
    width = max(len(rows[0]), len(rows[1]))
    tops = [cell.strip() for cell in [*rows[0], *[""] * width][:width]]
    below = [cell.strip() for cell in [*rows[1], *[""] * width][:width]]
    columns: list[tuple[str, str]] = []
    for index in range(2, width):
        factor = tops[index] or (columns[-1][0] if columns else "")
        if not factor or not below[index]:
            raise AnalysisError(f"line {2 if factor else 1}, column {index + 1}: a name is missing in the head")
        if (factor, below[index]) in columns:
            raise AnalysisError(f"line 2, column {index + 1}: {factor}/{below[index]} stands there twice")
        columns.append((factor, below[index]))
    order = [
        factor for position, (factor, _) in enumerate(columns) if position == 0 or columns[position - 1][0] != factor
    ]
    if len(set(order)) != len(order):
        raise AnalysisError("line 1: the variants of a factor do not stand side by side: bring them together")
    return columns


def _number(cell: str, line: int, column: int) -> float:
    if not cell:
        return 0.0
    try:
        return float(cell.replace("\u2212", "-"))
    except ValueError:
        raise AnalysisError(f"line {line}, column {column}: {cell!r} is no number") from None
