"""Equilibria against quantecon (mixed, 10 × 10) and, where it is installed, pygambit (pure, 15 actors × 2 actions)."""

from __future__ import annotations

from functools import partial
from statistics import median
from time import process_time
from typing import Any

import numpy as np

from benchmarks.__main__ import machine
from countermove.dilemma.equilibria import equilibria, pure_equilibria
from countermove.dilemma.vertices import supports_by_pivoting


def seconds(work: Any, repeats: int = 1) -> float:
    """Return the processor time of one call."""
    start = process_time()
    for _ in range(repeats):
        work()
    return (process_time() - start) / repeats


def pure() -> None:
    """Compare pure equilibria of 15 actors with two actions each, solving and building apart."""
    try:
        import pygambit
    except ImportError:
        print("dilemma-pure: pygambit is not installed, nothing to compare with")
        return
    rng = np.random.default_rng(100)
    payoff = rng.integers(0, 1000, (15, *(2,) * 15))
    holds = pure_equilibria(payoff)  # compiles as well
    build = seconds(lambda: pygambit.StrategicGame.from_arrays(*payoff))
    game = pygambit.StrategicGame.from_arrays(*payoff)
    found = pygambit.nash.enumpure_solve(game)
    if len(found.equilibria) != int(holds.sum()):
        raise SystemExit("pure equilibria differ from pygambit's")
    ours = [seconds(lambda: pure_equilibria(payoff), 50) for _ in range(7)]
    theirs = [seconds(lambda: pygambit.nash.enumpure_solve(game)) for _ in range(7)]
    ratios = sorted(b / a for a, b in zip(ours, theirs, strict=True))
    print(
        f"dilemma-pure {ratios[3]:.0f} × pygambit {pygambit.__version__} enumpure_solve "
        f"({ratios[0]:.0f}–{ratios[6]:.0f}), {build / median(ours):.0f} × its building of the game, "
        f"15 actors × 2 actions, {machine()}"
    )


def mixed() -> None:
    """Compare all mixed equilibria of 10 × 10 games: the enumeration alone, and with exact certificates."""
    import quantecon
    from quantecon.game_theory import NormalFormGame, Player, vertex_enumeration

    rng = np.random.default_rng(100)
    bare, certified = [], []
    for round_ in range(8):
        first, second = rng.integers(0, 1000, (2, 10, 10)).astype(float)
        rows = first.astype(int).tolist(), second.astype(int).tolist()
        game = NormalFormGame((Player(first), Player(second.T.copy())))
        theirs = seconds(partial(vertex_enumeration, game), 5)
        ours = seconds(partial(supports_by_pivoting, first, second), 5)
        exact = seconds(partial(equilibria, *rows))
        solved = equilibria(*rows)
        if len(solved.extreme) != len(vertex_enumeration(game)) or any(e.regret for e in solved.extreme):
            raise SystemExit("mixed equilibria differ from quantecon's")
        if round_:  # the first round compiles
            bare.append(theirs / ours)
            certified.append(theirs / exact)
    bare.sort()
    certified.sort()
    print(
        f"dilemma-mixed {bare[3]:.2f} × quantecon {quantecon.__version__} vertex_enumeration "
        f"({bare[0]:.2f}–{bare[6]:.2f}) without, {certified[3]:.2f} × with every profile certified "
        f"in rationals, 10 × 10, {machine()}"
    )


def main() -> None:
    """Print one line a claim."""
    pure()
    mixed()


if __name__ == "__main__":
    main()
