"""Reading whole documents: includes, readings, parameters, and every bad input with its place."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from countermove.document.faults import DocumentError
from countermove.document.including import library_names
from countermove.document.laws import Uniform
from countermove.document.reading import read_content, read_document
from countermove.kinds import Registry
from tests.document.conftest import Faults, Read


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def test_a_sound_document_is_read_whole(small: str, read: Read) -> None:
    document = read(small)
    assert (document.title.en, document.title.zh) == ("Water", "水")
    assert document.parameters["detection"].value.law == Uniform(0.3, 0.9)
    model = document.models["base"]
    assert list(model.readings) == ["base", "mirror", "calm"]
    assert [rule.rule for rule in model.readings["calm"].section.preferences["iraq"].statements] == ["attack"]
    assert model.readings["calm"].section.preferences["syria"].order is None  # replaced whole, not merged


@dataclass(frozen=True)
class Bad:
    """A bad document: what is written in place of what, and the fault it must get (beginnings of its sentences)."""

    old: str
    new: str
    place: str
    path: str
    wrong: str
    cure: str = ""


DETECTION, RULE, ORDER = "{uniform: [0.3, 0.9]}", "- release and escalate", "order: [NNN, NYN, NYY, YNN, NNY, YNY]"
VALUE, BASIS = "parameters.detection.value", "models.base.options.iraq.attack.basis"
CALM = "models.base.readings.calm.extends"


def beside(line: str, place: str, path: str, wrong: str, cure: str = "") -> Bad:
    """Put one more line above ``models:``, which makes it line 12."""
    return Bad("models:\n", f"{line}\nmodels:\n", place, path, wrong, cure)


BAD = [
    Bad("countermove: 1\n", "", "1:1", "", "the format version is missing", "begin with the line"),
    Bad("countermove: 1\n", "countermove: 2\n", "1:14", "countermove", "format 2 is newer", "install a newer"),
    Bad("countermove: 1\n", "countermove: true\n", "1:14", "countermove", "True is no format version", "write 1"),
    Bad("countermove: 1\n", "countermove: '1'\n", "1:14", "countermove", "'1' is no format version", "write 1"),
    Bad("countermove: 1\n", "countermove: 1.0\n", "1:14", "countermove", "1.0 is no format version", "write 1"),
    Bad("title: {en: Water, zh: 水}\n", "", "1:1", "title", "`title` is missing", "add `title:`"),
    Bad("title: {en: Water, zh: 水}", "title: 1975", "2:8", "title", "this is no text", "write a plain string"),
    Bad("zh: 水}", "zh: 1975}", "2:8", "title", "the zh text is no text", "put it in quotes"),
    Bad("sources:\n", "sorces: {}\nsources:\n", "3:1", "sorces", "unknown key 'sorces'", "did you mean 'sources'?"),
    Bad("A book", "A book, nota: x", "4:23", "sources.s1.nota", "unknown key 'nota'", "did you mean 'note'?"),
    Bad("source: s1", "source: s2", "6:33", "claims.c1.source", "no source 's2'", "Known: s1"),
    Bad("kind: fact", "kind: fakt", "6:43", "claims.c1.kind", "'fakt' is not allowed here", "did you mean 'fact'?"),
    Bad(DETECTION, "{uniform: [0.9, 0.3]}", "8:22", VALUE, "[0.9, 0.3] does not rise", "write the least number first"),
    Bad(DETECTION, "{unifrm: [0, 1]}", "8:22", VALUE, "unknown law 'unifrm'", "did you mean 'uniform'?"),
    Bad(DETECTION, "$x", "8:14", "parameters.detection", "no parameter 'x'", "Known: detection"),
    Bad(DETECTION, "$detection", "8:14", "parameters.detection", "parameters refer to each other in a circle", "give"),
    Bad(DETECTION, "1_000", "8:22", VALUE, "'1_000' is no number", "write a number"),
    Bad(DETECTION, "1" * 350, "8:22", VALUE, "a number beyond 1e+100 stands here", "choose a larger unit"),
    Bad("  syria: {name: Syria}\n", "  syria: {name: Syria}\n  not: {name: N}\n", "11:3", "actors.not",
        "'not' is a word of the language", "choose another name"),
    Bad("  detection:", "  e\u0301:", "8:3", "parameters.e\u0301", "'e\u0301' is not in Unicode's composed", "retype"),
    Bad("      mirror:", "      e\u0301: {}\n      mirror:", "27:7", "models.base.readings.e\u0301",
        "'e\u0301' is not in Unicode's composed form (NFC)", "retype it"),
    Bad("kind: conflict", "kind: conflct", "14:11", "models.base.kind", "no kind 'conflct'", "did you mean"),
    Bad("    kind: conflict\n", "", "14:5", "models.base.kind", "`kind` is missing", "add `kind:`"),
    Bad("kind: conflict", "kind: 3", "14:11", "models.base.kind", "3 stands here", "expected a text"),
    Bad("    options:", "    optoins: {}\n    options:", "15:5", "models.base.optoins", "unknown key 'optoins'",
        "did you mean 'options'?"),
    Bad("basis: [c1]", "basis: [c2]", "20:40", f"{BASIS}[0]", "no claim 'c2'", "Known: c1"),
    Bad("basis: [c1]", "basis: [assumption]", "20:40", f"{BASIS}[0]", "no claim 'assumption'", "write `basis: assum"),
    Bad("basis: [c1]", "basis: [{a: 1}]", "20:39", BASIS, "this is no basis", "write a list of claim ids"),
    Bad(RULE, "- relase and escalate", "22:9", "models.base.infeasible[0]", "no option 'relase'", "did you mean 'rel"),
    Bad(RULE, "- release and escalat", "22:21", "models.base.infeasible[0]", "no option 'escalat'", "did you mean 'es"),
    Bad(RULE, "- {id: F1, rule: release and escalat}", "22:36", "models.base.infeasible[0].rule",
        "no option 'escalat'", "did you mean 'escalate'?"),
    Bad(RULE, "- release & escalate", "22:17", "models.base.infeasible[0]", "'&' has no meaning here", "write"),
    Bad(RULE, "- release 且", "22:18", "models.base.infeasible[0]", "the expression breaks off", "something"),
    Bad(ORDER, "order: 3", "24:22", "models.base.preferences.syria.order", "`order` is a list of states", "write [NYY"),
    Bad("not attack]", "not atack]", "25:40", "models.base.preferences.iraq.statements[1]", "no option 'atack'",
        "did you mean 'attack'?"),
    Bad("extends: mirror", "extends: miror", "28:23", CALM, "no reading 'miror'", "did you mean 'mirror'?"),
    Bad("extends: mirror", "extends: calm", "28:23", CALM, "readings extend each other in a circle: calm → calm"),
    Bad("extends: mirror", "extends: 3", "28:23", CALM, "3 stands here", "expected a text"),
    Bad("      calm: {extends: mirror", "      base: {extends: mirror", "28:7", "models.base.readings.base",
        "`base` is the document itself", "choose another name"),
    Bad("expect: {mirror:", "expect: {miror:", "29:14", "models.base.expect.miror", "no reading 'miror'", "did you"),
    beside("studies: {quick: {draws: 0}}", "12:26", "studies.quick.draws", "input should be greater than or equal"),
    beside("covers: [S99]", "12:10", "covers[0]", "no system 'S99'"),
    beside("answers: {S1: base}", "12:15", "answers.S1", "'S1' is not among the systems it covers", "list it under"),
    beside("covers: [S1]\nanswers: {S1: bas/x}", "13:15", "answers.S1", "no model 'bas'", "did you mean 'base'?"),
    beside("answers: [S1]", "12:10", "answers", "['S1'] stands here", "expected a mapping"),
    beside("include: [library:registr]", "12:11", "include[0]", "no library document 'registr'", "did you mean 'reg"),
    beside("include: [3]", "12:11", "include[0]", "3 stands here", "expected a text"),
    beside("include: ['../up.yaml']", "12:11", "include[0]", "'../up.yaml' lies outside the doc", "move the file"),
    beside("include: [/etc/passwd]", "12:11", "include[0]", "'/etc/passwd' lies outside the doc", "move the file"),
    beside('include: ["a\\0b"]', "12:11", "include[0]", "'a\\x00b': no such file"),
    beside(f"include: [{'a' * 5000}]", "12:11", "include[0]", "'aaa"),
    beside("include: [.]", "12:11", "include[0]", "'.': this is a folder", "name a document in it"),
    beside("include: [gone.yaml]", "12:11", "include[0]", "'gone.yaml': no such file"),
    beside("include: [crisis.yaml]", "12:11", "include[0]", "includes go in a circle: crisis.yaml → crisis.yaml"),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.new.strip()[:40])
def test_one_fault(small: str, faults: Faults, tmp_path: Path, bad: Bad) -> None:
    (tmp_path / "crisis.yaml").write_text(small, encoding="utf-8")
    (fault,) = faults(changed(small, bad.old, bad.new))
    assert (fault.file, f"{fault.line}:{fault.column}", fault.path) == ("crisis.yaml", bad.place, bad.path)
    assert fault.wrong.startswith(bad.wrong)
    assert fault.cure.startswith(bad.cure)


def test_all_faults_of_a_file_at_once(small: str, faults: Faults) -> None:
    text = small
    for old, new in [
        ("{title: A book}", "{titel: A book}"),
        ("kind: fact", "kind: fakt"),
        ("[0.3, 0.9]", "[0.9, 0.3]"),
        ("{name: Iraq}", "{nam: Iraq}"),
        ("release and escalate", "relase and escalate"),
        ("[release, not attack]", "[release, not]"),
        ("expect: {mirror", "expect: {miror"),
        ("extends: mirror", "extends: miror"),
    ]:
        text = changed(text, old, new)
    assert [(fault.line, fault.path) for fault in faults(text)] == [
        (4, "sources.s1.title"), (4, "sources.s1.titel"), (6, "claims.c1.kind"), (8, "parameters.detection.value"),
        (11, "actors.iraq.name"), (11, "actors.iraq.nam"), (22, "models.base.infeasible[0]"),
        (25, "models.base.preferences.iraq.statements[1]"), (28, "models.base.readings.calm.extends"),
        (29, "models.base.expect.miror"),
    ]  # fmt: skip


def test_readings_that_extend_in_circles_are_each_told(small: str, faults: Faults) -> None:
    text = changed(small, "mirror: {pref", "mirror: {extends: calm, pref")
    assert [(fault.line, fault.wrong) for fault in faults(text)] == [
        (27, "readings extend each other in a circle: calm → mirror → calm"),
        (28, "readings extend each other in a circle: mirror → calm → mirror"),
    ]


def test_parameters_may_refer_to_later_and_included_ones(small: str, read: Read, tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text("countermove: 1\nparameters: {floor: 0.1}\n", encoding="utf-8")
    text = changed(small, "parameters:\n", "parameters:\n  early: $late\n  late: {value: $floor, basis: [c1]}\n")
    found = read(changed(text, "models:\n", "include: [shared.yaml]\nmodels:\n")).parameters
    assert {name: parameter.value.centre for name, parameter in found.items()} == pytest.approx(
        {"early": 0.1, "late": 0.1, "detection": 0.6, "floor": 0.1}
    )
    assert found["late"].value.basis == ("c1",)


def test_parameters_in_a_circle_are_told_once(small: str, faults: Faults) -> None:
    (fault,) = faults(changed(small, "parameters:\n", "parameters:\n  a: $b\n  b: {value: $c}\n  c: $a\n"))
    assert (fault.line, fault.column, fault.path) == (10, 6, "parameters.c")
    assert fault.wrong == "parameters refer to each other in a circle: a → b → c → a"


def test_includes_add_what_is_shared_with_its_own_places(
    small: str, read: Read, faults: Faults, tmp_path: Path
) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "more.yaml").write_text(
        "countermove: 1\nactors: {usa: {name: USA}}\nsources: {s2: {title: Other}}\ninclude: [../common.yaml]\n",
        encoding="utf-8",
    )
    (tmp_path / "common.yaml").write_text("sources: {s3: {title: Third}}\n", encoding="utf-8")
    # common.yaml comes twice, by two ways: it is taken once
    text = changed(small, "models:\n", "include: [parts/more.yaml, common.yaml]\nmodels:\n")
    document = read(text)
    assert set(document.sources) == {"s1", "s2", "s3"}
    assert "usa" not in document.actors  # actors are not shared
    before = document.sha256
    (tmp_path / "common.yaml").write_text("sources: {s3: {titel: Third}}\n", encoding="utf-8")
    told = faults(text)
    assert {(fault.file, fault.line, fault.path) for fault in told} == {
        ("common.yaml", 1, "sources.s3.titel"), ("common.yaml", 1, "sources.s3.title"),
    }  # fmt: skip
    (tmp_path / "common.yaml").write_text("sources: {s3: {title: Third!}}\n", encoding="utf-8")
    assert read(text).sha256 != before


def test_a_name_that_two_files_define(small: str, faults: Faults, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("sources:\n  s1: {title: Other}\n", encoding="utf-8")
    (fault,) = faults(changed(small, "models:\n", "include: [more.yaml]\nmodels:\n"))
    assert str(fault) == (
        "crisis.yaml:4:3: sources.s1: 's1' is defined twice; it is included from more.yaml:2: choose another name"
    )


def test_includes_in_a_circle_name_the_circle(small: str, faults: Faults, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("include: [b.yaml]\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("title: b\ninclude:\n  - a.yaml\n", encoding="utf-8")
    (fault,) = faults(changed(small, "models:\n", "include: [a.yaml]\nmodels:\n"))
    assert (fault.file, fault.line, fault.column) == ("b.yaml", 3, 5)
    assert fault.wrong == "includes go in a circle: a.yaml → b.yaml → a.yaml"


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights on Windows")
def test_a_link_does_not_lead_out_of_the_folder(small: str, faults: Faults, tmp_path: Path) -> None:
    (tmp_path / "inside").symlink_to(tmp_path.parent)
    (fault,) = faults(changed(small, "models:\n", "include: [inside/x.yaml]\nmodels:\n"))
    assert "lies outside the document's folder" in fault.wrong


@pytest.mark.parametrize(
    ("content", "file", "place", "wrong"),
    [
        ("- a\n", "more.yaml", (1, 1), "an included file is a mapping"),
        ("claims: [a]\n", "more.yaml", (1, 9), "['a'] stands here"),
        ("claimz: {}\n", "more.yaml", (1, 1), "unknown key 'claimz'"),
        ("countermove: 9\n", "more.yaml", (1, 14), "9 is not the format of this program"),
        ("a: [\n", "more.yaml", (2, 1), "this is no YAML"),
        ("a: 1\na: 2\n", "more.yaml", (2, 1), "the key 'a' stands here a second time"),
    ],
)
def test_faults_of_included_files_stand_in_them(
    small: str, faults: Faults, tmp_path: Path, content: str, file: str, place: tuple[int, int], wrong: str
) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    text = changed(small, "models:\n", "include: [more.yaml]\nmodels:\n")
    told = faults(changed(text, "extends: mirror", "extends: miror"))  # and the document's own with them
    first = min(fault for fault in told if fault.file == file)
    assert (first.line, first.column) == place
    assert wrong in first.wrong
    assert any(fault.path == "models.base.readings.calm.extends" for fault in told)


@pytest.mark.parametrize(
    "key", ["sources", "claims", "parameters", "actors", "models", "covers", "include", "studies", "answers"]
)
@pytest.mark.parametrize("value", ["3", "[1, 2]", "text", "{a: 3}", "~", "[[]]", "{a: [b]}", "{a: {b: c}}", '{"": {}}'])
def test_wrong_shapes_at_the_top_are_faults_with_or_without_includes(
    small: str, read: Read, key: str, value: str
) -> None:
    lines = [line for line in small.splitlines() if not line.startswith("#")]
    start = next((at for at, line in enumerate(lines) if line.startswith(f"{key}:")), len(lines))
    end = next((at for at in range(start + 1, len(lines)) if not lines[at].startswith(" ")), len(lines))
    rest = [*lines[:start], f"{key}: {value}", *lines[end:]]
    for text in (rest, [*rest, "include: [library:register]"] if key != "include" else rest):
        try:
            read("\n".join(text) + "\n")
        except DocumentError as error:
            assert all(fault.line >= 1 and fault.wrong for fault in error.faults)
        else:
            assert value == "~" or (key, value) in {("studies", "{a: {b: c}}")} or key in ("parameters", "models"), (
                value
            )


def test_targets_that_are_no_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as stream:
        stream.truncate(100 * 10**6)
    (tmp_path / "empty.yaml").touch()
    (tmp_path / "binary.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "gbk.yaml").write_bytes("title: 水争端".encode("gbk"))
    for target, wrong in {
        str(tmp_path): "this is a folder",
        str(huge): "the file has 95 MB; a document has at most 16 MB",
        str(tmp_path / "empty.yaml"): "the document is empty",
        str(tmp_path / "binary.yaml"): "this is not UTF-8 text",
        str(tmp_path / "gbk.yaml"): "this is not UTF-8 text",
        str(tmp_path / "gone.yaml"): "no such file, nor a library scenario of that name",
        "sumit": "no such file, nor a library scenario of that name",
        "a\0b": "no such file",
        "x" * 5000: "no such file",
        "": "this is a folder",
    }.items():
        with pytest.raises(DocumentError) as caught:
            read_document(target, Registry())
        (fault,) = caught.value.faults
        assert (fault.file, fault.line) == (target, 1)
        assert fault.wrong.startswith(wrong)
        assert fault.cure
    with pytest.raises(DocumentError, match="did you mean 'summit'"):
        read_document("sumit", Registry())


def test_standard_input_is_read_up_to_the_limit(small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(small.encode())))
    assert read_document("-", Registry()).file == "-"


def test_line_ends_and_byte_order_marks_do_not_matter(small: str, tmp_path: Path) -> None:
    plain = read_content(small.encode(), "crisis.yaml", tmp_path, Registry())
    odd = b"\xef\xbb\xbf" + small.replace("\n", "\r\n").encode()
    assert read_content(odd, "crisis.yaml", tmp_path, Registry()).tree == plain.tree


@pytest.mark.parametrize("name", library_names())
def test_library_documents_are_sound(name: str) -> None:
    document = read_document(name, Registry())
    assert document.title.has("en")
    assert document.title.has("zh")
