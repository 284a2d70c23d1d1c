"""Parquet files by DuckDB, from and to plain arrays; the only place that writes or reads them."""

from __future__ import annotations

import errno
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.document.faults import AnalysisError

_local = threading.local()
MAGIC = b"PAR1"
WORD = 64  # outcomes that hold or do not, packed into one column


def write_parquet(path: Path, columns: Mapping[str, NDArray[Any]], footer: Mapping[str, str]) -> None:
    """Write arrays of equal length as one Parquet file; the same arrays give the same bytes.

    Raises
    ------
    OSError
        With ``errno.ENOSPC`` where the disk is full.
    """
    import duckdb

    connection = _connection()
    notes = ", ".join(f"{key}: {quoted(value)}" for key, value in footer.items())
    connection.register("batch", dict(columns))
    try:
        connection.execute(
            f"COPY (SELECT * FROM batch) TO {quoted(str(path))} "
            f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, KV_METADATA {{{notes}}})"
        )
    except duckdb.IOException as error:
        full = any(sign in str(error) for sign in ("No space left", "Disk quota", "File too large", "not enough space"))
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error
    finally:
        connection.unregister("batch")


def read_columns(path: Path) -> dict[str, NDArray[Any]]:
    """Read a Parquet file as arrays; empty cells are None in text, NaN in numbers.

    Raises
    ------
    AnalysisError
        If the file cannot be read.
    """
    import duckdb

    try:
        found = _connection().execute(f"SELECT * FROM read_parquet({quoted(str(path))})").fetchnumpy()
    except duckdb.Error as error:
        raise AnalysisError(f"{path.name} cannot be read ({error}); give the stress command again") from None
    return {name: _unmasked(column) for name, column in found.items()}


def damaged(path: Path, rows: int) -> bool:
    """Say whether a file is not a whole Parquet file of that many rows (cut off, or not Parquet at all)."""
    import duckdb

    size = path.stat().st_size
    if size < 12:
        return True
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(-8, 2)
        tail = file.read(8)
    if head != MAGIC or tail[4:] != MAGIC or int.from_bytes(tail[:4], "little") + 12 > size:
        return True
    try:
        found = _connection().execute(f"SELECT num_rows FROM parquet_file_metadata({quoted(str(path))})").fetchall()
    except duckdb.Error:
        return True
    return bool(found[0][0] != rows)


def _unmasked(column: NDArray[Any]) -> NDArray[Any]:
    """Return empty cells as None in text and as NaN in numbers, which is how DuckDB stores a NaN."""
    if not isinstance(column, np.ma.MaskedArray):
        return column
    plain = np.array(column.data)
    plain[np.ma.getmaskarray(column)] = None if plain.dtype == object else np.nan
    return plain


def _connection() -> Any:
    """Return this thread's connection: one thread, order kept, so that bytes do not depend on scheduling."""
    if not hasattr(_local, "connection"):
        import duckdb

        _local.connection = duckdb.connect(":memory:", config={"threads": 1, "preserve_insertion_order": True})
    return _local.connection


def quoted(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
