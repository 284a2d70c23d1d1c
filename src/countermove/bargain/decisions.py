"""Decisions with everyone's positions and the outcome, in the layout of the European decisions data (DEU).

Thomson, Stokman, Achen, König (eds) 2006, *The European Union Decides*; data: doi 10.34810/data53.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats
from countermove.document.faults import DocumentError, Fault, did_you_mean

NEEDED = ("prnrnmc", "isnrnmc", "out")
NO_DATE = 9999
# Votes in the Council: Treaty of Nice, Declaration 20 and the accession treaties; before May 2004 the fifteen's own.
NICE = {
    **dict.fromkeys(("de", "uk", "fr", "it"), 29), "es": 27, "pl": 27, "ro": 14, "nl": 13,
    **dict.fromkeys(("be", "cz", "el", "hu", "pt"), 12), **dict.fromkeys(("at", "bu", "se"), 10),
    **dict.fromkeys(("dk", "ie", "lt", "sk", "fi", "cr"), 7), **dict.fromkeys(("cy", "ee", "lv", "lu", "si"), 4),
    "mt": 3,
}  # fmt: skip
FIFTEEN = {
    **dict.fromkeys(("de", "uk", "fr", "it"), 10), "es": 8, **dict.fromkeys(("be", "el", "nl", "pt"), 5),
    **dict.fromkeys(("at", "se"), 4), **dict.fromkeys(("dk", "ie", "fi"), 3), "lu": 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decisions:
    """m decisions (issues of proposals) among n actors; what is missing is NaN.

    ``position`` and ``outcome`` are 0–100, ``salience`` 0–1; ``capability`` (n,) as the file's first data row gives it.
    ``institutions`` marks Commission and Parliament; ``codecision`` and ``unanimity`` (m,) the procedure; ``year`` is
    when the proposal was made, from its number (``NO_DATE`` where it has none).
    """

    actors: tuple[str, ...]
    capability: Floats
    institutions: NDArray[np.bool_]
    issue: tuple[str, ...]
    proposal: tuple[str, ...]
    area: tuple[str, ...]
    year: NDArray[np.int64]
    codecision: NDArray[np.bool_]
    unanimity: NDArray[np.bool_]
    position: Floats
    salience: Floats
    outcome: Floats


def read_decisions(path: str | Path) -> Decisions:
    """Read the decisions of a tab-separated file that have an outcome.

    Columns: ``prnrnmc`` proposal, ``isnrnmc`` issue, ``prnr`` proposal number with its year, ``council`` policy area,
    ``proc`` (COD where Parliament decides too), ``counvte`` (Unan for unanimity), ``p<actor>`` positions 0–100,
    ``s<actor>`` saliences 0–100, ``out`` outcome 0–100; the row without a proposal gives capabilities in the ``p``
    columns. Empty is missing. Rows without an outcome or any position are left out.

    Raises
    ------
    DocumentError
        With line and column number of everything that is wrong.
    """
    name = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError([Fault(name, 1, 1, "", f"cannot be read ({error})", "give a UTF-8 text file")]) from error
    lines = list(csv.reader(text.splitlines(), delimiter="\t"))
    if not lines:
        raise DocumentError([Fault(name, 1, 1, "", "the file is empty", "give a header line and one line a decision")])
    head = lines[0]
    faults = [
        Fault(name, 1, 1, "", f"no column {column!r}", did_you_mean(column, head))
        for column in NEEDED
        if column not in head
    ]
    codes = tuple(c[1:] for c in head if c.startswith("p") and f"s{c[1:]}" in head and c[1:])
    if not codes:
        faults.append(Fault(name, 1, 1, "", "no actor has both columns", "name columns p<actor> and s<actor>"))
    if faults:
        raise DocumentError(faults)
    table = _Table(name, head, lines[1:], faults)
    rows, capability = [], np.full(len(codes), np.nan)
    for index in range(len(table.rows)):
        if table.word(index, "prnrnmc"):
            rows.append(index)
        else:
            capability = np.array([table.number(index, f"p{code}", 0, math.inf) for code in codes])
    decisions = _gather(table, rows, codes, capability)
    if faults:
        raise DocumentError(faults)
    return decisions


@dataclass(frozen=True, slots=True)
class _Table:
    file: str
    head: list[str]
    rows: list[list[str]]
    faults: list[Fault]

    def word(self, row: int, column: str) -> str:
        place = self.head.index(column) if column in self.head else -1
        return self.rows[row][place].strip() if 0 <= place < len(self.rows[row]) else ""

    def number(self, row: int, column: str, low: float, high: float) -> float:
        word = self.word(row, column)
        if word in ("", "NA"):
            return math.nan
        try:
            value = float(word)
        except ValueError:
            value = math.nan
        if low <= value <= high:
            return value
        cure = (
            f"write a number from {low:g} to {high:g}, or leave it empty" if high < math.inf else "write a number ≥ 0"
        )
        place = self.head.index(column) + 1
        self.faults.append(Fault(self.file, row + 2, place, column, f"{word!r} is out of range or no number", cure))
        return math.nan


def _gather(table: _Table, rows: list[int], codes: tuple[str, ...], capability: Floats) -> Decisions:
    out = np.array([table.number(row, "out", 0, 100) for row in rows])
    position = np.array([[table.number(row, f"p{code}", 0, 100) for code in codes] for row in rows]).reshape(
        -1, len(codes)
    )
    salience = np.array([[table.number(row, f"s{code}", 0, 100) for code in codes] for row in rows]).reshape(
        -1, len(codes)
    )
    kept = np.flatnonzero(np.isfinite(out) & np.isfinite(position).any(axis=1))
    if not table.faults and (len(kept) == 0 or not np.nansum(capability) > 0):
        missing = "no decision has an outcome and a position" if len(kept) == 0 else "no row gives capabilities"
        table.faults.append(Fault(table.file, 2, 1, "", missing, "see the layout in the documentation of bargains"))
    chosen = [rows[k] for k in kept]
    return Decisions(
        actors=codes,
        capability=np.nan_to_num(capability),
        institutions=np.array([code in ("com", "ep") for code in codes]),
        issue=tuple(table.word(row, "isnr") or table.word(row, "isnrnmc") for row in chosen),
        proposal=tuple(table.word(row, "prnrnmc") for row in chosen),
        area=tuple(table.word(row, "council") or "unknown" for row in chosen),
        year=np.array([_year(table.word(row, "prnr")) for row in chosen], np.int64),
        codecision=np.array([table.word(row, "proc") == "COD" for row in chosen], np.bool_),
        unanimity=np.array([table.word(row, "counvte") == "Unan" for row in chosen], np.bool_),
        position=position[kept],
        salience=salience[kept] / 100,
        outcome=out[kept],
    )


def _year(number: str) -> int:
    """Read d00032 as 2000 and d96254 as 1996: the two digits after the letter."""
    digits = number[1:3]
    if not digits.isdigit():
        return NO_DATE
    return 1900 + int(digits) if int(digits) >= 50 else 2000 + int(digits)


def council_power(decisions: Decisions) -> Floats:
    """Return each actor's Shapley–Shubik power in each decision, (m, n), states adding up to their share of capability.

    Before May 2004 (proposals of 2003 and earlier) the fifteen's votes with 62 of 87, later those of Nice with 74 in
    100; equal power under unanimity. The Commission and Parliament keep their share of all capability.
    """
    from countermove.numeric.cooperative import shapley_shubik

    states = ~decisions.institutions
    power = np.zeros((len(decisions.outcome), len(decisions.actors)))
    total = decisions.capability.sum()
    power[:, decisions.institutions] = decisions.capability[decisions.institutions] / total
    for votes, quota, era in ((FIFTEEN, 62, decisions.year <= 2003), (NICE, 0, decisions.year > 2003)):
        held = np.array([votes.get(code, 0) for code in decisions.actors]) * states
        if not era.any() or held.sum() == 0:
            continue
        need = quota if 0 < quota <= held.sum() else math.ceil(0.74 * held.sum())
        index = shapley_shubik(held.astype(np.int64), need)
        even = (held > 0) / max((held > 0).sum(), 1)
        share = np.where(decisions.unanimity[:, None], even, index) * (decisions.capability[states].sum() / total)
        power[era] += share[era]
    return power
