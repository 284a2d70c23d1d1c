"""What reading other programs' games has in common: tokens with their lines, and the document that comes of it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from countermove.document.faults import DocumentError, Fault

Game = tuple[str, tuple[str, str], tuple[list[str], list[str]], list[list[Fraction]], list[list[Fraction]]]
"""Title, actors, actions of both, payoffs of both by first action (rows) and second action (columns)."""

TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}])|([^\s{},"]+)')


def plain(value: Fraction) -> str:
    """Return a number as a document writes it."""
    return str(value.numerator) if value.denominator == 1 else repr(float(value))


def document_of(game: Game) -> str:
    """Write the YAML of an imported game."""
    title, actors, actions, first, second = game
    ids = [_ids(actors, "actor"), _ids(actions[0], "action"), _ids(actions[1], "action")]
    lines = ["countermove: 1", f"title: {json.dumps(title or 'Imported game', ensure_ascii=False)}", "actors:"]
    lines += [
        f"  {key}: {{name: {json.dumps(name, ensure_ascii=False)}}}" for key, name in zip(ids[0], actors, strict=True)
    ]
    lines += ["models:", "  game:", "    kind: dilemma", f"    between: [{', '.join(ids[0])}]", "    own_actions:"]
    for key, acts, names in zip(ids[0], ids[1:], actions, strict=True):
        lines.append(f"      {key}:")
        lines += [
            f"        {act}: {{name: {json.dumps(name, ensure_ascii=False)}}}"
            for act, name in zip(acts, names, strict=True)
        ]
    lines.append("    utilities:  # rows the own action, columns the other's")
    seen = first, [list(column) for column in zip(*second, strict=True)]
    for key, table in zip(ids[0], seen, strict=True):
        shown = ", ".join("[" + ", ".join(plain(value) for value in row) + "]" for row in table)
        lines.append(f"      {key}: [{shown}]")
    return "\n".join(lines) + "\n"


def _ids(names: Sequence[str], fallback: str) -> list[str]:
    """Return names that a document can use as keys: letters, digits and underscores, none twice."""
    found: list[str] = []
    reserved = {"both", "not", "and", "or", "if", "iff", "true", "false", "null", "yes", "no", "on", "off"}
    for place, name in enumerate(names, 1):
        key = re.sub(r"[\W且或非]+", "_", unicodedata.normalize("NFC", name.lower())).strip("_")
        if key in reserved or not re.match(r"[^\W\d]", key):
            key = f"{fallback}_{place}"
        while key in found:
            key += "_"
        found.append(key)
    return found


def decoded(content: bytes, file: str) -> str:
    """Return a file as text; a fault where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise fault(file, 1, "the file is not UTF-8", "save it as UTF-8") from error


def fault(file: str, line: int, wrong: str, cure: str) -> DocumentError:
    """Return one thing wrong in a file of another program."""
    return DocumentError([Fault(file, line, 1, "", wrong, cure)])


class Stream:
    """Tokens of a Gambit file, read one after the other."""

    def __init__(self, tokens: list[tuple[re.Match[str], int]], file: str) -> None:
        self.tokens, self.place, self.file = tokens, 0, file

    @classmethod
    def of(cls, text: str, file: str) -> Stream:
        """Return the tokens of a text, each with its line."""
        found, line, end = [], 1, 0
        for match in TOKEN.finditer(text):
            line += text.count("\n", end, match.start())
            end = match.start()
            found.append((match, line))
        return cls(found, file)

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.place >= len(self.tokens)

    @property
    def line(self) -> int:
        """Where the reader stands."""
        return self.tokens[min(self.place, len(self.tokens) - 1)][1] if self.tokens else 1

    def _next(self, wanted: str) -> re.Match[str]:
        if self.place >= len(self.tokens):
            raise fault(self.file, self.line, f"the file ends where {wanted} is due", "is it complete?")
        self.place += 1
        return self.tokens[self.place - 1][0]

    def peek(self, mark: str) -> bool:
        """Say whether a brace is next."""
        return self.place < len(self.tokens) and self.tokens[self.place][0].group(2) == mark

    def peek_quoted(self) -> bool:
        """Say whether a quoted text is next."""
        return self.place < len(self.tokens) and self.tokens[self.place][0].group(1) is not None

    def expect(self, word: str) -> None:
        """Take a word that must be next."""
        match = self._next(repr(word))
        if match.group(0) != word:
            self.place -= 1
            raise fault(self.file, self.line, f"{match.group(0)!r} where {word!r} is due", "is this an .nfg file?")

    def word(self) -> str:
        """Take any token."""
        return self._next("a word").group(0)

    def quoted(self) -> str:
        """Take a quoted text."""
        match = self._next("a quoted text")
        if match.group(1) is None:
            self.place -= 1
            raise fault(self.file, self.line, f"{match.group(0)!r} where a quoted text is due", "put it in quotes")
        return re.sub(r"\\(.)", r"\1", match.group(1))

    def quoted_list(self) -> list[str]:
        """Take quoted texts in braces."""
        self.expect("{")
        found = []
        while not self.peek("}"):
            found.append(self.quoted())
        self.expect("}")
        return found

    def opening(self, kind: str, version: str) -> tuple[str, tuple[str, str]]:
        """Take the head of a file of two actors: its title and their names."""
        self.expect(kind)
        self.expect(version)
        self.word()
        title, actors = self.quoted(), self.quoted_list()
        if len(actors) != 2:
            cure = "a dilemma has two; leave the others out or merge them"
            raise fault(self.file, self.line, f"{len(actors)} actors", cure)
        return title, (actors[0], actors[1])

    def number(self) -> Fraction:
        """Take a number."""
        match = self._next("a number")
        try:
            return Fraction(match.group(0))
        except (ValueError, ZeroDivisionError) as error:
            self.place -= 1
            raise fault(self.file, self.line, f"{match.group(0)!r} is no number", "write 3, 0.5 or 1/2") from error

    def actions(self) -> tuple[list[str], list[str]]:
        """Take the actions of both actors, by name or by count."""
        self.expect("{")
        found = []
        while not self.peek("}"):
            if self.peek("{"):
                found.append(self.quoted_list())
            else:
                found.append([f"action {place + 1}" for place in range(int(self.number()))])
        self.expect("}")
        if len(found) != 2 or not all(found):
            raise fault(self.file, self.line, "two actors need two lists of actions", "give each at least one action")
        return found[0], found[1]

    def outcomes(self) -> list[list[Fraction]]:
        """Take the list of outcomes of a .nfg file."""
        self.expect("{")
        found = []
        while not self.peek("}"):
            self.expect("{")
            self.quoted()
            found.append([self.number(), self.number()])
            self.expect("}")
        self.expect("}")
        return found
