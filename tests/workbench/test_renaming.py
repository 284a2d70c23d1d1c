"""A name is changed wherever it is used and nowhere else; a second model begins sound."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path as File
from typing import Any

import pytest

from countermove.analysis import loads
from countermove.document.faults import DocumentError, Fault, Path
from countermove.document.reading import read_content
from countermove.document.text import Text
from countermove.document.tree import parse
from countermove.kinds import KINDS
from countermove.workbench.editing import edited
from countermove.workbench.folder import Refused
from countermove.workbench.remembering import Checking
from countermove.workbench.renaming import renamed
from countermove.workbench.schemas import Guide, kinds_in, schema_of

SMALL = """\
countermove: 1
title: us and them  # us: a word in a comment
sources: {s1: {title: A note of us}}
claims:
  c1: {text: {en: us says so}, source: s1, kind: fact, standing: supported}
parameters:
  us_share: {value: {uniform: [0, 1]}, basis: [c1]}
actors:
  us: {name: {en: us, zh: 我们}}
  them: {name: {en: Them}}
models:
  base:
    kind: conflict
    options:
      us: {talk: {name: {en: talk}, basis: [c1]}}
      them: {dam: {name: {en: Dam}, answers: [talk]}}
    infeasible: [us.talk and dam, {id: talk, rule: not talk and not dam, holds: $us_share, basis: [c1]}]
    status_quo: [talk]
    preferences:
      us: {statements: [talk, not dam]}
      them: {statements: [dam if not talk]}
    sees: {us: {them: other}}
    readings:
      other: {preferences: {us: {statements: [not talk]}}}
      third: {extends: other, preferences: {them: {statements: [talk]}}}
    expect: {other: {nash: [NY]}}
studies:
  some: {model: base, reading: other, draws: 10, vary: [preferences.us, $us_share]}
"""


def faults(text: str) -> list[Fault]:
    try:
        read_content(text.encode(), "document.yaml", File(), Checking())
    except DocumentError as error:
        return list(error.faults)
    return []


def library(name: str) -> str:
    return files("countermove.library").joinpath(f"{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "to", "changed"),
    [
        (("actors", "us"), "we", [
            ("  us: {name: {en: us,", "  we: {name: {en: us,"),
            ("      us: {talk:", "      we: {talk:"),
            ("us.talk and dam", "we.talk and dam"),
            ("      us: {statements: [talk, not", "      we: {statements: [talk, not"),
            ("{us: {them: other}}", "{we: {them: other}}"),
            ("{us: {statements: [not talk]}}", "{we: {statements: [not talk]}}"),
            ("[preferences.us,", "[preferences.we,"),
        ]),
        (("models", "base", "options", "us", "talk"), "speak", [
            ("us: {talk: {name: {en: talk}", "us: {speak: {name: {en: talk}"),
            ("answers: [talk]", "answers: [speak]"),
            ("us.talk and dam", "us.speak and dam"),
            ("{id: talk, rule: not talk and", "{id: speak, rule: not speak and"),
            ("status_quo: [talk]", "status_quo: [speak]"),
            ("[talk, not dam]", "[speak, not dam]"),
            ("dam if not talk", "dam if not speak"),
            ("[not talk]}}}", "[not speak]}}}"),
            ("{statements: [talk]}}}", "{statements: [speak]}}}"),
        ]),
        (("models", "base"), "water", [("  base:\n", "  water:\n"), ("{model: base,", "{model: water,")]),
        (("models", "base", "readings", "other"), "mirror", [
            ("{them: other}", "{them: mirror}"), ("      other: {pref", "      mirror: {pref"),
            ("extends: other", "extends: mirror"), ("{other: {nash", "{mirror: {nash"),
            ("reading: other", "reading: mirror"),
        ]),
        (("claims", "c1"), "a-2", [("  c1: {text", "  a-2: {text"), ("[c1]", "[a-2]")]),
        (("sources", "s1"), "note", [("{s1: {title", "{note: {title"), ("source: s1", "source: note")]),
        (("parameters", "us_share"), "part", [("  us_share:", "  part:"), ("$us_share", "$part")]),
        (("studies", "some"), "all", [("  some: {model", "  all: {model")]),
    ],
    ids=["actor", "option", "model", "reading", "claim", "source", "parameter", "study"],
)  # fmt: skip
def test_a_name_changes_where_it_is_used_and_nowhere_else(path: Path, to: str, changed: list[tuple[str, str]]) -> None:
    assert faults(SMALL) == []
    wanted = SMALL
    for old, new in changed:
        assert old in wanted, old
        wanted = wanted.replace(old, new)
    assert renamed(SMALL, path, to, faults) == wanted


def named(text: str) -> Iterator[Path]:
    """Yield a name of each sort that a library document gives, the second where there are several."""
    data = parse(text.encode(), "scenario").data
    for key in ("actors", "claims", "sources", "parameters", "models"):
        yield from ((key, name) for name in list(data.get(key, ()))[1:2])
    name, model = next(iter(data["models"].items()))
    for key in ("factors", "issues", "stocks", "constants", "events", "texts", "clauses", "actions", "options"):
        for one, part in list(model.get(key, {}).items())[1:2]:
            inner = list(part)[:1] if key == "options" else ()
            yield ("models", name, key, one, *inner)


def proved(text: str) -> list[Text]:
    """Return what a text's first reading comes to, less what is drawn: an input's draws follow its name."""
    return [finding.text for finding in loads(text).answer().findings() if finding.firmness != "sampled"]


@pytest.mark.parametrize("scenario", ["summit", "standoff", "reaim", "five-drivers", "narratives"])
def test_library_documents_say_the_same_under_other_names(scenario: str) -> None:
    text = library(scenario)
    first = proved(text)
    for path in named(text):
        to = f"{path[-1]}_2"
        changed = renamed(text, path, to, faults)
        assert faults(changed) == []
        assert len(changed.splitlines()) == len(text.splitlines())
        assert proved(changed) == first, path
        if path[0] == "models" and len(path) > 2 or path[0] == "actors":
            data = parse(changed.encode(), "scenario").data
            places = Guide(schema_of(kinds_in(data))).names_in(data)
            left = [at for at, is_key in places if is_key and at[-1] == path[-1] and at[:2] == ("models", path[1])]
            assert left == []


@pytest.mark.parametrize(
    ("path", "to", "told"),
    [
        (("actors", "us"), "them", "already taken"),
        (("actors", "us"), "  ", "Write the new name"),
        (("actors", "us"), "not", "word of the language"),
        (("actors", "us"), "a b", "is no name"),
        (("actors", "us"), "{[", "is no name"),
        (("actors", "nobody"), "x", "no name to change"),
        (("models", "base", "options", 0), "x", "no name to change"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(path: Path, to: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        edited(SMALL, {"op": "rename", "path": list(path), "value": to}, faults)


def test_a_document_at_fault_elsewhere_can_be_renamed_in() -> None:
    broken = SMALL.replace("kind: fact", "kind: fct").replace("status_quo: [talk]", "status_quo: [tlak]")
    changed = renamed(broken, ("actors", "us"), "we", faults)
    assert changed.count("us.talk") == 0
    assert len(faults(changed)) == len(faults(broken)) == 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", [SMALL, "countermove: 1\ntitle: Nothing yet\n"], ids=["beside another", "alone"])
def test_a_model_of_every_kind_begins_sound(kind: str, text: str) -> None:
    changed = edited(text, {"op": "model", "path": ["models", "more"], "kind": kind}, faults)
    assert faults(changed) == []
    found: Any = loads(changed).document
    assert list(found.models) == [*(["base"] if text == SMALL else []), "more"]
    assert found.models["more"].kind == kind
    if text == SMALL and kind in ("conflict", "bargain", "dilemma"):
        assert list(found.actors) == ["us", "them"]
    with pytest.raises(Refused, match="already taken"):
        edited(changed, {"op": "model", "path": ["models", "more"], "kind": kind}, faults)
