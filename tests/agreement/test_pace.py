"""How fast lists fill: the hazard against an independent integration, histories by hand, documents and CSV files."""

import csv
import os
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from countermove.agreement import KIND
from countermove.agreement.backtest import pace_scores
from countermove.agreement.histories import history_of_counts, history_of_days
from countermove.agreement.model import AgreementModel
from countermove.agreement.pace import RATE, RATE_SPREAD, SHAPE, SHAPE_SPREAD, WAVE_SPREAD, Intake, pace
from countermove.agreement.record import read_csv
from countermove.document.text import Text
from countermove.kind import Case

SHARED = Path(os.environ.get("COUNTERMOVE_SHARED_DATA", "shared-data"))


def intake(*rows: tuple[float, float, int, int]) -> Intake:
    return Intake(*(np.array(column, dtype=np.float64) for column in zip(*rows, strict=True)))


def sampled(own: Intake, others: list[Intake], now: float, within: float, at_risk: int) -> np.ndarray:
    """Draw from the prior, weigh by the likelihood, and draw the number that joins: the same model, no grid."""
    rng = np.random.default_rng(3)
    size = 300_000
    shape = SHAPE * np.exp(SHAPE_SPREAD * rng.standard_normal(size))

    def chance(rate: np.ndarray, start: float, end: float) -> np.ndarray:
        wave = np.exp(WAVE_SPREAD * rng.standard_normal(size))
        joining = 1 - np.exp(-rate * (end**shape - start**shape) * wave)
        return np.asarray(np.clip(joining, 1e-300, 1 - 1e-12), dtype=np.float64)

    weight, rate = np.zeros(size), RATE * np.exp(RATE_SPREAD * rng.standard_normal(size))
    for one in (own, *others):
        used = rate if one is own else RATE * np.exp(RATE_SPREAD * rng.standard_normal(size))
        for start, end, n, k in zip(one.start, one.end, one.at_risk, one.joined, strict=True):
            p = chance(used, start, end)
            weight += k * np.log(p) + (n - k) * np.log1p(-p)
    share = np.exp(weight - weight.max())
    kept = rng.choice(size, 100_000, p=share / share.sum())
    return np.asarray(rng.binomial(at_risk, chance(rate, now, now + within)[kept]))


@pytest.mark.parametrize(
    ("own", "others"),
    [
        (intake((0, 0.444, 158, 10)), []),
        (intake((0, 0.444, 50, 10)), []),
        (intake((0.2, 0.4, 142, 3)), [intake((0.2, 0.35, 40, 3), (0.35, 1.05, 37, 4))]),
    ],
    ids=["all looked up", "all who attended", "another list"],
)
def test_the_grid_agrees_with_sampling(own: Intake, others: list[Intake]) -> None:
    at_risk = int(own.at_risk[-1] - own.joined[-1])
    found = pace(own, others, float(own.end[-1]), 1.0, at_risk)
    drawn = sampled(own, others, float(own.end[-1]), 1.0, at_risk)
    assert found.expected == pytest.approx(drawn.mean(), rel=0.06)
    low, high = np.quantile(drawn, (0.05, 0.95))
    assert abs(found.low - low) <= 1 and abs(found.high - high) <= max(1, 0.06 * high)


def test_the_interval_holds_as_often_as_it_says() -> None:
    """Texts drawn from the prior: nine in ten of the counts to come lie in the interval, at most a few more or less."""
    rng = np.random.default_rng(11)
    inside = 0
    for _ in range(200):
        rate, shape = RATE * np.exp(RATE_SPREAD * rng.normal()), SHAPE * np.exp(SHAPE_SPREAD * rng.normal())
        left, spans = 100, []
        for year in range(3):
            wave = np.exp(WAVE_SPREAD * rng.normal())
            came = int(rng.binomial(left, -np.expm1(-rate * ((year + 1) ** shape - year**shape) * wave)))
            spans.append((float(year), year + 1.0, left, came))
            left -= came
        found = pace(intake(*spans[:2]), [], 2.0, 1.0, spans[2][2])
        inside += found.low <= spans[2][3] <= found.high
    assert 175 <= inside <= 198


def test_a_count_after_the_opening_day_has_founders_apart() -> None:
    history = history_of_counts("call", date(2026, 2, 5), {date(2026, 7, 17): 45, date(2026, 2, 5): 35}, 193, 85)
    assert history is not None
    assert [(span.at_risk, span.joined) for span in history.spans] == [(158, 10)]
    assert history.remaining == 148
    attended = history.ahead_of_attended(1.0)
    assert attended is not None and attended.at_risk == 40
    assert attended.expected < history.ahead(1.0).expected
    assert history_of_counts("call", date(2026, 2, 5), {date(2026, 2, 5): 35}, 193) is None


def test_signatories_are_at_risk_from_the_day_they_signed() -> None:
    """One of two founders ratifies in the third quarter; the late signer counts from the quarter after it signed."""
    opened, late = date(2020, 1, 1), date(2020, 5, 1)
    history = history_of_days(
        "treaty", "ratify", opened, [opened, opened, late], [date(2020, 8, 1), None, None], date(2020, 12, 31)
    )
    assert history is not None
    assert [(span.at_risk, span.joined) for span in history.spans] == [(2, 0), (2, 0), (3, 1), (2, 0)]
    assert (history.eligible, history.remaining) == (3, 2)


LIST: dict[str, Any] = {
    "title": "Call",
    "date": date(2026, 2, 5),
    "as_of": date(2026, 7, 17),
    "positions": {"endorsed": "NOR SWE DNK"},
    "rest": "not_listed",
}


def record_of(**text: Any) -> Case[AgreementModel]:
    model = AgreementModel.model_validate({"record": {"texts": {"call": LIST | text}}})
    return Case("test", "signing", "base", Text.both("Neutral"), model, {})


def test_counts_by_day_and_days_of_parties_say_the_same() -> None:
    counts = KIND.solve(record_of(counts={"2026-02-05": 1, "2026-03-01": 2}, attended=5))
    days = {date(2026, 2, 5): "NOR", date(2026, 3, 1): "SWE", date(2026, 7, 17): "DNK"}
    joined = KIND.solve(record_of(joined_on=days, attended=5))
    assert counts.pace is not None and joined.pace is not None
    assert counts.pace == joined.pace
    assert [(span.at_risk, span.joined) for span in counts.pace.history.spans] == [(192, 1), (191, 1)]
    said = {one.id: one for one in KIND.findings(counts)}
    assert said["pace"].firmness == "assumed"
    assert said["pace"].certificate["denominator"] == 193
    assert said["pace"].certificate["attended"]["denominator"] == 5
    assert "2 joined “Call” between 2026-02-05 and 2026-07-17" in said["pace"].text.get("en")
    assert "of the 190 not listed of 193 looked up" in said["pace"].text.get("en")
    assert "2 spans between counts" in said["pace-known"].text.get("en")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ({"counts": {"2026-02-04": 1}}, "joined on 2026-02-04, before the text of 2026-02-05"),
        ({"counts": {"2026-08-01": 3}}, "2026-08-01 is after 2026-07-17"),
        ({"counts": {"2026-03-01": 2, "2026-04-01": 1}}, "falls from 2 on 2026-03-01 to 1 on 2026-04-01"),
        ({"counts": {"2026-03-01": 4}}, "4 had joined, more than the 3 named"),
        ({"counts": {"2026-07-17": 2}}, "2 had joined by 2026-07-17, 3 are named"),
        ({"counts": {"March": 2}}, "'March' is no day"),
        ({"joined_on": {"2026-03-01": "FIN"}}, "FIN joined on a day, but is not named"),
        ({"joined_on": {"2026-03-01": "NOR", "2026-04-01": "NOR"}}, "NOR joined on two days"),
        ({"counts": {"2026-03-01": 2}, "date": None}, "write its date"),
    ],
)
def test_days_that_disagree_are_refused(text: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        AgreementModel.model_validate({"record": {"texts": {"call": LIST | text}}})


def test_a_file_with_days_is_carried_on(tmp_path: Path) -> None:
    """Ten parties, one a month after the two founders; the file ends in the fifth month."""
    rows = ["party,text,position,date"]
    for code, month in zip(["NOR", "SWE", "DNK", "FIN", "ISL"], (1, 1, 2, 3, 5), strict=True):
        rows.append(f"{code},call,endorsed,2024-{month:02d}-01")
    rows += [f"{code},call,not_listed," for code in ["DEU", "FRA", "ITA", "ESP", "PRT"]]
    file = tmp_path / "record.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    (history,) = read_csv(file).histories
    assert history.opened == date(2024, 1, 1) and history.read == date(2024, 5, 1)
    assert [(span.at_risk, span.joined) for span in history.spans] == [(8, 2), (6, 1)]
    assert (history.eligible, history.remaining) == (10, 5)


@pytest.mark.skipif(not SHARED.is_dir(), reason="set COUNTERMOVE_SHARED_DATA to the folder of treaty and list data")
def test_counts_of_treaties_a_year_ahead(tmp_path: Path) -> None:
    """On 23 treaties nine in ten counts a year ahead lie in the interval, nearer than `as many as last year`."""
    rows = ["party,text,position,date"]
    with (SHARED / "treaties_unoda_2018.csv").open(encoding="utf-8") as file:
        seen = set()
        for row in csv.DictReader(file):
            for column in ("signed", "ratified", "acceded"):
                key = row["iso3"], row["treaty"], "ratified" if column == "acceded" else column
                if row[column] and row["iso3"] and key not in seen:
                    seen.add(key)
                    rows.append(f"{row['iso3']},{row['treaty'].replace(',', '')},{column},{row[column]}")
    path = tmp_path / "treaties.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    found = pace_scores(read_csv(path).histories)
    assert (found["within"], len(found["checks"])) == (114, 124)  # as docs/concepts/agreement.md says, and below
    assert (round(found["mean_error"], 1), round(found["mean_error_as_last_year"], 1)) == (2.7, 6.0)
