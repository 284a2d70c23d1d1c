"""Files of other programs: positions as CSV, both ways; utility spaces of GENIUS and NegMAS."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from countermove.bargain.model import BargainModel
from countermove.document.faults import DocumentError, Fault, did_you_mean
from countermove.kind import Case

if TYPE_CHECKING:
    from countermove.bargain.utility_space import UtilitySpace

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


def from_xml(content: bytes, file: str) -> str:
    """Return a document from a GENIUS or NegMAS utility file and those beside it over the same issues and levels.

    One file is one actor, named after the file; the folder of a scenario holds one file an actor. Every level keeps its
    evaluation, no deal is worth the reservation value, and a discount is the patience. Positions (the best level) and
    saliences (the range of the evaluations) are derived for the forecasts; the status quo is each issue's first level.

    Raises
    ------
    AnalysisError
        If the file is no additive utility space, or no other file beside it is over the same issues.
    """
    from countermove.bargain.utility_space import parse_utility_space
    from countermove.document.faults import AnalysisError

    own = parse_utility_space(content, file)
    spaces: dict[str, UtilitySpace] = {}
    for path in sorted(Path(file).parent.glob("*.xml")):
        if path.name == Path(file).name:
            spaces[path.stem] = own
            continue
        try:
            other = parse_utility_space(path.read_bytes(), str(path))
        except (AnalysisError, OSError):
            continue  # a domain list, or another program's file
        if (other.issues, other.levels) == (own.issues, own.levels):
            spaces[path.stem] = other
    if len(spaces) < 2:
        wrong = "a bargain needs two actors, and no other file beside this one is over the same issues and levels"
        raise AnalysisError(f"{file}: {wrong}: put the utility files of one scenario into one folder")
    return _spaces_document(file, own, spaces)


def _spaces_document(file: str, own: UtilitySpace, spaces: dict[str, UtilitySpace]) -> str:
    lines = ["countermove: 1", f"title: {_key(f'Utility spaces beside {Path(file).name}')}", "actors:"]
    lines += [f"  {_key(name)}: {{name: {_key(name)}}}" for name in spaces]
    lines += ["models:", "  base:", "    kind: bargain", "    least_gain: 0", "    issues:"]
    for issue, words in zip(own.issues, own.levels, strict=True):
        high = max(len(words) - 1, 1)
        anchors = ", ".join(f"{{at: {at}, text: {_key(word)}}}" for at, word in enumerate(words))
        levels = ", ".join(map(str, range(len(words))))
        lines.append(f"      {_key(issue)}: {{name: {_key(issue)}, scale: [0, {high}], levels: [{levels}],")
        lines.append(f"        anchors: [{anchors}]}}")
    lines.append("    parties:")
    for name, space in spaces.items():
        best = sum(float(worth.max()) for worth in space.worth)
        lines += [f"      {_key(name)}:", f"        reservation: {space.reservation - best:.12g}"]
        if space.discount < 1:
            lines.append(f"        patience: {space.discount:.12g}")
        lines.append("        positions:")
        for issue, worth in zip(space.issues, space.worth, strict=True):
            span = min(max(float(worth.max() - worth.min()), 0.0), 1.0)
            told = ", ".join(f"{one:.12g}" for one in worth)
            place = f"position: {int(worth.argmax())}, salience: {span:.12g}, worth: [{told}]"
            lines.append(f"          {_key(issue)}: {{{place}}}")
    lines.append("    status_quo:")
    lines += [f"      {_key(issue)}: 0" for issue in own.issues]
    return "\n".join(lines) + "\n"


IMPORTS = {"csv": from_csv, "xml": from_xml}
EXPORTS = {"csv": to_csv}
