"""Parties of which only the absence from a list is known: unlabelled, with their denominator."""

from typing import Any

import numpy as np
import pytest

from countermove.agreement import KIND
from countermove.agreement.forecast import Design, fit
from countermove.agreement.model import AgreementModel
from countermove.agreement.outlooks import refusal_share
from countermove.agreement.solution import AgreementSolution
from countermove.document.text import Text
from countermove.kind import Case, Question


def test_the_share_of_a_refusal_is_what_the_numbers_leave() -> None:
    assert refusal_share(85, 45, 148) == pytest.approx(40 / 148)
    assert refusal_share(193, 45, 148) == 1.0
    assert refusal_share(45, 45, 148) == 0.0
    assert refusal_share(None, 45, 148) is None


def test_weighing_the_unlabelled_finds_who_would_join_if_there() -> None:
    """Half attend at random; the list is who attends and is willing. The truth is known, since the world is drawn.

    Counted as refusals, the absent halve everybody's chance; weighed, the forecast is right on average and nearer.
    """
    rng = np.random.default_rng(4)
    n = 2_000
    trait = rng.standard_normal(n)
    willing = 1 / (1 + np.exp(-1.5 * trait))
    attends = rng.random(n) < 0.5
    listed = (attends & (rng.random(n) < willing)).astype(float)
    share = refusal_share(int(attends.sum()), int(listed.sum()), int((1 - listed).sum()))
    assert share is not None
    model = Design(np.stack([np.ones(n), trait], axis=1), np.zeros(2), np.full(2, 100.0), ("level", "trait"))
    everybody = np.arange(n)
    plain = fit(model, everybody, listed).probability
    weighed = fit(model, everybody, listed, np.where(listed == 1, 1.0, share)).probability
    assert abs(plain.mean() - willing.mean()) > 0.2
    assert abs(weighed.mean() - willing.mean()) < 0.06
    assert ((weighed - willing) ** 2).mean() < 0.2 * ((plain - willing) ** 2).mean()


def solved(**text: Any) -> AgreementSolution:
    earlier = {
        "title": "First",
        "date": "2023-02-16",
        "positions": {"endorsed": "NOR SWE DNK FIN ISL FRA"},
        "rest": "not_listed",
    }
    later = {"title": "Second", "date": "2026-02-05", "positions": {"endorsed": "NOR SWE DNK"}, "rest": "not_listed"}
    section = {"record": {"texts": {"first": earlier, "second": later | text}}, "forecast": {"text": "second"}}
    model = AgreementModel.model_validate(section)
    return KIND.solve(Case("test", "signing", "base", Text.both("Neutral"), model, {}))


def test_where_attendance_is_known_by_number_both_chances_are_told() -> None:
    solution = solved(attended=10)
    forecast = solution.forecast
    assert forecast is not None and forecast.refusal_share == pytest.approx(7 / 190)
    for one in forecast.outlooks:
        assert one.asked is not None and one.asked[0] > one.probability
    finding = next(one for one in KIND.findings(solution) if one.id == "unlabelled")
    assert finding.certificate["denominator"] == 10 and finding.certificate["not_listed"] == 190
    assert "7 of the 190 not listed attended without joining" in finding.text.get("en")
    (explained,) = KIND.explain(solution, Question("FIN"))
    assert "If at the table, where those not listed count as 0.04 of a refusal each" in explained.text.get("en")


def test_where_everybody_attended_nothing_is_unlabelled() -> None:
    """All who are not listed refused then: the two chances are one, and where it says `all` there is nothing to add."""
    forecast = solved(attended=193).forecast
    assert forecast is not None
    for one in forecast.outlooks:
        assert one.asked is not None and one.asked[0] == pytest.approx(one.probability)
    solution = solved(attendance="all")
    assert solution.forecast is not None and solution.forecast.outlooks[0].asked is None
    assert "unlabelled" not in {one.id for one in KIND.findings(solution)}


def test_where_nobody_knows_the_number_it_says_so() -> None:
    solution = solved()
    assert solution.forecast is not None and solution.forecast.outlooks[0].asked is None
    said = next(one.text.get("en") for one in KIND.findings(solution) if one.id == "unlabelled")
    assert "out of 193 looked up, and the 190 not listed count as not on it, never as having refused" in said


def test_nobodys_own_position_is_used_to_forecast_it() -> None:
    """Whether Iceland is on the second list changes what is forecast of others, not of Iceland."""
    without, with_it = solved(attended=10), solved(attended=11, positions={"endorsed": "NOR SWE DNK ISL"})
    chances = []
    for solution in (without, with_it):
        assert solution.forecast is not None
        chances.append({one.party: one.probability for one in solution.forecast.outlooks})
    assert chances[0]["ISL"] == pytest.approx(chances[1]["ISL"], abs=1e-9)
    assert chances[0]["FIN"] < chances[1]["FIN"] - 0.01
