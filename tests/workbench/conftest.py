"""A workbench over an empty folder, asked as its own page asks it."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

from countermove.workbench.answering import JOBS
from countermove.workbench.application import application
from countermove.workbench.worker import Told, Worker, sentence_of

TOKEN, PORT = "a-token-of-this-launch", 8123
HOST = f"http://127.0.0.1:{PORT}"
Ask = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def _solved_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Solve in this process, which is warm; what crosses to another is pickled all the same."""
    if "own_process" in request.fixturenames:
        return

    def solved(_: Worker, job: str, question: Mapping[str, Any]) -> Told:
        try:
            return cast("Told", pickle.loads(pickle.dumps(Told(JOBS[job](**pickle.loads(pickle.dumps(question)))))))
        except Exception as error:
            return Told(sentence=sentence_of(error))

    monkeypatch.setattr(Worker, "_ask", solved)
    monkeypatch.setattr(Worker, "start", lambda _: None)


@pytest.fixture
def own_process() -> None:
    """Ask for the process of its own that a served workbench has."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "folder"
    place.mkdir()
    return place


@pytest.fixture
def prisoners(folder: Path) -> Path:
    file = folder / "prisoners.yaml"
    file.write_bytes(files("countermove.library").joinpath("prisoners.yaml").read_bytes())
    return file


@pytest.fixture
def stranger(folder: Path) -> Iterator[TestClient]:
    """Return a client without the token."""
    with TestClient(application(folder, TOKEN, PORT), base_url=HOST, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(stranger: TestClient) -> TestClient:
    """Return a client that opened the printed address."""
    assert stranger.get(f"/?token={TOKEN}").status_code == 200
    return stranger


@pytest.fixture
def ask(client: TestClient) -> Ask:
    """Post as the page does, and return what comes back."""

    def asked(path: str, **data: Any) -> dict[str, Any]:
        response = client.post(path, json=data, headers={"Origin": HOST})
        found = response.json()
        assert isinstance(found, dict)
        assert "Traceback" not in response.text
        return found

    return asked
