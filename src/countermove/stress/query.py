"""Asking a study in SQL: its tables and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countermove.document.faults import AnalysisError
from countermove.stress.parquet import WORD, quoted
from countermove.stress.store import open_record


@dataclass(frozen=True, slots=True)
class Result:
    """What a query returned: names of columns, and rows of plain values."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def query(folder: str | Path, sql: str) -> Result:
    """Run SQL over a study's tables.

    ``draws`` has one row a draw: its number, one column an outcome (true or false, or a number; empty where the draw
    failed) and ``error``. ``outcomes`` and ``inputs`` describe what was counted and what varied. The tables are loaded
    into memory first; then access to files and the network is switched off and the configuration locked, so that no
    statement reaches anything else.

    Raises
    ------
    AnalysisError
        If the folder holds no study, or the statement cannot be run.
    """
    import duckdb

    record, store = open_record(Path(folder))
    settings: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    connection = duckdb.connect(":memory:", config=settings)
    try:
        _load(connection, store.contents().files, record, store.draws)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        found = connection.execute(sql)
        if found is None:
            raise AnalysisError("the query says nothing; write a statement such as SELECT count(*) FROM draws")
        columns = tuple(column[0] for column in found.description or ())
        return Result(columns, tuple(map(tuple, found.fetchall())) if columns else ())
    except duckdb.Error as error:
        raise AnalysisError(f"the query cannot be run: {error}") from None
    finally:
        connection.close()


def _load(connection: Any, files: Iterable[Path], record: dict[str, Any], draws: int) -> None:
    names = ", ".join(quoted(str(file)) for file in files)
    if not names:
        raise AnalysisError("the study has no draw yet; give the stress command again")
    connection.execute(f"CREATE TABLE packed AS FROM read_parquet([{names}]) WHERE draw < {draws} ORDER BY draw")
    columns, held, counted = ["draw"], 0, 0
    for outcome in record["outcomes"]:
        if outcome["holds"]:
            bit = f"((w{held // WORD} >> {held % WORD}) & 1) = 1"
            held += 1
        else:
            bit = f"x{counted}"
            counted += 1
        columns.append(f"CASE WHEN error IS NULL THEN {bit} END AS {_name(outcome['id'])}")
    connection.execute(f"CREATE VIEW draws AS SELECT {', '.join(columns)}, error FROM packed")
    _described(connection, "outcomes", ("id", "subject", "concept", "name_en", "name_zh"), record["outcomes"])
    _described(connection, "inputs", ("id", "name_en", "name_zh", "law_en", "law_zh"), record["inputs"])


def _described(connection: Any, table: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    connection.execute(f"CREATE TABLE {table} ({', '.join(f'{column} VARCHAR' for column in columns)})")
    marks = ", ".join("?" for _ in columns)
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", [[row[key] for key in columns] for row in rows])


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
