"""Why a party joins or stays out, part by part; and what the forecast of it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.home_findings import home_explanation
from countermove.agreement.parties import GROUP_NAMES, REGIONS
from countermove.agreement.sponsor_views import sponsor_explanation, system_explanation
from countermove.agreement.sponsoring import CONCEPTS, REACHES
from countermove.agreement.standing import number_explanation, standing_explanation
from countermove.document.faults import did_you_mean
from countermove.document.text import Text, listed
from countermove.kind import Explanation, Question

if TYPE_CHECKING:
    from countermove.agreement.participation import Bools
    from countermove.agreement.solution import AgreementSolution, ForecastAnswer, GameAnswer, Outlook

ZERO = 1e-9

INSIDE = Text(
    "{party} joins in every equilibrium: with those inside who are in all of them, joining is worth {net} to it "
    "({own} by itself{influence}{met}).",
    "{party}在所有均衡中加入：在各均衡的共同成员都加入时，加入对它的净收益为{net}（自身{own}{influence}{met}）。",
)
OUTSIDE = Text(
    "{party} joins in no equilibrium: even with all inside who join in some, joining is worth {net} to it "
    "({own} by itself{influence}{met}).",
    "{party}在任何均衡中都不加入：即使所有可能加入者都加入，加入对它的净收益也只有{net}（自身{own}{influence}{met}）。",
)
BY_INFLUENCE = Text(", {others} from the influence of {sources}", "，来自{sources}的影响{others}")
BY_CONDITIONS = Text(", {met} from conditions that hold", "，已满足的条件带来{met}")
NOTHING = Text.both("")
DEPENDS = Text(
    "{party} joins in some equilibria only: joining is worth {low} to it when only those who always join are inside, "
    "and {high} when all who ever join are.",
    "{party}只在部分均衡中加入：若只有必然加入者在内，加入对它的净收益为{low}；若所有可能加入者都在内，则为{high}。",
)
CHANCE = Text(
    "On “{text}”, parties that acted like {party} are listed with a chance of {chance} (90 % interval {low} to "
    "{high}); "
    "{party} {listed}. What matters most: {reasons}.{table}",
    "关于《{text}》，行为与{party}相似的各方列名的概率为{chance}（90%区间{low}至{high}）；{party}{listed}。"
    "最重要的因素：{reasons}。{table}",
)
AT_THE_TABLE = Text(
    " If at the table, where those not listed count as {share} of a refusal each, the chance of joining is {chance} "
    "({low} to {high}).",
    "若在场（未列名者每方只按{share}次拒绝计），加入的概率为{chance}（{low}至{high}）。",
)
IS_LISTED = Text("is on the list", "已列名")
NOT_LISTED = Text("is not on the list, which is no refusal", "未列名，但这不等于拒绝")
NOT_STATED = Text("has no stated position", "没有记录在案的立场")
RAISES = Text("{feature} (raises it)", "{feature}（提高概率）")
LOWERS = Text("{feature} (lowers it)", "{feature}（降低概率）")
ITS_RECORD = Text("its position on “{text}”", "它对《{text}》的立场")
ON_THE_LINE = Text("which side of the line it leans to", "它偏向连线的哪一侧")
TO_THE_ENDS = Text("how far from the middle of the line it stands", "它离连线中点有多远")
BELONGING = Text("whether it belongs to: {group}", "是否属于：{group}")


def explanations(solution: AgreementSolution, question: Question) -> list[Explanation]:
    """Answer why a party joins or stays out.

    Raises
    ------
    LookupError
        If the subject is no party of the model, or the concept is unknown; with did-you-mean.
    """
    subject = question.subject
    concepts = (
        "in_every_equilibrium",
        "in_some_equilibrium",
        "listed",
        "forecast_to_list",
        "blocked_at_home",
        "in_largest_stable",
        "stable_number",
        *CONCEPTS.values(),
        REACHES,
    )
    if question.concept is not None and question.concept not in concepts:
        raise LookupError(f"no concept {question.concept!r}; {did_you_mean(question.concept, concepts)}")
    answers = []
    game, forecast, sponsors = solution.game, solution.forecast, solution.sponsors
    if sponsors is not None and subject in sponsors.parties and question.concept in (None, *CONCEPTS.values()):
        answers.append(sponsor_explanation(solution, sponsors, subject))
    if sponsors is not None and subject in sponsors.systems and question.concept in (None, *CONCEPTS.values(), REACHES):
        answers.append(system_explanation(solution, sponsors, subject))
    if game is not None and subject in game.parties and question.concept in (None, *concepts[:2]):
        answers.append(_in_game(solution, game, subject))
    if question.concept in (None, *concepts[:2], "blocked_at_home"):
        answers += [home_explanation(solution, one) for one in solution.home if one.party == subject]
    standing, family = solution.standing, solution.family
    if standing is not None and subject in standing.parties and question.concept in (None, "in_largest_stable"):
        answers.append(standing_explanation(solution, standing, subject))
    if family is not None and question.concept in (None, "stable_number"):
        numbers = {str(number): number for number in range(2, family.numbers.parties + 1)}
        answers += [number_explanation(family, numbers[subject])] if subject in numbers else []
    if forecast is not None and question.concept in (None, *concepts[2:4]):
        for outlook in forecast.outlooks:
            if outlook.party == subject:
                answers.append(_in_forecast(solution, outlook))
    if not answers:
        known = [
            *(game.parties if game is not None else ()),
            *((*sponsors.parties, *sponsors.systems) if sponsors is not None else ()),
        ]
        known += list(standing.parties) if standing is not None else []
        known += [str(number) for number in family.family.stable] if family is not None else []
        known += [one.party for one in forecast.outlooks] if forecast is not None else []
        raise LookupError(f"no party {subject!r}; {did_you_mean(subject, known or solution.names)}")
    return answers


def _parts(game: GameAnswer, k: int, inside: Bools) -> dict[str, float]:
    others = inside & (np.arange(inside.size) != k)
    influence = float(game.game.influence[k] @ others)
    own, net = float(game.game.alone[k]), float(game.game.net(others)[k])
    return {"net": net, "own": own, "influence": influence, "conditions": net - own - influence}


def _in_game(solution: AgreementSolution, game: GameAnswer, party: str) -> Explanation:
    k = game.parties.index(party)
    always, ever = _parts(game, k, game.every), _parts(game, k, game.some)
    data = {"party": party, "in_every_equilibrium": bool(game.every[k]), "in_some_equilibrium": bool(game.some[k]),
            "with_those_always_inside": always, "with_all_ever_inside": ever,
            "tie_rule": "an indifferent party joins"}  # fmt: skip
    name = solution.names[party]
    if game.some[k] and not game.every[k]:
        return Explanation(DEPENDS.of(party=name, low=_signed(always["net"]), high=_signed(ever["net"])), data)
    parts, inside = (always, game.every) if game.every[k] else (ever, game.some)
    sources = [game.parties[j] for j in np.flatnonzero(inside & (game.game.influence[k] != 0)) if j != k]
    others = BY_INFLUENCE.of(others=_signed(parts["influence"]), sources=solution.called(sources))
    met = BY_CONDITIONS.of(met=_signed(parts["conditions"]))
    text = (INSIDE if game.every[k] else OUTSIDE).of(
        party=name,
        net=_signed(parts["net"]),
        own=_signed(parts["own"]),
        influence=others if sources else NOTHING,
        met=met if abs(parts["conditions"]) > ZERO else NOTHING,
    )
    return Explanation(text, data)


def feature_name(solution: AgreementSolution, feature: str) -> Text:
    """Return what to call a feature of the forecast."""
    sort, _, name = feature.partition(":")
    if sort == "text":
        return ITS_RECORD.of(text=solution.texts[name])
    if feature in solution.features:
        own = solution.features[feature]
        return BELONGING.of(group=own) if sort == "group" else own
    if sort == "leaning":
        return TO_THE_ENDS if name else ON_THE_LINE
    if sort == "group":
        return BELONGING.of(group={**REGIONS, **GROUP_NAMES}[name])
    return Text.both(name)


def _in_forecast(solution: AgreementSolution, outlook: Outlook) -> Explanation:
    assert solution.forecast is not None
    reasons = [
        (RAISES if share > 0 else LOWERS).of(feature=feature_name(solution, feature))
        for feature, share in outlook.reasons
    ]
    state = NOT_STATED if outlook.listed is None else IS_LISTED if outlook.listed else NOT_LISTED
    text = CHANCE.of(
        text=solution.texts[solution.forecast.text],
        party=solution.names[outlook.party],
        chance=f"{outlook.probability:.0%}",
        low=f"{outlook.low:.0%}",
        high=f"{outlook.high:.0%}",
        listed=state,
        reasons=listed(reasons),
        table=_at_the_table(solution.forecast, outlook),
    )
    data = {"party": outlook.party, "text": solution.forecast.text, "listed": outlook.listed,
            "at_the_table": None if outlook.asked is None else list(outlook.asked),
            "probability": outlook.probability, "low": outlook.low, "high": outlook.high,
            "reasons": [{"feature": feature, "logit": share} for feature, share in outlook.reasons]}  # fmt: skip
    return Explanation(text, data)


def _at_the_table(forecast: ForecastAnswer, outlook: Outlook) -> Text:
    if outlook.asked is None or forecast.refusal_share is None:
        return NOTHING
    chance, low, high = (f"{part:.0%}" for part in outlook.asked)
    return AT_THE_TABLE.of(share=f"{forecast.refusal_share:.2f}", chance=chance, low=low, high=high)


def _signed(value: float) -> str:
    return f"{value:+.3g}" if abs(value) > ZERO else "0"
