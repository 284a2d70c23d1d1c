"""Thresholds with monitoring against value iteration of the deviation they are about; packages by definition."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermove.dilemma.dialogue import (
    Terms,
    best_noisy_value,
    cheapest,
    discount_if_detected,
    discount_if_fined_on,
    discount_with_breaks,
    holds,
    needed_discount,
    on_terms,
    packages,
    phase,
    relative_gains_limit,
    shapley,
    slack,
)

payoffs = st.lists(st.integers(0, 40), min_size=4, max_size=4, unique=True).map(lambda v: sorted(v, reverse=True))
share = st.floats(0.05, 1.0)


def lone_acceleration_pays(
    cells: list[int], q: float, f: float, discount: float, cut: float = 0.0, restore: float = 1.0
) -> bool:
    """Iterate the values of conforming and of accelerating once, from the story alone."""
    t, r, p, _ = cells
    kept = broken = 0.0
    for _ in range(3_000):
        kept, broken = (
            r + discount * ((1 - cut) * kept + cut * broken),
            p + discount * (restore * kept + (1 - restore) * broken),
        )
    after = (1 - cut) * kept + cut * broken
    once = t - q * f + discount * (q * p / (1 - discount) + (1 - q) * after)
    return once > kept


@given(payoffs, share, st.floats(0, 20), st.floats(0.01, 0.99))
def test_detected_once_by_iterating_values(cells: list[int], q: float, f: float, discount: float) -> None:
    needed = float(discount_if_detected(cells, q, f))
    if abs(needed - discount) > 1e-6:
        assert lone_acceleration_pays(cells, q, f, discount) == (discount < needed)


@given(payoffs, share, st.floats(0, 5), st.floats(0.01, 0.98), st.floats(0, 0.9), st.floats(0.05, 1))
def test_breaking_channel_by_iterating_values(
    cells: list[int], q: float, f: float, discount: float, cut: float, restore: float
) -> None:
    needed = float(discount_with_breaks(cells, q, f, cut, restore))
    if abs(needed - discount) > 1e-6:
        assert lone_acceleration_pays(cells, q, f, discount, cut, restore) == (discount < needed)
    assert needed >= float(discount_if_detected(cells, q, f)) - 1e-9  # a channel that breaks never helps
    assert float(discount_with_breaks(cells, q, f, 0.0, restore)) == pytest.approx(
        float(discount_if_detected(cells, q, f)), abs=1e-9
    )


@given(payoffs, share, st.floats(0, 20), st.floats(0.01, 0.99))
def test_fined_on_by_summing_payoffs(cells: list[int], q: float, f: float, discount: float) -> None:
    t, r, p, _ = cells
    needed = float(discount_if_fined_on(cells, q, f))
    rounds = 5_000
    weights = discount ** np.arange(rounds)
    conform, deviate = (weights * r).sum(), t - q * f + (weights[1:] * (p - q * f)).sum()
    if abs(needed - discount) > 1e-6:
        assert (deviate > conform) == (discount < needed)


def test_stated_formulas() -> None:
    # T, R, P, S = 5, 3, 1, 0, q = 0.6, f = 1.5: g = 2 − 0.9 = 1.1
    assert float(discount_if_detected([5, 3, 1, 0], 0.6, 1.5)) == pytest.approx(1.1 / (1.1 + 0.6 * 2))
    assert float(discount_if_fined_on([5, 3, 1, 0], 0.6, 1.5)) == pytest.approx(1.1 / 4)
    assert float(discount_if_detected([5, 3, 1, 0], 1, 0)) == 0.5  # grim


def test_deadlock_cannot_be_bought_by_patience_or_fines() -> None:
    deadlock = [[4, 1, 3, 0], [4, 1, 3, 0]]
    assert np.isinf(needed_discount(deadlock, Terms())).all()
    assert not holds(deadlock, Terms(sanction=100.0, discount=(0.99, 0.99)))
    assert holds(deadlock, Terms(linkage=3.0, sanction=100.0))  # linkage turns it into something worth keeping


@given(payoffs, st.floats(0, 2), st.floats(0, 3))
def test_relative_gains_turn_the_bargain_at_the_limit(cells: list[int], below: float, margin: float) -> None:
    pair = [cells, [c + 7 for c in cells[:2]] + cells[2:]]
    limit = relative_gains_limit(pair)
    for actor in range(2):
        for k in (max(limit[actor] - 0.01 - below, 0), limit[actor] + 0.01 + margin):
            final = on_terms(pair, Terms(relative_gains=(k, k)))[actor]
            assert (final[1] > final[2]) == (k < limit[actor])


@given(st.lists(st.floats(-5, 5), min_size=8, max_size=8))
def test_shapley_is_the_mean_over_orders_of_arrival(worth: list[float]) -> None:
    expected = np.zeros(3)
    for order in permutations(range(3)):
        present = 0
        for member in order:
            expected[member] += (worth[present | 1 << member] - worth[present]) / 6
            present |= 1 << member
    np.testing.assert_allclose(shapley(worth), expected, atol=1e-9)
    assert shapley(worth).sum() == pytest.approx(worth[7] - worth[0], abs=1e-9)


def test_cheapest_by_looking_at_all() -> None:
    rng = np.random.default_rng(2)
    for _ in range(40):
        cells = np.sort(rng.uniform(0, 10, 4))[::-1]
        terms = Terms(discount=(0.3, 0.3), detection=0.4)
        elements = [{"linkage": 2.0}, {"sanction": 3.0}, {"detection": 0.9, "overlap": 0.5}, {"discount": 0.7}]
        costs = rng.integers(1, 9, 4).tolist()
        tried = packages([cells, cells], terms, elements, costs)
        best = int(cheapest(tried))
        working = [p for p in range(16) if tried.holds[p]]
        if best < 0:
            assert working == []
        else:
            assert tried.holds[best]
            assert tried.cost[best] == min(tried.cost[p] for p in working)
        assert tried.shapley.sum() == pytest.approx(tried.slack[15] - tried.slack[0])


def test_packages_broadcast_over_draws() -> None:
    rng = np.random.default_rng(6)
    cells = np.sort(rng.uniform(0, 10, (50, 2, 4)))[..., ::-1]
    detection, discount = rng.uniform(0.1, 1, 50), rng.uniform(0, 0.99, (50, 2))
    sanction = rng.uniform(0, 3, 50)
    whole = packages(
        cells, Terms(detection=detection, discount=discount), [{"sanction": sanction}, {"discount": 0.8}], [1, 1]
    )
    for draw in range(50):
        single = packages(
            cells[draw],
            Terms(detection=detection[draw], discount=discount[draw]),
            [{"sanction": sanction[draw]}, {"discount": 0.8}],
            [1, 1],
        )
        np.testing.assert_allclose(whole.slack[:, draw], single.slack)
        np.testing.assert_array_equal(whole.holds[:, draw], single.holds)
        np.testing.assert_allclose(whole.shapley[:, draw], single.shapley)


def test_phase_diagram_cell_by_cell() -> None:
    cells = [[6, 4, 2, 0], [5, 3, 1, 0]]
    terms, fines, discounts = Terms(detection=0.5), np.linspace(0, 3, 7), np.linspace(0, 0.95, 6)
    grid = phase(cells, terms, fines, discounts)
    for i, fine in enumerate(fines):
        for j, discount in enumerate(discounts):
            single = Terms(detection=0.5, sanction=fine / 0.5, discount=(discount, discount))
            assert grid[i, j] == holds(cells, single)
    assert (np.diff(grid.astype(int), axis=0) >= 0).all()
    assert (np.diff(grid.astype(int), axis=1) >= 0).all()


@given(payoffs, st.floats(0, 1), st.floats(0, 5), st.floats(0, 3))
def test_elements_help_restraint(cells: list[int], overlap: float, linkage: float, transfer: float) -> None:
    pair = [cells, cells]
    plain = slack(pair, Terms())
    for terms in (Terms(overlap=overlap), Terms(linkage=linkage), Terms(transfer=transfer), Terms(sanction=linkage)):
        assert slack(pair, terms) >= plain - 1e-12


def test_elements_do_not_share_parameters() -> None:
    with pytest.raises(ValueError, match="parameters of its own"):
        packages([[5, 3, 1, 0]] * 2, Terms(), [{"sanction": 1.0}, {"sanction": 2.0}], [1, 1])


def alarmed(cells: tuple[float, ...], q: float, f: float, c: float, r: float, a: float, d: float) -> bool:
    """Whether restraint holds, by following both courses round by round: open, broken or ended."""
    t, reward, p, _ = cells
    gain = t - reward - (q - a) * f
    worth = np.zeros(3)  # open, broken, ended; over P, from the next round on
    for _ in range(4_000):
        after = (1 - c) * worth[0] + c * worth[1]
        worth = np.array([reward - a * f - p + d * (1 - a) ** 2 * after, d * (r * worth[0] + (1 - r) * worth[1]), 0.0])
    after = (1 - c) * worth[0] + c * worth[1]
    return bool(gain <= d * ((1 - a) ** 2 - (1 - a) * (1 - q)) * after)


@pytest.mark.parametrize(
    ("q", "f", "c", "r", "a"),
    [(0.9, 0.0, 0.0, 1.0, 0.05), (0.8, 1.0, 0.2, 0.5, 0.02), (0.5, 0.5, 0.1, 0.9, 0.0), (0.6, 0.2, 0.3, 0.4, 0.1)],
)
def test_false_alarms_and_breaks_by_following_play(q: float, f: float, c: float, r: float, a: float) -> None:
    cells = (5.0, 3.5, 1.0, 0.0)
    need = float(discount_with_breaks(cells, q, f, c, r, a))
    for d in np.linspace(0.02, 0.98, 33):
        if abs(d - need) > 0.005:
            assert alarmed(cells, q, f, c, r, a, d) == (d > need)


@given(st.floats(0.3, 1.0), st.floats(0.0, 0.2), st.floats(0.0, 1.5))
def test_false_alarms_never_help(q: float, a: float, f: float) -> None:
    without, with_them = (float(discount_with_breaks([5, 3, 1, 0], q, f, 0.1, 0.5, x)) for x in (0.0, a))
    assert with_them >= without - 1e-9


def test_false_alarms_in_closed_form() -> None:
    # g(1 − δ(1 − A₀)) ≤ δ(A₁ − A₀)(R − P): δ ≥ g / (g(1 − A₀) + (A₁ − A₀)(R − P))
    q, a = 0.7, 0.05
    calm = (1 - a) ** 2
    expected = 2 / (2 * calm + (calm - (1 - a) * (1 - q)) * 2)
    assert float(discount_with_breaks([5, 3, 1, 0], q, 0.0, 0.0, 1.0, a)) == pytest.approx(expected, abs=1e-9)


def test_best_value_with_false_alarms_is_what_a_random_answer_reaches() -> None:
    # answer an alarm with joint acceleration for ever with probability b, the least that deters
    cells, q, a, d = (5.0, 3.0, 1.0, 0.0), 0.9, 0.02, 0.95
    calm, caught = (1 - a) ** 2, (1 - a) * (1 - q)
    values = []
    for b in np.linspace(0, 1, 20_001):
        worth = (1 - d) * 2 / (1 - d * (1 - (1 - calm) * b))
        if (1 - d) * 2 <= d * b * (calm - caught) * worth:
            values.append(1 + worth)
    assert max(values) == pytest.approx(float(best_noisy_value(cells, q, 0.0, a)), abs=1e-4)
