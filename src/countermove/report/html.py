"""Markup, safe by construction: every word is escaped unless it is an ``Html`` already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Union

from countermove.document.text import Lang, Text

VOID = frozenset({"meta", "br", "hr", "input"})
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
LANGUAGE_TAGS: dict[Lang, str] = {"en": "en", "zh": "zh-Hans"}


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of markup in which every word has been escaped."""

    markup: str


Child = Union[Html, str, int, None, Iterable["Child"]]  # noqa: UP007 (`|` cannot name a type that is not there yet)


def tag(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """Return an element; ``cls`` is the class, ``_`` in an attribute's name a hyphen, ``None`` leaves it out.

    Examples
    --------
    >>> tag("p", "1 < 2", cls="lead").markup
    '<p class="lead">1 &lt; 2</p>'
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = "class" if key == "cls" else key.rstrip("_").replace("_", "-")
        parts.append(key if value is True else f'{key}="{words(str(value))}"')
    opening = f"<{' '.join(parts)}>"
    return Html(opening if name in VOID else f"{opening}{joined(children).markup}</{name}>")


def words(text: str) -> str:
    """Return text as it may stand in markup or in an attribute; what HTML does not allow is shown as U+FFFD."""
    return escape(CONTROLS.sub("\ufffd", text), quote=True)


def joined(children: Child) -> Html:
    """Return children one after the other, each escaped where it is no ``Html``."""
    if children is None:
        return Html("")
    if isinstance(children, Html):
        return children
    if isinstance(children, (str, int)):
        return Html(words(str(children)))
    return Html("".join(joined(child).markup for child in children))


def said(text: Text, lang: Lang, name: str = "span", cls: str | None = None, id_: str | None = None) -> Html:
    """Return a text of the document, marked with its language where it had to fall back to the other one."""
    other: Lang = "zh" if lang == "en" else "en"
    own = text.get(lang)
    fallen = not text.has(lang) or (text.en == text.zh and HAN.search(own) is not None and lang == "en")
    return tag(name, own, lang=LANGUAGE_TAGS[other] if fallen else None, dir="auto", cls=cls, id=id_)


def quotation(words_of_source: str) -> Html:
    """Return a source's own words, marked as Chinese where they hold Han characters."""
    return tag("q", words_of_source, lang="zh" if HAN.search(words_of_source) else None, dir="auto")


def drawing(svg: str) -> Html:
    """Return a drawing; its marks were escaped where they were made (``drawing.marks``).

    Here nothing listens to a key, so marks that a workbench makes buttons are pictures.
    """
    return Html(svg.replace('role="button" tabindex="-1"', 'role="img"'))


def page(title: str, lang: Lang, style: str, *body: Child) -> str:
    """Return a whole document with its style inside; it asks for nothing else."""
    if "</" in style:
        raise ValueError("a style sheet cannot hold markup")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width,initial-scale=1"),
        tag("title", title),
        tag("style", Html(style)),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, tag('body', *body), lang=LANGUAGE_TAGS[lang]).markup}\n"
