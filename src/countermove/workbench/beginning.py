"""A second model begun in a document: that of a kind's starter, told of the document's own actors."""

from __future__ import annotations

from typing import Any

from countermove.document.saving import set_at
from countermove.document.text import Text
from countermove.document.tree import parse
from countermove.kinds import KINDS, kind
from countermove.workbench.folder import Refused
from countermove.workbench.renaming import EMPTY, TAKEN, Faults, renamed

NO_KIND = Text("There is no such kind of model; reload the page.", "没有这种模型；请重新加载页面。")


def with_model(text: str, name: str, kind_name: str, faults: Faults) -> str:
    """Return the document with one more model of a kind.

    The starter's actors are the first of the document's; those that it has none for are added. What rested on the
    starter's own claims is an assumption here.

    Raises
    ------
    DocumentError
        If the text is no YAML.
    Refused
        If the name is taken or empty, or there is no such kind.
    """
    name = name.strip()
    data = parse(text.encode("utf-8"), "document").data
    models, actors = data.get("models") or {}, list(data.get("actors") or {})
    if kind_name not in KINDS:
        raise Refused(NO_KIND)
    if not name:
        raise Refused(EMPTY)
    if name in models:
        raise Refused(TAKEN.of(name=name), 409)
    starter = kind(kind_name).starter
    own = list(parse(starter.encode("utf-8"), "starter").data.get("actors") or {})
    wanted = {old: actors[place] if place < len(actors) else old for place, old in enumerate(own)}
    for place, old in enumerate(own):  # by way of names that neither has, since the two may share some
        starter = renamed(starter, ("actors", old), f"starter_actor_{place}", faults)
    for place, old in enumerate(own):
        starter = renamed(starter, ("actors", f"starter_actor_{place}"), wanted[old], faults)
    begun = parse(starter.encode("utf-8"), "starter").data
    for actor, about in begun.get("actors", {}).items():
        if actor not in actors:
            path = ("actors", actor) if actors else ("actors",)
            text = set_at(text, path, about if actors else {actor: about})
            actors.append(actor)
    model = _assumed(next(iter(begun["models"].values())))
    return set_at(text, ("models", name), model) if models else set_at(text, ("models",), {name: model})


def _assumed(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: "assumption" if key == "basis" else _assumed(value) for key, value in part.items()}
    return [_assumed(one) for one in part] if isinstance(part, list) else part
