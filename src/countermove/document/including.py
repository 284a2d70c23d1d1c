"""Includes: the shared parts of other files, each taken once, none from outside the document's folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from os.path import normpath
from pathlib import Path as File
from typing import Any

from countermove.document.faults import DocumentError, Fault, did_you_mean
from countermove.document.sheet import FORMAT_VERSION, Sheet
from countermove.document.tree import MAX_BYTES, Tree, merged, parse

SHARED = ("systems", "sources", "claims", "contradictions", "parameters")


@dataclass(frozen=True, slots=True)
class _Place:
    """A file that includes others: what it is, how faults call it, where its relative names begin."""

    identity: str
    shown: str
    folder: File


@dataclass(slots=True)
class _Walk:
    """What one document's includes have in common; ``root`` is the folder that none may leave."""

    root: File
    digest: Any
    faults: list[Fault]
    seen: set[str]


def library_names() -> list[str]:
    """Return the names of the library's documents, the register among them, in alphabetical order."""
    return sorted(file.name[:-5] for file in files("countermove.library").iterdir() if file.name.endswith(".yaml"))


def is_there(path: File) -> bool:
    """Say whether a file of that name exists; a name that no file can have does not."""
    try:
        return path.exists()
    except (OSError, ValueError):  # too long, or with a zero byte in it
        return False


def read_file(path: File, shown: str) -> bytes:
    """Return the bytes of a file; faults name it as ``shown``.

    Raises
    ------
    DocumentError
        Where there is none, or it is a folder, too large or not readable.
    """

    def refuse(wrong: str, cure: str) -> DocumentError:
        return DocumentError([Fault(shown, 1, 1, "", wrong, cure)])

    if not is_there(path):
        raise refuse("no such file, nor a library scenario of that name", did_you_mean(shown, library_names()))
    if path.is_dir():
        raise refuse("this is a folder", "name a document in it")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise refuse(f"the file has {size / 2**20:.0f} MB; a document has at most 16 MB", "is this the right file?")
        return path.read_bytes()
    except OSError as error:
        raise refuse(f"the file cannot be read ({error.strerror})", "check its permissions") from None


def included(tree: Tree, file: str, folder: File, digest: Any, faults: list[Fault]) -> Tree:
    """Add the shared parts of included files; a name that stands in two of them is a fault.

    ``digest`` is updated with every file that is read.
    """
    top = _Place(str(_resolved(folder / File(file).name)), file, folder)
    walk = _Walk(_resolved(folder), digest, faults, {top.identity})
    for part in list(_walked(tree, top, (top,), walk)):
        shared: dict[str, dict[str, Any]] = {}
        for key in SHARED:
            names, own = part.data.get(key), tree.data.get(key)
            if not isinstance(names, dict) or not (own is None or isinstance(own, dict)):
                continue
            for name in names:
                if name in (own or {}):
                    other = part.place((key, name))
                    cure = f"it is included from {other.file}:{other.line}: choose another name"
                    faults.append(tree.fault((key, name), f"{name!r} is defined twice", cure, at_key=True))
            shared[key] = {name: value for name, value in names.items() if name not in (own or {})}
        places = {
            path: at for path, at in part.places.items() if len(path) > 1 and path[1] in shared.get(str(path[0]), ())
        }
        empty: dict[str, Any] = {key: {} for key in shared if tree.data.get(key) is None}
        tree = merged(Tree({**tree.data, **empty}, tree.places), Tree(shared, places))
    return tree


def _resolved(path: File) -> File:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):  # RuntimeError: symbolic links in a circle, up to Python 3.12
        return path.absolute()


def _walked(tree: Tree, at: _Place, above: tuple[_Place, ...], walk: _Walk) -> Iterator[Tree]:
    """Yield the trees of included files, the innermost first, each once."""
    wanted = tree.data.get("include") or []
    for index, name in enumerate(wanted if isinstance(wanted, list) else []):
        where = ("include", index)
        if not isinstance(name, str):
            continue  # the sheet says so
        found = _found(name, at, walk, tree, where)
        if found is None:
            continue
        content, place = found
        chain = [other.identity for other in above]
        if place.identity in chain:
            circle = " → ".join([*(other.shown for other in above[chain.index(place.identity) :]), place.shown])
            walk.faults.append(tree.fault(where, f"includes go in a circle: {circle}", "take one of them out"))
        elif place.identity not in walk.seen:
            walk.seen.add(place.identity)
            walk.digest.update(content)
            try:
                shipped = place.identity.startswith("library:")
                part = _shipped(content, place.shown) if shipped else parse(content, place.shown)
            except DocumentError as error:
                walk.faults += error.faults
                continue
            if _is_sound(part, walk):
                yield from _walked(part, place, (*above, place), walk)
                yield part


@lru_cache(maxsize=8)
def _shipped(content: bytes, shown: str) -> Tree:
    """Return the tree of a library document, which a session includes again with every edit; nobody changes a tree."""
    return parse(content, shown)


def _is_sound(part: Tree, walk: _Walk) -> bool:
    if not isinstance(part.data, dict):
        walk.faults.append(part.fault((), "an included file is a mapping", "begin with the line `countermove: 1`"))
        return False
    if part.data.get("countermove", FORMAT_VERSION) != FORMAT_VERSION:
        wrong = f"{part.data['countermove']!r} is not the format of this program"
        walk.faults.append(part.fault(("countermove",), wrong, f"write {FORMAT_VERSION}"))
    for key, value in part.data.items():
        if key not in Sheet.model_fields:
            cure = did_you_mean(key, Sheet.model_fields)
            walk.faults.append(part.fault((key,), f"unknown key {key!r}", cure, at_key=True))
        elif key in SHARED and not isinstance(value, dict | None):
            walk.faults.append(part.fault((key,), f"{value!r} stands here", "expected a mapping (`name: …` lines)"))
    return True


def _found(name: str, at: _Place, walk: _Walk, tree: Tree, where: tuple[str | int, ...]) -> tuple[bytes, _Place] | None:
    if name.startswith("library:"):
        known = library_names()
        if name[8:] not in known:
            walk.faults.append(tree.fault(where, f"no library document {name[8:]!r}", did_you_mean(name[8:], known)))
            return None
        shown = f"{name[8:]}.yaml"
        return files("countermove.library").joinpath(shown).read_bytes(), _Place(name, shown, at.folder)
    path = _resolved(at.folder / name)
    if at.identity.startswith("library:") or File(name).is_absolute() or not path.is_relative_to(walk.root):
        wrong = f"{name!r} lies outside the document's folder"
        walk.faults.append(tree.fault(where, wrong, "move the file below the folder"))
        return None
    shown = name if at.shown == "-" else File(normpath(File(at.shown).parent / name)).as_posix()
    try:
        return read_file(path, shown), _Place(str(path), shown, path.parent)
    except DocumentError as error:
        walk.faults.append(tree.fault(where, f"{name!r}: {error.faults[0].wrong}", error.faults[0].cure))
        return None
