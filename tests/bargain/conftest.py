"""Decisions made up by a seeded script, in the European layout; and the shared data where a folder is named."""

import os
from pathlib import Path

import numpy as np
import pytest

STATES = ("de", "fr", "uk", "it", "nl", "be", "dk")


def write_decisions(path: Path, seed: int, proposals: int = 40) -> Path:
    """Write decisions whose outcome is the capability × salience mean and noise that a proposal shares."""
    rng = np.random.default_rng(seed)
    codes = ("com", "ep", *STATES)
    head = ["prnrnmc", "isnrnmc", "prnr", "isnr", "council", "proc", "counvte"]
    head += [f"p{c}" for c in codes] + [f"s{c}" for c in codes] + ["out"]
    capability = np.array([4.1, 4.1, 4, 3, 2.5, 2, 1, 0.6, 0.4])
    lines = ["\t".join(head), "\t".join([""] * 7 + [f"{c:g}" for c in capability] + [""] * 10)]
    for proposal in range(proposals):
        shared = rng.normal(0, 8)
        for issue in range(1 + proposal % 3):
            position, salience = rng.integers(0, 11, 9) * 10.0, rng.integers(1, 11, 9) * 10.0
            outcome = np.clip(
                (capability * salience) @ position / (capability @ salience) + shared + rng.normal(0, 5), 0, 100
            )
            number = f"d{proposal % 10:02d}001"
            row = [
                str(proposal),
                str(issue),
                number,
                f"{number}i{issue}",
                ["Agri", "Envi", "Trans"][proposal % 3],
                "COD",
                "QMV",
            ]
            cells = [f"{x:g}" for x in (*position, *salience, round(outcome, 2))]
            if issue == 1:
                cells[3] = ""
            lines.append("\t".join(row + cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    return write_decisions(tmp_path / "decisions.tsv", seed=5)


@pytest.fixture
def european() -> Path:
    folder = os.environ.get("COUNTERMOVE_SHARED_DATA")
    if not folder:
        pytest.skip("COUNTERMOVE_SHARED_DATA names no folder with deu3.tsv")
    return Path(folder) / "deu3.tsv"
