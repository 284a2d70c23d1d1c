"""The numbers behind the drawings of a bargain, as tables."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.solution import SMALLEST, BargainSolution
from countermove.document.text import Text
from countermove.kind import Table

ISSUE, PARTY = Text("issue", "议题"), Text("party", "一方")
GAIN = Text("gain, points", "得益（点）")


def ladder_table(solution: BargainSolution, title: Text) -> Table:
    """Return everyone's position on each issue, then the status quo, the Nash package and the ensemble's forecast."""
    numbers, nash = solution.numbers, solution.deals["nash"]
    rows: list[tuple[Text | str | float | None, ...]] = []
    for i, (name, issue) in enumerate(solution.section.issues.items()):
        for k, party in enumerate(numbers.parties):
            stance = solution.section.parties[party].positions.get(name)
            if stance is not None:
                ends = map(float, stance.position.law.support)
                at, salience = float(numbers.position[0, i, k]), float(numbers.salience[0, i, k])
                rows.append((issue.name, solution.party_label(k), at, *ends, salience))
        rows.append((issue.name, Text("status quo", "现状"), float(numbers.status_quo[0, i]), None, None, None))
        if nash is not None:
            level = solution.level(i, nash.choice[i])
            rows.append((issue.name, Text("Nash package", "纳什方案"), level, None, None, None))
        reach = solution.ranges.get(f"ensemble.{name}", (None, None))
        ensemble = float(solution.forecasts["ensemble"][i])
        rows.append((issue.name, Text("ensemble forecast", "综合预测"), ensemble, *reach, None))
    head = (
        ISSUE,
        Text("whose", "归属"),
        Text("position", "立场"),
        Text("low", "下限"),
        Text("high", "上限"),
        Text("salience", "重视程度"),
    )
    return Table("ladders", title, head, tuple(rows))


def waterfall_table(solution: BargainSolution, part: NDArray[np.float64], title: Text) -> Table:
    """Return what each issue adds for each party, in points (``part`` is issues by parties, in shares of a scale)."""
    rows = tuple(
        (solution.party_label(k), solution.issue_label(i), round(100 * float(part[i, k]), 1))
        for k in range(part.shape[1])
        for i in range(len(part))
        if abs(part[i, k]) > SMALLEST
    )
    return Table("waterfall", title, (PARTY, ISSUE, GAIN), rows)


def frontier_table(solution: BargainSolution, shown: NDArray[np.float64], edge: NDArray[np.float64]) -> Table:
    """Return the points drawn: what packages bring the first two parties with a say, and whether all are content."""
    on = Text("on the frontier", "是否在前沿上")
    names = [solution.party_label(k) for k in solution.say[:2]]
    rows = [(float(x), float(y), kind) for points, kind in ((shown, False), (edge, True)) for x, y in points.tolist()]
    return Table("frontier", Text("What can be reached together", "双方共同可达的范围"), (*names, on), tuple(rows))


def trade_table(solution: BargainSolution, best: Mapping[tuple[int, int], tuple[float, int, int]]) -> Table:
    """Return the best trade of each ordered pair of issues: who gives way on which, and what the lesser gains."""
    rows = tuple(
        (
            solution.issue_label(i),
            solution.party_label(giver),
            solution.issue_label(j),
            solution.party_label(taker),
            round(100 * gain, 1),
        )
        for (i, j), (gain, giver, taker) in sorted(best.items())
    )
    head = (
        Text("one gives way on", "一方让步的议题"),
        Text("who", "让步方"),
        Text("the other on", "另一方让步的议题"),
        Text("who", "让步方"),
        Text("the lesser gain, points", "较少一方的得益（点）"),
    )
    return Table("trades", Text("Which issues can be traded for which", "哪些议题可以相互交换"), head, rows)
