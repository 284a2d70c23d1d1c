"""The stress seam of a conflict: what may vary, and every draw answered at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from countermove.kind import Case, Columns, Input, Outcome

if TYPE_CHECKING:
    from countermove.conflict.model import ConflictModel


def inputs(case: Case[ConflictModel]) -> list[Input]:
    """Return what may vary in a conflict."""
    return []


def outcomes(case: Case[ConflictModel]) -> list[Outcome]:
    """Describe the columns of ``evaluate``."""
    return []


def evaluate(case: Case[ConflictModel], draws: Columns) -> Columns:
    """Answer every draw at once."""
    return {name: np.asarray(column) for name, column in draws.items()}
