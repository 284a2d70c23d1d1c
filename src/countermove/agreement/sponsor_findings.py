"""The sentences on two sponsors that bid, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.participation import TIE
from countermove.agreement.sponsoring import REACHES
from countermove.agreement.sponsors import BOTH, FIRST, NEITHER, SECOND, Bidding
from countermove.document.text import Text
from countermove.kind import Finding, Json

if TYPE_CHECKING:
    from countermove.agreement.solution import AgreementSolution
    from countermove.agreement.sponsoring import SponsorsAnswer

HEDGED = Text(
    "When both sponsors bid and a party may be in both systems, those between end as follows. {ends}.",
    "当两个主导方竞相出价、且各方可同时加入两套体系时，中间各方的归属如下。{ends}。",
)
SINGLE = Text(
    "When both sponsors bid and a party must choose, those between end as follows. {ends}.",
    "当两个主导方竞相出价、且各方只能选择其一时，中间各方的归属如下。{ends}。",
)
IF_SINGLE = Text(
    "If either sponsor demanded an exclusive choice, they would end so instead. {ends}.",
    "若任一主导方要求排他性选择，归属则会如下。{ends}。",
)
IF_HEDGED = Text(
    "If no sponsor demanded an exclusive choice, they would end so instead. {ends}.",
    "若没有主导方要求排他性选择，归属则会如下。{ends}。",
)
END = {
    FIRST: Text("“{first}” only: {those}", "仅“{first}”：{those}"),
    SECOND: Text("“{second}” only: {those}", "仅“{second}”：{those}"),
    BOTH: Text("both: {those}", "两者都加入：{those}"),
    NEITHER: Text("neither: {those}", "都不加入：{those}"),
}
SAME = Text(
    "An exclusive choice would move nobody: all end as they do where both systems may be joined.",
    "要求排他性选择不会改变任何一方的归属：结果与允许同时加入时相同。",
)
VALUE_HEAD = Text(
    "Offers that allow being in both systems, against an exclusive choice, change what is left to the sponsor of "
    "“{first}” by {one}, to the sponsor of “{second}” by {two} and to those between by {rest}",
    "与排他性选择相比，允许同时加入两套体系使“{first}”主导方的净得变动{one}，“{second}”主导方的净得变动{two}，"
    "中间各方合计变动{rest}",
)
NEITHER_DEMANDS = Text(
    "{head}: neither sponsor gains by demanding exclusivity.", "{head}：两个主导方都不会因要求排他而获益。"
)
ONE_DEMANDS = Text(
    "{head}: the sponsor of “{system}” gains by demanding exclusivity, and its demand binds both.",
    "{head}：“{system}”的主导方因要求排他而获益，而一方的要求会约束双方。",
)
BOTH_DEMAND = Text("{head}: both sponsors gain by demanding exclusivity.", "{head}：两个主导方都因要求排他而获益。")
OFFERS = Text(
    "In all, the sponsor of “{first}” pays {one} and stands ready to pay {up_one}, the sponsor of “{second}” pays "
    "{two} and stands ready to pay {up_two}.",
    "“{first}”的主导方合计支付{one}，最多愿付{up_one}；“{second}”的主导方合计支付{two}，最多愿付{up_two}。",
)
DEAREST = Text(
    "In all, the sponsor of “{first}” pays {one} and stands ready to pay {up_one}, the sponsor of “{second}” pays "
    "{two} and stands ready to pay {up_two}; most goes to {party} ({most}).",
    "“{first}”的主导方合计支付{one}，最多愿付{up_one}；“{second}”的主导方合计支付{two}，最多愿付{up_two}；"
    "其中最多的给予{party}（{most}）。",
)
RANGE = Text("{low} to {high}", "{low}至{high}")
ATTAINS = Text(
    "“{system}” needs {needed} of the {what} between and gets {won}: it reaches its quota, as long as reaching it is "
    "worth at least {least} to its sponsor.",
    "“{system}”需要中间各方{what}的{needed}，得到{won}：只要达到门槛对其主导方的价值不低于{least}，就能达到。",
)
ATTAINS_ANYWAY = Text(
    "“{system}” needs {needed} of the {what} between and gets {won}: it reaches its quota even if reaching it is worth "
    "nothing to its sponsor.",
    "“{system}”需要中间各方{what}的{needed}，得到{won}：即使达到门槛对其主导方毫无价值，也能达到。",
)
FALLS_SHORT = Text(
    "“{system}” needs {needed} of the {what} between and gets {won}: it falls short; reaching its quota would have to "
    "be worth at least {least} to its sponsor, and is worth {prize}.",
    "“{system}”需要中间各方{what}的{needed}，只得到{won}：未达门槛；达到门槛对其主导方的价值须至少为{least}，目前为{prize}。",
)
OUT_OF_REACH = Text(
    "“{system}” needs more {what} than there are between: it cannot reach its quota.",
    "“{system}”所需的{what}超过中间各方的总和：不可能达到门槛。",
)
UNITS = Text("{unit}", "{unit}数")
CAPABILITY = Text("capability", "实力")
ALONE = Text(
    "Nearest to an exclusive choice: {party}. To have this membership alone, against all that the rival would bid, "
    "would cost the sponsor of “{system}” {price} and be worth {gain} to it.",
    "最接近排他性选择的是{party}：在对手出尽其价时，“{system}”的主导方要独占这一成员须出价{price}，而这对它只值{gain}。",
)
LEAVES = Text(
    "Nearest to changing: {party} would leave “{system}” if this membership were worth {by} less to its sponsor.",
    "最接近改变的是{party}：若这一成员资格对“{system}”主导方的价值减少{by}，就会离开该体系。",
)
COMES = Text(
    "Nearest to changing: {party} would come to “{system}” if this membership were worth {by} more to its sponsor.",
    "最接近改变的是{party}：若这一成员资格对“{system}”主导方的价值增加{by}，就会加入该体系。",
)
TIED = Text(
    "On the edge: with {party} inside “{system}” or outside, the joint worth of all is the same.",
    "{party}处于平衡点：加入或不加入“{system}”，各方的总价值相同。",
)
OVER_BUDGET = Text(
    "The sponsor of “{system}” would have to stand ready to pay {paid}, more than its budget of {budget}: with that "
    "budget this answer need not hold.",
    "“{system}”的主导方须愿付{paid}，超过其预算{budget}：在该预算下本结论未必成立。",
)
WITHIN_BUDGET = Text(
    "All that the sponsor of “{system}” stands ready to pay is within its budget of {budget}.",
    "“{system}”主导方愿付的总额不超过其预算{budget}。",
)
APART = Text(
    "Offers to each party apart, whatever the others do, are enough to hold this alignment.",
    "只需分别向各方出价、不以他方的选择为条件，就能维持这一格局。",
)
NOT_APART = Text(
    "No truthful offers to each party apart hold this alignment, since the quotas tie the parties together: offers "
    "must depend on who else is in, or those between decide together.",
    "由于门槛把各方联系在一起，任何分别向各方作出的真实出价都不能维持这一格局：出价须以他方的选择为条件，或由中间各方共同决定。",
)
WHOLE = "alignment"  # a sentence about more than one outcome of a study: no single share of draws speaks to it
RULES = (
    "truthful offers (Bernheim and Whinston 1986); an indifferent party joins, and of two equally good systems the "
    "first named"
)


def sponsor_findings(solution: AgreementSolution, answer: SponsorsAnswer) -> Iterator[Finding]:
    """Yield who ends where, what exclusivity changes, what each side needs and offers, and what is near to changing."""
    subjects = answer.parties
    words = SINGLE if answer.exclusive else HEDGED
    text = _placed(solution, answer, answer.held, words)
    yield Finding("venue", text, "exact", solution.basis, _certificate(answer), subjects)
    yield _value_of_hedging(solution, answer)
    yield _other_rule(solution, answer)
    for k, system in enumerate(answer.systems):
        if answer.contest.quota[k] > 0:
            told: Json = {"concept": REACHES, "share_needed": answer.share_needed(k)}
            yield Finding(f"share-{system}", share_words(solution, answer, k), "exact", solution.basis, told, (system,))
    yield Finding("offers", _offers(solution, answer), "exact", solution.basis, _paid(answer), subjects)
    yield from _alone(solution, answer)
    yield _nearest(solution, answer)
    yield from _budgets(solution, answer)
    if answer.offers is None:
        yield Finding("separate-offers", APART if answer.apart else NOT_APART, "exact", solution.basis)


def _certificate(answer: SponsorsAnswer) -> Json:
    held = answer.held
    keys = ("without_sponsors", "with_the_first", "with_the_second", "with_both")
    return {
        "concept": WHOLE,
        "exclusive": answer.exclusive,
        "demanded_by": list(answer.demanding),
        "best_joint_worth": dict(zip(keys, held.joint.tolist(), strict=True)),
        "net_worth": {system: held.net[k].tolist() for k, system in enumerate(answer.systems)},
        "pull": {
            system: dict(zip(answer.parties, held.pull[k].tolist(), strict=True))
            for k, system in enumerate(answer.systems)
        },
        "reading": "a sponsor's net worth is the best joint worth with both less the best with the other alone",
        "rules": RULES,
    }


def _names(solution: AgreementSolution, answer: SponsorsAnswer) -> tuple[Text, Text]:
    return solution.names[answer.systems[0]], solution.names[answer.systems[1]]


def _placed(solution: AgreementSolution, answer: SponsorsAnswer, bidding: Bidding, words: Text) -> Text:
    first, second = _names(solution, answer)
    ends = [
        END[alignment].of(first=first, second=second, those=solution.called(named, 12))
        for alignment in END
        if (named := answer.named(bidding, alignment))
    ]
    said = Text("; ".join(end.get("en") for end in ends), "；".join(end.get("zh") for end in ends))
    first_letter = said.get("en")[:1].upper()
    return words.of(ends=Text(first_letter + said.get("en")[1:], said.get("zh")))


def _other_rule(solution: AgreementSolution, answer: SponsorsAnswer) -> Finding:
    other = answer.hedged if answer.exclusive else answer.single
    if (answer.hedged.alignment == answer.single.alignment).all():
        return Finding("exclusive", SAME, "exact", solution.basis)
    moved = np.flatnonzero(answer.hedged.alignment != answer.single.alignment)
    text = _placed(solution, answer, other, IF_HEDGED if answer.exclusive else IF_SINGLE)
    parties = tuple(answer.parties[k] for k in moved)
    return Finding("exclusive", text, "exact", solution.basis, {"concept": WHOLE, "moved": list(parties)}, parties)


def _value_of_hedging(solution: AgreementSolution, answer: SponsorsAnswer) -> Finding:
    hedged, single = answer.hedged, answer.single
    gain = hedged.net.mean(axis=1) - single.net.mean(axis=1)
    rest = hedged.left - single.left
    first, second = _names(solution, answer)
    head = VALUE_HEAD.of(first=first, second=second, one=_signed(gain[0]), two=_signed(gain[1]), rest=_signed(rest))
    wanting = np.flatnonzero(gain < -TIE)
    if wanting.size == 2:
        text = BOTH_DEMAND.of(head=head)
    elif wanting.size:
        text = ONE_DEMANDS.of(head=head, system=(first, second)[int(wanting[0])])
    else:
        text = NEITHER_DEMANDS.of(head=head)
    certificate = {
        "net_worth_if_both_may_be_joined": hedged.net.tolist(),
        "net_worth_if_the_choice_is_exclusive": single.net.tolist(),
        "left_to_those_between": [hedged.left, single.left],
        "reading": "at least and at most; where they differ, sponsors share a cost openly and the middle is compared",
    }
    return Finding("non-exclusive", text, "exact", solution.basis, certificate)


def share_words(solution: AgreementSolution, answer: SponsorsAnswer, k: int) -> Text:
    """Return the sentence on what a system needs and gets, and on the stake that decides it."""
    held, contest = answer.held, answer.contest
    what = UNITS.of(unit=solution.unit) if answer.by[k] == "counts" else CAPABILITY
    least = float(held.met_from[k])
    parts: dict[str, Text | str] = {
        "system": solution.names[answer.systems[k]],
        "needed": f"{answer.share_needed(k):.0%}",
        "won": f"{answer.share_won(held, k):.0%}",
        "what": what,
        "least": f"{least:.3g}",
        "prize": f"{float(contest.prize[k]):.3g}",
    }
    if not np.isfinite(least):
        return OUT_OF_REACH.of(system=parts["system"], what=what)
    if held_reaches(answer, k):
        return (ATTAINS if least > TIE else ATTAINS_ANYWAY).of(**parts)
    return FALLS_SHORT.of(**parts)


def held_reaches(answer: SponsorsAnswer, k: int) -> bool:
    """Say whether a system reaches its quota under the document's rules."""
    return bool(answer.contest.heads(answer.held.alignment)[k] >= answer.contest.quota[k] - TIE)


def _span(pair: object) -> Text:
    low, high = np.asarray(pair, dtype=np.float64)
    if high - low <= TIE:
        return Text.both(f"{max(low, 0.0):.3g}")
    return RANGE.of(low=f"{low:.3g}", high=f"{high:.3g}")


def _offers(solution: AgreementSolution, answer: SponsorsAnswer) -> Text:
    first, second = _names(solution, answer)
    one, two = (_span(pair) for pair in answer.held.paid)
    up_one, up_two = (f"{max(float(ready), 0.0):.3g}" for ready in answer.held.ready)
    plain = OFFERS.of(first=first, second=second, one=one, two=two, up_one=up_one, up_two=up_two)
    if answer.offers is None:
        return plain
    each = answer.offers[answer.exclusive].high.sum(axis=0)
    if each.max(initial=0.0) <= TIE:
        return plain
    most = int(each.argmax())
    party = solution.names[answer.parties[most]]
    return DEAREST.of(
        first=first, second=second, one=one, two=two, up_one=up_one, up_two=up_two, party=party,
        most=f"{each[most]:.3g}",
    )  # fmt: skip


def _paid(answer: SponsorsAnswer) -> Json:
    paid: Json = {
        "concept": WHOLE,
        "in_all": {system: answer.held.paid[k].tolist() for k, system in enumerate(answer.systems)},
    }
    paid["ready_to_pay"] = dict(zip(answer.systems, answer.held.ready.tolist(), strict=True))
    if answer.offers is not None:
        offers = answer.offers[answer.exclusive]
        paid["to_each"] = {
            system: {
                party: [float(offers.low[k, j]), float(offers.high[k, j])] for j, party in enumerate(answer.parties)
            }
            for k, system in enumerate(answer.systems)
        }
    return paid


def price_of_exclusivity(answer: SponsorsAnswer, k: int, j: int) -> tuple[float, float]:
    """Return what sponsor k must offer a party in both systems to keep to its own, and what that choice is worth to k.

    The rival bids up to all that the party's membership is worth to it, so that the price is that worth, with what the
    party itself would give up. While the party is in both, the price is never below the gain (quotas apart).
    """
    contest, rival, alone = answer.contest, 1 - k, (FIRST, SECOND)[k]
    own = float(contest.leaning[j, BOTH] - contest.leaning[j, alone])
    price = own + float(contest.worth[rival, j, BOTH] - contest.worth[rival, j, alone])
    gain = float(contest.worth[k, j, alone] - contest.worth[k, j, BOTH])
    return max(price, 0.0), gain + 0.0 if abs(gain) > TIE else 0.0


def _alone(solution: AgreementSolution, answer: SponsorsAnswer) -> Iterator[Finding]:
    """Yield which party in both systems is nearest to an exclusive choice; none where quotas have prizes."""
    hedgers = np.flatnonzero(answer.held.alignment == BOTH)
    if answer.offers is None or not hedgers.size:
        return
    prices = {(k, int(j)): price_of_exclusivity(answer, k, int(j)) for k in range(2) for j in hedgers}
    (k, j), (price, gain) = min(prices.items(), key=lambda item: item[1][0] - item[1][1])
    party, system = answer.parties[j], answer.systems[k]
    text = ALONE.of(
        party=solution.names[party], system=solution.names[system], price=f"{price:.3g}", gain=f"{gain:.3g}"
    )
    certificate: Json = {"concept": WHOLE}
    for k, key in enumerate(answer.systems):
        certificate[key] = {answer.parties[j]: list(prices[k, int(j)]) for j in hedgers}
    yield Finding("price-of-exclusivity", text, "exact", solution.basis, certificate, (party,))


def _nearest(solution: AgreementSolution, answer: SponsorsAnswer) -> Finding:
    pull = answer.held.pull
    k, j = np.unravel_index(int(np.abs(pull).argmin()), pull.shape)
    party, system = answer.parties[int(j)], answer.systems[int(k)]
    words = TIED if abs(pull[k, j]) <= TIE else LEAVES if pull[k, j] > 0 else COMES
    text = words.of(party=solution.names[party], system=solution.names[system], by=f"{abs(pull[k, j]):.3g}")
    return Finding(
        "nearest-contest", text, "exact", solution.basis, {"concept": WHOLE, "pull": float(pull[k, j])}, (party,)
    )


def _budgets(solution: AgreementSolution, answer: SponsorsAnswer) -> Iterator[Finding]:
    for k, (system, budget) in enumerate(zip(answer.systems, answer.budget, strict=True)):
        if budget is None:
            continue
        paid = float(answer.held.ready[k])
        words = OVER_BUDGET if paid > budget + TIE else WITHIN_BUDGET
        text = words.of(system=solution.names[system], paid=f"{paid:.3g}", budget=f"{budget:.3g}")
        yield Finding(f"budget-{system}", text, "exact", solution.basis)


def _signed(value: float) -> str:
    return f"{value:+.3g}" if abs(value) > TIE else "0"
