"""Ranges of a solution under the laws of its inputs, from a small fixed set of draws."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.amounts import (
    Amounts,
    amounts,
    decision_rule,
    level_utility,
    point_utility,
    setter_place,
    stakes,
    status_quo_utility,
)
from countermove.bargain.compromise import Floats
from countermove.bargain.drawn_deals import drawn_deals
from countermove.bargain.expectation import forecasts
from countermove.bargain.frontier import decode
from countermove.bargain.inputs import inputs
from countermove.bargain.model import BargainModel
from countermove.kind import Case

DRAWS = 256
MOST_LOOKS = 6_000_000  # packages looked at over all draws; with very many packages there are fewer draws
FEWEST = 24


def drawn_ranges(case: Case[BargainModel]) -> tuple[dict[str, tuple[float, float]], float | None]:
    """Return the 10th and 90th percentile of every rule's outcomes and changes, and the share of draws with a deal.

    ``nash.tariff`` is where an issue ends, ``nash.change.a`` what a party gains or loses, in points; ``change.a`` is
    short for Nash. Where a draw has no deal, the status quo stands. Nothing where no input varies. Each input has a
    random stream of its own, so that a new input leaves the draws of the others alone.
    """
    varying = inputs(case)
    if not varying:
        return {}, None
    packages = prod(len(issue.points) + 1 for issue in case.section.issues.values())
    count = int(np.clip(MOST_LOOKS // packages, FEWEST, DRAWS))
    draws = {}
    for one in varying:
        key = tuple(one.id.encode())
        rng = np.random.default_rng(np.random.SeedSequence(0, spawn_key=key))
        draws[one.id] = one.law.draw(rng.random((count, one.law.coordinates)))
    section, numbers = case.section, amounts(case.section, draws)
    columns, agreed = _packages(section, numbers)
    columns |= _forecasts(section, numbers)
    columns |= {f"change.{party}": columns[f"nash.change.{party}"] for party in numbers.parties}
    low, high = np.quantile(np.stack(list(columns.values())), [0.1, 0.9], axis=1)
    return dict(zip(columns, zip(low.tolist(), high.tolist(), strict=True), strict=True)), float(agreed.mean())


def _packages(section: BargainModel, numbers: Amounts) -> tuple[dict[str, Floats], NDArray[np.bool_]]:
    worth = level_utility(section, numbers)
    setter = setter_place(section)
    stake = stakes(section, numbers, worth)
    found = drawn_deals(stake, section.least_gain, decision_rule(section), setter)
    quo, rows = status_quo_utility(section, numbers), np.arange(len(numbers.status_quo))
    columns: dict[str, Floats] = {}
    for rule in ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "agenda_setter"):
        codes = getattr(found, rule)
        if rule == "agenda_setter" and setter is None:
            continue
        choice = decode(np.maximum(codes, 0), [table.shape[1] for table in worth])
        total = np.sum([table[rows, choice[:, i]] for i, table in enumerate(worth)], axis=0)
        change = np.where((codes >= 0)[:, None], total - quo, 0.0)
        for i, (name, issue) in enumerate(section.issues.items()):
            levels = np.broadcast_to(issue.points, (len(rows), len(issue.points)))
            points = np.hstack([levels, numbers.status_quo[:, [i]]])
            settled = np.where(codes >= 0, choice[:, i], len(issue.points))
            columns[f"{rule}.{name}"] = points[rows, settled]
        columns |= {f"{rule}.change.{party}": 100 * change[:, k] for k, party in enumerate(numbers.parties)}
    return columns, found.acceptable


def _forecasts(section: BargainModel, numbers: Amounts) -> dict[str, Floats]:
    quo = status_quo_utility(section, numbers)
    columns: dict[str, Floats] = {}
    for rule, place in forecasts(numbers, section).items():
        held = [point_utility(section, numbers, i, place[:, i : i + 1])[:, 0, :] for i in range(len(numbers.issues))]
        change = np.sum(held, axis=0) - quo
        columns |= {f"{rule}.{name}": place[:, i] for i, name in enumerate(numbers.issues)}
        columns |= {f"{rule}.change.{party}": 100 * change[:, k] for k, party in enumerate(numbers.parties)}
    return columns
