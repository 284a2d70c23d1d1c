"""Run every benchmark of the folder and write what they print to results.md."""

from __future__ import annotations

import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Run the scripts (all, or those named) one after the other, in a process each, so that none warms another."""
    wanted = sys.argv[1:] or sorted(file.stem for file in HERE.glob("*.py") if not file.name.startswith("_"))
    lines = []
    for name in wanted:
        run = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], capture_output=True, text=True, cwd=HERE.parent, check=False
        )
        print(run.stdout, end="", flush=True)
        if run.returncode:
            print(run.stderr[-2000:], file=sys.stderr)
            sys.exit(f"benchmark {name} failed")
        lines += [line for line in run.stdout.splitlines() if line.strip()]
    kept = HERE / "results.md"
    before = kept.read_text(encoding="utf-8").splitlines() if kept.exists() and sys.argv[1:] else []
    known = {named(line): line for line in before if line.startswith("- ")}
    known |= {named(f"- {line}"): f"- {line}" for line in lines}
    head = f"Measured {date.today()} on {machine()}; `make bench` writes this file.\n\n"
    kept.write_text(head + "".join(f"{line}\n" for line in known.values()), encoding="utf-8")


def named(line: str) -> str:
    """Return the id that a line of results begins with, by which a new run replaces an old one."""
    return line.split()[1].rstrip(":")


def machine() -> str:
    """Return cores, processor family and versions that matter."""
    import os

    import numba
    import numpy as np

    versions = f"Python {platform.python_version()}, numpy {np.__version__}, numba {numba.__version__}"
    return f"{os.cpu_count()} cores {platform.machine()}, {versions}"


if __name__ == "__main__":
    main()
