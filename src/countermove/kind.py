"""The protocol that every kind fulfils; faces and ``stress`` know a kind through it alone.

Data takes one road: a ``Case`` (one reading of one model) goes in, a frozen ``Solution`` comes out, and what people
see of it (findings, tables, figures, explanations) is asked for through the kind. Nothing is computed in a face.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar, runtime_checkable

from countermove.document.text import Lang, Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pydantic import BaseModel

    from countermove.document.evidence import Actor
    from countermove.document.faults import Problem

M = TypeVar("M")
S = TypeVar("S")
Cell = Text | str | int | float | bool | None
Columns = Mapping[str, "NDArray[Any]"]
Json = dict[str, Any]
Firmness = Literal["exact", "bounded", "sampled", "assumed"]


@dataclass(frozen=True, slots=True)
class Case(Generic[M]):
    """One reading of one model of a document: what a kind is asked to answer.

    ``section`` is the kind's own validated model; ``actors`` keeps document order (colours and marks follow it);
    ``claims`` maps the ids that a basis may name to their text; ``horizon`` is how many moves ahead actors look, for
    the kinds that know horizons.
    """

    document: str
    model: str
    reading: str
    title: Text
    section: M
    actors: Mapping[str, Actor]
    claims: Mapping[str, Any] = field(default_factory=dict)
    horizon: int | None = None
    other_readings: Mapping[str, M] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence that follows from a solution, with how firm it is, what it rests on and its proof.

    ``firmness``: ``exact`` (proved), ``bounded`` (between stated bounds), ``sampled`` (from draws), ``assumed``.
    ``certificate`` is plain data that a reader (or a checker) can follow; ``subjects`` are what ``explain`` can be
    asked about to open it.
    """

    id: str
    text: Text
    firmness: Firmness
    basis: tuple[str, ...] = ()
    certificate: Any = None
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people and, as CSV, for programs; cells are numbers, words, texts in both languages or empty."""

    id: str
    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def to_dict(self, lang: Lang = "en") -> dict[str, list[str | int | float | bool | None]]:
        """Return the columns as plain lists by name, which any data frame library takes; texts in one language.

        A name that several columns have gets a number from the second one on.

        Examples
        --------
        >>> table = Table("t", Text.both("T"), (Text("State", "状态"),), ((Text("Peace", "和平"),), (None,)))
        >>> table.to_dict("zh")
        {'状态': ['和平', None]}
        """
        found: dict[str, list[str | int | float | bool | None]] = {}
        for place, column in enumerate(self.columns):
            name, number = column.get(lang), 2
            while name in found:
                name, number = f"{column.get(lang)} {number}", number + 1
            cells = (row[place] for row in self.rows)
            found[name] = [cell.get(lang) if isinstance(cell, Text) else cell for cell in cells]
        return found

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        from countermove.notebook import table_html

        return table_html(self)


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing in one language with its caption and the data behind it.

    ``svg`` is a whole ``<svg>`` element. Colours come from style classes (``actor-0`` …), so that the
    same drawing serves light, dark and print.
    """

    id: str
    title: Text
    caption: Text
    svg: str
    data: Table | None = None

    def _repr_html_(self) -> str:
        """Show the drawing in a notebook."""
        from countermove.notebook import figure_html

        return figure_html(self)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something holds or fails: sentences, and the same as data (the JSON of ``explain``)."""

    text: Text
    data: Json


@dataclass(frozen=True, slots=True)
class Question:
    """What ``explain`` is asked: a subject and, where the kind has them, an actor and a concept."""

    subject: str
    actor: str | None = None
    concept: str | None = None


@dataclass(frozen=True, slots=True)
class BoardEdit:
    """What pressing a button of a board writes: a value at a path of the model's section, or one more list item."""

    words: Text
    path: tuple[str, ...]
    value: Any
    adds: bool = False


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One combination: its label, which rows are on, the words of the rule that strikes it out, if any."""

    label: str
    on: tuple[bool, ...]
    struck: str = ""
    today: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """Combinations of what can be on or off, before anything is solved; ``tried`` is the one that is being tried out.

    ``rows`` are (id, owner, name); ``feasible`` of ``total`` combinations are not struck out, ``None`` where they are
    too many to count.
    """

    rows: tuple[tuple[str, str, Text], ...]
    columns: tuple[BoardColumn, ...]
    tried: BoardColumn
    edits: tuple[BoardEdit, ...]
    total: int
    feasible: int | None


class InputLaw(Protocol):
    """How one input of a study is drawn: like ``document.laws.Law``, but a draw may be a whole row (an order)."""

    @property
    def coordinates(self) -> int:
        """Uniform numbers that one draw consumes."""

    def draw(self, uniforms: NDArray[np.float64]) -> NDArray[Any]:
        """Turn ``(n, coordinates)`` uniform numbers into ``(n,)`` values or ``(n, width)`` rows."""

    def say(self) -> Text:
        """Return the law in words."""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that may vary: a number, an actor's whole order, a rule that may hold; one block of a study."""

    id: str
    name: Text
    law: InputLaw
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One column that ``evaluate`` returns: whether a subject holds under a concept, or a number about it.

    Where several subjects can hold at once under a concept, ``short`` is the subject alone in words, and ``sense`` what
    holding means, so that sets of them can be told.
    """

    id: str
    subject: str
    concept: str
    name: Text
    holds: bool = True
    short: Text | None = None
    sense: Text | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """Whether an outcome holds in every draw that there may be, and whether in any; None where this is not settled."""

    necessary: bool | None = None
    possible: bool | None = None

    @classmethod
    def of(cls, always: bool, not_always: bool, some: bool, never: bool) -> Bound:
        """Return what four proofs come to, each of which may be missing.

        Examples
        --------
        >>> Bound.of(False, True, False, False)
        Bound(necessary=False, possible=None)
        """
        necessary = True if always else False if not_always or never else None
        return cls(necessary, False if never else True if some or always else None)

    @classmethod
    def across(cls, parts: Sequence[Bound]) -> Bound:
        """Return the bound where any of several cases may be drawn.

        Examples
        --------
        >>> Bound.across([Bound(True, True), Bound(None, None)])
        Bound(necessary=None, possible=True)
        """
        everywhere, anywhere = {part.necessary for part in parts}, {part.possible for part in parts}
        necessary = False if False in everywhere else None if None in everywhere else True
        return cls(necessary, True if True in anywhere else None if None in anywhere else False)


class Kind(Protocol[M, S]):
    """What a kind answers; mypy proves it where a package says ``KIND: Kind[ConflictModel, ConflictSolution] = …``."""

    @property
    def name(self) -> str:
        """What documents call it."""

    @property
    def title(self) -> Text:
        """What people call it."""

    @property
    def Model(self) -> type[BaseModel]:
        """The schema of its section."""

    @property
    def subjects(self) -> tuple[str, ...]:
        """What ``explain`` can be asked about."""

    @property
    def starter(self) -> str:
        """A commented document to begin with; it passes ``check``."""

    def check(self, case: Case[M]) -> Iterable[Problem]:
        """Resolve names and test what a schema cannot; paths are relative to the model's section."""

    def solve(self, case: Case[M]) -> S:
        """Answer exactly, or with a bound that the solution states."""

    def findings(self, solution: S) -> Sequence[Finding]:
        """Say what the solution means, headline first, in both languages."""

    def verdicts(self, solution: S) -> Mapping[str, Sequence[str]]:
        """Return, by concept, the subjects that hold; readings are compared by these, `expect` is checked by them."""

    def payload(self, solution: S) -> Json:
        """Return the JSON fields of ``solve`` beyond headline and findings."""

    def tables(self, solution: S) -> Sequence[Table]:
        """Return the answer as tables, the most important first."""

    def explain(self, solution: S, question: Question) -> Sequence[Explanation]:
        """Answer a why-question; LookupError (with did-you-mean) where the subject, actor or concept is unknown."""

    def figures(self, solved: Sequence[S], lang: Lang) -> Sequence[Figure]:
        """Draw the readings solved (base first); the first figure is the one that carries the argument."""

    def inputs(self, case: Case[M]) -> Sequence[Input]:
        """Return what may vary and by which law."""

    def outcomes(self, case: Case[M]) -> Sequence[Outcome]:
        """Describe the columns that ``evaluate`` returns."""

    def evaluate(self, case: Case[M], draws: Columns) -> Columns:
        """Answer every draw at once: arrays in, arrays out, one row a draw."""


@runtime_checkable
class Certain(Protocol):
    """What a kind may add for ``stress``: proofs beside shares."""

    def certain(self, case: Case[Any], laws: Mapping[str, InputLaw]) -> Mapping[str, Bound]:
        """Bound outcomes, by id, from the laws of what varies; what is not proved is left out or None."""

    def assurances(self, case: Case[Any], bounds: Mapping[str, Bound]) -> Sequence[Text]:
        """Say what each actor can be sure of, given the bounds of a whole study."""
