"""Drawings that stand alone: the style sheet inside, light colours, a size of their own."""

from __future__ import annotations

import re
from functools import cache
from xml.sax.saxutils import escape

from countermove.drawing.style import style_sheet

FONTS = '"Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei","Segoe UI",Arial,sans-serif'
BLOCK = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}")
ROOT = re.compile(r":root\s*\{([^{}]*)\}")
TOKEN = re.compile(r"--([\w-]+)\s*:\s*([^;{}]+)")
USE = re.compile(r"var\(--([\w-]+)\)")
BOX = re.compile(r'viewBox="(-?[\d.]+) (-?[\d.]+) ([\d.]+) ([\d.]+)"')
MARGIN = 12.0
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@cache
def light_tokens() -> dict[str, str]:
    """Return the style sheet's tokens in light colours."""
    found = ROOT.search(style_sheet())
    return dict(TOKEN.findall(found[1])) if found else {}


def without_variables(style: str) -> str:
    """Return a style in which every variable has its light value; an actor's own colour becomes ``currentColor``.

    Programs other than browsers know no variables. ``--here`` is inherited, as ``color`` is.
    """
    style = re.sub(r"--here\s*:", "color:", style).replace("var(--here)", "currentColor")
    return USE.sub(lambda use: light_tokens().get(use[1], "currentColor").strip(), style)


@cache
def light_sheet() -> str:
    """Return the style sheet for a drawing that stands alone."""
    sheet = ROOT.sub("", BLOCK.sub("", style_sheet()))
    sheet = sheet.replace("font-family:inherit", f"font-family:{FONTS}").replace("width:100%;height:auto;", "")
    sheet = sheet.replace("font-weight:650", "font-weight:700")  # SVG 1.1 knows hundreds only
    return without_variables(sheet).strip()


def size_of(svg: str) -> tuple[float, float]:
    """Return width and height of a drawing in pixels, as its box states them."""
    found = BOX.search(svg)
    if found is None:
        raise ValueError("a drawing without a view box has no size")
    return float(found[3]), float(found[4])


def standalone(svg: str, manifest: str = "") -> str:
    """Return a drawing as an SVG file: white ground, style and manifest inside, no variables, nothing outside.

    Parameters
    ----------
    svg : str
        A whole ``<svg>`` element as ``drawing.marks.svg`` returns it.
    manifest : str
        JSON, kept in ``<metadata>``.

    Examples
    --------
    >>> from countermove.drawing.marks import dot, svg
    >>> drawn = standalone(svg([dot(5, 5, kind="actor-0")], 10, 10, "A dot"))
    >>> "var(" in drawn, 'width="34"' in drawn
    (False, True)
    """
    width, height = (side + 2 * MARGIN for side in size_of(svg))
    opening, rest = svg.split(">", 1)
    rest = re.sub(r'style="([^"]*)"', lambda own: f'style="{without_variables(own[1])}"', rest)
    rest = rest.replace('role="button" tabindex="-1"', 'role="img"')
    box = f"{-MARGIN:g} {-MARGIN:g} {width:g} {height:g}"
    opening = BOX.sub(f'viewBox="{box}"', opening, count=1)
    sized = f'{opening} width="{width:g}" height="{height:g}">'
    kept = f"<metadata>{escape(manifest)}</metadata>" if manifest else ""
    ground = f'<rect x="{-MARGIN:g}" y="{-MARGIN:g}" width="{width:g}" height="{height:g}" fill="#ffffff"/>'
    title, marks = _title(rest)
    drawn = f"{sized}{title}{kept}<style>{escape(light_sheet())}</style>{ground}{marks}"
    shown = UNSEEN.sub("\ufffd", drawn)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{shown}\n'


def _title(rest: str) -> tuple[str, str]:
    """Split the drawing's own title and description, which stand first, from its marks."""
    found = re.match(r"<title>[^<]*</title>(?:<desc>[^<]*</desc>)?", rest)
    return (found[0], rest[found.end() :]) if found else ("", rest)
