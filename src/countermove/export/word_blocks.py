"""Blocks of the report as Word's paragraphs, lists, tables, pictures and links."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from countermove.document.text import Lang
from countermove.export.drawings import size_of, standalone
from countermove.export.markup import Node
from countermove.export.raster import png

if TYPE_CHECKING:
    from docx.document import Document

HEADINGS = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 3", "summary": "Heading 2"}
BY_CLASS = {"caption": "Caption", "kicker": "Subtitle"}
HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
WIDEST, HIGHEST = 16.2, 22.0  # centimetres inside the margins of A4
AFTER_BIDI = (
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr",
)  # fmt: skip  # Word wants a paragraph's properties in this order
SOFT = RGBColor(0x5C, 0x60, 0x68)


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks and where it leads."""

    bold: bool = False
    soft: bool = False
    code: bool = False
    link: str = ""


class Writer:
    """Writes the report's elements into a document, in order."""

    def __init__(self, document: Document, main: Node, drawings: list[str], lang: Lang) -> None:
        self.document, self.drawings, self.lang = document, drawings, lang
        marked = [node.attributes["id"] for node in _kept(main) if node.attributes.get("id")]
        self.bookmarks = {name: f"place{number}" for number, name in enumerate(dict.fromkeys(marked))}
        self.waiting: list[str] = []

    def blocks(self, parent: Node) -> None:
        """Write an element's children; words that stand between blocks become paragraphs."""
        self._remember(parent)
        inline: list[Node | str] = []
        for child in parent.children:
            if isinstance(child, Node) and _left_out(child):
                continue
            if isinstance(child, Node) and (child.is_block or child.name == "summary"):
                self._flush(inline)
                inline = []
                self._block(child)
            else:
                inline.append(child)
        self._flush(inline)

    def plain(self, words: str, style: str) -> None:
        """Write a paragraph of plain words."""
        self._inline(self._paragraph(style), [words], Look())

    def _flush(self, inline: list[Node | str], style: str = "Normal") -> None:
        if any(not isinstance(part, str) or part.strip() for part in inline):
            self._inline(self._paragraph(style), inline, Look())

    def _remember(self, node: Node) -> None:
        if node.attributes.get("id") in self.bookmarks:
            self.waiting.append(node.attributes["id"])

    def _paragraph(self, style: str) -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        for name in self.waiting:
            place = self.bookmarks[name]
            for sort in ("w:bookmarkStart", "w:bookmarkEnd"):
                mark = OxmlElement(sort)
                mark.set(qn("w:id"), place.removeprefix("place"))
                if sort == "w:bookmarkStart":
                    mark.set(qn("w:name"), place)
                paragraph._p.append(mark)
        self.waiting = []
        return paragraph

    def _block(self, node: Node) -> None:
        if node.name in HEADINGS:
            self._remember(node)
            paragraph = self._paragraph(HEADINGS[node.name])
            paragraph.paragraph_format.keep_with_next = True
            self._inline(paragraph, node.children, Look())
        elif node.name in ("ul", "ol"):
            self._list(node)
        elif node.name == "table":
            self._remember(node)
            self._table(node)
        elif node.name == "img":
            self._picture(node)
        elif node.name == "pre":
            self._verbatim(node)
        elif node.name in ("p", "blockquote", "dt"):
            self._remember(node)
            style = next((BY_CLASS[name] for name in node.classes if name in BY_CLASS), "Normal")
            style = "Quote" if node.name == "blockquote" else style
            look = Look(bold=node.name == "dt", soft="about" in node.classes or "soft" in node.classes)
            self._inline(self._paragraph(style), node.children, look)
        else:
            self.blocks(node)

    def _verbatim(self, node: Node) -> None:
        """Write words line by line, spaces kept."""
        self._remember(node)
        paragraph = self._paragraph("Normal")
        for line in "".join(part for part in node.children if isinstance(part, str)).split("\n"):
            run = paragraph.add_run(UNSEEN.sub("\ufffd", line.replace("\r", "")))
            run.font.name, run.font.size = "Consolas", Pt(7.5)
            run.add_break(WD_BREAK.LINE)

    def _list(self, node: Node) -> None:
        self._remember(node)
        for item in node.children:
            if not isinstance(item, Node) or item.name != "li":
                continue
            self._remember(item)
            at = next((n for n, one in enumerate(item.children) if _starts_paragraph(one)), len(item.children))
            self._inline(self._paragraph("List Bullet"), item.children[:at], Look())
            for child in item.children[at:]:
                if isinstance(child, Node) and child.name == "div" and "soft" in child.classes:
                    self._inline(self._paragraph("List Continue"), child.children, Look(soft=True))
                elif isinstance(child, Node) and child.is_block and not _is_path(child):
                    self._block(child)
                else:
                    self._flush([child], "List Continue")

    def _table(self, node: Node) -> None:
        rows = _spread(node)
        width = max((place + 1 for row in rows for place in row), default=0)
        if not width:
            return
        if self.waiting:
            self._paragraph("Normal")
        table = self.document.add_table(len(rows), width, "Table Grid")
        for number, (line, cells) in enumerate(zip(table._tbl.tr_lst, rows, strict=True)):
            boxes = line.tc_lst
            for place, cell in cells.items():
                paragraph = _Cell(boxes[place], table).paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                self._inline(paragraph, cell.children, Look(bold=cell.name == "th"), 8.5)
                for below in range(_rows_of(cell)):
                    merged = OxmlElement("w:vMerge")
                    if below == 0:
                        merged.set(qn("w:val"), "restart")
                    table._tbl.tr_lst[number + below].tc_lst[place].get_or_add_tcPr().append(merged)
            if number == 0:
                repeat = OxmlElement("w:tblHeader")
                line.get_or_add_trPr().append(repeat)
        self.document.add_paragraph()

    def _picture(self, node: Node) -> None:
        if "data-drawing" not in node.attributes:
            return
        drawing = self.drawings[int(node.attributes["data-drawing"])]
        alone = standalone(drawing)
        width, height = size_of(alone)
        wide = min(WIDEST, HIGHEST * width / height)
        picture: Any = self._paragraph("Normal").add_run().add_picture(BytesIO(png(alone)), width=Cm(wide))
        named = re.search(r"<title>([^<]*)</title>", drawing)
        picture._inline.docPr.set("descr", _shown(_unescaped(named[1]))[:250] if named else "")

    def _inline(self, paragraph: Paragraph, parts: list[Node | str], look: Look, size: float | None = None) -> None:
        self._runs(paragraph, paragraph._p, parts, look, size)
        if _is_rtl(paragraph.text):
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)

    def _runs(self, paragraph: Paragraph, into: Any, parts: list[Node | str], look: Look, size: float | None) -> None:
        for part in parts:
            if isinstance(part, str):
                self._run(paragraph, into, part, look, size)
            elif part.name == "br":
                self._break(paragraph, into)
            elif not _left_out(part):
                if "firm" in part.classes and len(into):
                    self._break(paragraph, into)
                self._element(paragraph, into, part, look, size)

    def _element(self, paragraph: Paragraph, into: Any, node: Node, look: Look, size: float | None) -> None:
        look = replace(
            look,
            bold=look.bold or node.name in ("b", "strong") or "lead" in node.classes,
            soft=look.soft or bool(node.classes & {"firm", "soft"}) or node.name == "small",
            code=look.code or node.name == "code",
        )
        if node.name == "a" and into is paragraph._p:
            link = self._link(paragraph, node.attributes.get("href", ""))
            if link is not None:
                into.append(link)
                self._runs(paragraph, link, node.children, look, size)
                return
        before, after = ("“", "”") if node.name == "q" else ("", " " if node.name == "li" else "")
        self._runs(paragraph, into, [before, *node.children, after], look, size)

    def _link(self, paragraph: Paragraph, href: str) -> Any:
        link = OxmlElement("w:hyperlink")
        if href.startswith("#"):
            if href[1:] not in self.bookmarks:
                return None
            link.set(qn("w:anchor"), self.bookmarks[href[1:]])
        elif href.startswith(("https://", "http://")):
            link.set(qn("r:id"), paragraph.part.relate_to(_shown(href), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        else:
            return None
        return link

    def _break(self, paragraph: Paragraph, into: Any) -> None:
        element: Any = OxmlElement("w:r")
        into.append(element)
        Run(element, paragraph).add_break(WD_BREAK.LINE)

    def _run(self, paragraph: Paragraph, into: Any, words: str, look: Look, size: float | None) -> None:
        words = _shown(words)
        if not words:
            return
        element: Any = OxmlElement("w:r")
        into.append(element)
        run = Run(element, paragraph)
        run.text = words
        run.bold = True if look.bold else None
        if look.soft:
            run.font.color.rgb = SOFT
        if size is not None or look.soft:
            run.font.size = Pt(size or 9)
        if look.code:
            run.font.name = "Consolas"
        if HAN.search(words):
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
        if _is_rtl(words):
            run.font.rtl = True


def _starts_paragraph(part: Node | str) -> bool:
    return isinstance(part, Node) and part.is_block and not _is_path(part)


def _is_path(node: Node) -> bool:
    return node.name == "ol" and "path" in node.classes


def _left_out(node: Node) -> bool:
    """Say whether an element is left to the page: words for screen readers, certificates as data."""
    return "unseen" in node.classes or {"data", "machine"} <= node.classes


def _kept(node: Node) -> list[Node]:
    found = [node]
    for child in node.children:
        if isinstance(child, Node) and not _left_out(child):
            found += _kept(child)
    return found


def _shown(words: str) -> str:
    return UNSEEN.sub("\ufffd", re.sub(r"[ \t\r\n]+", " ", words))


def _unescaped(words: str) -> str:
    from html import unescape

    return unescape(words)


def _is_rtl(words: str) -> bool:
    """Say whether the first letter with a direction runs from right to left, as ``dir=auto`` decides."""
    sides = (unicodedata.bidirectional(letter) for letter in words)
    return next((side for side in sides if side in ("L", "R", "AL")), "L") != "L"


def _rows_of(cell: Node) -> int:
    """Return over how many rows a cell that spans several reaches; none for one that does not."""
    rows = int(cell.attributes.get("rowspan", "1") or 1)
    return rows if rows > 1 else 0


def _spread(table: Node) -> list[dict[int, Node]]:
    """Return the cells of a table by row and column, each column that a cell above spans left free."""
    spread: list[dict[int, Node]] = []
    taken: dict[int, int] = {}  # column → rows that a cell above still reaches into
    for row in table.find("tr"):
        cells: dict[int, Node] = {}
        reaches = {column: rows - 1 for column, rows in taken.items() if rows > 1}
        column = 0
        for cell in row.children:
            if not isinstance(cell, Node):
                continue
            while column in taken:
                column += 1
            cells[column] = cell
            if _rows_of(cell):
                reaches[column] = _rows_of(cell) - 1
            column += 1
        spread.append(cells)
        taken = reaches
    return spread
