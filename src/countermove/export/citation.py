"""How to cite a scenario and countermove: BibTeX and the Citation File Format."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

from countermove._version import __version__
from countermove.document.evidence import Source
from countermove.document.including import library_names
from countermove.document.writing import dump
from countermove.export.manifest import Manifest
from countermove.report.dossier import Dossier
from countermove.report.grounds import cited

SOFTWARE_TITLE = "countermove: moves, countermoves and what holds"
DEVELOPERS = "The countermove developers"
LICENCE = "Apache-2.0"
UNNAMED = "The author of the document (not named in it)"
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def is_shipped(dossier: Dossier) -> bool:
    """Say whether the document is, to the letter, a scenario of the library."""
    name = dossier.document.name
    if name not in library_names():
        return False
    return files("countermove.library").joinpath(f"{name}.yaml").read_text("utf-8-sig") == dossier.document.text


def cited_sources(dossier: Dossier) -> dict[str, Source]:
    """Return the sources of the claims that the scenario rests on, in the order of the document."""
    document = dossier.document
    wanted = {document.claims[claim].source for claim in cited(dossier)}
    return {name: source for name, source in document.sources.items() if name in wanted}


def bibtex(dossier: Dossier, manifest: Manifest) -> str:
    """Return BibTeX for the scenario, for countermove and for the sources that the scenario cites; the scenario first.

    The manifest stands in front, where BibTeX reads nothing.
    """
    document, lang = dossier.document, dossier.lang
    scenario = {
        "author": f"{{{DEVELOPERS}}}" if is_shipped(dossier) else "",
        "title": f"{{{_tex(document.title.get(lang))}}}",
        "howpublished": f"Scenario for countermove {__version__}",
        "note": f"{{sha256 {document.sha256}}}",
    }
    software = {
        "author": f"{{{DEVELOPERS}}}",
        "title": f"{{{SOFTWARE_TITLE}}}",
        "version": __version__,
        "note": f"Version {__version__}, {LICENCE}",
    }
    entries = [
        _entry("misc", _key(f"scenario-{document.name}"), scenario),
        _entry("misc", "countermove", software),
    ]
    for name, source in cited_sources(dossier).items():
        author = f"{{{_tex(source.author.get(lang))}}}" if source.author else ""
        own = {
            "author": author,
            "title": f"{{{_tex(source.title.get(lang))}}}",
            "howpublished": _tex(source.where.get(lang)) if source.where else "",
            "date": source.date if source.date and DATE.fullmatch(source.date) else "",
            "url": _url(source.url) or "",
        }
        entries.append(_entry("misc", _key(f"{document.name}-{name}"), own))
    comment = "\n".join(f"% {line}" for line in manifest.to_json().replace("@", "\\u0040").splitlines())
    return f"{comment}\n\n" + "\n\n".join(entries) + "\n"


def _entry(sort: str, key: str, fields: dict[str, str]) -> str:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{sort}{{{key},\n{lines}}}"


def _key(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", name).strip("-") or "scenario"


def _tex(words: str) -> str:
    return "".join(TEX.get(letter, letter) for letter in re.sub(r"\s+", " ", words).strip())


def _url(url: str | None) -> str | None:
    """Return an address as it may stand in a citation; anything but http is left out."""
    return re.sub(r"[\s{}\\]", "", url) if url and url.startswith(("https://", "http://")) else None


def cff(dossier: Dossier, manifest: Manifest) -> str:
    """Return a CITATION.cff for the scenario, with countermove and the cited sources as references.

    The manifest stands in front as comments.
    """
    document, lang = dossier.document, dossier.lang
    shipped = is_shipped(dossier)
    own: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this scenario, please cite it and countermove as below.",
        "title": document.title.get(lang) or document.name,
        "type": "dataset",
        "authors": [{"name": DEVELOPERS if shipped else UNNAMED}],
        "identifiers": [
            {"type": "other", "value": f"sha256:{document.sha256}", "description": "the document, includes counted in"}
        ],
    }
    if shipped:
        own |= {"version": __version__, "license": LICENCE}
    software = {
        "type": "software", "title": SOFTWARE_TITLE, "authors": [{"name": DEVELOPERS}], "version": __version__,
        "license": LICENCE,
    }  # fmt: skip
    own["references"] = [software, *(_reference(source, dossier) for source in cited_sources(dossier).values())]
    comment = "\n".join(f"# {line}" for line in manifest.to_json().splitlines())
    return f"{comment}\n{dump(own)}"


def _reference(source: Source, dossier: Dossier) -> dict[str, Any]:
    lang = dossier.lang
    found: dict[str, Any] = {
        "type": "generic",
        "title": source.title.get(lang),
        "authors": [{"name": source.author.get(lang) if source.author else "not named"}],
    }
    if source.date and re.fullmatch(r"\d{4}-\d\d-\d\d", source.date):
        found["date-released"] = source.date
    elif source.date and re.match(r"\d{4}", source.date):
        found["year"] = int(source.date[:4])
    if _url(source.url):
        found["url"] = _url(source.url)
    return found
