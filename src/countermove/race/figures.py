"""Drawings of solved races: contests as lines with what binds in strips below, comparisons, and phase portraits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from countermove.document.text import Lang, Text
from countermove.drawing.marks import actor_class, actor_mark, fold, label, line, number, path, rect, svg, text_width
from countermove.drawing.scales import Linear
from countermove.kind import Figure, Table
from countermove.race.findings import (
    contest_finding,
    safety_finding,
    spiral_finding,
    strategy_finding,
    threshold_finding,
    what_if_finding,
)
from countermove.race.reporting import race_tables
from countermove.race.solution import (
    BottleneckAnswer,
    ContestAnswer,
    RaceSolution,
    SafetyAnswer,
    SpiralAnswer,
    StrategyAnswer,
    ThresholdAnswer,
    WhatIfAnswer,
)
from countermove.race.wording import KNOWLEDGE, amount, date_text, joined, share_text

Floats = NDArray[np.float64]
WIDTH, LEFT, RIGHT = 760.0, 64.0, 150.0
TALL, STRIP = 220.0, 18.0


def race_figures(solved: Sequence[RaceSolution], lang: Lang) -> list[Figure]:
    """Draw each contest (base first, other readings thin), then comparisons, then spirals of two sides."""
    base = solved[0]
    found = [_contest_figure(base, contest, solved[1:], lang) for contest in base.contests]
    found += [_what_if_figure(base, part, lang) for part in base.what_ifs]
    found += [_phase_figure(base, part, lang) for part in base.spirals if len(part.sides) == 2]
    found += [_threshold_figure(part, lang) for part in base.thresholds]
    if base.strategy:
        found.append(_effort_figure(base, base.strategy, lang))
    found += [_risk_figure(base, part, lang) for part in base.safety]
    if not base.contests and base.bottlenecks:
        found.insert(0, _strips_figure(base, lang))
    found.sort(key=lambda figure: base.headline is None or base.headline not in (figure.id, *figure.id.split("-", 1)))
    return found or [_series_figure(base, lang)]


def _place(solution: RaceSolution, side: str) -> int:
    actor = side.partition(".")[0]
    known = list(solution.actors)
    return known.index(actor) if actor in known else len(known) + 9


def _name(solution: RaceSolution, side: str, lang: Lang) -> str:
    return solution.actor(side).get(lang)


class _Frame:
    """Axes of a chart over time."""

    def __init__(self, solution: RaceSolution, low: float, high: float, top: float, tall: float = TALL) -> None:
        span = high - low or 1.0
        self.x = Linear(float(solution.times[0]), float(solution.times[-1]), LEFT, WIDTH - RIGHT)
        self.y = Linear(low, high + 0.04 * span, top + tall, top)
        self.top, self.bottom = top, top + tall
        self.solution = solution

    def axes(self, unit: str) -> list[str]:
        marks = []
        for tick in self.y.ticks(4):
            marks.append(line(LEFT, self.y(tick), WIDTH - RIGHT, self.y(tick)))
            marks.append(label(f"{tick:g}", LEFT - 8, self.y(tick) + 4, "soft", anchor="end"))
        for tick in self.x.ticks(6):
            marks.append(label(f"{tick:g}", self.x(tick), self.bottom + 18, "soft", anchor="middle"))
        if unit not in ("", "1"):
            marks.append(label(unit, 0, self.top - 40, "soft"))
        return marks

    def curve(self, values: Floats, kind: str, dashed: bool = False, tip: str = "") -> str:
        times = self.solution.times
        keep = np.unique(np.linspace(0, len(times) - 1, min(len(times), 240)).round().astype(int))
        points = [f"{number(self.x(float(times[i])))},{number(self.y(float(values[i])))}" for i in keep]
        return path("M" + " L".join(points), kind, dashed=dashed, tip=tip)

    def band(self, low: Floats, high: Floats, kind: str) -> str:
        """Fill between two curves."""
        times = self.solution.times
        keep = np.unique(np.linspace(0, len(times) - 1, min(len(times), 120)).round().astype(int))
        over = [f"{number(self.x(float(times[i])))},{number(self.y(float(high[i])))}" for i in keep]
        under = [f"{number(self.x(float(times[i])))},{number(self.y(float(low[i])))}" for i in reversed(keep)]
        return path("M" + " L".join([*over, *under]) + " Z", kind)

    def events(self, lang: Lang) -> list[str]:
        """Mark each event by a tick through the chart and a numbered word above it, on rows that do not collide."""
        marks, ends = [], [-1e9, -1e9]
        for event in self.solution.events:
            here, words = self.x(event.date), event.name.get(lang)
            row = 0 if here - 4 > ends[0] else 1
            right = here + text_width(words, 12) > WIDTH
            marks.append(line(here, self.top - 8 - 15 * row, here, self.bottom, dashed=True))
            marks.append(label(words, here - 4 if right else here + 4, self.top - 12 - 15 * row, "soft",
                               anchor="end" if right else "start"))  # fmt: skip
            ends[row] = here + text_width(words, 12)
        return marks


def _ends(frame: _Frame, named: Sequence[tuple[str, float, str]]) -> list[str]:
    """Write names at the right ends of curves, moved apart where they would overlap."""
    placed: list[float] = []
    marks = []
    for words, value, kind in sorted(named, key=lambda one: -one[1]):
        y = frame.y(value) + 4
        if placed and y < placed[-1] + 16:
            y = placed[-1] + 16
        for index, row in enumerate(fold(words, RIGHT - 14)):
            marks.append(label(row, WIDTH - RIGHT + 10, y + 15 * index, kind))
            placed.append(y + 15 * index)
    return marks


def _contest_figure(
    solution: RaceSolution, contest: ContestAnswer, others: Sequence[RaceSolution], lang: Lang
) -> Figure:
    beside = [part for other in others for part in other.contests if part.id == contest.id]
    every = [values for part in (contest, *beside) for values in part.sides.values()]
    every += [edge for band in contest.bands.values() for edge in band]
    top = 56.0
    frame = _Frame(
        solution, min(0.0, *(float(one.min()) for one in every)), max(float(one.max()) for one in every), top
    )
    marks = frame.axes(contest.unit) + frame.events(lang)
    for other in others:
        for part in other.contests:
            if part.id == contest.id and len(other.times) == len(solution.times):
                for side, values in part.sides.items():
                    kind = f"line dim {actor_class(_place(solution, side))}"
                    marks.append(frame.curve(values, kind, dashed=True, tip=other.title.get(lang)))
    ends = []
    for side, values in contest.sides.items():
        place = _place(solution, side)
        kind, name = actor_class(place), _name(solution, side, lang)
        if side in contest.bands:
            marks.append(frame.band(contest.bands[side][0], contest.bands[side][1], f"band {kind}"))
        marks.append(frame.curve(values, f"line {kind}", tip=name))
        ends.append((f"{actor_mark(place)} {name}", float(values[-1]), kind))
    marks += _ends(frame, ends)
    for change in contest.changes:
        here = float(np.interp(change.date, solution.times, contest.sides[change.by]))
        when = date_text(change.date, solution.time_unit).get(lang)
        marks.append(f'<circle cx="{number(frame.x(change.date))}" cy="{number(frame.y(here))}" r="5" class="ring"/>')
        marks.append(label(when, frame.x(change.date), frame.y(here) - 12, "strong", anchor="middle"))
    bottom = frame.bottom + 40
    for bound in (part for part in solution.bottlenecks if part.id in contest.held_by.values()):
        strip, bottom = _strip(solution, bound, frame.x, bottom, lang)
        marks += strip
    title = Text("Who leads in {name}", "“{name}”：谁领先").of(name=contest.name)
    caption = contest_finding(solution, contest).text
    if contest.bands:
        note = Text(" Shaded: eight of ten draws.", "阴影：十次抽样中的八次。")
        caption = joined(caption, note)
    if beside:
        note = Text(" Dashed: the other readings.", "虚线为其他读法。")
        caption = joined(caption, note)
    drawing = svg(marks, WIDTH, bottom + 6, title.get(lang), caption.get(lang))
    return Figure(f"contest-{contest.id}", title, caption, drawing, _table(solution, "lead"))


def _table(solution: RaceSolution, id: str) -> Table | None:
    return next((table for table in race_tables(solution) if table.id == id), None)


def _strip(
    solution: RaceSolution, part: BottleneckAnswer, x: Linear, top: float, lang: Lang
) -> tuple[list[str], float]:
    """Draw which input binds when: a bar whose pieces carry the input's name, and a hatch of their own per input."""
    place = _place(solution, part.actor or "")
    inputs = [part.inputs[one.input] if one.input else Text("nothing", "无") for one in part.spells]
    words = Text("{mark} what binds {name}: {order}", "{mark} 制约“{name}”的投入：{order}").of(
        mark=actor_mark(place), name=part.name,
        order=Text(", then ".join(one.get("en") for one in inputs), "，其后".join(one.get("zh") for one in inputs)),
    )  # fmt: skip
    marks = [label(words.get(lang), LEFT, top + 2, f"small {actor_class(place)}")]
    y = top + 8
    for spell in part.spells:
        left, right = x(spell.start), x(spell.end)
        name = part.inputs[spell.input].get(lang) if spell.input else "–"
        filled = spell.input == next(iter(part.inputs))
        tip = f"{name}: {date_text(spell.start, solution.time_unit).get(lang)}"
        marks.append(rect(left, y, max(right - left - 1, 1), STRIP, "area" if filled else "tile off", tip=tip))
        if text_width(name, 12) < right - left - 6:
            marks.append(label(name, left + 5, y + 13, "small"))
    return marks, y + STRIP + 18


def _strips_figure(solution: RaceSolution, lang: Lang) -> Figure:
    frame = _Frame(solution, 0, 1, 10, 4)
    marks: list[str] = []
    bottom = 24.0
    for part in solution.bottlenecks:
        strip, bottom = _strip(solution, part, frame.x, bottom, lang)
        marks += strip
    marks += [label(f"{tick:g}", frame.x(tick), bottom + 6, "soft", anchor="middle") for tick in frame.x.ticks(6)]
    title = Text("What binds when", "何时受何制约")
    caption = Text("Each bar names the input that binds.", "每条色带标出起制约作用的投入。")
    drawing = svg(marks, WIDTH, bottom + 16, title.get(lang))
    return Figure("binding", title, caption, drawing, _table(solution, "binding"))


def _what_if_figure(solution: RaceSolution, part: WhatIfAnswer, lang: Lang) -> Figure:
    low = min(0.0, float(part.with_it.min()), float(part.without.min()))
    frame = _Frame(solution, low, max(float(part.with_it.max()), float(part.without.max())), 56)
    marks = frame.axes(part.unit) + frame.events(lang)
    marks.append(frame.curve(part.without, "link strong", dashed=True))
    marks.append(frame.curve(part.with_it, "line actor-0"))
    as_is, without = Text("as it is", "实际情形"), Text("without it", "若无此变化")
    marks += _ends(
        frame,
        [(as_is.get(lang), float(part.with_it[-1]), "actor-0"), (without.get(lang), float(part.without[-1]), "soft")],
    )
    for date in (part.level_date,):
        if date is not None:
            here = float(np.interp(date, solution.times, part.with_it))
            marks.append(f'<circle cx="{number(frame.x(date))}" cy="{number(frame.y(here))}" r="5" class="ring"/>')
            words = date_text(date, solution.time_unit).get(lang)
            marks.append(label(words, frame.x(date), frame.y(here) - 12, "strong", anchor="middle"))
    title = Text("“{name}”: as it is, and without it", "“{name}”：实际情形与若无此变化").of(name=part.name)
    caption = what_if_finding(solution, part).text
    drawing = svg(marks, WIDTH, frame.bottom + 30, title.get(lang), caption.get(lang))
    return Figure(f"what-if-{part.id}", title, caption, drawing, _table(solution, "what-if"))


def _phase_figure(solution: RaceSolution, part: SpiralAnswer, lang: Lang) -> Figure:
    """Draw one side against the other: the run, the directions of change, and where each side alone would rest."""
    first, second = (solution.series[f"{part.id}.{side}"] for side in part.sides)
    tops = [
        1.15 * max(float(values.max()), min(balance, 2.5 * float(values.max())) if balance > 0 else 0.0, 1e-9)
        for values, balance in zip((first, second), part.balance, strict=True)
    ]
    x, y = Linear(0, tops[0], LEFT, 470), Linear(0, tops[1], 390, 30)
    names = [_name(solution, side, lang) for side in part.sides]
    marks = [line(LEFT, 390, 470, 390, "axis"), line(LEFT, 30, LEFT, 390, "axis")]
    marks += [label(f"{tick:g}", x(tick), 408, "soft", anchor="middle") for tick in x.ticks(5)]
    marks += [label(f"{tick:g}", LEFT - 8, y(tick) + 4, "soft", anchor="end") for tick in y.ticks(5)]
    kinds = [actor_class(_place(solution, side)) for side in part.sides]
    marks.append(label(f"{actor_mark(_place(solution, part.sides[0]))} {names[0]}", 470, 430, kinds[0], anchor="end"))
    marks.append(label(f"{actor_mark(_place(solution, part.sides[1]))} {names[1]}", LEFT - 40, 18, kinds[1]))
    marks += _arrows(part, x, y, tops)
    marks += _isoclines(part, x, y, tops, kinds, names, lang)
    keep = np.unique(np.linspace(0, len(first) - 1, min(len(first), 240)).round().astype(int))
    points = [f"{number(x(float(first[i])))},{number(y(float(second[i])))}" for i in keep]
    marks.append(path("M" + " L".join(points), "link strong"))
    for index, words in ((0, date_text(float(solution.times[0]), solution.time_unit)),
                         (-1, date_text(float(solution.times[-1]), solution.time_unit))):  # fmt: skip
        here, there = x(float(first[index])), y(float(second[index]))
        marks.append(
            f'<circle cx="{number(here)}" cy="{number(there)}" r="5" class="{"ring" if index == 0 else "dot"}"/>'
        )
        marks.append(label(words.get(lang), here + 9, there + 14, "small"))
    title = Text("“{name}”: each side's effort against the other's", "“{name}”：双方投入的相互关系").of(name=part.name)
    caption = spiral_finding(solution, part).text
    drawing = svg(marks, WIDTH, 440, title.get(lang), caption.get(lang))
    return Figure(f"spiral-{part.id}", title, caption, drawing, _table(solution, "series"))


def _arrows(part: SpiralAnswer, x: Linear, y: Linear, tops: Sequence[float]) -> list[str]:
    marks = []
    for across in np.linspace(0.08, 0.95, 8):
        for up in np.linspace(0.08, 0.95, 8):
            level = np.array([across * tops[0], up * tops[1]])
            push = part.matrix @ level + part.forcing
            room = 1 - level / part.ceilings
            push = np.where(push > 0, push * np.maximum(room, 0), push)
            dx, dy = push[0] / tops[0], push[1] / tops[1]
            size = float(np.hypot(dx, dy))
            if size < 1e-12 or (room < 0).any():
                continue
            here, there = x(float(level[0])), y(float(level[1]))
            tip_x, tip_y = here + 14 * dx / size, there - 14 * dy / size
            marks.append(line(here, there, tip_x, tip_y, "link"))
            marks.append(f'<circle cx="{number(tip_x)}" cy="{number(tip_y)}" r="1.6" class="dot dim"/>')
    return marks


def _isoclines(
    part: SpiralAnswer,
    x: Linear,
    y: Linear,
    tops: Sequence[float],
    kinds: Sequence[str],
    names: Sequence[str],
    lang: Lang,
) -> list[str]:
    """Draw where each side stands still, clipped to the chart, with its name beside it."""
    marks = []
    for row in range(2):
        slope_x, slope_y, push = float(part.matrix[row, 0]), float(part.matrix[row, 1]), float(part.forcing[row])
        ends = []
        for level in np.linspace(0, tops[0], 200):
            if abs(slope_y) > 1e-12:
                other = -(slope_x * level + push) / slope_y
                if 0 <= other <= tops[1]:
                    ends.append((float(level), float(other)))
        if len(ends) < 2:
            continue
        (x1, y1), (x2, y2) = ends[0], ends[-1]
        marks.append(
            path(
                f"M{number(x(x1))},{number(y(y1))} L{number(x(x2))},{number(y(y2))}", f"line {kinds[row]}", dashed=True
            )
        )
        words = Text("{who} stands still", "{who}不再变化").of(who=names[row]).get(lang)
        marks.append(label(words, 484, max(44.0, min(y(y2), 360.0)) + 4 + 18 * row, kinds[row]))
    return marks


def _effort_figure(solution: RaceSolution, part: StrategyAnswer, lang: Lang) -> Figure:
    """Draw equilibrium effort as steps over the periods, and the assumed effort as a dashed line."""
    top = max(float(part.paths.max()), *part.assumed)
    frame = _Frame(solution, 0.0, top, 40, 180)
    marks = frame.axes("")
    ends = []
    for row, actor in enumerate(part.actors):
        place = _place(solution, actor)
        kind = actor_class(place)
        nudge = 1.5 * row  # equal efforts would hide each other
        pieces = [
            f"{number(frame.x(edge))},{number(frame.y(float(part.paths[row, period])) + nudge)}"
            for period in range(len(part.edges) - 1)
            for edge in (part.edges[period], part.edges[period + 1])
        ]
        marks.append(path("M" + " L".join(pieces), f"line {kind}"))
        level = frame.y(part.assumed[row]) + nudge
        marks.append(path(f"M{number(LEFT)},{number(level)} H{number(WIDTH - RIGHT)}", f"line dim {kind}", dashed=True))
        words = f"{actor_mark(place)} {_name(solution, actor, lang)}"
        ends.append((words, float(part.paths[row, -1]), kind))
    marks += _ends(frame, ends)
    title = Text("Effort that each chooses against the other", "各方相互权衡下选择的投入")
    caption = joined(strategy_finding(solution, part).text, Text(" Dashed: the effort assumed.", "虚线为原设投入。"))
    drawing = svg(marks, WIDTH, frame.bottom + 30, title.get(lang), caption.get(lang))
    return Figure("strategy", title, caption, drawing)


def _threshold_figure(part: ThresholdAnswer, lang: Lang) -> Figure:
    """Draw what the option pays more than the other course over the constant's range, and where that changes sign."""
    ends = (min(0.0, float(part.gap.min())), max(0.0, float(part.gap.max())))
    room = 0.08 * (ends[1] - ends[0] or 1.0)
    x = Linear(float(part.values[0]), float(part.values[-1]), LEFT, WIDTH - RIGHT)
    y = Linear(ends[0] - room, ends[1] + room, 40 + TALL, 40)
    marks = [line(LEFT, y(tick), WIDTH - RIGHT, y(tick)) for tick in y.ticks(4)]
    marks += [label(f"{tick:g}", LEFT - 8, y(tick) + 4, "soft", anchor="end") for tick in y.ticks(4)]
    marks += [label(f"{tick:g}", x(tick), 58 + TALL, "soft", anchor="middle") for tick in x.ticks(6)]
    marks.append(line(LEFT, y(0), WIDTH - RIGHT, y(0), "axis"))
    points = [f"{number(x(float(a)))},{number(y(float(b)))}" for a, b in zip(part.values, part.gap, strict=True)]
    marks.append(path("M" + " L".join(points), "line actor-0"))
    for turn in part.crossings:
        marks.append(f'<circle cx="{number(x(turn))}" cy="{number(y(0))}" r="5" class="ring"/>')
        marks.append(label(amount(turn, part.unit).get(lang), x(turn), y(0) - 12, "strong", anchor="middle"))
    if part.values[0] <= part.stated <= part.values[-1]:
        marks.append(line(x(part.stated), 40, x(part.stated), 40 + TALL, dashed=True))
        marks.append(label(Text("as stated", "原设").get(lang), x(part.stated) + 4, 36, "soft"))
    unit = Text("", "") if part.payoff_unit == "1" else Text(f" ({part.payoff_unit})", f"（{part.payoff_unit}）")
    above = Text("gain from {option}{unit}", "{option}的增益{unit}").of(option=part.option, unit=unit)
    marks.append(label(above.get(lang), 0, 18, "soft"))
    for row, words in enumerate(fold(part.what.get(lang), RIGHT - 14)):
        marks.append(label(words, WIDTH - RIGHT + 10, 58 + TALL + 15 * row, "soft"))
    title = Text("{option} against {other}", "{option}与{other}的比较").of(option=part.option, other=part.other)
    title = Text(title.get("en")[:1].upper() + title.get("en")[1:], title.get("zh"))
    caption = threshold_finding(part).text
    drawing = svg(marks, WIDTH, 90 + TALL, title.get(lang), caption.get(lang))
    return Figure(f"threshold-{part.id}", title, caption, drawing)


def _risk_figure(solution: RaceSolution, part: SafetyAnswer, lang: Lang) -> Figure:
    """Draw the risk of disaster under each setting of knowledge as a bar with its number."""
    x, marks = Linear(0, 1, 300, 660), []
    for row, (known, risk) in enumerate(part.risks.items()):
        y, words = 30.0 + 40 * row, KNOWLEDGE[known].get(lang)
        marks.append(label(words, 288, y + 15, "strong" if known == part.information else "", anchor="end"))
        marks.append(rect(300, y, 360, 20, "area"))
        marks.append(rect(300, y, max(x(risk) - 300, 1), 20, "tile" if known == part.information else "tile dim"))
        marks.append(label(share_text(risk), x(risk) + 8, y + 15, "small"))
    title = Text("“{name}”: the risk of disaster", "“{name}”：灾难风险").of(name=part.name)
    caption = safety_finding(part).text
    drawing = svg(marks, WIDTH, 156, title.get(lang), caption.get(lang))
    return Figure(f"safety-{part.id}", title, caption, drawing)


def _series_figure(solution: RaceSolution, lang: Lang) -> Figure:
    """Draw the first quantity that is measured in one unit with others, where nothing is compared."""
    names = [name for name in solution.series if "." not in name] or list(solution.series)
    unit = solution.units[names[0]] if names else "1"
    shown = [name for name in names if solution.units[name] == unit][:6]
    values = [solution.series[name] for name in shown] or [np.zeros(len(solution.times))]
    frame = _Frame(
        solution, min(0.0, *(float(one.min()) for one in values)), max(float(one.max()) for one in values), 56
    )
    marks = frame.axes(unit) + frame.events(lang)
    ends = []
    for index, (name, one) in enumerate(zip(shown, values, strict=False)):
        marks.append(frame.curve(one, f"line {actor_class(index)}"))
        ends.append((f"{actor_mark(index)} {solution.names[name].get(lang)}", float(one[-1]), actor_class(index)))
    marks += _ends(frame, ends)
    title = Text("Quantities over time", "各变量随时间变化")
    drawing = svg(marks, WIDTH, frame.bottom + 30, title.get(lang))
    return Figure("series", title, title, drawing, _table(solution, "series"))
