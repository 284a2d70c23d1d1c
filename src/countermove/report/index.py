"""The index: which scenario answers which of the register's systems, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from countermove.document.text import Lang, Text
from countermove.report.dossier import Dossier, Sentence, dossier
from countermove.report.front import WHY, leading
from countermove.report.html import Child, Html, page, said, tag
from countermove.report.pages import sheet

if TYPE_CHECKING:
    from countermove.analysis import Scenario
    from countermove.document.evidence import System

TITLE = Text("What the library answers", "案例库回答了什么")
LEAD = Text(
    "{covered} of {total} systems of the register are covered by a scenario that is shipped; the others are listed as "
    "open.",
    "总表{total}个系统中，已有{covered}个由随附案例覆盖；其余如实列为未覆盖。",
)
ALL = Text(
    "Each of the {total} systems of the register is covered by a scenario that is shipped. An answer follows from "
    "what its scenario assumes; it is no forecast.",
    "总表的{total}个系统均由随附案例覆盖。答案由案例的假设推出，并非预测。",
)
SYSTEM, QUESTION = Text("System", "系统"), Text("Its question", "问题")
ANSWERED = Text("Scenario and its answer in short", "案例及其简要回答")
OPEN = Text("not covered by a scenario yet", "尚无案例覆盖")
OTHERS = Text("Further scenarios", "其他案例")
OTHERS_ABOUT = Text("Published cases and starting points outside the register.", "总表之外的已发表案例与起点。")
NO_ANSWER = Text("no answer: the document has no model that could be solved", "无回答：文件没有可求解的模型")


def index_page(scenarios: Sequence[Scenario], lang: Lang) -> str:
    """Return the index of scenarios, solved in their first reading, as one HTML document."""
    return index_of({one.document.name: dossier(one, lang, readings=("base",)) for one in scenarios}, lang)


def index_of(gathered: Mapping[str, Dossier], lang: Lang) -> str:
    """Return the index of scenarios that are already solved."""
    systems = _systems(gathered)
    covering: dict[str, list[str]] = {name: [] for name in systems}
    for name, one in gathered.items():
        for system in one.document.covers:
            covering.setdefault(system, []).append(name)
    covered = sum(bool(covering[system]) for system in systems)
    rows = [
        _row(name, system, [_link(one, gathered[one], name) for one in covering[name]], lang)
        for name, system in systems.items()
    ]
    heads = tag("tr", *(tag("th", head.get(lang)) for head in (Text.both("#"), SYSTEM, QUESTION, ANSWERED)))
    table = tag("table", tag("thead", heads), tag("tbody", *rows), cls="systems")
    region = tag("div", table, cls="scroll", tabindex=0, role="group", aria_label=TITLE.get(lang))
    lead = (ALL if covered == len(systems) else LEAD).of(covered=covered, total=len(systems)).get(lang)
    header = tag(
        "header", tag("p", "countermove", cls="kicker"), tag("h1", TITLE.get(lang)), tag("p", lead, cls="lead")
    )
    body: list[Child] = [header, region, *_further(gathered, lang)]
    return page(f"{TITLE.get(lang)} – countermove", lang, sheet(), tag("main", *body, cls="wide-page"))


def _systems(gathered: Mapping[str, Dossier]) -> Mapping[str, System]:
    """Return the register's systems; scenarios that include it have them, else the library does."""
    for one in gathered.values():
        if one.document.systems:
            return one.document.systems
    from countermove.analysis import load

    return load("library:register").document.systems


def answering(one: Dossier, system: str) -> Sentence | None:
    """Return the sentence that answers a system: the one that the document names, else the first that is told."""
    model, _, finding = one.document.answers.get(system, "").partition("/")
    for chapter in one.chapters:
        if chapter.model.name == model and chapter.answers:
            own = [sentence for sentence in chapter.sentences if chapter.first in sentence.answers]
            named = [sentence for sentence in own if sentence.finding.id in (finding or chapter.headline,)]
            if named:
                return named[0]
    told = leading(one)
    return told[0][1] if told else None


def _link(name: str, one: Dossier, system: str = "") -> Html:
    """Return the answer with links to the report and to the grounds of that very sentence."""
    lang, page_of = one.lang, f"{name}.{one.lang}.html"
    sentence = answering(one, system)
    if sentence is None:
        return tag("div", tag("a", name, href=page_of), " ", tag("span", NO_ANSWER.get(lang)), cls="entry")
    why = tag("a", WHY.get(lang), href=f"{page_of}#{sentence.anchor}", aria_label=f"{WHY.get(lang)} {system} {name}")
    return tag("div", tag("a", name, href=page_of), " ", said(sentence.finding.text, lang), " ", why, cls="entry")


def _row(name: str, system: System, entries: Sequence[Html], lang: Lang) -> Html:
    answer: Child = list(entries) if entries else tag("span", OPEN.get(lang), cls="soft")
    question = said(system.question, lang, "td") if system.question is not None else tag("td", "")
    return tag("tr", tag("th", name), said(system.title, lang, "td"), question, tag("td", answer), id=name)


def _further(gathered: Mapping[str, Dossier], lang: Lang) -> Iterator[Html]:
    rest = [name for name, one in gathered.items() if not one.document.covers and one.document.models]
    if rest:
        yield tag("h2", OTHERS.get(lang))
        yield tag("p", OTHERS_ABOUT.get(lang), cls="about")
        for name in rest:
            yield tag("div", said(gathered[name].document.title, lang, "b"), _link(name, gathered[name]), cls="further")
