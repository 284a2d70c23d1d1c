from pathlib import Path

import numpy as np
import pytest

from countermove.bargain.backtest import backtest, rule_forecasts
from countermove.bargain.decisions import council_power, read_decisions
from countermove.bargain.ensemble import FITTED_WEIGHTS
from countermove.bargain.forecasts import filled
from countermove.bargain.scoring_words import backtest_lines
from countermove.document.faults import AnalysisError, DocumentError


def test_the_rule_that_made_the_outcomes_wins(made_up: Path) -> None:
    answer = backtest(made_up)
    assert answer.decisions == len(read_decisions(made_up).outcome)
    assert answer.proposals == 40
    scores = answer.models
    reference = scores["capability_salience_mean"]
    assert reference.gain == 0 and reference.crps_gain == 0
    assert reference.mae < scores["mean"].mae < scores["constant_50"].mae
    assert scores["mean"].gain == pytest.approx(reference.mae - scores["mean"].mae)
    assert reference.low < reference.mae < reference.high
    assert 0.7 < reference.coverage < 0.9
    assert sum(answer.weights.values()) == pytest.approx(1)


def test_point_scores_are_those_of_plain_python(made_up: Path) -> None:
    decisions = read_decisions(made_up)
    forecast = rule_forecasts(decisions)[0]["capability_salience_mean"]
    for row in range(len(decisions.outcome)):
        there = [k for k in range(9) if not np.isnan(decisions.position[row, k])]
        weight = [decisions.capability[k] * decisions.salience[row, k] for k in there]
        mean = sum(w * decisions.position[row, k] for w, k in zip(weight, there, strict=True)) / sum(weight)
        assert forecast[row] == pytest.approx(mean)
    mae = np.mean([abs(f - y) for f, y in zip(forecast, decisions.outcome, strict=True)])
    assert backtest(made_up).models["capability_salience_mean"].mae == pytest.approx(mae)


def test_what_is_learned_never_sees_what_is_scored(made_up: Path, tmp_path: Path) -> None:
    """Change one proposal's outcomes: only its own scores, not its forecast distribution, may change."""
    lines = made_up.read_text().splitlines()
    changed = [line.rsplit("\t", 1)[0] + "\t0" if line.startswith("7\t") else line for line in lines]
    other = tmp_path / "changed.tsv"
    other.write_text("\n".join(changed) + "\n")
    first, second = backtest(made_up), backtest(other)
    kept = {(m.issue, m.proposal): (m.forecast, m.low, m.high) for m in first.misses if m.proposal == "7"}
    for miss in second.misses:
        if (miss.issue, miss.proposal) in kept:
            assert (miss.forecast, miss.low, miss.high) == kept[miss.issue, miss.proposal]
    assert second.models["ensemble"].mae > first.models["ensemble"].mae


def test_the_past_alone_teaches_when_held_out_by_time(made_up: Path) -> None:
    answer = backtest(made_up, by="time")
    years = read_decisions(made_up).year
    enough = [int((years < year).sum()) >= 30 for year in years]
    assert answer.decisions == sum(enough)


def test_another_file_is_scored_with_what_this_one_taught(made_up: Path, tmp_path: Path) -> None:
    from tests.bargain.conftest import write_decisions

    other = write_decisions(tmp_path / "other.tsv", seed=9, proposals=10)
    answer = backtest(made_up, on=other)
    assert answer.proposals == 10
    assert answer.models["constant_50"].mae == pytest.approx(np.abs(read_decisions(other).outcome - 50).mean())


def test_same_seed_same_answer(made_up: Path) -> None:
    assert backtest(made_up, seed=3).to_json() == backtest(made_up, seed=3).to_json()


def test_faults_have_places(made_up: Path, tmp_path: Path) -> None:
    lines = made_up.read_text().splitlines()
    cells = lines[4].split("\t")
    cells[7] = "140"
    cells[17] = "much"
    bad = tmp_path / "bad.tsv"
    bad.write_text("\n".join([*lines[:4], "\t".join(cells), *lines[5:]]))
    with pytest.raises(DocumentError) as caught:
        backtest(bad)
    assert [(f.line, f.column, f.path) for f in caught.value.faults] == [(5, 8, "pcom"), (5, 18, "sep")]
    assert "from 0 to 100" in str(caught.value)
    bad.write_text("a\tb\n1\t2\n")
    with pytest.raises(DocumentError, match="no column 'prnrnmc'"):
        backtest(bad)
    with pytest.raises(DocumentError, match="cannot be read"):
        backtest(tmp_path / "nowhere.tsv")
    with pytest.raises(AnalysisError, match="did you mean 'time'"):
        backtest(made_up, by="tine")  # type: ignore[arg-type]


def test_missing_saliences_are_filled_by_the_decisions_mean() -> None:
    np.testing.assert_allclose(filled(np.array([[np.nan, np.nan], [0.2, np.nan]])), [[0.5, 0.5], [0.2, 0.2]])


def test_the_back_test_is_told_in_both_languages(made_up: Path) -> None:
    result = backtest(made_up).to_json()
    english, chinese = ("\n".join(backtest_lines(result, lang)) for lang in ("en", "zh"))
    assert "held out by proposal" in english and "按提案留出" in chinese
    for lines, rule in ((english, "compromise mean"), (chinese, "简单平均")):
        assert rule in lines
        assert "Agri" in lines and "Trans" in lines
        assert "_" not in lines and "{" not in lines


@pytest.mark.shared
def test_marks_on_the_european_decisions(european: Path) -> None:
    answer = backtest(european)
    score = answer.models
    assert answer.decisions == 241
    assert round(score["constant_50"].mae, 2) == 27.35
    assert round(score["mean"].mae, 2) == 22.69
    assert 22.4 <= score["capability_salience_mean_filled"].mae <= score["capability_salience_mean"].mae <= 22.65
    assert round(score["capability_salience_median"].mae, 1) == 28.5
    assert score["ensemble"].gain >= 0.8 and score["ensemble"].gain_low > 0
    assert score["ensemble_fitted"].gain >= 0.5 and score["ensemble_fitted"].gain_low > 0
    assert score["ensemble_picked"].gain < score["ensemble_fitted"].gain  # what choosing on the past costs
    assert score["ensemble"].crps_gain >= 0.6 and 0.76 <= score["ensemble"].coverage <= 0.84
    np.testing.assert_allclose(list(answer.weights.values()), FITTED_WEIGHTS, atol=6e-4)
    np.testing.assert_allclose(council_power(read_decisions(european)).sum(axis=1), 1)
