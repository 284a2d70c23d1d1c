"""The stress seam of a bargain: what may vary, and every draw answered at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from countermove.bargain.amounts import (
    amounts,
    input_id,
    level_utility,
    quantities,
    stakes,
    status_quo_utility,
)
from countermove.bargain.drawn_deals import nash_of_draws
from countermove.bargain.frontier import decode
from countermove.document.text import Text
from countermove.kind import Case, Columns, Input, Outcome

if TYPE_CHECKING:
    from countermove.bargain.model import BargainModel

NAMES = {
    "capability": Text("{party}: capability", "{party}：实力"),
    "no_deal": Text("{party}: cost of ending without a deal", "{party}：谈判破裂的代价"),
    "position": Text("{party} on {issue}: position", "{party}在“{issue}”上的立场"),
    "salience": Text("{party} on {issue}: salience", "{party}对“{issue}”的重视程度"),
    "flexibility": Text("{party} on {issue}: flexibility", "{party}在“{issue}”上的弹性"),
    "low": Text("{party} on {issue}: lower end of the red line", "{party}在“{issue}”上红线的下限"),
    "high": Text("{party} on {issue}: upper end of the red line", "{party}在“{issue}”上红线的上限"),
    "weight": Text("{party}: bargaining weight", "{party}：谈判权重"),
    "patience": Text("{party}: patience", "{party}：耐心"),
}
QUO = Text("{issue}: status quo", "“{issue}”的现状")


def inputs(case: Case[BargainModel]) -> list[Input]:
    """Return every number that has a law; a shared parameter once."""
    found: dict[str, Input] = {}
    for path, quantity in quantities(case.section):
        identity = input_id(path, quantity)
        if not quantity.varies:
            continue
        name = Text.both(identity) if quantity.parameter else _name(case, path)
        basis = (*found[identity].basis, *quantity.basis) if identity in found else quantity.basis
        found[identity] = Input(identity, name, quantity.law, tuple(dict.fromkeys(basis)))
    return list(found.values())


def _name(case: Case[BargainModel], path: str) -> Text:
    parts = path.split(".")
    if parts[0] == "status_quo":
        return QUO.of(issue=case.section.issues[parts[1]].name)
    party = case.actors[parts[1]].label if parts[1] in case.actors else Text.both(parts[1])
    issue = case.section.issues[parts[3]].name if parts[2] == "positions" else ""
    return NAMES[parts[-1]].of(party=party, issue=issue)


def outcomes(case: Case[BargainModel]) -> list[Outcome]:
    """Describe the columns of ``evaluate``."""
    possible = Text("An agreement exists that everyone with a say accepts", "存在各方都能接受的协议")
    answer = [Outcome("possible.agreement", "agreement", "possible", possible)]
    for party in case.section.parties:
        label = case.actors[party].label if party in case.actors else Text.both(party)
        gains = Text("{party} gains by the Nash package", "{party}在纳什方案中获益").of(party=label)
        change = Text("{party}: change by the Nash package, in points", "{party}在纳什方案中的得失（点）").of(
            party=label
        )
        answer.append(Outcome(f"gains.{party}", party, "gains", gains))
        answer.append(Outcome(f"change.{party}", party, "change", change, holds=False))
    for name, issue in case.section.issues.items():
        nash = Text("{issue}: Nash package", "{issue}：纳什方案").of(issue=issue.name)
        expected = Text("{issue}: forecast of the ensemble", "{issue}：综合预测").of(issue=issue.name)
        answer.append(Outcome(f"nash.{name}", name, "nash", nash, holds=False))
        answer.append(Outcome(f"ensemble.{name}", name, "ensemble", expected, holds=False))
    return answer


def evaluate(case: Case[BargainModel], draws: Columns) -> Columns:
    """Answer every draw: does an agreement exist, who gains by the Nash package, where do the issues end.

    Where no package is acceptable, the status quo stands: nobody gains, changes (in points) are 0, and issues stay.
    """
    from countermove.bargain.expectation import forecasts

    section = case.section
    numbers = amounts(section, draws)
    worth = level_utility(section, numbers)
    nash = nash_of_draws(stakes(section, numbers, worth), section.least_gain)
    agreed, rows = nash >= 0, np.arange(len(nash))
    choice = decode(np.maximum(nash, 0), [table.shape[1] for table in worth])
    total = np.sum([table[rows, choice[:, i]] for i, table in enumerate(worth)], axis=0)
    change = np.where(agreed[:, None], total - status_quo_utility(section, numbers), 0.0)
    columns: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64] | np.dtype[np.bool_]]] = {
        "possible.agreement": agreed
    }
    for k, party in enumerate(section.parties):
        columns[f"gains.{party}"] = change[:, k] > 1e-9
        columns[f"change.{party}"] = 100 * change[:, k]
    expected = forecasts(numbers, section)["ensemble"]
    for i, (name, issue) in enumerate(section.issues.items()):
        left = ~agreed | (choice[:, i] == len(issue.points))
        level = np.array(issue.points)[np.minimum(choice[:, i], len(issue.points) - 1)]
        columns[f"nash.{name}"] = np.where(left, numbers.status_quo[:, i], level)
        columns[f"ensemble.{name}"] = expected[:, i]
    return columns
