"""Solve one reading: each part of the model by the arithmetic that answers it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from countermove.dilemma import solution as answer
from countermove.dilemma.contest import contest, four_cells, rivalry_index
from countermove.dilemma.dominance import (
    dominant_action,
    efficient,
    reply_cycle,
    risk_dominant,
    security,
    security_value,
    temper,
    undominated,
)
from countermove.dilemma.equilibria import equilibria, pure_equilibria
from countermove.dilemma.inspection import exemption, inspection, over_rounds, redesign_pays, steady_leakage
from countermove.dilemma.institution import (
    additive_family,
    first_order,
    provision_chance,
    provision_equilibria,
    provision_family,
)
from countermove.dilemma.model import Action, DilemmaModel
from countermove.dilemma.motives import read_act
from countermove.dilemma.quantal import quantal_path
from countermove.dilemma.solving_dialogue import dialogue as dialogue_of
from countermove.dilemma.solving_dialogue import steps
from countermove.dilemma.values import (
    centre,
    each_of,
    exact_payoff,
    has_stage,
    is_ordinal,
    quantities,
)
from countermove.dilemma.waiting import Wait, sensitivity, waiting
from countermove.document.faults import AnalysisError
from countermove.document.text import Text
from countermove.numeric import forms

if TYPE_CHECKING:
    from countermove.kind import Case

Table = NDArray[Any]


def solve(case: Case[DilemmaModel]) -> answer.DilemmaSolution:
    """Answer every part that the document has."""
    section = case.section
    actors = section.between
    stage = _stage(section) if has_stage(section) else None
    dialogue = dialogue_of(section, stage) if section.dialogue is not None and stage is not None else None
    listed = [section.own_actions.get(actor, section.actions) for actor in actors]
    order = list(case.actors)
    return answer.DilemmaSolution(
        document=case.document,
        model=case.model,
        reading=case.reading,
        title=case.title,
        actors=((actors[0], case.actors[actors[0]].label), (actors[1], case.actors[actors[1]].label)),
        colours=(order.index(actors[0]), order.index(actors[1])),
        actions=(
            tuple((key, act.name) for key, act in listed[0].items()),
            tuple((key, act.name) for key, act in listed[1].items()),
        ),
        stage=stage,
        dialogue=dialogue,
        institution=_institution(section, stage),
        rivalry=_rivalry(section),
        steps=steps(section, dialogue),
        wait=_wait(section),
        inspection=_inspection(section),
        seen=_seen(section, listed),
        outsiders=None
        if section.outsiders is None
        else np.array([[cell.centre for cell in row] for row in section.outsiders]),
        basis={name: tuple(dict.fromkeys(_claims(getattr(section, name)))) for name in _PARTS},
        uncertain=frozenset(path.split(".")[0].split("[")[0] for path, one in quantities(section) if one.varies),
        warnings=_warnings(section, stage),
    )


_PARTS = (
    "ranks", "utilities", "cells", "dialogue", "institution", "contest", "steps", "waiting", "inspection", "observed",
    "outsiders", "basis",
)  # fmt: skip


def _claims(part: object) -> Iterator[str]:
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            value = getattr(part, name)
            if name == "basis":
                yield from value
            else:
                yield from _claims(value)
        for _, quantity in quantities(part):
            yield from quantity.basis
    elif isinstance(part, dict):
        for value in part.values():
            yield from _claims(value)
    elif isinstance(part, tuple):
        for value in part:
            if isinstance(value, str):
                yield value
            else:
                yield from _claims(value)


def _stage(section: DilemmaModel) -> answer.Stage:
    exact = exact_payoff(section)
    table = np.array(exact, dtype=object)
    ordinal = is_ordinal(section)
    payoff = table.astype(np.int64) if ordinal else table.astype(np.float64)
    small = payoff.shape == (2, 2, 2)
    ranks = forms.dense_ranks(table) if small else None
    strict = ranks is not None and forms.is_strict(ranks)
    bordering = () if ranks is None or strict else forms.bordering(ranks)
    pure = tuple((int(a), int(b)) for a, b in np.argwhere(pure_equilibria(table)))
    place = forms.place(ranks) if ranks is not None and strict else None
    two_strict = ranks is not None and len(pure) == 2 and _strict_two(table, pure)
    return answer.Stage(
        payoff=payoff,
        exact=exact,
        ordinal=ordinal,
        pure=pure,
        efficient=tuple((int(a), int(b)) for a, b in np.argwhere(efficient(table))),
        dominant=(dominant_action(table[0]), dominant_action(table[1].T)),
        kept=undominated(table),
        security=(_secured(table[0]), _secured(table[1].T)),
        security_values=None if ordinal else (security_value(payoff[0].tolist()), security_value(payoff[1].T.tolist())),
        cycle=reply_cycle(table),
        mixed=None if ordinal else equilibria(exact[0], exact[1]),
        family=place.family if place else ("tied" if small else None),
        place=place,
        bordering=bordering,
        paths=forms.shortest_to_families(ranks) if ranks is not None and strict else {},
        tempers=None if ordinal or not small else (temper(*_trps(exact, 0)), temper(*_trps(exact, 1))),
        risk_dominant=risk_dominant(exact) if two_strict and not ordinal else None,
        quantal=None if ordinal else quantal_path(payoff[0], payoff[1]),
    )


def _trps(exact: list[list[list[Fraction]]], actor: int) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    own = exact[0] if actor == 0 else [list(column) for column in zip(*exact[1], strict=True)]
    return own[1][0], own[0][0], own[1][1], own[0][1]


def _secured(own: Table) -> tuple[int, float]:
    action, worst = security(own)
    return action, float(worst)


def _strict_two(table: Table, pure: tuple[tuple[int, int], ...]) -> bool:
    return all(table[0, a, b] > table[0, 1 - a, b] and table[1, a, b] > table[1, a, 1 - b] for a, b in pure)


def _institution(section: DilemmaModel, stage: answer.Stage | None) -> answer.Institution | None:
    told = section.institution
    if told is None or stage is None:
        return None
    cost = told.cost.centre
    sides = [_trps(stage.exact, actor) for actor in range(2)]
    exact_gain = min(side[1] - side[2] for side in sides)
    gain = float(exact_gain)
    fine = section.dialogue.detection.centre * section.dialogue.sanction.centre if section.dialogue is not None else 0.0
    family: str | None = None
    if told.rule == "additive" and told.step is not None:
        family = additive_family(_decimal(told.step.centre), _decimal(cost), told.actors)
    elif told.actors == 2:
        family = provision_family(exact_gain, _decimal(cost), told.needed) if gain > 0 else "none"
    provided = told.rule == "threshold" and gain > 0 and cost > 0
    found = provision_equilibria(told.actors, told.needed, exact_gain, _decimal(cost)) if provided else []
    ordered = all(side[0] > side[1] > side[2] > side[3] for side in sides)
    worst = max(sides, key=lambda side: side[0] - side[1])
    return answer.Institution(
        cost=cost,
        gain=gain,
        actors=told.actors,
        needed=told.needed,
        rule=told.rule,
        family=family,
        first=first_order(worst[0], worst[1], worst[2], worst[3], _decimal(fine)) if ordered else None,
        fine=fine,
        thresholds=(float(max(s[0] - s[1] for s in sides)), float(max(s[2] - s[3] for s in sides))),
        equilibria=tuple(found),
        chances=tuple(provision_chance(one, told.actors, told.needed) for one in found),
    )


def _decimal(value: float) -> Fraction:
    """Return the decimal that a float was written as, in rationals."""
    return Fraction(repr(float(value)))


def _rivalry(section: DilemmaModel) -> answer.Rivalry | None:
    told = section.contest
    if told is None:
        return None
    cost = each_of(centre, "", told.cost, section.between)
    strength = each_of(centre, "", told.strength, section.between)
    prize, r = told.prize.centre, told.decisiveness.centre
    today, apart = told.overlap.centre * told.window.centre, told.overlap_apart.centre * told.window_apart.centre
    same = (min(told.overlap.centre, told.overlap_apart.centre), max(told.overlap.centre, told.overlap_apart.centre))
    time = (min(told.window.centre, told.window_apart.centre), max(told.window.centre, told.window_apart.centre))
    now, then = contest(prize, today, r, cost, strength), contest(prize, apart, r, cost, strength)
    unit = None if told.outsiders is None else told.outsiders.centre
    return answer.Rivalry(
        now,
        then,
        float(rivalry_index(told.overlap.centre, told.window.centre, r)),
        four_cells(same, time, r),
        None if unit is None else (unit * float(now.effort.sum()), unit * float(then.effort.sum())),
    )


def _wait(section: DilemmaModel) -> tuple[str, Wait, dict[str, tuple[float, float]]] | None:
    told = section.waiting
    if told is None:
        return None
    patience = section.dialogue.discount.of(told.actor).centre if section.dialogue is not None else 0.9
    stated = (told.gain.centre, told.loss.centre, told.chance.centre, told.learns.centre, patience)
    return told.actor, waiting(*stated), sensitivity(*stated)


def _inspection(section: DilemmaModel) -> answer.Inspected | None:
    told = section.inspection
    if told is None:
        return None
    alarm = (told.false_alarm.centre, told.alarm_cost.centre)
    once = inspection(
        told.detection.centre,
        alarm[0],
        told.gain.centre,
        told.fine.centre,
        told.harm.centre,
        told.cost.centre,
        alarm[1],
    )
    eased = carved = leak = pays = None
    if told.exemption is not None:
        part = told.exemption
        eased = inspection(
            part.detection.centre,
            alarm[0],
            part.gain.centre,
            told.fine.centre,
            told.harm.centre,
            told.cost.centre,
            alarm[1],
        )
        carved = exemption(once, eased, part.conceded.centre, part.verified.centre, part.misuse.centre)
    if told.closes is not None and told.redesigns is not None:
        found = told.detection.centre
        leak = float(steady_leakage(told.closes.centre, told.redesigns.centre, 1.0, 1.0 - found))
        if told.redesign_cost is not None:
            patience = section.dialogue.discount.of(told.evader).centre if section.dialogue is not None else 0.9
            pays = redesign_pays(told.closes.centre, found, told.gain.centre, told.redesign_cost.centre, patience)
    value = None
    if told.looks is not None and told.gain.centre > 0:
        value = over_rounds(told.rounds, told.looks, told.fine.centre / told.gain.centre)
    outside = None if told.outsiders is None else told.outsiders.centre * float(once.leakage)
    return answer.Inspected(told.controller, told.evader, once, value, leak, pays, eased, carved, outside)


def _seen(section: DilemmaModel, listed: list[dict[str, Action]]) -> tuple[answer.Seen, ...]:
    told = section.observed
    if told is None:
        return ()
    found = []
    for actor, act in told.acts.items():
        motives = told.motives.get(actor, {})
        if not motives:
            continue
        place = list(listed[section.between.index(actor)]).index(act)
        try:
            reading = read_act(
                [np.array(motive.ranks) for motive in motives.values()],
                [motive.prior.centre for motive in motives.values()],
                place,
                told.belief.centre,
                told.error.centre,
            )
        except ValueError as error:
            raise AnalysisError(f"observed.acts.{actor}: {error}") from error
        found.append(answer.Seen(actor, place, tuple((key, m.name) for key, m in motives.items()), reading))
    return tuple(found)


def _warnings(section: DilemmaModel, stage: answer.Stage | None) -> tuple[Text, ...]:
    found = []
    if stage is not None and stage.ordinal:
        found.append(
            Text(
                "Only the order of payoffs is known: mixed equilibria, risk dominance, quantal responses, fear and "
                "greed need numbers.",
                "仅知收益的排序：混合均衡、风险占优、量子反应以及“恐惧”与“贪婪”的大小需要具体数值。",
            )
        )
    if stage is not None and stage.mixed is not None and stage.mixed.degenerate:
        found.append(
            Text(
                "The stage game is degenerate: equilibria may form whole sets, of which the extreme points are listed.",
                "该阶段博弈是退化的：均衡可能构成整段集合，此处列出其端点。",
            )
        )
    return tuple(found)
