"""What can be wrong in a conflict beyond its schema: names, rules that clash, orders that miss or repeat a state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from countermove.conflict.model import MUCH, ConflictModel, Preferences
from countermove.conflict.options import Options, UnknownOptionError
from countermove.document.expressions import Expression, ExpressionError, name_fault
from countermove.document.faults import Path, Problem, did_you_mean

if TYPE_CHECKING:
    from countermove.conflict.game import Graph

MAX_OPTIONS = 62


def problems(model: ConflictModel, actors: Sequence[str], readings: Mapping[str, ConflictModel]) -> Iterator[Problem]:
    """Yield everything wrong in one reading of a conflict, names first; orders are checked once names are sound."""
    found = [*_actor_names(model, actors, readings), *_option_names(model), *_rules(model), *_tellings(model, actors)]
    yield from found
    if found:
        return
    found = list(_states(model, actors))
    yield from found
    if not found:
        from countermove.conflict.game import graph_of

        graph = graph_of(model, actors)
        for actor, preferences in model.preferences.items():
            yield from (one.below("preferences", actor) for one in _preferences(model, graph, actor, preferences))


def _unknown(path: Path, what: str, name: str, known: Iterable[str]) -> Problem:
    return Problem(path, f"no {what} {name!r}", did_you_mean(name, known), at_key=bool(path) and path[-1] == name)


def _actor_names(
    model: ConflictModel, actors: Sequence[str], readings: Mapping[str, ConflictModel]
) -> Iterator[Problem]:
    playing = [
        actor for actor in actors if actor in model.options or actor in model.moves or actor in model.preferences
    ]
    for key in ("options", "moves", "preferences", "sees", "concept", "attitudes"):
        for actor in getattr(model, key):
            if actor not in actors:
                yield _unknown((key, actor), "actor", actor, actors)
    for actor in playing:
        if actor not in model.preferences:
            yield Problem(
                ("preferences",), f"no preferences for {actor!r}", "write an order or statements for this actor"
            )
    for index, ban in enumerate(model.forbidden_moves):
        if ban.actor is not None and ban.actor not in playing:
            yield _unknown(("forbidden_moves", index, "actor"), "actor with options", ban.actor, playing)
    for index, members in enumerate(model.coalitions):
        for place, member in enumerate(members):
            if member not in playing:
                yield _unknown(("coalitions", index, place), "actor in this conflict", member, playing)
        if len(set(members)) < 2 or len(set(members)) < len(members):
            yield Problem(("coalitions", index), "a coalition has two or more different members", "list each once")
    for actor, seen in model.sees.items():
        for other, reading in seen.items():
            if other not in playing or other == actor:
                yield _unknown(("sees", actor, other), "other actor in this conflict", other, set(playing) - {actor})
            elif reading not in readings:
                yield _unknown(("sees", actor, other), "reading", reading, readings)
    for actor, minded in model.attitudes.items():
        for other in minded:
            if other not in playing:
                yield _unknown(("attitudes", actor, other), "actor in this conflict", other, playing)


def _option_names(model: ConflictModel) -> Iterator[Problem]:
    options = Options.of(model)
    if len(options.keys) > MAX_OPTIONS:
        extra = options.keys[MAX_OPTIONS].split(".")
        yield Problem(
            ("options", *extra),
            f"{len(options.keys)} options; a conflict has at most {MAX_OPTIONS}",
            "split the conflict",
        )
    for key in options.keys:
        fault = name_fault(key.split(".", 1)[1])
        if fault:
            yield Problem(("options", *key.split(".", 1)), *fault)
    for key, option in zip(options.keys, options.details, strict=True):
        for field in ("answers", "answers_inferred"):
            for index, target in enumerate(getattr(option, field)):
                yield from _one_option(options, target, ("options", *key.split(".", 1), field, index))
    for target in model.stages:
        yield from _one_option(options, target, ("stages", target))
    if model.drawn:
        yield from _drawn(model)
        return
    listed = (model.status_quo,) if isinstance(model.status_quo, str) else model.status_quo
    for index, name in enumerate(listed):
        yield from _one_option(options, name, ("status_quo", index))


def _one_option(options: Options, name: str, path: Path) -> Iterator[Problem]:
    try:
        options.index(name)
    except UnknownOptionError as error:
        yield Problem(path, error.wrong, error.cure)


def _drawn(model: ConflictModel) -> Iterator[Problem]:
    for index, name in enumerate(model.states):
        if name in model.states[:index]:
            yield Problem(("states", index), f"state {name!r} stands twice", "keep one")
    for actor, pairs in model.moves.items():
        for index, pair in enumerate(pairs):
            for place, name in enumerate(pair):
                if name not in model.states:
                    yield _unknown(("moves", actor, index, place), "state", name, model.states)
            if pair[0] == pair[1]:
                yield Problem(("moves", actor, index), f"a move from {pair[0]!r} to itself", "take it out")
    listed = (model.status_quo,) if isinstance(model.status_quo, str) else model.status_quo
    if len(listed) > 1:
        yield Problem(("status_quo",), "a hand-drawn graph has one status quo", "name one state")
    for name in listed:
        if name not in model.states:
            yield _unknown(("status_quo",), "state", name, model.states)


def _resolved(options: Options, text: str, path: Path) -> Expression | Problem:
    try:
        return options.resolve(text)
    except (ExpressionError, UnknownOptionError) as error:
        return Problem(path, error.wrong, error.cure, error.offset)


def _rules(model: ConflictModel) -> Iterator[Problem]:
    options = Options.of(model)
    written: list[tuple[Path, str]] = []
    for key in ("infeasible", "same"):
        written += [((key, index, "rule"), rule.rule) for index, rule in enumerate(getattr(model, key))]
    for index, ban in enumerate(model.forbidden_moves):
        for word, text in (("from", ban.start), ("to", ban.end)):
            if text is not None:
                written.append((("forbidden_moves", index, word), text))
    for actor, preferences in model.preferences.items():
        for index, statement in enumerate(preferences.statements or ()):
            written.append((("preferences", actor, "statements", index, "rule"), statement.rule))
    for path, text in written:
        resolved = _resolved(options, text, path)
        if isinstance(resolved, Problem):
            yield resolved


def _tellings(model: ConflictModel, actors: Sequence[str]) -> Iterator[Problem]:
    options = Options.of(model)
    for name, row in model.coverage.items():
        if row.actor not in actors:
            yield _unknown(("coverage", name, "actor"), "actor", row.actor, actors)
        if row.option is not None:
            yield from _one_option(options, row.option, ("coverage", name, "option"))
        for key in ("answers", "threatens"):
            for target in getattr(row, key):
                if target not in model.coverage:
                    yield _unknown(("coverage", name, key, target), "row", target, model.coverage)
    ids: dict[str, Path] = {}
    places = [(("infeasible", index), rule.id) for index, rule in enumerate(model.infeasible)]
    for actor, preferences in model.preferences.items():
        for index, statement in enumerate(preferences.statements or ()):
            places.append((("preferences", actor, "statements", index), statement.id))  # type: ignore[arg-type]
    for path, identity in places:
        if identity is not None and identity in ids:
            yield Problem(path, f"the id {identity!r} is taken", "choose another")
        elif identity is not None:
            ids[identity] = path


def _states(model: ConflictModel, actors: Sequence[str]) -> Iterator[Problem]:
    if model.drawn:
        return
    from countermove.conflict.states import TooManyStatesError, clashing_rules, feasible_codes

    options = Options.of(model)
    rules = [options.resolve(rule.rule) for rule in model.infeasible]
    try:
        codes = feasible_codes(options.keys, rules, {})
    except TooManyStatesError as error:
        yield Problem(("options",), str(error), "add rules to `infeasible`, or split the conflict")
        return
    if codes.size == 0:
        clash = [model.infeasible[index] for index in clashing_rules(options.keys, rules)]
        shown = "; ".join(rule.id or rule.rule for rule in clash)
        at = next(index for index, rule in enumerate(model.infeasible) if rule is clash[0])
        yield Problem(
            ("infeasible", at), f"no state is feasible: these rules leave none: {shown}", "take one of them out"
        )
        return
    listed = (model.status_quo,) if isinstance(model.status_quo, str) else model.status_quo
    on = sum(1 << options.index(name) for name in set(listed))
    if on not in codes:
        broken = _broken(model, options, on)
        yield Problem(("status_quo",), f"the status quo is not feasible: it breaks {broken}", "change it or the rule")


def _broken(model: ConflictModel, options: Options, code: int) -> str:
    import numpy as np

    from countermove.conflict.states import where

    here = np.array([code])
    broken = [rule for rule in model.infeasible if where(options.resolve(rule.rule), here, options.keys)[0]]
    return "; ".join(rule.id or rule.rule for rule in broken)


def _preferences(model: ConflictModel, graph: Graph, actor: str, own: Preferences) -> Iterator[Problem]:
    if own.statements is not None:
        if graph.codes is None:
            yield Problem(("statements",), "a hand-drawn graph has no options to write about", "write an `order`")
        elif graph.members is not None:
            yield from _tells_members_apart(model, graph, own)
        return
    if own.order is not None:
        yield from _order(graph, own.order)
    for key, pairs in (("unknown", own.unknown), ("partial", own.partial or ())):
        for index, pair in enumerate(pairs):
            for place, name in enumerate(pair):
                yield from _label(graph, name, (key, index, place))
    if own.partial is not None:
        yield from _circle(graph, own.partial)


def _label(graph: Graph, name: str, path: Path) -> Iterator[Problem]:
    try:
        graph.find(name)
    except LookupError as error:
        wrong, _, cure = str(error.args[0]).partition("; ")
        known = graph.labels(range(min(graph.size, 64)))
        yield Problem(path, wrong, cure or did_you_mean(name, known))


def _order(graph: Graph, order: tuple[tuple[str, ...], ...]) -> Iterator[Problem]:
    seen: dict[int, str] = {}
    sound = True
    for depth, tier in enumerate(order):
        if tier == (MUCH,):
            if depth in (0, len(order) - 1) or order[depth - 1] == (MUCH,):
                yield Problem(("order", depth), '">>" stands between states', "take it out")
            continue
        for place, name in enumerate(tier):
            path: Path = ("order", depth, place) if len(tier) > 1 else ("order", depth)
            faults = list(_label(graph, name, path))
            yield from faults
            if faults:
                sound = False
                continue
            state = graph.find(name)
            if state in seen:
                yield Problem(path, f"state {name} stands a second time (first as {seen[state]})", "keep one")
            seen[state] = name
    missing = [graph.label(state) for state in range(graph.size) if state not in seen]
    if missing and sound:
        shown = ", ".join(missing[:6]) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
        yield Problem(("order",), f"the order misses {shown}", "rank every feasible state once; ties in a nested list")


def _circle(graph: Graph, pairs: tuple[tuple[str, str], ...]) -> Iterator[Problem]:
    below: dict[str, list[str]] = {}
    for better, worse in pairs:
        below.setdefault(better, []).append(worse)
    done: set[str] = set()
    for first in below:
        trail: list[str] = []
        stack = [(first, iter(below.get(first, ())))]
        trail.append(first)
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                trail.pop()
                done.add(name)
            elif following in trail:
                circle = [*trail[trail.index(following) :], following]
                yield Problem(("partial",), f"the pairs go in a circle: {' > '.join(circle)}", "take one pair out")
                return
            elif following not in done:
                trail.append(following)
                stack.append((following, iter(below.get(following, ()))))


def _tells_members_apart(model: ConflictModel, graph: Graph, own: Preferences) -> Iterator[Problem]:
    import numpy as np

    from countermove.conflict.states import label, where

    options = Options.of(model)
    if graph.members is None or graph.classes is None:
        return
    for index, statement in enumerate(own.statements or ()):
        truth = where(options.resolve(statement.rule), graph.members, options.keys)
        heads = np.zeros(graph.size, dtype=np.bool_)
        first = np.unique(graph.classes, return_index=True)[1]
        heads = truth[first]
        apart = np.flatnonzero(truth != heads[graph.classes])
        if apart.size:
            one, two = first[graph.classes[apart[0]]], apart[0]
            shown = [label(int(graph.members[state]), len(options.keys)) for state in (one, two)]
            wrong = f"the statement tells {shown[0]} and {shown[1]} apart, which `same` counts as one state"
            yield Problem(("statements", index), wrong, "change the statement or the `same` rule")
