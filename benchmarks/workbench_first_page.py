"""How long an analyst waits for the first page: from the command on, on an idle machine and on a busy one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.__main__ import machine
from benchmarks._serving import Bench

ROUNDS, BUSY = 5, "while True: pass"


@contextmanager
def busy(count: int) -> Iterator[None]:
    """Keep so many processes at work meanwhile."""
    others = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(count)]
    try:
        yield
    finally:
        for one in others:
            one.kill()
            one.wait()


def first_pages() -> list[float]:
    """Return the seconds of several starts, sorted."""
    found = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as place:
            bench = Bench(Path(place))
            found.append(bench.first)
            bench.end()
    return sorted(found)


def bare_start() -> float:
    """Return what starting Python and its web server alone takes: the floor under any first page."""
    from time import perf_counter

    code = "import uvicorn, starlette.applications, countermove"
    took = []
    for _ in range(ROUNDS):
        start = perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        took.append(perf_counter() - start)
    return median(took)


def main() -> None:
    """Print one line."""
    floor, idle = bare_start(), first_pages()
    with busy(2):
        loaded = first_pages()
    print(
        f"workbench-first-page: {idle[2]:.2f} s ({idle[0]:.2f}–{idle[-1]:.2f}) from the command to page, style and "
        f"script, {idle[2] / floor:.1f} × starting Python with its web server alone; {loaded[2]:.2f} s "
        f"({loaded[0]:.2f}–{loaded[-1]:.2f}) while two processes keep both cores busy; {machine()}"
    )


if __name__ == "__main__":
    main()
