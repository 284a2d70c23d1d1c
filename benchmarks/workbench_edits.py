"""From an edit to its answer in the workbench, against solving the file by the command anew, for every scenario.

Each edit changes the first model where it bears on the answer: its first number by a thousandth, or, where it has none,
the first two items of an actor's preferences. "Headline" is what the first reading of each model comes to, "whole" the
answer in every reading with its figures. Both are asked for at once, as a page does; the check and the form of the text
follow once the headline is there.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import countermove
from benchmarks.__main__ import machine
from benchmarks._serving import Bench
from countermove.document.faults import AnalysisError, DocumentError
from countermove.document.including import library_names
from countermove.document.saving import move_at, set_at
from countermove.document.tree import parse

ASKED, ROUNDS, FROM_COMMAND = 0.2, 4, ("prisoners", "us-plan")


def number_in(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], float]]:
    """Yield the places of numbers with a point, then of others."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            if key not in ("readings", "expect", "layer"):
                yield from number_in(part, (*path, key))
    elif isinstance(value, float):
        yield path, value


def edits(text: str) -> list[str]:
    """Return a text after several edits that bear on its first model."""
    data = parse(text.encode(), "scenario").data
    name, model = next(iter(data["models"].items()))
    for place, value in number_in(model, ("models", name)):
        try:
            changed = [set_at(text, place, value * (1 - step / 1000)) for step in range(1, ROUNDS + 1)]
            countermove.loads(changed[0])
        except (AnalysisError, DocumentError):  # inside a part that an alias repeats, or a row that has to add up
            continue
        return changed
    for actor, own in model.get("preferences", {}).items():
        for form in ("statements", "order"):
            if len(own.get(form, ())) > 2:
                at = ("models", name, "preferences", actor, form)
                return [move_at(text, (*at, 0), to) for to in (1, 2)] + [move_at(text, (*at, 1), to) for to in (2, 0)][
                    :1
                ]
    raise AssertionError(f"nothing to edit in {name}")


def command(file: Path) -> float:
    """Return how long the command takes to solve a file."""
    start = perf_counter()
    subprocess.run([sys.executable, "-m", "countermove", "solve", str(file)], check=True, capture_output=True)
    return perf_counter() - start


def as_a_page(bench: Bench, sent: dict[str, Any]) -> tuple[float, float]:
    """Return how long headline and whole answer take when they are asked for at once, and what follows them."""
    with ThreadPoolExecutor(2) as pool:
        whole = pool.submit(bench.seconds, "POST", "/answer", sent)
        head = bench.seconds("POST", "/headline", sent)
        for path in ("/check", "/form"):
            bench.ask("POST", path, {**sent, "tried": {}})
        return head, whole.result()


def told(took: dict[str, float]) -> str:
    """Return how many scenarios are answered in time, the median, and those that are not."""
    late = sorted((one for one in took.items() if one[1] > ASKED), key=lambda one: -one[1])
    slower = ", ".join(f"{name} {seconds:.2f}" for name, seconds in late) or "none"
    quick = len(took) - len(late)
    return f"{quick} of {len(took)} scenarios (median {median(took.values()):.3f} s; slower: {slower})"


def main() -> None:
    """Print one line: how many scenarios are answered within 200 ms, and those that are not."""
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(Path(place))
        heads: dict[str, float] = {}
        wholes: dict[str, float] = {}
        ratios = []
        for name in library_names():
            text = files("countermove.library").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
            if "models" not in parse(text.encode(), name).data:
                continue
            sent = {"name": f"{name}.yaml", "text": text}
            for path in ("/headline", "/answer"):
                bench.ask("POST", path, sent)  # compiles
            changed = [{**sent, "text": one} for one in edits(text)]
            times = [as_a_page(bench, one) for one in changed]
            heads[name], wholes[name] = (median(each) for each in zip(*times, strict=True))
            if name in FROM_COMMAND:
                file = Path(place) / f"{name}.yaml"
                file.write_text(text, encoding="utf-8")
                ratios.append(f"{median(command(file) for _ in range(3)) / wholes[name]:.0f} × on {name}")
        bench.end()
    print(
        f"workbench-edits: headline within 200 ms of an edit in {told(heads)}; every reading with its figures, asked "
        f"for at the same time, in {told(wholes)}; the command takes {' and '.join(ratios)}; {machine()}"
    )


if __name__ == "__main__":
    main()
