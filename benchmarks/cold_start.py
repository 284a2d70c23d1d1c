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
        first = seconds("solve", "us-plan", cache=cache)
        later = median(seconds("solve", "us-plan", cache=cache) for _ in range(3))
    print(
        f"cold-start: --help {helps:.2f} s; first solve of us-plan with an empty kernel cache {first:.1f} s, later "
        f"ones {later:.2f} s (importing numpy and numba alone: {bare:.2f} s)"
    )


if __name__ == "__main__":
    main()
