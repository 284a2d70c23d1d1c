"""YAML to plain data: values, places, limits and what is said of text that is no document."""

from __future__ import annotations

import math
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from countermove.document.faults import DocumentError, Fault
from countermove.document.tree import MAX_BYTES, MAX_NODES, Tree, merged, parse


def faults_of(content: bytes | str) -> list[Fault]:
    with pytest.raises(DocumentError) as caught:
        parse(content.encode() if isinstance(content, str) else content, "crisis.yaml")
    return list(caught.value.faults)


def only_fault(content: bytes | str) -> Fault:
    (fault,) = faults_of(content)
    return fault


def read(text: str) -> Any:
    return parse(text.encode(), "crisis.yaml").data


def test_scalars_follow_the_core_schema_of_yaml_1_2() -> None:
    text = """
    {country: NO, on: yes, octal: 0o17, old_octal: 017, hex: 0x1F, date: 2026-02-04, sexagesimal: 12:30:45,
     grouped: 1_000, none: ~, empty: , true: True, point: .5, small: 1e-3, far: -.inf, quoted: "7", label: NYY}
    """
    assert read(text) == {
        "country": "NO", "on": "yes", "octal": 15, "old_octal": 17, "hex": 31, "date": "2026-02-04",
        "sexagesimal": "12:30:45", "grouped": "1_000", "none": None, "empty": None, "true": True, "point": 0.5,
        "small": 0.001, "far": -math.inf, "quoted": "7", "label": "NYY",
    }  # fmt: skip


def test_keys_are_words_whatever_they_look_like() -> None:
    assert read("{1: a, null: b, true: c}") == {"1": "a", "null": "b", "true": "c"}


@pytest.mark.parametrize(
    ("content", "line", "column", "path", "wrong"),
    [
        (b"", 1, 1, "", "the document is empty"),
        (b"# only a comment\n\n", 1, 1, "", "the document is empty"),
        (b"a: 1\nb:\n\tc: 2\n", 3, 1, "", "a tab stands where YAML wants spaces"),
        (b"a: 1\nb: 2\na: 3\n", 3, 1, "a", "the key 'a' stands here a second time"),
        (b"a: {x: 1,\n    x: 2}\n", 2, 5, "a.x", "the key 'x' stands here a second time"),
        (b"a: 1\n---\nb: 2\n", 2, 1, "", "a second document begins here"),
        (b"a: !!python/object:os.system [x]\n", 1, 4, "", "the tag tag:yaml.org,2002:python/object:os.system"),
        (b"a: !set {x, y}\n", 1, 4, "", "the tag !set is not allowed"),
        (b"!secret a: 1\n", 1, 1, "", "the tag !secret is not allowed"),
        (b"a: *nowhere\n", 1, 4, "", "no anchor &nowhere stands above"),
        (b"a: &x [1, *x]\n", 1, 11, "", "*x contains itself"),
        (b"a: &x b\n? *x\n: 1\n", 2, 3, "", "a key is a plain word, not an alias"),
        (b"? [a, b]\n: 1\n", 1, 3, "", "a key is a plain word, not a list or mapping"),
        (b"a: [1, 2\nb: 3\n", 2, 2, "", "this is no YAML"),
        (b"a: {<<: [1, 2], b: 3}\n", 1, 9, "a.<<", "`<<` takes mappings"),
        (b'a: "\\ud800"\n', 1, 4, "", "half a character"),
        (b"a: 1\nb: x\x00y\n", 2, 5, "", "a control character (U+0000)"),
        ("a: 1\nb: \u0080\n".encode(), 2, 4, "", "a control character (U+0080)"),
        ("a: 1\n标题: 一\ufffe\n".encode(), 2, 6, "", "a control character (U+FFFE)"),
        ("标题: 水".encode("utf-16"), 1, 1, "", "the file is UTF-16"),
        ("title: x\n".encode("utf-16-le"), 1, 2, "", "a control character (U+0000)"),
        ("a: 1\n标题: 水争端".encode("gbk"), 2, 1, "", "this is not UTF-8 text"),
        ("a: 1\n标题: ".encode() + b"\xff", 2, 5, "", "this is not UTF-8 text"),
        (bytes(range(256)), 2, 118, "", "this is not UTF-8 text"),
        (b"\x7fELF\x02\x01\x01", 1, 1, "", "a control character (U+007F)"),
    ],
    ids=lambda value: None if isinstance(value, int | bytes) else value.replace("\x00", "0")[:40] or "top",
)
def test_text_that_is_no_document(content: bytes, line: int, column: int, path: str, wrong: str) -> None:
    fault = only_fault(content)
    assert (fault.file, fault.line, fault.column, fault.path) == ("crisis.yaml", line, column, path)
    assert fault.wrong.startswith(wrong)
    assert fault.cure


def test_all_duplicate_keys_are_told_at_once_with_the_first_ones_line() -> None:
    faults = faults_of("a: 1\na: 2\nb: {c: 1, c: 2}\nd: [1, 2\n")
    assert [(fault.line, fault.column) for fault in faults] == [(2, 1), (3, 11), (5, 1)]
    assert faults[0].cure == "line 1 has the first: keep one"


def test_full_width_punctuation_is_named() -> None:
    assert "full-width ：" in only_fault("a：1\nb: 2\nc: 3").cure


def test_size_limit_is_told_before_reading() -> None:
    fault = only_fault(b"#" * (100 * 10**6))
    assert fault.wrong == "the file has 95 MB; a document has at most 16 MB"
    assert parse(b"a: 1\n#" + b"x" * (MAX_BYTES - 6), "crisis.yaml").data == {"a": 1}


def test_nesting_limit_is_64() -> None:
    assert read("[" * 64 + "]" * 64) is not None
    fault = only_fault("[" * 65 + "]" * 65)
    assert (fault.column, fault.wrong) == (65, "nested more than 64 deep")
    assert only_fault("[" * 100_000).wrong == "nested more than 64 deep"


def test_aliases_do_not_go_round_the_nesting_limit() -> None:
    deep = "[" * 30 + "]" * 30
    assert read(f"a: &a {deep}\nb: {'[' * 33}*a{']' * 33}\n") is not None
    assert only_fault(f"a: &a {deep}\nb: {'[' * 34}*a{']' * 34}\n").wrong == "nested more than 64 deep"


def test_alias_limit_is_100() -> None:
    aliases = ", ".join(["*a"] * 100)
    assert len(read(f"a: &a x\nb: [{aliases}]\n")["b"]) == 100
    fault = only_fault(f"a: &a x\nb: [{aliases}, *a]\n")
    assert (fault.line, fault.wrong) == (2, "more than 100 aliases")


def test_alias_bomb_is_defused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    fault = only_fault("\n".join(lines))
    assert f"more than {MAX_NODES:,} values" in fault.wrong


def test_alias_keeps_the_place_where_the_text_stands() -> None:
    tree = parse(b"a: &r\n  rule: x and\nb: [*r]\n", "crisis.yaml")
    fault = tree.fault(("b", 0, "rule"), "wrong", "cure", offset=2)
    assert (fault.line, fault.column, fault.path) == (2, 11, "a.rule")


def test_merge_key_yields_to_the_mappings_own_keys() -> None:
    tree = parse(b"a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {y: 5, <<: [*a, *b]}\nd: {<<: *b, y: 6}\n", "crisis.yaml")
    assert tree.data["c"] == {"y": 5, "x": 1, "z": 4}
    assert tree.data["d"] == {"y": 6, "z": 4}
    assert (tree.place(("c", "z")).line, tree.place(("c", "z")).path) == (2, ("b", "z"))
    assert tree.place(("d", "y")).line == 4


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("rule: a and b", 13),
        ("rule: 'a and b'", 14),
        ('规则: "a and b"', 12),
        (r'rule: "a \u0061nd b"', 7),  # an escape: offsets are no columns, so the scalar's own
        ("rule: a and\n  b", 7),
        ("rule: |\n  a and b", 7),
    ],
)
def test_offset_into_a_scalar_is_a_column_where_it_can_be(text: str, column: int) -> None:
    tree = parse(text.encode(), "crisis.yaml")
    (key,) = tree.data
    assert tree.fault((key,), "wrong", offset=6).column == column


def test_fault_of_a_missing_node_stands_at_the_nearest_one_above() -> None:
    fault = parse(b"a:\n  b: {c: 1}\n", "crisis.yaml").fault(("a", "b", "d", 3), "wrong", "cure")
    assert (fault.line, fault.column, fault.path) == (2, 6, "a.b.d[3]")


words = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=8)
tricky = ["NO", "yes", "1_000", "0o7", "2026-02-04", "~", "null", "<<", "=", "- a", "a: b", "#", "'", "NNN"]
numbers = st.integers(-(10**9), 10**9) | st.floats(allow_nan=False)
scalars = st.none() | st.booleans() | numbers | words | st.sampled_from(tricky)
keys = (words | st.sampled_from(["NO", "1", "null", "true"])).filter(lambda key: key != "<<")
plain_data = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)


def steps(value: Any) -> list[tuple[str | int, Any]]:
    """Return what stands right below a value, each with its step."""
    return list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())


def by_reference(read: Callable[[], Any]) -> Any:
    """Return what the reference reads; it writes some keys (``{:0: null}``) that it refuses itself: not those."""
    try:
        return read()
    except YAMLError:
        reject()


@given(plain_data, st.booleans(), st.integers(20, 200))
def test_values_are_those_of_the_reference_loader(data: Any, flow: bool, width: int) -> None:
    """What ruamel's own YAML 1.2 emitter writes and its pure loader reads back is what is read here."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.width, yaml.allow_unicode = flow, width, True
    stream = BytesIO()
    yaml.dump({"data": data}, stream)
    text = stream.getvalue()
    expected = by_reference(lambda: YAML(typ="safe", pure=True).load(BytesIO(text)))
    assert parse(text, "crisis.yaml").data == expected == {"data": data}


@given(plain_data)
def test_every_node_has_a_place_that_points_at_it(data: Any) -> None:
    yaml = YAML(typ="safe", pure=True)
    stream = StringIO()
    yaml.dump({"data": data}, stream)
    text = stream.getvalue()
    composed = by_reference(lambda: YAML(typ="rt", pure=True).compose(text))  # its node tree has marks as well
    tree = parse(text.encode(), "crisis.yaml")

    def paths(value: Any, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
        return [path, *(deeper for step, part in steps(value) for deeper in paths(part, (*path, step)))]

    assert set(tree.places) == set(paths(tree.data, ()))

    def check(node: Any, path: tuple[str | int, ...]) -> None:
        place = tree.places[path]
        assert (place.line, place.column) == (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node.value, list):
            mapping = node.tag.endswith("map") if isinstance(node.tag, str) else str(node.ctag).endswith("map")
            for index, part in enumerate(node.value):
                check(part[1] if mapping else part, (*path, part[0].value if mapping else index))

    check(composed, ())


def naive_merge(low: Any, high: Any, path: tuple[str, ...] = ()) -> Any:
    """Merge by the words of the format: mappings merge; lists, scalars and each actor's preferences are replaced."""
    whole = len(path) == 2 and path[0] == "preferences"
    if not (isinstance(low, dict) and isinstance(high, dict)) or whole:
        return high
    result = dict(low)
    for key in high:
        result[key] = naive_merge(low[key], high[key], (*path, key)) if key in low else high[key]
    return result


sections = st.dictionaries(
    st.sampled_from(["preferences", "options", "status_quo"]),
    st.recursive(
        st.integers(0, 3) | st.lists(st.integers(0, 3), max_size=2),
        lambda inner: st.dictionaries(st.sampled_from(["syria", "iraq", "order"]), inner, max_size=3),
        max_leaves=6,
    ),
    max_size=3,
)


@given(sections, sections)
def test_merged_readings_equal_a_naive_merge(low: dict[str, Any], high: dict[str, Any]) -> None:
    def tree(data: dict[str, Any], file: str) -> Tree:
        stream = BytesIO()
        YAML(typ="safe", pure=True).dump(data, stream)
        return parse(stream.getvalue(), file)

    below, above = tree(low, "low"), tree(high, "high")
    result = merged(below, above, whole=(("preferences", "*"),))
    assert result.data == naive_merge(low, high)
    assert list(result.data) == list(naive_merge(below.data, above.data))
    assert (below.data, above.data) == (low, high)  # neither is changed

    def check(value: Any, path: tuple[str | int, ...]) -> None:
        place = result.places[path]
        source = (below if place.file == "low" else above).data
        for step in path:
            source = source[step]
        if not isinstance(value, dict):
            assert source == value
        for step, part in (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        ):
            check(part, (*path, step))

    check(result.data, ())
