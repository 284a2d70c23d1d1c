"""Contents that break files: markup in names, no model, no equilibrium, many states, other scripts, missing extras."""

from __future__ import annotations

import csv
import io
import json
import struct
import sys
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path
from typing import Any

import pytest

import countermove
from countermove.cli.main import main
from countermove.document.faults import AnalysisError
from countermove.document.text import Text
from countermove.export import FORMS, Part, export_scenario, file_name
from countermove.export.drawings import standalone
from countermove.export.raster import SCRIPTS, _has_font, png
from countermove.export.tables import table_csv
from countermove.kind import Table
from tests.conflict import documents


def scenario(document: dict[str, Any]) -> countermove.Scenario:
    return countermove.loads(documents.text_of(document))


def words_of(content: bytes) -> list[str]:
    docx = pytest.importorskip("docx", reason="Word needs the extra [export]")
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [one.text for one in document.paragraphs] + cells


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_names_are_words(form: str, lang: Any) -> None:
    pytest.importorskip("resvg_py", reason="PNG needs the extra [export]")
    document = documents.drawn()
    document["models"]["m"]["readings"]["other"]["title"] = documents.LONG
    made = export_scenario(scenario(document), form, lang)
    for one in made.files:
        if form == "svg" and one.path.endswith(".svg"):
            root = ET.fromstring(one.content)
            assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
        if form == "html":
            assert b"<script" not in one.content
        if form in ("bibtex", "cff"):
            assert "alert('x')" in one.content.decode().replace("''", "'")
    if form == "docx":
        every = "\n".join(words_of(made.files[0].content))
        assert "<script>alert('x')</script> & \"quotes\" 🙂" in every
    if form == "bibtex":
        entries = made.files[0].content.decode().split("@misc", 1)[1]
        assert "\\&" in entries and entries.count("{") == entries.count("}")


def test_right_to_left_text_runs_so_in_word() -> None:
    docx = pytest.importorskip("docx", reason="Word needs the extra [export]")
    pytest.importorskip("resvg_py", reason="Word needs the extra [export]")
    document = documents.option_form(2, 2)
    document["question"] = documents.RTL
    made = export_scenario(scenario(document), "docx")
    (title,) = (one for one in docx.Document(io.BytesIO(made.files[0].content)).paragraphs if one.style.name == "Title")
    assert title.text == documents.RTL and title.runs[0].font.rtl
    assert "w:bidi" in title._p.xml


def test_five_hundred_states_are_drawn_and_listed() -> None:
    pytest.importorskip("resvg_py", reason="PNG needs the extra [export]")
    many = scenario(documents.indifference(9))
    made = export_scenario(many, "tables")
    (table,) = (one for one in made.files if one.path.endswith("equilibria.csv"))
    assert len(list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))) == 513
    made = export_scenario(many, "png", output="one.png")
    width, height = struct.unpack(">II", made.files[0].content[16:24])
    assert 0 < width <= 16_000 and 0 < height <= 16_000 and width * height <= 41_000_000
    assert len(export_scenario(many, "docx").files[0].content) > 20_000


def test_no_equilibrium_is_a_sentence_in_word() -> None:
    pytest.importorskip("resvg_py", reason="Word needs the extra [export]")
    made = export_scenario(scenario(documents.matching_pennies()), "docx")
    assert any("No outcome holds by itself" in one for one in words_of(made.files[0].content))


@pytest.mark.parametrize("form", FORMS)
def test_a_document_without_models(form: str) -> None:
    empty = scenario({"countermove": 1, "title": documents.LONG})
    if form in ("svg", "png", "tables"):
        with pytest.raises(AnalysisError, match="has no model, so it has no .*; add one below"):
            export_scenario(empty, form)
    else:
        assert export_scenario(empty, form).files[0].content


def test_what_could_not_be_solved_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from countermove.conflict import KIND

    solve = type(KIND).solve

    def refuse(self: Any, case: Any) -> Any:
        if case.reading == "r1":
            raise AnalysisError("too many states -- add rules")
        return solve(self, case)

    monkeypatch.setattr(type(KIND), "solve", refuse)
    one = scenario(documents.option_form(2, 2, readings=1))
    for form in ("tables", "svg", "html"):
        assert export_scenario(one, form).notes == ("m, Reading 1: too many states -- add rules",)
    made = export_scenario(one, "tables")
    assert json.loads(made.files[-1].content)["unsolved"] == list(made.notes)
    with pytest.raises(AnalysisError, match="no model could be solved, so there are no figures: too many states"):
        export_scenario(one, "svg", part=Part(reading="r1"))


def test_formulas_are_words_and_heads_differ() -> None:
    both = Text("a", "甲")
    rows = (
        ("=1+1", -1.5, None, True),
        ("-", 1e-300, Text("+cmd", "@x"), False),
        ("-3", 0.1 + 0.2, "two\nlines, \"quoted\"", None),
    )  # fmt: skip
    table = Table("t", both, (both, both, Text("b", None), Text("=c", "=c")), rows)
    data = table_csv(table, "en").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(data, newline=""))) == [
        ["a", "a 2", "b", "'=c"],
        ["'=1+1", "-1.5", "", "true"],
        ["-", "1e-300", "'+cmd", "false"],
        ["-3", "0.30000000000000004", 'two\nlines, "quoted"', ""],
    ]
    assert "甲 2" in table_csv(table, "zh").decode("utf-8-sig")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc", "etc"),
        ("a/b\\c", "a-b-c"),
        ("NUL", "NUL-"),
        ("", "unnamed"),
        ("读法", "读法"),
        ("x" * 300, "x" * 80),
    ],
)
def test_file_names(name: str, shown: str) -> None:
    assert file_name(name) == shown


def pixels(data: bytes) -> set[tuple[int, ...]]:
    """Return the colours in an eight-bit RGBA or RGB picture, by the five filters of the PNG specification."""
    at, packed, width, channels = 8, b"", 0, 4
    while at < len(data):
        size = struct.unpack(">I", data[at : at + 4])[0]
        body = data[at + 8 : at + 8 + size]
        if data[at + 4 : at + 8] == b"IHDR":
            width, channels = struct.unpack(">I", body[:4])[0], {2: 3, 6: 4}[body[9]]
        elif data[at + 4 : at + 8] == b"IDAT":
            packed += body
        at += 12 + size
    raw, stride = zlib.decompress(packed), width * channels
    above, found = bytearray(stride), set()
    for start in range(0, len(raw), stride + 1):
        line = bytearray(raw[start + 1 : start + 1 + stride])
        for place in range(stride):
            left = line[place - channels] if place >= channels else 0
            corner = above[place - channels] if place >= channels else 0
            up = above[place]
            guess = left + up - corner
            nearest = min((left, up, corner), key=lambda one: abs(guess - one))
            line[place] = (line[place] + (0, left, up, (left + up) // 2, nearest)[raw[start]]) & 255
        found |= {tuple(line[place : place + 3]) for place in range(0, stride, channels)}
        above = line
    return found


def test_colours_of_actors_reach_the_picture() -> None:
    from countermove.drawing.marks import dot, group, rect, svg

    pytest.importorskip("resvg_py", reason="PNG needs the extra [export]")
    marks = [rect(0, 0, 20, 20, "tile actor-0"), group([dot(40, 10)], "actor-1"), dot(60, 10)]
    seen = pixels(png(standalone(svg(marks, 80, 20, "Three"))))
    assert {(0x1D, 0x60, 0xC8), (0xBB, 0x47, 0x08), (0x1B, 0x1D, 0x21), (255, 255, 255)} <= seen


def test_a_missing_font_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    resvg = pytest.importorskip("resvg_py", reason="PNG needs the extra [export]")
    draw = resvg.svg_to_bytes
    monkeypatch.setattr(resvg, "svg_to_bytes", lambda **given: draw(**given, skip_system_fonts=True))
    _has_font.cache_clear()
    try:
        assert not any(_has_font(script) for script in SCRIPTS)
        with pytest.raises(AnalysisError, match="no Chinese font is on this machine.*fonts-noto-cjk"):
            export_scenario(countermove.load("prisoners"), "png", "zh", "one.png")
    finally:
        _has_font.cache_clear()


@pytest.mark.parametrize(("module", "form"), [("resvg_py", "png"), ("docx", "docx")])
def test_a_missing_extra_is_named(
    module: str, form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert run("export", "prisoners", "--to", form, "-o", str(tmp_path / f"one.{form}")) == 1
    assert "pip install 'countermove[export]'" in capsys.readouterr().err


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


def test_the_verb(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "many"
    assert run("export", "prisoners", "--to", "svg", "-o", str(folder), "--lang", "zh") == 0
    assert "files written to" in capsys.readouterr().err
    told = json.loads((folder / "manifest.json").read_text())
    assert told["command"] == f"countermove export prisoners --to svg --lang zh -o {folder}"
    assert {one["path"] for one in told["files"]} == {str(one.relative_to(folder)) for one in folder.rglob("*.svg")}
    assert run("export", "prisoners", "--to", "bibtex") == 0
    assert "@misc{scenario-prisoners," in capsys.readouterr().out
    assert run("export", "prisoners", "--to", "svg", "-o", str(tmp_path / "one.svg"), "--quiet") == 0
    assert (tmp_path / "one.svg").is_file() and capsys.readouterr().err == ""


def test_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "prisoners", "--to", "tables") == 2
    assert "name a folder with -o" in capsys.readouterr().err
    assert run("export", "prisoners", "--to", "docx") == 2
    assert run("export", "prisoners", "--to", "xlsx") == 1
    assert "every scenario is written as svg" in capsys.readouterr().err
    assert run("export", "prisoners", "--to", "svg", "--reading", "bse", "-o", str(tmp_path)) == 1
    assert "did you mean 'base'" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert run("export", "prisoners", "--to", "svg", "-o", str(tmp_path / "file")) == 1
    assert "name another folder" in capsys.readouterr().err
    assert run("export", "prisoners", "--to", "tables", "-o", str(tmp_path / "t.csv")) == 2


def test_csv_is_still_the_kind_s_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "prisoners", "--to", "csv") == 0
    assert capsys.readouterr().out.startswith("one.c_one,two.c_two,state,one,two")


def test_a_study_is_exported_with_the_rest(tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason="studies need the extra [stress]")
    from countermove.stress.study import Wish, lay_out, stress

    one = countermove.load("prisoners")
    stress(lay_out(one.document, Wish(draws=40, seed=9)), tmp_path / "study", workers=1)
    part = Part(study=str(tmp_path / "study"))
    made = export_scenario(one, "tables", part=part)
    (shares,) = (file for file in made.files if file.path == "study/shares.csv")
    rows = list(csv.reader(io.StringIO(shares.content.decode("utf-8-sig"))))
    assert rows[0][3:] == ["Share of draws", "Interval from", "Interval to", "Necessary", "Possible"]
    assert all(0 <= float(row[4]) <= float(row[3]) <= float(row[5]) <= 1 for row in rows[1:])
    told = json.loads(made.files[-1].content)
    assert told["seed"] == 9 and f"--study {tmp_path / 'study'}" in told["command"]
    assert "study/shares.svg" in {file.path for file in export_scenario(one, "svg", part=part).files}
    pytest.importorskip("resvg_py", reason="Word needs the extra [export]")
    words = words_of(export_scenario(one, "docx", part=part).files[0].content)
    assert any("Share of 40 draws" in one for one in words)


def test_a_study_has_no_place_in_a_citation(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["export", "prisoners", "--to", "bibtex", "--study", "x"])
    assert left.value.code == 2 and "bibtex has no place for one" in capsys.readouterr().err
