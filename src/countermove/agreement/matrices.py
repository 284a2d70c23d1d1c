"""Dot matrices of a solved agreement: clauses by text, and parties by text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countermove.agreement.drawn import BESIDE, beside_columns, beside_table, record_table
from countermove.agreement.parties import REGIONS, parties
from countermove.agreement.record import JOINED, POSITIONS, UNSTATED
from countermove.document.text import Lang, Text, listed
from countermove.drawing.marks import dot, fold, label, line, svg, text_width
from countermove.kind import Figure

if TYPE_CHECKING:
    from countermove.agreement.record import Record
    from countermove.agreement.solution import AgreementSolution, DesignAnswer

WIDTH = 760.0
ROW = 24.0
BESIDE_CAPTION = Text(
    "Which clauses each text contains, by account of why some stay out ({accounts}). Dot: contained. Ring: not "
    "contained. Dash: under this account there is no such text.",
    "按各方为何不加入的不同解释（{accounts}），列出每种文本包含哪些条款。实点：包含；圆环：不包含；短横：在该解释下没有这样的文本。",
)

POSITIONS_HELD = Text("Who took which position on which text", "各方对各文本的立场")
POSITIONS_CAPTION = Text(
    "A row a party, by regional groups of the United Nations; a column a text, numbered as below. Dot: joined or voted "
    "yes. Half: abstained. Cross: voted no, or left. Ring: not listed, which is no refusal. Dash: absent from the "
    "vote. Empty: the record does not say.",
    "每行代表一方，按联合国区域组排列；每列代表一个文本，编号见图下。实点：加入或投赞成票；半圆：弃权；叉：投反对票或退出；"
    "圆环：未列名，但不等于拒绝；短横：缺席表决；空白：记录未载明。",
)
ELSEWHERE = Text("not a member", "非会员")
CODE, LINE, BETWEEN, COLUMN = 40.0, 14.0, 26.0, 16.0
SHOWN_TEXTS = 40


def record_figure(solution: AgreementSolution, record: Record, lang: Lang) -> Figure:
    """Draw the record as a dot matrix: parties down, in as many panels as fit; the latest texts across."""
    shown = list(range(len(record.texts)))[-SHOWN_TEXTS:]
    wide = CODE + COLUMN * len(shown)
    panels = max(int((WIDTH + BETWEEN) // (wide + BETWEEN)), 1)
    gap = (WIDTH - panels * wide) / (panels - 1) if panels > 1 else BETWEEN
    rows = _rows(record)
    deep = -(-len(rows) // panels)
    marks = []
    for panel in range(panels):
        left = (wide + gap) * panel
        own = rows[panel * deep : (panel + 1) * deep]
        for k, _ in enumerate(shown if own else ()):
            marks.append(label(str(k + 1), left + CODE + COLUMN * (k + 0.5), 12, "small soft", "middle"))
        for place, (party, heading) in enumerate(own):
            y = 28 + LINE * place
            if party < 0:
                marks.append(label(heading.get(lang), left, y + 4, "small strong"))
                continue
            code = record.parties[party]
            marks.append(label(code, left, y + 4, "small", tip=solution.names.get(code, heading).get(lang)))
            for k, text in enumerate(shown):
                x, held = left + CODE + COLUMN * (k + 0.5), int(record.position[party, text])
                marks += _position(x, y, held, f"{code}: {solution.texts[record.texts[text]].get(lang)}")
    y = 28 + LINE * deep + 12
    for k, text in enumerate(shown):
        said = fold(f"{k + 1}  {solution.texts[record.texts[text]].get(lang)}", WIDTH - 16)[0]
        marks.append(label(said, 0, y, "small soft"))
        y += 16
    drawing = svg(marks, max(wide, WIDTH), y, POSITIONS_HELD.get(lang), POSITIONS_CAPTION.get(lang))
    data = record_table(solution, record)
    return Figure(f"record-{solution.reading}", POSITIONS_HELD, POSITIONS_CAPTION, drawing, data)


def _rows(record: Record) -> list[tuple[int, Text]]:
    """Return row numbers of parties by region and code, a heading (-1) before each region."""
    known = parties()
    found: list[tuple[int, Text]] = []
    for region, name in (*REGIONS.items(), ("", ELSEWHERE)):
        own = [
            row
            for row, party in enumerate(record.parties)
            if (known[party].region if party in known and known[party].region in REGIONS else "") == region
        ]
        if own:
            found.append((-1, name))
            found += [(row, Text.both(record.parties[row])) for row in sorted(own, key=lambda r: record.parties[r])]
    return found


def _position(x: float, y: float, held: int, tip: str) -> list[str]:
    """Return the mark of a position."""
    position = None if held == UNSTATED else POSITIONS[held]
    if position is None:
        return []
    if position in JOINED:
        return [dot(x, y, "full", tip=tip, radius=4)]
    if position == "not_listed":
        return [dot(x, y, "none", tip=tip, radius=4)]
    if position == "abstain":
        return [dot(x, y, "half", tip=tip, radius=4)]
    if position == "absent":
        return [line(x - 4, y, x + 4, y, "axis")]
    return [line(x - 4, y - 4, x + 4, y + 4, "link strong"), line(x - 4, y + 4, x + 4, y - 4, "link strong")]


def beside_figure(solution: AgreementSolution, design: DesignAnswer, lang: Lang) -> Figure:
    """Draw clause by clause what the texts of the accounts contain."""
    columns = beside_columns(solution, design)
    names = [name for ids in design.menu.ids for name in ids]
    words = [fold(solution.clauses[name].get(lang), 240) for name in names]
    start = 24 + max((text_width(row) for rows in words for row in rows), default=0)
    wide = (WIDTH - start) / max(len(columns), 1)
    heads = [fold(heading.get(lang), wide - 14) for heading, _ in columns]
    top = 20.0 + 16 * max((len(rows) for rows in heads), default=1)
    marks = []
    for k, rows in enumerate(heads):
        for row, said in enumerate(rows):
            marks.append(label(said, start + wide * (k + 0.5), 16 + 16 * row, "small", "middle"))
    y = top + 6
    for name, rows in zip(names, words, strict=True):
        marks.append(line(8, y - 14, WIDTH - 8, y - 14))
        for row, said in enumerate(rows):
            marks.append(label(said, 8, y + 4 + 16 * row))
        for k, (heading, held) in enumerate(columns):
            x, tip = start + wide * (k + 0.5), f"{solution.clauses[name].get(lang)}: {heading.get(lang)}"
            if held is None:
                marks.append(line(x - 5, y, x + 5, y, "axis"))
            else:
                marks.append(dot(x, y, "full" if name in held else "none", tip=tip, radius=5))
        y += ROW + 16 * (len(rows) - 1)
    caption = BESIDE_CAPTION.of(accounts=listed([one.title for one in design.beside]))
    drawing = svg(marks, WIDTH, y - 8, BESIDE.get(lang), caption.get(lang))
    return Figure(f"beside-{solution.reading}", BESIDE, caption, drawing, beside_table(solution, design))
