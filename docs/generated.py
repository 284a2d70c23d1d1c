"""Pages written by the program about itself: verbs, schema, API, systems; never edited by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from docs import solved

CONCEPTS = Path(__file__).parent / "concepts"


def commands_page() -> str:
    """Return every verb's help, as the command line prints it."""
    import click

    from countermove.cli.main import VERBS, cli

    lines = [
        "# The command line",
        "",
        "TARGET is a file, `-` for standard input, or the name of a scenario of the library. Results go to standard",
        "output, progress and messages to standard error. Exit codes: 0 done, 1 the document or the analysis is at",
        "fault, 2 wrong usage, 3 an expectation fails, 130 interrupted. `NO_COLOR` is respected.",
        "",
    ]
    top = click.Context(cli, info_name="countermove", terminal_width=100)
    for verb in VERBS:
        command = cli.get_command(top, verb)
        assert command is not None
        help_text = command.get_help(click.Context(command, info_name=verb, parent=top, terminal_width=100))
        lines += [f"## {verb}", "", "```text", help_text, "```", ""]
    return "\n".join(lines)


@cache
def _schema() -> dict[str, Any]:
    from countermove.document.schema import document_schema
    from countermove.kinds import Registry

    return document_schema(Registry())


def schema_json() -> str:
    """Return what `countermove schema` prints."""
    return json.dumps(_schema(), ensure_ascii=False, indent=1)


def schema_page() -> str:
    """Return the keys of a document and of each kind's section, as tables."""
    schema = _schema()
    lines = [
        "# The schema",
        "",
        "Written from what `countermove schema` prints: [the JSON Schema itself](schema.json), for editors and",
        "programs. What the keys of a document mean is told in [the document format](../format.md). A number may",
        "always be a law such as `{uniform: [a, b]}` or a `$parameter`, and a text may be `{en: …, zh: …}`.",
        "",
        "## A document",
        "",
        *_keys(schema),
    ]
    sections = [name for name in schema["$defs"] if name.endswith(".section")]
    for name in sections:
        kind = name.removesuffix(".section")
        lines += ["", f"## A model of kind {kind}", "", *_keys(schema["$defs"][name])]
        for other, definition in schema["$defs"].items():
            if other.startswith(f"{kind}.") and other != name and "properties" in definition:
                lines += ["", f"### {other}", ""]
                about = definition.get("description", "").split("\n\n")[0].replace("\n", " ")
                lines += [about, ""] if about else []
                lines += _keys(definition)
    lines += ["", "## What all share", ""]
    for other, definition in schema["$defs"].items():
        if "." not in other and "properties" in definition:
            about = definition.get("description", "").split("\n\n")[0].replace("\n", " ")
            lines += [f"### {other}", "", about, "", *_keys(definition), ""]
    return "\n".join(lines)


def _keys(definition: Mapping[str, Any]) -> Iterator[str]:
    required = definition.get("required", ())
    yield "| key | what may stand there | |"
    yield "|---|---|---|"
    for key, value in definition.get("properties", {}).items():
        about = " ".join(value.get("description", "").split())
        about = f"**needed**; {about}" if key in required and about else "**needed**" if key in required else about
        yield f"| `{key}` | {_cell(_type(value))} | {_cell(about)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _type(value: Mapping[str, Any]) -> str:
    if "$ref" in value:
        return str(value["$ref"].rsplit("/", 1)[-1])
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return ", ".join(f"`{one}`" for one in value["enum"])
    if "anyOf" in value or "oneOf" in value:
        found = [_type(one) for one in value.get("anyOf", value.get("oneOf", ())) if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(found)) or "nothing"
    if value.get("type") == "array":
        items = value.get("prefixItems")
        inside = ", ".join(_type(one) for one in items) if items else _type(value.get("items", {}))
        return f"list of {inside}"
    if value.get("type") == "object" and isinstance(value.get("additionalProperties"), dict):
        return f"name → {_type(value['additionalProperties'])}"
    kinds = value.get("type", "anything")
    return " or ".join(kinds) if isinstance(kinds, list) else str(kinds)


def api_page() -> str:
    """Return the page of the public names; mkdocstrings fills it from the docstrings."""
    import countermove

    lines = [
        "# The Python interface",
        "",
        "These names can be imported from `countermove` itself; they stay. Each is imported when it is first used.",
        "",
    ]
    for name in sorted(countermove._PUBLIC, key=str.lower):
        lines += [f"::: {countermove._PUBLIC[name]}.{name}", "    options:", "      heading_level: 2", ""]
    return "\n".join(lines)


def kind_page() -> str:
    """Return the page of the protocol that every kind fulfils."""
    lines = [
        "# What a kind is",
        "",
        "Whoever adds a kind of model fulfils this protocol; faces and `stress` know a kind through it alone.",
        "",
    ]
    for name in ("Kind", "Case", "Finding", "Table", "Figure", "Explanation", "Question", "Input", "Outcome"):
        lines += [f"::: countermove.kind.{name}", "    options:", "      heading_level: 2", ""]
    return "\n".join(lines)


def numeric_page() -> str:
    """Return the page of the arithmetic that several kinds share."""
    from importlib.util import find_spec

    spec = find_spec("countermove.numeric")
    assert spec is not None and spec.origin is not None
    room = Path(spec.origin).parent
    names = sorted(
        ".".join(file.relative_to(room).with_suffix("").parts)
        for file in room.rglob("*.py")
        if not file.name.startswith("_")
    )
    lines = [
        "# Arithmetic",
        "",
        "Plain numpy arrays in and out; shared by the kinds, and usable without them. These names may still change.",
        "",
    ]
    for name in names:
        options = ["    options:", "      heading_level: 2", "      show_root_full_path: true"]
        lines += [f"::: countermove.numeric.{name}", *options, ""]
    return "\n".join(lines)


def systems_page() -> str:
    """Return the systems of the register, each with the scenarios that cover it and what their models answer first."""
    from countermove.document.including import library_names

    systems = solved.scenario("register").document.systems
    scenarios = [solved.scenario(name) for name in library_names() if name != "register"]
    covering = {system: [one for one in scenarios if system in one.document.covers] for system in systems}
    wanted = {one.document.name: one for those in covering.values() for one in those}
    covered = sum(bool(those) for those in covering.values())
    findings = {name: _findings(one) for name, one in wanted.items()}
    answers = {name: _headlines(one, findings[name]) for name, one in wanted.items()}
    lines = [
        "# The systems, and what answers them",
        "",
        f"{len(systems)} systems were read out of the five articles of the register; {covered} of them are covered by",
        "a scenario that ships. A scenario covers the systems that it lists under `covers`, and may name the finding",
        "that answers each under `answers`. What follows is from neutral readings: it rests on assumptions that the",
        "scenario states, and is no forecast. Written by the program when this page was built.",
        "",
        "| | system | its question | where it runs, and its answer |",
        "|---|---|---|---|",
    ]
    for name, system in systems.items():
        question = system.question.get("en") if system.question else ""
        links = "<br>".join(
            f"[{one.document.name}](#{one.document.name}): {_cell(_plain(_answer(one, name, findings)))}"
            for one in covering[name]
        )
        cells = (name, _cell(system.title.get("en")), _cell(question), links or "none covers it yet")
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "## What the scenarios answer", ""]
    for name, found in answers.items():
        document = wanted[name].document
        lines += [f"### {name}", "", f"{_plain(document.title.get('en'))} ({', '.join(document.covers)})", ""]
        lines += [f"* `{model}` ({kind}): {_plain(said)}" for model, kind, said in found]
        lines.append("")
    return "\n".join(lines)


BACKTESTS = (("agreement", "Who joins a text"), ("bargain", "Where talks end"))


def backtests_page() -> str:
    """Return the back-tests as the concept pages publish them, so that no number stands in two places."""
    lines = [
        "# The back-tests, and their misses",
        "",
        "Two kinds forecast something that can be scored afterwards: which states join a text, and where decisions on",
        "issues end. What follows is published with the baselines that ours is measured against, forward in time as",
        "well, and with the misses. The other kinds have no back-test; what they are checked against are published",
        "cases and independent solvers, in the tests of the repository.",
        "",
        "The record of texts ships with the scenario `reaim`. The European decisions belong to others and do not ship:",
        "they are to be had from the archive that the page on [bargain](concepts/bargain.md) names.",
        "",
    ]
    for kind, title in BACKTESTS:
        lines += [f"## {title}", "", f"From the page on [{kind}](concepts/{kind}.md).", "", _section(kind), ""]
    return "\n".join(lines)


def _section(kind: str) -> str:
    """Return what a concept page says under the heading about its back-test."""
    page = (CONCEPTS / f"{kind}.md").read_text(encoding="utf-8")
    for section in page.split("\n## ")[1:]:
        heading, _, text = section.partition("\n")
        if "back-test" in heading or "forecast?" in heading:
            return text.strip()
    raise LookupError(f"docs/concepts/{kind}.md has no section about its back-test")


def _findings(scenario: Any) -> dict[str, dict[str, str]]:
    """Return what each model finds in its neutral reading: model → finding → sentence."""
    return {
        name: {one.id: one.text.get("en") for one in solved.answer(scenario.document.name, name).findings()}
        for name in scenario.document.models
    }


def _answer(scenario: Any, system: str, findings: Mapping[str, Mapping[str, Mapping[str, str]]]) -> str:
    """Return the sentence that answers a system: the finding that the scenario names, else its first."""
    found = findings[scenario.document.name]
    named = scenario.document.answers.get(system)
    if named is None:
        return next(sentence for model in found.values() for sentence in model.values())
    model, _, finding = named.partition("/")
    if finding and finding not in found[model]:
        raise LookupError(f"{scenario.document.file}: answers.{system}: {model} has no finding {finding!r}")
    return found[model][finding] if finding else next(iter(found[model].values()))


def _headlines(scenario: Any, findings: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str, str]]:
    models = scenario.document.models.items()
    return [(name, model.kind, next(iter(findings[name].values()), "no finding")) for name, model in models]


def _plain(text: str) -> str:
    """Return a sentence in which Markdown finds nothing to do."""
    for sign in "\\`*_<>[]$":
        text = text.replace(sign, "\\" + sign if sign not in "<>$" else f"&#{ord(sign)};")
    return text


PAGES: Mapping[str, Callable[[], str]] = {
    "reference/commands.md": commands_page,
    "reference/schema.md": schema_page,
    "reference/schema.json": schema_json,
    "reference/api.md": api_page,
    "reference/kind.md": kind_page,
    "reference/numeric.md": numeric_page,
    "systems.md": systems_page,
    "backtests.md": backtests_page,
}
