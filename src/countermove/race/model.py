"""What an analyst may write in a race: stocks, flows, formulas, ready flows, events and what is to be compared.

Nothing here knows how a race is solved. Names are those of system dynamics (Forrester 1961, *Industrial Dynamics*):
a stock accumulates, a flow fills or drains it, an auxiliary is computed from them at every moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from countermove.document.evidence import Basis, Section
from countermove.document.faults import did_you_mean
from countermove.document.laws import Quantity, Within, read_quantity
from countermove.document.text import Text


@dataclass(frozen=True, slots=True)
class Term:
    """A number with its law, or a formula over names: ``3``, ``{uniform: [1, 4]}``, ``$pace``, ``"power / need"``.

    Exactly one of ``quantity`` and ``formula`` is given.
    """

    quantity: Quantity | None = None
    formula: str | None = None

    @classmethod
    def _read(cls, value: object, info: Any) -> Term:
        if isinstance(value, Term):
            return value
        if isinstance(value, str) and not value.startswith("$"):
            return cls(formula=value)
        return cls(quantity=read_quantity(value, (info.context or {}).get("parameters", {})))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read a number in any form, or a formula."""
        return core_schema.with_info_plain_validator_function(cls._read)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe both forms."""
        number = Quantity.__get_pydantic_json_schema__(schema, handler)
        return {"anyOf": [*number["anyOf"], {"type": "string", "description": "a formula over names"}]}


def constant(value: float) -> Term:
    """Return the term that is always this number."""
    return Term(quantity=read_quantity(value, {}))


def _share(term: Term) -> Term:
    if term.quantity is not None:
        Within(0, 1)._check(term.quantity)
    return term


def _not_negative(term: Term) -> Term:
    if term.quantity is not None:
        Within(0)._check(term.quantity)
    return term


Share = Annotated[Term, AfterValidator(_share)]
AtLeastZero = Annotated[Term, AfterValidator(_not_negative)]


class Clock(Section):
    """From when to when, in which steps; ``start`` and ``end`` are dates in the clock's unit (2026.5 is mid-2026)."""

    start: float
    end: float
    step: float = Field(
        0.05, gt=0, description="step of the fixed-step solver; every result is checked against another"
    )
    unit: str = "year"

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"the clock ends at {self.end:g}, before it starts: write an end after {self.start:g}")
        if (self.end - self.start) / self.step > 20_000:
            raise ValueError(
                f"a step of {self.step:g} makes more than 20000 steps: write a longer step or an earlier end"
            )
        return self


class Constant(Section):
    """A number that formulas may use; events and counterfactuals may set it anew."""

    value: Quantity
    unit: str | None = None
    name: Text | None = None
    basis: Basis = ()


class Stock(Section):
    """What accumulates. It may not fall below zero unless ``may_be_negative``."""

    start: Term
    unit: str | None = None
    name: Text | None = None
    actor: str | None = None
    may_be_negative: bool = False
    basis: Basis = ()


class Flow(Section):
    """What fills a stock (``into``), drains one (``from``), or moves between two, per unit of time."""

    rate: Term
    into: str | None = None
    out_of: str | None = Field(None, alias="from")
    name: Text | None = None
    actor: str | None = None
    basis: Basis = ()

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.into is None and self.out_of is None:
            raise ValueError("the flow leads nowhere: name a stock in `into` or `from`")
        return self


class Auxiliary(Section):
    """What is computed at every moment from stocks, constants and `time`."""

    value: Term
    unit: str | None = None
    name: Text | None = None
    actor: str | None = None
    basis: Basis = ()


class Event(Section):
    """What changes on a date: constants take new values, stocks jump."""

    at: Quantity
    name: Text | None = None
    set: dict[str, Term] = Field(default_factory=dict, description="constant → its value from then on")
    add: dict[str, Term] = Field(default_factory=dict, description="stock → what is added to it on that date")
    basis: Basis = ()


# Ready flows ---------------------------------------------------------------------------------------------------------


class RichardsonSide(Section):
    """One actor of an arms race: dx/dt = reaction · rival − fatigue · own + grievance, up to a ceiling."""

    start: AtLeastZero
    reaction: Term
    fatigue: Term
    grievance: Term = constant(0)
    ceiling: AtLeastZero | None = None
    basis: Basis = ()


class Richardson(Section):
    """An arms race (Richardson 1960, *Arms and Insecurity*); each actor reacts to the sum of the others."""

    flow: Literal["richardson"]
    of: dict[str, RichardsonSide] = Field(min_length=2)
    unit: str | None = None
    name: Text | None = None
    basis: Basis = ()


class Arenas(Section):
    """A race in several arenas: each effort reacts to the rival's efforts, weighted by how far arenas overlap.

    dx[i, d]/dt = reaction_i · Σ_e overlap[d, e] · Σ_j≠i x[j, e] − fatigue_i · x[i, d] + grievance[i, d].
    """

    flow: Literal["arenas"]
    arenas: tuple[str, ...] = Field(min_length=1)
    overlap: tuple[tuple[Share, ...], ...]
    of: dict[str, ArenaSide] = Field(min_length=2)
    unit: str | None = None
    name: Text | None = None
    basis: Basis = ()

    @model_validator(mode="after")
    def _square(self) -> Self:
        size = len(self.arenas)
        shape = [len(row) for row in self.overlap]
        if shape != [size] * size:
            raise ValueError(f"`overlap` has rows of {shape}: write {size} rows of {size} numbers, one an arena")
        return self


class ArenaSide(Section):
    """One actor in every arena: numbers that differ by arena are mappings arena → number."""

    start: dict[str, AtLeastZero]
    grievance: dict[str, Term] = Field(default_factory=dict)
    reaction: Term
    fatigue: Term
    basis: Basis = ()


class Bottleneck(Section):
    """An output made from inputs that replace each other hardly (elasticity 0: the least input alone counts)."""

    flow: Literal["bottleneck"]
    inputs: dict[str, Term] = Field(min_length=2, description="input → the output that it alone would allow")
    elasticity: AtLeastZero = constant(0)
    unit: str | None = None
    actor: str | None = None
    name: Text | None = None
    input_names: dict[str, Text] = Field(default_factory=dict)
    basis: Basis = ()


class BuildDelay(Section):
    """Orders that arrive in a stock after a delay: an Erlang pipeline of ``order`` equal stages."""

    flow: Literal["build-delay"]
    orders: Term
    into: str
    delay: Annotated[Term, AfterValidator(_not_negative)]
    order: int = Field(3, ge=1, le=12)
    start: AtLeastZero = Field(constant(0), description="what is under way at the start, spread evenly over the stages")
    actor: str | None = None
    name: Text | None = None
    basis: Basis = ()


class LearningCurve(Section):
    """Unit cost that falls by the share ``saving`` with each doubling of experience (Wright 1936)."""

    flow: Literal["learning-curve"]
    experience: str
    reference: Term = Field(description="experience at which the cost is `cost`")
    cost: AtLeastZero
    saving: Share
    unit: str | None = None
    actor: str | None = None
    name: Text | None = None
    basis: Basis = ()


class BassSide(Section):
    """One system that spreads: innovation p, imitation q; quality climbs by itself and by learning from the best."""

    innovation: AtLeastZero
    imitation: AtLeastZero
    start: AtLeastZero = constant(0)
    market: AtLeastZero | None = None
    quality: AtLeastZero = constant(1)
    climb: Term = constant(0)
    absorb: AtLeastZero = constant(0)
    nodes: int | None = Field(None, ge=1, description="independent suppliers or sites the system runs on")
    needed: int = Field(1, ge=1, description="how many of them must work")
    actor: str | None = None
    name: Text | None = None
    basis: Basis = ()


class Bass(Section):
    """Systems that spread by innovation and imitation (Bass 1969), in one shared market or each in its own.

    ``spill`` maps a system to the systems whose users it also imitates, with a share; ``taste`` is how strongly
    adopters prefer quality (0: not at all); ``failure`` the chance that one node fails.
    """

    flow: Literal["bass"]
    systems: dict[str, BassSide] = Field(min_length=1)
    market: AtLeastZero | None = None
    spill: dict[str, dict[str, Share]] = Field(default_factory=dict)
    taste: AtLeastZero = constant(0)
    failure: Share | None = None
    unit: str | None = None
    name: Text | None = None
    basis: Basis = ()

    @model_validator(mode="after")
    def _one_market(self) -> Self:
        own = [name for name, side in self.systems.items() if side.market is not None]
        if self.market is not None and own:
            raise ValueError(f"both a shared `market` and one of {own[0]!r}: keep one of the two")
        if self.market is None and len(own) < len(self.systems):
            raise ValueError("no market: write `market` for all systems together, or one for each system")
        return self


class ExportControl(Section):
    """A supplier cuts what a buyer imports; part leaks, home supply substitutes, and the shortage spurs it on.

    supply = demand · (1 − cut · (1 − leakage)) + quality · home;  d home/dt = growth · home + induced · shortage, the
    induced part after ``lag`` where one is given. The cut begins ``at`` a date.
    """

    flow: Literal["export-control"]
    demand: Term
    cut: Share
    leakage: Share = constant(0)
    at: Quantity
    home: AtLeastZero = constant(0)
    growth: Term = constant(0)
    quality: AtLeastZero = constant(1)
    induced: AtLeastZero = constant(0)
    lag: AtLeastZero | None = None
    unit: str | None = None
    actor: str | None = None
    name: Text | None = None
    basis: Basis = ()


FLOWS = ("richardson", "arenas", "bottleneck", "build-delay", "learning-curve", "bass", "export-control")


def _known_flow(value: Any) -> Any:
    if isinstance(value, dict) and value.get("flow") not in FLOWS:
        if "flow" not in value:
            raise ValueError(f"a ready flow says which: write `flow:` with one of {', '.join(FLOWS)}")
        raise ValueError(f"no ready flow {value['flow']!r}; {did_you_mean(str(value['flow']), FLOWS)}")
    return value


Ready = Annotated[
    Richardson | Arenas | Bottleneck | BuildDelay | LearningCurve | Bass | ExportControl, Field(discriminator="flow")
]

# What is asked -------------------------------------------------------------------------------------------------------


class Contest(Section):
    """Who leads: one quantity an actor, the greater (or, with ``lower_leads``, the lesser) leads."""

    of: dict[str, str] = Field(min_length=2, description="actor → formula")
    name: Text | None = None
    lower_leads: bool = False
    basis: Basis = ()


class Counterfactual(Section):
    """The same race without some events, or with constants set otherwise; `measure` is compared over time."""

    measure: str
    without: tuple[str, ...] = ()
    set: dict[str, Term] = Field(default_factory=dict)
    name: Text | None = None
    basis: Basis = ()

    @model_validator(mode="after")
    def _different(self) -> Self:
        if self.without or self.set:
            return self
        raise ValueError("nothing differs: name events in `without`, or constants in `set`")


class Threshold(Section):
    """Up to which value of a constant one course pays more than another: both are run over the constant's range.

    The model as it stands is the course ``option``; with the constants of ``against`` it is the course ``other``.
    """

    of: str = Field(description="the constant that is moved")
    low: float
    high: float
    payoff: str = Field(description="a formula, read at the end of the run; more is better")
    against: dict[str, Term] = Field(min_length=1, description="constant → its value under the other course")
    option: Text
    other: Text
    basis: Basis = ()

    @model_validator(mode="after")
    def _room(self) -> Self:
        if self.high > self.low:
            return self
        raise ValueError(f"no room to move between {self.low:g} and {self.high:g}: write low below high")


class Decision(Section):
    """What one actor chooses: a constant, between two ends, to make a quantity at the end of the run greatest."""

    control: str
    low: float
    high: float
    payoff: str

    @model_validator(mode="after")
    def _room(self) -> Self:
        if self.high > self.low:
            return self
        raise ValueError(f"no room to choose between {self.low:g} and {self.high:g}: write low below high")


class Strategy(Section):
    """Actors that choose a path each, in equal periods, knowing the model but not each other's path (open loop)."""

    decisions: dict[str, Decision] = Field(min_length=1)
    periods: int = Field(3, ge=1, le=12)
    name: Text | None = None
    basis: Basis = ()


class Safety(Section):
    """Teams that trade safety for speed (Armstrong, Bostrom, Shulman 2016, *AI & Society* 31:201)."""

    teams: int = Field(2, ge=2, le=100)
    spread: Annotated[Quantity, Within(0)] = Field(description="capability is uniform between 0 and this")
    enmity: Annotated[Quantity, Within(0, 1)] = Field(description="0: a rival's safe win is as good; 1: as bad as ruin")
    information: Literal["none", "private", "public"] = "private"
    name: Text | None = None
    basis: Basis = ()


class RaceModel(Section):
    """A race between actors over time."""

    kind: Literal["race"] = "race"
    clock: Clock
    headline: str | None = Field(None, description="what answers the question: a contest, ready flow, … or `strategy`")
    units: dict[str, str] = Field(default_factory=dict, description="unit → what it is a multiple of: {GPU: 0.7 * kW}")
    constants: dict[str, Constant] = Field(default_factory=dict)
    stocks: dict[str, Stock] = Field(default_factory=dict)
    flows: dict[str, Flow] = Field(default_factory=dict)
    auxiliaries: dict[str, Auxiliary] = Field(default_factory=dict)
    ready: dict[str, Annotated[Ready, BeforeValidator(_known_flow)]] = Field(default_factory=dict)
    events: dict[str, Event] = Field(default_factory=dict)
    contests: dict[str, Contest] = Field(default_factory=dict)
    counterfactuals: dict[str, Counterfactual] = Field(default_factory=dict)
    thresholds: dict[str, Threshold] = Field(default_factory=dict)
    strategy: Strategy | None = None
    safety: dict[str, Safety] = Field(default_factory=dict)


Arenas.model_rebuild()
