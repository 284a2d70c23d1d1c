"""Games of other programs: Gambit's .nfg and .efg, GameTracer's .gam and CSV, read; all but .efg written.

Gambit writes two versions of .nfg; both are read. The payoff version is written, since other programs read no other.
In .nfg and .gam the first actor's action runs fastest.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from countermove.dilemma.extensive import read_efg
from countermove.dilemma.game_files import Game, Stream, decoded, document_of, fault, plain
from countermove.document.faults import AnalysisError

if TYPE_CHECKING:
    from countermove.dilemma.model import DilemmaModel
    from countermove.kind import Case


def read_nfg(content: bytes, file: str) -> str:
    """Return a document with the stage game of a two-actor .nfg file, in the payoff or the outcome version."""
    text = decoded(content, file)
    stream = Stream.of(text, file)
    title, actors = stream.opening("NFG", "1")
    actions = stream.actions()
    if stream.peek_quoted():
        stream.quoted()  # a comment
    shape = len(actions[0]), len(actions[1])
    cells = shape[0] * shape[1]
    if stream.peek("{"):
        outcomes = [[Fraction(0), Fraction(0)], *stream.outcomes()]
        places = [int(stream.number()) for _ in range(cells)]
        if max(places) >= len(outcomes):
            raise fault(file, stream.line, f"outcome {max(places)} is not listed", f"{len(outcomes) - 1} outcomes are")
        flat = [value for place in places for value in outcomes[place]]
    else:
        flat = [stream.number() for _ in range(2 * cells)]
    first, second = ([[Fraction(0)] * shape[1] for _ in range(shape[0])] for _ in range(2))
    for place, (column, row) in enumerate(product(range(shape[1]), range(shape[0]))):
        first[row][column], second[row][column] = flat[2 * place], flat[2 * place + 1]
    return document_of((title, actors, actions, first, second))


def read_gam(content: bytes, file: str) -> str:
    """Return a document with the stage game of a two-actor .gam file."""
    words = decoded(content, file).split()
    try:
        count = int(words[0])
        shape = [int(word) for word in words[1 : 1 + count]]
        numbers = [Fraction(word) for word in words[1 + count :]]
    except (ValueError, IndexError) as error:
        raise fault(file, 1, "this is no .gam file", "numbers only: actors, actions of each, then payoffs") from error
    if count != 2:
        raise fault(file, 1, f"{count} actors", "a dilemma has two; leave the others out or merge them")
    cells = shape[0] * shape[1]
    if len(numbers) != 2 * cells:
        raise fault(file, 1, f"{len(numbers)} payoffs for {cells} outcomes", f"give {2 * cells}")
    tables = []
    for block in (numbers[:cells], numbers[cells:]):
        tables.append([[block[column * shape[0] + row] for column in range(shape[1])] for row in range(shape[0])])
    labels = [f"action {place + 1}" for place in range(max(shape))]
    return document_of(
        ("Imported game", ("first", "second"), (labels[: shape[0]], labels[: shape[1]]), tables[0], tables[1])
    )


def read_csv(content: bytes, file: str) -> str:
    """Return a document from lines `first action, second action, first payoff, second payoff` under a header."""
    rows = [row for row in csv.reader(io.StringIO(decoded(content, file))) if row]
    if not rows or len(rows[0]) < 4:
        raise fault(file, 1, "fewer than four columns", "two actions and two payoffs, with the actors as header")
    first, second = rows[0][0].strip(), rows[0][1].strip()
    actions: tuple[list[str], list[str]] = ([], [])
    cells: dict[tuple[str, str], tuple[Fraction, Fraction]] = {}
    for line, row in enumerate(rows[1:], 2):
        try:
            a, b, x, y = row[0].strip(), row[1].strip(), Fraction(row[2].strip()), Fraction(row[3].strip())
        except (ValueError, IndexError) as error:
            raise fault(file, line, "no two actions and two numbers", "write e.g. stop,go,1,4") from error
        if (a, b) in cells:
            raise fault(file, line, f"{a}/{b} is given twice", "leave one line out")
        cells[a, b] = (x, y)
        for known, label in ((actions[0], a), (actions[1], b)):
            if label not in known:
                known.append(label)
    missing = [f"{a}/{b}" for a in actions[0] for b in actions[1] if (a, b) not in cells]
    if missing:
        raise fault(file, len(rows), f"no payoffs for {', '.join(missing[:4])}", "give every pair of actions a line")
    tables = [[[cells[a, b][seat] for b in actions[1]] for a in actions[0]] for seat in range(2)]
    return document_of((file.rsplit("/", 1)[-1], (first, second), actions, tables[0], tables[1]))


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
        writer.writerow([a, b, plain(first[i][j]), plain(second[i][j])])
    return out.getvalue()


IMPORTS: dict[str, Callable[[bytes, str], str]] = {"nfg": read_nfg, "efg": read_efg, "gam": read_gam, "csv": read_csv}
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
