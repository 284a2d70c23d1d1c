"""Closed forms against runs of the same model, against published statements, and against brute force."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.race.bottleneck import binding_input, output_shares
from countermove.race.diffusion import adopters, peak_time, resilience
from countermove.race.equations import assemble
from countermove.race.export_control import level_break_even, total_break_even
from countermove.race.integration import Trajectory, changes_of_sign, integrate
from countermove.race.model import RaceModel
from countermove.race.richardson import equilibrium, growth_rate, rest_points
from countermove.race.safety import disaster_risk, safety_level

positive = st.floats(0.05, 3)


def run(section: dict[str, Any], end: float, **constants: float) -> Trajectory:
    model = RaceModel.model_validate({"clock": {"start": 0, "end": end}, **section}, context={"parameters": {}})
    equations, problems = assemble(model)
    assert not problems, problems
    return integrate(equations, 0, end, constants)


# Richardson ------------------------------------------------------------------------------------------------------


@given(positive, positive, positive, positive)
def test_two_sides_are_stable_exactly_if_ab_is_below_mn(a: float, b: float, m: float, n: float) -> None:
    if abs(a * b - m * n) > 1e-9:
        assert bool(growth_rate(np.array([[-m, a], [b, -n]])) < 0) == (a * b < m * n)


@given(positive, positive, positive, positive, st.floats(-1, 3), st.floats(-1, 3))
def test_equilibrium_of_two_sides_as_printed(a: float, b: float, m: float, n: float, g: float, h: float) -> None:
    if abs(m * n - a * b) < 1e-3:
        return
    expected = [(n * g + a * h) / (m * n - a * b), (m * h + b * g) / (m * n - a * b)]
    np.testing.assert_allclose(
        equilibrium(np.array([[-m, a], [b, -n]]), np.array([g, h])), expected, rtol=1e-7, atol=1e-9
    )


def spiral(a: float, b: float, m: float, n: float, ceiling: float | None = None) -> dict[str, Any]:
    us = {"start": 1, "reaction": a, "fatigue": m, "grievance": 0.3}
    cn = {"start": 2, "reaction": b, "fatigue": n, "grievance": 0.1}
    if ceiling is not None:
        us, cn = {**us, "ceiling": ceiling}, {**cn, "ceiling": 2 * ceiling}
    return {"ready": {"spiral": {"flow": "richardson", "of": {"us": us, "cn": cn}}}}


def test_a_stable_race_runs_to_its_equilibrium() -> None:
    found = run(spiral(0.4, 0.3, 0.6, 0.5), 200)
    expected = equilibrium(np.array([[-0.6, 0.4], [0.3, -0.5]]), np.array([0.3, 0.1]))
    np.testing.assert_allclose([found.at("spiral.us", 200.0), found.at("spiral.cn", 200.0)], expected, rtol=1e-5)


def test_an_unstable_race_saturates_at_its_ceilings() -> None:
    found = run(spiral(1.4, 1.3, 0.6, 0.5, ceiling=40.0), 100)
    np.testing.assert_allclose([found.at("spiral.us", 100.0), found.at("spiral.cn", 100.0)], [40, 80], rtol=1e-5)
    rests = rest_points(np.array([[-0.6, 1.4], [1.3, -0.5]]), np.array([0.3, 0.1]), np.array([40.0, 80.0]))
    assert [(one.level, one.stable) for one in rests] == [((40.0, 80.0), True)]


@given(st.lists(st.floats(0, 2), min_size=4, max_size=4), st.lists(st.floats(0, 2), min_size=2, max_size=2))
@settings(max_examples=60)
def test_rest_points_contain_where_a_climb_from_zero_ends(numbers: list[float], forcing: list[float]) -> None:
    a, b, m, n = numbers
    m, n = m + 0.1, n + 0.1
    ceilings = np.array([5.0, 7.0])
    matrix, push = np.array([[-m, a], [b, -n]]), np.array(forcing) + 0.01
    level = np.zeros(2)
    for _ in range(20_000):  # the least rest point is the limit of a climb, since no reaction is negative
        level = np.minimum(ceilings, np.array([(a * level[1] + push[0]) / m, (b * level[0] + push[1]) / n]))
    found = rest_points(matrix, push, ceilings)
    assert found
    assert min(float(np.abs(np.array(one.level) - level).max()) for one in found) < 1e-2


# Bass ------------------------------------------------------------------------------------------------------------


def bass(p: float, q: float) -> dict[str, Any]:
    system = {"innovation": p, "imitation": q}
    return {"ready": {"spread": {"flow": "bass", "market": 100, "systems": {"open": system}}}}


def test_one_system_spreads_as_bass_printed() -> None:
    found, times = run(bass(0.03, 0.38), 30), np.linspace(0, 30, 61)
    np.testing.assert_allclose(
        found.sample("spread.open", times), adopters(times, 0.03, 0.38, 100), rtol=1e-6, atol=1e-6
    )


@pytest.mark.parametrize(("p", "q", "peak"), [(0.03, 0.38, 6.19), (0.028, 0.25, 7.87), (0.5, 0.4, 0.0)])
def test_adoption_peaks_when_the_formula_says(p: float, q: float, peak: float) -> None:
    times = np.linspace(0, 30, 3001)
    rate = run(bass(p, q), 30).sample("spread.open.adoption", times)
    assert times[rate.argmax()] == pytest.approx(peak, abs=0.011)
    assert float(peak_time(p, q)) == pytest.approx(peak, abs=0.006)


def test_with_full_spill_over_two_equal_systems_are_one() -> None:
    side = {"innovation": 0.03, "imitation": 0.3}
    block = {"flow": "bass", "market": 100, "systems": {"a": side, "b": side}, "spill": {"a": {"b": 1}, "b": {"a": 1}}}
    found = run({"ready": {"spread": block}}, 20)
    both = found.at("spread.a", 12.0) + found.at("spread.b", 12.0)
    assert both == pytest.approx(float(adopters(12.0, 0.06, 0.6, 100)), rel=1e-6)


@given(st.integers(1, 6), st.floats(0, 1))
def test_resilience_by_counting_every_pattern(nodes: int, failure: float) -> None:
    for needed in range(1, nodes + 1):
        patterns = ((np.arange(2**nodes)[:, None] >> np.arange(nodes)) & 1).astype(bool)
        chance = np.where(patterns, 1 - failure, failure).prod(axis=1)
        expected = chance[patterns.sum(axis=1) >= needed].sum()
        assert float(resilience(nodes, needed, failure)) == pytest.approx(expected, abs=1e-9)


# Export control --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("quality", "induced", "growth"), [(0.5, 0.4, 0.0), (0.8, 0.3, 0.15), (0.9, 0.5, -0.1)])
@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_break_even_dates_do_not_depend_on_the_cut(quality: float, induced: float, growth: float, cut: float) -> None:
    block = {
        "flow": "export-control", "demand": 10, "cut": cut, "leakage": 0.2, "at": 2, "home": 1, "growth": growth,
        "quality": quality, "induced": induced,
    }  # fmt: skip
    section = {
        "ready": {"control": block},
        "stocks": {"total": {"start": 0}},
        "flows": {"sum": {"rate": "control", "into": "total"}},
    }
    with_control, without = run(section, 40), run(section, 40, **{"control.cut": 0.0})

    def crossing(name: str) -> float:
        times = np.linspace(2.01, 40, 4001)
        gap = with_control.sample(name, times) - without.sample(name, times)
        return float(times[np.flatnonzero(gap > 0)[0]]) - 2

    assert with_control.at("control", 2.0) - without.at("control", 2.0) == pytest.approx(-10 * cut * 0.8)
    assert crossing("control") == pytest.approx(float(level_break_even(quality, induced, growth)), abs=0.011)
    assert crossing("total") == pytest.approx(total_break_even(quality, induced, growth), abs=0.011)


def test_a_spur_too_weak_never_breaks_even() -> None:
    assert level_break_even(0.5, 0.1, -0.2) == np.inf
    assert total_break_even(0.5, 0.1, -0.2) == np.inf
    assert level_break_even(0.5, 0.0, 0.1) == np.inf


# Bottleneck, delay, learning -------------------------------------------------------------------------------------


def test_the_binding_input_switches_on_the_date_that_the_lines_cross() -> None:
    """Power 10 + 2t allows, chips 4 + 3t allow: chips bind until t = 6, power after it (Leontief)."""
    block = {"flow": "bottleneck", "inputs": {"power": "10 + 2 * time", "chips": "4 + 3 * time"}}
    found = run(
        {
            "ready": {"compute": block},
            "stocks": {"done": {"start": 0}},
            "flows": {"do": {"rate": "compute", "into": "done"}},
        },
        10,
    )
    ((date, sign),) = changes_of_sign(found, "compute.power", "compute.chips", np.linspace(0, 10, 21))
    assert date == pytest.approx(6.0, abs=1e-6)
    assert sign == -1
    assert found.at("done", 10.0) == pytest.approx(4 * 6 + 1.5 * 36 + 10 * 4 + (100 - 36), rel=1e-6)


@given(st.lists(st.floats(0.1, 10), min_size=2, max_size=4, unique=True), st.floats(0.05, 0.95))
def test_the_scarcest_input_buys_most(allowed: list[float], elasticity: float) -> None:
    from countermove.numeric.aggregates import constant_elasticity

    inputs = np.array(allowed)
    if np.ptp(inputs) < 1e-3:
        return
    gains = [
        np.log(float(constant_elasticity(elasticity, *(inputs * (1 + 1e-6 * (np.arange(len(inputs)) == index))))))
        for index in range(len(inputs))
    ]
    base = np.log(float(constant_elasticity(elasticity, *inputs)))
    np.testing.assert_allclose((np.array(gains) - base) / 1e-6, output_shares(inputs, elasticity), atol=1e-3)
    assert int(binding_input(inputs, elasticity)) == int(np.argmax(output_shares(inputs, elasticity)))


def test_a_build_delay_is_an_erlang_pipeline() -> None:
    from scipy.stats import gamma

    block = {"flow": "build-delay", "orders": 5, "into": "plant", "delay": 4, "order": 3}
    found = run({"stocks": {"plant": {"start": 0}}, "ready": {"works": block}}, 20)
    times = np.linspace(0.5, 20, 10)
    rate = 5 * gamma(3, scale=4 / 3).cdf(times)
    np.testing.assert_allclose(found.sample("works.out3", times), rate, rtol=1e-6)
    assert found.at("works", 20.0) == pytest.approx(20, rel=1e-3)  # Little: orders times delay are under way


PRICE = {"cost": 50, "saving": 0.2}


def test_cost_falls_by_the_saving_with_each_doubling() -> None:
    section = {
        "stocks": {"made": {"start": 100}},
        "flows": {"make": {"rate": "made * ln(2)", "into": "made"}},
        "ready": {
            "price": {"flow": "learning-curve", "experience": "made", "reference": 100, "cost": 50, "saving": 0.2}
        },
    }
    found = run(section, 5)
    np.testing.assert_allclose(found.sample("price", np.arange(5.0)), 50 * 0.8 ** np.arange(5.0), rtol=1e-6)


# Speed against safety --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("information", ["none", "private", "public"])
@pytest.mark.parametrize(("teams", "spread", "enmity"), [(2, 1.0, 1.0), (5, 2.0, 0.4), (3, 4.0, 0.1), (2, 0.5, 0.0)])
def test_risk_equals_what_simulated_races_show(information: Any, teams: int, spread: float, enmity: float) -> None:
    draws = np.sort(np.random.default_rng(4).uniform(0, spread, (400_000, teams)), axis=1)
    seen = draws[:, -1] - draws[:, -2] if information == "public" else draws[:, -1]
    risk = 1 - safety_level(seen, teams, spread, enmity, information).mean()
    assert float(disaster_risk(teams, spread, enmity, information)) == pytest.approx(risk, abs=2e-3)


def test_without_information_nobody_gains_by_another_safety() -> None:
    """Brute force over deviations: capability of all teams unknown, the others at the equilibrium."""
    teams, spread, enmity = 3, 1.5, 0.9
    level = float(safety_level(0.0, teams, spread, enmity, "none"))
    rng = np.random.default_rng(2)
    own, others = rng.uniform(0, spread, 400_000), rng.uniform(0, spread, (400_000, teams - 1)).max(axis=1)

    def value(safety: float) -> float:
        wins = float((own - safety > others - level).mean())
        return wins * safety + (1 - wins) * (1 - enmity) * level

    assert 0 < level < 1
    assert max(value(safety) for safety in np.linspace(0, 1, 101)) <= value(level) + 1e-3


def test_with_private_information_nobody_gains_by_another_safety() -> None:
    teams, spread, enmity = 3, 1.5, 0.6
    rng = np.random.default_rng(3)
    best = rng.uniform(0, spread, (200_000, teams - 1)).max(axis=1)
    theirs = safety_level(best, teams, spread, enmity, "private")
    for own in (0.3, 0.8, 1.4):
        level = float(safety_level(own, teams, spread, enmity, "private"))

        def value(safety: float, own: float = own) -> float:
            wins = own - safety > best - theirs
            return float(np.where(wins, safety, (1 - enmity) * theirs).mean())

        assert max(value(safety) for safety in np.linspace(0, 1, 101)) <= value(level) + 2e-3


def test_more_teams_more_enmity_and_more_information_raise_the_risk() -> None:
    """Armstrong, Bostrom, Shulman 2016, section 4: the tendencies that the article reports for small spread."""
    for information in ("none", "private", "public"):
        risks = disaster_risk(4, 1.0, np.linspace(0.05, 1, 20), information)
        assert (np.diff(risks) >= -1e-12).all()
    assert float(disaster_risk(5, 1.0, 0.5, "none")) > float(disaster_risk(2, 1.0, 0.5, "none"))
