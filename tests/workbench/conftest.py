"""A workbench over an empty folder, asked as its own page asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from countermove.workbench.application import application

TOKEN, PORT = "a-token-of-this-launch", 8123
HOST = f"http://127.0.0.1:{PORT}"
Ask = Callable[..., dict[str, Any]]


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
