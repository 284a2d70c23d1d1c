"""Plain data as YAML in this program's own style: short things on one line, doubtful words in quotes."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from countermove.document.faults import AnalysisError
from countermove.document.tree import plain_value

Plain = Any  # dicts with text keys, lists, text, numbers, booleans and None, as `parse` gives them

SHORT = 90
_BARE = re.compile(r"[^\W_](?:[\w .()/–-]*[\w.)])?")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\xa0]")


def dump(data: Plain) -> str:
    """Return plain data as the text of a document.

    Raises
    ------
    AnalysisError
        If the data is not plain.

    Examples
    --------
    >>> print(dump({"title": "Water", "order": ["NNN", ["NYN", "NYY"]], "note": "a: b"}), end="")
    title: Water
    order: [NNN, [NYN, NYY]]
    note: "a: b"
    """
    return "\n".join(block(data, 0)) + "\n"


def inline(value: Plain) -> str:
    """Return a value on one line.

    Examples
    --------
    >>> inline({"en": "Release", "n": [1, 0.5, None, True], "label": "no"})
    '{en: Release, n: [1, 0.5, null, true], label: no}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_word(str(key))}: {inline(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, str):
        return _word(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ".nan" if value != value else ".inf" if value > 0 else "-.inf"
    raise AnalysisError(f"{value!r} cannot be written in a document: give text, numbers, lists or mappings")


def is_short(value: Plain) -> bool:
    """Whether a value is best on one line."""
    return not isinstance(value, dict | list | tuple) or not value or len(inline(value)) <= SHORT


def block(value: Plain, indent: int) -> list[str]:
    """Return a value as lines of a block, each indented."""
    space = " " * indent
    if is_short(value) and (indent or not isinstance(value, dict) or not value):
        return [space + inline(value)]
    lines = []
    if isinstance(value, dict):
        for key, part in value.items():
            if is_short(part):
                lines.append(f"{space}{_word(str(key))}: {inline(part)}")
            else:
                lines += [f"{space}{_word(str(key))}:", *block(part, indent + 2)]
        return lines
    for part in value:
        first, *rest = block(part, indent + 2)
        lines += [f"{space}- {first[indent + 2 :]}", *rest]
    return lines


def _word(text: str) -> str:
    if _BARE.fullmatch(text) and plain_value(text) == text:
        return text
    if any("\ud800" <= mark <= "\udfff" for mark in text):
        raise AnalysisError(f"{text!r} has half a character in it (a lone surrogate): write the character itself")
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda mark: f"\\u{ord(mark.group()):04x}", quoted)
