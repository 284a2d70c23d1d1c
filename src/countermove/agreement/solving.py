"""Answers one reading of an agreement: each part of the model that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.assembly import games, party_name, placed_quantities, public_good_of
from countermove.agreement.beginnings import answer_noise, answer_start
from countermove.agreement.clauses import clause_labels, menu_of
from countermove.agreement.coalition_findings import Staged, best_minimum
from countermove.agreement.coalition_search import CoalitionSearch, search_coalitions
from countermove.agreement.designing import design_of, excepted_of
from countermove.agreement.farsight import (
    FARSIGHTED_PARTIES,
    farsighted_stable_set,
    largest_consistent_set,
    membership_movers,
)
from countermove.agreement.home import answer_home
from countermove.agreement.like_parties import answer_family
from countermove.agreement.outlooks import forecast_of
from countermove.agreement.pacing import pace_of
from countermove.agreement.participation import (
    PRICED_PARTIES,
    SEARCHED_PARTIES,
    Floats,
    Participation,
    Transfers,
    cascade,
    cheapest_transfers,
    equilibria,
    every_and_some,
    least_equilibrium,
    outer_equilibria,
)
from countermove.agreement.parties import parties
from countermove.agreement.solution import (
    AgreementSolution,
    ClauseSwing,
    GameAnswer,
    PublicGoodAnswer,
)
from countermove.agreement.sponsoring import answer_sponsors, sponsor_names
from countermove.agreement.stability import ENUMERATED_PARTIES, PublicGood, public_good_payoff, public_good_stability
from countermove.agreement.standing import Standing, standing_of
from countermove.agreement.text_effects import effects_of
from countermove.agreement.tipping import (
    TRIED_LEVERS,
    TRIED_PARTIES,
    Levers,
    Target,
    Tipping,
    smallest_tipping,
    smallest_tipping_by_search,
)
from countermove.document.text import Text, listed

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel
    from countermove.kind import Case

LISTED_EQUILIBRIA = 200
ADD_CLAUSE = Text("add the clause “{clause}”", "加入“{clause}”条款")
CHANGE_TO = Text("change a clause to “{clause}”", "把条款改为“{clause}”")
AIM_PARTIES = Text("{parties} join", "使{parties}加入")
AIM_COUNT = Text("at least {count} {unit} join", "使至少{count}个{unit}加入")
AIM_BOTH = Text("{parties} join and at least {count} {unit} are in", "使{parties}加入、且加入的{unit}至少有{count}个")
BRING_IN = Text("bring in {party}", "争取{party}加入")


def solve_case(case: Case[AgreementModel]) -> AgreementSolution:
    """Answer every part of the model: game, design, public good, record and forecast."""
    model = case.section
    record = model.record.record() if model.record is not None else None
    names = {party: party_name(model, case.actors, party) for party in model.parties}
    if model.public_good is not None:
        names |= {party: party_name(model, case.actors, party) for party in model.public_good.benefit}
    if record is not None:
        known = parties()
        names |= {party: known[party].name for party in record.parties if party not in names}
    names |= sponsor_names(model, case.actors)
    good = public_good_of(model)
    goods = _goods(tuple(model.public_good.benefit) if model.public_good is not None else (), good)
    game = _game(case) if model.parties else None
    designed = design_of(case, game.game) if game is not None else None
    return AgreementSolution(
        document=case.document,
        reading=case.reading,
        title=case.title,
        names=names,
        features=_feature_names(model),
        texts={name: text.title for name, text in model.record.texts.items()} if model.record is not None else {},
        clauses=clause_labels(model.clauses),
        basis=_basis(case),
        unit=model.unit,
        record=record,
        game=game,
        design=None if isinstance(designed, Text) else designed,
        design_gap=designed if isinstance(designed, Text) else None,
        excepted=excepted_of(case, game.game) if game is not None else (),
        public_good=goods.listed,
        searched=goods.searched,
        staged=goods.staged,
        standing=goods.standing,
        forecast=forecast_of(model, record) if model.forecast is not None and record is not None else None,
        pace=pace_of(model, record) if record is not None else None,
        text_effects=effects_of(model, record) if record is not None else None,
        sponsors=answer_sponsors(model.sponsors) if model.sponsors is not None else None,
        home=answer_home(model, game, names) if game is not None else (),
        family=answer_family(model.family) if model.family is not None else None,
        noise=answer_noise(game.game, model.noise) if model.noise is not None and game is not None else None,
        start=answer_start(game.parties, game.game, model.start) if model.start and game is not None else None,
    )


@dataclass(frozen=True, slots=True)
class _Goods:
    """What is known of the coalitions of a public good game; all None where there is none."""

    listed: PublicGoodAnswer | None = None
    searched: CoalitionSearch | None = None
    staged: Staged | None = None
    standing: Standing | None = None


def _goods(names: tuple[str, ...], good: PublicGood | None) -> _Goods:
    if good is None:
        return _Goods()
    if len(names) > ENUMERATED_PARTIES:
        searched = search_coalitions(good, names)
        return _Goods(None, searched, best_minimum(names, good), standing_of(names, good, searched))
    listed = _public_good(names, good)
    return _Goods(listed, None, best_minimum(names, good), standing_of(names, good, listed.stability))


def _public_good(names: tuple[str, ...], good: PublicGood) -> PublicGoodAnswer:
    stability = public_good_stability(good)
    n = len(names)
    if n > FARSIGHTED_PARTIES:
        return PublicGoodAnswer(names, stability, good.minimum)
    inside = (np.arange(1 << n)[:, None] >> np.arange(n) & 1) == 1
    payoff = np.array([public_good_payoff(good, row) for row in inside])
    movers = membership_movers(n, consent=False)
    consistent = largest_consistent_set(payoff, movers)
    return PublicGoodAnswer(names, stability, good.minimum, consistent, farsighted_stable_set(payoff, movers))


def _basis(case: Case[AgreementModel]) -> tuple[str, ...]:
    model = case.section
    ids: dict[str, None] = {}
    for placed in placed_quantities(model, case.actors):
        ids |= dict.fromkeys((*placed.basis, *placed.quantity.basis))
    for text in model.record.texts.values() if model.record is not None else ():
        ids |= dict.fromkeys(text.basis)
    return tuple(ids)


def _game(case: Case[AgreementModel]) -> GameAnswer:
    model = case.section
    draws = games(model, {}, 1)
    game = draws.game(0)
    every, some, _ = every_and_some(draws) if game.monotone else (None, None, None)
    found = equilibria(game, LISTED_EQUILIBRIA) if len(model.parties) <= SEARCHED_PARTIES else outer_equilibria(game)
    if every is None or some is None:
        rows = found.inside if len(found.inside) else np.zeros((0, game.alone.size), dtype=np.bool_)
        every = np.array([rows.all(axis=0) & bool(len(rows))])
        some = np.array([rows.any(axis=0)])
    names = tuple(model.parties)
    nobody = np.zeros(len(names), dtype=np.bool_)
    counts = np.array([member.counts.centre for member in model.parties.values()])
    levers, tipping = _tipping(case, game, counts)
    return GameAnswer(
        parties=names,
        game=game,
        counts=counts,
        every=every[0],
        some=some[0],
        inside=found.inside,
        complete=found.complete,
        wave=cascade(game, nobody).wave,
        aim=_aim(case),
        levers=levers,
        tipping=tipping,
        transfers=_transfers(model, game),
        swings=_swings(model, game) if game.monotone else (),
    )


def _target(model: AgreementModel, counts: Floats) -> Target | None:
    if model.target is None:
        return None
    wanted = np.array([party in model.target.parties for party in model.parties])
    return Target(wanted, counts, model.target.count.centre)


def _aim(case: Case[AgreementModel]) -> Text:
    model = case.section
    target = model.target
    if target is None:
        return Text("", "")
    count = f"{target.count.centre:g}"
    parties_named = listed([party_name(model, case.actors, party) for party in target.parties])
    if not target.parties:
        return AIM_COUNT.of(count=count, unit=model.unit)
    words = AIM_BOTH if target.count.centre > 0 else AIM_PARTIES
    return words.of(parties=parties_named, count=count, unit=model.unit)


def _tipping(
    case: Case[AgreementModel], game: Participation, counts: Floats
) -> tuple[tuple[Text, ...], Tipping | None]:
    model = case.section
    target = _target(model, counts)
    if target is None:
        return (), None
    n = len(model.parties)
    pins, adds, cost, labels = [], [], [], []
    for k, (party, member) in enumerate(model.parties.items()):
        if member.movable:
            pins.append(np.arange(n) == k)
            adds.append(np.zeros(n))
            cost.append(1.0)
            labels.append(BRING_IN.of(party=party_name(model, case.actors, party)))
    menu, called = menu_of(model.clauses, model.clauses, model.parties), clause_labels(model.clauses)
    for k, clause in enumerate(model.clauses.values()):
        wanted, held = clause.at(clause.lever), menu.present[k]
        worth = menu.value[k][wanted] - menu.value[k][held]
        if wanted and wanted != held and (worth >= 0).all():
            pins.append(np.zeros(n, dtype=np.bool_))
            adds.append(worth)
            cost.append(clause.cost.centre)
            labels.append((CHANGE_TO if held else ADD_CLAUSE).of(clause=called[menu.ids[k][wanted - 1]]))
    if not labels:
        return (), None
    levers = Levers(np.array(pins), np.array(adds), np.array(cost))
    if game.monotone:
        return tuple(labels), smallest_tipping(game, levers, target)
    if len(labels) > TRIED_LEVERS or n > TRIED_PARTIES:
        return tuple(labels), None
    return tuple(labels), smallest_tipping_by_search(game, levers, target)


def _transfers(model: AgreementModel, game: Participation) -> Transfers | None:
    if model.target is None or not model.target.parties or not game.monotone:
        return None
    if int((~least_equilibrium(game)).sum()) > PRICED_PARTIES:
        return None
    return cheapest_transfers(game, np.array([party in model.target.parties for party in model.parties]))


def _swings(model: AgreementModel, game: Participation) -> tuple[ClauseSwing, ...]:
    now = least_equilibrium(game)
    names = np.array(list(model.parties))
    menu = menu_of(model.clauses, model.clauses, model.parties)
    swings = []
    for ids, value, held in zip(menu.ids, menu.value, menu.present, strict=True):
        for level in range(len(value)):
            if level == held:
                continue
            then = least_equilibrium(game.with_alone(game.alone + value[level] - value[held]))
            gained, lost = tuple(names[then & ~now].tolist()), tuple(names[now & ~then].tolist())
            before = ids[held - 1] if held else None
            swings.append(ClauseSwing(ids[level - 1] if level else ids[held - 1], not level, before, gained, lost))
    return tuple(swings)


def _feature_names(model: AgreementModel) -> Mapping[str, Text]:
    """Return what to call the groups and covariates that the document brings."""
    section = model.record
    if section is None:
        return {}
    groups = {f"group:{name}": one.name for name, one in section.groups.items()}
    return groups | {f"covariate:{name}": one.name for name, one in section.covariates.items()}
