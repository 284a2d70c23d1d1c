"""The answer pane, the grounds of a sentence and two answers side by side, made of what the report is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlencode

from countermove.analysis import Answer
from countermove.comparison import changes, compare
from countermove.document.faults import dotted
from countermove.document.reading import Reading
from countermove.document.text import Lang, Text
from countermove.document.writing import inline
from countermove.kind import Figure
from countermove.report.dossier import Chapter, Dossier, Sentence
from countermove.report.figures import figure_block, mark
from countermove.report.firm import firmness
from countermove.report.front import front_page, leading
from countermove.report.grounds import claim_entry, claims_section, grounds
from countermove.report.html import Child, Html, joined, said, tag
from countermove.report.side_by_side import chapter_blocks, concept_words

MOST_FLIPS, MOST_CHANGES, MOST_LETTERS = 40, 20, 240

WHY = Text("Why?", "为什么？")
ALL = Text("Everything that follows ({count} sentences)", "由此得出的全部结论（{count}句）")
EXPORT = Text("Export", "导出")
REPORT, DOCUMENT = Text("Report (HTML)", "报告（HTML）"), Text("The document (YAML)", "文件（YAML）")
FIGURE, DATA, TABLE = Text("{title} (SVG)", "{title}（SVG）"), Text("its data (CSV)", "其数据（CSV）"), Text(
    "{title} (CSV)", "{title}（CSV）"
)  # fmt: skip
QUOTES = Text("Who says so", "谁这么说")
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


def drawn(chapter: Chapter, lang: Lang) -> Sequence[Figure]:
    """Return a model's figures over all its readings."""
    if not chapter.answers:
        return ()
    return chapter.first.kind.figures([answer.solution for answer in chapter.answers.values()], lang)


def answer_pane(dossier: Dossier, name: str) -> Html:
    """Return what stands in the answer pane."""
    lang = dossier.lang
    figures = {chapter.model.name: drawn(chapter, lang) for chapter in dossier.chapters}
    alone = len(dossier.chapters) == 1
    body: list[Child] = [front_page(dossier), _every_sentence(dossier)]
    for chapter in dossier.chapters:
        body += (figure_block(figure, lang) for figure in figures[chapter.model.name][:1])
        body += chapter_blocks(dossier, chapter, figures[chapter.model.name][1:], alone)
    body.append(_exports(dossier, name, figures))
    body += claims_section(dossier)
    return joined(body)


def _every_sentence(dossier: Dossier) -> Html | None:
    lang = dossier.lang
    told = {sentence.anchor for _, sentence in leading(dossier)}
    rest = [(chapter, one) for chapter in dossier.chapters for one in chapter.sentences if one.anchor not in told]
    if not rest:
        return None
    items = []
    for chapter, sentence in rest:
        link = tag("a", WHY.get(lang), href=f"#{sentence.anchor}", cls="why")
        firm = tag("span", *firmness(dossier, chapter, sentence), " · ", link, cls="firm")
        items.append(tag("li", said(sentence.finding.text, lang), firm))
    summary = tag("summary", ALL.of(count=sum(len(one.sentences) for one in dossier.chapters)).get(lang))
    return tag("details", summary, tag("ol", *items, cls="answer"), id="every-sentence")


def _exports(dossier: Dossier, name: str, figures: dict[str, Sequence[Figure]]) -> Html:
    """List what can be taken away: report, document, each figure with its data, each table."""
    lang = dossier.lang

    def link(words: Text, what: str, **rest: str) -> Html:
        query = urlencode({"name": name, "lang": lang, **rest}, quote_via=quote)
        return tag("a", words.get(lang), href=f"/export/{what}?{query}", download=True)

    items: list[Child] = [tag("li", link(REPORT, "report")), tag("li", link(DOCUMENT, "document"))]
    for chapter in dossier.chapters:
        model = chapter.model.name
        for one in figures[model]:
            row: list[Child] = [link(FIGURE.of(title=one.title), "figure", model=model, id=one.id)]
            if one.data is not None and one.data.rows:
                row += [" · ", link(DATA, "figure-data", model=model, id=one.id)]
            items.append(tag("li", *row))
        for table in chapter.first.tables() if chapter.answers else ():
            items.append(tag("li", link(TABLE.of(title=table.title), "table", model=model, id=table.id)))
    return tag("details", tag("summary", EXPORT.get(lang)), tag("ul", *items, cls="plain"), id="exports")


def why_aside(dossier: Dossier, chapter: Chapter, sentence: Sentence) -> Html:
    """Return why one sentence holds: explanation, what it rests on, the sources in their own words."""
    lang = dossier.lang
    parts: list[Child] = [
        tag("p", said(sentence.finding.text, lang), cls="asked"),
        tag("p", *firmness(dossier, chapter, sentence), cls="firm"),
        *grounds(dossier, chapter, sentence),
    ]
    claims = dossier.contested_first(sentence.finding.basis)
    if claims:
        entries = (claim_entry(dossier, claim, named=False) for claim in claims)
        parts += [tag("h3", QUOTES.get(lang)), tag("ol", *entries, cls="claims")]
    return joined(parts)


def reading_options(dossier: Dossier) -> Html:
    """Return the readings one can choose between, as ``model/reading``."""
    alone = len(dossier.chapters) == 1
    options = []
    for chapter in dossier.chapters:
        for name, answer in chapter.answers.items():
            words = answer.case.title.get(dossier.lang)
            shown = words if alone else f"{chapter.model.title.get(dossier.lang)} · {words}"
            options.append(tag("option", shown, value=f"{chapter.model.name}/{name}"))
    return joined(options)


def side_by_side(
    dossier: Dossier, answers: tuple[Answer, Answer], readings: tuple[Reading, Reading], edited: bool
) -> Html:
    """Return two answers beside each other: their sentences, what is assumed differently, what comes and goes."""
    lang = dossier.lang
    columns = []
    for head, answer, old in zip((BEFORE, AFTER), answers, (edited, False), strict=True):
        suffix: Child = [" (", BEFORE_EDIT.get(lang), ")"] if old else None
        title = tag("p", said(answer.case.title, lang, "b"), suffix, cls="about")
        sentences = (said(finding.text, lang, "li") for finding in answer.findings())
        columns.append(tag("section", tag("h3", head.get(lang)), title, tag("ul", *sentences, cls="plain")))
    parts: list[Child] = [tag("div", *columns, cls="two"), *_changes(readings, lang)]
    if answers[0].kind.name != answers[1].kind.name:
        parts.append(tag("p", OTHER_KINDS.get(lang)))
    else:
        parts += _flips(dossier, answers, lang)
    return joined(parts)


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


def _flips(dossier: Dossier, answers: tuple[Answer, Answer], lang: Lang) -> Iterator[Html]:
    flips = compare({"old": answers[0], "new": answers[1]}).flips
    yield tag("h3", FLIPPED.get(lang))
    if not flips:
        yield tag("p", NO_FLIPS.get(lang))
        return
    chapter = next(one for one in dossier.chapters if one.model.name == answers[1].case.model)
    head = tag("tr", *(tag("th", words.get(lang)) for words in (SUBJECT, CONCEPT, WAS, IS)))
    rows = [
        tag(
            "tr",
            tag("td", tag("code", flip.subject)),
            said(concept_words(chapter, flip.concept), lang, "td"),
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
