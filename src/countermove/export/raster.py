"""Drawings as PNG, by resvg: one wheel without a compiler or a system library."""

from __future__ import annotations

import struct
import zlib
from functools import cache

from countermove.document.faults import AnalysisError
from countermove.export.drawings import FONTS, size_of

ZOOM = 2.0
MOST_PIXELS, LONGEST = 40_000_000, 16_000
SIGNATURE = b"\x89PNG\r\n\x1a\n"
SCRIPTS = {
    "Chinese": (0x3400, 0x9FFF, "中文", "install one, such as Noto Sans CJK (Debian: apt install fonts-noto-cjk)"),
    "Hebrew": (0x0590, 0x05FF, "אש", "install one, such as Noto Sans Hebrew or DejaVu Sans"),
    "Arabic": (0x0600, 0x06FF, "مح", "install one, such as Noto Sans Arabic or DejaVu Sans"),
}
EXTRA = "figures as PNG need resvg: pip install 'countermove[export]', or write --to svg"


def png(svg: str, manifest: str = "") -> bytes:
    """Return a drawing that stands alone as PNG at twice its size, smaller where that would exceed 40 megapixels.

    Raises
    ------
    AnalysisError
        If the extra ``[export]`` or a font for the drawing's script is missing; the message names the cure.
    """
    for script, (first, last, _, cure) in SCRIPTS.items():
        if any(first <= ord(letter) <= last for letter in svg) and not _has_font(script):
            raise AnalysisError(f"no {script} font is on this machine, so the words of a figure would be lost: {cure}")
    width, height = size_of(svg)
    zoom = min(ZOOM, LONGEST / max(width, height, 1), (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    return _with_facts(_rendered(svg, zoom), manifest, zoom)


def _rendered(svg: str, zoom: float) -> bytes:
    try:
        import resvg_py
    except ImportError:
        raise AnalysisError(EXTRA) from None
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, background="#ffffff"))


@cache
def _has_font(script: str) -> bool:
    """Say whether two letters of a script look different: without a font both are drawn alike or not at all."""
    letters = SCRIPTS[script][2]
    drawn = {
        _rendered(
            '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 40 40">'
            f"<text x='4' y='30' font-size='24' font-family='{FONTS}'>{letter}</text></svg>",
            1.0,
        )
        for letter in letters
    }
    return len(drawn) == len(letters)


def _with_facts(data: bytes, manifest: str, zoom: float) -> bytes:
    """Insert resolution and manifest after the header."""
    end = len(SIGNATURE) + 25
    dots = round(96 * zoom / 0.0254)
    facts = _chunk(b"pHYs", struct.pack(">IIB", dots, dots, 1))
    if manifest:
        facts += _chunk(b"tEXt", b"countermove\x00" + manifest.encode("ascii"))
    return data[:end] + facts + data[end:]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
