"""How further games are written in a document: sponsors that bid, players at home, families of like parties."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from countermove.agreement.clauses import ONE, NonNegative, Positive
from countermove.document.evidence import Basis, Section
from countermove.document.laws import Constant, Quantity, Within
from countermove.document.text import Text

NOTHING = Quantity(Constant(0.0))


class SponsoredSystem(Section):
    """One of two systems, and what its sponsor would give for members."""

    name: Text
    worth: dict[str, NonNegative] = Field(
        default_factory=dict, description="what it is worth to the sponsor that each party is in its system"
    )
    loss: dict[str, NonNegative] = Field(
        default_factory=dict, description="what the sponsor loses by each party that is in the other system"
    )
    exclusive: bool = Field(False, description="whether members may not be in the other system")
    core: NonNegative = Field(NOTHING, description="what is in the system anyway, in the units of its quota")
    quota: NonNegative = Field(NOTHING, description="what the system needs to work, its core included")
    by: Literal["counts", "capability"] = Field("counts", description="what the quota counts of each party")
    prize: NonNegative = Field(NOTHING, description="what the sponsor gains once the quota is reached")
    budget: Positive | None = Field(None, description="the most that the sponsor can offer in all")
    basis: Basis = ()


class CourtedParty(Section):
    """A party between the systems: how it leans by itself, and what being in both means to it."""

    name: Text | None = None
    leaning: dict[str, Quantity] = Field(
        default_factory=dict, description="what each system is worth to it without any offer"
    )
    both: Quantity = Field(NOTHING, description="what being in both adds to the sum of the two; below zero: a cost")
    counts: NonNegative = Field(ONE, description="how many states it stands for")
    capability: NonNegative = ONE
    basis: Basis = ()


class SponsorsSection(Section):
    """Two sponsors bid for the parties between their systems."""

    systems: dict[str, SponsoredSystem]
    between: dict[str, CourtedParty] = Field(min_length=1)

    @model_validator(mode="after")
    def _two_and_few(self) -> Self:
        if len(self.systems) != 2:
            said = f"the number of systems is {len(self.systems)}"
            raise ValueError(f"{said}; name exactly two, each with its sponsor's worths")
        if len(self.between) > 12:
            raise ValueError(f"{len(self.between)} parties between are too many: merge like-minded ones, to at most 12")
        if not any(worth.centre for system in self.systems.values() for worth in _worths(system)):
            raise ValueError("all worths, losses and prizes are zero: say what a member is worth to some sponsor")
        return self


def _worths(system: SponsoredSystem) -> list[Quantity]:
    return [*system.worth.values(), *system.loss.values(), system.prize]


class HomePlayer(Section):
    """A player at home whose consent counts: a parliament, a ministry, an industry, an electorate."""

    name: Text | None = None
    own: Quantity = Field(NOTHING, description="what joining is worth to it apart from what it is worth to the party")
    follows: Positive = Field(ONE, description="how much of the party's net benefit counts for it")
    basis: Basis = ()


class FamilySection(Section):
    """An agreement among like parties: one of Barrett's families."""

    form: Literal["linear", "quadratic", "binary"] = Field(
        description="linear: each unit of effort is worth the same, at rising cost; quadratic: worth falls with the "
        "total; binary: a party acts or does not"
    )
    parties: int = Field(ge=2, le=500, description="how many like parties there are")
    benefit: Positive = ONE
    cost: Positive
    gain: Positive | None = Field(None, description="quadratic only: the total beyond which effort is worth nothing")
    discount: Annotated[Quantity, Within(0, 0.999999)] | None = Field(
        None, description="what the next period counts, for the repeated game; binary and linear only"
    )
    basis: Basis = ()

    @model_validator(mode="after")
    def _fits_its_form(self) -> Self:
        if (self.gain is not None) != (self.form == "quadratic"):
            if self.gain is None:
                raise ValueError("a quadratic family needs `gain`: the total beyond which effort is worth nothing")
            raise ValueError(f"`gain` has no part in the {self.form} family: leave it out")
        if self.form == "quadratic" and self.discount is not None:
            raise ValueError(
                "the repeated game is worked out for the binary and the linear family, where outsiders do not answer "
                "what signatories do: leave `discount` out"
            )
        return self


class NoiseSection(Section):
    """Noisy choices in the participation game: how sharply parties follow their benefit, and chance beginnings."""

    precision: float = Field(gt=0, le=1e6, description="how sharply choices follow net benefits")
    starts: int = Field(1000, ge=1, le=100_000, description="chance beginnings from which parties reconsider in turn")
    seed: int = Field(0, ge=0)
