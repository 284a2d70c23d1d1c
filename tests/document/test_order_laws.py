"""Laws of orders as blocks of a study: width, coordinates, and that draws depend on their own row alone."""

import pickle

import numpy as np
import pytest

from countermove.document.order_laws import AnyOrder, Holds, KnownOrders, MallowsOrder, StatementOrder, SwappedOrder
from countermove.document.text import Text
from countermove.kind import InputLaw
from countermove.numeric.orders import NoExtensionError

THINGS = tuple(map(Text.both, "abcd"))
TRUTH = ((True, False, True, False), (False, True, True, False), (True, True, False, False))
LAWS: list[InputLaw] = [
    AnyOrder(THINGS),
    AnyOrder(THINGS, known=((0, 1), (2, 3))),
    MallowsOrder(THINGS, (3, 2, 1, 0), 0.6),
    MallowsOrder(THINGS, (1, 1, 1, 0), 0.6),
    SwappedOrder(THINGS, (3, 2, 1, 0), 3),
    StatementOrder(THINGS, TRUTH, swaps=None),
    StatementOrder(THINGS, TRUTH, swaps=2, holds=(1.0, 0.5, 0.25)),
    StatementOrder(THINGS, TRUTH),
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
def test_each_draw_depends_on_its_own_row(law: InputLaw) -> None:
    uniforms = np.random.default_rng(1).random((40, law.coordinates))
    drawn = law.draw(uniforms)
    assert drawn.shape == (40, 4)
    assert isinstance(law, KnownOrders)
    np.testing.assert_array_equal(drawn[25:], law.draw(uniforms[25:]))
    np.testing.assert_array_equal(drawn, pickle.loads(pickle.dumps(law)).draw(uniforms))
    assert law.say().has("en")
    assert law.say().has("zh")


def test_statement_that_never_holds_does_not_count() -> None:
    law = StatementOrder(THINGS, TRUTH, holds=(0.0, 1.0, 1.0))
    drawn = law.draw(np.random.default_rng(1).random((5, law.coordinates)))
    np.testing.assert_array_equal(drawn, np.tile(StatementOrder(THINGS, TRUTH[1:]).stated, (5, 1)))


def test_swapped_statements_start_from_the_stated_ranking() -> None:
    kept = StatementOrder(THINGS, TRUTH, swaps=2)
    priority = kept.priorities(np.array([[0.1, 0.1], [0.1, 0.9]]))
    assert priority.tolist() == [[0, 1, 2], [1, 2, 0]]


def test_rule_holds_in_its_share() -> None:
    assert Holds(0.3).draw(np.linspace(0, 1, 1001)[:-1, None]).mean() == pytest.approx(0.3)


def test_partial_order_without_extension_is_refused() -> None:
    with pytest.raises(NoExtensionError):
        _ = AnyOrder(THINGS, known=((0, 1), (1, 0))).coordinates


SMALL = [*LAWS, SwappedOrder(THINGS, (2, 2, 1, 0), 1), StatementOrder(THINGS, TRUTH, 1, (0.0, 0.5, 1.0))]


@pytest.mark.parametrize("law", SMALL, ids=repr)
def test_every_order_that_can_be_drawn_is_listed_and_no_other(law: KnownOrders) -> None:
    drawn = law.draw(np.random.default_rng(4).random((4_000, law.coordinates)))
    listed = law.every(10_000)
    assert listed is not None
    assert set(map(tuple, listed.tolist())) == set(map(tuple, drawn.tolist()))
    assert law.every(0) is None


@pytest.mark.parametrize("law", SMALL, ids=repr)
def test_what_orders_have_in_common_is_never_overstated(law: KnownOrders) -> None:
    drawn = law.draw(np.random.default_rng(4).random((4_000, law.coordinates)))
    better = drawn[:, None, :] > drawn[:, :, None]
    known = law.pairs()
    assert not (known.surely & ~better.all(axis=0)).any()
    assert not (better.any(axis=0) & ~known.maybe).any()
    if known.tight:
        for thing in range(len(THINGS)):  # all that is open about one thing goes the same way in some order
            up, down = known.surely[thing], known.maybe[thing]
            assert (better[:, thing] == up).all(axis=1).any()
            assert (better[:, thing] == down).all(axis=1).any()


def test_rules_that_may_hold_have_two_values() -> None:
    listed = [Holds(share).every(9) for share in (0.0, 0.4, 1.0)]
    assert [one.tolist() for one in listed if one is not None] == [[0.0], [0.0, 1.0], [1.0]]
