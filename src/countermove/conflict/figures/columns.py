"""The outcomes that matter: today's, and what holds in each reading, readings with the same outcomes together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from countermove.conflict.certificates import MAX_VISITS, Step, legal_search, path_to
from countermove.conflict.model import Option
from countermove.conflict.solution import LISTED, ConflictSolution
from countermove.document.text import Text, listed

STRENGTH = ("nash", "seq", "smr", "gmr")
TODAY = Text("Today", "现状")
HELD_ONE = Text("The outcome that holds", "能维持的结果")
HELD = Text("The outcomes that hold", "能维持的各种结果")
WITHOUT = Text("Not “{one}”", "不采取“{one}”")
NEITHER = Text("Neither “{one}” nor “{two}”", "既不“{one}”也不“{two}”")
SPLIT = 8

Outcome = frozenset[str]


@dataclass(frozen=True, slots=True)
class Column:
    """Outcomes that one or more readings single out; ``outcomes`` are the options on in each, by full name.

    ``readings`` are places among the readings solved, none for the status quo. ``route`` is a shortest way there from
    the status quo in the first of these readings, ``gains`` whether every step of it improves for its mover.
    """

    heading: Text
    outcomes: tuple[Outcome, ...]
    readings: tuple[int, ...]
    route: tuple[Step, ...] | None = None
    gains: bool = True

    def share(self, option: str) -> float:
        """Return in which share of the outcomes an option is on."""
        return sum(option in outcome for outcome in self.outcomes) / len(self.outcomes)


def outcome_of(solution: ConflictSolution, state: int) -> Outcome:
    """Return a state as the options that are on (a drawn state as its name)."""
    graph = solution.game.graph
    if graph.codes is None:
        return frozenset({graph.label(state)})
    return frozenset(graph.options[index] for index in solution.taken(state))


def place_of(solution: ConflictSolution, actor: str) -> int:
    """Return an actor's place in the document, which gives it colour and mark; −1 for one that it does not list."""
    listed_actors = list(solution.case.actors)
    return listed_actors.index(actor) if actor in listed_actors else -1


def what_holds(solution: ConflictSolution) -> tuple[str, list[int]]:
    """Return the states that hold in the strongest sense under which any does, and that concept."""
    for concept in STRENGTH:
        states = solution.equilibria(concept)
        if solution.stable.get(concept) is not None and states.size:
            return concept, [int(state) for state in states[:LISTED]]
    return STRENGTH[0], []


def all_options(solved: Sequence[ConflictSolution]) -> dict[str, tuple[str, Option]]:
    """Return the options of all readings, in file order: full name → owner, description (of the first reading)."""
    found: dict[str, tuple[str, Option]] = {}
    for solution in solved:
        options = solution.options()
        for key, owner, detail in zip(options.keys, options.owners, options.details, strict=True):
            found.setdefault(key, (owner, detail))
    return found


def columns(solved: Sequence[ConflictSolution]) -> list[Column]:
    """Return today's outcome and each distinct set of outcomes that hold: the first reading's, then the nearest."""
    base = solved[0]
    today = Column(TODAY, (outcome_of(base, base.game.graph.status_quo),), ())
    groups: dict[frozenset[Outcome], list[int]] = {}
    states: dict[frozenset[Outcome], list[int]] = {}
    for place, solution in enumerate(solved):
        own = what_holds(solution)[1]
        key = frozenset(outcome_of(solution, state) for state in own)
        if key:
            groups.setdefault(key, []).append(place)
            states.setdefault(key, own)
    found = []
    for key, readings in groups.items():
        ordered = tuple(dict.fromkeys(outcome_of(solved[readings[0]], state) for state in states[key]))
        route, gains = _route(solved[readings[0]], states[key])
        found.append(Column(Text.both(""), ordered, tuple(readings), route, gains))
    found.sort(key=_remoteness)
    if len(found) == 1 and 1 < len(found[0].outcomes) <= SPLIT:
        return _apart(solved, today, found[0], states[frozenset(found[0].outcomes)])
    named = [
        Column(heading, column.outcomes, column.readings, column.route, column.gains)
        for column, heading in zip(found, _headings(solved, found), strict=True)
    ]
    return [today, *named]


def _apart(solved: Sequence[ConflictSolution], today: Column, group: Column, states: Sequence[int]) -> list[Column]:
    """Return one column an outcome where all readings single out the same few; today's is not told twice."""
    solution = solved[group.readings[0]]
    found = []
    for state in states:
        route, gains = _route(solution, [state])
        outcome = outcome_of(solution, state)
        if outcome not in today.outcomes:
            found.append(Column(Text.both(""), (outcome,), group.readings, route, gains))
    found.sort(key=_remoteness)
    letters = "ABCDEFGH"
    return [
        today,
        *(
            Column(Text.both(letters[at]), one.outcomes, one.readings, one.route, one.gains)
            for at, one in enumerate(found)
        ),
    ]


def _remoteness(column: Column) -> tuple[bool, bool, int]:
    return 0 not in column.readings, column.route is None or not column.gains, len(column.route or ())


def _route(solution: ConflictSolution, states: Sequence[int]) -> tuple[tuple[Step, ...] | None, bool]:
    """Return a shortest way from the status quo to one of some states, by improvements where there is such a way."""
    game, wanted = solution.game, set(states)
    if game.graph.size > min(LISTED, MAX_VISITS):
        return None, False
    if game.graph.status_quo in wanted:
        return (), True

    def improves(mover: int, one: int, two: int) -> bool:
        return bool(game.payoff[mover][two] > game.payoff[mover][one])

    for allowed, gains in ((improves, True), (lambda *_: True, False)):
        parents, found = legal_search(
            game, game.graph.status_quo, range(len(solution.actors)), allowed, wanted.__contains__
        )
        if found is not None:
            return path_to(parents, found), gains
    return None, False


def _headings(solved: Sequence[ConflictSolution], found: Sequence[Column]) -> list[Text]:
    """Name each column by what it alone takes, else by what it alone leaves, else by its reading."""
    options = all_options(solved)
    headings: list[Text] = []
    for column in found:
        others = [other for other in found if other is not column]
        alone = [key for key in options if column.share(key) == 1 and others and all(o.share(key) == 0 for o in others)]
        left = [key for key in options if column.share(key) == 0 and any(o.share(key) == 1 for o in others)]
        title = solved[column.readings[0]].case.title
        if not others:
            headings.append(HELD_ONE if len(column.outcomes) == 1 else HELD)
        elif len(found) > 4:
            headings.append(title)
        elif 0 < len(alone) <= 2:
            headings.append(listed([options[key][1].name for key in alone]))
        elif 0 < len(left) <= 2:
            names = [options[key][1].name for key in left]
            one = len(names) == 1
            headings.append(WITHOUT.of(one=names[0]) if one else NEITHER.of(one=names[0], two=names[1]))
        else:
            headings.append(title)
    words = [heading.get("en") for heading in headings]
    return [
        solved[column.readings[0]].case.title if words.count(heading.get("en")) > 1 else heading
        for column, heading in zip(found, headings, strict=True)
    ]


def strongest(solution: ConflictSolution, column: Column) -> tuple[str | None, bool]:
    """Return the strongest concept under which a column's outcomes hold in a reading, and whether all of them do."""
    places = []
    graph = solution.game.graph
    for outcome in column.outcomes[:LISTED]:
        try:
            label = "".join("Y" if key in outcome else "N" for key in graph.options) if graph.options else min(outcome)
            places.append(graph.find(label))
        except LookupError:  # not feasible in this reading
            places.append(-1)
    partly: str | None = None
    for concept in STRENGTH:
        stable = solution.stable.get(concept)
        if stable is None:
            continue
        held = set(map(int, solution.equilibria(concept)))
        share = [place in held for place in places]
        if all(share):
            return concept, True
        if any(share) and partly is None:
            partly = concept
    return partly, False
