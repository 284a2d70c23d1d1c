"""Text in two languages."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from countermove.document.text import Text, listed

ADAPTER: TypeAdapter[Text] = TypeAdapter(Text)


def test_both_written_forms() -> None:
    assert ADAPTER.validate_python("Syria") == Text("Syria", "Syria")
    assert ADAPTER.validate_python({"en": "Syria", "zh": "叙利亚"}) == Text("Syria", "叙利亚")
    assert ADAPTER.validate_python({"zh": "叙利亚"}).get("en") == "叙利亚"


@pytest.mark.parametrize("written", [3, None, True, [], {}, {"de": "Syrien"}, {"en": "Syria", "de": "Syrien"}])
def test_what_is_no_text(written: object) -> None:
    with pytest.raises(ValidationError, match="this is no text; write a plain string"):
        ADAPTER.validate_python(written)


def test_a_language_that_is_no_text() -> None:
    with pytest.raises(ValidationError, match="the zh text is no text; put it in quotes"):
        ADAPTER.validate_python({"en": "1975", "zh": 1975})


def test_a_missing_language_falls_back() -> None:
    text = Text("only English", None)
    assert (text.get("zh"), text.has("zh"), text.to_dict()) == (
        "only English",
        False,
        {"en": "only English", "zh": "only English"},
    )


def test_places_are_filled_in_each_language_with_braces_left_alone() -> None:
    held = Text("{state} holds.", "{state}得以维持。").of(state=Text("{peace}", "和平"))
    assert (held.en, held.zh) == ("{peace} holds.", "和平得以维持。")


def test_lists() -> None:
    parts = [Text.both(letter) for letter in "ABCDEFGH"]
    assert listed([]).zh == "无"
    assert listed(parts[:1]) == Text.both("A")
    assert (listed(parts[:3]).en, listed(parts[:3]).zh) == ("A, B and C", "A、B和C")
    assert listed(parts).en == "A, B, C, D, E, F and 2 more"
    assert listed(parts).zh == "A、B、C、D、E、F等8项"
