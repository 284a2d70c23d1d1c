"""Published and cross-checked equilibria: data with its citation, one body that runs them all."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

import countermove
from countermove.conflict.clauses import answer_table, gains
from countermove.conflict.coverage import coverage
from countermove.conflict.inverse import stable_orders
from countermove.conflict.relations import as_arcs

XU = (
    "Xu, Hipel & Kilgour: Elmira in graph form, 9 states; the literature reports s5, s8, s9 strong, s1, s4 by fear only"
)
GARRISON = (
    "Hipel & Fraser 1980, Water Resources Research 16:629; exact sets recomputed (a known program misses state 6)"
)


@dataclass(frozen=True)
class Published:
    id: str
    citation: str
    equilibria: dict[str, list[str]]
    reading: str = "base"


def garrison(*numbers: int) -> list[str]:
    """Return labels of the states as the paper numbers them, by their codes."""
    codes = [34, 36, 41, 42, 50, 52, 57, 58, 66, 68, 74, 82, 84, 89, 90, 146, 148, 153, 154, 274, 276, 281, 282]
    return ["".join("Y" if codes[number - 1] >> bit & 1 else "N" for bit in range(9)) for number in numbers]


CASES = [
    Published("prisoners", "textbook; the older program's bundled example stores the same", {
        "nash": ["NN"], "gmr": ["NN", "YY"], "smr": ["NN", "YY"], "seq": ["NN", "YY"], "sim": ["NN", "YY"],
    }),
    Published("chicken", "textbook 2×2; exact", {"nash": ["YN", "NY"], "seq": ["YN", "NY"]}),
    Published("stag-hunt", "textbook 2×2; exact", {"nash": ["NN", "YY"], "gmr": ["NN", "YY"], "seq": ["NN", "YY"]}),
    Published("syria-iraq", "Hipel, Kilgour & Kinsara 2014, Group Decision and Negotiation 23:355", {
        "nash": ["NYY"], "gmr": ["NNN", "NYY"], "smr": ["NYY"], "seq": ["NYY"], "sim": ["NYY"],
    }),
    Published("elmira", XU, {
        "nash": ["s5", "s8", "s9"], "seq": ["s5", "s8", "s9"], "sseq": ["s5", "s8", "s9"],
        "gmr": ["s1", "s4", "s5", "s8", "s9"], "smr": ["s1", "s4", "s5", "s8", "s9"],
    }),
    Published("garrison", GARRISON, {
        "nash": garrison(2, 3, 11, 17, 18, 21, 22), "seq": garrison(2, 3, 11, 17, 18, 21, 22),
        "gmr": garrison(2, 3, 4, 6, 8, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22),
        "smr": garrison(2, 3, 4, 6, 8, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22),
    }),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_published_equilibria(case: Published) -> None:
    verdicts = countermove.load(f"library:{case.id}").answer(reading=case.reading).verdicts()
    for concept, states in case.equilibria.items():
        assert list(verdicts[concept]) == states, f"{concept}: {case.citation}"


@dataclass(frozen=True)
class CrossChecked:
    scenario: str
    reading: str
    states: int
    counts: tuple[int, int, int, int]  # nash, gmr, smr, seq


ENCODED = [
    CrossChecked("summit", "author-000", 624, (48, 48, 48, 48)),
    CrossChecked("summit", "author-001", 512, (24, 24, 24, 24)),
    CrossChecked("summit", "author-001-without-f5", 624, (16, 32, 32, 16)),
    CrossChecked("summit", "author-002", 624, (96, 96, 96, 96)),
    CrossChecked("summit", "neutral-dilemma", 624, (3, 33, 21, 23)),
    CrossChecked("summit", "base", 624, (6, 33, 21, 6)),
    CrossChecked("summit", "author-000-reversible", 624, (8, 8, 8, 8)),
    CrossChecked("summit", "neutral-dilemma-reversible", 624, (2, 148, 58, 114)),
    CrossChecked("summit", "reversible", 624, (4, 148, 58, 4)),
    CrossChecked("china-plan", "author-003", 320, (1, 61, 35, 9)),
    CrossChecked("china-plan", "base", 384, (12, 130, 80, 78)),
    CrossChecked("china-plan", "neutral-exclusive", 320, (12, 82, 82, 76)),
    CrossChecked("china-plan", "other-side", 384, (1, 12, 12, 1)),
    CrossChecked("us-plan", "author-003", 272, (1, 8, 8, 1)),
    CrossChecked("us-plan", "base", 272, (4, 57, 40, 26)),
]


@pytest.mark.parametrize("case", ENCODED, ids=lambda case: f"{case.scenario}-{case.reading}")
def test_counts_of_another_program(case: CrossChecked) -> None:
    answer = countermove.load(f"library:{case.scenario}").answer(reading=case.reading)
    assert answer.solution.game.graph.size == case.states
    verdicts = answer.verdicts()
    assert tuple(len(verdicts[concept]) for concept in ("nash", "gmr", "smr", "seq")) == case.counts


def test_one_rule_decides_whether_blame_pays() -> None:
    """The first article's reversal rests on one rule: without it the observed outcome is no longer Nash."""
    scenario = countermove.load("library:summit")
    keys = scenario.answer().solution.game.graph.options
    observed = {"us.us_race", "cn.cn_dev", "cn.cn_un", "oth.sml_sign"}
    label = "".join("Y" if key in observed else "N" for key in keys)
    with_rule = scenario.answer(reading="author-001").verdicts()
    without = scenario.answer(reading="author-001-without-f5").verdicts()
    assert all(label in with_rule[concept] for concept in ("nash", "gmr", "smr", "seq"))
    assert [label in without[concept] for concept in ("nash", "gmr", "smr", "seq")] == [False, True, True, False]
    (us,) = scenario.answer(reading="author-001-without-f5").explain(label, actor="us", concept="nash")
    blame = list(keys).index("us.us_blame")
    assert [answer["to"] for answer in us.data["improvements"]] == [label[:blame] + "Y" + label[blame + 1 :]]


def test_all_rows_of_the_two_layered_games_are_there() -> None:
    counts: dict[str, dict[int, int]] = {}
    for name in ("china-plan", "us-plan"):
        rows = countermove.load(f"library:{name}").case().section.coverage
        counts[name] = {layer: sum(row.layer == layer for row in rows.values()) for layer in range(4)}
        table = coverage(rows)
        assert table.last == ("cn",)
    assert counts == {"china-plan": {0: 6, 1: 8, 2: 8, 3: 0}, "us-plan": {0: 4, 1: 9, 2: 6, 3: 7}}
    us = countermove.load("library:us-plan").case().section.coverage
    assert {"G2.2.2b-i", "G2.2.2b-ii"} <= set(coverage(us).unanswered)
    links = {mode for row in us.values() for mode in row.answers.values()}
    assert links == {"stated", "inferred"}


@pytest.mark.parametrize(("concept", "count"), [("nash", 240), ("gmr", 384), ("smr", 300), ("seq", 384)])
def test_orders_of_syria_that_make_the_second_state_stable(concept: str, count: int) -> None:
    """Hipel, Kilgour & Kinsara 2014, GDN 23:355; an older program's manual prints 420 for SEQ, which is wrong.

    SEQ by hand: unstable iff NNN and NNY, or NYN and NYY, are above YNN: 1/3 + 1/3 − 1/5 = 7/15; 720 · 8/15 = 384.
    """
    game = countermove.load("library:syria-iraq").answer().solution.game
    actor, state = game.graph.actors.index("syria"), game.graph.find("YNN")
    table = answer_table(game.graph.moves, game.payoff, actor, concept)
    found = stable_orders(gains(as_arcs(game.graph.moves)[actor], table, state, concept), state, game.graph.size)
    assert (found.count, found.total, found.exact) == (count, 720, True)
