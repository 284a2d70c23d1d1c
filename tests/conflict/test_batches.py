"""Many draws at once against the engine that solves one game by label propagation: another algorithm."""

from __future__ import annotations

import numpy as np
import pytest

from countermove.conflict.batches import Flat, equilibria_of_draws
from countermove.conflict.moves import cliques
from countermove.conflict.relations import as_arcs
from countermove.conflict.stability import stability

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


@pytest.mark.parametrize("oneway", [False, True])
@pytest.mark.parametrize("listed", [False, True])
def test_draws_equal_single_games(oneway: bool, listed: bool) -> None:
    rng = np.random.default_rng(5)
    for _ in range(6):
        codes = np.sort(rng.choice(64, int(rng.integers(2, 40)), replace=False)).astype(np.int64)
        moves = tuple(cliques(codes, 3 << 2 * i, (1 << 2 * i) if oneway else 0, 0) for i in range(3))
        payoffs = [rng.integers(0, codes.size, (70, codes.size)) for _ in moves]
        asked = as_arcs(moves) if listed else moves
        held = equilibria_of_draws(asked, payoffs, CONCEPTS)
        again = equilibria_of_draws(Flat.of(asked, codes.size), payoffs, CONCEPTS, threads=2)
        np.testing.assert_array_equal(held, again)
        for draw in range(0, 70, 7):
            dense = np.stack([np.unique(own[draw], return_inverse=True)[1] for own in payoffs])
            singly = stability(moves, dense, CONCEPTS)
            for place, concept in enumerate(CONCEPTS):
                np.testing.assert_array_equal(held[place, :, draw], singly[concept].all(axis=0))
