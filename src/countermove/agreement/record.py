"""The record: who took which position on which text, when, as the sources list it.

"Not listed" means just that: it is never an objection, and where attendance is unknown it is no sign of one either.
What is forecast and scored is whether a party is among those who joined, out of a stated denominator.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np

from countermove.agreement.histories import History, history_of_days
from countermove.agreement.participation import Floats, Ints
from countermove.agreement.parties import party_code
from countermove.document.faults import DocumentError, Fault, did_you_mean

Position = Literal[
    "endorsed", "signed", "ratified", "acceded", "yes", "no", "abstain", "absent", "withdrew", "not_listed"
]
POSITIONS: tuple[Position, ...] = (
    "endorsed", "signed", "ratified", "acceded", "yes", "no", "abstain", "absent", "withdrew", "not_listed",
)  # fmt: skip
JOINED: frozenset[Position] = frozenset({"endorsed", "signed", "ratified", "acceded", "yes"})
VOTES = frozenset({"yes", "no", "abstain", "absent"})
LATER = {"not_listed": 0, "absent": 0, "endorsed": 1, "signed": 1, "ratified": 2, "acceded": 2, "withdrew": 3}
UNSTATED = -1


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the record: a party's position on a text, and the day it was taken or read where known."""

    party: str
    text: str
    position: Position
    on: date | None = None
    family: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """Parties × texts. ``position[p, t]`` indexes ``POSITIONS``; ``UNSTATED`` where the record is silent.

    ``family[t]`` groups texts of a sort (votes, lists, treaties); ``first[t]`` is the day a text was opened (else
    of the earliest position taken), ``last[t]`` that of the latest position, None where no day is known. ``histories``
    say of texts with more than one day when parties joined or ratified.
    """

    parties: tuple[str, ...]
    texts: tuple[str, ...]
    position: Ints
    family: tuple[str, ...]
    first: tuple[date | None, ...]
    last: tuple[date | None, ...]
    histories: tuple[History, ...] = ()

    @property
    def joined(self) -> Floats:
        """``(parties, texts)``: 1 who joined, 0 who voted otherwise, left or is not listed, NaN absent or unstated."""
        value = np.array([1.0 if name in JOINED else 0.0 for name in POSITIONS] + [np.nan])
        value[POSITIONS.index("absent")] = np.nan
        return np.asarray(value[self.position], dtype=np.float64)

    def graded(self) -> tuple[Ints, tuple[int, ...]]:
        """Return positions as grades for the unfolding model, -1 where missing, and each text's highest grade.

        In a vote no, abstention and yes are 0, 1 and 2; where a text knows signing and ratifying, these are 1 and 2;
        otherwise joining is 1. Absence is missing.
        """
        grade = np.full(self.position.shape, -1, dtype=np.int64)
        tops = []
        for t in range(len(self.texts)):
            held = {POSITIONS[code] for code in np.unique(self.position[:, t]) if code != UNSTATED}
            if held & VOTES - {"absent"}:
                steps: Mapping[str, int] = {
                    "no": 0,
                    "withdrew": 0,
                    "not_listed": 0,
                    "abstain": 1,
                    **dict.fromkeys(JOINED, 2),
                }
            elif "signed" in held and held & {"ratified", "acceded"}:
                steps = {"withdrew": 0, "not_listed": 0, **dict.fromkeys(JOINED, 2), "signed": 1}
            else:
                steps = {"withdrew": 0, "not_listed": 0, **dict.fromkeys(JOINED, 1)}
            for position, step in steps.items():
                grade[self.position[:, t] == POSITIONS.index(position), t] = step
            tops.append(max(steps.values()))
        return grade, tuple(tops)

    def tally(self, text: str) -> Mapping[str, int]:
        """Return how many parties hold each position on a text.

        Raises
        ------
        KeyError
            If the record has no such text.
        """
        if text not in self.texts:
            raise KeyError(f"no text {text!r}; {did_you_mean(text, self.texts)}")
        column = self.position[:, self.texts.index(text)]
        counts = {name: int((column == code).sum()) for code, name in enumerate(POSITIONS)}
        return {name: count for name, count in counts.items() if count}

    def only(self, texts: Sequence[str]) -> Record:
        """Return the record of these texts, in this order."""
        at = [self.texts.index(text) for text in texts]
        return Record(
            self.parties,
            tuple(texts),
            self.position[:, at],
            tuple(self.family[t] for t in at),
            tuple(self.first[t] for t in at),
            tuple(self.last[t] for t in at),
            tuple(history for history in self.histories if history.text in texts),
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Parties that belong together, such as neighbours or allies, from one day until another."""

    name: str
    members: frozenset[str]
    since: date | None = None
    until: date | None = None

    def holds(self, on: date | None) -> bool:
        """Say whether the group exists on a day; without a day, whether it does to date."""
        if on is None:
            return self.until is None
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Covariate:
    """A number a party, known on a day."""

    name: str
    as_of: date | None
    values: dict[str, float]

    def predates(self, text: date | None) -> bool:
        """Say whether the values were known before a text was opened; without both days that is not established."""
        return self.as_of is not None and text is not None and self.as_of < text


@dataclass(frozen=True, slots=True)
class Signals:
    """Groups and covariates that an analyst brings along with a record."""

    groups: tuple[Group, ...] = ()
    covariates: tuple[Covariate, ...] = ()

    def usable(self, text: date | None) -> tuple[Covariate, ...]:
        """Return the covariates that predate a text."""
        return tuple(one for one in self.covariates if one.predates(text))

    def too_late(self, text: date | None) -> tuple[Covariate, ...]:
        """Return the covariates that do not."""
        return tuple(one for one in self.covariates if not one.predates(text))


NO_SIGNALS = Signals()


def build_record(lines: Iterable[Listed], whole_lists: bool = True, opened: Mapping[str, date] | None = None) -> Record:
    """Arrange lines into a record; parties and texts keep the order in which they first occur.

    With ``whole_lists``, a text that names only those who joined is read as a whole list: every other party of the
    record is not listed. The family is inferred from the positions where no line states it. A party's later position
    replaces its earlier one. ``opened`` says when texts were opened, where that is before the first position taken.

    Examples
    --------
    >>> record = build_record([Listed("FRA", "call", "endorsed"), Listed("USA", "vote", "no"),
    ...                        Listed("FRA", "vote", "yes")])
    >>> record.joined
    array([[1., 1.],
           [0., 0.]])
    """
    kept = list(lines)
    parties = tuple(dict.fromkeys(line.party for line in kept))
    texts = tuple(dict.fromkeys(line.text for line in kept))
    row, column = {p: i for i, p in enumerate(parties)}, {t: i for i, t in enumerate(texts)}
    position = np.full((len(parties), len(texts)), UNSTATED, dtype=np.int64)
    for line in kept:
        place = row[line.party], column[line.text]
        held = position[place]
        if held == UNSTATED or LATER.get(line.position, 0) >= LATER.get(POSITIONS[held], 0):
            position[place] = POSITIONS.index(line.position)
    families, first, last = [], [], []
    for text in texts:
        own = [line for line in kept if line.text == text]
        words = {line.position for line in own}
        if whole_lists and words <= JOINED - {"yes"} | {"withdrew"}:
            at = position[:, column[text]]
            at[at == UNSTATED] = POSITIONS.index("not_listed")
        families.append(next((line.family for line in own if line.family), _inferred_family(words)))
        days = sorted(line.on for line in own if line.on is not None)
        first.append((opened or {}).get(text, days[0] if days else None))
        last.append(days[-1] if days else None)
    return Record(parties, texts, position, tuple(families), tuple(first), tuple(last))


def _inferred_family(words: set[Position]) -> str:
    if words & {"yes", "no", "abstain"}:
        return "votes"
    if words & {"signed", "ratified", "acceded"}:
        return "treaties"
    return "lists"


def read_csv(path: str | Path) -> Record:
    r"""Read ``party,text,position[,date][,family]``; every fault of the file at once.

    Parameters
    ----------
    path : str or Path
        A UTF-8 file with a header line.

    Returns
    -------
    Record
        Parties × texts.

    Raises
    ------
    DocumentError
        With line and column: unknown party or position, a party twice on a text, a day that is no day, a text nobody
        joined, a missing column, an empty file.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "record.csv"
    >>> _ = file.write_text("party,text,position\nNO,call,endorsed\nUSA,call,not_listed\n", encoding="utf-8")
    >>> read_csv(file).parties
    ('NOR', 'USA')
    """
    file = Path(path)
    try:
        rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    except FileNotFoundError:
        raise DocumentError([Fault(str(path), 1, 1, "", "there is no such file", "check the name")]) from None
    except UnicodeDecodeError:
        raise DocumentError([Fault(str(path), 1, 1, "", "the file is not UTF-8", "save it as UTF-8")]) from None
    reader = _Rows(str(path))
    lines = reader.read(rows)
    if reader.faults:
        raise DocumentError(reader.faults)
    record = build_record(lines)
    return replace(record, histories=tuple(_histories(record, lines)))


def _histories(record: Record, lines: Sequence[Listed]) -> Iterator[History]:
    """Yield when parties joined and ratified each text whose joiners all have a day, up to the last day of the file."""
    days = [line.on for line in lines if line.on is not None]
    for text in record.texts:
        own = [line for line in lines if line.text == text]
        if any(line.on is None for line in own if line.position in JOINED):
            continue
        joined, signed, ratified = (_first_days(own, words) for words in (JOINED, {"signed"}, {"ratified", "acceded"}))
        stated = record.joined[:, record.texts.index(text)]
        everyone = [party for party, value in zip(record.parties, stated, strict=True) if not np.isnan(value)]
        opened = min(joined.values())
        made = history_of_days(
            text, "join", opened, [opened] * len(everyone), [joined.get(party) for party in everyone], max(days)
        )
        both = signed and ratified
        later = history_of_days(
            text, "ratify", opened, list(signed.values()), [ratified.get(party) for party in signed], max(days)
        )
        yield from (history for history in (made, later if both else None) if history is not None)


def _first_days(lines: Sequence[Listed], positions: Set[str]) -> dict[str, date]:
    """Return on which day each party first took one of these positions."""
    found: dict[str, date] = {}
    for line in lines:
        if line.position in positions and line.on is not None:
            found[line.party] = min(line.on, found.get(line.party, line.on))
    return found


class _Rows:
    """Reads rows one by one and gathers what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.seen: dict[tuple[str, str], Listed] = {}

    def fault(self, line: int, column: int, wrong: str, cure: str) -> None:
        self.faults.append(Fault(self.file, line, column, "", wrong, cure))

    def read(self, rows: list[list[str]]) -> list[Listed]:
        header = [name.strip().lower() for name in rows[0]] if rows else []
        missing = [name for name in ("party", "text", "position") if name not in header]
        if missing and len(header) == 1 and any(mark in header[0] for mark in ";\t"):
            self.fault(1, 1, "the columns are not set apart by commas", "save the file with commas between columns")
            return []
        if missing:
            self.fault(1, 1, f"no column {missing[0]!r}", "the first line is party,text,position[,date][,family]")
            return []
        known = ("party", "text", "position", "date", "family")
        for at, name in enumerate(header):
            if name not in known:
                self.fault(1, at + 1, f"unknown column {name!r}", did_you_mean(name, known))
            elif name in header[:at]:
                self.fault(1, at + 1, f"the column {name!r} stands here twice", "keep one")
        lines = []
        for number, cells in enumerate(rows[1:], start=2):
            if any(cell.strip() for cell in cells[len(header) :]):
                cure = "quote a cell that has a comma in it, or name the column"
                self.fault(number, len(header) + 1, f"more cells than the {len(header)} columns", cure)
            elif any(cell.strip() for cell in cells):
                listed = self.line(number, header, cells)
                if listed is not None:
                    lines.append(listed)
        if not lines and not self.faults:
            self.fault(1, 1, "the file has no positions", "add a line such as NOR,call-2023,endorsed")
        for text in dict.fromkeys(line.text for line in lines):
            if not any(line.position in JOINED for line in lines if line.text == text):
                self.fault(1, 1, f"nobody joined {text!r}", "leave the text out, or check its positions")
            families = list(dict.fromkeys(line.family for line in lines if line.text == text and line.family))
            if len(families) > 1:
                two = f"{families[0]!r} and {families[1]!r}"
                self.fault(1, 1, f"{text!r} is of two families, {two}", "keep one of them")
        return lines

    def line(self, number: int, header: list[str], cells: list[str]) -> Listed | None:
        cell = {name: (cells[at].strip() if at < len(cells) else "") for at, name in enumerate(header)}
        place = {name: at + 1 for at, name in enumerate(header)}
        before = len(self.faults)
        party, on = "", None
        try:
            party = party_code(cell["party"])
        except ValueError as wrong:
            said, _, cure = str(wrong).partition("; ")
            self.fault(number, place["party"], said, cure)
        if not cell["text"]:
            self.fault(number, place["text"], "no text is named", "write a short name such as call-2023")
        if cell["position"] not in POSITIONS:
            cure = did_you_mean(cell["position"], POSITIONS)
            self.fault(number, place["position"], f"no position {cell['position']!r}", cure)
        if cell.get("date"):
            try:
                on = date.fromisoformat(cell["date"])
            except ValueError:
                self.fault(number, place["date"], f"{cell['date']!r} is no day", "write it as 2026-02-05")
        if len(self.faults) > before:
            return None
        position = next(name for name in POSITIONS if name == cell["position"])
        listed = Listed(party, cell["text"], position, on, cell.get("family", ""))
        return listed if self.fits(number, listed) else None

    def fits(self, number: int, listed: Listed) -> bool:
        earlier = self.seen.get((listed.party, listed.text))
        self.seen[listed.party, listed.text] = listed
        if earlier is None:
            return True
        rank, held = LATER.get(listed.position), LATER.get(earlier.position)
        if rank is None or held is None or rank <= held:
            cure = "keep one line; only a later step (signed, then ratified, then withdrew) adds a second"
            self.fault(number, 1, f"{listed.party} is on {listed.text!r} twice", cure)
            return False
        if listed.on is not None and earlier.on is not None and listed.on < earlier.on:
            wrong = f"{listed.party} {listed.position} {listed.text!r} on {listed.on}, before it {earlier.position}"
            self.fault(number, 1, f"{wrong} on {earlier.on}", "correct one of the two dates")
            return False
        return True
