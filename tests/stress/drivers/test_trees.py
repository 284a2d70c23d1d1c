"""Trees tell planted rules; importances rise above noise for what matters and only for that."""

import numpy as np
import pytest

from countermove.stress.drivers.trees import _guesses, outcome_tree, permutation_importance


def test_a_planted_rule_is_told() -> None:
    rng = np.random.default_rng(1)
    table = rng.random((4_000, 5))
    holds = (table[:, 1] < 0.3) & (table[:, 3] > 0.5)
    leaves = outcome_tree(table, holds, leaves=3)
    assert {column for column, _, _ in leaves[0].path} == {1, 3}
    for column, at_most, threshold in leaves[0].path:
        assert at_most == (column == 1)
        assert threshold == pytest.approx(0.3 if column == 1 else 0.5, abs=0.01)
    assert leaves[0].share > 0.99
    assert sum(leaf.draws for leaf in leaves) == 4_000


def test_importance_of_the_relevant_rises_above_noise() -> None:
    rng = np.random.default_rng(2)
    table = (rng.random((4_000, 6)) < 0.5).astype(float)
    holds = ((table[:, 0] > 0) & (table[:, 2] > 0)).astype(float)
    groups = {"a": [0, 1], "c": [2], "idle": [3], "idle too": [4, 5]}
    found = permutation_importance(table, holds, groups, np.random.default_rng(3))
    assert found.groups["a"].low > found.floor + 0.2
    assert found.groups["c"].low > found.floor + 0.2
    assert abs(found.groups["idle"].value) < 0.02
    assert found.groups["a"].value == pytest.approx(found.groups["c"].value, rel=0.2), "the rule treats them alike"


def test_an_outcome_that_never_varies_needs_nothing() -> None:
    found = permutation_importance(np.ones((50, 2)), np.ones(50), {"a": [0]}, np.random.default_rng(1))
    assert found.groups["a"].value == 0
    assert outcome_tree(np.ones((50, 2)), np.ones(50, dtype=bool))[0].path == ()


def test_shuffled_guesses_are_those_of_the_forest_on_shuffled_copies() -> None:
    from sklearn.ensemble import ExtraTreesRegressor

    rng = np.random.default_rng(4)
    table = rng.random((300, 5))
    holds = ((table[:, 0] < 0.4) | (table[:, 1] * table[:, 4] > 0.3)).astype(float)
    forest = ExtraTreesRegressor(7, min_samples_leaf=3, random_state=1).fit(table, holds)
    groups = [[0, 4], [1], [3]]
    shuffles = np.array([[rng.permutation(300) for _ in range(2)] for _ in groups])
    plain, other = _guesses(forest.estimators_, table, groups, shuffles)
    np.testing.assert_allclose(plain, forest.predict(table), atol=1e-12)
    for group, columns in enumerate(groups):
        for repeat in range(2):
            copy = table.copy()
            copy[:, columns] = table[shuffles[group, repeat]][:, columns]
            np.testing.assert_allclose(other[group, repeat], forest.predict(copy), atol=1e-12)
