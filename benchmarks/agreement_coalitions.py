"""Internal and external stability of every coalition: sums over members against a payoff table checked in numpy."""

from __future__ import annotations

import platform
from functools import partial
from timeit import timeit

import numpy as np

from countermove.agreement.participation import Bools
from countermove.agreement.stability import PublicGood, Stability, public_good, public_good_stability

PARTIES = 20


def by_table(game: PublicGood) -> tuple[Bools, Bools]:
    """Tabulate all payoffs with numpy, then compare each row with its neighbours."""
    n = game.benefit.size
    masks = np.arange(1 << n)
    inside = (masks[:, None] >> np.arange(n) & 1).astype(bool)
    joint = inside @ game.benefit
    in_force = inside.sum(axis=1) >= 2
    abated = np.where(inside & in_force[:, None], joint[:, None], game.benefit) / game.cost
    payoff = game.benefit * abated.sum(axis=1)[:, None] - game.cost * abated**2 / 2
    internal, external = np.ones(1 << n, dtype=bool), np.ones(1 << n, dtype=bool)
    for party in range(n):
        other, here = payoff[masks ^ (1 << party), party], payoff[:, party]
        internal &= ~inside[:, party] | (here >= other - 1e-9)
        external &= inside[:, party] | (other <= here + 1e-9)
    return internal, external


def main() -> None:
    """Print the median of five paired ratios with their range, and the time for all coalitions."""
    rng = np.random.default_rng(7)
    game = public_good(rng.random(PARTIES) + 0.1, rng.random(PARTIES) + 0.5)
    ours, baseline = partial(public_good_stability, game), partial(by_table, game)
    answer: Stability = ours()
    internal, external = baseline()
    np.testing.assert_array_equal(answer.internal, internal)
    np.testing.assert_array_equal(answer.external, external)
    pairs = [(timeit(baseline, number=1), timeit(ours, number=1)) for _ in range(5)]
    ratios, seconds = sorted(slow / fast for slow, fast in pairs), sorted(fast for _, fast in pairs)[2]
    print(
        f"agreement-coalitions: {ratios[2]:.1f} × numpy table ({ratios[0]:.1f}–{ratios[4]:.1f}), {seconds:.2f} s for "
        f"{1 << PARTIES:,} coalitions of {PARTIES} unlike parties, numpy {np.__version__}, {platform.machine()}"
    )


if __name__ == "__main__":
    main()
