"""Ways of spoiling a document, shared by the property test and the coverage-guided fuzzer."""

from __future__ import annotations

import copy
import random
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from countermove.document.faults import DocumentError
from countermove.document.reading import read_content
from countermove.kinds import Registry
from tests.document.conftest import SMALL

TOKENS = (
    "{", "}", "[", "]", ":", ": ", ",", "- ", "? ", "|", ">", "'", '"', "&a ", "*a", "!x ", "!!str ", "%YAML 1.1\n",
    "---\n", "...\n", "#", "\t", "\n", "\r", "\n\n  ", "<<: ", "\\", "\0", "\x85", "\u2028", "\ufeff", "\ud83d", "😀",
    "~", "null", "true", "1e999", "-.inf", ".nan", "0x10", "9" * 400, "$detection", "$", "base", "not ", " and ", "且",
    "（", "：", "NNN", "YYY", "a.b", "basis: ", "e\u0301", " " * 70, "[" * 70, "not " * 300, "{uniform: [1, 0]}",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2**70, 1.5, float("inf"), "", "x", "not", "$detection", "a and", "NNN", "base", "C001", [], [[]],
    [None], [{}], {}, {"": None}, {"x": {}}, {"en": 3}, {"uniform": [0, 1]}, {"rule": 3}, [["a", "b", "c"]], "a" * 300,
    ["release", "release"], {"basis": [[]]}, {"order": [[], ">>", ">>"]}, {"partial": [["NNN", "NNN"]]}, {"swaps": 0},
)  # fmt: skip


def corpus() -> list[str]:
    """Return valid documents: a small one and the smaller ones of the library."""
    library = files("countermove.library")
    names = ("syria-iraq", "elmira", "prisoners", "chicken", "cuban", "summit")
    return [SMALL, *(library.joinpath(f"{name}.yaml").read_text(encoding="utf-8") for name in names)]


def spoiled(text: str, chance: random.Random) -> bytes:
    """Change a few letters, words, lines or nodes of a document."""
    if chance.random() < 0.6:  # nodes alone keep it YAML, so that what lies behind the parser is met as well
        return _nodes_changed(text, chance).encode("utf-8", "surrogatepass")
    for _ in range(chance.randrange(1, 4)):
        text = _letters_changed(text, chance)
    content = text.encode("utf-8", "surrogatepass")
    for _ in range(chance.choice((0, 0, 0, 1, 3))):
        at = chance.randrange(len(content) + 1)
        content = content[:at] + bytes([chance.randrange(256)]) + content[at + chance.randrange(2) :]
    return content


def _letters_changed(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    end = min(len(text), at + chance.choice((0, 1, 5, 40)))
    way = chance.randrange(5)
    if way == 0:
        return text[:at] + text[end:]
    if way == 1:
        return text[:at] + chance.choice(TOKENS) + text[at:]
    if way == 2:
        return text[:at] + chance.choice(TOKENS) + text[end:]
    if way == 3:
        other = chance.randrange(len(text) + 1)
        return text[:other] + text[at:end] + text[other:]
    lines = text.splitlines(keepends=True) or [""]
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one] if chance.random() < 0.5 else "  " + lines[one]
    return "".join(lines)


def _nodes_changed(text: str, chance: random.Random) -> str:
    data = YAML(typ="safe").load(text)
    for _ in range(chance.randrange(1, 4)):
        nodes = list(_nodes(data))
        if not nodes:
            break
        parent, step = chance.choice(nodes)
        way = chance.randrange(4)
        if way == 0:
            del parent[step]
        elif way == 1:
            other, other_step = chance.choice(nodes)
            parent[step] = copy.deepcopy(other[other_step])
        elif way == 2 and isinstance(parent, dict):
            parent[chance.choice(("x", "base", "not", "", str(step)[:-1], "order", "basis"))] = parent.pop(step)
        else:
            parent[step] = copy.deepcopy(chance.choice(VALUES))
    stream = StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode = chance.random() < 0.5
    yaml.default_flow_style = chance.random() < 0.5
    yaml.dump(data, stream)
    return stream.getvalue()


def _nodes(data: Any) -> list[tuple[Any, Any]]:
    steps = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    return [(data, step) for step in steps] + [node for step in steps for node in _nodes(data[step])]


def read_or_refuse(content: bytes, folder: Path) -> None:
    """Read a document; the one allowed exception is a DocumentError whose faults have places that exist."""
    try:
        read_content(content, "fuzz.yaml", folder, Registry())
    except DocumentError as error:
        assert error.faults
        for fault in error.faults:
            assert fault.line >= 1, fault
            assert fault.column >= 1, fault
            assert fault.wrong, fault
            str(fault).encode()  # nothing that cannot be printed
