"""Every drawing of the library brings the numbers behind it, as wide as its heading says."""

from __future__ import annotations

from pathlib import Path

import pytest

import countermove
import countermove.library

NAMES = sorted(
    file.stem for file in Path(str(countermove.library.__path__[0])).glob("*.yaml") if file.stem != "register"
)


@pytest.mark.parametrize("name", NAMES)
def test_each_figure_has_its_numbers(name: str) -> None:
    scenario = countermove.load(name)
    for model in scenario.document.models:
        for figure in scenario.answer(model).figures("zh"):
            assert figure.data is not None, (model, figure.id)
            assert figure.data.rows, (model, figure.id)
            assert {len(row) for row in figure.data.rows} == {len(figure.data.columns)}, (model, figure.id)
