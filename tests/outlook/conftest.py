"""Readings of a document as cases, without the reader of documents, so that the kind is tested alone."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from ruamel.yaml import YAML

from countermove.document.evidence import Actor
from countermove.document.text import Text
from countermove.kind import Case
from countermove.outlook.model import OutlookModel


def overlaid(lower: Any, upper: Any) -> Any:
    """Mappings merge, everything else is replaced: what a reading does."""
    if not isinstance(lower, dict) or not isinstance(upper, dict):
        return upper
    return lower | {key: overlaid(lower.get(key), value) for key, value in upper.items()}


def cases_of(text: str, model: str) -> dict[str, Case[OutlookModel]]:
    """Return every reading of a model, without the reader of documents."""
    data = YAML(typ="safe", pure=True).load(text)
    section = {key: value for key, value in data["models"][model].items() if key not in ("kind", "title")}
    readings = section.pop("readings", {})
    section.pop("expect", None)
    actors = {name: Actor.model_validate(each) for name, each in data.get("actors", {}).items()}
    found = {}
    for name, reading in {"base": {}, **readings}.items():
        title = Text(**reading["title"]) if "title" in reading else Text("Neutral reading", "中立读法")
        changed = overlaid(section, {key: value for key, value in reading.items() if key not in ("title", "about")})
        validated = OutlookModel.model_validate(changed, context={"parameters": {}})
        found[name] = Case("five-drivers", model, name, title, validated, actors)
    return found


@pytest.fixture(scope="session")
def read_cases() -> Callable[[str, str], dict[str, Case[OutlookModel]]]:
    return cases_of


@pytest.fixture(scope="session")
def five_drivers() -> dict[str, Case[OutlookModel]]:
    text = files("countermove.library").joinpath("five-drivers.yaml").read_text(encoding="utf-8")
    return cases_of(text, "drivers")
