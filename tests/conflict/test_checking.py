"""Bad input: each fault has its place, says what is wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

import countermove
from countermove.document.faults import DocumentError

HEAD = """countermove: 1
title: t
actors:
  a: {name: A}
  b: {name: B}
models:
  m:
    kind: conflict
"""
PLAIN = """    options:
      a: {x: {name: X}}
      b: {y: {name: Y}}
"""


@dataclass(frozen=True)
class Bad:
    id: str
    body: str
    place: str
    wrong: str


CASES = [
    Bad("unknown option in a statement", PLAIN + "    preferences: {a: {statements: [not z]}, b: {statements: [y]}}\n",
        "12:40", "no option 'z'"),
    Bad("unknown actor", PLAIN + "    preferences: {a: {statements: [x]}, c: {statements: [y]}}\n", "12:41", "no actor 'c'"),
    Bad("no preferences", PLAIN + "    preferences: {a: {statements: [x]}}\n", "12:18", "no preferences for 'b'"),
    Bad("rules that clash", PLAIN + "    infeasible: [x, not x, y]\n"
        "    preferences: {a: {statements: [x]}, b: {statements: [y]}}\n", "12:18", "these rules leave none: x; not x"),
    Bad("status quo against a rule", PLAIN + "    infeasible: [x]\n    status_quo: [x]\n"
        "    preferences: {a: {statements: [x]}, b: {statements: [y]}}\n", "13:17", "it breaks x"),
    Bad("order misses a state", PLAIN + "    preferences: {a: {order: [NN, YN, NY]}, b: {statements: [y]}}\n",
        "12:30", "the order misses YY"),
    Bad("order repeats a state", PLAIN + "    preferences: {a: {order: [NN, YN, NY, YY, NN]}, b: {statements: [y]}}\n",
        "12:47", "state NN stands a second time"),
    Bad("no such label", PLAIN + "    preferences: {a: {order: [NN, YN, NY, YYY]}, b: {statements: [y]}}\n",
        "12:43", "'YYY' is no state label"),
    Bad("circle of pairs", PLAIN + "    preferences: {a: {partial: [[NN, YN], [YN, NY], [NY, NN]]}, b: {statements: [y]}}\n",
        "12:32", "the pairs go in a circle: NN > YN > NY > NN"),
    Bad("two forms", PLAIN + "    preferences: {a: {order: [NN], statements: [x]}, b: {statements: [y]}}\n",
        "12:22", "one of order, statements, partial"),
    Bad("nothing to choose", "    preferences: {a: {statements: [x]}}\n", "8:5", "either `options` or `states`"),
    Bad("a misspelt key", PLAIN + "    infeasable: []\n    preferences: {a: {statements: [x]}, b: {statements: [y]}}\n",
        "12:5", "unknown key 'infeasable'"),
    Bad("direction", "    options:\n      a: {x: {name: X, change: off}}\n      b: {y: {name: Y}}\n"
        "    preferences: {a: {statements: [x]}, b: {statements: [y]}}\n", "10:32", "'off' is not allowed"),
    Bad("answers nobody", "    options:\n      a: {x: {name: X}}\n      b: {y: {name: Y, answers: [w]}}\n"
        "    preferences: {a: {statements: [x]}, b: {statements: [y]}}\n", "11:34", "no option 'w'"),
    Bad("ambiguous name", "    options:\n      a: {x: {name: X}}\n      b: {x: {name: Y}}\n"
        "    preferences: {a: {statements: [x]}, b: {statements: [b.x]}}\n", "12:36", "'x' is an option of several actors"),
    Bad("told apart", PLAIN + "    same: [y]\n    preferences: {a: {statements: [x]}, b: {statements: [y]}}\n",
        "13:36", "tells NY and YY apart"),
    Bad("coalition of one", PLAIN + "    coalitions: [[a, a]]\n"
        "    preferences: {a: {statements: [x]}, b: {statements: [y]}}\n", "12:18", "two or more different members"),
    Bad("sees no such reading", PLAIN + "    sees: {a: {b: mirror}}\n"
        "    preferences: {a: {statements: [x]}, b: {statements: [y]}}\n", "12:19", "no reading 'mirror'"),
    Bad("weight out of range", PLAIN + "    preferences: {a: {statements: [x], vary: {mallows: 2}}, b: {statements: [y]}}\n",
        "12:56", "2.0 is no weight"),
    Bad("chance out of range", PLAIN + "    preferences: {a: {statements: [{rule: x, holds: 1.5}]}, b: {statements: [y]}}\n",
        "12:53", "must lie between 0 and 1"),
    Bad("hand-drawn move to nowhere", "    states: [s1, s2]\n    moves: {a: [[s1, s3]]}\n"
        "    preferences: {a: {order: [s1, s2]}}\n", "10:22", "no state 's3'"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_fault_has_its_place_and_says_what(case: Bad) -> None:
    with pytest.raises(DocumentError) as caught:
        countermove.loads(HEAD + case.body, "bad.yaml")
    found = [f"{fault.line}:{fault.column}: {fault.message}" for fault in caught.value.faults]
    assert any(one.startswith(f"{case.place}: ") and case.wrong in one for one in found), found


def test_sixty_three_options_are_one_too_many() -> None:
    options = ", ".join(f"x{index}: {{name: X}}" for index in range(63))
    body = f"    options:\n      a: {{{options}}}\n    preferences: {{a: {{statements: [x0]}}}}\n"
    with pytest.raises(DocumentError, match="63 options; a conflict has at most 62"):
        countermove.loads(HEAD + body)


def test_sixty_two_options_with_narrow_rules_are_fine() -> None:
    options = ", ".join(f"x{index}: {{name: X}}" for index in range(62))
    rules = ", ".join(f"x{index} and not x{index - 1}" for index in range(1, 62))
    body = f"    options:\n      a: {{{options}}}\n    infeasible: [{rules}]\n    preferences: {{a: {{statements: [x61]}}}}\n"
    solution = countermove.loads(HEAD + body).answer().solution
    assert solution.game.graph.size == 63
    assert solution.game.graph.labels(solution.equilibria("nash")) == ["Y" * 62]


def test_too_many_states_are_told() -> None:
    options = ", ".join(f"x{index}: {{name: X}}" for index in range(30))
    body = f"    options:\n      a: {{{options}}}\n    preferences: {{a: {{statements: [x0]}}}}\n"
    with pytest.raises(DocumentError, match="more than 16,777,216 states are feasible"):
        countermove.loads(HEAD + body)


def test_all_faults_of_a_file_come_at_once() -> None:
    body = PLAIN + "    infeasible: [z]\n    preferences: {a: {statements: [w]}, b: {statements: [y and]}}\n"
    with pytest.raises(DocumentError) as caught:
        countermove.loads(HEAD + body, "bad.yaml")
    assert [fault.line for fault in caught.value.faults] == [12, 13, 13]
