"""What solving an agreement answers: frozen, and saying what each part stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from countermove.agreement.beginnings import NoiseAnswer, StartAnswer
from countermove.agreement.clauses import Menu
from countermove.agreement.coalition_findings import Staged
from countermove.agreement.coalition_search import CoalitionSearch
from countermove.agreement.drafting import Drafts
from countermove.agreement.histories import History
from countermove.agreement.home import HomeAnswer
from countermove.agreement.like_parties import FamilyAnswer
from countermove.agreement.pace import Pace
from countermove.agreement.participation import Bools, Floats, Ints, Participation, Transfers
from countermove.agreement.pricing import NeverPays, Price
from countermove.agreement.record import Record
from countermove.agreement.sponsoring import SponsorsAnswer
from countermove.agreement.stability import Stability
from countermove.agreement.standing import Standing
from countermove.agreement.text_effects import TextEffects
from countermove.agreement.tipping import Tipping
from countermove.document.text import Text


@dataclass(frozen=True, slots=True)
class ClauseSwing:
    """What adding a level of a clause, or dropping or changing it, does to who is inside in every equilibrium.

    ``clause`` is the level added, dropped or changed to; ``held`` is the level changed from, where there is one.
    """

    clause: str
    present: bool
    held: str | None
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GameAnswer:
    """The participation game solved.

    ``every`` and ``some`` say who is inside in every equilibrium and in at least one; ``inside`` lists the equilibria
    (all of them if ``complete``). ``wave`` is the round in which each party joins when nobody is inside at the outset.
    ``aim`` says the target in words; ``tipping``, ``transfers`` and the swings are None or empty where the game is not
    monotone or no target is set.
    """

    parties: tuple[str, ...]
    game: Participation
    counts: Floats
    every: Bools
    some: Bools
    inside: Bools
    complete: bool
    wave: Ints
    aim: Text = Text("", "")
    levers: tuple[Text, ...] = ()
    tipping: Tipping | None = None
    transfers: Transfers | None = None
    swings: tuple[ClauseSwing, ...] = ()

    def named(self, inside: Bools) -> list[str]:
        """Return the ids of these parties."""
        return [self.parties[k] for k in np.flatnonzero(inside)]


@dataclass(frozen=True, slots=True)
class BesideDesign:
    """The design of another reading, set beside: its common text, depth, and what bringing parties in costs there."""

    reading: str
    title: Text
    menu: Menu
    largest: tuple[str, ...] | None
    depth: float
    prices: tuple[Price, ...]


@dataclass(frozen=True, slots=True)
class Excepted:
    """A clause of the text as it stands that allows reservations: who makes one, and what a strict clause would do.

    ``kept_by_it`` would stay out without reservations, ``put_off_by_it`` would join then. ``net`` is ``depth`` in the
    share of the states inside that the clause binds.
    """

    clause: str
    reserve: tuple[str, ...]
    kept_by_it: tuple[str, ...]
    put_off_by_it: tuple[str, ...]
    depth: float
    net: float


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """In which share of draws some text brings a party in, and in which the text does that does so most often."""

    party: int
    some: float
    level: tuple[int, ...]
    best: float


@dataclass(frozen=True, slots=True)
class DrawnDesign:
    """The design where valuations are drawn; ``common`` is the share in which all would sign the common text."""

    draws: int
    brought: tuple[BroughtIn, ...]
    common: float | None


@dataclass(frozen=True, slots=True)
class DesignAnswer:
    """The texts that no other beats; the deepest one that a named coalition would all sign; what parties cost.

    ``never`` says of clauses that pay on no text of the front why not; ``present_inside`` who signs the text as it
    stands; ``beside`` holds the designs of readings that differ; ``drawn`` what becomes of it where valuations vary.
    """

    parties: tuple[str, ...]
    menu: Menu
    front: Drafts
    together: tuple[str, ...]
    largest: tuple[str, ...] | None
    depth: float
    never: Mapping[str, NeverPays]
    prices: tuple[Price, ...]
    present_inside: Bools
    beside: tuple[BesideDesign, ...] = ()
    drawn: DrawnDesign | None = None

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that texts may have."""
        return self.menu.clauses


@dataclass(frozen=True, slots=True)
class PublicGoodAnswer:
    """Which coalitions hold themselves up in the public good game.

    ``consistent`` and ``farsighted`` are the largest consistent set and a farsighted stable set over bit masks, where
    joining is free, given up to six parties; ``farsighted`` is None also where no such set exists.
    """

    parties: tuple[str, ...]
    stability: Stability
    minimum: int
    consistent: Bools | None = None
    farsighted: Bools | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """One party's chance of being on the list: mean, 90 % interval, the three features that move it most.

    ``asked`` is its chance (mean, interval) of joining at the table, where parties not listed count as the share of a
    refusal that the number of those who attended gives.
    """

    party: str
    listed: bool | None
    probability: float
    low: float
    high: float
    reasons: tuple[tuple[str, float], ...]
    asked: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class ForecastAnswer:
    """Every party's outlook on one text, and the denominator: how many positions were stated.

    ``refusal_share`` is how much of a refusal each party not listed counts as at the table, None where unknown.
    """

    text: str
    stated: int
    joined: int
    attendance: str
    outlooks: tuple[Outlook, ...]
    expected: Mapping[str, str]
    as_of: date | None = None
    attended: int | None = None
    refusal_share: float | None = None

    @property
    def unlisted(self) -> list[Outlook]:
        """Parties that are not on the list, nearest to it first."""
        return sorted(
            (one for one in self.outlooks if one.listed is False), key=lambda one: (-one.probability, one.party)
        )

    @property
    def surprising(self) -> list[Outlook]:
        """Parties that are on the list, least expected first."""
        return sorted((one for one in self.outlooks if one.listed), key=lambda one: (one.probability, one.party))


@dataclass(frozen=True, slots=True)
class PaceAnswer:
    """How many more are expected on a text within some months.

    ``looked_up`` counts all of the record as at risk, ``attended`` only those who attended when the text was opened;
    ``unseen`` is what the first would be without the text's own counts: the width that is the priors'.
    """

    history: History
    months: int
    looked_up: Pace
    attended: Pace | None
    unseen: Pace


@dataclass(frozen=True, slots=True)
class AgreementSolution:
    """One reading solved. ``names`` holds what people call each party, text and clause."""

    document: str
    reading: str
    title: Text
    names: Mapping[str, Text]
    texts: Mapping[str, Text]
    clauses: Mapping[str, Text]
    basis: tuple[str, ...]
    unit: Text = Text("states", "国家")
    record: Record | None = None
    game: GameAnswer | None = None
    design: DesignAnswer | None = None
    design_gap: Text | None = None
    excepted: tuple[Excepted, ...] = ()
    public_good: PublicGoodAnswer | None = None
    forecast: ForecastAnswer | None = None
    pace: PaceAnswer | None = None
    text_effects: TextEffects | None = None
    features: Mapping[str, Text] = field(default_factory=dict)
    sponsors: SponsorsAnswer | None = None
    family: FamilyAnswer | None = None
    noise: NoiseAnswer | None = None
    start: StartAnswer | None = None
    home: tuple[HomeAnswer, ...] = ()
    searched: CoalitionSearch | None = None
    staged: Staged | None = None
    standing: Standing | None = None

    def called(self, parties: list[str] | tuple[str, ...], limit: int = 8) -> Text:
        """Return these parties' names as a list for people."""
        from countermove.document.text import listed

        return listed([self.names.get(party, Text.both(party)) for party in parties], limit)
