"""The sentences that follow from a solved dilemma, each true whatever the input, headline first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from countermove.dilemma.solution import DilemmaSolution, Stage
from countermove.dilemma.wording import RULES, game, joined, names, number
from countermove.document.text import Text
from countermove.kind import Finding, Firmness
from countermove.numeric.forms import Swap


def findings(solution: DilemmaSolution) -> list[Finding]:
    """Return at most eight findings."""
    parts = (
        _stage,
        _way_out,
        _dialogue,
        _package,
        _institution,
        _rivalry,
        _steps,
        _inspection,
        _wait,
        _seen,
        _outsiders,
    )
    found = [finding for part in parts for finding in part(solution)]
    return found[:8]


def _firm(solution: DilemmaSolution, *parts: str) -> Firmness:
    return "assumed" if solution.uncertain & set(parts) else "exact"


def _basis(solution: DilemmaSolution, *parts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim for part in (*parts, "basis") for claim in solution.basis.get(part, ())))


STAGE = ("ranks", "utilities", "cells")


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
    yield Finding("game", text, _firm(solution, *STAGE), _basis(solution, *STAGE), certificate, subjects)


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
        return Text(
            "No outcome holds: in each of them one side does better by changing course.",
            "没有任何结局能够维持：在每个结局中，总有一方改变做法会更好。",
        )
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
    yield Finding("way-out", text, _firm(solution, *STAGE), _basis(solution, *STAGE), certificate, (goal,))


def _count(number_: int) -> Text:
    english = ("No", "One", "Two", "Three", "Four", "Five", "Six")
    return Text(
        english[number_] if number_ < 7 else str(number_), "零一两三四五六"[number_] if number_ < 7 else str(number_)
    )


def _dialogue(solution: DilemmaSolution) -> Iterator[Finding]:
    talk = solution.dialogue
    if talk is None:
        return
    (_, a), (_, b) = solution.actors
    if not talk.worth:
        text = Text(
            "Today at least one side gains nothing from joint restraint over joint acceleration, so no patience makes "
            "restraint a bargain: what it is worth would have to change first.",
            "目前至少有一方不能从共同克制中得到比共同加速更多的好处，因此再有耐心也不成其为交易：首先要改变的是克制的价值。",
        )
    else:
        need = [number(value) if value < 1 else "∞" for value in talk.needed]
        verdict = (
            Text("restraint keeps itself", "克制能够自我维持")
            if talk.holds
            else Text("restraint does not keep itself", "克制无法自我维持")
        )
        text = Text(
            "Joint restraint needs a discount factor of at least {x} from {a} and {y} from {b}; they are "
            "taken to have {u} and "
            "{v}, so {verdict}.",
            "共同克制要求{a}的贴现因子不低于{x}，{b}不低于{y}；此处假定分别为{u}和{v}，因此{verdict}。",
        ).of(a=a, b=b, x=need[0], y=need[1], u=number(talk.discount[0]), v=number(talk.discount[1]), verdict=verdict)
    certificate = {
        "needed": [value if np.isfinite(value) else None for value in talk.needed],
        "discount": list(talk.discount),
        "cells": talk.cells.tolist(),
        "rule": "fined on" if talk.fined_on else "detected once, then joint acceleration",
    }
    parts = (*STAGE, "dialogue")
    yield Finding("dialogue", text, _firm(solution, *parts), _basis(solution, *parts), certificate, ("restraint",))


def package_words(solution: DilemmaSolution, package: int) -> Text:
    """Return the elements of a package in words."""
    talk = solution.dialogue
    assert talk is not None
    quoted = [Text("“{name}”", "“{name}”").of(name=name) for _, name in talk.elements]
    return names([name for place, name in enumerate(quoted) if package >> place & 1])


def _package(solution: DilemmaSolution) -> Iterator[Finding]:
    talk = solution.dialogue
    if talk is None or not talk.elements:
        return
    if talk.best == 0:
        text = Text("No element of the dialogue is needed for that.", "为此并不需要对话机制中的任何一项要素。")
    elif talk.best > 0:
        text = Text(
            "The cheapest package that makes restraint hold is {package}, at a cost of {cost}.",
            "能使克制维持下去的最低成本组合是：{package}，成本为{cost}。",
        ).of(package=package_words(solution, talk.best), cost=number(float(talk.tried.cost[talk.best])))
    else:
        text = Text(
            "No combination of the {count} elements makes restraint hold.",
            "这{count}项要素的任何组合都无法使克制维持下去。",
        ).of(count=len(talk.elements))
    working = [p for p in range(len(talk.tried.holds)) if talk.tried.holds[p]]
    certificate = {
        "cost": None if talk.best < 0 else float(talk.tried.cost[talk.best]),
        "packages_that_hold": [[k for i, (k, _) in enumerate(talk.elements) if p >> i & 1] for p in working[:32]],
        "shapley": {key: float(share) for (key, _), share in zip(talk.elements, talk.tried.shapley, strict=True)},
    }
    parts = (*STAGE, "dialogue")
    yield Finding("package", text, _firm(solution, *parts), _basis(solution, *parts), certificate, ("restraint",))
    shares = np.asarray(talk.tried.shapley, dtype=np.float64)
    top = int(shares.argmax())
    if shares[top] > 0:
        text = Text(
            "Taken over every order in which the elements could come, “{element}” adds most to the margin of patience "
            "({share}).",
            "就各要素可能出现的所有先后次序取平均，“{element}”对耐心余量的贡献最大（{share}）。",
        ).of(element=talk.elements[top][1], share=f"{shares[top]:+.2f}")
        yield Finding(
            "element", text, _firm(solution, *parts), _basis(solution, *parts), None, (talk.elements[top][0],)
        )


def _institution(solution: DilemmaSolution) -> Iterator[Finding]:
    found = solution.institution
    if found is None:
        return
    if found.family == "none":
        text = Text(
            "Paying for the institution is no dilemma: it costs {cost} and secures a gain of {gain}, so it "
            "is in nobody's "
            "interest.",
            "为该机制出资不构成困境：成本为{cost}，可保住的收益为{gain}，因此不符合任何一方的利益。",
        ).of(cost=number(found.cost), gain=number(found.gain))
    elif found.family is not None:
        text = Text(
            "Paying for the institution is {game}: it costs {cost} and secures a gain of {gain}.",
            "为该机制出资属于{game}：成本为{cost}，可保住的收益为{gain}。",
        ).of(game=game(found.family), cost=number(found.cost), gain=number(found.gain))
    else:
        best = max(found.chances, default=0.0)
        text = Text(
            "With {k} of {n} providers needed there are {count} equilibria of provision; the institution "
            "comes about with a "
            "probability between {low} and {high}.",
            "在{n}方中需要{k}方出资时，共有{count}个出资均衡；该机制得以建立的概率介于{low}与{high}之间。",
        ).of(
            k=found.needed,
            n=found.actors,
            count=len(found.equilibria),
            high=number(best),
            low=number(min(found.chances, default=0.0)),
        )
    certificate = {
        "family": found.family,
        "restraint_needs_expected_fine": found.thresholds[0],
        "dominant_from_expected_fine": max(found.thresholds),
        "expected_fine": found.fine,
        "first_order_then": found.first.game if found.first else None,
        "equilibria": [
            {"sure": e.sure, "never": e.never, "share": e.share, "works": c}
            for e, c in zip(found.equilibria, found.chances, strict=True)
        ][:24],
    }
    parts = (*STAGE, "institution")
    yield Finding(
        "second-order", text, _firm(solution, *parts), _basis(solution, *parts), certificate, ("second_order",)
    )


def _rivalry(solution: DilemmaSolution) -> Iterator[Finding]:
    found = solution.rivalry
    if found is None or not np.isfinite(found.index):
        return
    cells = found.cells
    lowest = min(cells.values())
    text = Text(
        "Rivalry burns {today} of the prize today; with fields kept apart and investments staggered it would "
        "be {least}.",
        "目前竞争耗去所争利益的{today}；若领域错开、投资错时，则为{least}。",
    ).of(today=f"{found.index:.0%}", least=f"{lowest:.0%}")
    certificate = {"cells": dict(cells), "effort": np.nan_to_num(found.today.effort, nan=-1).tolist()}
    yield Finding("rivalry", text, _firm(solution, "contest"), _basis(solution, "contest"), certificate, ("rivalry",))


def _steps(solution: DilemmaSolution) -> Iterator[Finding]:
    found = solution.steps
    if found is None:
        return
    if found.holds and found.at_once:
        text = Text(
            "The ladder of {n} small steps holds, but if both know each other's payoffs so would the whole "
            "at once: small "
            "steps earn their keep only where intentions are private.",
            "{n}级小步阶梯可以维持，但若双方了解彼此的收益，一步到位同样可以维持：只有在意图不为对方所知时，小步才有价值。",
        )
    elif found.at_once:
        text = Text(
            "Everything at once would hold, but the ladder of {n} steps as scheduled does not.",
            "一步到位可以维持，但按现有安排的{n}级阶梯反而无法维持。",
        )
    else:
        text = Text(
            "Neither the whole at once nor, then, its last step holds: if both know each other's payoffs, "
            "{n} small steps do "
            "not change that.",
            "一步到位无法维持，最后一级因而也无法维持：若双方了解彼此的收益，{n}级小步并不能改变这一点。",
        )
    signals = [s for s in found.reassurance if s is not None and s.smallest is not None]
    if signals:
        low, high = max(s.smallest or 0 for s in signals), min(s.largest or 0 for s in signals)
        if low <= high:
            more = Text(
                " Where they do not, a first step between {low} and {high} of the whole would tell who can be trusted.",
                "若不了解，规模为整体{low}至{high}的第一步就足以分辨谁值得信任。",
            ).of(low=f"{low:.0%}", high=f"{high:.0%}")
            text = Text((text.en or "") + (more.en or ""), (text.zh or "") + (more.zh or ""))
    certificate = {solution.actors[i][0]: {"margin": found.ladders[i].margin.tolist()} for i in range(2)}
    parts = (*STAGE, "dialogue", "steps")
    filled = text.of(n=len(found.stakes))
    yield Finding("steps", filled, _firm(solution, *parts), _basis(solution, *parts), certificate, ("steps",))


def _name(solution: DilemmaSolution, actor: str) -> Text:
    return dict(solution.actors).get(actor, Text.both(actor))


def _inspection(solution: DilemmaSolution) -> Iterator[Finding]:
    found = solution.inspection
    if found is None:
        return
    once = found.once
    text = Text(
        "In equilibrium {controller} inspects {looks} of the time, {evader} evades {tries} of the time, and "
        "{leak} of all "
        "occasions leak undetected.",
        "在均衡中，{controller}在{looks}的时候进行检查，{evader}在{tries}的时候规避，全部机会中有{leak}在未被发现的情况下泄漏。",
    ).of(
        controller=_name(solution, found.controller),
        evader=_name(solution, found.evader),
        looks=f"{float(once.inspects):.0%}",
        tries=f"{float(once.evades):.0%}",
        leak=f"{float(once.leakage):.0%}",
    )
    certificate = {
        "inspects": float(once.inspects),
        "evades": float(once.evades),
        "leakage": float(once.leakage),
        "controller": float(once.controller),
        "evader": float(once.evader),
        "value_over_rounds": found.value,
    }
    firm, basis = _firm(solution, "inspection"), _basis(solution, "inspection")
    yield Finding("inspection", text, firm, basis, certificate, ("inspection",))
    if found.exemption is not None:
        better = bool(found.exemption.better)
        text = (
            Text(
                "A verified exemption leaves {controller} better off than none.",
                "可核查的豁免使{controller}的处境优于没有豁免。",
            )
            if better
            else Text(
                "A verified exemption leaves {controller} no better off than none.",
                "可核查的豁免并不使{controller}的处境优于没有豁免。",
            )
        )
        proof = {"with": float(found.exemption.with_one), "without": float(found.exemption.without)}
        filled = text.of(controller=_name(solution, found.controller))
        yield Finding("exemption", filled, firm, basis, proof, ("exemption",))
    if found.leakage is not None:
        text = Text(
            "With gaps closed and designed around in turn, {share} of attempts pass in the long run.",
            "漏洞被堵上又被绕开，如此往复，长期来看有{share}的尝试得以通过。",
        ).of(share=f"{found.leakage:.0%}")
        yield Finding(
            "leakage", text, firm, basis, {"share": found.leakage, "redesign_pays": found.redesigns}, ("leakage",)
        )


def _wait(solution: DilemmaSolution) -> Iterator[Finding]:
    if solution.wait is None:
        return
    actor, found = solution.wait
    now = float(found.now) >= float(found.later)
    text = Text(
        "For {actor} committing now is worth {now} and waiting to learn {later}: {verdict}, and committing "
        "at once pays only "
        "from a chance of {threshold} that it turns out well.",
        "对{actor}而言，现在承诺的价值为{now}，等待获知的价值为{later}：{verdict}；只有结果良好的概率达到{threshold}以上，立即承诺才划算。",
    ).of(
        actor=_name(solution, actor),
        now=number(float(found.now)),
        later=number(float(found.later)),
        verdict=Text("now is better", "现在承诺更好") if now else Text("“not yet” is better", "“暂不承诺”更好"),
        threshold=f"{float(found.threshold):.0%}",
    )
    parts = ("waiting", "dialogue")
    yield Finding("waiting", text, _firm(solution, *parts), _basis(solution, "waiting"), None, ("waiting",))


def _seen(solution: DilemmaSolution) -> Iterator[Finding]:
    for seen in solution.seen:
        reading = seen.reading
        pairs = list(combinations(range(len(seen.motives)), 2))
        if not pairs:
            continue
        strongest = max(max(reading.ratios[i][j], reading.ratios[j][i]) for i, j in pairs)
        apart = [(i, j) for i, j in pairs if reading.separates[i] != reading.separates[j]]
        text = Text(
            "That {actor} chose “{act}” speaks at most {ratio} to 1 for one motive against another; {orders} "
            "of 24 orders of "
            "preference explain it.",
            "{actor}选择“{act}”，对任何两种动机的区分度至多为{ratio}比1；24种偏好排序中有{orders}种可以解释这一行为。",
        ).of(
            actor=_name(solution, seen.actor),
            act=solution.actions[_seat(solution, seen.actor)][seen.act][1],
            ratio=number(strongest) if np.isfinite(strongest) else "∞",
            orders=reading.explained,
        )
        certificate = {
            "likelihood": dict(zip((key for key, _ in seen.motives), reading.likelihood, strict=True)),
            "posterior": dict(zip((key for key, _ in seen.motives), reading.posterior, strict=True)),
            "separated_by_seeing_the_other_move_first": [[seen.motives[i][0], seen.motives[j][0]] for i, j in apart],
        }
        yield Finding(
            f"motive-{seen.actor}",
            text,
            _firm(solution, "observed"),
            _basis(solution, "observed"),
            certificate,
            (seen.actor,),
        )


def _seat(solution: DilemmaSolution, actor: str) -> int:
    return 0 if solution.actors[0][0] == actor else 1


def _outsiders(solution: DilemmaSolution) -> Iterator[Finding]:
    stage, outside = solution.stage, solution.outsiders
    if stage is None or outside is None or not stage.pure:
        return
    best = np.argwhere(outside == outside.max())[0]
    here = [float(outside[profile]) for profile in stage.pure]
    text = Text(
        "For those outside, the outcomes that hold are worth {here}; the best outcome for them, {best}, is "
        "worth {most}.",
        "对局外各方而言，能够维持的结局价值为{here}；对其最有利的结局{best}价值为{most}。",
    ).of(
        here=names([Text.both(number(value)) for value in here]),
        best=solution.words((int(best[0]), int(best[1]))),
        most=number(float(outside.max())),
    )
    parts = (*STAGE, "outsiders")
    yield Finding(
        "outsiders", text, _firm(solution, *parts), _basis(solution, "outsiders"), outside.tolist(), ("outsiders",)
    )


def conduct_rows(solution: DilemmaSolution) -> list[tuple[Text, str, str]]:
    """Return, by rule of conduct, the discount factors at which it keeps itself: as Nash and as perfect equilibrium."""
    talk = solution.dialogue
    if talk is None:
        return []

    def shown(intervals: tuple[object, ...]) -> str:
        parts = []
        for part in intervals:
            low, high = float(part.low), float(part.high)  # type: ignore[attr-defined]
            parts.append(f"{low:.3f}" if low == high else f"{low:.3f}–{high:.3f}")
        return ", ".join(parts) or "–"

    return [(RULES[found.conduct], shown(found.nash), shown(found.perfect)) for found in talk.sustained]
