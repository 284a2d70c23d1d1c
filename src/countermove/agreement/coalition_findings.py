"""The sentences on coalitions of many parties, and on a minimum of members agreed beforehand, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.coalition_search import CoalitionSearch
from countermove.agreement.stability import PublicGood, public_good_payoff, public_good_stability
from countermove.document.text import Text
from countermove.kind import Finding, Json

if TYPE_CHECKING:
    from countermove.agreement.participation import Bools
    from countermove.agreement.solution import AgreementSolution

STAGED_PARTIES = 12
ALL_FOUND = Text(
    "Of all coalitions of {total} parties, {count} hold themselves up (no member gains by leaving, no outsider by "
    "joining); the largest has {size} members, for example {example}.",
    "在{total}方的所有联盟中，有{count}个能够自我维持（没有成员因退出获益，没有局外者因加入获益）；最大的有{size}个成员，例如{example}。",
)
ONE_FOUND = Text(
    "Of all coalitions of {total} parties, exactly one holds itself up (no member gains by leaving, no outsider by "
    "joining): {example}.",
    "在{total}方的所有联盟中，只有一个能够自我维持（没有成员因退出获益，没有局外者因加入获益）：{example}。",
)
NONE_AT_ALL = Text(
    "No coalition of at least two of the {total} parties holds itself up.",
    "在{total}方中，没有任何至少两方的联盟能够自我维持。",
)
SOME_FOUND = Text(
    "Coalitions of {total} parties that hold themselves up were found ({count}); the largest has {size} members, for "
    "example {example}. This is a search: not all coalitions could be looked at, and a larger one may exist.",
    "{total}方中至少有{count}个联盟能够自我维持；找到的最大联盟有{size}个成员，例如{example}。"
    "这是搜索结果：未能逐一检查所有联盟，可能存在更大的联盟。",
)
NONE_FOUND = Text(
    "No coalition of the {total} parties that holds itself up was found. This is a search: not all coalitions could be "
    "looked at, and one may exist.",
    "在{total}方中没有找到能够自我维持的联盟。这是搜索结果：未能逐一检查所有联盟，不排除其存在。",
)
POOLED = Text(
    "With side payments among members, a coalition of {size} of {total} parties could keep all its members; whether a "
    "larger one could was searched for, not proved.",
    "若成员之间可以相互补偿，由{total}方中{size}方组成的联盟能留住全部成员；是否有更大的联盟也能如此，只经搜索，未经证明。",
)
STAGED = Text(
    "If a minimum of members could be agreed first, {minimum} would serve all parties best together: {members} would "
    "then hold it up, with {payoff} in all against {without} without an agreement.",
    "若可事先约定生效所需的最低成员数，定为{minimum}对各方合计最有利：届时{members}能够维持协定，合计收益{payoff}，没有协定时为{without}。",
)


def search_findings(solution: AgreementSolution, found: CoalitionSearch) -> Iterator[Finding]:
    """Say which coalitions were found to hold themselves up, and whether others could."""
    parties, total = found.parties, len(found.parties)
    certificate: Json = {
        "complete": found.complete,
        "partial_coalitions_looked_at": found.nodes,
        "chance_beginnings_followed": found.starts,
        "stable": [_members(parties, row) for row in found.stable],
        "tie_rule": "an indifferent member stays, an indifferent outsider stays out",
        "reading": "a branch is left when a member of it could not gain in any coalition on it, fractions allowed",
    }
    if found.count:
        example = solution.called(_members(parties, found.stable[0]))
        words = (ONE_FOUND if found.count == 1 else ALL_FOUND) if found.complete else SOME_FOUND
        text = words.of(total=total, count=found.count, size=int(found.stable[0].sum()), example=example)
    else:
        text = (NONE_AT_ALL if found.complete else NONE_FOUND).of(total=total)
    yield Finding("self-enforcing", text, "exact" if found.complete else "sampled", solution.basis, certificate)
    size = int(found.pooled.sum())
    if size >= 2:
        text = POOLED.of(size=size, total=total)
        data = {"members": _members(parties, found.pooled)}
        yield Finding("side-payments", text, "bounded", solution.basis, data)


def _members(parties: tuple[str, ...], inside: Bools) -> list[str]:
    return [party for party, own in zip(parties, inside, strict=True) if own]


@dataclass(frozen=True, slots=True)
class Staged:
    """The minimum of members that serves all parties best together, who then holds it up, and what that brings."""

    minimum: int
    members: tuple[str, ...]
    payoff: float
    without: float


def best_minimum(parties: tuple[str, ...], good: PublicGood) -> Staged | None:
    """Return the minimum that would be best as a stage before, over every coalition that holds itself up under it.

    With unlike parties who is inside matters, so that the joint payoff decides, not a member's (Carraro, Marchiori,
    Oreffice 2009, *ERE* 42:411, treat like parties). None past twelve parties, or where no agreement forms.
    """
    n = len(parties)
    if n > STAGED_PARTIES:
        return None
    without = float(public_good_payoff(good, np.zeros(n, dtype=np.bool_)).sum())
    best: Staged | None = None
    for minimum in range(2, n + 1):
        game = PublicGood(good.benefit, good.cost, good.club, good.measure, minimum)
        for mask in public_good_stability(game).stable:
            inside = (int(mask) >> np.arange(n) & 1).astype(np.bool_)
            if inside.sum() < minimum:
                continue
            payoff = float(public_good_payoff(game, inside).sum())
            if payoff > (best.payoff if best is not None else without) + 1e-9:
                best = Staged(minimum, tuple(_members(parties, inside)), payoff, without)
    return best


def staged_finding(solution: AgreementSolution, staged: Staged) -> Finding:
    """Say which minimum would serve all parties best."""
    text = STAGED.of(
        minimum=staged.minimum,
        members=solution.called(staged.members, 12),
        payoff=f"{staged.payoff:.4g}",
        without=f"{staged.without:.4g}",
    )
    certificate = {"minimum": staged.minimum, "members": list(staged.members)}
    return Finding("minimum-participation", text, "exact", solution.basis, certificate, staged.members)
