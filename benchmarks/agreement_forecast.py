"""The forecast of the shipped record: unfolding model, and a fit without each party's own position."""

from __future__ import annotations

from time import perf_counter

from countermove.agreement.signals import _leanings
from countermove.analysis import load
from countermove.kinds import case_of, kind


def main() -> None:
    """Print the median time of three runs, nothing kept between them."""
    document = load("library:reaim").document
    model = document.models["signing"]
    case = case_of(document, model, model.readings["base"])
    times, parties = [], 0
    for _ in range(3):
        _leanings.cache_clear()
        start = perf_counter()
        solution = kind("agreement").solve(case)
        times.append(perf_counter() - start)
        parties = len(solution.forecast.outlooks)
    print(
        f"agreement-forecast: {sorted(times)[1]:.2f} s for the whole record ({parties} parties, each forecast without "
        f"its own position); asked for are 20 s"
    )


if __name__ == "__main__":
    main()
