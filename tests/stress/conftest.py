"""Fresh processes of these tests must find the package and the tests beside it, as this one does."""

import os
import sys

import pytest


@pytest.fixture(autouse=True)
def _inherited_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
