"""What a form changes, written into the text of the document where it stands; every comment stays."""

from __future__ import annotations

from typing import Any

from countermove.document.faults import AnalysisError, DocumentError, Path
from countermove.document.saving import delete_at, insert_at, move_at, set_at
from countermove.document.text import LANGUAGES, Text
from countermove.document.tree import parse
from countermove.document.writing import Plain
from countermove.report.html import HAN
from countermove.workbench.beginning import with_model
from countermove.workbench.folder import Refused
from countermove.workbench.renaming import Faults, renamed

MOST_STEPS = 40
UNCLEAR = Text("This change is not understood; reload the page.", "无法理解此修改；请重新加载页面。")
NO_VALUE = Text(
    "“{written}” cannot be written here: write a text, a number, or a value as in the document.",
    "此处不能写“{written}”：请写文本、数字或文件中所用的值。",
)


def edited(text: str, edit: Any, faults: Faults = lambda _: ()) -> str:
    """Return the text after one change of a form.

    Parameters
    ----------
    text : str
        The document.
    edit : mapping
        ``{"op": …, "path": […]}``: ``set`` and ``insert`` with ``value`` (plain data) or ``written`` (a value as in a
        document); ``say`` with ``lang`` and ``value`` (a text in one language); ``words`` with a comma-separated
        ``value``; ``move`` with ``to``; ``delete``; ``rename`` with ``value``, the new name of what stands there;
        ``model`` with ``kind``, to begin a model of that kind there.
    faults : callable
        Returns every fault of a text; by it is seen what refers to a name.

    Raises
    ------
    DocumentError, AnalysisError
        If the text is no YAML, or the change cannot be made in its place.
    """
    if not isinstance(edit, dict):
        raise Refused(UNCLEAR)
    operation, path = edit.get("op"), _path(edit.get("path"))
    if operation == "delete":
        return delete_at(text, path)
    if operation == "move" and isinstance(edit.get("to"), int):
        return move_at(text, path, edit["to"])
    if operation == "rename" and isinstance(edit.get("value"), str):
        return renamed(text, path, edit["value"], faults)
    if operation == "model" and isinstance(edit.get("kind"), str):
        return with_model(text, str(path[-1]), edit["kind"], faults)
    data = parse(text.encode("utf-8"), "document").data
    if operation == "say" and edit.get("lang") in LANGUAGES and isinstance(edit.get("value"), str):
        return _put(text, data, path, _said(_at(data, path), edit["lang"], edit["value"].strip()))
    if operation == "words" and isinstance(edit.get("value"), str):
        return _put(text, data, path, [one.strip() for one in edit["value"].split(",") if one.strip()])
    if operation in ("set", "insert"):
        value = _written(edit["written"]) if isinstance(edit.get("written"), str) else edit.get("value")
        return _put(text, data, path, value) if operation == "set" else _add(text, data, path, value)
    raise Refused(UNCLEAR)


def _path(value: object) -> Path:
    if not isinstance(value, list) or not 0 < len(value) <= MOST_STEPS:
        raise Refused(UNCLEAR)
    if any(isinstance(step, bool) or not isinstance(step, str | int) for step in value):
        raise Refused(UNCLEAR)
    return tuple(value)


def _written(words: str) -> Plain:
    """Return a value as a person writes it in a document; an empty field is no value."""
    if not words.strip():
        return None
    refused = Refused(NO_VALUE.of(written=words))
    try:
        found = parse(f"[{' '.join(words.split())}]\n".encode(), "field").data
    except (DocumentError, UnicodeEncodeError):
        raise refused from None
    if not isinstance(found, list) or len(found) != 1:
        raise refused
    return found[0]


def _at(data: Plain, path: Path) -> Plain:
    """Return what stands at a path, ``None`` where nothing does."""
    for step in path:
        known: Any = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
        if step not in known:
            return None
        data = data[step]
    return data


def text_slots(value: Plain) -> dict[str, str]:
    """Return what a text says by language; a plain string stands with the language whose script it has."""
    if isinstance(value, str):
        return {"zh" if HAN.search(value) else "en": value}
    return {key: part for key, part in value.items() if isinstance(part, str)} if isinstance(value, dict) else {}


def _said(old: Plain, lang: str, words: str) -> Plain:
    slots = text_slots(old)
    slots[lang] = words
    slots = {key: slots[key] for key in LANGUAGES if slots.get(key)}
    if not slots:
        return None
    only = next(iter(slots.values()))
    return only if len(slots) == 1 and not isinstance(old, dict) and text_slots(only) == slots else slots


def _put(text: str, data: Plain, path: Path, value: Plain) -> str:
    """Write a value, with the parts above it where they are missing; no value takes the key away."""
    if value is None:
        return text if _at(data, path) is None else delete_at(text, path)
    for size in range(1, len(path)):
        if _at(data, path[:size]) is None:
            return set_at(text, path[:size], _wrapped(path[size:], value))
    return set_at(text, path, value)


def _wrapped(path: Path, value: Plain) -> Plain:
    for step in reversed(path):
        value = [value] if isinstance(step, int) else {step: value}
    return value


def _add(text: str, data: Plain, path: Path, value: Plain) -> str:
    """Add an item to the end of a list, which begins here where there is none."""
    if value is None:
        raise AnalysisError("nothing was written to add: write the new item first")
    found = _at(data, path)
    if not isinstance(found, list):
        return _put(text, data, path, [value])
    return insert_at(text, (*path, len(found)), value)
