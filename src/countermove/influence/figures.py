"""Drawings of a solved influence model: belief paths, and what a warning can tell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from countermove.document.text import Lang, Text
from countermove.drawing.marks import Fill, actor_class, actor_mark, dot, fold, label, line, path, svg, text_width
from countermove.drawing.scales import Linear
from countermove.influence.findings import share
from countermove.influence.network import apart
from countermove.influence.solution import Beliefs, Heard, InfluenceSolution
from countermove.influence.tables import WORDS, tables
from countermove.kind import Figure

WIDTH, HEIGHT = 900.0, 300.0
FILLS: dict[str, Fill] = {"blocked": "full", "partly": "half"}
PATHS = Text("How views settle", "看法如何趋于稳定")
PATHS_CAPTION = Text(
    "From first views on the left to views at rest on the right; parties that never move are straight lines. The "
    "dashed line is one half.",
    "左为最初看法，右为最终看法；从不改变看法的各方为水平直线。虚线为二分之一。",
)
TALK = Text("What warnings can tell, and which acts block a blame", "警告能说明什么，哪些行动能挡住指责")
TALK_CAPTION = Text(
    "Each bar runs from no threat (0) to the gravest (1); ticks are the borders between messages that can be told "
    "apart, and the mark is how the strongest is to be taken. Below: how often the blame still sticks after each act.",
    "每条横杠由毫无威胁（0）到最严重（1）；刻度为可区分说法的分界，标记表示最强警告应如何理解。下方：各项行动之后指责仍成立的概率。",
)
ROUNDS = Text("rounds", "轮")
FULLY, NOT = Text("held fully", "认同"), Text("not at all", "不认同")
MESSAGES = Text("{count} messages", "{count}种说法")
NO_MESSAGE = Text("nothing can be told", "无从说明任何事")
STICKS = Text("{word}; sticks {chance}", "{word}；成立{chance}")


def figures(solved: Sequence[InfluenceSolution], lang: Lang) -> list[Figure]:
    """Return belief paths of every reading, then warnings and acts of the first."""
    found = []
    if any(solution.beliefs is not None for solution in solved):
        found.append(_paths(solved, lang))
    if solved[0].heard or solved[0].acts:
        found.append(_talk(solved[0], lang))
    return found


def _paths(solved: Sequence[InfluenceSolution], lang: Lang) -> Figure:
    marks: list[str] = []
    y = 6.0
    for alike in _alike(solved):
        if len(solved) > 1:
            title = " · ".join(solution.case.title.get(lang) for solution in alike)
            for words in fold(title, WIDTH - 20, 13):
                marks.append(label(words, 0, y + 14, "strong"))
                y += 18
            y += 6
        beliefs = alike[0].beliefs
        assert beliefs is not None  # only such readings are grouped
        marks += _panel(alike[0], beliefs, y, lang)
        y += HEIGHT + 34
    drawing = svg(marks, WIDTH, y, PATHS.get(lang), PATHS_CAPTION.get(lang))
    data = next(table for solution in solved for table in tables(solution) if table.id == "beliefs")
    return Figure("paths", PATHS, PATHS_CAPTION, drawing, data)


def _alike(solved: Sequence[InfluenceSolution]) -> list[list[InfluenceSolution]]:
    """Group readings whose views take the same way, so that each way is drawn once."""
    groups: list[list[InfluenceSolution]] = []
    for solution in solved:
        if solution.beliefs is None:
            continue
        for group in groups:
            if _same_way(group[0].beliefs, solution.beliefs):
                group.append(solution)
                break
        else:
            groups.append([solution])
    return groups


def _same_way(first: Beliefs | None, second: Beliefs) -> bool:
    if first is None or first.parties != second.parties or first.rounds.shape != second.rounds.shape:
        return False
    return np.allclose(first.rounds, second.rounds, rtol=0, atol=1e-9)


def _panel(solution: InfluenceSolution, beliefs: Beliefs, top: float, lang: Lang) -> list[str]:
    actors = list(solution.case.actors)
    across = Linear(0, len(beliefs.rounds) - 1, 70, WIDTH - 230)
    up = Linear(0, 1, top + HEIGHT, top + 8)
    marks = [line(70, up(level), WIDTH - 230, up(level), dashed=level == 0.5) for level in (0, 0.5, 1)]
    for level in (0, 0.5, 1):
        marks.append(label(f"{level:g}", 62, up(level) + 4, "soft", "end"))
    marks += [label(FULLY.get(lang), 0, up(1) + 4, "small"), label(NOT.get(lang), 0, up(0) + 4, "small")]
    for tick in range(0, len(beliefs.rounds), max(1, (len(beliefs.rounds) - 1) // 6)):
        marks.append(label(str(tick), across(tick), top + HEIGHT + 16, "soft", "middle"))
    marks.append(label(ROUNDS.get(lang), WIDTH - 216, top + HEIGHT + 16, "soft"))
    ends = np.where(np.isfinite(beliefs.last), beliefs.last, beliefs.rounds[-1])
    wanted = [up(float(end)) + 4 for end in ends]
    places = apart(wanted, 16, top + 10, top + HEIGHT + 6)
    for index, party in enumerate(beliefs.parties):
        place = actors.index(party)
        style = actor_class(place)
        points = [(across(step), up(float(row[index]))) for step, row in enumerate(beliefs.rounds)]
        track = "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in points)
        name = solution.case.actors[party].name.get(lang)
        marks.append(path(track, f"line {style}", tip=name))
        end = (WIDTH - 216, up(float(ends[index])))
        marks.append(dot(*end, "full" if np.isfinite(beliefs.last[index]) else "half", style, tip=name, radius=4))
        marks.append(line(points[-1][0], points[-1][1], end[0] - 4, end[1], f"link {style}", dashed=True))
        words = f"{actor_mark(place)} {solution.case.actors[party].label.get(lang)} {float(ends[index]):.2f}"
        marks.append(label(_cut(words, 196), WIDTH - 204, places[index], f"small {style}", tip=name))
    return marks


def _talk(solution: InfluenceSolution, lang: Lang) -> Figure:
    marks: list[str] = []
    y = 10.0
    for heard in solution.heard:
        y = _bar(marks, solution, heard, y, lang)
    part = solution.section.blame
    for answer in solution.acts if part else ():
        assert part is not None
        lines = fold(part.acts[answer.id].name.get(lang), 330, 13)
        for depth, words in enumerate(lines):
            marks.append(label(words, 0, y + 14 + 16 * depth))
        scale = Linear(0, 1, 350, 650)
        marks.append(line(scale(0), y + 10, scale(1), y + 10, "axis"))
        marks.append(dot(scale(answer.blamed), y + 10, FILLS.get(answer.regime, "none")))
        text = STICKS.of(word=WORDS[answer.regime], chance=share(answer.blamed)).get(lang)
        marks.append(label(text, 666, y + 14, "small"))
        y += 16 + 16 * max(len(lines), 1)
    drawing = svg(marks, WIDTH, y + 8, TALK.get(lang), TALK_CAPTION.get(lang))
    shown = [table for table in tables(solution) if table.id in ("warnings", "acts")]
    return Figure("talk", TALK, TALK_CAPTION, drawing, shown[0])


def _bar(marks: list[str], solution: InfluenceSolution, heard: Heard, y: float, lang: Lang) -> float:
    warning = solution.section.warnings[heard.id]
    lines = fold(warning.name.get(lang), 330, 13)
    for depth, words in enumerate(lines):
        marks.append(label(words, 0, y + 14 + 16 * depth))
    scale = Linear(0, 1, 350, 650)
    marks.append(line(scale(0), y + 10, scale(1), y + 10, "axis"))
    for border in heard.borders[:51]:
        marks.append(line(scale(float(border)), y + 3, scale(float(border)), y + 17, "axis"))
    marks.append(dot(scale(heard.strongest), y + 10, tip=f"{heard.strongest:.2f}", radius=5))
    words_ = MESSAGES.of(count=len(heard.borders) - 1) if heard.is_informative else NO_MESSAGE
    marks.append(label(words_.get(lang), 666, y + 14, "small"))
    return y + 16 + 16 * max(len(lines), 1)


def _cut(words: str, width: float) -> str:
    if text_width(words, 12) <= width:
        return words
    while words and text_width(words + "…", 12) > width:
        words = words[:-1]
    return words + "…"
