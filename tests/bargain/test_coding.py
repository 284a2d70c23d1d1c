"""Coded passages: agreement of coders, positions traced to words, and texts compared by their passages alone."""

from typing import Any

import numpy as np
import pytest

import countermove
from countermove.bargain.amounts import amounts
from countermove.bargain.coding import coding, compare_pair, with_sources
from countermove.numeric.reliability import krippendorff_alpha

DOCUMENT = """
countermove: 1
title: Two texts
sources:
  one: {title: The first text}
  two: {title: The second text}
actors: {a: {name: A}, b: {name: B}}
models:
  base:
    kind: bargain
    issues:
      tax: {name: Tax, scale: [0, 10], levels: [0, 5, 10]}
      ban: {name: Ban, levels: [0, 25, 50, 75, 100]}
    parties:
      a: {positions: {tax: {position: {uniform: [1, 3]}, salience: 0.9}, ban: {position: 40, salience: 0.2}}}
      b: {positions: {tax: {position: 4, salience: 0.6}, ban: {position: 90, salience: 0.9}}}
    status_quo: {tax: 8, ban: 50}
    passages:
      - {source: one, quote: low taxes, actor: a, issue: tax, position: 1, low: 0, high: 3, coder: x}
      - {source: one, quote: low taxes, actor: a, issue: tax, position: 2, low: 1, high: 4, coder: y}
      - {source: one, quote: some ban, actor: a, issue: ban, position: 40, coder: x}
      - {source: two, quote: moderate taxes, actor: b, issue: tax, position: 4, coder: x}
      - {source: two, quote: a wide ban, actor: b, issue: ban, position: 90, low: 80, high: 100, coder: x}
      - {source: two, quote: a wide ban, actor: b, issue: ban, position: 70, low: 60, high: 80, coder: y}
"""


def case() -> Any:
    return countermove.loads(DOCUMENT).case()


def test_alpha_is_that_of_shares_of_the_scales() -> None:
    found = coding(case().section)
    assert found is not None and found.coders == ("x", "y") and found.units == 2
    table = np.array([[0.1, 0.4, 0.4, 0.9], [0.2, np.nan, np.nan, 0.7]])
    assert found.alpha == pytest.approx(krippendorff_alpha(table))
    assert found.by_issue["tax"] == pytest.approx(krippendorff_alpha(table[:, [0, 2]]))
    assert found.widest is not None
    assert found.widest[:2] == ("b", "ban") and found.widest[2] == pytest.approx(0.2)


def test_two_actors_compared_by_hand() -> None:
    """Tax: 2 and 4 of 10, within a quarter, settled at 5, nearer to both than 8; ban: half a scale, unlike salience."""
    section = case().section
    found = compare_pair(section, amounts(section), "a", "b")
    tax, ban = found.issues
    assert tax.distance == pytest.approx(0.2) and tax.relation == "shared"
    assert ban.distance == pytest.approx(0.5) and ban.relation == "past_each_other"
    np.testing.assert_allclose((tax.low, tax.high), (0.12, 0.28), atol=0.01)  # |4 − U(1, 3)| / 10
    assert tax.near == pytest.approx(0.75, abs=0.03)  # closer than 2.5 when the position is above 1.5
    assert found.common == {"tax": 5}
    assert found.gain == pytest.approx((0.9 * 0.3, 0.6 * 0.3))
    assert found.distance == pytest.approx((1.5 * 0.2 + 1.1 * 0.5) / 2.6)
    assert found.low < found.distance < found.high


def test_two_sources_stand_where_their_passages_stand_and_care_by_emphasis() -> None:
    section = with_sources(case().section, ("one", "two", "nobody"))
    assert list(section.parties) == ["a", "b", "one", "two"]
    numbers = amounts(section)
    found = compare_pair(section, numbers, "one", "two")
    tax, ban = found.issues
    assert tax.saliences == (1, 0.5) and ban.saliences == (0.5, 1)
    assert tax.distance == pytest.approx((4 - 1.5) / 10) and ban.distance == pytest.approx((80 - 40) / 100)
    assert section.parties["one"].positions["tax"].position.law.support == (0, 4)


def test_a_position_is_traced_to_its_words() -> None:
    answer = countermove.loads(DOCUMENT).answer("base")
    (issue,) = answer.explain("tax")
    assert issue.text.en is not None
    assert "“low taxes”" in issue.text.en and "“moderate taxes”" in issue.text.en
    assert [stance["within_coding"] for stance in issue.data["stances"]] == [True, True]
    (pair,) = answer.explain("one/two")
    assert pair.text.en is not None and pair.data["first"] == "one" and "one and two stand" in pair.text.en
