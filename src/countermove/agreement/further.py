"""The answers of an agreement's further games as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countermove.agreement.beginnings import noise_data
from countermove.agreement.home_findings import home_data
from countermove.agreement.like_findings import family_payload
from countermove.agreement.sponsor_views import sponsor_payload
from countermove.kind import Json

if TYPE_CHECKING:
    from countermove.agreement.coalition_search import CoalitionSearch
    from countermove.agreement.solution import AgreementSolution


def further_payload(solution: AgreementSolution) -> Json:
    """Return sponsors, like parties, players at home, beginnings and coalitions searched for, those that are there."""
    payload: Json = {}
    game = solution.game
    if solution.sponsors is not None:
        payload["sponsors"] = sponsor_payload(solution.sponsors)
    if solution.family is not None:
        payload["family"] = family_payload(solution.family)
    if solution.home:
        payload["home"] = [home_data(one) for one in solution.home]
    if game is not None and solution.start is not None:
        wave = zip(game.parties, solution.start.wave, strict=True)
        payload["from_start"] = {"start": list(solution.start.start), "round": {party: int(one) for party, one in wave}}
    if game is not None and solution.noise is not None:
        payload["noise"] = noise_data(game, solution.noise)
    if solution.staged is not None:
        payload["best_minimum"] = {"minimum": solution.staged.minimum, "members": list(solution.staged.members)}
    if solution.searched is not None:
        payload["self_enforcing"] = _searched_payload(solution.searched)
    return payload


def _searched_payload(found: CoalitionSearch) -> Json:
    return {
        "parties": list(found.parties),
        "stable": [[party for party, own in zip(found.parties, row, strict=True) if own] for row in found.stable],
        "stable_count": found.count,
        "complete": found.complete,
    }
