"""What mkdocs calls while it builds: it adds generated pages and pictures and turns formulas into MathML, no script."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

CODE = re.compile(r"(^```.*?^```|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)
MARK = "\ue000{}\ue001"
MARKED = re.compile("\ue000(\\d+)\ue001")
formulas: list[str] = []


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that the program writes about itself, and the pictures of the concept pages."""
    from mkdocs.structure.files import File

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from docs import pictures
    from docs.generated import PAGES

    for name, write in PAGES.items():
        files.append(File.generated(config, name, content=write()))
    for name, drawing in pictures.files().items():
        files.append(File.generated(config, name, content=drawing))
    return files


def on_page_markdown(markdown: str, page: Page | None = None, **_: Any) -> str:
    """Put a concept's picture in, and formulas aside before Markdown reads their underscores as emphasis."""
    if page is not None:
        from docs.pictures import with_picture

        markdown = with_picture(page.file.src_uri, markdown)
    pieces = CODE.split(markdown)
    return "".join(piece if number % 2 else FORMULA.sub(_aside, piece) for number, piece in enumerate(pieces))


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Put the formulas back."""
    return MARKED.sub(lambda found: formulas[int(found[1])], html)


def _aside(found: re.Match[str]) -> str:
    from latex2mathml.converter import convert

    whole, within = found.groups()
    formulas.append(convert((whole or within).strip(), display="block" if whole else "inline"))
    return MARK.format(len(formulas) - 1)
