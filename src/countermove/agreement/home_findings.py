"""The sentences on players at home, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.participation import TIE
from countermove.document.text import Text, listed
from countermove.kind import Explanation, Finding, Json

if TYPE_CHECKING:
    from countermove.agreement.home import HomeAnswer
    from countermove.agreement.solution import AgreementSolution

BLOCKED = Text(
    "Joining is worth {net} to {party}, yet at home {blockers} would lose by it, and {rule}: {cures}.",
    "加入对{party}的净收益为{net}，但其国内的{blockers}会因此受损，而{rule}：{cures}。",
)
ALL_MUST = Text("everybody there must gain", "国内各方都须受益")
SOME_MUST = Text("{consent} of {count} there must gain", "国内{count}方中须有{consent}方受益")
CURE = Text("it would take {players}, or {needed} for {party} itself", "还差{players}，或使{party}自身多得{needed}")
EACH = Text("{gap} for {player}", "给{player}{gap}")
CURE_CLAUSE = Text("{cure}; the clause {clauses} alone would do", "{cure}；仅加入{clauses}条款即可")
CURE_CLAUSES = Text("{cure}; any of the clauses {clauses} alone would do", "{cure}；{clauses}条款任选其一即可")
QUOTED = Text("“{clause}”", "“{clause}”")
AT_HOME = Text(
    "At home in {party}, with all inside who join in some equilibrium, joining is worth {gains}; {rule}.",
    "在{party}国内，若所有可能加入者都在内，加入的价值为：{gains}；{rule}。",
)
GAINS = Text("{gain} to {player}", "对{player}为{gain}")


def home_findings(solution: AgreementSolution) -> Iterator[Finding]:
    """Yield, for each party that home keeps out, who blocks it and what would move them."""
    for one in solution.home:
        if one.blocked:
            yield Finding(
                f"home-{one.party}", _blocked(solution, one), "exact", solution.basis, home_data(one), (one.party,)
            )


def home_explanation(solution: AgreementSolution, one: HomeAnswer) -> Explanation:
    """Say what joining is worth to each player at home, and what would have to change if they block it."""
    gains = [
        GAINS.of(gain=_signed(float(gain)), player=player) for gain, player in zip(one.gain, one.players, strict=True)
    ]
    text = AT_HOME.of(party=solution.names[one.party], gains=listed(gains, len(gains)), rule=_rule(one))
    if one.blocked:
        more = _blocked(solution, one)
        text = Text(f"{text.get('en')} {more.get('en')}", text.get("zh") + more.get("zh"))
    return Explanation(text, home_data(one))


def _rule(one: HomeAnswer) -> Text:
    if one.consent == len(one.players):
        return ALL_MUST
    return SOME_MUST.of(consent=one.consent, count=len(one.players))


def _blocked(solution: AgreementSolution, one: HomeAnswer) -> Text:
    blockers = [one.players[k] for k in np.flatnonzero(one.gain < -TIE)]
    moves = [EACH.of(gap=f"{-float(one.gain[k]):.3g}", player=one.players[k]) for k in one.cheapest]
    party = solution.names[one.party]
    cure = CURE.of(players=listed(moves, len(moves)), needed=f"{one.needed:.3g}", party=party)
    if one.clauses:
        quoted = listed([QUOTED.of(clause=solution.clauses[name]) for name in one.clauses], 6)
        cure = (CURE_CLAUSE if len(one.clauses) == 1 else CURE_CLAUSES).of(cure=cure, clauses=quoted)
    return BLOCKED.of(
        net=_signed(one.net), party=party, blockers=listed(blockers, len(blockers)), rule=_rule(one), cures=cure
    )


def home_data(one: HomeAnswer) -> Json:
    """Return what joining is worth at home, who must consent, and what is missing, as data."""
    return {
        "party": one.party,
        "net_before_thresholds": one.net,
        "gain_at_home": {player.get("en"): float(gain) for player, gain in zip(one.players, one.gain, strict=True)},
        "consent": one.consent,
        "blocked_at_home": one.blocked,
        "net_needed_more": one.needed,
        "clauses_that_would_do": list(one.clauses),
        "tie_rule": "an indifferent player consents",
    }


def _signed(value: float) -> str:
    return f"{value:+.3g}" if abs(value) > TIE else "0"
