"""Flips: the smallest departure from the stated case, in one input at a time, that changes an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.document.order_laws import Holds, OrderLaw
from countermove.document.text import Text, listed
from countermove.kind import Input, Outcome
from countermove.numeric.orders import kendall_distance, tiers_of
from countermove.stress.plan import READING, AnyReading, Plan, stated_draw

TRIED = 1_024
STREAM = 2


@dataclass(frozen=True, slots=True)
class Flip:
    """One input, moved alone from where it is stated, changes one outcome.

    ``share`` is the share of the input's own draws that change the outcome while all else stays as stated;
    ``distance`` the least one found: reversed pairs for an order, the difference for a number, 1 for a rule or reading.
    Found by trying draws: an upper bound of the true least distance.
    """

    outcome: Outcome
    stated: bool
    input: str
    name: Text
    share: float
    distance: float
    before: Text
    after: Text


def stated_answers(plan: Plan) -> dict[str, float]:
    """Return the outcomes of the case as stated: of the first reading, every input at its stated value.

    Empty where not every input has one (a partial order states none).
    """
    stated = stated_draw([one for one in plan.design.inputs if _in_first(plan, one)])
    draws = {name: np.asarray(value)[None] for name, value in stated.items()}
    if len(plan.cases) > 1:
        draws[READING] = np.zeros(1)
    varying = [one.id for one in plan.design.inputs if _in_first(plan, one)]
    if any(name not in draws for name in varying):
        return {}
    answers = plan.answered(draws, 1)
    if not answers.sound.all():
        return {}
    held = {one.id: float(answers.holds[0, k]) for k, one in enumerate(plan.held)}
    return held | {one.id: float(answers.numbers[0, k]) for k, one in enumerate(plan.counted)}


def flips(plan: Plan, stated: Mapping[str, float], shown: int = 40) -> tuple[Flip, ...]:
    """Move each input alone and note the nearest draw that changes each outcome.

    Parameters
    ----------
    plan : Plan
        The study.
    stated : mapping
        ``stated_answers``; nothing is flipped where it is empty.
    shown : int
        At most so many flips, outcomes that hold as stated first, then the nearest.
    """
    if not stated:
        return ()
    found: list[Flip] = []
    base = stated_draw(plan.design.inputs)
    for place, one in enumerate(plan.design.inputs):
        if one.id != READING and one.id not in base:
            continue
        values = _tried(plan, one, place)
        now = _held(plan, one, values)
        for column, outcome in enumerate(plan.held):
            changed = np.flatnonzero(now[:, column] != bool(stated[outcome.id]))
            if changed.size:
                found.append(_nearest(plan, one, outcome, bool(stated[outcome.id]), values, changed, base.get(one.id)))
    found.sort(key=lambda flip: (not flip.stated, -flip.share, flip.distance))
    return tuple(found[:shown])


def _tried(plan: Plan, one: Input, place: int) -> NDArray[Any]:
    if isinstance(one.law, AnyReading):
        return np.arange(len(one.law.titles), dtype=np.float64)
    stream = np.random.default_rng(np.random.SeedSequence(plan.design.seed, spawn_key=(place, STREAM)))
    return one.law.draw(np.maximum(stream.random((TRIED, one.law.coordinates)), 2.0**-53))


def _held(plan: Plan, one: Input, values: NDArray[Any]) -> NDArray[np.bool_]:
    draws: dict[str, NDArray[Any]] = {one.id: values}
    if len(plan.cases) > 1 and one.id != READING:
        draws[READING] = np.zeros(len(values))
    return plan.answered(draws, len(values)).holds


def _nearest(
    plan: Plan, one: Input, outcome: Outcome, stated: bool, values: NDArray[Any], changed: NDArray[np.intp], centre: Any
) -> Flip:
    share = changed.size / len(values)
    if isinstance(one.law, OrderLaw):
        distances = kendall_distance(values[changed], centre)
        at = int(changed[int(np.argmin(distances))])
        before, after = _order(one.law, centre), _order(one.law, values[at])
        return Flip(outcome, stated, one.id, one.name, share, float(distances.min()), before, after)
    if isinstance(one.law, AnyReading):
        at = int(changed[0])
        return Flip(outcome, stated, one.id, one.name, share, 1.0, one.law.titles[0], one.law.titles[at])
    if isinstance(one.law, Holds):
        yes, no = Text("applies", "适用"), Text("does not apply", "不适用")
        before, after = (yes, no) if centre else (no, yes)
        return Flip(outcome, stated, one.id, one.name, share, 1.0, before, after)
    at = int(changed[int(np.argmin(np.abs(values[changed] - centre)))])
    threshold = _refined(plan, one, outcome, stated, float(centre), float(values[at]))
    words = Text.both(f"{centre:.4g}"), Text.both(f"{threshold:.4g}")
    return Flip(outcome, stated, one.id, one.name, share, abs(threshold - float(centre)), *words)


def _refined(plan: Plan, one: Input, outcome: Outcome, stated: bool, centre: float, flipped: float) -> float:
    """Return the value nearest to the stated one, on two finer and finer grids, that still changes the outcome."""
    column = [known.id for known in plan.held].index(outcome.id)
    for _ in range(2):
        grid = np.linspace(centre, flipped, 129)
        now = _held(plan, one, grid)[:, column]
        changed = np.flatnonzero(now != stated)
        if not changed.size or changed[0] == 0:
            return flipped
        centre, flipped = float(grid[changed[0] - 1]), float(grid[changed[0]])
    return flipped


def _order(law: OrderLaw, payoff: Any) -> Text:
    tiers = [listed([law.things[thing] for thing in tier], limit=4) for tier in tiers_of(payoff)]
    shown, rest = tiers[:6], len(tiers) - 6
    more = " > …" if rest > 0 else ""
    return Text(
        " > ".join(tier.get("en") for tier in shown) + more, " > ".join(tier.get("zh") for tier in shown) + more
    )


def _in_first(plan: Plan, one: Input) -> bool:
    return one.id != READING and one.id in {shared for _, shared in plan.names[0]}
