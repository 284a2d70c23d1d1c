"""What an analyst may write in a dilemma; nothing here knows how it is solved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from countermove.document.evidence import Basis, Section
from countermove.document.laws import FORMS, Quantity, Within, read_quantity
from countermove.document.text import Text

Probability = Annotated[Quantity, Within(0, 1)]
Amount = Annotated[Quantity, Within(0, math.inf)]
Family = Literal[
    "prisoners_dilemma", "assurance", "chicken", "deadlock", "harmony", "coordination", "battle", "hero", "compromise"
]


@dataclass(frozen=True, slots=True)
class Each:
    """A number for both actors, or one an actor: ``0.9`` or ``{us: 0.9, cn: {uniform: [0.6, 0.9]}}``."""

    shared: Quantity | None
    own: Mapping[str, Quantity]

    def of(self, actor: str) -> Quantity:
        """Return an actor's number."""
        return self.own[actor] if self.shared is None else self.shared

    @property
    def all(self) -> Mapping[str, Quantity]:
        """The numbers by actor, or one under the empty name where it is shared."""
        return self.own if self.shared is None else {"": self.shared}

    @classmethod
    def _read(cls, value: object, info: Any) -> Each:
        if isinstance(value, Each):
            return value
        parameters = (info.context or {}).get("parameters", {})
        if isinstance(value, Mapping) and not set(value) & set(FORMS):
            return cls(None, {str(actor): read_quantity(number, parameters) for actor, number in value.items()})
        return cls(read_quantity(value, parameters), {})

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read one number, or a mapping of actors to numbers."""
        return core_schema.with_info_plain_validator_function(cls._read)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe both forms."""
        number = Quantity.__get_pydantic_json_schema__(schema, handler)
        return {"anyOf": [*number["anyOf"], {"type": "object", "additionalProperties": number}]}


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds for every number of an ``Each``; ``below`` excludes the upper one."""

    low: float = -math.inf
    high: float = math.inf
    below: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check the support of every law after it is read."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, each: Each) -> Each:
        for actor, quantity in each.all.items():
            low, high = quantity.law.support
            if low < self.low or high > self.high or (self.below and high == self.high):
                whose = f"{actor}: " if actor else ""
                stated = f"{quantity.centre:g}" if low == high else f"a law that reaches from {low:g} to {high:g}"
                upper = "" if self.high == math.inf else f" and {'below' if self.below else 'at most'} {self.high:g}"
                raise ValueError(f"{whose}{stated} is out of range: must be at least {self.low:g}{upper}")
        return each


Discount = Annotated[Each, Range(0, 1, below=True)]


class Action(Section):
    """Something an actor can do in the stage game."""

    name: Text
    basis: Basis = ()


class Cells(Section):
    """The four payoffs of an actor that may restrain or accelerate."""

    T: Quantity = Field(description="temptation: it accelerates alone")
    R: Quantity = Field(description="reward: both restrain")
    P: Quantity = Field(description="punishment: both accelerate")
    S: Quantity = Field(description="sucker's payoff: it restrains alone")


class Element(Section):
    """Something a dialogue can deliver: new values for some of its terms, at a cost."""

    name: Text
    set: dict[
        Literal[
            "linkage",
            "relative_gains",
            "transfer",
            "sanction",
            "overlap",
            "detection",
            "false_alarm",
            "discount",
            "cut",
            "restore",
        ],
        Each,
    ] = Field(min_length=1)
    cost: Amount = Field(default_factory=lambda: read_quantity(1, {}))
    basis: Basis = ()

    @model_validator(mode="after")
    def _within(self) -> Self:
        for name, value in self.set.items():
            for actor, quantity in value.all.items():
                low, high = quantity.law.support
                share = name in ("overlap", "detection", "false_alarm", "discount", "cut", "restore")
                if low < 0 or (share and high > 1) or (name == "discount" and high >= 1):
                    raise ValueError(
                        f"{name} {quantity.centre:g} is out of range: " + _RANGES["share" if share else name]
                    )
                if actor and name not in ("relative_gains", "discount"):
                    raise ValueError(f"{name} is one number for both: leave out {actor!r}")
        return self


_RANGES = {
    "share": "write a number from 0 to 1 (a discount factor below 1)",
    **{name: "write a number of at least 0" for name in ("linkage", "relative_gains", "transfer", "sanction")},
}


class Rule(Section):
    """A rule of conduct with memory: the chance of restraint after each history that its actor has seen."""

    name: Text
    after: tuple[Annotated[float, Field(ge=0, le=1)], ...] = Field(
        description="4, 16 or 64 numbers: after CC, CD, DC, DD (C restrain, own action first), newest round last"
    )
    basis: Basis = ()

    @model_validator(mode="after")
    def _memory(self) -> Self:
        if len(self.after) not in (4, 16, 64):
            raise ValueError(f"{len(self.after)} numbers in `after`: give 4 (one round remembered), 16 or 64")
        return self


class Matches(Section):
    """Finite matches of every rule against every rule, played with random numbers."""

    rounds: int = Field(ge=1, le=100_000)
    repetitions: int = Field(100, ge=1, le=10_000)
    seed: int = Field(1, ge=0)

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        turns = self.rounds * self.repetitions
        if turns > 2_000_000:
            raise ValueError(f"{turns:,} turns a pair of rules: keep rounds times repetitions within 2,000,000")
        return self


class Dialogue(Section):
    """The repeated dialogue: patience, monitoring, and what could be added."""

    discount: Discount = Field(description="continuation δ: how much the next round counts")
    detection: Probability = Field(default_factory=lambda: read_quantity(1, {}), description="q, chance of an alarm")
    false_alarm: Probability = Field(
        default_factory=lambda: read_quantity(0, {}), description="chance of an alarm though both restrain, each"
    )
    sanction: Amount = Field(default_factory=lambda: read_quantity(0, {}), description="fine f for what is detected")
    linkage: Quantity = Field(default_factory=lambda: read_quantity(0, {}), description="added to R")
    transfer: Amount = Field(
        default_factory=lambda: read_quantity(0, {}), description="deposit a lone accelerator pays"
    )
    overlap: Probability = Field(default_factory=lambda: read_quantity(1, {}), description="γ, share of same fields")
    relative_gains: Annotated[Each, Range(0)] = Field(
        default_factory=lambda: Each(read_quantity(0, {}), {}), description="k in own payoff less k times the other's"
    )
    cut: Probability = Field(default_factory=lambda: read_quantity(0, {}), description="the channel breaks, per round")
    restore: Probability = Field(default_factory=lambda: read_quantity(1, {}), description="it is restored, per round")
    fined_on: bool = Field(False, description="acceleration always seen and fined on, instead of detected once")
    execution_errors: Probability = Field(default_factory=lambda: read_quantity(0, {}))
    perception_errors: Probability = Field(default_factory=lambda: read_quantity(0, {}))
    rules: dict[str, Rule] = Field(default_factory=dict, max_length=8, description="rules of conduct to be paired")
    matches: Matches | None = Field(None, description="play the rules that remember one round, for so many rounds")
    elements: dict[str, Element] = Field(default_factory=dict, max_length=8)
    basis: Basis = ()

    @model_validator(mode="after")
    def _one_hand_a_term(self) -> Self:
        if self.fined_on and self.false_alarm.law.support != (0, 0):
            raise ValueError("`fined_on` says that acceleration is always seen: leave out `false_alarm`")
        owner: dict[str, str] = {}
        for key, element in self.elements.items():
            for name in element.set:
                if name in owner:
                    raise ValueError(f"both {owner[name]!r} and {key!r} set {name}: let one element change a term")
                owner[name] = key
        return self


class Institution(Section):
    """The stage before: who pays for verification, dialogue or an emergency line."""

    cost: Amount = Field(description="v, paid whether or not it comes about")
    actors: int = Field(2, ge=2, le=30, description="n, all alike")
    needed: int = Field(2, ge=1, description="k, the providers it takes")
    rule: Literal["threshold", "additive"] = "threshold"
    step: Amount | None = Field(None, description="additive: what each payer adds for everybody")
    basis: Basis = ()

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.needed > self.actors:
            raise ValueError(f"{self.needed} of {self.actors} providers: `needed` must be from 1 to {self.actors}")
        if (self.rule == "additive") != (self.step is not None):
            raise ValueError("`step` goes with `rule: additive`: give both or neither")
        return self


class Contest(Section):
    """Competition for a prize in overlapping fields and windows."""

    prize: Amount
    decisiveness: Annotated[Quantity, Within(0.01, 10)] = Field(description="r: how far effort decides")
    overlap: Probability = Field(description="γ of today")
    window: Probability = Field(default_factory=lambda: read_quantity(1, {}), description="ω of today")
    cost: Annotated[Each, Range(1e-9)] = Field(description="unit cost of effort")
    strength: Annotated[Each, Range(1e-9)] = Field(default_factory=lambda: Each(read_quantity(1, {}), {}))
    outsiders: Quantity | None = Field(None, description="what a unit of effort brings those outside")
    overlap_apart: Probability = Field(description="γ when each keeps to its own strengths")
    window_apart: Probability = Field(description="ω when investments are staggered")
    basis: Basis = ()


class Steps(Section):
    """A ladder of stakes, and how much trust there is at its foot."""

    stakes: tuple[float, ...] = Field(min_length=1, max_length=60)
    trust: Annotated[Quantity, Within(0.001, 0.999)] | None = None
    basis: Basis = ()

    @model_validator(mode="after")
    def _above_zero(self) -> Self:
        if min(self.stakes) <= 0:
            raise ValueError(f"stake {min(self.stakes):g} is not above 0")
        return self


class Exempted(Section):
    """A verified exemption: what is conceded, how well it is verified, and what stays controlled then."""

    gain: Amount = Field(description="what evading the rest still brings")
    detection: Probability
    conceded: Amount = Field(description="harm of what is exempt")
    verified: Probability
    misuse: Amount = Field(description="further harm where the exemption hides more")
    basis: Basis = ()


class Inspecting(Section):
    """A controller and an evader."""

    controller: str
    evader: str
    detection: Probability
    false_alarm: Probability = Field(default_factory=lambda: read_quantity(0, {}))
    gain: Amount
    fine: Amount
    harm: Amount
    cost: Amount
    alarm_cost: Amount = Field(default_factory=lambda: read_quantity(0, {}))
    rounds: int = Field(1, ge=1, le=60)
    looks: int | None = Field(None, ge=0, description="inspections that may be spent over the rounds")
    closes: Probability | None = Field(None, description="an open gap is closed, per round")
    redesigns: Probability | None = Field(None, description="a closed gap is designed around, per round")
    redesign_cost: Amount | None = None
    exemption: Exempted | None = None
    outsiders: Quantity | None = Field(None, description="what an undetected evasion brings those outside")
    basis: Basis = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.looks is not None and self.looks > self.rounds:
            raise ValueError(f"{self.looks} looks in {self.rounds} rounds: `looks` must be from 0 to {self.rounds}")
        if (self.closes is None) != (self.redesigns is None):
            raise ValueError("`closes` and `redesigns` go together: give both or neither")
        return self


class Waiting(Section):
    """Committing now or waiting to learn."""

    actor: str
    gain: Amount = Field(description="worth of the commitment if it turns out well")
    loss: Amount = Field(description="what it costs if it turns out badly")
    chance: Probability = Field(description="that it turns out well")
    learns: Probability = Field(description="that a round of waiting tells which")
    basis: Basis = ()


class Motive(Section):
    """One reading of an actor's motive: its own ranks, and how likely it is before anything is seen."""

    name: Text
    ranks: tuple[tuple[int, ...], ...]
    prior: Amount
    basis: Basis = ()


class Observed(Section):
    """What actors were seen to do, and the motives that might explain it."""

    acts: dict[str, str] = Field(min_length=1)
    motives: dict[str, dict[str, Motive]]
    belief: Probability = Field(description="that the other restrains, as the actor sees it")
    error: Annotated[Quantity, Within(0.000001, 0.5)] = Field(
        default_factory=lambda: read_quantity(0.05, {}), description="share of acts against the motive"
    )
    basis: Basis = ()


class DilemmaModel(Section):
    """A dilemma of two actors: a stage game, and what surrounds it."""

    between: tuple[str, str]
    actions: dict[str, Action] = Field(
        default_factory=lambda: {
            "restrain": Action(name=Text("Restrain", "克制")),
            "accelerate": Action(name=Text("Accelerate", "加速")),
        },
        min_length=1,
        max_length=12,
        description="what both can do, restraint first",
    )
    own_actions: dict[str, dict[str, Action]] = Field(default_factory=dict, description="where the two differ")
    ranks: dict[str, tuple[tuple[int, ...], ...]] | None = Field(
        None,
        description="by actor or `both`: rows own action, columns the other's; greater is better, ties share a rank",
    )
    utilities: dict[str, tuple[tuple[Quantity, ...], ...]] | None = Field(None, description="the same with numbers")
    cells: dict[str, Cells] | None = Field(None, description="by actor or `both`: T, R, P, S")
    swaps: int = Field(0, ge=0, le=6, description="stress: random swaps of neighbouring ranks of each actor")
    claimed: Family | None = Field(None, description="the game that a text says this is; checked")
    outsiders: tuple[tuple[Quantity, ...], ...] | None = Field(
        None, description="what each profile brings those outside; rows the first actor's actions"
    )
    dialogue: Dialogue | None = None
    institution: Institution | None = None
    contest: Contest | None = None
    steps: Steps | None = None
    waiting: Waiting | None = None
    inspection: Inspecting | None = None
    observed: Observed | None = None
    basis: Basis = ()

    @model_validator(mode="after")
    def _one_stage(self) -> Self:
        given = [name for name in ("ranks", "utilities", "cells") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"a stage game is written one way, not {len(given)}: keep one of {', '.join(given)}")
        if not given and self.inspection is None and self.contest is None:
            raise ValueError("nothing to solve: give `ranks`, `utilities` or `cells`, an `inspection` or a `contest`")
        if self.between[0] == self.between[1]:
            raise ValueError(f"`between` names {self.between[0]!r} twice: name two actors")
        return self
