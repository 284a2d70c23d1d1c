"""What may stand beside a bargain: a contract with gaps, a plant to site, standards to adopt, rules to set."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from countermove.document.evidence import Basis, Section
from countermove.document.laws import Constant, Quantity, Within
from countermove.document.text import Text

Share = Annotated[Quantity, Within(0, 1)]
AtLeastZero = Annotated[Quantity, Within(0)]
NONE, HALF, ONE = (Quantity(Constant(value)) for value in (0.0, 0.5, 1.0))
MOST_CLAUSES = 8


class Right(Section):
    """A power that a text leaves to somebody: to interpret, to revise, to exempt."""

    name: Text
    holder: str = Field(description="a signatory; or `joint` (used only by agreement), or `each` (every signatory)")
    use: Share = Field(description="chance in a period that it is used for the first time; then it binds")
    gain: AtLeastZero = Field(description="what its use brings the holder, a period")
    loss: AtLeastZero = Field(description="what its use costs each other signatory, a period")
    basis: Basis = ()


class Clause(Section):
    """Words that could be added to a contract."""

    name: Text
    joint: tuple[str, ...] = Field((), description="rights that it puts into joint hands")
    each: tuple[str, ...] = Field((), description="rights that it gives to every signatory")
    ends_after: int | None = Field(None, ge=1, description="the text lapses after that many periods")
    basis: Basis = ()


class Contract(Section):
    """A text that cannot foresee everything, and who has the last word where it is silent."""

    periods: int = Field(10, ge=1, le=200, description="how long it would run")
    discount: Share = Field(HALF, description="what one period later is worth")
    worth: dict[str, Quantity] = Field(
        min_length=2, description="what the words as written bring each signatory a period"
    )
    rights: dict[str, Right] = Field(min_length=1)
    clauses: dict[str, Clause] = Field({}, max_length=MOST_CLAUSES)
    basis: Basis = ()


class Site(Section):
    """Where the plant could stand."""

    name: Text
    government: str | None = Field(None, description="the party whose tariffs it escapes and whose subsidy it gets")
    cost: Quantity = Field(NONE, description="what producing there costs more than at the cheapest place")
    access: dict[str, Share] = Field({}, description="share of a market that can still be served from there")
    basis: Basis = ()


class Market(Section):
    """Where the product is sold."""

    name: Text
    government: str | None = Field(None, description="the party that sets its tariff")
    size: AtLeastZero = Field(description="what serving it whole is worth to the firm")
    basis: Basis = ()


class Policy(Section):
    """What a government may choose, and what it wants."""

    tariffs: tuple[float, ...] = Field((0.0,), min_length=1, description="rates to choose from, today's first")
    subsidies: tuple[float, ...] = Field((0.0,), min_length=1, description="amounts to choose from, today's first")
    plant: Quantity = Field(NONE, description="what hosting the plant is worth to it")
    passed_on: Share = Field(HALF, description="share of a tariff that its own buyers pay")
    basis: Basis = ()


class Location(Section):
    """A firm decides where to build; governments decide on tariffs and subsidies before."""

    firm: str
    now: str = Field(description="the site where it stays if it is indifferent")
    sites: dict[str, Site] = Field(min_length=2)
    markets: dict[str, Market] = Field(min_length=1)
    governments: dict[str, Policy] = Field(min_length=1)
    basis: Basis = ()


class Adoption(Section):
    """Two standards compete for users who gain from being many."""

    standards: dict[str, AtLeastZero] = Field(
        min_length=2, max_length=2, description="the two sponsors, each with the users it has today"
    )
    years: int = Field(20, ge=1, le=100)
    arrivals: AtLeastZero = Field(description="new users a year")
    network: AtLeastZero = Field(
        ONE, description="what a standard that all use is worth more than one that nobody uses"
    )
    taste: AtLeastZero = Field(
        HALF, description="tastes spread evenly from this much for the first to this much against"
    )
    quality: Quantity = Field(NONE, description="how much better the first standard is")
    switching: AtLeastZero = Field(ONE, description="what changing over costs a user")
    both: AtLeastZero = Field(ONE, description="what carrying both costs a user")
    basis: Basis = ()


class Tie(Section):
    """What two regulators' economies gain together if their rules are alike."""

    between: tuple[str, str]
    gain: AtLeastZero = Field(description="to each of the two, in units of utility")
    basis: Basis = ()


class Regulation(Section):
    """Regulators each set their own rule on some issues, at levels of these issues, looking at the others."""

    issues: tuple[str, ...] = Field(min_length=1)
    regulators: tuple[str, ...] = Field(min_length=2, max_length=5)
    ties: tuple[Tie, ...] = ()
    recognition: Share = Field(NONE, description="share of the loss from unlike rules that mutual recognition saves")
    basis: Basis = ()
