"""The folder that a workbench serves: which documents it holds, and no file from outside it."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from countermove.document.faults import AnalysisError, DocumentError
from countermove.document.including import library_names
from countermove.document.saving import digest, write
from countermove.document.text import Text
from countermove.document.tree import parse

LIBRARY = "library:"
ENDINGS = (".yaml", ".yml")
MOST_BYTES = 2 * 2**20
MOST_DOCUMENTS = 500
BEGINS = re.compile(rb"^\s*countermove\s*:", re.MULTILINE)


class Refused(AnalysisError):
    """A request that cannot be granted; ``told`` says why and what to do, in both languages."""

    def __init__(self, told: Text, status: int = 400) -> None:
        super().__init__(told.get("en"))
        self.told = told
        self.status = status


NO_SUCH = Text("There is no document “{name}” in this folder.", "此文件夹中没有文件“{name}”。")
TOO_LARGE = Text(
    "“{name}” has more than 2 MB; work on it from the command line, or split it with `include`.",
    "“{name}”超过2 MB；请在命令行中处理，或用`include`拆分。",
)
NO_UTF8 = Text("“{name}” is not UTF-8 text; save it as UTF-8.", "“{name}”不是UTF-8文本；请以UTF-8保存。")
NOT_READ = Text("“{name}” cannot be read ({why}).", "无法读取“{name}”（{why}）。")
NOT_WRITTEN = Text(
    "“{name}” could not be saved ({why}). Your text is still on this page: make room or mend the folder's permissions, "
    "then press Save.",
    "“{name}”未能保存（{why}）。您的文本仍在本页：请腾出空间或修正文件夹权限，然后按“保存”。",
)
TROUBLES = {
    errno.ENOSPC: Text("the disk is full", "磁盘已满"),
    errno.EDQUOT: Text("your share of the disk is full", "磁盘配额已满"),
    errno.EACCES: Text("no permission", "没有权限"),
    errno.EPERM: Text("no permission", "没有权限"),
    errno.EROFS: Text("the disk can only be read", "磁盘为只读"),
}
BAD_NAME = Text(
    "“{name}” cannot be a file's name here: use letters, digits and hyphens, without a dot in front.",
    "“{name}”不能用作此处的文件名：请使用字母、数字和连字符，开头不带点。",
)
TAKEN = Text("There is a file “{name}” already; choose another name.", "已有文件“{name}”；请另取名称。")
READ_ONLY = Text(
    "Library scenarios are read-only; copy this one to your folder first.",
    "案例库中的案例是只读的；请先将其复制到您的文件夹。",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the list: how addresses call it, what people call it, what it covers, and of which kinds it is."""

    name: str
    title: Text
    covers: tuple[str, ...]
    kinds: tuple[str, ...]
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """What a document holds at this moment; ``digest`` is empty where there is no file."""

    name: str
    text: str
    digest: str


class Folder:
    """Documents below one folder, named by their path in it; links are resolved, and none leads out."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root).resolve()
        self._listed: dict[str, tuple[tuple[int, int], Entry | None]] = {}

    def path(self, name: str) -> Path:
        """Return the file of a name.

        Raises
        ------
        Refused
            If the name is none of a document below the folder.
        """
        refused = Refused(NO_SUCH.of(name=name), 404)
        parts = name.split("/")
        hidden = any(part.startswith(".") or not part for part in parts)
        if "\x00" in name or "\\" in name or hidden or not name.lower().endswith(ENDINGS) or len(name) > 400:
            raise refused
        try:
            path = self.root.joinpath(*parts).resolve()
        except (OSError, ValueError, RuntimeError):  # a name too long, or links in a circle
            raise refused from None
        if not path.is_relative_to(self.root) or (path.exists() and not path.is_file()):
            raise refused
        if any(part.startswith(".") for part in path.relative_to(self.root).parts):  # a link into hidden files
            raise refused
        return path

    def read(self, name: str) -> Held:
        """Return what a document holds; a library scenario where the name begins with ``library:``.

        Raises
        ------
        Refused
            If there is none, or it cannot be read as text.
        """
        if name.startswith(LIBRARY):
            if name.removeprefix(LIBRARY) not in library_names():
                raise Refused(NO_SUCH.of(name=name), 404)
            content = files("countermove.library").joinpath(f"{name.removeprefix(LIBRARY)}.yaml").read_bytes()
            return Held(name, content.decode("utf-8"), digest(content))
        path = self.path(name)
        try:
            if path.stat().st_size > MOST_BYTES:
                raise Refused(TOO_LARGE.of(name=name), 413)
            content = path.read_bytes()
            return Held(name, content.decode("utf-8"), digest(content))
        except UnicodeDecodeError:
            raise Refused(NO_UTF8.of(name=name)) from None
        except FileNotFoundError:
            raise Refused(NO_SUCH.of(name=name), 404) from None
        except OSError as error:
            raise Refused(NOT_READ.of(name=name, why=error.strerror or "?")) from None

    def digest(self, name: str) -> str:
        """Return the digest of what a document holds, empty where there is no file."""
        if name.startswith(LIBRARY):
            return self.read(name).digest
        try:
            return digest(self.path(name).read_bytes())
        except OSError:
            return ""

    def write(self, name: str, text: str, known: str) -> str:
        """Write a document that is still as it was known, and return its digest.

        Raises
        ------
        Refused
            If the name is one of the library, or lies outside.
        AnalysisError
            If the file changed meanwhile, or cannot be written.
        """
        if name.startswith(LIBRARY):
            raise Refused(READ_ONLY, 403)
        if len(text.encode("utf-8")) > MOST_BYTES:
            raise Refused(TOO_LARGE.of(name=name), 413)
        path = self.path(name)
        if not path.parent.is_dir():
            raise Refused(NO_SUCH.of(name=name), 404)
        try:
            return write(path, text, known)
        except AnalysisError as error:
            trouble = error.__context__
            if not isinstance(trouble, OSError):
                raise
            why = TROUBLES.get(trouble.errno or 0, Text.both(trouble.strerror or str(trouble)))
            raise Refused(NOT_WRITTEN.of(name=name, why=why), 507) from None

    def copy(self, name: str) -> str:
        """Copy a document beside the others under a name that is free, and return that name."""
        held = self.read(name)
        stem = Path(name.removeprefix(LIBRARY)).stem
        for number in range(1, MOST_DOCUMENTS):
            free = f"{stem}.yaml" if number == 1 else f"{stem}-{number}.yaml"
            if not os.path.lexists(self.root / free):
                self.write(free, held.text, "")
                return free
        raise Refused(NO_SUCH.of(name=name))

    def begin(self, name: str, text: str) -> str:
        """Begin a document under a name of its own, and return that name.

        Raises
        ------
        Refused
            If the name is none that a document can have, or is taken.
        """
        plain = name.strip()
        if not plain.lower().endswith(ENDINGS):
            plain = f"{plain}.yaml"
        try:
            path = self.path(plain)
        except Refused:
            raise Refused(BAD_NAME.of(name=name)) from None
        if os.path.lexists(path) or os.path.lexists(self.root / plain):
            raise Refused(TAKEN.of(name=plain), 409)
        self.write(plain, text, "")
        return plain

    def entries(self) -> list[Entry]:
        """Return the documents of the folder by name, at most 500; others are not looked at."""
        found: list[Entry] = []
        for name in self._names():
            entry = self._entry(name)
            if entry is not None:
                found.append(entry)
        return found

    def _names(self) -> Iterator[str]:
        count = 0
        for place, folders, names in os.walk(self.root):
            folders[:] = sorted(one for one in folders if not one.startswith(".") and one != "node_modules")
            for name in sorted(names):
                if name.lower().endswith(ENDINGS) and not name.startswith("."):
                    count += 1
                    if count > MOST_DOCUMENTS:
                        return
                    yield (Path(place) / name).relative_to(self.root).as_posix()

    def _entry(self, name: str) -> Entry | None:
        try:
            path = self.path(name)
            facts = path.stat()
            stamp = (facts.st_mtime_ns, facts.st_size)
            if name not in self._listed or self._listed[name][0] != stamp:
                content = path.read_bytes() if facts.st_size <= MOST_BYTES else b""
                self._listed[name] = (stamp, entry_of(name, content) if BEGINS.search(content) else None)
            return self._listed[name][1]
        except (OSError, Refused):
            return None


def entry_of(name: str, content: bytes) -> Entry:
    """Return how a document is listed; one that cannot be read is listed by its name."""
    plain = Text.both(name.removeprefix(LIBRARY))
    try:
        data = _loaded(content, name)
    except DocumentError:
        return Entry(name, plain, (), (), False)
    if not isinstance(data, dict):
        return Entry(name, plain, (), (), False)
    models = data.get("models")
    kinds = [one.get("kind") for one in models.values() if isinstance(one, dict)] if isinstance(models, dict) else []
    covers = data.get("covers")
    return Entry(
        name,
        _title(data.get("title")) or plain,
        tuple(map(str, covers)) if isinstance(covers, list) else (),
        tuple(dict.fromkeys(str(one) for one in kinds if one)),
    )


def _loaded(content: bytes, name: str) -> Any:
    """Return what a document holds; the parser in C is fast, and where it refuses the house's own has the last word."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe").load(content)
    except (YAMLError, ValueError, RecursionError):
        return parse(content, name).data


def _title(value: object) -> Text | None:
    if isinstance(value, str):
        return Text.both(value)
    if isinstance(value, dict):
        parts = {key: str(part) for key, part in value.items() if key in ("en", "zh") and isinstance(part, str)}
        return Text(parts.get("en"), parts.get("zh")) if parts else None
    return None


@cache
def library_entries() -> tuple[Entry, ...]:
    """Return the scenarios that ship with countermove."""
    shipped = files("countermove.library")
    return tuple(
        entry_of(f"{LIBRARY}{name}", shipped.joinpath(f"{name}.yaml").read_bytes()) for name in library_names()
    )
