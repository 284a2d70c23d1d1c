"""What a notebook shows of documents and answers: small, safe HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from countermove.analysis import Answer, Answers, Scenario
    from countermove.kind import Table


def scenario_html(scenario: Scenario) -> str:
    """Return title, question, and the models with their readings."""
    document = scenario.document
    rows = "".join(
        f"<li><b>{escape(name)}</b> ({escape(model.kind)}): {escape(', '.join(model.readings))}</li>"
        for name, model in document.models.items()
    )
    question = f"<p><i>{escape(document.question.get('en'))}</i></p>" if document.question else ""
    return f"<h3>{escape(document.title.get('en'))}</h3>{question}<ul>{rows}</ul>"


def answer_html(answer: Answer) -> str:
    """Return the findings and the first table of one reading."""
    items = "".join(
        f"<li>{escape(finding.text.get('en'))} <small>({escape(finding.firmness)})</small></li>"
        for finding in answer.findings()
    )
    tables = answer.tables()
    return f"<h4>{escape(answer.case.title.get('en'))}</h4><ul>{items}</ul>{table_html(tables[0]) if tables else ''}"


def answers_html(answers: Answers) -> str:
    """Return every reading's headline."""
    rows = "".join(
        f"<tr><td>{escape(answer.case.title.get('en'))}</td><td>{escape(answer.findings()[0].text.get('en'))}</td></tr>"
        for answer in answers
    )
    return f"<h3>{escape(answers.scenario.title.get('en'))}</h3><table>{rows}</table>"


def table_html(table: Table, most: int = 50) -> str:
    """Return a table, cut after ``most`` rows with a line that says so."""
    head = "".join(f"<th>{escape(column.get('en'))}</th>" for column in table.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape('' if cell is None else str(cell))}</td>" for cell in row) + "</tr>"
        for row in table.rows[:most]
    )
    rest = f"<p>{len(table.rows) - most} more rows</p>" if len(table.rows) > most else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"
