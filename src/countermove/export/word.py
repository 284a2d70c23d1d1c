"""The report as a Word document: the same words as the page, in Word's own headings, lists, tables and links."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from countermove._version import __version__
from countermove.document.faults import AnalysisError
from countermove.document.text import Lang, Text
from countermove.report.pages import report_page

if TYPE_CHECKING:
    from docx.document import Document

    from countermove.export.manifest import Manifest
    from countermove.report.dossier import Dossier

EXTRA = "Word documents need python-docx: pip install 'countermove[export]', or write --to html"
LATIN, EAST_ASIAN = "Calibri", "Microsoft YaHei"
STYLED = (
    "Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption", "Quote", "List Bullet",
    "List Number", "List Continue",
)  # fmt: skip
MANIFEST = Text("Manifest of this document", "本文档的清单")
FACTS = {
    "version": Text("Version", "版本"),
    "seed": Text("Seed", "随机种子"),
    "input": Text("Input sha256", "输入文件的sha256"),
    "command": Text("Command", "命令"),
}
NO_SEED = Text("none", "无")
WHOLE = Text(
    "Certificates as data are in the HTML report (`countermove export --to html`).",
    "以数据形式给出的证明见HTML报告（`countermove export --to html`）。",
)
NAMESPACE = "https://countermove.readthedocs.io/manifest/1"
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def word_document(dossier: Dossier, manifest: Manifest) -> bytes:
    """Return the report as a Word document (``.docx``), figures as PNG, with its manifest at the end and as XML inside.

    Raises
    ------
    AnalysisError
        If the extra ``[export]`` or a font for the figures is missing.
    """
    try:
        import docx
    except ImportError:
        raise AnalysisError(EXTRA) from None
    from countermove.export.markup import read_page
    from countermove.export.word_blocks import Writer

    document = docx.Document()
    _dress(document, dossier.lang)
    _facts(document, dossier, manifest)
    main, drawings = read_page(report_page(dossier))
    writer = Writer(document, main, drawings, dossier.lang)
    writer.blocks(main)
    writer.plain(WHOLE.get(dossier.lang), "Normal")
    writer.plain(MANIFEST.get(dossier.lang), "Heading 1")
    for name, words in (
        ("version", f"countermove {__version__}"),
        ("seed", NO_SEED.get(dossier.lang) if manifest.seed is None else str(manifest.seed)),
        ("input", manifest.input_sha256),
        ("command", manifest.command),
    ):
        writer.plain(f"{FACTS[name].get(dossier.lang)}{'：' if dossier.lang == 'zh' else ': '}{words}", "Normal")
    _keep(document, manifest)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _dress(document: Document, lang: Lang) -> None:
    """Give every style one Latin and one East Asian font, and the page A4."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement
    from docx.shared import Cm, Pt, RGBColor

    for name in STYLED:
        style: Any = document.styles[name]
        style.font.name = LATIN
        style.font.color.rgb = RGBColor(0x1B, 0x1D, 0x21)
        fonts = style.element.rPr.rFonts
        for key in list(fonts.attrib):
            if "heme" in key:
                del fonts.attrib[key]
        fonts.set(qn("w:eastAsia"), EAST_ASIAN)
        fonts.set(qn("w:cs"), "Arial")
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Title"].font.size = Pt(22)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB" if lang == "en" else "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2.2)


def _facts(document: Document, dossier: Dossier, manifest: Manifest) -> None:
    core = document.core_properties
    core.title = UNSEEN.sub("\ufffd", dossier.document.title.get(dossier.lang))[:255]
    core.author = core.last_modified_by = "countermove"
    core.comments = f"countermove {__version__}; sha256 {manifest.input_sha256}"
    core.language = dossier.lang
    core.created = core.modified = datetime.now(UTC).replace(tzinfo=None)


def _keep(document: Document, manifest: Manifest) -> None:
    """Keep the manifest as a custom XML part, which Word carries along unseen."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.part import Part

    told = escape(manifest.to_json())
    whole = f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{NAMESPACE}">{told}</manifest>'
    package: Any = document.part.package
    name = package.next_partname("/customXml/item%d.xml")  # the template has parts of this sort
    part = Part(name, "application/xml", whole.encode("ascii"), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
