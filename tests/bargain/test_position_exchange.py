from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.bargain.position_exchange import exchange, exchange_outcomes


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(2, 5))
def test_each_exchange_gives_both_partners_the_same_gain(seed: int, issues: int, actors: int) -> None:
    rng = np.random.default_rng(seed)
    position, salience = rng.uniform(0, 100, (issues, actors)), rng.uniform(0.05, 1, (issues, actors))
    capability = np.broadcast_to(rng.uniform(0.1, 1, actors), (issues, actors))
    answer = exchange(position, salience, capability)
    place = position.copy()
    weight = salience * capability

    def outcome() -> np.ndarray:
        return np.asarray((weight * place).sum(axis=1) / weight.sum(axis=1))

    given_up = set()
    for step in answer.made:
        before = outcome()
        for actor, issue, to, partner in (
            (step.first, step.given_by_first, step.moved_to[0], step.second),
            (step.second, step.given_by_second, step.moved_to[1], step.first),
        ):
            assert (actor, issue) not in given_up
            given_up.add((actor, issue))
            low, high = sorted((place[issue, actor], place[issue, partner]))
            assert low - 1e-9 <= to <= high + 1e-9
            place[issue, actor] = to
        shift = outcome() - before
        gains = []
        for actor, gives, wants in (
            (step.first, step.given_by_first, step.given_by_second),
            (step.second, step.given_by_second, step.given_by_first),
        ):
            gains.append(salience[wants, actor] * abs(shift[wants]) - salience[gives, actor] * abs(shift[gives]))
        assert gains[0] == pytest.approx(gains[1], abs=1e-9)
        assert gains[0] == pytest.approx(step.gain, abs=1e-9)
        assert step.gain > 0
    np.testing.assert_allclose(answer.outcome, outcome())
    assert (answer.made[0].gain if answer.made else 0.0) == pytest.approx(
        best_first(position, salience, weight), abs=1e-6
    )


def best_first(position: np.ndarray, salience: np.ndarray, weight: np.ndarray) -> float:
    """The greatest equal gain of any two actors on any two issues, by moving them and looking at the outcomes."""
    share = weight / weight.sum(axis=1, keepdims=True)
    outcome = (share * position).sum(axis=1)
    best = 0.0
    issues, actors = position.shape
    for p, q in permutations(range(issues), 2):
        for i, j in permutations(range(actors), 2):
            if any((position[k, i] - outcome[k]) * (position[k, j] - outcome[k]) >= 0 for k in (p, q)):
                continue
            on_p = abs(share[p, i] * (position[p, j] - position[p, i]))
            on_q = abs(share[q, j] * (position[q, i] - position[q, j]))
            for whole_p in (True, False):  # one of the two goes all the way; the other's part is found by bisection
                low, high = 0.0, 1.0
                for _ in range(60):
                    part = (low + high) / 2
                    x, y = (1.0, part) if whole_p else (part, 1.0)
                    mine = salience[q, i] * on_q * y - salience[p, i] * on_p * x
                    theirs = salience[p, j] * on_p * x - salience[q, j] * on_q * y
                    if (mine < theirs) == whole_p:
                        low = part
                    else:
                        high = part
                if abs(mine - theirs) < 1e-9:
                    best = max(best, float(mine))
    return best


def test_no_exchange_where_both_care_alike() -> None:
    answer = exchange(np.array([[0.0, 100], [0, 100]]), np.full((2, 2), 0.5), np.ones((2, 2)))
    assert answer.made == ()
    np.testing.assert_allclose(answer.outcome, [50, 50])


def test_one_sided_issue_offers_no_trade() -> None:
    answer = exchange(np.array([[0.0, 100], [50, 50]]), np.array([[1.0, 0.1], [0.1, 1]]), np.ones((2, 2)))
    assert answer.made == ()


def test_draws_end_where_single_runs_end() -> None:
    rng = np.random.default_rng(8)
    position, salience = rng.uniform(0, 100, (20, 3, 4)), rng.uniform(0, 1, (20, 3, 4))
    capability = rng.uniform(0.1, 1, (20, 3, 4))
    together = exchange_outcomes(position, salience, capability)
    for draw in range(20):
        np.testing.assert_allclose(
            together[draw], exchange(position[draw], salience[draw], capability[draw]).outcome, atol=1e-9
        )
