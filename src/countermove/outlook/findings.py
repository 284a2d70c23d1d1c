"""The sentences that follow from a solved outlook, headline first."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from countermove.document.text import Text, listed
from countermove.kind import Finding, Firmness
from countermove.outlook.consistency import UNIT
from countermove.outlook.model import Factor
from countermove.outlook.solution import OutlookSolution, Scenario

NUMBER = "{:.3g}"
QUOTED = Text("“{name}”", "“{name}”")
SOME = Text(
    "{count} of {total} combinations are consistent with themselves; they end in: {ends}.",
    "{total}种组合中有{count}种自洽，其结局为：{ends}。",
)
ONE = Text(
    "One of {total} combinations is consistent with itself; it ends in: {ends}.",
    "{total}种组合中只有一种自洽，其结局为：{ends}。",
)
PLAIN = Text("{count} of {total} combinations are consistent with themselves.", "{total}种组合中有{count}种自洽。")
NONE = Text(
    "No combination out of {total} is consistent with itself: the judgements pull every scenario apart.",
    "{total}种组合中没有一种自洽：这些判断使任何情景都无法自圆其说。",
)
CUT = Text(
    "At least {count} of {total} combinations are consistent with themselves; the search was stopped before its end.",
    "{total}种组合中至少有{count}种自洽；搜索在完成之前即已停止。",
)
ABSENT = Text(
    "No consistent scenario ends in: {ends}. The closest miss falls {gap} short, where the strongest judgement is "
    "{scale}.",
    "没有任何自洽情景以下列结局收场：{ends}。其中最接近者尚差{gap}（最强判断为{scale}）。",
)
ROBUST = Text(
    "Outcomes with a scenario that stays consistent however the uncertain judgements turn out within their ranges: "
    "{robust}. Outcomes that can have a consistent scenario for some of these judgements: {possible}.",
    "无论不确定的判断在其范围内如何取值，都有情景始终自洽的结局：{robust}。在某些取值下可能有自洽情景的结局：{possible}。",
)
ROBUST_PLAIN = Text(
    "{robust} scenarios stay consistent however the uncertain judgements turn out within their ranges; {possible} are "
    "consistent for some of them.",
    "无论不确定的判断在其范围内如何取值，有{robust}种情景始终自洽；在某些取值下自洽的情景有{possible}种。",
)
PIVOT = Text(
    "Every consistent scenario that ends in “{end}” needs: {needs}.", "凡以“{end}”收场的自洽情景都离不开：{needs}。"
)
NEED = Text("the influence of “{source}” on “{target}”", "“{source}”对“{target}”的影响")
BASIN = Text(
    "When unsupported variants give way ({rule}), {count} of {starts} starting points come to rest in “{end}”, more "
    "than in any other; this counts combinations and is no probability.",
    "当得不到支持的走向让位时（{rule}规则），{starts}个起点中有{count}个归于“{end}”，多于其他结局；这只是组合的数目，不是概率。",
)
RULES = {"global": Text("global", "全局"), "local": Text("local", "局部"), "incremental": Text("incremental", "渐进")}
APART = Text(
    "The indicator that would tell two outcomes apart best is “{name}”, for {first} and {second}: it does {share} of "
    "what a sure sign would; it is read on {by}.",
    "最能区分两种结局的观察指标是“{name}”，所区分的是{first}与{second}：其区分力相当于确证的{share}；判定日期为{by}。",
)
SEEN = Text(
    "What the indicators have shown so far is explained {ratio} times as well by {first} as by {second}, if they are "
    "independent given the outcome.",
    "若各指标在结局既定时相互独立，则{first}对迄今所见的解释力是{second}的{ratio}倍。",
)
SCORED = Text(
    "Of the forecasts resolved so far, those held by {best} score best: {score} (0 is perfect, 0.25 is what saying "
    "fifty–fifty earns).",
    "在已有定论的预测中，{best}得分最佳：{score}（0为完美，一律答五五开得0.25）。",
)
WAIT = Text(
    "{name}: if {first} and {second} both wait for the other to give way, the matter stays open for {years} years on "
    "average, and past {limit} years with probability {open}; {sooner} is the more likely to give way first.",
    "{name}：如果{first}与{second}都等对方先让步，此事平均悬而未决{years}年，超过{limit}年仍未解决的概率为{open}；更可能先让步的是{sooner}。",
)
WAIT_EVEN = Text(
    "{name}: if {first} and {second} both wait for the other to give way, the matter stays open for {years} years on "
    "average, and past {limit} years with probability {open}; either is as likely to give way first.",
    "{name}：如果{first}与{second}都等对方先让步，此事平均悬而未决{years}年，超过{limit}年仍未解决的概率为{open}；双方先让步的可能性相同。",
)
NEVER = Text(
    "{name}: waiting costs neither {first} nor {second} anything, so neither gives way and the matter stays open.",
    "{name}：等待对{first}和{second}都没有成本，因此谁也不让步，此事一直悬而未决。",
)
PARTED = Text(
    "{name}: two systems in place of one cost all parties together {total} of the benefit of one system; the greatest "
    "loss falls on {most} ({highest}), the smallest on {least} ({lowest}).",
    "{name}：以两个体系取代一个体系，各方合计损失单一体系收益的{total}；损失最大的是{most}（{highest}），最小的是{least}（{lowest}）。",
)
PARTED_EVEN = Text(
    "{name}: two systems in place of one cost every party the same share of the benefit of one system, {total}.",
    "{name}：以两个体系取代一个体系，各方损失的份额相同，均为单一体系收益的{total}。",
)


def number(value: float) -> str:
    """Write a number with three significant digits."""
    return NUMBER.format(value)


def findings(solution: OutlookSolution) -> list[Finding]:
    """Return what a solved outlook says, the answer to its question first."""
    return [
        each
        for part in (_headline, _absent, _robust, _pivots, _basins, _apart, _seen, _scores, _delay, _split)
        for each in part(solution)
    ]


def outcome_names(solution: OutlookSolution, variants: Iterable[str]) -> Text:
    """Return the names of variants of the outcome as a list."""
    factor = solution.section.factors[str(solution.section.outcome)]
    return listed([QUOTED.of(name=factor.variants[name].name) for name in variants])


def matrix_basis(solution: OutlookSolution) -> tuple[str, ...]:
    """Return every claim that some judgement rests on, in document order."""
    return tuple(dict.fromkeys(claim for entry in solution.matrix.entries for claim in entry.basis))


def scenario_name(solution: OutlookSolution, scenario: Scenario) -> Text:
    """Return a scenario in words: factor and variant by factor."""
    parts = []
    for factor, index in zip(solution.section.factors.values(), scenario.variants, strict=True):
        parts.append(_pair(factor, int(index)))
    return listed(parts, limit=len(parts))


def _pair(factor: Factor, index: int) -> Text:
    variant = list(factor.variants.values())[index]
    return Text("{factor}: {variant}", "{factor}：{variant}").of(factor=factor.label, variant=variant.label)


def _headline(solution: OutlookSolution) -> list[Finding]:
    found = solution.consistent
    form = CUT if not found.complete else NONE if not found.count else PLAIN
    parts: dict[str, Text | str] = {"count": str(found.count), "total": str(solution.total)}
    ends = solution.outcome_variants(found)
    if found.complete and found.count and ends:
        form, parts["ends"] = ONE if found.count == 1 else SOME, outcome_names(solution, ends)
    firmness: Firmness = "exact" if found.complete else "bounded"
    labels = tuple(each.label for each in solution.consistent_listed)
    certificate = {"scenarios": list(labels), "branches": found.branches, "combinations": solution.total}
    return [Finding("consistent", form.of(**parts), firmness, matrix_basis(solution), certificate, labels[:12])]


def _absent(solution: OutlookSolution) -> list[Finding]:
    if not solution.consistent.complete:
        return []
    absent = [name for name, count in solution.outcome_counts(solution.consistent).items() if not count]
    missed = [(name, near) for name in absent if (near := solution.nearest.get(name))]
    if not absent or len(missed) < len(absent):
        return []
    name, (label, gap) = min(missed, key=lambda each: each[1][1])
    text = ABSENT.of(ends=outcome_names(solution, absent), gap=number(gap), scale=number(solution.section.scale))
    certificate = {each: {"scenario": near[0], "deficit": near[1]} for each, near in missed}
    return [Finding("absent", text, "exact", matrix_basis(solution), certificate, (name, label))]


def _robust(solution: OutlookSolution) -> list[Finding]:
    if not any(entry.quantity.varies for entry in solution.matrix.entries):
        return []
    joint = any(entry.quantity.varies and len(entry.rows) > 1 for entry in solution.matrix.entries)
    shared = any(entry.quantity.parameter for entry in solution.matrix.entries)
    decided = None not in solution.possible_ends.values() if solution.possible_ends else solution.possible.complete
    complete = solution.robust.complete and decided
    firmness: Firmness = "exact" if complete and not joint and not shared else "bounded"
    certificate = {"robust": solution.robust.count, "possible": dict(solution.possible_ends)}
    if solution.section.outcome is None:
        if not complete:
            return []
        text = ROBUST_PLAIN.of(robust=solution.robust.count, possible=solution.possible.count)
    else:
        ends = [
            outcome_names(solution, solution.outcome_variants(each)) for each in (solution.robust, solution.possible)
        ]
        text = ROBUST.of(robust=ends[0], possible=ends[1])
    return [Finding("robust", text, firmness, matrix_basis(solution), certificate)]


def _pivots(solution: OutlookSolution) -> list[Finding]:
    """Name what all consistent scenarios of an outcome need; the outcome with the fewest such needs comes first."""
    outcome = solution.section.outcome
    if outcome is None or solution.consistent.count > len(solution.consistent_listed):
        return []
    place = solution.matrix.factors.index(outcome)
    found = []
    for index, name in enumerate(solution.matrix.variants[place]):
        ending = [each for each in solution.consistent_listed if int(each.variants[place]) == index]
        needs = [{(pivot.source, pivot.target) for pivot in each.pivots} for each in ending]
        common = sorted(set.intersection(*needs)) if needs else []
        if common:
            factors = list(solution.section.factors.values())
            parts = [NEED.of(source=factors[i].name, target=factors[j].name) for i, j in common]
            end = solution.section.factors[outcome].variants[name].name
            certificate = [[solution.matrix.factors[i], solution.matrix.factors[j]] for i, j in common]
            text = PIVOT.of(end=end, needs=listed(parts, limit=4))
            found.append(Finding(f"needs-{name}", text, "exact", _basis_of(solution, common), certificate, (name,)))
    return found[:3]


def _basis_of(solution: OutlookSolution, blocks: list[tuple[int, int]]) -> tuple[str, ...]:
    names = solution.matrix.factors
    found: list[str] = []
    for source, target in blocks:
        influence = solution.section.impacts.get(names[source], {}).get(names[target])
        found += influence.basis if influence else ()
    return tuple(dict.fromkeys(found))


def _basins(solution: OutlookSolution) -> list[Finding]:
    outcome = solution.section.outcome
    if outcome is None:
        return []
    place = solution.matrix.factors.index(outcome)
    count = dict.fromkeys(solution.matrix.variants[place], 0)
    for attractor in solution.basins.attractors:
        ends = {int(each[place]) for each in attractor.cycle}
        if len(ends) == 1:
            count[solution.matrix.variants[place][ends.pop()]] += attractor.basin
    ranked = sorted(count.items(), key=lambda each: -each[1])
    if not ranked[0][1] or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return []
    firmness: Firmness = "exact" if solution.basins.exhaustive else "sampled"
    text = BASIN.of(
        rule=RULES[solution.section.succession],
        count=ranked[0][1],
        starts=solution.basins.starts,
        end=solution.section.factors[outcome].variants[ranked[0][0]].name,
    )
    return [Finding("basin", text, firmness, matrix_basis(solution), count, (ranked[0][0],))]


def _apart(solution: OutlookSolution) -> list[Finding]:
    open_ = [each for each in solution.apart if each.ratio is None]
    if not open_ or open_[0].separation == 0:
        return []
    best = open_[0]
    indicator = solution.section.indicators[best.indicator]
    text = APART.of(
        name=indicator.name,
        first=outcome_names(solution, [best.first]),
        second=outcome_names(solution, [best.second]),
        share=share(best.separation),
        by=str(indicator.by),
    )
    basis = tuple(dict.fromkeys([*indicator.basis, *(c for q in indicator.under.values() for c in q.basis)]))
    certificate = {name: quantity.centre for name, quantity in indicator.under.items()}
    return [Finding("indicator", text, firmness_of(basis), basis, certificate, (best.first, best.second))]


def _seen(solution: OutlookSolution) -> list[Finding]:
    """Multiply what the observed indicators say of the two outcomes that they set furthest apart."""
    ratio: dict[tuple[str, str], float] = {}
    used: dict[tuple[str, str], list[str]] = {}
    for each in solution.apart:
        if each.ratio is not None:
            pair = (each.first, each.second)
            ratio[pair] = ratio.get(pair, 1.0) * each.ratio
            used.setdefault(pair, []).append(each.indicator)
    if not ratio:
        return []
    with np.errstate(divide="ignore", invalid="ignore"):
        pair = max(ratio, key=lambda each: abs(float(np.nan_to_num(np.log(ratio[each])))))
    value = ratio[pair]
    if not np.isfinite(value) or value == 1:
        return []
    first, second = pair if value > 1 else pair[::-1]
    text = SEEN.of(
        ratio=number(max(value, 1 / value) if value else np.inf),
        first=outcome_names(solution, [first]),
        second=outcome_names(solution, [second]),
    )
    basis = tuple(dict.fromkeys(c for name in used[pair] for c in solution.section.indicators[name].basis))
    return [Finding("observed", text, firmness_of(basis), basis, {"indicators": used[pair]}, (first, second))]


def _scores(solution: OutlookSolution) -> list[Finding]:
    if not solution.scores:
        return []
    best = solution.scores[0]
    held = next(f.held[best.holder] for f in solution.section.forecasts.values() if best.holder in f.held)
    text = SCORED.of(best=held.name, score=number(best.brier))
    certificate = [{"holder": each.holder, "brier": each.brier, "count": each.count} for each in solution.scores]
    return [Finding("scores", text, "exact", held.basis, certificate)]


def _delay(solution: OutlookSolution) -> list[Finding]:
    section, delay = solution.section.delay, solution.delay
    if section is None or delay is None:
        return []
    names = [solution.case.actors[actor].name for actor in section.sides]
    basis = tuple(dict.fromkeys(claim for side in section.sides.values() for claim in side.basis))
    expected, yields = float(delay.expected[0]), float(delay.first_yields[0])
    parts = {"name": section.name, "first": names[0], "second": names[1]}
    if not np.isfinite(expected):
        return [Finding("delay", NEVER.of(**parts), firmness_of(basis), basis)]
    form = WAIT_EVEN if abs(yields - 0.5) < 1e-9 else WAIT
    still = float(delay.still_open(section.years)[0])
    text = form.of(
        **parts,
        years=number(expected),
        limit=number(section.years),
        open=number(still),
        **({} if form is WAIT_EVEN else {"sooner": names[0] if yields > 0.5 else names[1]}),
    )
    certificate = {"rates": [float(delay.first_rate[0]), float(delay.second_rate[0])], "first_yields": yields}
    return [Finding("delay", text, firmness_of(basis), basis, certificate, tuple(section.sides))]


def _split(solution: OutlookSolution) -> list[Finding]:
    section, split = solution.section.split, solution.split
    if section is None or split is None:
        return []
    loss = split.loss[0]
    parties = list(section.parties)
    names = [solution.case.actors[party].name for party in parties]
    basis = tuple(dict.fromkeys(claim for party in section.parties.values() for claim in party.basis))
    most, least = int(loss.argmax()), int(loss.argmin())
    parts: dict[str, Text | str] = {"name": section.name, "total": share(float(split.total[0]))}
    form = PARTED_EVEN
    if loss[most] - loss[least] > 1e-9:
        form = PARTED
        parts |= {"most": names[most], "least": names[least]}
        parts |= {"highest": share(float(loss[most])), "lowest": share(float(loss[least]))}
    certificate = {party: float(each) for party, each in zip(parties, loss, strict=True)}
    return [Finding("split", form.of(**parts), firmness_of(basis), basis, certificate, (parties[most],))]


def share(value: float) -> str:
    """Write a share as a whole percentage."""
    return f"{100 * value:.0f}%"


def firmness_of(basis: tuple[str, ...]) -> Firmness:
    """Return how firm a computed answer is whose numbers rest on this basis: assumed where one is an assumption."""
    return "assumed" if not basis or "assumption" in basis else "exact"


def in_judgements(units: int) -> str:
    """Write a difference of balances as the document counts judgements."""
    return number(units / UNIT)
