"""The sentences that follow from a solved influence model, headline first."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from countermove.document.laws import Quantity
from countermove.document.text import Text, listed
from countermove.influence.network import Floats, spread
from countermove.influence.solution import ActAnswer, Beliefs, Heard, InfluenceSolution
from countermove.kind import Finding, Firmness

EVEN = 1e-9
MIXED = Text(
    "Once views settle, these hold “{proposition}” for more likely true than not: {yes}. These do not: {no}.",
    "看法稳定之后，认为“{proposition}”更可能成立的有：{yes}；不这样认为的有：{no}。",
)
ALL = Text(
    "Once views settle, every party in between holds “{proposition}” for more likely true than not: {yes}.",
    "看法稳定之后，居间各方均认为“{proposition}”更可能成立：{yes}。",
)
NOBODY = Text(
    "Once views settle, no party in between holds “{proposition}” for more likely true than not: {no}.",
    "看法稳定之后，居间各方均不认为“{proposition}”更可能成立：{no}。",
)
SWINGS = Text(
    "Views on “{proposition}” never settle for: {who}; they go round in a circle of trust.",
    "关于“{proposition}”的看法，下列各方始终无法稳定：{who}；它们在信任的循环中往复。",
)
PULL = Text(
    "In the last views of the parties in between, {first} weighs {a} and {second} {b} on average; the rest, {rest}, is "
    "what they and others thought at first.",
    "在居间各方的最终看法中，{first}平均占{a}的分量，{second}占{b}；其余{rest}来自它们自身及他方的最初看法。",
)
CLOSER = Text(
    "The views in between draw together: from {before} apart to {after} (0 all alike, 1 half at either end).",
    "居间各方的看法趋于接近：分歧由{before}降至{after}（0为完全一致，1为两端各半）。",
)
FURTHER = Text(
    "The views in between move apart: from {before} to {after} (0 all alike, 1 half at either end).",
    "居间各方的看法趋于分化：分歧由{before}升至{after}（0为完全一致，1为两端各半）。",
)
NEAR = Text(
    "If parties listened only to views near their own, the views in between would end up {near} apart instead of "
    "{all}, and all on the same side of one half as before.",
    "如果各方只听取与自己相近的看法，居间各方最终的分歧将为{near}而非{all}，且各方仍处于二分之一的同一侧。",
)
NEAR_FLIPS = Text(
    "If parties listened only to views near their own, the views in between would end up {near} apart instead of "
    "{all}, and these would come out on the other side of one half: {who}.",
    "如果各方只听取与自己相近的看法，居间各方最终的分歧将为{near}而非{all}，且下列各方将转到二分之一的另一侧：{who}。",
)
INFORMS = Text(
    "{name}, to {receiver}: the warning can remove {told} of the receiver's uncertainty; the strongest is to be taken "
    "as {strongest}, where 1 is its word and 0.5 is no warning at all.",
    "{name}（接收者：{receiver}）：这一警告至多能消除接收者{told}的不确定性；最强的警告应按{strongest}来理解（1为照单全收，0.5为等于没有警告）。",
)
SILENT = Text(
    "{name}, to {receiver}: the sender's interest is so strong that nothing it says can be told from anything else it "
    "might say; the receiver does best to decide as if there were no warning.",
    "{name}（接收者：{receiver}）：发出者的利益过强，其任何说法都无从与其他说法相区别；接收者最好当作没有这一警告来决策。",
)
COMMITS = Text(
    "{name}, to {receiver}: if the sender could commit in advance to when it warns, the receiver would act with "
    "probability {acts} instead of {alone}; without cause there would be a warning {alarm} of the time.",
    "{name}（接收者：{receiver}）：如果发出者能事先承诺何时发出警告，接收者采取行动的概率将为{acts}，而非{alone}；在没有缘由时，仍有{alarm}的情形会发出警告。",
)
CONVINCED = Text(
    "{name}, to {receiver}: the receiver would act without any warning, so that the sender gains nothing by one.",
    "{name}（接收者：{receiver}）：接收者即使没有任何警告也会采取行动，发出者无从由警告得益。",
)
REGIMES = {
    "needless": Text(
        "{act}: not needed, since the audience would not accept the blame on {party} anyway.",
        "{act}：并无必要，因为受众本来就不会接受对{party}的指责。",
    ),
    "blocked": Text(
        "{act}: blocks the blame on {party} wherever it is seen, since one who obstructs would not do it; the blame "
        "still sticks with probability {blamed}, where it is not seen.",
        "{act}：凡被看见之处均能挡住对{party}的指责，因为蓄意阻挠者不会这样做；在未被看见之处，指责仍以{blamed}的概率成立。",
    ),
    "blocked_seen": Text(
        "{act}: blocks the blame on {party}, since one who obstructs would not do it.",
        "{act}：能挡住对{party}的指责，因为蓄意阻挠者不会这样做。",
    ),
    "partly": Text(
        "{act}: blocks the blame on {party} only in part, since one who obstructs would imitate it {imitates} of the "
        "time; the blame sticks with probability {blamed}.",
        "{act}：只能部分挡住对{party}的指责，因为蓄意阻挠者会以{imitates}的概率加以模仿；指责成立的概率为{blamed}。",
    ),
    "in_vain": Text(
        "{act}: does not block the blame on {party}, since it costs more than it would save.",
        "{act}：挡不住对{party}的指责，因为其成本高于所能避免的损害。",
    ),
}


def findings(solution: InfluenceSolution) -> list[Finding]:
    """Return what a solved model says, the answer to its question first."""
    found: list[Finding] = []
    if solution.beliefs is not None:
        found += _beliefs(solution, solution.beliefs)
    for heard in solution.heard[:2]:
        found += _warning(solution, heard)
    for act in solution.acts[:3]:
        found.append(_act(solution, act))
    return found


def share(value: float) -> str:
    """Write a share as a whole percentage."""
    return f"{100 * value:.0f}%"


def names(solution: InfluenceSolution, parties: Iterable[str]) -> Text:
    """Return the names of parties as a list."""
    return listed([solution.case.actors[party].name for party in parties])


def firmness_of(basis: tuple[str, ...]) -> Firmness:
    """Return how firm a computed answer is whose numbers rest on this basis: assumed where one is an assumption."""
    return "assumed" if not basis or "assumption" in basis else "exact"


def party_basis(solution: InfluenceSolution) -> tuple[str, ...]:
    """Return every claim that some party's numbers rest on, in document order."""
    return tuple(dict.fromkeys(claim for party in solution.section.parties.values() for claim in party.basis))


def gathered(basis: Iterable[str], *quantities: Quantity) -> tuple[str, ...]:
    """Return what a part of the document and some of its numbers rest on, each named once."""
    return tuple(dict.fromkeys([*basis, *(claim for quantity in quantities for claim in quantity.basis)]))


def agreeing(beliefs: Beliefs, above: bool) -> tuple[str, ...]:
    """Return the parties in between whose last view is above one half, or those whose view is not."""
    found = []
    for index in beliefs.between:
        last = beliefs.last[index]
        if np.isfinite(last) and (last > 0.5 + EVEN) == above:
            found.append(beliefs.parties[index])
    return tuple(found)


def _beliefs(solution: InfluenceSolution, beliefs: Beliefs) -> list[Finding]:
    basis = party_basis(solution)
    firmness = firmness_of(basis)
    proposition = solution.section.proposition or Text.both("")
    found = []
    yes, no = agreeing(beliefs, True), agreeing(beliefs, False)
    if yes or no:
        form = ALL if not no else NOBODY if not yes else MIXED
        text = form.of(yes=names(solution, yes), no=names(solution, no), proposition=proposition)
        finite = np.nan_to_num(beliefs.last, nan=-1.0)
        last = {party: (None if v < 0 else float(v)) for party, v in zip(beliefs.parties, finite, strict=True)}
        found.append(Finding("settled", text, firmness, basis, last, (*yes, *no)))
    swinging = [party for party, last in zip(beliefs.parties, beliefs.last, strict=True) if not np.isfinite(last)]
    if swinging:
        text = SWINGS.of(who=names(solution, swinging), proposition=proposition)
        found.append(Finding("swings", text, "exact", basis, None, tuple(swinging)))
        return found
    found += _pull(solution, beliefs, basis)
    if len(beliefs.between) > 1 and abs(beliefs.spread_last - beliefs.spread_first) > 0.005:
        form = CLOSER if beliefs.spread_last < beliefs.spread_first else FURTHER
        before, after = (f"{value:.2f}" for value in (beliefs.spread_first, beliefs.spread_last))
        certificate = {"before": beliefs.spread_first, "after": beliefs.spread_last}
        found.append(Finding("spread", form.of(before=before, after=after), firmness, basis, certificate))
    if beliefs.near is not None:
        found.append(_near(solution, beliefs, beliefs.near[-1]))
    return found


def _near(solution: InfluenceSolution, beliefs: Beliefs, last: Floats) -> Finding:
    basis = party_basis(solution)
    between = list(beliefs.between)
    flips = [beliefs.parties[i] for i in between if (last[i] > 0.5 + EVEN) != (beliefs.last[i] > 0.5 + EVEN)]
    text = (NEAR_FLIPS if flips else NEAR).of(
        near=f"{float(spread(last[between])):.2f}", all=f"{beliefs.spread_last:.2f}", who=names(solution, flips)
    )
    certificate = {party: float(view) for party, view in zip(beliefs.parties, last, strict=True)}
    return Finding("near", text, firmness_of(basis), basis, certificate, tuple(flips))


def _pull(solution: InfluenceSolution, beliefs: Beliefs, basis: tuple[str, ...]) -> list[Finding]:
    sources = solution.section.sources
    if len(sources) < 2 or not beliefs.between:
        return []
    ranked = sorted(sources, key=lambda source: -beliefs.weight(source))[:2]
    weights = [beliefs.weight(source) for source in ranked]
    text = PULL.of(
        first=solution.case.actors[ranked[0]].name,
        second=solution.case.actors[ranked[1]].name,
        a=share(weights[0]),
        b=share(weights[1]),
        rest=share(1 - sum(round(weight, 2) for weight in weights)),  # so that the three add up as shown
    )
    certificate = {source: beliefs.weight(source) for source in sources}
    return [Finding("pull", text, firmness_of(basis), basis, certificate, tuple(ranked))]


def _warning(solution: InfluenceSolution, heard: Heard) -> list[Finding]:
    warning = solution.section.warnings[heard.id]
    parts: dict[str, Text | str] = {"name": warning.name, "receiver": solution.case.actors[warning.receiver].name}
    basis = gathered(warning.basis, warning.bias)
    borders = [float(border) for border in heard.borders[:51]]
    form = INFORMS if heard.is_informative else SILENT
    text = form.of(**parts, told=share(heard.told), strongest=f"{heard.strongest:.2f}")
    certificate: dict[str, object] = {"bias": warning.bias.centre, "borders": borders}
    found = [Finding(f"warning-{heard.id}", text, firmness_of(basis), basis, certificate, (heard.id,))]
    form = CONVINCED if heard.acts_alone == 1 else COMMITS
    text = form.of(**parts, acts=f"{heard.acts:.2f}", alone=f"{heard.acts_alone:.2f}", alarm=share(heard.false_alarm))
    certificate = {"acts": heard.acts, "belief_after_warning": heard.trust}
    basis = gathered(warning.basis, warning.prior, warning.threshold)
    found.append(Finding(f"commitment-{heard.id}", text, firmness_of(basis), basis, certificate, (heard.id,)))
    return found


def _act(solution: InfluenceSolution, answer: ActAnswer) -> Finding:
    part = solution.section.blame
    assert part is not None  # acts come from it
    act = part.acts[answer.id]
    regime = "blocked_seen" if answer.regime == "blocked" and answer.blamed < EVEN else answer.regime
    text = REGIMES[regime].of(
        act=act.name,
        party=solution.case.actors[part.party].name,
        blamed=f"{answer.blamed:.2f}",
        imitates=share(answer.imitates),
    )
    numbers = (part.prior, part.threshold, part.harm, act.cost, act.binding, act.seen)
    basis = gathered((*part.basis, *act.basis), *numbers)
    certificate = {"regime": answer.regime, "blamed": answer.blamed, "imitates": answer.imitates}
    return Finding(f"act-{answer.id}", text, firmness_of(basis), basis, certificate, (answer.id,))
