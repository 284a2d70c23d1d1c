"""Bad input at the command line: a message with place and reason, exit 1, no traceback."""

from collections.abc import Callable

import pytest

HEAD = """countermove: 1
title: Bad
actors: {us: {name: US}, cn: {name: CN}}
models:
  m:
"""
CLOCK = "    kind: race\n    clock: {start: 2025, end: 2035, step: 0.1, unit: year}\n"
GRID = CLOCK + "    stocks:\n      grid: {start: 3, unit: GW}\n    flows:\n      drain: {rate: %s, from: grid}\n"
LOOP = "    auxiliaries:\n      a: {value: b + 1}\n      b: {value: c * 2}\n      c: {value: a - 1}\n"
OVERLAP = "    ready:\n      lanes: {flow: arenas, arenas: [x, y], overlap: [[1, 0]], of: {us: %s, cn: %s}}\n"
SIDE = "{start: {x: 1, y: 1}, reaction: 0.1, fatigue: 0.2}"
CASES = {
    "units that do not match": (
        GRID % '"1 [GW]"', "bad.yaml:11:21: models.m.flows.drain.rate: measured in GW, where GW/year is due"
    ),
    "a stock driven below zero": (
        GRID % '"1 [GW/year]"', "models.m, reading 'base': stock 'grid' falls below zero at 2028, drained by 'drain'"
    ),
    "an algebraic loop": (
        CLOCK + LOOP,
        "bad.yaml:9:18: models.m.auxiliaries.a.value: formulas depend on each other at the same moment: a → b → c → a",
    ),
    "an overlap matrix that is not square": (
        CLOCK + OVERLAP % (SIDE, SIDE), "`overlap` has rows of [2]: write 2 rows of 2 numbers, one an arena"
    ),
    "a table whose x do not rise": (
        CLOCK + '    auxiliaries:\n      a: {value: "table(time, 2025, 1, 2024, 2)"}\n',
        "models.m.auxiliaries.a.value: the x of a `table` must rise from point to point",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("section", "words"), CASES.values(), ids=CASES)
def test_bad_input_is_told_with_its_place(section: str, words: str, refused: Callable[[str], str]) -> None:
    said = refused(HEAD + section)
    assert words in said, said
