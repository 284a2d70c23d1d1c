"""The picture of each concept page, drawn from the library while the pages are built; no drawing is kept as a file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from countermove.document.text import LANGUAGES, Lang, Text
from countermove.export.drawings import standalone
from docs import solved

FIRST_SECTION = "\n## "
DRAWN_FROM = Text("Drawn from the library’s `{name}` while this page was built.", "本页生成时由案例库的`{name}`绘制。")
STRESS_DRAWS = 200


@dataclass(frozen=True)
class Picture:
    """Where a concept's picture comes from: a scenario, one of its models, and which of its figures."""

    scenario: str
    model: str | None = None
    figure: str | None = None


PICTURES = {
    "conflict": Picture("us-plan"),
    "dilemma": Picture("standoff"),
    "agreement": Picture("reaim"),
    "bargain": Picture("two-plans"),
    "race": Picture("compute-race"),
    "outlook": Picture("five-drivers"),
    "influence": Picture("narratives"),
    "stress": Picture("syria-iraq"),
}


def files() -> dict[str, str]:
    """Return every picture as a file of the site: path → SVG."""
    return {path(concept, lang): _drawn(concept, lang)[0] for concept in PICTURES for lang in LANGUAGES}


def path(concept: str, lang: Lang) -> str:
    """Return where a concept's picture lies in the site."""
    return f"concepts/pictures/{concept}.{lang}.svg"


def with_picture(page: str, markdown: str) -> str:
    """Return a page's Markdown with the picture of its concept before its second section; other pages as they are.

    Parameters
    ----------
    page : str
        The page's path below `docs`: ``concepts/conflict.zh.md``.
    markdown : str
        What it says.
    """
    folder, _, name = page.rpartition("/")
    concept, _, ending = name.removesuffix(".md").partition(".")
    if folder != "concepts" or concept not in PICTURES:
        return markdown
    lang: Lang = "zh" if ending == "zh" else "en"
    first, mark, rest = markdown.partition(FIRST_SECTION)
    section, again, remaining = rest.partition(FIRST_SECTION)
    _, title, caption = _drawn(concept, lang)
    stop = "" if title.endswith(("?", "？")) else "." if lang == "en" else "。"
    shown = f"![{title}]({path(concept, lang).removeprefix('concepts/')})\n\n*{title}{stop}* {caption}\n"
    return f"{first}{mark}{section.rstrip()}\n\n{shown}{again}{remaining}"


@cache
def _drawn(concept: str, lang: Lang) -> tuple[str, str, str]:
    """Return a concept's drawing, its title and its caption."""
    given = PICTURES[concept]
    if concept == "stress":
        return _shares(given.scenario, lang)
    model = given.model or next(iter(solved.scenario(given.scenario).document.models))
    figures = solved.answer(given.scenario, model).figures(lang)
    figure = next((one for one in figures if given.figure in (None, one.id)), figures[0])
    caption = f"{figure.caption.get(lang).strip()} {DRAWN_FROM.of(name=given.scenario).get(lang)}"
    return standalone(figure.svg), figure.title.get(lang), caption


def _shares(scenario: str, lang: Lang) -> tuple[str, str, str]:
    from countermove.report.study import ABOUT, TITLE, shares_drawn

    told, measure = _study(scenario)
    about = ABOUT.of(draws=STRESS_DRAWS).get(lang)
    caption = f"{about} {measure.get(lang)} {DRAWN_FROM.of(name=scenario).get(lang)}"
    return standalone(shares_drawn(told["outcomes"], about, lang)), TITLE.get(lang), caption


@cache
def _study(scenario: str) -> tuple[dict[str, Any], Text]:
    """Return what a small study of a scenario tells, and its measure."""
    from countermove.stress.study import Wish, lay_out, stress

    layout = lay_out(solved.scenario(scenario).document, Wish(draws=STRESS_DRAWS, seed=1))
    return stress(layout, workers=1).payload(), layout.measure()
