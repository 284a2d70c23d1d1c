"""Linear extensions against enumeration of all permutations, and against known counts."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from countermove.numeric.orders import Extensions, NoExtensionError, count_extensions


@st.composite
def partial_orders(draw: st.DrawFn, most: int = 6) -> tuple[int, list[tuple[int, int]]]:
    size = draw(st.integers(1, most))
    hidden = draw(st.permutations(range(size)))
    all_pairs = list(combinations(hidden, 2))
    return size, draw(st.lists(st.sampled_from(all_pairs), unique=True)) if all_pairs else []


def enumerated(size: int, pairs: list[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Every payoff vector that satisfies the pairs, by trying all of them."""
    return [payoff for payoff in permutations(range(size)) if all(payoff[a] > payoff[b] for a, b in pairs)]


@given(partial_orders())
def test_count_equals_enumeration(poset: tuple[int, list[tuple[int, int]]]) -> None:
    assert count_extensions(*poset) == len(enumerated(*poset))


@given(partial_orders(), st.integers(0, 2**32))
@settings(max_examples=60)
def test_every_draw_satisfies_the_pairs(poset: tuple[int, list[tuple[int, int]]], seed: int) -> None:
    size, pairs = poset
    for upsets in (50_000, 0):  # 0 sends every indivisible part to the chain
        orders = Extensions.of(size, pairs, upsets)
        payoff = orders.draw(np.random.default_rng(seed).random((20, orders.coordinates)))
        assert (np.sort(payoff, axis=1) == np.arange(size)).all()
        assert all((payoff[:, a] > payoff[:, b]).all() for a, b in pairs)


@pytest.mark.parametrize("upsets", [50_000, 0], ids=["exact", "chain"])
@pytest.mark.parametrize(
    ("size", "pairs"),
    [
        (4, []),
        (5, [(0, 1), (1, 2)]),
        (4, [(0, 2), (1, 2), (1, 3)]),  # the N: the least order that is not series-parallel
        (6, [(0, 2), (1, 2), (1, 3), (4, 3), (4, 5)]),
        (6, [(0, 3), (1, 3), (1, 4), (2, 4), (5, 0)]),
    ],
)
def test_draws_are_uniform(size: int, pairs: list[tuple[int, int]], upsets: int) -> None:
    orders, every = Extensions.of(size, pairs, upsets), enumerated(size, pairs)
    payoff = orders.draw(np.random.default_rng(5).random((200 * len(every), orders.coordinates)))
    seen = {row: 0 for row in every}
    for row in map(tuple, payoff.tolist()):
        seen[row] += 1
    assert chisquare(list(seen.values())).pvalue > 1e-3


@pytest.mark.parametrize(
    ("name", "size", "pairs", "count"),
    [
        ("antichain of 20", 20, [], 2432902008176640000),
        ("two chains of 10: C(20, 10)", 20, [(k, k + 1) for k in range(19) if k != 9], 184756),
        # standard Young tableaux of a 4 × 4 square by the hook length formula (OEIS A039622): 24024
        ("4 × 4 grid", 16, [(4 * r + c, 4 * r + c + 1) for r in range(4) for c in range(3)]
         + [(4 * r + c, 4 * r + c + 4) for r in range(3) for c in range(4)], 24024),
        # Boolean lattice of rank 4 (OEIS A046873): 1680384
        ("subsets of 4", 16, [(a, a | 1 << k) for a in range(16) for k in range(4) if not a >> k & 1], 1680384),
        # fences are counted by Euler's zigzag numbers (OEIS A000111): 50521 for 10 things
        ("fence of 10", 10, [(k, k + 1) if k % 2 else (k + 1, k) for k in range(9)], 50521),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_published_counts(name: str, size: int, pairs: list[tuple[int, int]], count: int) -> None:
    assert count_extensions(size, pairs) == count


def test_wide_part_is_left_to_the_chain() -> None:
    crown = [(a, b + 12) for a in range(12) for b in range(12) if a != b]
    orders = Extensions.of(24, crown, upsets=1_000)
    assert orders.count is None
    assert not orders.exact
    assert orders.coordinates == 1
    assert orders.chain_steps == int(np.ceil((24**3 - 24) / 6 * np.log(24 * 24 / 0.04)))


def test_circle_is_named() -> None:
    with pytest.raises(NoExtensionError, match="no order satisfies") as caught:
        count_extensions(5, [(0, 1), (1, 2), (2, 3), (3, 1)])
    assert set(caught.value.circle) == {1, 2, 3}


def test_same_uniforms_same_orders() -> None:
    orders = Extensions.of(6, [(0, 2), (1, 2), (1, 3), (4, 3), (4, 5)], upsets=0)
    uniforms = np.random.default_rng(1).random((50, orders.coordinates))
    np.testing.assert_array_equal(orders.draw(uniforms)[30:], orders.draw(uniforms[30:]))
