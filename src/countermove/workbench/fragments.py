"""The answer pane and the grounds of a sentence, made of what the report is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote, urlencode

from countermove.analysis import Answer
from countermove.document.reading import Document
from countermove.document.text import Lang, Text
from countermove.kind import Figure
from countermove.report.dossier import Chapter, Dossier, Sentence
from countermove.report.figures import figure_block
from countermove.report.firm import firmness
from countermove.report.front import front_page, leading
from countermove.report.grounds import claim_entry, claims_section, grounds
from countermove.report.html import Child, Html, joined, said, tag
from countermove.report.side_by_side import chapter_blocks
from countermove.workbench.remembering import drawn

MOST_SAID, MOST_AT_ONCE = 8, 3
MARK = re.compile(r'(<g\b[^>]*\bdata-id="[^"]*") role="img"([^>]*>)(?:<title>[^<]*</title>)?')

WHY = Text("Why?", "为什么？")
ALL = Text("Everything that follows ({count} sentences)", "由此得出的全部结论（{count}句）")
EXPORT = Text("To keep: the whole", "导出：全部内容")
WHOLE = {
    "html": Text("Report (HTML)", "报告（HTML）"),
    "docx": Text("Report (Word)", "报告（Word）"),
    "svg": Text("Every figure (SVG, zip)", "全部图（SVG，zip）"),
    "png": Text("Every figure (PNG, zip)", "全部图（PNG，zip）"),
    "tables": Text("Every table (CSV, zip)", "全部表（CSV，zip）"),
    "bibtex": Text("Citation of scenario and countermove (BibTeX)", "案例与countermove的引用（BibTeX）"),
    "cff": Text("Citation of scenario and countermove (CITATION.cff)", "案例与countermove的引用（CITATION.cff）"),
    "document": Text("The document (YAML)", "文件（YAML）"),
}
KEEP = Text("To keep:", "导出：")
TABLE = Text("{title} (CSV)", "{title}（CSV）")
QUOTES = Text("Who says so", "谁这么说")
EXPLORE = Text("Move about in this figure", "在此图中漫游")
EXPLORED = Text(
    "Drag or use the arrow keys on the ground to move, + and − or the wheel to come closer; press a mark, or walk "
    "between marks with the arrow keys, to see why.",
    "拖动或在空白处用方向键移动，用+、−或滚轮缩放；点按图中标记，或用方向键在标记间移动，即可查看原因。",
)
AROUND = Text("Show what is around it", "显示其周围")
NO_WORDS = Text(
    "Nothing more is known of “{subject}” than the figure shows.", "关于“{subject}”，除图中所示外没有更多说明。"
)
OTHERS = Text("{count} more models", "另外{count}个模型")
NOW = Text("At this moment", "此刻")


def headlines(answers: Sequence[tuple[Text, Answer]], lang: Lang) -> Html:
    """Return what each model's first reading comes to, in a line, with the model's title where there are several."""
    lines = []
    for title, answer in answers:
        found = answer.findings()
        if found:
            reading = answer.case.title
            words = Text("{a} · {b}", "{a} · {b}").of(a=title, b=reading) if len(answers) > 1 else reading
            name = said(words, lang, "small", "soft")
            lines.append(tag("p", said(found[0].text, lang), " ", name))
    first, rest = (lines, []) if len(lines) <= MOST_AT_ONCE else (lines[:1], lines[1:])
    more = tag("details", tag("summary", OTHERS.of(count=len(rest)).get(lang)), *rest) if rest else None
    return tag("section", *first, more, aria_label=NOW.get(lang))


def answer_pane(dossier: Dossier, name: str) -> Html:
    """Return what stands in the answer pane."""
    lang = dossier.lang
    alone = len(dossier.chapters) == 1
    body: list[Child] = [front_page(dossier), _every_sentence(dossier)]
    for chapter in dossier.chapters:
        figures = drawn(list(chapter.answers.values()), lang)
        body += (_figure(chapter, figure, name, lang) for figure in figures[:1])
        body += chapter_blocks(dossier, chapter, (), alone)
        body += (_figure(chapter, figure, name, lang) for figure in figures[1:])
    body.append(_exports(dossier, name))
    body += claims_section(dossier)
    return joined(body)


def live(svg_block: Html) -> Html:
    """Return a figure whose marks are buttons again, which a page without a script may not offer.

    Their tips are left to the script: for who hears a page, a tip beside a name would say it twice.
    """
    return Html(MARK.sub(r'\1 role="button" tabindex="-1"\2', svg_block.markup))


def _figure(chapter: Chapter, figure: Figure, name: str, lang: Lang) -> Html:
    """Return a figure with its marks as buttons and what can be taken away of it."""
    model = chapter.model.name
    block = live(figure_block(figure, lang))
    forms = ["figure-svg", "figure-png"]
    if figure.data is not None and figure.data.rows:
        forms.append("figure-csv")
    links: list[Child] = []
    for form in forms:
        word = form.removeprefix("figure-").upper()
        links += [
            export_link(word, form, name, lang, f"{figure.title.get(lang)}: {word}", model=model, id=figure.id),
            " ",
        ]
    if getattr(chapter.first.kind, "explorable", None) == figure.id:
        button = tag("button", EXPLORE.get(lang), type="button", cls="small", data_explore=model)
        links.append(button)
    keep = tag("p", tag("span", KEEP.get(lang), cls="soft"), *links, cls="keep")
    return tag("div", block, keep, data_model=model, cls="live")


def export_link(words: str, what: str, name: str, lang: Lang, label: str | None = None, **rest: str) -> Html:
    """Return a link to a file to keep; ``rest`` says of which part."""
    query = urlencode({"name": name, "lang": lang, **rest}, quote_via=quote)
    return tag("a", words, href=f"/export/{what}?{query}", download=True, aria_label=label)


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


def _exports(dossier: Dossier, name: str) -> Html:
    """List what can be taken away of the whole, and each table."""
    lang = dossier.lang
    items = [tag("li", export_link(words.get(lang), what, name, lang)) for what, words in WHOLE.items()]
    for chapter in dossier.chapters:
        for table in chapter.first.tables() if chapter.answers else ():
            words = TABLE.of(title=table.title).get(lang)
            items.append(tag("li", export_link(words, "table", name, lang, model=chapter.model.name, id=table.id)))
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


def explained(chapter: Chapter, subject: str, lang: Lang) -> Html:
    """Return why something that a figure shows is as it is, in each reading that knows it."""
    parts: list[Child] = []
    for answer in chapter.answers.values():
        try:
            told = answer.explain(subject)
        except (LookupError, RuntimeError):
            continue
        parts.append(said(answer.case.title, lang, "h3"))
        parts.append(tag("ul", *(said(one.text, lang, "li") for one in told[:MOST_SAID]), cls="plain"))
        if len(told) > MOST_SAID:
            rest = tag("ul", *(said(one.text, lang, "li") for one in told[MOST_SAID:]), cls="plain")
            parts.append(tag("details", tag("summary", f"+ {len(told) - MOST_SAID}"), rest, cls="data"))
    if not parts:
        parts.append(tag("p", NO_WORDS.of(subject=subject).get(lang)))
    elif hasattr(chapter.first.kind, "explore"):
        parts.append(
            tag(
                "p",
                tag(
                    "button",
                    AROUND.get(lang),
                    type="button",
                    cls="small",
                    data_explore=chapter.model.name,
                    data_chosen=subject,
                ),
            )  # fmt: skip
        )
    return joined([tag("p", tag("code", subject), cls="asked"), *parts])


def explored(answer: Answer, chosen: str | None, lang: Lang) -> Html:
    """Return a figure to move about in."""
    figure: Figure = answer.kind.explore(answer.solution, chosen, lang)  # type: ignore[attr-defined]  # an optional verb
    block = live(figure_block(figure, lang, "h3"))
    return tag("div", tag("p", EXPLORED.get(lang), cls="soft"), block, data_model=answer.case.model, cls="live")


def reading_options(dossier: Dossier) -> Html:
    """Return the readings one can choose between, as ``model/reading``."""
    return document_options(dossier.document, dossier.lang)


def document_options(document: Document, lang: Lang) -> Html:
    """Return the readings of a document that one can choose between, as ``model/reading``."""
    return joined(list(_options(document, lang)))


def _options(document: Document, lang: Lang) -> Iterator[Html]:
    models: Mapping[str, object] = document.models
    for name, model in document.models.items():
        for reading, one in model.readings.items():
            words = one.title.get(lang)
            shown = words if len(models) == 1 else f"{model.title.get(lang)} · {words}"
            yield tag("option", shown, value=f"{name}/{reading}")
