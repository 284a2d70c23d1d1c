"""What is proved of a study's draws, in words: what holds whatever is drawn, and what each actor can be sure of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from countermove.document.text import Text
from countermove.kind import Bound, Certain

if TYPE_CHECKING:
    from countermove.stress.study import StudyAnswer

NECESSARY = Text(
    "Necessarily, that is in every draw there can be under these laws, and not only in the {draws} drawn: {names}.",
    "必然成立，即在这些分布下的任何抽样中都成立，而不仅是所抽的{draws}次：{names}。",
)
ALWAYS = Text(
    "In every one of {draws} draws, while it is not proved that none could fail: {names}.",
    "在全部{draws}次抽样中（但尚未证明不存在例外）：{names}。",
)
NOT_NECESSARY = Text(
    "In every one of {draws} draws, yet draws in which it fails are possible: {names}.",
    "在全部{draws}次抽样中，但可能存在不成立的抽样：{names}。",
)
RARE = Text(
    "In none of {draws} draws, yet possible: {names}.",
    "{draws}次抽样中均未出现，但仍有可能：{names}。",
)


def always_said(answer: StudyAnswer, limit: int) -> list[Text]:
    """Say what held in every draw, apart by what is proved of it, and what is possible though no draw showed it."""
    held, bounds = answer.robustness.held, answer.bounds
    always = [one.outcome for one in held if one.share.value == 1]
    kinds: dict[Text, list[Text]] = {NECESSARY: [], ALWAYS: [], NOT_NECESSARY: [], RARE: []}
    for outcome in always:
        necessary = bounds.get(outcome.id, Bound()).necessary
        form = ALWAYS if necessary is None else NECESSARY if necessary else NOT_NECESSARY
        kinds[form].append(outcome.name)
    for one in held:
        if one.share.value == 0 and bounds.get(one.outcome.id, Bound()).possible:
            kinds[RARE].append(one.outcome.name)
    draws = f"{answer.robustness.answered:,}"
    return [form.of(draws=draws, names=semicolons(names, limit)) for form, names in kinds.items() if names]


def assured(answer: StudyAnswer) -> list[Text]:
    """Return what each actor can be sure of, where the kind can tell."""
    plan = answer.layout.plan
    return list(plan.kind.assurances(plan.cases[0], answer.bounds)) if isinstance(plan.kind, Certain) else []


def bound_data(bound: Bound | None) -> dict[str, Any]:
    """Return a bound as JSON: true, false, or null where it is not settled."""
    found = bound or Bound()
    return {"necessary": found.necessary, "possible": found.possible}


def semicolons(parts: Sequence[Text], limit: int) -> Text:
    """Join texts that may hold commas, with the number left out where there are more than ``limit``."""
    rest = len(parts) - limit
    english = "; ".join(part.get("en") for part in parts[:limit]) + (f"; and {rest} more" if rest > 0 else "")
    return Text(english, "；".join(part.get("zh") for part in parts[:limit]) + (f"；另有{rest}项" if rest > 0 else ""))
