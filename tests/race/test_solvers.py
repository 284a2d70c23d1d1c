"""Both solvers against closed forms, against each other, and against numbers worked by hand."""

from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from countermove.race.equations import Equations, assemble
from countermove.race.integration import RaceFault, integrate
from countermove.race.model import RaceModel
from countermove.race.program import simulate

CLOCK = {"start": 0, "end": 10, "step": 0.05}


def equations(section: dict[str, Any]) -> Equations:
    found, problems = assemble(RaceModel.model_validate({"clock": CLOCK, **section}, context={"parameters": {}}))
    assert not problems, problems
    return found


def both(section: dict[str, Any], name: str, times: Any = None, **constants: float) -> tuple[Any, Any]:
    made = equations(section)
    times = np.linspace(0, 10, 201) if times is None else times
    fixed = simulate(made, constants, times, [name]).values[name][:, 0]
    return fixed, integrate(made, 0, 10, constants).sample(name, times)


GROWTH = {
    "constants": {"r": {"value": 0.3}, "cap": {"value": 50}},
    "stocks": {"x": {"start": 2}},
    "flows": {"grow": {"rate": "r * x * (1 - x / cap)", "into": "x"}},
}


def test_logistic_growth_has_its_closed_form() -> None:
    times = np.linspace(0, 10, 201)
    exact = 50 / (1 + (50 / 2 - 1) * np.exp(-0.3 * times))
    for found in both(GROWTH, "x", times):
        np.testing.assert_allclose(found, exact, rtol=3e-7)


def test_draws_give_each_its_own_run() -> None:
    rates = np.array([0.1, 0.2, 0.4])
    run = simulate(equations(GROWTH), {"r": rates}, np.linspace(0, 10, 201), ["x"])
    exact = 50 / (1 + 24 * np.exp(-10 * rates))
    np.testing.assert_allclose(run.values["x"][-1], exact, rtol=1e-6)


def test_many_draws_are_blocked_without_seams() -> None:
    rates = np.linspace(0.0, 0.5, 5_000)
    run = simulate(equations(GROWTH), {"r": rates}, np.linspace(0, 10, 41), ["x"])
    np.testing.assert_allclose(run.values["x"][-1], 50 / (1 + 24 * np.exp(-10 * rates)), rtol=1e-4)


EVENT = {
    "constants": {"pace": {"value": 1}},
    "stocks": {"x": {"start": 0}},
    "flows": {"fill": {"rate": "pace", "into": "x"}},
    "events": {"faster": {"at": 3.333, "set": {"pace": 4}, "add": {"x": 5}}},
}


def test_an_event_inside_a_step_counts_from_its_date() -> None:
    times = np.linspace(0, 10, 8)
    exact = np.where(times < 3.333, times, 3.333 + 5 + 4 * (times - 3.333))
    for found in both(EVENT, "x", times):
        np.testing.assert_allclose(found, exact, rtol=1e-8)


def test_each_draw_has_its_own_date() -> None:
    dates = np.array([-1.0, 0.0, 2.0, 2.01, 7.77, 10.0, 99.0])
    run = simulate(equations(EVENT), {"events.faster.at": dates}, np.linspace(0, 10, 21), ["x"])
    inside = np.clip(dates, 0, 10)
    jump = np.where((dates >= 0) & (dates <= 10), 5.0, 0.0)  # an event before the clock starts has had its effect
    np.testing.assert_allclose(run.values["x"][-1], inside + 4 * (10 - inside) + jump, rtol=1e-9)


def test_of_two_events_on_one_constant_the_later_holds() -> None:
    section = {**EVENT, "events": {"late": {"at": 6, "set": {"pace": 0}}, "early": {"at": 2, "set": {"pace": 3}}}}
    for found in both(section, "x"):
        assert found[-1] == pytest.approx(2 + 3 * 4)


@settings(
    max_examples=12, phases=(Phase.explicit, Phase.generate), derandomize=True, deadline=None
)  # shrinking runs costs minutes
@given(st.tuples(*[st.floats(0.05, 1.5)] * 6), st.sampled_from([0.0, 0.4, 1.0, 2.5]))
def test_solvers_agree_on_a_race_with_a_bottleneck(numbers: tuple[float, ...], elasticity: float) -> None:
    a, b, m, n, g, h = numbers
    section = {
        "constants": {key: {"value": value} for key, value in zip("abmngh", numbers, strict=True)},
        "stocks": {"x": {"start": 1}, "y": {"start": 2}, "output": {"start": 0}},
        "flows": {
            "dx": {"rate": "a * min(y, 20) - m * x + g", "into": "x"},
            "dy": {"rate": "b * min(x, 20) - n * y + h", "into": "y"},
            "work": {"rate": "joint * exp(-time / 20)", "into": "output"},
        },
        "ready": {"joint": {"flow": "bottleneck", "inputs": {"left": "x", "right": "2 * y"}, "elasticity": elasticity}},
    }
    for name in ("x", "output"):
        fixed, adaptive = both(section, name)
        np.testing.assert_allclose(fixed, adaptive, rtol=2e-4, atol=1e-6)  # kinks of `min` inside a step cost order h²
    fixed, adaptive = both(section, "y")
    np.testing.assert_allclose(fixed, adaptive, rtol=1e-4)


def test_stiff_methods_agree() -> None:
    section = {
        "stocks": {"slow": {"start": 1}, "fast": {"start": 0}},
        "flows": {"a": {"rate": "-slow", "into": "slow"}, "b": {"rate": "300 * (slow - fast)", "into": "fast"}},
    }
    made = equations(section)
    runs = [integrate(made, 0, 10, method=method).at("fast", 4.0) for method in ("LSODA", "Radau", "RK45")]
    np.testing.assert_allclose(runs, np.exp(-4) * 300 / 299, rtol=1e-5)


def test_a_stock_driven_below_zero_is_told_with_its_date() -> None:
    section = {"stocks": {"grid": {"start": 3}}, "flows": {"drain": {"rate": 1, "from": "grid"}}}
    with pytest.raises(RaceFault, match=r"'grid' falls below zero at 3(\.0000\d*)?, drained by 'drain'"):
        integrate(equations(section), 0, 10)
    run = simulate(equations(section), {"drain": np.array([1.0, 0.2])}, np.linspace(0, 10, 101), ["grid"])
    assert run.negative["grid"][0] == pytest.approx(3, abs=0.11)
    assert run.negative["grid"][1] == np.inf


def test_a_stock_that_decays_to_zero_is_not_below_it() -> None:
    section = {"stocks": {"x": {"start": 1}}, "flows": {"drain": {"rate": "5 * x", "from": "x"}}}
    assert integrate(equations(section), 0, 10).at("x", 10.0) == pytest.approx(0, abs=1e-8)


def test_a_division_by_zero_names_formula_and_date() -> None:
    section = {"stocks": {"x": {"start": 1}}, "flows": {"f": {"rate": "x / (if time < 2 then 1 else 0)", "into": "x"}}}
    with pytest.raises(RaceFault, match="f cannot be computed at .* division by zero"):
        integrate(equations(section), 0, 10)


def test_growth_that_explodes_is_told_instead_of_followed_for_ever() -> None:
    section = {"stocks": {"x": {"start": 1}}, "flows": {"f": {"rate": "x ^ 2", "into": "x"}}}
    with pytest.raises(RaceFault, match=r"near 1\.?0*|near 0\.999|cannot be computed at|stopped at"):
        integrate(equations(section), 0, 10)
