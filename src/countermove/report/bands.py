"""A study beyond its shares: numbers as bands, conditions as boxes, and what would change one's mind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from countermove.document.text import Lang, Text
from countermove.drawing.marks import dot, fold, label, line, rect, svg
from countermove.drawing.scales import Linear
from countermove.report.html import Child, Html, drawing, tag
from countermove.stress.words import LIMIT, flip_form, percent

WIDTH, LEFT, MOST = 712.0, 300.0, 12
BANDS = Text("How far the numbers go", "数值的范围")
BANDS_ABOUT = Text(
    "Nine draws of ten lie in the band, the middle draw at the mark; each band has a scale of its own.",
    "十分之九的抽样落在横带内，标记处为中位数；每条横带各有刻度。",
)
BAND_TIP = Text("{name}: {low} to {high}, middle {median}", "{name}：{low}至{high}，中位数{median}")
BOXES = Text("When it holds, and when not", "何时成立，何时不成立")
BOXES_ABOUT = Text(
    "Each box is a set of conditions: in so many of its draws the outcome is as said, against so many of all draws, "
    "and so many of all such draws lie in it. Behind a condition stands quasi-p, the chance that the box would be as "
    "dense had the condition been put at random, and in how many of ten searches on resampled draws the same thing "
    "was restricted again. Conditions that chance explains are left out.",
    "每个盒子是一组条件：盒内有多大份额的抽样如所述，全部抽样中有多大份额如此，以及全部此类抽样中有多大份额落在盒内。条件之后标明"
    "准p值，即若该条件随机放置、盒子仍如此密集的机会，以及在重抽样的十次搜索中有几次再度限制同一项。可由偶然解释的条件已略去。",
)
OUTCOME, CONDITIONS = Text("Outcome", "结果"), Text("Where", "条件")
SO, NOT_SO = Text("holds", "成立"), Text("does not hold", "不成立")
DENSITY, BASE = Text("of its draws", "盒内份额"), Text("of all draws", "全部抽样中")
COVERAGE = Text("of all such draws", "涵盖份额")
EFFECTS = Text("Which inputs the differences come from", "差异来自哪些输入")
EFFECTS_ABOUT = Text(
    "The answers differ from draw to draw. How much of the difference (variance) goes when an input alone is learnt, "
    "how much stays when all but it are known, and its fair share when what inputs only do together is split evenly "
    "(Shapley effect, with the 95% interval of resampling). Inputs that carry a tenth or more are shown.",
    "各次抽样的答案不同。仅查明某项输入可消除多少差异（方差），除它以外全部查明后还剩多少，以及把共同作用平分之后它应担的份额"
    "（夏普利效应，附95%重抽样区间）。只列出承担十分之一以上的输入。",
)
INPUT, FIRST = Text("Input", "输入"), Text("learnt alone", "仅查明此项")
TOTAL, SHAPLEY = Text("all but it known", "其余均查明"), Text("its share", "应担份额")
SPAN = Text("{value} ({low} to {high})", "{value}（{low}至{high}）")
CARRIES = 0.1  # inputs with a smaller share are left out
MIND = Text("What would change my mind", "什么会改变我的看法")
NOTHING = Text(
    "No single input changes an outcome of the case as stated within what was tried.",
    "在所尝试的范围内，没有任何单个输入会改变所述情形的结果。",
)
LEARN = Text("Worth learning first", "最值得先查明的")
REMOVES = Text("{name}: takes away {share} of the doubt", "{name}：可消除{share}的疑问")


def study_beyond(stress: Mapping[str, Any], lang: Lang) -> Iterator[Html]:
    """Yield what a study says beside the shares: bands, boxes, single changes that flip it, what to learn first.

    Parameters
    ----------
    stress : mapping
        The ``result`` of ``stress --json``.
    lang : {"en", "zh"}
        The language.
    """
    numbers = [one for one in stress.get("outcomes") or () if _is_number(one)][:MOST]
    if numbers:
        yield tag("h3", BANDS.get(lang))
        yield tag("p", BANDS_ABOUT.get(lang), cls="about")
        yield tag("div", drawing(_bands(numbers, lang)), cls="wide", tabindex=0, role="group",
                  aria_label=BANDS.get(lang))  # fmt: skip
    yield from _boxes(stress.get("drivers") or (), lang)
    yield from _effects(stress.get("drivers") or (), lang)
    yield tag("h3", MIND.get(lang))
    flips = list(stress.get("flips") or ())[:MOST]
    if flips:
        yield tag("ul", *(tag("li", _flip(one, lang)) for one in flips), cls="plain")
    else:
        yield tag("p", NOTHING.get(lang))
    learn = [one for one in stress.get("information") or () if one.get("removed")][:MOST]
    if learn:
        yield tag("h3", LEARN.get(lang))
        items = (REMOVES.of(name=_text(one["name"]), share=percent(one["removed"])).get(lang) for one in learn)
        yield tag("ul", *(tag("li", words) for words in items), cls="plain")


def _is_number(outcome: Mapping[str, Any]) -> bool:
    return all(isinstance(outcome.get(key), int | float) for key in ("low", "high", "median"))


def _text(value: Mapping[str, str]) -> Text:
    return Text(value.get("en"), value.get("zh"))


def _bands(outcomes: Sequence[Mapping[str, Any]], lang: Lang) -> str:
    marks, y = [], 20.0
    for one in outcomes:
        name = _text(one["name"]).get(lang)
        lines = (fold(name, LEFT - 24) or [""])[:3]
        marks += [label(words, 0, y + 4 + 15 * number, tip=name) for number, words in enumerate(lines)]
        low, high, median = (float(one[key]) for key in ("low", "high", "median"))
        stated = one.get("stated")
        ends = [low, high, *([float(stated)] if isinstance(stated, int | float) else [])]
        scale = Linear(min(ends), max(ends), LEFT + 10, WIDTH - 60)
        shown = {"low": f"{low:.4g}", "high": f"{high:.4g}", "median": f"{median:.4g}"}
        tip = BAND_TIP.of(name=name, **shown).get(lang)
        marks.append(rect(scale(low), y - 6, max(2.0, scale(high) - scale(low)), 12, "band", 2, tip))
        marks.append(line(scale(low), y, scale(high), y, "whisker"))
        marks.append(dot(scale(median), y, "full", "", tip, 4.5))
        marks.append(label(shown["low"], scale(low), y + 20, "small soft", "middle"))
        if high > low:
            marks.append(label(shown["high"], scale(high), y + 20, "small soft", "middle"))
        y += max(15.0 * len(lines), 30) + 14
    return svg(marks, WIDTH, y, BANDS.get(lang), BANDS_ABOUT.get(lang))


def _boxes(drivers: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[Html]:
    rows = []
    for driver in drivers[:MOST]:
        for box in driver.get("boxes") or ():
            limits = (tag("li", _limit(limit, lang)) for limit in box["limits"])
            holds = (SO if box["holds"] else NOT_SO).get(lang)
            shares = (tag("td", _share(box.get(key))) for key in ("density", "base", "coverage"))
            name: Child = [_text(driver["name"]).get(lang), " ", tag("b", holds)]
            rows.append(tag("tr", tag("td", name), tag("td", tag("ul", *limits, cls="plain")), *shares))
    if rows:
        head = tag("tr", *(tag("th", one.get(lang)) for one in (OUTCOME, CONDITIONS, DENSITY, BASE, COVERAGE)))
        yield tag("h3", BOXES.get(lang))
        yield tag("p", BOXES_ABOUT.get(lang), cls="about")
        table = tag("table", tag("thead", head), tag("tbody", *rows))
        yield tag("div", table, cls="scroll", tabindex=0, role="group", aria_label=BOXES.get(lang))


def _effects(drivers: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[Html]:
    rows = []
    for driver in drivers[:MOST]:
        known = [one for one in driver.get("inputs") or () if (_value(one.get("shapley")) or 0) >= CARRIES]
        known.sort(key=lambda one: -float(one["shapley"]["value"]))
        for one in known[:3]:
            words = [_text(driver["name"]).get(lang), _text(one["name"]).get(lang)]
            shares = [_share(one.get("first")), _share(one.get("total")), _span(one["shapley"], lang)]
            rows.append(tag("tr", *(tag("td", cell) for cell in (*words, *shares))))
    if rows:
        head = tag("tr", *(tag("th", one.get(lang)) for one in (OUTCOME, INPUT, FIRST, TOTAL, SHAPLEY)))
        yield tag("h3", EFFECTS.get(lang))
        yield tag("p", EFFECTS_ABOUT.get(lang), cls="about")
        table = tag("table", tag("thead", head), tag("tbody", *rows))
        yield tag("div", table, cls="scroll", tabindex=0, role="group", aria_label=EFFECTS.get(lang))


def _span(estimate: Mapping[str, Any], lang: Lang) -> str:
    shares = {key: percent(min(1.0, max(0.0, float(estimate.get(key) or 0)))) for key in ("value", "low", "high")}
    return SPAN.of(**shares).get(lang)


def _limit(limit: Mapping[str, Any], lang: Lang) -> str:
    words = _text(limit["text"])
    chance, again = limit.get("quasi_p"), limit.get("again")
    if not isinstance(chance, int | float) or not isinstance(again, int | float):
        return words.get(lang)
    return LIMIT.of(limit=words, chance=percent(chance), again=round(10 * again)).get(lang)


def _value(estimate: Mapping[str, Any] | None) -> float | None:
    value = estimate.get("value") if estimate else None
    return float(value) if isinstance(value, int | float) else None


def _share(estimate: Mapping[str, Any] | None) -> str:
    value = _value(estimate)
    return "–" if value is None else percent(min(1.0, max(0.0, value)))


def _flip(flip: Mapping[str, Any], lang: Lang) -> str:
    words = {key: _text(flip[key]) for key in ("name", "before", "after")}
    form = flip_form(bool(flip.get("stated")), bool(flip.get("ranks")))
    return form.of(input=_text(flip["input_name"]), share=percent(flip["share"]), **words).get(lang)
