"""What a document held before: every saved text, so that undo reaches back across sessions.

It lies in ``.countermove/`` of the folder: one text a file, named by its digest, and beside them the order in which
they were saved. A history that cannot be read is begun anew; the document itself is never touched from here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from countermove.document.faults import AnalysisError
from countermove.document.saving import digest, write

MOST_REVISIONS = 500
PLACE = ".countermove"


@dataclass(frozen=True, slots=True)
class Line:
    """The digests of a document's texts, oldest first, and which of them it holds."""

    revisions: tuple[str, ...] = ()
    at: int = -1

    def with_text(self, key: str) -> Line:
        """Return the line after another text: what was undone is given up, the oldest falls off at the end."""
        if 0 <= self.at < len(self.revisions) and self.revisions[self.at] == key:
            return self
        kept = (*self.revisions[: self.at + 1], key)[-MOST_REVISIONS:]
        return Line(kept, len(kept) - 1)

    def moved(self, step: int) -> Line | None:
        """Return the line one step back or on; ``None`` at its end."""
        at = self.at + step
        return Line(self.revisions, at) if 0 <= at < len(self.revisions) else None


class History:
    """The saved texts of the documents of one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _folder(self, name: str) -> Path:
        folder = self.root / PLACE / "history" / sha256(name.encode("utf-8")).hexdigest()[:24]
        if not folder.resolve().is_relative_to(self.root.resolve()):
            raise AnalysisError(f"{PLACE} leads out of the folder: replace the link by a folder to keep a history")
        return folder

    def line(self, name: str) -> Line:
        """Return the order in which a document's texts were saved."""
        try:
            data = json.loads((self._folder(name) / "line.json").read_text(encoding="utf-8"))
            revisions, at = data["revisions"], data["at"]
        except (OSError, ValueError, KeyError, TypeError):
            return Line()
        names = isinstance(revisions, list) and all(isinstance(one, str) and one.isalnum() for one in revisions)
        if not names or not isinstance(at, int) or not 0 <= at < len(revisions):
            return Line()
        return Line(tuple(revisions), at)

    def text(self, name: str, key: str) -> str | None:
        """Return a text that was saved, ``None`` where it is lost or was changed."""
        try:
            content = (self._folder(name) / f"{key}.txt").read_bytes()
        except OSError:
            return None
        return content.decode("utf-8", "replace") if digest(content) == key else None

    def note(self, name: str, texts: Sequence[str]) -> Line:
        """Add texts to a document's history, the last being what it holds."""
        before = line = self.line(name)
        for text in texts:
            key = digest(text)
            line = line.with_text(key)
            file = self._folder(name) / f"{key}.txt"
            if not file.exists():
                self._make(file.parent)
                write(file, text)
        if line != before:
            self._keep(name, line)
            self._drop(name, set(before.revisions) - set(line.revisions))
        return line

    def step(self, name: str, step: int) -> tuple[Line, str] | None:
        """Return the line and text one step back or on, without keeping it: `keep` does, once the text is written."""
        line = self.line(name).moved(step)
        if line is None:
            return None
        text = self.text(name, line.revisions[line.at])
        return None if text is None else (line, text)

    def keep(self, name: str, line: Line) -> None:
        """Keep where in its history a document stands."""
        self._keep(name, line)

    def _keep(self, name: str, line: Line) -> None:
        file = self._folder(name) / "line.json"
        self._make(file.parent)
        write(file, json.dumps({"name": name, "revisions": line.revisions, "at": line.at}))

    def _make(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AnalysisError(f"{folder} cannot be made ({error.strerror}): check the folder's permissions") from None

    def _drop(self, name: str, keys: set[str]) -> None:
        for key in keys:
            try:
                os.unlink(self._folder(name) / f"{key}.txt")
            except OSError:
                continue
