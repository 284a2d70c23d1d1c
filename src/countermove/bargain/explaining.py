"""Why: an issue, a party or the agreement itself, traced to positions, passages and proofs."""

from __future__ import annotations

import numpy as np

from countermove.bargain.amounts import amounts, point_utility, status_quo_utility
from countermove.bargain.attached_words import attached_data, attached_findings
from countermove.bargain.coding import compare_pair, passages_of, with_sources
from countermove.bargain.expectation import challenge_rounds, movement
from countermove.bargain.findings import CLOSED, why_closed
from countermove.bargain.model import Passage
from countermove.bargain.payload import acceptable_packages, comparison_data, proof_data
from countermove.bargain.solution import SMALLEST, BargainSolution
from countermove.bargain.text_findings import apart
from countermove.bargain.wording import RULES, points
from countermove.document.faults import did_you_mean
from countermove.document.text import Text, listed
from countermove.kind import Explanation, Json, Question

AGREEMENT, ROUNDS = "agreement", "rounds"
CONCEPTS = (
    "possible", "gains", "loses", "shared", "traded", "efficient", "signs", "plant", "leads", "locked_in", "alike",
)  # fmt: skip


def explain(solution: BargainSolution, question: Question) -> list[Explanation]:
    """Explain ``agreement``, ``rounds``, an issue, a party, two parties or sources (``a/b``), or what stands beside.

    Raises
    ------
    LookupError
        If the subject, actor or concept is unknown, with what is known.
    """
    parties, issues = solution.numbers.parties, solution.numbers.issues
    if question.actor is not None and question.actor not in parties:
        raise LookupError(f"no party {question.actor!r}; {did_you_mean(question.actor, parties)}")
    known = [*CONCEPTS, *solution.deals, *solution.forecasts]
    if question.concept is not None and question.concept not in known:
        raise LookupError(f"no concept {question.concept!r}; {did_you_mean(question.concept, known)}")
    if question.subject == AGREEMENT:
        return [_agreement(solution)]
    if question.subject in issues:
        return [_issue(solution, issues.index(question.subject), question.actor)]
    if question.subject in parties:
        return [_party(solution, parties.index(question.subject), question.concept)]
    if question.subject == ROUNDS:
        return [_rounds(solution)]
    if question.subject in (beside := list(attached_data(solution))):
        told = [f for f in attached_findings(solution, ()) if f.id.split("-")[0] == question.subject]
        data = {question.subject: attached_data(solution)[question.subject]}
        return [Explanation(finding.text, data) for finding in told]
    coded = {one.source for one in solution.section.passages}
    if len(pair := question.subject.split("/")) == 2 and set(pair) <= {*parties, *coded}:
        return [_pair(solution, pair[0], pair[1])]
    everything = (AGREEMENT, ROUNDS, *issues, *parties, *beside)
    raise LookupError(f"no subject {question.subject!r}; {did_you_mean(question.subject, everything)}")


def _agreement(solution: BargainSolution) -> Explanation:
    zone = solution.zone
    if not zone.is_open:
        return Explanation(CLOSED.of(why=why_closed(solution)), {"open": False, "proof": proof_data(solution)})
    text = Text(
        "{n} of {all} packages help every party with a say; {pass_} pass the "
        "decision rule against the status quo, and {f} are on the Pareto frontier. {quo}",
        "{all}个方案中，有{n}个使每个有表决权的一方都受益；{pass_}个可按决策规则胜过现状，{f}个位于"
        "帕累托前沿。{quo}",
    ).of(
        n=len(zone.codes), all=zone.packages, pass_=solution.passing, f=len(solution.frontier),
        quo=Text("No package improves on the status quo for everyone.", "没有方案能让所有人都优于现状。")
        if solution.status_quo_efficient
        else Text("The status quo leaves gains on the table.", "现状之外尚有共同收益。"),
    )  # fmt: skip
    return Explanation(text, {"open": True, "acceptable": acceptable_packages(solution)})


MOVED = Text(
    "By the rounds of the spatial model (KTAB's defaults) the likeliest end is the position of {party} ({chance}%): "
    "{ends}. {stayed}",
    "按空间模型的各轮（KTAB默认设置），最可能的终点是{party}的立场（{chance}%）：{ends}。{stayed}",
)
STAYED = Text("Never moved: {names}.", "始终未动：{names}。")
NO_ROUNDS = Text(
    "The spatial model has no rounds here: fewer than two parties at the table differ and can act.",
    "空间模型在此没有轮次：谈判桌上立场不同且能够行动的不足两方。",
)


def _rounds(solution: BargainSolution) -> Explanation:
    """Say where the spatial model's rounds lead, with the whole path as data."""
    found = movement(solution.numbers, solution.section)
    if found is None:
        return Explanation(NO_ROUNDS, {"rounds": []})
    places = [solution.numbers.parties.index(name) for name in found.parties]
    best = int(np.argmax(found.chance))
    ends = [
        Text("{issue} {value}", "{issue} {value}").of(issue=solution.issue_label(i), value=f"{x:.3g}")
        for i, x in enumerate(found.place[-1, best])
    ]
    still = np.abs(found.place[-1] - found.place[0]).max(axis=1) < SMALLEST
    names = [solution.party_label(places[k]) for k in np.flatnonzero(still)]
    text = MOVED.of(
        party=solution.party_label(places[best]), chance=f"{100 * found.chance[best]:.0f}", ends=listed(ends, 12),
        stayed=STAYED.of(names=listed(names, 12)) if names else Text("", ""),
    )  # fmt: skip
    issues = solution.numbers.issues
    rounds = [
        {n: dict(zip(issues, map(float, row), strict=True)) for n, row in zip(found.parties, table, strict=True)}
        for table in found.place
    ]
    return Explanation(
        text, {"rounds": rounds, "chance": dict(zip(found.parties, map(float, found.chance), strict=True))}
    )


def _pair(solution: BargainSolution, first: str, second: str) -> Explanation:
    """Compare any two parties, or sources by their coded passages, whether the document asks for it or not."""
    section = with_sources(solution.section, (first, second))
    found = compare_pair(section, amounts(section), first, second)
    return Explanation(apart(solution, found, ()).text, comparison_data(found))


def _issue(solution: BargainSolution, issue: int, actor: str | None) -> Explanation:
    name, numbers = solution.numbers.issues[issue], solution.numbers
    stands, words, data = [], [], []
    for k, party in enumerate(numbers.parties):
        stance = solution.section.parties[party].positions.get(name)
        if stance is None or (actor is not None and party != actor):
            continue
        stands.append(
            Text("{party} at {where} with salience {s}", "{party}位于{where}，重视程度{s}").of(
                party=solution.party_label(k),
                where=solution.wording(issue, numbers.position[0, issue, k]),
                s=f"{numbers.salience[0, issue, k]:.2g}",
            )  # fmt: skip
        )
        passages = passages_of(solution.section, party, name)
        words += [_passage(solution, k, one) for one in passages]
        data.append(
            {
                "party": party,
                "position": float(numbers.position[0, issue, k]),
                "law": stance.position.law.say().to_dict(),
                "salience": float(numbers.salience[0, issue, k]),
                "basis": list(dict.fromkeys((*stance.basis, *stance.position.basis))),
                "passages": [
                    {
                        "source": p.source,
                        "at": p.at,
                        "quote": p.quote,
                        "position": p.position,
                        "low": p.low,
                        "high": p.high,
                        "coder": p.coder,
                    }
                    for p in passages
                ],  # fmt: skip
                "within_coding": _within(float(numbers.position[0, issue, k]), passages),
            }
        )
    rounds = challenge_rounds(numbers, issue)
    ends = [_end(rule, column[issue], rounds.get(rule)) for rule, column in solution.forecasts.items()]
    today = solution.wording(issue, float(numbers.status_quo[0, issue]))
    text = Text(
        "On “{issue}”: {stands}. Today: {today}. Forecasts: {ends}.",
        "“{issue}”：{stands}。现状：{today}。预测：{ends}。",
    ).of(issue=solution.issue_label(issue), stands=_in_turn(stands), today=today, ends=listed(ends, 12))
    if words:
        coded = CODED.of(words=_in_turn(words))
        text = Text(text.get("en") + coded.get("en"), text.get("zh") + coded.get("zh"))
    expected = {rule: float(column[issue]) for rule, column in solution.forecasts.items()}
    ranges = {rule: list(solution.ranges[f"{rule}.{name}"]) for rule in expected if f"{rule}.{name}" in solution.ranges}
    return Explanation(
        text,
        {"issue": name, "stances": data, "forecasts": expected, "ranges": ranges,
         "challenge": rounds},
    )  # fmt: skip


def _in_turn(parts: list[Text]) -> Text:
    """Join whole statements, which may hold commas of their own."""
    return Text("; ".join(part.get("en") for part in parts), "；".join(part.get("zh") for part in parts))


END = Text("{rule} {value}", "{rule} {value}")
MOVING = Text(
    "{rule} {value} (still moving after its rounds, between {low} and {high})",
    "{rule} {value}（各轮之后仍在变动，介于{low}与{high}之间）",
)


def _end(rule: str, value: float, rounds: Json | None) -> Text:
    """Say where a rule expects an issue to end, and whether its rounds have come to rest."""
    if rounds is None or rounds["settled"]:
        return END.of(rule=RULES[rule], value=f"{value:.3g}")
    low, high = min(rounds["medians"]), max(rounds["medians"])
    return MOVING.of(rule=RULES[rule], value=f"{value:.3g}", low=f"{low:.3g}", high=f"{high:.3g}")


CODED = Text(" Coded from: {words}.", "编码所依据的原文：{words}。")
CODED_AT = Text(
    "{party} at {x} ({coder}): “{quote}” [{source} {at}]", "{party}为{x}（{coder}）：“{quote}”[{source} {at}]"
)


def _passage(solution: BargainSolution, party: int, one: Passage) -> Text:
    shown = (
        f"{one.position:g}" if one.low is None or one.high is None else f"{one.position:g} ({one.low:g}–{one.high:g})"
    )
    return CODED_AT.of(
        party=solution.party_label(party), x=shown, coder=one.coder, quote=one.quote or "…", source=one.source,
        at=one.at or "",
    )  # fmt: skip


def _within(position: float, passages: list[Passage]) -> bool | None:
    """Whether a position lies in what the coders allow together; None where nothing was coded."""
    if not passages:
        return None
    low = min(p.position if p.low is None else p.low for p in passages)
    high = max(p.position if p.high is None else p.high for p in passages)
    return low <= position <= high


def _party(solution: BargainSolution, party: int, concept: str | None) -> Explanation:
    rule = concept if concept is not None and concept in solution.deals else "nash"
    deal, section, numbers = solution.deals[rule], solution.section, solution.numbers
    label = solution.party_label(party)
    if deal is None:
        text = Text(
            "There is no {rule}, so {party} stays with the status quo.", "不存在{rule}，因此{party}停留在现状。"
        ).of(rule=RULES[rule], party=label)
        return Explanation(text, {"party": numbers.parties[party], "rule": rule, "change": 0.0, "by_issue": {}})
    parts = by_issue(solution, deal.choice)[:, party]
    told = [
        Text("{issue} {points}", "{issue} {points}").of(issue=solution.issue_label(i), points=points(x))
        for i, x in sorted(enumerate(parts), key=lambda pair: -abs(pair[1]))
        if abs(x) > SMALLEST
    ]
    text = Text(
        "By the {rule}, {party} changes by {total} points against the status quo: {parts}.",
        "按{rule}，{party}相对现状变动{total}点：{parts}。",
    ).of(rule=RULES[rule], party=label, total=points(float(deal.change[party])), parts=listed(told, 12))
    data = {
        "party": numbers.parties[party],
        "rule": rule,
        "change": float(deal.change[party]),
        "by_issue": dict(zip(section.issues, map(float, parts), strict=True)),
        "status_quo": float(status_quo_utility(section, numbers)[0, party]),
    }
    return Explanation(text, data)


def by_issue(solution: BargainSolution, choice: tuple[int, ...]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return what each issue of a package brings each party above the status quo: (issues, n)."""
    section, numbers = solution.section, solution.numbers
    rows = []
    for i, level in enumerate(choice):
        places = np.array([[solution.level(i, level), numbers.status_quo[0, i]]])
        worth = point_utility(section, numbers, i, places)[0]
        rows.append(worth[0] - worth[1])
    return np.stack(rows)
