"""What the answer rests on: for each doubtful outcome its facts, boxes, tree, importances and shares of variance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.document.text import Text
from countermove.kind import Outcome
from countermove.stress.draws import batches
from countermove.stress.drivers.intervals import Estimate, wilson
from countermove.stress.drivers.prim import (
    Box,
    SortedColumns,
    Support,
    beyond_chance,
    paste,
    peel,
    support,
    told_best,
)
from countermove.stress.drivers.trees import Importance, Leaf, outcome_tree, permutation_importance
from countermove.stress.drivers.variance import Shares, SobolIndices, shapley_effects, sobol_indices
from countermove.stress.facts import Fact, facts
from countermove.stress.plan import Answers, Plan
from countermove.stress.robustness import Robustness
from countermove.stress.store import Store

LEARNT_FROM = 50_000  # draws that drivers are learnt from
FOREST = 6_000
OUTCOMES = 4
EVALUATIONS = 60_000  # more or less what indices and effects may cost, and at most twice the draws of the study
FEWEST = 4_000  # evaluations that they take all the same
CHANCE = 0.05  # the chance that an idle column gets into a box, over all columns that are searched
SURE = 0.005  # outcomes that hold, or fail, in fewer draws than this are not looked into
STREAM = 1  # second part of the spawn key of every stream used here; batches have keys of one part


@dataclass(frozen=True, slots=True)
class Told:
    """A fact and the shares of draws in which the outcome holds where it is true and where it is not.

    ``removed`` is the share of the doubt (variance) that learning the fact takes away on average.
    """

    fact: Text
    true: Estimate
    false: Estimate
    removed: float


@dataclass(frozen=True, slots=True)
class FoundBox:
    """A box in words: in these draws the outcome is frequent (``holds``) or rare.

    ``base`` is the share of all draws in which it is so; a box that is not much denser tells little. Each limit has a
    quasi-p of at most ``level``; ``left_out`` are those that the search found and chance could have given.
    """

    holds: bool
    limits: tuple[Text, ...]
    box: Box
    base: Estimate
    support: Support
    level: float
    left_out: tuple[Text, ...]
    steps: tuple[tuple[float, float, float, int], ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """One block of inputs: shares of the outcome's variance, and the loss when a forest is denied it."""

    inputs: tuple[str, ...]
    name: Text
    first: Estimate
    total: Estimate
    shapley: Estimate
    importance: Estimate | None


@dataclass(frozen=True, slots=True)
class Driver:
    """What one outcome depends on; ``floor`` is what pure noise reaches as importance.

    ``share`` is the share of draws in which it holds; None for a number, of which only effects are known.
    """

    outcome: Outcome
    share: Estimate | None
    facts: tuple[Told, ...]
    boxes: tuple[FoundBox, ...]
    tree: tuple[tuple[tuple[Text, ...], int, float], ...]
    effects: tuple[Effect, ...]
    floor: float


@dataclass(frozen=True, slots=True)
class Information:
    """The share of all doubt about the outcomes looked into that learning these inputs alone takes away on average."""

    inputs: tuple[str, ...]
    name: Text
    removed: float


def drivers(plan: Plan, store: Store, found: Robustness) -> tuple[tuple[Driver, ...], tuple[Information, ...]]:
    """Look into the outcomes that are most in doubt, those of the stated case first; where none is, into numbers.

    Everything is computed from the seed in this process, so that it does not depend on the engine.
    """
    uniforms, holds = _learnt_from(plan, store)
    if len(holds) < 20:
        return (), ()
    chosen = _doubtful(found, holds)
    if not chosen:
        return _of_numbers(plan, store, found)
    blocks = plan.design.blocks()
    names = {one.id: one.name for one in plan.design.inputs}

    def values(answers: Answers) -> NDArray[np.float64]:
        return answers.holds[:, chosen].astype(np.float64)

    indices, effects = _variances(plan, blocks, values, _evaluations(store))
    draws = plan.design.valued(uniforms)  # couples them in place where inputs are correlated
    told = []
    for number, column in enumerate(chosen):
        rng = _stream(plan, 10 + number)
        columns = facts(plan, uniforms, draws, holds[:, column])
        effects_of = _effects(blocks, names, indices, effects, number)
        told.append(_driver(found, column, columns, holds[:, column], effects_of, rng))
    return tuple(told), _information(blocks, names, indices, indices.variance)


def _of_numbers(plan: Plan, store: Store, found: Robustness) -> tuple[tuple[Driver, ...], tuple[Information, ...]]:
    """Say of numbers that vary which inputs their variance comes from, each number counting alike."""
    chosen = [k for k, one in enumerate(found.spread) if one.high > one.low][:OUTCOMES]
    if not chosen:
        return (), ()
    blocks = plan.design.blocks()
    names = {one.id: one.name for one in plan.design.inputs}
    indices, effects = _variances(plan, blocks, lambda answers: answers.numbers[:, chosen], _evaluations(store))
    told = []
    for number, column in enumerate(chosen):
        own = sorted(_effects(blocks, names, indices, effects, number), key=lambda one: -one.total.value)
        told.append(Driver(found.spread[column].outcome, None, (), (), (), tuple(own), 0.0))
    return tuple(told), _information(blocks, names, indices, np.ones(len(chosen)))


def _evaluations(store: Store) -> int:
    return max(min(EVALUATIONS, 2 * store.draws), FEWEST)


def _effects(
    blocks: Sequence[tuple[str, ...]], names: dict[str, Text], indices: SobolIndices, effects: Shares, number: int
) -> list[Effect]:
    return [
        Effect(
            block,
            _joined([names[name] for name in block]),
            _estimate(indices.first, place, number),
            _estimate(indices.total, place, number),
            _estimate(effects, place, number),
            None,
        )
        for place, block in enumerate(blocks)
    ]


def _driver(
    found: Robustness,
    column: int,
    columns: Sequence[Fact],
    holds: NDArray[np.bool_],
    effects: list[Effect],
    rng: np.random.Generator,
) -> Driver:
    importance = _importance(columns, holds, rng)
    known = {name: importance.groups[name] for effect in effects for name in effect.inputs if name in importance.groups}
    effects = [
        Effect(one.inputs, one.name, one.first, one.total, one.shapley, known.get(one.inputs[0])) for one in effects
    ]
    effects.sort(key=lambda one: -one.total.value)
    table = SortedColumns([fact.values for fact in columns])
    boxes = tuple(
        box for wanted in (True, False) if (box := _found_box(columns, table, holds == wanted, wanted, rng)) is not None
    )
    return Driver(
        found.held[column].outcome,
        found.held[column].share,
        tuple(sorted(_told(columns, holds), key=lambda one: -one.removed)[:8]),
        boxes,
        _tree(columns, holds),
        tuple(effects),
        importance.floor,
    )


def _learnt_from(plan: Plan, store: Store) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the uniform numbers and outcomes of the first draws that have an answer."""
    parts, kept, rows = [], [], 0
    for draw, answers in store.read():
        inside = (draw < min(LEARNT_FROM, store.draws)) & answers.sound
        parts.append(draw[inside])
        kept.append(answers.holds[inside])
        rows += int(inside.sum())
        if draw[-1] >= LEARNT_FROM:
            break
    numbers = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    drawn = [plan.design.uniforms(batch) for batch in batches(min(LEARNT_FROM, store.draws), plan.rows)]
    drawn = _whole_batches(plan, store, drawn)
    return np.concatenate(drawn)[numbers], np.concatenate(kept) if kept else np.zeros((0, len(plan.held)), np.bool_)


def _whole_batches(plan: Plan, store: Store, drawn: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Redraw the last batch at the size the study drew it in: a Latin hypercube depends on that."""
    whole = batches(store.draws, plan.rows)
    last = len(drawn) - 1
    if len(drawn[last]) != whole[last].rows:
        drawn[last] = plan.design.uniforms(whole[last])
    return drawn


def _doubtful(found: Robustness, holds: NDArray[np.bool_]) -> list[int]:
    """Choose outcomes: of each concept the most doubtful, of the stated case if any; no two that always agree."""
    order = sorted(
        (k for k, one in enumerate(found.held) if SURE < one.share.value < 1 - SURE),
        key=lambda k: (found.held[k].stated is not True, abs(found.held[k].share.value - 0.5), k),
    )
    chosen: list[int] = []
    seen: set[bytes] = set()
    concepts: set[str] = set()
    for again in (False, True):  # one a concept; then, where concepts are few, others of the same
        for column in order:
            pattern = np.packbits(holds[:, column]).tobytes()
            concept = found.held[column].outcome.concept
            fresh = pattern not in seen and (again or concept not in concepts)
            if len(chosen) < OUTCOMES and fresh and 0 < holds[:, column].sum() < len(holds):
                seen.add(pattern)
                concepts.add(concept)
                chosen.append(column)
    return chosen


def _variances(
    plan: Plan,
    blocks: Sequence[tuple[str, ...]],
    chosen: Callable[[Answers], NDArray[np.float64]],
    evaluations: int,
) -> tuple[SobolIndices, Shares]:
    columns = plan.design.columns()
    parts = [[k for name in block for k in range(columns[name].start, columns[name].stop)] for block in blocks]
    rows = 2 ** int(np.clip(np.log2(evaluations / (2 * len(blocks) + 3)), 7, 12))

    def evaluate(uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        answers = plan.answered(plan.design.valued(uniforms.copy()), len(uniforms))
        values = np.array(chosen(answers))
        values[~answers.sound] = np.nan
        return values

    rng = _stream(plan, 0)
    a, b = rng.random((rows, plan.design.coordinates)), rng.random((rows, plan.design.coordinates))
    indices = sobol_indices(evaluate, a, b, parts, rng)
    return indices, shapley_effects(evaluate, a, b, parts, rng)


def _information(
    blocks: Sequence[tuple[str, ...]], names: dict[str, Text], indices: SobolIndices, weights: NDArray[np.float64]
) -> tuple[Information, ...]:
    weight = weights / max(float(weights.sum()), 1e-300)
    removed = np.nansum(np.clip(indices.first.value, 0, 1) * weight[None, :], axis=1)
    told = [
        Information(block, _joined([names[name] for name in block]), float(removed[k]))
        for k, block in enumerate(blocks)
    ]
    return tuple(sorted(told, key=lambda one: -one.removed))


def _told(columns: Sequence[Fact], holds: NDArray[np.bool_]) -> list[Told]:
    told, doubt = [], float(holds.var())
    for fact in columns:
        if fact.yes is None:
            continue
        true = np.asarray(fact.values, dtype=np.bool_)
        often, rarely = (
            wilson(int(holds[true].sum()), int(true.sum())),
            wilson(int(holds[~true].sum()), int((~true).sum())),
        )
        share = float(true.mean())
        removed = share * (1 - share) * (often.value - rarely.value) ** 2 / doubt if 0 < share < 1 and doubt else 0.0
        told.append(Told(fact.yes, often, rarely, removed))
    return told


def _found_box(
    columns: Sequence[Fact], table: SortedColumns, wanted: NDArray[np.bool_], holds: bool, rng: np.random.Generator
) -> FoundBox | None:
    if not columns:
        return None
    trajectory = peel(table, wanted)
    level = CHANCE / len(columns)
    box, left_out = beyond_chance(paste(told_best(trajectory), table, wanted), table, wanted, level)
    if not box.limits:
        return None
    steps = tuple((one.coverage, one.density, one.mass, len(one.limits)) for one in trajectory)
    said, others = (tuple(columns[limit.column].say(limit) for limit in part) for part in (box.limits, left_out))
    base = wilson(int(wanted.sum()), len(wanted))
    return FoundBox(holds, said, box, base, support(box, table, wanted, rng), level, others, steps)


def _tree(columns: Sequence[Fact], holds: NDArray[np.bool_]) -> tuple[tuple[tuple[Text, ...], int, float], ...]:
    usable = [fact for fact in columns if not fact.categories]
    if not usable:
        return ()
    table = np.column_stack([fact.numbers for fact in usable])
    return tuple((_path(usable, leaf), leaf.draws, leaf.share) for leaf in outcome_tree(table, holds))


def _path(columns: Sequence[Fact], leaf: Leaf) -> tuple[Text, ...]:
    said = []
    for column, at_most, threshold in leaf.path:
        fact = columns[column]
        if fact.yes is not None and fact.no is not None:
            said.append(fact.no if at_most else fact.yes)
        else:
            sign = (
                Text("{name} is at most {end}", "{name}不大于{end}")
                if at_most
                else Text("{name} is above {end}", "{name}大于{end}")
            )
            said.append(sign.of(name=fact.name, end=f"{threshold:.4g}"))
    return tuple(said)


def _importance(columns: Sequence[Fact], holds: NDArray[np.bool_], rng: np.random.Generator) -> Importance:
    if not columns:
        return Importance({}, 0.0)
    rows = min(len(holds), FOREST)
    table = np.column_stack([fact.numbers[:rows] for fact in columns])
    groups: dict[str, list[int]] = {}
    for column, fact in enumerate(columns):
        groups.setdefault(fact.input, []).append(column)
    return permutation_importance(table, holds[:rows].astype(np.float64), groups, rng)


def _estimate(shares: Shares, block: int, outcome: int) -> Estimate:
    return Estimate(
        float(shares.value[block, outcome]), float(shares.low[block, outcome]), float(shares.high[block, outcome])
    )


def _joined(names: Sequence[Text]) -> Text:
    return Text(" + ".join(name.get("en") for name in names), "＋".join(name.get("zh") for name in names))


def _stream(plan: Plan, number: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(plan.design.seed, spawn_key=(number, STREAM)))
