"""The front of 12 clauses at 3 levels for 85 parties, from a document to the answer, every one of 531,441 texts tried.

The baseline is the loop one would write first: text by text, parties joining until nobody else does. It is timed on a
sample of the texts, and scaled.
"""

from __future__ import annotations

import platform
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from ruamel.yaml import YAML

import countermove
from countermove.agreement.drafting import TextSpace
from countermove.agreement.participation import TIE
from countermove.agreement.spaces import text_space

PARTIES, CLAUSES, SAMPLE = 85, 12, 1_000


def document() -> dict[str, Any]:
    """Return a document with a dense influence matrix and clauses of two levels besides absence."""
    rng = np.random.default_rng(7)
    names = [f"p{k:02d}" for k in range(PARTIES)]

    def values() -> dict[str, float]:
        return dict(zip(names, rng.normal(-0.1, 0.3, PARTIES).round(3).tolist(), strict=True))

    clauses = {
        f"c{k:02d}": {
            "name": f"clause {k}",
            "levels": {
                level: {"name": level, "depth": d, "values": values()} for d, level in ((1, "soft"), (2, "hard"))
            },
        }
        for k in range(CLAUSES)
    }
    parties = {
        name: {"own": round(float(rng.normal(0.5, 1)), 3), "capability": round(float(rng.random()), 3)}
        for name in names
    }
    influences = [
        {"on": [other for other in names if other != name], "of": [name], "amount": round(float(rng.random()) / 100, 5)}
        for name in names
    ]
    section = {
        "kind": "agreement",
        "parties": parties,
        "influences": influences,
        "clauses": clauses,
        "design": {"bring_in": ["p00"]},
    }
    return {
        "countermove": 1,
        "title": "A text for many parties",
        "question": "Which texts does no other beat?",
        "models": {"text": section},
    }


def text_by_text(space: TextSpace, codes: np.ndarray) -> list[list[float]]:
    """Return depth, breadth and capability of some texts, one after the other."""
    aims = []
    for levels in space.digits(codes):
        alone = space.game.alone + sum(value[level] for value, level in zip(space.value, levels, strict=True))
        inside = np.zeros(alone.size, dtype=bool)
        while True:
            joining = ~inside & (alone + space.game.influence @ inside >= -TIE)
            if not joining.any():
                break
            inside |= joining
        deep = sum(float(depth[level]) for depth, level in zip(space.depth, levels, strict=True))
        aims.append([deep, float(inside @ space.counts), float(inside @ space.capability)])
    return aims


def main() -> None:
    """Print the median time of three runs and the median of three ratios to the baseline."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "text.yaml"
        with file.open("w", encoding="utf-8") as stream:
            YAML().dump(document(), stream)
        times, ratios = [], []
        for run in range(3):
            start = perf_counter()
            solution = countermove.load(file).answer("text").solution
            times.append(perf_counter() - start)
            model = countermove.load(file).document.models["text"].readings["base"].section
            space, _ = text_space(model, solution.game.game)
            codes = np.random.default_rng(run).integers(0, space.size, SAMPLE)
            start = perf_counter()
            aims = text_by_text(space, codes)
            ratios.append((perf_counter() - start) * space.size / SAMPLE / times[-1])
            digits = space.digits(codes)
            np.testing.assert_allclose(space.aims(digits, space.signers(digits)), aims, atol=1e-8)
    front = solution.design.front
    print(
        f"agreement-design: {sorted(times)[1]:.1f} s from document to answer, {sorted(ratios)[1]:.0f} × text by text "
        f"({min(ratios):.0f}–{max(ratios):.0f}, scaled from {SAMPLE:,} texts), {front.tried:,} texts × {PARTIES} "
        f"parties, {len(front.aims)} on the front, numpy {np.__version__}, {platform.machine()}"
    )


if __name__ == "__main__":
    main()
