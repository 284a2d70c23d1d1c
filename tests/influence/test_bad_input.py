"""Bad input at the command line: a message with place and reason, exit 1, no traceback."""

from collections.abc import Callable

import pytest

HEAD = """countermove: 1
title: Bad
actors: {us: {name: US}, cn: {name: CN}}
models:
  m:
"""
PARTIES = "    kind: influence\n    proposition: P\n    parties: {us: {belief: 0}, cn: {belief: %s}}\n"
CASES = {
    "a trust row that does not sum to one": (
        PARTIES % 1 + "    trust:\n      us: {us: 0.5, cn: 0.4}\n",
        "bad.yaml:10:11: models.m.trust.us: the row sums to 0.9, not to one",
    ),
    "trust in nobody known": (PARTIES % 1 + "    trust: {us: {us: 0.5, eu: 0.5}}\n", "'eu'"),
    "a belief beyond one": (PARTIES % 1.5, "models.m.parties.cn.belief"),
}


@pytest.mark.parametrize(("section", "words"), CASES.values(), ids=CASES)
def test_bad_input_is_told_with_its_place(section: str, words: str, refused: Callable[[str], str]) -> None:
    said = refused(HEAD + section)
    assert words in said, said
