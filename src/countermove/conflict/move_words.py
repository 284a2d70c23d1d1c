"""A move in sentences: whose it is, what it answers, who answers it, in which outcomes that hold it is taken."""

from __future__ import annotations

from countermove.conflict.figures.answers_tree import moves_told
from countermove.conflict.solution import CONCEPT_NAMES, ConflictSolution
from countermove.document.text import Text, listed
from countermove.kind import Explanation

WHOSE = Text("“{move}” is a move of {actor}, at layer {layer}.", "“{move}”是{actor}在第{layer}层的行动。")
STATED = Text(" It answers {moves}, as the source says.", "来源明言，它回应{moves}。")
INFERRED = Text(" It answers {moves}, as the analyst infers.", "据分析者推断，它回应{moves}。")
ANSWERED = Text(" It is answered by {moves}.", "对它的回应是{moves}。")
OPEN = Text(" Nothing that the model tells of answers it.", "模型中没有对它的回应。")
TAKEN = Text(
    " It is taken in {count} of the {total} outcomes that hold in the sense that {concept}.",
    "在“{concept}”意义上能维持的{total}种结果中，有{count}种采取它。",
)
NONE_HOLDS = Text(" No outcome holds in the sense that {concept}.", "没有一种结果在“{concept}”的意义上能维持。")
COUNTED = ("nash", "seq")


def move_explained(solution: ConflictSolution, name: str) -> Explanation | None:
    """Return what is known of a move, named ``actor.option`` or ``option``; ``None`` where there is none.

    O(moves told × links between them + outcomes that hold).
    """
    nodes, links = moves_told([solution])
    found = [key for key in nodes if name in (key, key.rpartition(".")[2])]
    if len(found) != 1:
        return None
    key = found[0]
    node = nodes[key]
    stated = [one for (one, two), said in links.items() if two == key and said]
    inferred = [one for (one, two), said in links.items() if two == key and not said]
    answers = [two for one, two in links if one == key]
    parts = [WHOSE.of(move=node.name, actor=solution.name(node.actor), layer=node.layer)]
    for form, keys in ((STATED, stated), (INFERRED, inferred), (ANSWERED, answers)):
        if keys:
            parts.append(form.of(moves=listed([Text("“{m}”", "“{m}”").of(m=nodes[one].name) for one in keys], 99)))
    if not answers:
        parts.append(OPEN)
    parts += _taken(solution, key)
    text = Text("".join(part.get("en") for part in parts), "".join(part.get("zh") for part in parts))
    data = {
        "move": key,
        "layer": node.layer,
        "answers": {"stated": stated, "inferred": inferred},
        "answered_by": answers,
    }
    return Explanation(text, data)


def _taken(solution: ConflictSolution, key: str) -> list[Text]:
    codes = solution.game.graph.codes
    if codes is None or key not in solution.options().keys:
        return []
    place, told = solution.options().keys.index(key), []
    for concept in COUNTED:
        held = codes[solution.equilibria(concept)]
        form = TAKEN if held.size else NONE_HOLDS
        told.append(form.of(count=int((held >> place & 1).sum()), total=held.size, concept=CONCEPT_NAMES[concept]))
    return told
