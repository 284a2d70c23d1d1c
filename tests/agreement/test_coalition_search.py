"""Coalitions of many parties: against every coalition where these can be listed, and against the definition beyond."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.agreement import KIND
from countermove.agreement.coalition_findings import best_minimum
from countermove.agreement.coalition_search import CoalitionSearch, membership_gains, search_coalitions
from countermove.agreement.model import AgreementModel
from countermove.agreement.stability import PublicGood, public_good, public_good_payoff, public_good_stability
from countermove.document.text import Text
from countermove.kind import Case, Question


def random_good(seed: int, n: int, minimum: int, linked: bool) -> PublicGood:
    rng = np.random.default_rng(seed)
    most = 0.5 if linked else 0.0
    benefit = rng.lognormal(0, 1, n) * (rng.random(n) > 0.1)  # some gain nothing by the effort itself
    return PublicGood(benefit, rng.lognormal(0, 0.5, n), rng.random(n) * most, rng.random(n) * most, minimum)


def is_stable(game: PublicGood, inside: np.ndarray) -> bool:
    """By payoffs with and without each party, nothing else."""
    for party in range(inside.size):
        joined, apart = inside.copy(), inside.copy()
        joined[party], apart[party] = True, False
        gain = float(public_good_payoff(game, joined)[party] - public_good_payoff(game, apart)[party])
        if (gain < -1e-9) if inside[party] else (gain > 1e-9):
            return False
    return True


@settings(max_examples=120)
@given(st.integers(0, 2**32), st.integers(2, 9), st.integers(2, 5), st.booleans())
def test_branch_and_bound_finds_every_stable_coalition(seed: int, n: int, minimum: int, linked: bool) -> None:
    game = random_good(seed, n, minimum, linked)
    found = search_coalitions(game)
    every = public_good_stability(game)
    masks = [int(mask) for mask in every.stable if int(mask).bit_count() >= minimum]
    assert found.complete and found.count == len(masks)
    assert sorted(int(row @ (1 << np.arange(n))) for row in found.stable) == sorted(masks)[:100]
    if masks:
        assert found.stable[0].sum() == max(mask.bit_count() for mask in masks)
    pools = [int(mask) for mask in np.flatnonzero(every.potential) if int(mask).bit_count() >= minimum]
    size = int(found.pooled.sum())
    assert size <= max((mask.bit_count() for mask in pools), default=0)
    assert size == 0 or int(found.pooled @ (1 << np.arange(n))) in pools


def test_a_branch_is_left_only_where_no_member_could_gain() -> None:
    """Coalitions that hold only once the last party is in: those without benefit of their own are company to others."""
    saved = 0
    for seed in range(600):
        rng = np.random.default_rng(seed)
        club = rng.random(7) * 3
        benefit = rng.lognormal(0, 1.0, 7) * (rng.random(7) > 0.4)
        game = PublicGood(benefit, rng.lognormal(0, 1.0, 7), club, np.zeros(7))
        every = public_good_stability(game)
        masks = {int(mask) for mask in every.stable if int(mask).bit_count() >= 2}
        assert {int(row @ (1 << np.arange(7))) for row in search_coalitions(game).stable} == masks
        order = np.argsort(game.benefit**2 * game.cost + game.club, kind="stable")
        for mask in masks:
            last = [int(party) for party in order if mask >> int(party) & 1][-1]
            saved += not every.internal[mask - (1 << last)]
    assert saved >= 5  # so that the bound, not the coalition itself, had to keep the branch


@given(st.integers(0, 2**32), st.integers(2, 7), st.integers(2, 5))
def test_gains_are_differences_of_payoffs(seed: int, n: int, minimum: int) -> None:
    game = random_good(seed, n, minimum, linked=True)
    inside = np.random.default_rng(seed).random(n) < 0.5
    for party, gain in enumerate(membership_gains(game, inside)):
        joined, apart = inside.copy(), inside.copy()
        joined[party], apart[party] = True, False
        direct = public_good_payoff(game, joined)[party] - public_good_payoff(game, apart)[party]
        assert gain == pytest.approx(direct, abs=1e-9 * (1 + float(game.benefit.sum()) ** 2))


def cut_short(game: PublicGood) -> CoalitionSearch:
    return search_coalitions(game, nodes=2_000, starts=60, seed=4)


def test_past_the_limit_it_says_that_it_is_a_search() -> None:
    club = np.full(40, 3.0)  # a linked issue makes coalitions large and very many
    game = PublicGood(np.random.default_rng(1).uniform(0.9, 1.1, 40), np.ones(40), club, club / 2)
    found = cut_short(game)
    assert not found.complete and found.nodes == 2_000 and found.starts == 60
    assert found.count >= len(found.stable) > 0
    assert all(is_stable(game, row) for row in found.stable)
    sizes = found.stable.sum(axis=1)
    assert sizes[0] == sizes.max()
    assert np.array_equal(cut_short(game).stable, found.stable)


@pytest.mark.parametrize("n", [30, 60])
def test_like_parties_past_two_dozen_are_barretts(n: int) -> None:
    """Pairs and triples, whatever the number: the linear family's 2 and 3."""
    found = search_coalitions(public_good(np.ones(n), np.full(n, 2.0)))
    assert found.complete and found.count == n * (n - 1) // 2 + n * (n - 1) * (n - 2) // 6


def case_from(good: dict[str, Any]) -> Case[AgreementModel]:
    model = AgreementModel.model_validate({"public_good": good})
    return Case("test", "m", "base", Text("Neutral", "中立"), model, {})


def test_thirty_parties_from_a_document() -> None:
    names = [f"p{k}" for k in range(30)]
    solution = KIND.solve(case_from({"benefit": dict.fromkeys(names, 1), "cost": dict.fromkeys(names, 1)}))
    found = {finding.id: finding for finding in KIND.findings(solution)}
    assert found["self-enforcing"].text.get("en").startswith("Of all coalitions of 30 parties, 4495 hold themselves up")
    assert found["self-enforcing"].firmness == "exact"
    assert "searched for, not proved" in found["side-payments"].text.get("en")
    assert found["side-payments"].text.has("zh")
    assert KIND.payload(solution)["self_enforcing"]["stable_count"] == 4495
    with pytest.raises(ValueError, match="parties is 201; name 2 to 200"):
        many = [f"p{k}" for k in range(201)]
        case_from({"benefit": dict.fromkeys(many, 1), "cost": dict.fromkeys(many, 1)})


@pytest.mark.parametrize("n", [5, 27])
def test_why_a_party_is_inside_or_outside(n: int) -> None:
    """Listed or searched: what being inside is worth is the difference of two payoffs; like parties are indifferent."""
    rng = np.random.default_rng(3)
    names = [f"p{k}" for k in range(n)]
    numbers = {side: dict(zip(names, rng.uniform(0.8, 1.2, n).tolist(), strict=True)) for side in ("benefit", "cost")}
    solution = KIND.solve(case_from({**numbers, "club": 0.05}))
    standing = solution.standing
    assert standing is not None and standing.stable
    assert KIND.verdicts(solution)["in_largest_stable"] == standing.members
    benefit, cost = (np.array(list(numbers[side].values())) for side in ("benefit", "cost"))
    game = PublicGood(benefit, cost, np.full(n, 0.05), np.zeros(n))
    for k, name in enumerate(names):
        joined, apart = standing.inside.copy(), standing.inside.copy()
        joined[k], apart[k] = True, False
        gain = public_good_payoff(game, joined)[k] - public_good_payoff(game, apart)[k]
        (told,) = KIND.explain(solution, Question(name))
        assert told.data["gain_of_being_inside"] == pytest.approx(gain)
        assert ("is in a coalition" if standing.inside[k] else "is outside") in told.text.get("en")
    triples = KIND.solve(case_from({"benefit": dict.fromkeys(names, 1), "cost": dict.fromkeys(names, 1)}))
    assert "neither gain nor lose" in KIND.explain(triples, Question("p0"))[0].text.get("en")


def test_a_minimum_beforehand_of_like_parties_is_all_of_them() -> None:
    """As Carraro, Marchiori and Oreffice: a minimum of all forms."""
    like = best_minimum(("a", "b", "c", "d", "e"), public_good(np.ones(5), np.ones(5)))
    assert like is not None and like.minimum == 5 and len(like.members) == 5
    assert like.payoff == pytest.approx(5 * (25 - 12.5)) and like.without == pytest.approx(5 * (5 - 0.5))


@pytest.mark.parametrize("seed", range(6))
def test_the_best_minimum_of_unlike_parties_by_every_coalition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    game = public_good(rng.uniform(0.5, 1.5, 5), rng.uniform(0.5, 1.5, 5))
    found = best_minimum(("a", "b", "c", "d", "e"), game)
    best = float(public_good_payoff(game, np.zeros(5, dtype=bool)).sum())
    for minimum in range(2, 6):
        staged = PublicGood(game.benefit, game.cost, game.club, game.measure, minimum)
        for mask in range(32):
            inside = (mask >> np.arange(5) & 1).astype(bool)
            if inside.sum() >= minimum and is_stable(staged, inside):
                best = max(best, float(public_good_payoff(staged, inside).sum()))
    assert found is not None and found.payoff == pytest.approx(best)
