"""Games of other programs: there and back, both versions of .nfg, and files that are not what they say."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from countermove.analysis import load, loads
from countermove.dilemma.exchange import EXPORTS, IMPORTS, read_csv, read_gam, read_nfg
from countermove.dilemma.extensive import read_efg
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


ENTRY = """EFG 2 R "Entry deterrence" { "Entrant" "Incumbent" }
"comment"
p "" 1 1 "enter?" { "in" "out" } 0
p "" 2 1 "answer" { "fight" "yield" } 0
t "" 1 "war" { -1, -1 }
t "" 2 "shared" { 2, 1 }
t "" 3 "alone" { 0, 4 }
"""
DEAL = """EFG 2 R "One-card poker" { "A" "B" }
c "" 1 "deal" { "high" 1/2 "low" 1/2 } 0
p "" 1 1 "high" { "raise" "fold" } 0
p "" 2 1 "answer" { "meet" "pass" } 0
t "" 1 "win 2" { 2 -2 }
t "" 2 "win 1" { 1 -1 }
t "" 3 "lose 1" { -1 1 }
p "" 1 2 "low" { "raise" "fold" } 0
p "" 2 1 0
t "" 4 "lose 2" { -2 2 }
t "" 2
t "" 3
"""


def test_trees_become_games_of_plans() -> None:
    case = loads(read_efg(ENTRY.encode(), "entry.efg")).case()
    own, other = exact_payoff(case.section)
    # the incumbent moves only after entry: in/out against fight/yield
    assert [[int(v) for v in row] for row in own] == [[-1, 2], [0, 0]]
    assert [[int(v) for v in row] for row in other] == [[-1, 1], [4, 4]]


def test_chance_is_averaged_and_information_kept() -> None:
    # Myerson 1991, fig. 2.2 in spirit: payoffs of the four plans by hand
    case = loads(read_efg(DEAL.encode(), "poker.efg")).case()
    own, _ = exact_payoff(case.section)
    assert [[str(v) for v in row] for row in own] == [["0", "1"], ["1/2", "0"], ["-3/2", "0"], ["-1", "-1"]]


def test_plans_that_differ_where_they_never_lead_are_one() -> None:
    text = (
        'EFG 2 R "twice" { "A" "B" } ""\np "" 1 1 "first" { "stop" "go" } 0\nt "" 1 "s" { 1 0 }\n'
        'p "" 2 1 "mid" { "stop" "go" } 0\nt "" 2 "m" { 0 2 }\n'
        'p "" 1 2 "last" { "stop" "go" } 0\nt "" 3 "l" { 3 1 }\nt "" 4 "g" { 2 4 }\n'
    )
    case = loads(read_efg(text.encode(), "centipede.efg")).case()
    assert len(case.section.own_actions["a"]) == 3  # stop; go, stop; go, go
    assert len(case.section.own_actions["b"]) == 2


def test_trees_of_another_program() -> None:
    pygambit = pytest.importorskip("pygambit", reason="pygambit is not installed")
    for text in (ENTRY, DEAL):
        theirs = pygambit.nash.enumpure_solve(pygambit.read_efg(StringIO(text))).equilibria
        found = loads(read_efg(text.encode(), "tree.efg")).solve()["base"].solution.stage
        assert len(found.pure) == len(theirs)


names = st.text(st.characters(exclude_characters='"\\\\', exclude_categories=("C", "Z")), max_size=8)


@settings(max_examples=60)
@given(st.lists(names, min_size=6, max_size=6))
@example(["1", "2", "1", "2", "1", "1"])  # numbers alone made keys that no document takes
@example(["Player 1", "Player 2", "not", "或", "Actor 1", "actor-1"])
def test_any_names_make_a_document(given_names: list[str]) -> None:
    a, b, *acts = (f'"{name}"' for name in given_names)
    text = f'NFG 1 R "t" {{ {a} {b} }} {{ {{ {acts[0]} {acts[1]} }} {{ {acts[2]} {acts[3]} }} }} "" 1 2 3 4 5 6 7 8'
    case = loads(read_nfg(text.encode(), "g.nfg")).case()
    assert len(case.actors) == 2
    assert [[len(row) for row in own] for own in exact_payoff(case.section)] == [[2, 2], [2, 2]]


def test_library_game_exports(tmp_path: Path) -> None:
    case = load("standoff").case("patience")
    text = EXPORTS["nfg"](case)
    assert text.startswith("NFG 1 R ")
    again = loads(read_nfg(text.encode(), "s.nfg")).solve()["base"]
    assert again.verdicts()["game"] == ["prisoners_dilemma"]


def _wide(actions: int) -> bytes:
    names = " ".join(f'"a{place}"' for place in range(actions))
    ends = " ".join('t "" 1 "o" { 1 2 }' for _ in range(actions))
    return f'EFG 2 R "t" {{ "A" "B" }} p "" 1 1 "i" {{ {names} }} 0 {ends}'.encode()


@pytest.mark.parametrize(
    ("reader", "content", "message"),
    [
        (read_nfg, b"EFG 2 R", "'EFG' where 'NFG' is due"),
        (read_nfg, b'NFG 1 R "t" { "A" "B" "C" } { 2 2 2 } 1', "3 actors"),
        (read_nfg, b'NFG 1 R "t" { "A" "B" } { 2 2 } 1 2 3', "the file ends"),
        (read_nfg, b'NFG 1 R "t" { "A" "B" } { 2 2 } 1 2 3 4 5 6 x 8', "'x' is no number"),
        (read_nfg, b'NFG 1 R "t" { "A" "B" } { 1 1 } { { "o" 1 2 } } 2', "outcome 2 is not listed"),
        (read_nfg, b"", "the file ends"),
        (read_efg, b"NFG 1 R", "'NFG' where 'EFG' is due"),
        (read_efg, b'EFG 2 R "t" { "A" "B" "C" }', "3 actors"),
        (read_efg, b'EFG 2 R "t" { "A" "B" } x "" 1', "'x' where a node is due"),
        (read_efg, b'EFG 2 R "t" { "A" "B" } p "" 1 1 "i" { "l" "r" } 0 t "" 1 "o" { 1 2 }', "the file ends"),
        (read_efg, b'EFG 2 R "t" { "A" "B" } p "" 1 1 0', "information set 1 of actor 1 has no actions"),
        (read_efg, b'EFG 2 R "t" { "A" "B" } p "" 3 1 "i" { "l" } 0', "no actor 3"),
        (read_efg, b'EFG 2 R "t" { "A" "B" } t "" 4', "outcome 4 has no payoffs"),
        (read_efg, b'EFG 2 R "t" { "A" "B" } c "" 1 "n" { "h" 1/2 "t" 1/3 } 0', "chances add up to"),
        (read_efg, b'EFG 2 R "t" { "A" "B" } t "" 1 "o" { 1 2 } t "" 1', "something follows"),
        (read_efg, _wide(13), "actor 1 has 13 plans"),
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
