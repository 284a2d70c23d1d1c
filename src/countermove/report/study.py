"""What a stress study adds: shares of draws with their intervals, what drives them, what flips the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from countermove.document.text import Lang, Text
from countermove.drawing.marks import dot, fold, label, line, svg
from countermove.drawing.scales import Linear
from countermove.report.html import Html, drawing, tag

WIDTH, LEFT, MOST = 712.0, 300.0, 30
TITLE = Text("How firm is it?", "结论有多稳固？")
ABOUT = Text(
    "Share of {draws} draws in which each outcome holds; bars are 95% intervals of sampling.",
    "{draws}次抽样中各结果得以维持的份额；横条为95%抽样区间。",
)
EMPTY = Text(
    "The study holds no finished draws yet, so there are no shares to tell.",
    "该研究尚无已完成的抽样，因此没有份额可报告。",
)
MEASURE = Text("The measure: {measure}", "测度：{measure}")
DRIVERS = Text("What moves the shares most", "对份额影响最大的因素")
FLIPS = Text("What flips the answer", "什么会翻转结论")
LEFT_OUT = Text("{count} outcomes with smaller shares are in the study.", "另有{count}个份额较小的结果，见该研究。")
OF_100 = Text("{n} of 100 draws", "100次抽样中{n}次")


def study_section(stress: Mapping[str, Any] | None, lang: Lang) -> list[Html]:
    """Return the section on a study; nothing where there is none."""
    if not stress:
        return []
    parts = [tag("h2", TITLE.get(lang), id="stress")]
    outcomes = [one for one in stress.get("outcomes") or () if isinstance(one.get("share"), (int, float))]
    if not outcomes:
        return [*parts, tag("p", EMPTY.get(lang))]
    parts.append(tag("p", ABOUT.of(draws=f"{stress.get('draws') or 0:,}").get(lang), cls="about"))
    if stress.get("measure"):
        parts.append(tag("p", MEASURE.of(measure=_words(stress["measure"], lang)).get(lang), cls="about"))
    outcomes.sort(key=lambda one: -one["share"])
    parts.append(tag("div", drawing(_shares(outcomes[:MOST], lang)), cls="wide", tabindex=0, role="group",
                     aria_label=TITLE.get(lang)))  # fmt: skip
    if len(outcomes) > MOST:
        parts.append(tag("p", LEFT_OUT.of(count=len(outcomes) - MOST).get(lang), cls="about"))
    parts += _listed(DRIVERS, stress.get("drivers") or (), lang)
    parts += _listed(FLIPS, stress.get("flips") or (), lang)
    return parts


def study_flips(stress: Mapping[str, Any] | None, lang: Lang) -> list[str]:
    """Return what flips the answer, as sentences."""
    return [_item(one, lang) for one in (stress or {}).get("flips") or ()]


def _shares(outcomes: Sequence[Mapping[str, Any]], lang: Lang) -> str:
    scale = Linear(0, 1, LEFT, WIDTH - 40)
    marks, y = [], 52.0
    for one in outcomes:
        name = _words(one.get("name") or f"{one.get('subject', '')} · {one.get('concept', '')}", lang)
        lines = (fold(name, LEFT - 24) or [""])[:3]
        for number, words in enumerate(lines):
            marks.append(label(words, 0, y + 4 + 15 * number, tip=name))
        share = min(1.0, max(0.0, float(one["share"])))
        low, high = (float(one.get(key, share) or 0) for key in ("low", "high"))
        marks.append(line(scale(max(0, low)), y, scale(min(1, high)), y, "whisker"))
        tip = OF_100.of(n=f"{100 * share:.3g}").get(lang)
        marks.append(dot(scale(share), y, "full", "", tip, 4.5))
        right = share < 0.85
        place = scale(share) + (12 if right else -12)
        marks.append(label(f"{100 * share:.3g}", place, y - 6, "small", "start" if right else "end"))
        y += 15 * len(lines) + 12
    grid = []
    for tick in (0, 25, 50, 75, 100):
        grid.append(line(scale(tick / 100), 26, scale(tick / 100), y - 10))
        words = str(tick) if tick < 100 else OF_100.of(n=100).get(lang)
        grid.append(
            label(words, scale(tick / 100) + (40 if tick == 100 else 0), 17, "soft", "end" if tick == 100 else "middle")
        )
    return svg([*grid, *marks], WIDTH, y, TITLE.get(lang), ABOUT.of(draws="").get(lang))


def _listed(title: Text, items: Sequence[Any], lang: Lang) -> Iterator[Html]:
    if items:
        yield tag("h3", title.get(lang))
        yield tag("ul", *(tag("li", _item(one, lang)) for one in items[:12]))


def _item(one: Any, lang: Lang) -> str:
    """Return a driver or a flip as a sentence; where it has none, as its fields."""
    if isinstance(one, Mapping):
        for key in ("text", "sentence"):
            if one.get(key):
                return _words(one[key], lang)
        name = _words(one.get("name") or one.get("input") or one.get("id") or "", lang)
        rest = ", ".join(
            f"{key} {value:.3g}" if isinstance(value, float) else f"{key} {value}"
            for key, value in one.items()
            if key not in ("name", "input", "id") and isinstance(value, (int, float, str))
        )
        return f"{name}: {rest}" if name and rest else name or rest
    return _words(one, lang)


def _words(value: Any, lang: Lang) -> str:
    if isinstance(value, Text):
        return value.get(lang)
    if isinstance(value, Mapping):
        return str(value.get(lang) or value.get("en") or value.get("zh") or "")
    return str(value)
