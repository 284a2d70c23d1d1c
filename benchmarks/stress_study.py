"""What a study costs beside its arithmetic: drawing orders, the store, the engine; and how its memory grows."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.__main__ import machine
from countermove.analysis import loads
from countermove.numeric.orders import uniform_orders
from countermove.stress.draws import Batch
from countermove.stress.engines import InProcess, Processes, Work
from countermove.stress.plan import Plan
from countermove.stress.store import Address, open_store
from countermove.stress.study import Wish, lay_out

STATES, ACTORS = 96, 4

# four actors with seven options of which two exclude each other; every order of the 96 states is as good as another
CONFLICT = """
countermove: 1
title: Benchmark
actors: {a: {name: A}, b: {name: B}, c: {name: C}, d: {name: D}}
models:
  m:
    kind: conflict
    options:
      a: {a1: {name: a1}, a2: {name: a2}}
      b: {b1: {name: b1}, b2: {name: b2}}
      c: {c1: {name: c1}, c2: {name: c2}}
      d: {d1: {name: d1}}
    infeasible: [a1 and b1]
    preferences: {a: {partial: []}, b: {partial: []}, c: {partial: []}, d: {partial: []}}
"""


def seconds(action: object, repeats: int = 5) -> float:
    """Return the median time of an action, after one run that compiles."""
    assert callable(action)
    action()
    times = []
    for _ in range(repeats):
        begun = perf_counter()
        action()
        times.append(perf_counter() - begun)
    return median(times)


def drawing() -> None:
    """Orders of 100 states drawn a second, against numpy's own permutations row by row."""
    rng = np.random.default_rng(1)
    uniforms = rng.random((8_192, STATES - 1))
    table = np.tile(np.arange(STATES, dtype=np.int16), (8_192, 1))
    ours, theirs = seconds(lambda: uniform_orders(uniforms)), seconds(lambda: rng.permuted(table, axis=1))
    print(f"stress-orders: {8_192 / ours:,.0f} orders of {STATES} a second, {theirs / ours:.1f} × numpy's permuted")


def whole(plan: Plan, folder: Path) -> None:
    """Draws of a conflict answered a second in one process, and the share that storing takes."""
    batch = Batch(0, 0, plan.rows)
    address: Address = open_store(folder, plan, plan.rows, {}).address
    answered = seconds(lambda: plan.answers(batch), 3)
    answers = plan.answers(batch)
    stored = seconds(lambda: address.write(batch, answers), 3)
    rate = plan.rows / (answered + stored)
    print(
        f"stress-study: {rate:,.0f} draws a second in one process ({STATES} states, {ACTORS} actors, four concepts, "
        f"drawing and storing included); the store takes {stored / (answered + stored):.0%}; {machine()}"
    )
    work = Work.of(plan, address)
    with Processes(work, 2) as pool:
        list(map(lambda future: future.result(), [pool.submit(batch) for _ in range(2)]))
        begun = perf_counter()
        parts = [pool.submit(Batch(k, k * plan.rows, plan.rows)) for k in range(1, 9)]
        inside = sum(part.result().seconds for part in parts)
        outside = perf_counter() - begun
    alone = InProcess(work)
    receipts = [alone.submit(Batch(k, k * plan.rows, plan.rows)).result() for k in range(9, 12)]
    each = median(receipt.seconds for receipt in receipts)
    print(
        f"stress-engine: two processes answer {8 * plan.rows / outside:,.0f} draws a second; "
        f"{outside * 2 / inside - 1:.1%} of two workers' time is not spent in batches of {each:.1f} s"
    )


def memory() -> None:
    """Peak memory of a million draws of the whole conflict, drivers and telling included, against a tenth of them."""
    script = (
        "import resource, sys\n"
        "from benchmarks.stress_study import CONFLICT\n"
        "from countermove.analysis import loads\n"
        "from countermove.stress.study import Wish, lay_out, stress\n"
        "answer = stress(lay_out(loads(CONFLICT).document, Wish(draws=int(sys.argv[1]), seed=1)), workers=1)\n"
        "assert answer.payload()['answered'] == int(sys.argv[1])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )

    def peak(draws: int) -> int:
        done = subprocess.run([sys.executable, "-c", script, str(draws)], capture_output=True, text=True, check=True)
        return int(done.stdout)

    small, great = peak(100_000), peak(1_000_000)
    print(
        f"stress-memory: a million draws of {STATES} states and {ACTORS} actors peak at {great} MB, a hundred thousand "
        f"at {small} MB"
    )


def main() -> None:
    """Print one line a claim."""
    drawing()
    plan = lay_out(loads(CONFLICT).document, Wish(seed=1)).plan
    with tempfile.TemporaryDirectory() as folder:
        whole(plan, Path(folder) / "study")
    memory()


if __name__ == "__main__":
    main()
