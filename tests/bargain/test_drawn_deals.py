"""Many draws at once against one draw at a time, package by package."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.bargain.drawn_deals import Stakes, drawn_deals, nash_of_draws
from countermove.bargain.frontier import package_utility
from countermove.bargain.procedure import DecisionRule, setter_choice
from countermove.bargain.solutions import egalitarian_deal, kalai_smorodinsky_deal, nash_deal, utilitarian_deal
from countermove.bargain.zone import legal_packages

DRAWS = 3
PICKS = {
    "nash": nash_deal,
    "kalai_smorodinsky": kalai_smorodinsky_deal,
    "egalitarian": egalitarian_deal,
    "utilitarian": utilitarian_deal,
}


def made(seed: int, issues: int, actors: int, ratifiers: int) -> tuple[Stakes, np.ndarray]:
    """Whole utilities, so that ties are exact; the last actors only ratify; red lines differ from draw to draw."""
    rng = np.random.default_rng(seed)
    n = actors + ratifiers
    worth = [rng.integers(-4, 5, (DRAWS, 3, n)).astype(np.float64) for _ in range(issues)]
    need = rng.integers(-4, 2, (DRAWS, n)).astype(np.float64)
    legal = [rng.random((DRAWS, 3)) < 0.9 for _ in range(issues)]
    share = np.zeros((DRAWS, n))
    share[:, :actors] = rng.integers(1, 3, (DRAWS, actors))
    return Stakes(worth, need, legal, share), np.arange(actors)


def criterion(rule: str, gain: np.ndarray, weight: np.ndarray, ideal: np.ndarray) -> np.ndarray:
    """What a rule makes great, lexicographically; two packages equal in it tie."""
    helped = gain > 0
    if rule == "nash":
        return np.array([weight[helped].sum(), (weight[helped] * np.log(gain[helped])).sum()])
    if rule == "utilitarian":
        return np.array([(gain * weight).sum()])
    if rule == "egalitarian":
        return np.sort(gain / weight)
    able = ideal > 0
    return np.sort((gain / weight)[able] / ideal[able])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 3), st.integers(2, 3), st.integers(0, 1))
def test_drawn_deals_are_those_of_one_draw_at_a_time(seed: int, issues: int, actors: int, ratifiers: int) -> None:
    stakes, own = made(seed, issues, actors, ratifiers)
    n = actors + ratifiers
    rule = DecisionRule(
        (1.0,) * actors + (0.0,) * ratifiers, float(actors // 2 + 1), (False,) * actors + (True,) * ratifiers
    )
    found = drawn_deals(stakes, 0.0, rule, setter=0)
    strict = nash_of_draws(stakes, 0.5)
    for draw in range(DRAWS):
        gain = package_utility([table[draw] for table in stakes.worth]) - stakes.need[draw]
        lines = [np.repeat(line[draw][:, None], n, axis=1) for line in stakes.legal]
        rows = np.flatnonzero(legal_packages(lines))
        weight = stakes.share[draw, own]
        signed = rows[(gain[rows] >= 0).all(axis=1)]
        assert found.acceptable[draw] == (len(signed) > 0)
        ideal = gain[signed][:, own].max(axis=0) if len(signed) else np.zeros(actors)
        for name, pick in PICKS.items():
            among = rows if name == "utilitarian" else signed
            deal = pick(gain[among][:, own], weight) if len(among) else None
            code = getattr(found, name)[draw]
            assert (code == -1) == (deal is None), name
            if deal is not None:  # of packages that tie in exact arithmetic either may come first
                mine, theirs = (criterion(name, gain[k, own], weight, ideal) for k in (code, among[deal]))
                np.testing.assert_allclose(mine, theirs, atol=1e-9)
        setter = setter_choice(gain[rows], rule, 0) if len(rows) else None
        assert found.agenda_setter[draw] == (-1 if setter is None else rows[setter])
        best = rows[(gain[rows] >= 0.5).all(axis=1)]
        assert (strict[draw] == -1) == (len(best) == 0)
        if len(best):
            product = (weight * np.log(gain[best][:, own])).sum(axis=1)
            assert (weight * np.log(gain[strict[draw], own])).sum() >= product.max() - 1e-9
            assert strict[draw] == best[np.flatnonzero(product >= product.max() - 1e-9)[0]], "the first of equal ones"


def test_whoever_ratifies_is_asked_and_not_weighed() -> None:
    """Alone the two meet in the middle; a third without weight that insists on 0.6 moves them to what it accepts."""
    pie = np.array([[[0.25, 0.75, 0.25], [0.5, 0.5, 0.5], [0.75, 0.25, 0.75]]])
    legal, share = [np.ones((1, 3), bool)], np.array([[1.0, 1, 0]])
    rule = DecisionRule((1.0, 1, 0), 2.0, (True,) * 3)
    free = Stakes([pie], np.array([[0.1, 0.1, 0]]), legal, share)
    bound = Stakes([pie], np.array([[0.1, 0.1, 0.6]]), legal, share)
    assert nash_of_draws(free, 0.01).tolist() == [1] == drawn_deals(free, 0.01, rule).nash.tolist()
    assert nash_of_draws(bound, 0.01).tolist() == [2] == drawn_deals(bound, 0.01, rule).nash.tolist()
