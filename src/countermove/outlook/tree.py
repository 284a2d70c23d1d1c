"""The scenario tree: consistent and near-consistent scenarios branch factor by factor, the outcome last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from countermove.document.text import Lang, Text
from countermove.drawing.marks import dot, fold, label, number, path, svg
from countermove.kind import Figure
from countermove.outlook.solution import OutlookSolution, Scenario
from countermove.outlook.tables import tables

WIDTH, RIGHT, STEP = 900.0, 110.0, 40.0
LEAVES, MOST_FACTORS = 14, 10
TITLE = Text("Where the scenarios part", "各情景在何处分岔")
CAPTION = Text(
    "From left to right each factor takes a variant; scenarios that agree so far share a branch. Filled ends are "
    "consistent, hollow ends miss consistency by the number beside them.",
    "从左到右，各因素依次取定走向；至此相同的情景共用一枝。实心末端为自洽情景，空心末端旁的数字为其距自洽所差。",
)
FIRST = Text(" The first {count} are drawn.", "此处绘出前{count}种。")
CONSISTENT = Text("consistent", "自洽")
MISSES = Text("short by {gap}", "差{gap}")
Branch = tuple[int, ...]


def branches(scenarios: Sequence[Branch]) -> dict[Branch, float]:
    """Return the row at which each branch stands: ends one below the other, a fork in the middle of what it leads to.

    Examples
    --------
    >>> branches([(0, 0), (0, 1), (1, 0)])
    {(0, 0): 0.0, (0, 1): 1.0, (1, 0): 2.0, (0,): 0.5, (1,): 2.0}
    """
    ends = sorted(set(scenarios))
    rows: dict[Branch, float] = {end: float(row) for row, end in enumerate(ends)}
    for depth in range(len(ends[0]) - 1 if ends else 0, 0, -1):
        below: dict[Branch, list[float]] = {}
        for branch in [one for one in rows if len(one) == depth + 1]:
            below.setdefault(branch[:-1], []).append(rows[branch])
        rows |= {branch: (min(found) + max(found)) / 2 for branch, found in below.items()}
    return rows


def scenario_tree(solution: OutlookSolution, lang: Lang) -> Figure | None:
    """Draw the tree of one reading; ``None`` where it has no scenario to draw, or more factors than a page bears."""
    shown = solution.scenarios[:LEAVES]
    if not shown or len(solution.section.factors) > MOST_FACTORS:
        return None
    order = _order(solution)
    factors = [list(solution.section.factors.values())[place] for place in order]
    ends = {tuple(int(each.variants[place]) for place in order): each for each in shown}
    rows = branches(list(ends))
    step = (WIDTH - RIGHT) / len(factors)
    marks = [
        label(words, step * column + 10, 14 + 14 * depth, "soft")
        for column, factor in enumerate(factors)
        for depth, words in enumerate(fold(factor.label.get(lang), step - 16, 12)[:2])
    ]
    for branch, row in rows.items():
        x, y = step * len(branch) - step + 14, 60 + STEP * row
        kind = "link" if _is_open(branch, ends) else "link dim"
        if len(branch) > 1:
            before, level = x - step, 60 + STEP * rows[branch[:-1]]
            bend = number(x - 0.3 * step)
            points = f"M{number(before)},{number(level)} H{bend} V{number(y)} H{number(x)}"
            marks.append(path(points, kind))
        variant = list(factors[len(branch) - 1].variants.values())[branch[-1]]
        room = step + RIGHT - 84 if branch in ends else 0.7 * step - 12
        words = fold(variant.label.get(lang), room, 12)[:2]
        for depth, part in enumerate(words):
            marks.append(label(part, x + 8, y - 6 if depth == 0 else y + 14, "small"))
        if branch in ends:
            marks += _end(ends[branch], x, y, lang)
        else:
            marks.append(dot(x, y, "full", tip=variant.name.get(lang), radius=2.5))
    caption = CAPTION
    if len(solution.scenarios) > LEAVES:
        caption = Text(CAPTION.get("en") + FIRST.get("en"), CAPTION.get("zh") + FIRST.get("zh")).of(count=LEAVES)
    drawing = svg(marks, WIDTH, 60 + STEP * len(ends), TITLE.get(lang), caption.get(lang))
    return Figure("tree", TITLE, caption, drawing, tables(solution)[0])


def _order(solution: OutlookSolution) -> list[int]:
    """Return the places of the factors, the outcome last."""
    names = list(solution.section.factors)
    return sorted(range(len(names)), key=lambda place: names[place] == solution.section.outcome)


def _is_open(branch: Branch, ends: Mapping[Branch, Scenario]) -> bool:
    return any(one.deficit == 0 and end[: len(branch)] == branch for end, one in ends.items())


def _end(scenario: Scenario, x: float, y: float, lang: Lang) -> list[str]:
    consistent = scenario.deficit == 0
    words = CONSISTENT if consistent else MISSES.of(gap=f"{scenario.deficit:.3g}")
    return [
        dot(x, y, "full" if consistent else "none", tip=scenario.label, radius=5),
        label(words.get(lang), WIDTH, y + 4, "strong" if consistent else "soft", anchor="end"),
    ]
