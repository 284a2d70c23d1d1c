"""Marks: small SVG fragments with every word escaped; whoever draws composes them and wraps them in ``svg``.

Nothing is told by colour alone: each actor has a colour class ``actor-N`` and a mark of its own (``MARKS``); filled
means holds or taken, hollow means not, half means unknown or taken in some variants.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

MARKS = ("●", "▲", "■", "◆", "✚", "★")
Anchor = Literal["start", "middle", "end"]
Fill = Literal["full", "half", "none"]


def actor_class(index: int) -> str:
    """Return the style class of the actor at this place of the document; past six, all share one."""
    return f"actor-{index}" if 0 <= index < len(MARKS) else "actor-other"


def actor_mark(index: int) -> str:
    """Return the mark of the actor at this place of the document."""
    return MARKS[index] if 0 <= index < len(MARKS) else "○"


def number(value: float) -> str:
    """Write a coordinate with at most two decimals, so that files are small and stable."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def label(words: str, x: float, y: float, kind: str = "", anchor: Anchor = "start", tip: str = "") -> str:
    """Write words; ``kind`` is one or more style classes: ``strong``, ``soft``, ``small``, ``actor-0`` …."""
    title = f"<title>{escape(tip)}</title>" if tip else ""
    style = f" class={quoteattr(kind)}" if kind else ""
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{number(x)}" y="{number(y)}"{style}{place}>{escape(words)}{title}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "rule", dashed: bool = False) -> str:
    """Draw a straight line; ``rule`` is a hairline, ``link`` an arc's weight, ``link strong`` the chosen one."""
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" class={quoteattr(kind)}{dash}/>'
    )


def path(d: str, kind: str = "link", dashed: bool = False, tip: str = "") -> str:
    """Draw a path from SVG path data."""
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    title = f"<title>{escape(tip)}</title>" if tip else ""
    return f"<path d={quoteattr(d)} class={quoteattr(kind)}{dash}>{title}</path>"


def rect(x: float, y: float, width: float, height: float, kind: str = "box", radius: float = 0, tip: str = "") -> str:
    """Draw a rectangle."""
    round_off = f' rx="{number(radius)}"' if radius else ""
    title = f"<title>{escape(tip)}</title>" if tip else ""
    size = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f"<rect {size}{round_off} class={quoteattr(kind)}>{title}</rect>"


def dot(x: float, y: float, fill: Fill = "full", kind: str = "", tip: str = "", radius: float = 6) -> str:
    """Draw a round mark: ``full`` holds, ``none`` does not, ``half`` is unknown or holds in part."""
    title = f"<title>{escape(tip)}</title>" if tip else ""
    style = quoteattr(f"{'dot' if fill == 'full' else 'ring'} {kind}".strip())
    circle = f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" class={style}>{title}</circle>'
    if fill != "half":
        return circle
    arc = f"M{number(x)},{number(y - radius)} a{number(radius)},{number(radius)} 0 0 1 0,{number(2 * radius)} z"
    return circle + path(arc, f"dot {kind}".strip())


def group(parts: Iterable[str], kind: str = "", tip: str = "", identity: str = "", focusable: bool = False) -> str:
    """Group marks; a focusable group is a button for keyboard and screen reader, named by ``tip``."""
    style = f" class={quoteattr(kind)}" if kind else ""
    key = f" data-id={quoteattr(identity)}" if identity else ""
    named = f" aria-label={quoteattr(tip)}" if tip else ""
    role = f' role="button" tabindex="-1"{named}' if focusable else ""
    title = f"<title>{escape(tip)}</title>" if tip else ""
    return f"<g{style}{key}{role}>{title}{''.join(parts)}</g>"


def svg(
    marks: Iterable[str],
    width: float,
    height: float,
    title: str,
    description: str = "",
    role: Literal["img", "group"] = "img",
) -> str:
    """Wrap marks into a titled drawing that scales with its column and is named for a screen reader.

    A drawing whose marks can be focused is a ``group``; one that is read as a whole is an ``img``.
    """
    more = f"<desc>{escape(description)}</desc>" if description else ""
    box = f'viewBox="0 0 {number(width)} {number(height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="{role}" aria-label={quoteattr(title)} class="figure">'
        f"<title>{escape(title)}</title>{more}{''.join(marks)}</svg>"
    )


def text_width(words: str, size: float = 13) -> float:
    """Estimate the width of words in pixels: Han and full-width characters are square, others about half."""
    return sum(size if ord(letter) > 0x2E7F else size * 0.56 for letter in words)


def fold(words: str, width: float, size: float = 13) -> list[str]:
    """Break words into lines that fit a width; text without spaces (Chinese) breaks between characters."""
    lines: list[str] = []
    current = ""
    for piece in _pieces(words):
        if current and text_width(current + piece.rstrip(), size) > width:
            lines.append(current.rstrip())
            current = piece.lstrip()
        else:
            current += piece
    return [*lines, current.rstrip()] if current.strip() else lines


def _pieces(words: str) -> list[str]:
    pieces: list[str] = []
    word = ""
    for letter in words:
        if ord(letter) > 0x2E7F:
            if word:
                pieces.append(word)
                word = ""
            pieces.append(letter)
        elif letter == " ":
            pieces.append(word + " ")
            word = ""
        else:
            word += letter
    return [*pieces, word] if word else pieces
