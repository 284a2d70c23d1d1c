"""YAML to plain data with the place of every node; limits and YAML faults with line, column and cure.

The scanner and parser are ruamel.yaml's (YAML 1.2; libyaml where its wheel is installed). Values are built here from
parse events: country code ``NO`` stays a word, dates stay strings, duplicate keys are refused, and aliases cannot
multiply without bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from countermove.document.faults import DocumentError, Fault, Path, dotted

MAX_BYTES = 16 * 2**20
MAX_ALIASES = 100
MAX_DEPTH = 64
MAX_NODES = 1_000_000

_NULL = re.compile(r"|~|null|Null|NULL")
_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands: file, 1-based line and column, the path it has there.

    ``inner`` is the column at which a scalar's own characters begin, or 0 where offsets into it are not columns
    (block scalars); ``key`` is the column of the key that names the node.
    """

    file: str
    line: int
    column: int
    path: Path
    inner: int = 0
    key: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Tree:
    """Plain data (dicts, lists, strings, numbers, booleans, ``None``) and the place of every node in it."""

    data: Any
    places: Mapping[Path, Place]

    def at(self, *path: str | int) -> Tree:
        """Return the part below a path, with its places re-rooted."""
        data = self.data
        for step in path:
            data = data[step]
        size = len(path)
        return Tree(data, {key[size:]: place for key, place in self.places.items() if key[:size] == path})

    def without(self, *keys: str) -> Tree:
        """Return the same mapping less some keys."""
        data = {key: value for key, value in self.data.items() if key not in keys}
        return Tree(data, {path: place for path, place in self.places.items() if not path or path[0] not in keys})

    def place(self, path: Path) -> Place:
        """Return the place of a node, or of the nearest one above it."""
        for size in range(len(path), -1, -1):
            if path[:size] in self.places:
                return self.places[path[:size]]
        return Place("", 1, 1, ())

    def fault(self, path: Path, wrong: str, cure: str = "", offset: int = 0, at_key: bool = False) -> Fault:
        """Return a fault at a path; ``offset`` counts characters into the scalar that stands there.

        A path may go into a scalar (``infeasible[0].rule`` where only the rule is written): it means the scalar.
        """
        place = self.place(path)
        known = next(size for size in range(len(path), -1, -1) if path[:size] in self.places or size == 0)
        line, column = place.line, place.column
        if at_key and place.key != (0, 0):
            line, column = place.key
        elif offset and place.inner:
            column = place.inner + offset
        rest = () if known and isinstance(self._value(path[:known]), str) else path[known:]
        return Fault(place.file, line, column, dotted((*place.path, *rest)), wrong, cure)

    def _value(self, path: Path) -> Any:
        data = self.data
        for step in path:
            data = data[step]
        return data


def merged(base: Tree, overlay: Tree, whole: tuple[Path, ...] = ()) -> Tree:
    """Lay one tree over another: mappings merge, all else (and what stands at ``whole`` paths) is replaced.

    A pattern in ``whole`` may use ``"*"`` for any one step: ``("preferences", "*")`` replaces each actor's preferences.
    """
    taken: set[Path] = set()

    def stays_whole(path: Path) -> bool:
        return any(
            len(pattern) == len(path) and all(want in ("*", step) for want, step in zip(pattern, path, strict=True))
            for pattern in whole
        )

    def lay(low: Any, high: Any, path: Path) -> Any:
        if isinstance(low, dict) and isinstance(high, dict) and not stays_whole(path):
            result = dict(low)
            for key, value in high.items():
                result[key] = lay(low[key], value, (*path, key)) if key in low else take(value, (*path, key))
            return result
        return take(high, path)

    def take(value: Any, path: Path) -> Any:
        taken.add(path)
        return value

    def is_taken(path: Path) -> bool:
        return any(path[:size] in taken for size in range(len(path) + 1))

    data = lay(base.data, overlay.data, ())
    places = {path: place for path, place in base.places.items() if not is_taken(path)}
    places.update({path: place for path, place in overlay.places.items() if is_taken(path)})
    return Tree(data, places)


def parse(content: bytes, file: str) -> Tree:
    """Read one YAML document.

    Raises
    ------
    DocumentError
        With every fault that can be told before the text stops making sense.
    """
    text = _decoded(content, file)
    builder = _built(text, file)
    if builder.faults:
        raise DocumentError(builder.faults)
    if builder.root is None:
        raise DocumentError([Fault(file, 1, 1, "", "the document is empty", "start from `countermove new conflict`")])
    return Tree(builder.root.value, builder.places)


def _decoded(content: bytes, file: str) -> str:
    if len(content) > MAX_BYTES:
        size = len(content) / 2**20
        cure = "split it with `include`, or check that this is the right file"
        raise DocumentError([Fault(file, 1, 1, "", f"the file has {size:.0f} MB; a document has at most 16 MB", cure)])
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError([Fault(file, 1, 1, "", "the file is UTF-16", "save it as UTF-8")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        start = content.rfind(b"\n", 0, error.start) + 1
        column = len(content[start : error.start].decode("utf-8", "replace")) + 1
        fault = Fault(
            file, line, column, "", "this is not UTF-8 text", "save the document as UTF-8 (a GBK or binary file?)"
        )
        raise DocumentError([fault]) from None
    bad = _CONTROL.search(text)
    if bad:
        line, column = _line_column(text, bad.start())
        name = f"a control character (U+{ord(bad.group()):04X})"
        raise DocumentError(
            [Fault(file, line, column, "", f"{name} stands here", "a document is plain text: remove it")]
        )
    return text


def _line_column(text: str, offset: Any) -> tuple[int, int]:
    at = offset if isinstance(offset, int) else 0
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _built(text: str, file: str) -> _Builder:
    """Build by libyaml where its wheel is installed and it can, else by the pure parser.

    libyaml is eight times faster but refuses some YAML 1.2 (``[library:register]`` unquoted), so what it refuses is
    read again by the pure parser, whose word is final; only text past 1 MB is not given that second chance.
    """
    from ruamel.yaml import YAML

    if _has_libyaml():
        builder = _Builder(file)
        fault = builder.take_all(YAML(typ="safe", pure=False).parse(text), text)
        if fault is None:
            return builder
        if len(text) > 2**20:
            raise DocumentError([*builder.faults, fault])
    builder = _Builder(file)
    fault = builder.take_all(YAML(typ="safe", pure=True).parse(text), text)
    if fault is not None:
        raise DocumentError([*builder.faults, fault])
    return builder


def _has_libyaml() -> bool:
    try:
        import_module("_ruamel_yaml")
    except ImportError:
        return False
    return True


def _syntax_fault(error: Exception, text: str, file: str) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    stated = getattr(error, "problem", None) or getattr(error, "reason", None) or getattr(error, "context", None)
    problem = str(stated or error or type(error).__name__).splitlines()[0]
    line, column = (mark.line + 1, mark.column + 1) if mark else _line_column(text, getattr(error, "position", 0))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    here = lines[min(line, len(lines)) - 1]
    above = lines[line - 2] if 2 <= line <= len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())] or here[column - 1 : column] == "\t":
        return Fault(file, line, here.find("\t") + 1, "", "a tab stands where YAML wants spaces", "indent with spaces")
    cure = "check quotes, brackets and indentation near here"
    for wide, plain in (("：", ":"), ("，", ","), ("“", '"'), ("”", '"')):
        if wide in here or wide in above:  # without its colon a line runs on into the next
            cure = f"the full-width {wide} may be meant as {plain}"
            break
    return Fault(file, line, column, "", f"this is no YAML: {problem}", cure)


@dataclass(slots=True)
class _Node:
    value: Any
    size: int
    height: int


@dataclass(slots=True)
class _Open:
    node: _Node
    path: Path
    anchor: str | None
    begin: int
    key: str | None = None
    key_mark: tuple[int, int] = (0, 0)
    key_begin: int = 0
    merges: list[dict[str, Any]] = field(default_factory=list)


class _Builder:
    """Builds data from parse events without recursion, so that depth cannot exhaust the stack."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.places: dict[Path, Place] = {}
        self.root: _Node | None = None
        self._open: list[_Open] = []
        self._order: list[Path] = []  # paths as they were placed: a subtree is one stretch of it
        self._anchors: dict[str, tuple[_Node, Path, int, int]] = {}
        self._aliases = 0
        self._nodes = 0
        self._documents = 0

    def take_all(self, events: Iterator[Any], text: str) -> Fault | None:
        """Take events one by one, so that a limit ends the parsing; return what the parser could not read."""
        while True:
            try:
                event = next(events, None)
            except Exception as error:  # malformed text makes the parser raise ValueError and IndexError as well
                return _syntax_fault(error, text, self.file)
            if event is None:
                return None
            self.take(event)

    def take(self, event: Any) -> None:
        name = type(event).__name__
        if name == "DocumentStartEvent":
            self._documents += 1
            if self._documents == 2:
                self._stop(event, "a second document begins here", "keep one document a file; remove the line ---")
        elif name == "ScalarEvent":
            self._scalar(event)
        elif name == "AliasEvent":
            self._alias(event)
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            self._start(event, {} if name.startswith("Mapping") else [])
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self._end()

    def _stop(self, event: Any, wrong: str, cure: str) -> None:
        place = Fault(self.file, event.start_mark.line + 1, event.start_mark.column + 1, "", wrong, cure)
        raise DocumentError([*self.faults, place])

    def _scalar(self, event: Any) -> None:
        self._check_tag(event, ("!", "tag:yaml.org,2002:str"))
        parent = self._open[-1] if self._open else None
        if any("\ud800" <= mark <= "\udfff" for mark in event.value):
            self._stop(event, "half a character (a lone surrogate) stands here", "write the character itself")
        if parent and isinstance(parent.node.value, dict) and parent.key is None:
            self._key(event, parent)
            return
        plain = event.style in (None, "") and not event.tag
        value = plain_value(event.value) if plain else event.value
        begin, end = event.start_mark, event.end_mark
        quotes = 0 if plain else 2
        verbatim = begin.line == end.line and end.column - begin.column == len(event.value) + quotes
        path = self._place(event, begin.column + 1 + quotes // 2 if verbatim else 0)
        self._count(event, 1)
        self._add(event, _Node(value, 1, 0), path, event.anchor)

    def _check_tag(self, event: Any, allowed: tuple[str, ...]) -> None:
        if event.tag and str(event.tag) not in allowed:
            self._stop(event, f"the tag {event.tag} is not allowed", "remove it: documents hold plain data only")

    def _key(self, event: Any, parent: _Open) -> None:
        parent.key = event.value
        parent.key_mark = (event.start_mark.line + 1, event.start_mark.column + 1)
        parent.key_begin = len(self._order)
        if event.value in parent.node.value:
            first = self.places[(*parent.path, event.value)]
            fault = Fault(
                self.file, *parent.key_mark, dotted((*parent.path, event.value)),
                f"the key {event.value!r} stands here a second time", f"line {first.line} has the first: keep one",
            )  # fmt: skip
            self.faults.append(fault)

    def _alias(self, event: Any) -> None:
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            self._stop(event, f"more than {MAX_ALIASES} aliases", "write repeated parts as readings or includes")
        if any(frame.anchor == event.anchor for frame in self._open):
            self._stop(event, f"*{event.anchor} contains itself", "break the circle")
        if event.anchor not in self._anchors:
            self._stop(event, f"no anchor &{event.anchor} stands above", "define it before it is used")
        node, source, begin, end = self._anchors[event.anchor]
        if len(self._open) + node.height > MAX_DEPTH:
            self._stop(event, f"nested more than {MAX_DEPTH} deep", "flatten the document")
        path = self._path()
        self._count(event, node.size)
        for at in self._order[begin:end]:
            self._put((*path, *at[len(source) :]), self.places[at])
        self._add(event, node, path, None)

    def _start(self, event: Any, value: Any) -> None:
        self._check_tag(event, ("!", f"tag:yaml.org,2002:{'map' if isinstance(value, dict) else 'seq'}"))
        if len(self._open) >= MAX_DEPTH:
            self._stop(event, f"nested more than {MAX_DEPTH} deep", "flatten the document")
        parent = self._open[-1] if self._open else None
        if parent and isinstance(parent.node.value, dict) and parent.key is None:
            self._stop(event, "a key is a plain word, not a list or mapping", "quote it, or check the indentation")
        begin = len(self._order)
        self._count(event, 1)
        self._open.append(_Open(_Node(value, 1, 1), self._place(event, 0), event.anchor, begin))

    def _end(self) -> None:
        frame = self._open.pop()
        for extra in frame.merges:
            for key, value in extra.items():
                frame.node.value.setdefault(key, value)
        if frame.anchor:
            self._anchors[frame.anchor] = (frame.node, frame.path, frame.begin, len(self._order))
        self._attach(frame.node)

    def _path(self) -> Path:
        if not self._open:
            return ()
        frame = self._open[-1]
        step = frame.key if isinstance(frame.node.value, dict) else len(frame.node.value)
        return (*frame.path, "" if step is None else step)

    def _place(self, event: Any, inner: int) -> Path:
        path, mark = self._path(), event.start_mark
        key = self._open[-1].key_mark if self._open else (0, 0)
        self._put(path, Place(self.file, mark.line + 1, mark.column + 1, path, inner, key))
        return path

    def _put(self, path: Path, place: Place) -> None:
        self.places[path] = place
        self._order.append(path)

    def _count(self, event: Any, size: int) -> None:
        self._nodes += size
        if self._nodes > MAX_NODES:
            wrong = "the document, its aliases written out," if self._aliases else "the document"
            self._stop(event, f"{wrong} has more than {MAX_NODES:,} values", "write fewer of them")

    def _add(self, event: Any, node: _Node, path: Path, anchor: str | None) -> None:
        parent = self._open[-1] if self._open else None
        if parent and isinstance(parent.node.value, dict) and parent.key is None:
            self._stop(event, "a key is a plain word, not an alias", "write the key out")
        if anchor:
            self._anchors[anchor] = (node, path, len(self._order) - 1, len(self._order))
        self._attach(node)

    def _attach(self, node: _Node) -> None:
        if not self._open:
            self.root = node
            return
        frame = self._open[-1]
        frame.node.size += node.size
        frame.node.height = max(frame.node.height, node.height + 1)
        if isinstance(frame.node.value, list):
            frame.node.value.append(node.value)
            return
        if frame.key == "<<":
            self._merge(frame, node.value)
        else:
            frame.node.value[frame.key] = node.value
        frame.key = None

    def _merge(self, frame: _Open, value: Any) -> None:
        """Keep what ``<<`` brings until the mapping ends, since the mapping's own keys go first."""
        marker = (*frame.path, "<<")
        parts = value if isinstance(value, list) else [value]
        if not all(isinstance(part, dict) for part in parts):
            place = self.places[marker]
            cure = "write `<<: *anchor`, or a list of such"
            wrong = "`<<` takes mappings"
            self.faults.append(Fault(self.file, place.line, place.column, dotted(marker), wrong, cure))
            return
        frame.merges.extend(parts)
        for at in self._order[frame.key_begin :]:
            rest = at[len(marker) :]
            rest = rest[1:] if isinstance(value, list) else rest
            if rest and (*frame.path, *rest) not in self.places:
                self._put((*frame.path, *rest), self.places[at])


def plain_value(word: str) -> Any:
    """Resolve a plain scalar by the YAML 1.2 core schema; all else is a word."""
    if _NULL.fullmatch(word):
        return None
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    if _INT.fullmatch(word):
        if len(word) > 400:
            return word
        return int(word, 0) if word[:2] in ("0o", "0x") else int(word)
    if _FLOAT.fullmatch(word):
        return float(word.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return word
