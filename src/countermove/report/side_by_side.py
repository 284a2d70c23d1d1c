"""Readings side by side, tables, further figures, ways from the status quo, layers: the machinery behind the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from countermove.document.text import Lang, Text
from countermove.kind import Figure
from countermove.report.changing import differing, parting_words
from countermove.report.dossier import Chapter, Dossier, anchor
from countermove.report.figures import figure_block, mark, table_block
from countermove.report.html import Child, Html, said, tag
from countermove.report.path import path_drawn
from countermove.report.places import subject_words

MOST_COLUMNS, MOST_FLIPS = 4, 10

TITLE = Text("Readings side by side", "各读法对照")
ABOUT = Text(
    "How many outcomes hold in each sense, which of them come and go, and the first assumption at which each reading "
    "parts from the first one.",
    "各含义下能维持的结果数目、其中随读法出现或消失的结果，以及各读法与第一种读法分道的第一处假设。",
)
READING = Text("Reading", "读法")
PARTS = Text("It parts from the first at", "与第一种读法分道之处")
PARTS_HERE = Text("↔ parts at", "↔ 分道之处")
STARTING = Text("the first reading", "第一种读法")
ALIKE = Text("no difference that bears on what holds", "没有影响结果的差别")
FLIPPED = Text("≠ other outcomes than in the first reading", "≠ 与第一种读法的结果不同")
HOLDS, HOLDS_NOT = Text("holds", "维持"), Text("does not hold", "不维持")
MORE_FLIPS = Text("{count} more outcomes come and go in this sense.", "在此含义下另有{count}种结果随读法变化。")
NONE_AGREE = Text("No outcome holds in every reading in this sense.", "在此含义下没有一种结果在所有读法中都维持。")
AGREE = Text("Holds in every reading in this sense: {count}.", "在此含义下所有读法中都维持的结果：{count}种。")
TABLES = Text("The outcomes as a table", "以表格形式查看结果")
WAYS = Text("Ways on from today", "从现状出发的途径")
FOLLOWS = Text("Each follows from the options and preferences as written;", "各句均由所写的选项与偏好推出；")
MODEL_WHOLE = Text("the document names the claim behind each.", "文件注明每一项所依据的主张。")
LAYERS = Text("What each layer of moves changes", "每一层行动改变什么")
UNSOLVED = Text("“{reading}” could not be solved: {why}", "“{reading}”无法求解：{why}")


def chapter_blocks(dossier: Dossier, chapter: Chapter, figures: Sequence[Figure], alone: bool) -> Iterator[Html]:
    """Return what follows page one for one model."""
    lang = dossier.lang
    if not alone:
        yield said(chapter.model.title, lang, "h2", "model", f"model-{anchor(chapter.model.name)}")
    for failure in chapter.failures:
        yield tag("p", UNSOLVED.of(reading=failure.reading, why=failure.why).get(lang), cls="failure")
    if not chapter.answers:
        return
    if len(chapter.answers) > 1:
        yield _side_by_side(dossier, chapter)
    for figure in figures:
        yield figure_block(figure, lang)
    yield from _more(dossier, chapter, "paths", WAYS)
    yield from _more(dossier, chapter, "layers", LAYERS)
    yield from _tables(chapter, lang)


def _tables(chapter: Chapter, lang: Lang) -> Iterator[Html]:
    tables = [table for table in chapter.first.tables() if table.rows]
    if tables:
        blocks = (tag("div", said(table.title, lang, "h3"), table_block(table, lang)) for table in tables)
        summary = tag("summary", TABLES.get(lang))
        yield tag("details", summary, *blocks, cls="data", id=f"tables-{anchor(chapter.model.name)}")


def _more(dossier: Dossier, chapter: Chapter, verb: str, title: Text) -> Iterator[Html]:
    """Tell what an optional verb of the kind says of the first reading."""
    lang = dossier.lang
    ask = getattr(chapter.first.kind, verb, None)
    if ask is None:
        return
    try:
        data, sentences = ask(chapter.first.solution)
    except (LookupError, RuntimeError):  # no layers in this model; a search that grew too long
        return
    if sentences:
        yield said(title, lang, "h2")
        yield said(chapter.first.case.title, lang, "p", "about")
        routes = data.get("routes") or {}
        items = (tag("li", said(one, lang), *_routes(dossier, routes, one.get("en"))) for one in sentences)
        yield tag("ul", *items, cls="plain")
        yield tag("p", FOLLOWS.get(lang), " ", tag("a", MODEL_WHOLE.get(lang), href="#document"), cls="caption")


def _routes(dossier: Dossier, routes: Mapping[str, Sequence[Mapping[str, Any]]], words: str) -> Iterator[Html]:
    """Draw the way to the state that a sentence begins with."""
    named = (end for end in routes if end in words and re.search(rf"(?<!\w){re.escape(end)}(?!\w)", words))
    for end in islice(named, 1):
        steps = routes[end]
        if steps and steps[0]["from"] != end:
            yield path_drawn(dossier, steps)


def _side_by_side(dossier: Dossier, chapter: Chapter) -> Html:
    lang = dossier.lang
    parted = {name: _parting_words(dossier, chapter, name) for name in chapter.answers}
    concepts = list(chapter.comparison.agree) if chapter.comparison else []
    few = len(chapter.answers) <= MOST_COLUMNS
    body = (_readings_across if few else _readings_down)(chapter, concepts, parted, lang)
    parts: list[Child] = [
        tag("h2", TITLE.get(lang)),
        tag("p", ABOUT.get(lang), cls="about"),
        tag("div", body, cls="scroll", tabindex=0, role="group", aria_label=TITLE.get(lang)),
        tag("p", FLIPPED.get(lang), cls="caption") if differing(chapter) else None,
    ]
    return tag("section", *parts, *_rest(chapter, concepts, lang))


def concept_words(chapter: Chapter, concept: str) -> Text:
    """Return a concept in words, where its kind has them."""
    known: Mapping[str, Text] = getattr(chapter.first.kind, "concepts", {})
    return known.get(concept, Text.both(concept.replace("_", " ")))


def _count(chapter: Chapter, concept: str, name: str) -> Html:
    flips = chapter.comparison.flips if chapter.comparison else ()
    first = next(iter(chapter.answers))
    differs = any(flip.concept == concept and flip.values[name] != flip.values[first] for flip in flips)
    return tag("td", f"{len(chapter.answers[name].verdicts()[concept])}{' ≠' if differs else ''}")


def _parting_words(dossier: Dossier, chapter: Chapter, name: str) -> Html:
    lang = dossier.lang
    if name == next(iter(chapter.answers)):
        return tag("span", STARTING.get(lang))
    words = parting_words(chapter, name, {key: actor.label for key, actor in dossier.document.actors.items()})
    return tag("span", ALIKE.get(lang)) if words is None else said(words, lang)


def _readings_across(chapter: Chapter, concepts: Sequence[str], parted: Mapping[str, Html], lang: Lang) -> Html:
    """Return a column a reading; between two stands the assumption at which the second parts from the first one."""
    head: list[Child] = [tag("td", "")]
    for place, answer in enumerate(chapter.answers.values()):
        head += [tag("td", PARTS_HERE.get(lang), cls="parts") if place else None, said(answer.case.title, lang, "th")]
    rows = [
        [said(concept_words(chapter, c), lang, "th"), *(_count(chapter, c, name) for name in chapter.answers)]
        for c in concepts
    ]
    rows += _flip_rows(chapter, concepts, lang)
    for number, row in enumerate(rows[:1]):
        between = [tag("td", parted[name], rowspan=len(rows) - number, cls="parts") for name in chapter.answers]
        rows[number] = [row[0], row[1], *(part for pair in zip(between[1:], row[2:], strict=True) for part in pair)]
    body = tag("tbody", *(tag("tr", *row) for row in rows))
    return tag("table", tag("thead", tag("tr", *head)), body, cls="readings")


def _flip_rows(chapter: Chapter, concepts: Sequence[str], lang: Lang) -> Iterator[list[Html]]:
    """Return the cells of a row for each outcome that comes and goes, in words where its kind can tell them apart."""
    if chapter.comparison is None or not concepts:
        return
    flips = [flip for flip in chapter.comparison.flips if flip.concept == concepts[0]][:MOST_FLIPS]
    subjects = [flip.subject for flip in flips]
    tell = getattr(chapter.first.kind, "told_apart", None)
    holders = [next(chapter.answers[name].solution for name, holds in one.values.items() if holds) for one in flips]
    if tell and flips:
        told = tell(holders, subjects)
    else:
        section = chapter.model.readings[chapter.first.reading].tree.data
        actors = {name: actor.label for name, actor in chapter.first.case.actors.items()}
        told = [subject_words(name, section, actors) for name in subjects]
    for flip, words in zip(flips, told, strict=True):
        parts: Child = said(words, lang, "span")
        if tell and words.get(lang) != flip.subject:
            parts = [tag("code", flip.subject), " ", said(words, lang, "small")]
        cells = (mark(holds, HOLDS if holds else HOLDS_NOT, lang) for holds in flip.values.values())
        yield [tag("th", parts, cls="subject"), *cells]


def _readings_down(chapter: Chapter, concepts: Sequence[str], parted: Mapping[str, Html], lang: Lang) -> Html:
    heads = (
        tag("th", _short(concept_words(chapter, concept).get(lang)), title=concept_words(chapter, concept).get(lang))
        for concept in concepts
    )
    rows = []
    for name, answer in chapter.answers.items():
        parting = tag("small", PARTS.get(lang), "：" if lang == "zh" else ": ", parted[name])
        title = said(answer.case.title, lang, "b")
        first = name == next(iter(chapter.answers))
        cells = (_count(chapter, concept, name) for concept in concepts)
        rows.append(tag("tr", tag("th", title, None if first else [tag("br"), parting]), *cells))
    head = tag("tr", tag("th", READING.get(lang)), *heads)
    return tag("table", tag("thead", head), tag("tbody", *rows), cls="readings down")


def _short(words: str) -> str:
    """Return what stands in brackets at the end of a concept's words (its name in the field), else the words."""
    found = re.search(r"[(（]([^()（）]+)[)）]$", words)
    return found[1] if found else words


def _rest(chapter: Chapter, concepts: Sequence[str], lang: Lang) -> Iterator[Html]:
    """Say what the table leaves out, and how much all readings agree on."""
    if chapter.comparison is None or not concepts:
        return
    flips = [flip for flip in chapter.comparison.flips if flip.concept == concepts[0]]
    shown = MOST_FLIPS if len(chapter.answers) <= MOST_COLUMNS else 0
    agreed = chapter.comparison.agree[concepts[0]]
    said_of = [AGREE.of(count=len(agreed)) if agreed else NONE_AGREE]
    if len(flips) > shown:
        said_of.append(MORE_FLIPS.of(count=len(flips) - shown))
    sense = concept_words(chapter, concepts[0]).get(lang)
    colon = "：" if lang == "zh" else ": "
    gap = "" if lang == "zh" else " "
    yield tag("p", sense[:1].upper() + sense[1:] + colon + gap.join(text.get(lang) for text in said_of), cls="caption")
