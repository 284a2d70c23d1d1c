"""Who says what: sources, claims, contradictions, actors and parameters of a document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from countermove.document.laws import Quantity, read_basis
from countermove.document.text import Text

Basis = Annotated[tuple[str, ...], BeforeValidator(read_basis)]


class Section(BaseModel):
    """A mapping of the document that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Source(Section):
    """A text that claims are taken from."""

    title: Text
    author: Text | None = None
    date: str | None = None
    where: Text | None = None
    url: str | None = None
    note: Text | None = None


class Claim(Section):
    """One thing that a source says, of which kind it is and how it stands."""

    text: Text
    source: str
    at: str | None = Field(None, description="page or line in the source")
    quote: str | None = Field(None, description="the source's own words, in its own script")
    kind: Literal["fact", "motive", "forecast", "value", "hypothetical"]
    standing: Literal["supported", "contradicted", "unconfirmed", "untestable"]
    note: Text | None = Field(None, description="what other sources say of it")
    see: tuple[str, ...] = Field((), description="sources that the note or the standing relies on")


class Contradiction(Section):
    """A point on which sources differ."""

    topic: Text
    claims: tuple[str, ...]
    accounts: dict[str, Text] = Field(default_factory=dict, description="what each source says of it")
    note: Text | None = None
    see: tuple[str, ...] = Field((), description="sources that the note relies on")


class Parameter(Section):
    """A number that several places of the document share, written `$name` there."""

    value: Quantity
    name: Text | None = None
    basis: Basis = ()


class Actor(Section):
    """Somebody who chooses."""

    name: Text
    short: Text | None = Field(None, description="a short name for figures")
    about: Text | None = None
    members: tuple[str, ...] = ()

    @property
    def label(self) -> Text:
        """The short name where there is one."""
        return self.short or self.name


class System(Section):
    """One of the systems of the mission, listed by the register."""

    title: Text
    question: Text | None = None
    sources: tuple[str, ...] = ()


class Correlation(Section):
    """Inputs that move together: a rank correlation between each pair of them."""

    of: tuple[str, ...] = Field(min_length=2)
    rank: float = Field(gt=-1, lt=1)


class Study(Section):
    """A stress study that ships with the document."""

    title: Text | None = None
    draws: int = Field(10_000, ge=1)
    seed: int = Field(1, ge=0)
    model: str | None = None
    reading: str | None = None
    design: Literal["monte-carlo", "latin-hypercube", "sobol"] = "monte-carlo"
    vary: tuple[object, ...] = Field((), description="what varies; everything that has a law where left out")
