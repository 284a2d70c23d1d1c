"""Where 10,000 parties with sparse trust come to rest, against averaging round by round until nothing moves."""

from __future__ import annotations

import os
import platform
from time import perf_counter

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.sparse import csr_array

from countermove.influence.dynamics import rest


def main() -> None:
    """Print the ratio to plain averaging at the same accuracy, and the time."""
    machine = (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, scipy {scipy.__version__}"
    )
    rng = np.random.default_rng(9)
    count, links = 10_000, 10
    rows, columns = np.repeat(np.arange(count), links), rng.integers(0, count, links * count)
    trust = csr_array((np.full(rows.size, 1 / links), (rows, columns)), shape=(count, count))
    susceptibility, belief = np.where(rng.random(count) < 0.02, 0.0, 1.0), rng.random(count)  # one in fifty never moves

    def averaged() -> NDArray[np.float64]:
        now = belief
        while True:
            following = susceptibility * (trust @ now) + (1 - susceptibility) * belief
            if np.abs(following - now).max() < 1e-12:
                return np.asarray(following)
            now = following

    np.testing.assert_allclose(rest(trust, susceptibility, belief).belief, averaged(), atol=1e-8)
    ratios, times = [], []
    for _ in range(5):
        start = perf_counter()
        rest(trust, susceptibility, belief)
        times.append(perf_counter() - start)
        start = perf_counter()
        averaged()
        ratios.append((perf_counter() - start) / times[-1])
    ratios.sort()
    print(
        f"influence-rest {ratios[2]:.1f} × averaging round by round ({ratios[0]:.1f}–{ratios[-1]:.1f}), {count:,} "
        f"parties, {links} links each, {sorted(times)[2]:.2f} s, wanted under 1 s, {machine}"
    )


if __name__ == "__main__":
    main()
