"""From what an analyst wrote to arrays: one road for `solve` (centres) and for `evaluate` (draws)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import BaseModel

from countermove.dilemma.dialogue import Terms
from countermove.dilemma.model import Cells, DilemmaModel, Each
from countermove.document.laws import Quantity

if TYPE_CHECKING:
    from countermove.dilemma.model import Dialogue

Floats = NDArray[np.float64]
Value = Callable[[str, Quantity], ArrayLike]
"""What a number of the document is worth: its path in the section and its law in, a number or ``(n,)`` draws out."""
SEATS = ("T", "R", "P", "S")


def centre(path: str, quantity: Quantity) -> float:
    """Return the value that `solve` uses."""
    return quantity.centre


def drawn(draws: Mapping[str, NDArray[Any]]) -> Value:
    """Return how to look numbers up among draws; what is not drawn stays at its centre."""

    def value(path: str, quantity: Quantity) -> ArrayLike:
        return draws.get(input_id(path, quantity), quantity.centre)

    return value


def input_id(path: str, quantity: Quantity) -> str:
    """Return the id under which a number varies: its parameter's, where it refers to one."""
    return f"${quantity.parameter}" if quantity.parameter else path


def quantities(section: BaseModel) -> Iterator[tuple[str, Quantity]]:
    """Yield every number of a section with its dotted path, in order of the document."""

    def walk(value: object, path: str) -> Iterator[tuple[str, Quantity]]:
        if isinstance(value, Quantity):
            yield path, value
        elif isinstance(value, Each):
            yield from ((f"{path}.{actor}" if actor else path, quantity) for actor, quantity in value.all.items())
        elif isinstance(value, BaseModel):
            for name in type(value).model_fields:
                yield from walk(getattr(value, name), f"{path}.{name}" if path else name)
        elif isinstance(value, Mapping):
            for name, part in value.items():
                yield from walk(part, f"{path}.{name}")
        elif isinstance(value, tuple):
            for place, part in enumerate(value):
                yield from walk(part, f"{path}[{place}]")

    yield from walk(section, "")


def of_actor(table: Mapping[str, Any], actor: str) -> tuple[str, Any]:
    """Return an actor's entry and its key: its own, or that of `both`."""
    return (actor, table[actor]) if actor in table else ("both", table["both"])


def is_ordinal(section: DilemmaModel) -> bool:
    """Whether only the order of payoffs is known."""
    return section.ranks is not None


def has_stage(section: DilemmaModel) -> bool:
    """Whether there is a stage game at all."""
    return section.ranks is not None or section.utilities is not None or section.cells is not None


def own_tables(section: DilemmaModel) -> list[tuple[str, list[list[Quantity | int]]]]:
    """Return, by actor, the path and the table of payoffs: own action down, the other's across."""
    found = []
    for actor in section.between:
        if section.cells is not None:
            key, cells = of_actor(section.cells, actor)
            found.append((f"cells.{key}", _table_of(cells)))
        else:
            name = "ranks" if section.ranks is not None else "utilities"
            key, table = of_actor(getattr(section, name), actor)
            found.append((f"{name}.{key}", [list(row) for row in table]))
    return found


def _table_of(cells: Cells) -> list[list[Quantity | int]]:
    return [[cells.R, cells.S], [cells.T, cells.P]]


def stage_inputs(section: DilemmaModel) -> list[list[list[str]]]:
    """Return, by actor, the input id of each payoff of the stage, own action down; empty for a rank."""
    return [
        [
            [
                input_id(_cell_path(path, path.startswith("cells"), i, j), cell) if isinstance(cell, Quantity) else ""
                for j, cell in enumerate(row)
            ]
            for i, row in enumerate(table)
        ]
        for path, table in own_tables(section)
    ]


def stage_payoff(
    section: DilemmaModel, value: Value = centre, draws: Mapping[str, NDArray[Any]] | None = None
) -> Floats:
    """Return ``payoff[..., actor, first action, second action]``; drawn ranks come from ``draws`` as whole rows."""
    sides = []
    for actor, (path, table) in zip(section.between, own_tables(section), strict=True):
        rows = (draws or {}).get(f"ranks.{actor}")  # drawn apart even where `both` states them once
        if rows is not None:
            sides.append(np.asarray(rows, dtype=np.float64).reshape(-1, len(table), len(table[0])))
            continue
        named = path.startswith("cells")
        numbers = [
            [_worth(value, _cell_path(path, named, i, j), cell) for j, cell in enumerate(row)]
            for i, row in enumerate(table)
        ]
        flat = np.broadcast_arrays(*(number for row in numbers for number in row))
        sides.append(np.stack(flat, axis=-1).reshape(*flat[0].shape, len(table), len(table[0])))
    own, other = sides
    other = np.swapaxes(other, -1, -2)
    shape = np.broadcast_shapes(own.shape, other.shape)
    return np.stack([np.broadcast_to(own, shape), np.broadcast_to(other, shape)], axis=-3)


def _cell_path(path: str, named: bool, row: int, column: int) -> str:
    return f"{path}.{(('R', 'S'), ('T', 'P'))[row][column]}" if named else f"{path}[{row}][{column}]"


def _worth(value: Value, path: str, cell: Quantity | int) -> Floats:
    return np.asarray(value(path, cell) if isinstance(cell, Quantity) else cell, dtype=np.float64)


def exact_payoff(section: DilemmaModel) -> list[list[list[Fraction]]]:
    """Return the payoffs that `solve` uses in rationals: a decimal of the document is that decimal, not its float."""

    def exact(cell: Quantity | int) -> Fraction:
        return Fraction(repr(cell.centre)) if isinstance(cell, Quantity) else Fraction(cell)

    own, other = ([[exact(cell) for cell in row] for row in table] for _, table in own_tables(section))
    return [own, [list(column) for column in zip(*other, strict=True)]]


def cells_of(payoff: Floats) -> Floats:
    """Return T, R, P, S of both actors, ``(..., 2, 4)``, from a 2×2 stage with restraint first."""
    first, second = payoff[..., 0, :, :], payoff[..., 1, :, :]
    own = [first[..., 1, 0], first[..., 0, 0], first[..., 1, 1], first[..., 0, 1]]
    other = [second[..., 0, 1], second[..., 0, 0], second[..., 1, 1], second[..., 1, 0]]
    return np.stack([np.stack(own, axis=-1), np.stack(other, axis=-1)], axis=-2)


def payoff_of(cells: Floats) -> Floats:
    """Return the 2×2 stage whose T, R, P, S these are; the inverse of ``cells_of``."""
    t, r, p, s = (cells[..., place] for place in range(4))
    first = np.stack([np.stack([r[..., 0], s[..., 0]], -1), np.stack([t[..., 0], p[..., 0]], -1)], -2)
    second = np.stack([np.stack([r[..., 1], t[..., 1]], -1), np.stack([s[..., 1], p[..., 1]], -1)], -2)
    return np.stack([first, second], axis=-3)


def each_of(value: Value, path: str, each: Each, actors: tuple[str, str]) -> Floats:
    """Return an actor-wise number as ``(..., 2)``."""
    sides = [
        np.asarray(value(path if each.shared else f"{path}.{actor}", each.of(actor)), dtype=np.float64)
        for actor in actors
    ]
    return np.stack(np.broadcast_arrays(*sides), axis=-1)


def terms_of(dialogue: Dialogue, actors: tuple[str, str], value: Value = centre) -> Terms:
    """Return the terms of a dialogue without any element."""

    def one(name: str) -> ArrayLike:
        return value(f"dialogue.{name}", getattr(dialogue, name))

    return Terms(
        linkage=one("linkage"),
        relative_gains=each_of(value, "dialogue.relative_gains", dialogue.relative_gains, actors),
        transfer=one("transfer"),
        sanction=one("sanction"),
        overlap=one("overlap"),
        detection=one("detection"),
        false_alarm=one("false_alarm"),
        discount=each_of(value, "dialogue.discount", dialogue.discount, actors),
        cut=one("cut"),
        restore=one("restore"),
    )


def elements_of(dialogue: Dialogue, actors: tuple[str, str], value: Value = centre) -> list[dict[str, ArrayLike]]:
    """Return what each element changes."""
    found: list[dict[str, ArrayLike]] = []
    for key, element in dialogue.elements.items():
        changes: dict[str, ArrayLike] = {}
        for name, number in element.set.items():
            path = f"dialogue.elements.{key}.set.{name}"
            by_actor = name in ("relative_gains", "discount")
            changes[name] = each_of(value, path, number, actors) if by_actor else value(path, number.of(""))
        found.append(changes)
    return found
