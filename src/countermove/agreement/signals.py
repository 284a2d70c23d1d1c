"""What a forecast may look at: other texts, groups as of the day, and numbers known before the text was opened."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from countermove.agreement.forecast import Evidence
from countermove.agreement.participation import Floats, Ints
from countermove.agreement.parties import GROUP_NAMES, REGIONS, group_members, parties
from countermove.agreement.record import NO_SIGNALS, Covariate, Record, Signals
from countermove.agreement.unfolding import Leanings, leanings

LEANING, ENDS = "leaning", "leaning:ends"


def group_matrix(record: Record, text: int, signals: Signals = NO_SIGNALS) -> Floats:
    """Return ``(parties, groups)``: membership of regions and groups as of the text's first day."""
    day = record.first[text]
    members = group_members(day)
    known = parties()
    columns = [
        [float(party in known and known[party].region == region) for party in record.parties] for region in REGIONS
    ]
    columns += [[float(party in members[group]) for party in record.parties] for group in GROUP_NAMES]
    columns += [
        [float(party in group.members and group.holds(day)) for party in record.parties] for group in signals.groups
    ]
    return np.array(columns).T


def group_labels(signals: Signals = NO_SIGNALS) -> tuple[str, ...]:
    """Return the names of the columns of ``group_matrix``."""
    return (*REGIONS, *GROUP_NAMES, *(group.name for group in signals.groups))


def _covariate_matrix(record: Record, usable: tuple[Covariate, ...]) -> Floats:
    rows = [[one.values.get(party, np.nan) for one in usable] for party in record.parties]
    return np.array(rows, dtype=np.float64).reshape(len(record.parties), len(usable))


@lru_cache(maxsize=256)
def _leanings(key: bytes, shape: tuple[int, int], tops: tuple[int, ...]) -> Leanings:
    return leanings(np.frombuffer(key, dtype=np.int64).reshape(shape), tops)


def party_leanings(record: Record, texts: Ints) -> Leanings | None:
    """Return the unfolding model of these texts, None where there is none; kept, since many forecasts share it."""
    if not texts.size:
        return None
    grade, tops = record.graded()
    own = np.ascontiguousarray(grade[:, texts])
    return _leanings(own.tobytes(), (len(own), int(texts.size)), tuple(tops[t] for t in texts))


def evidence_of(record: Record, text: int, training: Ints, signals: Signals = NO_SIGNALS) -> Evidence:
    """Return what is known of the parties when a text is opened: nothing of the text itself, nothing dated later."""
    fitted = party_leanings(record, training)
    return Evidence(
        record.joined[:, training],
        np.array([record.family[t] == record.family[text] for t in training], dtype=np.bool_),
        group_matrix(record, text, signals),
        _covariate_matrix(record, signals.usable(record.first[text])),
        np.zeros(len(record.parties)) if fitted is None else fitted.mean,
    )


def feature_names(record: Record, text: int, training: Ints, signals: Signals = NO_SIGNALS) -> tuple[str, ...]:
    """Return the ids of the features that ``forecast.design`` makes of ``evidence_of``, the level first."""
    return (
        "level",
        *(f"text:{record.texts[t]}" for t in training),
        *(f"group:{name}" for name in group_labels(signals)),
        *(f"covariate:{one.name}" for one in signals.usable(record.first[text])),
        LEANING,
        ENDS,
    )
