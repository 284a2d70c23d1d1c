"""Files of other programs: positions as CSV, both ways."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

from countermove.bargain.model import BargainModel
from countermove.document.faults import DocumentError, Fault, did_you_mean
from countermove.kind import Case

NEEDED = ("issue", "party", "position", "salience")
OPTIONAL = ("capability", "status_quo", "low", "high")


def from_csv(content: bytes, file: str) -> str:
    """Return a document from rows of issue, party, position and salience (0–1).

    Optional columns: ``capability`` of the party; ``status_quo``, ``low`` and ``high`` of the issue (its scale; 0 and
    100 where left out); each is taken from its first row that has it. Without a status quo an issue starts at the
    scale's middle, to be edited.

    Raises
    ------
    DocumentError
        With line and column of everything that is wrong.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError([Fault(file, 1, 1, "", "the file is not UTF-8", "save it as UTF-8")]) from error
    rows = list(csv.reader(io.StringIO(text)))
    head = [cell.strip() for cell in rows[0]] if rows else []
    faults = [
        Fault(file, 1, 1, "", f"no column {name!r}", did_you_mean(name, head)) for name in NEEDED if name not in head
    ]
    if faults:
        raise DocumentError(faults)
    issues: dict[str, dict[str, float]] = {}
    parties: dict[str, dict[str, Any]] = {}
    for line, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(head, [cell.strip() for cell in cells], strict=False))
        numbers = {}
        for name in (*NEEDED[2:], *OPTIONAL):
            if row.get(name):
                numbers[name] = _number(row[name], file, line, head.index(name) + 1, name, faults)
        if not row.get("issue") or not row.get("party") or "position" not in numbers or "salience" not in numbers:
            cure = "give each row an issue, a party, a position and a salience"
            faults.append(Fault(file, line, 1, "", "the row is incomplete", cure))
            continue
        issue = issues.setdefault(row["issue"], {})
        party = parties.setdefault(row["party"], {"capability": None, "positions": {}})
        for name in ("status_quo", "low", "high"):
            if name in numbers:
                issue.setdefault(name, numbers[name])
        if party["capability"] is None:
            party["capability"] = numbers.get("capability")
        party["positions"][row["issue"]] = {"position": numbers["position"], "salience": numbers["salience"]}
    if faults:
        raise DocumentError(faults)
    return _document(file, issues, parties)


def _number(word: str, file: str, line: int, column: int, name: str, faults: list[Fault]) -> float:
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        faults.append(Fault(file, line, column, name, f"{word!r} is no number", "write a number with a decimal point"))
        return 0.0
    return value


def _document(file: str, issues: dict[str, dict[str, float]], parties: dict[str, dict[str, Any]]) -> str:
    """Write the document; every name and number goes through JSON, which YAML reads."""
    lines = ["countermove: 1", f"title: {_key(f'Positions from {Path(file).name}')}", "actors:"]
    lines += [f"  {_key(name)}: {{name: {_key(name)}}}" for name in parties]
    lines += ["models:", "  base:", "    kind: bargain", "    issues:"]
    for name, issue in issues.items():
        low, high = issue.get("low", 0.0), issue.get("high", 100.0)
        lines.append(f"      {_key(name)}: {{name: {_key(name)}, scale: [{low:g}, {high:g}]}}")
    lines.append("    parties:")
    for name, party in parties.items():
        lines.append(f"      {_key(name)}:")
        if party["capability"] is not None:
            lines.append(f"        capability: {party['capability']:g}")
        lines.append("        positions:")
        for issue_name, stance in party["positions"].items():
            lines.append(f"          {_key(issue_name)}: {json.dumps(stance)}")
    lines.append("    status_quo:")
    for name, issue in issues.items():
        middle = (issue.get("low", 0.0) + issue.get("high", 100.0)) / 2
        lines.append(f"      {_key(name)}: {issue.get('status_quo', middle):g}")
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def to_csv(case: Case[BargainModel]) -> str:
    """Return the positions, one row a party and issue, at the centres of their laws; ``from_csv`` reads it back."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*NEEDED, *OPTIONAL))
    for name, party in case.section.parties.items():
        for issue_name, stance in party.positions.items():
            low, high = case.section.issues[issue_name].scale
            quo = case.section.status_quo[issue_name].centre
            cells = (stance.position.centre, stance.salience.centre, party.capability.centre, quo, low, high)
            writer.writerow((issue_name, name, *(f"{cell:.12g}" for cell in cells)))
    return out.getvalue()


IMPORTS = {"csv": from_csv}
EXPORTS = {"csv": to_csv}
