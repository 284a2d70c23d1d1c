"""Answers as columns: model, reading, subject, and one truth column an actor and concept."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from countermove.document.faults import AnalysisError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from countermove.analysis import Answers

Columns = Mapping[str, "NDArray[Any]"]


def columns_of(answers: Answers) -> dict[str, NDArray[Any]]:
    """Return the rows of every answer below each other; missing columns are filled with empty values."""
    parts: list[dict[str, NDArray[Any]]] = []
    for answer in answers:
        rows = getattr(answer.kind, "rows", None)
        if rows is None:
            raise AnalysisError(f"a {answer.kind.name} has no table of rows; use --json")
        own = dict(rows(answer.solution))
        size = len(next(iter(own.values())))
        head = {"model": np.full(size, answer.case.model), "reading": np.full(size, answer.case.reading)}
        parts.append({**head, **own})
    names = list(dict.fromkeys(name for part in parts for name in part))
    return {name: np.concatenate([part.get(name, np.full(len(part["model"]), "")) for part in parts]) for name in names}


def write_csv(columns: Columns, target: Path) -> None:
    """Write columns as CSV."""
    temporary = target.with_name(f".{target.name}.tmp")
    with temporary.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(zip(*(column.tolist() for column in columns.values()), strict=True))
    os.replace(temporary, target)


def write_parquet(columns: Columns, target: Path) -> None:
    """Write columns as Parquet, by DuckDB."""
    try:
        import duckdb
    except ImportError:
        raise AnalysisError("Parquet needs DuckDB: pip install 'countermove[stress]', or write a .csv") from None
    temporary = target.with_name(f".{target.name}.tmp")
    source = {name: column.astype(object) if column.dtype.kind == "U" else column for name, column in columns.items()}
    with duckdb.connect() as connection:
        connection.register("source", source)
        name = str(temporary).replace("'", "''")
        connection.execute(f"COPY (SELECT * FROM source) TO '{name}' (FORMAT parquet, COMPRESSION zstd)")
    os.replace(temporary, target)
