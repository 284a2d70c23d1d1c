"""Why a scenario is consistent or not, and how an outcome stands."""

from __future__ import annotations

from countermove.document.faults import did_you_mean
from countermove.document.text import Text, listed
from countermove.kind import Explanation, Question
from countermove.outlook.consistency import UNIT, balances, starts
from countermove.outlook.findings import in_judgements, number, scenario_name
from countermove.outlook.model import Factor
from countermove.outlook.pivots import Slack
from countermove.outlook.solution import OutlookSolution, Scenario, describe

HOLDS = Text(
    "The scenario “{name}” is consistent: no factor has a variant that it supports better than the one it holds.",
    "情景“{name}”自洽：没有任何因素存在比其所取走向得到更多支持的走向。",
)
FAILS = Text(
    "The scenario “{name}” is not consistent: {broken}.",
    "情景“{name}”不自洽：{broken}。",
)
BROKEN = Text(
    "{factor} is drawn to “{rival}” rather than “{chosen}”, by {gap}",
    "{factor}更倾向于“{rival}”而非“{chosen}”，相差{gap}",
)
TIGHT = Text(
    "Tightest is {factor}, where “{chosen}” is ahead of “{rival}” by {gap}: a single judgement changed by more than "
    "that against it breaks the scenario.",
    "最脆弱之处是{factor}：“{chosen}”仅领先“{rival}”{gap}，单个判断朝不利方向变动超过此数，该情景即不再自洽。",
)
TIED = Text(
    "Tightest is {factor}, where “{chosen}” and “{rival}” are supported alike: any single judgement changed "
    "against “{chosen}” breaks the scenario.",
    "最脆弱之处是{factor}：“{chosen}”与“{rival}”所获支持相同，任何一个判断朝不利于“{chosen}”的方向变动，该情景即不再自洽。",
)
NEEDS = Text(
    "Without the influence of {source} on {target}, “{rival}” would be better supported, by {gap}.",
    "若没有{source}对{target}的影响，“{rival}”将得到更多支持，多出{gap}。",
)
MEND = Text(
    "Only one factor is out of place: raising the support of any one other factor for “{chosen}” by {gap} would make "
    "that factor fit.",
    "只有一个因素不相容：其他任一因素对“{chosen}”的支持若提高{gap}，该因素即可相容。",
)
ENDS = Text("{count} consistent scenarios hold “{name}”: {labels}.", "有{count}种自洽情景包含“{name}”：{labels}。")
ENDS_ONE = Text("One consistent scenario holds “{name}”: {labels}.", "有一种自洽情景包含“{name}”：{labels}。")
ENDS_NONE = Text("No consistent scenario holds “{name}”.", "没有任何自洽情景包含“{name}”。")
CLOSEST = Text("The one closest to it is {label}, which falls {gap} short.", "与之最接近的情景是{label}，尚差{gap}。")


def explain(solution: OutlookSolution, question: Question) -> list[Explanation]:
    """Answer for a scenario (its label) or a variant (its name, or factor.variant).

    Raises
    ------
    LookupError
        If no scenario and no variant is called so.
    """
    scenario = solution.matrix.scenario(question.subject)
    if scenario is not None:
        listed_ = {each.label: each for each in solution.scenarios}
        found = listed_.get(question.subject) or describe(solution.matrix, scenario)
        return [_of_scenario(solution, found)]
    for factor, variant in _variants(solution):
        if question.subject in (f"{factor}.{variant}", variant):
            return [_of_variant(solution, factor, variant)]
    known = [name for factor, variant in _variants(solution) for name in (variant, f"{factor}.{variant}")]
    labels = [each.label for each in solution.scenarios]
    raise LookupError(f"no scenario or variant {question.subject!r}; {did_you_mean(question.subject, labels + known)}")


def _variants(solution: OutlookSolution) -> list[tuple[str, str]]:
    """Return every variant, those of the outcome first, so that a bare name means the outcome's."""
    factors = sorted(solution.section.factors, key=lambda name: name != solution.section.outcome)
    return [(factor, variant) for factor in factors for variant in solution.section.factors[factor].variants]


def _of_scenario(solution: OutlookSolution, scenario: Scenario) -> Explanation:
    factors = list(solution.section.factors.values())
    name = scenario_name(solution, scenario)
    behind = [slack for slack in scenario.slacks if slack.amount < 0]
    if behind:
        parts = [FAILS.of(name=name, broken=listed([_broken(factors, scenario, each) for each in behind]))]
        if len(behind) == 1 and -behind[0].amount <= solution.section.scale * UNIT:
            chosen = _variant(factors[behind[0].factor], int(scenario.variants[behind[0].factor]))
            parts.append(MEND.of(chosen=chosen, gap=in_judgements(-behind[0].amount)))
    else:
        parts = [HOLDS.of(name=name)]
        if scenario.slacks:
            slack = scenario.slacks[0]
            parts.append(
                (TIGHT if slack.amount else TIED).of(
                    factor=factors[slack.factor].name,
                    chosen=_variant(factors[slack.factor], int(scenario.variants[slack.factor])),
                    rival=_variant(factors[slack.factor], slack.rival),
                    gap=in_judgements(slack.amount),
                )
            )
        for pivot in scenario.pivots[:6]:
            parts.append(
                NEEDS.of(
                    source=factors[pivot.source].name,
                    target=factors[pivot.target].name,
                    rival=_variant(factors[pivot.target], pivot.rival),
                    gap=in_judgements(pivot.shortfall),
                )
            )
    return Explanation(_joined(parts), _data(solution, scenario))


def _of_variant(solution: OutlookSolution, factor: str, variant: str) -> Explanation:
    place = solution.matrix.factors.index(factor)
    index = solution.matrix.variants[place].index(variant)
    name = solution.section.factors[factor].variants[variant].name
    count = int(solution.consistent.holding[starts(solution.matrix.sizes)[place] + index])
    labels = [each.label for each in solution.consistent_listed if int(each.variants[place]) == index]
    form = ENDS_NONE if not count else ENDS_ONE if count == 1 else ENDS
    parts = [form.of(count=count, name=name, labels=listed([Text.both(label) for label in labels], limit=12))]
    near = solution.nearest.get(variant) if factor == solution.section.outcome else None
    if near is not None and near[1] > 0:
        parts.append(CLOSEST.of(label=near[0], gap=number(near[1])))
    data = {"factor": factor, "variant": variant, "count": count, "scenarios": labels}
    if near is not None:
        data["nearest"] = {"scenario": near[0], "deficit": near[1]}
    return Explanation(_joined(parts), data)


def _broken(factors: list[Factor], scenario: Scenario, slack: Slack) -> Text:
    factor = factors[slack.factor]
    return BROKEN.of(
        factor=factor.name,
        rival=_variant(factor, slack.rival),
        chosen=_variant(factor, int(scenario.variants[slack.factor])),
        gap=in_judgements(-slack.amount),
    )


def _variant(factor: Factor, index: int) -> Text:
    return list(factor.variants.values())[index].name


def _joined(parts: list[Text]) -> Text:
    return Text(" ".join(part.get("en") for part in parts), "".join(part.get("zh") for part in parts))


def _data(solution: OutlookSolution, scenario: Scenario) -> dict[str, object]:
    known = solution.matrix
    start = starts(known.sizes)
    balance = balances(known.centre, known.sizes, scenario.variants[None, :])[0] / UNIT
    support = {
        factor: {name: float(balance[start[place] + index]) for index, name in enumerate(known.variants[place])}
        for place, factor in enumerate(known.factors)
    }
    return {
        "scenario": scenario.label,
        "consistent": scenario.deficit == 0,
        "deficit": scenario.deficit,
        "support": support,
        "slacks": [
            {
                "factor": known.factors[slack.factor],
                "rival": known.variants[slack.factor][slack.rival],
                "amount": slack.amount / UNIT,
            }
            for slack in scenario.slacks
        ],
        "needs": [
            {
                "source": known.factors[pivot.source],
                "target": known.factors[pivot.target],
                "rival": known.variants[pivot.target][pivot.rival],
                "shortfall": pivot.shortfall / UNIT,
            }
            for pivot in scenario.pivots
        ],
    }
