"""Flips: the smallest departure from the stated case, in one input at a time, that changes an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.document.order_laws import Holds, OrderLaw, StatementOrder
from countermove.document.text import Text, listed
from countermove.kind import Input, Outcome
from countermove.numeric.orders import dense_payoffs, kendall_distance, payoffs_of_sequences, statement_payoffs
from countermove.stress.plan import READING, AnyReading, Plan, stated_draw

TRIED = 1_024
TRIED_IN_ALL = 16_384  # over all inputs, where there are many
STREAM = 2
GRID = 129
EDGE = 1e-6  # share of a stated number within which a threshold is said to lie at it


@dataclass(frozen=True, slots=True)
class Flip:
    """One input, moved alone from where it is stated, changes one outcome.

    ``share`` is the share of the input's own draws that change the outcome while all else stays as stated;
    ``distance`` the least one found: reversed pairs of tiers or of ranked statements, the difference for a number, 1
    for a rule or reading. ``before`` and ``after`` say what has to change; in an order (``ranks``) which pairs. Found
    by trying draws and all orders within two neighbouring swaps, so beyond a distance of two it is an upper bound.
    """

    outcome: Outcome
    stated: bool
    input: str
    name: Text
    share: float
    distance: float
    before: Text
    after: Text
    ranks: bool = False


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


def flips(plan: Plan, stated: Mapping[str, float], draws: int, shown: int = 40) -> tuple[Flip, ...]:
    """Move each input alone and note the nearest draw that changes each outcome.

    Parameters
    ----------
    plan : Plan
        The study.
    stated : mapping
        ``stated_answers``; nothing is flipped where it is empty.
    draws : int
        Draws of the study: no more values than that are tried over all inputs, at least 128 of each.
    shown : int
        At most so many flips, outcomes that hold as stated first, then the nearest.
    """
    if not stated:
        return ()
    found: list[tuple[Flip, float]] = []
    base = stated_draw(plan.design.inputs)
    for place, one in enumerate(plan.design.inputs):
        if one.id != READING and one.id not in base:
            continue
        count = int(np.clip(min(draws, TRIED_IN_ALL) // len(plan.design.inputs), 128, TRIED))
        tried = _tried(plan, one, place, base.get(one.id), count)
        now = _held(plan, one, tried.values)
        for column, outcome in enumerate(plan.held):
            stands = bool(stated[outcome.id])
            changed = now[:, column] != stands
            if changed.any():
                share = float(changed[: tried.drawn].mean())
                nearest = int(np.flatnonzero(changed)[np.argmin(tried.distance[changed])])
                told = _told(one, tried, nearest)
                end = np.nan if isinstance(one.law, OrderLaw) else float(tried.values[nearest])
                flip = Flip(outcome, stands, one.id, one.name, share, *told, isinstance(one.law, OrderLaw))
                found.append((flip, end))
    found.sort(key=lambda one: (not one[0].stated, -one[0].share, one[0].distance))
    return tuple(_refined(plan, found[:shown], base))


@dataclass(frozen=True, slots=True)
class _Tried:
    """Values of one input: its own draws first, then orders near the stated one; how far each is from it.

    ``ranking`` holds, for orders, the payoffs of what is ranked (statements, or the things themselves).
    """

    values: NDArray[Any]
    drawn: int
    distance: NDArray[np.float64]
    centre: Any
    ranking: NDArray[Any] | None = None


def _tried(plan: Plan, one: Input, place: int, centre: Any, count: int) -> _Tried:
    if isinstance(one.law, AnyReading):
        titles = len(one.law.titles)
        return _Tried(np.arange(titles, dtype=np.float64), titles, np.ones(titles), 0)
    stream = np.random.default_rng(np.random.SeedSequence(plan.design.seed, spawn_key=(place, STREAM)))
    uniforms = np.maximum(stream.random((count, one.law.coordinates)), 2.0**-53)
    drawn = one.law.draw(uniforms)
    if isinstance(one.law, StatementOrder) and not one.law.uncertain:
        statements = len(one.law.truth)
        near = _neighbours(statements)
        values = np.concatenate([drawn, statement_payoffs(one.law.truth, near)])
        ranking = statements - 1 - np.argsort(np.concatenate([one.law.priorities(uniforms), near]), axis=1)
        centre = np.arange(statements)[::-1]
        return _Tried(values, count, kendall_distance(ranking, centre).astype(np.float64), centre, ranking)
    if isinstance(one.law, OrderLaw):
        tier = dense_payoffs(centre)
        near = payoffs_of_sequences(_neighbours(int(tier.max(initial=0)) + 1)[:, ::-1])
        values = np.concatenate([drawn, near[:, tier]])
        return _Tried(values, count, kendall_distance(values, tier).astype(np.float64), tier, values)
    return _Tried(drawn, count, np.abs(drawn - centre), centre)


def _neighbours(count: int) -> NDArray[np.int64]:
    """Return ``(k, count)`` sequences within two neighbouring swaps of 0, 1, 2 … (within one, past forty things)."""
    start = np.arange(count)
    found = {tuple(start.tolist())}
    for _ in range(2 if count <= 40 else 1):
        for sequence in list(found):
            for at in range(count - 1):
                other = list(sequence)
                other[at], other[at + 1] = other[at + 1], other[at]
                found.add(tuple(other))
    found.discard(tuple(start.tolist()))
    return np.array(sorted(found), dtype=np.int64).reshape(-1, count)


def _held(plan: Plan, one: Input, values: NDArray[Any]) -> NDArray[np.bool_]:
    draws: dict[str, NDArray[Any]] = {one.id: values}
    if len(plan.cases) > 1 and one.id != READING:
        draws[READING] = np.zeros(len(values))
    return plan.answered(draws, len(values)).holds


def _told(one: Input, tried: _Tried, nearest: int) -> tuple[float, Text, Text]:
    """Return the least distance found, and what is so before and after."""
    law, distance = one.law, float(tried.distance[nearest])
    if isinstance(law, OrderLaw) and tried.ranking is not None:
        names = law.statements if isinstance(law, StatementOrder) and not law.uncertain else law.things
        return distance, *_reversed(names, np.asarray(tried.centre), tried.ranking[nearest])
    if isinstance(law, AnyReading):
        return distance, law.titles[0], law.titles[nearest]
    if isinstance(law, Holds):
        return distance, Text("it applies", "适用"), Text("it does not apply", "不适用")
    return distance, *_apart(float(tried.centre), float(tried.values[nearest]))


def _apart(centre: float, end: float) -> tuple[Text, Text]:
    """Write two numbers with the decimals that tell them apart, right to a thousandth of what is between them.

    Where the stated number stands on an edge, no digits help: the other is said to lie just beside it.

    Examples
    --------
    >>> [one.en for one in (*_apart(0.05, 0.0500123), *_apart(1, 0.9999999), *_apart(0.4, -0.0000038))]
    ['0.05', '0.0500123', '1', 'just below 1', '0.4', '0']
    """
    if abs(end - centre) <= EDGE * abs(centre):
        beside = (
            Text("just above {centre}", "略高于{centre}")
            if end > centre
            else Text("just below {centre}", "略低于{centre}")
        )
        return Text.both(f"{centre:.6g}"), beside.of(centre=f"{centre:.6g}")
    decimals = 3 - floor(log10(abs(end - centre)))
    first, second = (f"{round(one, decimals) + 0.0:.15g}" for one in (centre, end))
    return Text.both(first), Text.both(second)


def _reversed(names: Sequence[Text], centre: NDArray[Any], ranking: NDArray[Any]) -> tuple[Text, Text]:
    """Say the pairs that an order reverses, as stated and as changed, at most three of them."""
    above = Text("{first} above {second}", "{first}优先于{second}")
    before, after = [], []
    for a in range(len(names)):
        for b in range(a + 1, len(names)):
            if (centre[a] - centre[b]) * (int(ranking[a]) - int(ranking[b])) < 0:
                high, low = (a, b) if centre[a] > centre[b] else (b, a)
                before.append(above.of(first=names[high], second=names[low]))
                after.append(above.of(first=names[low], second=names[high]))
    return _all_of(before), _all_of(after)


def _all_of(pairs: list[Text]) -> Text:
    """Join at most three pairs; in Chinese by commas, as 和 may begin a name."""
    chinese = "，".join(pair.get("zh") for pair in pairs[:3])
    return Text(listed(pairs, limit=3).en, chinese if len(pairs) <= 3 else f"{chinese}等{len(pairs)}对")


def _refined(plan: Plan, found: list[tuple[Flip, float]], base: Mapping[str, Any]) -> list[Flip]:
    """Move flips of numbers to their thresholds: two finer and finer grids, all outcomes of an input at once."""
    laws = {one.id: one for one in plan.design.inputs}
    column = {outcome.id: place for place, outcome in enumerate(plan.held)}
    numbers: dict[str, list[int]] = {}
    for place, (flip, _) in enumerate(found):
        if not isinstance(laws[flip.input].law, OrderLaw | AnyReading | Holds):
            numbers.setdefault(flip.input, []).append(place)
    refined = [flip for flip, _ in found]
    for name, places in numbers.items():
        centre = float(base[name])
        kept = {place: (centre, found[place][1]) for place in places}
        for _ in range(2):
            grids = np.concatenate([np.linspace(*kept[place], GRID) for place in places])
            now = _held(plan, laws[name], grids).reshape(len(places), GRID, -1)
            for row, place in enumerate(places):
                changed = np.flatnonzero(now[row, :, column[refined[place].outcome.id]] != refined[place].stated)
                if changed.size and changed[0] > 0:
                    grid = grids[row * GRID : (row + 1) * GRID]
                    kept[place] = float(grid[changed[0] - 1]), float(grid[changed[0]])
        for place, (_, end) in kept.items():
            before, after = _apart(centre, end)
            refined[place] = replace(refined[place], distance=abs(end - centre), before=before, after=after)
    return refined


def _in_first(plan: Plan, one: Input) -> bool:
    return one.id != READING and one.id in {shared for _, shared in plan.names[0]}
