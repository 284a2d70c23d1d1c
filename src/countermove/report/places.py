"""A place of the document and what stands there, in the words that the document itself gives to its names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from countermove.document.laws import FORMS, read_quantity
from countermove.document.text import Text

STEP = re.compile(r"[^.\[\]]+|\[\d+\]")
NOTHING = Text("nothing", "无")
ITEM = Text("item {number}", "第{number}项")
MOST_LETTERS = 90


def place_words(path: str, section: Any, actors: Mapping[str, Text]) -> Text:
    """Return a path of a model's section in words: the names met on the way, after the key that they stand under.

    Parameters
    ----------
    path : str
        Dotted, as faults name places: ``impacts.technology.economy.rows.gap[0]``.
    section : object
        The model's section as written; whatever has a ``name`` in it lends it to its key.
    actors : mapping
        The document's actors and what they are called.

    Examples
    --------
    >>> section = {"issues": {"data": {"name": {"en": "Data flows", "zh": "数据流动"}}}}
    >>> place_words("positions.us.data", section, {"us": Text("United States", "美国")}).en
    'positions: United States, Data flows'
    """
    known = {**dict(_named(section)), **actors}
    top, *rest = [step for step in STEP.findall(path) if step not in (*FORMS, "centre", "weights")] or [path]
    words = [known[step] for step in rest if step in known]
    if not words:
        words = [ITEM.of(number=int(step[1:-1]) + 1) if step[0] == "[" else Text.both(_spaced(step)) for step in rest]
    if not words:
        return known.get(top, Text.both(_spaced(top)))
    under = known.get(top, Text.both(_spaced(top)))
    return Text(
        f"{under.get('en')}: " + ", ".join(word.get("en") for word in words),
        f"{under.get('zh')}：" + "，".join(word.get("zh") for word in words),
    )


def whole_value(path: str, section: Any) -> Any:
    """Return what stands at a path, or the whole law that the path leads into."""
    at = section
    for step in STEP.findall(path):
        if isinstance(at, Mapping) and set(at) & set(FORMS):
            return at
        try:
            at = at[int(step[1:-1])] if step[0] == "[" else at[step]
        except (KeyError, IndexError, TypeError):
            return None
    return at


def value_words(value: Any) -> Text:
    """Return a value of the document in one line: a law in words, a text in its languages, the rest as written."""
    if value is None or value == [] or value == {}:
        return NOTHING
    if isinstance(value, Mapping) and set(value) <= {"en", "zh"}:
        return Text(value.get("en"), value.get("zh"))
    if isinstance(value, Mapping) and set(value) & set(FORMS):
        try:
            return read_quantity(value, {}).law.say()
        except ValueError:  # a law that names a parameter; it is shown as written
            pass
    if isinstance(value, Mapping) and "rule" in value:
        return value_words(value["rule"])
    words = _plain(value)
    return Text.both(words if len(words) <= MOST_LETTERS else words[: MOST_LETTERS - 1].rstrip() + "…")


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{_spaced(str(key))} {_plain(part)}" for key, part in value.items() if key != "basis")
    if isinstance(value, list):
        return "; ".join(_plain(part) for part in value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _named(section: Any) -> Iterator[tuple[str, Text]]:
    if isinstance(section, Mapping):
        for key, value in section.items():
            if isinstance(value, Mapping) and isinstance(value.get("name"), (str, Mapping)):
                name = value["name"]
                yield str(key), Text.both(name) if isinstance(name, str) else Text(name.get("en"), name.get("zh"))
            yield from _named(value)
    elif isinstance(section, list):
        for value in section:
            yield from _named(value)


def _spaced(key: str) -> str:
    return key.replace("_", " ")
