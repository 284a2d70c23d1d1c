"""The sentences that follow from a solved dilemma, each true whatever the input, headline first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from countermove.dilemma.findings_around import inspection, motives, rivalry, waiting
from countermove.dilemma.findings_dialogue import dialogue, gradual, institution, package, steps
from countermove.dilemma.footing import STAGE, basis, firm
from countermove.dilemma.solution import DilemmaSolution, Stage
from countermove.dilemma.wording import game, joined, names, number
from countermove.document.text import Text
from countermove.kind import Finding
from countermove.numeric.forms import Swap


def findings(solution: DilemmaSolution) -> list[Finding]:
    """Return at most eight findings."""
    parts = (
        _stage,
        _way_out,
        _outsiders,
        _selection,
        dialogue,
        package,
        institution,
        rivalry,
        steps,
        gradual,
        inspection,
        waiting,
        motives,
    )
    found = [finding for part in parts for finding in part(solution)]
    return found[:8]


def _stage(solution: DilemmaSolution) -> Iterator[Finding]:
    stage = solution.stage
    if stage is None:
        return
    text = Text("{game} {holds}", "{game}{holds}").of(game=_which_game(solution, stage), holds=what_holds(solution))
    certificate = {
        "ranks": [[list(map(int, row)) for row in side] for side in _ranks(stage)],
        "equilibria": [solution.label(profile) for profile in stage.pure],
        "place": stage.place.name if stage.place else None,
    }
    subjects = tuple(solution.label(profile) for profile in stage.pure)
    yield Finding("game", text, firm(solution, *STAGE), basis(solution, *STAGE), certificate, subjects)


def _ranks(stage: Stage) -> list[list[list[int]]]:
    ranked = []
    for own in stage.exact:
        order = sorted({value for row in own for value in row})
        ranked.append([[order.index(value) + 1 for value in row] for row in own])
    return ranked


def _which_game(solution: DilemmaSolution, stage: Stage) -> Text:
    (_, first), (_, second) = solution.actors
    if stage.place is not None and stage.place.row == stage.place.column:
        return Text("As told in this reading, it is {game}.", "按此读法，这是{game}。").of(game=game(stage.place.row))
    if stage.place is not None:
        return Text(
            "The two sides are not in the same game: {a} ranks outcomes as in {x}, {b} as in {y}.",
            "双方并不处于同一博弈：{a}的排序属于{x}，{b}的排序属于{y}。",
        ).of(a=first, x=game(stage.place.row), b=second, y=game(stage.place.column))
    if stage.two_by_two:
        around = [game(found.row) if found.row == found.column else Text.both(found.name) for found in stage.bordering]
        return Text("The game has ties; it borders on {games}.", "该博弈含有并列收益，与{games}相邻。").of(
            games=names(around)
        )
    cells = stage.payoff.shape[1] * stage.payoff.shape[2]
    return Text("The stage game has {count} outcomes.", "该阶段博弈共有{count}个结局。").of(count=cells)


def what_holds(solution: DilemmaSolution) -> Text:
    """Say which outcomes no side leaves alone, and whether both could do better."""
    stage = solution.stage
    assert stage is not None
    if not stage.pure:
        text = Text(
            "No outcome holds: in each of them one side does better by changing course.",
            "没有任何结局能够维持：在每个结局中，总有一方改变做法会更好。",
        )
        if len(stage.cycle) < 2:
            return text
        more = Text(" Best replies chase each other through {cycle}.", "最优回应在{cycle}之间循环往复。").of(
            cycle=names([solution.words(profile) for profile in stage.cycle])
        )
        return Text(text.get("en") + more.get("en"), text.get("zh") + more.get("zh"))
    if len(stage.pure) == 1:
        only = stage.pure[0]
        better = _better(stage, only)
        if better is None:
            return Text(
                "Only {here} holds, and no other outcome is better for one side without being worse for the other.",
                "只有{here}能够维持，且没有其他结局能使一方更好而不使另一方更差。",
            ).of(here=solution.words(only))
        return Text(
            "Only {here} holds, although {there} is better for both.",
            "只有{here}能够维持，尽管{there}对双方都更好。",
        ).of(here=solution.words(only), there=solution.words(better))
    held = names([solution.words(profile) for profile in stage.pure])
    best = [p for p in stage.pure if all(q == p or _above(stage, p, q) for q in stage.pure)]
    if best:
        return Text(
            "{all} hold, and {best} is the best of them for both: what is missing is confidence in the other.",
            "{all}都能维持，其中{best}对双方最好：缺的是对对方的信心。",
        ).of(all=held, best=solution.words(best[0]))
    if any(_above(stage, p, q) for p in stage.pure for q in stage.pure if p != q):
        return Text("{all} hold.", "{all}都能维持。").of(all=held)
    return Text(
        "{all} hold, and the two sides do not agree on which is better.",
        "{all}都能维持，而双方对哪一个更好看法不一。",
    ).of(all=held)


def _above(stage: Stage, one: tuple[int, int], other: tuple[int, int]) -> bool:
    return all(side[one[0]][one[1]] > side[other[0]][other[1]] for side in stage.exact)


def _better(stage: Stage, here: tuple[int, int]) -> tuple[int, int] | None:
    """Return an outcome strictly better for both, the one that gives the worse-off most."""
    shape = stage.payoff.shape[1:]
    better = [(int(a), int(b)) for a, b in np.ndindex(*shape) if _above(stage, (int(a), int(b)), here)]
    return max(better, key=lambda p: min(_ranks(stage)[side][p[0]][p[1]] for side in range(2)), default=None)


def swap_words(solution: DilemmaSolution, swap: Swap) -> Text:
    """Say what a swap of ranks means for an actor."""
    low, high = swap.cells
    return Text("{actor} puts {low} above {high}", "{actor}把{low}排在{high}之上").of(
        actor=solution.actors[swap.actor][1], low=solution.words(low), high=solution.words(high)
    )


def _way_out(solution: DilemmaSolution) -> Iterator[Finding]:
    stage = solution.stage
    if (
        stage is None
        or not stage.paths
        or stage.family not in ("prisoners_dilemma", "deadlock", "chicken", "asymmetric")
    ):
        return
    goal = "assurance"
    path = stage.paths.get(goal, ())
    if not path:
        return
    steps = joined([swap_words(solution, swap) for swap in path])
    count = (
        Text("One swap of neighbouring ranks makes", "只需交换一对相邻排序")
        if len(path) == 1
        else Text(
            f"{_count(len(path)).en} swaps of neighbouring ranks make", f"只需{_count(len(path)).zh}次相邻排序的交换"
        )
    )
    text = Text("{count} this {goal}: {steps}.", "{count}，这就成为{goal}：{steps}。").of(
        count=count, goal=game(goal), steps=steps
    )
    certificate = [
        {"actor": solution.actors[s.actor][0], "ranks": list(s.ranks), "profiles": [solution.label(c) for c in s.cells]}
        for s in path
    ]
    yield Finding("way-out", text, firm(solution, *STAGE), basis(solution, *STAGE), certificate, (goal,))


def _count(number_: int) -> Text:
    english = ("No", "One", "Two", "Three", "Four", "Five", "Six")
    return Text(
        english[number_] if number_ < 7 else str(number_), "零一两三四五六"[number_] if number_ < 7 else str(number_)
    )


def _selection(solution: DilemmaSolution) -> Iterator[Finding]:
    """Say where noisy answers lead, and which of two strict equilibria is the safer, where several hold."""
    stage = solution.stage
    if stage is None or stage.quantal is None or len(stage.pure) < 2 or not stage.quantal.complete:
        return
    path = stage.quantal
    end = int(path.first[-1].argmax()), int(path.second[-1].argmax())
    sure = min(float(path.first[-1].max()), float(path.second[-1].max())) > 0.9
    if sure:
        text = Text(
            "If answers are noisy at first and become ever more exact, play leads to {there}.",
            "若各方的应对起初带有噪声、随后愈来愈精确，则博弈趋向{there}。",
        ).of(there=solution.words(end))
    else:
        text = Text(
            "If answers are noisy at first and become ever more exact, play stays mixed.",
            "若各方的应对起初带有噪声、随后愈来愈精确，则博弈停留在混合行动。",
        )
    if stage.risk_dominant is not None:
        more = Text(
            " Of what holds, {safe} is where less is lost if the other is misjudged (it is risk-dominant).",
            "在能够维持的结局中，若误判对方，{safe}的损失较小（风险占优）。",
        ).of(safe=solution.words(stage.risk_dominant))
        text = Text(text.get("en") + more.get("en"), text.get("zh") + more.get("zh"))
    certificate = {
        "precision": float(path.precision[-1]),
        "weights": [path.first[-1].tolist(), path.second[-1].tolist()],
        "regret": float(path.regret[-1]),
        "risk_dominant": None if stage.risk_dominant is None else solution.label(stage.risk_dominant),
    }
    subjects = (solution.label(end),) if sure else ()
    yield Finding("selection", text, firm(solution, *STAGE), basis(solution, *STAGE), certificate, subjects)


def _outsiders(solution: DilemmaSolution) -> Iterator[Finding]:
    stage, outside = solution.stage, solution.outsiders
    if stage is None or outside is None or not stage.pure:
        return
    best = np.argwhere(outside == outside.max())[0]
    here = [float(outside[profile]) for profile in stage.pure]
    text = Text(
        "For those outside, what holds is worth {here}; the best outcome for them, {best}, is worth {most}.",
        "对局外各方而言，能够维持的结局价值为{here}；对其最有利的结局{best}价值为{most}。",
    ).of(
        here=names([Text.both(number(value)) for value in here]),
        best=solution.words((int(best[0]), int(best[1]))),
        most=number(float(outside.max())),
    )
    if solution.dialogue is not None and outside.shape == (2, 2):
        kept = float(outside[0, 0]) - float(outside[1, 1])
        more = Text(
            " Joint restraint in place of joint acceleration would bring them {kept} a round; they have no say in it.",
            "以共同克制取代共同加速，每轮会为其带来{kept}；而他们对此并无发言权。",
        ).of(kept=f"{kept:+.2f}".rstrip("0").rstrip("."))
        text = Text(text.get("en") + more.get("en"), text.get("zh") + more.get("zh"))
    parts = (*STAGE, "outsiders")
    yield Finding(
        "outsiders", text, firm(solution, *parts), basis(solution, "outsiders"), outside.tolist(), ("outsiders",)
    )
