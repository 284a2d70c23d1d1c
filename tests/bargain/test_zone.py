"""Zones against exhaustive search; proofs against a checker in rational numbers, and against forged ones."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermove.bargain.zone import RedLineClash, TreeProof, WeightProof, is_proof, zone_of_agreement


@st.composite
def bargains(draw: st.DrawFn) -> tuple[list[np.ndarray], np.ndarray, list[np.ndarray]]:
    actors = draw(st.integers(1, 3))
    levels = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    worth = [
        np.array(
            draw(
                st.lists(
                    st.lists(st.integers(-3, 3).map(float), min_size=actors, max_size=actors), min_size=m, max_size=m
                )
            )
        )
        for m in levels
    ]
    need = np.array(draw(st.lists(st.integers(-3, 5).map(float), min_size=actors, max_size=actors)))
    odds = st.sampled_from([True, True, True, False])
    lines = [
        np.array(draw(st.lists(st.lists(odds, min_size=actors, max_size=actors), min_size=m, max_size=m)))
        for m in levels
    ]
    return worth, need, lines


@settings(deadline=None, max_examples=200)
@given(bargains())
def test_zone_equals_exhaustive_search_and_every_refusal_is_proved(
    case: tuple[list[np.ndarray], np.ndarray, list[np.ndarray]],
) -> None:
    worth, need, lines = case
    zone = zone_of_agreement(worth, need, lines)
    good, legal = [], []
    for code, choice in enumerate(product(*[range(len(u)) for u in reversed(worth)])):
        levels = choice[::-1]
        total = sum(u[level] for u, level in zip(worth, levels, strict=True))
        if all(line[level].all() for line, level in zip(lines, levels, strict=True)):
            legal.append(total)
            if (total >= need).all():
                good.append(code)
    assert zone.codes.tolist() == good
    if good:
        assert zone.proof is None and zone.joint_concession == 0 and (zone.concession == 0).all()
        return
    assert zone.proof is not None and is_proof(zone.proof, worth, need, lines)
    if not legal:
        assert isinstance(zone.proof, RedLineClash)
        return
    assert zone.joint_concession == pytest.approx(min(max(need - total) for total in legal))
    for actor, concession in enumerate(zone.concession):
        open_to = [t[actor] for t in legal if all(t[b] >= need[b] for b in range(len(need)) if b != actor)]
        if open_to:
            assert concession == pytest.approx(need[actor] - max(open_to))
            eased = need.copy()
            eased[actor] -= concession
            assert zone_of_agreement(worth, eased, lines).is_open
        else:
            assert np.isnan(concession)


def test_lotteries_could_work_where_no_package_does() -> None:
    worth = [np.array([[4.0, 0.0], [0.0, 4.0]])]
    zone = zone_of_agreement(worth, np.array([1.0, 1.0]))
    assert isinstance(zone.proof, TreeProof)
    assert not is_proof(TreeProof((((0,), 1),)), worth, np.array([1.0, 1.0]))  # the other package is not covered
    assert not is_proof(TreeProof((((0,), 0), ((1,), 0))), worth, np.array([1.0, 1.0]))  # actor 0 is content with 0


def test_forged_weights_do_not_pass() -> None:
    worth = [np.array([[4.0, 0.0], [0.0, 4.0]])]
    assert not is_proof(WeightProof((0.5, 0.5), 0.0, 9.0), worth, np.array([1.0, 1.0]))
    assert is_proof(WeightProof((0.5, 0.5), 2.0, 3.0), worth, np.array([3.0, 3.0]))
    assert not is_proof(WeightProof((-1.0, 0.5), 2.0, 3.0), worth, np.array([-9.0, 3.0]))
