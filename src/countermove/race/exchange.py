"""What a race is read from and written to: XMILE models in, the series of a solved reading out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from countermove.document.faults import AnalysisError, DocumentError, Fault

if TYPE_CHECKING:
    from countermove.kind import Case
    from countermove.race.model import RaceModel


def from_xmile(content: bytes, file: str) -> str:
    """Return the document that an XMILE file becomes.

    Raises
    ------
    DocumentError
        If it is not UTF-8, no XMILE, or uses what a race does not have.
    """
    from countermove.race.xmile import xmile_document

    try:
        return xmile_document(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise DocumentError([Fault(file, 1, 1, "", "the file is not UTF-8", "save it as UTF-8")]) from None
    except AnalysisError as fault:
        raise DocumentError([Fault(file, 1, 1, "", str(fault), "")]) from None


def to_csv(case: Case[RaceModel]) -> str:
    """Return every series of a solved reading at every moment, one row a moment; the head names units."""
    import csv
    import io

    from countermove.race.analysis import solve_race

    solution = solve_race(case)
    names = list(solution.series)
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow([f"time [{solution.time_unit}]", *(f"{name} [{solution.units[name]}]" for name in names)])
    for index, moment in enumerate(solution.times):
        rows.writerow([f"{moment:.6g}", *(f"{solution.series[name][index]:.8g}" for name in names)])
    return out.getvalue()


IMPORTS: dict[str, Callable[[bytes, str], str]] = {"xmile": from_xmile, "stmx": from_xmile, "itmx": from_xmile}
EXPORTS: dict[str, Callable[[Case[RaceModel]], str]] = {"csv": to_csv}
