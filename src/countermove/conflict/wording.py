"""States and moves in words, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countermove.conflict.naming import NOTHING, option_text, state_text
from countermove.conflict.naming import quoted as quoted
from countermove.document.text import Text, listed

if TYPE_CHECKING:
    from countermove.conflict.certificates import Step
    from countermove.conflict.solution import ConflictSolution

TAKES = Text("{actor} takes up {on}", "{actor}采取{on}")
DROPS = Text("{actor} drops {off}", "{actor}放弃{off}")
CHANGES = Text("{actor} takes up {on} and drops {off}", "{actor}采取{on}并放弃{off}")
MOVES = Text("{actor} moves to {state}", "{actor}转到{state}")


def option_name(solution: ConflictSolution, index: int) -> Text:
    """Return the name of an option, with its actor's where two options share a name."""
    return option_text(solution.options(), solution.case.actors, index)


def state_words(solution: ConflictSolution, state: int, limit: int = 12) -> Text:
    """Return a state as the list of options taken, or its drawn name."""
    if solution.game.graph.codes is None:
        return Text.both(solution.game.graph.label(state))
    on = [option_name(solution, index) for index in solution.taken(state)]
    return listed(on, limit) if on else NOTHING


def state_name(solution: ConflictSolution, state: int) -> Text:
    """Return a state as its label, with what is taken in brackets."""
    return state_text(solution.game.graph, solution.options(), solution.case.actors, state)


def move_words(solution: ConflictSolution, step: Step) -> Text:
    """Return a move as what its actor takes up and drops."""
    graph = solution.game.graph
    actor = solution.name(graph.actors[step.actor])
    if graph.codes is None:
        return MOVES.of(actor=actor, state=graph.label(step.end))
    before, after = set(solution.taken(step.start)), set(solution.taken(step.end))
    on = listed([quoted(option_name(solution, index)) for index in sorted(after - before)])
    off = listed([quoted(option_name(solution, index)) for index in sorted(before - after)])
    if after - before and before - after:
        return CHANGES.of(actor=actor, on=on, off=off)
    if after - before:
        return TAKES.of(actor=actor, on=on)
    if before - after:
        return DROPS.of(actor=actor, off=off)
    return MOVES.of(actor=actor, state=graph.label(step.end))


def path_words(solution: ConflictSolution, path: tuple[Step, ...]) -> Text:
    """Return a path of moves, one after the other."""
    steps = [move_words(solution, step) for step in path]
    if len(steps) == 1:
        return steps[0]
    return Text(
        ", then ".join(step.get("en") for step in steps),
        "，随后".join(step.get("zh") for step in steps),
    )
