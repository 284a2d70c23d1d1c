"""Reading a document: file → tree → includes → sections, with every fault at once."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path as File
from typing import Any, Protocol

from pydantic import BaseModel, ValidationError

from countermove.document.evidence import Actor, Claim, Contradiction, Correlation, Parameter, Source, Study, System
from countermove.document.expressions import name_fault
from countermove.document.faults import DocumentError, Fault, Problem, did_you_mean
from countermove.document.laws import Quantity
from countermove.document.sheet import (
    FORMAT_VERSION,
    HEAD_KEYS,
    Expected,
    ModelHead,
    Parameters,
    ReadingHead,
    Sheet,
    validation_faults,
)
from countermove.document.text import Text
from countermove.document.tree import MAX_BYTES, Tree, merged, parse

SHARED = ("systems", "sources", "claims", "contradictions", "parameters")
BASE = Text("Neutral reading", "中立读法")


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a model: its validated section, and the tree that it was read from."""

    name: str
    title: Text
    section: Any
    tree: Tree
    about: Text | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """One model of a document in all its readings, ``base`` first."""

    name: str
    kind: str
    title: Text
    question: Text | None
    readings: Mapping[str, Reading]
    expect: Expected


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document, read and resolved; ``text`` is what the file holds, ``sha256`` covers included files too."""

    name: str
    file: str
    text: str
    sha256: str
    title: Text
    about: Text | None
    question: Text | None
    covers: tuple[str, ...]
    systems: Mapping[str, System]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    contradictions: Mapping[str, Contradiction]
    parameters: Mapping[str, Parameter]
    actors: Mapping[str, Actor]
    correlated: tuple[Correlation, ...]
    studies: Mapping[str, Study]
    models: Mapping[str, Model] = field(default_factory=dict)
    tree: Tree = field(default_factory=lambda: Tree({}, {}))


class Kinds(Protocol):
    """What reading needs to know of the kinds; passed in, since this layer stands below them."""

    def names(self) -> Sequence[str]:
        """Return the names that `kind:` may have."""

    def section(self, kind: str) -> type[BaseModel]:
        """Return the schema of a kind's section."""

    def problems(self, document: Document, model: Model, reading: Reading) -> Iterable[Problem]:
        """Resolve names in one reading and test what its schema cannot."""


def read_document(target: str | File, kinds: Kinds) -> Document:
    """Read a file, a library scenario or, for ``-``, standard input.

    Raises
    ------
    DocumentError
        With every fault that was found.
    """
    content, file, folder = _content(str(target))
    return read_content(content, file, folder, kinds)


def read_content(content: bytes, file: str, folder: File, kinds: Kinds) -> Document:
    """Read a document from bytes; ``file`` is how faults call it, ``folder`` where its includes lie."""
    tree = parse(content, file)
    if not isinstance(tree.data, dict):
        raise DocumentError([tree.fault((), "a document is a mapping", "begin with the line `countermove: 1`")])
    _check_version(tree)
    digest = hashlib.sha256(content)
    faults: list[Fault] = []
    tree = _included(tree, file, folder, digest, faults)
    parameters = _parameters(tree, faults)
    context = {"parameters": {name: parameter.value for name, parameter in parameters.items()}}
    try:
        sheet = Sheet.model_validate(tree.data, context=context)
    except ValidationError as error:
        raise DocumentError([*faults, *validation_faults(error, tree, Sheet)]) from None
    name = File(file).stem if file != "-" else "document"
    document = Document(
        name=name, file=file, text=content.decode("utf-8-sig"), sha256="", title=sheet.title, about=sheet.about,
        question=sheet.question, covers=sheet.covers, systems=sheet.systems, sources=sheet.sources,
        claims=sheet.claims, contradictions=sheet.contradictions, parameters=parameters, actors=sheet.actors,
        correlated=sheet.correlated, studies=sheet.studies, tree=tree,
    )  # fmt: skip
    faults += _name_faults(document)
    models = _models(tree, kinds, context, faults)
    faults += _basis_faults(tree.data, (), tree, document.claims)
    document = replace(document, models=models, sha256=digest.hexdigest())
    for model in models.values():
        for reading in model.readings.values():
            if reading.section is not None:
                for problem in kinds.problems(document, model, reading):
                    faults.append(reading.tree.fault(problem.path, problem.wrong, problem.cure, problem.offset))
    if faults:
        raise DocumentError(faults)
    return document


def library_names() -> list[str]:
    """Return the names of the library's documents, the register among them, in alphabetical order."""
    return sorted(file.name[:-5] for file in files("countermove.library").iterdir() if file.name.endswith(".yaml"))


def _content(target: str) -> tuple[bytes, str, File]:
    if target == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1), "-", File.cwd()
    path = File(target)
    if not path.exists() and target.removeprefix("library:") in library_names():
        name = target.removeprefix("library:")
        return files("countermove.library").joinpath(f"{name}.yaml").read_bytes(), f"{name}.yaml", path.parent
    return _read_file(path, target), target, path.parent


def _read_file(path: File, shown: str) -> bytes:
    def refuse(wrong: str, cure: str) -> DocumentError:
        return DocumentError([Fault(shown, 1, 1, "", wrong, cure)])

    if path.is_dir():
        raise refuse("this is a folder", "name a document in it")
    if not path.exists():
        raise refuse("no such file, nor a library scenario of that name", did_you_mean(shown, library_names()))
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise refuse(f"the file has {size / 2**20:.0f} MB; a document has at most 16 MB", "is this the right file?")
        return path.read_bytes()
    except OSError as error:
        raise refuse(f"the file cannot be read ({error.strerror})", "check its permissions") from None


def _check_version(tree: Tree) -> None:
    version = tree.data.get("countermove")
    if version == FORMAT_VERSION and not isinstance(version, bool):
        return
    if version is None:
        fault = tree.fault((), "the format version is missing", f"begin with the line `countermove: {FORMAT_VERSION}`")
    elif isinstance(version, int) and version > FORMAT_VERSION:
        cure = "install a newer countermove"
        fault = tree.fault(("countermove",), f"format {version} is newer than this program ({FORMAT_VERSION})", cure)
    else:
        fault = tree.fault(("countermove",), f"{version!r} is no format version", f"write {FORMAT_VERSION}")
    raise DocumentError([fault])


def _included(tree: Tree, file: str, folder: File, digest: Any, faults: list[Fault]) -> Tree:
    """Add the shared parts of included files; a name that stands in two of them is a fault."""
    for _, _, part in _walk_includes(tree, file, folder, (file,), digest, faults):
        for key in SHARED:
            for name in part.data.get(key) or {}:
                if name in (tree.data.get(key) or {}):
                    other = part.place((key, name))
                    cure = f"it is included from {other.file}:{other.line}: choose another name"
                    faults.append(tree.fault((key, name), f"{name!r} is defined twice", cure, at_key=True))
        shared = {key: part.data[key] for key in SHARED if isinstance(part.data.get(key), dict)}
        kept = Tree(shared, {path: place for path, place in part.places.items() if path and path[0] in shared})
        tree = merged(Tree({**dict.fromkeys(shared, {}), **tree.data}, tree.places), _missing(tree, kept))
    return tree


def _missing(tree: Tree, part: Tree) -> Tree:
    data = {
        key: {name: value for name, value in names.items() if name not in (tree.data.get(key) or {})}
        for key, names in part.data.items()
    }
    kept = {
        path: place for path, place in part.places.items() if len(path) > 1 and path[1] in data.get(str(path[0]), {})
    }
    return Tree(data, kept)


def _walk_includes(
    tree: Tree, file: str, folder: File, above: tuple[str, ...], digest: Any, faults: list[Fault]
) -> Iterator[tuple[str, File, Tree]]:
    wanted = tree.data.get("include") or []
    if not isinstance(wanted, list):
        return
    for index, name in enumerate(wanted):
        place = ("include", index)
        if not isinstance(name, str):
            faults.append(tree.fault(place, f"{name!r} is no file", "write library:NAME or a relative path"))
            continue
        found = _include_content(name, folder, tree, place, faults)
        if found is None:
            continue
        content, shown, inner = found
        if shown in above:
            chain = " → ".join((*above[above.index(shown) :], shown))
            faults.append(tree.fault(place, f"includes go in a circle: {chain}", "take one of them out"))
            continue
        digest.update(content)
        part = parse(content, shown)
        if isinstance(part.data, dict):
            yield from _walk_includes(part, shown, inner, (*above, shown), digest, faults)
            yield shown, inner, part


def _include_content(
    name: str, folder: File, tree: Tree, place: tuple[str | int, ...], faults: list[Fault]
) -> tuple[bytes, str, File] | None:
    if name.startswith("library:"):
        known = library_names()
        if name[8:] not in known:
            faults.append(tree.fault(place, f"no library document {name[8:]!r}", did_you_mean(name[8:], known)))
            return None
        return files("countermove.library").joinpath(f"{name[8:]}.yaml").read_bytes(), f"{name[8:]}.yaml", folder
    path = (folder / name).resolve()
    if File(name).is_absolute() or not path.is_relative_to(folder.resolve()):
        faults.append(
            tree.fault(place, f"{name!r} lies outside the document's folder", "move the file below the folder")
        )
        return None
    try:
        return _read_file(path, name), name, path.parent
    except DocumentError as error:
        faults.append(tree.fault(place, f"{name!r}: {error.faults[0].wrong}", error.faults[0].cure))
        return None


def _parameters(tree: Tree, faults: list[Fault]) -> dict[str, Parameter]:
    """Read the shared numbers; one may refer to those above it."""
    parameters: dict[str, Parameter] = {}
    written = tree.data.get("parameters")
    if not isinstance(written, dict):
        return parameters
    for name, value in written.items():
        known: dict[str, Quantity] = {other: parameter.value for other, parameter in parameters.items()}
        given = value if isinstance(value, dict) and "value" in value else {"value": value}
        try:
            one = Parameters.model_validate({"parameters": {name: given}}, context={"parameters": known}).parameters[
                name
            ]
        except ValidationError as error:
            faults += validation_faults(error, tree, Parameters)
            continue
        basis = one.basis or one.value.basis
        parameters[name] = one.model_copy(update={"value": replace(one.value, parameter=name, basis=basis)})
    return parameters


def _name_faults(document: Document) -> Iterator[Fault]:
    tree = document.tree
    for key in ("actors", "parameters", "sources", "claims", "models"):
        for name in tree.data.get(key) or {}:
            wrong = name_fault(name) if key in ("actors", "parameters") else None
            if wrong:
                yield tree.fault((key, name), *wrong, at_key=True)
    for name, claim in document.claims.items():
        for key, source in (("source", claim.source), *(("see", other) for other in claim.see)):
            if source not in document.sources:
                yield tree.fault(("claims", name, key), f"no source {source!r}", did_you_mean(source, document.sources))
    for name, contradiction in document.contradictions.items():
        for index, one in enumerate(contradiction.claims):
            if one not in document.claims:
                place = ("contradictions", name, "claims", index)
                yield tree.fault(place, f"no claim {one!r}", did_you_mean(one, document.claims))
    known = list(document.systems) or [f"S{number}" for number in range(1, 46)]
    for index, system in enumerate(document.covers):
        if system not in known:
            yield tree.fault(("covers", index), f"no system {system!r}", did_you_mean(system, known))


def _basis_faults(data: Any, path: tuple[str | int, ...], tree: Tree, claims: Mapping[str, Claim]) -> Iterator[Fault]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in items:
        if step == "basis" and isinstance(value, list):
            for index, claim in enumerate(value):
                if claim not in claims:
                    yield tree.fault((*path, step, index), f"no claim {claim!r}", did_you_mean(str(claim), claims))
        else:
            yield from _basis_faults(value, (*path, step), tree, claims)


def _models(tree: Tree, kinds: Kinds, context: dict[str, Any], faults: list[Fault]) -> dict[str, Model]:
    models = {}
    for name in tree.data.get("models") or {}:
        part = tree.at("models", name)
        try:
            head = ModelHead.model_validate({key: part.data[key] for key in HEAD_KEYS if key in part.data})
        except ValidationError as error:
            faults += validation_faults(error, part, ModelHead)
            continue
        if head.kind not in kinds.names():
            faults.append(part.fault(("kind",), f"no kind {head.kind!r}", did_you_mean(head.kind, kinds.names())))
            continue
        readings = _readings(part, head, kinds.section(head.kind), context, faults)
        for reading in head.expect:
            if reading not in readings:
                cure = did_you_mean(reading, readings)
                faults.append(part.fault(("expect", reading), f"no reading {reading!r}", cure, at_key=True))
        title = head.title or Text.both(name)
        models[name] = Model(name, head.kind, title, head.question, readings, head.expect)
    return models


def _readings(
    part: Tree, head: ModelHead, schema: type[BaseModel], context: dict[str, Any], faults: list[Fault]
) -> dict[str, Reading]:
    trees: dict[str, Tree] = {"base": part.without(*HEAD_KEYS)}
    heads: dict[str, ReadingHead] = {"base": ReadingHead()}
    for name in head.readings:
        _reading_tree(name, part, trees, heads, (), faults)
    readings = {}
    for name, tree in trees.items():
        try:
            section = schema.model_validate(tree.data, context=context)
        except ValidationError as error:
            faults += validation_faults(error, tree, schema)
            section = None
        title = heads[name].title or (BASE if name == "base" else Text.both(name))
        readings[name] = Reading(name, title, section, tree, heads[name].about)
    return readings


def _reading_tree(
    name: str,
    part: Tree,
    trees: dict[str, Tree],
    heads: dict[str, ReadingHead],
    above: tuple[str, ...],
    faults: list[Fault],
) -> None:
    """Lay a reading over the one it extends; ``base`` is the document itself."""
    if name in trees:
        return
    own = part.at("readings", name)
    keys = tuple(ReadingHead.model_fields)
    if name == "base":
        faults.append(
            part.fault(("readings", "base"), "`base` is the document itself", "choose another name", at_key=True)
        )
        return
    try:
        head = ReadingHead.model_validate({key: own.data[key] for key in keys if key in own.data})
    except ValidationError as error:
        faults += validation_faults(error, own, ReadingHead)
        return
    lower = head.extends or "base"
    if lower in (*above, name):
        chain = " → ".join((*above, name, lower))
        faults.append(own.fault(("extends",), f"readings extend each other in a circle: {chain}", "take one link out"))
        return
    if lower != "base" and lower not in part.data["readings"]:
        known = ["base", *part.data["readings"]]
        faults.append(own.fault(("extends",), f"no reading {lower!r}", did_you_mean(lower, known)))
        return
    _reading_tree(lower, part, trees, heads, (*above, name), faults)
    if lower in trees:
        trees[name] = merged(trees[lower], own.without(*keys), whole=(("preferences", "*"),))
        heads[name] = head
