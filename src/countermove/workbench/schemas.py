"""What a document may hold at a place, as its JSON Schema tells it: the forms know a kind through nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    def plain(self, schema: Schema) -> list[Schema]:
        """Return the alternatives of a schema, references resolved and ``null`` left out."""
        if "$ref" in schema:
            return self.plain(self.parts.get(str(schema["$ref"]).removeprefix("#/$defs/"), {}))
        if "anyOf" in schema:
            return [one for part in schema["anyOf"] for one in self.plain(part)]
        return [] if schema.get("type") == "null" else [schema]

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
