import numpy as np
import pytest

from countermove.bargain.win_sets import Ratification, TwoLevels, WinSet, ratifications, shrinkings, win_sets


def test_a_smaller_win_set_helps_until_nothing_is_left() -> None:
    pie = [np.array([[0.0, 1.0], [0.5, 0.5], [0.75, 0.25], [1.0, 0.0]])]
    lines = [np.ones((4, 2), bool)]
    lines[0][0, 0] = False  # the first actor already rules out getting nothing
    cut = {(s.actor, s.level): s.change for s in shrinkings(TwoLevels(pie, np.zeros(2), lines, (0, 1)))}
    assert cut[0, 1] == pytest.approx([0.25, -0.25])  # ruling out the even split wins it a quarter
    assert cut[1, 3] == pytest.approx([0, 0])  # the other loses nothing by ruling out getting nothing
    lines[0][2:, 1] = False
    last = {s.actor: s.change for s in shrinkings(TwoLevels(pie, np.zeros(2), lines, (0, 1)))}
    assert last == {}  # one level is left: there is nothing to rule out without ending the talks


def test_closing_the_zone_is_reported_as_no_agreement() -> None:
    pie = [np.array([[0.9, 0.1], [0.6, 0.4]])]
    cut = shrinkings(TwoLevels(pie, np.array([0.5, 0.2]), [np.ones((2, 2), bool)], (0, 1)))
    assert [(s.actor, s.level, s.change is None) for s in cut] == [(0, 1, True), (1, 0, False)]


def test_no_agreement_to_begin_with() -> None:
    assert shrinkings(TwoLevels([np.array([[0.0, 0.0]])], np.ones(2), [np.ones((1, 2), bool)], (0, 1))) == []


def test_a_parliament_that_wants_more_gets_its_side_more_or_ends_the_talks() -> None:
    """Putnam: three ways to share; alone the two meet in the middle; a parliament that insists on 0.6 moves it."""
    pie = np.array([[0.25, 0.75, 0.25], [0.5, 0.5, 0.5], [0.75, 0.25, 0.75]])
    lines = [np.ones((3, 3), bool)]

    def game(insists: float) -> TwoLevels:
        return TwoLevels([pie], np.array([0.1, 0.1, insists]), lines, (0, 1))

    (helped,) = ratifications(game(0.6))
    assert helped.actor == 2
    assert helped.change == pytest.approx([0.25, -0.25, 0.25])
    assert ratifications(game(0.9)) == [Ratification(2, None)]
    assert win_sets(game(0.6), {0: [2]}) == {0: WinSet(3, 1), 1: WinSet(3, 3)}
    assert ratifications(TwoLevels([pie[:, :2]], np.zeros(2), [np.ones((3, 2), bool)], (0, 1))) == []
