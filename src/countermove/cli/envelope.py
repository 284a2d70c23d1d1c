"""What verbs share: options, the JSON envelope, faults as messages or JSON, exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from countermove._version import __version__

if TYPE_CHECKING:
    from countermove.analysis import Scenario
    from countermove.document.faults import Fault
    from countermove.document.text import Text

F = TypeVar("F", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
lang_option = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the sentences."
)
model_option = click.option("--model", metavar="M", help="One model of the document (default: the first, or all).")
reading_option = click.option("--reading", metavar="R", help="One reading (default: base, or all).")
study_option = click.option(
    "--study",
    "kept",
    metavar="STUDY",
    type=click.Path(),
    help="Tell this study beside the answers: a folder of `stress -o`, or a file of `stress --json`.",
)
output_option = click.option("-o", "--output", metavar="FILE", help="Write to FILE; - is standard output.")
quiet_option = click.option("--quiet", is_flag=True, help="No messages on standard error.")


def options(*which: Callable[[F], F]) -> Callable[[F], F]:
    """Stack click options in the order in which help lists them."""

    def add(function: F) -> F:
        for one in reversed(which):
            function = one(function)
        return function

    return add


def envelope(
    verb: str, result: Any, sha256: str | None = None, seed: int | None = None, warnings: Sequence[Text] = ()
) -> str:
    """Return the JSON object that a verb prints."""
    data = {
        "schema": f"countermove.{verb}/1",
        "version": __version__,
        "input_sha256": sha256,
        "seed": seed,
        "warnings": [warning.to_dict() for warning in warnings],
        "result": result,
    }
    return json.dumps(data, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> Any:
    for method in ("tolist", "to_dict"):
        if hasattr(value, method):
            return getattr(value, method)()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def error_json(verb: str, faults: Sequence[Fault]) -> str:
    """Return the JSON object printed where a document or an analysis is at fault."""
    errors = [
        {"file": fault.file, "line": fault.line, "column": fault.column, "path": fault.path, "message": fault.message}
        for fault in faults
    ]
    return json.dumps({"schema": f"countermove.{verb}/1", "version": __version__, "errors": errors}, ensure_ascii=False)


def load(target: str) -> Scenario:
    """Read TARGET; faults rise to ``main``, which prints them."""
    from countermove.analysis import load as read

    return read(target)


def write(text: str | bytes, output: str | None) -> None:
    """Write a result to a file (whole or not at all) or to standard output."""
    if output in (None, "-"):
        if isinstance(text, bytes):
            sys.stdout.buffer.write(text)
        else:
            click.echo(text)
        return
    path = Path(str(output))
    data = text if isinstance(text, bytes) else (text if text.endswith("\n") else text + "\n").encode("utf-8")
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        from countermove.document.faults import AnalysisError

        raise AnalysisError(
            f"{path} cannot be written ({error.strerror}): check the folder and its permissions"
        ) from None


def check_verb(verb: str, name: str) -> None:
    """Refuse a verb that a kind does not have, and say which kinds do."""
    from countermove.kinds import KINDS, kind

    if not hasattr(kind(name), verb):
        having = [one for one in KINDS if hasattr(kind(one), verb)]
        raise click.UsageError(f"`{verb}` is not for a {name}; kinds that have it: {', '.join(having) or 'none'}")
