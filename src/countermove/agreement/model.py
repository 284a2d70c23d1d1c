"""What an analyst may write about an agreement; nothing here knows how it is solved."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from countermove.agreement.parties import party_code
from countermove.agreement.record import JOINED, POSITIONS, VOTES, Listed, Position, Record, build_record
from countermove.document.evidence import Basis, Section
from countermove.document.faults import AnalysisError, did_you_mean
from countermove.document.laws import Constant, Quantity, Within
from countermove.document.text import Text

NonNegative = Annotated[Quantity, Within(0)]
Positive = Annotated[Quantity, Within(1e-9)]
NOTHING = Quantity(Constant(0.0))
ONE = Quantity(Constant(1.0))


def _read_day(value: object) -> datetime.date | None:
    if value is None or isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{value!r} is no day: write it as 2026-02-05") from None


def _read_codes(value: object) -> tuple[str, ...]:
    written = value.split() if isinstance(value, str) else value
    if not isinstance(written, list | tuple):
        raise ValueError("expected party codes: a list, or one text with spaces between, e.g. FRA DEU NOR")
    codes = tuple(party_code(name) for name in written)
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ValueError(f"{twice[0]} is listed twice: keep it once")
    return codes


Day = Annotated[datetime.date | None, BeforeValidator(_read_day)]
Codes = Annotated[tuple[str, ...], BeforeValidator(_read_codes)]


class RecordedText(Section):
    """One text of the record: who took which position, by when, and how the rest of the parties is to be read."""

    title: Text
    date: Day = None
    as_of: Day = Field(None, description="the day on which a rolling list was read")
    source: str | None = None
    family: str = Field("", description="texts of a sort, e.g. votes; inferred from the positions where left out")
    attendance: Literal["unknown", "all", "listed"] = Field(
        "unknown",
        description="unknown: who could have joined is not known; all: every party; listed: those named",
    )
    tally: dict[str, int] = Field(
        default_factory=dict, description="the source's own totals, checked against the names"
    )
    positions: dict[str, Codes]
    rest: Literal["not_listed", "yes", "unstated"] = Field(
        "unstated", description="what every member of the UN that is not named did: yes in a vote, not_listed on a list"
    )
    note: Text | None = None
    basis: Basis = ()

    @field_validator("positions")
    @classmethod
    def _known(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for position in value:
            if position not in POSITIONS:
                raise ValueError(f"no position {position!r}; {did_you_mean(position, POSITIONS)}")
        named = [code for codes in value.values() for code in codes]
        twice = sorted({code for code in named if named.count(code) > 1})
        if twice and not {"withdrew", "ratified"} & set(value):
            raise ValueError(f"{twice[0]} holds two positions on one text: keep one")
        return value

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        counts = {position: len(codes) for position, codes in self.positions.items()}
        if self.rest != "unstated":
            from countermove.agreement.parties import parties

            members = {code for code, party in parties().items() if party.member}
            named = {code for codes in self.positions.values() for code in codes}
            counts[self.rest] = counts.get(self.rest, 0) + len(members - named)
        for position, stated in self.tally.items():
            if counts.get(position, 0) != stated:
                raise ValueError(
                    f"the tally says {stated} {position}, the names add up to {counts.get(position, 0)}: "
                    "correct one of them"
                )
        if not any(counts.get(position) for position in (*JOINED, "withdrew")):
            raise ValueError("nobody joined this text: name who did, or leave the text out")
        if self.date is not None and self.as_of is not None and self.as_of < self.date:
            raise ValueError(f"the list was read on {self.as_of}, before the text of {self.date}: correct one of them")
        return self

    @property
    def day(self) -> datetime.date | None:
        """The day the positions stand for: when the list was read, else the date of the text."""
        return self.as_of or self.date

    def lines(self, name: str) -> list[Listed]:
        """Return the text's positions line by line, the rest of the members of the UN included."""
        from countermove.agreement.parties import parties

        order = [position for position in POSITIONS if position in self.positions]
        made = [
            Listed(code, name, position, self.day, self.family)
            for position in order
            for code in self.positions[position]
        ]
        if self.rest != "unstated":
            named = {line.party for line in made}
            rest: Position = self.rest
            made += [
                Listed(code, name, rest, self.day, self.family)
                for code, party in parties().items()
                if party.member and code not in named
            ]
        return made


class Covariate(Section):
    """A number a party that may help to forecast; known on a day."""

    name: Text
    as_of: Day
    values: dict[str, float]
    source: str | None = None

    @field_validator("values", mode="before")
    @classmethod
    def _codes(cls, value: object) -> object:
        if not isinstance(value, dict):
            raise ValueError("expected one number a party, e.g. {NOR: 1.2}")
        return {party_code(code): number for code, number in value.items()}


class RecordSection(Section):
    """Parties × texts, with the covariates that go with them."""

    texts: dict[str, RecordedText] = Field(min_length=1)
    covariates: dict[str, Covariate] = Field(default_factory=dict)

    def record(self) -> Record:
        """Return the record as a table."""
        lines = (line for name, text in self.texts.items() for line in text.lines(name))
        return build_record(lines, whole_lists=False)


class ForecastSection(Section):
    """Which text of the record to forecast, from which positions on it."""

    text: str
    learn_from: Literal["others", "none"] = Field(
        "others",
        description="others: everybody else's position on the text counts; none: other texts only",
    )
    expect: dict[str, Literal["listed", "not_listed"]] = Field(
        default_factory=dict, description="what somebody expected of single parties, to be set beside the forecast"
    )


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
    basis: Basis = ()


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


class Clause(Section):
    """A clause that the text has or could have: what it is worth to each party, and how deep it binds."""

    name: Text
    present: bool = False
    depth: NonNegative = ONE
    cost: Positive = Field(ONE, description="what it costs to add it, in the units of offers, when it is a lever")
    lever: bool = Field(False, description="whether adding it may be part of a tipping package")
    values: dict[str, Quantity]
    basis: Basis = ()


class TargetSection(Section):
    """What a tipping package must reach in every equilibrium."""

    parties: tuple[str, ...] = ()
    count: NonNegative = NOTHING


class DesignSection(Section):
    """Which texts to compare: every combination of these clauses; and who should all sign the deepest."""

    clauses: tuple[str, ...] = Field((), description="all clauses where left out")
    together: tuple[str, ...] = Field((), description="a coalition whose deepest common text is sought")


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
        if not 2 <= len(self.benefit) <= 24:
            raise ValueError(f"{len(self.benefit)} parties: name 2 to 24, every coalition of them is checked")
        if not any(quantity.centre for quantity in self.benefit.values()):
            raise ValueError("the benefits are all zero: give some party a benefit above zero")
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

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.record is None and not self.parties and self.public_good is None:
            raise ValueError("an agreement needs a record, parties or a public good: write at least one")
        if len(self.parties) > 62:
            raise ValueError(
                f"{len(self.parties)} parties are too many to list every equilibrium: merge like-minded ones"
            )
        return self


def record_of_document(path: str | Path) -> Record:
    """Return the record of the first agreement in a YAML document that has one, without reading the rest.

    Raises
    ------
    AnalysisError
        If the file is missing, is no document, has no record, or a text of it is at fault.
    """
    from pydantic import ValidationError
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        document = YAML(typ="safe", pure=True).load(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as wrong:
        raise AnalysisError(f"{path} cannot be read as a document: {wrong}") from None
    models = document.get("models", {}) if isinstance(document, dict) else {}
    for model in models.values():
        if isinstance(model, dict) and model.get("kind") == "agreement" and "record" in model:
            try:
                return RecordSection.model_validate(model["record"]).record()
            except ValidationError as wrong:
                raise AnalysisError(f"{path}: {wrong.errors()[0]['msg']}") from None
    raise AnalysisError(f"{path} has no agreement with a record: give a record, or a CSV file")


__all__ = ["VOTES", "AgreementModel", "record_of_document"]
