"""The solved dilemma as JSON fields."""

from __future__ import annotations

from typing import Any

import numpy as np

from countermove.dilemma.quantal import QuantalPath
from countermove.dilemma.solution import DilemmaSolution, Floats
from countermove.document.text import Text
from countermove.kind import Json


def finite(value: float) -> float | None:
    """Return a number that JSON can hold, None for infinity and NaN."""
    return float(value) if np.isfinite(value) else None


def verdicts(solution: DilemmaSolution) -> dict[str, list[str]]:
    """Return, by concept, the subjects that hold.

    ``nash``, ``efficient``: outcomes; ``dominant``: actor:action; ``game``: family; ``place``: both sides' names;
    ``sustained``: ``restraint`` where it keeps itself; ``second_order``: family; ``exemption``: ``better``; ``waits``:
    ``waiting`` where that is better.
    """
    found: dict[str, list[str]] = {}
    stage = solution.stage
    if stage is not None:
        found["game"] = [stage.family] if stage.family else []
        if stage.place is not None:
            found["place"] = [stage.place.name]
        found["nash"] = [solution.label(profile) for profile in stage.pure]
        found["efficient"] = [solution.label(profile) for profile in stage.efficient]
        found["dominant"] = [
            f"{solution.actors[seat][0]}:{solution.actions[seat][act][0]}"
            for seat, act in enumerate(stage.dominant)
            if act is not None
        ]
        if stage.risk_dominant is not None:
            found["risk_dominant"] = [solution.label(stage.risk_dominant)]
    if solution.dialogue is not None:
        found["sustained"] = ["restraint"] if solution.dialogue.holds else []
        best = solution.dialogue.best
        found["package"] = [key for i, (key, _) in enumerate(solution.dialogue.elements) if best > 0 and best >> i & 1]
    if solution.wait is not None:
        found["waits"] = ["waiting"] if float(solution.wait[1].later) > float(solution.wait[1].now) else []
    if solution.institution is not None and solution.institution.family is not None:
        found["second_order"] = [solution.institution.family]
    if solution.inspection is not None and solution.inspection.exemption is not None:
        found["exemption"] = ["better"] if bool(solution.inspection.exemption.better) else []
    return found


def payload(solution: DilemmaSolution) -> Json:
    """Return the JSON fields of ``solve`` beyond headline and findings."""
    data: Json = {"between": [actor for actor, _ in solution.actors], "verdicts": verdicts(solution)}
    stage, talk = solution.stage, solution.dialogue
    if stage is not None:
        data["stage"] = {
            "ordinal": stage.ordinal,
            "payoff": stage.payoff.tolist(),
            "game": stage.family,
            "place": None if stage.place is None else {"name": stage.place.name, "layer": stage.place.layer},
            "bordering": [found.name for found in stage.bordering],
            "swaps_to": {family: len(path) for family, path in stage.paths.items()},
            "security": [{"action": solution.actions[i][a][0], "worst": w} for i, (a, w) in enumerate(stage.security)],
            "security_values": stage.security_values,
            "cycle": [solution.label(profile) for profile in stage.cycle],
            "quantal": None if stage.quantal is None else _quantal(stage.quantal),
            "risk_dominant": None if stage.risk_dominant is None else solution.label(stage.risk_dominant),
            "mixed": None if stage.mixed is None else _mixed(stage.mixed),
            "fear_and_greed": None
            if stage.tempers is None
            else [
                {
                    "fear": str(one.fear), "greed": str(one.greed),
                    "cooperation": None if one.cooperation is None else str(one.cooperation),
                }
                for one in stage.tempers
            ],
        }  # fmt: skip
    if talk is not None:
        data["dialogue"] = {
            "cells": talk.cells.tolist(),
            "game": talk.family,
            "needed": [finite(value) for value in talk.needed],
            "needed_undisturbed": [finite(value) for value in talk.undisturbed],
            "worth_with_false_alarms": talk.noisy,
            "equilibrium_payoffs": None if talk.reachable is None else talk.reachable.tolist(),
            "matches": None if talk.played is None else _matches(talk.played),
            "pairs": {"rules": [key for key, _ in talk.rules], "payoffs": talk.pairs.tolist()},
            "discount": list(talk.discount),
            "holds": talk.holds,
            "relative_gains_limit": [finite(value) for value in talk.relative_limit],
            "elements": {
                key: {"shapley": float(talk.tried.shapley[i]), "game_alone": talk.families[i]}
                for i, (key, _) in enumerate(talk.elements)
            },
            "cheapest": None
            if talk.best < 0
            else {
                "elements": [key for i, (key, _) in enumerate(talk.elements) if talk.best >> i & 1],
                "cost": float(talk.tried.cost[talk.best]),
            },
            "conduct": {
                found.conduct: {"nash": _intervals(found.nash), "perfect": _intervals(found.perfect)}
                for found in talk.sustained
            },
            "long_run": {name: {"restraint": c, "payoffs": [a, b]} for name, c, a, b in talk.long_run},
        }
    if solution.rivalry is not None:
        data["rivalry"] = {
            "index": finite(solution.rivalry.index),
            "cells": {k: finite(v) for k, v in solution.rivalry.cells.items()},
            "outsiders": None if solution.rivalry.outsiders is None else list(map(finite, solution.rivalry.outsiders)),
        }
    if solution.outsiders is not None:
        data["outsiders"] = solution.outsiders.tolist()
    return data


def _matches(played: tuple[tuple[tuple[str, Text], ...], Floats, Floats]) -> Json:
    rules, mean, error = played
    known = [[finite(float(value)) for value in row] for row in error]
    return {"rules": [key for key, _ in rules], "mean": mean.tolist(), "standard_error": known}


def _intervals(found: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [
        {"low": str(i.low), "high": str(i.high), "low_included": i.low_included, "high_included": i.high_included}
        for i in found
    ]


def _quantal(path: QuantalPath) -> Json:
    """Return at most 60 points of the branch, the last one among them."""
    places = np.unique(np.linspace(0, len(path.precision) - 1, 60).round().astype(int))
    return {
        "precision": path.precision[places].tolist(),
        "weights": [path.first[places].tolist(), path.second[places].tolist()],
        "complete": path.complete,
    }


def _mixed(found: Any) -> Json:
    return {
        "method": found.method,
        "degenerate": found.degenerate,
        "extreme": [
            {"weights": [list(map(str, p.first)), list(map(str, p.second))], "regret": str(p.regret)}
            for p in found.extreme
        ],
        "components": [list(part) for part in found.components],
    }
