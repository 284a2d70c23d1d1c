"""A study that was kept is told as it was found: whole, half done, from its folder or from its JSON; no other is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import countermove
from countermove.cli.main import main
from countermove.document.faults import AnalysisError
from countermove.report import write_report
from countermove.stress.kept import kept_study
from countermove.stress.running import Progress
from countermove.stress.study import Wish, lay_out, stress

pytest.importorskip("duckdb", reason="studies need the extra [stress]")


def kept(folder: Path, wish: Wish, rows: int | None = None, name: str = "prisoners") -> dict[str, object]:
    """Run and keep a study; return what it told then."""
    return stress(lay_out(countermove.load(name).document, wish, rows), folder, workers=1).payload()


@pytest.mark.parametrize("wish", [Wish(draws=100, seed=3), Wish(draws=100, vary=("preferences.one",))])
def test_a_whole_study_is_told_again(tmp_path: Path, wish: Wish) -> None:
    then = kept(tmp_path / "study", wish)
    assert kept_study(countermove.load("prisoners").document, tmp_path / "study") == then
    assert then["answered"] == 100 and then["model"] == "dilemma" and then["readings"] == ["base"]


def test_a_study_of_the_document_is_found_with_its_weights(tmp_path: Path) -> None:
    readings = {"readings": ["base", "statements"], "weights": [3, 1]}
    text = countermove.load("prisoners").document.text
    text += f"studies: {{both: {{draws: 60, vary: ['preferences.one', {json.dumps(readings)}]}}}}\n"
    document = countermove.loads(text, "prisoners.yaml").document
    then = stress(lay_out(document, Wish(study="both")), tmp_path / "study", workers=1).payload()
    assert kept_study(document, tmp_path / "study") == then
    assert then["readings"] == ["base", "statements"]


def test_a_half_done_study_is_told_as_far_as_it_got(tmp_path: Path) -> None:
    scenario = countermove.load("prisoners")
    layout = lay_out(scenario.document, Wish(draws=256, seed=3), 64)

    def interrupt(now: Progress) -> None:
        if now.stored:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stress(layout, tmp_path / "study", workers=1, on_progress=interrupt)
    stored = {one: one.read_bytes() for one in (tmp_path / "study").rglob("*.parquet")}
    told = kept_study(scenario.document, tmp_path / "study")
    assert told["draws"] == 256 and told["answered"] == 64 * len(stored) < 256
    assert {one: one.read_bytes() for one in (tmp_path / "study").rglob("*.parquet")} == stored, "nothing is computed"
    page = write_report(scenario, "en", told)
    assert f"The study is not finished: {told['answered']} of 256 draws have an answer so far" in page
    for one in stored:
        one.unlink()
    page = write_report(scenario, "en", kept_study(scenario.document, tmp_path / "study"))
    assert "The study holds no finished draws yet" in page


def test_the_report_verb_takes_a_folder_or_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["stress", "syria-iraq", "--draws", "80", "--seed", "5"]
    for arguments in ([*asked, "-o", str(tmp_path / "study"), "--quiet"], [*asked, "--json"]):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 0
    (tmp_path / "study.json").write_text(capsys.readouterr().out[-400_000:].partition("{")[1:][1].join(["{", ""]))
    pages = []
    for place in ("study", "study.json"):
        with pytest.raises(SystemExit) as left:
            main(["report", "syria-iraq", "--study", str(tmp_path / place), "-o", str(tmp_path / f"{place}.html")])
        assert left.value.code == 0
        pages.append((tmp_path / f"{place}.html").read_text(encoding="utf-8"))
    assert pages[0] == pages[1]
    assert "of 100 draws (" in pages[0].split('class="three"')[0], "page one says in which share of the draws"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("gone", "does not exist; make a study with: countermove stress"),
        ("empty", "holds no study; make one with"),
        ("other", "holds a study of another document, or one made before"),
        ("text.json", "is no study: write one with `countermove stress TARGET --json`"),
        ("other.json", "is a study of another document, or of this one before it was changed; run it again"),
    ],
)
def test_what_is_no_study_of_the_document_is_refused(tmp_path: Path, place: str, words: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.json").write_text("[1, 2", encoding="utf-8")
    other = {"schema": "countermove.stress/1", "input_sha256": "0" * 64, "result": {}}
    (tmp_path / "other.json").write_text(json.dumps(other), encoding="utf-8")
    if place == "other":
        kept(tmp_path / "other", Wish(draws=10), name="stag-hunt")
    with pytest.raises(AnalysisError, match=words):
        kept_study(countermove.load("prisoners").document, tmp_path / place)
