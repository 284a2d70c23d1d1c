"""Trees: the outcome told by a few questions (CART), and how much each input helps a forest of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.stress.drivers.intervals import Estimate, percentile_interval

Bools = NDArray[np.bool_]
Reals = NDArray[np.float64]
NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Leaf:
    """Draws that answer the questions alike: ``path`` of (column, at most?, threshold), how many, the share held."""

    path: tuple[tuple[int, bool, float], ...]
    draws: int
    share: float


def outcome_tree(table: Reals, holds: Bools, leaves: int = 6) -> tuple[Leaf, ...]:
    """Fit a classification tree with few leaves and return them, the densest first.

    Parameters
    ----------
    table : (n, p) float64
        One column an input or fact (0 or 1).
    holds : (n,) bool
        The outcome.
    leaves : int
        At most so many leaves, each of at least 1% of the draws.

    References
    ----------
    L. Breiman, J. Friedman, R. Olshen, C. Stone, *Classification and Regression Trees* (1984); as in scikit-learn.

    Examples
    --------
    >>> x = np.linspace(0, 1, 100)
    >>> [(leaf.draws, leaf.share) for leaf in outcome_tree(x[:, None], x < 0.25, leaves=2)]
    [(25, 1.0), (75, 0.0)]
    """
    from sklearn.tree import DecisionTreeClassifier

    if not len(table) or holds.all() or not holds.any():
        return (Leaf((), len(table), float(holds.mean()) if len(table) else float("nan")),)
    least = max(len(table) // 100, 1)
    fitted = DecisionTreeClassifier(max_leaf_nodes=leaves, min_samples_leaf=least, random_state=0).fit(table, holds)
    tree, found = fitted.tree_, []
    stack: list[tuple[int, tuple[tuple[int, bool, float], ...]]] = [(0, ())]
    while stack:
        node, path = stack.pop()
        if tree.children_left[node] < 0:
            share = float(tree.value[node][0][1] / tree.value[node][0].sum())
            found.append(Leaf(path, int(tree.n_node_samples[node]), share))
            continue
        column, threshold = int(tree.feature[node]), float(tree.threshold[node])
        stack.append((int(tree.children_left[node]), (*path, (column, True, threshold))))
        stack.append((int(tree.children_right[node]), (*path, (column, False, threshold))))
    return tuple(sorted(found, key=lambda leaf: (-leaf.share, -leaf.draws)))


@dataclass(frozen=True, slots=True)
class Importance:
    """What shuffling a group of columns costs a forest: the rise of its squared error, in shares of the variance.

    ``floor`` is the high end for a column of pure noise: what does not rise above it is not told from chance.
    """

    groups: Mapping[str, Estimate]
    floor: float


def permutation_importance(
    table: Reals, holds: Reals, groups: Mapping[str, Sequence[int]], rng: np.random.Generator, repeats: int = 12
) -> Importance:
    """Shuffle groups of columns in draws that a forest has not seen.

    Parameters
    ----------
    table : (n, p) float64
        One column an input or fact.
    holds : (n,) float64
        The outcome: 0 or 1, or a number.
    groups : mapping
        Names to the columns shuffled together.
    rng : Generator
        Splits and shuffles.
    repeats : int
        Shuffles a group; they give the interval.

    References
    ----------
    L. Breiman, "Random forests", Machine Learning 45 (2001) 5; P. Geurts, D. Ernst, L. Wehenkel, "Extremely randomized
    trees", Machine Learning 63 (2006) 3; A. Fisher, C. Rudin, F. Dominici, JMLR 20 (2019) 177, for groups.
    """
    from sklearn.ensemble import ExtraTreesRegressor

    variance = float(np.var(holds))
    if variance == 0 or len(table) < 20:
        return Importance({name: Estimate(0.0, 0.0, 0.0) for name in groups}, 0.0)
    noisy = np.column_stack([table, rng.random(len(table))])
    shuffled = rng.permutation(len(table))
    fit, test = shuffled[: len(table) // 2], shuffled[len(table) // 2 :]
    forest = ExtraTreesRegressor(40, min_samples_leaf=5, random_state=int(rng.integers(2**31)), n_jobs=1)
    forest.fit(noisy[fit], holds[fit])
    named = {**groups, NOISE: [table.shape[1]]}
    shuffles = np.array([[rng.permutation(len(test)) for _ in range(repeats)] for _ in named])
    plain, guess = _guesses(forest.estimators_, noisy[test], list(named.values()), shuffles)
    costs = (((guess - holds[test]) ** 2).mean(axis=2) - ((plain - holds[test]) ** 2).mean()) / variance
    found = {}
    for name, cost in zip(named, costs, strict=True):
        low, high = percentile_interval(cost)
        found[name] = Estimate(float(cost.mean()), float(low), float(high))
    noise = found.pop(NOISE)
    return Importance(found, max(noise.high, 0.0))


def _guesses(
    trees: Sequence[Any], table: Reals, groups: Sequence[Sequence[int]], shuffles: NDArray[np.int64]
) -> tuple[Reals, Reals]:
    """Return the mean of the trees for each row, and with each group of columns read from shuffled rows.

    ``shuffles`` is (groups, repeats, rows). Nothing is copied, and a tree is asked again only for rows on whose road it
    asks for the group: the cost grows with the depth of trees, not with the number of groups.
    """
    from countermove.stress.drivers._kernels import shuffled_guesses

    grown = [one.tree_ for one in trees]
    starts = np.cumsum([0, *(one.node_count for one in grown)])
    group = np.full(table.shape[1], -1)
    for number, columns in enumerate(groups):
        group[list(columns)] = number
    plain, other = shuffled_guesses(
        np.concatenate([one.feature for one in grown]),
        np.concatenate([one.threshold for one in grown]),
        np.concatenate([_shifted(one.children_left, start) for one, start in zip(grown, starts, strict=False)]),
        np.concatenate([_shifted(one.children_right, start) for one, start in zip(grown, starts, strict=False)]),
        np.concatenate([one.value[:, 0, 0] for one in grown]),
        starts[:-1],
        table.astype(np.float32),  # as the trees were grown
        group,
        np.ascontiguousarray(shuffles.transpose(0, 2, 1), dtype=np.int32),  # what a row needs lies together
    )
    return plain, other.transpose(0, 2, 1)


def _shifted(children: NDArray[np.int64], start: int) -> NDArray[np.int64]:
    return np.where(children >= 0, children + start, -1)
