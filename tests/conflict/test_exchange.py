"""Files of other programs: what comes in solves as it should, what goes out comes back, and every fault has a place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.conflict.exchange import patterns_of, read_csv, tiers, write_csv, write_nfg
from countermove.conflict.game import game_of, graph_of
from countermove.conflict.gmcr import read_gmcr
from countermove.document.expressions import Name, holds, parse_expression
from countermove.document.faults import AnalysisError, DocumentError, Fault
from countermove.document.reading import Document, read_content, read_document
from countermove.kind import Case
from countermove.kinds import KINDS, Registry, case_of


def read(text: str) -> Document:
    return read_content(text.encode(), "imported.yaml", Path(), Registry())


def case(document: Document) -> Case[Any]:
    model = next(iter(document.models.values()))
    return case_of(document, model, model.readings["base"])


def ranks_of(one: Case[Any]) -> dict[str, dict[str, int]]:
    """Return actor → label → payoff of a case."""
    game = game_of(one.section, graph_of(one.section, tuple(one.actors)))
    labels = [game.graph.label(state) for state in range(game.graph.size)]
    return {
        actor: dict(zip(labels, map(int, game.payoff[place]), strict=True))
        for place, actor in enumerate(game.graph.actors)
    }


def syria_iraq(manual: bool) -> dict[str, Any]:
    """Hipel, Kilgour, Kinsara 2014 (GDN 23:355) in the older program's form, by the facts of its format."""
    return {
        "decisionMakers": [
            {
                "name": "Syria",
                "options": [0, 1],
                "preferences": [[[0, "N"], [1, "N"], [2, "N"]], [[1, "Y"]], [[2, "N"]], [[0, "N"]]],
                "preferenceRanking": [1, 3, 6, 2, 4, 5],
            },
            {
                "name": "Iraq",
                "options": [2],
                "preferences": ["YNN", "NNY", "NYY", "NNN", "YNY"],
                "preferenceRanking": [2, 4, 6, 1, 5, 3],
            },
        ],
        "options": [
            {"name": "Release Water", "permittedDirection": "both"},
            {"name": "Escalate", "permittedDirection": "fwd"},
            {"name": "Attack", "permittedDirection": "back"},
        ],
        "infeasibles": [[[0, "Y"], [1, "Y"]]],
        "useManualPreferenceRanking": manual,
        "coalitions": [0, 1],
        "program": "gmcr-py",
        "version": "0.4.1",
    }


SYRIA = ["NNN", "NYN", "NYY", "YNN", "NNY", "YNY"]  # manual, Table 3, best first
IRAQ = ["YNN", "NNY", "NYY", "NNN", "YNY", "NYN"]


@pytest.mark.parametrize("manual", [True, False], ids=["ranking", "conditions"])
def test_gmcr_gives_the_published_rankings(manual: bool) -> None:
    imported = read(read_gmcr(json.dumps(syria_iraq(manual), indent="\t").encode(), "SyriaIraq.gmcr"))
    assert ranks_of(case(imported)) == {
        "syria": {label: 5 - place for place, label in enumerate(SYRIA)},
        "iraq": {label: 5 - place for place, label in enumerate(IRAQ)},
    }
    section = case(imported).section
    assert [option.change for own in section.options.values() for option in own.values()] == [
        "either", "on-only", "off-only",
    ]  # fmt: skip
    assert [rule.rule for rule in section.infeasible] == ["release_water and escalate"]
    assert (imported.title.en, imported.actors["syria"].name.en) == ("SyriaIraq", "Syria")


def test_gmcr_numbers_count_feasible_codes_though_owners_interleave() -> None:
    """Options 0 and 2 are one actor's: the document lists them side by side, and labels follow the document."""
    data = syria_iraq(True)
    data["decisionMakers"][0]["options"], data["decisionMakers"][1]["options"] = [0, 2], [1]
    found = ranks_of(case(read(read_gmcr(json.dumps(data).encode(), "x.gmcr"))))
    moved = {label[0] + label[2] + label[1]: 5 - place for place, label in enumerate(SYRIA)}
    assert found["syria"] == moved


def test_gmcr_ties_alternatives_and_written_conditions() -> None:
    data = syria_iraq(True)
    data["decisionMakers"][0]["preferenceRanking"] = [[1, 3], 6, [2, 4, 5]]
    data["coalitions"] = [[0, 1]]
    section = case(read(read_gmcr(json.dumps(data).encode(), "x.gmcr"))).section
    assert section.preferences["syria"].order == (("NNN", "NYN"), ("NYY",), ("YNN", "NNY", "YNY"))
    assert section.coalitions == (("syria", "iraq"),)
    data = syria_iraq(False)
    data["decisionMakers"][0]["preferences"] = [
        [[[0, "Y"]], [[1, "Y"], [2, "N"]]],
        {"compound": True, "members": [[[0, "Y"]], [[2, "Y"]]]},
        "Y-- if --N",
        "-Y- iff N-Y",
    ]
    data["decisionMakers"][1]["preferences"] = []
    section = case(read(read_gmcr(json.dumps(data).encode(), "x.gmcr"))).section
    assert [rule.rule for rule in section.preferences["syria"].statements] == [
        "release_water or escalate and not attack",
        "release_water or attack",
        "release_water if not attack",
        "escalate iff not release_water and attack",
    ]
    assert section.preferences["iraq"].statements == ()


def code_of(label: str) -> int:
    return int(label[::-1].replace("N", "0").replace("Y", "1"), 2)


def faults(reader: Any, content: bytes | str) -> list[Fault]:
    with pytest.raises(DocumentError) as caught:
        reader(content.encode() if isinstance(content, str) else content, "x.file")
    assert all(fault.file == "x.file" and fault.wrong and fault.cure for fault in caught.value.faults)
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("path", "value", "where", "wrong"),
    [
        (("decisionMakers", 0, "preferenceRanking"), [1, 3, 6, 2, 4], "decisionMakers[0].preferenceRanking",
         "1 of 6 states are not ranked: 5"),
        (("decisionMakers", 0, "preferenceRanking"), [1, 3, 6, 2, 4, 7], "decisionMakers[0].preferenceRanking[5]",
         "there is no state 7"),
        (("decisionMakers", 0, "preferenceRanking"), [1, 3, 6, 2, [4, 1]], "decisionMakers[0].preferenceRanking[4]",
         "state 1 is ranked twice"),
        (("decisionMakers", 0, "options"), [0], "options[1]", "option 1 belongs to nobody"),
        (("decisionMakers", 0, "options"), [0, 1, 2], "decisionMakers[1].options[0]", "option 2 belongs to syria"),
        (("decisionMakers", 0, "options"), [0, 1, 9], "decisionMakers[0].options[2]", "there is no option 9"),
        (("options", 0, "permittedDirection"), "up", "options[0].permittedDirection", "'up' is no direction"),
        (("infeasibles", 0, 0, 0), 7, "infeasibles[0][0]", "there is no option 7"),
        (("infeasibles", 0, 0, 1), "X", "infeasibles[0][0]", "'X' cannot stand for option 0"),
        (("infeasibles",), [[[0, "Y"]], [[0, "N"]]], "infeasibles", "the patterns leave no feasible state"),
        (("coalitions",), [[0, 2]], "coalitions[0]", "there is no decision maker 2"),
        (("options",), None, "options", "a list is missing here"),
        (("decisionMakers",), 3, "decisionMakers", "a list is missing here"),
    ],
)  # fmt: skip
def test_gmcr_faults(path: Sequence[Any], value: Any, where: str, wrong: str) -> None:
    data: Any = syria_iraq(True)
    parent = data
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    found = faults(read_gmcr, json.dumps(data, indent=1))
    assert any((fault.path, fault.wrong[: len(wrong)]) == (where, wrong) and fault.line > 1 for fault in found), found


@pytest.mark.parametrize(
    "condition", ["1 if 2", "YN", "Y-- if --N if Y--", "---", 3, [], [[0, "Y"], [0, "N"]], {"a": 1}]
)
def test_gmcr_conditions_that_cannot_be_read_are_not_guessed(condition: Any) -> None:
    data = syria_iraq(False)
    data["decisionMakers"][1]["preferences"][2] = condition
    assert all(
        fault.path.startswith("decisionMakers[1].preferences[2]") for fault in faults(read_gmcr, json.dumps(data))
    )


@pytest.mark.parametrize("content", ["", "{", "[]", "3", "[" * 3000, b"\xff\xfe{", '{"a": 1, "a": 2}', "{}", "\0"])
def test_what_is_no_gmcr_file(content: bytes | str) -> None:
    assert faults(read_gmcr, content)


TABLE = """\
syria.release,syria.escalate,iraq.attack,state,syria,iraq
N,N,N,NNN,1,4
Y,N,N,YNN,4,1
N,Y,N,NYN,2,6
N,N,Y,NNY,5,2
Y,N,Y,YNY,6,5
N,Y,Y,NYY,3,3
"""


def test_csv_gives_the_published_case() -> None:
    found = case(read(read_csv(TABLE.encode(), "water.csv")))
    assert ranks_of(found)["iraq"] == {label: 5 - place for place, label in enumerate(IRAQ)}
    assert [rule.rule for rule in found.section.infeasible] == ["release and escalate"]
    assert write_csv(found) == TABLE


@pytest.mark.parametrize("sign", [";", "\t"])
def test_csv_in_other_dialects(sign: str) -> None:
    odd = "\ufeff" + TABLE.replace(",", sign).replace("\n", "\r\n")
    assert read_csv(odd.encode(), "water.csv") == read_csv(TABLE.encode(), "water.csv")


def test_csv_of_labels_alone_names_the_options_in_its_head() -> None:
    labels = "a.x a.y b.z,a,b\nNNN,1,2\nYNN,1,1\n"
    section = case(read(read_csv(labels.encode(), "t.csv"))).section
    assert {actor: list(own) for actor, own in section.options.items()} == {"a": ["x", "y"], "b": ["z"]}
    assert section.preferences["a"].order == (("NNN", "YNN"),)


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong"),
    [
        ("NNN,1,4", "NNN,0,4", 2, "'0' is no rank"),
        ("NNN,1,4", "NNN,1.5,4", 2, "'1.5' is no rank"),
        ("NNN,1,4", "NNN,,4", 2, "'' is no rank"),
        ("N,N,N,NNN", "N,?,N,NNN", 2, "'?' is neither Y nor N"),
        ("YNN,4", "YYN,4", 3, "the label YYN does not fit the options YNN"),
        ("YNN,4", "YN,4", 3, "'YN' is no state"),
        ("Y,N,N,YNN,4,1", "N,N,N,NNN,4,1", 3, "state NNN stands twice"),
        ("Y,N,N,YNN,4,1", "Y,N,N,YNN,4", 3, "5 cells, where the first row has 6"),
        ("syria.release", "syria.not", 1, "'not' is a word of the language"),
        ("syria.escalate", "syria.release", 1, "the column 'syria.release' stands twice"),
        (
            "syria.release,syria.escalate,iraq.attack",
            "syria.release,iraq.attack,syria.escalate",
            1,
            "an actor's options",
        ),
        (",state,syria,iraq", ",state,syria,irak", 1, "no ranks for 'iraq'"),
        ("syria.release,syria.escalate,iraq.attack,", "", 1, "the table does not say whose options"),
    ],
)
def test_csv_faults(old: str, new: str, line: int, wrong: str) -> None:
    assert TABLE.count(old) == 1
    found = faults(read_csv, TABLE.replace(old, new))
    assert found[0].line == line
    assert any(fault.wrong.startswith(wrong) for fault in found)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"a.x,a\n", b'"a.x,a', "甲.水,甲\nY,1".encode("gbk"), b"\0"])
def test_what_is_no_table(content: bytes) -> None:
    assert faults(read_csv, content)


def test_all_faults_of_a_table_at_once() -> None:
    text = TABLE.replace("NNN,1,4", "NNN,x,4").replace("YNN,4,1", "YNN,4,y")
    assert [(fault.line, fault.path) for fault in faults(read_csv, text)] == [(2, "syria"), (3, "iraq")]


@given(st.integers(1, 4).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, 2**n - 1)))))
def test_patterns_hold_in_exactly_the_states_wanted(given_: tuple[int, set[int]]) -> None:
    count, wanted = given_
    words = [Name(f"x{index}") for index in range(count)]
    rules = patterns_of(wanted, words) if len(wanted) < 2**count else []
    codes = np.arange(2**count)
    found: set[int] = set()
    for rule in rules:
        truth = holds(parse_expression(str(rule)), lambda name: codes >> int(name.option[1:]) & 1 == 1)
        assert set(codes[truth].tolist()) <= wanted
        found |= set(codes[truth].tolist())
    assert found == wanted or len(wanted) == 2**count


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Two actors, up to two options each, some states, ranks with ties."""
    keys = [f"a.x{index}" for index in range(draw(st.integers(1, 2)))]
    keys += [f"b.y{index}" for index in range(draw(st.integers(1, 2)))]
    codes = draw(st.sets(st.integers(0, 2 ** len(keys) - 1), min_size=1))
    rows = [",".join([*keys, "state", "a", "b"])]
    ranks = [draw(st.lists(st.integers(1, 4), min_size=len(codes), max_size=len(codes))) for _ in "ab"]
    dense = [[sorted(set(some)).index(rank) + 1 for rank in some] for some in ranks]
    for place, code in enumerate(sorted(codes)):
        letters = ["Y" if code >> index & 1 else "N" for index in range(len(keys))]
        rows.append(",".join([*letters, "".join(letters), str(dense[0][place]), str(dense[1][place])]))
    return "\n".join(rows) + "\n"


@settings(deadline=None, max_examples=50)
@given(tables())
def test_table_to_document_to_table(table: str) -> None:
    assert write_csv(case(read(read_csv(table.encode(), "t.csv")))) == table


@settings(deadline=None, max_examples=40)
@given(tables())
def test_pure_equilibria_of_the_exported_game_are_the_nash_states(table: str) -> None:
    """Gambit reads the file and knows the game; a pair that is no feasible state is nobody's improvement."""
    gambit = pytest.importorskip("pygambit", reason="pygambit is an extra")
    game = gambit.read_nfg(StringIO(write_nfg(case(read(read_csv(table.encode(), "t.csv"))))))
    assert list(game.players) == ["a", "b"]
    head, *rows = [line.split(",") for line in table.splitlines()]
    split = sum(key.startswith("a.") for key in head)
    state = {row[-3]: (-int(row[-2]), -int(row[-1])) for row in rows}
    first = sorted({label[:split] for label in state}, key=code_of)
    second = sorted({label[split:] for label in state}, key=code_of)
    equilibria = set()
    for profile in gambit.nash.enumpure_solve(game).equilibria:
        played = [
            next(label for place, label in enumerate(own, start=1) if profile[player][str(place)] == 1)
            for player, own in (("a", first), ("b", second))
        ]
        equilibria.add("".join(played))
    nash = {
        label
        for label, (p, q) in state.items()
        if all(state[other][0] <= p for other in state if other[split:] == label[split:])
        and all(state[other][1] <= q for other in state if other[:split] == label[:split])
    }
    assert nash == equilibria & set(state)


def test_nfg_says_what_its_strategies_and_zeros_are() -> None:
    text = write_nfg(case(read(read_csv(TABLE.encode(), "water.csv"))))
    head, blank, *pays = text.splitlines()
    assert head.startswith('NFG 1 R "')
    assert "syria: NN YN NY; iraq: N Y; infeasible pairs pay 0 0" in head
    assert head.endswith('{ "syria" "iraq" } { 3 2 }')
    assert (blank, pays) == ("", ["6 3", "3 6", "5 1", "2 5", "1 2", "4 4"])


@pytest.mark.parametrize(("name", "form"), [("elmira", "nfg"), ("summit", "nfg")])
def test_what_cannot_be_written_is_said(name: str, form: str) -> None:
    with pytest.raises(AnalysisError, match="hand-drawn|two actors"):
        write_nfg(case(read_document(name, Registry())))
    assert write_csv(case(read_document(name, Registry()))).count("\n") > 5


def test_a_partial_order_has_no_ranks() -> None:
    text = read_csv(TABLE.encode(), "water.csv").replace(
        "{order: [YNN, NNY, NYY, NNN, YNY, NYN]}", "{partial: [[NNN, YNN]]}"
    )
    assert "partial" in text
    with pytest.raises(AnalysisError, match="iraq's preferences are not fully known"):
        write_csv(case(read(text)))


def test_ranks_to_tiers() -> None:
    assert tiers({}) == []
    assert tiers({"N": 7, "Y": 3}) == ["Y", "N"]


def test_the_kind_offers_its_formats() -> None:
    assert "conflict" in KINDS
    from countermove.conflict.exchange import EXPORTS, IMPORTS

    assert (sorted(IMPORTS), sorted(EXPORTS)) == (["csv", "gmcr"], ["csv", "nfg"])
