"""What holds in every draw that there may be, and what in none: proved, beside the shares that are only sampled.

A draw in which an outcome holds shows that it is possible; one in which it fails shows that it is not necessary. The
rest needs a proof: everything that may be drawn is tried where it is little enough, else the kind is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import prod
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from countermove.kind import Bound, Certain, InputLaw
from countermove.stress.plan import READING, Plan


@runtime_checkable
class Listed(Protocol):
    """A law whose values can be listed."""

    def every(self, most: int) -> NDArray[Any] | None:
        """Return every value that a draw may take; None where they are more than ``most``."""


FEW, TRIED = 1_000, 20_000  # combinations that are tried where these are all that there are
OPEN = Bound()


def bounds(plan: Plan, shares: Mapping[str, float], draws: int = TRIED) -> dict[str, Bound]:
    """Bound every outcome that holds or does not.

    Parameters
    ----------
    plan : Plan
        The study; its laws say what may be drawn.
    shares : mapping
        Outcome id to the share of draws in which it held, NaN where no draw was answered.
    draws : int
        Draws of the study: hardly more combinations than that are tried, so that proofs do not outlast it.

    Returns
    -------
    dict
        Outcome id to its bound. Where inputs are correlated not every combination need be possible: what holds in all
        combinations still holds in all draws, but what fails in some of them is left open unless a draw shows it.
    """
    proved = _proved(plan, min(max(draws, FEW), TRIED))
    found = {}
    for outcome in plan.held:
        share = shares.get(outcome.id, np.nan)
        bound = proved.get(outcome.id, OPEN)
        if plan.design.copula is not None:
            bound = Bound(bound.necessary or None, None if bound.possible else bound.possible)
        if share < 1:
            bound = replace(bound, necessary=False)
        if share > 0:
            bound = replace(bound, possible=True)
        if bound.necessary:
            bound = replace(bound, possible=True)
        if bound.possible is False:
            bound = replace(bound, necessary=False)
        found[outcome.id] = bound
    return found


def _proved(plan: Plan, most: int) -> dict[str, Bound]:
    """Bound reading by reading; what only some readings know holds in none of the others."""
    laws = {one.id: one.law for one in plan.design.inputs}
    weights = getattr(laws.get(READING), "weights", [1.0] * len(plan.cases))
    parts = []
    for index, weight in enumerate(weights):
        if weight <= 0:
            continue
        own = {shared: laws[shared] for _, shared in plan.names[index]}
        known = {outcome.id for outcome in plan.kind.outcomes(plan.cases[index])}
        found = every_draw(plan, index, own, most) or _certain(plan, index, laws)
        never = Bound(necessary=False, possible=False)
        parts.append({one.id: found.get(one.id, OPEN) if one.id in known else never for one in plan.held})
    return {one.id: Bound.across([part[one.id] for part in parts]) for one in plan.held}


def _certain(plan: Plan, index: int, laws: Mapping[str, InputLaw]) -> Mapping[str, Bound]:
    """Ask the kind about one reading, if it proves anything."""
    own = {mine: laws[shared] for mine, shared in plan.names[index]}
    return plan.kind.certain(plan.cases[index], own) if own and isinstance(plan.kind, Certain) else {}


def every_draw(plan: Plan, index: int, laws: Mapping[str, InputLaw], most: int = TRIED) -> dict[str, Bound] | None:
    """Answer all that may be drawn of one reading.

    Parameters
    ----------
    plan : Plan
        The study.
    index : int
        Which of its readings.
    laws : mapping
        What varies in that reading, by the names of the design.
    most : int
        So many combinations at most.

    Returns
    -------
    dict or None
        Outcome id to bound, each settled; None where combinations are endless or too many, or one has no answer.
    """
    values: dict[str, NDArray[Any]] = {}
    for name, law in laws.items():
        found = law.every(most) if isinstance(law, Listed) else None
        if found is None:
            return None
        values[name] = np.unique(found, axis=0)
        if prod(map(len, values.values())) > most:
            return None
    sizes = [len(found) for found in values.values()]
    always, some = np.ones(len(plan.held), np.bool_), np.zeros(len(plan.held), np.bool_)
    for start in range(0, prod(sizes), plan.rows):
        rows = np.arange(start, min(start + plan.rows, prod(sizes)))
        places = np.unravel_index(rows, sizes) if sizes else ()
        draws = {name: values[name][place] for name, place in zip(values, places, strict=True)}
        draws[READING] = np.full(rows.size, float(index))
        answers = plan.answered(draws, rows.size)
        if not answers.sound.all():
            return None
        always &= answers.holds.all(axis=0)
        some |= answers.holds.any(axis=0)
    return {one.id: Bound(bool(every), bool(any_)) for one, every, any_ in zip(plan.held, always, some, strict=True)}
