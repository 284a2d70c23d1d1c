"""What a notebook shows of documents, answers, figures, tables and studies: small, safe HTML that brings its own style.

It is in English, or in Chinese where the environment says so: ``COUNTERMOVE_LANG=zh``. Figures are drawn as images,
so that their style reaches nothing else on the notebook's page.
"""

from __future__ import annotations

import os
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING

from countermove.document.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from countermove.analysis import Answer, Answers, Scenario
    from countermove.kind import Cell, Figure, Table
    from countermove.stress.study import StudyAnswer

MOST_ROWS, MOST_SENTENCES = 50, 12
LANGUAGE = "COUNTERMOVE_LANG"
MODEL, KIND, READINGS = Text("Model", "模型"), Text("Kind", "种类"), Text("Readings", "读法")
READING, ANSWER = Text("Reading", "读法"), Text("Answer", "答案")
COUNTS = Text(
    "Claims: {claims}. Sources: {sources}. Contradictions between sources: {told}.",
    "主张：{claims}条。来源：{sources}个。来源之间的矛盾：{told}处。",
)
MORE_ROWS = Text("{count} more rows; `to_dict()` has them all.", "另有{count}行；`to_dict()`含全部。")
MORE_SENTENCES = Text("{count} more sentences; `findings()` has them all.", "另有{count}句；`findings()`含全部。")
NOTHING = Text("nothing to say", "无可陈述")
YES, NO = Text("yes", "是"), Text("no", "否")


def shown_in() -> Lang:
    """Return the language that notebooks show."""
    return "zh" if os.environ.get(LANGUAGE, "").lower().startswith("zh") else "en"


def scenario_html(scenario: Scenario, lang: Lang | None = None) -> str:
    """Return title, question, the models with their readings, and how much is cited."""
    lang, document = lang or shown_in(), scenario.document
    question = document.question or next((one.question for one in document.models.values() if one.question), None)
    rows = [
        (name, model.kind, ", ".join(reading.title.get(lang) for reading in model.readings.values()))
        for name, model in document.models.items()
    ]
    cited = COUNTS.of(
        claims=len(document.claims), sources=len(document.sources), told=len(document.contradictions)
    )  # fmt: skip
    parts = [f"<h3>{escape(document.title.get(lang))}</h3>"]
    if question is not None:
        parts.append(f"<p><i>{escape(question.get(lang))}</i></p>")
    if rows:
        parts.append(_grid([MODEL, KIND, READINGS], rows, lang))
    if document.claims:
        parts.append(f"<p><small>{escape(cited.get(lang))}</small></p>")
    return _framed(parts, lang)


def answer_html(answer: Answer, lang: Lang | None = None) -> str:
    """Return the findings with how firm they are, the figure that carries the argument, and the first table."""
    from countermove.report.firm import FIRMNESS

    lang = lang or shown_in()
    findings = answer.findings()
    items = "".join(
        f"<li>{escape(one.text.get(lang))} <small>({escape(FIRMNESS[one.firmness].get(lang))})</small></li>"
        for one in findings[:MOST_SENTENCES]
    )
    parts = [f"<h4>{escape(answer.case.title.get(lang))}</h4>", f"<ul>{items}</ul>"]
    if len(findings) > MOST_SENTENCES:
        rest = MORE_SENTENCES.of(count=len(findings) - MOST_SENTENCES).get(lang)
        parts.append(f"<p><small>{escape(rest)}</small></p>")
    parts += [figure_html(figure, lang) for figure in answer.figures(lang)[:1]]
    parts += [table_html(table, lang) for table in answer.tables()[:1] if table.rows]
    return _framed(parts, lang)


def answers_html(answers: Answers, lang: Lang | None = None) -> str:
    """Return every reading's headline, model by model."""
    lang = lang or shown_in()
    parts = [f"<h3>{escape(answers.scenario.title.get(lang))}</h3>"]
    for name, readings in answers.models.items():
        rows = []
        for answer in readings.values():
            findings = answer.findings()
            rows.append((answer.case.title, findings[0].text if findings else NOTHING))
        if len(answers.models) > 1:
            parts.append(f"<h4>{escape(answers.scenario.model(name).title.get(lang))}</h4>")
        parts.append(_grid([READING, ANSWER], rows, lang))
    return _framed(parts, lang)


def study_html(answer: StudyAnswer, lang: Lang | None = None) -> str:
    """Return what a study asks, the shares of draws with their intervals, and what it found in sentences."""
    from countermove.report.study import ABOUT, TITLE, shares_drawn

    lang = lang or shown_in()
    outcomes = answer.payload()["outcomes"]
    about = ABOUT.of(draws=f"{answer.robustness.answered:,}").get(lang)
    parts = [f"<h3>{escape(answer.layout.title.get(lang))}</h3>", f"<p>{escape(about)}</p>"]
    if any(one["share"] is not None for one in outcomes):
        parts.append(_image(shares_drawn(outcomes, about, lang), TITLE.get(lang)))
    items = "".join(f"<li>{escape(sentence.get(lang))}</li>" for sentence in answer.sentences())
    return _framed([*parts, f"<ul>{items}</ul>"], lang)


def figure_html(figure: Figure, lang: Lang | None = None) -> str:
    """Return a drawing with its title and caption."""
    lang = lang or shown_in()
    title, caption = figure.title.get(lang), figure.caption.get(lang)
    return _framed(
        [f"<p><b>{escape(title)}</b></p>", _image(figure.svg, title), f"<p><small>{escape(caption)}</small></p>"], lang
    )


def table_html(table: Table, lang: Lang | None = None) -> str:
    """Return a table, cut after 50 rows with a line that says so."""
    lang = lang or shown_in()
    parts = [f"<p><b>{escape(table.title.get(lang))}</b></p>", _grid(table.columns, table.rows[:MOST_ROWS], lang)]
    if len(table.rows) > MOST_ROWS:
        parts.append(f"<p><small>{escape(MORE_ROWS.of(count=len(table.rows) - MOST_ROWS).get(lang))}</small></p>")
    return _framed(parts, lang)


def _framed(parts: Iterable[str], lang: Lang) -> str:
    return f'<div class="countermove" lang="{"zh-Hans" if lang == "zh" else "en"}">{"".join(parts)}</div>'


def _image(svg: str, title: str) -> str:
    from countermove.export.drawings import standalone

    data = b64encode(standalone(svg).encode("utf-8", "replace")).decode("ascii")
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(title)}" style="max-width:100%">'


def _grid(columns: Iterable[Text], rows: Iterable[Iterable[Cell]], lang: Lang) -> str:
    head = "".join(f"<th>{escape(column.get(lang))}</th>" for column in columns)
    body = "".join("<tr>" + "".join(_cell(cell, lang) for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(cell: Cell, lang: Lang) -> str:
    if isinstance(cell, bool):
        words = (YES if cell else NO).get(lang)
    elif isinstance(cell, Text):
        words = cell.get(lang)
    elif isinstance(cell, float):
        words = f"{cell:.4g}"
    else:
        words = "" if cell is None else str(cell)
    return f'<td style="text-align:left" dir="auto">{escape(words)}</td>'
