"""Games of other programs: there and back, both versions of .nfg, and files that are not what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.analysis import load, loads
from countermove.dilemma.exchange import EXPORTS, IMPORTS, read_csv, read_gam, read_nfg
from countermove.dilemma.values import exact_payoff
from countermove.document.faults import DocumentError

tables = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda shape: st.lists(
        st.lists(st.decimals(-9, 9, places=2, allow_nan=False), min_size=shape[1], max_size=shape[1]),
        min_size=2 * shape[0], max_size=2 * shape[0],
    )
)  # fmt: skip


@settings(max_examples=40)
@given(tables, st.sampled_from(sorted(EXPORTS)))
def test_there_and_back(rows: list[list[object]], form: str) -> None:
    half = len(rows) // 2
    lines = ["a,b,x,y"]
    for i in range(half):
        lines += [f"r{i},c{j},{rows[i][j]},{rows[half + i][j]}" for j in range(len(rows[0]))]
    case = loads(read_csv("\n".join(lines).encode(), "game.csv")).case()
    written = EXPORTS[form](case)
    again = loads(IMPORTS[form](written.encode(), f"game.{form}")).case()
    assert exact_payoff(again.section) == exact_payoff(case.section)


def test_both_versions_of_nfg() -> None:
    payoff = 'NFG 1 R "dilemma" { "A" "B" } { 2 2 }\n3 3 5 0 0 5 1 1\n'
    outcome = (
        'NFG 1 R "dilemma" { "A" "B" }\n{ { "c" "d" } { "c" "d" } }\n""\n'
        '{ { "both" 3, 3 } { "alone" 5, 0 } { "left" 0, 5 } { "none" 1, 1/1 } }\n1 2 3 4\n'
    )
    found = [exact_payoff(loads(read_nfg(text.encode(), "g.nfg")).case().section) for text in (payoff, outcome)]
    assert found[0] == found[1]
    assert [[int(v) for v in row] for row in found[0][0]] == [[3, 0], [5, 1]]
    assert [[int(v) for v in row] for row in found[0][1]] == [[3, 5], [0, 1]]


def test_quantecon_layout_of_gam() -> None:
    # 2 × 3, player blocks, first index fastest
    text = "2\n2 3\n\n1 2 3 4 5 6\n10 20 30 40 50 60\n"
    own, other = exact_payoff(loads(read_gam(text.encode(), "g.gam")).case().section)
    assert [[int(v) for v in row] for row in own] == [[1, 3, 5], [2, 4, 6]]
    assert [[int(v) for v in row] for row in other] == [[10, 30, 50], [20, 40, 60]]


def test_library_game_exports(tmp_path: Path) -> None:
    case = load("standoff").case("patience")
    text = EXPORTS["nfg"](case)
    assert text.startswith("NFG 1 R ")
    again = loads(read_nfg(text.encode(), "s.nfg")).solve()["base"]
    assert again.verdicts()["game"] == ["prisoners_dilemma"]


@pytest.mark.parametrize(
    ("reader", "content", "message"),
    [
        (read_nfg, b"EFG 2 R", "'EFG' where 'NFG' is due"),
        (read_nfg, b'NFG 1 R "t" { "A" "B" "C" } { 2 2 2 } 1', "3 actors"),
        (read_nfg, b'NFG 1 R "t" { "A" "B" } { 2 2 } 1 2 3', "the file ends"),
        (read_nfg, b'NFG 1 R "t" { "A" "B" } { 2 2 } 1 2 3 4 5 6 x 8', "'x' is no number"),
        (read_nfg, b'NFG 1 R "t" { "A" "B" } { 1 1 } { { "o" 1 2 } } 2', "outcome 2 is not listed"),
        (read_nfg, b"", "the file ends"),
        (read_gam, b"2\n2 2\n1 2 3", "3 payoffs for 4 outcomes"),
        (read_gam, b"hello", "no .gam file"),
        (read_csv, b"a,b,x,y\nu,l,1,2\nu,r,1,2\nd,l,3,4", "no payoffs for d/r"),
        (read_csv, b"a,b,x,y\nu,l,one,2", "two numbers"),
        (read_csv, b"\xff\xfe", "not UTF-8"),
    ],
)
def test_bad_files_are_told(reader: object, content: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        reader(content, "bad")  # type: ignore[operator]
