"""What is proved of a study's draws, in words: what holds whatever is drawn, and what each actor can be sure of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from countermove.document.text import Text
from countermove.kind import Bound, Certain
from countermove.stress.words import Line

if TYPE_CHECKING:
    from countermove.stress.study import StudyAnswer

NECESSARY = Text(
    "Necessarily, that is in every draw there can be under these laws, and not only in the {draws} drawn:",
    "必然成立，即在这些分布下的任何抽样中都成立，而不仅是所抽的{draws}次：",
)
ALWAYS = Text(
    "In every one of {draws} draws, while it is not proved that none could fail:",
    "在全部{draws}次抽样中（但尚未证明不存在例外）：",
)
NOT_NECESSARY = Text(
    "In every one of {draws} draws, yet draws in which it fails are possible:",
    "在全部{draws}次抽样中，但可能存在不成立的抽样：",
)
RARE = Text(
    "In none of {draws} draws, yet possible:",
    "{draws}次抽样中均未出现，但仍有可能：",
)
AND_MORE = Text("and {count} more", "另有{count}项")


def always_lines(answer: StudyAnswer, limit: int) -> list[Line]:
    """Say what held in every draw, apart by what is proved of it, and what is possible though no draw showed it."""
    held, bounds = answer.robustness.held, answer.bounds
    kinds: dict[Text, list[Text]] = {NECESSARY: [], ALWAYS: [], NOT_NECESSARY: [], RARE: []}
    for one in held:
        bound = bounds.get(one.outcome.id, Bound())
        if one.share.value == 1:
            form = ALWAYS if bound.necessary is None else NECESSARY if bound.necessary else NOT_NECESSARY
            kinds[form].append(one.outcome.name)
        elif one.share.value == 0 and bound.possible:
            kinds[RARE].append(one.outcome.name)
    draws = f"{answer.robustness.answered:,}"
    return [
        Line(form.of(draws=draws), (*map(Line, names[:limit]), *_more(len(names) - limit)))
        for form, names in kinds.items()
        if names
    ]


def _more(count: int) -> list[Line]:
    return [Line(AND_MORE.of(count=count))] if count > 0 else []


def assured(answer: StudyAnswer) -> list[Text]:
    """Return what each actor can be sure of, where the kind can tell."""
    plan = answer.layout.plan
    return list(plan.kind.assurances(plan.cases[0], answer.bounds)) if isinstance(plan.kind, Certain) else []


def bound_data(bound: Bound | None) -> dict[str, Any]:
    """Return a bound as JSON: true, false, or null where it is not settled."""
    found = bound or Bound()
    return {"necessary": found.necessary, "possible": found.possible}
