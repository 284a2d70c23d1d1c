"""Ranges of a solution under the laws of its inputs, from a small fixed set of draws."""

from __future__ import annotations

import numpy as np

from countermove.bargain.inputs import evaluate, inputs
from countermove.bargain.model import BargainModel
from countermove.kind import Case

DRAWS = 256


def drawn_ranges(case: Case[BargainModel]) -> tuple[dict[str, tuple[float, float]], float | None]:
    """Return the 10th and 90th percentile of each numeric outcome, and the share of draws with an agreement.

    Nothing where no input varies. Each input has a random stream of its own, so that a new input leaves the draws of
    the others alone.
    """
    varying = inputs(case)
    if not varying:
        return {}, None
    draws = {}
    for one in varying:
        key = tuple(one.id.encode())
        rng = np.random.default_rng(np.random.SeedSequence(0, spawn_key=key))
        draws[one.id] = one.law.draw(rng.random((DRAWS, one.law.coordinates)))
    columns = evaluate(case, draws)
    ranges = {
        name: (float(low), float(high))
        for name, column in columns.items()
        if column.dtype != np.bool_
        for low, high in [np.quantile(column, [0.1, 0.9])]
    }
    return ranges, float(columns["possible.agreement"].mean())
