"""Sentences about the repeated dialogue, its elements, the institution and small steps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from countermove.dilemma.footing import STAGE, basis, firm
from countermove.dilemma.solution import DilemmaSolution, SmallSteps
from countermove.dilemma.wording import RULES, game, names, number
from countermove.document.text import Text
from countermove.kind import Finding


def dialogue(solution: DilemmaSolution) -> Iterator[Finding]:
    """Say what joint restraint needs and whether it is there."""
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
        text = Text(text.get("en") + _disturbed(solution).get("en"), text.get("zh") + _disturbed(solution).get("zh"))
    certificate = {
        "needed": [value if np.isfinite(value) else None for value in talk.needed],
        "undisturbed": [value if np.isfinite(value) else None for value in talk.undisturbed],
        "worth_with_false_alarms": talk.noisy,
        "discount": list(talk.discount),
        "cells": talk.cells.tolist(),
        "rule": "fined on" if talk.fined_on else "detected once, then joint acceleration",
    }
    parts = (*STAGE, "dialogue")
    yield Finding("dialogue", text, firm(solution, *parts), basis(solution, *parts), certificate, ("restraint",))


def _disturbed(solution: DilemmaSolution) -> Text:
    """Say what breaks of the channel and false alarms add to the need for patience."""
    talk = solution.dialogue
    assert talk is not None
    calm, need = max(talk.undisturbed), max(talk.needed)
    if not calm < 1 or need == calm:
        return Text("", "")
    return undisturbed_words(solution, calm)


def undisturbed_words(solution: DilemmaSolution, calm: float) -> Text:
    """Say what discount factor would do if the channel never broke and no alarm were false."""
    talk = solution.dialogue
    assert talk is not None
    causes = []
    if np.any(talk.terms.cut):
        causes.append(Text("the channel never broke", "渠道从不中断"))
    if np.any(talk.terms.false_alarm):
        causes.append(Text("no alarm were false", "没有误报"))
    return Text(" If {causes}, {calm} would do.", "若{causes}，则只需{calm}。").of(
        causes=names(causes), calm=number(calm)
    )


def package_words(solution: DilemmaSolution, package: int) -> Text:
    """Return the elements of a package in words."""
    talk = solution.dialogue
    assert talk is not None
    quoted = [Text("“{name}”", "“{name}”").of(name=name) for _, name in talk.elements]
    return names([name for place, name in enumerate(quoted) if package >> place & 1])


def package(solution: DilemmaSolution) -> Iterator[Finding]:
    """Say which elements of the dialogue suffice, and which adds most."""
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
    yield Finding("package", text, firm(solution, *parts), basis(solution, *parts), certificate, ("restraint",))
    shares = np.asarray(talk.tried.shapley, dtype=np.float64)
    top = int(shares.argmax())
    if shares[top] > 0:
        text = Text(
            "Taken over every order in which the elements could come, “{element}” adds most to the margin of patience "
            "({share}).",
            "就各要素可能出现的所有先后次序取平均，“{element}”对耐心余量的贡献最大（{share}）。",
        ).of(element=talk.elements[top][1], share=f"{shares[top]:+.2f}")
        yield Finding("element", text, firm(solution, *parts), basis(solution, *parts), None, (talk.elements[top][0],))


def institution(solution: DilemmaSolution) -> Iterator[Finding]:
    """Say which dilemma it is to pay for the institution."""
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
            {"sure": e.sure, "never": e.never, "share": e.share, "between": list(map(str, e.bounds)), "works": c}
            for e, c in zip(found.equilibria, found.chances, strict=True)
        ][:24],
    }
    parts = (*STAGE, "institution")
    yield Finding("second-order", text, firm(solution, *parts), basis(solution, *parts), certificate, ("second_order",))


def steps(solution: DilemmaSolution) -> Iterator[Finding]:
    """Say what small steps do here."""
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
    text = Text(text.get("en") + _screened(found).get("en"), text.get("zh") + _screened(found).get("zh"))
    certificate = {solution.actors[i][0]: {"margin": found.ladders[i].margin.tolist()} for i in range(2)}
    parts = (*STAGE, "dialogue", "steps")
    filled = text.of(n=len(found.stakes))
    yield Finding("steps", filled, firm(solution, *parts), basis(solution, *parts), certificate, ("steps",))


def _screened(found: SmallSteps) -> Text:
    """Say where on the ladder those who cannot be trusted leave, if that is the same step for both sides."""
    first, second = found.screening
    if first is None or second is None:
        return Text("", "")
    if not first.exits and not second.exits:
        return Text(
            " On this ladder those who cannot be trusted would not all leave at one step, but spread over several.",
            "在这一阶梯上，不可信者不会都在同一级离开，而会分散在若干级。",
        )
    if first.exits[:1] != second.exits[:1]:
        return Text("", "")
    step, stake = first.exits[0] + 1, found.stakes[first.exits[0]]
    if first.dares[0] and second.dares[0]:
        return Text(
            " On this ladder those who cannot be trusted would leave at step {step}, at a stake of {stake}, and those "
            "who can would still begin.",
            "在这一阶梯上，不可信者会在第{step}级（筹码为{stake}）离开，而可信者仍愿起步。",
        ).of(step=step, stake=number(stake))
    return Text(
        " On this ladder those who cannot be trusted would leave at step {step}, at a stake of {stake}, and at least "
        "one side would therefore not begin, even if it can be trusted.",
        "在这一阶梯上，不可信者会在第{step}级（筹码为{stake}）离开，因此至少有一方即便可信也不愿起步。",
    ).of(step=step, stake=number(stake))


def gradual(solution: DilemmaSolution) -> Iterator[Finding]:
    """Say what steps that cannot be undone, and slips on the ladder, change."""
    found = solution.steps
    if found is None:
        return
    path = found.irreversible
    if not path.possible:
        text = Text(
            "If steps could not be undone, not even small ones would be taken: what comes after is worth too little.",
            "若各步不可撤回，则连小步也不会迈出：其后的价值太小。",
        )
    elif path.levels[0] > 1 - 1e-6:
        text = Text(
            "If steps could not be undone, the whole could be taken at once.", "若各步不可撤回，则可以一步到位。"
        )
    else:
        text = Text(
            "If steps could not be undone, a first step of {first} of the whole could be followed by ever smaller "
            "ones; after {n} rounds {reached} would be in force.",
            "若各步不可撤回，第一步可达整体的{first}，其后逐步缩小；{n}轮之后有{reached}生效。",
        ).of(first=f"{path.levels[0]:.0%}", n=len(path.levels), reached=f"{path.reached:.0%}")
    worst = max(found.reciprocation, key=lambda one: one.breakdowns)
    if worst.breakdowns > 0:
        again, back = found.reciprocation
        more = Text(
            " With slips the ladder breaks down once in {every} rounds; starting again at its foot costs each about "
            "{again} a time, going one step back {back}.",
            "计入失误，阶梯平均每{every}轮中断一次；每次从头再来，各方约损失{again}，只退一步则约损失{back}。",
        ).of(every=number(1 / worst.breakdowns), again=number(max(again.cost)), back=number(max(back.cost)))
        text = Text(text.get("en") + more.get("en"), text.get("zh") + more.get("zh"))
    certificate = {
        "irreversible": {
            "levels": path.levels[:12].tolist(), "shrinks_by": path.ratio if np.isfinite(path.ratio) else None,
        },
        "with_slips": {
            one.name: {
                "rounds_to_top": one.rounds if np.isfinite(one.rounds) else None, "breakdowns": one.breakdowns,
                "top": one.top, "payoff": list(one.payoff), "cost": list(one.cost),
            }
            for one in found.reciprocation
        },
        "screening": {
            solution.actors[seat][0]: None if one is None else {
                "exits": [step + 1 for step in one.exits], "dares": list(one.dares), "at_risk": list(one.at_risk),
                "at_once": one.at_once,
            }
            for seat, one in enumerate(found.screening)
        },
    }  # fmt: skip
    parts = (*STAGE, "dialogue", "steps")
    yield Finding("gradual", text, firm(solution, *parts), basis(solution, *parts), certificate, ("steps",))


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
