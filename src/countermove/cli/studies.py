"""Verbs about studies: stress and query."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from countermove.cli.envelope import (
    envelope,
    json_option,
    lang_option,
    load,
    model_option,
    options,
    quiet_option,
    reading_option,
    write,
)

if TYPE_CHECKING:
    from countermove.document.text import Lang
    from countermove.stress.running import Progress
    from countermove.stress.study import Layout, StudyAnswer

VARIES = {"en": "What varies, and how:", "zh": "哪些内容变动，如何变动："}


@click.command("stress")
@click.argument("target")
@click.option(
    "-o", "--output", "folder", metavar="STUDY", help="Keep the study in this folder; again to go on with it."
)
@click.option("--study", metavar="NAME", help="One of the document's studies (default: the first, if any).")
@click.option("--draws", type=click.IntRange(1), metavar="N", help="Number of draws.")
@click.option("--seed", type=click.IntRange(0), metavar="S", help="Seed of all draws.")
@click.option(
    "--design", type=click.Choice(["monte-carlo", "latin-hypercube", "sobol"]), help="How draws are laid out."
)
@click.option("--vary", metavar="ID", multiple=True, help="Vary only this input (* for any); may be given again.")
@click.option("--engine", type=click.Choice(["local", "processes", "ray"]), default="local", show_default=True)
@click.option("--address", metavar="A", help="Address of a Ray cluster (with --engine ray).")
@click.option("--workers", type=click.IntRange(1), metavar="W", help="Processes (default: one a core).")
@click.option("--show", is_flag=True, help="Only say what varies, by which law, on what basis.")
@options(model_option, reading_option, json_option, lang_option, quiet_option)
def stress_verb(
    target: str,
    folder: str | None,
    study: str | None,
    draws: int | None,
    seed: int | None,
    design: Any,
    vary: tuple[str, ...],
    engine: str,
    address: str | None,
    workers: int | None,
    show: bool,
    model: str | None,
    reading: str | None,
    as_json: bool,
    lang: Lang,
    quiet: bool,
) -> None:
    """Vary whatever TARGET leaves uncertain, and say what the answer rests on.

    A share of draws is a share under the stated laws; it is no forecast. Ctrl-C leaves a study that goes on with the
    same command.
    """
    from countermove.stress.study import Wish, lay_out, stress

    scenario = load(target)
    layout = lay_out(scenario.document, Wish(model, reading, study, draws, seed, design, tuple(vary)))
    digest = scenario.document.sha256
    if show:
        write(envelope("stress", _shown_data(layout), digest, layout.seed) if as_json else _shown(layout, lang), None)
        return
    with _progress(quiet) as tell:
        answer = stress(layout, folder, engine, address, workers, tell)
    if as_json:
        write(envelope("stress", answer.payload(), digest, layout.seed, layout.warnings), None)
        return
    write("\n".join(_told(answer, lang)), None)
    if not quiet:
        for warning in layout.warnings:
            click.echo(f"note: {warning.get(lang)}", err=True)


def _told(answer: StudyAnswer, lang: Lang) -> Iterator[str]:
    """Yield the title, then part by part what was found, as lists."""
    yield answer.layout.title.get(lang)
    for part in answer.parts():
        yield ""
        yield part.title.get(lang)
        for line in part.lines:
            yield from line.indented(lang)


def _shown(layout: Layout, lang: Lang) -> str:
    from countermove.stress.plan import NO_FORECAST
    from countermove.stress.words import design_text, input_line

    lines = [layout.title.get(lang), design_text(layout).get(lang), "", VARIES[lang]]
    lines += [f"  {one.id}: {input_line(one).text.get(lang)}" for one in layout.inputs()]
    return "\n".join([*lines, "", NO_FORECAST.get(lang)])


def _shown_data(layout: Layout) -> dict[str, Any]:
    from countermove.stress.telling import inputs_data

    return {
        "study": None,
        "draws": layout.draws,
        "seed": layout.seed,
        "measure": layout.measure().to_dict(),
        "inputs": inputs_data(layout.inputs()),
    }


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """Show a bar with rate and time left, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield lambda progress: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns: Sequence[Any] = (
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} draws"),
        BarColumn(),
        TextColumn("{task.fields[rate]:,.0f}/s, {task.fields[left]:,.0f} s left"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate=0.0, left=0.0)

        def tell(now: Any) -> None:
            bar.update(task, completed=now.stored, total=now.draws, rate=now.rate, left=now.seconds_left)

        yield tell


@click.command("query")
@click.argument("study", type=click.Path())
@click.argument("sql")
@options(json_option)
def query_verb(study: str, sql: str, as_json: bool) -> None:
    """Run SQL over the tables of STUDY: draws, outcomes, inputs; nothing else can be reached."""
    from countermove.stress.query import query

    found = query(study, sql)
    if as_json:
        write(envelope("query", {"columns": list(found.columns), "rows": [list(row) for row in found.rows]}), None)
        return
    import csv
    import io

    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(found.columns)
    table.writerows(found.rows)
    write(text.getvalue().rstrip("\n"), None)
