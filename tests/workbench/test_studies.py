"""Studies run in processes of their own: begun, told of, stopped, killed, gone on with, kept within the folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import countermove
from countermove.stress.query import query
from countermove.stress.study import Wish, lay_out, stress
from countermove.workbench.history import PLACE
from countermove.workbench.study_pages import wish_of
from tests.workbench.conftest import Ask

PATIENCE = 120.0


def told(client: TestClient, study: str) -> list[dict[str, Any]]:
    """Follow a study to its end by its events."""
    text = client.get("/study/events", params={"study": study}).text
    return [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data: ")]


def test_a_study_is_what_the_command_line_makes_of_it(
    ask: Ask, client: TestClient, folder: Path, prisoners: Path
) -> None:
    text = prisoners.read_text(encoding="utf-8")
    wish = {"draws": "400", "seed": "7", "vary": ["preferences.one"], "model": "dilemma", "reading": "base"}
    study = ask("/study/start", name="prisoners.yaml", text=text, wish=wish)["study"]
    last = told(client, study)[-1]
    assert (last["state"], last["stored"]) == ("done", 400)
    result = json.loads((folder / PLACE / "studies" / study / "result.json").read_text(encoding="utf-8"))
    layout = lay_out(
        countermove.loads(text).document, Wish("dilemma", "base", None, 400, 7, None, ("preferences.one",))
    )
    assert {**result, "study": None} == stress(layout).payload()
    assert query(str(folder / "studies" / study), "select count(*) from draws").rows == ((400,),)

    listed = client.get("/study/list", params={"name": "prisoners.yaml"}).json()
    assert study in listed["html"]
    assert listed["running"] == []
    found = client.get("/study/found", params={"study": study, "lang": "zh"}).json()["html"]
    assert "什么会改变我的看法" in found
    report = client.get("/export/html", params={"name": "prisoners.yaml", "study": study}).text
    assert "400" in report
    assert "How firm is it?" in report
    assert client.get("/study/folder", params={"study": study}).content.startswith(b"PK")


def test_a_killed_study_is_stopped_and_goes_on(ask: Ask, client: TestClient, folder: Path, prisoners: Path) -> None:
    text = prisoners.read_text(encoding="utf-8")
    wish = {"draws": 20_000_000, "model": "dilemma"}  # more than can be done before it is killed
    study = ask("/study/start", name="prisoners.yaml", text=text, wish=wish)["study"]
    answers, end = folder / "studies" / study, time.monotonic() + PATIENCE
    while not list(answers.glob("*.parquet")) and time.monotonic() < end:
        time.sleep(0.05)
    (running,) = [one for one in _processes() if one[1][-2:] == [str(folder), study]]
    os.kill(running[0], signal.SIGKILL)
    state = told(client, study)[-1]
    assert state["state"] == "stopped"
    stored = len(list(answers.glob("*.parquet")))
    assert stored >= 1
    assert "stopped at" in client.get("/study/list", params={"name": "prisoners.yaml"}).json()["html"]
    ask("/study/resume", study=study)
    ask("/study/cancel", study=study)
    assert told(client, study)[-1]["state"] == "stopped"
    assert len(list(answers.glob("*.parquet"))) >= stored


def _processes() -> list[tuple[int, list[str]]]:
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            found.append((int(place.name), (place / "cmdline").read_text().rstrip("\0").split("\0")))
        except OSError:
            continue
    return found


def test_a_study_that_fails_says_why(ask: Ask, client: TestClient, folder: Path, prisoners: Path) -> None:
    (folder / "studies" / "prisoners-1").mkdir(parents=True)
    (folder / "studies" / "prisoners-1" / "mine.txt").write_text("mine", encoding="utf-8")
    text = prisoners.read_text(encoding="utf-8")
    study = ask("/study/start", name="prisoners.yaml", text=text, wish={"draws": 10})["study"]
    assert study == "prisoners-2"  # a folder that is there is nobody's to write into
    assert told(client, study)[-1]["state"] == "done"
    broken = ask("/study/start", name="prisoners.yaml", text="countermove: 1\ntitle: x\n", wish={})["study"]
    last = told(client, broken)[-1]
    assert last["state"] == "failed"
    assert "no model" in last["failed"]


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on files there")
def test_a_full_disk_is_said_and_keeps_what_is_stored(folder: Path, prisoners: Path) -> None:
    import resource

    place = folder / PLACE / "studies" / "full-1"
    place.mkdir(parents=True)
    (place / "document.yaml").write_bytes(prisoners.read_bytes())
    job = {"document": "prisoners.yaml", "wish": {"draws": 2000, "vary": ["preferences.one"]}, "text": "document.yaml"}
    (place / "job.json").write_text(json.dumps(job), encoding="utf-8")
    command = [sys.executable, "-m", "countermove.workbench.study_process", str(folder), "full-1"]

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    ended = subprocess.run(command, check=False, preexec_fn=small_files, capture_output=True, timeout=PATIENCE)
    assert ended.returncode == 1
    assert b"Traceback" not in ended.stderr
    assert "no space is left" in json.loads((place / "progress.json").read_text(encoding="utf-8"))["failed"]
    assert subprocess.run(command, check=False, timeout=PATIENCE).returncode == 0  # with room again it goes on
    assert (place / "result.json").is_file()


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "x" * 200, "nothing"])
def test_a_name_that_is_no_study_is_refused(ask: Ask, client: TestClient, name: str) -> None:
    for path in ("/study/events", "/study/found", "/study/folder"):
        assert client.get(path, params={"study": name}).status_code == 404
    assert "no study" in ask("/study/resume", study=name)["sentence"]
    assert "no study" in ask("/study/cancel", study=name)["sentence"]


def test_studies_that_lead_out_are_not_begun(ask: Ask, folder: Path, prisoners: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / PLACE).symlink_to(tmp_path / "elsewhere")
    answer = ask("/study/start", name="prisoners.yaml", text=prisoners.read_text(encoding="utf-8"), wish={})
    assert "lead out" in answer["sentence"]
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("wish", [{"draws": "many"}, {"seed": "-1"}, {"design": "other"}, {"draws": "1" * 12}])
def test_a_wish_that_is_none_gets_a_sentence(wish: dict[str, Any]) -> None:
    with pytest.raises(countermove.AnalysisError, match=r"number|design"):
        wish_of(wish)


def test_the_form_shows_what_varies(ask: Ask, prisoners: Path) -> None:
    text = prisoners.read_text(encoding="utf-8")
    told_form = ask("/study/form", name="prisoners.yaml", text=text, wish={})["html"]
    assert told_form.count('name="vary"') == 2
    assert told_form.count("checked") == 2
    one = ask("/study/form", name="prisoners.yaml", text=text, wish={"vary": ["preferences.one"]})["html"]
    assert one.count("checked") == 1
    assert ask("/study/form", name="prisoners.yaml", text="models: [", wish={}) == {"html": None}
    unknown = ask("/study/form", name="prisoners.yaml", text=text, wish={"model": "dilema"})["html"]
    assert "did you mean" in unknown
