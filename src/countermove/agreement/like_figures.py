"""A drawing of an agreement among like parties: what members and outsiders get by number of members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.like_findings import family_table
from countermove.document.text import Lang, Text
from countermove.drawing.marks import dot, label, line, path, svg
from countermove.drawing.scales import Linear
from countermove.kind import Figure

if TYPE_CHECKING:
    from countermove.agreement.like_parties import FamilyAnswer
    from countermove.agreement.participation import Floats
    from countermove.agreement.solution import AgreementSolution

WIDTH, HEIGHT = 760.0, 320.0
TITLE = Text("What members and outsiders get, by number of members", "按成员数：成员与局外者各得多少")
CAPTION = Text(
    "Filled: a member. Hollow: an outsider. A member leaves where the outsider of one fewer gets more, an outsider "
    "joins where the member of one more does. Upright line: the number that holds itself up, the indifferent joining. "
    "{reading}.",
    "实心：成员；空心：局外者。若少一个成员时局外者所得更多，成员会退出；若多一个成员时成员所得更多，局外者会加入。"
    "竖线：能自我维持的成员数（无差异者加入）。{reading}。",
)
MEMBERS = Text("members", "成员数")
EACH = Text("each gets", "每个所得")
MOST_DOTS = 40


def family_figure(solution: AgreementSolution, answer: FamilyAnswer, lang: Lang) -> Figure:
    """Draw payoffs by number of members, the stable number marked."""
    member, outsider = answer.family.member, answer.family.outsider
    low, high = float(np.nanmin([member, outsider])), float(np.nanmax([member, outsider]))
    n = answer.numbers.parties
    across, up = Linear(0, n, 70, WIDTH - 20), Linear(low, high, HEIGHT - 50, 30)
    marks = [line(70, HEIGHT - 40, WIDTH - 20, HEIGHT - 40, "axis"), line(60, 30, 60, HEIGHT - 50, "axis")]
    for tick in across.ticks(10):
        if tick == round(tick):
            marks.append(label(f"{tick:g}", across(tick), HEIGHT - 22, "soft small", "middle"))
    for tick in up.ticks(5):
        marks.append(label(f"{tick:.4g}", 54, up(tick) + 4, "soft small", "end"))
    marks.append(label(MEMBERS.get(lang), WIDTH - 20, HEIGHT - 6, "soft", "end"))
    marks.append(label(EACH.get(lang), 8, 18, "soft"))
    if answer.number is not None:
        x = across(answer.number)
        marks.append(line(x, 26, x, HEIGHT - 40, "link strong"))
        marks.append(label(str(answer.number), x + 6, 34, "strong"))
    marks += [*_course(outsider, across, up, hollow=True), *_course(member, across, up, hollow=False)]
    caption = CAPTION.of(reading=solution.title)
    drawing = svg(marks, WIDTH, HEIGHT, TITLE.get(lang), caption.get(lang))
    return Figure(f"family-{solution.reading}", TITLE, caption, drawing, family_table(answer))


def _course(values: Floats, across: Linear, up: Linear, hollow: bool) -> list[str]:
    points = [(k, float(value)) for k, value in enumerate(values) if not np.isnan(value)]
    marks = [path("M" + " L".join(f"{across(k):.1f},{up(value):.1f}" for k, value in points), "link")]
    every = max(len(values) // MOST_DOTS, 1)
    for k, value in points[::every]:
        marks.append(dot(across(k), up(value), "none" if hollow else "full", tip=f"{k}: {value:.4g}", radius=4))
    return marks
