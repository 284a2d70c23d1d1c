"""The sentences that follow from a solved bargain; the headline first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from countermove.bargain import attached_words, table_findings, text_findings
from countermove.bargain.amounts import quantities
from countermove.bargain.payload import proof_data
from countermove.bargain.solution import SMALLEST, BargainSolution
from countermove.bargain.wording import movers, package, points, who_moves
from countermove.bargain.zone import RedLineClash, WeightProof
from countermove.document.text import Text, listed
from countermove.kind import Finding

OPEN = Text(
    "A deal that helps every party with a say exists ({n} of {all} packages); by the Nash package {who}.",
    "存在使每个有表决权的一方都受益的协议（{all}个方案中有{n}个）；按纳什方案，{who}。",
)
PACKAGE = Text("The Nash package settles: {package}.", "纳什方案的内容：{package}。")
CLOSED = Text("No package helps every party with a say: {why}.", "没有一个方案能使每个有表决权的一方都受益：{why}。")
CLASH = Text(
    "on “{issue}” the red lines leave no level that all accept", "在“{issue}”上，各方红线之间没有共同可接受的水平"
)
WEIGHED = Text(
    "even counting {weights}, every package and every lottery over packages falls {gap} points short of what they need",
    "即使按{weights}加权，任何方案乃至任何抽签组合都比各方所需少{gap}点",
)
TREE = Text(
    "a search through all {all} packages finds each one refused by somebody",
    "逐一检查全部{all}个方案，每一个都会被某一方拒绝",
)


def findings(solution: BargainSolution) -> list[Finding]:
    """Say what can be agreed, who pays, what is expected, traded, shared and coded."""
    basis = gathered_basis(solution)
    return [
        *_agreement(solution, basis), *_rule(solution), *_outsiders(solution, basis), *_forecast(solution, basis),
        *_trade(solution, basis), *table_findings.at_the_table(solution, basis), *_range(solution, basis),
        *text_findings.about_texts(solution, basis), *attached_words.attached_findings(solution, basis),
    ]  # fmt: skip


def gathered_basis(solution: BargainSolution) -> tuple[str, ...]:
    """Return every claim that an input of the bargain rests on, in document order."""
    section = solution.section
    found = [*section.basis, *section.rule.basis]
    for issue in section.issues.values():
        found += issue.basis
    for party in section.parties.values():
        found += party.basis
        for stance in party.positions.values():
            found += stance.basis
    for _, quantity in quantities(section):
        found += quantity.basis
    return tuple(dict.fromkeys(found))


def _agreement(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    zone, nash = solution.zone, solution.deals["nash"]
    if zone.is_open and nash is not None:
        text = OPEN.of(n=len(zone.codes), all=zone.packages, who=who_moves(solution, nash.change))
        names = [solution.numbers.issues[i] for i in range(len(nash.choice))]
        certificate = {
            "package": {name: solution.level(i, nash.choice[i]) for i, name in enumerate(names)},
            "change": dict(zip(solution.numbers.parties, nash.change.tolist(), strict=True)),
        }
        yield Finding("agreement", text, "exact", basis, certificate, ("agreement", *names))
        settled = PACKAGE.of(package=package(solution, nash))
        yield Finding("package", settled, "exact", basis, certificate, tuple(names))
        return
    yield Finding(
        "agreement", CLOSED.of(why=why_closed(solution)), "exact", basis, proof_data(solution), ("agreement",)
    )
    yield from _opening(solution, basis)


RULED = Text(
    "Not everyone need agree: {n} of {all} packages pass the decision rule against no deal.",
    "不必人人同意：{all}个方案中有{n}个可按决策规则胜过谈不成。",
)


def _rule(solution: BargainSolution) -> Iterator[Finding]:
    """Say how much passes where the decision rule does not ask everyone."""
    rule = solution.section.rule
    if rule.decide != "consensus":
        text = RULED.of(n=solution.passing, all=solution.zone.packages)
        yield Finding("rule", text, "exact", rule.basis, None, ("agreement",))


def why_closed(solution: BargainSolution) -> Text:
    """Say what the proof of a closed zone amounts to."""
    proof = solution.zone.proof
    if isinstance(proof, RedLineClash):
        return CLASH.of(issue=solution.issue_label(proof.issue))
    if isinstance(proof, WeightProof):
        weights = [
            Text("{party} {share}%", "{party}{share}%").of(party=solution.party_label(k), share=f"{100 * w:.0f}")
            for k, w in zip(solution.own, proof.weight, strict=True)
            if w > 0.005
        ]
        gap = f"{100 * (proof.needed - proof.best):.1f}"
        return WEIGHED.of(weights=listed(weights), gap=gap)
    return TREE.of(all=solution.zone.packages)


def _opening(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    ways = [
        Text("{party} by {points} points", "{party}让步{points}点").of(
            party=solution.party_label(k), points=f"{100 * c:.1f}"
        )
        for k, c in zip(solution.own, solution.zone.concession, strict=True)
        if np.isfinite(c)
    ]
    joint = solution.zone.joint_concession
    if ways:
        text = Text(
            "One party alone could open the way by asking for less: {ways}.",
            "只要其中一方单独降低要求，协议即可打开：{ways}。",
        ).of(ways=listed(ways))
        yield Finding("opening", text, "exact", basis, None, ("agreement",))
    elif np.isfinite(joint):
        text = Text(
            "No party alone can open the way; it takes each of them asking for {points} points less.",
            "任何一方单独让步都不够；需要各方各自把要求降低{points}点。",
        ).of(points=f"{100 * joint:.1f}")
        yield Finding("opening", text, "exact", basis, None, ("agreement",))


def _outsiders(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    nash = solution.deals["nash"]
    if nash is None:
        return
    outside = [k for k in range(len(nash.change)) if k not in solution.own]
    if not outside:
        return
    change = np.array([nash.change[k] if k in outside else 0.0 for k in range(len(nash.change))])
    losers = movers(solution, change, -1)
    names = tuple(solution.numbers.parties[k] for k in outside)
    certificate = {solution.numbers.parties[k]: float(nash.change[k]) for k in outside}
    if losers:
        inside = sum(nash.change[k] for k in solution.say)
        text = Text(
            "Those without a say pay part of it: {losers}, against {inside} points for the parties that agree.",
            "没有表决权的各方承担部分代价：{losers}；而达成协议的各方合计{inside}点。",
        ).of(losers=listed(losers), inside=points(float(inside)))
    else:
        text = Text(
            "The Nash package makes nobody outside the talks worse off.", "纳什方案不会使谈判之外的任何一方变差。"
        )
    yield Finding("outsiders", text, "exact", basis, certificate, names)


def _forecast(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    expected = solution.forecasts["ensemble"]
    ends = [
        Text("{issue} {value}", "{issue} {value}").of(issue=solution.issue_label(i), value=f"{expected[i]:.3g}")
        for i in range(len(expected))
    ]
    text = Text(
        "If the issues end where such talks usually end, the ensemble expects: {ends}.{variants}",
        "若各议题按此类谈判的通常方式收场，综合预测为：{ends}。{variants}",
    ).of(ends=listed(ends, 10), variants=_variants(solution))
    certificate = {
        name: dict(zip(solution.numbers.issues, map(float, column), strict=True))
        for name, column in solution.forecasts.items()
    }
    yield Finding("forecast", text, "assumed", basis, certificate, solution.numbers.issues)


def _variants(solution: BargainSolution) -> Text:
    """Say how far the named variants of the challenge model are apart; with two parties there is nothing to vary."""
    if len(solution.say) < 3:
        return Text("", "")
    widths = np.array([issue.scale[1] - issue.scale[0] for issue in solution.section.issues.values()])
    table = np.stack([column for name, column in solution.forecasts.items() if name.startswith("challenge_")])
    spread = np.ptp(table, axis=0) / widths
    widest = int(np.argmax(spread))
    return Text(
        " The named variants of the challenge model differ most on “{issue}”: from {low} to {high}.",
        "挑战模型各变体在“{issue}”上分歧最大：从{low}到{high}。",
    ).of(issue=solution.issue_label(widest), low=f"{table[:, widest].min():.3g}", high=f"{table[:, widest].max():.3g}")


def _trade(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    if not solution.trades:
        text = Text(
            "From the status quo no two parties can help each other by giving way on two different issues.",
            "从现状出发，没有任何两方能够通过在两个不同议题上相互让步而同时获益。",
        )
        yield Finding("trade", text, "exact", basis, None, ("agreement",))
        return
    best = solution.trades[0]
    first, second = best.givers
    gain = [points(best.gain[k]).lstrip("+") for k in best.givers]
    text = Text(
        "The best trade from the status quo: {a} gives way on “{p}” (to {x}) and {b} on “{q}” (to {y}); they "
        "gain {ga} and {gb} points{price}.",
        "从现状出发最好的交换：{a}在“{p}”上让步（至{x}），{b}在“{q}”上让步（至{y}）；双方分别得{ga}点和{gb}点{price}。",
    ).of(
        a=solution.party_label(first), b=solution.party_label(second), p=solution.issue_label(best.issues[0]),
        q=solution.issue_label(best.issues[1]), x=f"{solution.level(best.issues[0], best.levels[0]):g}",
        y=f"{solution.level(best.issues[1], best.levels[1]):g}", ga=gain[0], gb=gain[1],
        price=_price(solution),
    )  # fmt: skip
    yield Finding("trade", text, "exact", basis, None, tuple(solution.numbers.issues[i] for i in best.issues))


def _price(solution: BargainSolution) -> Text:
    """Name everyone else who loses by the best trade, at the table or outside."""
    best = solution.trades[0]
    losers = [
        Text("{party} ({points})", "{party}（{points}）").of(party=solution.party_label(k), points=points(best.gain[k]))
        for k in range(len(best.gain))
        if k not in best.givers and best.gain[k] < -SMALLEST
    ]
    return Text(", at the price of {l}", "，代价由{l}承担").of(l=listed(losers)) if losers else Text("", "")


def _range(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    if solution.open_share is None:
        return
    text = Text(
        "Over the stated ranges of the inputs a deal that helps everyone with a say exists in {share}% of draws.",
        "在各项输入的取值范围内，{share}%的抽样中存在使每个有表决权的一方都受益的协议。",
    ).of(share=f"{100 * solution.open_share:.0f}")
    certificate = {name: list(bounds) for name, bounds in solution.ranges.items()}
    yield Finding("range", text, "sampled", basis, certificate, ("agreement",))
