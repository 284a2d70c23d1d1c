"""Two-level games: a party joins only if its government gains and enough players at home do.

What joining is worth to a player at home is its own worth plus a multiple of the party's net benefit, so that it gains
exactly if that net benefit reaches ``-own/follows``. A party with consent from m players therefore joins where its net
benefit reaches the m-th smallest of these thresholds and the government's own; the smaller its win-set, the fewer texts
it can join (Putnam 1988, *Int. Organization* 42:427; players whose consent is needed: Tsebelis 2002, *Veto Players*).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.assembly import Lookup, Placed
from countermove.agreement.clauses import menu_of
from countermove.agreement.participation import TIE, Floats
from countermove.document.text import Text

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel, Membership
    from countermove.agreement.solution import GameAnswer

OWN = Text("{player} in {party}: worth of joining by itself", "{party}的{player}：加入对其自身的价值")
FOLLOWS = Text("{player} in {party}: share of the party's benefit", "{party}的{player}：计入国家收益的比例")


def home_quantities(party: str, member: Membership, called: Text) -> Iterator[Placed]:
    """Yield the numbers of a party's players at home with their places."""
    for key, player in member.home.items():
        name = player.name if player.name is not None else Text.both(key)
        for field, words in (("own", OWN), ("follows", FOLLOWS)):
            path = ("parties", party, "home", key, field)
            yield Placed(path, getattr(player, field), words.of(player=name, party=called), player.basis)


def home_threshold(party: str, member: Membership, value: Lookup) -> Floats:
    """Return what the party's net benefit must reach for enough players at home to gain, by draw.

    Minus infinity where nobody at home has a say.
    """
    if not member.home:
        return np.array([-np.inf])
    thresholds = []
    for key, player in member.home.items():
        path = ("parties", party, "home", key)
        thresholds.append(-value((*path, "own"), player.own) / value((*path, "follows"), player.follows))
    consent = member.consent if member.consent is not None else len(thresholds)
    return np.asarray(np.sort(np.stack(np.broadcast_arrays(*thresholds)), axis=0)[consent - 1], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class HomeAnswer:
    """What stands in a party's way at home, with all inside who join in some equilibrium.

    ``net`` is the party's own net benefit, before any threshold at home, ``gain`` (players,) what joining is worth to
    each player, ``consent`` how many must gain. ``needed`` is by how much the net benefit would have to rise for that;
    ``clauses`` are absent ones that would raise it far enough.
    """

    party: str
    players: tuple[Text, ...]
    net: float
    gain: Floats
    consent: int
    veto: float
    needed: float
    clauses: tuple[str, ...]

    @property
    def blocked(self) -> bool:
        """Whether the government gains, above its own threshold, and too few at home do."""
        return self.net >= self.veto - TIE and int((self.gain >= -TIE).sum()) < self.consent

    @property
    def cheapest(self) -> tuple[int, ...]:
        """The players whose consent is missing that would have to be given least, as many as are missing."""
        missing = self.consent - int((self.gain >= -TIE).sum())
        order = np.argsort(-self.gain, kind="stable")
        return tuple(int(k) for k in order if self.gain[k] < -TIE)[: max(missing, 0)]


def answer_home(model: AgreementModel, game: GameAnswer, names: Mapping[str, Text]) -> tuple[HomeAnswer, ...]:
    """Return what each party's players at home make of joining, with all inside who ever join."""
    from countermove.agreement.assembly import lookup

    value, net = lookup({}, 1), game.game.net(game.some)
    found = []
    for k, (party, member) in enumerate(model.parties.items()):
        if not member.home:
            continue
        home, veto = float(home_threshold(party, member, value)[0]), member.veto.centre
        before = float(net[k]) + max(veto, home)  # the game holds net benefits less the thresholds
        gain = np.array([player.own.centre + player.follows.centre * before for player in member.home.values()])
        needed = max(home, veto) - before
        adding = _clauses_enough(model, party, needed)
        found.append(
            HomeAnswer(
                party,
                tuple(
                    player.name if player.name is not None else Text.both(key) for key, player in member.home.items()
                ),
                before,
                gain,
                member.consent if member.consent is not None else len(member.home),
                veto,
                max(needed, 0.0),
                adding,
            )
        )
    return tuple(found)


def _clauses_enough(model: AgreementModel, party: str, needed: float) -> tuple[str, ...]:
    """Return the clauses, or levels of them, each of which alone would raise the party's net benefit far enough."""
    if needed <= 0:
        return ()
    menu, at = menu_of(model.clauses, model.clauses, model.parties), list(model.parties).index(party)
    return tuple(
        name
        for ids, value, held in zip(menu.ids, menu.value, menu.present, strict=True)
        for level, name in enumerate(ids, start=1)
        if level != held and value[level, at] - value[held, at] >= needed - TIE
    )
