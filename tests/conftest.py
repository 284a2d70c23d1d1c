"""What every test shares: Hypothesis without deadlines (a first call compiles), the same examples in CI every time."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") or os.environ.get("CM_REQUIRE_ALL") else "desk")


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[str], str]:
    """Solve a document that must be refused, exit 1 and no traceback; return what is said, the file as ``bad.yaml``."""

    def said(text: str) -> str:
        from countermove.cli import main

        file = tmp_path / "bad.yaml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit) as left:
            main(["solve", str(file)])
        assert left.value.code == 1
        words = capsys.readouterr().err
        assert "Traceback" not in words
        return words.replace(str(file), "bad.yaml")

    return said
