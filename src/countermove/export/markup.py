"""The report's markup as a small tree, its drawings set apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "hr", "img"})
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
BLOCKS = frozenset({
    "blockquote", "details", "div", "dl", "dd", "dt", "h1", "h2", "h3", "header", "img", "main", "ol", "p", "pre",
    "section", "table", "ul",
})  # fmt: skip


@dataclass(slots=True)
class Node:
    """An element: its name, attributes and children in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The element's classes."""
        return frozenset(self.attributes.get("class", "").split())

    def walk(self) -> Iterator[Node]:
        """Yield the element and every element below it, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def find(self, *names: str) -> Iterator[Node]:
        """Yield the elements of these names below."""
        return (node for node in self.walk() if node.name in names)

    @property
    def is_block(self) -> bool:
        """Whether the element begins a paragraph of its own."""
        return self.name in BLOCKS


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("root")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        node = Node(tag, {key: value or "" for key, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        """Close an element; the report closes every one that it opens."""
        if tag not in VOID and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.open[-1].children.append(data)


def read_page(page: str) -> tuple[Node, list[str]]:
    """Return the main element of a report, and its drawings; ``<img data-drawing="N">`` stands where one stood."""
    drawings: list[str] = []

    def set_apart(found: re.Match[str]) -> str:
        drawings.append(found[0])
        return f'<img data-drawing="{len(drawings) - 1}">'

    reader = _Reader()
    reader.feed(DRAWING.sub(set_apart, page))
    reader.close()
    return next(reader.open[0].find("main")), drawings
