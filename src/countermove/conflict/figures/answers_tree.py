"""Who answers what: moves by layer from left to right, each actor's in its own lane."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from countermove.conflict.figures.columns import all_options, outcome_of, place_of, what_holds
from countermove.conflict.figures.matrix import clipped, glued
from countermove.conflict.solution import ConflictSolution
from countermove.document.text import Lang, Text, listed
from countermove.drawing.marks import actor_class, actor_mark, dot, group, label, line, path, rect, svg
from countermove.kind import Cell, Figure, Table

WIDTH = 712.0
GAP = 44.0
TITLE = Text("Who answers what", "谁回应什么")
LAYERS = (
    Text("The plan", "计划"),
    Text("Counter-plan", "反制"),
    Text("Counter to it", "反反制"),
    Text("Counter to that", "再反制"),
)
LAYER = Text("layer {layer}", "第{layer}层")
NO_ANSWER = Text("no answer", "无人回应")
SOME_ANSWER = Text("{open} of {count} parts: no answer", "{count}项中{open}项无人回应")
CAPTION = Text(
    "A line runs from a move to its answer: solid where the source says so, dashed where it is inferred. Bold: taken "
    "in every outcome that holds, in every reading. An open circle: nobody answers.",
    "连线由一项行动指向对它的回应：实线为来源明言，虚线为推断。粗体为在所有读法的一切能维持结果中都采取的行动。空心圆表示无人回应。",
)
THREATS = Text(
    " Lines to what an aim is seen to threaten are drawn in the same way.", "目标被认为威胁到的对象，也以同样方式连线。"
)
LAST = Text(" The last word is with {owners}.", "最后一步行动属于{owners}。")
LOOSE = Text(" Left out, since they neither answer nor are answered: {names}.", "既不回应、也未被回应而略去：{names}。")


@dataclass(slots=True)
class MoveNode:
    """A move to draw: an option, or a row of the source that belongs to none."""

    key: str
    actor: str
    layer: int
    name: Text
    chosen: bool | None
    parts: int = 0
    open_parts: int = 0
    answered: bool = False
    lines: list[str] = field(default_factory=list)
    x: float = 0
    y: float = 0
    height: float = 30


Links = dict[tuple[str, str], bool]


def answers_tree(solved: Sequence[ConflictSolution], lang: Lang) -> Figure | None:
    """Draw moves and countermoves by layer; ``None`` where the model tells of no answers."""
    nodes, links = moves_told(solved)
    if not links:
        return None
    touched = {key for link in links for key in link}
    kept = {key: node for key, node in nodes.items() if key in touched or node.layer > 0 or node.parts}
    loose = [node.name for key, node in nodes.items() if key not in kept]
    layers = sorted({node.layer for node in kept.values()})
    box = max(112.0, min(152.0, (WIDTH - 12 - GAP * (len(layers) - 1)) / len(layers)))
    step = max(box + GAP, (WIDTH - 12 - box) / max(1, len(layers) - 1)) if len(layers) > 1 else box
    width = max(WIDTH, 6 + step * (len(layers) - 1) + box + 6)
    base = solved[0]
    named = not any(row.threatens for row in base.case.section.coverage.values())
    marks = list(_heads(layers, step, box, lang, named))
    height = _place(base, kept, layers, step, box, lang, marks, width)
    marks += _lines(kept, links, box)
    marks += [part for node in kept.values() for part in _drawn(base, node, layers[-1], box, lang)]
    caption = _caption(base, kept, links, layers[-1], loose)
    picture = svg(marks, width, height, TITLE.get(lang), caption.get(lang), role="group")
    return Figure("answers", TITLE, caption, picture, _data(base, kept, links))


def moves_told(solved: Sequence[ConflictSolution]) -> tuple[dict[str, MoveNode], Links]:
    """Return the moves and who answers what: from options, and from rows of the source grouped by option."""
    base = solved[0]
    model, options = base.case.section, base.options()
    chosen = _always(solved)
    nodes: dict[str, MoveNode] = {}
    for key, (owner, detail) in all_options(solved[:1]).items():
        nodes[key] = MoveNode(key, owner, detail.layer, detail.name, key in chosen)
    home: dict[str, str] = {}
    for name, row in model.coverage.items():
        home[name] = options.keys[options.index(row.option)] if row.option else f"row:{name}"
        if not row.option:
            nodes[home[name]] = MoveNode(home[name], row.actor, row.layer, row.name, None)
    links: Links = {}

    def link(target: str, answer: str, stated: bool) -> None:
        if target != answer:
            links[target, answer] = links.get((target, answer), False) or stated

    met = set()
    for name, row in model.coverage.items():
        nodes[home[name]].parts += 1
        for target, mode in row.answers.items():
            met.add(target)
            link(home[target], home[name], mode == "stated")
        for target, mode in row.threatens.items():
            if nodes[home[target]].layer > nodes[home[name]].layer:
                link(home[name], home[target], mode == "stated")
    for name in model.coverage:
        nodes[home[name]].open_parts += name not in met
    for key, detail in zip(options.keys, options.details, strict=True):
        for stated, targets in ((True, detail.answers), (False, detail.answers_inferred)):
            for target in targets:
                link(options.keys[options.index(target)], key, stated)
    for target, answer in links:
        nodes[target].answered |= nodes[answer].layer >= nodes[target].layer
    return nodes, links


def _always(solved: Sequence[ConflictSolution]) -> frozenset[str]:
    """Return the options that are on in every outcome that holds, in every reading."""
    shared: frozenset[str] | None = None
    for solution in solved:
        for state in what_holds(solution)[1]:
            own = outcome_of(solution, state)
            shared = own if shared is None else shared & own
    return shared or frozenset()


def _heads(layers: Sequence[int], step: float, box: float, lang: Lang, named: bool) -> Iterator[str]:
    for place, layer in enumerate(layers):
        x = 6 + place * step + box / 2
        if named and layer < len(LAYERS):
            yield label(LAYERS[layer].get(lang), x, 14, "strong", "middle")
        yield label(LAYER.of(layer=layer).get(lang), x, 31, "soft", "middle")


def _place(
    base: ConflictSolution, nodes: Mapping[str, MoveNode], layers: Sequence[int], step: float, box: float, lang: Lang,
    marks: list[str], width: float,
) -> float:  # fmt: skip
    """Give every move its place: column by layer, lane by actor; return the height."""
    y = 42.0
    owners = [actor for actor in base.case.actors if any(node.actor == actor for node in nodes.values())]
    for actor in owners:
        place = place_of(base, actor)
        marks.append(line(0, y, width, y))
        name = clipped(f"{actor_mark(place)} {base.name(actor).get(lang)}", width - 20, 1)[0]
        marks.append(label(name, 0, y + 17, f"strong {actor_class(place)}"))
        stacks = {layer: [n for n in nodes.values() if n.actor == actor and n.layer == layer] for layer in layers}
        heights = {layer: _measure(own, box, lang, layer == layers[-1]) for layer, own in stacks.items()}
        lane = max(heights.values())
        for column, layer in enumerate(layers):
            at = y + 26 + (lane - heights[layer]) / 2
            for node in stacks[layer]:
                node.x, node.y = 6 + column * step, at
                at += node.height + _foot(node, layer == layers[-1]) + 10
        y += 26 + lane + 6
    return y


def _measure(nodes: Sequence[MoveNode], box: float, lang: Lang, last: bool) -> float:
    for node in nodes:
        node.lines = clipped(node.name.get(lang), box - 22, 3)
        node.height = 15.0 * len(node.lines) + 13
    return sum(node.height + _foot(node, last) + 10 for node in nodes)


def _foot(node: MoveNode, last: bool) -> float:
    """Return the room that a note below a move takes."""
    return 16.0 if not last and _open(node) else 0.0


def _open(node: MoveNode) -> bool:
    return not node.answered or node.open_parts > 0


def _lines(nodes: Mapping[str, MoveNode], links: Links, box: float) -> Iterator[str]:
    for (target, answer), stated in links.items():
        if target not in nodes or answer not in nodes:
            continue
        one, two = nodes[target], nodes[answer]
        strong = one.chosen is not False and two.chosen is True
        x1, y1, x2, y2 = one.x + box, one.y + one.height / 2, two.x, two.y + two.height / 2
        if x2 <= x1:  # an answer in the same layer, or told out of order: around the right edge
            x2 = two.x + box
            bend = f"M{x1:.1f},{y1:.1f} C{x1 + 34:.1f},{y1:.1f} {x2 + 34:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"
        else:
            reach = min((x2 - x1) / 2, 60)
            bend = f"M{x1:.1f},{y1:.1f} C{x1 + reach:.1f},{y1:.1f} {x2 - reach:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"
        yield path(bend, "link strong" if strong else "link", dashed=not stated)


def _drawn(base: ConflictSolution, node: MoveNode, last: int, box: float, lang: Lang) -> Iterator[str]:
    place = place_of(base, node.actor)
    style = actor_class(place)
    faint = "" if node.chosen is not False else " faint"
    parts = [rect(node.x, node.y, box, node.height, f"box {style}{' thin' if faint else ''}", 4)]
    for number, words in enumerate(node.lines):
        shown = f"{actor_mark(place)} {words}" if number == 0 else words
        at = node.y + 18.5 + 15 * number
        parts.append(label(shown, node.x + 8, at, f"small {style}{'' if faint else ' strong'}"))
    yield group(parts, "move", node.name.get(lang), node.key, focusable=True)
    if node.layer == last or not _open(node):
        return
    y = node.y + node.height + 12
    if not node.answered:
        yield dot(node.x + 12, y - 4, "none", "", radius=4)
        yield label(NO_ANSWER.get(lang), node.x + 21, y, "soft small")
    else:
        words = SOME_ANSWER.of(open=node.open_parts, count=node.parts).get(lang)
        yield label(words, node.x + 8, y, "soft small")


def _caption(
    base: ConflictSolution, nodes: Mapping[str, MoveNode], links: Links, last: int, loose: Sequence[Text]
) -> Text:
    caption = CAPTION
    if any(row.threatens for row in base.case.section.coverage.values()):
        caption = glued(caption, THREATS)
    owners = list(dict.fromkeys(node.actor for node in nodes.values() if node.layer == last))
    caption = glued(caption, LAST.of(owners=listed([base.name(owner) for owner in owners])))
    if loose:
        caption = glued(caption, LOOSE.of(names=listed([Text("“{n}”", "“{n}”").of(n=name) for name in loose])))
    return caption


def _data(base: ConflictSolution, nodes: Mapping[str, MoveNode], links: Links) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for key, node in nodes.items():
        stated = [nodes[one].name for (one, two), said in links.items() if two == key and said and one in nodes]
        inferred = [nodes[one].name for (one, two), said in links.items() if two == key and not said and one in nodes]
        answers = [nodes[two].name for one, two in links if one == key and two in nodes]
        names = (listed(group, 99) if group else None for group in (stated, inferred, answers))
        rows.append((base.name(node.actor), node.name, node.layer, *names, node.chosen))
    heads = (
        Text("Actor", "行为体"), Text("Move", "行动"), Text("Layer", "层"), Text("Answers (stated)", "回应（明言）"),
        Text("Answers (inferred)", "回应（推断）"), Text("Answered by", "被谁回应"),
        Text("Taken in every reading", "所有读法均采取"),
    )  # fmt: skip
    return Table("answers", TITLE, heads, tuple(rows))
