from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermove.document.text import Text
from countermove.report.html import Html, page, quotation, said, tag, words


@given(st.text())
def test_any_text_survives_a_parser_as_text_and_as_attribute(text: str) -> None:
    shown = words(text)
    parsed = html5lib.parseFragment(tag("p", text, title=text).markup, namespaceHTMLElements=False)
    expected = "".join("\ufffd" if one in shown and one not in text else one for one in _unescaped(shown))
    assert [child.tag for child in parsed] == ["p"]
    assert (parsed[0].text or "") == expected
    assert parsed[0].get("title") == expected


def _unescaped(text: str) -> str:
    from html import unescape

    return unescape(text)


@given(st.text(alphabet="<>&\"'a\x00\x0b\ufffe"))
def test_nothing_that_html_forbids_comes_through(text: str) -> None:
    shown = words(text)
    assert not set(shown) & set("<>\"'\x00\x0b\ufffe")


def test_attributes_and_children() -> None:
    made = tag("a", "x & y", tag("b", "1"), None, ["2", Html("<i>3</i>")], href="#a", cls="c", hidden=None, open=True)
    assert made.markup == '<a href="#a" class="c" open>x &amp; y<b>1</b>2<i>3</i></a>'
    assert tag("br").markup == "<br>"


@pytest.mark.parametrize(
    ("text", "lang", "marked"),
    [
        (Text("Peace", "和平"), "en", None),
        (Text(None, "和平"), "en", "zh-Hans"),
        (Text("Peace", None), "zh", "en"),
        (Text.both("和平"), "en", "zh-Hans"),
        (Text.both("s1"), "zh", None),
    ],
)
def test_a_text_that_falls_back_is_marked_with_its_language(text: Text, lang: str, marked: str | None) -> None:
    shown = said(text, lang).markup  # type: ignore[arg-type]
    assert (f'lang="{marked}"' in shown) if marked else ("lang=" not in shown)


def test_quotations_know_their_script() -> None:
    assert 'lang="zh"' in quotation("絕對的行動自由").markup
    assert "lang" not in quotation("speed first").markup


def test_a_style_cannot_smuggle_markup() -> None:
    with pytest.raises(ValueError, match="cannot hold markup"):
        page("t", "en", "</style><script>1</script>", tag("main"))
