"""The option-form matrix: what is taken today and in each set of outcomes that holds, and how one gets there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from countermove.conflict.figures.columns import Column, all_options, columns, place_of, strongest
from countermove.conflict.solution import ConflictSolution
from countermove.document.text import Lang, Text, listed
from countermove.drawing.marks import actor_class, actor_mark, dot, fold, group, label, line, path, svg, text_width
from countermove.kind import Cell, Figure, Table

WIDTH = 712.0
ROW = 22.0
MAX_ROWS = 28
MAX_READINGS = 4  # told one by one; of more, how many see it so

TITLE = Text("Today and what could hold, option by option", "现状与能够维持的结果：逐项对照")
TAKEN, LEFT, SOME = Text("taken", "采取"), Text("not taken", "不采取"), Text("in some of them", "部分采取")
ONE_OUTCOME, MANY_OUTCOMES = Text("1 outcome", "1种结果"), Text("{count} outcomes", "{count}种结果")
STATUS_QUO = Text("status quo", "当前状态")
HOLDS_IN = Text("How they hold in each reading", "在各读法中如何维持")
HOLDS_BY = {
    "nash": Text("Nash: nobody gains by moving", "纳什：无人能通过行动获益"),
    "seq": Text("Sequential: gains would be answered", "序贯：获益将遭到反制"),
    "smr": Text("Symmetric: gains could be, for good", "对称：获益可能遭到无法摆脱的反制"),
    "gmr": Text("General: gains could be answered", "一般：获益可能遭到反制"),
}
OF_READINGS = Text("{count} of {total}", "{count}/{total}种")
SENSES = {
    "nash": Text("Nash", "纳什"),
    "seq": Text("sequential", "序贯"),
    "smr": Text("symmetric", "对称"),
    "gmr": Text("general", "一般"),
}
NO_OUTCOME = Text("no outcome holds", "无结果能维持")
CAPTION = Text(
    "Filled: taken; hollow: not; half: in some of the column’s outcomes.",
    "实心为采取，空心为不采取，半实心为该列部分结果采取。",
)
BY_READING = Text(
    " Below, the strongest sense in which each reading makes them hold (Nash: nobody gains by moving; in the other "
    "senses gains would, or could, be answered).",
    "下方为各读法使其维持的最强含义（纳什：无人能通过行动获益；其余含义：获益将会或可能遭到反制）。",
)
BY_SENSE = Text(
    " Below, for each sense, how many of the {total} readings make them hold in it and in no stronger one; half: some "
    "of the column’s outcomes only.",
    "下方为{total}种读法中各有几种使其最多在该含义下维持；半实心：仅为该列部分结果。",
)
ARCS = Text(
    " Arcs: who moves, in turn, on a shortest way from today (dashed where not every step is a gain).",
    "弧线：从现状出发的最短途径中依次由谁行动（虚线表示并非每一步都是获益）。",
)
NOWHERE = Text(" In no reading does any outcome hold.", "在任何读法中都没有结果能够维持。")
LEFT_OUT = Text(" Left out for want of room: what holds in {readings}.", "因篇幅所限略去以下读法的结果：{readings}。")
SAME_ROWS = Text(" {count} options that are the same in every column are left out.", "各列相同的{count}个选项未列出。")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where things stand: x of each column, widths, and what is shown."""

    lang: Lang
    solved: Sequence[ConflictSolution]
    shown: Sequence[Column]
    rows: Sequence[tuple[str, str, Text]]
    owners: float
    names: float
    step: float

    def x(self, place: int) -> float:
        return self.names + self.step * (place + 0.5)


def matrix(solved: Sequence[ConflictSolution], lang: Lang) -> Figure | None:
    """Draw the option-form matrix of the outcomes that matter; ``None`` for a graph drawn by hand."""
    if any(solution.game.graph.codes is None for solution in solved):
        return None
    found = columns(solved)
    rows, same = _rows(solved, found)
    base = solved[0]
    owners = min(max(text_width(f"● {base.name(owner).get(lang)}", 15.6) for owner, _, _ in rows) + 10, 124.0)
    widest = max(text_width(name.get(lang)) for _, _, name in rows)
    below = [one.case.title for one in solved] if len(solved) <= MAX_READINGS else list(HOLDS_BY.values())
    titles = max(text_width(words.get(lang)) for words in below)
    names = min(max(owners + min(widest, 172.0) + 14, min(titles + 16, 250.0)), 316.0)
    room = max(2, int((WIDTH - names) // (58 if all(len(column.outcomes) == 1 for column in found) else 77)))
    shown, rest = found[:room], found[room:]
    sheet = _Sheet(lang, solved, shown, rows, owners, names, (WIDTH - names) / len(shown))
    marks: list[str] = []
    y = _heads(sheet, marks)
    y = _cells(sheet, marks, y)
    y = _senses(sheet, marks, y)
    y = _arcs(sheet, marks, y)
    caption = _caption(sheet, rest, same, len(found) == 1)
    title = TITLE.get(lang)
    return Figure("matrix", TITLE, caption, svg(marks, WIDTH, y + 6, title, caption.get(lang)), _data(sheet, found))


def _rows(solved: Sequence[ConflictSolution], found: Sequence[Column]) -> tuple[list[tuple[str, str, Text]], int]:
    """Return (owner, full name, words) of the options to show, and how many are left out as the same everywhere."""
    options = all_options(solved)
    rows = [(owner, key, detail.name) for key, (owner, detail) in options.items()]
    if len(rows) <= MAX_ROWS:
        return rows, 0
    kept = [row for row in rows if len({column.share(row[1]) for column in found}) > 1] or rows
    return kept, len(rows) - len(kept)


def _heads(sheet: _Sheet, marks: list[str]) -> float:
    width = min(sheet.step - 10, 140.0)
    heads = [clipped(column.heading.get(sheet.lang), width, 4) for column in sheet.shown]
    depth = max(len(lines) for lines in heads)
    for place, (column, lines) in enumerate(zip(sheet.shown, heads, strict=True)):
        for number, words in enumerate(lines):
            tip = column.heading.get(sheet.lang)
            y = 14 + 16 * (depth - len(lines) + number)
            marks.append(label(words, sheet.x(place), y, "strong", "middle", tip))
        count = len(column.outcomes)
        below = STATUS_QUO if not column.readings else ONE_OUTCOME if count == 1 else MANY_OUTCOMES.of(count=count)
        marks.append(label(below.get(sheet.lang), sheet.x(place), 15 + 16 * depth, "soft", "middle"))
    return 26 + 16.0 * depth


def _cells(sheet: _Sheet, marks: list[str], y: float) -> float:
    """Draw a row an option, each actor named once beside its first."""
    base = sheet.solved[0]
    for owner in dict.fromkeys(owner for owner, _, _ in sheet.rows):
        place = place_of(base, owner)
        marks.append(line(0, y, WIDTH, y))
        y += 5
        named = clipped(f"{actor_mark(place)} {base.name(owner).get(sheet.lang)}", sheet.owners - 8, 3)
        for number, words in enumerate(named):
            tip = base.name(owner).get(sheet.lang)
            marks.append(label(words, 0, y + 15 + 16 * number, f"strong {actor_class(place)}", tip=tip))
        least = y + 16 * len(named) + 6
        for _, key, name in (row for row in sheet.rows if row[0] == owner):
            lines = clipped(name.get(sheet.lang), sheet.names - sheet.owners - 8, 3)
            for number, words in enumerate(lines):
                marks.append(label(words, sheet.owners, y + 15 + 16 * number, tip=name.get(sheet.lang)))
            for number, column in enumerate(sheet.shown):
                marks.append(_cell(sheet, column, number, key, name, y + 11, place))
            y += ROW + 16 * (len(lines) - 1)
        y = max(y, least) + 4
    return y


def _cell(sheet: _Sheet, column: Column, number: int, key: str, name: Text, y: float, actor: int) -> str:
    share = column.share(key)
    word = TAKEN if share == 1 else LEFT if share == 0 else SOME
    tip = f"{name.get(sheet.lang)}: {word.get(sheet.lang)} – {column.heading.get(sheet.lang)}"
    if share == 0:
        return dot(sheet.x(number), y, "none", "dim", tip, 5.5)
    return dot(sheet.x(number), y, "full" if share == 1 else "half", actor_class(actor), tip, 5.5)


def _senses(sheet: _Sheet, marks: list[str], y: float) -> float:
    """Write in which sense each column's outcomes hold: by reading where these are few, else how many see it so."""
    marks.append(line(0, y, WIDTH, y, "axis"))
    if len(sheet.solved) > MAX_READINGS:
        return _counted(sheet, marks, y + 6)
    y += 6
    for solution in sheet.solved:
        title = solution.case.title.get(sheet.lang)
        lines = clipped(title, sheet.names - 12, 2)
        for number, words in enumerate(lines):
            marks.append(label(words, 0, y + 14 + 15 * number, tip=title))
        for place, column in enumerate(sheet.shown):
            marks += _sense(sheet, solution, column, sheet.x(place), y + 14)
        y += 21 + 15 * (len(lines) - 1)
    return y + 6


def _counted(sheet: _Sheet, marks: list[str], y: float) -> float:
    held = [[strongest(solution, column) for solution in sheet.solved] for column in sheet.shown]
    for sense, words in HOLDS_BY.items():
        if not any(concept == sense for own in held for concept, _ in own):
            continue
        marks.append(
            label(clipped(words.get(sheet.lang), sheet.names - 12, 1)[0], 0, y + 14, tip=words.get(sheet.lang))
        )
        for place, own in enumerate(held):
            those = [whole for concept, whole in own if concept == sense]
            if not those:
                marks.append(label("–", sheet.x(place), y + 14, "soft", "middle"))
                continue
            told = OF_READINGS.of(count=len(those), total=len(sheet.solved)).get(sheet.lang)
            marks.append(dot(sheet.x(place) - text_width(told, 12) / 2 - 7, y + 10, "full" if any(those) else "half",
                             "", radius=3.5))  # fmt: skip
            style = "strong small" if sense == "nash" else "small"
            marks.append(label(told, sheet.x(place) + 3, y + 14, style, "middle"))
        y += 21
    return y + 6


def _sense(sheet: _Sheet, solution: ConflictSolution, column: Column, x: float, y: float) -> Iterator[str]:
    concept, whole = strongest(solution, column)
    if concept is None:
        yield label("–", x, y, "soft", "middle")
        return
    words = SENSES[concept].get(sheet.lang)
    width = text_width(words, 12)
    yield dot(x - width / 2 - 7, y - 4, "full" if whole else "half", "", radius=3.5)
    yield label(words, x + 3, y, "strong small" if concept == "nash" else "small", "middle")


def _arcs(sheet: _Sheet, marks: list[str], y: float) -> float:
    """Draw who moves in turn, from today to each column."""
    ways = [(place, column) for place, column in enumerate(sheet.shown) if column.route]
    if not ways:
        return y
    marks.append(line(0, y, WIDTH, y))
    depth = 0.0
    for number, (place, column) in enumerate(sorted(ways)):
        bottom = 20.0 + 20 * number
        depth = max(depth, bottom)
        one, two = sheet.x(0) - 2 * number, sheet.x(place)
        bend = (
            f"M{one:.1f},{y + 4:.1f} V{y + bottom - 8:.1f} Q{one:.1f},{y + bottom:.1f} {one + 8:.1f},{y + bottom:.1f}"
        )
        rise = f" H{two - 8:.1f} Q{two:.1f},{y + bottom:.1f} {two:.1f},{y + bottom - 8:.1f} V{y + 10:.1f}"
        marks.append(path(bend + rise, "link", dashed=not column.gains))
        marks.append(path(f"M{two - 4:.1f},{y + 11:.1f} L{two:.1f},{y + 4:.1f} L{two + 4:.1f},{y + 11:.1f}", "axis"))
        marks.append(_movers(sheet, column, one + 10, two - 10, y + bottom - 5))
    return y + depth + 10


def _movers(sheet: _Sheet, column: Column, left: float, right: float, y: float) -> str:
    """Name the movers of a route, with marks alone where names do not fit."""
    solution = sheet.solved[column.readings[0]]
    actors = [step.actor for step in column.route or ()]
    places = [place_of(solution, solution.actors[actor]) for actor in actors]
    names = [
        f"{actor_mark(place)} {solution.name(solution.actors[actor]).get(sheet.lang)}"
        for actor, place in zip(actors, places, strict=True)
    ]
    full = sum(text_width(name, 12) + 12 for name in names) <= right - left
    tip = " → ".join(names)
    parts, x = [], left
    for place, name in zip(places, names, strict=True):
        words = name if full else actor_mark(place)
        if x + text_width(words, 12) > right + 8:
            parts.append(label("…", x, y, "small"))
            break
        parts.append(label(words, x, y, f"small {actor_class(place)}"))
        x += text_width(words, 12) + 10
    return group(parts, tip=tip)


def _caption(sheet: _Sheet, rest: Sequence[Column], same: int, nowhere: bool) -> Text:
    many = len(sheet.solved) > MAX_READINGS
    caption = glued(CAPTION, BY_SENSE.of(total=len(sheet.solved)) if many else BY_READING)
    if any(column.route for column in sheet.shown):
        caption = glued(caption, ARCS)
    if nowhere:
        caption = glued(caption, NOWHERE)
    if rest:
        titles = [sheet.solved[place].case.title for column in rest for place in column.readings]
        caption = glued(caption, LEFT_OUT.of(readings=listed([Text("“{t}”", "“{t}”").of(t=t) for t in titles], 12)))
    if same:
        caption = glued(caption, SAME_ROWS.of(count=same))
    return caption


def _data(sheet: _Sheet, found: Sequence[Column]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for key, (owner, detail) in all_options(sheet.solved).items():
        shares = (column.share(key) for column in found)
        cells = (TAKEN if share == 1 else LEFT if share == 0 else SOME for share in shares)
        rows.append((sheet.solved[0].name(owner), detail.name, *cells))
    for solution in sheet.solved:
        senses = []
        for column in found:
            concept, whole = strongest(solution, column)
            word = Text.both("–") if concept is None else SENSES[concept]
            senses.append(word if whole or concept is None else glued(word, Text(" (some)", "（部分）")))
        rows.append((HOLDS_IN, solution.case.title, *senses))
    names = (Text("Actor", "行为体"), Text("Option", "选项"), *(column.heading for column in found))
    return Table("matrix", TITLE, names, tuple(rows))


def clipped(words: str, width: float, lines: int) -> list[str]:
    """Break words into at most so many lines, the last cut with an ellipsis; words wider than a line are cut."""
    folded = [piece for row in fold(words, width) or [""] for piece in _chopped(row, width)]
    if len(folded) <= lines:
        return folded
    last = folded[lines - 1]
    while last and text_width(last + "…") > width:
        last = last[:-1]
    return [*folded[: lines - 1], last.rstrip() + "…"]


def _chopped(words: str, width: float) -> Iterator[str]:
    while text_width(words) > width and len(words) > 1:
        cut = max(1, next((at for at in range(len(words), 0, -1) if text_width(words[:at]) <= width), 1))
        yield words[:cut]
        words = words[cut:]
    yield words


def glued(one: Text, two: Text) -> Text:
    """Return two sentences as one text."""
    return Text(f"{one.get('en')}{two.get('en')}", f"{one.get('zh')}{two.get('zh')}")
