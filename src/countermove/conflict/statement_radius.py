"""The cheapest change of ranked statements that turns a verdict round: neighbours swapped, or one statement dropped.

States are many and statements few, so that rankings can be tried: nearest first, every concept at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from countermove.conflict.batches import Flat, equilibria_of_draws
from countermove.conflict.crossing import NEVER
from countermove.conflict.stability import Concept
from countermove.numeric.orders import statement_payoffs
from countermove.numeric.orders.swaps import mahonian, ranking_levels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from countermove.conflict.game import Game

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

WORK = 400_000_000  # rankings tried × moves × actors × concepts, for each actor
BLOCK = 2_048


@dataclass(frozen=True, slots=True)
class Reranking:
    """The fewest swaps in one actor's statements: at least ``lower``; ``ranking`` shows that ``upper`` suffice.

    ``dropped`` lists the statements of which each alone, left out, turns the verdict round.
    """

    lower: int
    upper: int
    ranking: tuple[int, ...] | None
    dropped: tuple[int, ...]

    @property
    def exact(self) -> bool:
        """Whether the fewest swaps are known, or that no ranking of these statements does it."""
        return self.lower >= self.upper


def rerankings(
    game: Game, state: int, actor: int, truth: Truth, concepts: Sequence[Concept], work: int = WORK
) -> dict[Concept, Reranking]:
    """Return the cheapest changes of one actor's statements, by concept; the others' preferences are kept.

    Parameters
    ----------
    game : Game
        The game as stated.
    state, actor : int
        The state asked about, and whose statements change.
    truth : (s, n) bool
        Whether each statement, the most important first, is true of each state.
    concepts : sequence
        Which of nash, gmr, smr, seq, sseq.
    work : int
        How much may be tried.
    """
    flat = Flat.of(game.graph.moves, game.graph.size)
    games = work // max((flat.begins.size + game.graph.size) * len(game.graph.actors) * len(concepts), 1)
    trial = _Trial(game, flat, state, actor, truth, tuple(concepts))
    before = trial.verdicts(np.arange(len(truth))[None, :])[:, 0]
    left_out = trial.verdicts(np.tile(np.arange(len(truth)), (len(truth), 1)), ~np.eye(len(truth), dtype=np.bool_))
    dropped = [tuple(np.flatnonzero(row != held).tolist()) for row, held in zip(left_out, before, strict=True)]
    found: dict[int, tuple[int, tuple[int, ...]]] = {}
    low, tried = 1, 0
    for swaps, level in enumerate(islice(ranking_levels(len(truth)), 1, None), start=1):
        for place, ranking in trial.flips(level, before, set(range(len(concepts))) - set(found)):
            found[place] = (swaps, ranking)
        low = swaps + 1
        tried += len(level)
        if len(found) == len(concepts) or tried + mahonian(len(truth), low) > games:
            break
    exhausted = mahonian(len(truth), low) == 0
    answer: dict[Concept, Reranking] = {}
    for place, concept in enumerate(concepts):
        if place in found:
            answer[concept] = Reranking(found[place][0], found[place][0], found[place][1], dropped[place])
        else:
            answer[concept] = Reranking(NEVER if exhausted else low, NEVER, None, dropped[place])
    return answer


@dataclass(frozen=True, slots=True)
class _Trial:
    game: Game
    flat: Flat
    state: int
    actor: int
    truth: Truth
    concepts: tuple[Concept, ...]

    def verdicts(self, priority: Ints, holds: Truth | None = None) -> Truth:
        """Return (concepts, rankings): whether the state holds."""
        own = statement_payoffs(self.truth, priority, holds)
        rows = [
            own if actor == self.actor else np.broadcast_to(stated, own.shape)
            for actor, stated in enumerate(self.game.payoff)
        ]
        held: Truth = equilibria_of_draws(self.flat, rows, self.concepts)[:, self.state]
        return held

    def flips(
        self, level: Sequence[tuple[int, ...]], before: Truth, wanted: set[int]
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield, for each concept wanted, the first ranking of a level that turns its verdict round."""
        for start in range(0, len(level), BLOCK):
            block = level[start : start + BLOCK]
            differs = self.verdicts(np.array(block, dtype=np.int64)) != before[:, None]
            for place in sorted(wanted):
                if differs[place].any():
                    yield place, block[int(np.argmax(differs[place]))]
                    wanted.discard(place)
