"""The numbers behind the drawings of an agreement, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countermove.agreement.record import POSITIONS, UNSTATED
from countermove.document.text import Text
from countermove.kind import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from countermove.agreement.record import Record
    from countermove.agreement.solution import AgreementSolution, DesignAnswer, ForecastAnswer

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


def record_table(solution: AgreementSolution, record: Record) -> Table:
    """Return each party's position on each text; empty where the record is silent."""
    rows = []
    for row, party in enumerate(record.parties):
        cells = [None if code == UNSTATED else POSITIONS[code] for code in record.position[row]]
        rows.append((party, solution.names[party], *cells))
    columns = (Text("code", "代码"), PARTY, *(solution.texts[text] for text in record.texts))
    return Table("record", Text("The record", "记录"), columns, tuple(rows))


def calibration_table(solution: AgreementSolution, fifths: Iterable[tuple[float, float, int]], title: Text) -> Table:
    """Return by fifths of the forecast the mean chance, the share listed and the number of parties."""
    head = (Text("forecast chance", "预测概率"), Text("share listed", "已列名的比例"), Text("parties", "参与方数"))
    return Table(f"calibration-{solution.reading}", title, head, tuple(fifths))


BESIDE = Text("Two accounts, two texts", "不同解释，不同文本")
COMMON_TEXT = Text("{account}: text that all named would sign", "{account}：所列各方都愿签署的文本")
TEXT_WITH = Text("{account}: least change that brings in {party}", "{account}：争取{party}加入的最小改动")


def beside_columns(solution: AgreementSolution, design: DesignAnswer) -> list[tuple[Text, tuple[str, ...] | None]]:
    """Return text by text, account beside account, heading and contents: what all would sign, what brings parties in.

    A party that no account's texts bring in has no column.
    """
    columns: list[tuple[Text, tuple[str, ...] | None]] = []
    if design.together:
        columns += [(COMMON_TEXT.of(account=one.title), one.largest) for one in design.beside]
    for k, price in enumerate(design.prices):
        party = solution.names[design.parties[price.party]]
        fewest = [(one, one.prices[k].fewest) for one in design.beside]
        if any(text is not None for _, text in fewest):
            for one, text in fewest:
                held = None if text is None else tuple(one.menu.contents(text.level))
                columns.append((TEXT_WITH.of(account=one.title, party=party), held))
    return columns


def beside_table(solution: AgreementSolution, design: DesignAnswer) -> Table:
    """Return by clause and level whether each text of each account contains it; empty where there is no such text."""
    columns = beside_columns(solution, design)
    rows = tuple(
        (solution.clauses[name], *(None if held is None else name in held for _, held in columns))
        for ids in design.menu.ids
        for name in ids
    )
    head = (Text("clause", "条款"), *(heading for heading, _ in columns))
    return Table(f"beside-{solution.reading}", BESIDE, head, rows)


def front_table(solution: AgreementSolution, aims: NDArray[np.float64], title: Text) -> Table:
    """Return depth, number of states and capability covered of each text that no other beats."""
    head = (Text("depth", "力度"), Text("states", "国家数"), Text("capability", "覆盖实力"))
    return Table(f"front-{solution.reading}", title, head, tuple(tuple(map(float, row)) for row in aims[:, :3]))
