"""The top level of a document, and what pydantic finds wrong told with place and cure."""

from __future__ import annotations

from collections.abc import Iterable
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError

from countermove.document.evidence import (
    Actor,
    Claim,
    Contradiction,
    Correlation,
    Parameter,
    Section,
    Source,
    Study,
    System,
)
from countermove.document.faults import Fault, Path, did_you_mean
from countermove.document.text import Text
from countermove.document.tree import Tree

FORMAT_VERSION = 1


class Sheet(Section):
    """Every key that a document may have at its top level; models are validated by their kinds."""

    countermove: Literal[1] = Field(description="format version")
    title: Text
    about: Text | None = None
    question: Text | None = Field(None, description="the analyst's question, in plain words")
    include: tuple[str, ...] = Field((), description="library:NAME or a file below the document's folder")
    covers: tuple[str, ...] = Field((), description="systems of the register that the document implements")
    answers: dict[str, str] = Field(
        default_factory=dict,
        description="which finding answers a system that the document covers: MODEL or MODEL/FINDING",
    )
    systems: dict[str, System] = Field(default_factory=dict)
    sources: dict[str, Source] = Field(default_factory=dict)
    claims: dict[str, Claim] = Field(default_factory=dict)
    contradictions: dict[str, Contradiction] = Field(default_factory=dict)
    parameters: dict[str, Any] = Field(default_factory=dict)
    actors: dict[str, Actor] = Field(default_factory=dict)
    correlated: tuple[Correlation, ...] = ()
    studies: dict[str, Study] = Field(default_factory=dict)
    models: dict[str, dict[str, Any]] = Field(default_factory=dict)


class Parameters(Section):
    """The shared numbers, read before everything that may refer to them."""

    parameters: dict[str, Parameter] = Field(default_factory=dict)


class ReadingHead(Section):
    """What a reading says about itself, beside the parts of the model that it changes."""

    title: Text | None = None
    about: Text | None = None
    extends: str | None = None


Expected = dict[str, dict[str, tuple[str, ...] | int]]


class ModelHead(Section):
    """What every model may say, whatever its kind; ``expect``: reading → concept → labels, or how many."""

    kind: str
    title: Text | None = None
    question: Text | None = None
    about: Text | None = None
    readings: dict[str, dict[str, Any]] = Field(default_factory=dict)
    expect: Expected = Field(default_factory=dict)


HEAD_KEYS = tuple(ModelHead.model_fields)


def read_sheet(tree: Tree, context: dict[str, Any], faults: list[Fault]) -> Sheet:
    """Read the top level; where parts are at fault, the rest, so that what depends on it can be checked as well."""
    try:
        return Sheet.model_validate(tree.data, context=context)
    except ValidationError as error:
        faults += validation_faults(error, tree, Sheet)
        bad = {one["loc"][:2] for one in error.errors()}
    kept: dict[str, Any] = {"countermove": FORMAT_VERSION, "title": "?"}
    for key, value in tree.data.items():
        if all(place[0] != key for place in bad):
            kept[key] = value
        elif key in ("actors", "claims", "sources", "contradictions", "studies", "models") and isinstance(value, dict):
            stand_in = {"name": "?"} if key == "actors" else None  # so that its options are not at fault as well
            sound = {name: stand_in if (key, name) in bad else part for name, part in value.items()}
            kept[key] = {name: part for name, part in sound.items() if part is not None}
    return read_part(Sheet, kept, tree, []) or Sheet(countermove=1, title=Text.both("?"))


S = TypeVar("S", bound=Section)


def read_part(schema: type[S], data: Any, tree: Tree, faults: list[Fault]) -> S | None:
    """Read a section; where keys are at fault, the rest of it, or ``None`` where that is not enough."""
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        faults += validation_faults(error, tree, schema)
        bad = {one["loc"][0] for one in error.errors() if one["loc"]}
    try:
        return schema.model_validate({key: value for key, value in data.items() if key not in bad})
    except ValidationError:
        return None


def validation_faults(error: ValidationError, tree: Tree, schema: type[BaseModel]) -> list[Fault]:
    """Return pydantic's errors as faults of a document."""
    faults: dict[tuple[int, int, str], Fault] = {}
    for one in error.errors(include_url=False):
        path = _real_path(one["loc"], tree.data, one["type"] == "missing")
        fault = _fault(one, path, tree, schema)
        faults.setdefault((fault.line, fault.column, fault.path), fault)
    return list(faults.values())


def _real_path(location: Iterable[int | str], data: Any, missing: bool) -> Path:
    """Keep the steps that the document has: pydantic's also name types and validators."""
    steps = list(location)
    path: list[int | str] = []
    for index, step in enumerate(steps):
        if (isinstance(data, dict) and step in data) or (isinstance(data, list) and isinstance(step, int)):
            if isinstance(data, list) and not 0 <= int(step) < len(data):
                break
            data = data[step]  # type: ignore[index]  # the test above pairs the step with its container
            path.append(step)
        elif missing and index == len(steps) - 1 and isinstance(step, str):
            path.append(step)
    return tuple(path)


def _fault(one: Any, path: Path, tree: Tree, schema: type[BaseModel]) -> Fault:
    kind, given = one["type"], one.get("input")
    name = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        known = _fields_at(schema, one["loc"][:-1])
        return tree.fault(
            path, f"unknown key {name!r}", did_you_mean(name, known) if known else "remove it", at_key=True
        )
    if kind == "missing":
        return tree.fault(path, f"`{name}` is missing", f"add `{name}:`")
    if kind == "literal_error":
        allowed = [word.strip(" '") for word in one["ctx"]["expected"].replace(" or ", ", ").split(",")]
        return tree.fault(path, f"{given!r} is not allowed here", did_you_mean(str(given), allowed))
    message = one["msg"].removeprefix("Value error, ")
    if kind == "value_error":
        wrong, _, cure = message.partition("; ")
        return tree.fault(path, wrong, cure)
    expected = {
        "dict_type": "expected a mapping (`name: …` lines)",
        "model_type": "expected a mapping (`name: …` lines)",
        "model_attributes_type": "expected a mapping (`name: …` lines)",
        "tuple_type": "expected a list: [a, b]",
        "list_type": "expected a list: [a, b]",
        "string_type": "expected a text: put numbers and dates in quotes",
        "int_type": "expected a whole number",
        "int_parsing": "expected a whole number",
        "float_type": "expected a number",
        "bool_type": "expected true or false",
    }
    shown = "nothing" if given is None else repr(given) if len(repr(given)) < 60 else repr(given)[:57] + "…"
    if kind in expected:
        return tree.fault(path, f"{shown} stands here", expected[kind])
    return tree.fault(path, message[:1].lower() + message[1:], "")


def _fields_at(schema: Any, location: Iterable[int | str]) -> list[str]:
    """Return the keys allowed where a schema is entered along a location, or none where that is unclear."""
    found = [schema]
    for step in location:
        found = [inner for one in found for inner in _entered(one, step)]
    names = [name for one in found for part in _alternatives(one) for name in getattr(part, "model_fields", ())]
    return list(dict.fromkeys(names))


def _alternatives(annotation: Any) -> list[Any]:
    """Return the types that an annotation allows, without what pydantic is told about them."""
    if get_origin(annotation) is Annotated:
        return _alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [one for part in get_args(annotation) for one in _alternatives(part)]
    return [annotation]


def _entered(annotation: Any, step: int | str) -> list[Any]:
    """Return what stands one step further in: a field's, a list's or a mapping's part; or where a step names a type."""
    inner = []
    for part in _alternatives(annotation):
        fields = getattr(part, "model_fields", None)
        if fields is not None:
            inner += [fields[step].annotation] if step in fields else [part]
        else:
            inner += [one for one in get_args(part)[-2:] if one is not Ellipsis][-1:]
    return inner
