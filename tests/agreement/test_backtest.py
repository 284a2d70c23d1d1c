import csv
import os
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from countermove.agreement import backtest as module
from countermove.agreement.backtest import area_under_curve, backtest, sibling_clusters, training_texts
from countermove.agreement.baselines import BASELINES
from countermove.agreement.parties import parties
from countermove.agreement.record import read_csv
from countermove.agreement.scorecard import notes_of
from countermove.document.faults import AnalysisError

LIBRARY = Path(__file__).parents[2] / "src" / "countermove" / "library"
SHARED = Path(os.environ.get("COUNTERMOVE_SHARED_DATA", "shared-data"))


@pytest.fixture
def two_camps(tmp_path: Path) -> Path:
    """Sixty parties in two camps: one joins the odd texts, the other the even ones, nine times in ten."""
    rng = np.random.default_rng(7)
    codes = list(parties())[:60]
    lines = ["party,text,position,date"]
    for text in range(8):
        for k, code in enumerate(codes):
            joins = (k % 2 == text % 2) == (rng.random() < 0.9)
            lines.append(f"{code},text-{text},{'endorsed' if joins else 'not_listed'},20{10 + text}-01-01")
    file = tmp_path / "camps.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_two_camps_are_told_apart(two_camps: Path) -> None:
    result = backtest(two_camps)
    assert len(result["texts"]) == 8
    ours, rate = (result["models"][name]["brier"] for name in ("participation", "base_rate"))
    best = 0.9 * 0.1  # who knows the camps still errs one time in ten
    assert (rate - ours) / (rate - best) > 0.6  # against a prior that expects one direction, from 20 positions
    assert result["differences"]["base_rate"]["beaten"]
    assert all(row["denominator"] == 60 for row in result["texts"])
    assert sum(cell["count"] for cell in result["calibration"]) == 8 * 10 * 40


def test_the_same_seed_gives_the_same_scores_and_another_does_not(two_camps: Path) -> None:
    assert backtest(two_camps, seed=3)["models"] == backtest(two_camps, seed=3)["models"]
    assert backtest(two_camps, seed=3)["models"] != backtest(two_camps, seed=4)["models"]


def test_without_known_positions_only_the_ranking_is_scored(two_camps: Path) -> None:
    result = backtest(two_camps, known=0)
    assert result["models"]["participation"]["brier"] is None
    assert 0 <= result["models"]["participation"]["auc"] <= 1
    assert result["scored_by"] == "auc"


def test_by_time_only_earlier_texts_are_learned_from(two_camps: Path) -> None:
    record = read_csv(two_camps)
    assert training_texts(record, 5, "time").tolist() == [0, 1, 2, 3, 4]
    assert backtest(two_camps, by="time")["skipped"] == ["text-0"]


def test_by_family_no_sibling_is_learned_from(tmp_path: Path) -> None:
    file = tmp_path / "families.csv"
    rows = ["party,text,position,family"]
    for text in range(4):
        for k, code in enumerate(list(parties())[:40]):
            rows.append(f"{code},t{text},{'signed' if (k + text) % 3 else 'not_listed'},f{text % 2}")
    file.write_text("\n".join(rows), encoding="utf-8")
    record = read_csv(file)
    assert training_texts(record, 0, "family").tolist() == [1, 3]
    assert len(backtest(file, by="family", known=10)["texts"]) == 4


def test_the_held_out_text_never_leaks(two_camps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn every hidden position of the held-out text over: no forecast may change."""
    record = read_csv(two_camps)
    revealed = np.arange(20)
    task = module.task_of(record, 3, training_texts(record, 3, "text"), revealed)
    turned = record.position.copy()
    hidden = turned[20:, 3]
    endorsed, not_listed = hidden == 0, hidden == 9
    hidden[endorsed], hidden[not_listed] = 9, 0
    other = replace(record, position=turned)
    again = module.task_of(other, 3, training_texts(record, 3, "text"), revealed)
    np.testing.assert_array_equal(module.participation_forecast(task), module.participation_forecast(again))
    for rule in BASELINES.values():
        np.testing.assert_array_equal(rule(task), rule(again))


def test_a_second_file_is_scored_from_the_first_alone(two_camps: Path, tmp_path: Path) -> None:
    lines = two_camps.read_text(encoding="utf-8").splitlines()
    second = tmp_path / "second.csv"
    second.write_text("\n".join([lines[0], *(line.replace("text-7", "later") for line in lines if "text-7" in line)]))
    first = tmp_path / "first.csv"
    first.write_text("\n".join(line for line in lines if "text-7" not in line))
    result = backtest(first, on=second)
    assert [row["text"] for row in result["texts"]] == ["later"]


def test_area_under_curve_counts_pairs() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        outcome = (rng.random(30) < 0.4).astype(float)
        score = rng.integers(0, 6, 30) / 5
        pairs = [(a > b) + (a == b) / 2 for a in score[outcome == 1] for b in score[outcome == 0]]
        assert area_under_curve(outcome, score) == pytest.approx(np.mean(pairs))


def test_siblings_are_one_cluster(two_camps: Path) -> None:
    clusters = sibling_clusters(read_csv(two_camps))
    assert len(set(clusters[::2])) == len(set(clusters[1::2])) == 1
    assert clusters[0] != clusters[1]


def test_too_little_is_said_to_be_too_little(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("party,text,position\nNOR,call,endorsed\nSWE,call,not_listed\n", encoding="utf-8")
    with pytest.raises(AnalysisError, match="no text can be held out"):
        backtest(file)
    with pytest.raises(ValueError, match="by text, family or time"):
        backtest(file, by="year")  # type: ignore[arg-type]


def test_the_shipped_record_can_be_back_tested() -> None:
    result = backtest(LIBRARY / "reaim.yaml")
    assert {row["text"] for row in result["texts"]} >= {"hague_2023", "us_declaration_2024", "coruna_2026"}
    assert result["models"]["participation"]["brier"] < result["models"]["base_rate"]["brier"]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="set COUNTERMOVE_SHARED_DATA to the folder of treaty and list data")
def test_marks_on_treaties_votes_and_lists(tmp_path: Path) -> None:
    """Eighteen open texts among 193 members: base rate .16; a logistic regression on everything .137 / .80."""
    file = shared_record(tmp_path)
    result = backtest(file)
    ours = result["models"]["participation"]
    assert ours["brier"] < 0.127 and ours["auc"] > 0.815
    assert all(result["differences"][name]["beaten"] for name in BASELINES)


def shared_record(folder: Path) -> Path:
    members = [code for code, party in parties().items() if party.member]
    rows = ["party,text,position"]
    treaties: dict[str, set[str]] = defaultdict(set)
    with (SHARED / "treaties_unoda_2018.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["ratified"] or row["acceded"]:
                treaties[row["treaty"].replace(",", "")].add(row["iso3"])
    for name, joined in treaties.items():
        if len(joined & set(members)) >= 60:
            rows += [f"{code},{name},{'ratified' if code in joined else 'not_listed'}" for code in members]
    with (SHARED / "positions_military_ai.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if "cosponsors" not in row["event"] and "C1_79" not in row["event"] and row["iso3"] in members:
                position = "absent" if row["position"] == "nonvoting" else row["position"]
                rows.append(f"{row['iso3']},{row['event']},{position}")
    path = folder / "shared.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_covariates_that_come_too_late_are_left_out_and_named(tmp_path: Path) -> None:
    text = "{title: T, date: %s, positions: {endorsed: %s}, rest: not_listed}"
    codes = list(parties())
    texts = "\n".join(
        f"        t{k}: " + text % (f"20{10 + k}-01-01", " ".join(codes[k * 5 : 60 + k * 7])) for k in range(3)
    )
    values = ", ".join(f"{code}: {k}" for k, code in enumerate(codes[:80]))
    file = tmp_path / "late.yaml"
    file.write_text(
        "models:\n  m:\n    kind: agreement\n    record:\n      texts:\n" + texts + "\n      covariates:\n"
        f"        score: {{name: Score, as_of: 2011-06-01, values: {{{values}}}}}\n",
        encoding="utf-8",
    )
    result = backtest(file, known=20)
    assert result["too_late"] == {"t0": ["score"], "t1": ["score"]}


def test_of_siblings_alone_nothing_is_shown_to_be_beaten(tmp_path: Path) -> None:
    lines = ["party,text,position,date"]
    for text, year in (("a", 2020), ("b", 2021), ("c", 2022)):
        lines += [
            f"{p},{text},{'endorsed' if p in 'NOR SWE' else 'not_listed'},{year}-01-01"
            for p in ("NOR", "SWE", "USA", "CHN")
        ]
    file = tmp_path / "record.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    result = backtest(file, by="time", known=1)
    assert result["clusters"] == 1
    assert not any(gap["beaten"] for gap in result["differences"].values())
    said = " ".join(note["en"] for note in result["notes"])
    assert "no interval can be given" in said and "is better than base_rate" not in said


def test_a_baseline_that_is_better_is_said_to_be_so() -> None:
    differences = {
        "weaker": {"gain": 0.02, "low": 0.01, "high": 0.03, "beaten": True},
        "alike": {"gain": 0.0, "low": -0.01, "high": 0.01, "beaten": False},
        "better": {"gain": -0.02, "low": -0.03, "high": -0.01, "beaten": False},
    }
    nothing: dict[str, object] = {"texts": [], "strata": {}, "misses": [], "too_late": {}, "skipped": []}
    result = {**nothing, "clusters": 3, "differences": differences, "pace": {"checks": [], "ahead": []}}
    said = [note["en"] for note in notes_of(result, "ours")]
    assert said[1].startswith("The model is better than weaker (")
    assert said[2].startswith("It is not shown to be better than alike (")
    assert said[3].startswith("It is worse than better (-0.020; -0.030 to -0.010), with the interval")
