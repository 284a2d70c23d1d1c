import numpy as np
import pytest
from scipy.optimize import minimize

from countermove.agreement.forecast import Design, Evidence, design, fit


def test_the_mode_is_what_a_general_optimiser_finds() -> None:
    rng = np.random.default_rng(0)
    feature, mean, variance = rng.normal(size=(40, 5)), rng.normal(size=5), rng.random(5) + 0.2
    outcome = (rng.random(30) < 0.5).astype(float)
    known = np.arange(30)
    posterior = fit(Design(feature, mean, variance, ("",) * 5), known, outcome)

    def loss(beta: np.ndarray) -> float:
        logit = feature[:30] @ beta
        return float(np.sum(np.log1p(np.exp(logit)) - outcome * logit) + np.sum((beta - mean) ** 2 / variance) / 2)

    best = minimize(loss, mean, method="BFGS", options={"gtol": 1e-8})
    np.testing.assert_allclose(posterior.weight, best.x, atol=1e-4)
    steps = np.eye(5) * 1e-4
    curvature = [
        [
            (loss(best.x + a + b) - loss(best.x + a - b) - loss(best.x - a + b) + loss(best.x - a - b)) / 4e-8
            for b in steps
        ]
        for a in steps
    ]
    np.testing.assert_allclose(np.linalg.inv(posterior.covariance), curvature, rtol=1e-3, atol=1e-3)


def test_nothing_known_returns_the_prior() -> None:
    model = Design(np.ones((1, 1)), np.array([0.4]), np.array([2.0]), ("level",))
    posterior = fit(model, np.zeros(0, dtype=np.int64), np.zeros(0))
    assert posterior.weight.tolist() == [0.4]
    assert posterior.covariance.tolist() == [[2.0]]
    low, high = posterior.interval(0.9)
    assert low[0] < posterior.probability[0] < high[0]


def test_averaged_probability_is_close_to_quadrature() -> None:
    model = Design(np.ones((1, 1)), np.array([1.0]), np.array([3.0]), ("level",))
    posterior = fit(model, np.zeros(0, dtype=np.int64), np.zeros(0))
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    exact = (weights / (1 + np.exp(-(1.0 + np.sqrt(3.0) * nodes)))).sum() / weights.sum()
    assert posterior.probability[0] == pytest.approx(exact, abs=0.01)  # MacKay's approximation errs by under 0.01


def test_who_joined_the_sibling_is_expected_and_early_refusals_count() -> None:
    rng = np.random.default_rng(1)
    sibling, stranger = (rng.random(60) < 0.5).astype(float), (rng.random(60) < 0.5).astype(float)
    joined = np.stack([sibling, stranger], axis=1)
    empty = np.zeros((60, 0))
    other = Evidence(joined, np.array([True, False]), empty, empty, np.zeros(60))
    model = design(other, ("level", "sibling", "stranger", "leaning", "ends"))
    blind = fit(model, np.zeros(0, dtype=np.int64), np.zeros(0))
    assert blind.probability[sibling == 1].min() > blind.probability[sibling == 0].max()
    assert blind.reasons(int(np.argmax(sibling)), 1)[0][0] == "sibling"
    known = np.arange(10)
    refused = fit(model, known, np.zeros(10)).probability[10:]
    signed = fit(model, known, np.ones(10)).probability[10:]
    assert refused.mean() < blind.probability[10:].mean() < signed.mean()


def test_weights_of_zero_and_outcomes_between_are_refused() -> None:
    model = Design(np.ones((2, 1)), np.zeros(1), np.ones(1), ("level",))
    with pytest.raises(ValueError, match="all zero"):
        fit(model, np.array([0]), np.array([1.0]), np.array([0.0]))
    with pytest.raises(ValueError, match="neither 0 nor 1"):
        fit(model, np.array([0]), np.array([np.nan]))
