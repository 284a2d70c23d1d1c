"""What a stress study adds: shares of draws with their intervals, what they rest on, what flips the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from countermove.document.text import Lang, Text
from countermove.drawing.marks import dot, fold, label, line, svg
from countermove.drawing.scales import Linear
from countermove.kind import Figure, Table
from countermove.report.figures import figure_block
from countermove.report.html import Html, said, tag

WIDTH, LEFT, MOST, A_CONCEPT, CERTAIN = 712.0, 330.0, 16, 6, 2
TITLE = Text("How firm is it?", "结论有多稳固？")
ABOUT = Text(
    "Share of {draws} draws in which each outcome holds; bars are 95% intervals of sampling.",
    "{draws}次抽样中各结果得以维持的份额；横条为95%抽样区间。",
)
BOUNDED = Text(
    "“Necessary” and “impossible” are proved for every draw that there may be.",
    "“必然”与“不可能”是对所有可能的抽样证明的。",
)
NECESSARY, IMPOSSIBLE = Text("{n}, necessary", "{n}，必然"), Text("{n}, impossible", "{n}，不可能")
YES, NO, OPEN = Text("yes", "是"), Text("no", "否"), Text("not settled", "未定")
HALF_DONE = Text(
    "The study is not finished: {done} of {draws} draws have an answer so far, and the shares are of those.",
    "该研究尚未完成：{draws}次抽样中已有{done}次得出结果，份额以此为准。",
)
EMPTY = Text(
    "The study holds no finished draws yet, so there are no shares to tell.",
    "该研究尚无已完成的抽样，因此没有份额可报告。",
)
ASKED = Text("The study asks: {question}", "该研究的问题：{question}")
MEASURE = Text("The measure: {measure}", "测度：{measure}")
VARIES = Text("The measure: what varies, and by which law", "测度：哪些内容变动，依何分布")
VARYING, LAW = Text("What varies", "变动的内容"), Text("Law", "分布")
BASIS, ASSUMED = Text("Basis", "依据"), Text("assumption", "假设")
FEW = 6  # inputs that are shown without being asked for
FOUND = Text("What the study found, in sentences", "研究的发现")
DRIVERS = Text("What moves the shares most", "对份额影响最大的因素")
FLIPS = Text("What flips the answer", "什么会翻转结论")
FLIP = Text(
    "{input}: {after} in place of {before} turns this round: {name}.",
    "{input}：若由{before}变为{after}，则以下结论翻转：{name}。",
)
SHARES = Text("Share of draws in which each outcome holds", "各结果得以维持的抽样份额")
GLUED = Text("{one} {two}", "{one}{two}")
LEFT_OUT = Text("{count} more outcomes are in the study.", "另有{count}个结果，见该研究。")
ALL_OF_100 = Text("100 of 100 draws", "每100次")
OF_100 = Text("{n} of 100 draws", "100次抽样中{n}次")


def study_section(stress: Mapping[str, Any] | None, lang: Lang) -> list[Html]:
    """Return the section on a study; nothing where there is none."""
    if not stress:
        return []
    parts = [tag("h2", TITLE.get(lang), id="stress")]
    draws, done = stress.get("draws") or 0, stress.get("answered", stress.get("draws")) or 0
    if not done or not (stress.get("outcomes") or stress.get("text")):
        return [*parts, tag("p", EMPTY.get(lang))]
    if stress.get("title"):
        parts.append(said(ASKED.of(question=_text(stress["title"])), lang, "p", "about"))
    if done < draws:
        parts.append(tag("p", HALF_DONE.of(done=f"{done:,}", draws=f"{draws:,}").get(lang), cls="failure"))
    if stress.get("measure"):
        parts += _measure(stress, lang)
    figure = study_figure(stress, lang)
    if figure is not None:
        parts.append(figure_block(figure, lang, "h3"))
    if stress.get("text"):
        return [*parts, *_listed(FOUND, [one for one in stress["text"] if one != stress.get("measure")], lang)]
    parts += _listed(DRIVERS, stress.get("drivers") or (), lang)
    return [*parts, *_listed(FLIPS, stress.get("flips") or (), lang)]


def _measure(stress: Mapping[str, Any], lang: Lang) -> Iterator[Html]:
    """Yield what a share is a share of, one row an input; where many vary the table opens on demand."""
    inputs, frame = stress.get("inputs"), stress.get("frame")
    if not inputs or not frame:
        yield said(MEASURE.of(measure=_text(stress["measure"])), lang, "p", "about")
        return
    rows = []
    for one in inputs:
        basis = [ASSUMED.get(lang) if name == "assumption" else str(name) for name in one.get("basis") or ()]
        cells = (_text(one["name"]).get(lang), _text(one["law"]).get(lang), ", ".join(basis))
        rows.append(tag("tr", *(tag("td", cell) for cell in cells)))
    head = tag("tr", *(tag("th", one.get(lang)) for one in (VARYING, LAW, BASIS)))
    table = tag("table", tag("thead", head), tag("tbody", *rows))
    scrolled = tag("div", table, cls="scroll", tabindex=0, role="group", aria_label=VARIES.get(lang))
    yield said(MEASURE.of(measure=_text(frame["opening"])), lang, "p", "about")
    yield scrolled if len(rows) <= FEW else tag("details", tag("summary", VARIES.get(lang)), scrolled)
    yield said(_text(frame["closing"]), lang, "p", "about")


def told_parts(stress: Mapping[str, Any], lang: Lang) -> Iterator[Html]:
    """Yield every sentence of a study, part by part; as one list where it was told before there were parts."""
    if stress.get("parts"):
        for part in stress["parts"]:
            yield tag("h4", _text(part["title"]).get(lang))
            yield _lines(part["lines"], lang)
    else:
        yield tag("ul", *(tag("li", _text(one).get(lang)) for one in stress.get("text") or ()), cls="plain")


def _lines(lines: Sequence[Mapping[str, Any]], lang: Lang) -> Html:
    items = []
    for one in lines:
        under = [_lines(one["under"], lang)] if one.get("under") else []
        items.append(tag("li", _text(one["text"]).get(lang), *under))
    return tag("ul", *items, cls="plain")


def study_flips(stress: Mapping[str, Any] | None, lang: Lang, sense: str = "") -> list[str]:
    """Return what flips the answer in a sense (and those named after it), as sentences: what holds as stated first."""
    flips = [
        one
        for one in (stress or {}).get("flips") or ()
        if not isinstance(one, Mapping) or str(one.get("concept", sense)).startswith(sense)
    ]
    flips.sort(key=lambda one: isinstance(one, Mapping) and one.get("stated") is False)
    return [_item(one, lang) for one in flips]


def shown(outcomes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the outcomes to draw, by falling share: those of the first sense, then what is in doubt in the others.

    What is in doubt is in front of what holds in every draw, of which two a sense say enough; what holds as stated is
    in front of what does not; what holds in no draw is left out.
    """
    first = outcomes[0].get("concept", "")
    senses: dict[Any, list[Mapping[str, Any]]] = {}
    for one in outcomes:
        if one["share"] > 0 or one.get("stated"):
            senses.setdefault(one.get("concept"), []).append(one)
    ordered = sorted(senses, key=lambda sense: not str(sense).startswith(str(first)))
    found: list[Mapping[str, Any]] = []
    for sense in ordered:
        doubtful = sorted((one for one in senses[sense] if one["share"] < 1), key=_in_front)
        certain = sorted((one for one in senses[sense] if one["share"] >= 1), key=_in_front)
        own = [*doubtful[:A_CONCEPT], *certain[:CERTAIN]][:A_CONCEPT]
        found += own[: max(0, MOST - len(found))]
    return sorted(found, key=lambda one: -one["share"])


def _in_front(one: Mapping[str, Any]) -> tuple[bool, float]:
    return not one.get("stated"), -float(one["share"])


def study_figure(stress: Mapping[str, Any] | None, lang: Lang) -> Figure | None:
    """Return the shares of a study as a figure, every outcome in its data; nothing where no draw has an answer."""
    told = stress or {}
    outcomes = [one for one in told.get("outcomes") or () if isinstance(one.get("share"), (int, float))]
    done = told.get("answered", told.get("draws")) or 0
    if not outcomes or not done:
        return None
    about = ABOUT.of(draws=f"{done:,}")
    rest = len(outcomes) - len(shown(outcomes))
    caption = about if rest <= 0 else GLUED.of(one=about, two=LEFT_OUT.of(count=f"{rest:,}"))
    if any(one.get("necessary") or one.get("possible") is False for one in shown(outcomes)):
        caption = GLUED.of(one=caption, two=BOUNDED)
    rows = tuple(
        (_name(one), str(one.get("subject", "")), str(one.get("concept", "")),
         *(float(one[key]) if isinstance(one.get(key), (int, float)) else None for key in ("share", "low", "high")),
         _settled(one.get("necessary")), _settled(one.get("possible")))
        for one in sorted(outcomes, key=lambda one: -one["share"])
    )  # fmt: skip
    heads = (
        Text("Outcome", "结果"), Text("Subject", "对象"), Text("Concept", "含义"), Text("Share of draws", "抽样份额"),
        Text("Interval from", "区间下限"), Text("Interval to", "区间上限"),
        Text("Necessary", "必然"), Text("Possible", "可能"),
    )  # fmt: skip
    drawing = shares_drawn(outcomes, about.get(lang), lang)
    return Figure("shares", SHARES, caption, drawing, Table("shares", SHARES, heads, rows))


def _settled(bound: object) -> Text:
    return YES if bound is True else NO if bound is False else OPEN


def shares_drawn(outcomes: Sequence[Mapping[str, Any]], about: str, lang: Lang) -> str:
    """Draw the shares of the outcomes that matter, each in words on the left, with its interval; an ``<svg>`` element.

    Parameters
    ----------
    outcomes : sequence of mapping
        As ``stress --json`` lists them; those without a share are numbers and are left out.
    about : str
        What is drawn, for a screen reader.
    lang : {"en", "zh"}
        The language of names.
    """
    scale = Linear(0, 1, LEFT, WIDTH - 40)
    marks, y = [], 52.0
    for one in shown([one for one in outcomes if isinstance(one.get("share"), (int, float))]):
        name = _name(one).get(lang)
        lines = (fold(name, LEFT - 44) or [""])[:5]
        for number, words in enumerate(lines):
            marks.append(label(words, 0, y + 4 + 15 * number, "strong" if one.get("stated") else "", tip=name))
        share = min(1.0, max(0.0, float(one["share"])))
        low, high = (float(one.get(key, share) or 0) for key in ("low", "high"))
        marks.append(line(scale(max(0, low)), y, scale(min(1, high)), y, "whisker"))
        tip = OF_100.of(n=f"{100 * share:.3g}").get(lang)
        marks.append(dot(scale(share), y, "none" if one.get("stated") is False else "full", "", tip, 4.5))
        right = share < 0.85
        place = scale(share) + (12 if right else -12)
        form = NECESSARY if one.get("necessary") else IMPOSSIBLE if one.get("possible") is False else Text.both("{n}")
        words = form.of(n=f"{100 * share:.3g}").get(lang)
        marks.append(label(words, place, y - 6, "small", "start" if right else "end"))
        y += 15 * len(lines) + 12
    grid = []
    for tick in (0, 25, 50, 75, 100):
        grid.append(line(scale(tick / 100), 26, scale(tick / 100), y - 10))
        words = str(tick) if tick < 100 else ALL_OF_100.get(lang)
        last = tick == 100
        grid.append(label(words, scale(tick / 100) + 40 * last, 17, "soft", "end" if last else "middle"))
    return svg([*grid, *marks], WIDTH, y, TITLE.get(lang), about)


def _listed(title: Text, items: Sequence[Any], lang: Lang) -> Iterator[Html]:
    if items:
        yield tag("h3", title.get(lang))
        yield tag("ul", *(tag("li", _item(one, lang)) for one in items[:16]), cls="plain")


def _item(one: Any, lang: Lang) -> str:
    """Return what a study says of something as a sentence; where it has none, as its fields."""
    if not isinstance(one, Mapping) or set(one) <= {"en", "zh"}:
        return _text(one).get(lang)
    for key in ("text", "sentence"):
        if one.get(key):
            return _text(one[key]).get(lang)
    if "before" in one and "after" in one:
        parts = {key: _text(one[key]) for key in ("name", "before", "after")}
        return FLIP.of(**parts, input=_text(one.get("input_name", one.get("input", "")))).get(lang)
    name = _text(one.get("name") or one.get("input") or one.get("id") or "").get(lang)
    rest = ", ".join(
        f"{key} {value:.3g}" if isinstance(value, float) else f"{key} {value}"
        for key, value in one.items()
        if key not in ("name", "input", "id") and isinstance(value, (int, float, str))
    )
    return f"{name}: {rest}" if name and rest else name or rest


def _name(one: Mapping[str, Any]) -> Text:
    return _text(one.get("name") or f"{one.get('subject', '')} · {one.get('concept', '')}")


def _text(value: Any) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, Mapping):
        return Text(value.get("en"), value.get("zh"))
    return Text.both(str(value))
