"""Open-loop equilibria with closed forms."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from countermove import load
from countermove.document.laws import Constant, Quantity
from countermove.race.analysis import moments, ready_equations
from countermove.race.draws import evaluate_race, race_inputs
from countermove.race.strategic import strategy_answer
from countermove.race.strategy import equilibrium_in_each, open_loop_equilibrium

Floats = NDArray[np.float64]


def test_cournot_duopoly() -> None:
    """Price a − u − v, costs c and d: u* = (a − 2c + d)/3 (Cournot 1838)."""

    def payoffs(controls: Floats) -> Floats:
        efforts = controls.mean(axis=2)
        price = 10 - efforts.sum(axis=1, keepdims=True)
        return np.asarray((price - np.array([1.0, 2.0])) * efforts)

    found = open_loop_equilibrium(payoffs, np.zeros(2), np.full(2, 10.0), periods=1)
    np.testing.assert_allclose(found.paths[:, 0], [(10 - 2 + 2) / 3, (10 - 4 + 1) / 3], atol=1e-4)
    assert found.settled
    assert found.gain.max() < 1e-6


def test_capital_that_decays_is_built_early() -> None:
    """K' = u − δK, payoff ∫ pK − qR − cu²/2: in the optimum u(t) = p(1 − e^−δ(T−t))/(cδ), whatever the rival R does."""
    horizon, decay, price, cost, periods = 10.0, 0.3, 2.0, 4.0, 5
    times = np.linspace(0, horizon, 2001)

    def payoffs(controls: Floats) -> Floats:
        index = np.minimum((times[:-1] / horizon * periods).astype(int), periods - 1)
        step = times[1] - times[0]
        effort = controls[:, :, index]
        weight = (1 - np.exp(-decay * (horizon - (times[:-1] + step / 2)))) / decay  # ∫ of what one unit leaves behind
        capital = (effort * weight).sum(axis=2) * step
        return np.asarray(price * capital - 0.5 * capital[:, ::-1] - cost / 2 * (effort**2).sum(axis=2) * step)

    found = open_loop_equilibrium(payoffs, np.zeros(2), np.full(2, 5.0), periods)
    edges = np.linspace(0, horizon, periods + 1)
    inside = [np.linspace(left, right, 2001) for left, right in zip(edges, edges[1:], strict=False)]
    expected = [price / (cost * decay) * (1 - np.exp(-decay * (horizon - part))).mean() for part in inside]
    np.testing.assert_allclose(found.paths, [expected, expected], rtol=1e-3)


def test_a_saddle_that_best_responses_miss_is_caught_by_the_check() -> None:
    def payoffs(controls: Floats) -> Floats:
        first, second = controls[:, 0, 0], controls[:, 1, 0]
        return np.stack([-((first - second) ** 2), (first - second) ** 2], axis=1)

    found = open_loop_equilibrium(payoffs, np.zeros(2), np.ones(2), periods=1, rounds=10)
    assert found.gain.max() > 0.1


def test_each_draw_has_the_equilibrium_that_a_search_of_its_own_finds() -> None:
    """The library's model of effort: bounded Newton steps over all draws against a quasi-Newton search in each."""
    case = load("compute-race").case("effort")
    draws = {one.id: one.law.draw(np.random.default_rng(5).random((4, 1))) for one in race_inputs(case)}
    rows = evaluate_race(case, draws)
    assert rows["strategy.rests"].all()
    made, times = ready_equations(case.section), moments(case.section)
    names = {part.input: name for name, part in made.constants.items()}
    for draw in range(4):
        fixed = {names[id]: Quantity(Constant(float(values[draw]))) for id, values in draws.items()}
        constants = {k: replace(v, quantity=fixed[k]) if k in fixed else v for k, v in made.constants.items()}
        found = strategy_answer(case.section, replace(made, constants=constants), times)
        assert found is not None
        for row, actor in enumerate(found.actors):
            assert rows[f"strategy.{actor}.effort"][draw] == pytest.approx(found.paths[row].mean(), abs=0.01)


def test_a_draw_that_never_rests_says_so() -> None:
    def payoffs(controls: Floats) -> Floats:
        first, second = controls[:, 0, 0], controls[:, 1, 0]
        return np.stack([-((first - second) ** 2), (first - second) ** 2], axis=1)

    start = np.full((3, 2, 1), 0.4)
    assert not equilibrium_in_each(payoffs, np.zeros(2), np.ones(2), start, np.ones(2)).holds.any()
