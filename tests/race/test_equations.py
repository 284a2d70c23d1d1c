"""Faults of a race, each with its place; and the order in which formulas are computed."""

from typing import Any

import pytest
from pydantic import ValidationError

from countermove.race.equations import assemble
from countermove.race.model import RaceModel

BASE: dict[str, Any] = {
    "clock": {"start": 2026, "end": 2030, "unit": "year"},
    "constants": {"pace": {"value": 2, "unit": "GW/year"}, "need": {"value": 1, "unit": "MW/chip"}},
    "stocks": {"power": {"start": 10, "unit": "GW"}, "chips": {"start": 5, "unit": "chip"}},
    "flows": {"build": {"rate": "pace", "into": "power"}},
}


def problems(**changes: Any) -> list[tuple[str, str, int]]:
    section = {key: {**value, **changes.get(key, {})} for key, value in BASE.items()}
    section |= {key: value for key, value in changes.items() if key not in BASE}
    found = assemble(RaceModel.model_validate(section, context={"parameters": {}}))[1]
    return [(".".join(map(str, one.path)), f"{one.wrong}; {one.cure}", one.offset) for one in found]


def test_a_sound_race_has_no_problems() -> None:
    assert problems() == []


SIDE: dict[str, Any] = {"start": {"a": 1, "b": 1}, "reaction": 1, "fatigue": 1}
CASES: list[tuple[str, dict[str, Any], str, str, int]] = [
    (
        "unknown name",
        {"flows": {"f": {"rate": "pase * 2", "into": "power"}}},
        "flows.f.rate",
        "did you mean 'pace'?",
        0,
    ),
    ("unknown stock", {"flows": {"f": {"rate": "pace", "into": "powr"}}}, "flows.f.into", "did you mean 'power'?", 0),
    ("units in a sum", {"auxiliaries": {"a": {"value": "power + pace"}}}, "auxiliaries.a.value", "GW/year meets GW", 8),
    (
        "units of a flow",
        {"flows": {"f": {"rate": "power", "into": "power"}}},
        "flows.f.rate",
        "measured in GW, where GW/year is due",
        0,
    ),
    (
        "a factor",
        {"auxiliaries": {"a": {"value": "chips * need", "unit": "GW"}}},
        "auxiliaries.a.value",
        "multiply by 0.001",
        0,
    ),
    (
        "flow between stocks of two units",
        {"flows": {"f": {"rate": "pace", "into": "power", "from": "chips"}}},
        "flows.f.rate",
        "where stock 'chips' needs chip/year",
        0,
    ),
    (
        "algebraic loop",
        {"auxiliaries": {"a": {"value": "b + 1"}, "b": {"value": "2 * c"}, "c": {"value": "a"}}},
        "auxiliaries.a.value",
        "a → b → c → a",
        0,
    ),
    ("self-loop", {"auxiliaries": {"a": {"value": "a + 1"}}}, "auxiliaries.a.value", "a → a", 0),
    ("reserved", {"auxiliaries": {"then": {"value": 1}}}, "auxiliaries.then", "word of the language", 0),
    ("twice", {"auxiliaries": {"pace": {"value": 1}}}, "auxiliaries.pace", "already one of the constants", 0),
    ("hyphen", {"auxiliaries": {"us-pace": {"value": 1}}}, "auxiliaries.us-pace", "letters, digits and _", 0),
    ("bad unit", {"stocks": {"s": {"start": 1, "unit": "GW//x"}}}, "stocks.s.unit", "not expected", 3),
    ("start that moves", {"stocks": {"s": {"start": "power", "unit": "GW"}}}, "stocks.s.start", "constants only", 0),
    ("event", {"events": {"e": {"at": 2027, "set": {"pacer": 1}}}}, "events.e.set.pacer", "did you mean 'pace'?", 0),
    (
        "contest in two units",
        {"contests": {"lead": {"of": {"us": "power", "cn": "chips"}}}},
        "contests.lead.of.cn",
        "measured in chip, but compared with GW",
        0,
    ),
    (
        "counterfactual",
        {"counterfactuals": {"c": {"measure": "power", "without": ["control"]}}},
        "counterfactuals.c.without.0",
        "no event 'control'",
        0,
    ),
]


@pytest.mark.parametrize(
    ("changes", "path", "words", "offset"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_faults_have_their_place(changes: dict[str, Any], path: str, words: str, offset: int) -> None:
    found = problems(**changes)
    assert [one[0] for one in found] == [path], found
    assert words in found[0][1]
    assert found[0][2] == offset


def test_units_are_not_asked_of_a_model_without_any() -> None:
    section = {
        "clock": {"start": 0, "end": 1},
        "stocks": {"x": {"start": 1}},
        "flows": {"f": {"rate": "x + 1", "into": "x"}},
    }
    assert assemble(RaceModel.model_validate(section, context={"parameters": {}}))[1] == ()


def test_formulas_come_after_what_they_use() -> None:
    section = {
        "clock": {"start": 0, "end": 1},
        "auxiliaries": {"a": {"value": "b"}, "b": {"value": "c"}, "c": {"value": "time"}},
    }
    assert assemble(RaceModel.model_validate(section, context={"parameters": {}}))[0].order == ("c", "b", "a")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"clock": {"start": 2030, "end": 2026}}, "before it starts"),
        ({"clock": {"start": 0, "end": 100, "step": 0.001}}, "longer step"),
        ({"flows": {"f": {"rate": 1}}}, "leads nowhere"),
        ({"ready": {"s": {"flow": "bas", "systems": {}}}}, "did you mean 'bass'"),
        ({"ready": {"s": {"systems": {}}}}, "says which"),
        ({"ready": {"s": {"flow": "bass", "systems": {"a": {"innovation": 1, "imitation": 1}}}}}, "no market"),
        (
            {
                "ready": {
                    "s": {"flow": "arenas", "arenas": ["a", "b"], "overlap": [[1]], "of": {"us": SIDE, "cn": SIDE}}
                }
            },
            "2 rows of 2 numbers",
        ),
        (
            {"ready": {"s": {"flow": "export-control", "demand": 1, "cut": 1.5, "at": 2027}}},
            "must lie between 0 and 1",
        ),
    ],
)
def test_what_the_schema_refuses(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        RaceModel.model_validate({**BASE, **change}, context={"parameters": {}})
