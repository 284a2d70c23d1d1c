"""Two sponsors' bidding as verdicts, columns of a study, a table, data and explanations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from countermove.agreement.sponsor_findings import held_reaches, price_of_exclusivity, share_words
from countermove.agreement.sponsoring import (
    CONCEPTS,
    REACHES,
    SponsorsAnswer,
    bids_of_draws,
    sponsor_names,
)
from countermove.agreement.sponsors import BOTH, FIRST, NEITHER, SECOND
from countermove.document.text import Text
from countermove.kind import Explanation, Json, Outcome, Table

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel
    from countermove.agreement.solution import AgreementSolution
    from countermove.document.evidence import Actor
    from countermove.kind import Columns

ENDS = {
    FIRST: Text("{party}: “{first}” only", "{party}仅加入“{first}”"),
    SECOND: Text("{party}: “{second}” only", "{party}仅加入“{second}”"),
    BOTH: Text("{party}: both systems", "{party}同时加入两套体系"),
    NEITHER: Text("{party}: neither system", "{party}两套体系均不加入"),
}
ALIGNED = {
    FIRST: Text("“{first}” only", "仅“{first}”"),
    SECOND: Text("“{second}” only", "仅“{second}”"),
    BOTH: Text("both", "两者"),
    NEITHER: Text("neither", "均不"),
}
WORTH_OF_HEDGING = Text(
    "what offers that are not exclusive are worth to the sponsor of “{system}”",
    "不要求排他的出价对“{system}”主导方的价值",
)
REACHED = Text("“{system}” reaches its quota", "“{system}”达到门槛")
STATES_WON = Text("{unit} between that end in “{system}”", "归入“{system}”的中间地带{unit}数")
WHY_IN = Text(
    "Inside “{system}”: with {party} in it, both sponsors and all parties between are better off by {by} together than "
    "without.",
    "在“{system}”之内：{party}在内时，两个主导方与中间各方合计的总价值比不在时高出{by}。",
)
WHY_OUT = Text(
    "Not in “{system}”: with {party} in it, both sponsors and all parties between would be worse off by {by} together; "
    "the membership would have to be worth that much more to the sponsor.",
    "不在“{system}”之内：若{party}加入，两个主导方与中间各方合计的总价值将低{by}；这一成员资格对主导方的价值须高出这么多才会加入。",
)
EACH_OFFER = Text(
    "To have it so, the sponsor of “{first}” offers {one} and the sponsor of “{second}” {two}.",
    "为此，“{first}”的主导方出价{one}，“{second}”的主导方出价{two}。",
)
TO_CHOOSE = Text(
    "To keep to “{system}” alone, against all that “{other}” would bid, it would take {price} from the sponsor of "
    "“{system}”, to whom that choice is worth {gain}.",
    "若“{other}”的主导方出尽其价，要使其只留在“{system}”，“{system}”的主导方须出价{price}，而这一选择对该主导方只值{gain}。",
)


def sponsor_verdicts(answer: SponsorsAnswer) -> dict[str, list[str]]:
    """Return who ends where, by concept."""
    ends = {concept: answer.named(answer.held, alignment) for alignment, concept in CONCEPTS.items()}
    wanting = [k for k in range(2) if answer.contest.quota[k] > 0]
    if not wanting:
        return ends
    return ends | {REACHES: [answer.systems[k] for k in wanting if held_reaches(answer, k)]}


def sponsor_outcomes(model: AgreementModel, actors: Mapping[str, Actor]) -> Iterator[Outcome]:
    """Describe the columns: each party's alignment, the states each system wins, the value of hedged offers."""
    section = model.sponsors
    if section is None:
        return
    names = sponsor_names(model, actors)
    first, second = (names[system] for system in section.systems)
    for alignment, concept in CONCEPTS.items():
        for party in section.between:
            words = ENDS[alignment].of(party=names[party], first=first, second=second)
            yield Outcome(f"{concept}:{party}", party, concept, words)
    for concept, system in zip((CONCEPTS[FIRST], CONCEPTS[SECOND]), section.systems, strict=True):
        won = STATES_WON.of(unit=model.unit, system=names[system])
        yield Outcome(f"won:{system}", system, concept, won, holds=False)
        worth = WORTH_OF_HEDGING.of(system=names[system])
        yield Outcome(f"worth_of_hedging:{system}", system, concept, worth, holds=False)
    for system, one in section.systems.items():
        if one.quota.centre > 0:
            yield Outcome(f"{REACHES}:{system}", system, REACHES, REACHED.of(system=one.name))


def sponsor_columns(model: AgreementModel, draws: Columns, count: int) -> dict[str, NDArray[Any]]:
    """Solve every draw: the columns that ``sponsor_outcomes`` describes."""
    section = model.sponsors
    if section is None:
        return {}
    alignment, hedged, single, reached = bids_of_draws(section, draws, count)
    columns: dict[str, NDArray[Any]] = {}
    for option, concept in CONCEPTS.items():
        for j, party in enumerate(section.between):
            columns[f"{concept}:{party}"] = alignment[:, j] == option
    heads = np.array([courted.counts.centre for courted in section.between.values()])
    for k, (system, one) in enumerate(section.systems.items()):
        columns[f"won:{system}"] = (alignment >> k & 1) @ heads
        columns[f"worth_of_hedging:{system}"] = hedged[:, k] - single[:, k]
        if one.quota.centre > 0:
            columns[f"{REACHES}:{system}"] = reached[:, k]
    return columns


def sponsor_payload(answer: SponsorsAnswer) -> Json:
    """Return the answer as data, under both rules."""
    found: Json = {"systems": list(answer.systems), "exclusive": answer.exclusive, "separate_offers": answer.apart}
    for rule, bidding in (("hedged", answer.hedged), ("single", answer.single)):
        found[rule] = {
            "alignment": {CONCEPTS[option]: answer.named(bidding, option) for option in CONCEPTS},
            "net_worth": bidding.net.tolist(),
            "paid": bidding.paid.tolist(),
            "ready_to_pay": bidding.ready.tolist(),
            "left_to_those_between": bidding.left,
            "prize_needed": [value if np.isfinite(value) else None for value in bidding.met_from.tolist()],
        }
    found["needs"] = {
        system: {
            "share_needed": answer.share_needed(k),
            "share_won": answer.share_won(answer.held, k),
            "reached": held_reaches(answer, k),
        }
        for k, system in enumerate(answer.systems)
        if answer.contest.quota[k] > 0
    }
    return found


def sponsor_table(solution: AgreementSolution, answer: SponsorsAnswer) -> Table:
    """Return who ends where under both rules, with the pull of each system and each offer."""
    first, second = (solution.names[system] for system in answer.systems)
    offers = answer.offers[answer.exclusive] if answer.offers is not None else None
    rows = []
    for j, party in enumerate(answer.parties):
        ends = [
            ALIGNED[int(bidding.alignment[j])].of(first=first, second=second)
            for bidding in (answer.hedged, answer.single)
        ]
        paid = [float(offers.high[k, j]) if offers is not None else None for k in range(2)]
        pull = [float(answer.held.pull[k, j]) for k in range(2)]
        rows.append((solution.names[party], float(answer.counts[j]), *ends, *pull, *paid))
    columns = (
        Text("party", "参与方"),
        Text("states", "国家数"),
        Text("if both may be joined", "可同时加入时"),
        Text("if the choice is exclusive", "须排他选择时"),
        Text("pull of “{system}”", "“{system}”的拉力").of(system=first),
        Text("pull of “{system}”", "“{system}”的拉力").of(system=second),
        Text("offer of “{system}”", "“{system}”的出价").of(system=first),
        Text("offer of “{system}”", "“{system}”的出价").of(system=second),
    )
    return Table("sponsors", Text("Who ends with whom", "各方归属"), columns, tuple(rows))


def system_explanation(solution: AgreementSolution, answer: SponsorsAnswer, system: str) -> Explanation:
    """Say what a system needs and gets of those between, and from which stake it reaches its quota."""
    k = answer.systems.index(system)
    needed, won = answer.share_needed(k), answer.share_won(answer.held, k)
    least = float(answer.held.met_from[k])
    data: Json = {"system": system, "share_needed": needed, "share_won": won, "reached": held_reaches(answer, k),
                  "prize_needed": least if np.isfinite(least) else None}  # fmt: skip
    return Explanation(share_words(solution, answer, k), data)


def sponsor_explanation(solution: AgreementSolution, answer: SponsorsAnswer, party: str) -> Explanation:
    """Say why a party is in each system or not, what it is offered, and at what price it would choose one."""
    j, held = answer.parties.index(party), answer.held
    first, second = (solution.names[system] for system in answer.systems)
    sentences = []
    for k, system in enumerate((first, second)):
        pull = float(held.pull[k, j])
        inside = held.alignment[j] >> k & 1
        words = WHY_IN if inside else WHY_OUT
        sentences.append(words.of(party=solution.names[party], system=system, by=f"{abs(pull):.3g}"))
    data: Json = {
        "party": party,
        "concept": CONCEPTS[int(held.alignment[j])],
        "pull": dict(zip(answer.systems, held.pull[:, j].tolist(), strict=True)),
    }
    if answer.offers is not None:
        offers = answer.offers[answer.exclusive]
        one, two = (f"{max(float(offers.high[k, j]), 0.0):.3g}" for k in range(2))
        sentences.append(EACH_OFFER.of(first=first, second=second, one=one, two=two))
        data["offers"] = {
            system: [float(offers.low[k, j]), float(offers.high[k, j])] for k, system in enumerate(answer.systems)
        }
    if held.alignment[j] == BOTH:
        for k, (system, other) in enumerate(((first, second), (second, first))):
            price, gain = price_of_exclusivity(answer, k, j)
            sentences.append(TO_CHOOSE.of(system=system, other=other, price=f"{price:.3g}", gain=f"{gain:.3g}"))
            data[f"price_of_{answer.systems[k]}_alone"] = price
    return Explanation(_joined(sentences), data)


def _joined(sentences: list[Text]) -> Text:
    return Text(" ".join(one.get("en") for one in sentences), "".join(one.get("zh") for one in sentences))
