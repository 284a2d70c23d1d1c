"""A drawing of two sponsors' bidding: who ends where under both rules, and what each system needs and wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countermove.agreement.sponsor_views import ALIGNED, sponsor_table
from countermove.agreement.sponsors import BOTH, FIRST, NEITHER, SECOND
from countermove.document.text import Lang, Text
from countermove.drawing.marks import dot, fold, label, line, rect, svg, text_width
from countermove.drawing.scales import Linear
from countermove.kind import Figure

if TYPE_CHECKING:
    from countermove.agreement.solution import AgreementSolution
    from countermove.agreement.sponsoring import SponsorsAnswer

WIDTH = 760.0
ORDER = (FIRST, BOTH, SECOND, NEITHER)
TITLE = Text("Who ends with whom", "各方归属")
CAPTION_HEDGED = Text(
    "Dot: where each party ends while it may be in both systems. Ring: where it would end if the choice were "
    "exclusive. Below: the share of those between that each system wins, and (mark) needs. {reading}.",
    "圆点：可同时加入两套体系时各方的归属；圆环：须作排他选择时的归属。下方：各体系赢得的中间地带份额及所需份额（竖线）。{reading}。",
)
CAPTION_SINGLE = Text(
    "Dot: where each party ends under an exclusive choice. Ring: where it would end if it could be in both systems. "
    "Below: the share of those between that each system wins, and (mark) needs. {reading}.",
    "圆点：须作排他选择时各方的归属；圆环：可同时加入两套体系时的归属。下方：各体系赢得的中间地带份额及所需份额（竖线）。{reading}。",
)
SHARE = Text("“{system}” wins {won} and needs {needed}", "“{system}”赢得{won}，需要{needed}")
SHARE_ONLY = Text("“{system}” wins {won}", "“{system}”赢得{won}")
COUNTED = Text("{party} ({count})", "{party}（{count}）")


def sponsor_figure(solution: AgreementSolution, answer: SponsorsAnswer, lang: Lang) -> Figure:
    """Draw parties down and alignments across, and a bar for each system's share."""
    first, second = (solution.names[system] for system in answer.systems)
    names = [
        fold(COUNTED.of(party=solution.names[party], count=f"{answer.counts[j]:g}").get(lang), 230)
        for j, party in enumerate(answer.parties)
    ]
    start = 40 + max(text_width(row) for rows in names for row in rows)
    step = (WIDTH - start) / len(ORDER)
    at = {option: start + step * (place + 0.5) for place, option in enumerate(ORDER)}
    marks, head = _heads(first, second, at, step, lang)
    y = head
    other = answer.hedged if answer.exclusive else answer.single
    for j, party in enumerate(answer.parties):
        for row, words in enumerate(names[j]):
            marks.append(label(words, 8, y + 4 + 16 * row))
        here, there = int(answer.held.alignment[j]), int(other.alignment[j])
        tip = f"{solution.names[party].get(lang)}: {ALIGNED[here].of(first=first, second=second).get(lang)}"
        if here != there:
            marks.append(line(at[here], y, at[there], y, "link"))
            marks.append(dot(at[there], y, "none", tip=tip, radius=6))
        else:
            marks.append(dot(at[here], y, "none", tip=tip, radius=9))
        marks.append(dot(at[here], y, "full", tip=tip, radius=6))
        y += 16 * (len(names[j]) - 1) + 28
        marks.append(line(8, y - 14, WIDTH - 8, y - 14))
    y += 14
    for k, system in enumerate((first, second)):
        marks += _share_bar(answer, k, system, y, lang)
        y += 48
    caption = (CAPTION_SINGLE if answer.exclusive else CAPTION_HEDGED).of(reading=solution.title)
    drawing = svg(marks, WIDTH, y - 8, TITLE.get(lang), caption.get(lang))
    return Figure(f"sponsors-{solution.reading}", TITLE, caption, drawing, sponsor_table(solution, answer))


def _heads(first: Text, second: Text, at: dict[int, float], step: float, lang: Lang) -> tuple[list[str], float]:
    marks, deepest = [], 1
    for option, x in at.items():
        rows = fold(ALIGNED[option].of(first=first, second=second).get(lang), step - 12)
        deepest = max(deepest, len(rows))
        for row, words in enumerate(rows):
            marks.append(label(words, x, 18 + 16 * row, "strong", "middle"))
    top = 18 + 16 * (deepest - 1) + 14
    marks.append(line(8, top, WIDTH - 8, top, "axis"))
    return marks, top + 20


def _share_bar(answer: SponsorsAnswer, k: int, system: Text, y: float, lang: Lang) -> list[str]:
    """Draw one system's bar: filled what it wins under the document's rules, a mark at what it needs."""
    scale = Linear(0, 1, 8, WIDTH - 8)
    won, needed = answer.share_won(answer.held, k), answer.share_needed(k)
    words = SHARE if answer.contest.quota[k] > 0 else SHARE_ONLY
    said = words.of(system=system, won=f"{won:.0%}", needed=f"{needed:.0%}").get(lang)
    marks = [label(said, 8, y, "small"), rect(8, y + 8, WIDTH - 16, 12, "tile off", 2)]
    if won > 0:
        marks.append(rect(8, y + 8, scale(won) - 8, 12, "tile", 2, said))
    if 0 < needed <= 1:
        marks.append(line(scale(needed), y + 3, scale(needed), y + 25, "link strong"))
    return marks
