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
from countermove.document.expressions import id_fault, name_fault
from countermove.document.faults import DocumentError, Fault, Path, Problem, did_you_mean
from countermove.document.including import included, is_there, library_names, read_file
from countermove.document.parameters import read_parameters
from countermove.document.sheet import (
    FORMAT_VERSION,
    HEAD_KEYS,
    Expected,
    ModelHead,
    ReadingHead,
    read_part,
    read_sheet,
    validation_faults,
)
from countermove.document.text import Text
from countermove.document.tree import MAX_BYTES, Tree, merged, parse

NAMED = ("actors", "parameters", "systems", "sources", "claims", "contradictions", "studies", "models")
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
    answers: Mapping[str, str]
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
    check_version(tree)
    digest = hashlib.sha256(content)
    faults: list[Fault] = []
    tree = included(tree, file, folder, digest, faults)
    parameters = read_parameters(tree, faults)
    context = {"parameters": {name: parameter.value for name, parameter in parameters.items()}}
    sheet = read_sheet(tree, context, faults)
    name = File(file).stem if file != "-" else "document"
    document = Document(
        name=name, file=file, text=content.decode("utf-8-sig"), sha256="", title=sheet.title, about=sheet.about,
        question=sheet.question, covers=sheet.covers, answers=sheet.answers, systems=sheet.systems,
        sources=sheet.sources, claims=sheet.claims, contradictions=sheet.contradictions, parameters=parameters,
        actors=sheet.actors, correlated=sheet.correlated, studies=sheet.studies, tree=tree,
    )  # fmt: skip
    faults += _name_faults(document)
    models = _models(tree, kinds, context, faults)
    faults += _basis_faults(tree.data, (), tree, _named(tree, "claims"))
    document = replace(document, models=models, sha256=digest.hexdigest())
    for model in models.values():
        for reading in model.readings.values():
            if reading.section is not None:
                for problem in kinds.problems(document, model, reading):
                    faults.append(_placed(reading.tree, problem))
    if faults:
        raise DocumentError(faults)
    return document


def _content(target: str) -> tuple[bytes, str, File]:
    if target == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1), "-", File.cwd()
    path = File(target)
    if not is_there(path) and target.removeprefix("library:") in library_names():
        name = target.removeprefix("library:")
        return files("countermove.library").joinpath(f"{name}.yaml").read_bytes(), f"{name}.yaml", path.parent
    return read_file(path, target), target, path.parent


def check_version(tree: Tree) -> None:
    """Refuse a document of another format version."""
    version = tree.data.get("countermove")
    if type(version) is int and version == FORMAT_VERSION:  # 1.0 and true are equal to 1
        return
    if version is None:
        fault = tree.fault((), "the format version is missing", f"begin with the line `countermove: {FORMAT_VERSION}`")
    elif isinstance(version, int) and version > FORMAT_VERSION:
        cure = "install a newer countermove"
        fault = tree.fault(("countermove",), f"format {version} is newer than this program ({FORMAT_VERSION})", cure)
    else:
        fault = tree.fault(("countermove",), f"{version!r} is no format version", f"write {FORMAT_VERSION}")
    raise DocumentError([fault])


def _name_faults(document: Document) -> Iterator[Fault]:
    tree = document.tree
    sources, claims = _named(tree, "sources"), _named(tree, "claims")
    for key in NAMED:
        for name in _named(tree, key):
            wrong = name_fault(name) if key in ("actors", "parameters") else id_fault(name)
            if wrong:
                yield tree.fault((key, name), *wrong, at_key=True)
    for name, claim in document.claims.items():
        places: list[tuple[Path, str]] = [(("claims", name, "source"), claim.source)]
        places += [(("claims", name, "see", index), other) for index, other in enumerate(claim.see)]
        for at, source in places:
            if source not in sources:
                yield tree.fault(at, f"no source {source!r}", did_you_mean(source, sources))
    for name, contradiction in document.contradictions.items():
        for index, one in enumerate(contradiction.claims):
            if one not in claims:
                place = ("contradictions", name, "claims", index)
                yield tree.fault(place, f"no claim {one!r}", did_you_mean(one, claims))
    known = list(document.systems) or [f"S{number}" for number in range(1, 46)]
    for index, system in enumerate(document.covers):
        if system not in known:
            yield tree.fault(("covers", index), f"no system {system!r}", did_you_mean(system, known))
    models = _named(tree, "models")
    for system, finding in document.answers.items():
        if system not in document.covers:
            cure = did_you_mean(system, document.covers) if document.covers else "list it under `covers`"
            yield tree.fault(("answers", system), f"{system!r} is not among the systems it covers", cure)
        if (model := finding.partition("/")[0]) not in models:
            yield tree.fault(("answers", system), f"no model {model!r}", did_you_mean(model, models))


def _named(tree: Tree, key: str) -> Mapping[str, Any]:
    """Return what stands under a top-level key, whether it is sound or not: a name is known once it is written."""
    value = tree.data.get(key)
    return value if isinstance(value, dict) else {}


def _basis_faults(data: Any, path: tuple[str | int, ...], tree: Tree, claims: Mapping[str, Any]) -> Iterator[Fault]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in items:
        if step == "basis" and isinstance(value, list):
            for index, claim in enumerate(value):
                if isinstance(claim, str) and claim not in claims:
                    cure = did_you_mean(claim, claims)
                    if claim == "assumption":
                        cure = "write `basis: assumption`, without brackets"
                    yield tree.fault((*path, step, index), f"no claim {claim!r}", cure)
        else:
            yield from _basis_faults(value, (*path, step), tree, claims)


def _models(tree: Tree, kinds: Kinds, context: dict[str, Any], faults: list[Fault]) -> dict[str, Model]:
    models = {}
    for name, written in _named(tree, "models").items():
        if not isinstance(written, dict):
            continue
        part = tree.at("models", name)
        head = read_part(ModelHead, {key: written[key] for key in HEAD_KEYS if key in written}, part, faults)
        if head is None:
            continue
        if head.kind not in kinds.names():
            faults.append(part.fault(("kind",), f"no kind {head.kind!r}", did_you_mean(head.kind, kinds.names())))
            continue
        readings = _readings(part, head, kinds.section(head.kind), context, faults)
        for reading in head.expect:
            if reading not in ("base", *head.readings):
                cure = did_you_mean(reading, ["base", *head.readings])
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
        if name == "base":
            cure = "choose another name"
            faults.append(part.fault(("readings", name), "`base` is the document itself", cure, at_key=True))
            continue
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
    wrong = id_fault(name)
    if wrong:
        faults.append(part.fault(("readings", name), *wrong, at_key=True))
    written = {key: own.data[key] for key in keys if key in own.data}
    head = read_part(ReadingHead, written, own, faults) or ReadingHead()
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


def _placed(tree: Tree, problem: Problem) -> Fault:
    return tree.fault(problem.path, problem.wrong, problem.cure, problem.offset, problem.at_key)
