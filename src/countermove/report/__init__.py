"""The report: one self-contained HTML file that answers first and can be checked to the last line of its sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    from countermove.report.dossier import dossier
    from countermove.report.pages import report_page

    return report_page(dossier(scenario, lang, stress))


def write_index(scenarios: Sequence[Scenario], lang: Lang = "en") -> str:
    """Return the page that maps the systems of the register to the scenarios that cover them and their answers.

    Links lead to ``NAME.en.html`` (or ``.zh``) beside the index, NAME being the scenario's.
    """
    from countermove.report.index import index_page

    return index_page(scenarios, lang)


report = write_report
index = write_index
