"""The command line: one thin function a verb; it parses, calls and prints."""

from countermove.cli.main import cli, main

__all__ = ["cli", "main"]
