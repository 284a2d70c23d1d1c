"""The JSON Schema of documents, for editors: the sheet, and each kind's section below ``models``."""

from __future__ import annotations

from typing import Any

from countermove.document.evidence import Parameter
from countermove.document.reading import Kinds
from countermove.document.sheet import ModelHead, Sheet


def document_schema(kinds: Kinds) -> dict[str, Any]:
    """Return one bare JSON Schema (2020-12) for documents of any kind.

    A model's keys depend on its ``kind``: each kind is one alternative. A reading may hold any part of its model.
    """
    schema = Sheet.model_json_schema(ref_template="#/$defs/{model}")
    shared = schema.setdefault("$defs", {})
    head = ModelHead.model_json_schema(ref_template="#/$defs/{model}")
    parameter = Parameter.model_json_schema(ref_template="#/$defs/{model}")
    for extra in (head, parameter):
        shared.update(extra.pop("$defs", {}))
    shared["Parameter"] = parameter
    alternatives = []
    for name in kinds.names():
        section = kinds.section(name).model_json_schema(ref_template=f"#/$defs/{name}.{{model}}", by_alias=True)
        shared.update({f"{name}.{key}": value for key, value in section.pop("$defs", {}).items()})
        own = {**head["properties"], **section.get("properties", {}), "kind": {"const": name}}
        shared[f"{name}.section"] = {
            "type": "object",
            "title": f"A model of kind {name}",
            "properties": own,
            "required": ["kind", *section.get("required", [])],
            "additionalProperties": False,
        }
        alternatives.append({"$ref": f"#/$defs/{name}.section"})
    schema["properties"]["models"] = {"type": "object", "additionalProperties": {"anyOf": alternatives}}
    schema["properties"]["parameters"] = {
        "type": "object",
        "additionalProperties": {"anyOf": [{"$ref": "#/$defs/Parameter"}, {"type": ["number", "object"]}]},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "countermove document", **schema}
