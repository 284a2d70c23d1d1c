"""Small steps against play written out: paths that cannot be undone, types that leave, slips on the ladder."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.dilemma.gradual import Cells, irreversible, reciprocation, screening


def worth(cells: Cells, own: float, other: float) -> float:
    """Bilinear in the two levels: the four corners are P, T, S and R."""
    t, r, p, s = cells
    return (1 - own) * (1 - other) * p + (1 - own) * other * t + own * (1 - other) * s + own * other * r


@pytest.mark.parametrize(("cells", "discount"), [((5, 3, 1, -1), 0.75), ((4, 3, 1, 0), 0.6), ((6, 4, 0, -2), 0.55)])
def test_linear_steps_shrink_by_a_constant(cells: Cells, discount: float) -> None:
    # Lockwood and Thomas 2002: with T − R = P − S the factor is (P − S)/(δ(T − P)), and all steps add up to the whole
    t, _, p, s = cells
    factor = (p - s) / (discount * (t - p))
    found = irreversible([cells, cells], (discount, discount), rounds=40)
    if factor >= 1:
        assert not found.possible
        return
    expected = 1 - factor ** np.arange(1, 41)
    np.testing.assert_allclose(found.levels, expected, atol=1e-6)
    assert found.ratio == pytest.approx(factor, abs=1e-5)


def test_below_the_threshold_no_step_is_taken() -> None:
    assert not irreversible([(5, 3, 1, -1)] * 2, (0.49, 0.49)).possible
    assert irreversible([(5, 3, 1, -1)] * 2, (0.51, 0.51)).possible


@pytest.mark.parametrize(
    ("cells", "discount"),
    [([(5, 4, 2, 0), (5, 4, 2, 0)], (0.8, 0.8)), ([(5, 3, 1, 0), (5, 3, 1, -1)], (0.9, 0.85)),
     ([(4.5, 3, 1, -3), (4.5, 3, 1, -3)], (0.9, 0.9))],
)  # fmt: skip
def test_nobody_gains_by_staying_put(cells: list[Cells], discount: tuple[float, float]) -> None:
    found = irreversible(cells, discount, rounds=200)
    levels = [0.0, *found.levels.tolist()]
    assert found.possible
    assert (np.diff(levels) >= -1e-9).all()
    assert levels[-1] <= 1 + 1e-6
    slack = []
    for own, patience in zip(cells, discount, strict=True):
        for at in range(1, 60):
            on = sum(patience**k * worth(own, levels[at + k], levels[at + k]) for k in range(140))
            on += patience**140 / (1 - patience) * worth(own, levels[-1], levels[-1])
            slack.append(on - worth(own, levels[at - 1], levels[at]) / (1 - patience))
    assert min(slack) > -1e-5
    assert min(abs(value) for value in slack) < 1e-4  # somebody is just kept from staying: steps could not be larger


def played(stakes: list[float], cells: Cells, discount: float, mine: int | None, theirs: int | None) -> float:
    """Payoff over P of leaving at a step (None: never) against one who leaves at theirs; 600 rounds written out."""
    t, r, p, s = cells
    total = 0.0
    for at in range(600):
        size, weight = stakes[min(at, len(stakes) - 1)], discount**at
        i, you = mine is not None and at >= mine, theirs is not None and at >= theirs
        total += weight * size * ((p if you else t) - p if i else (s if you else r) - p)
        if i or you:
            break
    return total


@settings(max_examples=60)
@given(st.lists(st.floats(0.05, 2), min_size=1, max_size=5).map(sorted), st.floats(0.05, 0.95), st.floats(0.1, 0.9))
def test_leaving_together_is_an_equilibrium(stakes: list[float], trust: float, discount: float) -> None:
    cells = (5.0, 4.0, 2.0, 0.0)
    found = screening(stakes, cells, trust, discount)

    def expected(mine: int | None, theirs: int) -> float:
        faithful = played(stakes, cells, discount, mine, None)
        return trust * faithful + (1 - trust) * played(stakes, cells, discount, mine, theirs)

    for step in range(len(stakes)):
        here = expected(step, step)
        gains = max(expected(other, step) for other in range(len(stakes))) - here
        if abs(gains) > 1e-9 or gains <= 0:
            assert (step in found.exits) == (gains <= 1e-9)
    for step, dares in zip(found.exits, found.dares, strict=True):
        value = expected(None, step)
        if abs(value) > 1e-6:
            assert dares == (value > 0)


@pytest.mark.parametrize("answer", ["restart", "step_back"])
def test_slips_by_climbing(answer: str) -> None:
    stakes, cells, execution, perception = (0.2, 0.5, 1.0), (5.0, 3.0, 1.0, 0.0), 0.05, 0.1
    rng = np.random.default_rng(2)
    runs, rounds = 4_000, 400
    at = np.zeros(runs, dtype=int)
    paid, broke, top, first_top = np.zeros(runs), np.zeros(runs), np.zeros(runs), np.full(runs, np.nan)
    table = np.array([[3.0, 0.0], [5.0, 1.0]])
    for played_rounds in range(rounds):
        acts = (rng.uniform(size=(2, runs)) < execution).astype(int)
        seen = acts ^ (rng.uniform(size=(2, runs)) < perception)
        first_top[np.isnan(first_top) & (at == 2)] = played_rounds
        if played_rounds >= 40:
            paid += 1 + np.array(stakes)[at] * (table[acts[0], acts[1]] - 1)
            top += at == 2
        bad = seen.any(axis=0)
        if played_rounds >= 40:
            broke += bad
        at = np.where(bad, 0 if answer == "restart" else np.maximum(at - 1, 0), np.minimum(at + 1, 2))
    found = reciprocation(stakes, [cells, cells], execution, perception, answer)
    for ours, drawn in ((found.payoff[0], paid), (found.breakdowns, broke), (found.top, top)):
        shares = drawn / (rounds - 40)
        assert abs(shares.mean() - ours) < 4.5 * shares.std() / np.sqrt(runs)
    assert abs(first_top.mean() - found.rounds) < 4.5 * first_top.std() / np.sqrt(runs)


def test_a_breakdown_costs_what_is_lost_until_the_top_again() -> None:
    # one step below the top, no further slip to speak of: one round at half the stake instead of the whole
    found = reciprocation((0.5, 1.0), [(5, 3, 1, 0)] * 2, 0.0, 1e-9, "step_back")
    assert found.cost[0] == pytest.approx(1.0, abs=1e-6)


def test_words_that_are_not_answers() -> None:
    with pytest.raises(ValueError, match="restart or step_back"):
        reciprocation((1.0,), [(5, 3, 1, 0)] * 2, 0.1, 0.1, "stop")
    with pytest.raises(ValueError, match="T > R > P > S"):
        screening((1.0,), (3, 4, 2, 0), 0.5, 0.5)
