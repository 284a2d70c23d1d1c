"""Sobol indices and Shapley effects against analytic values, and against SALib on the same evaluations."""

import numpy as np
import pytest

from countermove.stress.drivers.variance import shapley_effects, sobol_indices

A, B = 7.0, 0.1


def ishigami(uniforms: np.ndarray) -> np.ndarray:
    x = (2 * uniforms - 1) * np.pi
    return (np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0]))[:, None]


def ishigami_parts() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First-order, total and Shapley shares: Ishigami & Homma 1990; T. Owen 2014 for how interactions split."""
    one = (1 + B * np.pi**4 / 5) ** 2 / 2
    two = A**2 / 8
    one_three = B**2 * np.pi**8 * 8 / 225
    total = one + two + one_three
    first = np.array([one, two, 0])
    return (
        first / total,
        (first + [one_three, 0, one_three]) / total,
        (first + [one_three / 2, 0, one_three / 2]) / total,
    )


def samples(rows: int, width: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.random.Generator]:
    rng = np.random.default_rng(seed)
    return rng.random((rows, width)), rng.random((rows, width)), rng


def test_the_published_values_are_those_of_the_formulas() -> None:
    first, total, _ = ishigami_parts()
    np.testing.assert_allclose(first, [0.3139, 0.4424, 0], atol=5e-5)
    np.testing.assert_allclose(total, [0.5576, 0.4424, 0.2437], atol=5e-5)


def test_ishigami_is_recovered() -> None:
    first, total, shapley = ishigami_parts()
    a, b, rng = samples(16_384, 3)
    found = sobol_indices(ishigami, a, b, [[0], [1], [2]], rng)
    effects = shapley_effects(ishigami, a, b, [[0], [1], [2]], rng)
    for estimate, truth in ((found.first, first), (found.total, total), (effects, shapley)):
        np.testing.assert_allclose(estimate.value[:, 0], truth, atol=0.04)
        assert (estimate.low[:, 0] - 0.01 <= truth).all()
        assert (truth <= estimate.high[:, 0] + 0.01).all()
    assert effects.value.sum() == pytest.approx(1)


def test_blocks_carry_the_variance_of_their_interactions() -> None:
    first, total, _ = ishigami_parts()
    a, b, rng = samples(16_384, 3)
    found = sobol_indices(ishigami, a, b, [[0, 2], [1]], rng)
    np.testing.assert_allclose(found.first.value[:, 0], [1 - first[1], first[1]], atol=0.03)
    np.testing.assert_allclose(found.total.value[:, 0], [1 - first[1], first[1]], atol=0.03)


def test_salib_agrees_on_the_same_evaluations() -> None:
    salib = pytest.importorskip("SALib.analyze.sobol")
    width, rows = 4, 4_096
    weights = np.array([1.0, 2.0, 0.5, 0.0])

    def model(u: np.ndarray) -> np.ndarray:
        return np.asarray(u @ weights + 3 * u[:, 0] * u[:, 2])[:, None]

    a, b, rng = samples(rows, width, 3)
    design = np.empty((rows, width + 2, width))
    design[:, 0], design[:, -1] = a, b
    for k in range(width):
        design[:, k + 1] = a
        design[:, k + 1, k] = b[:, k]
    problem = {"num_vars": width, "names": list("abcd"), "bounds": [[0, 1]] * width}
    theirs = salib.analyze(problem, model(design.reshape(-1, width))[:, 0], calc_second_order=False, seed=1)
    ours = sobol_indices(model, a, b, [[k] for k in range(width)], rng)
    np.testing.assert_allclose(ours.first.value[:, 0], theirs["S1"], atol=0.01)
    np.testing.assert_allclose(ours.total.value[:, 0], theirs["ST"], atol=0.01)
    half = (ours.total.high - ours.total.low)[:, 0] / 2
    np.testing.assert_allclose(half, theirs["ST_conf"], atol=0.02)


def test_failed_draws_are_left_out_of_all_their_comparisons() -> None:
    def sometimes(u: np.ndarray) -> np.ndarray:
        return np.where(u[:, [1]] > 0.98, np.nan, u[:, [0]])

    a, b, rng = samples(8_192, 2)
    found = sobol_indices(sometimes, a, b, [[0], [1]], rng)
    np.testing.assert_allclose(found.total.value[:, 0], [1, 0], atol=0.03)
    np.testing.assert_allclose(shapley_effects(sometimes, a, b, [[0], [1]], rng).value[:, 0], [1, 0], atol=0.03)


def test_an_outcome_that_never_varies_has_no_shares() -> None:
    a, b, rng = samples(256, 2)
    found = sobol_indices(lambda u: np.ones((len(u), 1)), a, b, [[0], [1]], rng)
    assert np.isnan(found.total.value).all()
    assert np.isnan(shapley_effects(lambda u: np.ones((len(u), 1)), a, b, [[0], [1]], rng).low).all()


def test_shapley_effects_of_a_sum_are_the_shares_of_its_terms() -> None:
    weights = np.array([3.0, 1.0, 2.0])
    a, b, rng = samples(16_384, 3, 5)
    found = shapley_effects(lambda u: (u @ weights)[:, None], a, b, [[0], [1], [2]], rng)
    np.testing.assert_allclose(found.value[:, 0], weights**2 / (weights**2).sum(), atol=0.02)


def test_how_many_evaluations_are_asked_for_at_once_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(at_once: int) -> tuple[np.ndarray, np.ndarray, list[int]]:
        sizes: list[int] = []

        def model(u: np.ndarray) -> np.ndarray:
            sizes.append(len(u))
            return ishigami(u)

        monkeypatch.setattr("countermove.stress.drivers.variance.AT_ONCE", at_once)
        a, b, rng = samples(100, 3)
        first = sobol_indices(model, a, b, [[0], [1], [2]], rng).total.value
        return first, shapley_effects(model, a, b, [[0], [1], [2]], rng).value, sizes

    few, many = asked(10), asked(10_000)
    np.testing.assert_array_equal(few[0], many[0])
    np.testing.assert_array_equal(few[1], many[1])
    assert max(few[2]) <= 10
    assert many[2] == [500, 400]
