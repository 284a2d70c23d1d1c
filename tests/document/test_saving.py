"""Editing in place: only the place changes, comments stay; writing whole or not at all."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.document.faults import AnalysisError, DocumentError
from countermove.document.faults import Path as At
from countermove.document.saving import delete_at, digest, insert_at, move_at, set_at, upgrade, write
from countermove.document.tree import parse
from countermove.document.writing import dump
from tests.document.mutations import corpus

TEXT = """\
# A heading
countermove: 1   # the format
title: {en: "Water",  zh: 水}  # two languages

# about the models
models:
  base:   # the first
    # its options
    options:
      - 'a'   # first
      # between
      - b
      # behind
    rules: [x,  y,
            z]  # in brackets
    text: >-
      folded
      words
    # last remark
    empty:
"""


def data_of(text: str) -> Any:
    return parse(text.encode(), "a.yaml").data


def comments(text: str) -> list[str]:
    return [line[line.index("# ") :] for line in text.splitlines() if "# " in line]


def test_every_other_character_stays() -> None:
    assert set_at(TEXT, ("title", "en"), "Rivers") == TEXT.replace('"Water"', "Rivers")
    assert set_at(TEXT, ("models", "base", "options", 0), "c") == TEXT.replace("'a'", "c")
    assert set_at(TEXT, ("models", "base", "rules", 1), ["p"]) == TEXT.replace("y,", "[p],")
    assert set_at(TEXT, ("models", "base", "empty"), True) == TEXT.replace("empty:", "empty: true")
    assert insert_at(TEXT, ("models", "base", "options", 1), "c") == TEXT.replace("      - b", "      - c\n      - b")
    assert insert_at(TEXT, ("models", "base", "options", 2), "c") == TEXT.replace("- b", "- b\n      - c")
    assert delete_at(TEXT, ("models", "base", "options", 1)) == TEXT.replace("      - b\n", "")
    assert delete_at(TEXT, ("models", "base", "rules", 2)) == TEXT.replace(",\n            z", "")
    assert delete_at(TEXT, ("title", "en")) == TEXT.replace('en: "Water",  ', "")


def test_comments_around_a_replaced_block_stay() -> None:
    after = set_at(TEXT, ("models", "base", "options"), ["p", "q"])
    assert comments(after) == [one for one in comments(TEXT) if one not in ("# first", "# between")]
    assert "    options: [p, q]\n      # behind\n" in after
    assert comments(set_at(TEXT, ("models", "base", "text"), "short")) == comments(TEXT)
    after = set_at(TEXT, ("models", "base"), {"kind": "conflict"})
    assert "  base: {kind: conflict}   # the first\n    # its options\n" in after


def test_a_new_key_stands_behind_the_last() -> None:
    after = set_at(TEXT, ("models", "other"), {"kind": "conflict", "about": "x" * 90})
    assert after.endswith(f"    empty:\n  other:\n    kind: conflict\n    about: {'x' * 90}\n")
    assert set_at(TEXT, ("title", "fr"), "Eau") == TEXT.replace("zh: 水", "zh: 水, fr: Eau")
    assert set_at("a: {}\n", ("a", "b"), 1) == "a: {b: 1}\n"
    assert set_at("a: 1", ("b",), 2) == "a: 1\nb: 2"


def test_line_ends_stay() -> None:
    windows = TEXT.replace("\n", "\r\n")
    assert set_at(windows, ("models", "new"), {"kind": "x" * 95}) == set_at(
        TEXT, ("models", "new"), {"kind": "x" * 95}
    ).replace("\n", "\r\n")
    at = ("models", "base", "options", 0)
    assert insert_at(windows, at, "c") == insert_at(TEXT, at, "c").replace("\n", "\r\n")
    assert delete_at(windows, at) == delete_at(TEXT, at).replace("\n", "\r\n")


def test_the_last_entry_leaves_empty_brackets() -> None:
    assert delete_at("a:\n  b: 1  # x\nc: 2\n", ("a", "b")) == "a:\n  {}  # x\nc: 2\n"
    assert delete_at("a: [1]\n", ("a", 0)) == "a: []\n"


def test_an_entry_behind_a_dash() -> None:
    text = "a:\n  - x: 1\n    y: 2\n  - - p\n    - q\n"
    assert delete_at(text, ("a", 0, "x")) == text.replace("x: 1\n    ", "")
    assert delete_at(text, ("a", 1, 0)) == text.replace("- p\n    ", "")
    assert insert_at(text, ("a", 1, 0), "o") == text.replace("- - p", "- - o\n    - p")


@pytest.mark.parametrize(
    "edit",
    [
        lambda: set_at(TEXT, (), 1),
        lambda: set_at(TEXT, ("models", "bse", "x"), 1),
        lambda: set_at(TEXT, ("models", "base", "options", 2), 1),
        lambda: set_at(TEXT, ("models", "base", "options", -1), 1),
        lambda: set_at(TEXT, ("models", "base", "options", "0"), 1),
        lambda: set_at(TEXT, ("countermove", "x"), 1),
        lambda: delete_at(TEXT, ("models", "bse")),
        lambda: insert_at(TEXT, ("models", "base", "options", 3), 1),
        lambda: insert_at(TEXT, ("models", "base", "new"), 1),
    ],
)
def test_a_path_that_leads_nowhere(edit: Any) -> None:
    with pytest.raises(AnalysisError, match="nothing stands at"):
        edit()


def test_an_edit_that_would_reach_further_is_refused() -> None:
    text = "a: &x {p: 1}\nb: *x\n"
    for path in (("a", "p"), ("b", "p")):
        with pytest.raises(AnalysisError, match="would alter other places"):
            set_at(text, path, 2)
    assert set_at(text, ("b",), 2) == "a: &x {p: 1}\nb: 2\n"
    with pytest.raises(AnalysisError, match="would alter other places"):
        set_at(text, ("a",), 2)  # *x would point nowhere


def test_what_is_no_plain_data_and_no_yaml() -> None:
    with pytest.raises(AnalysisError, match="cannot be written in a document"):
        set_at(TEXT, ("title",), object())
    with pytest.raises(AnalysisError, match="half a character"):
        set_at(TEXT, ("title",), "\ud800")
    with pytest.raises(DocumentError):
        set_at("a: [", ("a",), 1)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
scalars = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats() | st.sampled_from(["NO", "- a", "a b"])
keys = words.filter(lambda key: key != "<<")
values = st.recursive(
    scalars | words, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)


def same(one: Any, two: Any) -> bool:
    return repr(one) == repr(two)  # tells 1 from true and 1.0, and nan equals nan


@given(values)
def test_data_to_text_to_data(value: Any) -> None:
    assert same(data_of(dump({"data": value})), {"data": value})


def paths(value: Any, at: At = ()) -> list[At]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for step, part in steps for path in paths(part, (*at, step)))]


def parent_of(data: Any, path: At) -> Any:
    for step in path[:-1]:
        data = data[step]
    return data


DOCUMENTS = [TEXT, *corpus()]


@settings(deadline=None, max_examples=60)
@given(st.data(), st.sampled_from(range(len(DOCUMENTS) - 1)), values)
def test_edits_of_real_documents_change_their_place_alone(data: st.DataObject, index: int, value: Any) -> None:
    text = DOCUMENTS[index]
    before = data_of(text)
    path = data.draw(st.sampled_from(paths(before)[1:]))
    edit = data.draw(st.sampled_from(["set", "delete", "insert"]))
    wanted = copy.deepcopy(before)
    parent = parent_of(wanted, path)
    if edit == "insert" and not isinstance(parent, list):
        edit = "set"
    if edit == "set":
        parent[path[-1]] = value
        after = set_at(text, path, value)
    elif edit == "delete":
        del parent[path[-1]]
        after = delete_at(text, path)
    else:
        parent.insert(path[-1], value)
        after = insert_at(text, path, value)
    assert same(data_of(after), wanted)
    if edit == "insert":
        assert comments(after)[: len(comments(text))] == comments(text) or set(comments(text)) <= set(comments(after))
    if edit == "set" and not isinstance(parent_of(before, path)[path[-1]], dict | list):
        assert set(comments(text)) <= set(comments(after))


def test_writing_gives_the_digest_and_sees_foreign_changes(tmp_path: Path) -> None:
    file = tmp_path / "crisis.yaml"
    first = write(file, "title: 水\n", known="")
    assert (file.read_bytes(), first) == ("title: 水\n".encode(), digest("title: 水\n"))
    second = write(file, "title: b\n", known=first)
    with pytest.raises(AnalysisError, match="changed on the disk since it was read"):
        write(file, "title: c\n", known=first)
    with pytest.raises(AnalysisError, match="changed on the disk"):
        write(file, "title: c\n", known="")
    assert file.read_text() == "title: b\n"
    file.unlink()
    with pytest.raises(AnalysisError, match="is gone from the disk"):
        write(file, "title: c\n", known=second)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="modes and links are POSIX")
def test_writing_keeps_mode_and_link(tmp_path: Path) -> None:
    file, link = tmp_path / "a.yaml", tmp_path / "b.yaml"
    file.write_text("x")
    file.chmod(0o640)
    link.symlink_to(file)
    write(link, "y")
    assert (file.read_text(), link.is_symlink(), file.stat().st_mode & 0o777) == ("y", True, 0o640)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AnalysisError, match="No space left on device"):
        write(file, "new")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("a.yaml", "old")]


@pytest.mark.parametrize("name", ["gone/a.yaml", "a\0b", "x" * 300])
def test_places_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(AnalysisError, match="cannot be written"):
        write(tmp_path / name, "x")


def test_upgrade_of_the_first_version_changes_nothing() -> None:
    assert upgrade(TEXT) == (TEXT, [])
    for text, wrong in (("countermove: 2\n", "newer"), ("title: x\n", "missing"), ("- a\n", "mapping"), ("", "empty")):
        with pytest.raises(DocumentError, match=wrong):
            upgrade(text)


def test_an_item_moves_with_the_comment_beside_it() -> None:
    moved = TEXT.replace("- 'a'   # first\n      # between\n      - b", "- b\n      # between\n      - 'a'   # first")
    assert move_at(TEXT, ("models", "base", "options", 0), 1) == moved
    assert move_at(TEXT, ("models", "base", "options", 1), 0) == moved
    turned = TEXT.replace("[x,  y,\n            z]", "[z,  x,\n            y]")
    assert move_at(TEXT, ("models", "base", "rules", 2), 0) == turned
    nested = "a:\n  - b: 1  # one\n    c: 2\n  - d\n  -   - e\n      - f\nz: 1\n"
    assert move_at(nested, ("a", 0), 2) == "a:\n  - d\n  -   - e\n      - f\n  - b: 1  # one\n    c: 2\nz: 1\n"
    for wrong in (("models", "base", "options", 2), ("models", "base", "text", 0), ("title", "en")):
        with pytest.raises(AnalysisError, match="nothing stands"):
            move_at(TEXT, wrong, 0)
    with pytest.raises(AnalysisError, match="nothing stands"):
        move_at(TEXT, ("models", "base", "options", 0), 5)


@settings(deadline=None, max_examples=40)
@given(st.data(), st.sampled_from(range(len(DOCUMENTS))))
def test_moving_permutes_a_list_and_moving_back_gives_the_text_again(data: st.DataObject, index: int) -> None:
    text = DOCUMENTS[index]
    lists = [path for path, value in _nodes(data_of(text), ()) if isinstance(value, list) and len(value) > 1]
    path = data.draw(st.sampled_from(lists))
    size = len(_at(data_of(text), path))
    one, two = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    try:
        moved = move_at(text, (*path, one), two)
    except AnalysisError:  # inside a part that an alias repeats
        return
    wanted = list(_at(data_of(text), path))
    wanted.insert(two, wanted.pop(one))
    assert _at(data_of(moved), path) == wanted
    assert sorted(comments(moved)) == sorted(comments(text))
    assert move_at(moved, (*path, two), one) == text


def _nodes(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, value
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _nodes(part, (*path, key))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value
