"""Page one: question, answer and how firm it is, what would change it, what is disputed, what it cannot tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from countermove.document.text import Text
from countermove.drawing.marks import text_width
from countermove.report.changing import differing, nearest_words, parting_words
from countermove.report.dossier import ASSUMPTION, Chapter, Dossier, Sentence, anchor
from countermove.report.firm import DISPUTED as RESTS
from countermove.report.firm import colon, firmness
from countermove.report.html import Child, Html, said, tag
from countermove.report.places import value_words
from countermove.report.study import study_flips

MOST_SENTENCES, MOST_ALIKE = 5, 3
MOST_LINES = 14.0  # lines of an A4 page that the answer may take, so that the figure stays on it
LEAD_SIZE, LEAD_WIDTH, SIZE, WIDTH = 15.3, 640.0, 13.3, 430.0  # of the print sheet, in CSS pixels

CHANGE = Text("What would change it", "什么会改变它")
CANNOT = Text("What this cannot tell", "它不能说明什么")

OTHER_READINGS = Text(
    "{count} further readings also lead to something else; they are told side by side below.",
    "另有{count}种读法也得出不同的结果，见下文对照。",
)
ONE_OTHER_READING = Text(
    "One further reading also leads to something else; it is told side by side below.",
    "另有1种读法也得出不同的结果，见下文对照。",
)
NOTHING_CHANGES = Text(
    "No other reading that the document gives changes what holds.", "文件给出的其他读法都不改变能维持的结果。"
)
ONE_ONLY = Text(
    "The document gives one reading only, so nothing here shows what another would change.",
    "文件只给出一种读法，因此无法看出换一种读法会有什么改变。",
)
NO_DISPUTE = Text("Nothing that it cites is listed as disputed.", "所引用的内容均未被列为有争议。")
ASSUMED = Text(
    "What names no source is the analyst’s own: {count} assumptions.",
    "未注明来源之处属于分析者自己的假设：共{count}处。",
)
ONE_ASSUMED = Text(
    "What names no source is the analyst’s own: 1 assumption.", "未注明来源之处属于分析者自己的假设：1处。"
)
DISPUTES = {
    "contradicted": Text("contradicted by another source", "与其他来源相矛盾"),
    "told differently": Text("told differently elsewhere", "各来源说法不一"),
    "motive": Text("a motive that its author attributes", "属于作者对动机的归因"),
}
MORE_DISPUTED = Text("{count} more disputed", "另有{count}条有争议")
STOP = {"en": ". ", "zh": "。"}
LIKELIHOOD = Text(
    "How likely any of this is: it tells what follows from what is assumed, not what will happen.",
    "它不说明任何结果有多大可能：它只说明由假设推出什么，而不预言将发生什么。",
)
MOTIVES = Text(
    "What anybody intends: motives are their authors’ attributions, and that an outcome holds is no evidence of one.",
    "它不说明任何一方的意图：动机是作者的归因，一种结果能够维持并不能证明某种动机。",
)
SHARES = Text(
    "Shares are shares of draws under the measure that is stated, not chances of events.",
    "所列份额是所述测度下抽样的份额，不是事件的概率。",
)


def front_page(dossier: Dossier) -> Html:
    """Return question, answer and the three columns."""
    document, lang = dossier.document, dossier.lang
    title = document.question or next((c.model.question for c in dossier.chapters if c.model.question), None)
    sentences = leading(dossier)
    heading: list[Child] = [tag("p", *_kicker(dossier), cls="kicker"), said(title or document.title, lang, "h1")]
    if not dossier.chapters:
        heading.append(tag("p", NO_MODEL.get(lang), cls="lead"))
    elif not sentences:
        heading.append(tag("p", UNSOLVED.get(lang), cls="lead"))
    else:
        heading.append(_answer(dossier, sentences))
    return tag("header", *heading, _columns(dossier, sentences))


NO_MODEL = Text(
    "This document has no model, so there is nothing to answer yet. Its sources and claims are listed below.",
    "本文件没有模型，因此暂时没有可回答的问题。其来源与主张列于下文。",
)
UNSOLVED = Text("No model of this document could be solved; why is said below.", "本文件的模型都无法求解；原因见下文。")


def _kicker(dossier: Dossier) -> Iterator[Child]:
    lang = dossier.lang
    yield "countermove · "
    yield said(dossier.document.title, lang)
    for title in dict.fromkeys(chapter.first.kind.title for chapter in dossier.chapters if chapter.answers):
        yield " · "
        yield title.get(lang)
    readings = max((len(chapter.answers) for chapter in dossier.chapters), default=0)
    if readings > 1:
        yield Text(" · {n} readings", " · {n}种读法").of(n=readings).get(lang)


def leading(dossier: Dossier) -> list[tuple[Chapter, Sentence]]:
    """Return the at most five sentences that answer: what all readings share, then headlines, then the first reading.

    With several models each gets its headline before any gets a second sentence.
    """
    ranked = []
    for place, chapter in enumerate(dossier.chapters):
        counted: dict[int, int] = {}
        for number, sentence in enumerate(chapter.sentences):
            rank = _rank(chapter, sentence)
            if rank is None:
                continue
            counted[rank] = counted.get(rank, 0) + 1
            if counted[rank] <= MOST_ALIKE:
                ranked.append((rank, place, number, chapter, sentence))
    ranked.sort(key=lambda one: one[:3])
    found: list[tuple[Chapter, Sentence]] = []
    room = MOST_LINES
    for *_, chapter, sentence in ranked:
        lines = _lines(dossier, sentence, not found)
        if len(found) < MOST_SENTENCES and (not found or lines <= room):
            found.append((chapter, sentence))
            room -= lines
    return found


def _lines(dossier: Dossier, sentence: Sentence, first: bool) -> float:
    """Estimate how many lines of an A4 page a sentence takes, with the gap after it."""
    size, width = (LEAD_SIZE, LEAD_WIDTH) if first else (SIZE, WIDTH)
    return 1.4 + text_width(sentence.finding.text.get(dossier.lang), size) // width


def _rank(chapter: Chapter, sentence: Sentence) -> int | None:
    """Return how early a sentence is told, ``None`` where it is left to the grounds."""
    together = [one.finding.id for one in chapter.sentences if one.across]
    if sentence.finding.id.startswith("across-open"):
        return None
    if sentence.across:
        return 0 if sentence.finding.id == "across" else 1 if sentence.finding.id.startswith("across-group") else 2
    own = sentence.answers[0] is chapter.first
    headline = sentence is next((one for one in chapter.sentences if not one.across), None)
    if headline:
        return 3 if together else 0
    if not own:
        return 1 if not together and sentence.finding.id == chapter.headline else None
    return None if f"across-{sentence.finding.id}" in together else 4


def _answer(dossier: Dossier, sentences: list[tuple[Chapter, Sentence]]) -> Html:
    lang = dossier.lang
    items = []
    for place, (chapter, sentence) in enumerate(sentences):
        link = tag("a", WHY.get(lang), href=f"#{sentence.anchor}", aria_label=f"{WHY.get(lang)} {place + 1}")
        body = said(sentence.finding.text, lang, "span", "lead" if place == 0 else None)
        firm = tag("span", *firmness(dossier, chapter, sentence), tag("span", " · ", link, cls="why"), cls="firm")
        items.append(tag("li", body, " ", firm))
    return tag("ol", *items, cls="answer")


WHY = Text("why?", "为什么？")


def _columns(dossier: Dossier, sentences: list[tuple[Chapter, Sentence]]) -> Html:
    lang = dossier.lang
    columns = (
        (CHANGE, list(_change(dossier))),
        (RESTS, list(_disputed(dossier))),
        (CANNOT, list(_cannot(dossier))),
    )
    return tag(
        "div", *(tag("section", tag("h2", head.get(lang)), *parts) for head, parts in columns if parts), cls="three"
    )


def _change(dossier: Dossier) -> Iterator[Html]:
    """Say what undoes the answer: a change of mind, what a study found, the assumption another reading starts from."""
    lang, shown, rest = dossier.lang, 0, 0
    solved = [chapter for chapter in dossier.chapters if chapter.answers]
    for chapter in solved[:1]:
        words = nearest_words(dossier, chapter.nearest) if chapter.nearest else None
        if words is not None:
            yield tag("p", said(chapter.first.case.title, lang, "b"), colon(lang), words.get(lang))
    sense = next((concept for chapter in solved[:1] for concept in chapter.first.verdicts()), "")
    flips = study_flips(dossier.stress, lang, sense)[:1]
    yield from (tag("p", shortened(flip, 800)) for flip in flips)
    actors = {name: actor.label for name, actor in dossier.document.actors.items()}
    for chapter in solved:
        for name in differing(chapter):
            if shown >= 2 - len(flips):
                rest += 1
                continue
            shown += 1
            words = parting_words(chapter, name, actors)
            title = said(chapter.answers[name].case.title, lang, "b")
            yield tag("p", title, colon(lang), shortened(words.get(lang), 560) if words else "")
    if rest:
        yield tag("p", (ONE_OTHER_READING if rest == 1 else OTHER_READINGS.of(count=rest)).get(lang))
    if solved and not shown and not rest:
        many = any(len(chapter.answers) > 1 for chapter in solved)
        yield tag("p", (NOTHING_CHANGES if many else ONE_ONLY).get(lang))


def shortened(words: str, width: float, size: float = 11.3) -> str:
    """Return words that take at most a width on the print sheet, the rest left out at a gap between words."""
    if text_width(words, size) <= width:
        return words
    while text_width(words + "…", size) > width:
        words = words[:-1]
    head, gap, tail = words.rpartition(" ")
    return (head if gap and len(tail) < 20 else words).rstrip(" ,;:，；：、") + "…"


def _disputed(dossier: Dossier) -> Iterator[Html]:
    """Name contested claims, contradicted ones first, and count what is assumed."""
    lang = dossier.lang
    basis = [one for chapter in dossier.chapters for sentence in chapter.sentences for one in sentence.finding.basis]
    claims = [claim for claim in dossier.contested_first(basis) if claim in dossier.disputed]
    for claim in claims[:2]:
        text = dossier.document.claims[claim].text
        words = Text(*(shortened(part, 640) if part is not None else None for part in (text.en, text.zh)))
        why = DISPUTES[dossier.disputed[claim]].get(lang)
        link = tag("a", claim, href=f"#claim-{anchor(claim)}")
        parts: list[Child] = [
            said(words, lang),
            " (" if lang == "en" else "（",
            why,
            ", " if lang == "en" else "，",
            link,
        ]
        yield tag("p", *parts, ")" if lang == "en" else "）")
    rest: list[Child] = []
    if len(claims) > 2:
        rest += [tag("a", MORE_DISPUTED.of(count=len(claims) - 2).get(lang), href="#claims"), STOP[lang]]
    assumed = sum(1 for _ in assumptions_of(dossier))
    if ASSUMPTION in basis and assumed:
        words = ONE_ASSUMED if assumed == 1 else ASSUMED.of(count=assumed)
        rest.append(tag("a", words.get(lang), href="#assumptions"))
    if rest:
        yield tag("p", *rest)
    elif not claims:
        yield tag("p", NO_DISPUTE.get(lang))


def assumptions_of(dossier: Dossier) -> Iterator[tuple[str, str, Text]]:
    """Yield (model, place, what) for each part of the models that says `basis: assumption`, each one once."""
    seen = set()
    for chapter in dossier.chapters:
        for reading in chapter.model.readings.values():
            for place, what in _assumed(reading.tree.data, ""):
                if (chapter.model.name, place, what) not in seen:
                    seen.add((chapter.model.name, place, what))
                    yield chapter.model.name, place, what


def _assumed(data: object, place: str) -> Iterator[tuple[str, Text]]:
    if isinstance(data, dict):
        if data.get("basis") == ASSUMPTION:
            yield place, _what(data)
        for key, value in data.items():
            yield from _assumed(value, f"{place} › {key}" if place else str(key))
    elif isinstance(data, list):
        for value in data:
            yield from _assumed(value, place)


def _what(data: Mapping[str, object]) -> Text:
    """Return what is assumed: a rule as written, an option by its name, numbers with their laws in words."""
    kept = {key: value for key, value in data.items() if key not in ("basis", "id", "name", "about", "layer")}
    what = value_words(kept["rule"] if "rule" in kept else data.get("name", kept))
    return Text.both("{known}: {what}").of(known=str(data["id"]), what=what) if data.get("id") else what


def _cannot(dossier: Dossier) -> Iterator[Html]:
    lang = dossier.lang
    yield tag("p", LIKELIHOOD.get(lang))
    yield tag("p", MOTIVES.get(lang))
    if dossier.stress:
        yield tag("p", SHARES.get(lang))
