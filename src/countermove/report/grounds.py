"""Why, and who says so: each sentence opens to its certificate, the certificate to claims, a claim to its source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from countermove.analysis import Answer
from countermove.document.text import Lang, Text, listed
from countermove.kind import Explanation
from countermove.report.dossier import ASSUMPTION, Chapter, Dossier, Sentence, anchor
from countermove.report.firm import concept_in, firmness
from countermove.report.front import DISPUTES, assumptions_of
from countermove.report.html import Child, Html, quotation, said, tag
from countermove.report.path import path_drawn, paths_in
from countermove.report.places import subject_words

MOST_CLAIMS, MOST_SAID, MOST_DATA, MOST_PATHS = 8, 6, 6_000, 6

WHY = Text("Why, and who says so", "为什么，依据谁的说法")
WHY_ABOUT = Text(
    "Every sentence opens to its certificate and to the claims it rests on.",
    "每句话都可展开，查看其证明与所依据的主张。",
)
WHY_HERE = Text("Why {subject}", "关于{subject}")
MORE = Text("{count} more of the same kind", "另有{count}条同类说明")
SEE_TABLES = Text("It can be read off the tables of this model.", "可由本模型的表格直接读出。")
AS_DATA = Text("The certificate as data", "以数据形式查看证明")
CUT = Text("… cut here; `solve --json` prints it whole.", "……此处截断；`solve --json`可输出全部。")
RESTS_ON = Text("It rests on", "依据")
OWN_ASSUMPTION = Text("the analyst’s own assumptions, listed below", "分析者自己的假设，列于下文")
NO_BASIS = Text("what the model lays down; it names no claim", "模型本身的设定；未注明主张")
MORE_CLAIMS = Text("{count} more claims", "另有{count}条主张")
CLAIMS = Text("The claims it rests on", "所依据的主张")
CLAIMS_ABOUT = Text("Contested ones first; a ‡ says in what way.", "有争议的在前；‡说明争议所在。")
ASSUMPTIONS = Text("Assumptions without a source", "没有来源的假设")
ASSUMPTIONS_ABOUT = Text(
    "Nobody is cited for these: they are the analyst’s. Change one and solve again to see what it carries.",
    "以下各项没有引用任何人：属于分析者自己的假设。改动其一再求解，即可看出它支撑着什么。",
)
WHERE, WHAT, MODEL = (
    Text("Place in the document", "在文件中的位置"),
    Text("What is assumed", "假设内容"),
    Text("Model", "模型"),
)
CONTRADICTIONS = Text("Where the sources contradict each other", "来源之间的矛盾")
SOURCE_LINE = Text("{title}, {author}", "{title}，{author}")
KINDS = {
    "fact": Text("fact", "事实"),
    "motive": Text("motive attributed by the author", "作者归因的动机"),
    "forecast": Text("forecast", "预测"),
    "value": Text("value judgement", "价值判断"),
    "hypothetical": Text("advice or supposition", "建议或设想"),
}
STANDINGS = {
    "supported": Text("an outside source agrees", "有外部来源与之一致"),
    "contradicted": Text("contradicted, in whole or in part", "全部或部分受到反驳"),
    "unconfirmed": Text("not confirmed", "未经证实"),
    "untestable": Text("cannot be tested", "无法检验"),
}


def why_section(dossier: Dossier, chapter: Chapter) -> list[Html]:
    """Return one model's sentences, each opening to its grounds."""
    if not chapter.sentences:
        return []
    lang = dossier.lang
    parts = [tag("h2", WHY.get(lang)), tag("p", WHY_ABOUT.get(lang), cls="about")]
    return [*parts, *(_opened(dossier, chapter, sentence, at == 0) for at, sentence in enumerate(chapter.sentences))]


def _opened(dossier: Dossier, chapter: Chapter, sentence: Sentence, first: bool) -> Html:
    lang = dossier.lang
    firm = [part for part in firmness(dossier, chapter, sentence) if not isinstance(part, Html)]
    dagger = [" ‡"] if dossier.rests_on_dispute(sentence.finding) else []
    summary = tag("summary", said(sentence.finding.text, lang), tag("small", *firm, *dagger, cls="firm"))
    return tag("details", summary, *grounds(dossier, chapter, sentence), id=sentence.anchor, open=first)


def grounds(dossier: Dossier, chapter: Chapter, sentence: Sentence) -> list[Child]:
    """Return what a sentence opens to: its readings, why it follows, what it rests on, its certificate."""
    explained: list[Child] = list(_explained(dossier, chapter, sentence))
    if not explained and sentence.finding.certificate is None:
        words = SEE_TABLES.get(dossier.lang)
        explained.append(tag("p", tag("a", words, href=f"#tables-{anchor(chapter.model.name)}"), cls="about"))
    told: list[Child] = [_where(dossier, chapter, sentence), *explained, _basis(dossier, sentence)]
    return [*told, *_data(sentence.finding.certificate, dossier.lang)]


def _where(dossier: Dossier, chapter: Chapter, sentence: Sentence) -> Html | None:
    """Name the readings in which a sentence follows, where these are some of several."""
    if len(sentence.answers) in (1, len(chapter.answers)):
        return None
    titles = listed([answer.case.title for answer in sentence.answers], 99)
    return said(FOLLOWS_IN.of(readings=titles), dossier.lang, "p", "about")


FOLLOWS_IN = Text("It follows in: {readings}.", "它成立于以下读法：{readings}。")


def _explained(dossier: Dossier, chapter: Chapter, sentence: Sentence) -> Iterator[Html]:
    """Ask the kind why, about the first thing that the finding is about."""
    lang = dossier.lang
    answer = sentence.answers[0]
    concept = concept_in(sentence.finding.certificate)
    for subject in sentence.finding.subjects[:1]:
        told = _told(answer, subject, concept)
        if not told:
            continue
        actors = {name: actor.label for name, actor in dossier.document.actors.items()}
        section = chapter.model.readings[answer.reading].tree.data
        yield said(WHY_HERE.of(subject=subject_words(subject, section, actors)), lang, "h3")
        if len(sentence.answers) > 1:
            yield said(answer.case.title, lang, "p", "about")
        yield tag("ul", *(_explanation(dossier, answer, one) for one in told[:MOST_SAID]), cls="plain")
        if len(told) > MOST_SAID:
            rest = tag("ul", *(_explanation(dossier, answer, one) for one in told[MOST_SAID:24]), cls="plain")
            yield tag("details", tag("summary", MORE.of(count=len(told) - MOST_SAID).get(lang)), rest, cls="data")


def _told(answer: Answer, subject: str, concept: str | None) -> Sequence[Explanation]:
    for wanted in dict.fromkeys((concept, None)):
        try:
            return answer.explain(subject, concept=wanted)
        except (LookupError, RuntimeError):  # the kind does not know this concept; a search that grew too long
            continue
    return ()


def _explanation(dossier: Dossier, answer: Answer, one: Explanation) -> Html:
    chips = [path_drawn(dossier, steps) for steps in paths_in(one.data)[:MOST_PATHS]]
    return tag("li", said(one.text, dossier.lang), *chips)


def _basis(dossier: Dossier, sentence: Sentence) -> Html:
    lang = dossier.lang
    claims = dossier.contested_first(sentence.finding.basis)
    items: list[Child] = []
    for claim in claims[:MOST_CLAIMS]:
        link = tag("a", claim, href=f"#claim-{anchor(claim)}")
        dagger = tag("span", " ‡ ", DISPUTES[dossier.disputed[claim]].get(lang), cls="soft") if (
            claim in dossier.disputed) else None  # fmt: skip
        items.append(tag("li", link, " ", said(dossier.document.claims[claim].text, lang), dagger))
    if len(claims) > MOST_CLAIMS:
        items.append(tag("li", tag("a", MORE_CLAIMS.of(count=len(claims) - MOST_CLAIMS).get(lang), href="#claims")))
    if ASSUMPTION in sentence.finding.basis:
        items.append(tag("li", tag("a", OWN_ASSUMPTION.get(lang), href="#assumptions")))
    if not items:
        items.append(tag("li", NO_BASIS.get(lang)))
    return tag("div", tag("h3", RESTS_ON.get(lang)), tag("ul", *items, cls="plain"))


def _data(certificate: Any, lang: Lang) -> Iterator[Html]:
    if certificate is None:
        return
    text = json.dumps(certificate, ensure_ascii=False, indent=1, default=str)
    body: list[Child] = [tag("pre", text[:MOST_DATA], tabindex=0)]
    if len(text) > MOST_DATA:
        body.append(tag("p", CUT.get(lang), cls="caption"))
    yield tag("details", tag("summary", AS_DATA.get(lang)), *body, cls="data machine")


def claims_section(dossier: Dossier) -> list[Html]:
    """Return the register of what is cited, the contradictions among it, and the assumptions that cite nobody."""
    lang, known = dossier.lang, cited(dossier)
    parts: list[Html] = []
    against = [one for one in dossier.document.contradictions.values() if set(one.claims) & set(known)]
    known = dossier.contested_first([*known, *(claim for one in against for claim in one.claims)])
    if known:
        parts += [tag("h2", CLAIMS.get(lang), id="claims"), tag("p", CLAIMS_ABOUT.get(lang), cls="about")]
        parts.append(tag("ol", *(claim_entry(dossier, claim) for claim in known), cls="claims"))
    if against:
        parts.append(tag("h2", CONTRADICTIONS.get(lang)))
        parts += [_contradiction(dossier, one) for one in against]
    assumed = list(assumptions_of(dossier))
    silent = any(ASSUMPTION in sentence.finding.basis for one in dossier.chapters for sentence in one.sentences)
    if silent and not assumed:
        parts += [tag("h2", ASSUMPTIONS.get(lang), id="assumptions"), tag("p", SILENT.get(lang), cls="about")]
    if assumed:
        parts += [
            tag("h2", ASSUMPTIONS.get(lang), id="assumptions"),
            tag("p", ASSUMPTIONS_ABOUT.get(lang), cls="about"),
        ]
        heads = tag("tr", tag("th", MODEL.get(lang)), tag("th", WHERE.get(lang)), tag("th", WHAT.get(lang)))
        rows = [
            tag("tr", tag("td", model), tag("td", place, dir="auto"), tag("td", said(what, lang)))
            for model, place, what in assumed
        ]
        table = tag("table", tag("thead", heads), tag("tbody", *rows))
        region = tag("div", table, cls="scroll", tabindex=0, role="group", aria_label=ASSUMPTIONS.get(lang))
        parts.append(tag("details", tag("summary", COUNT.of(count=len(assumed)).get(lang)), region))
    return parts


SILENT = Text(
    "The document names no source for some of what it lays down, so that counts as the analyst’s own assumption; what "
    "it lays down is printed whole below.",
    "文件对其部分设定没有注明来源，这些一律算作分析者自己的假设；设定全文附于下文。",
)
COUNT = Text("{count} assumptions", "{count}处假设")


def cited(dossier: Dossier) -> list[str]:
    """Return the claims that findings or models cite; in a document without models, all it has of its own."""
    names = [one for chapter in dossier.chapters for sentence in chapter.sentences for one in sentence.finding.basis]
    for model in dossier.document.models.values():
        for reading in model.readings.values():
            names += _bases(reading.tree.data)
    if not dossier.document.models:
        names = list(dossier.document.claims)
    return dossier.contested_first(names)


def _bases(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        basis = data.get("basis")
        if isinstance(basis, list):
            yield from map(str, basis)
        for value in data.values():
            yield from _bases(value)
    elif isinstance(data, list):
        for value in data:
            yield from _bases(value)


def claim_entry(dossier: Dossier, name: str, named: bool = True) -> Html:
    """Return a claim with its source and quote; ``named`` makes it the place that links to the claim lead to."""
    lang, claim = dossier.lang, dossier.document.claims[name]
    source = dossier.document.sources.get(claim.source)
    parts: list[Child] = [tag("b", name), " ", said(claim.text, lang)]
    facts: list[Child] = [KINDS[claim.kind].get(lang), " · ", STANDINGS[claim.standing].get(lang)]
    if dossier.disputed.get(name) == "told differently":
        facts += [" · ‡ ", DISPUTES["told differently"].get(lang)]
    elif name in dossier.disputed:
        facts.insert(0, "‡ ")
    facts += [" · ", tag("b", claim.source)]
    if claim.at:
        facts += [" ", said(Text.both(claim.at), lang)]
    if source is not None:
        facts += [" · ", said(source.title, lang)]
        for part in (source.author, Text.both(source.date) if source.date else None, source.where):
            if part is not None:
                facts += [", " if lang == "en" else "，", said(part, lang)]
        if source.url and source.url.startswith(("https://", "http://")):
            facts += [" · ", tag("a", source.url, href=source.url, rel="noreferrer")]
    parts.append(tag("div", *facts, cls="soft"))
    if claim.quote:
        parts.append(tag("blockquote", quotation(claim.quote)))
    if claim.note is not None:
        parts.append(tag("div", said(claim.note, lang), cls="soft"))
    return tag("li", *parts, id=f"claim-{anchor(name)}" if named else None)


def _contradiction(dossier: Dossier, one: Any) -> Html:
    lang = dossier.lang
    rows = [tag("li", tag("b", source), " ", said(words, lang)) for source, words in one.accounts.items()]
    links: list[Child] = []
    for claim in one.claims:
        links += [tag("a", claim, href=f"#claim-{anchor(claim)}"), " "]
    note = tag("p", said(one.note, lang), cls="soft") if one.note is not None else None
    body = (tag("ul", *rows, cls="plain"), note, tag("p", *links, cls="soft"))
    return tag("details", tag("summary", said(one.topic, lang)), *body)
