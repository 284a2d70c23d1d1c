import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.bargain.adoption import NEVER, TASTES, Contest, adoption_path, base_to_lead


def contest(base: tuple[float, float], **numbers: float) -> Contest:
    given_ = {"arrivals": 5.0, "network": 1.0, "taste": 0.5, "quality": 0.0, "switching": 0.5, "both": 0.8} | numbers
    return Contest(np.array([base]), *(np.array([given_[w]]) for w in
                   ("arrivals", "network", "taste", "quality", "switching", "both")))  # fmt: skip


def user_by_user(one: Contest, years: int) -> list[tuple[float, float, float]]:
    """The rules of the docstring for one taste after another, in plain Python."""
    arrivals, network, taste, quality, switching, both = (
        float(x[0]) for x in (one.arrivals, one.network, one.taste, one.quality, one.switching, one.both)
    )
    tastes = [taste * (2 * k / (TASTES - 1) - 1) for k in range(TASTES)]
    users = [[float(one.base[0, 0]) / TASTES, float(one.base[0, 1]) / TASTES, 0.0] for _ in tastes]
    path = []
    for _ in range(years + 1):
        total = sum(map(sum, users))
        a, b, ab = (sum(user[k] for user in users) / total for k in range(3))
        path.append((a, b, ab))
        for user, x in zip(users, tastes, strict=True):
            worth = [quality + network * (a + ab), x + network * (b + ab), max(quality, x) + network - both]
            moved = list(user)
            for own, other in ((0, 1), (1, 0)):
                beside, over = worth[2] - worth[own], worth[other] - worth[own] - switching
                goes = 2 if beside > 1e-12 and beside >= over else other if over > 1e-12 else own
                moved[own] -= user[own]
                moved[goes] += user[own]
            best = next(k for k in range(3) if worth[k] >= max(worth) - 1e-12)
            moved[best] += arrivals / TASTES
            user[:] = moved
    return path


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_shares_are_those_of_the_users_one_by_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one = contest(
        (float(rng.uniform(1, 60)), float(rng.uniform(0, 60))), network=rng.uniform(0, 1.5), taste=rng.uniform(0, 1),
        quality=rng.uniform(-0.3, 0.3), switching=rng.uniform(0, 1), both=rng.uniform(0, 1.2),
    )  # fmt: skip
    np.testing.assert_allclose(adoption_path(one, 6).share[0], user_by_user(one, 6), atol=1e-9)


def test_without_network_benefits_tastes_decide_and_nothing_locks_in() -> None:
    path = adoption_path(contest((0.0, 0.0), network=0.0, arrivals=10.0, both=2.0), 30)
    assert path.share[0, -1] == pytest.approx([0.5, 0.5, 0], abs=0.01)
    assert path.lock_in[0] == NEVER


def test_lock_in_comes_when_the_lead_outweighs_the_strongest_taste() -> None:
    """Arthur's barrier: with both too dear, everyone new joins once network × lead ≥ taste."""
    path = adoption_path(contest((60.0, 40.0), taste=0.4, both=3.0, switching=5.0), 40)
    lead = path.share[0, :, 0] - path.share[0, :, 1]
    first = int(np.argmax(lead >= 0.4 - 1e-12))
    assert path.leader[0] == 0 and path.lock_in[0] == first > 0
    assert lead[first - 1] < 0.4


def test_a_small_lead_of_the_other_reverses_who_is_locked_in() -> None:
    ahead = adoption_path(contest((60.0, 40.0), taste=0.1, both=3.0), 30)
    behind = adoption_path(contest((40.0, 60.0), taste=0.1, both=3.0), 30)
    assert (ahead.leader[0], behind.leader[0]) == (0, 1)
    assert ahead.lock_in[0] == behind.lock_in[0] >= 0


def test_cheap_hedging_keeps_both_alive() -> None:
    path = adoption_path(contest((50.0, 30.0), both=0.05), 10)
    assert path.share[0, -1, 2] > 0.8


@settings(max_examples=15)
@given(st.floats(0.0, 0.3), st.floats(10, 60))
def test_the_base_to_lead_is_where_the_lead_changes_hands(quality: float, base: float) -> None:
    one = contest((base, 1.0), quality=quality)
    needed = float(base_to_lead(one, 8, 1, 10_000.0)[0])

    def leads(own: float) -> bool:
        return bool(adoption_path(contest((base, own), quality=quality), 8).leader[0] == 1)

    assert leads(needed * (1 + 1e-6) + 1e-6) and not leads(needed * (1 - 1e-6) - 1e-6 if needed > 1e-3 else 0.0)
