"""What a solved race says, in both languages; each sentence follows from the solution and from nothing else."""

from __future__ import annotations

from countermove.document.text import Text, listed
from countermove.kind import Finding
from countermove.race.solution import (
    BottleneckAnswer,
    ContestAnswer,
    RaceSolution,
    SafetyAnswer,
    Sample,
    SpiralAnswer,
    SpreadAnswer,
    StrategyAnswer,
    ThresholdAnswer,
    WhatIfAnswer,
)
from countermove.race.wording import KNOWLEDGE, amount, date_text, finite, joined, share_text

MOST = 8
LARGEST_GAP = 1e-3  # between the solvers, of the greatest value: smaller than any difference a finding reports


def race_findings(solution: RaceSolution) -> list[Finding]:
    """Return what a race says, the answer to its first question first."""
    found = [contest_finding(solution, part) for part in solution.contests]
    found += [sample_finding(solution, part, part.sample) for part in solution.contests if part.sample]
    found += [bottleneck_finding(solution, part) for part in solution.bottlenecks]
    found += [what_if_finding(solution, part) for part in solution.what_ifs]
    found += [threshold_finding(part) for part in solution.thresholds]
    found += [spiral_finding(solution, part) for part in solution.spirals]
    found += [strategy_finding(solution, solution.strategy)] if solution.strategy else []
    found += [safety_finding(part) for part in solution.safety]
    found += [spread_finding(solution, part) for part in solution.spreads]
    found.sort(key=lambda finding: solution.headline not in (finding.id, *finding.subjects))  # the sort is stable
    found = found[:MOST] or [_plain_finding(solution)]
    return found if solution.disagreement <= LARGEST_GAP else [*found[: MOST - 1], _step_finding(solution)]


def _step_finding(solution: RaceSolution) -> Finding:
    words = Text(
        "The step of {step} {unit} is too long for this race: the fixed-step solver, which draws use, differs by up to "
        "{gap} of the greatest value; shorten `clock.step` before trusting draws.",
        "步长{step}{unit}对本模型过长：抽样所用的定步长方法与自适应方法的差异可达最大值的{gap}；请先缩短`clock.step`，再采信抽样结果。",
    ).of(
        step=f"{float(solution.times[1] - solution.times[0]):.3g}",
        unit=Text(solution.time_unit, "年" if solution.time_unit == "year" else solution.time_unit),
        gap=share_text(solution.disagreement) if solution.disagreement < 10 else "∞",
    )
    return Finding("step", words, "exact", (), solvers(solution))


def _plain_finding(solution: RaceSolution) -> Finding:
    words = Text(
        "The race runs from {start} to {end}; no contest, bottleneck or spiral is asked about.",
        "模型从{start}运行到{end}；未设定需要比较的竞争、瓶颈或螺旋。",
    )
    return Finding("run", words.of(**_span(solution)), "exact", solution.basis, {"solvers": solvers(solution)})


def _span(solution: RaceSolution) -> dict[str, Text]:
    unit = solution.time_unit
    return {
        "start": date_text(float(solution.times[0]), unit),
        "end": date_text(float(solution.times[-1]), unit),
    }


def solvers(solution: RaceSolution) -> dict[str, object]:
    """Return how the run was got and how far the second solver differs."""
    return {
        "method": solution.method,
        "relative_tolerance": solution.rtol,
        "fixed_step": float(solution.times[1] - solution.times[0]),
        "greatest_relative_difference": finite(solution.disagreement),
    }


# Contests ------------------------------------------------------------------------------------------------------------


def contest_finding(solution: RaceSolution, contest: ContestAnswer) -> Finding:
    """Say who leads at the end, and since when."""
    words = _lead_text(solution, contest)
    if len(contest.changes) > 1:
        more = Text(" The lead changes {count} times.", "领先地位共易手{count}次。").of(count=len(contest.changes))
        words = joined(words, more)
    certificate = {
        "start": {side: float(values[0]) for side, values in contest.sides.items()},
        "end": {side: float(values[-1]) for side, values in contest.sides.items()},
        "unit": contest.unit,
        "changes": [{"date": one.date, "by": one.by, "over": one.over} for one in contest.changes],
        "solvers": solvers(solution),
    }
    words = joined(words, _margin(contest), _held_back(solution, contest))
    return Finding(f"contest-{contest.id}", words, "bounded", contest.basis, certificate, (contest.id,))


def sample_finding(solution: RaceSolution, contest: ContestAnswer, sample: Sample) -> Finding:
    """Say in how many draws each side leads, and in how many the lead changes, and when."""
    parts = [
        Text("{who} {share}", "{who}{share}").of(who=solution.actor(side), share=share_text(share))
        for side, share in sorted(sample.leads.items(), key=lambda one: -one[1])
    ]
    words = (
        Text(
            "Over the ranges stated, the lowest in {name} at the end: {shares} of {count} draws.",
            "在所述取值范围内，“{name}”期末最低者：{shares}（共{count}次抽样）。",
        )
        if contest.lower_leads
        else Text(
            "Over the ranges stated, the leader in {name} at the end: {shares} of {count} draws.",
            "在所述取值范围内，“{name}”期末领先者：{shares}（共{count}次抽样）。",
        )
    ).of(name=contest.name, shares=listed(parts), count=sample.draws)
    if sample.dates:
        low, middle, high = (date_text(date, solution.time_unit) for date in sample.dates)
        more = Text(
            " The lead changes in {share} of them, first in {middle} (eight of ten between {low} and {high}).",
            "其中{share}出现易主，首次易主的中位时间为{middle}（十次中有八次在{low}至{high}之间）。",
        ).of(share=share_text(sample.changes), low=low, middle=middle, high=high)
        words = joined(words, more)
    certificate = {
        "draws": sample.draws, "seed": sample.seed, "leads": dict(sample.leads), "changes": sample.changes,
        "first_change": list(sample.dates) if sample.dates else None, "drawn": "independently",
    }  # fmt: skip
    return Finding(f"draws-{contest.id}", words, "sampled", contest.basis, certificate, (contest.id,))


def _lead_text(solution: RaceSolution, contest: ContestAnswer) -> Text:
    span, lower = _span(solution), contest.lower_leads
    if contest.last is None:
        return Text("Nobody is ahead in {name}: all stand level.", "“{name}”上各方持平，无人领先。").of(
            name=contest.name
        )
    who = solution.actor(contest.last)
    if not contest.changes:
        words = (
            Text("{who} is lowest in {name} from {start} to {end}.", "从{start}到{end}，{who}在“{name}”上始终最低。")
            if lower
            else Text("{who} leads in {name} from {start} to {end}.", "从{start}到{end}，{who}在“{name}”上始终领先。")
        )
        return words.of(who=who, name=contest.name, **span)
    last = contest.changes[-1]
    words = (
        Text(
            "{who} falls below {over} in {name} in {date} and is lowest at the end, in {end}.",
            "{who}于{date}在“{name}”上降到{over}之下，并在期末（{end}）最低。",
        )
        if lower
        else Text(
            "{who} overtakes {over} in {name} in {date} and leads at the end, in {end}.",
            "{who}于{date}在“{name}”上超过{over}，并在期末（{end}）领先。",
        )
    )
    date = date_text(last.date, solution.time_unit)
    return words.of(who=who, over=solution.actor(last.over), name=contest.name, date=date, end=span["end"])


def _margin(contest: ContestAnswer) -> Text:
    ends = sorted((float(values[-1]) for values in contest.sides.values()), reverse=not contest.lower_leads)
    if contest.last is None or min(ends[:2]) <= 0:
        return Text("", "")
    ratio = max(ends[:2]) / min(ends[:2])
    if ratio < 1.005:
        return Text(" At the end the difference is less than half a per cent.", "期末差距不到千分之五。")
    words = (
        Text(" At the end the next stands {ratio} times as high.", "期末，次低者是其{ratio}倍。")
        if contest.lower_leads
        else Text(" At the end it stands {ratio} times as high as the next.", "期末为次高者的{ratio}倍。")
    )
    return words.of(ratio=f"{ratio:.3g}")


def _held_back(solution: RaceSolution, contest: ContestAnswer) -> Text:
    """Say which input binds the sides that do not lead, where the contest compares bottlenecks."""
    parts = {part.id: part for part in solution.bottlenecks}
    words = Text("", "")
    for side, id in contest.held_by.items():
        spell = parts[id].spells[-1]
        if side == contest.last or spell.input is None:
            continue
        throughout = len(parts[id].spells) == 1
        sentence = (
            Text(" What holds {who} back throughout: {input}.", "{who}始终受制于{input}。")
            if throughout
            else Text(" What holds {who} back at the end: {input}.", "期末，{who}受制于{input}。")
        )
        words = joined(words, sentence.of(who=solution.actor(side), input=parts[id].inputs[spell.input]))
    return words


# Bottlenecks ---------------------------------------------------------------------------------------------------------


def bottleneck_finding(solution: RaceSolution, part: BottleneckAnswer) -> Finding:
    """Say which input binds when, and what a tenth more of each would buy."""
    unit = solution.time_unit
    spells = part.spells
    first = spells[0]
    if len(spells) == 1:
        words = (
            Text("No input binds {name} alone.", "没有哪一种投入单独制约“{name}”。").of(name=part.name)
            if first.input is None
            else Text("Throughout, {name} is bound by {input}.", "“{name}”自始至终受{input}制约。").of(
                input=part.inputs[first.input], name=part.name
            )
        )
    else:
        steps = [
            Text("{input} from {date}", "{date}起为{input}").of(
                input=part.inputs[one.input] if one.input else Text("none", "无"), date=date_text(one.start, unit)
            )
            for one in spells
        ]
        words = Text("What binds {name} changes: {steps}.", "制约“{name}”的投入先后变化：{steps}。").of(
            name=part.name, steps=_in_order(steps)
        )
    best = max(part.relief, key=lambda one: one.at_end)
    worst = min(part.relief, key=lambda one: one.at_end)
    relief = Text(
        " Ten per cent more {best} all along would add {gain} to it at the end; ten per cent more {worst}, {less}.",
        "若{best}全程多一成，期末产出将增加{gain}；若{worst}全程多一成，则增加{less}。",
    ).of(
        best=part.inputs[best.input], gain=share_text(best.at_end), worst=part.inputs[worst.input],
        less=share_text(worst.at_end),
    )  # fmt: skip
    certificate = {
        "spells": [{"input": one.input, "from": one.start, "to": one.end} for one in spells],
        "ten_per_cent_more": {one.input: {"at_end": one.at_end, "in_total": one.in_total} for one in part.relief},
        "elasticity": part.elasticity,
    }
    return Finding(f"bottleneck-{part.id}", joined(words, relief), "bounded", part.basis, certificate, (part.id,))


def _in_order(steps: list[Text]) -> Text:
    shown = listed(steps, 4)
    return Text(shown.en, "，".join(step.get("zh") for step in steps[:4]) + ("，等等" if len(steps) > 4 else ""))


def _capital(text: Text) -> Text:
    return Text(text.get("en")[:1].upper() + text.get("en")[1:], text.get("zh"))


# What would have been ------------------------------------------------------------------------------------------------


def what_if_finding(solution: RaceSolution, part: WhatIfAnswer) -> Finding:
    """Say what was lost against the same race without it, and when it is made up."""
    unit, end = solution.time_unit, _span(solution)["end"]
    without = Text("without the cut", "不设管制") if part.control else Text("without it", "没有这一变化")
    if not part.lost:
        words = Text(
            "“{name}”: against the same race {without}, nothing is lost at any time.",
            "“{name}”：与{without}的同一模型相比，任何时候都没有损失。",
        ).of(name=part.name, without=without)
    else:
        words = Text(
            "“{name}”: against the same race {without}, up to {loss} is lost.",
            "“{name}”：与{without}的同一模型相比，损失最深时达{loss}。",
        ).of(name=part.name, without=without, loss=amount(-part.deepest, part.unit))
        if part.level_date is None:
            back = Text(" The level is not made up before {end}.", "到{end}仍未恢复到应有水平。").of(end=end)
        elif part.total_date is None:
            back = Text(
                " The level is made up in {date}, the sum of what was lost not before {end}.",
                "{date}恢复到应有水平，但到{end}仍未补回累计损失。",
            ).of(date=date_text(part.level_date, unit), end=end)
        else:
            back = Text(
                " The level is made up in {date}, and the sum of what was lost in {total}.",
                "{date}恢复到应有水平，{total}补回累计损失。",
            ).of(date=date_text(part.level_date, unit), total=date_text(part.total_date, unit))
        words = joined(words, back)
    if part.final != 0:
        size = amount(abs(part.final), part.unit)
        more = (
            Text(" At the end it is {size} higher.", "期末高出{size}。")
            if part.final > 0
            else Text(" At the end it is {size} lower.", "期末低{size}。")
        )
        words = joined(words, more.of(size=size))
    certificate = {
        "deepest": part.deepest, "level_date": part.level_date, "total_date": part.total_date, "final": part.final,
        "unit": part.unit, "began": part.began,
    }  # fmt: skip
    return Finding(f"what-if-{part.id}", words, "bounded", part.basis, certificate, (part.id,))


# Spirals -------------------------------------------------------------------------------------------------------------


def spiral_finding(solution: RaceSolution, part: SpiralAnswer) -> Finding:
    """Say whether a spiral limits itself, and where it ends."""
    product, unit = part.product_test, solution.time_unit
    if product is not None:
        sign = Text("below", "小于") if part.self_limiting else Text("not below", "不小于")
        why = Text(
            "reactions multiplied ({ab}) are {sign} fatigues multiplied ({mn})",
            "反应系数之积（{ab}）{sign}抑制系数之积（{mn}）",
        ).of(ab=f"{product[0]:.3g}", mn=f"{product[1]:.3g}", sign=sign)
    else:
        why = Text("its greatest growth rate is {rate} a {unit}", "其最大增长率为每{unit}{rate}").of(
            rate=share_text(part.growth), unit=Text(unit, "年" if unit == "year" else unit)
        )
    if part.self_limiting:
        words = Text("The spiral “{name}” limits itself: {why}.", "螺旋“{name}”会自我收敛：{why}。")
    else:
        words = Text("The spiral “{name}” does not limit itself: {why}.", "螺旋“{name}”不会自我收敛：{why}。")
    sentence = joined(words.of(name=part.name, why=why), _where_it_ends(solution, part))
    if part.lanes:
        sentence = joined(sentence, _lanes_text(part))
    certificate = {
        "sides": list(part.sides), "matrix": part.matrix.tolist(), "forcing": part.forcing.tolist(),
        "growth": part.growth, "balance": [finite(level) for level in part.balance], "last": list(part.last),
        "rests": [{"level": list(r.level), "at_ceiling": list(r.at_ceiling), "stable": r.stable} for r in part.rests],
        "read_at": part.date, "coefficients_move": part.moving,
    }  # fmt: skip
    if part.lanes:
        certificate["lanes"] = {"growth_apart": part.lanes.growth_apart, "rivalry": part.lanes.rivalry}
    firm = "bounded" if part.moving else "exact"
    return Finding(f"spiral-{part.id}", sentence, firm, part.basis, certificate, (part.id,))  # type: ignore[arg-type]


def _where_it_ends(solution: RaceSolution, part: SpiralAnswer) -> Text:
    levels = _levels(solution, part, part.last)
    if any(part.saturated) and not part.self_limiting:
        return Text(
            " Only ceilings stop it: it ends saturated, at {levels}.", "唯有上限使其停下：期末已触及上限，{levels}。"
        ).of(levels=levels)
    if part.self_limiting and min(part.balance) < 0:
        return Text(
            " Its balance lies below zero for one side, so it cannot be kept; this run ends at {levels}.",
            "其平衡点有一方为负，因而无法维持；本次运行期末{levels}。",
        ).of(levels=levels)
    if part.self_limiting and not any(part.saturated):
        return Text(
            " In time it comes to rest at {rest}; this run ends at {levels}.",
            "久而久之将停在{rest}；本次运行期末{levels}。",
        ).of(rest=_levels(solution, part, part.balance), levels=levels)
    return Text(" This run ends at {levels}.", "本次运行期末{levels}。").of(levels=levels)


def _levels(solution: RaceSolution, part: SpiralAnswer, values: tuple[float, ...]) -> Text:
    """Return each actor's level; over several arenas, its sum."""
    sums: dict[str, float] = {}
    for side, value in zip(part.sides, values, strict=True):
        actor = side.partition(".")[0]
        sums[actor] = sums.get(actor, 0.0) + value
    in_all = Text("{who} {level} in all", "{who}合计{level}") if part.lanes else Text("{who} {level}", "{who}为{level}")
    return listed([in_all.of(who=solution.actor(actor), level=f"{level:.3g}") for actor, level in sums.items()])


def _lanes_text(part: SpiralAnswer) -> Text:
    lanes = part.lanes
    if lanes is None:
        return Text("", "")
    if not part.self_limiting and lanes.growth_apart < 0:
        return Text(
            " With arenas that do not touch each other it would limit itself.", "若各赛道互不重叠，它便会自我收敛。"
        )
    if part.self_limiting:
        return Text(" Overlap between arenas does not change that.", "赛道之间的重叠没有改变这一点。")
    return Text(" It would not, even if arenas did not touch each other.", "即使各赛道互不重叠，也不会自我收敛。")


# Thresholds ----------------------------------------------------------------------------------------------------------


def threshold_finding(part: ThresholdAnswer) -> Finding:
    """Say up to which value of a constant, or from which on, one course pays more than another."""
    low, high, stated = (amount(x, part.unit) for x in (float(part.values[0]), float(part.values[-1]), part.stated))
    names = {"option": part.option, "other": part.other, "what": part.what}
    if not part.crossings:
        words = (
            Text(
                "{option} pays more than {other} for every value of {what} from {low} to {high}.",
                "“{what}”在{low}至{high}之间无论取何值，{option}都优于{other}。",
            )
            if part.gap_stated > 0
            else Text(
                "{other} pays at least as much as {option} for every value of {what} from {low} to {high}.",
                "“{what}”在{low}至{high}之间无论取何值，{option}都不优于{other}。",
            )
        )
        text = words.of(**names, low=low, high=high)
    else:
        words = (
            Text(
                "{option} pays more than {other} as long as {what} stays below {value}; as stated it is {stated}.",
                "只要“{what}”低于{value}，{option}就优于{other}；原设为{stated}。",
            )
            if part.gap[0] > 0
            else Text(
                "{option} pays more than {other} once {what} exceeds {value}; as stated it is {stated}.",
                "一旦“{what}”超过{value}，{option}就优于{other}；原设为{stated}。",
            )
        )
        text = words.of(**names, value=amount(part.crossings[0], part.unit), stated=stated)
        if len(part.crossings) > 1:
            again = Text(" Further on it changes again, at {values}.", "此后还会再变，分别在{values}处。")
            text = joined(text, again.of(values=listed([amount(x, part.unit) for x in part.crossings[1:]])))
    certificate = {
        "constant": part.what.to_dict(), "values": part.values.tolist(), "gap": part.gap.tolist(),
        "crossings": list(part.crossings), "stated": part.stated, "gap_as_stated": part.gap_stated,
    }  # fmt: skip
    words_first = Text(text.get("en")[:1].upper() + text.get("en")[1:], text.get("zh"))
    return Finding(f"threshold-{part.id}", words_first, "bounded", part.basis, certificate, (part.id,))


# Strategy, safety, spread --------------------------------------------------------------------------------------------


def strategy_finding(solution: RaceSolution, part: StrategyAnswer) -> Finding:
    """Say what effort is in equilibrium, against what is assumed; or that none was found."""
    certificate = {
        "actors": list(part.actors), "controls": list(part.controls), "period_edges": list(part.edges),
        "paths": part.paths.tolist(), "assumed": list(part.assumed), "payoffs": list(part.payoffs),
        "greatest_gain_of_a_departure": list(part.gain), "departures_tried": part.departures,
        "best_responses_settled": part.settled,
    }  # fmt: skip
    if not part.holds:
        words = Text(
            "No equilibrium effort was found: best responses to each other leave somebody a gain.",
            "未找到均衡投入：相互最优反应之后，仍有一方可以通过改变而获益。",
        )
        return Finding("strategy", words, "bounded", part.basis, certificate, ("strategy",))
    efforts = [
        Text("{who} {mean} on average (assumed: {assumed})", "{who}平均为{mean}（原设{assumed}）").of(
            who=solution.actor(actor), mean=f"{float(path.mean()):.3g}", assumed=f"{assumed:.3g}"
        )
        for actor, path, assumed in zip(part.actors, part.paths, part.assumed, strict=True)
    ]
    words = Text(
        "If each chooses its effort knowing that the other does, the efforts are {efforts}; none of {count} departures "
        "that were tried pays.",
        "若各方在知道对方也会如此的前提下选择投入，则{efforts}；试过的{count}种偏离均无利可图。",
    ).of(efforts=listed(efforts), count=part.departures)
    return Finding("strategy", words, "bounded", part.basis, certificate, ("strategy",))


def safety_finding(part: SafetyAnswer) -> Finding:
    """Say how risky it is to trade safety for speed, and under which knowledge most."""
    known = KNOWLEDGE
    lowest = min(part.risks, key=lambda one: part.risks[one])
    words = Text(
        "“{name}”: where {known}, the race ends in disaster with a chance of {risk}; the chance would be least, {low}, "
        "where {lowest}.",
        "“{name}”：在{known}的情形下，竞赛以灾难收场的概率为{risk}；在{lowest}的情形下概率最低，为{low}。",
    ).of(
        name=part.name, known=known[part.information], risk=share_text(part.risk), low=share_text(part.risks[lowest]),
        lowest=known[lowest],
    )  # fmt: skip
    certificate = {"teams": part.teams, "spread": part.spread, "enmity": part.enmity, "risks": dict(part.risks)}
    return Finding(f"safety-{part.id}", words, "exact", part.basis, certificate, (part.id,))


def spread_finding(solution: RaceSolution, part: SpreadAnswer) -> Finding:
    """Say when a system spreads fastest and how large its share becomes."""
    words = Text(
        "{name} spreads fastest in {peak} and has {share} of all users at the end.",
        "{name}在{peak}扩散最快，期末占全部用户的{share}。",
    ).of(name=_capital(part.name), peak=date_text(part.peak, solution.time_unit), share=share_text(part.share))
    if part.resilience is not None:
        more = Text(
            " It keeps working with a chance of {stands} when its nodes fail.",
            "节点失效时，它仍能运转的概率为{stands}。",
        ).of(stands=share_text(part.resilience))
        words = joined(words, more)
    certificate = {"peak": part.peak, "share": part.share, "resilience": part.resilience}
    id = f"spread-{part.id}-{part.system}"
    return Finding(id, words, "bounded", part.basis, certificate, (f"{part.id}.{part.system}",))
