"""Conflicts: which outcomes hold against moves, countermoves and counter-countermoves (the graph model)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countermove.conflict.answers import ConflictKind

if TYPE_CHECKING:
    from countermove.conflict.model import ConflictModel
    from countermove.conflict.solution import ConflictSolution
    from countermove.kind import Kind

KIND: Kind[ConflictModel, ConflictSolution] = ConflictKind()
