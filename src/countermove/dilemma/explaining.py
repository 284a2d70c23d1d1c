"""Why an outcome holds, what would change the game, what restraint needs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from countermove.dilemma.findings import findings, swap_words
from countermove.dilemma.findings_dialogue import package_words, undisturbed_words
from countermove.dilemma.solution import DilemmaSolution
from countermove.dilemma.wording import game, joined, number
from countermove.document.faults import did_you_mean
from countermove.document.text import Text
from countermove.kind import Explanation, Question
from countermove.numeric.forms import FAMILY

PARTS = ("second_order", "rivalry", "steps", "inspection", "exemption", "leakage", "waiting", "outsiders")


def explain(solution: DilemmaSolution, question: Question) -> list[Explanation]:
    """Answer a why-question about an outcome, a game, restraint, an element of the dialogue or another part.

    Raises
    ------
    LookupError
        If the subject or the actor is unknown, with the nearest known ones.
    """
    if question.actor is not None and question.actor not in dict(solution.actors):
        raise LookupError(f"no actor {question.actor!r}; {did_you_mean(question.actor, dict(solution.actors))}")
    subject = question.subject
    stage, talk = solution.stage, solution.dialogue
    if stage is not None and subject in (labels := _labels(solution)):
        return list(_outcome(solution, labels[subject], question.actor))
    if stage is not None and stage.paths and FAMILY.get(subject, subject) in stage.paths:
        return [_game(solution, FAMILY.get(subject, subject))]
    if talk is not None and subject == "restraint":
        return list(_restraint(solution, question.actor))
    if talk is not None and subject in dict(talk.elements):
        return [_element(solution, subject)]
    told = [finding for finding in findings(solution) if subject in finding.subjects]
    if told:
        return [Explanation(each.text, {"subject": subject, "certificate": each.certificate}) for each in told]
    raise LookupError(f"no subject {subject!r}; {did_you_mean(subject, subjects(solution))}")


def subjects(solution: DilemmaSolution) -> list[str]:
    """Return everything that can be asked about."""
    known = list(_labels(solution))
    if solution.stage is not None:
        known += list(solution.stage.paths)
    if solution.dialogue is not None:
        known += ["restraint", *dict(solution.dialogue.elements)]
    for finding in findings(solution):
        known += [subject for subject in finding.subjects if subject not in known]
    return known


def _labels(solution: DilemmaSolution) -> dict[str, tuple[int, int]]:
    if solution.stage is None:
        return {}
    shape = solution.stage.payoff.shape[1:]
    return {solution.label((int(a), int(b))): (int(a), int(b)) for a, b in np.ndindex(*shape)}


def _outcome(solution: DilemmaSolution, profile: tuple[int, int], only: str | None) -> Iterator[Explanation]:
    stage = solution.stage
    assert stage is not None
    for seat, (actor, name) in enumerate(solution.actors):
        if only not in (None, actor):
            continue
        own = stage.exact[seat]
        here = own[profile[0]][profile[1]]
        others = [((act, profile[1]) if seat == 0 else (profile[0], act)) for act in range(len(solution.actions[seat]))]
        best = max(others, key=lambda p: own[p[0]][p[1]])
        gain = own[best[0]][best[1]] - here
        if gain <= 0:
            text = Text(
                "{actor} stays at {here}: nothing else it could do on its own is better for it.",
                "{actor}会停留在{here}：它单独采取的任何其他做法都不会更好。",
            )
        else:
            text = Text(
                "{actor} leaves {here} for {there}, which it ranks higher.",
                "{actor}会离开{here}转向{there}，因为它更偏好后者。",
            )
        data = {
            "profile": solution.label(profile),
            "actor": actor,
            "holds": gain <= 0,
            "better": None if gain <= 0 else solution.label(best),
            "gain": None if stage.ordinal else str(gain),
        }
        if solution.outsiders is not None:
            data["outsiders"] = float(solution.outsiders[profile])
        yield Explanation(text.of(actor=name, here=solution.words(profile), there=solution.words(best)), data)


def _game(solution: DilemmaSolution, family: str) -> Explanation:
    stage = solution.stage
    assert stage is not None
    path = stage.paths[family]
    steps = [swap_words(solution, swap) for swap in path]
    text = (
        Text("It already is {game}.", "它已经是{game}。").of(game=game(family))
        if not path
        else Text(
            "The shortest way to {game} takes {count} swaps of neighbouring ranks: {steps}.",
            "通往{game}的最短路径需交换相邻排序{count}次：{steps}。",
        ).of(game=game(family), count=len(path), steps=joined(steps))
    )
    if len(path) == 1:
        text = Text(
            "One swap of neighbouring ranks makes it {game}: {steps}.", "只需交换一对相邻排序就成为{game}：{steps}。"
        ).of(game=game(family), steps=joined(steps))
    data = {
        "game": family,
        "swaps": [
            {
                "actor": solution.actors[s.actor][0],
                "ranks": list(s.ranks),
                "profiles": [solution.label(c) for c in s.cells],
            }
            for s in path
        ],
    }
    return Explanation(text, data)


def _restraint(solution: DilemmaSolution, only: str | None) -> Iterator[Explanation]:
    talk = solution.dialogue
    assert talk is not None
    for seat, (actor, name) in enumerate(solution.actors):
        if only not in (None, actor):
            continue
        t, r, p, s = (float(value) for value in talk.cells[seat])
        need = talk.needed[seat]
        data = {"actor": actor, "T": t, "R": r, "P": p, "S": s, "discount": talk.discount[seat]}
        data["needed"] = need if np.isfinite(need) else None
        calm = talk.undisturbed[seat]
        data["needed_undisturbed"] = calm if np.isfinite(calm) else None
        data["relative_gains_limit"] = talk.relative_limit[seat] if np.isfinite(talk.relative_limit[seat]) else None
        if not np.isfinite(need):
            text = Text(
                "{actor}: joint restraint ({r}) is not worth more to it than joint acceleration ({p}), so "
                "the prospect of "
                "losing it deters nothing.",
                "{actor}：共同克制（{r}）对它的价值并不高于共同加速（{p}），因此失去它的前景不构成任何威慑。",
            )
        else:
            text = Text(
                "{actor}: accelerating alone wins {greed} at once and, if detected, costs {stake} a round "
                "from then on; that "
                "balances at a discount factor of {need}, and it is taken to have {has}.",
                "{actor}：单独加速可立即多得{greed}，一旦被发现则此后每轮损失{stake}；两者在贴现因子为{need}时持平，此处假定其为{has}。",
            )
        if np.isfinite(calm) and calm != need:
            more = undisturbed_words(solution, calm)
            text = Text(text.get("en") + more.get("en"), text.get("zh") + more.get("zh"))
        yield Explanation(
            text.of(
                actor=name, r=number(r), p=number(p), greed=number(t - r), stake=number(r - p),
                need=number(need) if np.isfinite(need) else "∞", has=number(talk.discount[seat]),
            ),
            data,
        )  # fmt: skip


def _element(solution: DilemmaSolution, key: str) -> Explanation:
    talk = solution.dialogue
    assert talk is not None
    place = [name for name, _ in talk.elements].index(key)
    alone = float(talk.tried.slack[1 << place]) - float(talk.tried.slack[0])
    last = float(talk.tried.slack[-1]) - float(talk.tried.slack[len(talk.tried.slack) - 1 - (1 << place)])
    share = float(talk.tried.shapley[place])
    after, before = talk.families[place], talk.family
    changes = (
        Text("the game stays {game}", "博弈仍为{game}").of(game=game(before))
        if after == before
        else Text("the game turns from {old} into {new}", "博弈由{old}变为{new}").of(old=game(before), new=game(after))
    )
    text = Text(
        "“{element}” alone moves the margin of patience by {alone}, as the last of all by {last}, on average "
        "{share}; {changes}.",
        "“{element}”单独实施使耐心余量变动{alone}，作为最后一项实施使其变动{last}，平均为{share}；{changes}。",
    ).of(
        element=talk.elements[place][1],
        alone=f"{alone:+.2f}",
        last=f"{last:+.2f}",
        share=f"{share:+.2f}",
        changes=changes,
    )
    data = {"element": key, "alone": alone, "last": last, "shapley": share, "game": after}
    data["in_cheapest"] = bool(talk.best >= 0 and talk.best >> place & 1)
    data["cheapest"] = None if talk.best < 0 else package_words(solution, talk.best).get("en")
    return Explanation(text, data)
