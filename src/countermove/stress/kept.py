"""A study that was kept, read again for a report: whole or half done, without one more draw."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from countermove.document.faults import AnalysisError
from countermove.stress.running import Run
from countermove.stress.store import Address, Store, open_record
from countermove.stress.study import Layout, StudyAnswer, Wish, lay_out

if TYPE_CHECKING:
    from countermove.document.reading import Document

SCHEMA = "countermove.stress/1"


def kept_study(document: Document, place: str | Path) -> dict[str, Any]:
    """Return what ``stress --json`` tells of a study that was kept: its folder, or a file with that JSON.

    A study that is half done is told as far as it got: ``answered`` is how many of ``draws`` have an answer.

    Raises
    ------
    AnalysisError
        If there is no study at that place, or it is one of another document.
    """
    place = Path(place)
    if place.is_file():
        return _printed(document, place)
    if not place.exists():
        raise AnalysisError(f"{place} does not exist; make a study with: countermove stress TARGET -o {place}")
    record, _ = open_record(place)
    for layout in _layouts(document, record):
        if Address.of(place, layout.plan).identity == record["identity"]:
            return _told(layout, place).payload()
    raise AnalysisError(
        f"{place} holds a study of another document, or one made before this document or countermove was changed; "
        "make a new one with: countermove stress TARGET -o FOLDER"
    )


def _printed(document: Document, file: Path) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        schema, digest, result = data["schema"], data["input_sha256"], data["result"]
    except (ValueError, KeyError, TypeError):
        schema, digest, result = None, None, None
    if schema != SCHEMA or not isinstance(result, dict):
        raise AnalysisError(
            f"{file} is no study: write one with `countermove stress TARGET --json`, or name its folder"
        )
    if digest != document.sha256:
        raise AnalysisError(
            f"{file} is a study of another document, or of this one before it was changed; run it again"
        )
    return result


def _layouts(document: Document, record: dict[str, Any]) -> Iterator[Layout]:
    """Yield what the study may have been asked for: one of the document's, or what varies and no more."""
    facts = record["specification"]
    readings = list(facts["readings"])
    ids = tuple(one["id"] for one in record["inputs"] if one["id"] in facts["inputs"])
    among: tuple[object, ...] = ({"readings": readings},) if len(readings) > 1 else ()
    model, draws, seed, form = facts["model"], int(record["draws"]), facts["seed"], facts["design"]
    wishes = [Wish(model, None, study, draws, seed, form) for study in document.studies]
    wishes += [Wish(model, reading, None, draws, seed, form) for reading in readings]
    wishes += [Wish(model, readings[0], None, draws, seed, form, (*ids, *among))]
    for wish in wishes:
        try:
            yield lay_out(document, wish, int(facts["rows"]))
        except AnalysisError:  # a name that this document does not have, or nothing varies
            continue


def _told(layout: Layout, folder: Path) -> StudyAnswer:
    from countermove.stress.bounds import bounds
    from countermove.stress.flips import flips, stated_answers
    from countermove.stress.learning import drivers
    from countermove.stress.robustness import robustness

    store = Store(Address.of(folder, layout.plan), layout.draws)
    stated = stated_answers(layout.plan)
    found = robustness(layout.plan, store, stated)
    done = Run(0, len(store.contents().stored), 0)
    if found.answered == 0:
        return StudyAnswer(layout, folder, done, found, (), (), ())
    told, information = drivers(layout.plan, store, found)
    turned = flips(layout.plan, stated, layout.draws)
    return StudyAnswer(
        layout, folder, done, found, told, information, turned, bounds(layout.plan, found.shares, layout.draws)
    )
