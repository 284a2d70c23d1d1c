"""What the worker's process does: read a text, solve it, and return what the page shows of it."""

from __future__ import annotations

import io
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from countermove.analysis import Answer, Scenario
from countermove.document.faults import DocumentError, Fault, did_you_mean
from countermove.document.reading import read_content
from countermove.document.text import Lang
from countermove.report.dossier import Chapter, Dossier, Sentence, dossier
from countermove.workbench.folder import LIBRARY
from countermove.workbench.remembering import Checking, Remembering, drawn

Question = tuple[str, str, str]
MOST_KEPT = 4
_solved: OrderedDict[Question, Dossier] = OrderedDict()


def read(name: str, text: str, folder: str) -> Scenario:
    """Return a text as a scenario; its includes lie beside it."""
    path = Path(folder).joinpath(f"{name.removeprefix(LIBRARY)}.yaml" if name.startswith(LIBRARY) else name)
    return Scenario(read_content(text.encode("utf-8"), path.name, path.parent, Checking()))


def faults_in(name: str, text: str, folder: str) -> Sequence[Fault]:
    """Return every fault of a text; those of an included file have its name."""
    try:
        read(name, text, folder)
    except DocumentError as error:
        return error.faults
    return ()


def faults_of(name: str, text: str, folder: str) -> list[dict[str, Any]]:
    """Return every fault of a text with its place, as the page shows it."""
    own = f"{name.removeprefix(LIBRARY)}.yaml" if name.startswith(LIBRARY) else name.rsplit("/", 1)[-1]
    return [
        {"file": "" if one.file == own else one.file, "line": one.line, "column": one.column,
         "path": one.path, "message": one.message}
        for one in faults_in(name, text, folder)
    ]  # fmt: skip


def gathered(name: str, text: str, folder: str, lang: Lang) -> Dossier:
    """Return a text's answers; the last few are kept, so that a second question about them costs nothing."""
    key = (name, text, folder)
    found = _solved.pop(key, None)
    if found is None:
        scenario = Remembering(read(name, text, folder).document)
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


def headline(name: str, text: str, folder: str, lang: Lang) -> dict[str, Any]:
    """Return what each model's first reading comes to; ``html`` is ``None`` where the text is at fault."""
    from countermove.workbench.fragments import headlines

    try:
        scenario = Remembering(read(name, text, folder).document)
        models = scenario.document.models.values()
        found = [(model.title, scenario.answer(model.name, next(iter(model.readings)))) for model in models]
    except DocumentError:
        return {"html": None}
    return {"html": headlines(found, lang).markup}


def answer(name: str, text: str, folder: str, lang: Lang) -> dict[str, Any]:
    """Return the answer pane; ``html`` is ``None`` where the text is at fault."""
    from countermove.workbench.fragments import answer_pane, reading_options

    try:
        found = gathered(name, text, folder, lang)
    except DocumentError:
        return {"html": None, "options": None}
    return {"html": answer_pane(found, name).markup, "options": reading_options(found).markup}


def readings(name: str, text: str, folder: str, lang: Lang) -> dict[str, Any]:
    """Return the readings that a document gives, as options of a choice."""
    from countermove.workbench.fragments import document_options

    return {"options": document_options(read(name, text, folder).document, lang).markup}


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


def explain(name: str, text: str, folder: str, lang: Lang, model: str, subject: str) -> dict[str, Any]:
    """Return why something that a figure shows is as it is."""
    from countermove.workbench.fragments import explained

    return {"html": explained(_chapter(gathered(name, text, folder, lang), model), subject, lang).markup}


def explore(name: str, text: str, folder: str, lang: Lang, model: str, chosen: str | None = None) -> dict[str, Any]:
    """Return a figure of a model's first reading to move about in, around what is chosen."""
    from countermove.workbench.fragments import explored

    scenario = Remembering(read(name, text, folder).document)
    found = scenario.answer(model, next(iter(scenario.model(model).readings)))
    return {"html": explored(found, chosen, lang).markup}


def what_if(
    name: str, text: str, folder: str, lang: Lang, old: str, new: str, before: tuple[str, str] | None = None
) -> dict[str, Any]:
    """Return two answers side by side: readings ``model/reading``, the old one of another (name, text) if given."""
    from countermove.workbench.beside import side_by_side

    now = Remembering(read(name, text, folder).document)
    then = now if before is None else Remembering(read(before[0], before[1], folder).document)
    first, second = _answer(then, old), _answer(now, new)
    readings = _reading(then, old), _reading(now, new)
    other: Any = None if before is None else "edit" if before[0] == name else then.title
    return {"html": side_by_side((first, second), readings, other, lang).markup}


def _answer(scenario: Scenario, which: str) -> Answer:
    model, _, reading = which.partition("/")
    return scenario.answer(model, reading)


def _reading(scenario: Scenario, which: str) -> Any:
    model, _, reading = which.partition("/")
    return scenario.document.models[model].readings[reading]


def export(name: str, text: str, folder: str, lang: Lang, form: str, stress: Mapping[str, Any] | None = None) -> bytes:
    """Return a document's answers as one file; those of several files in a zip."""
    from countermove.export import export_dossier
    from countermove.export.manifest import manifest_of

    found = replace(gathered(name, text, folder, lang), stress=stress)
    made = export_dossier(found, form, manifest_of(found, form))
    if not made.is_folder:
        return made.files[0].content
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as whole:
        for file in made.files:
            whole.writestr(zipfile.ZipInfo(file.path), file.content)  # no time of day: the same bytes again
    return stream.getvalue()


def part(name: str, text: str, folder: str, lang: Lang, form: str, model: str, part: str) -> bytes:
    """Return one figure as SVG, PNG or CSV, or one table of a model's first reading as CSV."""
    from countermove.export.drawings import standalone
    from countermove.export.manifest import manifest_of
    from countermove.export.tables import table_csv

    found = gathered(name, text, folder, lang)
    chapter = _chapter(found, model)
    if form == "table":
        for table in chapter.first.tables():
            if table.id == part:
                return table_csv(table, lang)
        raise LookupError(f"no table {part!r} in this answer; reload the page")
    figure = next((one for one in drawn(list(chapter.answers.values()), lang) if one.id == part), None)
    if figure is None:
        raise LookupError(f"no figure {part!r} in this answer; reload the page")
    if form == "figure-csv":
        if figure.data is None:
            raise LookupError("no table stands behind this figure; take the tables of the answer")
        return table_csv(figure.data, lang)
    told = manifest_of(found, form.removeprefix("figure-")).to_json()
    drawing = standalone(figure.svg, told)
    if form == "figure-svg":
        return drawing.encode("utf-8", "replace")
    from countermove.export.raster import png

    return png(drawing, told)


def _chapter(found: Dossier, model: str) -> Chapter:
    for chapter in found.chapters:
        if chapter.model.name == model and chapter.answers:
            return chapter
    raise LookupError(f"no answered model {model!r}; {did_you_mean(model, [one.model.name for one in found.chapters])}")


def study(name: str, text: str, folder: str, lang: Lang, wish: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a study could vary, and what the wish so far would draw; ``html`` is ``None`` at a fault."""
    from countermove.workbench.study_pages import layout_form

    try:
        document = read(name, text, folder).document
    except DocumentError:
        return {"html": None}
    return {"html": layout_form(document, wish, lang).markup}


JOBS: dict[str, Callable[..., Any]] = {
    "headline": headline,
    "answer": answer,
    "readings": readings,
    "why": why,
    "explain": explain,
    "explore": explore,
    "what_if": what_if,
    "export": export,
    "part": part,
    "study": study,
}
