"""Trees of moves: Gambit's .efg, read as the stage game of whole plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod

from countermove.dilemma.game_files import Stream, decoded, document_of, fault

Plan = Mapping[int, int]
"""Which action is taken at each information set of an actor."""
ACTIONS = 12
"""What a dilemma holds of each actor."""
PLANS = 20_000


@dataclass
class _Tree:
    """A node: whose move (0 chance, 1, 2, or None at an end), where, what it pays and what follows."""

    mover: int | None
    place: int
    pays: tuple[Fraction, Fraction]
    chances: tuple[Fraction, ...] = ()
    following: list[_Tree] = field(default_factory=list)


def read_efg(content: bytes, file: str) -> str:
    """Return a document with the stage game of a two-actor .efg file.

    An action of the stage game is a whole plan: what the actor does wherever its own plan lets it come to move. Chance
    moves are averaged over. What does not fit is refused with its size: more than two actors, more plans than a dilemma
    has room for.
    """
    stream = Stream.of(decoded(content, file), file)
    title, actors = stream.opening("EFG", "2")
    if stream.peek_quoted():
        stream.quoted()  # a comment
    reader = _Reader(stream, file)
    root = reader.node()
    if not stream.done:
        raise fault(file, stream.line, "something follows the last branch of the tree", "is a branch too many listed?")
    plans = [_plans(root, seat, reader.actions[seat], file) for seat in (1, 2)]
    names = [[_named(plan, reader.actions[seat]) for plan in plans[seat - 1]] for seat in (1, 2)]
    worth = [[_worth(root, (first, second)) for second in plans[1]] for first in plans[0]]
    tables = [[[cell[seat] for cell in row] for row in worth] for seat in range(2)]
    return document_of((title, actors, (names[0], names[1]), tables[0], tables[1]))


class _Reader:
    """Nodes of an .efg file in the order of the file: each before what follows it."""

    def __init__(self, stream: Stream, file: str) -> None:
        self.stream, self.file = stream, file
        self.actions: dict[int, dict[int, list[str]]] = {0: {}, 1: {}, 2: {}}
        self.chances: dict[int, tuple[Fraction, ...]] = {}
        self.outcomes: dict[int, tuple[Fraction, Fraction]] = {0: (Fraction(0), Fraction(0))}

    def node(self) -> _Tree:
        """Take a node and all that follows it, without recursion, since trees may be deep."""
        root = self._single()
        waiting = [root]
        while waiting:
            above = waiting[-1]
            if above.mover is None or len(above.following) == len(self.actions[above.mover][above.place]):
                waiting.pop()
                continue
            below = self._single()
            above.following.append(below)
            waiting.append(below)
        return root

    def _single(self) -> _Tree:
        stream = self.stream
        kind = stream.word()
        if kind not in ("c", "p", "t"):
            raise fault(self.file, stream.line, f"{kind!r} where a node is due", "a node begins with c, p or t")
        stream.quoted()
        if kind == "t":
            return _Tree(None, 0, self._outcome())
        mover = 0 if kind == "c" else self._whole("the number of an actor")
        if mover > 2:
            raise fault(self.file, stream.line, f"no actor {mover}", "the file names two")
        place = self._whole("the number of an information set")
        known = self.actions[mover]
        if stream.peek_quoted():
            stream.quoted()
            if stream.peek("{"):
                self._actions(mover, place)
        if place not in known:
            wrong = f"information set {place} of actor {mover} has no actions"
            raise fault(self.file, stream.line, wrong, "list them where it comes first")
        return _Tree(mover, place, self._outcome(), self.chances.get(place, ()) if mover == 0 else ())

    def _actions(self, mover: int, place: int) -> None:
        stream = self.stream
        stream.expect("{")
        names, chances = [], []
        while not stream.peek("}"):
            names.append(stream.quoted())
            if mover == 0:
                chances.append(stream.number())
        stream.expect("}")
        if not names:
            raise fault(self.file, stream.line, f"information set {place} has no actions", "give it at least one")
        if mover == 0 and sum(chances) != 1:
            wrong = f"chances add up to {float(sum(chances)):g}"
            raise fault(self.file, stream.line, wrong, "write probabilities that add up to 1, e.g. 1/3")
        self.actions[mover][place] = names
        if mover == 0:
            self.chances[place] = tuple(chances)

    def _outcome(self) -> tuple[Fraction, Fraction]:
        stream = self.stream
        key = self._whole("the number of an outcome")
        if stream.peek_quoted():
            stream.quoted()
        if stream.peek("{"):
            stream.expect("{")
            self.outcomes[key] = (stream.number(), stream.number())
            stream.expect("}")
        if key not in self.outcomes:
            raise fault(self.file, stream.line, f"outcome {key} has no payoffs", "give them where it comes first")
        return self.outcomes[key]

    def _whole(self, wanted: str) -> int:
        value = self.stream.number()
        if value.denominator != 1 or value < 0:
            raise fault(self.file, self.stream.line, f"{value} where {wanted} is due", "write a whole number")
        return int(value)


def _plans(root: _Tree, seat: int, actions: Mapping[int, list[str]], file: str) -> list[Plan]:
    """Return an actor's plans, those that differ only where the plan itself never leads taken as one."""
    places = sorted(actions)
    count = prod(len(actions[place]) for place in places)
    if count > PLANS:
        cure = f"a dilemma has room for {ACTIONS} an actor: cut the tree, or merge moves"
        raise fault(file, 1, f"actor {seat} has {count:,} plans", cure)
    found: dict[tuple[tuple[int, int], ...], Plan] = {}
    for choice in product(*(range(len(actions[place])) for place in places)):
        whole = dict(zip(places, choice, strict=True))
        reached = sorted(set(_own_places(root, seat, whole)))
        found.setdefault(tuple((place, whole[place]) for place in reached), whole)
    if len(found) > ACTIONS:
        cure = f"a dilemma has room for {ACTIONS} an actor: cut the tree, or merge moves"
        raise fault(file, 1, f"actor {seat} has {len(found):,} plans", cure)
    return [dict(key) for key in found]


def _own_places(root: _Tree, seat: int, plan: Plan) -> Iterator[int]:
    """Yield the information sets that an actor may come to under its own plan."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.mover == seat:
            yield node.place
            waiting.append(node.following[plan[node.place]])
        else:
            waiting.extend(node.following)


def _named(plan: Plan, actions: Mapping[int, list[str]]) -> str:
    return ", ".join(actions[place][act] for place, act in sorted(plan.items())) or "no move"


def _worth(root: _Tree, plans: tuple[Plan, Plan]) -> tuple[Fraction, Fraction]:
    """Return both expected payoffs of two plans; payoffs on the way add up."""
    total = [Fraction(0), Fraction(0)]
    waiting = [(root, Fraction(1))]
    while waiting:
        node, chance = waiting.pop()
        for seat in range(2):
            total[seat] += chance * node.pays[seat]
        if node.mover == 0:
            waiting += [(below, chance * share) for below, share in zip(node.following, node.chances, strict=True)]
        elif node.mover is not None:
            waiting.append((node.following[plans[node.mover - 1][node.place]], chance))
    return total[0], total[1]
