"""Certificates: the path of moves that deters an improvement, or the closed set in which no sanction lies; and routes.

A stable state is certified by one sanction for each improvement, an unstable one by an improvement together with every
state that opponents can lead to from it. Anybody can check either without solving the conflict again.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from countermove.conflict.game import Game
from countermove.conflict.stability import Concept

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

SEQUENTIAL = ("seq", "sseq")
SYMMETRIC = ("smr", "sseq")
MAX_VISITS = 2_000_000


class SearchTooLongError(RuntimeError):
    """A search over legal sequences was given up."""


@dataclass(frozen=True, slots=True)
class Step:
    """One move on a path: who moves, from which state to which."""

    actor: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What follows an improvement.

    ``path`` leads to the sanction ``end``; ``escape`` is the best state the focal actor could move on to from there
    (no better than the state it left, or the concept would not hold), ``None`` where it has no move or the concept does
    not ask. Without a sanction ``path`` is ``None`` and ``reach`` is every state the opponents can lead to; ``escapes``
    then names, for each of these that would deter, the state to which the actor could escape.
    """

    to: int
    path: tuple[Step, ...] | None
    end: int | None = None
    escape: int | None = None
    reach: tuple[int, ...] = ()
    escapes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """Why a state is stable or not for one actor under one concept."""

    state: int
    actor: int
    concept: Concept
    stable: bool
    answers: tuple[Answer, ...]


Allowed = Callable[[int, int, int], bool]


def legal_search(
    game: Game, start: int, movers: Iterable[int], allowed: Allowed, stop: Callable[[int], bool]
) -> tuple[dict[tuple[int, int], tuple[int, int] | None], tuple[int, int] | None]:
    """Search legal sequences from a state, shortest first, until ``stop`` accepts an end state.

    Nodes are (state, last mover), so that nobody moves twice in succession. Returns each node's parent and the node
    where the search stopped, if it did.
    """
    who = tuple(movers)
    root = (start, -1)
    parents: dict[tuple[int, int], tuple[int, int] | None] = {root: None}
    queue = deque([root])
    while queue:
        state, last = queue.popleft()
        for mover in who:
            if mover == last:
                continue
            for end in game.graph.moves[mover].ends(state):
                node = (end, mover)
                if node in parents or not allowed(mover, state, end):
                    continue
                parents[node] = (state, last)
                if stop(end):
                    return parents, node
                queue.append(node)
        if len(parents) > MAX_VISITS:
            raise SearchTooLongError(f"more than {MAX_VISITS:,} positions were visited")
    return parents, None


def path_to(parents: dict[tuple[int, int], tuple[int, int] | None], node: tuple[int, int]) -> tuple[Step, ...]:
    """Return the moves that lead to a node of a search."""
    steps = []
    before = parents[node]
    while before is not None:
        steps.append(Step(node[1], before[0], node[0]))
        node, before = before, parents[before]
    return tuple(reversed(steps))


def certificate(game: Game, state: int, actor: int, concept: Concept) -> Certificate:
    """Return why a state is stable or not; for total preferences.

    Raises
    ------
    SearchTooLongError
        Where opponents can lead to more states than can be listed.
    """
    payoff = game.payoff[actor]
    gains = [end for end in game.graph.moves[actor].ends(state) if payoff[end] > payoff[state]]
    if concept == "nash":
        answers = tuple(Answer(end, None) for end in gains)
    else:
        answers = tuple(_answer(game, state, end, actor, concept) for end in gains)
    stable = not gains if concept == "nash" else all(answer.path is not None for answer in answers)
    return Certificate(state, actor, concept, stable, answers)


def _answer(game: Game, state: int, to: int, actor: int, concept: Concept) -> Answer:
    payoff = game.payoff[actor]
    others = [other for other in range(len(game.graph.actors)) if other != actor]

    def allowed(mover: int, start: int, end: int) -> bool:
        return concept not in SEQUENTIAL or bool(game.payoff[mover][end] > game.payoff[mover][start])

    def deters(end: int) -> bool:
        if payoff[end] > payoff[state]:
            return False
        escape = best_reply(game, actor, end) if concept in SYMMETRIC else None
        return escape is None or bool(payoff[escape] <= payoff[state])

    parents, found = legal_search(game, to, others, allowed, deters)
    if found is not None:
        escape = best_reply(game, actor, found[0]) if concept in SYMMETRIC else None
        return Answer(to, path_to(parents, found), found[0], escape)
    reach = tuple(sorted({node[0] for node in parents if node[1] >= 0}))
    escapes = []
    for end in reach:
        if payoff[end] <= payoff[state]:
            escape = best_reply(game, actor, end)
            if escape is not None:
                escapes.append((end, escape))
    return Answer(to, None, None, None, reach, tuple(escapes))


def best_reply(game: Game, actor: int, state: int) -> int | None:
    """Return the state an actor likes best among those one move of its own leads to, ``None`` without a move."""
    ends = list(game.graph.moves[actor].ends(state))
    payoff = game.payoff[actor]
    return max(ends, key=lambda end: (int(payoff[end]), -end)) if ends else None


@dataclass(frozen=True, slots=True)
class Evolution:
    """How things can go on from the status quo: states reached by improvements, by any moves, and shortest routes."""

    by_improvement: tuple[int, ...]
    by_any_move: tuple[int, ...]
    routes: dict[int, tuple[Step, ...]]


_KEPT: OrderedDict[int, tuple[Game, Evolution]] = OrderedDict()  # a figure, a table and sentences ask about one game
MOST_KEPT = 8


def evolution(game: Game) -> Evolution:
    """Return where the status quo can lead; routes use improvements only where some such route exists.

    The status quo itself is among the states reached only where a sequence of moves leads back to it. The last few
    answers are kept.
    """
    kept = _KEPT.get(id(game))
    if kept is None:  # the game is kept as well, so that no other can take its id
        kept = _KEPT[id(game)] = (game, _evolution(game))
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
    return kept[1]


def _evolution(game: Game) -> Evolution:
    gaining, anyhow = improvement_routes(game), _routes(game, lambda *_: True)
    rest = {state: route for state, route in anyhow.items() if state not in gaining}
    return Evolution(tuple(sorted(gaining)), tuple(sorted(anyhow)), gaining | rest)


def improvement_routes(game: Game) -> dict[int, tuple[Step, ...]]:
    """Return a shortest route of improvements to each state that some such route reaches from the status quo."""
    worth = game.payoff.tolist()
    return _routes(game, lambda mover, one, two: bool(worth[mover][two] > worth[mover][one]))


def _routes(game: Game, allowed: Allowed) -> dict[int, tuple[Step, ...]]:
    actors = range(len(game.graph.actors))
    parents, _ = legal_search(game, game.graph.status_quo, actors, allowed, lambda _: False)
    routes: dict[int, tuple[Step, ...]] = {}
    for node in parents:
        if node[1] >= 0 and node[0] not in routes:
            routes[node[0]] = path_to(parents, node)
    return routes
