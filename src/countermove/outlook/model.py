"""What an analyst may write in an outlook; nothing here knows how it is solved."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from countermove.document.evidence import Basis, Section
from countermove.document.laws import Constant, Quantity, Within
from countermove.document.text import Text

ONE = Quantity(Constant(1.0))
Weight = Annotated[Quantity, Within(0, 10)]
Share = Annotated[Quantity, Within(0, 1)]
Positive = Annotated[Quantity, Within(1e-9)]
NotNegative = Annotated[Quantity, Within(0)]


class Variant(Section):
    """One way in which a factor can turn out."""

    name: Text
    short: Text | None = Field(None, description="a short name for figures")
    about: Text | None = None
    basis: Basis = ()

    @property
    def label(self) -> Text:
        """The short name where there is one."""
        return self.short or self.name


class Factor(Section):
    """Something that the future turns on, with its variants; variants in their natural order, if they have one."""

    name: Text
    short: Text | None = Field(None, description="a short name for figures")
    about: Text | None = None
    variants: dict[str, Variant] = Field(min_length=1)
    basis: Basis = ()

    @property
    def label(self) -> Text:
        """The short name where there is one."""
        return self.short or self.name


class Influence(Section):
    """How one factor bears on another: a row for each variant of the first, a number for each variant of the second.

    3 promotes strongly, −3 restricts strongly, 0 has no bearing; a row that is left out is all zero.
    """

    rows: dict[str, tuple[Quantity, ...]] = Field(
        description="variant of the first → one number a variant of the second"
    )
    weight: Weight = Field(ONE, description="weight of evidence: all numbers of the rows are multiplied by it")
    spread: float = Field(0, ge=0, description="numbers without a law of their own vary this far up and down")
    why: Text | None = None
    basis: Basis = ()


class Indicator(Section):
    """Something to be observed by a date that tells outcomes apart."""

    name: Text
    criterion: Text | None = Field(None, description="what must be seen, and where, for a yes")
    by: date | None = Field(None, description="the day on which it is read, YYYY-MM-DD")
    under: dict[str, Share] = Field(description="variant of the outcome → probability of a yes if it comes about")
    observed: bool | None = Field(None, description="what was seen; left out while open")
    basis: Basis = ()

    @model_validator(mode="after")
    def _resolves(self) -> Indicator:
        _require_resolution("an indicator", self.criterion, self.by)
        return self


class Stated(Section):
    """The probability that somebody gives to a forecast."""

    name: Text
    probability: Share
    basis: Basis = ()


class Forecast(Section):
    """A statement about the future that will turn out true or false by a date."""

    statement: Text
    criterion: Text | None = Field(None, description="what must be seen, and where, for it to count as true")
    by: date | None = Field(None, description="the day on which it is resolved, YYYY-MM-DD")
    held: dict[str, Stated] = Field(min_length=1, description="who gives it which probability")
    happened: bool | None = Field(None, description="how it turned out; left out while open")
    basis: Basis = ()

    @model_validator(mode="after")
    def _resolves(self) -> Forecast:
        _require_resolution("a forecast", self.criterion, self.by)
        return self


class Waiting(Section):
    """What waiting costs a side, a year, and what it gains if the other side gives way first."""

    cost: NotNegative
    gain: Positive
    basis: Basis = ()


class Delay(Section):
    """Two sides who both wait for the other to give way (a war of attrition), beside the outlook."""

    name: Text
    sides: dict[str, Waiting] = Field(description="two actors")
    years: float = Field(5, gt=0, description="for how many years ahead to say whether the matter is still open")
    about: Text | None = None

    @field_validator("sides")
    @classmethod
    def _two(cls, value: dict[str, Waiting]) -> dict[str, Waiting]:
        if len(value) != 2:
            raise ValueError(f"{len(value)} sides stand here; a war of attrition has two: name two actors")
        return value


class Place(Section):
    """Which system a party is in when the network splits."""

    size: Positive
    system: Literal["first", "second", "both"]
    basis: Basis = ()


class Parting(Section):
    """Two systems in place of one, beside the outlook: what it costs each party."""

    name: Text
    first: Text
    second: Text
    parties: dict[str, Place] = Field(min_length=2)
    elasticity: NotNegative = Field(description="how fast a party's benefit rises with the share it can work with")
    interoperability: Share = Field(description="how much of the other system stays usable")
    doubling: NotNegative = Field(description="cost of running both systems, as a share of the benefit of one")
    about: Text | None = None


class OutlookModel(Section):
    """Factors with their variants, how they bear on each other, and what would be observed."""

    factors: dict[str, Factor] = Field(min_length=1)
    impacts: dict[str, dict[str, Influence]] = Field(default_factory=dict, description="factor → factor → judgements")
    outcome: str | None = Field(None, description="the factor whose variants the question is about")
    scale: float = Field(3, gt=0, description="largest judgement in size, before weighing")
    near: float = Field(1, ge=0, description="scenarios that miss consistency by at most this much are listed too")
    succession: Literal["global", "local", "incremental"] = "global"
    indicators: dict[str, Indicator] = Field(default_factory=dict)
    forecasts: dict[str, Forecast] = Field(default_factory=dict)
    delay: Delay | None = None
    split: Parting | None = None


def _require_resolution(what: str, criterion: Text | None, by: date | None) -> None:
    if criterion is None or not (criterion.get("en").strip() or criterion.get("zh").strip()):
        raise ValueError(
            f"{what} without a resolution criterion cannot be scored; write `criterion:`, what must be seen for a yes"
        )
    if by is None:
        raise ValueError(f"{what} without a date cannot be scored; write `by:`, e.g. by: 2030-12-31")
