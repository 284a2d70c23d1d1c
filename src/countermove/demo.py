"""The demonstration: every shipped scenario solved in every reading, a report for each, and an index of the systems."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter


def main(folder: str = "reports") -> None:
    """Write reports and index into a folder, and say where they are and what they answer."""
    from countermove.analysis import load
    from countermove.document.including import library_names
    from countermove.document.text import LANGUAGES
    from countermove.report import write_index, write_report

    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    start = perf_counter()
    scenarios = [load(f"library:{name}") for name in library_names() if name != "register"]
    for scenario in scenarios:
        for lang in LANGUAGES:
            page = target / f"{scenario.document.name}.{lang}.html"
            page.write_text(write_report(scenario, lang), encoding="utf-8")
        headline = scenario.answer().findings()[0].text.en
        print(f"{scenario.document.name}: {headline}")
    for lang in LANGUAGES:
        name = "index.html" if lang == "en" else f"index.{lang}.html"
        (target / name).write_text(write_index(scenarios, lang), encoding="utf-8")
    print(f"\n{len(scenarios)} scenarios in {perf_counter() - start:.0f} s. Open {target / 'index.html'}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
