"""Two answers beside each other: what is assumed differently, and what comes and goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from countermove.analysis import Answer
from countermove.comparison import changes, compare
from countermove.document.faults import dotted
from countermove.document.reading import Reading
from countermove.document.text import Lang, Text
from countermove.document.writing import inline
from countermove.report.figures import mark
from countermove.report.html import Child, Html, joined, said, tag

MOST_FLIPS, MOST_CHANGES, MOST_LETTERS = 40, 20, 240
BEFORE, AFTER = Text("Old", "原来"), Text("New", "现在")
BEFORE_EDIT = Text("before the edit", "修改之前")
CHANGED = Text("What is assumed differently", "假设有何不同")
PLACE, WAS, IS = Text("Place", "位置"), Text("old", "原来"), Text("new", "现在")
UNCHANGED = Text("Nothing that bears on the model is assumed differently.", "与模型有关的假设没有不同。")
MORE_CHANGES = Text("{count} more differences.", "另有{count}处不同。")
FLIPPED = Text("What holds in one and not in the other", "在一方维持而在另一方不维持的结果")
NO_FLIPS = Text("The same outcomes hold in both, under every concept.", "在每种含义下，两者中维持的结果都相同。")
MORE_FLIPS = Text("{count} more come and go.", "另有{count}种结果有所变化。")
SUBJECT, CONCEPT = Text("Outcome", "结果"), Text("In the sense", "含义")
HOLDS, HOLDS_NOT = Text("holds", "维持"), Text("does not hold", "不维持")
OTHER_KINDS = Text(
    "The two are models of different kinds, so their outcomes cannot be set against each other.",
    "两者属于不同种类的模型，其结果无法相互对照。",
)


def side_by_side(
    answers: tuple[Answer, Answer], readings: tuple[Reading, Reading], other: Text | Literal["edit"] | None, lang: Lang
) -> Html:
    """Return two answers beside each other: their sentences, what is assumed differently, what comes and goes.

    ``other`` is the title of the document that the old one is from, or that it is this one before an edit.
    """
    columns = []
    for head, answer, note in zip((BEFORE, AFTER), answers, (other, None), strict=True):
        words = BEFORE_EDIT if note == "edit" else note
        suffix: Child = [" (", said(words, lang), ")"] if isinstance(words, Text) else None
        title = tag("p", said(answer.case.title, lang, "b"), suffix, cls="about")
        sentences = (said(finding.text, lang, "li") for finding in answer.findings())
        columns.append(tag("section", tag("h3", head.get(lang)), title, tag("ul", *sentences, cls="plain")))
    parts: list[Child] = [*_changes(readings, lang)]
    if answers[0].kind.name != answers[1].kind.name:
        parts.append(tag("p", OTHER_KINDS.get(lang)))
    else:
        parts += _flips(answers, lang)
    return joined([*parts, tag("div", *columns, cls="two")])


def _changes(readings: tuple[Reading, Reading], lang: Lang) -> Iterator[Html]:
    found = changes(*readings)
    yield tag("h3", CHANGED.get(lang))
    if not found:
        yield tag("p", UNCHANGED.get(lang))
        return
    head = tag("tr", *(tag("th", words.get(lang)) for words in (PLACE, WAS, IS)))
    rows = [
        tag("tr", tag("td", tag("code", dotted(path))), *(tag("td", _written(one), dir="auto") for one in (was, own)))
        for path, was, own in found[:MOST_CHANGES]
    ]
    yield _region(tag("table", tag("thead", head), tag("tbody", *rows)), CHANGED.get(lang))
    if len(found) > MOST_CHANGES:
        yield tag("p", MORE_CHANGES.of(count=len(found) - MOST_CHANGES).get(lang), cls="caption")


def _written(value: object) -> str:
    """Return a value as a document writes it, in one line that is not too long."""
    text = "–" if value is None else inline(value)
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"


def _concept(answer: Answer, concept: str) -> Text:
    known: dict[str, Text] = getattr(answer.kind, "concepts", {})
    return known.get(concept, Text.both(concept.replace("_", " ")))


def _flips(answers: tuple[Answer, Answer], lang: Lang) -> Iterator[Html]:
    flips = compare({"old": answers[0], "new": answers[1]}).flips
    yield tag("h3", FLIPPED.get(lang))
    if not flips:
        yield tag("p", NO_FLIPS.get(lang))
        return
    head = tag("tr", *(tag("th", words.get(lang)) for words in (SUBJECT, CONCEPT, WAS, IS)))
    rows = [
        tag(
            "tr",
            tag("td", tag("code", flip.subject)),
            said(_concept(answers[1], flip.concept), lang, "td"),
            *(
                mark(flip.values[column], HOLDS if flip.values[column] else HOLDS_NOT, lang)
                for column in ("old", "new")
            ),
        )
        for flip in flips[:MOST_FLIPS]
    ]
    yield _region(tag("table", tag("thead", head), tag("tbody", *rows)), FLIPPED.get(lang))
    if len(flips) > MOST_FLIPS:
        yield tag("p", MORE_FLIPS.of(count=len(flips) - MOST_FLIPS).get(lang), cls="caption")


def _region(table: Html, label: str) -> Html:
    return tag("div", table, cls="scroll", tabindex=0, role="group", aria_label=label)
