"""Exact memory-one payoffs, finite matches, a phase diagram and drawn games, against the loops one would write."""

from __future__ import annotations

from time import perf_counter, process_time

import numpy as np

from benchmarks.__main__ import machine
from countermove.dilemma.dialogue import Terms, holds, phase
from countermove.dilemma.memory import RULES, occupancy, payoffs, simulated
from countermove.numeric import forms

STAGE = np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])


def pairs() -> None:
    """Compare exact payoffs of memory-one pairs with one linear solve a pair."""
    first, second = np.random.default_rng(1).uniform(size=(2, 200_000, 4))
    occupancy(first[:2], second[:2])
    start = process_time()
    means = payoffs(occupancy(first, second), STAGE)
    ours = 200_000 / (process_time() - start)
    start = process_time()
    for pair in range(2_000):
        x, y = first[pair], second[pair][[0, 2, 1, 3]]
        chain = np.stack([x * y, x * (1 - y), (1 - x) * y, (1 - x) * (1 - y)], axis=1)
        system = np.vstack([(chain.T - np.eye(4))[:-1], np.ones(4)])
        share = np.linalg.solve(system, [0, 0, 0, 1])
        np.testing.assert_allclose(STAGE.reshape(2, 4) @ share, means[pair], atol=1e-8)
    theirs = 2_000 / (process_time() - start)
    print(f"dilemma-pairs {ours:,.0f} exact pairs a second, {ours / theirs:.0f} × one numpy solve a pair, {machine()}")


def matches() -> None:
    """Count turns of finite matches; axelrod's published rate is cited in the docs, not run."""
    rule = np.array([RULES["generous_tit_for_tat"], RULES["win_stay_lose_shift"]]) * 0.98 + 0.01
    first, second = np.tile(rule[0], (4_000, 1)), np.tile(rule[1], (4_000, 1))
    simulated(first[:2], second[:2], STAGE, 10, seed=1)
    start, cpu = perf_counter(), process_time()
    means = simulated(first, second, STAGE, 50_000, seed=1).mean(axis=0)
    rate, core = (4_000 * 50_000 / spent / 1e6 for spent in (perf_counter() - start, process_time() - cpu))
    exact = payoffs(occupancy(rule[0], rule[1]), STAGE)[0]
    np.testing.assert_allclose(means, exact, atol=0.01)
    print(
        f"dilemma-matches {rate:,.0f} million turns a second of wall time, {core:,.0f} million a second of "
        f"processor time and core, means within 0.01 of the exact ones, {machine()}"
    )


def diagram() -> None:
    """Time a phase diagram of 200 × 200 cells against one call a cell."""
    cells, terms = [[6, 4, 2, 0], [5, 3, 1, 0]], Terms(detection=0.5, cut=0.1, restore=0.5)
    fines, discounts = np.linspace(0, 3, 200), np.linspace(0, 0.99, 200)
    phase(cells, terms, fines[:2], discounts[:2])
    start = process_time()
    grid = phase(cells, terms, fines, discounts)
    ours = process_time() - start
    start = process_time()
    for i, j in np.random.default_rng(0).integers(0, 200, (100, 2)):
        d = discounts[j]
        one = Terms(detection=0.5, cut=0.1, restore=0.5, sanction=fines[i] / 0.5, discount=(d, d))
        assert holds(cells, one) == grid[i, j]
    theirs = (process_time() - start) * 400
    print(f"dilemma-phase 200 × 200 in {1_000 * ours:.1f} ms, {theirs / ours:.0f} × one call a cell, {machine()}")


def draws() -> None:
    """Classify a million drawn 2×2 games against one game at a time."""
    games = np.random.default_rng(2).normal(size=(1_000_000, 2, 2, 2))
    forms.classify(games[:2])
    start = process_time()
    family = forms.classify(games)
    ours = process_time() - start
    start = process_time()
    for index in range(500):
        assert forms.place(games[index]).family == forms.FAMILIES[family[index]]
    theirs = (process_time() - start) * 2_000
    print(f"dilemma-draws 1,000,000 games named in {ours:.2f} s, {theirs / ours:.0f} × one game at a time, {machine()}")


def main() -> None:
    """Print one line a claim."""
    for claim in (pairs, matches, diagram, draws):
        claim()


if __name__ == "__main__":
    main()
