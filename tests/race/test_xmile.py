"""XMILE models read as races, against closed forms, and refusals by name."""

from pathlib import Path

import numpy as np
import pytest

from countermove import load
from countermove.document.faults import AnalysisError, DocumentError
from countermove.exchange import export_case, import_file
from countermove.race.equations import assemble
from countermove.race.integration import integrate
from countermove.race.model import RaceModel
from countermove.race.xmile import read_xmile, xmile_document

HEAD = '<?xml version="1.0"?><xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">'
TIMES = "<start>0</start><stop>10</stop><dt>0.125</dt>"
SPECS = f'<header><name>Test</name></header><sim_specs time_units="Years">{TIMES}</sim_specs>'
TEACUP = """<stock name="Teacup Temperature"><eqn>180</eqn><outflow>"Heat loss to room"</outflow></stock>
<flow name="Heat Loss to Room"><eqn>(Teacup_Temperature - Room Temperature_) / Characteristic_Time {Newton}</eqn></flow>
<aux name="Room Temperature "><eqn>70</eqn></aux><aux name="Characteristic Time"><eqn>10</eqn></aux>"""


def model(variables: str, specs: str = SPECS) -> str:
    return f"{HEAD}{specs}<model><variables>{variables}</variables></model></xmile>"


def run(text: str, name: str, moments: list[float]) -> list[float]:
    section = RaceModel.model_validate(read_xmile(text).section, context={"parameters": {}})
    equations, problems = assemble(section)
    assert not problems
    return list(map(float, integrate(equations, section.clock.start, section.clock.end).sample(name, moments)))


def test_a_cup_cools_as_newton_says() -> None:
    text = model(TEACUP.replace("Room Temperature_", "Room_Temperature"))
    found = run(text, "teacup_temperature", [0, 5, 10])
    np.testing.assert_allclose(found, 70 + 110 * np.exp(-np.array([0, 5, 10]) / 10), rtol=1e-6)


def test_step_ramp_table_and_conditions() -> None:
    text = model(
        '<aux name="a"><eqn>STEP(5, 3) + RAMP(2, 4, 6)</eqn></aux>'
        '<aux name="b"><eqn>IF time > 5 AND NOT a = 0 THEN 1 ELSE 2</eqn></aux>'
        '<aux name="c"><eqn>TIME</eqn><gf><xscale min="0" max="10"/><ypts>0,10,0</ypts></gf></aux>'
        '<stock name="s"><eqn>1</eqn></stock>'
    )
    assert run(text, "a", [2, 4, 5, 9]) == [0, 5, 7, 9]
    assert run(text, "b", [2, 9]) == [2, 1]
    assert run(text, "c", [2.5, 5, 10]) == [5, 10, 0]


def test_units_are_kept_where_they_agree() -> None:
    stock = '<stock name="x"><eqn>1</eqn><inflow>f</inflow><units>person</units></stock>'
    flow = '<flow name="f"><eqn>x * r</eqn><units>person/year</units></flow>'
    rate = '<aux name="r"><eqn>0.1</eqn><units>1/year</units></aux>'
    assert read_xmile(model(stock + flow + rate)).section["stocks"]["x"]["unit"] == "person"
    wrong = read_xmile(model(stock + flow + rate.replace("1/year", "1/person")))
    assert "unit" not in wrong.section["stocks"]["x"]
    assert any("units were left out" in note for note in wrong.notes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<svg/>", "not <xmile>"),
        ("<xmile>", "not well-formed"),
        (HEAD + SPECS + "</xmile>", "no <model>"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><xmile>&a;</xmile>', "entities"),
        (model('<aux name="a"><eqn>DELAY1(3, 4)</eqn></aux>'), "function DELAY1 is more than a race has"),
        (model('<aux name="a"><eqn>b + 1</eqn></aux>'), "no quantity 'b'"),
        (model('<aux name="a"><eqn>1 +</eqn></aux>'), "ends too early"),
        (model('<aux name="a"><eqn>a + 1</eqn></aux>'), "a → a"),
        (model('<aux name="a"><dimensions><dim name="d"/></dimensions><eqn>1</eqn></aux>'), "<dimensions>"),
        (model('<stock name="s"><eqn>1</eqn><conveyor/></stock>'), "'s' uses <conveyor>"),
        (model('<module name="m"/>'), "<module> 'm'"),
        (model('<aux name="a"/>'), "has no equation"),
        (model('<aux name="A b"><eqn>1</eqn></aux><aux name="a_B"><eqn>1</eqn></aux>'), "two variables"),
        (model('<aux name="a"><eqn>1</eqn></aux>', "<sim_specs><start>x</start></sim_specs>"), "no number"),
        (model('<aux name="a"><eqn>1</eqn><gf><ypts>1,2</ypts></gf></aux>'), "graphical function"),
    ],
)
def test_what_is_refused_is_named(text: str, words: str) -> None:
    with pytest.raises(AnalysisError) as fault:
        read_xmile(text)
    assert words in str(fault.value)


def test_the_document_it_becomes_is_sound(tmp_path: Path) -> None:
    file = tmp_path / "cup.yaml"
    text = model(TEACUP.replace("Room Temperature_", "Room_Temperature"))
    file.write_text(xmile_document(text), encoding="utf-8")
    answer = load(str(file)).solve()
    assert "race" in str(answer)


def test_the_command_line_reads_xmile_and_tells_faults(tmp_path: Path) -> None:
    good, bad = tmp_path / "cup.xmile", tmp_path / "bad.stmx"
    good.write_text(model(TEACUP.replace("Room Temperature_", "Room_Temperature")), encoding="utf-8")
    bad.write_text(model('<aux name="a"><eqn>DELAY1(3, 4)</eqn></aux>'), encoding="utf-8")
    assert "kind: race" in import_file(str(good))
    with pytest.raises(DocumentError, match="bad.stmx:1:1: equation of 'a': function DELAY1"):
        import_file(str(bad))


def test_series_go_to_csv() -> None:
    scenario = load("compute-race")
    lines = export_case(scenario.case("spiral", "base"), "race", "csv").splitlines()
    assert lines[0].startswith("time [year],fear.us [effort]")
    assert len(lines) == 162
