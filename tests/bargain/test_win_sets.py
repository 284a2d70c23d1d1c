import numpy as np
import pytest

from countermove.bargain.win_sets import shrinkings


def test_a_smaller_win_set_helps_until_nothing_is_left() -> None:
    pie = [np.array([[0.0, 1.0], [0.5, 0.5], [0.75, 0.25], [1.0, 0.0]])]
    lines = [np.ones((4, 2), bool)]
    lines[0][0, 0] = False  # the first actor already rules out getting nothing
    cut = {(s.actor, s.level): s.change for s in shrinkings(pie, np.zeros(2), lines)}
    assert cut[0, 1] == pytest.approx([0.25, -0.25])  # ruling out the even split wins it a quarter
    assert cut[1, 3] == pytest.approx([0, 0])  # the other loses nothing by ruling out getting nothing
    lines[0][2:, 1] = False
    last = {s.actor: s.change for s in shrinkings(pie, np.zeros(2), lines)}
    assert last == {}  # one level is left: there is nothing to rule out without ending the talks


def test_closing_the_zone_is_reported_as_no_agreement() -> None:
    pie = [np.array([[0.9, 0.1], [0.6, 0.4]])]
    cut = shrinkings(pie, np.array([0.5, 0.2]), [np.ones((2, 2), bool)])
    assert [(s.actor, s.level, s.change is None) for s in cut] == [(0, 1, True), (1, 0, False)]


def test_no_agreement_to_begin_with() -> None:
    assert shrinkings([np.array([[0.0, 0.0]])], np.ones(2), [np.ones((1, 2), bool)]) == []
