"""Many draws of everybody's payoffs on one graph, solved at once.

Draws lie side by side, 64 to a block, so that one pass over the arcs serves a whole block and comparisons fill the
processor's vectors. Labels (the least key that opponents lead to) are lowered arc by arc until nothing changes, which
small graphs reach in a few passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from countermove.conflict.moves import Cliques, Moves
from countermove.conflict.relations import as_arcs
from countermove.conflict.stability import Concept

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Truth = NDArray[np.bool_]

KINDS = {"nash": 0, "gmr": 1, "smr": 2, "seq": 3, "sseq": 4}


@dataclass(frozen=True, slots=True)
class Flat:
    """All moves in flat arrays, sorted by mover, ready for many calls: ``own[i]`` is where actor i's begin.

    ``parts[i]`` numbers the parts that actor i's opponents connect, -1 where some move cannot be undone.
    """

    begins: Ints
    ends: Ints
    movers: Ints
    own: Ints
    parts: Ints
    transitive: bool

    @classmethod
    def of(cls, moves: Sequence[Moves], count: int) -> Flat:
        """List everybody's moves among ``count`` states one by one. O(m log m)."""
        begins, ends, movers, own = _flat(moves)
        parts = _components(begins, ends, movers, len(moves), count)
        return cls(begins, ends, movers, own, parts, all(isinstance(move, Cliques) for move in moves))


def equilibria_of_draws(
    moves: Sequence[Moves] | Flat, payoffs: Sequence[NDArray[Any]], concepts: Sequence[Concept], threads: int = 1
) -> Truth:
    """Return which states are equilibria in which draw.

    Parameters
    ----------
    moves : sequence of Cliques or Arcs, or Flat
        One entry an actor; ``Flat.of`` them where the same moves are asked about again and again.
    payoffs : sequence of (draws, n) int
        Each actor's payoffs in each draw, at least 0, greater is better; they need not be dense.
    concepts : sequence
        Which of nash, gmr, smr, seq, sseq.

    Returns
    -------
    (concepts, n, draws) bool

    Notes
    -----
    O(draws × actors × arcs × passes); passes are few (the longest chain of improvements that lowers a label, at worst
    n × actors). Arcs are listed one by one: for graphs of at most a few thousand states.

    Examples
    --------
    >>> from countermove.conflict.moves import cliques
    >>> moves = (cliques(np.arange(4), 1, 0, 0), cliques(np.arange(4), 2, 0, 0))
    >>> held = equilibria_of_draws(moves, [np.array([[1, 0, 3, 2]]), np.array([[1, 3, 0, 2]])], ["nash", "seq"])
    >>> held[:, :, 0].astype(int)
    array([[1, 0, 0, 0],
           [1, 0, 0, 1]])
    """
    from countermove.conflict import _kernels

    draws, count = payoffs[0].shape
    lanes = _kernels.LANES
    blocks = -(-draws // lanes)
    top = max((int(own.max(initial=0)) for own in payoffs), default=0)
    width = np.uint8 if top < 255 else np.uint16 if top < 65_535 else np.uint32
    flat = moves if isinstance(moves, Flat) else Flat.of(moves, count)
    actors = len(payoffs)
    padded = np.zeros((actors, blocks * lanes, count), dtype=width)
    for actor, own in enumerate(payoffs):
        padded[actor, :draws] = own
    payoff = np.ascontiguousarray(padded.reshape(actors, blocks, lanes, count).transpose(1, 0, 3, 2))
    held = np.ones((blocks, len(concepts), count, lanes), dtype=np.uint8)
    wanted = np.array([KINDS[concept] for concept in concepts], dtype=np.int64)
    lists = (flat.begins, flat.ends, flat.movers, flat.own, flat.parts)

    def stretch(bounds: tuple[int, int]) -> None:
        _kernels.solve_lanes(payoff, *lists, held, wanted, flat.transitive, *bounds)

    edges = np.linspace(0, blocks, max(threads, 1) + 1).astype(int)
    stretches = [(int(low), int(high)) for low, high in zip(edges[:-1], edges[1:], strict=True) if high > low]
    if len(stretches) > 1:
        with ThreadPoolExecutor(len(stretches)) as pool:
            list(pool.map(stretch, stretches))
    else:
        for one in stretches:
            stretch(one)
    answer: Truth = held.transpose(1, 2, 0, 3).reshape(len(concepts), count, -1)[:, :, :draws].view(np.bool_)
    return answer


def _components(begins: Ints, ends: Ints, movers: Ints, actors: int, count: int) -> Ints:
    """Return, for each actor, which states its opponents connect; -1 throughout where some move cannot be undone."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    forward = np.unique((movers * count + begins) * count + ends)
    backward = np.unique((movers * count + ends) * count + begins)
    if not np.array_equal(forward, backward):
        return np.full((actors, count), -1, dtype=np.int64)
    parts = np.empty((actors, count), dtype=np.int64)
    for focal in range(actors):
        kept = movers != focal
        links = coo_array((np.ones(int(kept.sum()), dtype=np.int8), (begins[kept], ends[kept])), shape=(count, count))
        parts[focal] = connected_components(links, directed=False)[1]
    return parts


def _flat(moves: Sequence[Moves]) -> tuple[Ints, Ints, Ints, Ints]:
    """Return all arcs sorted by mover: begins, ends, movers, and where each actor's arcs begin."""
    pairs = [move.pairs() for move in as_arcs(moves)]
    sizes = [begin.size for begin, _ in pairs]
    own = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    begins = np.concatenate([begin for begin, _ in pairs]).astype(np.int64)
    ends = np.concatenate([end for _, end in pairs]).astype(np.int64)
    return begins, ends, np.repeat(np.arange(len(pairs)), sizes), own
