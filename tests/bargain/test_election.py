import numpy as np
import pytest

from countermove.bargain.election import condorcet_election


def test_election_equals_drawn_contests_with_a_winner() -> None:
    rng = np.random.default_rng(4)
    utility, weight = rng.random((5, 3)), rng.random(5)
    margin = weight[:, None, None] * (utility[:, :, None] - utility[:, None, :])
    wins = np.zeros(3)
    for _ in range(40_000):
        beats = np.zeros((3, 3), bool)
        for a in range(3):
            for b in range(a):
                ahead, behind = np.maximum(margin[:, a, b], 0).sum(), np.maximum(-margin[:, a, b], 0).sum()
                beats[a, b] = rng.random() < ahead / (ahead + behind)
                beats[b, a] = not beats[a, b]
        wins += beats.sum(axis=1) == 2
    np.testing.assert_allclose(condorcet_election(utility, weight), wins / wins.sum(), atol=0.012)


def test_options_alike_for_all_share_and_the_impossible_is_named() -> None:
    alike = condorcet_election(np.array([[1.0, 1.0, 0.0], [0.5, 0.5, 0.7]]), np.ones(2))
    assert alike[0] == pytest.approx(alike[1])
    cycle = np.array([[2.0, 1, 0], [2.0, 1, 0]])
    assert condorcet_election(cycle, np.ones(2)).tolist() == [1, 0, 0]
