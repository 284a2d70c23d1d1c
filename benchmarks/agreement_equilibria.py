"""Least equilibria of many participation games: compiled cascades against best replies in numpy, all draws at once."""

from __future__ import annotations

import platform
from functools import partial
from timeit import timeit

import numpy as np

from countermove.agreement.participation import TIE, Bools, Draws, least_equilibria

PARTIES, DRAWS = 193, 2_000


def by_matrix_products(draws: Draws) -> Bools:
    """Let everybody who gains join at once, round by round: what one would write first in numpy."""
    inside = np.zeros(draws.alone.shape, dtype=bool)
    while True:
        joined = draws.alone + inside.astype(float) @ draws.influence[0].T >= -TIE
        if (joined == inside).all():
            return inside
        inside = joined


def main() -> None:
    """Print the median of seven paired ratios with their range, and the rate."""
    rng = np.random.default_rng(7)
    influence = rng.random((PARTIES, PARTIES)) * 0.02
    np.fill_diagonal(influence, 0)
    nothing = np.zeros((1, 0, PARTIES))
    draws = Draws(rng.normal(-1, 1, (DRAWS, PARTIES)), influence[None], nothing, np.zeros((1, 0)), nothing)
    ours, baseline = partial(least_equilibria, draws), partial(by_matrix_products, draws)
    np.testing.assert_array_equal(ours(), baseline())  # also compiles, so that the loop below times no compiler
    pairs = [(timeit(baseline, number=1), timeit(ours, number=1)) for _ in range(7)]
    ratios = sorted(slow / fast for slow, fast in pairs)
    rate = DRAWS / sorted(fast for _, fast in pairs)[3]
    print(
        f"agreement-equilibria: {ratios[3]:.1f} × numpy best replies ({ratios[0]:.1f}–{ratios[6]:.1f}), {rate:,.0f} "
        f"equilibria a second, {PARTIES} parties, dense influence, numpy {np.__version__}, {platform.machine()}"
    )


if __name__ == "__main__":
    main()
