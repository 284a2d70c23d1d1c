"""The equilibria of one reading as a table."""

from __future__ import annotations

from countermove.conflict.solution import CONCEPT_NAMES, LISTED, ConflictSolution
from countermove.conflict.wording import state_words
from countermove.document.text import Text
from countermove.kind import Cell, Table


def tables(solution: ConflictSolution) -> list[Table]:
    """Return the equilibria with the concepts under which they hold, one row a state that holds under some."""
    concepts = solution.concepts()
    graph = solution.game.graph
    held = {concept: set(map(int, solution.equilibria(concept)[:LISTED])) for concept in concepts}
    states = sorted(set().union(*held.values()))[:LISTED]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (graph.label(state), state_words(solution, state), *(state in held[concept] for concept in concepts))
        for state in states
    )
    names = tuple(CONCEPT_NAMES.get(concept, Text.both(concept)) for concept in concepts)
    title = Text("Outcomes that hold, and in which sense", "能维持的结果及其含义")
    return [Table("equilibria", title, (Text("State", "状态"), Text("In words", "说明"), *names), rows)]
