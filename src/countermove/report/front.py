"""Page one: question, answer and how firm it is, what would change it, what is disputed, what it cannot tell."""

from __future__ import annotations

from collections.abc import Iterator

from countermove.document.text import Text, listed
from countermove.report.dossier import ASSUMPTION, Chapter, Dossier, Sentence, anchor
from countermove.report.html import Child, Html, said, tag
from countermove.report.study import study_flips

MOST_SENTENCES = 5

FIRMNESS = {
    "exact": Text("proved", "已证明"),
    "bounded": Text("between proved bounds", "介于已证明的界限之间"),
    "sampled": Text("from draws", "来自抽样"),
    "assumed": Text("assumed", "属于假设"),
}
EVERY_READING = Text("in every one of {total} readings", "在全部{total}种读法中")
ONE_READING = Text("in 1 of {total} readings: {names}", "在{total}种读法中的1种：{names}")
TWO_READINGS = Text("in {count} of {total} readings: {names}", "在{total}种读法中的{count}种：{names}")
SOME_READINGS = Text("in {count} of {total} readings", "在{total}种读法中的{count}种")
ONLY_READING = Text("in the only reading given", "在给出的唯一读法中")

CHANGE = Text("What would change it", "什么会改变它")
RESTS = Text("What it rests on that is disputed ‡", "它所依据的有争议之处 ‡")
CANNOT = Text("What this cannot tell", "它不能说明什么")

INSTEAD = Text("{place}: {own}, in place of: {base}", "{place}：{own}，而不是：{base}")
MORE_DIFFERENCES = Text(" ({count} more differences)", "（另有{count}处不同）")
ONE_MORE_DIFFERENCE = Text(" (1 more difference)", "（另有1处不同）")
OTHER_READINGS = Text(
    "{count} further readings also lead to something else; they are told side by side below.",
    "另有{count}种读法也得出不同的结果，见下文对照。",
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
    "The first reading, and whatever else names no source, rests on the analyst’s own assumptions ({count}).",
    "第一种读法以及其他未注明来源之处，依据的是分析者自己的假设（{count}处）。",
)
DISPUTES = {
    "contradicted": Text("contradicted by another source", "与其他来源相矛盾"),
    "told differently": Text("told differently elsewhere", "各来源说法不一"),
    "motive": Text("a motive that its author attributes", "属于作者对动机的归因"),
}
MORE_DISPUTED = Text("and {count} more", "另有{count}条")
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
    return [(chapter, sentence) for *_, chapter, sentence in ranked[:MOST_SENTENCES]]


MOST_ALIKE = 3


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


def firmness(dossier: Dossier, chapter: Chapter, sentence: Sentence) -> list[Child]:
    """Return how firm a sentence is: in how many readings it follows, how it was got, and ‡ where it is disputed."""
    lang, total, count = dossier.lang, len(chapter.answers), len(sentence.answers)
    names = listed([answer.case.title for answer in sentence.answers], 3)
    if total == 1:
        where = ONLY_READING
    elif count == total:
        where = EVERY_READING.of(total=total)
    else:
        form = ONE_READING if count == 1 else TWO_READINGS if count == 2 else SOME_READINGS
        where = form.of(count=count, total=total, names=names)
    parts: list[Child] = [where.get(lang), " · ", FIRMNESS[sentence.finding.firmness].get(lang)]
    if dossier.rests_on_dispute(sentence.finding):
        parts += [" ", tag("a", "‡", href=f"#{sentence.anchor}", aria_label=RESTS.get(lang), cls="dagger")]
    return parts


def _answer(dossier: Dossier, sentences: list[tuple[Chapter, Sentence]]) -> Html:
    lang = dossier.lang
    items = []
    for place, (chapter, sentence) in enumerate(sentences):
        link = tag("a", WHY.get(lang), href=f"#{sentence.anchor}", aria_label=f"{WHY.get(lang)} {place + 1}")
        body = said(sentence.finding.text, lang, "span", "lead" if place == 0 else None)
        firm = tag("span", *firmness(dossier, chapter, sentence), tag("span", " · ", link, cls="why"), cls="firm")
        items.append(tag("li", body, firm))
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
    """Say which assumption each reading that leads elsewhere starts from."""
    lang, shown, rest = dossier.lang, 0, 0
    solved = [chapter for chapter in dossier.chapters if chapter.answers]
    for chapter in solved:
        for name in differing(chapter):
            if shown >= 2:
                rest += 1
                continue
            shown += 1
            words = parting_words(chapter, name)
            title = said(chapter.answers[name].case.title, lang, "b")
            yield tag("p", title, "：" if lang == "zh" else ": ", words.get(lang) if words else "")
    if rest:
        yield tag("p", OTHER_READINGS.of(count=rest).get(lang))
    for flip in study_flips(dossier.stress, lang)[:2]:
        yield tag("p", flip)
    if solved and not shown:
        many = any(len(chapter.answers) > 1 for chapter in solved)
        yield tag("p", (NOTHING_CHANGES if many else ONE_ONLY).get(lang))


def differing(chapter: Chapter) -> list[str]:
    """Return the readings in which, under the first concept, other subjects hold than in the first reading."""
    if chapter.comparison is None or not chapter.comparison.agree:
        return []
    concept, first = next(iter(chapter.comparison.agree)), next(iter(chapter.answers))
    flips = [flip.values for flip in chapter.comparison.flips if flip.concept == concept]
    return [name for name in chapter.answers if any(values[name] != values[first] for values in flips)]


def parting_words(chapter: Chapter, reading: str) -> Text | None:
    """Return the first assumption in which a reading differs from the first one, in words where its kind has them."""
    part = chapter.partings.get(reading)
    if part is None:
        return None
    speak = getattr(chapter.first.kind, "assumption", None)
    own = speak(chapter.answers[reading].solution, part.path, part.own) if speak else None
    base = speak(chapter.first.solution, part.path, part.base) if speak else None
    place, new = own or (Text.both(part.path), Text.both(value_words(part.own)))
    words = INSTEAD.of(place=place, own=new, base=base[1] if base else value_words(part.base))
    more = part.count - 1
    if more:
        rest = ONE_MORE_DIFFERENCE if more == 1 else MORE_DIFFERENCES.of(count=more)
        words = Text(words.get("en") + rest.get("en"), words.get("zh") + rest.get("zh"))
    return words


def value_words(value: object) -> str:
    """Return a value of the document in one line."""
    if value is None:
        return "–"
    text = str(value)
    return text if len(text) <= 120 else text[:117] + "…"


def _disputed(dossier: Dossier) -> Iterator[Html]:
    """Name contested claims, contradicted ones first, and count what is assumed."""
    lang = dossier.lang
    basis = [one for chapter in dossier.chapters for sentence in chapter.sentences for one in sentence.finding.basis]
    claims = [claim for claim in dossier.contested_first(basis) if claim in dossier.disputed]
    for claim in claims[:2]:
        words = dossier.document.claims[claim].text
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
    if len(claims) > 2:
        more = tag("a", MORE_DISPUTED.of(count=len(claims) - 2).get(lang), href="#claims")
        yield tag("p", more)
    assumed = sum(1 for _ in assumptions_of(dossier))
    if ASSUMPTION in basis and assumed:
        link = tag("a", ASSUMED.of(count=assumed).get(lang), href="#assumptions")
        yield tag("p", link)
    elif not claims:
        yield tag("p", NO_DISPUTE.get(lang))


def assumptions_of(dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    """Yield (model, place, what) for each part of the models that says `basis: assumption`, each one once."""
    seen = set()
    for chapter in dossier.chapters:
        for reading in chapter.model.readings.values():
            for place, what in _assumed(reading.tree.data, ""):
                if (chapter.model.name, place, what) not in seen:
                    seen.add((chapter.model.name, place, what))
                    yield chapter.model.name, place, what


def _assumed(data: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        if data.get("basis") == ASSUMPTION:
            kept = {key: value for key, value in data.items() if key not in ("basis", "id", "name", "about", "layer")}
            what = kept.get("rule", data.get("name") if "name" in data else kept)
            known = data.get("id")
            yield place, f"{known}: {_plain(what)}" if known else _plain(what)
        for key, value in data.items():
            yield from _assumed(value, f"{place} › {key}" if place else str(key))
    elif isinstance(data, list):
        for value in data:
            yield from _assumed(value, place)


def _plain(value: object) -> str:
    if isinstance(value, dict) and set(value) <= {"en", "zh"}:
        return " / ".join(str(part) for part in value.values())
    if isinstance(value, dict):
        return ", ".join(f"{key} {part}" for key, part in value.items())
    return str(value)


def _cannot(dossier: Dossier) -> Iterator[Html]:
    lang = dossier.lang
    yield tag("p", LIKELIHOOD.get(lang))
    yield tag("p", MOTIVES.get(lang))
    if dossier.stress:
        yield tag("p", SHARES.get(lang))
