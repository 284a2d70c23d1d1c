"""Files of other programs: which kind reads and writes what, by their ending."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from countermove.document.faults import AnalysisError, DocumentError, Fault
from countermove.kinds import KINDS

if TYPE_CHECKING:
    from countermove.kind import Case


def _tables(which: str) -> dict[str, dict[str, Any]]:
    """Return, by kind, the tables `IMPORTS` or `EXPORTS` of its `exchange` module, where it has one."""
    found = {}
    for name, package in KINDS.items():
        try:
            module = import_module(f"{package}.exchange")
        except ModuleNotFoundError as error:
            if error.name != f"{package}.exchange":
                raise
            continue
        found[name] = dict(getattr(module, which, {}))
    return found


def import_file(file: str, kind: str | None = None) -> str:
    """Return a document made from another program's file.

    Raises
    ------
    DocumentError
        If the file cannot be read or its ending belongs to no kind.
    """
    path = Path(file)
    ending = path.suffix.lower().lstrip(".")
    tables = {name: table for name, table in _tables("IMPORTS").items() if kind in (None, name)}
    able = {name: table[ending] for name, table in tables.items() if ending in table}
    if not able:
        known = sorted({f".{one}" for table in tables.values() for one in table})
        cure = f"endings that can be read: {', '.join(known)}"
        raise DocumentError([Fault(file, 1, 1, "", f"no kind reads a {path.suffix or 'file without ending'}", cure)])
    if not path.is_file():
        raise DocumentError([Fault(file, 1, 1, "", "no such file", "check the name")])
    if path.stat().st_size > 16 * 2**20:
        raise DocumentError([Fault(file, 1, 1, "", "the file has more than 16 MB", "is this the right file?")])
    text: str = next(iter(able.values()))(path.read_bytes(), file)
    return text


def export_case(case: Case[Any], kind: str, form: str) -> str:
    """Return one reading of one model in another program's format.

    Raises
    ------
    AnalysisError
        If the kind does not write that format.
    """
    table = _tables("EXPORTS").get(kind, {})
    if form not in table:
        known = ", ".join(sorted(table)) or "none"
        raise AnalysisError(f"a model of kind {kind} is not written as {form!r}: its own formats are {known}")
    text: str = table[form](case)
    return text
