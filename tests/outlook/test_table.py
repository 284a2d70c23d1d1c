from __future__ import annotations

import pytest

from countermove.document.faults import AnalysisError
from countermove.kind import Case
from countermove.outlook.matrix import matrix
from countermove.outlook.model import OutlookModel
from countermove.outlook.table import from_csv, to_csv


def test_there_and_back(five_drivers: dict[str, Case[OutlookModel]]) -> None:
    for case in five_drivers.values():
        text = to_csv(case.section)
        again = OutlookModel.model_validate(from_csv(text), context={"parameters": {}})
        before, after = matrix(case.section), matrix(again)
        assert after.factors == before.factors and after.variants == before.variants
        assert (after.centre == before.centre).all()  # weights are 1 at their centre
        assert to_csv(again) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "fewer than three lines"),
        (",,a,b\n,,x,y\na,x,,1\n", "2 variants stand across and 1 down"),
        (",,a,b\n,,x,y\na,x,,1\nb,z,1,\n", "line 4: b/z stands where b/y is due"),
        (",,a,b\n,,x,y\na,x,,one\nb,y,1,\n", "line 3, column 4: 'one' is no number"),
        (",,a,b\n,,x,y\na,x,2,1\nb,y,1,\n", "line 3, column 3: a factor has no influence on itself"),
        (",,a,b\n,,x,y\na,x,,1,4\nb,y,1,\n", "line 3: 3 numbers for 2 variants"),
        (",,a,b,a\n,,x,y,z\na,x,,,\nb,y,,,\na,z,,,\n", "do not stand side by side"),
        (",,a,a\n,,x,x\na,x,,\na,x,,\n", "stands there twice"),
        (",,a,b\n,,x,\na,x,,1\nb,y,1,\n", "line 2, column 4: a name is missing"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(AnalysisError, match=words):
        from_csv(text)


def test_spreadsheets_may_write_a_factor_once_and_a_real_minus() -> None:
    section = from_csv("\ufeff,,a,,b\n,,x,y,z\na,x,,,\u22122\na,y,,,1\nb,z,0,1,\n")
    assert section["impacts"]["a"]["b"]["rows"] == {"x": [-2.0], "y": [1.0]}
