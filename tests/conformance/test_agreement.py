"""Published results of self-enforcing agreements."""

from dataclasses import dataclass

import numpy as np
import pytest

from countermove.agreement.barrett import Family, binary, linear, quadratic, quadratic_by_search
from countermove.agreement.farsight import (
    farsighted_stable_set,
    largest_consistent_set,
    lasting_value,
    membership_movers,
)

BARRETT = "Barrett 1994, Oxford Economic Papers 46:878"


@dataclass(frozen=True)
class Stable:
    id: str
    citation: str
    family: Family
    stable: tuple[int, ...]
    if_indifferent_join: tuple[int, ...] | None = None  # where the tie rule matters


CASES = [
    Stable("quadratic-10-quarter", BARRETT, quadratic(10, 100, 1, 0.25), (4,)),
    Stable("quadratic-10-half", BARRETT, quadratic(10, 100, 1, 0.5), (3,)),
    Stable("quadratic-10-one", BARRETT, quadratic(10, 100, 1, 1), (3,)),
    Stable("quadratic-100-hundredth", BARRETT, quadratic(100, 100, 1, 0.01), (51,)),
    Stable("quadratic-100-tenth", BARRETT, quadratic(100, 100, 1, 0.1), (11,)),
    Stable("linear-10", f"{BARRETT}: three, at which a member is indifferent", linear(10, 1, 1), (2, 3), (3,)),
    Stable("linear-50", f"{BARRETT}: three, at which a member is indifferent", linear(50, 0.3, 7), (2, 3), (3,)),
    *(
        Stable(
            f"binary-{cost}", "Barrett 2003, ch. 7: the ceiling of cost over benefit", binary(20, 1, cost), weak, (k,)
        )
        for cost, weak, k in [(1.5, (2,), 2), (2.5, (3,), 3), (3.0, (2, 3), 3), (4.2, (2, 3, 5), 5)]
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_stable_numbers_of_signatories(case: Stable) -> None:
    assert case.family.stable == case.stable, case.citation
    expected = case.stable if case.if_indifferent_join is None else case.if_indifferent_join
    assert case.family.stable_if_indifferent_join == expected, case.citation


def test_payoffs_by_number_of_signatories() -> None:
    """Barrett 1994 with N = 10, a = 100, b = 1, c = 0.25; members' payoff is lowest at the stable four."""
    family = quadratic(10, 100, 1, 0.25)
    quantity = [80.0, 78.66, 78.17, 78.94, 81.07, 84.21, 87.71, 91.00, 93.76, 95.93, 97.56]
    member = [476.8, 474.0, 472.3, 472.2, 473.7, 476.4, 479.5, 482.7, 485.4, 487.8]
    outsider = [472.0, 468.1, 466.6, 468.9, 474.9, 482.5, 489.4, 494.3, 497.3, 498.8]
    np.testing.assert_allclose(family.quantity, quantity, atol=0.0051)
    np.testing.assert_allclose(family.member[1:], member, atol=0.051)
    np.testing.assert_allclose(family.outsider[:-1], outsider, atol=0.051)
    assert int(np.nanargmin(family.member)) == 4


def test_no_agreement_and_full_cooperation_in_closed_form() -> None:
    """Barrett 1994: Q = a/(1 + γ) without an agreement, aN/(N + γ) with everybody in it."""
    for parties, ratio in [(10, 0.25), (100, 0.01), (7, 2.0)]:
        family = quadratic(parties, 60, 1, ratio)
        assert family.quantity[0] == pytest.approx(60 / (1 + ratio))
        assert family.quantity[-1] == pytest.approx(60 * parties / (parties + ratio))


@pytest.mark.parametrize("signatories", [1, 2, 4, 7, 10])
def test_the_closed_form_is_what_maximising_finds(signatories: int) -> None:
    family = quadratic(10, 100, 1, 0.25)
    total, payoff = quadratic_by_search(10, 100, 1, 0.25, signatories)
    assert total == pytest.approx(family.quantity[signatories], rel=1e-6)
    assert payoff == pytest.approx(family.member[signatories], rel=1e-9)


def test_a_third_member_of_the_linear_family_is_exactly_indifferent() -> None:
    family = linear(12, 0.7, 1.3)
    assert family.member[3] == pytest.approx(family.outsider[2], rel=1e-12)
    assert family.member[2] > family.outsider[1]
    assert family.member[4] < family.outsider[3]


HEYEN = "Heyen and Lehtomaa 2021, Oxford Open Climate Change 1: three countries, geoengineering"
ALONE, TC, WC, WT, WTC = 0, 0b110, 0b101, 0b011, 0b111  # bits: warm, temperate, cold


def geoengineering() -> np.ndarray:
    """Payoffs by coalition: it cools by its members' average wish; damage is the squared distance from 13 degrees."""
    warmer = np.array([24.5, 17.0, 14.5])
    payoff = np.zeros((8, 3))
    for mask in (TC, WC, WT, WTC):
        inside = (mask >> np.arange(3) & 1) == 1
        cooling = (warmer - 13)[inside].mean()
        payoff[mask] = (warmer - 13) ** 2 - (warmer - cooling - 13) ** 2
    return payoff


def test_geoengineering_payoffs_and_values() -> None:
    payoff = geoengineering()
    states = [ALONE, TC, WC, WT, WTC]
    published: list[list[float]] = [
        [0, 0, 0], [55.6875, 14.4375, 0.6875], [107.25, 9.75, -22.75],
        [118.1875, 1.9375, -36.8125], [98.2222, 13.2222, -15.1111],
    ]  # fmt: skip
    np.testing.assert_allclose(payoff[states], published, atol=5e-5, err_msg=HEYEN)
    third = 1 / 3
    chances = np.array(
        [[0, 1, 0, 0, 0], [0, 1, 0, 0, 0], [third, 0, 2 * third, 0, 0], [third, 0, 0, 2 * third, 0],
         [0, 0, third, third, third]]
    )  # fmt: skip
    values = [
        [55.13063, 14.29313, 0.68063], [55.6875, 14.4375, 0.6875], [56.66355, 14.15950, -0.00851],
        [56.98524, 13.92972, -0.42211], [57.44227, 14.03234, -0.43764],
    ]  # fmt: skip
    np.testing.assert_allclose(lasting_value(payoff[states], chances, 0.99), values, atol=5e-6, err_msg=HEYEN)


def test_a_temperate_and_cold_coalition_is_farsightedly_stable() -> None:
    """Heyen and Lehtomaa 2021: with consent to newcomers the process ends in the coalition without the warm country."""
    stable = farsighted_stable_set(geoengineering(), membership_movers(3, consent=True))
    assert stable is not None
    assert np.flatnonzero(stable).tolist() == [TC]
    assert largest_consistent_set(geoengineering(), membership_movers(3, consent=True))[TC]
