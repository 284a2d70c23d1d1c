"""Every form of every kind in both languages, opened again by a program that did not write it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import struct
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from countermove import __version__
from countermove.document.text import Lang
from countermove.export import FORMS, Export, export_dossier, figures_of, write_folder
from countermove.export.manifest import manifest_of
from countermove.kinds import KINDS
from countermove.report.dossier import Dossier
from tests.export.conftest import BY_KIND, solved

LANGUAGES: tuple[Lang, ...] = get_args(Lang)
SVG = "{http://www.w3.org/2000/svg}"
HAN = re.compile("[\u4e00-\u9fff]")
EACH = [(kind, lang) for kind in BY_KIND for lang in LANGUAGES]


def made(kind: str, lang: Lang, form: str, output: str | None = None) -> tuple[Dossier, Export]:
    dossier = replace(solved(kind), lang=lang)
    return dossier, export_dossier(dossier, form, manifest_of(dossier, form, output), output)


def test_every_kind_is_tried() -> None:
    assert set(BY_KIND) == set(KINDS)
    assert all(chapter.model.kind == kind for kind in BY_KIND for chapter in solved(kind).chapters)


def facts_hold(told: dict[str, Any], dossier: Dossier, form: str) -> None:
    assert told["version"] == __version__ and told["seed"] is None and told["to"] == form
    assert told["input_sha256"] == dossier.document.sha256 and len(told["input_sha256"]) == 64
    assert told["command"].startswith(f"countermove export {dossier.document.name} --to {form} --lang {dossier.lang}")


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_svg_files_stand_alone(kind: str, lang: Lang) -> None:
    dossier, made_of = made(kind, lang, "svg")
    *drawings, last = made_of.files
    assert len(drawings) == sum(1 for _ in figures_of(dossier)) > 0
    for one in drawings:
        root = ET.fromstring(one.content)
        assert root.tag == f"{SVG}svg" and float(root.attrib["width"]) > 0 < float(root.attrib["height"])
        facts_hold(json.loads(next(root.iter(f"{SVG}metadata")).text or ""), dossier, "svg")
        words = one.content.decode("utf-8")
        assert "var(" not in words and "@media" not in words and "inherit" not in words and "--here" not in words
        assert "http" not in words.replace("http://www.w3.org/2000/svg", "") and "<script" not in words
        assert "".join(root.itertext()).strip()
    folder = json.loads(last.content)
    assert last.path == "manifest.json"
    assert {one["path"]: one["sha256"] for one in folder["files"]} == {
        one.path: hashlib.sha256(one.content).hexdigest() for one in drawings
    }
    assert lang == "en" or all(HAN.search(one["title"]) for one in folder["files"])


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_the_leading_figure_as_png(kind: str, lang: Lang) -> None:
    pytest.importorskip("resvg_py", reason="PNG needs the extra [export]")
    dossier, drawn = made(kind, lang, "svg", "figure.svg")
    root = ET.fromstring(drawn.files[0].content)
    _, made_of = made(kind, lang, "png", "figure.png")
    (one,) = made_of.files
    chunks = dict(png_chunks(one.content))
    width, height, depth = struct.unpack(">IIB", chunks[b"IHDR"][:9])
    assert depth == 8 and abs(width - 2 * float(root.attrib["width"])) <= 1
    assert abs(height - 2 * float(root.attrib["height"])) <= 1
    assert struct.unpack(">IIB", chunks[b"pHYs"]) == (7559, 7559, 1)  # 192 dots an inch
    key, told = chunks[b"tEXt"].split(b"\0", 1)
    assert key == b"countermove"
    facts_hold(json.loads(told), dossier, "png")
    assert len(chunks[b"IDAT"]) > 2000


def png_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Read a PNG's chunks, with the check sum of each."""
    import zlib

    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, found = 8, []
    while at < len(data):
        size = struct.unpack(">I", data[at : at + 4])[0]
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size : at + 12 + size])[0] == zlib.crc32(name + body)
        found.append((name, body))
        at += 12 + size
    assert found[0][0] == b"IHDR" and found[-1][0] == b"IEND"
    return found


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_tables_are_read_by_duckdb(kind: str, lang: Lang, tmp_path: Path) -> None:
    import duckdb

    dossier, made_of = made(kind, lang, "tables")
    write_folder(made_of, str(tmp_path))
    expected = {}
    for chapter in dossier.chapters:
        for name, answer in chapter.answers.items():
            for table in answer.tables():
                expected[f"{chapter.model.name}/{name}/{table.id}.csv"] = table
    paths = {one.path for one in made_of.files}
    assert expected and set(expected) <= paths
    for path, table in expected.items():
        data = (tmp_path / path).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert len(rows) == len(table.rows) + 1 and {len(row) for row in rows} == {len(table.columns)}
        for written, row in zip(rows[1:], table.rows, strict=True):
            for cell, value in zip(written, row, strict=True):
                if isinstance(value, float):
                    assert float(cell) == value or value != value
        read = duckdb.execute(f"from read_csv('{tmp_path / path}', header = true, all_varchar = true)")
        assert len(read.fetchall()) == len(table.rows)
        assert [column[0] for column in read.description or ()] == rows[0]
    facts_hold(json.loads((tmp_path / "manifest.json").read_bytes()), dossier, "tables")


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_word_opens_again(kind: str, lang: Lang) -> None:
    docx = pytest.importorskip("docx", reason="Word needs the extra [export]")
    pytest.importorskip("resvg_py", reason="Word needs the extra [export]")
    dossier, made_of = made(kind, lang, "docx")
    content = made_of.files[0].content
    document = docx.Document(io.BytesIO(content))
    paragraphs = [(one.style.name, one.text) for one in document.paragraphs]
    every = "\n".join(words for _, words in paragraphs)
    title = (dossier.document.question or dossier.document.title).get(lang)
    assert [words for style, words in paragraphs if style == "Title"] == [title]
    for chapter in dossier.chapters:
        for sentence in chapter.sentences:
            assert one_line(sentence.finding.text.get(lang)) in every
    firm = {"en": ("proved", "draws", "bounds", "assumed"), "zh": ("已证明", "抽样", "界限", "假设")}[lang]
    assert any(word in every for word in firm)
    basis = {name for chapter in dossier.chapters for one in chapter.sentences for name in one.finding.basis}
    claims = [claim for name, claim in dossier.document.claims.items() if name in basis]
    for claim in claims:
        assert one_line(claim.text.get(lang)) in every and one_line(claim.quote or "") in every
        assert one_line(dossier.document.sources[claim.source].title.get(lang)) in every
    figures = sum(len(chapter.figures(lang)) for chapter in dossier.chapters)
    assert len(document.inline_shapes) == figures > 0
    assert all(shape.width.cm <= 16.3 and shape.height.cm <= 22.1 for shape in document.inline_shapes)
    assert len(document.tables) > 0 and all(table.rows for table in document.tables)
    assert dossier.document.sha256 in every
    assert dossier.document.text.rstrip("\n") in every
    levels = [int(style[-1]) if style.startswith("Heading") else 0 for style, _ in paragraphs]
    headed = [level for level in levels if level]
    assert all(after <= before + 1 for before, after in zip([0, *headed], headed, strict=False))
    fonts = document.styles["Normal"].element.rPr.rFonts.attrib
    assert next(value for key, value in fonts.items() if key.endswith("}eastAsia")) == "Microsoft YaHei"
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None and len(set(package.namelist())) == len(package.namelist())
        parts = [ET.fromstring(package.read(name)) for name in package.namelist() if "customXml/item" in name
                 and "Props" not in name and "rels" not in name]  # fmt: skip
        body = package.read("word/document.xml").decode("utf-8")
    facts_hold(json.loads(next(part.text or "" for part in parts if part.tag.endswith("}manifest"))), dossier, "docx")
    marks = set(re.findall(r'w:bookmarkStart [^>]*w:name="(\w+)"', body))
    leads = set(re.findall(r'w:hyperlink w:anchor="(\w+)"', body))
    assert leads and leads <= marks


def test_cells_that_span_rows_keep_the_others_in_their_columns() -> None:
    docx = pytest.importorskip("docx", reason="Word needs the extra [export]")
    pytest.importorskip("resvg_py", reason="Word needs the extra [export]")
    dossier, made_of = made("bargain", "en", "docx")
    chapter = dossier.chapters[0]
    titles = [answer.case.title.get("en") for answer in chapter.answers.values()]
    tables = docx.Document(io.BytesIO(made_of.files[0].content)).tables
    readings = next(one for one in tables if [cell.text for cell in one.rows[0].cells][1::2] == titles)
    names = list(chapter.first.verdicts())[:2]
    counts = [[str(len(answer.verdicts()[name])) for answer in chapter.answers.values()] for name in names]
    for row, expected in zip(readings.rows[1:3], counts, strict=True):
        assert [cell.text.split(" ")[0] for cell in row.cells][1::2] == expected
    assert readings.rows[1].cells[2].text == readings.rows[2].cells[2].text != ""


def one_line(words: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", words)


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_html_is_the_report_with_a_manifest(kind: str, lang: Lang) -> None:
    from countermove.report.pages import report_page

    dossier, made_of = made(kind, lang, "html")
    page = made_of.files[0].content.decode("utf-8")
    comment = re.search(r"<!-- (.*?) -->\n", page, re.DOTALL)
    assert comment is not None and "--" not in comment[1]
    facts_hold(json.loads(comment[1]), dossier, "html")
    assert page.replace(comment[0], "") == report_page(dossier)


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_citations(kind: str, lang: Lang) -> None:
    from ruamel.yaml import YAML

    dossier, made_of = made(kind, lang, "bibtex")
    text = made_of.files[0].content.decode("utf-8")
    facts_hold(json.loads("".join(line[2:] for line in text.splitlines() if line.startswith("% "))), dossier, "bibtex")
    keys = re.findall(r"^@misc\{([A-Za-z0-9-]+),$", text, re.MULTILINE)
    assert keys[:2] == [f"scenario-{dossier.document.name}", "countermove"] and len(keys) == len(set(keys))
    entries = text[text.index("@misc") :]
    assert entries.count("{") == entries.count("}") and dossier.document.sha256 in entries
    dossier, made_of = made(kind, lang, "cff")
    text = made_of.files[0].content.decode("utf-8")
    facts_hold(json.loads("".join(line[2:] for line in text.splitlines() if line.startswith("# "))), dossier, "cff")
    data = YAML(typ="safe", pure=True).load(text)
    assert data["cff-version"] == "1.2.0" and data["title"] == dossier.document.title.get(lang)
    assert data["authors"] and data["references"][0]["version"] == __version__
    assert {one["title"] for one in data["references"][1:]} <= {
        source.title.get(lang) for source in dossier.document.sources.values()
    }


def test_the_citation_of_the_software_is_the_repository_s() -> None:
    from ruamel.yaml import YAML

    whole = YAML(typ="safe", pure=True).load((Path(__file__).parents[2] / "CITATION.cff").read_text(encoding="utf-8"))
    _, made_of = made("conflict", "en", "cff")
    software = YAML(typ="safe", pure=True).load(made_of.files[0].content.decode())["references"][0]
    assert {key: whole[key] for key in software} == software


def test_forms_are_these() -> None:
    assert FORMS == ("svg", "png", "tables", "docx", "html", "bibtex", "cff")
