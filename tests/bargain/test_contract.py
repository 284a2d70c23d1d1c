from fractions import Fraction
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.bargain.contract import (
    EACH,
    JOINT,
    Amendment,
    Terms,
    amended,
    contract_value,
    longest_run,
    opening_versions,
    versions,
)

TENTHS = st.integers(0, 10).map(lambda k: Fraction(k, 10))


def terms(worth: list[float], rights: list[tuple[float, float, float, int]], periods: int, discount: float) -> Terms:
    table = np.array([[use, gain, loss] for use, gain, loss, _ in rights], np.float64)
    holder = np.array([one[3] for one in rights], np.int64)
    return Terms(
        np.array([worth]),
        table[None, :, 0],
        table[None, :, 1],
        table[None, :, 2],
        np.array([discount]),
        holder,
        periods,
    )


@settings(max_examples=60)
@given(
    st.lists(TENTHS, min_size=2, max_size=3),
    st.lists(st.tuples(TENTHS, TENTHS, TENTHS, st.integers(-2, 1)), min_size=1, max_size=3),
    st.integers(1, 6),
    TENTHS,
)
def test_value_is_the_sum_over_the_dates_of_first_use(
    worth: list[Fraction], rights: list[tuple[Fraction, Fraction, Fraction, int]], periods: int, discount: Fraction
) -> None:
    """Exact arithmetic over when each right is used for the first time; after that it binds to the end."""
    expected = [sum((w * discount**t for t in range(periods)), Fraction(0)) for w in worth]
    for use, gain, loss, holder in rights:
        for first in range(periods):
            chance = use * (1 - use) ** first
            rest = sum((discount**t for t in range(first, periods)), Fraction(0))
            for k in range(len(worth)):
                others = len(worth) - 1
                effect = {JOINT: Fraction(0), EACH: gain - others * loss}.get(holder, gain if holder == k else -loss)
                expected[k] += chance * rest * effect
    plain = [(float(u), float(g), float(v), h) for u, g, v, h in rights]
    found = contract_value(terms([float(w) for w in worth], plain, periods, float(discount)))
    np.testing.assert_allclose(found[0], [float(x) for x in expected], atol=1e-9)


def test_a_sunset_opens_what_hold_up_closes() -> None:
    """The second signs for two periods, while the right is unlikely to have been used, and not for ten."""
    text = terms([1.0, 1.0], [(0.2, 1.0, 3.0, 0)], 10, 1.0)
    assert (contract_value(text)[0] < 0).tolist() == [False, True]
    assert longest_run(text).tolist() == [10, 2]
    (opening,) = opening_versions(versions(text, [Amendment(ends_after=5), Amendment(ends_after=2)]))
    assert opening.clauses == (1,)


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_openings_are_the_smallest_sets_that_all_sign(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rights = [(rng.random(), rng.random(), rng.random(), int(rng.integers(-2, 2))) for _ in range(3)]
    text = terms([0.2, 0.1], rights, 6, 0.9)
    clauses = [
        Amendment(
            tuple(int(r) for r in np.flatnonzero(rng.random(3) < 0.3)),
            tuple(int(r) for r in np.flatnonzero(rng.random(3) < 0.3)),
            int(rng.integers(1, 6)) if rng.random() < 0.4 else None,
        )
        for _ in range(3)
    ]

    def signed(chosen: tuple[int, ...]) -> bool:
        return bool((contract_value(amended(text, [clauses[k] for k in chosen]))[0] >= -1e-9).all())

    every = [chosen for size in range(4) for chosen in combinations(range(3), size)]
    smallest = {c for c in every if signed(c) and not any(set(d) < set(c) and signed(d) for d in every)}
    assert {version.clauses for version in opening_versions(versions(text, clauses))} == smallest
