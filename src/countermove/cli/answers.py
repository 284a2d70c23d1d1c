"""Verbs about answers: solve, explain, paths, layers, compare, report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from countermove.cli.envelope import (
    check_verb,
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
    from countermove.analysis import Answer, Answers, Scenario
    from countermove.document.text import Lang, Text

FIRM = {
    "exact": {"en": "proved", "zh": "已证明"},
    "bounded": {"en": "within stated bounds", "zh": "在所述界限内"},
    "sampled": {"en": "from draws", "zh": "来自抽样"},
    "assumed": {"en": "assumed", "zh": "属于假设"},
}


@click.command("solve")
@click.argument("target")
@click.option("--horizon", type=click.IntRange(1, 1000), metavar="H", help="Look H moves ahead (L1 … LH).")
@click.option(
    "--table", metavar="FILE", help="Write one row a state (or party, profile …) to FILE.parquet or FILE.csv."
)
@options(model_option, reading_option, json_option, lang_option, output_option, quiet_option)
def solve_verb(
    target: str,
    horizon: int | None,
    table: str | None,
    model: str | None,
    reading: str | None,
    as_json: bool,
    lang: Lang,
    output: str | None,
    quiet: bool,
) -> None:
    """Answer every model of TARGET in every reading."""
    scenario = load(target)
    answers = scenario.solve(model, reading, horizon)
    if table is not None:
        from countermove.cli.tables import write_table

        write_table(answers, table)
    warnings = _warnings(answers)
    if as_json:
        write(envelope("solve", answers.to_dict(), scenario.document.sha256, warnings=warnings), output)
        return
    write("\n".join(_solved(scenario, answers, lang)), output)
    if not quiet:
        for warning in warnings:
            click.echo(f"note: {warning.get(lang)}", err=True)


def _warnings(answers: Answers) -> list[Text]:
    return list(dict.fromkeys(warning for answer in answers for warning in answer.warnings()))


def _solved(scenario: Scenario, answers: Answers, lang: Lang) -> list[str]:
    lines = [scenario.title.get(lang)]
    if scenario.document.question:
        lines.append(scenario.document.question.get(lang))
    for model, readings in answers.models.items():
        for answer in readings.values():
            title = answer.case.title.get(lang)
            lines += ["", f"{model} · {title}" if len(answers.models) > 1 else title]
            for finding in answer.findings():
                lines.append(f"  {finding.text.get(lang)} [{FIRM[finding.firmness][lang]}]")
            lines += [f"    {line}" for line in _counts(answer, lang)]
    return lines


def _counts(answer: Answer, lang: Lang) -> list[str]:
    shown = []
    for concept, subjects in answer.verdicts().items():
        few = ", ".join(subjects[:8]) + (" …" if len(subjects) > 8 else "")
        shown.append(f"{concept:<12} {len(subjects):>6}  {few}")
    return shown


@click.command("explain")
@click.argument("target")
@click.argument("subject")
@click.option("--actor", metavar="A", help="One actor (default: every actor).")
@click.option("--concept", metavar="C", help="One concept (default: every concept).")
@options(model_option, reading_option, json_option, lang_option, output_option)
def explain_verb(
    target: str,
    subject: str,
    actor: str | None,
    concept: str | None,
    model: str | None,
    reading: str | None,
    as_json: bool,
    lang: Lang,
    output: str | None,
) -> None:
    """Say why SUBJECT (a state, party, profile, issue or scenario) holds or does not."""
    scenario = load(target)
    answer = scenario.answer(model, reading or "base")
    found = answer.explain(subject, actor, concept)
    if as_json:
        cases = [{**one.data, "text": one.text.to_dict()} for one in found]
        write(envelope("explain", {"cases": cases}, scenario.document.sha256, warnings=list(answer.warnings())), output)
        return
    write("\n".join(one.text.get(lang) for one in found), output)


def _optional(verb: str, scenario: Scenario, model: str | None, reading: str | None) -> tuple[Any, Sequence[Text]]:
    """Call a verb that only some kinds have."""
    check_verb(verb, scenario.model(model).kind)
    answer = scenario.answer(model, reading or "base")
    result: tuple[Any, Sequence[Text]] = getattr(answer.kind, verb)(answer.solution)
    return result


def _print_optional(
    verb: str, target: str, model: str | None, reading: str | None, as_json: bool, lang: Lang, output: str | None
) -> None:
    scenario = load(target)
    data, said = _optional(verb, scenario, model, reading)
    if as_json:
        write(envelope(verb, data, scenario.document.sha256), output)
    else:
        write("\n".join(sentence.get(lang) for sentence in said), output)


@click.command("paths")
@click.argument("target")
@options(model_option, reading_option, json_option, lang_option, output_option)
def paths_verb(
    target: str, model: str | None, reading: str | None, as_json: bool, lang: Lang, output: str | None
) -> None:
    """Show how the status quo can evolve, by improvements and by any moves."""
    _print_optional("paths", target, model, reading, as_json, lang, output)


@click.command("layers")
@click.argument("target")
@options(model_option, reading_option, json_option, lang_option, output_option)
def layers_verb(
    target: str, model: str | None, reading: str | None, as_json: bool, lang: Lang, output: str | None
) -> None:
    """Show the game cut layer by layer: what each changes, what nobody answers, who has the last word."""
    _print_optional("layers", target, model, reading, as_json, lang, output)


@click.command("compare")
@click.argument("target")
@click.argument("other", required=False)
@options(model_option, reading_option, json_option, lang_option, output_option)
def compare_verb(
    target: str,
    other: str | None,
    model: str | None,
    reading: str | None,
    as_json: bool,
    lang: Lang,
    output: str | None,
) -> None:
    """Set readings of TARGET, or TARGET and another document, side by side."""
    from countermove.comparison import compare, partings

    scenario = load(target)
    if other is None:
        columns = dict(scenario.solve(scenario.model(model).name).models[scenario.model(model).name])
        result = compare(columns, partings(scenario.model(model), list(columns)))
    else:
        second = load(other)
        one, two = scenario.answer(model, reading or "base"), second.answer(model, reading or "base")
        names = [scenario.document.name, second.document.name]
        names = names if names[0] != names[1] else [scenario.document.file, second.document.file]
        result = compare(dict(zip(names, (one, two), strict=True)))
    if as_json:
        write(envelope("compare", result.to_dict(), scenario.document.sha256), output)
        return
    write("\n".join(_compared(result, lang)), output)


def _compared(result: Any, lang: Lang) -> list[str]:
    words = {
        "en": ("hold in all", "flip", "parts from base at", "more differences"),
        "zh": ("在所有读法中成立", "在读法间翻转", "与中立读法首先分歧于", "处其他差别"),
    }[lang]
    lines = [" | ".join(result.columns)]
    for concept, subjects in result.agree.items():
        flips = [flip for flip in result.flips if flip.concept == concept]
        lines.append(f"{concept:<12} {len(subjects):>5} {words[0]}, {len(flips):>5} {words[1]}")
        for flip in flips[:12]:
            marks = " ".join("●" if flip.values[column] else "○" for column in result.columns)
            lines.append(f"    {flip.subject}  {marks}")
        if len(flips) > 12:
            lines.append(f"    … {len(flips) - 12}")
    for column, part in result.parts_at.items():
        lines.append(f"{column}: {words[2]} {part.path}: {part.base!r} → {part.own!r} (+{part.count - 1} {words[3]})")
    return lines


@click.command("report")
@click.argument("target")
@options(study_option, output_option, lang_option, quiet_option)
def report_verb(target: str, kept: str | None, output: str | None, lang: Lang, quiet: bool) -> None:
    """Write the report of TARGET: one self-contained HTML file."""
    from countermove.report import write_report

    scenario, study = load(target), None
    if kept is not None:
        from countermove.stress.kept import kept_study

        study = kept_study(scenario.document, kept)
    write(write_report(scenario, lang, study), output)
    if output not in (None, "-") and not quiet:
        click.echo(f"report written to {output}", err=True)
