"""A solved influence model as tables."""

from __future__ import annotations

import numpy as np

from countermove.document.text import Text
from countermove.influence.solution import InfluenceSolution
from countermove.kind import Table

BELIEFS = Text(
    "Views at first and at rest, and whose first view weighs in them", "最初与最终看法，以及各方最初看法在其中的分量"
)
WARNINGS = Text("What warnings are worth", "警告的价值")
ACTS = Text("What public acts do against a blame", "公开行动对指责的作用")
WEIGHT = Text("Weight of {party}", "{party}的分量")
WORDS = {
    "needless": Text("not needed", "并无必要"),
    "blocked": Text("blocks", "能挡住"),
    "partly": Text("blocks in part", "部分挡住"),
    "in_vain": Text("does not block", "挡不住"),
}


def tables(solution: InfluenceSolution) -> list[Table]:
    """Return every table that has rows, the beliefs first."""
    return [table for make in (_beliefs, _warnings, _acts) if (table := make(solution)) is not None]


def _beliefs(solution: InfluenceSolution) -> Table | None:
    beliefs = solution.beliefs
    if beliefs is None:
        return None
    actors = solution.case.actors
    names = [actors[party].name for party in beliefs.parties]
    columns = (
        Text("Party", "各方"),
        Text("First view", "最初看法"),
        Text("View at rest", "最终看法"),
        *(WEIGHT.of(party=name) for name in names),
    )
    rows = []
    for index, name in enumerate(names):
        numbers = (beliefs.first[index], beliefs.last[index], *beliefs.pull[index])
        rows.append((name, *(float(each) if np.isfinite(each) else None for each in numbers)))
    return Table("beliefs", BELIEFS, columns, tuple(rows))


def _warnings(solution: InfluenceSolution) -> Table | None:
    if not solution.heard:
        return None
    columns = (
        Text("Warning", "警告"),
        Text("Sender", "发出者"),
        Text("Receiver", "接收者"),
        Text("Messages that can be told apart", "可区分的说法数"),
        Text("Share of uncertainty removed", "可消除的不确定性"),
        Text("Strongest warning to be taken as", "最强警告应理解为"),
        Text("Receiver acts, sender committed", "发出者作出承诺时的行动概率"),
        Text("Receiver acts, no warning", "没有警告时的行动概率"),
    )
    rows = []
    for heard in solution.heard:
        warning = solution.section.warnings[heard.id]
        people = (solution.case.actors[warning.sender].name, solution.case.actors[warning.receiver].name)
        numbers = (heard.told, heard.strongest, heard.acts, heard.acts_alone)
        rows.append((warning.name, *people, len(heard.borders) - 1, *numbers))
    return Table("warnings", WARNINGS, columns, tuple(rows))


def _acts(solution: InfluenceSolution) -> Table | None:
    part = solution.section.blame
    if part is None:
        return None
    columns = (
        Text("Act", "行动"),
        Text("Against the blame", "对指责的作用"),
        Text("Blame still sticks, probability", "指责仍成立的概率"),
        Text("One who obstructs imitates it, probability", "蓄意阻挠者模仿的概率"),
    )
    rows = tuple((part.acts[each.id].name, WORDS[each.regime], each.blamed, each.imitates) for each in solution.acts)
    return Table("acts", ACTS, columns, rows)
