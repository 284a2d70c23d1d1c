import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.agreement.drafting import TextSpace, drafts, largest_text, pareto_rows
from countermove.agreement.participation import Participation, least_equilibrium
from countermove.document.faults import AnalysisError


def random_text(
    seed: int, n: int, clauses: int
) -> tuple[Participation, tuple[np.ndarray, ...], tuple[np.ndarray, ...], np.ndarray]:
    rng = np.random.default_rng(seed)
    influence = rng.integers(0, 2, (n, n)).astype(float)
    np.fill_diagonal(influence, 0)
    empty = np.zeros((0, n))
    game = Participation(rng.integers(-3, 4, n).astype(float), influence, empty, np.zeros(0), empty)
    value = tuple(np.vstack([np.zeros(n), rng.integers(-3, 3, (2, n))]) for _ in range(clauses))
    depth = tuple(np.array([0.0, 1.0, float(rng.integers(2, 4))]) for _ in range(clauses))
    return game, value, depth, rng.integers(1, 9, n).astype(float)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5), st.integers(0, 3))
def test_the_front_is_what_comparing_all_pairs_leaves(seed: int, n: int, clauses: int) -> None:
    game, value, depth, capability = random_text(seed, n, clauses)
    aims = []
    for levels in itertools.product(range(3), repeat=clauses):
        alone = game.alone + sum((value[k][level] for k, level in enumerate(levels)), np.zeros(n))
        inside = least_equilibrium(game.with_alone(alone))
        aims.append((sum(depth[k][level] for k, level in enumerate(levels)), inside.sum(), capability[inside].sum()))
    kept = [a for a in aims if not any(all(x >= y for x, y in zip(b, a, strict=True)) and b != a for b in aims)]
    front = drafts(TextSpace(game, value, depth, np.ones(n), capability))
    assert front.tried == 3**clauses
    assert sorted(map(tuple, front.aims.tolist())) == sorted(kept)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5), st.integers(1, 4))
def test_the_largest_text_of_a_coalition_is_the_deepest_of_all(seed: int, n: int, clauses: int) -> None:
    game, value, depth, _ = random_text(seed, n, clauses)
    slack = game.alone + game.influence.sum(axis=1)
    depths = [
        sum(depth[k][level] for k, level in enumerate(levels))
        for levels in itertools.product(range(3), repeat=clauses)
        if (slack + sum(value[k][level] for k, level in enumerate(levels)) >= 0).all()
    ]
    if not depths:
        with pytest.raises(AnalysisError, match="smaller"):
            largest_text(value, depth, slack)
    else:
        chosen, deep = largest_text(value, depth, slack)
        assert deep == max(depths)
        assert (slack + sum(value[k][level] for k, level in enumerate(chosen)) >= -1e-6).all()


def test_copies_of_a_row_on_the_front_all_stay() -> None:
    assert pareto_rows(np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 1.0]])).tolist() == [True, True, False]
    rng = np.random.default_rng(0)
    for _ in range(200):
        aims = rng.integers(0, 5, (rng.integers(0, 40), rng.integers(1, 4))).astype(float)
        beaten = [any((one >= row).all() and (one > row).any() for one in aims) for row in aims]
        assert pareto_rows(aims).tolist() == [not one for one in beaten]
