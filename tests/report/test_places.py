"""Places and values of a document in words: by the names it gives, laws as sentences, the rest as written."""

from __future__ import annotations

from typing import Any

import pytest

from countermove.document.text import Text
from countermove.report.places import place_words, subject_words, value_words, whole_value

ACTORS = {"us": Text("United States", "美国"), "eu": Text("European Union", "欧盟")}
SECTION: dict[str, Any] = {
    "factors": {
        "growth": {"name": {"en": "Growth of output", "zh": "产出增长"}, "short": {"en": "Growth", "zh": "增长"}},
        "trade": {"name": "Trade"},
    },
    "trust": {"eu": {"us": {"uniform": [0.15, 0.45]}}},
    "ranks": {"both": [[3, 1], [4, 2]]},
}


@pytest.mark.parametrize(
    ("path", "english", "chinese"),
    [
        ("trust.eu.us.uniform[0]", "European Union, United States (trust)", "欧盟，美国（信任）"),
        ("impacts.growth.trade[2]", "Growth of output, Trade (impacts)", "产出增长，Trade（影响判断）"),
        ("ranks.both[0][1]", "both, item 1, item 2 (ranks)", "双方，第1项，第2项（排序）"),
        ("some_key", "some key", "some key"),
        ("growth", "Growth of output", "产出增长"),
        ("", "", ""),
    ],
)
def test_a_place_is_told_by_names(path: str, english: str, chinese: str) -> None:
    assert place_words(path, SECTION, ACTORS) == Text(english, chinese)


def test_a_path_into_a_law_leads_to_the_whole_law() -> None:
    assert whole_value("trust.eu.us.uniform[0]", SECTION) == {"uniform": [0.15, 0.45]}
    assert whole_value("ranks.both[1][0]", SECTION) == 4
    assert whole_value("ranks.both[9][0]", SECTION) is None and whole_value("gone.x", SECTION) is None


@pytest.mark.parametrize(
    ("value", "english"),
    [
        (None, "nothing"),
        ([], "nothing"),
        (3, "3"),
        (0.5, "0.5"),
        ({"uniform": [0.15, 0.45]}, "any value from 0.15 to 0.45"),
        ({"value": {"uniform": [1, 2]}, "unit": "GW", "basis": ["c1"]}, "any value from 1 to 2"),
        ({"rule": "not attack", "basis": ["c1"]}, "not attack"),
        ({"en": "Peace", "zh": "和平"}, "Peace"),
        ([[3, 1], [4, 2]], "3; 1; 4; 2"),
        ("x" * 200, "x" * 89 + "…"),
    ],
)
def test_a_value_is_told_in_a_line(value: Any, english: str) -> None:
    assert value_words(value).en == english


def test_a_law_that_cannot_be_read_alone_is_shown_as_written() -> None:
    assert value_words({"uniform": ["$low", 1]}).en == "uniform $low; 1"


def test_a_compound_subject_is_told_by_short_names() -> None:
    assert subject_words("growth", SECTION, ACTORS).en == "Growth of output"
    assert subject_words("growth/trade", SECTION, ACTORS) == Text("Growth / Trade", "增长 / Trade")
    assert subject_words("lead.us", SECTION, ACTORS).zh == "lead · 美国"
    assert subject_words("NYY", SECTION, ACTORS) == Text.both("NYY")
