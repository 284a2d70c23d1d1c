"""Faults in a document: what an editor can jump to and a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One thing wrong in a document, with its place and what to do about it.

    Examples
    --------
    >>> print(Fault("crisis.yaml", 12, 9, "models.base.infeasible[0]", "no option 'relase'", "did you mean 'release'?"))
    crisis.yaml:12:9: models.base.infeasible[0]: no option 'relase'; did you mean 'release'?
    """

    file: str
    line: int
    column: int
    path: str
    wrong: str
    cure: str

    @property
    def message(self) -> str:
        """What is wrong, and the cure."""
        return f"{self.wrong}; {self.cure}" if self.cure else self.wrong

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


class DocumentError(Exception):
    """Every fault of a document, in file order; nothing of it has been loaded."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults)  # the very argument, so that the error survives pickling between processes
        self.faults = sorted(set(faults))

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault before its place is known: a path inside a section, and how far into that text.

    ``offset`` counts characters into the scalar at ``path``, so that a fault in an expression gets a column;
    ``at_key`` says that the fault is the last step's own name, not what stands under it.
    """

    path: Path
    wrong: str
    cure: str = ""
    offset: int = 0
    at_key: bool = False

    def below(self, *prefix: str | int) -> Problem:
        """Return the same problem seen from further up the document."""
        return Problem((*prefix, *self.path), self.wrong, self.cure, self.offset, self.at_key)


class AnalysisError(Exception):
    """A sound document asks for something that cannot be computed; the message says what to change."""


def dotted(path: Path) -> str:
    """Return a path as people write it.

    Examples
    --------
    >>> dotted(("models", "base", "infeasible", 0))
    'models.base.infeasible[0]'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the cure for an unknown name: the nearest known ones, and the list where it is short.

    Examples
    --------
    >>> did_you_mean("relase", ["release", "escalate"])
    "did you mean 'release'? Known: escalate, release"
    """
    names = sorted(set(known))
    if not names:
        return "nothing of this sort is defined"
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    listed = (
        f"Known: {', '.join(names)}"
        if len(names) <= 12
        else f"{len(names)} are known, among them {', '.join(names[:8])}"
    )
    return f"did you mean {near[0]!r}? {listed}" if near else listed
