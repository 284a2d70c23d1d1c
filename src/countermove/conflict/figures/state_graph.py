"""The state graph: states placed by what they mean, so that they stay where they are while a model is edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from countermove.conflict.certificates import MAX_VISITS, evolution
from countermove.conflict.figures.columns import place_of
from countermove.conflict.figures.matrix import clipped, glued
from countermove.conflict.solution import LISTED, ConflictSolution
from countermove.conflict.wording import state_words
from countermove.document.text import Lang, Text
from countermove.drawing.marks import actor_class, dot, group, label, line, path, svg, text_width
from countermove.drawing.scales import Linear
from countermove.kind import Cell, Figure, Table

WIDTH = 712.0
TOP, LEFT, HEIGHT = 46.0, 28.0, 340.0
MOST, MOST_ARCS = 60, 90
EXPLORED, EXPLORED_ARCS, ROOM = 500, 2400, 14.0

TITLE = Text("Where one can stand, and who would move", "可能的处境与会采取行动的一方")
BEST = Text("best for {actor}", "对{actor}最好")
WORST = Text("worst for {actor}", "对{actor}最差")
TODAY = Text("today", "现状")
HOLDS = {
    "nash": Text("holds by itself", "能自行维持"),
    "seq": Text("holds because gains would be answered", "因获益会遭反制而维持"),
    "": Text("does not hold", "不能维持"),
}
CAPTION = Text(
    "{title}. Height: how well {actor} likes a state. Filled: nobody gains by moving; half: every gain would meet an "
    "answer in the answerer’s own interest; hollow: neither.",
    "{title}。高低表示{actor}对状态的偏好。实心：无人能通过行动获益；半实心：任何获益都会遭到符合反制者自身利益的反制；空心：两者皆非。",
)
ACROSS = {
    "layer": Text(
        " From left to right: the highest layer at which something is taken.", "从左到右：已采取行动的最高层次。"
    ),
    "gray": Text(
        " From left to right: in an order in which neighbours differ by few options.",
        "从左到右：相邻状态仅有少数选项不同。",
    ),
    "steps": Text(" From left to right: how many moves it takes from today.", "从左到右：从现状出发所需的行动步数。"),
}
ALL_MOVES = Text(
    " Arrows: moves that are gains for whoever makes them; heavier on the shortest ways from today to what holds.",
    "箭头：对行动者有利的行动；较粗者位于从现状到能维持结果的最短途径上。",
)
SOME_MOVES = Text(
    " Arrows: shortest ways from today to what holds; the other moves are left out.",
    "箭头：从现状到能维持结果的最短途径；其他行动未画出。",
)
NO_MOVES = Text(" Moves are left out.", "行动未画出。")
FEW = Text(
    " {shown} of {total} states: what holds, and the states one move from today.",
    "共{total}个状态，画出{shown}个：能维持的状态，以及从现状一步可达的状态。",
)
ABOUT = Text(
    " {shown} of {total} states: what holds, and the states one move from or to {state}.",
    "共{total}个状态，画出{shown}个：能维持的状态，以及从{state}出发或到达它只需一步的状态。",
)


@dataclass(frozen=True, slots=True)
class _Spot:
    state: int
    x: float
    y: float
    holds: str


def state_graph(solved: Sequence[ConflictSolution], lang: Lang) -> Figure | None:
    """Draw the states of the first reading: all up to 60, else those that hold and the neighbours of the status quo."""
    solution = solved[0]
    ways = _ways(solution)
    states = _shown(solution, ways, MOST, solution.game.graph.status_quo)
    moves, said = _moves(solution, states, ways, MOST_ARCS)
    total = solution.game.graph.size
    few = FEW.of(shown=len(states), total=total) if len(states) < total else None
    return _drawn(solution, states, _Links(ways, moves, said), WIDTH, few, lang)


def explored(solution: ConflictSolution, chosen: str | None, lang: Lang) -> Figure:
    """Draw the states of one reading to move about in: all up to 500, else what holds and the chosen one's neighbours.

    Raises
    ------
    LookupError
        If there is no such state.
    """
    graph = solution.game.graph
    centre = graph.status_quo if chosen is None else graph.find(chosen)
    ways = _ways(solution)
    states = _shown(solution, ways, EXPLORED, centre)
    moves, said = _moves(solution, states, ways, EXPLORED_ARCS)
    if chosen is not None:
        around = [move for move in moves if centre in move[1:]]
        ways = list(dict.fromkeys([*ways, *around]))
    few: Text | None = None
    if len(states) < graph.size:
        few = ABOUT.of(shown=len(states), total=graph.size, state=graph.label(centre))
    return _drawn(solution, states, _Links(ways, moves, said), max(WIDTH, ROOM * len(states)), few, lang)


@dataclass(frozen=True, slots=True)
class _Links:
    """The moves that are heavier, all that are drawn, and what is said of them."""

    ways: Sequence[tuple[int, int, int]]
    moves: Sequence[tuple[int, int, int]]
    said: Text


def _drawn(
    solution: ConflictSolution, states: Sequence[int], links: _Links, width: float, few: Text | None, lang: Lang
) -> Figure:
    focal = 0
    across, bands = _bands(solution, states)
    spots = _spots(solution, states, focal, bands, width)
    actor = solution.name(solution.actors[focal])
    marks = [
        line(LEFT - 14, TOP, LEFT - 14, TOP + HEIGHT, "axis"),
        label(clipped("↑ " + BEST.of(actor=actor).get(lang), WIDTH / 2, 1)[0], 0, 16, "soft"),
        label(clipped("↓ " + WORST.of(actor=actor).get(lang), WIDTH / 2, 1)[0], 0, TOP + HEIGHT + 28, "soft"),
    ]
    marks += _axis(across, bands, width, lang)
    marks += _arrows(solution, spots, links.moves, links.ways)
    marks += _nodes(solution, spots, width, lang)
    caption = CAPTION.of(title=solution.case.title, actor=actor)
    caption = glued(glued(caption, ACROSS[across]), links.said)
    if few is not None:
        caption = glued(caption, few)
    picture = svg(marks, width, TOP + HEIGHT + 38, TITLE.get(lang), caption.get(lang), role="group")
    return Figure("states", TITLE, caption, picture, _data(solution, spots))


def _shown(solution: ConflictSolution, ways: Sequence[tuple[int, int, int]], most: int, centre: int) -> list[int]:
    graph = solution.game.graph
    if graph.size <= most:
        return list(range(graph.size))
    kept: dict[int, None] = {graph.status_quo: None, centre: None}
    kept |= dict.fromkeys(end for _, _, end in ways)
    for concept in ("nash", "seq"):
        for state in solution.equilibria(concept)[: most // 2]:
            kept.setdefault(int(state))
    for state in _neighbours(solution, centre):
        if len(kept) >= most:
            break
        kept.setdefault(state)
    return sorted(list(kept)[:most])


def _neighbours(solution: ConflictSolution, state: int) -> Iterator[int]:
    """Yield the states one move from a state, then those one move before it."""
    graph = solution.game.graph
    for move in graph.moves:
        yield from map(int, move.ends(state))
    if state != graph.status_quo and graph.size <= LISTED:
        for other in range(graph.size):
            if any(state in move.ends(other) for move in graph.moves):
                yield other


def _bands(solution: ConflictSolution, states: Sequence[int]) -> tuple[str, dict[int, list[int]]]:
    """Return how states stand from left to right, and the states of each band in order."""
    graph = solution.game.graph
    bands: dict[int, list[int]] = {}
    if graph.codes is None:
        ways = evolution(solution.game)
        for state in states:
            steps = 0 if state == graph.status_quo else len(ways.routes.get(state, ())) or 99
            bands.setdefault(steps, []).append(state)
        return "steps", dict(sorted(bands.items()))
    ordered = sorted(states, key=lambda state: _gray_rank(int(graph.codes[state])))  # type: ignore[index]
    layers = [detail.layer for detail in solution.options().details]
    if max(layers, default=0) == 0:
        return "gray", {0: ordered}
    for state in ordered:
        bands.setdefault(max((layers[index] for index in solution.taken(state)), default=0), []).append(state)
    return "layer", dict(sorted(bands.items()))


def _gray_rank(code: int) -> int:
    """Return where a code stands in the reflected Gray order (Gray 1953, US patent 2632058)."""
    rank = 0
    while code:
        rank ^= code
        code >>= 1
    return rank


def _spots(
    solution: ConflictSolution, states: Sequence[int], focal: int, bands: Mapping[int, Sequence[int]], width: float
) -> dict[int, _Spot]:
    payoff = solution.game.payoff[focal]
    scale = Linear(float(payoff.max()), float(payoff.min()), TOP + 8, TOP + HEIGHT - 8)
    slot = (width - LEFT - 24) / max(1, len(states) + len(bands) - 1)
    held = {concept: set(map(int, solution.equilibria(concept)[:LISTED])) for concept in ("nash", "seq")}
    spots, x = {}, LEFT + slot / 2
    for own in bands.values():
        for state in own:
            holds = "nash" if state in held["nash"] else "seq" if state in held["seq"] else ""
            spots[state] = _Spot(state, x, scale(float(payoff[state])), holds)
            x += slot
        x += slot
    return spots


def _axis(across: str, bands: Mapping[int, Sequence[int]], width: float, lang: Lang) -> Iterator[str]:
    if across == "gray":
        return
    total = sum(map(len, bands.values())) + len(bands) - 1
    slot, at = (width - LEFT - 24) / max(1, total), LEFT
    for band, own in bands.items():
        middle = at + slot * len(own) / 2
        words = {
            "layer": Text("layer {n}", "第{n}层"),
            "steps": Text("{n} moves", "{n}步") if band not in (0, 1, 99) else STEPS[band],
        }[across]
        text = words.of(n=band).get(lang)
        if text_width(text, 12) < slot * (len(own) + 1):
            yield label(text, middle, TOP - 10, "soft", "middle")
        if at > LEFT:
            yield line(at - slot / 2, TOP - 4, at - slot / 2, TOP + HEIGHT + 4)
        at += slot * (len(own) + 1)


STEPS = {
    0: Text("today", "现状"),
    1: Text("1 move", "1步"),
    99: Text("out of reach", "无法到达"),
}


def _moves(
    solution: ConflictSolution, states: Sequence[int], ways: Sequence[tuple[int, int, int]], most: int
) -> tuple[list[tuple[int, int, int]], Text]:
    """Return the moves to draw as (mover, from, to), and what they are in words."""
    game, shown = solution.game, set(states)
    if not solution.total:
        return [], NO_MOVES
    found = [
        (mover, state, end)
        for mover, move in enumerate(game.graph.moves)
        for state in states
        for end in map(int, move.ends(state))
        if end in shown and game.payoff[mover][end] > game.payoff[mover][state]
    ]
    if len(found) <= most:
        return found, ALL_MOVES
    steps = [step for step in ways if step[1] in shown and step[2] in shown]
    return steps, SOME_MOVES if steps else NO_MOVES


def _ways(solution: ConflictSolution) -> list[tuple[int, int, int]]:
    """Return the moves (mover, from, to) on shortest ways from the status quo to some outcomes that hold."""
    game = solution.game
    if not solution.total or game.graph.size > min(LISTED, MAX_VISITS):
        return []
    ways = evolution(game)
    targets = [int(state) for state in (*solution.equilibria("nash")[:8], *solution.equilibria("seq")[:4])]
    return list(
        dict.fromkeys(
            (step.actor, step.start, step.end)
            for state in targets[:8]
            if state in ways.routes
            for step in ways.routes[state]
        )
    )


def _arrows(
    solution: ConflictSolution,
    spots: Mapping[int, _Spot],
    moves: Sequence[tuple[int, int, int]],
    ways: Sequence[tuple[int, int, int]],
) -> Iterator[str]:
    """Draw moves as bowed arrows in their mover's colour; those on a shortest way from today are heavier."""
    places = [place_of(solution, actor) for actor in solution.actors]
    for mover, start, end in sorted(moves, key=lambda move: move in ways):
        one, two = spots[start], spots[end]
        dx, dy = two.x - one.x, two.y - one.y
        length = max(1.0, float(np.hypot(dx, dy)))
        bow = min(26.0, length / 6)
        cx, cy = (one.x + two.x) / 2 - dy / length * bow, (one.y + two.y) / 2 + dx / length * bow
        ax, ay = two.x - cx, two.y - cy
        reach = max(1.0, float(np.hypot(ax, ay)))
        ux, uy = ax / reach, ay / reach
        ex, ey = two.x - ux * 8, two.y - uy * 8
        style, weight = actor_class(places[mover]), "heavy " if (mover, start, end) in ways else ""
        yield path(f"M{one.x:.1f},{one.y:.1f} Q{cx:.1f},{cy:.1f} {ex:.1f},{ey:.1f}", f"link own {weight}{style}")
        left = f"{ex - ux * 7 - uy * 3.2:.1f},{ey - uy * 7 + ux * 3.2:.1f}"
        right = f"{ex - ux * 7 + uy * 3.2:.1f},{ey - uy * 7 - ux * 3.2:.1f}"
        yield path(f"M{ex:.1f},{ey:.1f} L{left} L{right} z", f"dot {style}")


def _nodes(solution: ConflictSolution, spots: Mapping[int, _Spot], width: float, lang: Lang) -> Iterator[str]:
    graph, taken = solution.game.graph, [(spot.x - 8, spot.y - 7, spot.x + 8, spot.y + 7) for spot in spots.values()]
    order = sorted(spots.values(), key=lambda spot: (spot.state != graph.status_quo, spot.holds != "nash", spot.state))
    few = len(spots) <= 16 or width > WIDTH
    for spot in order:
        name, today = graph.label(spot.state), spot.state == graph.status_quo
        words = state_words(solution, spot.state).get(lang)
        fill = {"nash": "full", "seq": "half", "": "none"}[spot.holds]
        parts = [dot(spot.x, spot.y, fill, "", radius=5.5)]  # type: ignore[arg-type]
        shown = f"{name} ({TODAY.get(lang)})" if today else name
        tip = " – ".join([shown, *([words] if words != name else []), HOLDS[spot.holds].get(lang)])
        shown = shown if _width(shown) < 190 else clipped(shown, 150, 1)[0]
        if today or spot.holds == "nash" or few:
            found = _free(spot, _width(shown), taken, width)
            if found is not None:
                taken.append(found)
                style = "small strong" if spot.holds == "nash" or today else "small"
                parts.append(label(shown, found[0], found[3] - 3, style))
        yield group(parts, "state", tip, name, focusable=True)


def _width(words: str) -> float:
    """Estimate the width of a state's label, which is mostly capitals."""
    return sum(9.4 if letter.isupper() else text_width(letter, 12) for letter in words)


def _free(
    spot: _Spot, width: float, taken: Sequence[tuple[float, float, float, float]], end: float
) -> tuple[float, float, float, float] | None:
    """Return a free place for a label beside, above or below a state, or ``None``."""
    x, y = spot.x, spot.y
    starts = (
        (x + 9, y - 7), (x - 9 - width, y - 7), (x - width / 2, y - 22), (x - width / 2, y + 8),
        (x + 4, y - 21), (x - 4 - width, y - 21), (x + 4, y + 8), (x - 4 - width, y + 8),
    )  # fmt: skip
    for left, top in starts:
        box = (left, top, left + width, top + 14)
        if box[0] < 0 or box[2] > end or box[1] < TOP - 8:
            continue
        if not any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in taken):
            return box
    return None


def _data(solution: ConflictSolution, spots: Mapping[int, _Spot]) -> Table:
    graph = solution.game.graph
    rows: list[tuple[Cell, ...]] = [
        (
            graph.label(spot.state),
            state_words(solution, spot.state),
            HOLDS[spot.holds],
            *(1 + int((np.unique(payoff) > payoff[spot.state]).sum()) for payoff in solution.game.payoff),
        )
        for spot in sorted(spots.values(), key=lambda one: one.state)
    ]
    ranks = [Text("Rank for {a}", "{a}的排名").of(a=solution.name(actor)) for actor in solution.actors]
    heads = (Text("State", "状态"), Text("In words", "说明"), Text("Holds", "是否维持"), *ranks)
    return Table("states", TITLE, heads, tuple(rows))
