"""One row a state (or party, profile …): tables on disk for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from countermove.document.faults import AnalysisError

if TYPE_CHECKING:
    from countermove.analysis import Answers


def write_table(answers: Answers, target: str) -> None:
    """Write the rows of every answer to a ``.csv`` or ``.parquet`` file.

    Raises
    ------
    AnalysisError
        If the file has another ending, the kind has no rows, or Parquet needs an extra that is missing.
    """
    ending = Path(target).suffix.lower()
    if ending not in (".csv", ".parquet"):
        raise AnalysisError(f"{target}: a table is written as .csv or .parquet")
    from countermove.cli.columns import columns_of, write_csv, write_parquet

    columns = columns_of(answers)
    (write_csv if ending == ".csv" else write_parquet)(columns, Path(target))
