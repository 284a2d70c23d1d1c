"""How firm a sentence about a dilemma is, on which claims it rests, and whom it speaks of."""

from __future__ import annotations

from countermove.dilemma.solution import DilemmaSolution
from countermove.document.text import Text
from countermove.kind import Firmness

STAGE = ("ranks", "utilities", "cells")


def firm(solution: DilemmaSolution, *parts: str) -> Firmness:
    """Return whether a sentence is proved for the numbers as stated, or rests on numbers with a law."""
    return "assumed" if solution.uncertain & set(parts) else "exact"


def basis(solution: DilemmaSolution, *parts: str) -> tuple[str, ...]:
    """Return the claims that parts of the model name."""
    return tuple(dict.fromkeys(claim for part in (*parts, "basis") for claim in solution.basis.get(part, ())))


def name_of(solution: DilemmaSolution, actor: str) -> Text:
    """Return an actor's name."""
    return dict(solution.actors).get(actor, Text.both(actor))


def seat_of(solution: DilemmaSolution, actor: str) -> int:
    """Return 0 for the first actor, 1 for the second."""
    return 0 if solution.actors[0][0] == actor else 1
