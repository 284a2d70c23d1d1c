"""Fixed points against the process itself, run for a very long time by squaring a matrix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from countermove.influence.confidence import confidence_paths
from countermove.influence.dynamics import paths, pull, rest, rest_in_each

Floats = NDArray[np.float64]


@st.composite
def systems(draw: st.DrawFn) -> tuple[Floats, Floats, Floats]:
    count = draw(st.integers(1, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    weight = rng.integers(0, 4, (count, count)) * (rng.random((count, count)) < draw(st.sampled_from([0.2, 0.5, 1.0])))
    weight[weight.sum(axis=1) == 0, 0] = 1
    trust = weight / weight.sum(axis=1, keepdims=True)
    given_ = np.where(rng.random(count) < 0.6, 1.0, rng.choice([0.0, 0.3, 0.9], count))
    return trust, given_, rng.random(count)


def long_run(trust: Floats, susceptibility: Floats, belief: Floats) -> Floats:
    """Beliefs after 2^30 rounds, and nan where 2^30 and one more differ: first views as absorbing states."""
    count = len(belief)
    whole = np.zeros((2 * count, 2 * count))
    whole[:count, :count] = susceptibility[:, None] * trust
    whole[:count, count:] = np.diag(1 - susceptibility)
    whole[count:, count:] = np.eye(count)
    power = whole
    for _ in range(30):
        power = power @ power
        power /= power.sum(axis=1, keepdims=True)
    first = np.concatenate([belief, belief])
    now, later = (power @ first)[:count], (power @ whole @ first)[:count]
    steady = np.ones(count, bool)
    for shift in range(1, 8):  # circles of up to seven parties
        later = (power @ np.linalg.matrix_power(whole, shift) @ first)[:count]
        steady &= np.abs(now - later) < 1e-9
    return np.where(steady, now, np.nan)


@settings(max_examples=300)
@given(systems())
def test_beliefs_rest_where_a_very_long_run_leaves_them(system: tuple[Floats, Floats, Floats]) -> None:
    trust, susceptibility, belief = system
    found = rest(trust, susceptibility, belief)
    np.testing.assert_allclose(found.belief, long_run(*system), atol=1e-7)
    assert found.residual < 1e-12
    np.testing.assert_allclose(
        rest_in_each(trust[None], susceptibility[None], belief[None])[0], found.belief, atol=1e-9
    )


@settings(max_examples=60)
@given(systems())
def test_pull_is_the_linear_map_from_first_views(system: tuple[Floats, Floats, Floats]) -> None:
    trust, susceptibility, belief = system
    found = pull(trust, susceptibility)
    settled = np.isfinite(found).all(axis=1)
    np.testing.assert_allclose(found[settled] @ belief, rest(trust, susceptibility, belief).belief[settled], atol=1e-9)
    np.testing.assert_allclose(found[settled].sum(axis=1), 1, atol=1e-9)
    assert (found[settled] > -1e-12).all()


def test_degroot_consensus_depends_on_first_views() -> None:
    """DeGroot 1974: the consensus is π·x(0), with π the left eigenvector of W."""
    trust = np.array([[0.5, 0.5], [0.25, 0.75]])
    for belief in (np.array([0.0, 1.0]), np.array([1.0, 0.0])):
        np.testing.assert_allclose(rest(trust, np.ones(2), belief).belief, np.array([1, 2]) @ belief / 3)


def test_friedkin_johnsen_closed_form() -> None:
    """x* = (I − ΛW)⁻¹ (I − Λ) x(0) where ρ(ΛW) < 1."""
    rng = np.random.default_rng(4)
    trust = rng.dirichlet(np.ones(6), 6)
    susceptibility, belief = rng.random(6), rng.random(6)
    inverse = np.linalg.inv(np.eye(6) - np.diag(susceptibility) @ trust)
    found = rest(trust, susceptibility, belief)
    np.testing.assert_allclose(found.belief, inverse @ ((1 - susceptibility) * belief), atol=1e-12)
    np.testing.assert_allclose(paths(trust, susceptibility, belief, 3_000)[-1], found.belief, atol=1e-10)


def test_a_circle_of_two_never_settles_unless_it_agrees() -> None:
    swap = np.array([[0.0, 1.0], [1.0, 0.0]])
    assert not rest(swap, np.ones(2), np.array([0.0, 1.0])).settles
    assert rest(swap, np.ones(2), np.array([0.4, 0.4])).belief.tolist() == [0.4, 0.4]


def test_many_parties_with_sparse_trust() -> None:
    from scipy.sparse import csr_array

    rng = np.random.default_rng(9)
    count = 3_000
    rows, columns = np.repeat(np.arange(count), 5), rng.integers(0, count, 5 * count)
    trust = csr_array((np.full(5 * count, 0.2), (rows, columns)), shape=(count, count))
    susceptibility, belief = rng.uniform(0.5, 1, count), rng.random(count)
    found = rest(trust, susceptibility, belief)
    assert found.residual < 1e-10  # hence within 1e-10 / (1 − 0.9999…) only where λ < 1: check against the direct solve
    dense = np.linalg.solve(np.eye(count) - susceptibility[:, None] * trust.toarray(), (1 - susceptibility) * belief)
    np.testing.assert_allclose(found.belief, dense, atol=1e-9)


@pytest.mark.parametrize(
    ("trust", "words"),
    [(np.array([[0.5, 0.4], [0.0, 1.0]]), "row 0 sums to 0.9"), (np.array([[1.5, -0.5], [0.0, 1.0]]), "not negative")],
)
def test_what_is_no_trust_matrix(trust: Floats, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        rest(trust, np.ones(2), np.zeros(2))


def plain_confidence(belief: list[float], reach: float) -> list[float]:
    """Hegselmann and Krause 2002, equal weights, in plain Python."""
    while True:
        following = []
        for own in belief:
            near = [other for other in belief if abs(other - own) <= reach + 1e-12]
            following.append(sum(near) / len(near))
        if max(abs(a - b) for a, b in zip(belief, following, strict=True)) < 1e-12:
            return following
        belief = following


@settings(max_examples=100)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=9), st.sampled_from([0.05, 0.15, 0.3]))
def test_bounded_confidence_equals_the_plain_process(grid: list[int], reach: float) -> None:
    belief = [value / 40 for value in grid]
    count = len(belief)
    found = confidence_paths(
        np.full((count, count), 1 / count), np.ones(count), np.array(belief), np.full(count, reach)
    )
    np.testing.assert_allclose(found[-1], plain_confidence(belief, reach), atol=1e-9)
    gaps = np.diff(np.sort(found[-1]))
    assert ((gaps < 1e-6) | (gaps > reach)).all()  # who rests apart is out of reach
