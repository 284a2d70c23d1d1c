"""What lets a reader make an export again: version, seed, input hash, command."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from countermove._version import __version__
from countermove.document.text import Lang
from countermove.report.dossier import Dossier, command_target


@dataclass(frozen=True, slots=True)
class Manifest:
    """How an export was made; ``files`` says of each file of a folder what it shows and its sha256."""

    document: str
    title: Mapping[str, str]
    form: str
    lang: Lang
    input_sha256: str
    seed: int | None
    command: str
    unsolved: tuple[str, ...] = ()

    def to_json(self, files: Sequence[Mapping[str, str]] | None = None) -> str:
        """Return the manifest as JSON in plain ASCII."""
        data: dict[str, object] = {
            "schema": "countermove.export/1",
            "version": __version__,
            "seed": self.seed,
            "input_sha256": self.input_sha256,
            "command": self.command,
            "document": self.document,
            "title": dict(self.title),
            "to": self.form,
            "lang": self.lang,
            "unsolved": list(self.unsolved),
        }
        if files is not None:
            data["files"] = list(files)
        return json.dumps(data, indent=1)


@dataclass(frozen=True, slots=True)
class Part:
    """What of a scenario is exported: one model, one reading; ``study`` is where a study told beside them was kept."""

    model: str | None = None
    reading: str | None = None
    study: str | None = None


WHOLE = Part()


def manifest_of(dossier: Dossier, form: str, output: str | None = None, part: Part = WHOLE) -> Manifest:
    """Return the manifest of one export of a dossier; the command is the one that makes it again."""
    document, lang = dossier.document, dossier.lang
    words = ["countermove", "export", command_target(document.file), "--to", form, "--lang", lang]
    for option, value in (
        ("--model", part.model),
        ("--reading", part.reading),
        ("--study", part.study),
        ("-o", output),
    ):
        if value is not None:
            words += [option, value]
    seed = (dossier.stress or {}).get("seed")
    unsolved = tuple(
        f"{chapter.model.name}, {failure.reading.get(lang)}: {failure.why}"
        for chapter in dossier.chapters
        for failure in chapter.failures
    )
    return Manifest(
        document.name, document.title.to_dict(), form, lang, document.sha256, seed, shlex.join(words), unsolved
    )
