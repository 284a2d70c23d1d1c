"""Editing a document where it stands, and writing it whole or not at all.

An edit cuts the text at the places that the parser gives and leaves every other character alone: comments, quotes,
widths and order stay. What comes out is parsed again before it is handed back: an edit that would change anything but
its place (inside a part that an alias repeats, say) is refused, not written.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from countermove.document.faults import AnalysisError, DocumentError, Path, dotted
from countermove.document.sheet import FORMAT_VERSION
from countermove.document.tree import MAX_BYTES, parse
from countermove.document.writing import Plain, block, inline, is_short

Step = str | int
_COLON = re.compile(r"\s*:")
_ALIAS = re.compile(r"\*[^\s,\[\]{}]+")


def set_at(text: str, path: Path, value: Plain) -> str:
    r"""Return the document with another value at a path; the last key may be new.

    Parameters
    ----------
    text : str
        A document.
    path : tuple of str and int
        Keys and places from the top, as in ``("models", "base", "status_quo")``.
    value
        Plain data: text, numbers, booleans, ``None``, lists and dicts of these.

    Raises
    ------
    DocumentError
        If the text is no YAML.
    AnalysisError
        If the path leads nowhere, the value is no plain data, or the change would not stay in its place.

    Notes
    -----
    O(length of the text): it is parsed three times.

    Examples
    --------
    >>> print(set_at("title: Water  # to be translated\n", ("title",), "水"), end="")
    title: 水  # to be translated
    """

    def expected(data: Plain) -> Plain:
        _plain_at(data, path[:-1])[path[-1]] = value
        return data

    return _edited(text, path, lambda sheet, parent: sheet.put(parent, path, value), expected)


def delete_at(text: str, path: Path) -> str:
    r"""Return the document without what stands at a path, and without a comment on the same line.

    Raises
    ------
    DocumentError
        If the text is no YAML.
    AnalysisError
        If nothing stands there, or the change would not stay in its place.

    Examples
    --------
    >>> print(delete_at("title: Water\nabout: x\n", ("about",)), end="")
    title: Water
    """

    def expected(data: Plain) -> Plain:
        del _plain_at(data, path[:-1])[path[-1]]
        return data

    return _edited(text, path, lambda sheet, parent: sheet.cut(parent, path), expected)


def insert_at(text: str, path: Path, value: Plain) -> str:
    r"""Return the document with a value put into a list before what stands at a path, or at the list's end.

    Raises
    ------
    DocumentError
        If the text is no YAML.
    AnalysisError
        If the path does not end in a list, at most one place behind its last; or as for `set_at`.

    Examples
    --------
    >>> print(insert_at("status_quo: [attack]\n", ("status_quo", 0), "release"), end="")
    status_quo: [release, attack]
    """

    def expected(data: Plain) -> Plain:
        _plain_at(data, path[:-1]).insert(path[-1], value)
        return data

    return _edited(text, path, lambda sheet, parent: sheet.insert(parent, path, value), expected)


def move_at(text: str, path: Path, to: int) -> str:
    r"""Return the document with an item of a list in another place, its comment on the same line going with it.

    Raises
    ------
    DocumentError
        If the text is no YAML.
    AnalysisError
        If the path or ``to`` is no place of a list; or as for `set_at`.

    Examples
    --------
    >>> print(move_at("order:\n- NYY  # the deal\n- NNN\n", ("order", 0), 1), end="")
    order:
    - NNN
    - NYY  # the deal
    """

    def expected(data: Plain) -> Plain:
        items = _plain_at(data, path[:-1])
        items.insert(to, items.pop(path[-1]))
        return data

    return _edited(text, path, lambda sheet, parent: sheet.move(parent, path, to), expected)


def digest(text: str | bytes) -> str:
    """Return the SHA-256 of a text, by which `write` sees whether a file changed."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def write(path: File | str, text: str, known: str | None = None) -> str:
    """Write a text to a file whole or not at all, and return its digest.

    The text goes to a temporary file beside it, to the disk, and takes the name in one step, so that a power cut or a
    full disk leaves the old file.

    Parameters
    ----------
    path : path
        The file.
    text : str
        What it shall hold.
    known : str, optional
        Digest of what was read from the file: the write is refused where it holds something else by now. An empty
        string says that there was no file. The look and the write are two steps: another program that writes in the
        milliseconds between them is not seen.

    Raises
    ------
    AnalysisError
        If the file changed since it was read, or cannot be written.
    """
    content = text.encode("utf-8")
    if len(content) > MAX_BYTES:
        raise AnalysisError(f"{path} would have more than 16 MB: split it with `include`")
    temporary: str | None = None
    try:
        target = File(os.path.realpath(path))  # a link stays a link
        if known is not None:
            _refuse_changed(target, path, known)
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        _keep_mode(target, temporary)
        os.replace(temporary, target)
        temporary = None
        _sync_folder(target.parent)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise AnalysisError(f"{path} cannot be written ({why}): check the folder and its permissions") from None
    finally:
        if temporary is not None:
            File(temporary).unlink(missing_ok=True)
    return digest(content)


def upgrade(text: str) -> tuple[str, list[str]]:
    r"""Return a document in the newest format, and a sentence for each thing that was changed.

    Version 1 is the first, so there is nothing to rewrite yet: the text comes back as it is, with no changes. A newer
    or unknown version is refused rather than guessed at.

    Raises
    ------
    DocumentError
        If the text is no YAML, or its version is not known.

    Examples
    --------
    >>> upgrade("countermove: 1\ntitle: Water\n")[1]
    []
    """
    from countermove.document.reading import check_version

    tree = parse(text.encode("utf-8"), "document")
    if not isinstance(tree.data, dict):
        raise DocumentError([tree.fault((), "a document is a mapping", "begin with the line `countermove: 1`")])
    check_version(tree)
    assert FORMAT_VERSION == 1, "a new format version brings its rewriting with it"
    return text, []


def _nowhere(path: Path) -> AnalysisError:
    return AnalysisError(f"nothing stands at {dotted(path) or 'the top'}: name a key or a place that the document has")


def _edited(text: str, path: Path, change: Callable[[_Sheet, Any], str], expected: Callable[[Plain], Plain]) -> str:
    if not path:
        raise _nowhere(path)
    before = parse(text.encode("utf-8"), "document").data
    parent = _plain_at(before, path[:-1])
    if not isinstance(parent, dict | list) or isinstance(parent, dict) != isinstance(path[-1], str):
        raise _nowhere(path)
    sheet = _Sheet(text)
    node = sheet.root
    for size, step in enumerate(path[:-1]):
        node = sheet.child(node, step, path[: size + 1]).node
    after = change(sheet, node)
    refused = AnalysisError(f"the change at {dotted(path)} would alter other places (an alias?): make it by hand")
    try:
        found = parse(after.encode("utf-8"), "document").data
    except DocumentError:
        raise refused from None
    if not _equal(found, expected(_copy(before))):
        raise refused
    return after


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    """An item, or a key with its value: where it begins, where the value starts and ends."""

    key: Any
    node: Any
    begin: int
    start: int
    end: int


class _Sheet:
    """A text and the nodes of ruamel's composer, whose marks count characters."""

    def __init__(self, text: str) -> None:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        self.text: str = text
        self.lines = [0, *(match.end() for match in re.finditer("\r\n|\r|\n", text))]
        self.newline = "\r\n" if "\r\n" in text else "\n"
        try:
            self.root: Any = YAML(typ="safe", pure=True).compose(text)
        except YAMLError:
            raise AnalysisError("this text cannot be edited in place: make the change by hand") from None

    def at(self, mark: Any) -> int:
        """Return the offset of a mark; its own ``index`` loses count behind block scalars."""
        return int(self.lines[min(mark.line, len(self.lines) - 1)] + mark.column)

    def child(self, node: Any, step: Step, path: Path) -> _Entry:
        """Return the entry of a list or mapping at a step."""
        for place, entry in enumerate(self.entries(node)):
            if step == (place if entry.key is None else entry.key.value):
                return entry
        raise _nowhere(path)

    def entries(self, node: Any) -> list[_Entry]:
        """Return the entries of a list or mapping with where they stand; an alias stands before its own node's mark."""
        found: list[_Entry] = []
        at = self.at(node.start_mark)
        for part in node.value if node.id != "scalar" else ():
            key, value = part if isinstance(part, tuple) else (None, part)
            at = at if key is None else self.at(key.end_mark)
            start, end = self.at(value.start_mark), self.end(value)
            if value.id == "scalar" and not value.value and value.style is None:  # nothing is written
                colon = _COLON.match(self.text, at) if key is not None else None
                start = end = colon.end() if colon else at + len(self.text[at:start].rstrip())
            elif start < at:
                alias = _ALIAS.search(self.text, at)
                start, end = alias.span() if alias else (at, at)
            found.append(_Entry(key, value, start if key is None else self.at(key.start_mark), start, end))
            at = max(at, end)
        return found

    def end(self, node: Any) -> int:
        """Return where a node's own text ends, without the space and comments that follow a block."""
        end = self.at(node.end_mark)
        if node.id == "scalar":
            start = self.at(node.start_mark)
            return end if node.style in ("'", '"') else start + len(self.text[start:end].rstrip())
        return end if node.flow_style or not node.value else self.entries(node)[-1].end

    def put(self, parent: Any, path: Path, value: Plain) -> str:
        """Replace a value, or add a key behind the last one."""
        step = path[-1]
        if parent.id == "mapping" and all(entry.key.value != step for entry in self.entries(parent)):
            return self._add_key(parent, str(step), value)
        entry = self.child(parent, step, path)
        start, end, node = entry.start, entry.end, entry.node
        before, after = self.text[:start], self.text[end:]
        is_block = node.style in ("|", ">") if node.id == "scalar" else not node.flow_style
        if parent.flow_style or entry.key is None or (is_short(value) and not is_block):
            space = " " if start == end and before[-1:] in ("", ":", "-") else ""
            return before + space + inline(value) + after
        colon = self.text.index(":", self.at(entry.key.end_mark)) + 1
        if not self.text[colon:start].strip():
            return self.text[:colon] + self._value(value, parent) + after
        line = self.text.rfind("\n", 0, start)  # comments stand between the key and its block: they stay
        between = self.text[colon : max(colon, line)].removesuffix("\r")
        return self.text[:colon] + self._value(value, parent) + between + after

    def _value(self, value: Plain, parent: Any) -> str:
        """Return a value as it stands behind its key in a block."""
        if is_short(value):
            return " " + inline(value)
        return self.newline + self.newline.join(block(value, parent.start_mark.column + 2))

    def _add_key(self, parent: Any, step: str, value: Plain) -> str:
        if parent.flow_style:
            entry = f"{inline(step)}: {inline(value)}"
            return self._behind(parent, entry)
        end = self._line_end(self.end(parent))
        entry = self.newline + " " * int(parent.start_mark.column) + inline(step) + ":" + self._value(value, parent)
        return self.text[:end] + entry + self.text[end:]

    def _behind(self, node: Any, entry: str) -> str:
        """Write one more entry at the end of a list or mapping in brackets."""
        entries = self.entries(node)
        if not entries:
            at = self.text.index("{" if node.id == "mapping" else "[", self.at(node.start_mark)) + 1
            return self.text[:at] + entry + self.text[at:]
        end = entries[-1].end
        return self.text[:end] + ", " + entry + self.text[end:]

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        end = len(self.text) if end < 0 else end
        return end - 1 if self.text[end - 1 : end] == "\r" and end > at else end

    def cut(self, parent: Any, path: Path) -> str:
        """Take an entry out."""
        entries = self.entries(parent)
        wanted = self.child(parent, path[-1], path)
        place = next(at for at, one in enumerate(entries) if one.begin == wanted.begin)
        entry, following = entries[place], entries[place + 1 : place + 2]
        if len(entries) == 1:
            start, end = self.at(parent.start_mark), self.end(parent)
            return self.text[:start] + ("[]" if parent.id == "sequence" else "{}") + self.text[end:]
        if parent.flow_style:
            if following:
                return self.text[: entry.begin] + self.text[following[0].begin :]
            return self.text[: entries[place - 1].end] + self.text[entry.end :]
        start = entry.begin if entry.key is not None else self._dash(parent, entry.begin)
        end = self._line_end(entry.end)
        line = self.text.rfind("\n", 0, start) + 1
        if not self.text[line:start].strip():
            end += len(self.newline) if self.text.startswith(self.newline, end) else 0
            return self.text[:line] + self.text[end:]
        behind = following[0].begin if entry.key is not None else self._dash(parent, following[0].begin)
        return self.text[:start] + self.text[end if self.text[end:behind].strip() else behind :]

    def _dash(self, parent: Any, item: int) -> int:
        """Return where the dash of an item stands: in the column of its list."""
        at, column = item, int(parent.start_mark.column)
        while True:
            line = self.text.rfind("\n", 0, at) + 1
            if line + column <= item and self.text[line + column : line + column + 1] == "-":
                return line + column
            if line == 0:
                return self.at(parent.start_mark)
            at = line - 1

    def insert(self, parent: Any, path: Path, value: Plain) -> str:
        """Put an item into a list."""
        at = path[-1]
        if parent.id != "sequence" or not isinstance(at, int) or not 0 <= at <= len(parent.value):
            raise _nowhere(path)
        entries = self.entries(parent)
        if parent.flow_style or not entries:
            if at == len(entries):
                return self._behind(parent, inline(value))
            start = entries[at].begin
            return self.text[:start] + inline(value) + ", " + self.text[start:]
        indent = " " * int(parent.start_mark.column)
        if at == len(entries):
            end = self._line_end(self.end(parent))
            return self.text[:end] + self.newline + indent + "- " + inline(value) + self.text[end:]
        start = self._dash(parent, entries[at].begin)
        return self.text[:start] + "- " + inline(value) + self.newline + indent + self.text[start:]

    def move(self, parent: Any, path: Path, to: int) -> str:
        """Put an item of a list elsewhere: the places stay with what stands between them, the items change places."""
        entries, at = self.entries(parent), path[-1]
        if parent.id != "sequence" or not isinstance(at, int) or not {at, to} <= set(range(len(entries))):
            raise _nowhere(path)
        if parent.flow_style:
            spans = [(entry.begin, entry.end) for entry in entries]
        else:
            spans = [(self._dash(parent, entry.begin), self._line_end(entry.end)) for entry in entries]
        order = list(range(len(entries)))
        order.insert(to, order.pop(at))
        ends = [start for start, _ in spans[1:]] + [spans[-1][1]]
        moved = [
            self.text[slice(*spans[one])] + self.text[spans[place][1] : end]
            for place, (one, end) in enumerate(zip(order, ends, strict=True))
        ]
        return self.text[: spans[0][0]] + "".join(moved) + self.text[spans[-1][1] :]


def _plain_at(data: Plain, path: Path) -> Plain:
    for size, step in enumerate(path):
        known: Any = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
        if step not in known:
            raise _nowhere(path[: size + 1])
        data = data[step]
    return data


def _copy(value: Plain) -> Plain:
    """Return a copy in which aliased parts stand on their own."""
    if isinstance(value, dict):
        return {key: _copy(part) for key, part in value.items()}
    return [_copy(part) for part in value] if isinstance(value, list) else value


def _equal(one: Plain, two: Plain) -> bool:
    """Compare plain data strictly: true is not 1, and the order of keys counts."""
    if isinstance(one, dict) and isinstance(two, dict):
        return list(one) == [str(key) for key in two] and all(map(_equal, one.values(), two.values()))
    if isinstance(one, list) and isinstance(two, list | tuple):
        return len(one) == len(two) and all(map(_equal, one, two))
    if isinstance(one, float) and isinstance(two, float) and math.isnan(one):
        return math.isnan(two)
    return isinstance(one, bool) == isinstance(two, bool) and bool(one == two)


def _refuse_changed(target: File, path: File | str, known: str) -> None:
    found = digest(target.read_bytes()) if target.exists() else ""
    if found != known:
        what = "changed on the disk since it was read" if found else "is gone from the disk since it was read"
        raise AnalysisError(f"{path} {what}: read it again, then make the change once more")


def _keep_mode(target: File, temporary: str) -> None:
    if target.exists():
        os.chmod(temporary, target.stat().st_mode & 0o7777)
    else:
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)


def _sync_folder(folder: File) -> None:
    """Make the new name last through a power cut, where the system lets a folder be synced (not on Windows)."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
