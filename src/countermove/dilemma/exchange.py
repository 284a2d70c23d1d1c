"""Stage games of other programs: Gambit's .nfg, GameTracer's .gam and CSV, read and written.

Gambit writes two versions of .nfg; both are read. The payoff version is written, since other programs read no other.
In both formats the first actor's action runs fastest.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from countermove.document.faults import AnalysisError, DocumentError, Fault

if TYPE_CHECKING:
    from countermove.dilemma.model import DilemmaModel
    from countermove.kind import Case

Game = tuple[str, tuple[str, str], tuple[list[str], list[str]], list[list[Fraction]], list[list[Fraction]]]
"""Title, actors, actions of both, payoffs of both by first action (rows) and second action (columns)."""

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}])|([^\s{},"]+)')


def read_nfg(content: bytes, file: str) -> str:
    """Return a document with the stage game of a two-actor .nfg file, in the payoff or the outcome version."""
    text = _decoded(content, file)
    tokens = [(match, text.count("\n", 0, match.start()) + 1) for match in _TOKEN.finditer(text)]
    stream = _Stream(tokens, file)
    stream.expect("NFG")
    stream.expect("1")
    stream.word()
    title = stream.quoted()
    actors = stream.quoted_list()
    if len(actors) != 2:
        raise _fault(
            file, stream.line, f"{len(actors)} actors", "a dilemma has two; leave the others out or merge them"
        )
    actions = stream.actions()
    if stream.peek_quoted():
        stream.quoted()  # a comment
    shape = len(actions[0]), len(actions[1])
    cells = shape[0] * shape[1]
    if stream.peek("{"):
        outcomes = [[Fraction(0), Fraction(0)], *stream.outcomes()]
        places = [int(stream.number()) for _ in range(cells)]
        if max(places) >= len(outcomes):
            raise _fault(file, stream.line, f"outcome {max(places)} is not listed", f"{len(outcomes) - 1} outcomes are")
        flat = [value for place in places for value in outcomes[place]]
    else:
        flat = [stream.number() for _ in range(2 * cells)]
    first, second = ([[Fraction(0)] * shape[1] for _ in range(shape[0])] for _ in range(2))
    for place, (column, row) in enumerate(product(range(shape[1]), range(shape[0]))):
        first[row][column], second[row][column] = flat[2 * place], flat[2 * place + 1]
    return _document((title, (actors[0], actors[1]), actions, first, second))


def read_gam(content: bytes, file: str) -> str:
    """Return a document with the stage game of a two-actor .gam file."""
    words = _decoded(content, file).split()
    try:
        count = int(words[0])
        shape = [int(word) for word in words[1 : 1 + count]]
        numbers = [Fraction(word) for word in words[1 + count :]]
    except (ValueError, IndexError) as error:
        raise _fault(file, 1, "this is no .gam file", "numbers only: actors, actions of each, then payoffs") from error
    if count != 2:
        raise _fault(file, 1, f"{count} actors", "a dilemma has two; leave the others out or merge them")
    cells = shape[0] * shape[1]
    if len(numbers) != 2 * cells:
        raise _fault(file, 1, f"{len(numbers)} payoffs for {cells} outcomes", f"give {2 * cells}")
    tables = []
    for block in (numbers[:cells], numbers[cells:]):
        tables.append([[block[column * shape[0] + row] for column in range(shape[1])] for row in range(shape[0])])
    labels = [f"action {place + 1}" for place in range(max(shape))]
    return _document(
        ("Imported game", ("first", "second"), (labels[: shape[0]], labels[: shape[1]]), tables[0], tables[1])
    )


def read_csv(content: bytes, file: str) -> str:
    """Return a document from lines `first action, second action, first payoff, second payoff` under a header."""
    rows = [row for row in csv.reader(io.StringIO(_decoded(content, file))) if row]
    if not rows or len(rows[0]) < 4:
        raise _fault(file, 1, "fewer than four columns", "two actions and two payoffs, with the actors as header")
    first, second = rows[0][0].strip(), rows[0][1].strip()
    actions: tuple[list[str], list[str]] = ([], [])
    cells: dict[tuple[str, str], tuple[Fraction, Fraction]] = {}
    for line, row in enumerate(rows[1:], 2):
        try:
            a, b, x, y = row[0].strip(), row[1].strip(), Fraction(row[2].strip()), Fraction(row[3].strip())
        except (ValueError, IndexError) as error:
            raise _fault(file, line, "no two actions and two numbers", "write e.g. stop,go,1,4") from error
        if (a, b) in cells:
            raise _fault(file, line, f"{a}/{b} is given twice", "leave one line out")
        cells[a, b] = (x, y)
        for known, label in ((actions[0], a), (actions[1], b)):
            if label not in known:
                known.append(label)
    missing = [f"{a}/{b}" for a in actions[0] for b in actions[1] if (a, b) not in cells]
    if missing:
        raise _fault(file, len(rows), f"no payoffs for {', '.join(missing[:4])}", "give every pair of actions a line")
    tables = [[[cells[a, b][seat] for b in actions[1]] for a in actions[0]] for seat in range(2)]
    return _document((file.rsplit("/", 1)[-1], (first, second), actions, tables[0], tables[1]))


def write_nfg(case: Case[DilemmaModel]) -> str:
    """Return the stage game as a .nfg file in the payoff version, numbers as decimals of the document."""
    title, actors, actions, first, second = _game(case)
    labels = " ".join("{ " + " ".join(map(_quoted, side)) + " }" for side in actions)
    head = f"NFG 1 R {_quoted(title)} {{ {_quoted(actors[0])} {_quoted(actors[1])} }}\n\n{{ {labels} }}\n"
    cells = product(range(len(actions[1])), range(len(actions[0])))
    return head + '""\n\n' + " ".join(f"{first[row][column]} {second[row][column]}" for column, row in cells) + "\n"


def write_gam(case: Case[DilemmaModel]) -> str:
    """Return the stage game as a .gam file; names are lost."""
    _, _, actions, first, second = _game(case)
    rows, columns = range(len(actions[0])), range(len(actions[1]))
    blocks = [
        " ".join(f"{float(table[row][column])!r}" for column in columns for row in rows) for table in (first, second)
    ]
    return f"2\n{len(actions[0])} {len(actions[1])}\n\n{blocks[0]}\n{blocks[1]}\n"


def write_csv(case: Case[DilemmaModel]) -> str:
    """Return the stage game as CSV, one outcome a line."""
    _, actors, actions, first, second = _game(case)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*actors, f"payoff {actors[0]}", f"payoff {actors[1]}"])
    for (i, a), (j, b) in product(enumerate(actions[0]), enumerate(actions[1])):
        writer.writerow([a, b, _plain(first[i][j]), _plain(second[i][j])])
    return out.getvalue()


IMPORTS: dict[str, Callable[[bytes, str], str]] = {"nfg": read_nfg, "gam": read_gam, "csv": read_csv}
EXPORTS: dict[str, Callable[[Case[DilemmaModel]], str]] = {"nfg": write_nfg, "gam": write_gam, "csv": write_csv}


def _game(case: Case[DilemmaModel]) -> Game:
    from countermove.dilemma.values import exact_payoff, has_stage

    section = case.section
    if not has_stage(section):
        raise AnalysisError("the model has no stage game to write; give `ranks`, `utilities` or `cells`")
    first, second = exact_payoff(section)
    acts = [list(section.own_actions.get(actor, section.actions)) for actor in section.between]
    return case.title.get("en") or case.model, section.between, (acts[0], acts[1]), first, second


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else repr(float(value))


def _document(game: Game) -> str:
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
        shown = ", ".join("[" + ", ".join(_plain(value) for value in row) + "]" for row in table)
        lines.append(f"      {key}: [{shown}]")
    return "\n".join(lines) + "\n"


def _ids(names: Sequence[str], fallback: str) -> list[str]:
    """Return names that a document can use as keys: letters, digits and hyphens, none twice."""
    found: list[str] = []
    for place, name in enumerate(names, 1):
        key = re.sub(r"[^\w-]+", "-", name.strip().lower()).strip("-")
        reserved = {"both", "not", "and", "or", "if", "iff", "true", "false", "null", "yes", "no", "on", "off"}
        if not key or key in found or key in reserved or key[0].isdigit():
            key = f"{fallback}-{place}"
        found.append(key)
    return found


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _fault(file, 1, "the file is not UTF-8", "save it as UTF-8") from error


def _fault(file: str, line: int, wrong: str, cure: str) -> DocumentError:
    return DocumentError([Fault(file, line, 1, "", wrong, cure)])


class _Stream:
    """Tokens of a .nfg file, read one after the other."""

    def __init__(self, tokens: list[tuple[re.Match[str], int]], file: str) -> None:
        self.tokens, self.place, self.file = tokens, 0, file

    @property
    def line(self) -> int:
        return self.tokens[min(self.place, len(self.tokens) - 1)][1] if self.tokens else 1

    def _next(self, wanted: str) -> re.Match[str]:
        if self.place >= len(self.tokens):
            raise _fault(self.file, self.line, f"the file ends where {wanted} is due", "is it complete?")
        self.place += 1
        return self.tokens[self.place - 1][0]

    def peek(self, mark: str) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place][0].group(2) == mark

    def peek_quoted(self) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place][0].group(1) is not None

    def expect(self, word: str) -> None:
        match = self._next(repr(word))
        if match.group(0) != word:
            self.place -= 1
            raise _fault(self.file, self.line, f"{match.group(0)!r} where {word!r} is due", "is this an .nfg file?")

    def word(self) -> str:
        return self._next("a word").group(0)

    def quoted(self) -> str:
        match = self._next("a quoted text")
        if match.group(1) is None:
            self.place -= 1
            raise _fault(self.file, self.line, f"{match.group(0)!r} where a quoted text is due", "put it in quotes")
        return re.sub(r"\\(.)", r"\1", match.group(1))

    def quoted_list(self) -> list[str]:
        self.expect("{")
        found = []
        while not self.peek("}"):
            found.append(self.quoted())
        self.expect("}")
        return found

    def number(self) -> Fraction:
        match = self._next("a number")
        try:
            return Fraction(match.group(0))
        except (ValueError, ZeroDivisionError) as error:
            self.place -= 1
            raise _fault(self.file, self.line, f"{match.group(0)!r} is no number", "write 3, 0.5 or 1/2") from error

    def actions(self) -> tuple[list[str], list[str]]:
        self.expect("{")
        found = []
        while not self.peek("}"):
            if self.peek("{"):
                found.append(self.quoted_list())
            else:
                found.append([f"action {place + 1}" for place in range(int(self.number()))])
        self.expect("}")
        if len(found) != 2 or not all(found):
            raise _fault(self.file, self.line, "two actors need two lists of actions", "give each at least one action")
        return found[0], found[1]

    def outcomes(self) -> list[list[Fraction]]:
        self.expect("{")
        found = []
        while not self.peek("}"):
            self.expect("{")
            self.quoted()
            found.append([self.number(), self.number()])
            self.expect("}")
        self.expect("}")
        return found
