"""Files in and out."""

from pathlib import Path

import numpy as np
import pytest

import countermove
from countermove.bargain.exchange import from_csv, to_csv
from countermove.bargain.frontier import package_utility, pareto_frontier
from countermove.bargain.solutions import nash_deal
from countermove.bargain.utility_space import joint_utility, read_utility_space
from countermove.document.faults import AnalysisError, DocumentError

ROWS = b"""issue,party,position,salience,capability,status_quo,low,high
tax,a,0,0.9,2,10,0,20
tax,b,20,0.3,1,,,
visas,a,20,0.3,,0,,
visas,b,100,0.8,,,,
"""


def test_csv_becomes_a_document_and_comes_back_the_same() -> None:
    scenario = countermove.loads(from_csv(ROWS, "rows.csv"))
    section = scenario.case().section
    assert section.issues["tax"].scale == (0, 20)
    assert section.parties["a"].capability.centre == 2
    assert section.status_quo["tax"].centre == 10
    again = countermove.loads(from_csv(to_csv(scenario.case()).encode(), "rows.csv"))
    assert again.case().section == section
    assert scenario.solve()["base"].verdicts()["possible"] == ["agreement"]


def test_faults_in_csv_have_places() -> None:
    with pytest.raises(DocumentError, match="no column 'salience'"):
        from_csv(b"issue,party,position,saliense\n", "x.csv")
    with pytest.raises(DocumentError) as caught:
        from_csv(b"issue,party,position,salience\ntax,a,high,1\ntax,,3,1\n", "x.csv")
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [(2, 3), (3, 1)]


SPACE = """<utility_space><objective index="0" name="root">
  <issue index="1" name="Brand" type="discrete" vtype="discrete">
    <item index="1" value="x" evaluation="{x}"/><item index="2" value="y" evaluation="{y}"/></issue>
  <issue index="2" name="Months" type="integer" vtype="integer">
    <range lowerbound="1" upperbound="3"/><evaluator ftype="linear" offset="{o}" slope="{s}"/></issue>
  <weight index="1" value="{w}"/><weight index="2" value="{v}"/>
</objective><reservation value="0.2"/></utility_space>"""


def test_utility_spaces_solve_together(tmp_path: Path) -> None:
    for name, numbers in (("a", (4, 2, 0, 0.5, 0.75, 0.25)), ("b", (1, 5, 1, -0.5, 0.2, 0.8))):
        x, y, o, s, w, v = numbers
        (tmp_path / f"{name}.xml").write_text(SPACE.format(x=x, y=y, o=o, s=s, w=w, v=v))
    first, second = (read_utility_space(tmp_path / f"{name}.xml") for name in "ab")
    assert first.issues == ("Brand", "Months") and first.levels[1] == ("1", "2", "3")
    np.testing.assert_allclose(first.worth[0], [0.75, 0.375])
    np.testing.assert_allclose(second.worth[1], [0.8, 0.4, 0.0])
    worth, reservation = joint_utility([first, second])
    np.testing.assert_allclose(reservation, [0.2, 0.2])
    gain = package_utility(worth) - reservation
    deal = nash_deal(gain)
    assert deal is not None
    assert np.prod(gain[deal]) == max(np.prod(row) for row in gain if min(row) >= 0)
    assert len(pareto_frontier(worth).choice) < 6


def test_hostile_or_foreign_xml_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><utility_space>&b;</utility_space>'
    for name, text, wrong in (
        ("bomb", bomb, "no utility space that can be read"),
        ("other", "<x/>", "no <objective>"),
        ("real", SPACE.format(x=1, y=2, o=0, s=1, w=1, v=1).replace('vtype="integer"', 'vtype="real"'), "is real"),
        ("word", SPACE.format(x="many", y=2, o=0, s=1, w=1, v=1), "no number in 'evaluation'"),
    ):
        (tmp_path / f"{name}.xml").write_text(text)
        with pytest.raises(AnalysisError, match=wrong):
            read_utility_space(tmp_path / f"{name}.xml")
