"""How a record is written in a document: texts with positions and days, groups and covariates that go along."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

import numpy as np
from pydantic import BeforeValidator, Field, field_validator, model_validator

from countermove.agreement import record as table
from countermove.agreement.histories import History, history_of_counts
from countermove.agreement.parties import party_code
from countermove.agreement.record import JOINED, LATER, POSITIONS, Listed, Position, Record, Signals, build_record
from countermove.document.evidence import Basis, Section
from countermove.document.faults import AnalysisError, did_you_mean
from countermove.document.laws import LARGEST
from countermove.document.text import Text


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


V = TypeVar("V")


def by_code(value: Mapping[object, V]) -> dict[str, V]:
    """Return what is written of parties by their codes; refuse a party that stands there twice, as NO and as NOR."""
    read = [party_code(code) for code in value]
    for code in read:
        if read.count(code) > 1:
            raise ValueError(f"{code} stands here twice; keep it once")
    return dict(zip(read, value.values(), strict=True))


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
    attended: int | None = Field(
        None,
        ge=1,
        description="how many parties attended, where their number is known and their names are not",
    )
    rest: Literal["not_listed", "yes", "unstated"] = Field(
        "unstated", description="what every member of the UN that is not named did: yes in a vote, not_listed on a list"
    )
    clauses: tuple[str, ...] | None = Field(
        None, description="which clauses the text is coded to have; texts left uncoded tell nothing of clauses"
    )
    counts: dict[datetime.date, int] = Field(
        default_factory=dict, description="how many had joined by a day, where the list was read more than once"
    )
    joined_on: dict[datetime.date, Codes] = Field(
        default_factory=dict, description="on which days those named joined, where that is known"
    )
    note: Text | None = None
    basis: Basis = ()

    @field_validator("counts", "joined_on", mode="before")
    @classmethod
    def _days(cls, value: object) -> object:
        if not isinstance(value, dict):
            raise ValueError("expected days, e.g. {2026-02-05: 35}")
        read = [_read_day(day) for day in value]
        for day in read:
            if read.count(day) > 1:
                raise ValueError(f"{day} stands here twice; keep it once")
        return dict(zip(read, value.values(), strict=True))

    @field_validator("counts")
    @classmethod
    def _not_below_zero(cls, value: dict[datetime.date, int]) -> dict[datetime.date, int]:
        for day, count in value.items():
            if count < 0:
                raise ValueError(f"{count} had joined by {day}; write how many had, 0 or more")
        return value

    @field_validator("positions")
    @classmethod
    def _known(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for position in value:
            if position not in POSITIONS:
                raise ValueError(f"no position {position!r}; {did_you_mean(position, POSITIONS)}")
        steps: dict[str, list[int]] = {}
        for position, codes in value.items():
            for code in codes:
                steps.setdefault(code, []).append(LATER.get(position, 0))
        for code, taken in sorted(steps.items()):
            if len(taken) > 1 and (0 in taken or len(set(taken)) < len(taken)):
                only = "only a later step (signed, then ratified, then withdrew) adds a second"
                raise ValueError(f"{code} holds two positions on one text; keep one: {only}")
        return value

    @field_validator("tally")
    @classmethod
    def _known_totals(cls, value: dict[str, int]) -> dict[str, int]:
        for position in value:
            if position not in POSITIONS:
                raise ValueError(f"no position {position!r}; {did_you_mean(position, POSITIONS)}")
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
        joined = sum(counts.get(position, 0) for position in JOINED)
        self._days_agree(joined)
        if self.attended is not None and self.attended < joined:
            raise ValueError(f"{self.attended} attended, fewer than the {joined} who joined: correct one of them")
        known = sum(counts.values())
        if self.attended is not None and self.rest != "unstated" and self.attended > known:
            raise ValueError(f"{self.attended} attended, more than the {known} looked up: correct one of them")
        return self

    def _days_agree(self, joined: int) -> None:
        """Refuse counts that fall, come before the text or after the list was read, or that the names contradict."""
        if (self.counts or self.joined_on) and self.date is None:
            raise ValueError("counts by day need the day on which the text was opened: write its date")
        days = sorted({*self.counts, *self.joined_on})
        for day in days:
            if self.date is not None and day < self.date:
                raise ValueError(f"somebody joined on {day}, before the text of {self.date}: correct one of them")
            if self.day is not None and day > self.day:
                raise ValueError(f"{day} is after {self.day}, the day on which the list was read: correct one of them")
        for before, after in zip(sorted(self.counts), sorted(self.counts)[1:], strict=False):
            if self.counts[after] < self.counts[before]:
                fall = f"from {self.counts[before]} on {before} to {self.counts[after]} on {after}"
                raise ValueError(f"the count falls {fall}: correct one of them")
        if self.counts and self.counts[max(self.counts)] > joined:
            raise ValueError(f"{self.counts[max(self.counts)]} had joined, more than the {joined} named: correct one")
        if self.day is not None and self.counts.get(self.day, joined) != joined:
            raise ValueError(f"{self.counts[self.day]} had joined by {self.day}, {joined} are named: correct one")
        named = {code for position in JOINED for code in self.positions.get(position, ())}
        for code in (code for codes in self.joined_on.values() for code in codes):
            if code not in named:
                raise ValueError(f"{code} joined on a day, but is not named among those who joined: add it there")
        dated = [code for codes in self.joined_on.values() for code in codes]
        twice = sorted({code for code in dated if dated.count(code) > 1})
        if twice:
            raise ValueError(f"{twice[0]} joined on two days: keep one")

    def history(self, name: str, stated: int) -> History | None:
        """Return when parties joined, from counts by day or from the days of all who joined; None where too few."""
        if self.date is None:
            return None
        joined = sum(len(codes) for position, codes in self.positions.items() if position in JOINED)
        counts = dict(self.counts)
        if sum(map(len, self.joined_on.values())) == joined:
            for day in sorted(self.joined_on):
                so_far = sum(len(codes) for other, codes in self.joined_on.items() if other <= day)
                counts.setdefault(day, so_far)
        if counts and self.day is not None:
            counts.setdefault(self.day, joined)
        return history_of_counts(name, self.date, counts, stated, self.attended)

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
        return by_code(value)

    @field_validator("values")
    @classmethod
    def _numbers(cls, value: dict[str, float]) -> dict[str, float]:
        if not value:
            raise ValueError("nobody has a value here; write one number a party, or leave the covariate out")
        for code, number in value.items():
            if not abs(number) <= LARGEST:
                raise ValueError(f"{number:g} of {code} is no ordinary number; leave a party without a value out")
        return value


class PartyGroup(Section):
    """Parties that belong together, e.g. neighbours or allies: what some of them do tells of the others."""

    name: Text
    members: Codes
    since: Day = None
    until: Day = None
    source: str | None = None

    @model_validator(mode="after")
    def _somebody_some_day(self) -> Self:
        if not self.members:
            raise ValueError("nobody is in this group; name its members, or leave the group out")
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise ValueError(f"the group ends on {self.until}, not after {self.since}; correct one of them")
        return self


class RecordSection(Section):
    """Parties × texts, with the groups and covariates that go with them."""

    texts: dict[str, RecordedText]
    groups: dict[str, PartyGroup] = Field(default_factory=dict)
    covariates: dict[str, Covariate] = Field(default_factory=dict)

    @field_validator("texts")
    @classmethod
    def _some_text(cls, value: dict[str, RecordedText]) -> dict[str, RecordedText]:
        if not value:
            raise ValueError("the record has no text; write at least one, with its positions")
        return value

    def record(self) -> Record:
        """Return the record as a table."""
        lines = (line for name, text in self.texts.items() for line in text.lines(name))
        opened = {name: text.date for name, text in self.texts.items() if text.date is not None}
        record = build_record(lines, whole_lists=False, opened=opened)
        stated = dict(zip(record.texts, (~np.isnan(record.joined)).sum(axis=0).tolist(), strict=True))
        histories = (text.history(name, stated[name]) for name, text in self.texts.items())
        return replace(record, histories=tuple(one for one in histories if one is not None))

    def signals(self) -> Signals:
        """Return the groups and covariates."""
        return Signals(
            tuple(table.Group(name, frozenset(g.members), g.since, g.until) for name, g in self.groups.items()),
            tuple(table.Covariate(name, one.as_of, one.values) for name, one in self.covariates.items()),
        )


def record_of_document(path: str | Path) -> tuple[Record, Signals]:
    """Return the record of the first agreement in a YAML document that has one, and what goes along with it.

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
                section = RecordSection.model_validate(model["record"])
            except ValidationError as wrong:
                at = ".".join(str(step) for step in wrong.errors()[0]["loc"])
                said = wrong.errors()[0]["msg"].removeprefix("Value error, ")
                raise AnalysisError(f"{path}: record.{at}: {said}") from None
            return section.record(), section.signals()
    raise AnalysisError(f"{path} has no agreement with a record: give a record, or a CSV file")
