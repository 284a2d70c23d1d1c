import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermove.bargain.ensemble import (
    EXPONENTS,
    Record,
    average_weights,
    chosen_forecasts,
    ensemble_parts,
    family_mean,
    member_forecasts,
    menu,
)


def test_every_member_weighs_one_and_the_average_is_theirs() -> None:
    members = menu()
    assert len({member.name for member in members}) == len(members)
    np.testing.assert_allclose([sum(member.weights) for member in members], 1)
    np.testing.assert_allclose(average_weights(), np.mean([member.weights for member in members], axis=0))


def test_mixed_parts_are_the_members_written_out() -> None:
    rng = np.random.default_rng(2)
    position, salience = (rng.integers(0, 11, (6, 4)) * 10).astype(np.float64), rng.uniform(0.1, 1, (6, 4))
    measured = np.array([True, True, True, False])
    parts = ensemble_parts(position, salience, np.array([4.0, 2, 1, 1.5]), measured, list("aabbcc"))
    table = member_forecasts(parts, menu())
    for row, member in zip(table, menu(), strict=True):
        share = f"{member.stated_share:g}"
        by_hand = member.reference * parts["reference"] + sum(
            getattr(member, family) * parts[f"{family}@{share}"] for family in ("means", "exchange", "challenge")
        )
        np.testing.assert_allclose(row, by_hand)
    # without a stated share the unmeasured actor has no weight: its position cannot move the compromise means
    moved = position.copy()
    moved[:, 3] = 100 - position[:, 3]
    other = ensemble_parts(moved, salience, np.array([4.0, 2, 1, 1.5]), measured, list("aabbcc"))
    np.testing.assert_allclose(other["means@0"], parts["means@0"], atol=1e-3)
    assert not np.allclose(other["means@1"], parts["means@1"], atol=0.5)


def test_family_of_means_is_six_means() -> None:
    position, salience = np.array([[0.0, 50, 100]]), np.array([[0.2, 0.4, 0.8]])
    capability = np.array([[4.0, 1, 9]])
    expected = [
        np.average(position[0], weights=capability[0] ** exponent * stake)
        for exponent in EXPONENTS
        for stake in (1, salience[0])
    ]
    assert family_mean(position, salience, lambda e: capability**e)[0] == pytest.approx(np.mean(expected))


@given(st.integers(0, 10_000))
def test_a_choice_depends_on_nothing_but_what_it_may_learn_from(seed: int) -> None:
    rng = np.random.default_rng(seed)
    members, reference = rng.uniform(0, 100, (8, 30)), rng.uniform(0, 100, 30)
    outcome, cluster = rng.uniform(0, 100, 30), np.arange(30) // 2
    learned = cluster[:, None] // 5 != cluster // 5
    first = chosen_forecasts(members, Record(members, reference, outcome, cluster), learned, 3)
    fold = cluster // 5 == 1
    changed = np.where(fold, 100 - outcome, outcome)
    second = chosen_forecasts(members, Record(members, reference, changed, cluster), learned, 3)
    np.testing.assert_array_equal(first.fitted[fold], second.fitted[fold])
    np.testing.assert_array_equal(first.picked[fold], second.picked[fold])
    assert first.kept.sum() == pytest.approx(1)


def test_the_surer_half_is_kept() -> None:
    """Two members gain 10 on every decision; two gain 20 on one half and 1 on the other, a little more on average."""
    outcome = np.zeros(40)
    reference = np.full(40, 20.0)
    sure = np.full(40, 10.0)
    shaky = np.where(np.arange(40) % 2, 0.0, 19.0)
    members = np.stack([shaky, sure, shaky, sure])
    learned = np.ones((40, 40), bool)
    found = chosen_forecasts(members, Record(members, reference, outcome, np.arange(40)), learned, 3)
    assert np.abs(shaky).mean() < np.abs(sure).mean()  # by mean error alone the shaky ones would win
    np.testing.assert_allclose(found.picked, shaky)
    np.testing.assert_allclose(found.fitted, sure)
    np.testing.assert_allclose(found.kept, [0, 0.5, 0, 0.5])


def test_fewer_than_needed_leave_the_plain_average() -> None:
    members = np.array([[0.0, 10], [20, 30]])
    record = Record(members, np.zeros(2), np.zeros(2), np.arange(2))
    found = chosen_forecasts(members, record, ~np.eye(2, dtype=bool), 5)
    np.testing.assert_allclose(found.fitted, [10, 20])
