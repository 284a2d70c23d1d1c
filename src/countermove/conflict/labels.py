"""What an actor has to fear from each state: the least payoff that opponents' improvements lead to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from countermove.conflict.moves import Moves
from countermove.conflict.relations import as_arcs
from countermove.conflict.stability import UNREACHED, stacked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


def sequential_labels(moves: Sequence[Moves], payoff: Ints) -> Ints:
    """Return, for each actor and state, the least payoff its opponents' improvements lead to, (actors, n).

    ``UNREACHED`` where no opponent has an improvement. O(actors² × moves).
    """
    from countermove.conflict import _kernels

    worths = payoff.astype(np.int32)
    starts, sources, offsets = stacked([move.reversed() for move in as_arcs(moves)])
    label = np.full(payoff.shape, UNREACHED, dtype=np.int64)
    for actor in range(len(moves)):
        order = _kernels.counting_order(worths[actor], int(worths[actor].max(initial=0)))
        label[actor] = _kernels.spread_arcs(
            order, worths[actor], UNREACHED, actor, True, worths, starts, sources, offsets
        )
    return label
