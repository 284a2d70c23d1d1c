"""Which dilemma the second order is: closed forms against the games themselves, provision against brute force."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from countermove.dilemma.institution import (
    additive_family,
    additive_stage,
    first_order,
    provision_chance,
    provision_equilibria,
    provision_family,
    provision_stage,
)
from countermove.numeric import forms

F = Fraction
ratios = st.fractions(F(1, 20), F(20), max_denominator=20)


def played(own: tuple[tuple[Fraction, ...], ...]) -> np.ndarray:
    table = np.array(own, dtype=object)
    return np.stack([table, table.T])


def pure(game: np.ndarray) -> set[tuple[int, int]]:
    cells = product(range(2), repeat=2)
    return {(a, b) for a, b in cells if game[0, a, b] >= game[0, 1 - a, b] and game[1, a, b] >= game[1, a, 1 - b]}


@given(ratios, ratios)
def test_both_needed_is_assurance_or_nothing(gain: Fraction, cost: Fraction) -> None:
    assume(gain != cost)
    game = played(provision_stage(gain, F(0), cost, 2))
    family = provision_family(gain, cost, 2)
    if family == "assurance":
        assert pure(game) == {(0, 0), (1, 1)}
        assert game[0, 0, 0] > game[0, 1, 1]
    else:
        assert family == "none"
        assert pure(game) == {(1, 1)}


@given(ratios, ratios)
def test_one_suffices_is_chicken_or_nothing(gain: Fraction, cost: Fraction) -> None:
    assume(gain != cost)
    game = played(provision_stage(gain, F(0), cost, 1))
    if provision_family(gain, cost, 1) == "chicken":
        assert pure(game) == {(0, 1), (1, 0)}
    else:
        assert pure(game) == {(1, 1)}


@given(ratios, ratios, st.fractions(-5, 5, max_denominator=7))
def test_additive_is_a_dilemma_between_one_and_two_steps(step: Fraction, cost: Fraction, origin: Fraction) -> None:
    assume(cost not in (step, 2 * step))
    game = played(additive_stage(origin, step, cost))
    family = additive_family(step, cost)
    assert pure(game) == {{"harmony": (0, 0), "prisoners_dilemma": (1, 1), "none": (1, 1)}[family]}
    assert (game[0, 0, 0] > game[0, 1, 1]) == (family != "none")
    if family == "prisoners_dilemma" and forms.is_strict(game):
        assert forms.place(game).name == "prisoners_dilemma"


@given(st.lists(st.integers(0, 30), min_size=4, max_size=4, unique=True), st.fractions(0, 30, max_denominator=4))
def test_first_order_is_the_game_with_the_fine(payoffs: list[int], fine: Fraction) -> None:
    s, p, r, t = (F(v) for v in sorted(payoffs))
    found = first_order(t, r, p, s, fine)
    game = played(((r, s), (t - fine, p - fine)))  # the fine falls on acceleration, alone or not
    assert found.equilibrium == ((0, 0) in pure(game))
    assert found.dominant == (game[0, 0, 0] >= game[0, 1, 0] and game[0, 0, 1] >= game[0, 1, 1])
    if found.game == "prisoners_dilemma":
        assert pure(game) == {(1, 1)}
    if found.game in ("assurance", "chicken"):
        assert pure(game) == {"assurance": {(0, 0), (1, 1)}, "chicken": {(0, 1), (1, 0)}}[found.game]


@given(st.integers(2, 6), st.integers(1, 6), st.floats(0.02, 0.98))
def test_provision_equilibria_have_no_regret(actors: int, needed: int, ratio: float) -> None:
    assume(needed <= actors)
    for found in provision_equilibria(actors, needed, 1.0, ratio):
        shares = [1.0] * found.sure + [0.0] * found.never + [found.share] * found.mixing(actors)
        for actor, share in enumerate(shares):
            works = [0.0, 0.0]  # probability that it works if the actor abstains, pays: by going through all outcomes
            others = shares[:actor] + shares[actor + 1 :]
            for outcome in product((0, 1), repeat=actors - 1):
                chance = float(np.prod([p if paid else 1 - p for p, paid in zip(others, outcome, strict=True)]))
                for own in (0, 1):
                    works[own] += chance * (sum(outcome) + own >= needed)
            payoff = [works[0], works[1] - ratio]
            assert share * payoff[1] + (1 - share) * payoff[0] == pytest.approx(max(payoff), abs=1e-9)
        assert 0 <= provision_chance(found, actors, needed) <= 1


@pytest.mark.parametrize("actors", [2, 3, 5, 10])
def test_volunteers_dilemma_closed_form(actors: int) -> None:
    # Diekmann 1985: abstaining share (v/b)^(1/(n-1))
    symmetric = [e for e in provision_equilibria(actors, 1, 4.0, 1.0) if e.mixing(actors) == actors]
    assert [e.share for e in symmetric] == [pytest.approx(1 - 0.25 ** (1 / (actors - 1)))]


@given(st.integers(3, 9), st.fractions(F(1, 50), F(49, 50), max_denominator=50))
def test_bounds_of_the_volunteers_share(actors: int, ratio: F) -> None:
    # Diekmann 1985: nobody else volunteers with probability (1 − p)^(n−1) = v/b
    low, high = provision_equilibria(actors, 1, F(1), ratio)[-1].bounds
    assert (1 - low) ** (actors - 1) >= ratio >= (1 - high) ** (actors - 1)
    assert high - low <= F(1, 10**11)


@given(st.integers(2, 12), st.fractions(F(1, 9), F(15), max_denominator=9))
def test_additive_provision_by_the_game_of_all(actors: int, cost: F) -> None:
    # one more payer brings everybody 1: paying dominates iff cost < 1, all gain by all paying iff cost < n
    family = additive_family(F(1), cost, actors)
    assert (family == "harmony") == (cost < 1)
    assert (family == "none") == (cost > actors)
    assert (family == "prisoners_dilemma") == (1 < cost < actors)


def test_pure_provision_is_exact() -> None:
    pures = [e for e in provision_equilibria(5, 3, 2.0, 1.0) if e.mixing(5) == 0]
    assert [(e.sure, e.never) for e in pures] == [(0, 5), (3, 2)]
    symmetric = [e.share for e in provision_equilibria(5, 3, 1.0, 0.2) if e.mixing(5) == 5]
    assert len(symmetric) == 2
    for share in symmetric:
        assert comb(4, 2) * share**2 * (1 - share) ** 2 == pytest.approx(0.2)


def test_more_providers_than_actors() -> None:
    with pytest.raises(ValueError, match="3 of 2 providers"):
        provision_equilibria(2, 3, 1.0, 0.5)
