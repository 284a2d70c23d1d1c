"""The sentences about what happens at the table: hands tied at home, who proposes, taking turns, paying each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from countermove.bargain.solution import SMALLEST, BargainSolution
from countermove.bargain.wording import package, points
from countermove.document.text import Text, listed
from countermove.kind import Finding

TIED = Text(
    "Tying its own hands would pay: if {party} could not accept {level} on “{issue}”, the Nash package would give it "
    "{gain} points more.",
    "自缚双手会有好处：若{party}在“{issue}”上不能接受{level}，纳什方案会使其多得{gain}点。",
)
RATIFIED = Text(
    "Because {home} must ratify, the Nash package changes by {change} points for {party}; {party} accepts {alone} "
    "packages by itself and {both} with ratification.",
    "由于须经{home}批准，纳什方案使{party}变动{change}点；{party}自身可接受{alone}个方案，计入批准后为{both}个。",
)
BLOCKED = Text(
    "Without ratification by {home} there would be an agreement; with it there is none.",
    "若无须{home}批准，本可达成协议；须其批准则无法达成。",
)
PROPOSER = Text(
    "To make the only proposal, take it or leave it, would be worth: {ways}.",
    "若由一方提出唯一的、不可修改的提案，其得益为：{ways}。",
)
TURNS = Text(
    "By alternating offers the parties expect {values} points over packages; {first} would first propose: {package}.",
    "按轮流出价，各方在可写方案上的预期得益为{values}点；{first}首先会提出：{package}。",
)
RESTLESS = Text(
    "Talks without end over packages do not come to rest; with the joint gain divided freely the shares are {shares}.",
    "对可写方案的无限期谈判不会稳定下来；若共同收益可自由分配，各方份额为{shares}。",
)
PAID = Text(
    "If the parties can pay each other, {total} points can be shared; the division with the smallest complaints "
    "(nucleolus) {paid}, and {stable}.",
    "若各方可以相互补偿，可分配的收益共{total}点；不满最小的分配（核仁）{paid}，而且{stable}。",
)
UNPAID = Text("needs no payment", "无需补偿")
TRANSFERRED = Text("has {givers} pay {takers}", "要求{givers}向{takers}支付")
STABLE = Text(
    "no group that can decide does better alone (it lies in the core)", "任何有权决定的联盟都无法做得更好（位于核内）"
)
UNSTABLE = Text(
    "no division is safe from every group that can decide (the core is empty)",
    "没有一种分配能经受所有有权决定的联盟（核为空）",
)


def at_the_table(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    """Say what tying hands, ratification, proposing, taking turns and payments change."""
    yield from _shrinking(solution, basis)
    yield from _ratification(solution, basis)
    yield from _agenda(solution, basis)
    yield from _turns(solution, basis)
    yield from _payments(solution, basis)


def _shrinking(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    helped = [s for s in solution.shrinkings if s.change is not None and s.change[s.actor] > SMALLEST]
    if not helped:
        return
    best = max(helped, key=lambda s: float(s.change[s.actor]) if s.change is not None else 0.0)
    assert best.change is not None
    text = TIED.of(
        party=solution.party_label(solution.own[best.actor]), issue=solution.issue_label(best.issue),
        level=f"{solution.level(best.issue, best.level):g}", gain=points(float(best.change[best.actor])).lstrip("+"),
    )  # fmt: skip
    yield Finding("win-set", text, "exact", basis, None, (solution.numbers.issues[best.issue],))


def _ratification(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    for one in solution.ratifications:
        name = solution.numbers.parties[solution.own[one.actor]]
        home = solution.party_label(solution.own[one.actor])
        for_whom = solution.section.parties[name].ratifies_for or ""
        if one.change is None:
            yield Finding(f"ratification-{name}", BLOCKED.of(home=home), "exact", basis, None, (name, for_whom))
            continue
        place = solution.own.index(solution.numbers.parties.index(for_whom))
        found = solution.win_sets[place]
        text = RATIFIED.of(
            home=home, party=solution.party_label(solution.own[place]), change=points(float(one.change[place])),
            alone=found.alone, both=found.at_home,
        )  # fmt: skip
        yield Finding(f"ratification-{name}", text, "exact", basis, None, (name, for_whom))


def _agenda(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    gains = {
        name: float(deal.change[solution.numbers.parties.index(name)])
        for name, deal in solution.agenda.items()
        if deal is not None
    }
    if not gains:
        return
    ways = [
        Text("{party} ({points})", "{party}（{points}）").of(
            party=solution.party_label(solution.numbers.parties.index(name)), points=points(gain)
        )
        for name, gain in gains.items()
    ]
    yield Finding("agenda", PROPOSER.of(ways=listed(ways, 10)), "exact", basis, gains, tuple(gains))


def _turns(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    talks = solution.talks
    if talks is None or not solution.zone.is_open:
        return
    labels = [solution.party_label(k) for k in solution.say]
    shares = [
        Text("{party} {share}%", "{party}{share}%").of(party=label, share=f"{100 * share:.0f}")
        for label, share in zip(labels, talks.shares, strict=True)
    ]
    if not talks.settled:
        yield Finding("talks", RESTLESS.of(shares=listed(shares, 10)), "bounded", basis, None, ("agreement",))
        return
    values = [
        Text("{party} {points}", "{party}{points}").of(party=label, points=points(float(value)))
        for label, value in zip(labels, talks.value, strict=True)
    ]
    opening = solution.section.talks.first if solution.section.talks is not None else None
    first = opening or solution.numbers.parties[solution.say[0]]
    proposal = talks.proposals[first]
    nothing = Text("to wait", "等待")
    text = TURNS.of(
        values=listed(values, 10), first=solution.party_label(solution.numbers.parties.index(first)),
        package=nothing if proposal is None else package(solution, proposal),
    )  # fmt: skip
    certificate = {"shares": dict(zip((solution.numbers.parties[k] for k in solution.say), talks.shares, strict=True))}
    yield Finding("talks", text, "exact", basis, certificate, ("agreement",))


def _payments(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    found = solution.side_payments
    if found is None or found.total <= SMALLEST:
        return
    text = PAID.of(
        total=points(found.total).lstrip("+"), paid=_who_pays(solution, found.paid),
        stable=UNSTABLE if found.core is None else STABLE,
    )  # fmt: skip
    names = [solution.numbers.parties[k] for k in solution.say]
    certificate = {
        "nucleolus": dict(zip(names, map(float, found.nucleolus), strict=True)),
        "paid": dict(zip(names, map(float, found.paid), strict=True)),
    }
    yield Finding("side-payments", text, "exact", basis, certificate, tuple(names))


def _who_pays(solution: BargainSolution, paid: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Text:
    def those(sign: int) -> list[Text]:
        return [
            Text("{party} ({points})", "{party}（{points}）").of(
                party=solution.party_label(k), points=points(abs(float(x))).lstrip("+")
            )
            for k, x in zip(solution.say, paid, strict=True)
            if sign * x > 5e-4
        ]

    givers, takers = those(-1), those(1)
    return TRANSFERRED.of(givers=listed(givers), takers=listed(takers)) if givers and takers else UNPAID
