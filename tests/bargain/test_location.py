from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.bargain.location import (
    Geography,
    chosen_site,
    government_payoffs,
    policy_equilibria,
    profits,
    subsidy_that_moves,
    tariff_that_moves,
)


def made(seed: int) -> Geography:
    """Three sites (home, two hosts) and three markets, the last one taxed by nobody."""
    rng = np.random.default_rng(seed)
    return Geography(
        rng.uniform(0, 20, (1, 3)), rng.uniform(0, 40, (1, 3, 3)), rng.uniform(0, 20, (1, 2)),
        rng.uniform(0, 1, (1, 2)), np.array([-1, 0, 1]), np.array([0, 1, -1]), 0,
    )  # fmt: skip


def by_hand(
    place: Geography, rate: tuple[float, ...], given_: tuple[float, ...], site: int
) -> tuple[float, list[float]]:
    """The firm's profit and the governments' payoffs, one market after another."""
    host, profit = int(place.host[site]), -float(place.cost[0, site])
    payoff = [0.0, 0.0]
    if host >= 0:
        profit += given_[host]
        payoff[host] += float(place.plant[0, host]) - given_[host]
    for market, taxer in enumerate(place.taxer):
        sold = float(place.sales[0, site, market])
        profit += sold
        if taxer >= 0 and taxer != host:
            passed = float(place.passed_on[0, taxer])
            profit -= rate[taxer] * (1 - passed) * sold
            payoff[taxer] += rate[taxer] * sold - rate[taxer] * passed * sold - rate[taxer] ** 2 / 2 * sold
    return profit, payoff


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.3, 1.0]), st.sampled_from([0.0, 8.0]))
def test_profits_and_payoffs_market_by_market(seed: int, rate: float, given_: float) -> None:
    place = made(seed)
    tariff, subsidy = (rate, rate / 2), (given_, 0.0)
    found = profits(place, np.array(tariff), np.array(subsidy))[0]
    for site in range(3):
        profit, payoff = by_hand(place, tariff, subsidy, site)
        assert np.isclose(found[site], profit)
        np.testing.assert_allclose(
            government_payoffs(place, np.array(tariff), np.array(subsidy), np.array([site]))[0], payoff
        )


@settings(max_examples=80)
@given(st.integers(0, 10**6), st.integers(0, 1))
def test_just_below_the_tariff_the_firm_stays_and_just_above_it_comes(seed: int, government: int) -> None:
    place, none = made(seed), np.zeros(2)
    rate = float(tariff_that_moves(place, none, none, government)[0])

    def comes(tariff: float) -> bool:
        table = none.copy()
        table[government] = tariff
        profit = profits(place, table, none)[0]
        return bool(place.host[int(np.argmax(profit))] == government)

    if rate < 50:
        assert comes(rate + 1e-6)
        assert rate == 0 or not comes(rate - 1e-6)
    else:
        assert not comes(40.0)
    given_ = float(subsidy_that_moves(place, none, none, government)[0])
    for amount, moves in ((given_ + 1e-6, True), (given_ - 1e-6, False)):
        table = none.copy()
        table[government] = max(amount, 0.0)
        profit = profits(place, none, table)[0]
        assert given_ == 0 or (place.host[int(np.argmax(profit))] == government) == moves


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_equilibria_are_the_policies_that_nobody_alone_improves(seed: int) -> None:
    place = made(seed)
    tariffs, subsidies = [(0.0, 0.5), (0.0, 1.0)], [(0.0, 6.0, 12.0), (0.0, 9.0)]
    options = [list(product(t, s)) for t, s in zip(tariffs, subsidies, strict=True)]

    def play(first: tuple[float, float], second: tuple[float, float]) -> tuple[int, list[float]]:
        rate, given_ = (first[0], second[0]), (first[1], second[1])
        profit = [by_hand(place, rate, given_, site)[0] for site in range(3)]
        site = 0 if profit[0] >= max(profit) - 1e-9 else profit.index(max(profit))
        return site, by_hand(place, rate, given_, site)[1]

    expected = set()
    for one, two in product(*options):
        site, payoff = play(one, two)
        held = all(play(other, two)[1][0] <= payoff[0] + 1e-9 for other in options[0])
        if held and all(play(one, other)[1][1] <= payoff[1] + 1e-9 for other in options[1]):
            expected.add((one, two, site))
    found = {
        ((o.tariff[0], o.subsidy[0]), (o.tariff[1], o.subsidy[1]), o.site)
        for o in policy_equilibria(place, tariffs, subsidies)
    }
    assert found == expected


def test_an_indifferent_firm_stays() -> None:
    assert chosen_site(np.array([[5.0, 5.0], [5.0, 6.0]]), 0).tolist() == [0, 1]
