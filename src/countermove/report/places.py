"""A place of the document and what stands there, in the words that the document itself gives to its names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from countermove.document.laws import FORMS, read_quantity
from countermove.document.text import LANGUAGES, Lang, Text

STEP = re.compile(r"[^.\[\]]+|\[\d+\]")
NOTHING = Text("nothing", "无")
ITEM = Text("item {number}", "第{number}项")
MOST_LETTERS = 90
KEYS = {  # of the kinds' sections, where Chinese readers are told a place
    "parties": "各方", "positions": "立场", "constants": "常数", "impacts": "影响判断", "trust": "信任",
    "warnings": "警告", "acts": "行动", "ranks": "排序", "both": "双方", "cells": "收益", "dialogue": "对话",
    "clauses": "条款", "influences": "相互影响", "preferences": "偏好", "statements": "陈述",
    "infeasible": "不可能的组合", "inspection": "核查", "gain": "收益", "actors": "行为体", "issues": "议题",
    "factors": "因素", "stocks": "存量", "spirals": "螺旋", "options": "选项", "beliefs": "看法",
    "benefits": "收益", "elements": "要素", "position": "立场", "salience": "看重程度", "capability": "能力",
    "own": "自身得失", "veto": "否决权", "agreement": "协议", "order": "次序",
    "sponsors": "主导方", "share": "份额", "weight": "权重",
}  # fmt: skip
JOINTS = {"/": " / ", ".": " · ", ":": ": "}


def place_words(path: str, section: Any, actors: Mapping[str, Text]) -> Text:
    """Return a path of a model's section in words: the names met on the way, and the key that they stand under.

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
    'United States, Data flows (positions)'
    """
    known = {**dict(_named(section)), **actors}
    top, *rest = [step for step in STEP.findall(path) if step not in (*FORMS, "centre", "weights")] or [path]
    words = [known[step] for step in rest if step in known]
    if not words:
        words = [ITEM.of(number=int(step[1:-1]) + 1) if step[0] == "[" else _key(step) for step in rest]
    if not words:
        return known.get(top, _key(top))
    under = known.get(top, _key(top))
    return Text(
        ", ".join(word.get("en") for word in words) + f" ({under.get('en')})",
        "，".join(word.get("zh") for word in words) + f"（{under.get('zh')}）",
    )


def subject_words(subject: str, section: Any, actors: Mapping[str, Text]) -> Text:
    """Return what a kind calls a subject (a party, ``contest.actor``, a scenario ``a/b/c``) in the document's words.

    Examples
    --------
    >>> subject_words("us", {}, {"us": Text("United States", "美国")}).zh
    '美国'
    """
    known = {**dict(_named(section)), **actors}
    pieces = [subject] if subject in known else re.split(r"([/.:])", subject)
    if len(pieces) > 1:
        known |= dict(_named(section, "short"))
    words = [known.get(piece, Text.both(JOINTS[piece]) if piece in JOINTS else _key(piece)) for piece in pieces]
    return Text("".join(word.get("en") for word in words), "".join(word.get("zh") for word in words))


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
    english, chinese = (_in_a_line(value, lang) for lang in LANGUAGES)
    return Text(_cut(english), _cut(chinese))


def _in_a_line(value: Any, lang: Lang) -> str:
    if isinstance(value, Mapping):
        if set(value) <= set(LANGUAGES):
            return Text(value.get("en"), value.get("zh")).get(lang)
        law = _law(value)
        if law is not None:
            return law.get(lang)
        inside = next((key for key in ("rule", "value") if key in value), None)
        if inside is not None:
            return _in_a_line(value[inside], lang)
        parts = (
            f"{_key(str(key)).get(lang)} {_in_a_line(part, lang)}" for key, part in value.items() if key != "basis"
        )
        return ("，" if lang == "zh" else ", ").join(parts)
    if isinstance(value, list):
        return "; ".join(_in_a_line(part, lang) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _law(value: Mapping[str, Any]) -> Text | None:
    """Return a law in words; ``None`` for what is none, or names a parameter and cannot be read alone."""
    if not set(value) & set(FORMS) - {"value"}:
        return None
    try:
        return read_quantity(value, {}).law.say()
    except ValueError:
        return None


def _cut(words: str) -> str:
    return words if len(words) <= MOST_LETTERS else words[: MOST_LETTERS - 1].rstrip() + "…"


def _named(section: Any, called: str = "name") -> Iterator[tuple[str, Text]]:
    """Yield each key that has a name (or, called ``short``, a short one), wherever in a section."""
    if isinstance(section, Mapping):
        for key, value in section.items():
            if isinstance(value, Mapping) and isinstance(value.get(called), (str, Mapping)):
                name = value[called]
                yield str(key), Text.both(name) if isinstance(name, str) else Text(name.get("en"), name.get("zh"))
            yield from _named(value, called)
    elif isinstance(section, list):
        for value in section:
            yield from _named(value, called)


def _key(key: str) -> Text:
    return Text(_spaced(key), KEYS.get(key, _spaced(key)))


def _spaced(key: str) -> str:
    return key.replace("_", " ")
