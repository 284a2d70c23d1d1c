"""Bargains: what deal across issues is in everyone's interest, and who pays for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countermove.bargain.answers import BargainKind

if TYPE_CHECKING:
    from countermove.bargain.model import BargainModel
    from countermove.bargain.solution import BargainSolution
    from countermove.kind import Kind

KIND: Kind[BargainModel, BargainSolution] = BargainKind()
