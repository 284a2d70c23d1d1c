import numpy as np
import pytest

from countermove.agreement.unfolding import NODES, leanings, response_chances, unfolded_chance


def by_definition(theta: float, alpha: float, delta: float, tau: list[float]) -> list[float]:
    """Roberts, Donoghue and Laughlin 2000, eq. 7, sums written out."""
    top = len(tau)
    terms = []
    for z in range(top + 1):
        passed = sum(tau[:z])
        near = np.exp(alpha * (z * (theta - delta) - passed))
        far = np.exp(alpha * ((2 * top + 1 - z) * (theta - delta) - passed))
        terms.append(near + far)
    return [term / sum(terms) for term in terms]


@pytest.mark.parametrize("tau", [[-1.2], [-2.0, -0.7]])
def test_chances_are_those_of_the_published_formula(tau: list[float]) -> None:
    for theta in (-2.5, -0.3, 0.4, 1.9):
        chances = response_chances(np.array([theta]), 1.3, 0.4, np.array(tau))[0]
        np.testing.assert_allclose(chances, by_definition(theta, 1.3, 0.4, tau), rtol=1e-12)


def test_the_curve_is_symmetric_about_the_text() -> None:
    away = np.linspace(0, 3, 7)
    left, right = (response_chances(0.5 + sign * away, 1.7, 0.5, np.array([-1.0])) for sign in (-1, 1))
    np.testing.assert_allclose(left, right)


def test_leanings_drawn_from_the_model_are_recovered_and_absence_is_missing() -> None:
    rng = np.random.default_rng(3)
    true = rng.normal(size=150)
    grade = np.empty((150, 16), dtype=np.int64)
    for text, place in enumerate(np.linspace(-2, 2, 16)):
        chances = response_chances(true, 2.0, place, np.array([-1.5, -0.8]))
        grade[:, text] = [rng.choice(3, p=row) for row in chances]
    grade[rng.random(grade.shape) < 0.1] = -1
    fitted = leanings(grade, (2,) * 16)
    assert abs(np.corrcoef(fitted.mean, true)[0, 1]) > 0.9
    assert fitted.sd.max() < 1.0
    nobody = leanings(np.vstack([grade, np.full(16, -1)]), (2,) * 16)
    assert nobody.sd[-1] > 2 * np.median(nobody.sd)  # who was always absent stays where the prior puts it
    assert nobody.mean[-1] == pytest.approx(0.0, abs=1e-9)


def test_refusals_at_both_ends_are_learned_from_a_few_known_positions() -> None:
    party = np.eye(len(NODES))
    known = np.array([0, 1, 2, 11, 12, 13, 22, 23, 24])
    chance = unfolded_chance(party, known, np.array([0.0, 0, 0, 1, 1, 1, 0, 0, 0]))
    assert chance[12] > 0.7
    assert max(chance[0], chance[-1]) < 0.2
    blank = unfolded_chance(party, known[:0], np.zeros(0))
    np.testing.assert_allclose(blank, blank[::-1], atol=1e-9)  # nothing known: no direction


def test_positions_above_the_highest_are_refused() -> None:
    with pytest.raises(ValueError, match="above the highest"):
        leanings(np.array([[2]]), (1,))
    with pytest.raises(ValueError, match="at least one text"):
        leanings(np.zeros((3, 0), dtype=np.int64), ())
