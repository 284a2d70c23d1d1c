"""The JSON of a solved conflict, as FORMAT §3 lays it down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from countermove.conflict.certificates import evolution
from countermove.conflict.coverage import coverage
from countermove.conflict.explaining import path_data
from countermove.conflict.ladder import LadderAnswer
from countermove.conflict.solution import LISTED, ConflictSolution
from countermove.document.text import Text
from countermove.kind import Json


def payload(solution: ConflictSolution) -> Json:
    """Return states, stability and equilibria; counts in their place past 10,000 states."""
    graph = solution.game.graph
    few = graph.size <= LISTED
    data: Json = {
        "states": graph.labels(range(graph.size)) if few else None,
        "state_count": graph.size,
        "status_quo": graph.label(graph.status_quo),
    }
    concepts = list(solution.stable)
    if not few:
        data["counts"] = {
            "equilibria": {concept: len(solution.equilibria(concept)) for concept in solution.concepts()},
            "stability": {concept: _counted(solution, concept) for concept in solution.concepts()},
        }
        return data
    data["stability"] = {concept: _stability(solution, concept) for concept in concepts}
    data["equilibria"] = {concept: _equilibria(solution, concept) for concept in concepts}
    if solution.strong:
        data["strength"] = {concept: _by_actor(solution, table) for concept, table in solution.strong.items()}
    if solution.extensions:
        data["extensions"] = {
            which: {concept: _by_actor(solution, table) for concept, table in fields.items()}
            for which, fields in solution.extensions.items()
        }
    if solution.coalitions:
        data["coalitions"] = [
            {
                "members": list(coalition.members),
                "as_one_actor": {c: _labels(solution, table) for c, table in coalition.as_one_actor.items()},
                "coalitional": {c: _labels(solution, table) for c, table in coalition.coalitional.items()},
            }
            for coalition in solution.coalitions
        ]
    if solution.believed is not None:
        data["hypergame"] = _hypergame(solution)
    return data


def _labels(solution: ConflictSolution, table: Any) -> list[str]:
    return solution.game.graph.labels(np.flatnonzero(table))


def _by_actor(solution: ConflictSolution, table: Any) -> dict[str, list[str]]:
    return {actor: _labels(solution, table[place]) for place, actor in enumerate(solution.actors)}


def _counted(solution: ConflictSolution, concept: str) -> dict[str, int]:
    table = solution.stable[concept]
    return {actor: int(table[place].sum()) for place, actor in enumerate(solution.actors)} if table is not None else {}


def _stability(solution: ConflictSolution, concept: str) -> Any:
    table = solution.stable[concept]
    if table is None:
        return None
    if concept not in solution.certain:
        return _by_actor(solution, table)
    bounds = solution.certain[concept]
    return {
        actor: {
            "necessary": _labels(solution, bounds.necessary[place]),
            "possible": _labels(solution, bounds.possible[place]),
            "open": _labels(solution, bounds.open[place]),
        }
        for place, actor in enumerate(solution.actors)
    }


def _equilibria(solution: ConflictSolution, concept: str) -> Any:
    if solution.stable[concept] is None:
        return None
    if concept not in solution.certain:
        return solution.game.graph.labels(solution.equilibria(concept))
    bounds = solution.certain[concept]
    return {
        "necessary": _labels(solution, bounds.necessary_equilibria),
        "possible": _labels(solution, bounds.possible_equilibria),
        "exact": bounds.exact,
    }


def _hypergame(solution: ConflictSolution) -> Json:
    believed = solution.believed.equilibria if solution.believed else {}
    actual = {concept: set(map(int, solution.equilibria(concept))) for concept in believed}
    graph = solution.game.graph
    return {
        "believed": {c: {actor: _labels(solution, t) for actor, t in own.items()} for c, own in believed.items()},
        "by_all": {c: _labels(solution, np.all(list(own.values()), axis=0)) for c, own in believed.items()},
        "surprises": {
            c: {
                actor: graph.labels([state for state in map(int, np.flatnonzero(t)) if state not in actual[c]])
                for actor, t in own.items()
            }
            for c, own in believed.items()
        },
    }


def rows(solution: ConflictSolution) -> dict[str, Any]:
    """Return one row a state: label, and a truth column for each actor and concept, and for the equilibria."""
    graph = solution.game.graph
    columns: dict[str, Any] = {"state": np.array([graph.label(state) for state in range(graph.size)])}
    if graph.codes is not None:
        columns["code"] = graph.codes
    for place, actor in enumerate(solution.actors):
        columns[f"payoff_{actor}"] = solution.game.payoff[place]
    for concept in solution.concepts():
        table = solution.stable[concept]
        if table is not None:
            columns |= {f"{concept}_{actor}": table[place] for place, actor in enumerate(solution.actors)}
            columns[f"{concept}_equilibrium"] = np.isin(np.arange(graph.size), solution.equilibria(concept))
    return columns


def paths_payload(solution: ConflictSolution) -> Json:
    """Return the JSON of ``paths``."""
    graph, ways = solution.game.graph, evolution(solution.game)
    return {
        "status_quo": graph.label(graph.status_quo),
        "by_improvement": graph.labels(ways.by_improvement),
        "by_any_move": graph.labels(ways.by_any_move),
        "routes": {graph.label(state): path_data(solution, path) for state, path in sorted(ways.routes.items())},
    }


def layers_payload(solution: ConflictSolution, answer: LadderAnswer) -> Json:
    """Return the JSON of ``layers``."""
    concepts = list(answer.layers[0].equilibria)
    layers = []
    for before, layer in zip((None, *answer.layers), answer.layers, strict=False):
        now = {concept: layer.labels(concept) for concept in concepts}
        then = {concept: before.labels(concept) if before else [] for concept in concepts}
        layers.append(
            {
                "layer": layer.layer,
                "whose": list(layer.owners),
                "state_count": layer.graph.size,
                "equilibria": now,
                "gone": {
                    concept: [label for label in then[concept] if label not in now[concept]] for concept in concepts
                },
                "new": {
                    concept: [label for label in now[concept] if label not in then[concept]] for concept in concepts
                },
                "worth": {actor: {"low": low, "high": high} for actor, (low, high) in layer.worth.items()},
                "worth_of": layer.basis,
            }
        )
    data: Json = {"layers": layers, "unanswered": list(answer.unanswered), "idle_answers": list(answer.idle)}
    last = answer.last_move
    data["last_move"] = last and {
        "cancels": dict(last.cancels),
        "matters": last.matters,
        "kept": {concept: list(labels) for concept, labels in last.kept.items()},
        "lost": {concept: list(labels) for concept, labels in last.lost.items()},
        "gained": {concept: list(labels) for concept, labels in last.gained.items()},
    }
    if answer.played is not None:
        data["stages"] = {"played": list(answer.played), "stops_at": {str(k): v for k, v in answer.stops.items()}}
    if solution.case.section.coverage:
        data["coverage"] = coverage_payload(solution)
    return data


def coverage_payload(solution: ConflictSolution) -> Json:
    """Return the graph of moves and answers as told."""
    rows = solution.case.section.coverage
    table = coverage(rows)
    return {
        "rows": len(rows),
        "answered": {name: [{"by": by, "link": link} for by, link in links] for name, links in table.answered.items()},
        "unanswered": list(table.unanswered),
        "loose": list(table.loose),
        "top_layer": table.top,
        "last": list(table.last),
        "circles": [list(circle) for circle in table.circles],
    }


def layer_sentences(solution: ConflictSolution, answer: LadderAnswer) -> Sequence[Text]:
    """Say what each layer changes, what nobody answers and whether the last word matters."""
    from countermove.conflict.wording import option_name, quoted
    from countermove.document.text import listed

    keys = solution.options().keys
    said = [] if len(answer.layers) > 1 else [ONE_LAYER]
    for layer in answer.layers:
        owners = listed([solution.name(owner) for owner in layer.owners])
        said.append(
            Text(
                "Layer {layer} ({owners}): {states} states; {nash} hold by themselves, {seq} against self-interested "
                "answers.",
                "第{layer}层（{owners}）：{states}个状态，{nash}个自行维持，{seq}个在考虑自利反制后维持。",
            ).of(
                layer=layer.layer, owners=owners, states=layer.graph.size,
                nash=len(layer.equilibria["nash"]), seq=len(layer.equilibria["seq"]),
            )
        )  # fmt: skip
    names = [quoted(option_name(solution, keys.index(key))) for key in answer.unanswered]
    if names:
        said.append(Text("Nobody answers {options}.", "没有人回应{options}。").of(options=listed(names, 8)))
    idle = [quoted(option_name(solution, keys.index(key))) for key in answer.idle]
    if idle:
        said.append(
            Text(
                "Taking {options} away, one at a time, would change nothing else in what holds.",
                "逐一去掉{options}，能维持的结果在其他方面毫无变化。",
            ).of(options=listed(idle, 8))
        )
    if answer.last_move is not None:
        said.append(LAST_MATTERS if answer.last_move.matters else LAST_IDLE)
    if answer.played is not None:
        chosen = [quoted(option_name(solution, keys.index(key))) for key in answer.played]
        said.append(
            Text(
                "With the stated costs and effects, looking ahead stage by stage, what is played is {options}.",
                "按所述成本与效果逐阶段前瞻，实际采取的是{options}。",
            ).of(options=listed(chosen, 12))
        )
    return said


ONE_LAYER = Text(
    "No option names a layer above 0, so there is one layer: the whole conflict.",
    "没有选项标明0以上的层次，故只有一层：整个冲突。",
)
LAST_MATTERS = Text(
    "The conclusion depends on who moves last: if the other side could cancel the unanswered moves of the top layer, "
    "some outcomes that hold now would not.",
    "结论取决于由谁最后行动：若另一方能抵消最高层中无人回应的行动，部分现在能维持的结果将不再维持。",
)
LAST_IDLE = Text(
    "The conclusion does not depend on who moves last: it stands even if the other side could cancel the unanswered "
    "moves of the top layer.",
    "结论不取决于由谁最后行动：即使另一方能抵消最高层中无人回应的行动，结论依然成立。",
)


def path_sentences(solution: ConflictSolution) -> Sequence[Text]:
    """Say how far the status quo can evolve, and a shortest way to each outcome that holds by itself."""
    from countermove.conflict.wording import path_words, state_name

    graph, ways = solution.game.graph, evolution(solution.game)
    said = [
        Text(
            "From {state}, moves that improve for their mover lead to {few} states, any moves to {many}.",
            "从{state}出发，有利于行动者的行动可到达{few}个状态，任何行动可到达{many}个状态。",
        ).of(state=state_name(solution, graph.status_quo), few=len(ways.by_improvement), many=len(ways.by_any_move))
    ]
    gaining = set(ways.by_improvement)
    for state in map(int, solution.equilibria("nash")[:12]):
        if state not in ways.routes:
            continue
        way = path_words(solution, ways.routes[state])
        name = state_name(solution, state)
        if state in gaining:
            said.append(Text("To {name}: {way}.", "到{name}：{way}。").of(name=name, way=way))
        else:
            said.append(
                Text(
                    "To {name} only by moves that do not all improve for their mover: {way}.",
                    "到{name}需要并非都有利于行动者的行动：{way}。",
                ).of(name=name, way=way)
            )
    return said
