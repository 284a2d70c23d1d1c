"""Tables and drawings of solved conflicts; what is drawn was decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from countermove.conflict.figures.tables import tables
from countermove.conflict.solution import ConflictSolution
from countermove.document.text import Lang
from countermove.kind import Figure

__all__ = ["figures", "tables"]


def figures(solved: Sequence[ConflictSolution], lang: Lang) -> list[Figure]:
    """Draw the readings solved (base first): the outcomes that matter, who answers what, the states, the counts."""
    from countermove.conflict.figures.answers_tree import answers_tree
    from countermove.conflict.figures.counts import counts
    from countermove.conflict.figures.matrix import matrix
    from countermove.conflict.figures.state_graph import state_graph

    if not solved:
        return []
    drawn = [draw(solved, lang) for draw in (matrix, answers_tree, state_graph, counts)]
    return [figure for figure in drawn if figure is not None]
