"""How many outcomes hold, by reading and by sense: how far the fear of answers widens what can hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from countermove.conflict.figures.columns import outcome_of
from countermove.conflict.figures.matrix import SENSES, clipped
from countermove.conflict.solution import CONCEPT_NAMES, ConflictSolution
from countermove.document.text import Lang, Text
from countermove.drawing.marks import dot, label, line, svg, text_width
from countermove.drawing.scales import Linear
from countermove.kind import Cell, Figure, Table

WIDTH = 712.0
ROW = 38.0
SHOWN = ("nash", "seq", "smr", "gmr")
TITLE = Text("How many outcomes hold, by reading", "各读法中能维持的结果数目")
CAPTION = Text(
    "Number of outcomes that hold in each sense (scale by doublings; filled: nobody gains by moving). ≠ marks a "
    "reading whose outcomes in the strictest sense differ from those of the first.",
    "各含义下能维持的结果数目（按倍数刻度；实心为无人能通过行动获益）。≠表示在最严格含义下结果与第一种读法不同的读法。",
)


def counts(solved: Sequence[ConflictSolution], lang: Lang) -> Figure | None:
    """Draw the number of outcomes that hold in each reading and sense; ``None`` for a single reading."""
    if len(solved) < 2:
        return None
    most = max(int(solution.equilibria(concept).size) for solution in solved for concept in SHOWN)
    left = 236.0
    scale = Linear(-0.6, math.log2(max(most, 2)), left, WIDTH - 30)

    def x(count: int) -> float:
        return scale(math.log2(count)) if count else left

    first = _nash(solved[0])
    marks = []
    for count in (0, *(2**power for power in range(int(math.log2(max(most, 2))) + 1))):
        marks.append(line(x(count), 26, x(count), 34 + ROW * len(solved)))
        marks.append(label(str(count), x(count), 18, "soft", "middle"))
    for row, solution in enumerate(solved):
        y = 44 + ROW * row
        title = solution.case.title.get(lang)
        differs = "≠ " if _nash(solution) != first else ""
        for number, words in enumerate(clipped(differs + title, left - 24, 2)):
            marks.append(label(words, 0, y + 4 + 15 * number, tip=title))
        marks += _row(solution, x, y, lang)
    picture = svg(marks, WIDTH, 44 + ROW * len(solved), TITLE.get(lang), CAPTION.get(lang))
    return Figure("counts", TITLE, CAPTION, picture, _data(solved))


def _row(solution: ConflictSolution, place: Callable[[int], float], y: float, lang: Lang) -> list[str]:
    by_count: dict[int, list[str]] = {}
    for concept in SHOWN:
        if solution.stable.get(concept) is not None:
            by_count.setdefault(int(solution.equilibria(concept).size), []).append(concept)
    marks, ends = [], [-math.inf, -math.inf]
    spots = [place(count) for count in by_count]
    if len(spots) > 1:
        marks.append(line(min(spots), y, max(spots), y, "axis"))
    for count, concepts in sorted(by_count.items()):
        full = "nash" in concepts
        sense = ", ".join(SENSES[concept].get(lang) for concept in concepts)
        marks.append(dot(place(count), y, "full" if full else "none", "", f"{sense}: {count}", 4.5))
        words = f"{count} {sense if len(concepts) < len(SHOWN) else ALL.get(lang)}"
        width = text_width(words, 11.5)
        start = min(place(count) - 4, WIDTH - 1.12 * width)
        level = 0 if start > ends[0] + 6 else 1 if start > ends[1] + 6 else None
        if level is None:
            continue
        ends[level] = start + width
        marks.append(label(words, start, y + (16 if level == 0 else -8), "strong small" if full else "small"))
    return marks


ALL = Text("in every sense", "各含义相同")


def _nash(solution: ConflictSolution) -> frozenset[frozenset[str]]:
    return frozenset(outcome_of(solution, int(state)) for state in solution.equilibria("nash"))


def _data(solved: Sequence[ConflictSolution]) -> Table:
    first = _nash(solved[0])
    concepts = [concept for concept in solved[0].concepts() if concept in CONCEPT_NAMES]
    rows: list[tuple[Cell, ...]] = []
    for solution in solved:
        numbers = (
            int(solution.equilibria(concept).size) if solution.stable.get(concept) is not None else None
            for concept in concepts
        )
        rows.append((solution.case.title, *numbers, _nash(solution) != first))
    heads = (Text("Reading", "读法"), *(CONCEPT_NAMES[concept] for concept in concepts), FLIPS)
    return Table("counts", TITLE, heads, tuple(rows))


FLIPS = Text("What holds by itself differs from the first reading", "自行维持的结果与第一种读法不同")
