"""Facts about draws that people can say: "A ranks peace above war", "the rule holds", "x is at most 0.3"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.document.order_laws import Holds, OrderLaw, StatementOrder
from countermove.document.text import Text, listed
from countermove.kind import Input
from countermove.numeric.orders import pairwise_facts
from countermove.stress.drivers.prim import Column, Limit
from countermove.stress.plan import AnyReading, Plan

MOST_FACTS = 30
CHUNK = 512
SCREENED = 8_192  # draws that the screen of pairs looks at

ABOVE = Text("{name}: {first} ranks above {second}", "{name}：{first}优先于{second}")
NOT_ABOVE = Text("{name}: {first} does not rank above {second}", "{name}：{first}不优先于{second}")
HOLDS = Text("{name} applies", "{name}适用")
NOT_HOLDS = Text("{name} does not apply", "{name}不适用")
COUNTS = Text("{name}: the statement {first} counts", "{name}：陈述{first}成立")
NOT_COUNTS = Text("{name}: the statement {first} does not count", "{name}：陈述{first}不成立")


@dataclass(frozen=True, slots=True)
class Fact:
    """One column that drivers look at: of which input, its values, and how to say a limit on it.

    ``yes`` and ``no`` are the words where it is true or false; empty for a number or a category.
    """

    input: str
    name: Text
    values: Column
    yes: Text | None = None
    no: Text | None = None
    categories: tuple[Text, ...] = ()

    def say(self, limit: Limit) -> Text:
        """Say a limit of a box in words."""
        if limit.among is not None and self.yes is not None and self.no is not None:
            return self.yes if 1 in limit.among else self.no
        if limit.among is not None:
            names = listed([self.categories[one] for one in limit.among], limit=12)
            said = Text("{name} is one of: {names}", "{name}为以下之一：{names}")
            if len(limit.among) == 1:
                said = Text("{name} is: {names}", "{name}为：{names}")
            return said.of(name=self.name, names=names)
        low, high = np.isfinite(limit.low), np.isfinite(limit.high)
        if low and high:
            said = Text("{name} is from {low} to {high}", "{name}在{low}至{high}之间")
        elif low:
            said = Text("{name} is at least {low}", "{name}不小于{low}")
        else:
            said = Text("{name} is at most {high}", "{name}不大于{high}")
        return said.of(name=self.name, low=f"{limit.low:.4g}", high=f"{limit.high:.4g}")

    @property
    def numbers(self) -> NDArray[np.float64]:
        """The values as float64."""
        return np.asarray(self.values, dtype=np.float64)


def facts(
    plan: Plan, uniforms: NDArray[np.float64], draws: Mapping[str, NDArray[Any]], outcome: NDArray[np.bool_]
) -> list[Fact]:
    """Return the facts of some draws that go with an outcome most, at most thirty.

    Orders are expanded to pairwise facts, screened to the pairs that the model compares; a ranking of statements to the
    pairs of statements and whether each counts. Where there are more, those with the greatest correlation with the
    outcome are kept: a screen, so that rare combinations of facts that matter only jointly may be missed.

    Parameters
    ----------
    plan : Plan
        The study.
    uniforms : (n, coordinates) float64
        The uniform numbers of the draws, coupled where inputs are correlated.
    draws : mapping
        What they come to, as ``Design.valued`` says.
    outcome : (n,) bool
        What the screen looks at.
    """
    parts = plan.design.columns()
    found: list[tuple[float, int, Fact]] = []
    for one in plan.design.inputs:
        for fact in _facts_of(one, draws[one.id], uniforms[:, parts[one.id]], outcome):
            found.append((_association(fact, outcome), -len(found), fact))
        found = sorted(found, key=lambda item: item[:2], reverse=True)[: 4 * MOST_FACTS]
    best = sorted(found, key=lambda item: item[:2], reverse=True)[:MOST_FACTS]
    return [fact for strength, _, fact in best if strength > 0]


def _facts_of(
    one: Input, drawn: NDArray[Any], uniforms: NDArray[np.float64], outcome: NDArray[np.bool_]
) -> Iterator[Fact]:
    law = one.law
    if isinstance(law, AnyReading):
        yield Fact(one.id, one.name, drawn.astype(np.int64), categories=law.titles)
    elif isinstance(law, Holds):
        yes, no = HOLDS.of(name=one.name), NOT_HOLDS.of(name=one.name)
        yield Fact(one.id, one.name, drawn > 0, yes, no)
    elif isinstance(law, StatementOrder) and law.statements:
        yield from _statement_facts(one, law, uniforms)
    elif isinstance(law, OrderLaw):
        yield from _order_facts(one, law, drawn, outcome)
    else:
        yield Fact(one.id, one.name, np.asarray(drawn, dtype=np.float64))


def _order_facts(one: Input, law: OrderLaw, drawn: NDArray[Any], outcome: NDArray[np.bool_]) -> Iterator[Fact]:
    pairs = list(law.compared) if law.compared is not None else list(combinations(range(len(law.things)), 2))
    if len(pairs) > MOST_FACTS:
        strength = _strengths(drawn[:SCREENED], pairs, outcome[:SCREENED])
        pairs = [pairs[k] for k in np.sort(np.argsort(-strength, kind="stable")[:MOST_FACTS])]
    table = pairwise_facts(drawn, pairs)
    may_tie, stated = isinstance(law, StatementOrder), law.stated
    for column, (first, second) in enumerate(pairs):
        words = {"name": one.name, "first": law.things[first], "second": law.things[second]}
        turned = {**words, "first": words["second"], "second": words["first"]}
        tied = may_tie or stated is not None and stated[first] == stated[second]  # ties that are stated stay ties
        no = NOT_ABOVE.of(**words) if tied else ABOVE.of(**turned)
        yield Fact(one.id, ABOVE.of(**words), table[:, column], ABOVE.of(**words), no)


def _strengths(drawn: NDArray[Any], pairs: list[tuple[int, int]], outcome: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the absolute correlation of each pairwise fact with the outcome, some hundred pairs at a time."""
    centred = outcome - outcome.mean()
    strength = np.zeros(len(pairs))
    for start in range(0, len(pairs), CHUNK):
        table = pairwise_facts(drawn, pairs[start : start + CHUNK]).astype(np.float32)
        spread = table.std(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            part = np.abs(centred.astype(np.float32) @ table) / len(table) / spread
        strength[start : start + CHUNK] = np.where(spread > 0, part, 0)
    return strength


def _statement_facts(one: Input, law: StatementOrder, uniforms: NDArray[np.float64]) -> Iterator[Fact]:
    place = np.argsort(law.priorities(uniforms), axis=1)  # (n, s): the position of each statement
    for first, second in combinations(range(len(law.statements)), 2):
        words = {"name": one.name, "first": law.statements[first], "second": law.statements[second]}
        above = place[:, first] < place[:, second]
        turned = {**words, "first": words["second"], "second": words["first"]}
        yield Fact(one.id, ABOVE.of(**words), above, ABOVE.of(**words), ABOVE.of(**turned))
    counting = law.counting(uniforms)
    for statement in law.uncertain if counting is not None else ():
        words = {"name": one.name, "first": law.statements[statement]}
        assert counting is not None
        yield Fact(one.id, COUNTS.of(**words), counting[:, statement], COUNTS.of(**words), NOT_COUNTS.of(**words))


def _association(fact: Fact, outcome: NDArray[np.bool_]) -> float:
    """Return the absolute correlation; for a category that of its means, for constant columns 0."""
    if fact.categories:
        shares = np.zeros(len(fact.categories))
        counts = np.bincount(np.asarray(fact.values, dtype=np.int64), minlength=shares.size)
        hits = np.bincount(np.asarray(fact.values, dtype=np.int64), weights=outcome, minlength=shares.size)
        shares[counts > 0] = hits[counts > 0] / counts[counts > 0]
        values = shares[np.asarray(fact.values, dtype=np.int64)]
    else:
        values = fact.numbers
    spread, other = float(values.std()), float(outcome.std())
    if spread == 0 or other == 0:
        return 0.0
    return abs(float(np.mean((values - values.mean()) * (outcome - outcome.mean())) / (spread * other)))
