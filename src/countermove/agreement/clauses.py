"""What an analyst may write about the clauses of a text, and the arrays over parties that these make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from countermove.document.evidence import Basis, Section
from countermove.document.faults import did_you_mean
from countermove.document.laws import Constant, Quantity, Within
from countermove.document.text import Text

if TYPE_CHECKING:
    from countermove.agreement.participation import Bools, Floats

NonNegative = Annotated[Quantity, Within(0)]
Positive = Annotated[Quantity, Within(1e-9)]
ONE = Quantity(Constant(1.0))
LEVELLED = Text("{clause} ({level})", "{clause}（{level}）")


class ClauseLevel(Section):
    """One level of a clause, e.g. stated or required: what it is worth to each party, and how deep it binds."""

    name: Text
    depth: NonNegative = ONE
    values: dict[str, Quantity] = Field(default_factory=dict)
    reservations: bool = Field(
        False, description="whether a party may join with a reservation to it: it then neither gains nor pays by it"
    )
    basis: Basis = ()


class Clause(Section):
    """A clause that the text has or could have, at one level (depth, values) or at several (levels)."""

    name: Text
    present: bool | str = Field(False, description="whether the text has it; of several levels, which one it has")
    depth: NonNegative = ONE
    cost: Positive = Field(ONE, description="what it costs to add it, in the units of offers, when it is a lever")
    lever: bool | str = Field(
        False, description="whether adding it may be part of a tipping package; of several levels, which one"
    )
    values: dict[str, Quantity] = Field(default_factory=dict)
    reservations: bool = Field(
        False, description="whether a party may join with a reservation to it: it then neither gains nor pays by it"
    )
    levels: dict[str, ClauseLevel] = Field(
        default_factory=dict, description="its levels, the weakest first, in place of depth, values and reservations"
    )
    basis: Basis = ()

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        written = self.model_fields_set & {"depth", "values", "reservations"}
        if self.levels and written:
            raise ValueError(f"{min(written)!r} stands beside the levels: write it at each level")
        if not self.levels and "values" not in written:
            raise ValueError("the clause says nothing of its worth: write values, or levels that have them")
        for field, held in (("present", self.present), ("lever", self.lever)):
            if isinstance(held, str):
                if held not in self.levels:
                    known = did_you_mean(held, self.levels) if self.levels else "write true or false"
                    raise ValueError(f"{field}: no level {held!r}; {known}")
            elif held and self.levels:
                raise ValueError(f"{field}: name the level, e.g. {field}: {next(iter(self.levels))}")
        if self.levels and not any(level.values for level in self.levels.values()):
            raise ValueError("no level of the clause says what it is worth; write values at some level")
        return self

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return its levels, the weakest first; absence is none of them."""
        if self.levels:
            return tuple(
                Step(name, ("levels", name), one.name, one.depth, one.values, one.reservations, one.basis or self.basis)
                for name, one in self.levels.items()
            )
        return (Step("", (), None, self.depth, self.values, self.reservations, self.basis),)

    def at(self, held: bool | str) -> int:
        """Return which level ``present`` or ``lever`` names: 0 for none, else counted from 1."""
        if isinstance(held, str):
            return list(self.levels).index(held) + 1
        return int(held)


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a clause and where it stands below the clause; ``id`` is empty where the clause has only one."""

    id: str
    path: tuple[str, ...]
    name: Text | None
    depth: Quantity
    values: Mapping[str, Quantity]
    reservations: bool
    basis: tuple[str, ...]


def level_id(clause: str, step: Step) -> str:
    """Return what a level is called in data: the clause, and its level where it has several."""
    return f"{clause}.{step.id}" if step.id else clause


def clause_labels(clauses: Mapping[str, Clause]) -> dict[str, Text]:
    """Return what people call each clause and each level of it, by ``level_id``."""
    named = {key: clause.name for key, clause in clauses.items()}
    for key, clause in clauses.items():
        for step in clause.steps:
            if step.name is not None:
                named[level_id(key, step)] = LEVELLED.of(clause=clause.name, level=step.name)
    return named


@dataclass(frozen=True, slots=True)
class Menu:
    """Every level that each of k clauses may have, level 0 being "not in the text", as arrays over n parties.

    For clause k ``ids[k]`` names the levels above 0; ``value[k]`` (levels, n) is what they are worth to each party,
    reservations made; ``depth[k]`` (levels,) how deep they bind; ``reserved[k]`` (levels, n) who joins with a
    reservation, where that is allowed: whoever would lose by the level. ``present[k]`` is the level the text has.
    """

    clauses: tuple[str, ...]
    ids: tuple[tuple[str, ...], ...]
    value: tuple[Floats, ...]
    depth: tuple[Floats, ...]
    reserved: tuple[Bools, ...]
    present: tuple[int, ...]

    def contents(self, levels: Iterable[float]) -> list[str]:
        """Return the ids of what a text contains, given the level of each clause."""
        return [ids[int(level) - 1] for ids, level in zip(self.ids, levels, strict=True) if level]

    def levels_of(self, contents: Iterable[str]) -> tuple[int, ...]:
        """Return the level of each clause of a text, given what it contains."""
        held = set(contents)
        return tuple(next((row for row, one in enumerate(ids, 1) if one in held), 0) for ids in self.ids)


def central(_: tuple[str, ...], quantity: Quantity) -> float:
    """Return the number that an answer uses where nothing is drawn."""
    return quantity.centre


def menu_of(
    clauses: Mapping[str, Clause],
    chosen: Iterable[str],
    parties: Iterable[str],
    worth_of: Callable[[tuple[str, ...], Quantity], float] = central,
) -> Menu:
    """Return the levels of the chosen clauses, each value being what ``worth_of`` its place in the model returns."""
    wanted, names = tuple(chosen), tuple(parties)
    ids, value, depth, reserved = [], [], [], []
    for key in wanted:
        steps = clauses[key].steps
        ids.append(tuple(level_id(key, step) for step in steps))
        worth = np.zeros((len(steps) + 1, len(names)))
        excepted = np.zeros(worth.shape, dtype=np.bool_)
        for row, step in enumerate(steps, start=1):
            for at, party in enumerate(names):
                if party in step.values:
                    place = ("clauses", key, *step.path, "values", party)
                    worth[row, at] = worth_of(place, step.values[party])
            excepted[row] = step.reservations & (worth[row] < 0)
        value.append(np.where(excepted, 0.0, worth))
        depth.append(np.array([0.0, *(step.depth.centre for step in steps)]))
        reserved.append(excepted)
    present = tuple(clauses[key].at(clauses[key].present) for key in wanted)
    return Menu(wanted, tuple(ids), tuple(value), tuple(depth), tuple(reserved), present)
