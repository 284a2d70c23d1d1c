"""A name of the analyst's (an actor, an option, a model, a claim …) changed where it is given and wherever it is used.

Inside the part that a name belongs to, every key that an analyst chose and every value that is that name is changed
with it. What stands in rules and formulas is not guessed: the document is checked, and every place that is at fault by
the change and reads the old name referred to it and is changed too, until nothing more is at fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from countermove.document.faults import Fault, Path, dotted
from countermove.document.text import Text
from countermove.document.tree import Tree, parse
from countermove.document.writing import inline
from countermove.workbench.folder import Refused
from countermove.workbench.schemas import Guide, kinds_in, schema_of

Place = tuple[int, int]  # line and column
Faults = Callable[[str], Sequence[Fault]]
MOST_ROUNDS, FARTHEST = 12, 80
NO_NAME = Text("There is no name to change here; reload the page.", "此处没有可改的名称；请重新加载页面。")
TAKEN = Text("“{name}” is already taken here: choose another name.", "此处已有“{name}”：请另取名称。")
NO_WORD = Text("“{name}” is no name: use letters, digits, _ and -.", "“{name}”不能作名称：请用字母、数字、_和-。")
EMPTY = Text("Write the new name.", "请写出新名称。")
HELD = Text(
    "“{old}” cannot become “{new}”, since that would leave a fault: {fault}",
    "“{old}”不能改为“{new}”，否则文件会出错：{fault}",
)


def renamed(text: str, path: Path, to: str, faults: Faults) -> str:
    """Return the document with another name for what stands at a path, and with all that refers to it.

    Parameters
    ----------
    text : str
        The document; it may be at fault elsewhere.
    path : tuple of str and int
        Where the name is given: a key that the analyst chose.
    to : str
        The new name.
    faults : callable
        Returns every fault of a text; those of included files have another file's name.

    Raises
    ------
    DocumentError
        If the text is no YAML.
    Refused
        If nothing is named there, the new name is taken or no name, or a fault would be left.
    """
    old, to = str(path[-1]), to.strip()
    tree = parse(text.encode("utf-8"), "document")
    _refuse(tree, path, to)
    known = {(one.file, one.line, one.wrong) for one in faults(text)}
    sheet = _marks(text)
    places = {sheet[path, True], *(sheet[at] for at in _used(tree, path)), *_studied(tree, path)}
    changed = _replaced(text, places, old, to)
    for _ in range(MOST_ROUNDS):
        left = [one for one in faults(changed) if (one.file, one.line, one.wrong) not in known]
        if not left:
            return changed
        after = _replaced(changed, _at_fault(changed, left, old), old, to)
        if after == changed:
            break
        changed = after
    raise Refused(HELD.of(old=old, new=to, fault=str(left[0])), 409)


def _at_fault(text: str, faults: Sequence[Fault], old: str) -> set[Place]:
    """Return where the faults stand; those of a key at the key."""
    keys = {dotted(path): place.key for path, place in parse(text.encode("utf-8"), "document").places.items()
            if path and path[-1] == old}  # fmt: skip
    return {keys.get(one.path, (one.line, one.column)) for one in faults}


def _marks(text: str) -> dict[tuple[Path, bool], Place]:
    """Return where every key (true) and every value is written; what an alias repeats stands where it was first."""
    from ruamel.yaml import YAML

    found: dict[tuple[Path, bool], Place] = {}

    def walk(node: Any, path: Path) -> None:
        found[path, False] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if node.id == "mapping":
            for key, value in node.value:
                found[(*path, key.value), True] = (key.start_mark.line + 1, key.start_mark.column + 1)
                walk(value, (*path, key.value))
        elif node.id == "sequence":
            for place, part in enumerate(node.value):
                walk(part, (*path, place))

    walk(YAML(typ="safe", pure=True).compose(text), ())
    return found


def _used(tree: Tree, path: Path) -> Iterator[tuple[Path, bool]]:
    """Yield the keys and values in the scope of a name that are that name."""
    old, scope = str(path[-1]), _scope(path)
    if scope is None:
        return
    guide = Guide(schema_of(kinds_in(tree.data)))
    for at, is_key in guide.names_in(tree.data):
        if at[: len(scope)] != scope:
            continue
        is_it = (at[-1] if is_key else _value(tree, at)) == old
        expects = not is_key and "expect" in at and _word(old).search(_value(tree, at))
        if is_it or expects:  # outcomes are expected under names such as calm/harden
            yield at, is_key


def _value(tree: Tree, path: Path) -> Any:
    found: Any = tree.data
    for step in path:
        found = found[step]
    return found


def _scope(path: Path) -> Path | None:
    """Return the part in which whatever is called so is meant; ``None`` where only the checks tell."""
    if path[0] == "actors":
        return ("models",)
    if path[0] == "models" and len(path) > 3 and path[2] not in ("readings", "expect"):
        return path[:2]
    return None


def _refuse(tree: Tree, path: Path, to: str) -> None:
    """Refuse what is no name, or a name that is taken."""
    siblings: Any = tree.data
    for step in path[:-1]:
        siblings = siblings[step] if isinstance(siblings, dict) and step in siblings else None
    if not isinstance(siblings, dict) or path[-1] not in siblings or path not in tree.places:
        raise Refused(NO_NAME)
    if not to:
        raise Refused(EMPTY)
    if not re.fullmatch(r"[\w-]+", to):
        raise Refused(NO_WORD.of(name=to))
    if to in siblings:
        raise Refused(TAKEN.of(name=to), 409)


def _studied(tree: Tree, path: Path) -> Iterator[Place]:
    """Yield where studies name an input of the renamed part by its path, or the part itself."""
    old = str(path[-1])
    for at, place in tree.places.items():
        value = _value(tree, at)
        if not isinstance(value, str) or at[-1] in ("title", "name", "en", "zh"):
            continue
        inputs = at[0] in ("studies", "correlated")
        if (
            (inputs and path[0] in ("actors", "models") and old in value.split("."))
            or (inputs and path[0] == "parameters" and value == f"${old}")
            or (path[0] == "sources" and at[-1] == "source" and value == old)
        ):
            yield place.line, place.column


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")


def _replaced(text: str, places: Collection[Place], old: str, to: str) -> str:
    """Return a text with the word at, or next after, each place replaced; the last place first.

    A part that an alias repeats has the place of what it repeats, which stands above it.
    """
    lines, word = text.splitlines(keepends=True), _word(old)
    for line, column in sorted(places, reverse=True):
        for number in range(line, min(line + FARTHEST, len(lines) + 1)):
            own = lines[number - 1]
            found = (word.search(own, max(column - 1, 0)) or word.search(own)) if number == line else word.search(own)
            if found is not None:
                start, end = found.span()
                is_quoted = own[start - 1 : start] in ("'", '"')
                written = to if is_quoted else _plain(to, own[:start], own[end:])
                lines[number - 1] = own[:start] + written + own[end:]
                break
    return "".join(lines)


def _plain(to: str, before: str, after: str) -> str:
    """Return a name as it is written alone; inside an expression it stays bare."""
    alone = re.search(r"(^\s*|[\[{,]\s*|:\s+|-\s+)$", before) and re.match(r"\s*([\]},:#]|$)", after)
    return inline(to) if alone else to
