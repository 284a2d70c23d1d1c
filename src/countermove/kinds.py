"""The table of kinds, imported when a document asks: the only place that names them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from countermove.kind import Case

if TYPE_CHECKING:
    from pydantic import BaseModel

    from countermove.document.faults import Problem
    from countermove.document.reading import Document, Model, Reading
    from countermove.kind import Kind

KINDS = {
    "conflict": "countermove.conflict",
    "dilemma": "countermove.dilemma",
    "agreement": "countermove.agreement",
    "bargain": "countermove.bargain",
    "race": "countermove.race",
    "outlook": "countermove.outlook",
    "influence": "countermove.influence",
}


def kind(name: str) -> Kind[Any, Any]:
    """Return the kind that documents call ``name``; the schema has already refused unknown names, with their place."""
    return cast("Kind[Any, Any]", import_module(KINDS[name]).KIND)


def case_of(document: Document, model: Model, reading: Reading, horizon: int | None = None) -> Case[Any]:
    """Return one reading of one model as a kind is asked to answer it."""
    return Case(
        document=document.name,
        model=model.name,
        reading=reading.name,
        title=reading.title,
        section=reading.section,
        actors=document.actors,
        claims=document.claims,
        horizon=horizon,
        other_readings={  # one at fault is stood in for by the base, so that who refers to it is not at fault as well
            name: other.section or model.readings["base"].section for name, other in model.readings.items()
        },
    )


class Registry:
    """What reading a document needs to know of the kinds."""

    def names(self) -> Sequence[str]:
        """Return the names that `kind:` may have."""
        return tuple(KINDS)

    def section(self, kind_name: str) -> type[BaseModel]:
        """Return the schema of a kind's section."""
        return kind(kind_name).Model

    def problems(self, document: Document, model: Model, reading: Reading) -> Iterable[Problem]:
        """Let the kind check one reading."""
        return kind(model.kind).check(case_of(document, model, reading))
