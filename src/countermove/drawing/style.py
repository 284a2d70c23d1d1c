"""One style sheet for every drawing and page: tokens for light, dark and print."""

from functools import cache
from importlib.resources import files


@cache
def style_sheet() -> str:
    """Return the style sheet that drawings rely on; a page puts it in one ``<style>`` or serves it as a file."""
    return files("countermove.drawing").joinpath("style.css").read_text(encoding="utf-8")
