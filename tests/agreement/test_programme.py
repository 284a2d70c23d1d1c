import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.agreement.drafting import TextSpace, drafts, tried_texts
from countermove.agreement.participation import Participation, participation
from countermove.agreement.pricing import price_of
from countermove.agreement.programme import front_by_programme, price_by_programme


def random_space(seed: int, n: int, clauses: int) -> TextSpace:
    """Return parties that pull each other in, with a quota, so that many hold each other up in circles."""
    rng = np.random.default_rng(seed)
    influence = rng.integers(0, 3, (n, n)).astype(float)
    np.fill_diagonal(influence, 0)
    conditions = int(rng.integers(0, 2))
    game = Participation(
        rng.integers(-4, 2, n).astype(float),
        influence,
        rng.integers(0, 3, (conditions, n)).astype(float),
        rng.integers(1, 2 * n, conditions).astype(float),
        rng.integers(0, 3, (conditions, n)).astype(float),
    )
    value = tuple(np.vstack([np.zeros(n), rng.integers(-3, 4, (2, n))]) for _ in range(clauses))
    depth = tuple(np.array([0.0, 1.0, float(rng.integers(2, 4))]) for _ in range(clauses))
    counts, capability = rng.integers(1, 4, n).astype(float), rng.integers(1, 9, n).astype(float)
    return TextSpace(game, value, depth, counts, capability)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5), st.integers(1, 3))
def test_the_programme_finds_the_front_that_trying_each_text_finds(seed: int, n: int, clauses: int) -> None:
    space = random_space(seed, n, clauses)
    tried, programmed = drafts(space), front_by_programme(space)
    assert programmed.complete and programmed.programmes > 0
    assert sorted(set(map(tuple, tried.aims.tolist()))) == sorted(map(tuple, programmed.aims.tolist()))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 4), st.integers(1, 3))
def test_the_programme_finds_the_price_that_trying_each_text_finds(seed: int, n: int, clauses: int) -> None:
    space = random_space(seed, n, clauses)
    present = np.random.default_rng(seed).integers(0, 3, clauses)
    tried = tried_texts(space, np.array([0]), space.signers(present[None])[0])
    slow, fast = price_of(space, tried, 0, 0, present), price_by_programme(space, 0, present)
    for one, other in ((slow.deepest, fast.deepest), (slow.fewest, fast.fewest), (slow.keeping, fast.keeping)):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert other.inside[0]
            assert one.aims.tolist() == other.aims.tolist()
            assert (one.level != present).sum() == (other.level != present).sum()


def test_parties_that_only_hold_each_other_up_do_not_sign() -> None:
    """Each of two waits for the other: both inside is an equilibrium, but nobody comes first unless a clause helps."""
    game = participation([-1.0, -1.0], {(0, 1): 1.0, (1, 0): 1.0})
    sweetener = (np.array([[0.0, 0.0], [1.0, 0.0]]),)
    space = TextSpace(game, sweetener, (np.array([3.0, 0.0]),), np.ones(2), np.ones(2))
    assert front_by_programme(space).aims.tolist() == [[3.0, 0.0, 0.0], [0.0, 2.0, 2.0]]


def test_a_front_cut_short_says_so_and_lists_only_texts_of_the_front() -> None:
    space = random_space(5, 5, 3)
    whole, cut = front_by_programme(space), front_by_programme(space, points=1)
    assert len(whole.aims) > 1 and not cut.complete
    assert set(map(tuple, cut.aims.tolist())) <= set(map(tuple, whole.aims.tolist()))


def test_more_texts_than_can_be_tried_are_answered() -> None:
    """Sixteen clauses of three levels make 43 million texts; without influence each party can be checked by hand."""
    rng = np.random.default_rng(1)
    value = tuple(np.vstack([np.zeros(4), rng.integers(-2, 2, (2, 4))]).astype(float) for _ in range(16))
    depth = tuple(np.array([0.0, 1.0, 2.0]) for _ in range(16))
    space = TextSpace(participation(rng.integers(0, 5, 4)), value, depth, np.ones(4), np.arange(1.0, 5.0))
    front = front_by_programme(space)
    assert space.size == 3**16 and front.complete
    assert front.aims[0, 0] == 32.0  # the deepest text of all is on the front, whoever signs it
    for a, b in itertools.permutations(front.aims.tolist(), 2):
        assert not all(x >= y for x, y in zip(a, b, strict=True))
    with pytest.raises(Exception, match="too many"):
        drafts(space)
