"""What an analyst may write about an agreement; nothing here knows how it is solved."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from countermove.agreement.clauses import ONE, Clause, NonNegative, Positive
from countermove.agreement.written import Codes, RecordSection, by_code
from countermove.agreement.written_games import (
    NOTHING,
    FamilySection,
    HomePlayer,
    NoiseSection,
    SponsorsSection,
)
from countermove.document.evidence import Basis, Section
from countermove.document.laws import Quantity
from countermove.document.text import Text

LISTED_PARTIES = 62
"""Up to so many parties every equilibrium is listed; beyond, the least and the greatest one are."""


class ForecastSection(Section):
    """Which text of the record to forecast, from which positions on it."""

    text: str
    learn_from: Literal["others", "none"] = Field(
        "others",
        description="others: everybody else's position on the text counts; none: other texts only",
    )
    months: int = Field(12, ge=1, le=600, description="how far ahead the pace of joining is carried on")
    expect: dict[str, Literal["listed", "not_listed"]] = Field(
        default_factory=dict, description="what somebody expected of single parties, to be set beside the forecast"
    )

    @field_validator("expect", mode="before")
    @classmethod
    def _codes(cls, value: object) -> object:
        return by_code(value) if isinstance(value, dict) else value


class Membership(Section):
    """A party to the participation game: what joining is worth to it by itself."""

    name: Text | None = None
    own: Quantity = NOTHING
    capability: NonNegative = ONE
    counts: NonNegative = Field(ONE, description="how many states it stands for in quotas")
    movable: bool = Field(True, description="whether it may be brought in by an offer of its own")
    codes: Codes = Field((), description="the states it stands for, where it is a group")
    veto: Quantity = Field(
        NOTHING, description="a threshold at home that the net benefit must exceed, e.g. ratification"
    )
    home: dict[str, HomePlayer] = Field(
        default_factory=dict, description="players at home, each of whom must gain, or as many as `consent` says"
    )
    consent: int | None = Field(None, ge=1, description="how many players at home must gain; all where left out")
    basis: Basis = ()

    @model_validator(mode="after")
    def _enough_at_home(self) -> Self:
        if self.consent is not None and self.consent > len(self.home):
            said = f"players at home who must consent: {self.consent}, players named: {len(self.home)}"
            raise ValueError(f"{said}; lower `consent`, or name more in `home`")
        return self


class Influence(Section):
    """What it adds to some parties' net benefit that each of some others is inside."""

    on: tuple[str, ...]
    of: tuple[str, ...]
    amount: Quantity
    basis: Basis = ()


class Condition(Section):
    """What it adds to some parties' net benefit that enough of some parties are inside, themselves included."""

    name: Text
    of: tuple[str, ...] = Field((), description="who counts; everybody where left out")
    quota: Positive
    by: Literal["counts", "capability"] = "counts"
    on: tuple[str, ...] = Field((), description="for whom it matters; everybody where left out")
    bonus: Quantity
    basis: Basis = ()


class TargetSection(Section):
    """What a tipping package must reach in every equilibrium."""

    parties: tuple[str, ...] = ()
    count: NonNegative = NOTHING


class DesignSection(Section):
    """Which texts to compare: every combination of these clauses; and who should all sign the deepest."""

    clauses: tuple[str, ...] = Field((), description="all clauses where left out")
    together: tuple[str, ...] = Field((), description="a coalition whose deepest common text is sought")
    bring_in: tuple[str, ...] = Field((), description="parties of which it is asked what bringing them in costs")
    beside: dict[str, Text] = Field(
        default_factory=dict, description="readings whose designs are set side by side, with a name for each"
    )


class PublicGoodSection(Section):
    """What an agreement in force does: benefits linear in the total effort, own cost quadratic."""

    benefit: dict[str, NonNegative]
    cost: dict[str, Positive]
    club: NonNegative = Field(NOTHING, description="worth of each other member to a member: a linked issue")
    measure: NonNegative = Field(NOTHING, description="cost of each member to an outsider: a trade measure")
    minimum: int = Field(2, ge=2, description="members needed for entry into force")
    basis: Basis = ()

    @model_validator(mode="after")
    def _same_parties(self) -> Self:
        if set(self.benefit) != set(self.cost):
            odd = sorted(set(self.benefit) ^ set(self.cost))
            raise ValueError(f"{odd[0]!r} has a benefit or a cost, not both: give both")
        if not 2 <= len(self.benefit) <= 200:
            said = "every coalition of up to 24 is checked, those of more are searched"
            raise ValueError(f"the number of parties is {len(self.benefit)}; name 2 to 200: {said}")
        if not any(quantity.centre for quantity in self.benefit.values()):
            raise ValueError("the benefits are all zero: give some party a benefit above zero")
        if self.minimum > len(self.benefit):
            most = len(self.benefit)
            raise ValueError(f"a minimum of {self.minimum} members, of {most} parties; write {most} or fewer")
        return self


class AgreementModel(Section):
    """Who signs, what tips whom, and what holds itself up."""

    unit: Text = Field(Text("states", "国家"), description="what `counts` counts, in the plural")
    record: RecordSection | None = None
    forecast: ForecastSection | None = None
    parties: dict[str, Membership] = Field(default_factory=dict)
    influences: tuple[Influence, ...] = ()
    conditions: dict[str, Condition] = Field(default_factory=dict)
    clauses: dict[str, Clause] = Field(default_factory=dict)
    target: TargetSection | None = None
    design: DesignSection | None = None
    public_good: PublicGoodSection | None = None
    sponsors: SponsorsSection | None = None
    family: FamilySection | None = None
    noise: NoiseSection | None = None
    start: tuple[str, ...] = Field((), description="parties inside at the outset, from whom a cascade begins")

    @model_validator(mode="after")
    def _something(self) -> Self:
        sections = (self.record, self.public_good, self.sponsors, self.family)
        if not self.parties and all(section is None for section in sections):
            raise ValueError(
                "an agreement needs a record, parties, sponsors, a family or a public good: write at least one"
            )
        if len(self.parties) > LISTED_PARTIES and any(
            amount.law.support[0] < 0
            for amount in (*(one.amount for one in self.influences), *(one.bonus for one in self.conditions.values()))
        ):
            raise ValueError(
                f"{len(self.parties)} parties, of whom some put others off, are too many to list every equilibrium: "
                f"merge like-minded ones, to at most {LISTED_PARTIES}, or leave out influences below zero"
            )
        return self
