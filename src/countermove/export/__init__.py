"""Exports: figures as SVG and PNG, tables as CSV, the report as HTML and Word, citations; each with its manifest.

Everything is made from the dossier that the report is made from; nothing is solved twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from countermove.document.faults import AnalysisError
from countermove.document.text import Lang
from countermove.export.manifest import WHOLE, Manifest, Part

if TYPE_CHECKING:
    from countermove.analysis import Scenario
    from countermove.kind import Figure, Table
    from countermove.report.dossier import Dossier

__all__ = ["FORMS", "Export", "File", "Part", "export_dossier", "export_scenario", "figures_of", "write_folder"]
FOLDER_FORMS = ("svg", "png", "tables")
FORMS = (*FOLDER_FORMS, "docx", "html", "bibtex", "cff")
TOGETHER, STUDY = "together", "study"
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


@dataclass(frozen=True, slots=True)
class File:
    """One file of an export: its path in the folder (empty where the export is one file), what it shows, its bytes."""

    path: str
    title: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Export:
    """What an export writes: one file, or the files of a folder with ``manifest.json`` among them."""

    files: tuple[File, ...]
    is_folder: bool
    notes: tuple[str, ...] = ()


def export_scenario(
    scenario: Scenario, form: str, lang: Lang = "en", output: str | None = None, part: Part = WHOLE
) -> Export:
    """Solve a scenario once and return it in one of ``FORMS``.

    Parameters
    ----------
    scenario : Scenario
        What to export.
    form : {"svg", "png", "tables", "docx", "html", "bibtex", "cff"}
        The first three are folders; ``svg`` and ``png`` are one file, the leading figure, where ``output`` ends so.
    lang : {"en", "zh"}
        The language.
    output : str, optional
        Where it will be written; told in the manifest.
    part : Part, optional
        Only one model or reading, or a study told beside the answers; everything and no study where left out.

    Raises
    ------
    AnalysisError
        If there is nothing of that form to write, or an extra or a font is missing.
    LookupError
        If there is no such model or reading.

    Examples
    --------
    >>> import countermove
    >>> made = export_scenario(countermove.load("prisoners"), "tables", part=Part(reading="base"))
    >>> [file.path for file in made.files]
    ['dilemma/base/matrix.csv', 'dilemma/base/states.csv', 'dilemma/base/equilibria.csv', 'manifest.json']
    """
    from countermove.document.faults import did_you_mean
    from countermove.export.manifest import manifest_of
    from countermove.report.changing import with_nearest
    from countermove.report.dossier import dossier

    models = None if part.model is None else [scenario.model(part.model).name]
    known = {name for one in scenario.document.models.values() for name in one.readings}
    if part.reading is not None and part.reading not in known:
        raise LookupError(f"no reading {part.reading!r}; {did_you_mean(part.reading, known)}")
    study = None
    if part.study is not None:
        from countermove.stress.kept import kept_study

        study = kept_study(scenario.document, part.study)
    gathered = dossier(scenario, lang, study, None if part.reading is None else [part.reading], models)
    if form in ("docx", "html"):
        gathered = with_nearest(gathered)
    return export_dossier(gathered, form, manifest_of(gathered, form, output, part), output)


def export_dossier(dossier: Dossier, form: str, manifest: Manifest, output: str | None = None) -> Export:
    """Return a dossier in one of ``FORMS``; see `export_scenario`."""
    if form not in FORMS:
        raise AnalysisError(f"no form {form!r}: every scenario is written as {', '.join(FORMS)}")
    if form not in FOLDER_FORMS:
        return Export((File("", "", _one_file(dossier, form, manifest)),), False, manifest.unsolved)
    if form != "tables" and output is not None and PurePath(output).suffix.lower() == f".{form}":
        title, content = _leading(dossier, form, manifest)
        return Export((File("", title, content),), False, manifest.unsolved)
    files = list(_tables(dossier) if form == "tables" else _figures(dossier, form, manifest))
    if not files:
        raise _nothing(dossier, "tables" if form == "tables" else "figures")
    listed = [
        {"path": one.path, "title": one.title, "sha256": hashlib.sha256(one.content).hexdigest()} for one in files
    ]
    whole = File("manifest.json", "", (manifest.to_json(listed) + "\n").encode("ascii"))
    return Export((*files, whole), True, manifest.unsolved)


def write_folder(export: Export, folder: str) -> None:
    """Write the files of an export below a folder, which is made where there is none; each whole or not at all.

    Raises
    ------
    AnalysisError
        If the folder cannot be written.
    """
    try:
        for one in export.files:
            path = Path(folder) / one.path
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f".{path.name}.tmp")
            temporary.write_bytes(one.content)
            temporary.replace(path)
    except OSError as error:
        wrong = f"{folder} cannot be written as a folder ({error.strerror})"
        raise AnalysisError(f"{wrong}: name another folder, or check its permissions") from None


def _one_file(dossier: Dossier, form: str, manifest: Manifest) -> bytes:
    if form == "docx":
        from countermove.export.word import word_document

        return word_document(dossier, manifest)
    if form == "html":
        from countermove.report.pages import report_page

        first, rest = report_page(dossier).split("\n", 1)
        told = manifest.to_json().replace("--", "-\\u002d").replace("<", "\\u003c").replace(">", "\\u003e")
        return f"{first}\n<!-- {told} -->\n{rest}".encode("utf-8", "replace")
    from countermove.export.citation import bibtex, cff

    return (bibtex if form == "bibtex" else cff)(dossier, manifest).encode("utf-8", "replace")


def _leading(dossier: Dossier, form: str, manifest: Manifest) -> tuple[str, bytes]:
    """Return title and drawing of the figure that the report shows first."""
    for chapter in dossier.chapters:
        for figure in chapter.figures(dossier.lang):
            return figure.title.get(dossier.lang), _drawn(figure, form, manifest)
    raise _nothing(dossier, "figures")


def _nothing(dossier: Dossier, what: str) -> AnalysisError:
    failures = [failure for chapter in dossier.chapters for failure in chapter.failures]
    if not dossier.chapters:
        return AnalysisError(f"{dossier.document.name} has no model, so it has no {what}; add one below `models:`")
    if failures and not any(chapter.answers for chapter in dossier.chapters):
        return AnalysisError(f"no model could be solved, so there are no {what}: {failures[0].why}")
    return AnalysisError(f"the answers of {dossier.document.name} have no {what}; `solve --json` prints all they hold")


def figures_of(dossier: Dossier) -> Iterator[tuple[str, Figure]]:
    """Yield (folder, figure): a model's readings together, where it has several, each reading alone; a study last."""
    for chapter in dossier.chapters:
        model = file_name(chapter.model.name)
        if len(chapter.answers) > 1:
            for figure in chapter.figures(dossier.lang):
                yield f"{model}/{TOGETHER}", figure
        for name, answer in chapter.answers.items():
            for figure in answer.figures(dossier.lang):
                yield f"{model}/{_reading_folder(name)}", figure
    from countermove.report.study import study_figure

    told = study_figure(dossier.stress, dossier.lang)
    if told is not None:
        yield STUDY, told


def _reading_folder(reading: str) -> str:
    name = file_name(reading)
    return f"{name}-reading" if name.lower() == TOGETHER else name


def _drawn(figure: Figure, form: str, manifest: Manifest) -> bytes:
    from countermove.export.drawings import standalone

    told = manifest.to_json()
    drawing = standalone(figure.svg, told)
    if form == "svg":
        return drawing.encode("utf-8", "replace")
    from countermove.export.raster import png

    return png(drawing, told)


def _figures(dossier: Dossier, form: str, manifest: Manifest) -> Iterator[File]:
    namer = _namer()
    for folder, figure in figures_of(dossier):
        path = namer(folder, figure.id, form)
        yield File(path, figure.title.get(dossier.lang), _drawn(figure, form, manifest))


def _tables(dossier: Dossier) -> Iterator[File]:
    """Yield the data of every figure and every table of every reading; a table without rows keeps its heads."""
    from countermove.export.tables import table_csv

    lang, namer = dossier.lang, _namer()

    def written(folder: str, name: str, table: Table) -> File:
        return File(namer(folder, name, "csv"), table.title.get(lang), table_csv(table, lang))

    for folder, figure in figures_of(dossier):
        if figure.data is not None:
            yield written(folder, figure.id, figure.data)
    for chapter in dossier.chapters:
        for name, answer in chapter.answers.items():
            for table in answer.tables():
                yield written(f"{file_name(chapter.model.name)}/{_reading_folder(name)}", table.id, table)


def _namer() -> Callable[[str, str, str], str]:
    """Return what names files so that no two differ by case alone."""
    taken: set[str] = set()

    def name(folder: str, stem: str, ending: str) -> str:
        path, number = f"{folder}/{file_name(stem)}.{ending}", 2
        while path.lower() in taken:
            path, number = f"{folder}/{file_name(stem)}-{number}.{ending}", number + 1
        taken.add(path.lower())
        return path

    return name


def file_name(name: str) -> str:
    """Return a name that every system takes as a file's: letters, digits, ``-`` and ``_``, at most 80.

    Examples
    --------
    >>> file_name("../a b"), file_name("con")
    ('a-b', 'con-')
    """
    plain = re.sub(r"[^\w-]+", "-", name).strip("-")[:80] or "unnamed"
    return f"{plain}-" if plain.lower() in RESERVED else plain
