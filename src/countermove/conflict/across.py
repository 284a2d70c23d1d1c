"""What all readings of a conflict have in common, on what they differ, and single assumptions in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from countermove.conflict.figures.columns import all_options, outcome_of, what_holds
from countermove.conflict.figures.matrix import glued
from countermove.conflict.findings import preference_basis
from countermove.conflict.naming import condition_text
from countermove.conflict.options import ExpressionError, UnknownOptionError
from countermove.conflict.solution import ConflictSolution
from countermove.conflict.wording import quoted
from countermove.document.text import Text, listed
from countermove.kind import Finding

ALIKE = Text("In every reading the same outcomes hold.", "在每种读法中，能维持的结果都相同。")
NOWHERE = Text("In no reading does any outcome hold.", "在任何读法中都没有结果能够维持。")
SHARED = Text(
    "In every reading, whatever holds takes the same {count} moves.",
    "在每种读法中，凡能维持的结果都采取相同的{count}项行动。",
)
SHARED_NAMED = Text(
    "In every reading, whatever holds takes {options}.", "在每种读法中，凡能维持的结果都采取{options}。"
)
SHARED_LEFT = Text(
    "In every reading, whatever holds leaves out {options}.", "在每种读法中，凡能维持的结果都不采取{options}。"
)
NOTHING_SHARED = Text(
    "The readings share no move: none is taken, and none left out, in every outcome that holds.",
    "各种读法没有共同之处：没有哪一项行动在一切能维持的结果中都被采取或都不被采取。",
)
APART = Text("The readings differ in what holds.", "各种读法中能维持的结果不同。")
ONE_CHOICE = Text(
    " What the readings disagree about is the choice of one actor: {actor}.", "各读法的分歧只在一方的选择：{actor}。"
)
SOME_CHOICES = Text(" What the readings disagree about: {options}.", "各读法的分歧在于：{options}。")
THESE = Text("Taken whatever the reading: {options}.", "无论哪种读法都采取：{options}。")
TAKES_LEAVES = Text("whatever holds takes {on} and leaves out {off}.", "凡能维持的结果都采取{on}，不采取{off}。")
TAKES = Text("whatever holds takes {on}.", "凡能维持的结果都采取{on}。")
LEAVES = Text("whatever holds leaves out {off}.", "凡能维持的结果都不采取{off}。")
OPEN = Text("what holds may or may not take {open}.", "能维持的结果可能采取也可能不采取{open}。")
HOLDS_NOT = Text("no outcome holds.", "没有结果能够维持。")
READ_AS = Text("{title}: {sentence}", "{title}：{sentence}")
IN_SOME = Text("In {count} of {total} readings {sentence}", "在{total}种读法中的{count}种里，{sentence}")
NEVER = Text(
    "Today’s state holds by itself in no reading: somebody always gains by moving.",
    "在任何读法中现状都不能自行维持：总有一方能通过行动获益。",
)
ALWAYS = Text(
    "Today’s state holds by itself in every reading: nobody gains by moving away from it.",
    "在每种读法中现状都能自行维持：没有一方能通过行动从中获益。",
)
SOMETIMES = Text(
    "Today’s state holds by itself in {count} of {total} readings.", "现状在{total}种读法中的{count}种里能自行维持。"
)

Outcomes = frozenset[frozenset[str]]
Told = tuple[Finding, tuple[int, ...]]


def across(solved: Sequence[ConflictSolution]) -> list[Told]:
    """Return findings about the readings together, each with the places of the readings that it is true of.

    First what they share and what they part over, then what holds in each group of readings, then today's state, then
    the moves that are taken whatever the reading. None where there is but one reading.
    """
    if len(solved) < 2:
        return []
    sets = [frozenset(outcome_of(one, state) for state in what_holds(one)[1]) for one in solved]
    basis = tuple(dict.fromkeys(claim for solution in solved for claim in preference_basis(solution)))
    every = tuple(range(len(solved)))
    options = all_options(solved)
    held = [own for own in sets if own]
    if not held or len(set(sets)) == 1:
        text = ALIKE if held else NOWHERE
        found = [(Finding("across", text, "exact", basis, {"outcomes": len(sets[0])}), every)]
        return [*found, *_today(solved, basis)]
    if any(solution.game.graph.codes is None for solution in solved):
        counted = {"outcomes": [len(own) for own in sets]}
        return [(Finding("across", APART, "exact", basis, counted), every), *_today(solved, basis)]
    ways = {key: tuple(_standing(own, key) for own in held) for key in options}
    on = [key for key, way in ways.items() if set(way) == {"on"}]
    off = [key for key, way in ways.items() if set(way) == {"off"}]
    parted = [key for key, way in ways.items() if {"on", "off"} <= set(way)]
    parted = parted or [key for key, way in ways.items() if len(set(way)) > 1]
    text = glued(_shared(solved, on, off), _parted(solved, parted))
    found = [(Finding("across", text, "exact", basis, {"taken": on, "left": off, "parted": parted}), every)]
    found += _groups(solved, sets, parted)
    found += _today(solved, basis)
    if len(on) > NAMED:
        found.append((Finding("across-taken", THESE.of(options=_by_actor(solved, on)), "exact", basis, on), every))
    return found


NAMED = 3


def _standing(own: Outcomes, key: str) -> str:
    count = sum(key in outcome for outcome in own)
    return "on" if count == len(own) else "off" if count == 0 else "open"


def _shared(solved: Sequence[ConflictSolution], on: Sequence[str], off: Sequence[str]) -> Text:
    if len(on) > NAMED:
        return SHARED.of(count=len(on))
    if on:
        return SHARED_NAMED.of(options=_names(solved, on))
    return SHARED_LEFT.of(options=_names(solved, off)) if off else NOTHING_SHARED


def _parted(solved: Sequence[ConflictSolution], parted: Sequence[str]) -> Text:
    options = all_options(solved)
    owners = list(dict.fromkeys(options[key][0] for key in parted))
    if len(owners) == 1 and len(parted) > 1:
        return ONE_CHOICE.of(actor=solved[0].name(owners[0]))
    return SOME_CHOICES.of(options=_names(solved, parted)) if parted else Text("", "")


def _groups(solved: Sequence[ConflictSolution], sets: Sequence[Outcomes], parted: Sequence[str]) -> list[Told]:
    """Say what holds in each group of readings that agree on what they part over; the first reading's first."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, own in enumerate(sets):
        pattern = tuple(_standing(own, key) for key in parted) if own else ("none",)
        groups.setdefault(pattern, []).append(place)
    found: list[Told] = []
    for pattern, places in sorted(groups.items(), key=lambda group: (0 not in group[1], -len(group[1]), group[1])):
        sentence = HOLDS_NOT
        if pattern != ("none",):
            named = {
                way: _names(solved, [key for key, own in zip(parted, pattern, strict=True) if own == way])
                for way in set(pattern)
            }
            both = TAKES_LEAVES if "off" in named else TAKES
            sentence = both if "on" in named else LEAVES if "off" in named else OPEN
            sentence = sentence.of(**named)
        if len(places) == 1:
            text = READ_AS.of(title=solved[places[0]].case.title, sentence=sentence)
        else:
            text = IN_SOME.of(count=len(places), total=len(solved), sentence=sentence)
        basis = tuple(dict.fromkeys(claim for place in places for claim in preference_basis(solved[place])))
        base = solved[places[0]]
        labels = tuple(base.game.graph.labels(what_holds(base)[1][:1]))
        certificate = {"concept": what_holds(base)[0], "equilibria": {
            solved[place].case.reading: solved[place].game.graph.labels(what_holds(solved[place])[1][:200])
            for place in places
        }}  # fmt: skip
        name = f"across-{'open' if sentence is not HOLDS_NOT and set(pattern) == {'open'} else 'group'}-{len(found)}"
        found.append((Finding(name, text, "exact", basis, certificate, labels), tuple(places)))
    return found


def _today(solved: Sequence[ConflictSolution], basis: tuple[str, ...]) -> list[Told]:
    stands = []
    for place, solution in enumerate(solved):
        table = solution.stable.get("nash")
        if table is None or not solution.total:
            return []
        if table[:, solution.game.graph.status_quo].all():
            stands.append(place)
    label = solved[0].game.graph.label(solved[0].game.graph.status_quo)
    every = tuple(range(len(solved)))
    text = ALWAYS if len(stands) == len(solved) else NEVER
    if 0 < len(stands) < len(solved):
        text = SOMETIMES.of(count=len(stands), total=len(solved))
    finding = Finding("across-status-quo", text, "exact", basis, {"concept": "nash", "state": label}, (label,))
    return [(finding, tuple(stands) or every)]


def _by_actor(solved: Sequence[ConflictSolution], keys: Sequence[str]) -> Text:
    """Name options actor by actor."""
    options = all_options(solved)
    owners = dict.fromkeys(options[key][0] for key in keys)
    parts = [
        Text("{actor} – {names}", "{actor}——{names}").of(
            actor=solved[0].name(owner),
            names=listed([quoted(options[key][1].name) for key in keys if options[key][0] == owner], 9),
        )
        for owner in owners
    ]
    return Text("; ".join(part.get("en") for part in parts), "；".join(part.get("zh") for part in parts))


def _names(solved: Sequence[ConflictSolution], keys: Sequence[str]) -> Text:
    options = all_options(solved)
    names = [detail.name for _, detail in options.values()]
    parts = []
    for key in keys:
        owner, detail = options[key]
        name = quoted(detail.name)
        if names.count(detail.name) > 1:
            name = Text("{name} ({actor})", "{name}（{actor}）").of(actor=solved[0].name(owner), name=name)
        parts.append(name)
    return listed(parts, 9)


def told_apart(solutions: Sequence[ConflictSolution], subjects: Sequence[str]) -> list[Text]:
    """Return, for states of which each is one of the solution beside it, the options that tell them apart."""
    outcomes = [outcome_of(one, one.game.graph.find(name)) for one, name in zip(solutions, subjects, strict=True)]
    if any(solution.game.graph.codes is None for solution in solutions):
        return [Text.both(name) for name in subjects]
    shared = frozenset.intersection(*outcomes) if len(outcomes) > 1 else frozenset[str]()
    options = list(all_options(solutions))
    own = [[key for key in options if key in outcome - shared] for outcome in outcomes]
    return [_names(solutions, keys) if keys else NONE_OF_THESE for keys in own]


NONE_OF_THESE = Text("none of the others’ further moves", "不含其他结果的额外行动")


PRIORITY = Text("{actor}, priority {number}", "{actor}的第{number}位优先")
RULED_OUT = Text("What cannot be", "不可能出现的情形")
ONE_WAY = Text("“{option}” ({actor})", "“{option}”（{actor}）")
CHANGES = {
    "either": Text("can be taken up and taken back", "可以采取也可以撤回"),
    "on-only": Text("cannot be taken back", "不可撤回"),
    "off-only": Text("can only be given up", "只能放弃"),
}
NOTHING = Text("nothing of the sort", "无此规定")


def assumption(solution: ConflictSolution, path: str, value: object) -> tuple[Text, Text] | None:
    """Return one assumption in words: what it is about, and what is assumed; ``None`` where it has no words."""
    rule = value.get("rule") if isinstance(value, dict) else value
    what = rule_words(solution, rule) if isinstance(rule, str) else NOTHING
    own = re.fullmatch(r"preferences\.([^.\[]+)\.statements\[(\d+)\](\.rule)?", path)
    if own and own[1] in solution.actors and what is not None:
        return PRIORITY.of(actor=solution.name(own[1]), number=int(own[2]) + 1), what
    if re.fullmatch(r"infeasible\[\d+\](\.rule)?", path) and what is not None:
        return RULED_OUT, what
    change = re.fullmatch(r"options\.([^.\[]+)\.([^.\[]+)\.change", path)
    options = solution.options()
    if change and f"{change[1]}.{change[2]}" in options.keys:
        name = options.details[options.keys.index(f"{change[1]}.{change[2]}")].name
        return ONE_WAY.of(option=name, actor=solution.name(change[1])), CHANGES[str(value or "either")]
    return None


def rule_words(solution: ConflictSolution, rule: str) -> Text | None:
    """Return a condition in words, with the names that people know; ``None`` where it cannot be read.

    Every name of an option stands in quotation marks, so that the words of the condition cannot run into it.
    """
    options = solution.options()
    try:
        return condition_text(options.resolve(rule), lambda key: _names([solution], [key]))
    except (ExpressionError, UnknownOptionError):  # a reading may name options that another lacks
        return None
