"""One scenario of each kind, solved once in two readings at most."""

from __future__ import annotations

from functools import cache

import countermove
from countermove.report.dossier import Dossier, dossier

BY_KIND = {
    "conflict": ("cuban", None),
    "dilemma": ("stability-framework", ("views",)),
    "agreement": ("reaim", None),
    "bargain": ("two-plans", None),
    "race": ("compute-race", ("spiral",)),
    "outlook": ("five-drivers", None),
    "influence": ("narratives", None),
}


@cache
def solved(kind: str) -> Dossier:
    name, models = BY_KIND[kind]
    return dossier(countermove.load(f"library:{name}"), "en", None, ("base", "other-side"), models)
