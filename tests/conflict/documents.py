"""Documents for tests of figures and reports: contents that break drawings, written as an analyst might."""

from __future__ import annotations

import json
from typing import Any

HOSTILE = "<script>alert('x')</script> & \"quotes\" 🙂"
LONG = (
    "A title of one hundred and forty characters that goes on about what the parties might do to each other if only "
    "they had the means and the days"
)
RTL = "שלום עולם"


def option_form(
    actors: int, options: int, readings: int = 0, statements: int = 2, name: str = "Option", infeasible: bool = False
) -> dict[str, Any]:
    """Return a document with so many actors, options in all, and further readings whose priorities are turned round."""
    owners = [f"a{index}" for index in range(actors)]
    keys: dict[str, list[str]] = {owner: [] for owner in owners}
    for index in range(options):
        keys[owners[index % actors]].append(f"o{index}")
    every = [key for own in keys.values() for key in own]
    narrow = [f"{one} and not {two}" for one, two in zip(every[1:], every, strict=False)] if infeasible else []

    def preferences(shift: int) -> dict[str, Any]:
        return {
            owner: {
                "statements": [
                    ("not " if (place + number + shift) % 2 else "") + every[(place + number * 3 + shift) % len(every)]
                    for number in range(statements)
                ]
            }
            for place, owner in enumerate(owners)
        }

    return {
        "countermove": 1,
        "title": "Test",
        "actors": {owner: {"name": f"Actor {owner}"} for owner in owners},
        "models": {
            "m": {
                "kind": "conflict",
                "options": {
                    owner: {key: {"name": f"{name} {key}", "layer": int(key[1:]) % 3} for key in own}
                    for owner, own in keys.items()
                    if own
                },
                "infeasible": narrow,
                "preferences": preferences(0),
                "readings": {
                    f"r{number}": {"title": f"Reading {number}", "preferences": preferences(number)}
                    for number in range(1, readings + 1)
                },
            }
        },
    }


def matching_pennies() -> dict[str, Any]:
    """Return a conflict in which no outcome holds by itself: one wants alike, the other unlike."""
    document = option_form(2, 2)
    document["models"]["m"]["preferences"] = {
        "a0": {"statements": ["o0 iff o1"]},
        "a1": {"statements": ["not (o0 iff o1)"]},
    }
    return document


def indifference(options: int = 6) -> dict[str, Any]:
    """Return a conflict in which every state is stable: nobody minds anything."""
    document = option_form(2, options)
    for own in document["models"]["m"]["preferences"].values():
        own["statements"] = ["o0 or not o0"]
    return document


def drawn() -> dict[str, Any]:
    """Return a hand-drawn graph whose states have names that markup must survive."""
    return {
        "countermove": 1,
        "title": HOSTILE,
        "question": f"Where does {HOSTILE} lead?",
        "actors": {"a": {"name": HOSTILE}, "b": {"name": RTL}},
        "models": {
            "m": {
                "kind": "conflict",
                "states": ["<s1>", "s2 & more", "s3"],
                "moves": {"a": [["<s1>", "s2 & more"]], "b": [["s2 & more", "s3"]]},
                "status_quo": "<s1>",
                "preferences": {
                    "a": {"order": ["s2 & more", "<s1>", "s3"]},
                    "b": {"order": ["s3", "<s1>", "s2 & more"]},
                },
                "readings": {"other": {"title": RTL, "preferences": {"b": {"order": ["s2 & more", "s3", "<s1>"]}}}},
            }
        },
    }


def answered() -> dict[str, Any]:
    """Return a ladder of answers told row by row, one of which nobody answers and one only in part."""
    document = option_form(2, 4, readings=1)
    model = document["models"]["m"]
    options = {
        "a0": {"plan": {"name": "The plan", "layer": 0}, "reply": {"name": HOSTILE, "layer": 2, "answers": ["block"]}},
        "a1": {"block": {"name": LONG, "layer": 1}, "shrug": {"name": "Shrug", "layer": 1}},
    }
    model["options"] = options
    model["coverage"] = {
        "r1": {"actor": "a0", "layer": 0, "name": "Part one", "option": "plan"},
        "r2": {"actor": "a1", "layer": 1, "name": "Block", "option": "block", "answers": {"r1": "stated"}},
        "r3": {"actor": "a1", "layer": 1, "name": "Half a block", "option": "block", "answers": {"r1": "inferred"}},
        "r4": {"actor": "a0", "layer": 2, "name": "Reply", "option": "reply", "answers": {"r2": "inferred"}},
        "r5": {"actor": "a0", "layer": 0, "name": "Background"},
    }
    model["preferences"] = {"a0": {"statements": ["plan", "reply"]}, "a1": {"statements": ["block", "not plan"]}}
    model["readings"] = {"other": {"preferences": {"a1": {"statements": ["not block"]}}}}
    return document


def text_of(document: dict[str, Any]) -> str:
    """Return a document as text; JSON is YAML."""
    return json.dumps(document, ensure_ascii=False)
