"""The store of a study: a folder with ``study.json`` and Parquet files of answers, addressed by what made them.

A batch file is named after the SHA-256 of (schema, specification, code, seed, batch): the same inputs give the same
name and the same bytes, whoever computed them and however often, so that a race or a retry does no harm. Files are
written under another name, synced and renamed; what bears its final name is whole. Draws are not stored, they follow
from the seed. Outcomes that hold or do not are packed, 64 to a word; the view ``draws`` unpacks them by name.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove._version import __version__
from countermove.document.faults import AnalysisError
from countermove.document.text import LANGUAGES, Text
from countermove.stress.draws import Batch, batches
from countermove.stress.parquet import WORD, damaged, read_columns, write_parquet
from countermove.stress.plan import SCHEMA, Answers, Plan, canonical, code_version

MERGED = 64  # batches that compaction puts into one file


@dataclass(frozen=True, slots=True)
class Address:
    """Where a study's answers lie and what they are answers to; small, and the same on every machine.

    ``identity`` is the digest of schema, specification and code; ``rows`` the draws of a full batch.
    """

    folder: str
    identity: str
    code: str
    rows: int
    held: int
    counted: int

    @classmethod
    def of(cls, folder: Path, plan: Plan) -> Address:
        """Return the address of a plan's answers in a folder."""
        code = code_version(plan.kind_module)
        parts = {"schema": SCHEMA, "specification": plan.specification(), "code": code}
        identity = hashlib.sha256(canonical(parts)).hexdigest()
        return cls(str(folder), identity, code, plan.rows, len(plan.held), len(plan.counted))

    def name(self, batch: Batch) -> str:
        """Return the id of a batch."""
        return hashlib.sha256(canonical([self.identity, batch.index, batch.rows])).hexdigest()

    def file(self, batch: Batch) -> Path:
        """Return the file of a batch."""
        return Path(self.folder, f"{self.name(batch)}.parquet")

    def write(self, batch: Batch, answers: Answers) -> None:
        """Store the answers of a batch, whole or not at all.

        Raises
        ------
        AnalysisError
            If the disk is full or the folder cannot be written.
        """
        columns: dict[str, NDArray[Any]] = {"draw": np.arange(batch.start, batch.start + batch.rows, dtype=np.int64)}
        for word, bits in enumerate(packed(answers.holds)):
            columns[f"w{word}"] = bits
        for column in range(self.counted):
            columns[f"x{column}"] = np.ascontiguousarray(answers.numbers[:, column])
        columns["error"] = np.array(answers.error, dtype=object)
        put(self.file(batch), lambda path: write_parquet(path, columns, self._footer()))

    def _footer(self) -> dict[str, str]:
        return {"countermove_study": str(SCHEMA), "identity": self.identity}


def packed(holds: NDArray[np.bool_]) -> list[NDArray[np.uint64]]:
    """Pack ``(n, h)`` bool into 64 columns a word, the first the least significant bit.

    Columns are packed side by side, eight at a time, which is quickest where each lies in one piece (order F).

    Examples
    --------
    >>> [word.tolist() for word in packed(np.array([[True, False, True], [False, True, False]]))]
    [[5, 2]]
    """
    rows, width = holds.shape
    words = -(-width // WORD)
    columns = np.zeros((words * WORD, rows), np.uint8)
    columns[:width] = holds.T
    eights = columns.reshape(-1, 8, rows)
    octets = eights[:, 7]
    for bit in range(6, -1, -1):
        octets = octets << 1 | eights[:, bit]
    by_draw = np.ascontiguousarray(octets.reshape(words, WORD // 8, rows).transpose(0, 2, 1))
    return [word.view("<u8").astype(np.uint64, copy=False).reshape(rows) for word in by_draw]


def unpacked(words: Sequence[NDArray[np.uint64]], width: int) -> NDArray[np.bool_]:
    """Undo ``packed``: return ``(n, width)`` bool, each column in one piece."""
    if not words:
        return np.zeros((0, width), np.bool_)
    table = np.stack(words).astype("<u8", copy=False).view(np.uint8).reshape(len(words), -1, WORD // 8)
    octets = np.ascontiguousarray(table.transpose(0, 2, 1)).reshape(len(words) * WORD // 8, -1)
    eights = np.empty((len(octets), 8, octets.shape[1]), np.uint8)
    for bit in range(8):
        eights[:, bit] = octets >> bit & 1
    return eights.reshape(-1, octets.shape[1])[:width].view(np.bool_).T


@dataclass(frozen=True, slots=True)
class Store:
    """A study's folder, open for one process."""

    address: Address
    draws: int

    @property
    def folder(self) -> Path:
        """The folder."""
        return Path(self.address.folder)

    def expected(self) -> list[Batch]:
        """Return every batch of the study."""
        return batches(self.draws, self.address.rows)

    def missing(self) -> list[Batch]:
        """Return the batches that are not stored; a damaged file counts as missing and is removed."""
        found = self.contents()
        for file in found.damaged:
            file.unlink(missing_ok=True)
        return [batch for batch in self.expected() if batch.index not in found.stored]

    def contents(self) -> Contents:
        """Look through the folder: which file holds which batches, which files are damaged."""
        expected = self.expected()
        present = {entry.name for entry in os.scandir(self.folder) if entry.name.endswith(".parquet")}
        files: dict[Path, tuple[Batch, ...]] = {}
        broken: list[Path] = []
        stored: set[int] = set()
        merged = [self._merged_name(expected[k : k + MERGED]) for k in range(0, len(expected), MERGED)]
        for index, name in enumerate(merged):
            group = tuple(expected[index * MERGED : (index + 1) * MERGED])
            if name in present:
                if damaged(self.folder / name, sum(batch.rows for batch in group)):
                    broken.append(self.folder / name)
                else:
                    files[self.folder / name] = group
                    stored |= {batch.index for batch in group}
        for batch in expected:
            file = self.address.file(batch)
            if batch.index not in stored and file.name in present:
                if damaged(file, batch.rows):
                    broken.append(file)
                else:
                    files[file] = (batch,)
                    stored.add(batch.index)
        return Contents(files, frozenset(stored), tuple(broken))

    def read(self) -> Iterator[tuple[NDArray[np.int64], Answers]]:
        """Yield draw numbers and answers in order of draws, a batch's worth at a time.

        Files that were compacted are handed out in the same pieces as others, so that neither memory nor the last bit
        of a sum depends on how often the study was interrupted.
        """
        files = self.contents().files
        for file in sorted(files, key=lambda file: files[file][0].index):
            whole = read_columns(file)
            for start in range(0, len(whole["draw"]), self.address.rows):
                yield self._piece({name: column[start : start + self.address.rows] for name, column in whole.items()})

    def _piece(self, columns: Mapping[str, NDArray[Any]]) -> tuple[NDArray[np.int64], Answers]:
        words = [columns[f"w{word}"] for word in range(-(-self.address.held // WORD))]
        held = unpacked(words, self.address.held) if words else np.zeros((len(columns["draw"]), 0), np.bool_)
        numbers = [columns[f"x{column}"] for column in range(self.address.counted)]
        table = np.stack(numbers, axis=1) if numbers else np.zeros((len(held), 0))
        error = tuple(None if value is None else str(value) for value in columns["error"])
        return columns["draw"], Answers(held, table, error)

    def compact(self) -> None:
        """Put full groups of batch files into one file each, then remove them; reading never sees a draw twice."""
        found = self.contents()
        by_batch = {group[0].index: file for file, group in found.files.items() if len(group) == 1}
        expected = self.expected()
        for start in range(0, len(expected), MERGED):
            group = expected[start : start + MERGED]
            if len(group) < 2 or any(batch.index not in by_batch for batch in group):
                continue
            parts = [by_batch[batch.index] for batch in group]
            target = self.folder / self._merged_name(group)
            columns = [read_columns(part) for part in parts]
            whole = {name: np.concatenate([one[name] for one in columns]) for name in columns[0]}
            footer = self.address._footer()
            put(target, lambda path, whole=whole, footer=footer: write_parquet(path, whole, footer))
            for part in parts:
                part.unlink(missing_ok=True)
        for stray in self.folder.glob(".*.tmp"):
            stray.unlink(missing_ok=True)

    def _merged_name(self, group: Sequence[Batch]) -> str:
        digest = hashlib.sha256(canonical([self.address.name(batch) for batch in group])).hexdigest()
        return f"merged-{digest}.parquet"


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in a study's folder."""

    files: Mapping[Path, tuple[Batch, ...]]
    stored: frozenset[int]
    damaged: tuple[Path, ...]


def open_store(folder: Path, plan: Plan, draws: int, facts: Mapping[str, Any]) -> Store:
    """Begin a study in a folder, or go on with the one that is there.

    ``facts`` is what people and ``query`` read of the study (names of outcomes, measure). A study with more draws than
    before is the same study, gone on with.

    Raises
    ------
    AnalysisError
        If the folder holds another study, or one written by a newer version, or cannot be written.
    """
    address = Address.of(folder, plan)
    record = {
        "schema": f"countermove.study/{SCHEMA}",
        "version": __version__,
        "identity": address.identity,
        "code": address.code,
        "specification": plan.specification(),
        "draws": draws,
        "outcomes": [
            {
                "id": one.id,
                "subject": one.subject,
                "concept": one.concept,
                "holds": one.holds,
                **_words("name", one.name),
            }
            for one in plan.outcomes
        ],
        "inputs": [
            {"id": one.id, **_words("name", one.name), **_words("law", one.law.say())} for one in plan.design.inputs
        ],
        **facts,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        old = read_record(folder)
        if old is None:
            strangers = [entry.name for entry in folder.iterdir() if not entry.name.startswith((".", "study.lock"))]
            if strangers:
                raise AnalysisError(f"{folder} is not empty and no study ({strangers[0]} …); name a folder of its own")
        elif old["identity"] != address.identity:
            changed = _changed(old, record)
            raise AnalysisError(
                f"{folder} holds another study: {changed} changed since; a changed study is a new one, so name another "
                "folder, or remove this one"
            )
        else:
            record["draws"] = max(draws, int(old["draws"]))
        put(folder / "study.json", lambda path: path.write_bytes(_readable(record)))
    except OSError as error:
        raise _unwritable(folder, error) from error
    return Store(address, draws)


def open_record(folder: Path) -> tuple[dict[str, Any], Store]:
    """Open a study for reading, from its record alone.

    Raises
    ------
    AnalysisError
        If there is no study in the folder, or a newer version wrote it.
    """
    record = read_record(folder)
    if record is None:
        raise AnalysisError(f"{folder} holds no study; make one with: countermove stress TARGET -o {folder}")
    held = sum(one["holds"] for one in record["outcomes"])
    rows = int(record["specification"]["rows"])
    counted = len(record["outcomes"]) - held
    address = Address(str(folder), record["identity"], record["code"], rows, held, counted)
    return record, Store(address, int(record["draws"]))


def read_record(folder: Path) -> dict[str, Any] | None:
    """Return a folder's ``study.json``, or None where there is none.

    Raises
    ------
    AnalysisError
        If it is no study, or a newer version wrote it.
    """
    file = folder / "study.json"
    if not file.exists():
        return None
    try:
        record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        kind, _, number = str(record["schema"]).partition("/")
        schema = int(number)
    except (ValueError, KeyError, TypeError):
        raise AnalysisError(f"{file} is damaged; restore it, or name another folder") from None
    if kind != "countermove.study":
        raise AnalysisError(f"{file} is no study of countermove; name another folder")
    if schema > SCHEMA:
        raise AnalysisError(
            f"{folder} was written by countermove {record.get('version', 'of a newer version')}, whose studies this "
            f"version ({__version__}) cannot read; install that version, or name another folder"
        )
    return record


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep a study for this process; the operating system gives it free when the process ends, however it ends.

    Raises
    ------
    AnalysisError
        If another process has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "study.lock").open("a+b") as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise AnalysisError(
                f"another process is at work on the study in {folder}; wait until it is done, or name another folder"
            ) from None
        yield


def put(target: Path, write: Any) -> None:
    """Write a file under another name, sync it, rename it, sync the folder; nothing half-written gets the name.

    Raises
    ------
    AnalysisError
        If the disk is full or the folder cannot be written; what was stored before stays.
    """
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        write(draft)
        _sync(draft)
        os.replace(draft, target)
        _sync_folder(target.parent)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise _unwritable(target.parent, error) from error


def _unwritable(folder: Path, error: OSError) -> AnalysisError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return AnalysisError(
            f"no space is left for the study in {folder}; what is stored stays: free some space and give the same "
            "command again"
        )
    return AnalysisError(f"the study in {folder} cannot be written ({error.strerror or error}); check its permissions")


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    before, after = old.get("specification", {}), new["specification"]
    differing = [key for key in after if before.get(key) != after[key]]
    if not differing:
        return "the program's code" if old.get("code") != new["code"] else "its schema"
    return ", ".join(differing)


def _words(key: str, text: Text) -> dict[str, str]:
    return {f"{key}_{lang}": text.get(lang) for lang in LANGUAGES}


def _readable(record: Mapping[str, Any]) -> bytes:
    return (json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there, and renaming is durable without
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
