"""What learning the drivers of a study costs, and importances against scikit-learn's own permutation importance."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from timeit import timeit

import numpy as np

from benchmarks.__main__ import machine
from countermove.analysis import loads
from countermove.stress.drivers.trees import permutation_importance
from countermove.stress.learning import drivers
from countermove.stress.robustness import robustness
from countermove.stress.running import run
from countermove.stress.store import open_store
from countermove.stress.study import Wish, lay_out

DRAWS, NUMBERS, COLUMNS, SHUFFLES = 5_000, 100, 30, 12


def document() -> str:
    """Return a race of two sides; each grows by fifty numbers that vary, the first of which weigh most."""
    half = range(NUMBERS // 2)
    constants = "".join(
        f"      {side}{k}: {{value: {{uniform: [0, 2]}}, unit: GW/year}}\n" for side in "ab" for k in half
    )
    rates = {side: " + ".join(f"{1 / (1 + k):.3f} * {side}{k}" for k in half) for side in "ab"}
    return f"""
countermove: 1
title: Benchmark
actors: {{a: {{name: A}}, b: {{name: B}}}}
models:
  m:
    kind: race
    clock: {{start: 2025, end: 2030, step: 0.1, unit: year}}
    constants:
{constants}
    stocks: {{x: {{start: 1, unit: GW, actor: a}}, y: {{start: 2, unit: GW, actor: b}}}}
    flows: {{grow_x: {{rate: "{rates["a"]}", into: x}}, grow_y: {{rate: "{rates["b"]}", into: y}}}}
    contests: {{power: {{name: power, of: {{a: x, b: y}}}}}}
"""


def learning() -> None:
    """Seconds from stored answers to facts, boxes, trees, importances, indices and effects."""
    layout = lay_out(loads(document()).document, Wish(draws=DRAWS, seed=1))
    assert len(layout.inputs()) == NUMBERS
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "study", layout.plan, DRAWS, {})
        run(layout.plan, store, workers=1)
        found = robustness(layout.plan, store)
        seconds = []
        for _ in range(4):  # the first loads scikit-learn and the kernels
            begun = perf_counter()
            told, _ = drivers(layout.plan, store, found)
            seconds.append(perf_counter() - begun)
    strongest = told[0].effects[0].inputs[0]
    assert strongest in ("constants.a0.value", "constants.b0.value", "constants.a0", "constants.b0"), strongest
    print(
        f"stress-drivers: {len(told)} outcomes of {DRAWS:,} draws of {NUMBERS} numbers looked into in "
        f"{median(seconds[1:]):.1f} s ({seconds[0]:.1f} s with loading), pick-freeze evaluations included; {machine()}"
    )


def importances() -> None:
    """Print the median of five paired ratios to scikit-learn's permutation importance of as many shuffles."""
    from sklearn.ensemble import ExtraTreesRegressor
    from sklearn.inspection import permutation_importance as by_copies

    rng = np.random.default_rng(1)
    table = rng.random((6_000, COLUMNS))
    holds = ((table[:, 0] < 0.3) | (table[:, 1] + table[:, 2] > 1.4)).astype(np.float64)
    groups = {str(column): [column] for column in range(COLUMNS)}

    def theirs() -> set[int]:
        forest = ExtraTreesRegressor(40, min_samples_leaf=5, random_state=1).fit(table[:3_000], holds[:3_000])
        found = by_copies(forest, table[3_000:], holds[3_000:], n_repeats=SHUFFLES, random_state=1)
        return set(np.argsort(-found.importances_mean)[:3].tolist())

    def ours() -> set[int]:
        found = permutation_importance(table, holds, groups, np.random.default_rng(1), SHUFFLES).groups
        return {int(name) for name in sorted(found, key=lambda name: -found[name].value)[:3]}

    assert ours() == theirs() == {0, 1, 2}
    ratios = sorted(timeit(theirs, number=1) / timeit(ours, number=1) for _ in range(5))
    print(
        f"stress-importance: {ratios[2]:.1f} × scikit-learn's permutation importance "
        f"({ratios[0]:.1f}–{ratios[-1]:.1f}), "
        f"growing the forest included, {COLUMNS} columns, {SHUFFLES} shuffles of each; {machine()}"
    )


def main() -> None:
    """Print one line a claim."""
    learning()
    importances()


if __name__ == "__main__":
    main()
