"""Readings or documents side by side: where they agree, where they flip, the first assumption at which they part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from countermove.document.faults import Path, dotted

if TYPE_CHECKING:
    from countermove.analysis import Answer
    from countermove.document.reading import Model, Reading


LABELS = ("id", "name", "about", "basis")  # what a rule is called and who says so is no assumption of the model


@dataclass(frozen=True, slots=True)
class Flip:
    """A subject that holds under a concept in some columns and not in others."""

    subject: str
    concept: str
    values: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Parting:
    """The first assumption in which a reading differs from ``base``, and how many there are."""

    path: str
    base: Any
    own: Any
    count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several answers side by side; ``agree`` and ``flips`` by concept, over the concepts that all columns define."""

    columns: tuple[str, ...]
    agree: Mapping[str, tuple[str, ...]]
    flips: tuple[Flip, ...]
    parts_at: Mapping[str, Parting]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON of ``compare``."""
        return {
            "columns": list(self.columns),
            "agree": {concept: list(subjects) for concept, subjects in self.agree.items()},
            "flips": [
                {"subject": flip.subject, "concept": flip.concept, "values": dict(flip.values)} for flip in self.flips
            ],
            "parts_at": {
                column: {"path": part.path, "base": part.base, "reading": part.own, "differences": part.count}
                for column, part in self.parts_at.items()
            },
        }


def compare(columns: Mapping[str, Answer], partings: Mapping[str, Parting] | None = None) -> Comparison:
    """Compare answers of one kind by their verdicts. O(columns × subjects).

    Raises
    ------
    ValueError
        If there is no column, or they are of different kinds.
    """
    if not columns:
        raise ValueError("nothing to compare; name a document with a model")
    if len({answer.kind.name for answer in columns.values()}) > 1:
        raise ValueError("the two are of different kinds; name models of one kind with --model")
    verdicts = {name: {c: list(s) for c, s in answer.verdicts().items()} for name, answer in columns.items()}
    concepts = [
        concept for concept in next(iter(verdicts.values())) if all(concept in own for own in verdicts.values())
    ]
    agree: dict[str, tuple[str, ...]] = {}
    flips: list[Flip] = []
    for concept in concepts:
        sets = {name: set(own[concept]) for name, own in verdicts.items()}
        order = dict.fromkeys(subject for own in verdicts.values() for subject in own[concept])
        agree[concept] = tuple(subject for subject in order if all(subject in own for own in sets.values()))
        flips += [
            Flip(subject, concept, {name: subject in own for name, own in sets.items()})
            for subject in order
            if not all(subject in own for own in sets.values())
        ]
    return Comparison(tuple(columns), agree, tuple(flips), partings or {})


def partings(model: Model, readings: Sequence[str]) -> dict[str, Parting]:
    """Return, for each reading but ``base``, the first place where its assumptions differ from those of ``base``."""
    found = {}
    for name in readings:
        if name == "base":
            continue
        differences = changes(model.readings["base"], model.readings[name])
        if differences:
            path, old, new = differences[0]
            found[name] = Parting(dotted(path), old, new, len(differences))
    return found


def changes(one: Reading, two: Reading) -> list[tuple[Path, Any, Any]]:
    """Return every place at which two readings assume different things: (path in the section, in one, in two)."""
    every = _differences(one.tree.data, two.tree.data, ())
    return [change for change in every if not set(LABELS) & set(change[0])]


def _differences(one: Any, two: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    if isinstance(one, dict) and isinstance(two, dict):
        for key in dict.fromkeys((*one, *two)):
            yield from _differences(one.get(key), two.get(key), (*path, key))
    elif isinstance(one, list) and isinstance(two, list):
        for index in range(max(len(one), len(two))):
            left = one[index] if index < len(one) else None
            right = two[index] if index < len(two) else None
            yield from _differences(left, right, (*path, index))
    elif one != two:
        yield path, one, two
