"""The front of 12 clauses at 3 levels for 85 parties, every one of 531,441 texts tried."""

from __future__ import annotations

import platform
from time import perf_counter

import numpy as np

from countermove.agreement.drafting import TextSpace, drafts
from countermove.agreement.participation import Participation

PARTIES, CLAUSES, LEVELS = 85, 12, 3


def main() -> None:
    """Print the median time of three runs."""
    rng = np.random.default_rng(7)
    influence = rng.random((PARTIES, PARTIES)) * 0.01
    np.fill_diagonal(influence, 0)
    nothing = np.zeros((0, PARTIES))
    game = Participation(rng.normal(0.5, 1, PARTIES), influence, nothing, np.zeros(0), nothing)
    value = tuple(np.vstack([np.zeros(PARTIES), rng.normal(-0.1, 0.3, (LEVELS - 1, PARTIES))]) for _ in range(CLAUSES))
    depth = tuple(np.array([0.0, 1.0, 2.0]) for _ in range(CLAUSES))
    capability = rng.random(PARTIES)
    times = []
    for _ in range(3):
        start = perf_counter()
        front = drafts(TextSpace(game, value, depth, np.ones(PARTIES), capability))
        times.append(perf_counter() - start)
    print(
        f"agreement-design: {sorted(times)[1]:.1f} s, {front.tried:,} texts × {PARTIES} parties, "
        f"{len(front.aims)} on the front, numpy {np.__version__}, {platform.machine()}"
    )


if __name__ == "__main__":
    main()
