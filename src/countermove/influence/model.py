"""What an analyst may write about influence between states and institutions; nothing here knows how it is solved."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from countermove.document.evidence import Basis, Section
from countermove.document.laws import Constant, Quantity, Within
from countermove.document.text import Text

NOTHING = Quantity(Constant(0.0))
ALWAYS = Quantity(Constant(1.0))
Share = Annotated[Quantity, Within(0, 1)]
Threshold = Annotated[Quantity, Within(1e-9, 1)]
NotNegative = Annotated[Quantity, Within(0)]


class Party(Section):
    """A state or an institution and how far it holds the proposition to be true: 0 not at all, 1 fully."""

    belief: Share = Field(description="first view; for a source with a campaign, the view it spreads")
    stubbornness: Share = Field(NOTHING, description="how far it keeps to its first view: 0 not at all, 1 always")
    confidence: Share | None = Field(
        None, description="how far another's view may lie from its own to be listened to; left out: all are"
    )
    basis: Basis = ()


class Alarm(Section):
    """A warning by a sender who gains if the receiver takes it to be graver than it is."""

    name: Text
    sender: str
    receiver: str
    bias: NotNegative = Field(
        description="how much further than the receiver the sender would go, on a scale of 0 to 1"
    )
    prior: Share = Field(description="probability that the receiver gives to the threat before any warning")
    threshold: Threshold = Field(description="probability from which on the receiver acts")
    about: Text | None = None
    basis: Basis = ()


class Act(Section):
    """A public act by which the party may show beforehand that it is constructive."""

    name: Text
    cost: NotNegative = Field(description="what the act costs whoever carries it out")
    binding: NotNegative = Field(description="what it costs on top to be held to it without meaning it")
    seen: Share = Field(ALWAYS, description="probability that the audience sees and believes that it took place")
    about: Text | None = None
    basis: Basis = ()


class Blame(Section):
    """A party that a rival may blame for a deadlock, and the acts that might block it beforehand."""

    name: Text
    party: str
    rival: str
    prior: Share = Field(description="how probable the audience holds it that the party obstructs")
    threshold: Share = Field(description="probability from which on the audience accepts the blame")
    harm: NotNegative = Field(description="what an accepted blame costs the party, in the measure of the acts' costs")
    acts: dict[str, Act] = Field(min_length=1)
    basis: Basis = ()

    @model_validator(mode="after")
    def _two(self) -> Blame:
        if self.party == self.rival:
            raise ValueError(f"{self.party} would blame itself; name another actor as `rival`")
        return self


class InfluenceModel(Section):
    """Who holds what of a proposition, who listens to whom, who warns, and who may be blamed."""

    proposition: Text | None = Field(None, description="what the parties hold to be true or not")
    parties: dict[str, Party] = Field(default_factory=dict)
    trust: dict[str, dict[str, Share]] = Field(
        default_factory=dict, description="listener → whom it listens to; weights sum to one; no row: only to itself"
    )
    sources: tuple[str, ...] = Field((), description="parties whose pull on the others is compared")
    rounds: int = Field(12, ge=1, le=1_000, description="rounds that figures show")
    warnings: dict[str, Alarm] = Field(default_factory=dict)
    blame: Blame | None = None

    @model_validator(mode="after")
    def _something(self) -> InfluenceModel:
        if self.parties and self.proposition is None:
            raise ValueError("the parties have beliefs, but about what? write `proposition:`")
        if not self.parties and not self.warnings and self.blame is None:
            raise ValueError("nothing is asked; write `parties:`, `warnings:` or `blame:`")
        return self
