"""The sentences that follow from a solved agreement, in both languages, headline first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.beginnings import noise_findings, start_finding
from countermove.agreement.coalition_findings import search_findings, staged_finding
from countermove.agreement.design_findings import design_findings
from countermove.agreement.home_findings import home_findings
from countermove.agreement.like_findings import family_findings
from countermove.agreement.outlooks import label_findings
from countermove.agreement.pacing import pace_findings
from countermove.agreement.record import JOINED
from countermove.agreement.sponsor_findings import sponsor_findings
from countermove.agreement.text_effects import effect_findings
from countermove.agreement.tipping import TRIED_LEVERS, TRIED_PARTIES
from countermove.document.text import Text, listed
from countermove.kind import Finding, Json

if TYPE_CHECKING:
    from countermove.agreement.solution import (
        AgreementSolution,
        ForecastAnswer,
        GameAnswer,
        PublicGoodAnswer,
    )

ONE_OUTCOME = Text(
    "Exactly one outcome holds: {inside} join ({count} of {total} {unit}); {outside} stay out.",
    "只有一种结局能够维持：{inside}加入（{total}个{unit}中的{count}个）；{outside}不加入。",
)
ALL_JOIN = Text(
    "Exactly one outcome holds: all join ({total} {unit}).", "只有一种结局能够维持：各方全部加入（{total}个{unit}）。"
)
NONE_JOIN = Text(
    "Exactly one outcome holds: nobody joins (0 of {total} {unit}).",
    "只有一种结局能够维持：无人加入（{total}个{unit}中的0个）。",
)
SEVERAL = Text(
    "Several outcomes hold: {every} join in all of them; {some} join in some only, so that expectations decide.",
    "有多种结局能够维持：{every}在所有结局中都加入；{some}只在部分结局中加入，因此取决于预期。",
)
SEVERAL_NONE = Text(
    "Several outcomes hold, and nobody joins in all of them; {some} join in some, so that expectations decide.",
    "有多种结局能够维持，没有任何一方在所有结局中都加入；{some}只在部分结局中加入，因此取决于预期。",
)
NO_OUTCOME = Text(
    "No outcome holds: whoever is inside, somebody gains by changing sides.",
    "没有任何结局能够维持：无论谁加入，总有一方改变立场更有利。",
)
WAVES = Text(
    "From nobody inside, {first} join first, and {later} follow in {rounds} further rounds because of them.",
    "从无人加入开始，{first}最先加入，随后{later}因此在之后的{rounds}轮中跟进。",
)
ONE_WAVE = Text(
    "From nobody inside, {first} join first, and {later} follow in the next round because of them.",
    "从无人加入开始，{first}最先加入，{later}随即因此在下一轮跟进。",
)
TIPPED = Text(
    "The cheapest package with which, in every outcome, {aim} costs {cost}: {levers}; no cheaper one does it.",
    "能在任何结局中{aim}的最省组合代价为{cost}：{levers}；没有更省的组合能做到。",
)
ALREADY = Text("In every outcome, {aim} without any offer.", "无需任何提议，在任何结局中都能{aim}。")
BEYOND = Text(
    "No package of the levers named has it that {aim}: even all of them together leave {outside} out.",
    "所列手段的任何组合都不能{aim}：即使全部使用，{outside}仍不加入。",
)
NO_CHOICE = Text(
    "No choice among the levers named has it that in every outcome {aim}; some parties put others off, so that every "
    "choice was tried.",
    "所列手段的任何选择都不能使各方在任何结局中{aim}；由于有些参与方会使另一些却步，已逐一试过每种选择。",
)
NOT_TRIED = Text(
    "Which levers would have it that {aim} was not worked out: some parties put others off, so that every choice must "
    "be tried, which is done up to {levers} levers and {parties} parties.",
    "未能算出哪些手段能使{aim}：有些参与方会使另一些却步，因此须逐一尝试每种选择，上限为{levers}种手段、{parties}方。",
)
FALLS_SHORT = "each list falls short even if all of it is used, so one lever outside each list is needed"
PAID = Text(
    "By side payments alone, bringing in those aimed at costs at least {total} in all, in this order: {order}.",
    "若只靠补偿，争取目标各方加入总共至少需要{total}，顺序为：{order}。",
)
SWINGS = {
    ("add", True, False): Text(
        "Adding the clause “{clause}” would bring in {gained}.", "加入“{clause}”条款会使{gained}加入。"
    ),
    ("add", False, True): Text("Adding the clause “{clause}” would lose {lost}.", "加入“{clause}”条款会失去{lost}。"),
    ("add", True, True): Text(
        "Adding the clause “{clause}” would bring in {gained} and lose {lost}.",
        "加入“{clause}”条款会使{gained}加入，但会失去{lost}。",
    ),
    ("drop", True, False): Text(
        "Dropping the clause “{clause}” would bring in {gained}.", "删去“{clause}”条款会使{gained}加入。"
    ),
    ("drop", False, True): Text(
        "Dropping the clause “{clause}” would lose {lost}.", "删去“{clause}”条款会失去{lost}。"
    ),
    ("drop", True, True): Text(
        "Dropping the clause “{clause}” would bring in {gained} and lose {lost}.",
        "删去“{clause}”条款会使{gained}加入，但会失去{lost}。",
    ),
}
SWINGS |= {
    ("change", True, False): Text(
        "Changing the clause “{held}” to “{clause}” would bring in {gained}.",
        "把“{held}”条款改为“{clause}”会使{gained}加入。",
    ),
    ("change", False, True): Text(
        "Changing the clause “{held}” to “{clause}” would lose {lost}.", "把“{held}”条款改为“{clause}”会失去{lost}。"
    ),
    ("change", True, True): Text(
        "Changing the clause “{held}” to “{clause}” would bring in {gained} and lose {lost}.",
        "把“{held}”条款改为“{clause}”会使{gained}加入，但会失去{lost}。",
    ),
}
NOTHING = Text.both("")
NO_SWING = Text(
    "No single clause, added or dropped, changes who joins in every outcome.",
    "任何单一条款的增删都不改变在所有结局中加入的各方。",
)
STABLE = Text(
    "Of {total} coalitions, {count} hold themselves up (no member gains by leaving, no outsider by joining); "
    "the largest has {size} members, for example {example}.",
    "在{total}个联盟中，有{count}个能够自我维持（没有成员因退出获益，没有局外者因加入获益）；最大的有{size}个成员，例如{example}。",
)
STABLE_ONE = Text(
    "Of {total} coalitions, exactly one holds itself up (no member gains by leaving, no outsider by joining): "
    "{example}.",
    "在{total}个联盟中，只有一个能够自我维持（没有成员因退出获益，没有局外者因加入获益）：{example}。",
)
UNSTABLE = Text(
    "None of {total} coalitions of at least two holds itself up.", "在{total}个至少两方的联盟中，没有一个能够自我维持。"
)
FARSIGHTED = Text(
    "If parties look ahead and joining is free, {count} of the {all} possible agreements could last (largest "
    "consistent set); one set of {few} is stable as a whole, and the largest agreement in it has {size} members.",
    "若各方有远见且可自由加入，{all}种可能的协定中有{count}种可能持续（最大一致集）；"
    "有一个由{few}种协定组成、整体稳定的集合，其中最大的协定有{size}个成员。",
)
POTENTIAL = Text(
    "With side payments among members, a coalition of up to {size} of {total} parties could keep all its members.",
    "若成员之间可以相互补偿，最多由{total}方中{size}方组成的联盟能留住全部成员。",
)
TALLY = Text(
    "{joined} parties have joined “{text}”{as_of}, out of {stated} that were looked up{caveat}.",
    "在查核的{stated}方中，有{joined}方加入了《{text}》{as_of}{caveat}。",
)
ATTENDED = Text(
    "; {attended} attended, but their names are not known, so that nobody can say which of the {rest} not listed "
    "declined: being on the list is counted, never refusing",
    "；有{attended}方与会但名单不详，因此无从得知未列名的{rest}方中谁曾拒绝：这里只计是否列名，不计拒绝",
)
AS_OF = Text(" as of {day}", "（截至{day}）")
UNKNOWN_ATTENDANCE = Text(
    "; who else attended is not known, and not being listed is no refusal",
    "；还有哪些国家与会并不清楚，未列名不等于拒绝",
)
OVERLAP = Text(
    "Of the {earlier} parties on “{first}”, {both} are among the {later} on “{second}”; {left} are not, {new} are new.",
    "《{first}》的{earlier}方中，{both}方也在《{second}》的{later}方之列；{left}方不在，另有{new}方是新加入的。",
)
NEAREST = Text(
    "Nearest to the list without being on it are {names}: parties that acted like them are listed with a chance of "
    "{chance} or more.",
    "尚未列名而最接近列名的是{names}：行为与其相似的各方列名的概率不低于{chance}。",
)
LEAST_EXPECTED = Text(
    "Least expected among those listed are {names}: parties that acted like them are listed with a chance of "
    "{chance} or less.",
    "已列名而最出人意料的是{names}：行为与其相似的各方列名的概率不高于{chance}。",
)


def findings_of(solution: AgreementSolution) -> list[Finding]:
    """Return what the solution means, the answer to the scenario's question first."""
    found: list[Finding] = []
    if solution.sponsors is not None:
        found += sponsor_findings(solution, solution.sponsors)
    if solution.game is not None:
        found += _game_findings(solution, solution.game)
        found += home_findings(solution)
        if solution.start is not None:
            found.append(start_finding(solution, solution.game, solution.start))
        if solution.noise is not None:
            found += noise_findings(solution, solution.game, solution.noise)
    if solution.family is not None:
        found += family_findings(solution, solution.family)
    if solution.public_good is not None:
        found += _stability_findings(solution, solution.public_good)
    if solution.searched is not None:
        found += search_findings(solution, solution.searched)
    if solution.staged is not None:
        found.append(staged_finding(solution, solution.staged))
    found += design_findings(solution)
    if solution.record is not None:
        found += _record_findings(solution)
    if solution.forecast is not None:
        found += _forecast_findings(solution, solution.forecast)
        found += label_findings(solution, solution.forecast)
    if solution.pace is not None:
        found += pace_findings(solution, solution.pace)
    if solution.text_effects is not None:
        found += effect_findings(solution, solution.text_effects)
    return found


def _game_findings(solution: AgreementSolution, game: GameAnswer) -> Iterator[Finding]:
    yield _headline(solution, game)
    first, last = game.named(game.wave == 1), int(game.wave.max(initial=0))
    if game.game.monotone and first and last > 1:
        later = game.named(game.wave > 1)
        words = WAVES if last > 2 else ONE_WAVE
        text = words.of(first=solution.called(first), later=solution.called(later), rounds=last - 1)
        rounds = {party: int(wave) for party, wave in zip(game.parties, game.wave, strict=True)}
        yield Finding("cascade", text, "exact", solution.basis, {"round": rounds}, tuple(later))
    if game.tipping is not None:
        yield _tipping_finding(solution, game)
    elif game.levers:
        text = NOT_TRIED.of(aim=game.aim, levers=TRIED_LEVERS, parties=TRIED_PARTIES)
        yield Finding("tipping", text, "bounded", solution.basis)
    if game.transfers is not None and game.transfers.total > 0:
        yield _transfer_finding(solution, game)
    yield from _swing_findings(solution, game)


def _headline(solution: AgreementSolution, game: GameAnswer) -> Finding:
    total = _count(game.counts.sum())
    certificate: Json = {
        "equilibria": [game.named(row) for row in game.inside],
        "complete": game.complete,
        "net_benefit_in_each": [
            {party: float(net) for party, net in zip(game.parties, game.game.net(row), strict=True)}
            for row in game.inside[:4]
        ],
        "tie_rule": "an indifferent party joins",
    }
    every, some = game.named(game.every), game.named(game.some & ~game.every)
    out = game.named(~game.some)
    if not len(game.inside):
        text = NO_OUTCOME
    elif some:
        words = SEVERAL if every else SEVERAL_NONE
        text = words.of(every=solution.called(every), some=solution.called(some))
    elif not every:
        text = NONE_JOIN.of(total=total, unit=solution.unit)
    elif not out:
        text = ALL_JOIN.of(total=total, unit=solution.unit)
    else:
        count = _count(game.counts[game.every].sum())
        inside, outside = solution.called(every), solution.called(out)
        text = ONE_OUTCOME.of(inside=inside, count=count, total=total, unit=solution.unit, outside=outside)
    return Finding("outcome", text, "exact", solution.basis, certificate, game.parties)


def _tipping_finding(solution: AgreementSolution, game: GameAnswer) -> Finding:
    tipping = game.tipping
    assert tipping is not None
    if tipping.levers is None and not game.game.monotone:
        text = NO_CHOICE.of(aim=game.aim)
    elif tipping.levers is None:
        text = BEYOND.of(aim=game.aim, outside=solution.called(game.named(~tipping.inside)))
    elif not tipping.levers:
        text = ALREADY.of(aim=game.aim)
    else:
        levers = listed([game.levers[k] for k in tipping.levers])
        text = TIPPED.of(aim=game.aim, cost=_count(tipping.cost), levers=levers)
    certificate = {
        "levers": None if tipping.levers is None else [game.levers[k].to_dict() for k in tipping.levers],
        "cost": None if tipping.levers is None else tipping.cost,
        "inside": game.named(tipping.inside),
        "falls_short": [[game.levers[k].to_dict() for k in np.flatnonzero(row)] for row in tipping.short],
        "reading": FALLS_SHORT if game.game.monotone else "every cheaper choice of levers was tried",
    }
    return Finding("tipping", text, "exact", solution.basis, certificate)


def _transfer_finding(solution: AgreementSolution, game: GameAnswer) -> Finding:
    transfers = game.transfers
    assert transfers is not None
    steps = [
        Text("{party} {paid}", "{party}{paid}").of(
            party=solution.names[game.parties[party]], paid=f"{paid:.3g}" if paid else "0"
        )
        for party, paid in zip(transfers.order, transfers.paid, strict=True)
    ]
    asked = [game.parties[party] for party in transfers.order]
    text = PAID.of(total=f"{transfers.total:.3g}", order=listed(steps))
    certificate = {"order": asked, "paid": list(transfers.paid), "total": transfers.total}
    return Finding("transfers", text, "exact", solution.basis, certificate, tuple(asked))


def _swing_findings(solution: AgreementSolution, game: GameAnswer) -> Iterator[Finding]:
    moving = [swing for swing in game.swings if swing.gained or swing.lost]
    if game.swings and not moving:
        yield Finding("clauses", NO_SWING, "exact", solution.basis)
    moving.sort(key=lambda swing: -len(swing.gained) - len(swing.lost))
    for swing in moving[:1]:
        verb = "drop" if swing.present else "add" if swing.held is None else "change"
        text = SWINGS[verb, bool(swing.gained), bool(swing.lost)].of(
            clause=solution.clauses[swing.clause],
            held=solution.clauses[swing.held] if swing.held is not None else NOTHING,
            gained=solution.called(swing.gained),
            lost=solution.called(swing.lost),
        )
        certificate = {"clause": swing.clause, "in_place_of": swing.held, "gained": list(swing.gained),
                       "lost": list(swing.lost)}  # fmt: skip
        yield Finding(f"clause-{swing.clause}", text, "exact", solution.basis, certificate, swing.gained + swing.lost)


def _stability_findings(solution: AgreementSolution, good: PublicGoodAnswer) -> Iterator[Finding]:
    sizes = np.array([int(mask).bit_count() for mask in good.stability.stable])
    in_force = max(good.minimum, 2)  # what is not in force nobody could leave or join to any effect
    masks = good.stability.stable[sizes >= in_force] if sizes.size else good.stability.stable
    total = (1 << len(good.parties)) - len(good.parties) - 1
    if masks.size:
        largest = int(max(masks, key=lambda mask: (int(mask).bit_count(), -int(mask))))
        members = [party for k, party in enumerate(good.parties) if largest >> k & 1]
        words = STABLE if masks.size > 1 else STABLE_ONE
        text = words.of(total=total, count=int(masks.size), size=len(members), example=solution.called(members))
        certificate: Json = {"stable": [int(mask) for mask in masks[:100]], "parties": list(good.parties)}
    else:
        text, certificate = UNSTABLE.of(total=total), {"stable": [], "parties": list(good.parties)}
    certificate["tie_rule"] = "an indifferent member stays, an indifferent outsider stays out"
    yield Finding("self-enforcing", text, "exact", solution.basis, certificate)
    kept = np.flatnonzero(good.stability.potential)
    size = max((int(mask).bit_count() for mask in kept), default=0)
    if size >= 2:
        text = POTENTIAL.of(size=size, total=len(good.parties))
        yield Finding("side-payments", text, "exact", solution.basis, {"coalitions": int(kept.size)})
    if good.consistent is not None and good.farsighted is not None:
        masks = np.flatnonzero(good.farsighted)
        text = FARSIGHTED.of(
            count=int(good.consistent.sum()),
            all=good.consistent.size,
            few=int(masks.size),
            size=max(int(mask).bit_count() for mask in masks),
        )
        certificate = {"consistent": np.flatnonzero(good.consistent).tolist(), "stable_set": masks.tolist()}
        yield Finding("farsighted", text, "exact", solution.basis, certificate)


def _record_findings(solution: AgreementSolution) -> Iterator[Finding]:
    record, forecast = solution.record, solution.forecast
    assert record is not None
    text = forecast.text if forecast is not None else record.texts[-1]
    counts = record.tally(text)
    joined = sum(count for position, count in counts.items() if position in JOINED)
    caveat = UNKNOWN_ATTENDANCE if counts.get("not_listed") else Text.both("")
    if counts.get("not_listed") and forecast is not None and forecast.attended is not None:
        caveat = ATTENDED.of(attended=forecast.attended, rest=counts["not_listed"])
    day = record.last[record.texts.index(text)]
    as_of = AS_OF.of(day=day.isoformat()) if day is not None else Text.both("")
    stated = sum(counts.values())
    words = TALLY.of(text=solution.texts[text], joined=joined, stated=stated, caveat=caveat, as_of=as_of)
    yield Finding("tally", words, "exact", solution.basis, dict(counts))
    column = record.joined[:, record.texts.index(text)] == 1
    kin = [t for t in range(len(record.texts)) if record.family[t] == record.family[record.texts.index(text)]]
    earlier = [t for t in kin if record.texts[t] != text]
    if earlier:
        before = min(earlier, key=lambda t: (record.first[t] is None, str(record.first[t])))
        past = record.joined[:, before] == 1
        words = OVERLAP.of(
            first=solution.texts[record.texts[before]],
            second=solution.texts[text],
            earlier=int(past.sum()),
            later=int(column.sum()),
            both=int((past & column).sum()),
            left=int((past & ~column).sum()),
            new=int((column & ~past).sum()),
        )
        names = np.array(record.parties)
        certificate = {
            "stayed": names[past & column].tolist(),
            "left": names[past & ~column].tolist(),
            "new": names[column & ~past].tolist(),
        }
        yield Finding("overlap", words, "exact", solution.basis, certificate)


def _forecast_findings(solution: AgreementSolution, forecast: ForecastAnswer) -> Iterator[Finding]:
    near, odd = forecast.unlisted[:6], forecast.surprising[:4]
    rows = [
        {"party": one.party, "listed": one.listed, "probability": one.probability, "low": one.low, "high": one.high,
         "reasons": [{"feature": name, "logit": share} for name, share in one.reasons]}
        for one in forecast.outlooks
    ]  # fmt: skip
    certificate = {"text": forecast.text, "denominator": forecast.stated, "parties": rows}
    if near:
        names = solution.called([one.party for one in near])
        text = NEAREST.of(names=names, chance=f"{min(one.probability for one in near):.0%}")
        yield Finding("nearest", text, "assumed", solution.basis, certificate, tuple(one.party for one in near))
    if odd:
        names = solution.called([one.party for one in odd])
        text = LEAST_EXPECTED.of(names=names, chance=f"{max(one.probability for one in odd):.0%}")
        yield Finding("least-expected", text, "assumed", solution.basis, None, tuple(one.party for one in odd))


def _count(value: float) -> str:
    return f"{value:.6g}"
