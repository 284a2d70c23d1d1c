"""From what is written to arrays: every number of a bargain once, for the centre or for many draws alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats
from countermove.bargain.drawn_deals import Stakes
from countermove.bargain.model import BargainModel
from countermove.bargain.procedure import DecisionRule
from countermove.document.evidence import Section
from countermove.document.laws import Quantity

Mask = NDArray[np.bool_]
ATTACHED = ("contract", "location", "adoption", "regulation")


@dataclass(frozen=True, slots=True)
class Amounts:
    """Numbers of d draws (1 for the centre), i issues and n parties in document order.

    ``position``, ``salience``, ``flexibility`` (d, i, n): the position is NaN and the salience 0 where a party has
    none. ``red_line`` (d, i, n, 2), infinite where there is none. ``capability``, ``no_deal``, ``weight`` (d, n);
    ``patience`` and ``reservation`` (d, n), NaN where none is given; ``status_quo`` (d, i). ``has_say`` (n,) at the
    table, ``consents`` (n,) those and whoever ratifies for one of them.
    """

    issues: tuple[str, ...]
    parties: tuple[str, ...]
    position: Floats
    salience: Floats
    flexibility: Floats
    red_line: Floats
    capability: Floats
    no_deal: Floats
    weight: Floats
    patience: Floats
    reservation: Floats
    status_quo: Floats
    has_say: Mask
    consents: Mask


def quantities(section: BargainModel) -> Iterator[tuple[str, Quantity]]:
    """Yield every number that may vary, with its dotted path in the section."""
    for party, one in section.parties.items():
        yield f"parties.{party}.capability", one.capability
        yield f"parties.{party}.no_deal", one.no_deal
        yield f"parties.{party}.weight", one.weight
        for word in ("patience", "reservation"):
            if (quantity := getattr(one, word)) is not None:
                yield f"parties.{party}.{word}", quantity
        for issue, stance in one.positions.items():
            place = f"parties.{party}.positions.{issue}"
            yield f"{place}.position", stance.position
            yield f"{place}.salience", stance.salience
            yield f"{place}.flexibility", stance.flexibility
            if stance.red_line is not None:
                yield f"{place}.red_line.low", stance.red_line[0]
                yield f"{place}.red_line.high", stance.red_line[1]
    for issue, quantity in section.status_quo.items():
        yield f"status_quo.{issue}", quantity
    for beside in ATTACHED:
        if (found := getattr(section, beside)) is not None:
            yield from written(found, beside)


def written(value: object, path: str) -> Iterator[tuple[str, Quantity]]:
    """Yield every number below a part of a section, with its dotted path."""
    if isinstance(value, Quantity):
        yield path, value
    elif isinstance(value, Section):
        for name in type(value).model_fields:
            yield from written(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from written(one, f"{path}.{key}")
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from written(one, f"{path}.{index}")


def columns(draws: Mapping[str, NDArray[np.float64]] | None) -> tuple[Callable[[str, Quantity], Floats], int]:
    """Return how to look up a number by its path, drawn or at its centre, and how many draws there are."""
    given = draws or {}
    count = max((len(column) for column in given.values()), default=1)

    def column(path: str, quantity: Quantity) -> Floats:
        drawn = given.get(input_id(path, quantity))
        return np.full(count, quantity.centre) if drawn is None else np.asarray(drawn, np.float64)

    return column, count


def input_id(path: str, quantity: Quantity) -> str:
    """Return the id of an input: its path, or ``$name`` where it is a shared parameter."""
    return path if quantity.parameter is None else f"${quantity.parameter}"


def amounts(section: BargainModel, draws: Mapping[str, NDArray[np.float64]] | None = None) -> Amounts:
    """Return the numbers of a bargain; an input that is not drawn stands at its centre.

    Parameters
    ----------
    section : BargainModel
        What was written.
    draws : mapping of input id to (d,), optional
        Values drawn; one draw at the centre where left out.
    """
    column, count = columns(draws)
    issues, parties = tuple(section.issues), tuple(section.parties)
    position = np.full((count, len(issues), len(parties)), np.nan)
    salience, flexibility = np.zeros(position.shape), np.zeros(position.shape)
    red_line = np.stack([np.full(position.shape, -np.inf), np.full(position.shape, np.inf)], axis=-1)
    of_party = {
        name: np.full((count, len(parties)), np.nan)
        for name in ("capability", "no_deal", "weight", "patience", "reservation")
    }
    for k, name in enumerate(parties):
        one = section.parties[name]
        for word, table in of_party.items():
            if (quantity := getattr(one, word)) is not None:
                table[:, k] = column(f"parties.{name}.{word}", quantity)
        for i, issue in enumerate(issues):
            if (stance := one.positions.get(issue)) is None:
                continue
            place = f"parties.{name}.positions.{issue}"
            position[:, i, k] = column(f"{place}.position", stance.position)
            salience[:, i, k] = column(f"{place}.salience", stance.salience)
            flexibility[:, i, k] = column(f"{place}.flexibility", stance.flexibility)
            for end, (word, quantity) in enumerate(zip(("low", "high"), stance.red_line or (), strict=False)):
                red_line[:, i, k, end] = column(f"{place}.red_line.{word}", quantity)
    quo = np.stack([column(f"status_quo.{issue}", section.status_quo[issue]) for issue in issues], axis=1)
    say = np.array([section.parties[name].has_say for name in parties])
    ratifies = np.array([section.parties[name].ratifies_for is not None for name in parties])
    return Amounts(
        issues, parties, position, salience, flexibility, red_line, of_party["capability"], of_party["no_deal"],
        of_party["weight"], of_party["patience"], of_party["reservation"], quo, say, say | ratifies,
    )  # fmt: skip


def level_utility(section: BargainModel, numbers: Amounts) -> list[Floats]:
    """Return, for each issue, what each level is worth to each party: (d, levels + 1, n), at most 0.

    Minus salience times the distance from the position beyond flexibility, as a share of the scale. The last level
    leaves the issue where it is.
    """
    answer = []
    for i, issue in enumerate(section.issues.values()):
        today = numbers.status_quo[:, i : i + 1]
        points = np.broadcast_to(np.array(issue.points), (len(today), len(issue.points)))
        answer.append(point_utility(section, numbers, i, np.hstack([points, today])))
    return answer


def point_utility(section: BargainModel, numbers: Amounts, issue: int, point: Floats) -> Floats:
    """Return what points (d, k) of an issue are worth to each party: (d, k, n).

    A stance with a worth of its own for each level is read off the broken line through the levels, its best level 0.
    """
    name = numbers.issues[issue]
    low, high = section.issues[name].scale
    ideal = np.nan_to_num(numbers.position[:, issue, :])[:, None, :]
    away = np.maximum(np.abs(point[:, :, None] - ideal) - numbers.flexibility[:, issue, :][:, None, :], 0.0)
    answer = np.asarray(-numbers.salience[:, issue, :][:, None, :] * away / (high - low))
    for k, party in enumerate(section.parties.values()):
        stance = party.positions.get(name)
        if stance is not None and stance.worth is not None:
            answer[:, :, k] = np.interp(point, section.issues[name].points, np.array(stance.worth) - max(stance.worth))
    return answer


def reservation(section: BargainModel, numbers: Amounts) -> Floats:
    """Return what no deal is worth to each party, (d, n): as stated, or the status quo less what no deal costs."""
    plain = status_quo_utility(section, numbers) - numbers.no_deal
    return np.where(np.isnan(numbers.reservation), plain, numbers.reservation)


def status_quo_utility(section: BargainModel, numbers: Amounts) -> Floats:
    """Return what things as they stand are worth to each party, (d, n)."""
    issues = range(len(numbers.issues))
    held = [point_utility(section, numbers, i, numbers.status_quo[:, i : i + 1])[:, 0, :] for i in issues]
    return np.asarray(np.sum(held, axis=0))


def red_lines(section: BargainModel, numbers: Amounts) -> list[Mask]:
    """Return, for each issue, which levels stay inside each party's red line: (d, levels + 1, n).

    The last level leaves the issue where it is; a red line holds for it too. Only lines of those whose consent counts.
    """
    answer = []
    for i, issue in enumerate(section.issues.values()):
        today = numbers.status_quo[:, i : i + 1]
        points = np.hstack([np.broadcast_to(np.array(issue.points), (len(today), len(issue.points))), today])
        low, high = numbers.red_line[:, i, None, :, 0], numbers.red_line[:, i, None, :, 1]
        inside = (points[:, :, None] >= low) & (points[:, :, None] <= high)
        answer.append(np.asarray(inside | ~numbers.consents))
    return answer


def stakes(section: BargainModel, numbers: Amounts, worth: list[Floats]) -> Stakes:
    """Return what packages are worth to those whose consent counts; ``worth`` is ``level_utility``."""
    own = np.flatnonzero(numbers.consents)
    legal = [np.asarray(line.all(axis=2)) for line in red_lines(section, numbers)]
    share = np.where(numbers.has_say, numbers.weight, 0.0)[:, own]
    return Stakes([table[:, :, own] for table in worth], reservation(section, numbers)[:, own], legal, share)


def decision_rule(section: BargainModel) -> DecisionRule:
    """Return the rule over the parties whose consent counts; whoever ratifies has a veto and no votes."""
    party = {name: one for name, one in section.parties.items() if one.has_say or one.ratifies_for is not None}
    ratifies = [one.ratifies_for is not None for one in party.values()]
    say = [name for name, one in party.items() if one.has_say]
    veto = tuple(name in section.rule.vetoes or home for name, home in zip(party, ratifies, strict=True))
    if section.rule.decide == "consensus":
        return DecisionRule(tuple(float(not home) for home in ratifies), float(len(say)), (True,) * len(party))
    if section.rule.decide == "majority":
        return DecisionRule(tuple(float(not home) for home in ratifies), float(len(say) // 2 + 1), veto)
    votes = tuple(0.0 if home else one.votes for one, home in zip(party.values(), ratifies, strict=True))
    return DecisionRule(votes, section.rule.quota or sum(votes), veto)


def setter_place(section: BargainModel) -> int | None:
    """Return the agenda setter's place among those whose consent counts; None where nobody sets the agenda."""
    names = [name for name, one in section.parties.items() if one.has_say or one.ratifies_for is not None]
    return None if section.rule.setter is None else names.index(section.rule.setter)
