"""From what is written to arrays: every number of a bargain once, for the centre or for many draws alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats
from countermove.bargain.model import BargainModel
from countermove.bargain.procedure import DecisionRule
from countermove.document.laws import Quantity

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Amounts:
    """Numbers of d draws (1 for the centre), i issues and n parties in document order.

    ``position``, ``salience``, ``flexibility`` (d, i, n): the position is NaN and the salience 0 where a party has
    none. ``capability``, ``no_deal`` (d, n); ``status_quo`` (d, i). ``has_say`` (n,).
    """

    issues: tuple[str, ...]
    parties: tuple[str, ...]
    position: Floats
    salience: Floats
    flexibility: Floats
    capability: Floats
    no_deal: Floats
    status_quo: Floats
    has_say: Mask


def quantities(section: BargainModel) -> Iterator[tuple[str, Quantity]]:
    """Yield every number that may vary, with its dotted path in the section."""
    for party, one in section.parties.items():
        yield f"parties.{party}.capability", one.capability
        yield f"parties.{party}.no_deal", one.no_deal
        for issue, stance in one.positions.items():
            place = f"parties.{party}.positions.{issue}"
            yield f"{place}.position", stance.position
            yield f"{place}.salience", stance.salience
            yield f"{place}.flexibility", stance.flexibility
    for issue, quantity in section.status_quo.items():
        yield f"status_quo.{issue}", quantity


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
    given = draws or {}
    count = max((len(column) for column in given.values()), default=1)
    issues, parties = tuple(section.issues), tuple(section.parties)

    def column(path: str, quantity: Quantity) -> Floats:
        drawn = given.get(input_id(path, quantity))
        return np.full(count, quantity.centre) if drawn is None else np.asarray(drawn, np.float64)

    position = np.full((count, len(issues), len(parties)), np.nan)
    salience, flexibility = np.zeros(position.shape), np.zeros(position.shape)
    capability, no_deal = np.empty((count, len(parties))), np.empty((count, len(parties)))
    for k, name in enumerate(parties):
        one = section.parties[name]
        capability[:, k] = column(f"parties.{name}.capability", one.capability)
        no_deal[:, k] = column(f"parties.{name}.no_deal", one.no_deal)
        for i, issue in enumerate(issues):
            if (stance := one.positions.get(issue)) is None:
                continue
            place = f"parties.{name}.positions.{issue}"
            position[:, i, k] = column(f"{place}.position", stance.position)
            salience[:, i, k] = column(f"{place}.salience", stance.salience)
            flexibility[:, i, k] = column(f"{place}.flexibility", stance.flexibility)
    quo = np.stack([column(f"status_quo.{issue}", section.status_quo[issue]) for issue in issues], axis=1)
    say = np.array([not section.parties[name].outside for name in parties])
    return Amounts(issues, parties, position, salience, flexibility, capability, no_deal, quo, say)


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
    """Return what points (d, k) of an issue are worth to each party: (d, k, n)."""
    low, high = section.issues[numbers.issues[issue]].scale
    ideal = np.nan_to_num(numbers.position[:, issue, :])[:, None, :]
    away = np.maximum(np.abs(point[:, :, None] - ideal) - numbers.flexibility[:, issue, :][:, None, :], 0.0)
    return np.asarray(-numbers.salience[:, issue, :][:, None, :] * away / (high - low))


def reservation(section: BargainModel, numbers: Amounts) -> Floats:
    """Return what no deal is worth to each party, (d, n): the status quo less what ending without a deal costs."""
    return np.asarray(status_quo_utility(section, numbers) - numbers.no_deal)


def status_quo_utility(section: BargainModel, numbers: Amounts) -> Floats:
    """Return what things as they stand are worth to each party, (d, n)."""
    issues = range(len(numbers.issues))
    held = [point_utility(section, numbers, i, numbers.status_quo[:, i : i + 1])[:, 0, :] for i in issues]
    return np.asarray(np.sum(held, axis=0))


def red_lines(section: BargainModel) -> list[Mask]:
    """Return, for each issue, which levels (levels + 1, n) stay inside each party's red line; outsiders have none.

    The last level leaves the issue where it is, at the centre of its law; a red line holds for it too.
    """
    answer = []
    for name, issue in section.issues.items():
        points = np.array([*issue.points, section.status_quo[name].centre])
        line = np.ones((len(points), len(section.parties)), np.bool_)
        for k, party in enumerate(section.parties.values()):
            stance = party.positions.get(name)
            if stance is not None and stance.red_line is not None and not party.outside:
                low, high = stance.red_line
                line[:, k] = (points >= low) & (points <= high)
        answer.append(line)
    return answer


def decision_rule(section: BargainModel) -> DecisionRule:
    """Return the rule over the parties that have a say."""
    say = [name for name, party in section.parties.items() if not party.outside]
    veto = tuple(name in section.rule.vetoes for name in say)
    if section.rule.decide == "consensus":
        return DecisionRule.consensus(len(say))
    if section.rule.decide == "majority":
        plain = DecisionRule.majority(len(say))
        return DecisionRule(plain.weight, plain.quota, veto)
    votes = tuple(section.parties[name].votes for name in say)
    return DecisionRule(votes, section.rule.quota or sum(votes), veto)
