"""What a schema cannot test: names, shapes, ranks that are ranks, and games that are not what a text says they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from countermove.dilemma.values import exact_payoff, has_stage, is_ordinal
from countermove.dilemma.wording import game
from countermove.document.faults import Problem, did_you_mean
from countermove.numeric import forms

if TYPE_CHECKING:
    from countermove.dilemma.model import DilemmaModel, Each
    from countermove.kind import Case


def problems(case: Case[DilemmaModel]) -> Iterator[Problem]:
    """Yield every fault of one reading; a stage that does not fit stops the tests that build on it."""
    section = case.section
    unknown = [
        Problem(("between", place), f"no actor {actor!r}", did_you_mean(actor, case.actors))
        for place, actor in enumerate(section.between)
        if actor not in case.actors
    ]
    if unknown:
        yield from unknown
        return
    yield from _names(section)
    shapes = list(_shapes(section))
    yield from shapes
    if shapes:
        return
    yield from _needs_numbers(section)
    yield from _claimed(section)
    yield from _observed(section)


def _acts(section: DilemmaModel) -> list[list[str]]:
    return [list(section.own_actions.get(actor, section.actions)) for actor in section.between]


def _names(section: DilemmaModel) -> Iterator[Problem]:
    known = section.between
    for name in ("ranks", "utilities", "cells", "own_actions"):
        for actor in getattr(section, name) or {}:
            if actor not in known and not (actor == "both" and name != "own_actions"):
                yield Problem((name, actor), f"{actor!r} is not in `between`", did_you_mean(actor, (*known, "both")))
    for path, each in _by_actor(section):
        yield from _each(path, each, known)
    if section.waiting is not None and section.waiting.actor not in known:
        yield Problem(
            ("waiting", "actor"),
            f"{section.waiting.actor!r} is not in `between`",
            did_you_mean(section.waiting.actor, known),
        )
    if section.inspection is not None:
        for role in ("controller", "evader"):
            actor = getattr(section.inspection, role)
            if actor not in known:
                yield Problem(("inspection", role), f"{actor!r} is not in `between`", did_you_mean(actor, known))


def _by_actor(section: DilemmaModel) -> Iterator[tuple[tuple[str | int, ...], Each]]:
    talk = section.dialogue
    if talk is not None:
        yield ("dialogue", "discount"), talk.discount
        yield ("dialogue", "relative_gains"), talk.relative_gains
        for key, element in talk.elements.items():
            yield from ((("dialogue", "elements", key, "set", name), each) for name, each in element.set.items())
    if section.contest is not None:
        yield ("contest", "cost"), section.contest.cost
        yield ("contest", "strength"), section.contest.strength


def _each(path: tuple[str | int, ...], each: Each, known: tuple[str, str]) -> Iterator[Problem]:
    if each.shared is not None:
        return
    for actor in each.own:
        if actor not in known:
            yield Problem((*path, actor), f"{actor!r} is not in `between`", did_you_mean(actor, known))
    for actor in known:
        if actor not in each.own:
            yield Problem(path, f"no number for {actor!r}", "give one an actor, or one number for both")


def _shapes(section: DilemmaModel) -> Iterator[Problem]:
    if not has_stage(section):
        return
    acts = _acts(section)
    if section.cells is not None and (len(acts[0]), len(acts[1])) != (2, 2):
        yield Problem(("cells",), "T, R, P and S are payoffs of two actions each", "write `utilities` for more actions")
        return
    name = "ranks" if section.ranks is not None else "cells" if section.cells is not None else "utilities"
    tables: Mapping[str, object] = getattr(section, name)
    for seat, actor in enumerate(section.between):
        if actor not in tables and "both" not in tables:
            yield Problem((name,), f"no payoffs for {actor!r}", f"add `{actor}:`, or `both:` where the two are alike")
            continue
        key = actor if actor in tables else "both"
        if name != "cells":
            yield from _table((name, key), getattr(section, name)[key], len(acts[seat]), len(acts[1 - seat]))
    if section.outsiders is not None:
        yield from _table(("outsiders",), section.outsiders, len(acts[0]), len(acts[1]))


def _table(
    path: tuple[str | int, ...], table: tuple[tuple[object, ...], ...], rows: int, columns: int
) -> Iterator[Problem]:
    if len(table) != rows:
        yield Problem(path, f"{len(table)} rows for {rows} actions", "give one row an own action")
        return
    for place, row in enumerate(table):
        if len(row) != columns:
            wrong = f"{len(row)} cells where the other has {columns} actions"
            yield Problem((*path, place), wrong, "give one cell an action of the other")
            return
    if path[0] == "ranks":
        used = {int(rank) for row in table for rank in row}  # type: ignore[call-overload]
        if used != set(range(1, len(used) + 1)):
            wrong = f"{sorted(used)} are no ranks"
            cure = f"use whole numbers from 1 (worst) to {len(used)} (best) without gaps; ties share a rank"
            yield Problem(path, wrong, cure)


def _needs_numbers(section: DilemmaModel) -> Iterator[Problem]:
    for name in ("dialogue", "institution", "steps"):
        if getattr(section, name) is None:
            continue
        if not has_stage(section) and name != "dialogue":
            yield Problem((name,), f"`{name}` needs a stage game", "add `cells` with T, R, P and S")
        elif has_stage(section) and is_ordinal(section):
            wrong = f"ranks do not carry a `{name}`: thresholds need differences of payoffs"
            yield Problem((name,), wrong, "write `cells` or `utilities` instead of `ranks`, or leave it out")
        elif has_stage(section) and [len(acts) for acts in _acts(section)] != [2, 2]:
            yield Problem(
                (name,), f"`{name}` is about two actions each, restraint first", "leave it out, or merge actions"
            )
    if section.steps is not None and section.dialogue is None:
        yield Problem(
            ("steps",), "`steps` needs a `dialogue` with its discount factor", "add `dialogue: {discount: 0.9}`"
        )


def _claimed(section: DilemmaModel) -> Iterator[Problem]:
    if section.claimed is None:
        return
    if not has_stage(section) or [len(acts) for acts in _acts(section)] != [2, 2]:
        yield Problem(
            ("claimed",), "a name is claimed, but there is no game of two actions each", "leave `claimed` out"
        )
        return
    ranks = forms.dense_ranks(np.array(exact_payoff(section), dtype=object))
    if not forms.is_strict(ranks):
        around = ", ".join(found.name for found in forms.bordering(ranks))
        yield Problem(
            ("claimed",), f"the payoffs have ties; the game borders on {around}", "break the ties, or leave it out"
        )
        return
    found = forms.place(ranks)
    if found.family != section.claimed:
        is_named = found.name if found.family == "asymmetric" else game(found.row).get("en")
        own = section.between
        wrong = f"not {game(section.claimed).get('en')}: by its payoffs it is {is_named}"
        if found.family == "asymmetric":
            wrong = f"not {game(section.claimed).get('en')}: {own[0]} has {found.row}, {own[1]} has {found.column}"
        yield Problem(("claimed",), wrong, "change the payoffs, or claim what it is")


def _observed(section: DilemmaModel) -> Iterator[Problem]:
    told = section.observed
    if told is None:
        return
    acts = dict(zip(section.between, _acts(section), strict=True))
    for actor, act in told.acts.items():
        if actor not in acts:
            yield Problem(("observed", "acts", actor), f"{actor!r} is not in `between`", did_you_mean(actor, acts))
        elif act not in acts[actor]:
            yield Problem(("observed", "acts", actor), f"no action {act!r}", did_you_mean(act, acts[actor]))
    if any(len(known) != 2 for known in acts.values()):
        yield Problem(("observed",), "motives are told apart in games of two actions each", "leave `observed` out")
        return
    for actor, motives in told.motives.items():
        if actor not in acts:
            yield Problem(("observed", "motives", actor), f"{actor!r} is not in `between`", did_you_mean(actor, acts))
        for key, motive in motives.items():
            for fault in _table(("ranks",), motive.ranks, 2, 2):
                yield Problem(("observed", "motives", actor, key, *fault.path), fault.wrong, fault.cure)
