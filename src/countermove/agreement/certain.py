"""What holds whatever a study draws, and what in none of its draws: proved at the two ends of every law.

Where nobody deters anybody, the least and the greatest equilibrium grow with everybody's net benefit, and this grows,
or falls, with each number alone. So a party joins in every draw exactly if it joins where all numbers lie at the ends
of their laws that speak most against it, and in some draw exactly if it joins where they speak most for it (Milgrom &
Roberts 1990, *Econometrica* 58:1255, Theorem 6: monotone comparative statics of supermodular games).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.assembly import games, party_name, placed_quantities
from countermove.agreement.participation import every_and_some
from countermove.document.text import Text, listed
from countermove.kind import Bound, Case, InputLaw

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel

RISING = {"own", "counts", "capability", "amount", "bonus"}  # the greater, the more parties join
FALLING = {"veto", "quota"}
JOINS = Text(
    "Whatever is drawn, every outcome that holds has {parties} inside. All others can be sure of it.",
    "无论如何抽样，每个能维持的结果中{parties}都加入。其他各方都可以确信这一点。",
)
STAYS_OUT = Text(
    "Whatever is drawn, no outcome that holds has {parties} inside. All others can be sure of it.",
    "无论如何抽样，任何能维持的结果中{parties}都不加入。其他各方都可以确信这一点。",
)
NOBODY = Text(
    "No party can be sure of any other: each is inside in some equilibrium of some draw and outside in another.",
    "任何一方都无法确信他方：每一方都会在某次抽样的某个均衡中加入，而在另一个中不加入。",
)


def certain(case: Case[AgreementModel], laws: Mapping[str, InputLaw], every: str, some: str) -> dict[str, Bound]:
    """Bound who is in every, and who in some, equilibrium.

    Parameters
    ----------
    case : Case
        One reading.
    laws : mapping
        Input id to law, of the inputs that vary.
    every, some : str
        The concepts; outcome ids are ``concept:party``.

    Returns
    -------
    dict
        Empty where some influence or bonus may be negative, a law has no ends, or a shared number counts for some
        parties and against others.

    Notes
    -----
    Two participation games. Exact for laws whose ends can be drawn or come as near as one likes; a party whose net
    benefit is nothing at the very end only is counted as the solver counts a tie.
    """
    model = case.section
    if not model.parties:
        return {}
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    for placed in placed_quantities(model, case.actors):
        law = laws.get(placed.id)
        if law is None:
            continue
        field = str(placed.path[-2] if "values" in placed.path else placed.path[-1])
        rises = field == "values" or field in RISING
        ends = getattr(law, "support", (-np.inf, np.inf))
        if not (rises or field in FALLING):
            return {}
        ends = ends if rises else ends[::-1]
        if not np.isfinite(ends).all() or low.setdefault(placed.id, ends[0]) != ends[0]:
            return {}
        high[placed.id] = ends[1]
    columns = {name: np.array([low[name], high[name]]) for name in low}
    game = games(model, columns, 2)
    if not game.monotone:
        return {}
    in_every, in_some, _ = every_and_some(game)
    return {
        f"{concept}:{party}": Bound(bool(held[0, k]), bool(held[1, k]))
        for concept, held in ((every, in_every), (some, in_some))
        for k, party in enumerate(model.parties)
    }


def assurances(case: Case[AgreementModel], bounds: Mapping[str, Bound], every: str, some: str) -> list[Text]:
    """Say who joins, and who stays out, in every equilibrium of every draw."""
    names = {party: party_name(case.section, case.actors, party) for party in case.section.parties}
    inside = [names[party] for party in names if bounds.get(f"{every}:{party}", Bound()).necessary]
    outside = [names[party] for party in names if bounds.get(f"{some}:{party}", Bound()).possible is False]
    said = [
        form.of(parties=listed(parties, limit=12))
        for form, parties in ((JOINS, inside), (STAYS_OUT, outside))
        if parties
    ]
    settled = all(
        bounds.get(f"{every}:{party}", Bound()).necessary is False and bounds.get(f"{some}:{party}", Bound()).possible
        for party in names
    )
    return said or ([NOBODY] if names and settled else [])
