"""Files of other programs: the older program's ``.gmcr``, tables of states and ranks, strategic games.

``IMPORTS`` and ``EXPORTS`` say by ending what is read and written. What a format cannot hold is said where it is left
out: in the document's ``about`` on the way in, in each function's docstring on the way out.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import StringIO
from itertools import product
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from countermove.conflict.states import MAX_OPTIONS, code_of, label
from countermove.document.expressions import And, Expression, Name, Not, name_fault
from countermove.document.faults import AnalysisError, DocumentError, Fault
from countermove.document.writing import dump

if TYPE_CHECKING:
    from countermove.conflict.game import Game
    from countermove.conflict.model import ConflictModel
    from countermove.kind import Case

MAX_TABLE_OPTIONS = 14
MAX_PROFILES = 10**6


def name_of(title: str, taken: Iterable[str], spare: str) -> str:
    """Return a name that expressions can use, made from a title; a number is added where it is taken.

    Examples
    --------
    >>> name_of("Release Water!", [], "option"), name_of("1st", ["option"], "option")
    ('release_water', 'option_2')
    """
    plain = unicodedata.normalize("NFC", title).lower()
    word = re.sub(r"_+", "_", re.sub(r"[^\w]|[且或非]", "_", plain)).strip("_")
    word = spare if name_fault(word) else word
    known, name, number = set(taken), word, 2
    while name in known:
        name, number = f"{word}_{number}", number + 1
    return name


def stem(file: str) -> str:
    """Return the title of a document made from a file."""
    return PurePath(file).stem.replace("_", " ") or "Imported conflict"


def read_csv(content: bytes, file: str) -> str:
    """Return a document made from a table of states and ranks.

    The first row names the columns: ``actor.option`` for options (cells Y or N), an actor's name for ranks (1 is best,
    equal ranks are indifference). A column ``state`` of Y/N labels is checked against the options; without option
    columns its head lists them instead, as in ``syria.release syria.escalate iraq.attack``. States that no row has are
    infeasible. One-way options, forbidden moves and a status quo have no place in such a table: every option can be
    changed both ways, and the status quo is the first row.

    Raises
    ------
    DocumentError
        With every fault, its line and column.
    """
    rows = _Rows(content, file)
    options, ranks = rows.columns()
    if rows.faults:
        raise DocumentError(rows.faults)
    table = rows.states(options, ranks)
    if rows.faults:
        raise DocumentError(rows.faults)
    actors = list(dict.fromkeys([*(key.split(".")[0] for key in options), *ranks]))
    names = {key: key.split(".")[1] for key in options}
    repeated = {name for name in names.values() if list(names.values()).count(name) > 1}
    words = [Name(name, key.split(".")[0] if name in repeated else None) for key, name in names.items()]
    start = next(iter(table))
    model = {
        "kind": "conflict",
        "options": {
            actor: {names[key]: {"name": names[key]} for key in options if key.startswith(f"{actor}.")}
            for actor in actors
            if any(key.startswith(f"{actor}.") for key in options)
        },
        "infeasible": [str(rule) for rule in patterns_of(set(range(2 ** len(options))) - set(table), words)],
        "status_quo": [str(word) for index, word in enumerate(words) if start >> index & 1],
        "preferences": {
            actor: {"order": tiers({label(code, len(options)): row[place] for code, row in table.items()})}
            for place, actor in enumerate(ranks)
        },
    }
    head = {"countermove": 1, "title": stem(file), "actors": {actor: {"name": actor} for actor in actors}}
    return dump({**head, "models": {"base": model}})


def tiers(ranks: Mapping[str, int]) -> list[Any]:
    """Return an order, best first, from ranks; equal ranks are a nested list.

    Examples
    --------
    >>> tiers({"NN": 2, "YN": 1, "NY": 2})
    ['YN', ['NN', 'NY']]
    """
    found: dict[int, list[str]] = {}
    for state, rank in ranks.items():
        found.setdefault(rank, []).append(state)
    return [found[rank][0] if len(found[rank]) == 1 else found[rank] for rank in sorted(found)]


def patterns_of(codes: Iterable[int], words: Sequence[Name]) -> list[Expression]:
    """Return conditions that hold in exactly these states: few, each as short as it can be.

    Pairs of patterns that differ in one option are joined until none do (Quine 1955, McCluskey 1956), then the pattern
    that covers most of what is left is taken. O(3^options) patterns at worst.

    Examples
    --------
    >>> [str(rule) for rule in patterns_of([1, 3], [Name("a"), Name("b")])]
    ['a']
    """
    left = set(codes)
    level = {(code, 0) for code in left}  # (the options that are on, the options that may be either)
    primes: set[tuple[int, int]] = set()
    while level:
        joined: set[tuple[int, int]] = set()
        used: set[tuple[int, int]] = set()
        for on, free in level:
            for index in range(len(words)):
                bit = 1 << index
                if not free & bit and not on & bit and (on | bit, free) in level:
                    joined.add((on, free | bit))
                    used |= {(on, free), (on | bit, free)}
        primes |= level - used
        level = joined
    covers = {prime: {code for code in left if code & ~prime[1] == prime[0]} for prime in primes}
    rules: list[Expression] = []
    while left:
        best = max(covers, key=lambda prime: (len(covers[prime] & left), -prime[0]))
        left -= covers.pop(best)
        rules.append(
            pattern(
                {index: bool(best[0] >> index & 1) for index in range(len(words)) if not best[1] >> index & 1}, words
            )
        )
    return rules


def pattern(fixed: Mapping[int, bool], words: Sequence[Name]) -> Expression:
    """Return the condition that some options are on and others off."""
    parts: list[Expression] = [words[index] if on else Not(words[index]) for index, on in fixed.items()]
    return parts[0] if len(parts) == 1 else And(tuple(parts))


class _Rows:
    """A table being read, with its faults."""

    def __init__(self, content: bytes, file: str) -> None:
        self.file, self.faults = file, []  # type: tuple[str, list[Fault]]
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise DocumentError(
                [Fault(file, line, 1, "", "this is not UTF-8 text", "save the table as UTF-8")]
            ) from None
        self.lines = text.splitlines()
        sign = max(",;\t", key=lambda mark: (self.lines or [""])[0].count(mark))
        try:
            reader = csv.reader(StringIO(text, newline=""), delimiter=sign, strict=True)
            self.rows = [
                (reader.line_num, [cell.strip() for cell in row]) for row in reader if any(map(str.strip, row))
            ]
        except csv.Error as error:
            raise DocumentError(
                [Fault(file, reader.line_num or 1, 1, "", f"this is no table: {error}", "check quotes")]
            ) from None
        if not self.rows:
            raise DocumentError([Fault(file, 1, 1, "", "the table is empty", "name the columns in the first row")])

    def fault(self, line: int, cell: str, path: str, wrong: str, cure: str) -> None:
        """Note a fault in a cell."""
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        self.faults.append(Fault(self.file, line, max(text.find(cell), 0) + 1, path, wrong, cure))

    def columns(self) -> tuple[list[str], list[str]]:
        """Return the options and the actors that are ranked for, as the first row names them."""
        line, head = self.rows[0]
        listed = [cell for cell in head if " " in cell and all("." in word for word in cell.split())]
        options = listed[0].split() if listed else [cell for cell in head if "." in cell]
        ranks = [cell for cell in head if cell != "state" and "." not in cell]
        for cell in [name for key in options for name in key.split(".")] + ranks:
            wrong = name_fault(cell)
            if wrong:
                self.fault(line, cell, "", *wrong)
        for names in (options, head):
            for name in sorted({name for name in names if names.count(name) > 1}):
                self.fault(line, name, "", f"the column {name!r} stands twice", "keep one")
        if any(key.count(".") != 1 for key in options):
            self.fault(line, "", "", "an option is written actor.option", "use one full stop")
        if not options:
            cure = "name option columns `actor.option`, or head the column of labels with the options, as in `a.x b.y`"
            self.fault(line, "state", "", "the table does not say whose options the labels show", cure)
        owners = [key.split(".")[0] for key in options]
        if len([at for at, owner in enumerate(owners) if at == 0 or owners[at - 1] != owner]) > len(set(owners)):
            self.fault(line, "", "", "an actor's options stand apart", "put each actor's options side by side")
        for owner in dict.fromkeys(owners):
            if ranks and owner not in ranks:
                self.fault(
                    line, owner, "", f"no ranks for {owner!r}", f"add a column {owner} with 1 for the best state"
                )
        if not ranks:
            self.fault(line, "", "", "no actor's ranks", "add a column with an actor's name")
        limit = min(MAX_TABLE_OPTIONS, MAX_OPTIONS)
        if len(options) > limit:
            self.fault(line, "", "", f"{len(options)} options; a table has at most {limit}", "write a document instead")
        return options, ranks

    def states(self, options: Sequence[str], ranks: Sequence[str]) -> dict[int, list[int]]:
        """Return code → ranks of every row."""
        head = self.rows[0][1]
        listed = next((at for at, cell in enumerate(head) if " " in cell), None)
        named = head.index("state") if "state" in head else None
        table: dict[int, list[int]] = {}
        first: dict[int, int] = {}
        if len(self.rows) == 1:
            self.fault(self.rows[0][0], "", "", "the table has no states", "write one row a state")
        for line, row in self.rows[1:]:
            if len(row) != len(head):
                self.fault(
                    line, "", "", f"{len(row)} cells, where the first row has {len(head)}", "fill or remove cells"
                )
                continue
            own = row[listed] if listed is not None else "".join(self._yes(line, row, head, key) for key in options)
            for text in (own, own if named is None else row[named]):
                if len(text) != len(options) or set(text) - {"Y", "N"}:
                    cure = f"write Y or N for each of the {len(options)} options"
                    self.fault(line, text, "state", f"{text!r} is no state", cure)
                    break
            else:
                if named is not None and row[named] != own:
                    self.fault(
                        line,
                        row[named],
                        "state",
                        f"the label {row[named]} does not fit the options {own}",
                        "correct one",
                    )
                code = code_of(own)
                if code in first:
                    self.fault(
                        line, own, "state", f"state {own} stands twice", f"line {first[code]} has the first: keep one"
                    )
                first.setdefault(code, line)
                table[code] = [self._rank(line, row[head.index(actor)], actor) for actor in ranks]
        return table

    def _yes(self, line: int, row: Sequence[str], head: Sequence[str], key: str) -> str:
        cell = row[head.index(key)]
        letter = {"Y": "Y", "YES": "Y", "1": "Y", "N": "N", "NO": "N", "0": "N"}.get(cell.upper())
        if letter is None:
            self.fault(line, cell, key, f"{cell!r} is neither Y nor N", "write Y or N")
        return letter or "N"

    def _rank(self, line: int, cell: str, actor: str) -> int:
        if re.fullmatch(r"[0-9]{1,9}", cell) and int(cell) >= 1:
            return int(cell)
        self.fault(
            line, cell, actor, f"{cell!r} is no rank", "write 1 for the best, 2 for the next; equal ranks are ties"
        )
        return 1


def _game(case: Case[ConflictModel]) -> Game:
    from countermove.conflict.game import game_of, graph_of

    return game_of(case.section, graph_of(case.section, tuple(case.actors)))


def _total(case: Case[ConflictModel], form: str) -> Game:
    game = _game(case)
    if game.unknown:
        who = next(iter(game.unknown))
        raise AnalysisError(
            f"{game.graph.actors[who]}'s preferences are not fully known, and {form} has no word for that: "
            "choose a reading with an `order` or `statements`"
        )
    if game.graph.classes is not None:
        raise AnalysisError(f"merged states (`same`) cannot be written as {form}: export a reading without them")
    return game


def write_csv(case: Case[ConflictModel]) -> str:
    """Return states and ranks as a table that `read_csv` reads: options Y/N, the label, each actor's rank (1 is best).

    One-way options, forbidden moves, strength of preference (``>>``) and the status quo are not in the table. A
    hand-drawn graph has the column ``state`` and ranks only; its moves are not in the table either.

    Raises
    ------
    AnalysisError
        Where preferences are partly unknown or states are merged.
    """
    game = _total(case, "a table of ranks")
    graph = game.graph
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*graph.options, "state", *graph.actors])
    best = game.payoff.max(axis=1, initial=0)
    for state in range(graph.size):
        name = graph.label(state)
        cells = list(name) if graph.options else []
        writer.writerow(
            [*cells, name, *(int(best[who] - game.payoff[who, state]) + 1 for who in range(len(graph.actors)))]
        )
    return stream.getvalue()


def write_nfg(case: Case[ConflictModel]) -> str:
    """Return a conflict of two actors as a strategic game in the payoff version of the ``.nfg`` format.

    A strategy is a combination of an actor's own options that some feasible state has, in the order of codes; the title
    lists them. Payoffs are ordinal: the worst state pays 1, each better tier one more. A pair of strategies that is no
    feasible state pays both 0, below every state, so that nobody gains by choosing it; one-way options and forbidden
    moves are not in the game. Its pure equilibria are then the Nash equilibria of the conflict (with every option free
    both ways), beside pairs of strategies from which every deviation is infeasible too.

    Raises
    ------
    AnalysisError
        Where the conflict is not one of two actors with options, preferences are partly unknown or states are merged.
    """
    if case.section.drawn:
        raise AnalysisError("a hand-drawn graph has no strategies: .nfg needs a conflict with options")
    game = _total(case, ".nfg")
    graph = game.graph
    if len(graph.actors) != 2:
        raise AnalysisError(
            f".nfg is written for two actors, and this conflict has {len(graph.actors)}: choose another"
        )
    codes = [] if graph.codes is None else [int(code) for code in graph.codes]
    owner = [key.split(".", 1)[0] for key in graph.options]
    masks = [sum(1 << index for index, actor in enumerate(owner) if actor == who) for who in graph.actors]
    strategies = [sorted({code & mask for code in codes}) for mask in masks]
    count = len(strategies[0]) * len(strategies[1])
    if count > MAX_PROFILES:
        raise AnalysisError(f"the game has {count:,} pairs of strategies, .nfg is written up to {MAX_PROFILES:,}")
    place = {code: state for state, code in enumerate(codes)}
    pays = []
    for two, one in product(strategies[1], strategies[0]):  # the first actor's strategies change fastest
        state = place.get(one | two)
        pays += ["0 0"] if state is None else [f"{game.payoff[0, state] + 1} {game.payoff[1, state] + 1}"]
    names = [case.actors[who].label.get("en") if who in case.actors else who for who in graph.actors]
    shown = [
        f"{who}: "
        + " ".join(
            "".join("Y" if own >> index & 1 else "N" for index, actor in enumerate(owner) if actor == who)
            for own in some
        )
        for who, some in zip(graph.actors, strategies, strict=True)
    ]
    title = f"{case.title.get('en')} ({'; '.join(shown)}; infeasible pairs pay 0 0)"
    players = " ".join(f'"{_quoted(name)}"' for name in names)
    sizes = " ".join(str(len(some)) for some in strategies)
    return f'NFG 1 R "{_quoted(title)}" {{ {players} }} {{ {sizes} }}\n\n' + "\n".join(pays) + "\n"


def _quoted(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("\\", "/").replace('"', "'")


def _read_gmcr(content: bytes, file: str) -> str:
    from countermove.conflict.gmcr import read_gmcr

    return read_gmcr(content, file)


IMPORTS: dict[str, Callable[[bytes, str], str]] = {"gmcr": _read_gmcr, "csv": read_csv}
EXPORTS: dict[str, Callable[[Any], str]] = {"csv": write_csv, "nfg": write_nfg}
