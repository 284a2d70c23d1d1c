"""What solving a dilemma answers: one frozen record a part of the model, None where the document is silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from countermove.dilemma.contest import Contest
from countermove.dilemma.dialogue import Packages, Terms
from countermove.dilemma.dominance import Profile, Temper
from countermove.dilemma.equilibria import Equilibria
from countermove.dilemma.gradual import Irreversible, Reciprocation, Screening
from countermove.dilemma.inspection import Exemption, Inspection
from countermove.dilemma.institution import FirstOrder, Provision
from countermove.dilemma.motives import Reading
from countermove.dilemma.quantal import QuantalPath
from countermove.dilemma.repeated import Sustained
from countermove.dilemma.steps import Ladder, Reassurance
from countermove.dilemma.waiting import Wait
from countermove.document.text import Text
from countermove.numeric.forms import Place, Swap

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stage:
    """The stage game and what it says before anybody guesses.

    ``mixed``, ``tempers``, ``risk_dominant`` and ``quantal`` are None where only the order is known. ``place`` is None
    unless the game is a strict 2×2 one; where it has ties ``bordering`` lists the strict games around.
    """

    payoff: NDArray[np.int64] | Floats
    exact: list[list[list[Fraction]]]
    ordinal: bool
    pure: tuple[Profile, ...]
    efficient: tuple[Profile, ...]
    dominant: tuple[int | None, int | None]
    kept: tuple[tuple[int, ...], tuple[int, ...]]
    security: tuple[tuple[int, float], tuple[int, float]]
    security_values: tuple[float, float] | None
    cycle: tuple[Profile, ...]
    mixed: Equilibria | None
    family: str | None
    place: Place | None
    bordering: tuple[Place, ...]
    paths: Mapping[str, tuple[Swap, ...]]
    tempers: tuple[Temper, Temper] | None
    risk_dominant: Profile | None
    quantal: QuantalPath | None

    @property
    def two_by_two(self) -> bool:
        """Whether both have two actions."""
        return self.payoff.shape == (2, 2, 2)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The repeated dialogue: what it needs, has, and could be given.

    ``cells`` are T, R, P, S on the terms of today; ``family`` the game they make; ``families`` that game once each
    element alone is in place; ``best`` the cheapest package that holds (a bit mask, −1: none). ``edge`` is the
    discount factor from which on restraint holds at each expected fine of ``fines``, infinite where it never does.
    ``undisturbed`` is what restraint would need if the channel never broke and no alarm were false; ``noisy`` the most
    it is then worth to each a round, None without false alarms. ``reachable`` are the corners of the set of equilibrium
    payoffs at the less patient actor's discount factor, None where that is 0. ``rules`` are paired in ``pairs``, shape
    (r, r, 2): long-run payoffs of both, the first actor following the row, slips counted. ``played`` are the rules that
    remember one round, their mean payoffs to the first actor in finite matches and the standard errors of these.
    """

    terms: Terms
    cells: Floats
    needed: tuple[float, float]
    discount: tuple[float, float]
    holds: bool
    worth: bool
    fined_on: bool
    family: str
    elements: tuple[tuple[str, Text], ...]
    changes: tuple[Mapping[str, object], ...]
    families: tuple[str, ...]
    tried: Packages
    best: int
    sustained: tuple[Sustained, ...]
    long_run: tuple[tuple[str, float, float, float], ...]
    relative_limit: tuple[float, float]
    fines: Floats
    edge: Floats
    undisturbed: tuple[float, float]
    noisy: tuple[float, float] | None
    reachable: Floats | None
    rules: tuple[tuple[str, Text], ...]
    pairs: Floats
    played: tuple[tuple[tuple[str, Text], ...], Floats, Floats] | None


@dataclass(frozen=True, slots=True)
class Institution:
    """The second order: which dilemma it is to pay for the institution.

    ``gain`` is R − P of the actor that gains least; ``family`` of two providers, or None for more.
    """

    cost: float
    gain: float
    actors: int
    needed: int
    rule: str
    family: str | None
    first: FirstOrder | None
    fine: float
    thresholds: tuple[float, float]
    equilibria: tuple[Provision, ...]
    chances: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Rivalry:
    """The contest of today, and the rivalry index of the four cells of timing and tune.

    ``outsiders`` is what effort brings those outside today and with both kept apart, None where nothing is said of it.
    """

    today: Contest
    apart: Contest
    index: float
    cells: Mapping[str, float]
    outsiders: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class SmallSteps:
    """The ladder of stakes by actor, and whether all at once would hold as well.

    ``reassurance`` is what a first step could tell, ``screening`` where on the ladder types show themselves;
    ``irreversible`` the fastest path if no step could be undone; ``reciprocation`` the ladder with slips, by answer.
    """

    stakes: tuple[float, ...]
    ladders: tuple[Ladder, Ladder]
    at_once: bool
    holds: bool
    reassurance: tuple[Reassurance | None, Reassurance | None]
    screening: tuple[Screening | None, Screening | None]
    irreversible: Irreversible
    reciprocation: tuple[Reciprocation, ...]


@dataclass(frozen=True, slots=True)
class Inspected:
    """Looking and trying: one round, many rounds, the long run, and an exemption."""

    controller: str
    evader: str
    once: Inspection
    value: float | None
    leakage: float | None
    redesigns: bool | None
    eased: Inspection | None
    exemption: Exemption | None
    outsiders: float | None


@dataclass(frozen=True, slots=True)
class Seen:
    """One observed act and what it says about the actor's motives."""

    actor: str
    act: int
    motives: tuple[tuple[str, Text], ...]
    reading: Reading


@dataclass(frozen=True, slots=True)
class DilemmaSolution:
    """One reading of one dilemma, answered.

    ``actors`` are (id, name) in order of `between`; ``actions`` by actor (id, name). ``basis`` maps each part of the
    model to the claims that its inputs name; ``uncertain`` are the parts in which some number has a law.
    """

    document: str
    model: str
    reading: str
    title: Text
    actors: tuple[tuple[str, Text], tuple[str, Text]]
    colours: tuple[int, int]
    actions: tuple[tuple[tuple[str, Text], ...], tuple[tuple[str, Text], ...]]
    stage: Stage | None = None
    dialogue: Dialogue | None = None
    institution: Institution | None = None
    rivalry: Rivalry | None = None
    steps: SmallSteps | None = None
    wait: tuple[str, Wait, Mapping[str, tuple[float, float]]] | None = None
    inspection: Inspected | None = None
    seen: tuple[Seen, ...] = ()
    outsiders: Floats | None = None
    basis: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    uncertain: frozenset[str] = frozenset()
    warnings: tuple[Text, ...] = ()

    def label(self, profile: Profile) -> str:
        """Return a profile as documents and `explain` write it: ``restrain/accelerate``, first actor first."""
        return f"{self.actions[0][profile[0]][0]}/{self.actions[1][profile[1]][0]}"

    def words(self, profile: Profile) -> Text:
        """Return a profile in words: one name where both do the same, else who does what."""
        first, second = self.actions[0][profile[0]], self.actions[1][profile[1]]
        if first == second:
            return Text("“both: {act}”", "“双方：{act}”").of(act=first[1])
        return Text("“{a}: {x}, {b}: {y}”", "“{a}：{x}，{b}：{y}”").of(
            a=self.actors[0][1], x=first[1], b=self.actors[1][1], y=second[1]
        )
