"""The layers as stages: who plays what, looking ahead to the answer, when moves cost something (backward induction).

Each layer is a stage; its owner chooses which of its moves to play, seeing what was played before and knowing how later
stages will choose. A move is worth its effect, less what the answers to it cut; an answer that is itself answered cuts
less. What an actor minds of the others' worth is the model's ``rivalry`` (0: only its own; 1: their gain is its loss).
Of equally good choices the one with fewer moves is taken. Solved for many draws of costs and effects at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

MAX_MOVES = 14
LOOKED_AT = 1 << 20  # numbers that one table of combinations may hold


@dataclass(frozen=True, slots=True)
class Ladder:
    """Moves of the extensive form in stage order.

    ``stage[m]`` and ``owner[m]`` of each move; ``targets[m]`` the moves it answers; ``feasible`` which codes (bit m:
    move m is played) may occur, as (2^moves,) bool.
    """

    names: tuple[str, ...]
    stage: tuple[int, ...]
    owner: tuple[int, ...]
    targets: tuple[tuple[int, ...], ...]
    feasible: Truth


def strengths(ladder: Ladder, cuts: Floats) -> Floats:
    """Return what is left of each move's effect at each combination of moves, (draws, combinations, moves).

    A move played keeps the product, over the answers played, of 1 − cut × what is left of the answer itself.
    """
    count = len(ladder.names)
    codes = np.arange(1 << count)
    left = np.ones((cuts.shape[0], codes.size, count))
    for move in sorted(range(count), key=lambda move: -ladder.stage[move]):
        left[:, :, move] *= (codes >> move & 1)[None, :]
        for target in ladder.targets[move]:
            left[:, :, target] *= 1 - cuts[:, move, None] * left[:, :, move]
    return left


def played(ladder: Ladder, cost: Floats, effect: Floats, cuts: Floats, rivalry: Floats, scale: float = 1.0) -> Ints:
    """Return the combination of moves that backward induction plays, one code a draw.

    Parameters
    ----------
    cost, effect, cuts : (draws, moves) float
    rivalry : (draws,) float
    scale : float
        Factor on every cost.

    Raises
    ------
    ValueError
        With more than 14 moves.

    Notes
    -----
    O(draws × 2^moves × moves).

    Examples
    --------
    >>> ladder = Ladder(("p", "x"), (1, 2), (0, 1), ((), (0,)), np.array([True, True, False, True]))
    >>> one = np.ones((1, 2))
    >>> int(played(ladder, 0.5 * one, one, np.array([[0.0, 0.9]]), np.zeros(1))[0])  # the opening foresees its answer
    0
    """
    count = len(ladder.names)
    if count > MAX_MOVES:
        raise ValueError(f"{count} moves in stages; at most {MAX_MOVES} can be looked through")
    bits = (np.arange(1 << count)[:, None] >> np.arange(count)) & 1
    worth = strengths(ladder, cuts) * effect[:, None, :] - scale * cost[:, None, :] * bits[None]
    owners = sorted(set(ladder.owner))
    own = {actor: worth[:, :, [m for m in range(count) if ladder.owner[m] == actor]].sum(axis=2) for actor in owners}
    total = sum(own.values())
    value = {actor: own[actor] - rivalry[:, None] * (total - own[actor]) for actor in owners}
    best = np.tile(np.arange(1 << count), (cost.shape[0], 1))  # the leaf that play from each combination leads to
    for stage in sorted(set(ladder.stage), reverse=True):
        for actor in sorted({ladder.owner[m] for m in range(count) if ladder.stage[m] == stage}, reverse=True):
            moves = [m for m in range(count) if ladder.stage[m] == stage and ladder.owner[m] == actor]
            best = _choose(best, value[actor], moves, ladder.feasible)
    return best[:, 0]


def _choose(best: Ints, value: Floats, moves: Sequence[int], feasible: Truth) -> Ints:
    """Return the leaves after one actor has chosen among subsets of its moves, for every combination without them."""
    mask = sum(1 << move for move in moves)
    subsets = [sum(1 << moves[i] for i in range(len(moves)) if pick >> i & 1) for pick in range(1 << len(moves))]
    subsets.sort(key=lambda subset: (bin(subset).count("1"), subset))
    rows = np.arange(best.shape[0])[:, None]
    codes = np.arange(best.shape[1]) & ~mask
    chosen = best[:, codes]
    top = np.where(feasible[chosen], np.take_along_axis(value, chosen, axis=1), -np.inf)
    for subset in subsets[1:]:
        leaf = best[rows, codes | subset]
        worth = np.where(feasible[leaf], np.take_along_axis(value, leaf, axis=1), -np.inf)
        better = worth > top + 1e-12  # equal up to rounding: the smaller set, tried before, stays
        chosen, top = np.where(better, leaf, chosen), np.where(better, worth, top)
    return chosen


def stopping_costs(
    ladder: Ladder, cost: Floats, effect: Floats, cuts: Floats, rivalry: Floats, most: float = 64.0
) -> dict[int, float | None]:
    """Return, by stage, the factor on all costs from which on no move of the stage is played (one draw).

    ``None`` where the stage is still played at the greatest factor tried; 0 where it is never played. Found on a grid
    of 121 factors and refined by bisection to four digits; play need not be monotone in cost, so this is the last
    factor at which the stage stops.
    """
    grid = np.concatenate([[0.0], np.geomspace(1 / 64, most, 120)])

    def active(stage: int, scale: float) -> bool:
        code = int(played(ladder, cost, effect, cuts, rivalry, scale)[0])
        return any(code >> move & 1 for move in range(len(ladder.names)) if ladder.stage[move] == stage)

    result: dict[int, float | None] = {}
    codes = _played_at(grid, ladder, cost, effect, cuts, rivalry)
    for stage in sorted(set(ladder.stage)):
        mask = sum(1 << move for move in range(len(ladder.names)) if ladder.stage[move] == stage)
        on = [index for index, code in enumerate(codes) if code & mask]
        if not on:
            result[stage] = 0.0
        elif on[-1] == len(grid) - 1:
            result[stage] = None
        else:
            low, high = float(grid[on[-1]]), float(grid[on[-1] + 1])
            while high - low > 1e-4 * high:
                middle = (low + high) / 2
                low, high = (middle, high) if active(stage, middle) else (low, middle)
            result[stage] = high
    return result


def _played_at(
    factors: Floats, ladder: Ladder, cost: Floats, effect: Floats, cuts: Floats, rivalry: Floats
) -> list[int]:
    """Return what is played at each factor on all costs (one draw), as many at once as memory should hold."""
    at_once = max(1, LOOKED_AT // (len(ladder.names) << len(ladder.names)))
    found: list[int] = []
    for low in range(0, factors.size, at_once):
        scales = factors[low : low + at_once, None]
        same = np.ones_like(scales)
        found += played(ladder, scales * cost, same * effect, same * cuts, same[:, 0] * rivalry).tolist()
    return found
