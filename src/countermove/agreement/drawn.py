"""The numbers behind the drawings of an agreement, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countermove.document.text import Text
from countermove.kind import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from countermove.agreement.solution import AgreementSolution, ForecastAnswer

PARTY = Text("party", "一方")
LOW, HIGH = Text("low", "下限"), Text("high", "上限")


def tipping_table(
    solution: AgreementSolution, parties: Iterable[str], low: Iterable[float], high: Iterable[float], title: Text
) -> Table:
    """Return each party's net benefit of joining in the least and in the greatest equilibrium."""
    head = (PARTY, Text("with the fewest inside", "最少者加入时"), Text("with the most inside", "最多者加入时"))
    rows = zip((solution.names[party] for party in parties), map(float, low), map(float, high), strict=True)
    return Table(f"tipping-{solution.reading}", title, head, tuple(rows))


def list_table(solution: AgreementSolution, forecast: ForecastAnswer, title: Text) -> Table:
    """Return each party's code, whether it is listed (empty: not looked up) and its forecast with interval."""
    head = (PARTY, Text("code", "代码"), Text("listed", "已列名"), Text("forecast", "预测概率"), LOW, HIGH)
    rows = (
        (solution.names[one.party], one.party, one.listed, one.probability, one.low, one.high)
        for one in forecast.outlooks
    )
    return Table(f"list-{solution.reading}", title, head, tuple(rows))


def calibration_table(solution: AgreementSolution, fifths: Iterable[tuple[float, float, int]], title: Text) -> Table:
    """Return by fifths of the forecast the mean chance, the share listed and the number of parties."""
    head = (Text("forecast chance", "预测概率"), Text("share listed", "已列名的比例"), Text("parties", "参与方数"))
    return Table(f"calibration-{solution.reading}", title, head, tuple(fifths))


def front_table(solution: AgreementSolution, aims: NDArray[np.float64], title: Text) -> Table:
    """Return depth, number of states and capability covered of each text that no other beats."""
    head = (Text("depth", "力度"), Text("states", "国家数"), Text("capability", "覆盖实力"))
    return Table(f"front-{solution.reading}", title, head, tuple(tuple(map(float, row)) for row in aims[:, :3]))
