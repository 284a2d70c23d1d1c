"""Why a party ends up with its view, what a warning is worth, and what a public act does."""

from __future__ import annotations

import numpy as np

from countermove.document.faults import did_you_mean
from countermove.document.text import Text, listed
from countermove.influence.findings import findings as all_findings
from countermove.influence.findings import share
from countermove.influence.solution import Beliefs, InfluenceSolution
from countermove.kind import Explanation, Question

MADE_OF = Text(
    "{party} begins at {first} and settles at {last}. Its last view is made of first views: {parts}.",
    "{party}的最初看法为{first}，最终稳定于{last}。其最终看法由各方最初看法构成：{parts}。",
)
PART = Text("{other} {weight} (its first view: {view})", "{other}占{weight}（其最初看法：{view}）")
SWINGS = Text(
    "{party}'s view never settles: it goes round in a circle of trust.",
    "{party}的看法始终无法稳定：它在信任的循环中往复。",
)
MESSAGES = Text(
    "{count} messages can be told apart, with borders at {borders}; the sender has no reason to pass from one to "
    "another.",
    "可以区分的说法有{count}种，分界为{borders}；发出者没有理由改用另一种说法。",
)
ONE_MESSAGE = Text(
    "Only one message is left: a sender with this bias would always pass to the next stronger one.",
    "只剩下一种说法：有此偏向的发出者总会改用更强的说法。",
)
NUMBERS = Text(
    "The act costs {cost}; to one who obstructs it costs {both}; an accepted blame costs {harm}, and the act is seen "
    "with probability {seen}, so that it can save {stake}.",
    "该行动的成本为{cost}，对蓄意阻挠者则为{both}；指责被接受的损害为{harm}，行动被看见的概率为{seen}，因此最多可避免{stake}的损害。",
)


def explain(solution: InfluenceSolution, question: Question) -> list[Explanation]:
    """Answer for a party, a warning or an act, by its name in the document.

    Raises
    ------
    LookupError
        If nothing is called so.
    """
    name = question.subject
    if solution.beliefs is not None and name in solution.beliefs.parties:
        return [_party(solution, solution.beliefs, name)]
    sentences = [each.text for each in all_findings(solution) if name in each.subjects]
    for heard in solution.heard:
        if heard.id == name:
            borders = [Text.both(f"{border:.3g}") for border in heard.borders[1:-1]]
            more = MESSAGES.of(count=len(heard.borders) - 1, borders=listed(borders, 10)) if borders else ONE_MESSAGE
            data = {
                "warning": name,
                "messages": len(heard.borders) - 1,
                "told": heard.told,
                "strongest": heard.strongest,
            }
            return [Explanation(_joined([*sentences, more]), data)]
    for answer in solution.acts:
        if answer.id == name:
            assert solution.section.blame is not None
            act, harm = solution.section.blame.acts[name], solution.section.blame.harm.centre
            more = NUMBERS.of(
                cost=f"{act.cost.centre:.3g}",
                both=f"{act.cost.centre + act.binding.centre:.3g}",
                harm=f"{harm:.3g}",
                seen=f"{act.seen.centre:.3g}",
                stake=f"{act.seen.centre * harm:.3g}",
            )
            found = {"act": name, "regime": answer.regime, "blamed": answer.blamed, "imitates": answer.imitates}
            return [Explanation(_joined([*sentences, more]), found)]
    known = [*solution.section.parties, *solution.section.warnings, *(answer.id for answer in solution.acts)]
    raise LookupError(f"no party, warning or act {name!r}; {did_you_mean(name, known)}")


def _party(solution: InfluenceSolution, beliefs: Beliefs, name: str) -> Explanation:
    index = beliefs.parties.index(name)
    who = solution.case.actors[name].name
    if not np.isfinite(beliefs.last[index]):
        return Explanation(SWINGS.of(party=who), {"party": name, "first": float(beliefs.first[index]), "last": None})
    weights = beliefs.pull[index]
    parts = []
    for other in np.argsort(-weights):
        if weights[other] > 0.005:
            actor = solution.case.actors[beliefs.parties[other]].name
            parts.append(PART.of(other=actor, weight=share(weights[other]), view=f"{beliefs.first[other]:.2f}"))
    text = MADE_OF.of(
        party=who, first=f"{beliefs.first[index]:.2f}", last=f"{beliefs.last[index]:.2f}", parts=listed(parts, 12)
    )
    pull = dict(zip(beliefs.parties, map(float, weights), strict=True))
    data = {"party": name, "first": float(beliefs.first[index]), "last": float(beliefs.last[index]), "pull": pull}
    return Explanation(text, data)


def _joined(parts: list[Text]) -> Text:
    return Text(" ".join(part.get("en") for part in parts), "".join(part.get("zh") for part in parts))
