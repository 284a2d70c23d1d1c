"""The numbers of an outlook as arrays: names resolved, laws kept, draws put in their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.document.faults import Path, Problem, did_you_mean, dotted
from countermove.document.laws import Quantity, Triangular
from countermove.document.text import Text
from countermove.outlook.consistency import Floats, Ints, Range, in_units, starts
from countermove.outlook.model import Influence, OutlookModel

CELL = Text("{source}: {from_} → {target}: {to}", "{source}：{from_}→{target}：{to}")
WEIGHT = Text("Weight of the influence of {source} on {target}", "{source}对{target}影响的权重")


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of the document and the judgements that it stands in: ``[rows, columns]`` of the matrix."""

    id: str
    name: Text
    quantity: Quantity
    basis: tuple[str, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    is_weight: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """A cross-impact matrix with its names.

    ``centre`` ``(V, V)`` holds the judgements that ``solve`` uses, weighted, in units; ``range`` the ends of what they
    may be, ``entries`` the numbers that they are made of.
    """

    factors: tuple[str, ...]
    variants: tuple[tuple[str, ...], ...]
    sizes: Ints
    centre: Ints
    range: Range
    entries: tuple[Entry, ...]

    def label(self, scenario: Ints) -> str:
        """Return the name of a scenario: its variants' names, in the order of the factors."""
        return "/".join(names[int(index)] for names, index in zip(self.variants, scenario, strict=True))

    def scenario(self, label: str) -> Ints | None:
        """Return the scenario of a label, or nothing where no scenario has it."""
        parts = label.split("/")
        known = len(parts) == len(self.variants) and all(
            part in names for part, names in zip(parts, self.variants, strict=True)
        )
        if not known:
            return None
        return np.array([names.index(part) for part, names in zip(parts, self.variants, strict=True)], np.int64)


def problems(model: OutlookModel) -> Iterator[Problem]:
    """Resolve the names of factors and variants and test the shapes of impact tables."""
    if model.outcome is not None and model.outcome not in model.factors:
        yield Problem(("outcome",), f"no factor {model.outcome!r}", did_you_mean(model.outcome, model.factors))
    for source, targets in model.impacts.items():
        if source not in model.factors:
            yield Problem(("impacts", source), f"no factor {source!r}", did_you_mean(source, model.factors))
            continue
        for target, influence in targets.items():
            place: Path = ("impacts", source, target)
            if target not in model.factors:
                yield Problem(place, f"no factor {target!r}", did_you_mean(target, model.factors))
            elif target == source:
                yield Problem(place, "a factor has no influence on itself", "take this block out")
            else:
                yield from _row_problems(model, place, influence)
    yield from _outcome_problems(model)


def _row_problems(model: OutlookModel, place: Path, influence: Influence) -> Iterator[Problem]:
    source, target = str(place[1]), str(place[2])
    known, width = model.factors[source].variants, len(model.factors[target].variants)
    for variant, row in influence.rows.items():
        at: Path = (*place, "rows", variant)
        if variant not in known:
            yield Problem(at, f"{source} has no variant {variant!r}", did_you_mean(variant, known))
        if len(row) != width:
            columns = ", ".join(model.factors[target].variants)
            yield Problem(at, f"the row has {len(row)} numbers", f"write {width}, for {target}: {columns}")
        for index, quantity in enumerate(row):
            low, high = quantity.law.support
            if max(-low, high) > model.scale:
                shown = f"{low:g}" if low == high else f"a law from {low:g} to {high:g}"
                cure = f"keep between {-model.scale:g} and {model.scale:g}, or raise `scale`"
                yield Problem((*at, index), f"{shown} is outside the scale", cure)


def _outcome_problems(model: OutlookModel) -> Iterator[Problem]:
    for name, indicator in model.indicators.items():
        if model.outcome is None:
            yield Problem(("indicators", name), "indicators tell outcomes apart, and none is named", "write `outcome:`")
        elif model.outcome in model.factors:
            known = model.factors[model.outcome].variants
            for variant in indicator.under:
                if variant not in known:
                    at = ("indicators", name, "under", variant)
                    yield Problem(at, f"{model.outcome} has no variant {variant!r}", did_you_mean(variant, known))


def matrix(model: OutlookModel) -> Matrix:
    """Return the matrix of a model that has no problems."""
    factors = tuple(model.factors)
    variants = tuple(tuple(factor.variants) for factor in model.factors.values())
    sizes = np.array([len(names) for names in variants], np.int64)
    entries = tuple(_entries(model))
    total = int(sizes.sum())
    values = [np.zeros((total, total)) for _ in range(3)]
    weights = [np.ones((total, total)) for _ in range(3)]
    for entry in entries:
        low, high = entry.quantity.law.support
        for part, end in zip(weights if entry.is_weight else values, (entry.quantity.centre, low, high), strict=True):
            part[entry.rows, entry.columns] = end
    known = Range(values[1], values[2], weights[1], weights[2])
    return Matrix(factors, variants, sizes, in_units(values[0] * weights[0]), known, entries)


def drawn(known: Matrix, draws: Mapping[str, NDArray[np.float64]], rows: slice) -> Ints:
    """Return one matrix a draw, ``(draws, V, V)`` in units; numbers that were not drawn stay central."""
    count = len(range(*rows.indices(max((len(column) for column in draws.values()), default=1))))
    total = int(known.sizes.sum())
    value, weight = np.zeros((count, total, total)), np.ones((count, total, total))
    for entry in known.entries:
        column = draws.get(entry.id)
        given: Floats | float = entry.quantity.centre if column is None else column[rows][:, None]
        (weight if entry.is_weight else value)[:, entry.rows, entry.columns] = given
    return in_units(value * weight)


def _entries(model: OutlookModel) -> Iterator[Entry]:
    start = dict(
        zip(model.factors, starts(np.array([len(f.variants) for f in model.factors.values()]))[:-1], strict=True)
    )
    for source, targets in model.impacts.items():
        for target, influence in targets.items():
            first, second = model.factors[source], model.factors[target]
            row0, column0 = int(start[source]), int(start[target])
            rows = {name: row0 + index for index, name in enumerate(first.variants)}
            place: Path = ("impacts", source, target)
            block = [(row, column0 + column) for row in rows.values() for column in range(len(second.variants))]
            name = WEIGHT.of(source=first.name, target=second.name)
            yield _entry((*place, "weight"), name, influence.weight, influence, block, True)
            for variant, numbers in influence.rows.items():
                for column, (other, quantity) in enumerate(zip(second.variants.values(), numbers, strict=True)):
                    name = CELL.of(
                        source=first.label, from_=first.variants[variant].label, target=second.label, to=other.label
                    )
                    cell = [(rows[variant], column0 + column)]
                    spread = _spread(quantity, influence.spread, model.scale)
                    yield _entry((*place, "rows", variant, column), name, spread, influence, cell, False)


def _entry(
    path: Path, name: Text, quantity: Quantity, influence: Influence, cells: list[tuple[int, int]], is_weight: bool
) -> Entry:
    identity = f"${quantity.parameter}" if quantity.parameter else dotted(path)
    rows, columns = zip(*cells, strict=True)
    return Entry(identity, name, quantity, quantity.basis or influence.basis, rows, columns, is_weight)


def _spread(quantity: Quantity, spread: float, scale: float) -> Quantity:
    if spread == 0 or quantity.varies or quantity.parameter:
        return quantity
    value = quantity.centre
    law = Triangular(max(-scale, value - spread), value, min(scale, value + spread))
    return Quantity(law, basis=quantity.basis)
