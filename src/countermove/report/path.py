"""Certificates as paths: who moves from which state to which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from countermove.document.text import Text
from countermove.drawing.marks import actor_class, actor_mark
from countermove.report.dossier import Dossier
from countermove.report.html import Child, Html, said, tag


def paths_in(data: Any) -> list[list[Mapping[str, Any]]]:
    """Return every path of moves (``[{actor, from, to}, …]``) in a certificate, each with the move it answers."""
    found: list[list[Mapping[str, Any]]] = []
    if isinstance(data, Mapping):
        for improvement in data.get("improvements") or ():
            sanction = improvement.get("sanction")
            if sanction and sanction.get("path"):
                first = {"actor": data.get("actor"), "from": data.get("state"), "to": improvement.get("to")}
                found.append([first, *sanction["path"]])
        if not found:
            for value in data.values():
                found += paths_in(value)
    elif isinstance(data, list):
        if data and all(isinstance(step, Mapping) and {"actor", "from", "to"} <= set(step) for step in data):
            return [data]
        for value in data:
            found += paths_in(value)
    return found


def path_drawn(dossier: Dossier, steps: Sequence[Mapping[str, Any]]) -> Html:
    """Draw a path as states with the mover's mark between them."""
    actors = list(dossier.document.actors)
    parts: list[Child] = [tag("li", tag("code", str(steps[0]["from"])))]
    for step in steps:
        place = actors.index(step["actor"]) if step["actor"] in actors else -1
        name = dossier.document.actors[step["actor"]].label if place >= 0 else Text.both(str(step["actor"]))
        mover = tag("span", f"{actor_mark(place)} ", said(name, dossier.lang), " →", cls=f"mover {actor_class(place)}")
        parts.append(tag("li", mover, " ", tag("code", str(step["to"]))))
    return tag("ol", *parts, cls="path")
