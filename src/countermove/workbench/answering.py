"""What the worker's process does: read a text, solve it, and return what the page shows of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from countermove.analysis import Answer, Scenario, loads
from countermove.document.faults import DocumentError, did_you_mean
from countermove.document.text import Lang
from countermove.report.dossier import Chapter, Dossier, Sentence, dossier
from countermove.workbench.folder import LIBRARY

Question = tuple[str, str, str]
MOST_KEPT = 4
_solved: OrderedDict[Question, Dossier] = OrderedDict()


def read(name: str, text: str, folder: str) -> Scenario:
    """Return a text as a scenario; its includes lie beside it."""
    if name.startswith(LIBRARY):
        return loads(text, f"{name.removeprefix(LIBRARY)}.yaml", folder)
    from pathlib import Path

    path = Path(folder).joinpath(name)
    return loads(text, path.name, path.parent)


def faults_of(name: str, text: str, folder: str) -> list[dict[str, Any]]:
    """Return every fault of a text with its place; faults of an included file have its name."""
    try:
        read(name, text, folder)
    except DocumentError as error:
        own = f"{name.removeprefix(LIBRARY)}.yaml" if name.startswith(LIBRARY) else name.rsplit("/", 1)[-1]
        return [
            {"file": "" if one.file == own else one.file, "line": one.line, "column": one.column,
             "path": one.path, "message": one.message}
            for one in error.faults
        ]  # fmt: skip
    return []


def gathered(name: str, text: str, folder: str, lang: Lang) -> Dossier:
    """Return a text's answers; the last few are kept, so that a second question about them costs nothing."""
    key = (name, text, folder)
    found = _solved.pop(key, None)
    if found is None:
        scenario = read(name, text, folder)
        found = dossier(scenario, lang)
        if _has_own_includes(scenario):  # they may change while this text does not
            return found
    _solved[key] = found
    while len(_solved) > MOST_KEPT:
        _solved.popitem(last=False)
    return replace(found, lang=lang)


def _has_own_includes(scenario: Scenario) -> bool:
    wanted = scenario.document.tree.data.get("include") or []
    return any(not str(one).startswith(LIBRARY) for one in wanted)


def answer(name: str, text: str, folder: str, lang: Lang) -> dict[str, Any]:
    """Return the answer pane; ``html`` is ``None`` where the text is at fault."""
    from countermove.workbench.fragments import answer_pane, reading_options

    try:
        found = gathered(name, text, folder, lang)
    except DocumentError:
        return {"html": None, "options": None}
    return {"html": answer_pane(found, name).markup, "options": reading_options(found).markup}


def why(name: str, text: str, folder: str, lang: Lang, anchor: str) -> dict[str, Any]:
    """Return why one sentence holds, and who says so."""
    from countermove.workbench.fragments import why_aside

    found = gathered(name, text, folder, lang)
    chapter, sentence = _sentence(found, anchor)
    return {"html": why_aside(found, chapter, sentence).markup}


def _sentence(found: Dossier, anchor: str) -> tuple[Chapter, Sentence]:
    for chapter in found.chapters:
        for sentence in chapter.sentences:
            if sentence.anchor == anchor:
                return chapter, sentence
    raise LookupError("this sentence is no longer part of the answer; ask about one that is")


def what_if(
    name: str, text: str, folder: str, lang: Lang, old: str, new: str, before: str | None = None
) -> dict[str, Any]:
    """Return two answers side by side: readings ``model/reading`` of this text, the old one of ``before`` if given."""
    from countermove.workbench.fragments import side_by_side

    now = gathered(name, text, folder, lang)
    then = now if before is None else gathered(name, before, folder, lang)
    first, second = _answer(then, old), _answer(now, new)
    one, two = _model_reading(then, old), _model_reading(now, new)
    return {"html": side_by_side(now, (first, second), (one, two), edited=before is not None).markup}


def _answer(found: Dossier, which: str) -> Answer:
    model, _, reading = which.partition("/")
    for chapter in found.chapters:
        if chapter.model.name == model:
            if reading in chapter.answers:
                return chapter.answers[reading]
            failed = [failure.why for failure in chapter.failures]
            raise LookupError(
                f"{which} is not solved: {failed[0] if failed else did_you_mean(reading, chapter.answers)}"
            )
    raise LookupError(f"no model {model!r}; {did_you_mean(model, [one.model.name for one in found.chapters])}")


def _model_reading(found: Dossier, which: str) -> Any:
    model, _, reading = which.partition("/")
    return found.document.models[model].readings[reading]


def report(name: str, text: str, folder: str, lang: Lang) -> str:
    """Return the report as one HTML document."""
    from countermove.report.pages import report_page

    return report_page(gathered(name, text, folder, lang))


def figure(name: str, text: str, folder: str, lang: Lang, model: str, figure_id: str) -> str:
    """Return a figure as an SVG file that needs no other."""
    from countermove.workbench.exporting import standalone

    return standalone(_figure(gathered(name, text, folder, lang), model, figure_id).svg)


def figure_data(name: str, text: str, folder: str, lang: Lang, model: str, figure_id: str) -> str:
    """Return the data behind a figure as CSV."""
    from countermove.workbench.exporting import csv_of

    data = _figure(gathered(name, text, folder, lang), model, figure_id).data
    if data is None:
        raise LookupError("no table stands behind this figure; take the tables of the answer")
    return csv_of(data, lang)


def table(name: str, text: str, folder: str, lang: Lang, model: str, table_id: str) -> str:
    """Return a table of a model's first reading as CSV."""
    from countermove.workbench.exporting import csv_of

    for one in _chapter(gathered(name, text, folder, lang), model).first.tables():
        if one.id == table_id:
            return csv_of(one, lang)
    raise LookupError(f"no table {table_id!r} in this answer; reload the page")


def _figure(found: Dossier, model: str, figure_id: str) -> Any:
    from countermove.workbench.fragments import drawn

    for one in drawn(_chapter(found, model), found.lang):
        if one.id == figure_id:
            return one
    raise LookupError(f"no figure {figure_id!r} in this answer; reload the page")


def _chapter(found: Dossier, model: str) -> Chapter:
    for chapter in found.chapters:
        if chapter.model.name == model and chapter.answers:
            return chapter
    raise LookupError(f"no answered model {model!r}; reload the page")


JOBS: dict[str, Callable[..., Any]] = {
    "answer": answer,
    "why": why,
    "what_if": what_if,
    "report": report,
    "figure": figure,
    "figure_data": figure_data,
    "table": table,
}
