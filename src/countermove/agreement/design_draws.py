"""The design of a text when what parties value is drawn: how often some text, or a given one, brings a party in.

The draws are the same in every run: a Latin hypercube over every number of the game that varies, the values of clauses
that the text does not have among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.assembly import games, placed_quantities
from countermove.agreement.participation import TIE, Floats, Ints
from countermove.agreement.solution import BroughtIn, DrawnDesign
from countermove.agreement.spaces import text_space
from countermove.document.faults import dotted

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel
    from countermove.document.laws import Quantity

DRAWS = 64
DRAWN_TEXTS = 1 << 14
PLAYED = ("parties", "influences", "conditions", "clauses")


def drawn_design(model: AgreementModel, asked: Ints, common: tuple[int, ...] | None) -> DrawnDesign | None:
    """Return how often texts bring the asked parties in, and all of a coalition sign the text ``common``.

    None where nothing varies or is asked, where somebody may be put off, or where there are more than 16,384 texts.
    """
    columns = _columns(model)
    together = model.design.together if model.design is not None else ()
    if not columns or (not asked.size and common is None):
        return None
    played = games(model, columns, DRAWS)
    if not played.monotone:
        return None
    space, menu = text_space(model, played.game(0))
    if space.size > DRAWN_TEXTS:
        return None
    digits = space.digits(np.arange(space.size, dtype=np.int64))
    coalition = np.array([party in together for party in model.parties])
    hits, some, signed = np.zeros((space.size, asked.size), dtype=np.int64), np.zeros(asked.size), 0
    for draw in range(DRAWS):

        def worth(place: tuple[str, ...], quantity: Quantity, draw: int = draw) -> float:
            key = f"${quantity.parameter}" if quantity.parameter else dotted(place)
            return float(columns[key][draw]) if key in columns else quantity.centre

        space, _ = text_space(model, played.game(draw), worth)
        if common is not None:
            alone = space.alone(np.array([common], dtype=np.int64))[0]
            signed += bool((space.game.with_alone(alone).net(coalition)[coalition] >= -TIE).all())
        if asked.size:
            signs = space.signers(digits)[:, asked]
            hits += signs
            some += signs.any(axis=0)
    present = np.array(menu.present, dtype=np.int64)
    changed = (digits != present).sum(axis=1)
    brought = []
    for column, party in enumerate(asked):
        best = np.lexsort((changed, -hits[:, column]))[0]
        share = float(hits[best, column]) / DRAWS
        brought.append(BroughtIn(int(party), float(some[column]) / DRAWS, tuple(digits[best].tolist()), share))
    return DrawnDesign(DRAWS, tuple(brought), None if common is None else signed / DRAWS)


def _columns(model: AgreementModel) -> dict[str, Floats]:
    """Return draws of every number of the game that varies, by its id."""
    varying = {
        placed.id: placed.quantity.law
        for placed in placed_quantities(model, {})
        if placed.path[0] in PLAYED and placed.quantity.varies
    }
    width = sum(law.coordinates for law in varying.values())
    if not width:
        return {}
    rng = np.random.default_rng(0)  # by hand: importing scipy's designs takes longer than all else here
    strata = rng.permuted(np.tile(np.arange(DRAWS), (width, 1)), axis=1).T
    uniform = (strata + rng.random((DRAWS, width))) / DRAWS
    edges = np.cumsum([0, *(law.coordinates for law in varying.values())])
    return {
        name: np.asarray(law.draw(uniform[:, start:end]), dtype=np.float64)
        for (name, law), start, end in zip(varying.items(), edges, edges[1:], strict=False)
    }
