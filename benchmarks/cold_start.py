"""What a user waits for: help, a first solve with an empty kernel cache, later ones."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from statistics import median
from time import perf_counter


def seconds(*arguments: str, cache: str | None = None) -> float:
    """Return the wall time of one command."""
    environment = {**os.environ, **({"NUMBA_CACHE_DIR": cache} if cache else {})}
    start = perf_counter()
    subprocess.run([sys.executable, "-m", "countermove", *arguments], check=True, capture_output=True, env=environment)
    return perf_counter() - start


def main() -> None:
    """Print one line a claim; the bare interpreter with numpy is the baseline."""
    seconds("--help")
    helps = median(seconds("--help") for _ in range(5))
    start = perf_counter()
    subprocess.run([sys.executable, "-c", "import numpy, numba"], check=True)
    bare = perf_counter() - start
    with tempfile.TemporaryDirectory() as cache:
        first = {name: seconds("solve", name, cache=cache) for name in ("us-plan", "summit")}
        later = {name: median(seconds("solve", name, cache=cache) for _ in range(3)) for name in first}
    print(
        f"cold-start: --help {helps:.2f} s; solve us-plan (272 states, 3 readings) {later['us-plan']:.2f} s, the first "
        f"time {first['us-plan']:.1f} s; solve summit (624 states, 13 readings) {later['summit']:.1f} s, with an empty "
        f"kernel cache {first['summit']:.1f} s (importing numpy and numba alone: {bare:.2f} s)"
    )


if __name__ == "__main__":
    main()
