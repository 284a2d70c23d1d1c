"""The group of verbs, and the one place where faults become messages and exit codes.

Exit codes: 0 done, 1 the document or the analysis is at fault, 2 wrong usage, 3 an expectation fails, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from countermove._version import __version__

VERBS = {
    "new": "documents",
    "check": "documents",
    "library": "documents",
    "claims": "documents",
    "schema": "documents",
    "import": "documents",
    "export": "documents",
    "upgrade": "documents",
    "solve": "answers",
    "explain": "answers",
    "paths": "answers",
    "layers": "answers",
    "compare": "answers",
    "report": "answers",
    "serve": "serving",
    "inverse": "questions",
    "radius": "questions",
    "stress": "studies",
    "query": "studies",
    "backtest": "backtests",
}


class Verbs(click.Group):
    """Loads a verb's module when it is called, so that ``--help`` imports nothing numeric."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the verbs in the order in which one meets them."""
        return list(VERBS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return a verb's command."""
        if name not in VERBS:
            return None
        from importlib import import_module

        command: click.Command = getattr(import_module(f"countermove.cli.{VERBS[name]}"), f"{name}_verb")
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing what they need."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in VERBS])


SUMMARIES = {
    "new": "a commented starter document",
    "check": "validate: every fault with its place",
    "library": "the scenarios that ship with countermove",
    "claims": "what is contested, by which source, what each model rests on",
    "schema": "the JSON Schema of documents",
    "import": "read another program's file",
    "export": "figures, tables, Word, citation; or another program's format",
    "upgrade": "rewrite a document of an older format",
    "solve": "answer every model in every reading",
    "explain": "why something holds or does not",
    "paths": "conflict: how the status quo can evolve",
    "layers": "conflict: the game cut layer by layer",
    "compare": "readings or documents side by side",
    "report": "write the HTML report",
    "serve": "the workbench: edit and ask in the browser",
    "inverse": "conflict: which and how many orders of an actor make a state stable",
    "radius": "conflict: the smallest change of preferences that turns a verdict round",
    "stress": "vary what is uncertain, and see what the answer rests on",
    "query": "SQL over a study's tables",
    "backtest": "out-of-sample scores against baselines",
}


DEFECT = (
    "this is a defect of the program, not of your document ({error}); please report it with the document and the "
    "command. COUNTERMOVE_DEBUG=1 in the environment shows where it arose"
)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="countermove")
def cli() -> None:
    """Ask open models of negotiations between states what holds against moves and countermoves.

    TARGET is a file, - for standard input, or the name of a library scenario (see `countermove library`).
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(_run(given))


def _run(given: list[str]) -> int:
    verb = next((word for word in given if not word.startswith("-")), "countermove")
    try:
        result: Any = cli.main(args=given, prog_name="countermove", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _fault(error, verb, "--json" in given)


def _fault(error: Exception, verb: str, as_json: bool) -> int:
    """Print a fault of document or analysis; anything else is a defect and says so."""
    from countermove.document.faults import AnalysisError, DocumentError, Fault

    if isinstance(error, DocumentError):
        faults = error.faults
    elif isinstance(error, AnalysisError | LookupError | ValueError) and _is_message(error):
        faults = [Fault("", 0, 0, "", str(error.args[0]), "")]
    elif os.environ.get("COUNTERMOVE_DEBUG"):
        raise error
    else:
        faults = [Fault("", 0, 0, "", DEFECT.format(error=f"{type(error).__name__}: {error}"), "")]
    from countermove.cli.envelope import error_json

    if as_json:
        click.echo(error_json(verb, faults))
    else:
        for fault in faults:
            click.echo(str(fault) if fault.file else f"countermove: {fault.message}", err=True)
    return 1


def _is_message(error: Exception) -> bool:
    """Say whether an exception was raised by this package with a sentence for people."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    own = trace is not None and "countermove" in trace.tb_frame.f_globals.get("__name__", "")
    return own and len(error.args) >= 1 and isinstance(error.args[0], str) and " " in error.args[0]
