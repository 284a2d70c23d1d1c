"""Sentences about competition, inspection, waiting and motives."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from countermove.dilemma.footing import basis, firm, name_of, seat_of
from countermove.dilemma.solution import DilemmaSolution, Seen
from countermove.dilemma.wording import FIELDS, number
from countermove.dilemma.wording import joined as clauses
from countermove.document.text import Text, listed
from countermove.kind import Finding


def rivalry(solution: DilemmaSolution) -> Iterator[Finding]:
    """Say what rivalry burns."""
    found = solution.rivalry
    if found is None:
        return
    if not np.isfinite(found.index):
        text = Text(
            "Effort decides so much here that the contest has no equilibrium in which both spend a fixed amount: what "
            "rivalry burns cannot be said.",
            "此处投入的决定作用过强，竞争不存在双方投入固定数额的均衡：无法给出竞争的损耗。",
        )
        yield Finding("rivalry", text, firm(solution, "contest"), basis(solution, "contest"), None, ("rivalry",))
        return
    cells = found.cells
    lowest = min(cells.values())
    text = Text(
        "Rivalry burns {today} of the prize today; with fields kept apart and investments staggered it would "
        "be {least}.",
        "目前竞争耗去所争利益的{today}；若领域错开、投资错时，则为{least}。",
    ).of(today=f"{found.index:.0%}", least=f"{lowest:.0%}")
    if found.outsiders is not None and np.isfinite(found.outsiders[0]):
        text = _both(
            text,
            Text(
                " For those outside the contest of today is worth {now}, that of both kept apart {then}.",
                "对局外各方而言，目前的竞争价值为{now}，双方错开时为{then}。",
            ).of(now=number(found.outsiders[0]), then=number(found.outsiders[1])),
        )
    certificate = {
        "cells": dict(cells),
        "outsiders": found.outsiders,
        "effort": np.nan_to_num(found.today.effort, nan=-1).tolist(),
    }
    yield Finding("rivalry", text, firm(solution, "contest"), basis(solution, "contest"), certificate, ("rivalry",))


def inspection(solution: DilemmaSolution) -> Iterator[Finding]:
    """Say how often is looked and tried, and what an exemption does."""
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
        controller=name_of(solution, found.controller),
        evader=name_of(solution, found.evader),
        looks=f"{float(once.inspects):.0%}",
        tries=f"{float(once.evades):.0%}",
        leak=f"{float(once.leakage):.0%}",
    )
    if found.outsiders is not None:
        text = _both(
            text,
            Text(
                " For those outside that is worth {worth} an occasion.", "对局外各方而言，每次机会的价值为{worth}。"
            ).of(worth=number(found.outsiders)),
        )
    certificate = {
        "inspects": float(once.inspects),
        "evades": float(once.evades),
        "leakage": float(once.leakage),
        "controller": float(once.controller),
        "evader": float(once.evader),
        "value_over_rounds": found.value,
    }
    sure, rests = firm(solution, "inspection"), basis(solution, "inspection")
    yield Finding("inspection", text, sure, rests, certificate, ("inspection",))
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
        least = float(found.exemption.verified_from)
        if 0 < least < 1:
            text = _both(
                text,
                Text(
                    " That turns where {share} of what is exempt can be verified.",
                    "转折点在于豁免部分有{share}可以核查。",
                ).of(share=f"{least:.0%}"),
            )
        elif least >= 1:
            text = _both(text, Text(" No degree of verification would change that.", "核查程度再高也不会改变这一点。"))
        proof = {
            "with": float(found.exemption.with_one),
            "without": float(found.exemption.without),
            "verified_from": least if np.isfinite(least) else None,
        }
        filled = text.of(controller=name_of(solution, found.controller))
        yield Finding("exemption", filled, sure, rests, proof, ("exemption",))
    if found.leakage is not None:
        text = Text(
            "With gaps closed and designed around in turn, {share} of attempts pass in the long run.",
            "漏洞被堵上又被绕开，如此往复，长期来看有{share}的尝试得以通过。",
        ).of(share=f"{found.leakage:.0%}")
        yield Finding(
            "leakage", text, sure, rests, {"share": found.leakage, "redesign_pays": found.redesigns}, ("leakage",)
        )


def waiting(solution: DilemmaSolution) -> Iterator[Finding]:
    """Say whether it is better to wait."""
    if solution.wait is None:
        return
    actor, found, moved = solution.wait
    now = float(found.now) >= float(found.later)
    text = Text(
        "For {actor} committing now is worth {now} and waiting to learn {later}: {verdict}, and committing "
        "at once pays only "
        "from a chance of {threshold} that it turns out well.",
        "对{actor}而言，现在承诺的价值为{now}，等待获知的价值为{later}：{verdict}；只有结果良好的概率达到{threshold}以上，立即承诺才划算。",
    ).of(
        actor=name_of(solution, actor),
        now=number(float(found.now)),
        later=number(float(found.later)),
        verdict=Text("now is better", "现在承诺更好") if now else Text("“not yet” is better", "“暂不承诺”更好"),
        threshold=f"{float(found.threshold):.0%}",
    )
    strongest = max(moved, key=lambda name: abs(moved[name][0]))
    if abs(moved[strongest][0]) >= 0.005:
        text = _both(
            text,
            Text(
                " A tenth more of “{what}” alone moves that threshold by {by} percentage points, more than any other "
                "number would.",
                "仅“{what}”增加一成，该门槛就变动{by}个百分点，影响大于其他任何数值。",
            ).of(what=FIELDS[strongest], by=f"{100 * moved[strongest][0]:+.0f}"),
        )
    parts = ("waiting", "dialogue")
    certificate = {
        "option": float(found.option),
        "threshold": float(found.threshold),
        "tenth_more": {name: {"threshold": t, "option": o} for name, (t, o) in moved.items()},
    }
    yield Finding("waiting", text, firm(solution, *parts), basis(solution, "waiting"), certificate, ("waiting",))


def _both(one: Text, more: Text) -> Text:
    return Text(one.get("en") + more.get("en"), one.get("zh") + more.get("zh"))


def _next_observation(solution: DilemmaSolution, seen: Seen) -> Text:
    """Say which observation would tell the motives apart best."""
    tells = seen.reading.information
    if max(tells) < 1e-9:
        return Text(
            " No next act of this actor would tell the motives apart.", "该行为体的下一步行动无法区分这些动机。"
        )
    first = 0 if tells[0] >= tells[1] else 1
    groups: dict[int, list[Text]] = {}
    for (_, name), acts in zip(seen.motives, seen.reading.separates, strict=True):
        groups.setdefault(acts[first], []).append(Text("“{name}”", "“{name}”").of(name=name))
    own = solution.actions[seat_of(solution, seen.actor)]
    other = solution.actors[1 - seat_of(solution, seen.actor)][1]
    act = solution.actions[1 - seat_of(solution, seen.actor)][first][1]
    expected = [
        Text("“{act}” under {names}", "{names}之下为“{act}”").of(act=own[act][1], names=listed(names))
        for act, names in groups.items()
    ]
    return Text(
        " The next observation that would tell most is its answer once it sees {other} choose “{act}”: {expected}.",
        "最能区分动机的下一个观察，是它看到{other}选择“{act}”之后的反应：{expected}。",
    ).of(other=other, act=act, expected=clauses(expected))


def motives(solution: DilemmaSolution) -> Iterator[Finding]:
    """Say how far an act speaks for one motive against another, and what would tell more."""
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
            actor=name_of(solution, seen.actor),
            act=solution.actions[seat_of(solution, seen.actor)][seen.act][1],
            ratio=number(strongest) if np.isfinite(strongest) else "∞",
            orders=reading.explained,
        )
        text = _both(text, _next_observation(solution, seen))
        certificate = {
            "beliefs": dict(zip((key for key, _ in seen.motives), reading.beliefs, strict=True)),
            "information_of_next": dict(zip(("restrains", "accelerates"), reading.information, strict=True)),
            "likelihood": dict(zip((key for key, _ in seen.motives), reading.likelihood, strict=True)),
            "posterior": dict(zip((key for key, _ in seen.motives), reading.posterior, strict=True)),
            "separated_by_seeing_the_other_move_first": [[seen.motives[i][0], seen.motives[j][0]] for i, j in apart],
        }
        yield Finding(
            f"motive-{seen.actor}",
            text,
            firm(solution, "observed"),
            basis(solution, "observed"),
            certificate,
            (seen.actor,),
        )
