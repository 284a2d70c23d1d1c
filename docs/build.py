"""Build the documentation strictly: `python -m docs.build FOLDER` fails on a dead link, or a request outside.

What pages are made of the program itself is in `generated.py`; `hooks.py` hands them to mkdocs.
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

HERE = Path(__file__).parent
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "image": "href"}
OUTSIDE = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
CSS_OUTSIDE = re.compile(
    r"url\(\s*['\"]?((?:https?:)?//[^)'\"]+)|@import\s+['\"]((?:https?:)?//[^'\"]+)", re.IGNORECASE
)


class Asked(HTMLParser):
    """Gathers what a browser would ask for by itself when it opens a page; links that a person follows do not count."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        wanted = given.get(LOADED.get(tag, "")) or ""
        if tag == "link" and given.get("rel") in ("canonical", "next", "prev", "author", "license"):
            return
        if OUTSIDE.match(wanted):
            self.found.append(wanted)
        self.found += [one or other for one, other in CSS_OUTSIDE.findall(given.get("style") or "")]


def requests_outside(site: Path) -> list[str]:
    """Return `file: address` for everything that pages and style sheets of a built site would ask other hosts for."""
    found = []
    for file in sorted(site.rglob("*")):
        if file.suffix == ".html":
            asked = Asked()
            asked.feed(file.read_text(encoding="utf-8"))
            found += [f"{file.relative_to(site)}: {one}" for one in asked.found]
        elif file.suffix == ".css":
            text = file.read_text(encoding="utf-8")
            found += [f"{file.relative_to(site)}: {one or other}" for one, other in CSS_OUTSIDE.findall(text)]
    return found


def build(folder: Path) -> None:
    """Write the site into a folder.

    Raises
    ------
    SystemExit
        If mkdocs warns about anything (the build is strict), or a page would ask for something outside.
    """
    from mkdocs.commands.build import build as write
    from mkdocs.config import load_config

    config = load_config(str(HERE.parent / "mkdocs.yml"), site_dir=str(folder.resolve()), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        write(config)
    finally:
        config.plugins.on_shutdown()
    outside = requests_outside(folder)
    if outside:
        sys.exit("pages that ask for something outside:\n" + "\n".join(outside))
    print(f"{len(list(folder.rglob('*.html')))} pages in {folder}")


if __name__ == "__main__":
    import logging

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    build(Path(sys.argv[1] if len(sys.argv) > 1 else "site"))
