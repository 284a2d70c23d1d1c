from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.bargain.regulation import Setting, first_holding, holding_rules, ties_to_align


def made(seed: int, levels: int, n: int) -> Setting:
    rng = np.random.default_rng(seed)
    points = np.linspace(0, 1, levels)
    worth = -rng.uniform(0.2, 1, n) * np.abs(points[:, None] - rng.uniform(0, 1, n))
    ties = rng.uniform(0, 0.6, (n, n))
    return Setting(worth, np.abs(points[:, None] - points), (ties + ties.T) / 2, float(rng.uniform(0, 0.8)))


def payoff(setting: Setting, rule: tuple[int, ...], who: int, scale: float = 1.0) -> float:
    total = float(setting.worth[rule[who], who])
    for other in range(len(rule)):
        if other != who:
            lost = (1 - setting.recognition) * setting.apart[rule[who], rule[other]]
            total += scale * float(setting.ties[who, other]) * (1 - float(lost))
    return total


def holds(setting: Setting, rule: tuple[int, ...], scale: float = 1.0, slack: float = 1e-9) -> bool:
    levels = len(setting.worth)
    for who in range(len(rule)):
        for other in range(levels):
            changed = (*rule[:who], other, *rule[who + 1 :])
            if payoff(setting, changed, who, scale) > payoff(setting, rule, who, scale) + slack:
                return False
    return True


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(2, 3), st.integers(2, 3))
def test_what_holds_is_what_no_regulator_leaves_alone(seed: int, levels: int, n: int) -> None:
    setting = made(seed, levels, n)
    found = holding_rules(setting)
    every = list(product(range(levels), repeat=n))
    assert {one.rule for one in found} == {rule for rule in every if holds(setting, rule)}
    for one in found:
        own = [payoff(setting, one.rule, k) for k in range(n)]
        np.testing.assert_allclose(one.payoff, own)
        better = [
            rule
            for rule in every
            if all(payoff(setting, rule, k) >= own[k] - 1e-9 for k in range(n))
            and any(payoff(setting, rule, k) > own[k] + 1e-9 for k in range(n))
        ]
        assert one.efficient == (not better)
    reached = first_holding(setting, (0,) * n)
    assert reached is None or holds(setting, reached)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(2, 3))
def test_ties_that_align_are_the_least_that_do(seed: int, levels: int, n: int) -> None:
    setting = made(seed, levels, n)
    found = ties_to_align(setting)
    common = [(rule,) * n for rule in range(levels)]
    if found is None:
        assert not any(holds(setting, rule, 1e6) for rule in common)
        return
    multiple, rule = found
    assert holds(setting, (rule,) * n, multiple * (1 + 1e-9), slack=1e-8)
    if multiple > 1e-6:
        assert not any(holds(setting, one, multiple * (1 - 1e-4), slack=1e-12) for one in common)
