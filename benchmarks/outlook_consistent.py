"""All consistent scenarios by branch and bound, against enumeration, and up to 20 factors."""

from __future__ import annotations

import os
import platform
from time import perf_counter

import numpy as np

from countermove.outlook.consistency import Ints, consistent_scenarios, deficits
from countermove.outlook.succession import all_scenarios


def random_matrix(factors: int, seed: int) -> tuple[Ints, Ints]:
    """Judgements from −3 to 3 between all factors of three variants: no zeros, the hardest kind to prune."""
    rng = np.random.default_rng(seed)
    return rng.integers(-3, 4, (3 * factors, 3 * factors)), np.full(factors, 3)


def enumerated(impact: Ints, sizes: Ints) -> list[list[int]]:
    """Look at every scenario, in blocks of array code: the program one would write first."""
    every = all_scenarios(sizes)
    found = []
    for begin in range(0, len(every), 200_000):
        block = every[begin : begin + 200_000]
        found += block[deficits(impact, sizes, block).max(axis=1) == 0].tolist()
    return found


def seconds(work: object, *arguments: object) -> float:
    start = perf_counter()
    work(*arguments)  # type: ignore[operator]  # any function of these arguments
    return perf_counter() - start


def main() -> None:
    """Print a ratio to enumeration at 12 × 3, and the times at 15 × 3 and 20 × 3 (median of five matrices)."""
    machine = (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}"
    )
    impact, sizes = random_matrix(12, 1)
    assert consistent_scenarios(impact, sizes).variants.tolist() == enumerated(impact, sizes)  # also compiles
    ratios = []
    for seed in range(5):
        case = random_matrix(12, seed)
        ratios.append(seconds(enumerated, *case) / seconds(consistent_scenarios, *case))
    ratios.sort()
    print(
        f"outlook-consistent {ratios[2]:.0f} × enumeration with numpy ({ratios[0]:.0f}–{ratios[-1]:.0f}), "
        f"12 factors of 3 variants (531,441 scenarios), {machine}"
    )
    for factors, target in ((15, 2), (20, 60)):
        times = sorted(seconds(consistent_scenarios, *random_matrix(factors, seed)) for seed in range(5))
        print(
            f"outlook-consistent-{factors} {times[2]:.2f} s ({times[0]:.2f}–{times[-1]:.2f}), {factors} factors of 3 "
            f"variants ({3**factors:,} scenarios), wanted under {target} s, {machine}"
        )


if __name__ == "__main__":
    main()
