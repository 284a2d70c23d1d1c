"""Why a party of a public good game is inside or outside, and why a number of like parties holds itself up or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.coalition_search import CoalitionSearch, membership_gains
from countermove.agreement.participation import TIE, Bools, Floats
from countermove.document.text import Text
from countermove.kind import Explanation, Json

if TYPE_CHECKING:
    from countermove.agreement.like_parties import FamilyAnswer
    from countermove.agreement.solution import AgreementSolution
    from countermove.agreement.stability import PublicGood, Stability

MEMBER = Text(
    "{party} is in a coalition of {size} that holds itself up ({members}): by leaving it would lose {by}.",
    "{party}属于一个能够自我维持的{size}方联盟（{members}）：退出会使其损失{by}。",
)
MEMBER_TIE = Text(
    "{party} is in a coalition of {size} that holds itself up ({members}): by leaving it would neither gain nor lose, "
    "and the indifferent stay.",
    "{party}属于一个能够自我维持的{size}方联盟（{members}）：退出对其无得无失，而无差异者留下。",
)
OUTSIDER = Text(
    "{party} is outside a largest coalition that holds itself up ({members}): by joining it would lose {by}.",
    "{party}不在能够自我维持的最大联盟（{members}）之内：加入会使其损失{by}。",
)
OUTSIDER_TIE = Text(
    "{party} is outside a largest coalition that holds itself up ({members}): by joining it would neither gain nor "
    "lose, and the indifferent stay out.",
    "{party}不在能够自我维持的最大联盟（{members}）之内：加入对其无得无失，而无差异者不加入。",
)
WOULD_LEAVE = Text(
    "No coalition that holds itself up is known; with all parties inside, {party} would gain {by} by leaving.",
    "没有已知的能够自我维持的联盟；若各方都在内，{party}退出可多得{by}。",
)
WOULD_STAY = Text(
    "No coalition that holds itself up is known; with all parties inside, {party} would not gain by leaving.",
    "没有已知的能够自我维持的联盟；若各方都在内，{party}退出并无好处。",
)
HOLDS = Text(
    "With {number} members an agreement holds itself up, the indifferent joining: leaving would change what a member "
    "gets by {leave}, joining what an outsider gets by {join}.",
    "有{number}个成员时协定能够自我维持（无差异者加入）：成员退出所得变动{leave}，局外者加入所得变动{join}。",
)
HOLDS_ALL = Text(
    "With all {number} inside an agreement holds itself up: leaving would change what a member gets by {leave}.",
    "全部{number}个都在内时协定能够自我维持：成员退出所得变动{leave}。",
)
FAILS = Text(
    "With {number} members an agreement does not hold itself up, the indifferent joining: leaving would change what a "
    "member gets by {leave}, joining what an outsider gets by {join}.",
    "有{number}个成员时协定不能自我维持（无差异者加入）：成员退出所得变动{leave}，局外者加入所得变动{join}。",
)
FAILS_ALL = Text(
    "With all {number} inside an agreement does not hold itself up: leaving would change what a member gets by "
    "{leave}.",
    "全部{number}个都在内时协定不能自我维持：成员退出所得变动{leave}。",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A largest coalition that holds itself up, or all parties where none is known, and what being inside is worth."""

    parties: tuple[str, ...]
    inside: Bools
    gain: Floats
    stable: bool

    @property
    def members(self) -> list[str]:
        """The parties inside."""
        return [party for party, own in zip(self.parties, self.inside, strict=True) if own]


def standing_of(parties: tuple[str, ...], good: PublicGood, found: Stability | CoalitionSearch) -> Standing:
    """Return a largest coalition in force that holds itself up, the first by bit mask of those checked one by one."""
    n = len(parties)
    inside = np.zeros(0, dtype=np.bool_)
    if isinstance(found, CoalitionSearch):
        inside = found.stable[0] if found.count else inside
    else:
        masks = [int(mask) for mask in found.stable if int(mask).bit_count() >= max(good.minimum, 2)]
        if masks:
            largest = max(masks, key=lambda mask: (mask.bit_count(), -mask))
            inside = (largest >> np.arange(n) & 1).astype(np.bool_)
    stable = bool(inside.size)
    inside = inside if stable else np.ones(n, dtype=np.bool_)
    return Standing(parties, inside, membership_gains(good, inside), stable)


def standing_explanation(solution: AgreementSolution, standing: Standing, party: str) -> Explanation:
    """Say what a party would gain or lose by leaving or joining."""
    k = standing.parties.index(party)
    gain, own = float(standing.gain[k]), bool(standing.inside[k])
    tied = abs(gain) <= TIE * (1 + float(np.abs(standing.gain).max()))
    if not standing.stable:
        words = WOULD_STAY if gain >= 0 or tied else WOULD_LEAVE
    elif own:
        words = MEMBER_TIE if tied else MEMBER
    else:
        words = OUTSIDER_TIE if tied else OUTSIDER
    text = words.of(
        party=solution.names[party],
        size=len(standing.members),
        members=solution.called(standing.members, 12),
        by=f"{abs(gain):.3g}",
    )
    data: Json = {
        "party": party,
        "coalition": standing.members,
        "holds_itself_up": standing.stable,
        "inside": own,
        "gain_of_being_inside": gain,
    }
    return Explanation(text, data)


def number_explanation(answer: FamilyAnswer, number: int) -> Explanation:
    """Say what leaving and joining are worth where so many like parties are members."""
    family, n = answer.family, answer.numbers.parties
    leave = float(family.outsider[number - 1] - family.member[number])
    join = float(family.member[number + 1] - family.outsider[number]) if number < n else None
    holds = number in family.stable_if_indifferent_join
    data: Json = {"number": number, "holds_itself_up": holds, "gain_of_leaving": leave, "gain_of_joining": join}
    if join is None:
        return Explanation((HOLDS_ALL if holds else FAILS_ALL).of(number=number, leave=_signed(leave)), data)
    words = HOLDS if holds else FAILS
    return Explanation(words.of(number=number, leave=_signed(leave), join=_signed(join)), data)


def _signed(value: float) -> str:
    return f"{value:+.4g}" if abs(value) > TIE else "0"
