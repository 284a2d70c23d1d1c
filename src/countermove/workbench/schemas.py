"""What a document may hold at a place, as its JSON Schema tells it: the forms know a kind through nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

from countermove.document.faults import Path, Problem
from countermove.document.schema import document_schema
from countermove.kinds import KINDS, kind

Schema = Mapping[str, Any]


class _These:
    """Some kinds only, so that a form loads no other."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self.kinds = kinds

    def names(self) -> Sequence[str]:
        return self.kinds

    def section(self, name: str) -> type[BaseModel]:
        return kind(name).Model

    def problems(self, *_: Any) -> list[Problem]:
        return []


@cache
def schema_of(kinds: tuple[str, ...]) -> Schema:
    """Return the schema of documents whose models are of these kinds."""
    return document_schema(_These(kinds))


def kinds_in(data: Any) -> tuple[str, ...]:
    """Return the known kinds that a document's models have."""
    models = data.get("models") if isinstance(data, dict) else None
    found = [one.get("kind") for one in models.values() if isinstance(one, dict)] if isinstance(models, dict) else []
    return tuple(sorted({one for one in found if isinstance(one, str) and one in KINDS}))


class Guide:
    """Leads along a schema: what may stand one step further in."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.parts: Mapping[str, Any] = root.get("$defs", {})

    def section(self, kind_name: str) -> Schema:
        """Return what a model of a kind may hold."""
        found: Schema = self.parts.get(f"{kind_name}.section", {})
        return found

    def section_at(self, data: Any, path: Path, value: Any) -> Schema | None:
        """Return the schema of a model, or of a reading of one, which its kind gives; ``None`` elsewhere."""
        if not isinstance(value, dict) or path[:1] != ("models",):
            return None
        if len(path) == 2:
            return self.section(str(value.get("kind", "")))
        if len(path) != 4 or path[2] != "readings":
            return None
        whole = self.section(str(data["models"][path[1]].get("kind", "")))
        given = whole.get("properties", {}).items()
        own = {key: part for key, part in given if key not in ("kind", "readings", "expect")}
        return {**whole, "properties": {**own, "extends": {"type": "string"}}, "required": []}

    def plain(self, schema: Schema) -> list[Schema]:
        """Return the alternatives of a schema, references resolved and ``null`` left out."""
        if "$ref" in schema:
            return self.plain(self.parts.get(str(schema["$ref"]).removeprefix("#/$defs/"), {}))
        for either in ("anyOf", "oneOf"):
            if either in schema:
                return [one for part in schema[either] for one in self.plain(part)]
        return [] if schema.get("type") == "null" else [schema]

    def fitting(self, schema: Schema, value: Any) -> Schema:
        """Return the alternative that a mapping is one of, told by words that are fixed; else all of them."""
        if isinstance(value, dict):
            for one in self.plain(schema):
                fixed = {key: part["const"] for key, part in one.get("properties", {}).items() if "const" in part}
                if fixed and all(value.get(key) == word for key, word in fixed.items()):
                    return one
        return schema

    def words(self, schema: Schema) -> Sequence[str]:
        """Return the words of the format that the keys of a mapping are among; none where they are names."""
        found = self.shaped(schema, "object")
        return found.get("propertyNames", {}).get("enum", ()) if found else ()

    def shaped(self, schema: Schema, *shapes: str) -> Schema | None:
        """Return the first alternative of a shape (``object``, ``array`` …)."""
        return next((one for one in self.plain(schema) if one.get("type") in shapes), None)

    def is_text(self, schema: Schema) -> bool:
        """Say whether a text for people stands here: a string, or one in each language."""
        languages = [one for one in self.plain(schema) if set(one.get("properties", {})) == {"en", "zh"}]
        return bool(languages)

    def choices(self, schema: Schema) -> list[str]:
        """Return the words of which one has to be taken; none where anything may be written."""
        found = self.plain(schema)
        lists = [one["enum"] if "enum" in one else [one["const"]] if "const" in one else None for one in found]
        if not lists or any(one is None for one in lists):
            return []
        return [str(word) for one in lists if one is not None for word in one]

    def properties(self, schema: Schema) -> Mapping[str, Schema]:
        """Return the named parts of a mapping."""
        found = self.shaped(schema, "object")
        return found.get("properties", {}) if found else {}

    def entries(self, schema: Schema) -> Schema | None:
        """Return what each entry of a mapping with free keys may be, ``None`` where keys are fixed."""
        found = self.shaped(schema, "object")
        free = found.get("additionalProperties") if found else None
        return free if isinstance(free, dict) else None

    def items(self, schema: Schema) -> Schema | None:
        """Return what each item of a list may be, ``None`` where no list may stand or its places differ."""
        found = self.shaped(schema, "array")
        return found.get("items", {}) if found is not None and "prefixItems" not in found else None

    def required(self, schema: Schema) -> Sequence[str]:
        """Return the parts that a mapping has to have."""
        found = self.shaped(schema, "object")
        return found.get("required", ()) if found else ()

    def is_rule(self, schema: Schema) -> bool:
        """Say whether a condition may stand here, written alone or with what it rests on."""
        return "rule" in self.properties(schema)

    def names_in(self, data: Any) -> Iterator[tuple[Path, bool]]:
        """Yield where names may stand in a document: keys that an analyst chose (true), and words that are no text."""
        yield from self._names(data, data, self.root, ())

    def _names(self, data: Any, value: Any, schema: Schema, path: Path) -> Iterator[tuple[Path, bool]]:
        schema = self.section_at(data, path, value) or self.fitting(schema, value)
        if self.is_text(schema) and not isinstance(value, list):
            return
        if isinstance(value, dict):
            properties, entries = (
                self.properties(schema) if path else schema.get("properties", {}),
                self.entries(schema),
            )
            words = {*self.words(schema), *(key for one in self.plain(schema) for key in one.get("properties", {}))}
            for key, part in value.items():
                if path and key not in words:
                    yield (*path, key), True
                yield from self._names(data, part, properties.get(key) or entries or {}, (*path, key))
        elif isinstance(value, list):
            for place, part in enumerate(value):
                yield from self._names(data, part, self.items(schema) or {}, (*path, place))
        elif isinstance(value, str) and not self.choices(schema):
            yield path, False

    def begun(self, schema: Schema, name: str = "") -> Any:
        """Return a value to begin with: what is required of it, no more."""
        choices = self.choices(schema)
        if choices:
            return choices[0]
        properties = self.properties(schema)
        if properties and not self.is_text(schema):
            wanted = {key: self.begun(properties[key], name) for key in self.required(schema) if key in properties}
            if wanted or "statements" not in properties:
                return wanted
            return {"statements": []}
        if self.is_text(schema):
            return name or "…"
        if self.shaped(schema, "array") is not None:
            return []
        if self.shaped(schema, "object") is not None:
            return {}
        return 0 if self.shaped(schema, "number", "integer") is not None else name or "…"


def dotted_model(path: Path) -> tuple[str, str] | None:
    """Return the model and reading that a path leads into."""
    if len(path) < 2 or path[0] != "models":
        return None
    inner = len(path) > 3 and path[2] == "readings"
    return str(path[1]), str(path[3]) if inner else "base"
