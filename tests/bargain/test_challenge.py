"""The compiled challenge model against the equations written out one actor at a time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.bargain.challenge import VARIANTS, ChallengeVariant, challenge


def written_out(x: list[float], s: list[float], c: list[float], variant: ChallengeVariant, rounds: int) -> list[float]:
    """The equations of Bueno de Mesquita 1994 and Scholz et al. 2011, read from the page; medians round by round."""
    actors = range(len(x))
    width = (max(x) - min(x)) or 1.0
    x = list(x)

    def loss(k: int, place: float, r: float) -> float:
        return float(c[k] * s[k] * (abs(x[k] - place) / width) ** r)

    def chance(i: int, j: int, r: list[float]) -> float:
        if x[i] == x[j]:
            return 0.0
        margins = [loss(k, x[j], r[k]) - loss(k, x[i], r[k]) for k in actors]
        cast = sum(abs(m) for m in margins)
        if variant.all_votes:
            cast = sum(abs(loss(k, x[b], r[k]) - loss(k, x[a], r[k])) for k in actors for a in actors for b in actors)
        return sum(m for m in margins if m > 0) / cast if cast else 0.0

    def median() -> float:
        totals = {place: sum(loss(k, place, 1.0) for k in actors) for place in x}
        least = min(totals.values())
        return min(place for place, total in totals.items() if total <= least + 1e-12)

    def eu(i: int, j: int, r: float, exponents: list[float]) -> float:
        apart = abs(x[i] - x[j]) / width
        win, lose = 2 - 4 * (0.5 - 0.5 * apart) ** r, 2 - 4 * (0.5 + 0.5 * apart) ** r
        p = chance(i, j, exponents)
        drift = 0.25 * (abs(x[i] - middle) + abs(x[j] - middle)) / width
        better, worse = 2 - 4 * (0.5 - drift) ** r, 2 - 4 * (0.5 + drift) ** r
        idle = variant.stay * (2 - 4 * 0.5**r)
        idle += (1 - variant.stay) * (variant.toward * better + (1 - variant.toward) * worse)
        return float(s[j] * (p * win + (1 - p) * lose) + (1 - s[j]) * win - idle)

    medians = [median()]
    for _ in range(rounds):
        middle, ones = median(), [1.0] * len(x)
        danger = [sum(eu(j, i, 1.0, ones) for j in actors if j != i) for i in actors]
        low, high = min(danger), max(danger)
        risk = ones
        if high - low > 1e-12:
            exposed = [(2 * d - high - low) / (high - low) for d in danger]
            risk = [(1 - e / 3) / (1 + e / 3) for e in exposed]
        graded = risk if variant.all_votes else ones
        moved = []
        for i in actors:
            offers = []
            for j in actors:
                if x[i] == x[j]:
                    continue
                mine, theirs = eu(i, j, risk[i], graded), eu(j, i, risk[i], graded)
                if theirs > mine > 0:
                    offers.append((0, abs(x[j] - x[i]), j, x[j]))
                elif theirs > 0 > mine and theirs > abs(mine):
                    to = x[i] + (x[j] - x[i]) * abs(mine / theirs)
                    place = (abs(mine) * x[i] + theirs * x[j]) / (abs(mine) + theirs)
                    offers.append((1, (place - min(x)) if variant.by_kind else abs(to - x[i]), j, to))
                elif theirs > 0 > mine and not variant.by_kind:
                    offers.append((2, abs(x[j] - x[i]), j, x[j]))
            if not variant.by_kind:
                offers = [(0, distance, j, to) for _, distance, j, to in offers]
            moved.append(min(offers)[3] if offers else x[i])
        x = moved
        medians.append(median())
    return medians


def random_case(seed: int, actors: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)  # distances never tie, so that rounding cannot pick another offer
    return rng.uniform(0, 100, actors), rng.uniform(0.05, 1, actors), rng.uniform(0.1, 1, actors)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(2, 8), st.sampled_from(sorted(VARIANTS)))
def test_compiled_rounds_equal_the_equations_written_out(seed: int, actors: int, name: str) -> None:
    position, salience, capability = random_case(seed, actors)
    path = challenge(position, salience, capability, VARIANTS[name], rounds=3).path
    spelled = written_out(list(position), list(salience), list(capability), VARIANTS[name], 3)
    np.testing.assert_allclose(path, spelled, atol=1e-6)


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_units_of_position_and_capability_do_not_matter(name: str) -> None:
    position, salience, capability = random_case(3, 7)
    plain = challenge(position, salience, capability, VARIANTS[name]).path
    scaled = challenge(5 + 3 * position, salience, 40 * capability, VARIANTS[name]).path
    np.testing.assert_allclose(scaled, 5 + 3 * plain, rtol=1e-9)


def test_rows_are_independent_and_forecasts_stay_among_the_positions() -> None:
    position, salience, capability = (
        np.stack(column) for column in zip(*[random_case(k, 6) for k in range(20)], strict=True)
    )
    for variant in VARIANTS.values():
        together = challenge(position, salience, capability, variant)
        alone = challenge(position[4], salience[4], capability[4], variant)
        np.testing.assert_array_equal(together.path[4], alone.path)
        assert (together.forecast >= position.min(axis=1) - 1e-9).all()
        assert (together.forecast <= position.max(axis=1) + 1e-9).all()


def test_actors_of_one_mind_do_not_move() -> None:
    ran = challenge(np.full(4, 3.0), np.full(4, 0.5), np.ones(4), VARIANTS["challenge_pairwise"])
    assert ran.forecast == 3.0
    assert ran.rounds == 1


def test_bad_numbers_are_named() -> None:
    variant = VARIANTS["challenge_pairwise"]
    with pytest.raises(ValueError, match="outside 0–1"):
        challenge(np.array([1.0, 2]), np.array([50.0, 60]), np.ones(2), variant)
    with pytest.raises(ValueError, match="nobody has both"):
        challenge(np.array([1.0, 2]), np.zeros(2), np.ones(2), variant)
    with pytest.raises(ValueError, match="missing"):
        challenge(np.array([1.0, np.nan]), np.ones(2), np.ones(2), variant)
