"""Bad input at the command line: a message with place and reason, exit 1, no traceback."""

from collections.abc import Callable

import pytest

HEAD = """countermove: 1
title: Bad
actors: {us: {name: US}, cn: {name: CN}}
models:
  m:
"""
FACTORS = """    kind: outlook
    factors:
      talks: {name: Talks, variants: {frozen: {name: F}, open: {name: O}}}
      trade: {name: Trade, variants: {down: {name: D}, up: {name: U}}}
"""
CASES = {
    "a row of the wrong length": (
        FACTORS + "    impacts: {talks: {trade: {rows: {frozen: [2, -2, 1]}}}}\n",
        "models.m.impacts.talks.trade.rows.frozen: the row has 3 numbers; write 2, for trade: down, up",
    ),
    "a row of no variant": (FACTORS + "    impacts: {talks: {trade: {rows: {shut: [2, -2]}}}}\n", "'shut'"),
    "a forecast without a resolution criterion": (
        FACTORS + "    forecasts: {f: {statement: Rain, by: 2030-01-01, held: {x: {name: X, probability: 0.4}}}}\n",
        "models.m.forecasts.f: a forecast without a resolution criterion cannot be scored; write `criterion:`",
    ),
    "a forecast without a date": (
        FACTORS + "    forecasts: {f: {statement: Rain, criterion: Wet, held: {x: {name: X, probability: 0.4}}}}\n",
        "models.m.forecasts.f: a forecast without a date cannot be scored; write `by:`",
    ),
}


@pytest.mark.parametrize(("section", "words"), CASES.values(), ids=CASES)
def test_bad_input_is_told_with_its_place(section: str, words: str, refused: Callable[[str], str]) -> None:
    said = refused(HEAD + section)
    assert words in said, said
