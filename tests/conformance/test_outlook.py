"""Cross-impact balances as published."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from countermove.outlook.consistency import Ints, balances, consistent_scenarios, deficits

SIZES = np.array([3, 3, 3, 2, 3, 3])
CITATION = (
    "Weimer-Jehle, ScenarioWizard 4.1 manual, fig. 2-2 and 2-3 (p. 11): the matrix 'Somewhereland', read 2026-11-23"
)


@pytest.fixture(scope="module")
def somewhereland() -> Ints:
    """The printed rows leave out each descriptor's judgements about itself."""
    rows = Path(__file__).with_name("somewhereland.txt").read_text(encoding="utf-8").splitlines()
    owner = np.repeat(np.arange(SIZES.size), SIZES)
    impact = np.zeros((owner.size, owner.size), np.int64)
    for variant, row in enumerate(rows):
        impact[variant, owner != owner[variant]] = [int(word) for word in row.split()]
    return impact


def test_published_impact_balances(somewhereland: Ints) -> None:
    """Prosperity party, cooperation, dynamic, balanced, social peace, meritocratic."""
    scenario = np.array([[1, 0, 2, 0, 0, 0]])
    printed = [0, 3, -3, 2, 1, -3, -9, -1, 10, -7, 7, 4, -1, -3, 2, -1, -1]
    assert balances(somewhereland, SIZES, scenario)[0].tolist() == printed, CITATION
    unsupported = np.flatnonzero(deficits(somewhereland, SIZES, scenario)[0])
    assert unsupported.tolist() == [3], "cross-impact.de: only the distribution of wealth violates the rules"


def test_search_equals_enumeration_of_all_486(somewhereland: Ints) -> None:
    every = np.array(list(product(*(range(size) for size in SIZES))))
    assert len(every) == 486
    expected = every[deficits(somewhereland, SIZES, every).max(axis=1) == 0]
    found = consistent_scenarios(somewhereland, SIZES)
    assert found.variants.tolist() == expected.tolist()
    assert found.count == 10
