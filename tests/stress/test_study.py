"""Studies from end to end, on a kind whose shares are known exactly."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import countermove.kinds
from countermove.document.faults import AnalysisError
from countermove.document.reading import read_content
from countermove.kinds import Registry
from countermove.stress.draws import Batch
from countermove.stress.query import query
from countermove.stress.study import StudyAnswer, Wish, lay_out, stress

DOCUMENT = """
countermove: 1
title: {en: A toy, zh: 玩具}
parameters:
  p: {value: {uniform: [0, 1]}}
correlated: []
studies:
  small: {draws: 4000, seed: 7}
  both: {draws: 2000, seed: 1, vary: ["*", {readings: [base, mirror], weights: [3, 1]}]}
actors: {a: {name: A}}
models:
  m:
    kind: toy
    x: $p
    y: {triangular: [0, 0.2, 1]}
    around: 0.5
    rule: 0.4
    readings:
      mirror: {y: 1.0}
"""


@pytest.fixture(autouse=True)
def _toy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(countermove.kinds.KINDS, "toy", "tests.stress.toy")


def document(text: str = DOCUMENT) -> Any:
    return read_content(text.encode(), "toy.yaml", Path(), Registry())


def answer(folder: Path | None = None, wish: Wish | None = None, text: str = DOCUMENT, **how: Any) -> StudyAnswer:
    return stress(lay_out(document(text), wish), folder, **how)


def test_what_varies_is_known_before_anything_runs() -> None:
    layout = lay_out(document())
    assert (layout.draws, layout.seed) == (4000, 7)
    assert [one.id for one in layout.inputs()] == ["$p", "y", "a.order", "rule"]
    assert "0 to 1" in layout.measure().get("en")


def test_shares_are_those_of_the_laws() -> None:
    found = {one.outcome.id: one for one in answer(wish=Wish(draws=20_000)).robustness.held}
    # war above peace under Mallows φ = 0.5 among three: (2φ² + φ³) / (1 + 2φ + 2φ² + φ³) = 5/21; the rule in 0.4
    assert found["nash:war"].share.low < 0.4 * 5 / 21 < found["nash:war"].share.high
    # P(x + y < 1) for uniform x is E[1 - y] = 1 - 0.4
    assert found["nash:peace"].share.low < 0.6 < found["nash:peace"].share.high
    assert found["nash:peace"].stated is True  # 0.5 + 0.2 < 1
    assert found["nash:war"].stated is False


def test_numbers_are_told_with_their_middle() -> None:
    spread = answer(wish=Wish(draws=20_000)).robustness.spread[0]
    assert spread.mean == pytest.approx(0.5 * 0.4, abs=0.005)
    assert spread.stated == pytest.approx(0.5 * 0.2)
    assert spread.low < spread.median < spread.high


def test_drivers_name_what_matters() -> None:
    found = answer()
    war = next(driver for driver in found.drivers if driver.outcome.id == "nash:war")
    shares = {effect.inputs: effect for effect in war.effects}
    assert {names for names, one in shares.items() if one.total.low > 0.05} == {("a.order",), ("rule",)}
    assert shares["rule",].importance is not None
    assert shares["rule",].importance.low > war.floor
    told = [fact.fact.get("en") for fact in war.facts[:2]]
    assert any("war" in one or "applies" in one for one in told)
    box = next(box for box in war.boxes if box.holds)
    assert {limit.get("en") for limit in box.limits} == {
        "A's order: war ranks above peace", "The rule applies",
    }  # fmt: skip
    assert box.box.density == 1
    assert box.box.coverage == 1
    peace = next(driver for driver in found.drivers if driver.outcome.id == "nash:peace")
    assert peace.effects[0].inputs in (("$p",), ("y",))
    assert found.information[0].removed == max(one.removed for one in found.information)


def test_the_nearest_flip_of_a_number_is_its_threshold() -> None:
    flips = {(flip.outcome.id, flip.input): flip for flip in answer().flips}
    assert flips["nash:peace", "$p"].distance == pytest.approx(0.3, abs=1e-3)  # x = 0.5, y = 0.2: x may rise to 0.8
    assert flips["nash:peace", "$p"].share == pytest.approx(0.2, abs=0.05)
    war = flips["nash:war", "a.order"]
    assert war.distance == 2  # peace > truce > war needs two neighbouring swaps before war is above peace
    assert war.before.get("en") in (
        "peace above war and truce above war",
        "peace above truce and peace above war",
    )
    assert "战争优先于和平" in war.after.get("zh")
    assert ("nash:war", "rule") not in flips, "the rule alone changes nothing"


def test_readings_are_drawn_among() -> None:
    found = answer(wish=Wish(study="both"))
    assert found.layout.inputs()[0].id == "reading"
    peace = next(driver for driver in found.drivers if driver.outcome.id == "nash:peace")
    assert any("reading" in effect.inputs and effect.total.low > 0.05 for effect in peace.effects)
    assert any(flip.input == "reading" for flip in found.flips)


def test_a_study_that_lists_readings_alone_varies_nothing_else() -> None:
    layout = lay_out(document(), Wish(vary=({"readings": ["base", "mirror"]},)))
    assert [one.id for one in layout.inputs()] == ["reading"]
    found = {one.outcome.id: one.share.value for one in stress(layout).robustness.held}
    assert found["nash:peace"] == pytest.approx(0.5, abs=0.03)  # 0.5 + 0.2 < 1 in one reading, 0.5 + 1 in the other


def test_the_same_study_tells_the_same_bytes_on_every_engine(tmp_path: Path) -> None:
    def told(**how: Any) -> bytes:
        return json.dumps(answer(**how).payload(), ensure_ascii=False).encode()

    first = told()
    assert told() == first
    assert told(engine="processes", workers=2) == first
    kept = told(folder=tmp_path / "s")
    assert kept.replace(json.dumps(str(tmp_path / "s")).encode(), b"null") == first
    assert told(folder=tmp_path / "s") == kept, "told again from the store"


@pytest.mark.parametrize("design", ["latin-hypercube", "sobol"])
def test_other_designs_estimate_the_same(design: Any) -> None:
    found = {one.outcome.id: one for one in answer(wish=Wish(draws=4096, design=design)).robustness.held}
    assert found["nash:peace"].share.value == pytest.approx(0.6, abs=0.02)


def test_the_payload_has_the_fields_of_the_format() -> None:
    data = answer().payload()
    assert {"study", "draws", "seed", "measure", "outcomes", "drivers", "flips"} <= data.keys()
    assert {"subject", "concept", "share", "low", "high"} <= data["outcomes"][0].keys()
    assert json.loads(json.dumps(data, allow_nan=False)) == data


def test_sentences_say_the_measure_in_both_languages_and_no_probability() -> None:
    said = answer().sentences()
    for lang in ("en", "zh"):
        text = " ".join(sentence.get(lang) for sentence in said)
        assert not re.search("probabilit|likelihood|概率|几率", text)
        assert "{" not in text
    assert any("under this measure" in sentence.get("en") for sentence in said)
    assert all(sentence.has("en") and sentence.has("zh") for sentence in said)


def test_numbers_without_a_value_in_some_draws_say_so() -> None:
    found = answer(text=DOCUMENT.replace("    rule: 0.4\n", "    rule: 0.4\n    nan_from: 0.9\n"))
    spread = found.robustness.spread[0]
    assert spread.defined.value == pytest.approx(0.9, abs=0.02)
    assert spread.mean == pytest.approx(0.45 * 0.4, abs=0.01)
    assert any("has a value in 9" in one.get("en") or "has a value in 8" in one.get("en") for one in found.sentences())


def test_failed_draws_are_told_and_left_out(tmp_path: Path) -> None:
    text = DOCUMENT.replace("    rule: 0.4\n", "    rule: 0.4\n    fail_from: 0.9\n")
    found = answer(text=text)
    assert found.robustness.failed == pytest.approx(400, abs=80)
    assert found.robustness.answered + found.robustness.failed == 4000
    failure = found.payload()["failed"]["first"][0]
    assert failure["seed"] == 7
    assert failure["error"].startswith("ValueError: x is")


def test_a_draw_that_comes_to_no_number_is_a_failed_row_with_its_error_and_seed(tmp_path: Path) -> None:
    text = DOCUMENT.replace("    rule: 0.4\n", "    rule: 0.4\n    unsettled_from: 0.9\n")
    found = answer(tmp_path / "s", text=text)
    data = found.payload()
    failed = data["failed"]["count"]
    assert failed == pytest.approx(400, abs=80)
    assert data["answered"] + failed == 4000
    first = data["failed"]["first"][0]
    assert first["error"] == "ValueError: gmr:war neither holds nor fails: it came out as no number (NaN)"
    assert first["seed"] == 7
    sql = "SELECT draw, error FROM draws WHERE error IS NOT NULL ORDER BY draw"
    rows = query(tmp_path / "s", sql).rows
    assert len(rows) == failed
    assert (rows[0][0], rows[0][1]) == (first["draw"], first["error"])
    x = lay_out(document(text)).plan.design.draws(Batch(0, 0, 4096))["$p"][:4000]
    assert [row[0] for row in rows] == np.flatnonzero(x >= 0.9).tolist(), "those draws alone"
    # P(x + y < 1) for x uniform below 0.9 only: of the draws that have an answer
    peace = next(one for one in data["outcomes"] if one["id"] == "nash:peace")
    y = lay_out(document(text)).plan.design.draws(Batch(0, 0, 4096))["y"][:4000]
    assert peace["share"] == pytest.approx(((x + y < 1) & (x < 0.9)).sum() / (x < 0.9).sum())
    said = " ".join(one.get("en") for one in found.sentences())
    assert f"{failed:,} of 4,000 draws have no answer and are left out of the shares" in said


def test_every_draw_failing_is_an_error() -> None:
    with pytest.raises(AnalysisError, match="every draw failed; the first one: ValueError: x is"):
        answer(text=DOCUMENT.replace("    rule: 0.4\n", "    fail_from: 0.0\n"))


def test_faults_of_a_wish_name_the_cure() -> None:
    for wish, message in (
        (Wish(model="n"), "no model 'n'; Known: m"),
        (Wish(reading="miror"), "no reading 'miror'; did you mean 'mirror'"),
        (Wish(study="smal"), "no study 'smal'; did you mean 'small'"),
        (Wish(vary=("z",)), "no input 'z' varies here"),
        (Wish(draws=0), "a study of no draws says nothing"),
        (Wish(draws=10**14), "more than a study can keep; ask for at most"),
    ):
        with pytest.raises(AnalysisError, match=re.escape(message)):
            lay_out(document(), wish)


def test_correlated_inputs_move_as_one_block() -> None:
    text = (
        DOCUMENT.replace("    y: {triangular: [0, 0.2, 1]}", "    y: $q")
        .replace("correlated: []", "correlated: [{of: [p, q], rank: 0.9}]")
        .replace("parameters:\n", "parameters:\n  q: {value: {uniform: [0, 1]}}\n")
    )
    layout = lay_out(document(text))
    assert ("$p", "$q") in layout.plan.design.blocks()
    assert "correlated as stated" in layout.measure().get("en")
    found = stress(layout)
    together = {driver.outcome.id: driver for driver in found.drivers}["nash:peace"].effects[0]
    assert together.inputs == ("$p", "$q")
    assert together.total.value == pytest.approx(1, abs=0.1)
