"""Bargains: the challenge model, the exact frontier and the back-test against the programs one would write first."""

import os
import platform
import sys
from functools import partial
from itertools import product
from pathlib import Path
from timeit import repeat, timeit

import numpy as np

import countermove
from countermove.bargain.amounts import amounts
from countermove.bargain.backtest import backtest, baseline_forecasts, rule_forecasts
from countermove.bargain.challenge import VARIANTS, challenge
from countermove.bargain.decisions import read_decisions
from countermove.bargain.expectation import ensemble_forecast
from countermove.bargain.frontier import package_utility, pareto_frontier, undominated
from countermove.bargain.inputs import inputs

Case = tuple[np.ndarray, np.ndarray, np.ndarray]


def machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}"


def plain_round(position: np.ndarray, salience: np.ndarray, capability: np.ndarray, rounds: int) -> list[float]:
    """The pairwise variant with one numpy expression an equation, one draw at a time."""
    low, width = position.min(), np.ptp(position)
    x, stake = (position - low) / width, capability * salience

    def median() -> float:
        total = (stake[:, None] * np.abs(x[:, None] - x)).sum(axis=0)
        return float(x[total <= total.min() + 1e-12].min())

    def reckon(risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        loss = stake[:, None] * np.abs(x[:, None] - x)
        margin = loss[:, None, :] - loss[:, :, None]
        cast = np.abs(margin).sum(axis=0)
        chance = np.divide(np.maximum(margin, 0).sum(axis=0), cast, out=np.zeros_like(cast), where=cast > 0)
        apart, r = np.abs(x[:, None] - x), risk[:, None]
        win, lose = 2 - 4 * (0.5 - apart / 2) ** r, 2 - 4 * (0.5 + apart / 2) ** r
        still = 2 - 4 * 0.5**r
        own = salience[None, :] * (chance * win + (1 - chance) * lose) + (1 - salience[None, :]) * win - still
        other = salience[:, None] * (chance.T * win + (1 - chance.T) * lose) + (1 - salience[:, None]) * win - still
        np.fill_diagonal(own, 0)
        np.fill_diagonal(other, 0)
        return own, other

    path = [median()]
    for _ in range(rounds):
        danger = reckon(np.ones(len(x)))[1].sum(axis=1)
        exposed = (2 * danger - danger.max() - danger.min()) / np.ptp(danger)
        own, other = reckon((1 - exposed / 3) / (1 + exposed / 3))
        moved = x.copy()
        for i in range(len(x)):
            best = np.inf
            for j in range(len(x)):
                if x[i] == x[j] or other[i, j] <= 0:
                    continue
                if own[i, j] < 0 and other[i, j] > -own[i, j]:
                    goal = x[i] + (x[j] - x[i]) * -own[i, j] / other[i, j]
                elif own[i, j] < 0 or other[i, j] > own[i, j] > 0:
                    goal = x[j]
                else:
                    continue
                if abs(goal - x[i]) < best:
                    best, moved[i] = abs(goal - x[i]), goal
        x = np.round(moved, 9)
        path.append(median())
    return [low + width * p for p in path]


def crowd(draws: int, actors: int, seed: int) -> Case:
    rng = np.random.default_rng(seed)
    shape = (draws, actors)
    return rng.uniform(0, 100, shape), rng.uniform(0.1, 1, shape), rng.uniform(0.1, 1, shape)


def bargain(issues: int, levels: int, actors: int, seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    position, salience = rng.uniform(0, 1, (issues, actors)), rng.uniform(0, 1, (issues, actors))
    points = np.linspace(0, 1, levels)
    return [-salience[i] * np.abs(points[:, None] - position[i]) for i in range(issues)]


def talks(issues: int, actors: int, seed: int) -> str:
    """A document in which every position and salience is a law."""
    rng = np.random.default_rng(seed)
    names = [f"p{k}" for k in range(actors)]
    lines = ["countermove: 1", "title: Many parties", "actors:", *(f"  {name}: {{name: {name}}}" for name in names)]
    lines += ["models:", "  base:", "    kind: bargain", "    issues:"]
    lines += [f"      i{k}: {{name: i{k}, levels: [0, 100]}}" for k in range(issues)]
    lines.append("    parties:")
    for name in names:
        lines += [f"      {name}:", f"        capability: {rng.uniform(0.1, 1):.3f}", "        positions:"]
        for k in range(issues):
            low = rng.uniform(0, 80)
            position, salience = f"{{uniform: [{low:.1f}, {low + 20:.1f}]}}", "{uniform: [0.2, 1]}"
            lines.append(f"          i{k}: {{position: {position}, salience: {salience}}}")
    quo = ", ".join(f"i{k}: 50" for k in range(issues))
    return "\n".join([*lines, f"    status_quo: {{{quo}}}"]) + "\n"


def ensemble_draws(text: str, draws: int) -> tuple[float, int]:
    """Time the ensemble on draws of all inputs; return seconds and how many inputs vary."""
    case = countermove.loads(text).case()
    varying = inputs(case)
    rng = np.random.default_rng(0)
    columns = {one.id: one.law.draw(rng.random((draws, one.law.coordinates))) for one in varying}
    numbers = amounts(case.section, columns)
    return timeit(partial(ensemble_forecast, numbers, case.section), number=1), len(varying)


def ratios(ours: object, baseline: object, times: int = 7) -> str:
    """Median of paired ratios with their range."""
    found = sorted(timeit(baseline, number=1) / timeit(ours, number=1) for _ in range(times))  # type: ignore[arg-type]
    return f"{found[times // 2]:.0f} × ({found[0]:.0f}–{found[-1]:.0f})"


def main() -> None:
    """Check agreement first, then print one line a measure; the back-test needs the decisions' file as argument."""
    variant = VARIANTS["challenge_pairwise"]
    position, salience, capability = crowd(20, 30, seed=1)
    ours = partial(challenge, position, salience, capability, variant)
    plain = partial(lambda: [plain_round(*row, 10) for row in zip(position, salience, capability, strict=True)])
    close = np.isclose(ours().path, plain(), atol=1e-6).all(axis=1)
    assert close.mean() >= 0.9, "paths may part where two offers tie to the last digit, not elsewhere"
    print(f"challenge: {ratios(ours, plain)} numpy one draw at a time, 20 draws of 30 actors, {machine()}")
    many = crowd(1_000, 30, seed=2)
    for name, one in VARIANTS.items():
        seconds = min(repeat(partial(challenge, *many, one), number=1, repeat=5))
        rate = f"{1_000 / seconds:,.0f} a second (best of five)"
        print(f"challenge-draws-{name.removeprefix('challenge_')}: {rate}, 30 actors, 10 rounds, {machine()}")
    small = bargain(5, 5, 12, seed=3)
    every = package_utility(small)
    assert len(pareto_frontier(small).choice) == int(undominated(every).sum())
    base = partial(lambda: undominated(package_utility(small)))
    print(
        f"frontier: {ratios(partial(pareto_frontier, small), base)} sort and compare, {5**5} packages × 12, {machine()}"
    )
    big = bargain(8, 5, 12, seed=4)
    seconds = timeit(partial(pareto_frontier, big), number=1)
    found = len(pareto_frontier(big).choice)
    print(f"frontier-exact: {seconds:.2f} s, 8 issues × 5 levels × 12 actors, {found:,} packages on it, {machine()}")
    assert len(list(product(range(5), repeat=5))) == len(every)
    ensemble_draws(talks(1, 3, seed=5), 2)  # compiles
    for issues, actors in ((8, 4), (8, 30)):
        seconds, varying = ensemble_draws(talks(issues, actors, seed=6), 1_000)
        what = f"{issues} issues, {actors} actors, 1,000 draws of {varying} inputs"
        print(f"ensemble-draws-{actors}: {seconds:.1f} s, {what}, {machine()}")
    if len(sys.argv) > 1:
        decisions = read_decisions(Path(sys.argv[1]))
        rule_forecasts(decisions)
        count = len(decisions.outcome)
        for name, rules in (("baselines", baseline_forecasts), ("every rule and the ensemble", rule_forecasts)):
            seconds = timeit(partial(rules, decisions), number=1)
            print(f"backtest-rules: {seconds:.2f} s, {name} on {count} decisions, {machine()}")
        seconds = timeit(partial(backtest, sys.argv[1]), number=1)
        print(f"backtest-whole: {seconds:.1f} s, scored by proposal with intervals, {count} decisions, {machine()}")


if __name__ == "__main__":
    main()
