"""What an analyst may write in a bargain; nothing here knows how it is solved."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from countermove.bargain.sections import Adoption, Contract, Location, Regulation
from countermove.document.evidence import Basis, Section
from countermove.document.laws import Constant, Quantity, Within
from countermove.document.text import Text

Share = Annotated[Quantity, Within(0, 1)]
AtLeastZero = Annotated[Quantity, Within(0)]
Positive = Annotated[Quantity, Within(1e-6)]
ONE, NONE = Quantity(Constant(1.0)), Quantity(Constant(0.0))
DEFAULT_LEVELS = 5


class Anchor(Section):
    """A point of an issue's scale in words."""

    at: float
    text: Text


class Issue(Section):
    """Something to be settled: a scale, points of it in words, and the levels a text could settle on."""

    name: Text
    about: Text | None = None
    scale: tuple[float, float] = Field((0.0, 100.0), description="its two ends, the lesser first")
    anchors: tuple[Anchor, ...] = Field((), description="points of the scale in words")
    levels: tuple[float, ...] = Field((), description="what a text could say; five even steps where left out")
    basis: Basis = ()

    @model_validator(mode="after")
    def _points_on_the_scale(self) -> Self:
        low, high = self.scale
        if not low < high:
            raise ValueError(f"the scale [{low:g}, {high:g}] does not rise; write the least value first")
        for word, points in (("anchor", [a.at for a in self.anchors]), ("level", self.levels)):
            for point in points:
                if not low <= point <= high:
                    raise ValueError(f"the {word} {point:g} is off the scale; keep it between {low:g} and {high:g}")
        if list(self.levels) != sorted(set(self.levels)):
            raise ValueError("levels do not rise or repeat; write each once, the least first")
        return self

    @property
    def points(self) -> tuple[float, ...]:
        """The levels, or even steps along the scale."""
        if self.levels:
            return self.levels
        low, high = self.scale
        return tuple(low + (high - low) * step / (DEFAULT_LEVELS - 1) for step in range(DEFAULT_LEVELS))

    def wording(self, value: float) -> Text:
        """Return a point of the scale in the words of the nearest anchor, with the number."""
        number = Text.both(f"{value:g}")
        if not self.anchors:
            return number
        near = min(self.anchors, key=lambda anchor: abs(anchor.at - value))
        if abs(near.at - value) > 1e-9:
            return Text("{n}, nearest to “{t}”", "{n}（接近“{t}”）").of(n=number, t=near.text)
        return Text("{n}, “{t}”", "{n}（“{t}”）").of(n=number, t=near.text)


class Stance(Section):
    """Where one party stands on one issue."""

    position: Quantity = Field(description="its ideal point on the issue's scale")
    salience: Share = Field(description="how much the issue matters to it, 0 to 1")
    worth: tuple[float, ...] | None = Field(
        None, description="what each level is worth to it, where that does not fall with the distance; else left out"
    )
    flexibility: AtLeastZero = Field(NONE, description="how far from its ideal point it loses nothing, on the scale")
    red_line: tuple[Quantity, Quantity] | None = Field(None, description="the range outside which it accepts nothing")
    basis: Basis = ()


class Party(Section):
    """What one actor brings to the table and where it stands, issue by issue."""

    capability: AtLeastZero = Field(ONE, description="what it can bring to bear, on any scale that all share")
    positions: dict[str, Stance] = Field(min_length=1)
    no_deal: Quantity = Field(NONE, description="what ending without a deal costs it beyond the status quo")
    reservation: Quantity | None = Field(
        None,
        description="what no deal is worth to it, its best package being 0; instead of the status quo less no_deal",
    )
    patience: Share | None = Field(None, description="what one round later is worth to it")
    weight: Positive = Field(ONE, description="its bargaining weight in the axiomatic solutions, above 0")
    votes: float = Field(1.0, ge=0, description="its votes where votes are weighted")
    outside: bool = Field(False, description="bears the deal but has no say in it")
    ratifies_for: str | None = Field(
        None, description="the party that can sign only what this one accepts too: a parliament at home"
    )
    basis: Basis = ()

    @property
    def has_say(self) -> bool:
        """Whether it sits at the table."""
        return not self.outside and self.ratifies_for is None


class Rule(Section):
    """How the deal is decided."""

    decide: Literal["consensus", "majority", "weighted"] = "consensus"
    quota: float | None = Field(None, gt=0, description="votes needed where votes are weighted")
    vetoes: tuple[str, ...] = Field((), description="actors without whom nothing passes")
    setter: str | None = Field(None, description="who alone makes the proposal, if one actor does")
    basis: Basis = ()


class Talks(Section):
    """How offers alternate: who proposes when, for how long, and what happens after a refusal."""

    first: str | None = Field(None, description="who proposes first where parties take turns")
    proposes: dict[str, Share] = Field({}, description="chance of each party to propose in a round, instead of turns")
    rounds: int | None = Field(None, ge=1, le=1_000, description="after that many refusals there is no deal")
    breakdown: Share = Field(NONE, description="chance that talks end after a refusal")
    basis: Basis = ()


class Passage(Section):
    """A sentence of a source, coded: whose position on which issue it states, and who coded it."""

    id: str | None = None
    source: str
    at: str | None = None
    quote: str | None = None
    actor: str
    issue: str
    position: float
    low: float | None = None
    high: float | None = None
    coder: str = "analyst"
    basis: Basis = ()

    @model_validator(mode="after")
    def _range_holds_the_position(self) -> Self:
        low = self.position if self.low is None else self.low
        high = self.position if self.high is None else self.high
        if not low <= self.position <= high:
            raise ValueError(f"the range {low:g}–{high:g} leaves out the position {self.position:g}; widen the range")
        return self


class BargainModel(Section):
    """A bargain: issues, parties, where things stand today, and how a deal is decided."""

    issues: dict[str, Issue] = Field(min_length=1)
    parties: dict[str, Party] = Field(min_length=2)
    status_quo: dict[str, Quantity] = Field(description="where each issue stands today; a deal may leave it there")
    rule: Rule = Rule()
    talks: Talks | None = Field(None, description="alternating offers; needs `patience` of everyone with a say")
    compare: tuple[tuple[str, str], ...] = Field((), description="pairs of parties whose texts are compared")
    passages: tuple[Passage, ...] = ()
    least_gain: float = Field(0.01, ge=0, le=1, description="a party signs only if it is better off by at least this")
    contract: Contract | None = Field(None, description="a text with gaps, and who has the last word")
    location: Location | None = Field(None, description="a plant that tariffs and subsidies may move")
    adoption: Adoption | None = Field(None, description="two standards that compete for users")
    regulation: Regulation | None = Field(None, description="regulators that each set their own rule on an issue")
    transfers: bool = Field(False, description="whether parties can pay each other, in units of utility")
    basis: Basis = ()
