"""Pages as they are read here: the commands they show, the files they ask for, and what they say is printed."""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^(?:<!-- (file|run): (.+?) -->\n)?```(\w*)\n(.*?)^```$|^<!-- edit: (.+?) -->$", re.M | re.S)


@dataclass(frozen=True)
class Write:
    """A file that the page tells its reader to write."""

    name: str
    text: str


@dataclass(frozen=True)
class Edit:
    """A word that the page tells its reader to change."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Command:
    """A command and what the page shows below it."""

    line: str
    shown: str


Step = Write | Edit | Command


def steps(page: str) -> Iterator[Step]:
    """Yield what a reader of the page does, in order."""
    for found in BLOCK.finditer(page):
        role, argument, language, text, edit = found.groups()
        if edit is not None:
            name, old, new = (part.strip() for part in edit.split("|"))
            yield Edit(name, old, new)
        elif role == "file":
            yield Write(argument.strip(), text)
        elif language == "console" or role == "run":
            yield from commands(text)


def commands(block: str) -> Iterator[Command]:
    """Yield the commands of a block: lines that begin with `$ `, each with the lines below it."""
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        line, _, shown = part.partition("\n")
        yield Command(line.strip(), shown)


def run(line: str) -> tuple[str, int]:
    """Run one `countermove …` line in this process; return all that it prints, and its exit code."""
    from countermove.cli.main import main

    verb, *arguments = shlex.split(line)
    assert verb == "countermove", f"only countermove can be run here, not {verb!r}"
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    code = 0
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            main(arguments)
        except SystemExit as left:
            code = int(left.code or 0)
    printed.seek(0)
    return printed.read(), code


def agrees(printed: str, shown: str) -> bool:
    """Say whether a text is as shown: `…` stands for any text, and lines may be broken elsewhere."""
    parts = (re.escape(_plain(part)) for part in shown.split("…"))
    return re.fullmatch(r"\s*" + r"\s*.*?\s*".join(parts) + r"\s*", _plain(printed), re.S) is not None


def _plain(text: str) -> str:
    return " ".join(text.split())


def walk(page: Path, folder: Path) -> list[str]:
    """Do in a folder what a page tells its reader to do; return what came out other than shown."""
    wrong = []
    code = 0
    for step in steps(page.read_text(encoding="utf-8")):
        if isinstance(step, Write):
            (folder / step.name).write_text(step.text, encoding="utf-8")
        elif isinstance(step, Edit):
            text = (folder / step.name).read_text(encoding="utf-8")
            if step.old not in text:
                wrong.append(f"{step.name} has no {step.old!r} to change")
            (folder / step.name).write_text(text.replace(step.old, step.new), encoding="utf-8")
        elif step.line == "echo $?":
            if step.shown.strip() != str(code):
                wrong.append(f"exit code {code}, shown {step.shown.strip()}")
        else:
            printed, code = run(step.line)
            if not agrees(printed, step.shown):
                wrong.append(f"$ {step.line}\n--- printed\n{printed}\n--- shown\n{step.shown}")
    return wrong
