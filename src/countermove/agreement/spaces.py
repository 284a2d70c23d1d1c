"""Every text that the clauses of a document make, as arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.clauses import Menu, central, menu_of
from countermove.agreement.drafting import TextSpace

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel
    from countermove.agreement.participation import Participation
    from countermove.document.laws import Quantity


def text_space(
    model: AgreementModel, game: Participation, worth_of: Callable[[tuple[str, ...], Quantity], float] = central
) -> tuple[TextSpace, Menu]:
    """Return every text that the clauses of the design make, given the game with the text as it stands."""
    section = model.design
    chosen = (section.clauses if section is not None else ()) or tuple(model.clauses)
    menu = menu_of(model.clauses, chosen, model.parties, worth_of)
    bare = game.alone - sum(
        (value[held] for value, held in zip(menu.value, menu.present, strict=True)), np.zeros(game.alone.size)
    )
    members = list(model.parties.values())
    space = TextSpace(
        game.with_alone(bare),
        menu.value,
        menu.depth,
        np.array([member.counts.centre for member in members]),
        np.array([member.capability.centre for member in members]),
        menu.reserved if any(part.any() for part in menu.reserved) else None,
    )
    return space, menu
