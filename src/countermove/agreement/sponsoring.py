"""From what the analyst wrote about two sponsors to contests, and from contests to the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.assembly import Placed, lookup
from countermove.agreement.participation import TIE, Bools, Floats, Ints
from countermove.agreement.sponsors import (
    BOTH,
    FIRST,
    NEITHER,
    SECOND,
    Bidding,
    Contest,
    Offers,
    bid,
    divided,
    offers_apart,
    party_bests,
    separate_offers,
)
from countermove.document.text import Text

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel
    from countermove.agreement.written_games import SponsorsSection
    from countermove.document.evidence import Actor
    from countermove.kind import Columns

CONCEPTS = {
    FIRST: "with_first_sponsor",
    SECOND: "with_second_sponsor",
    BOTH: "with_both_sponsors",
    NEITHER: "with_neither_sponsor",
}
REACHES = "reaches_quota"
WORTH = Text("{system}: worth of {party} as a member", "{system}：{party}作为成员的价值")
LOSS = Text("{system}: loss by {party} in the other system", "{system}：{party}加入另一体系造成的损失")
CORE = Text("{system}: inside anyway", "{system}：原有成员")
QUOTA = Text("{system}: what it needs", "{system}：所需门槛")
PRIZE = Text("{system}: worth of reaching its quota", "{system}：达到门槛的价值")
BUDGET = Text("{system}: most that can be offered", "{system}：可出价的上限")
LEANING = Text("{party}: leaning to {system}", "{party}：对{system}的倾向")
HEDGE = Text("{party}: what being in both adds", "{party}：同时加入两套体系的附加值")
COUNTS = Text("{party}: states it stands for", "{party}：所代表的国家数")
CAPABILITY = Text("{party}: capability", "{party}：实力")


@dataclass(frozen=True, slots=True)
class SponsorsAnswer:
    """Who ends with whom, where offers may be hedged and where a choice is exclusive.

    ``exclusive`` says which of the two the document describes, ``demanding`` whose sponsor demands the choice.
    ``offers`` (hedged, exclusive) are to each party where worths add up, else None; ``apart`` says whether offers to
    each party apart hold the alignment that the document's rules lead to.
    """

    systems: tuple[str, str]
    parties: tuple[str, ...]
    counts: Floats
    contest: Contest
    exclusive: bool
    demanding: tuple[str, ...]
    by: tuple[str, str]
    budget: tuple[float | None, float | None]
    hedged: Bidding
    single: Bidding
    offers: tuple[Offers, Offers] | None
    apart: bool

    @property
    def held(self) -> Bidding:
        """The equilibrium under the document's own rules."""
        return self.single if self.exclusive else self.hedged

    def named(self, bidding: Bidding, alignment: int) -> list[str]:
        """Return the parties that align so."""
        return [party for party, own in zip(self.parties, bidding.alignment, strict=True) if own == alignment]

    def share_needed(self, system: int) -> float:
        """Return what share of the weight between a system needs beyond its core; above one, more than there is."""
        there = float(self.contest.weight[system].sum())
        return max(float(self.contest.quota[system] - self.contest.core[system]), 0.0) / there if there else 0.0

    def share_won(self, bidding: Bidding, system: int) -> float:
        """Return what share of the weight between ends in a system."""
        there = float(self.contest.weight[system].sum())
        inside = (bidding.alignment >> system & 1) == 1
        return float(self.contest.weight[system][inside].sum()) / there if there else 0.0


def sponsor_names(model: AgreementModel, actors: Mapping[str, Actor]) -> dict[str, Text]:
    """Return what people call the systems and the parties between them."""
    section = model.sponsors
    if section is None:
        return {}
    from countermove.agreement.assembly import party_name

    names = {system: one.name for system, one in section.systems.items()}
    for party, courted in section.between.items():
        names[party] = courted.name if courted.name is not None else party_name(model, actors, party)
    return names


def sponsor_quantities(model: AgreementModel, actors: Mapping[str, Actor]) -> Iterator[Placed]:
    """Yield every number of the sponsors' section with its place, in document order."""
    section = model.sponsors
    if section is None:
        return
    names = sponsor_names(model, actors)
    for key, system in section.systems.items():
        at = ("sponsors", "systems", key)
        for field, words, worths in (("worth", WORTH, system.worth), ("loss", LOSS, system.loss)):
            for party, worth in worths.items():
                called = words.of(system=system.name, party=names.get(party, Text.both(party)))
                yield Placed((*at, field, party), worth, called, system.basis)
        for field, words in (("core", CORE), ("quota", QUOTA), ("prize", PRIZE)):
            yield Placed((*at, field), getattr(system, field), words.of(system=system.name), system.basis)
        if system.budget is not None:
            yield Placed((*at, "budget"), system.budget, BUDGET.of(system=system.name), system.basis)
    for party, courted in section.between.items():
        own = ("sponsors", "between", party)
        for key, leaning in courted.leaning.items():
            called = LEANING.of(party=names[party], system=names.get(key, Text.both(key)))
            yield Placed((*own, "leaning", key), leaning, called, courted.basis)
        for field, words in (("both", HEDGE), ("counts", COUNTS), ("capability", CAPABILITY)):
            yield Placed((*own, field), getattr(courted, field), words.of(party=names[party]), courted.basis)


@dataclass(frozen=True, slots=True)
class Contests:
    """One contest a draw: the arrays of ``Contest`` with the draw in front."""

    leaning: Floats
    worth: Floats
    weight: Floats
    core: Floats
    quota: Floats
    prize: Floats

    def contest(self, draw: int) -> Contest:
        """Return one draw."""
        return Contest(
            self.leaning[draw], self.worth[draw], self.weight[draw], self.core[draw], self.quota[draw], self.prize[draw]
        )


def contests(section: SponsorsSection, columns: Columns, draws: int) -> Contests:
    """Return the contest of every draw; what no column names keeps its centre."""
    value = lookup(columns, draws)
    systems, m = list(section.systems.items()), len(section.between)
    leaning, worth = np.zeros((draws, m, 4)), np.zeros((draws, 2, m, 4))
    weight = np.zeros((draws, 2, m))
    whole = {field: np.zeros((draws, 2)) for field in ("core", "quota", "prize")}
    for k, (key, system) in enumerate(systems):
        at = ("sponsors", "systems", key)
        own, other = (FIRST, SECOND) if k == 0 else (SECOND, FIRST)
        for field, column in whole.items():
            column[:, k] = value((*at, field), getattr(system, field))
        for j, party in enumerate(section.between):
            gain = value((*at, "worth", party), system.worth[party]) if party in system.worth else np.zeros(1)
            lost = value((*at, "loss", party), system.loss[party]) if party in system.loss else np.zeros(1)
            worth[:, k, j, own], worth[:, k, j, other], worth[:, k, j, BOTH] = gain, -lost, gain - lost
    for j, (party, courted) in enumerate(section.between.items()):
        between = ("sponsors", "between", party)
        for k, (key, system) in enumerate(systems):
            if key in courted.leaning:
                leaning[:, j, 1 << k] = value((*between, "leaning", key), courted.leaning[key])
            weight[:, k, j] = value((*between, system.by), getattr(courted, system.by))
        leaning[:, j, BOTH] = leaning[:, j, FIRST] + leaning[:, j, SECOND] + value((*between, "both"), courted.both)
    return Contests(leaning, worth, weight, whole["core"], whole["quota"], whole["prize"])


def answer_sponsors(section: SponsorsSection) -> SponsorsAnswer:
    """Answer both rules at the centre of every number: offers that may be hedged, and an exclusive choice."""
    contest = contests(section, {}, 1).contest(0)
    first, second = section.systems.items()
    demanding = tuple(key for key, system in (first, second) if system.exclusive)
    hedged, single = bid(contest, hedging=True), bid(contest, hedging=False)
    tied = bool(contest.prize.any())
    held = single if demanding else hedged
    return SponsorsAnswer(
        systems=(first[0], second[0]),
        parties=tuple(section.between),
        counts=np.array([courted.counts.centre for courted in section.between.values()]),
        contest=contest,
        exclusive=bool(demanding),
        demanding=demanding,
        by=(first[1].by, second[1].by),
        budget=tuple(  # type: ignore[arg-type]  # two systems, two budgets
            system.budget.centre if system.budget is not None else None for _, system in (first, second)
        ),
        hedged=hedged,
        single=single,
        offers=None if tied else (offers_apart(contest, hedging=True), offers_apart(contest, hedging=False)),
        apart=not tied or separate_offers(contest, held) is not None,
    )


def bids_of_draws(section: SponsorsSection, columns: Columns, draws: int) -> tuple[Ints, Floats, Floats, Bools]:
    """Return by draw who ends where, each sponsor's net worth hedged and exclusive, and whose quota is reached.

    Alignments and quotas are those under the document's own rules.

    Where sponsors share a cost in an open proportion, the middle of what each may be left with.
    """
    from countermove.agreement._sponsor_kernels import joint_bests

    drawn = contests(section, columns, draws)
    parts = (drawn.leaning, drawn.worth, drawn.weight, drawn.core, drawn.quota, drawn.prize)
    exclusive = any(system.exclusive for system in section.systems.values())
    tied = (drawn.prize > 0).max(axis=1, keepdims=True)
    net, alignment = [], []
    for hedging in (True, False):
        whole, chosen = joint_bests(*parts, hedging)
        each = divided(party_bests(drawn.leaning, drawn.worth, hedging))[0].mean(axis=-1).sum(axis=1)
        net.append(np.where(tied, divided(whole)[0].mean(axis=-1), each))
        alignment.append(chosen)
    held = alignment[exclusive]
    inside = np.stack([held >> k & 1 for k in range(2)], axis=1)
    reached = drawn.core + (drawn.weight * inside).sum(axis=2) >= drawn.quota - TIE
    return held, net[0], net[1], reached
