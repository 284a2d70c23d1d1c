"""A race over draws: against PySD where it is installed, and against a plain Python loop; agreement first."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from benchmarks.__main__ import machine
from countermove.race.analysis import ready_equations
from countermove.race.model import RaceModel
from countermove.race.program import simulate
from countermove.race.xmile import read_xmile

Floats = NDArray[np.float64]
DRAWS, STEPS = 10_000, 200
CONSTANTS = {"a": 0.4, "b": 0.5, "m": 0.5, "n": 0.6, "g": 0.3, "h": 0.2}
XMILE = """<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"><header><name>Race</name></header>
<sim_specs method="Euler" time_units="year"><start>0</start><stop>20</stop><dt>0.1</dt></sim_specs><model><variables>
<stock name="x"><eqn>1</eqn><inflow>up_x</inflow><outflow>down_x</outflow></stock>
<stock name="y"><eqn>1</eqn><inflow>up_y</inflow><outflow>down_y</outflow></stock>
<stock name="power_x"><eqn>4</eqn><inflow>build_x</inflow></stock>
<stock name="power_y"><eqn>3</eqn><inflow>build_y</inflow></stock>
<flow name="up_x"><eqn>a * MIN(y, power_y) + g</eqn></flow><flow name="down_x"><eqn>m * x</eqn></flow>
<flow name="up_y"><eqn>b * MIN(x, power_x) + h</eqn></flow><flow name="down_y"><eqn>n * y</eqn></flow>
<flow name="build_x"><eqn>0.2</eqn></flow><flow name="build_y"><eqn>0.3</eqn></flow>
{constants}</variables></model></xmile>"""


def xmile() -> str:
    """Return the model: two actors, each with effort and a ceiling that grows."""
    return XMILE.replace(
        "{constants}", "".join(f'<aux name="{name}"><eqn>{value}</eqn></aux>' for name, value in CONSTANTS.items())
    )


def by_loop(draw: dict[str, float], times: Floats) -> tuple[float, float]:
    """Run one draw as one would write it by hand: Runge–Kutta over Python numbers."""
    a, b, m, n, g, h = (draw[name] for name in "abmngh")

    def rates(x: float, y: float, px: float, py: float) -> tuple[float, float, float, float]:
        return a * min(y, py) + g - m * x, b * min(x, px) + h - n * y, 0.2, 0.3

    state = (1.0, 1.0, 4.0, 3.0)
    for left, right in zip(times, times[1:], strict=False):
        step = float(right - left)
        first = rates(*state)
        second = rates(*(s + step / 2 * k for s, k in zip(state, first, strict=True)))
        third = rates(*(s + step / 2 * k for s, k in zip(state, second, strict=True)))
        fourth = rates(*(s + step * k for s, k in zip(state, third, strict=True)))
        state = tuple(  # type: ignore[assignment]
            s + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
            for s, k1, k2, k3, k4 in zip(state, first, second, third, fourth, strict=True)
        )
    return state[0], state[1]


def seconds(call: Callable[[], object], repeats: int = 5) -> list[float]:
    """Return times of a call after one that warms it."""
    call()
    found = []
    for _ in range(repeats):
        start = perf_counter()
        call()
        found.append(perf_counter() - start)
    return sorted(found)


def pysd_seconds(draws: dict[str, Floats], few: int, ours: Floats) -> tuple[float, str] | None:
    """Return PySD's time a draw on the same file, after checking that it agrees; ``None`` if it is not installed."""
    try:
        import pysd  # type: ignore[import-not-found]
    except ImportError:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "race.xmile"
        file.write_text(xmile(), encoding="utf-8")
        model = pysd.read_xmile(str(file))
        model.run(return_columns=["x"])
        start = perf_counter()
        for draw in range(few):
            found = model.run(params={name: values[draw] for name, values in draws.items()}, return_columns=["x"])
            np.testing.assert_allclose(
                found["x"].iloc[-1], ours[draw], rtol=0.02
            )  # PySD steps by Euler: order of the step
        return (perf_counter() - start) / few, f"PySD {pysd.__version__}"


def main() -> None:
    """Print one line a baseline."""
    section = RaceModel.model_validate(read_xmile(xmile()).section, context={"parameters": {}})
    equations, times = ready_equations(section), np.linspace(0, 20, STEPS + 1)
    rng = np.random.default_rng(7)
    draws = {name: value * rng.uniform(0.7, 1.3, DRAWS) for name, value in CONSTANTS.items()}
    run = simulate(equations, draws, times, ["x", "y"])
    for draw in range(0, DRAWS, 2_500):
        found = by_loop({name: float(values[draw]) for name, values in draws.items()}, times)
        np.testing.assert_allclose([run.values["x"][-1, draw], run.values["y"][-1, draw]], found, rtol=1e-9)
    ours = seconds(lambda: simulate(equations, draws, times, ["x", "y"]))
    size = f"{DRAWS} draws × {STEPS} steps × 2 actors in {median(ours):.2f} s ({ours[0]:.2f}–{ours[-1]:.2f})"
    loop = seconds(lambda: [by_loop({k: float(v[d]) for k, v in draws.items()}, times) for d in range(50)], 3)
    each = [time / 50 * DRAWS / median(ours) for time in loop]
    note = f"plain Python loop, timed on 50 draws; {machine()}"
    print(f"race-draws {median(each):.0f} × loop ({each[0]:.0f}–{each[-1]:.0f}), {size}; {note}")
    peer = pysd_seconds(draws, 10, run.values["x"][-1])
    if peer:
        ratio = peer[0] * DRAWS / median(ours)
        print(f"race-draws-pysd {ratio:.0f} × {peer[1]} (Euler, timed on 10 draws), {size}; {machine()}")


if __name__ == "__main__":
    main()
