"""The demonstration: every shipped scenario solved in every reading, a report for each, and an index of the systems."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter


def main(folder: str = "reports") -> None:
    """Write reports and index into a folder, each scenario solved once, and say where they are."""
    from countermove.analysis import load
    from countermove.document.including import library_names
    from countermove.report import write_site

    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    start = last = perf_counter()
    scenarios = [load(f"library:{name}") for name in library_names() if name != "register"]
    for name, page in write_site(scenarios):
        (target / name).write_text(page, encoding="utf-8")
        now = perf_counter()
        if now - last > 0.05:
            print(f"{name:<32} {now - last:5.1f} s", flush=True)
        last = now
    print(f"\n{len(scenarios)} scenarios in {perf_counter() - start:.0f} s. Open {target / 'index.html'}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
