"""Dilemmas: which game is it, what holds in it, and what a dialogue would have to deliver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countermove.dilemma.answers import DilemmaKind

if TYPE_CHECKING:
    from countermove.dilemma.model import DilemmaModel
    from countermove.dilemma.solution import DilemmaSolution
    from countermove.kind import Kind

KIND: Kind[DilemmaModel, DilemmaSolution] = DilemmaKind()
