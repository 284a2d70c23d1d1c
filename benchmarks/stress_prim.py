"""PRIM on 100,000 draws of 30 facts, against the plain form that one would write first."""

from __future__ import annotations

from functools import partial
from timeit import timeit

import numpy as np
from numpy.typing import NDArray

from benchmarks.__main__ import machine
from countermove.stress.drivers.prim import paste, peel, told_best

Bools = NDArray[np.bool_]


def planted(draws: int, facts: int) -> tuple[list[Bools], Bools]:
    """Return independent facts and an outcome that three of them decide but for 5% of the draws."""
    rng = np.random.default_rng(1)
    table = rng.random((facts, draws)) < 0.5
    wanted = table[0] & table[1] & ~table[2]
    return list(table), wanted ^ (rng.random(draws) < 0.05)


def search(columns: list[Bools], wanted: Bools) -> set[int]:
    """Return the facts in the box that is told first."""
    box = paste(told_best(peel(list(columns), wanted)), list(columns), wanted)
    return {limit.column for limit in box.limits}


def plain(columns: list[Bools], wanted: Bools) -> set[int]:
    """Peel by evaluating every candidate box on all draws anew, as a first program does."""
    chosen: dict[int, bool] = {}
    while True:
        inside = np.ones(len(wanted), dtype=np.bool_)
        for column, value in chosen.items():
            inside &= columns[column] == value
        density = wanted[inside].mean()
        if density == 1 or len(chosen) == 3:
            return set(chosen)
        best = (0.0, 0, False)
        for column, values in enumerate(columns):
            if column not in chosen:
                for value in (False, True):
                    smaller = inside & (values == value)
                    lost = inside.sum() - smaller.sum()
                    best = max(best, (float(wanted[smaller].mean() - density) / lost, column, value))
        chosen[best[1]] = best[2]


def main() -> None:
    """Print the median of seven paired ratios, and the seconds of one search."""
    columns, wanted = planted(100_000, 30)
    ours, baseline = partial(search, columns, wanted), partial(plain, columns, wanted)
    assert ours() == baseline() == {0, 1, 2}
    times = [(timeit(ours, number=1), timeit(baseline, number=1)) for _ in range(7)]
    ratios = sorted(slow / quick for quick, slow in times)
    seconds = sorted(quick for quick, _ in times)[3]
    print(
        f"stress-prim: box of three among 30 facts and 100,000 draws in {seconds:.2f} s, {ratios[3]:.1f} × the plain "
        f"search ({ratios[0]:.1f}–{ratios[6]:.1f}), {machine()}"
    )


if __name__ == "__main__":
    main()
