"""The demonstration: every shipped scenario solved in every reading, a report for each, and an index of the systems."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from countermove.analysis import Scenario

DRAWS = 400


def main(folder: str = "reports") -> None:
    """Write reports and index into a folder, each scenario solved once, and say where they are.

    A document that ships studies has its first one told, with 400 draws, where the extra ``stress`` is installed.
    """
    from countermove.analysis import load
    from countermove.document.including import library_names
    from countermove.report import write_site

    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    start = last = perf_counter()
    scenarios = [load(f"library:{name}") for name in library_names() if name != "register"]
    for name, page in write_site(scenarios, _studies(scenarios)):
        (target / name).write_text(page, encoding="utf-8")
        now = perf_counter()
        if now - last > 0.05:
            print(f"{name:<32} {now - last:5.1f} s", flush=True)
        last = now
    print(f"\n{len(scenarios)} scenarios in {perf_counter() - start:.0f} s. Open {target / 'index.html'}")


def _studies(scenarios: Sequence[Scenario]) -> dict[str, dict[str, Any]]:
    if find_spec("duckdb") is None or find_spec("sklearn") is None:
        return {}
    from countermove.stress.study import Wish, lay_out, stress

    asked = [one for one in scenarios if one.document.studies]
    return {one.document.name: stress(lay_out(one.document, Wish(draws=DRAWS)), workers=1).payload() for one in asked}


if __name__ == "__main__":
    main(*sys.argv[1:2])
