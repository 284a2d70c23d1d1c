"""The report: one self-contained HTML file that answers first and can be checked to the last line of its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from countermove.analysis import Scenario
    from countermove.document.text import Lang


def write_report(scenario: Scenario, lang: Lang = "en", stress: Mapping[str, Any] | None = None) -> str:
    """Return the report on a scenario as one HTML document that needs nothing outside itself.

    Parameters
    ----------
    scenario : Scenario
        What to report on; a model that cannot be solved is said to be so, and the rest is reported.
    lang : {"en", "zh"}
        The language; texts that the document has in the other language only are shown in that one.
    stress : mapping, optional
        The ``result`` of ``stress --json``: a study whose shares are told beside the answers.

    Returns
    -------
    str
        HTML 5, without script.

    Examples
    --------
    >>> import countermove
    >>> write_report(countermove.load("prisoners")).splitlines()[0]
    '<!DOCTYPE html>'
    """
    from countermove.report.changing import with_nearest
    from countermove.report.dossier import dossier
    from countermove.report.pages import report_page

    return report_page(with_nearest(dossier(scenario, lang, stress)))


def write_index(scenarios: Sequence[Scenario], lang: Lang = "en") -> str:
    """Return the page that maps the systems of the register to the scenarios that cover them and their answers.

    Links lead to ``NAME.en.html`` (or ``.zh``) beside the index, NAME being the scenario's.
    """
    from countermove.report.index import index_page

    return index_page(scenarios, lang)


def write_site(
    scenarios: Sequence[Scenario], studies: Mapping[str, Mapping[str, Any]] | None = None
) -> Iterator[tuple[str, str]]:
    """Yield (file name, HTML) for the reports of scenarios in both languages and the index, solving each one once.

    ``studies`` are told beside the answers: a scenario's name → the ``result`` of its ``stress --json``.
    """
    from dataclasses import replace

    from countermove.document.text import LANGUAGES
    from countermove.report.changing import with_nearest
    from countermove.report.dossier import dossier
    from countermove.report.index import index_of
    from countermove.report.pages import report_page

    gathered = {}
    for scenario in scenarios:
        gathered[scenario.document.name] = with_nearest(
            dossier(scenario, "en", (studies or {}).get(scenario.document.name))
        )
        for lang in LANGUAGES:
            page = report_page(replace(gathered[scenario.document.name], lang=lang))
            yield f"{scenario.document.name}.{lang}.html", page
    for lang in LANGUAGES:
        name = "index.html" if lang == "en" else f"index.{lang}.html"
        yield name, index_of({key: replace(one, lang=lang) for key, one in gathered.items()}, lang)
