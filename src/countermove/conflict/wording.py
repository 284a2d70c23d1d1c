"""States and moves in words, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countermove.document.text import Text, listed

if TYPE_CHECKING:
    from countermove.conflict.certificates import Step
    from countermove.conflict.solution import ConflictSolution

NOTHING = Text("no option taken", "未采取任何选项")
TAKES = Text("{actor} takes up {on}", "{actor}采取{on}")
DROPS = Text("{actor} drops {off}", "{actor}放弃{off}")
CHANGES = Text("{actor} takes up {on} and drops {off}", "{actor}采取{on}并放弃{off}")
MOVES = Text("{actor} moves to {state}", "{actor}转到{state}")


def quoted(text: Text) -> Text:
    """Return a name in quotation marks."""
    return Text("“{name}”", "“{name}”").of(name=text)


def option_name(solution: ConflictSolution, index: int) -> Text:
    """Return the name of an option, with its actor's where two options share a name."""
    options = solution.options()
    name = options.details[index].name
    if sum(detail.name == name for detail in options.details) == 1:
        return name
    return Text("{actor}: {name}", "{actor}：{name}").of(actor=solution.name(options.owners[index]), name=name)


def state_words(solution: ConflictSolution, state: int, limit: int = 12) -> Text:
    """Return a state as the list of options taken, or its drawn name."""
    if solution.game.graph.codes is None:
        return Text.both(solution.game.graph.label(state))
    on = [option_name(solution, index) for index in solution.taken(state)]
    return listed(on, limit) if on else NOTHING


def state_name(solution: ConflictSolution, state: int) -> Text:
    """Return a state as its label, with what is taken in brackets."""
    label = solution.game.graph.label(state)
    if solution.game.graph.codes is None:
        return Text.both(label)
    return Text("{label} ({words})", "{label}（{words}）").of(label=label, words=state_words(solution, state, 4))


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
