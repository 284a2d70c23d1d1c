"""Verbs about documents: new, check, library, claims, schema, import, export, upgrade."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from countermove.cli.envelope import (
    envelope,
    json_option,
    lang_option,
    load,
    model_option,
    options,
    output_option,
    quiet_option,
    reading_option,
    study_option,
    write,
)

if TYPE_CHECKING:
    from countermove.analysis import Scenario
    from countermove.document.text import Lang
    from countermove.export import Part


@click.command("new")
@click.argument("kind_name", metavar="KIND")
@options(output_option)
def new_verb(kind_name: str, output: str | None) -> None:
    """Write a commented starter document of KIND that passes `check`."""
    from countermove.kinds import KINDS, kind

    if kind_name not in KINDS:
        raise click.UsageError(f"no kind {kind_name!r}; kinds: {', '.join(KINDS)}")
    if output not in (None, "-") and Path(str(output)).exists():
        raise click.UsageError(f"{output} exists already; name another file")
    write(kind(kind_name).starter.rstrip("\n"), output)


@click.command("check")
@click.argument("target")
@click.option(
    "--expect", is_flag=True, help="Also solve, and compare with the document's `expect`; exit 3 if it differs."
)
@options(json_option, quiet_option)
def check_verb(target: str, expect: bool, as_json: bool, quiet: bool) -> int:
    """Validate TARGET: every fault with its place, line and column."""
    scenario = load(target)
    document = scenario.document
    failures = _expectations(scenario) if expect else []
    models = {name: {"kind": model.kind, "readings": list(model.readings)} for name, model in document.models.items()}
    if as_json:
        result: dict[str, Any] = {"valid": True, "models": models}
        if expect:
            result["expect"] = {"ok": not failures, "failures": failures}
        click.echo(envelope("check", result, document.sha256))
    elif not quiet:
        readings = sum(len(model.readings) for model in document.models.values())
        click.echo(f"{document.file}: sound ({len(models)} models, {readings} readings, {len(document.claims)} claims)")
        if expect and not failures:
            click.echo(f"{document.file}: every expectation holds")
    for failure in failures:
        where = f"{failure['model']}, {failure['reading']}, {failure['concept']}"
        click.echo(f"{document.file}: {where}: expected {failure['expected']}, found {failure['found']}", err=True)
    return 3 if failures else 0


def _expectations(scenario: Scenario) -> list[dict[str, Any]]:
    failures = []
    for name, model in scenario.document.models.items():
        for reading, concepts in model.expect.items():
            verdicts = scenario.answer(name, reading, _horizon(concepts)).verdicts()
            for concept, expected in concepts.items():
                found = list(verdicts.get(concept, ()))
                same = len(found) == expected if isinstance(expected, int) else set(found) == set(expected)
                if concept not in verdicts or not same:
                    shown: Any = len(found) if isinstance(expected, int) else found
                    wanted: Any = expected if isinstance(expected, int) else list(expected)
                    one = {"model": name, "reading": reading, "concept": concept, "expected": wanted}
                    failures.append({**one, "found": shown if concept in verdicts else None})
    return failures


def _horizon(concepts: Any) -> int | None:
    steps = [int(concept[1:]) for concept in concepts if concept[:1] == "l" and concept[1:].isdigit()]
    return max(steps) if steps else None


@click.command("library")
@options(json_option, lang_option)
def library_verb(as_json: bool, lang: Lang) -> None:
    """List the scenarios that ship with countermove."""
    from importlib.resources import files

    from countermove.document.including import library_names

    rows: list[dict[str, Any]] = []
    for name in library_names():
        document = load(f"library:{name}").document
        kinds = list(dict.fromkeys(model.kind for model in document.models.values()))
        path = str(files("countermove.library").joinpath(f"{name}.yaml"))
        row: dict[str, Any] = {"name": name, "title": document.title.to_dict(), "kinds": kinds}
        rows.append({**row, "covers": list(document.covers), "path": path})
    if as_json:
        click.echo(envelope("library", {"scenarios": rows}))
        return
    for row in rows:
        covers = f"  [{' '.join(row['covers'])}]" if row["covers"] else ""
        click.echo(f"{row['name']:<20} {', '.join(row['kinds']) or 'register':<12} {row['title'][lang]}{covers}")


@click.command("claims")
@click.argument("target")
@options(json_option, lang_option)
def claims_verb(target: str, as_json: bool, lang: Lang) -> None:
    """Print what is claimed, what is contested, and what each model rests on."""
    from countermove.document.register import register

    document = load(target).document
    found = register(document)
    if as_json:
        click.echo(envelope("claims", found.to_dict(), document.sha256))
        return
    click.echo("\n".join(found.lines(lang)))


@click.command("schema")
@options(output_option)
def schema_verb(output: str | None) -> None:
    """Print the JSON Schema of documents, with every kind's section."""
    from countermove.document.schema import document_schema
    from countermove.kinds import Registry

    write(json.dumps(document_schema(Registry()), ensure_ascii=False, indent=1), output)


@click.command("upgrade")
@click.argument("file", type=click.Path())
@options(output_option)
def upgrade_verb(file: str, output: str | None) -> None:
    """Rewrite a document of an older format version; comments stay."""
    scenario = load(file)
    write(scenario.document.text, output)
    click.echo(f"{file} is of format 1, the newest: nothing to change", err=True)


@click.command("import")
@click.argument("file", type=click.Path())
@click.option("--kind", metavar="KIND", help="Which kind reads it, where several do.")
@options(output_option)
def import_verb(file: str, kind: str | None, output: str | None) -> None:
    """Read FILE of another program (.gmcr, .csv, …) and write it as a document."""
    from countermove.exchange import import_file

    write(import_file(file, kind).rstrip("\n"), output)


@click.command("export")
@click.argument("target")
@click.option(
    "--to",
    "form",
    required=True,
    metavar="F",
    help="svg, png, tables, docx, html, bibtex, cff; or another program's: csv, nfg, gam (as the kind can).",
)
@click.option("-o", "--output", metavar="FILE or FOLDER", help="Write to FILE, or FOLDER for svg, png and tables.")
@options(model_option, reading_option, study_option, lang_option, quiet_option)
def export_verb(
    target: str,
    form: str,
    output: str | None,
    model: str | None,
    reading: str | None,
    kept: str | None,
    lang: Lang,
    quiet: bool,
) -> None:
    """Write TARGET's figures, tables, report or citation, or the document in another program's format."""
    from countermove.export import FORMS, Part

    scenario = load(target)
    if kept is not None and form not in FORMS[:5]:
        raise click.UsageError(f"--study goes with --to {', '.join(FORMS[:5])}; {form} has no place for one")
    if form in FORMS:
        _export(scenario, form, output, Part(model, reading, kept), lang, quiet)
        return
    from countermove.document.faults import AnalysisError
    from countermove.exchange import export_case

    case = scenario.case(model, reading or "base")
    try:
        text = export_case(case, scenario.model(model).kind, form)
    except AnalysisError as error:
        raise AnalysisError(f"{error}; every scenario is written as {', '.join(FORMS)}") from None
    write(text.rstrip("\n"), output)


def _export(scenario: Scenario, form: str, output: str | None, part: Part, lang: Lang, quiet: bool) -> None:
    """Write one of the forms that every scenario has."""
    from countermove.export import FOLDER_FORMS, export_scenario, write_folder

    if output in (None, "-") and form in FOLDER_FORMS:
        single = f", or one file (-o NAME.{form}) for the leading figure" if form != "tables" else ""
        raise click.UsageError(f"{form} is several files: name a folder with -o{single}")
    if form == "tables" and str(output).lower().endswith(".csv"):
        raise click.UsageError("tables are several files: name a folder with -o, not a .csv")
    if output is None and form == "docx":
        raise click.UsageError("a Word document is no text: name a file with -o, or - for standard output")
    made = export_scenario(scenario, form, lang, output, part)
    if made.is_folder:
        write_folder(made, str(output))
    else:
        write(made.files[0].content, output)
    if quiet:
        return
    for note in made.notes:
        click.echo(f"note: not solved, so not exported: {note}", err=True)
    if output not in (None, "-"):
        click.echo(
            f"{len(made.files)} files written to {output}" if made.is_folder else f"written to {output}", err=True
        )
