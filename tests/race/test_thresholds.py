"""Thresholds against closed forms: a constant rate makes the gap a straight line, a decaying stock an exponential."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from countermove.kind import Case
from countermove.race.answers import RaceKind
from countermove.race.draws import evaluate_race
from countermove.race.findings import threshold_finding
from countermove.race.model import RaceModel

Make = Callable[..., Case[RaceModel]]


def section(**changes: Any) -> dict[str, Any]:
    threshold = {
        "of": "tariff", "low": 0, "high": 1, "payoff": "earned", "against": {"builds": 0},
        "option": "building", "other": "turning", **changes,
    }  # fmt: skip
    return {
        "clock": {"start": 2026, "end": 2036, "step": 0.1},
        "constants": {
            "builds": {"value": 1}, "tariff": {"value": 0.25}, "sales": {"value": 9}, "cost": {"value": 1.5},
            "market": {"value": 7}, "growth": {"value": 0.05}, "closed": {"value": 0.25},
        },
        "stocks": {"earned": {"start": 0, "may_be_negative": True}},  # nothing but zeros at the start
        "flows": {
            "home": {"rate": "sales * (1 - (1 - builds) * tariff) - builds * cost", "into": "earned"},
            "abroad": {"rate": "market * exp(growth * (time - 2026)) * (1 - builds * closed)", "into": "earned"},
        },
        "thresholds": {"site": threshold},
    }  # fmt: skip


def exact(sales: Any = 9.0, cost: Any = 1.5, market: Any = 7.0, growth: Any = 0.05, closed: Any = 0.25) -> Any:
    """The tariff at which ten years of it cost as much as ten years of the plant and of the closed market."""
    return (10 * cost + closed * market * np.expm1(10 * growth) / growth) / (10 * sales)


def test_a_threshold_stands_where_both_courses_pay_alike(case: Make) -> None:
    answer = RaceKind().solve(case(section())).thresholds[0]
    assert answer.crossings == pytest.approx((exact(),), abs=1e-6)
    assert answer.gap_stated < 0
    text = threshold_finding(answer).text
    assert text.get("en") == "Building pays more than turning once tariff exceeds 0.419; as stated it is 0.25."


def test_each_draw_has_its_own_threshold(case: Make) -> None:
    rng = np.random.default_rng(3)
    draws = {"sales": rng.uniform(6, 12, 50), "cost": rng.uniform(-4, 9, 50), "growth": rng.uniform(0.01, 0.1, 50)}
    rows = evaluate_race(case(section()), {f"constants.{name}.value": values for name, values in draws.items()})
    wanted = exact(**draws)
    np.testing.assert_allclose(rows["site.threshold"], np.clip(wanted, 0, 1), atol=1e-3)
    np.testing.assert_array_equal(rows["site.pays"] == 1, wanted < 0.25)
    assert (wanted < 0).any() and (wanted > 1).any()


def test_a_course_that_pays_throughout_has_no_threshold(case: Make) -> None:
    made = section()
    made["constants"]["cost"] = {"value": -5}
    answer = RaceKind().solve(case(made)).thresholds[0]
    assert answer.crossings == ()
    assert "pays more than turning for every value of tariff from 0 to 1" in threshold_finding(answer).text.get("en")


def test_the_other_course_may_be_a_formula(case: Make) -> None:
    answer = RaceKind().solve(case(section(against={"builds": "1 - builds"}))).thresholds[0]
    assert answer.crossings == pytest.approx((exact(),), abs=1e-6)


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"of": "tarif"}, ("thresholds", "site", "of"), "no constant 'tarif'"),
        ({"against": {"build": 0}}, ("thresholds", "site", "against", "build"), "no constant 'build'"),
        ({"payoff": "earn"}, ("thresholds", "site", "payoff"), "no quantity 'earn'"),
    ],
)
def test_faults_have_a_place(case: Make, changes: dict[str, Any], place: tuple[str, ...], words: str) -> None:
    problems = list(RaceKind().check(case(section(**changes))))
    assert [(one.path, words in one.wrong) for one in problems] == [(place, True)]


def test_a_range_without_room_is_refused(case: Make) -> None:
    with pytest.raises(ValueError, match="no room to move between 1 and 1"):
        case(section(low=1))
