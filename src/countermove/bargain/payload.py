"""The JSON fields and tables of a solved bargain."""

from __future__ import annotations

from typing import Any

import numpy as np

from countermove.bargain.attached_words import attached_data
from countermove.bargain.frontier import decode
from countermove.bargain.solution import BargainSolution, Deal
from countermove.bargain.texts import TextComparison
from countermove.bargain.wording import RULES, points
from countermove.bargain.zone import RedLineClash, WeightProof
from countermove.document.text import Text
from countermove.kind import Json, Table

MOST_LISTED = 200
Rows = tuple[tuple[Text | str | int | float | bool | None, ...], ...]


def payload(solution: BargainSolution) -> Json:
    """Return everything solved, by the names of the document."""
    parties, issues = solution.numbers.parties, solution.numbers.issues
    say = [parties[k] for k in solution.say]
    own = [parties[k] for k in solution.own]
    return {
        "issues": {
            name: {"levels": list(issue.points), "status_quo": float(solution.numbers.status_quo[0, i])}
            for i, (name, issue) in enumerate(solution.section.issues.items())
        },
        "parties": list(parties),
        "outside": [name for name in parties if name not in own],
        "ratify": {name: solution.section.parties[name].ratifies_for for name in own if name not in say},
        "forecasts": {
            rule: {
                "outcome": dict(zip(issues, map(float, column), strict=True)),
                "change": dict(zip(parties, map(float, solution.forecast_change[rule]), strict=True)),
            }
            for rule, column in solution.forecasts.items()
        },
        "deals": {name: None if deal is None else deal_data(solution, deal) for name, deal in solution.deals.items()},
        "agenda": {name: None if deal is None else deal_data(solution, deal) for name, deal in solution.agenda.items()},
        "nash_lottery": _lottery(solution),
        "zone": {
            "open": solution.zone.is_open,
            "acceptable": len(solution.zone.codes),
            "packages": solution.zone.packages,
            "passing": solution.passing,
            "proof": proof_data(solution),
            "concession": {n: _number(c) for n, c in zip(own, solution.zone.concession, strict=True)},
            "joint_concession": _number(solution.zone.joint_concession),
        },
        "frontier": {
            "count": len(solution.frontier),
            "status_quo_efficient": solution.status_quo_efficient,
            "packages": [_package(solution, tuple(map(int, row))) for row in solution.frontier[:MOST_LISTED]],
        },
        "trades": [_trade(solution, k) for k in range(min(len(solution.trades), 20))],
        **_two_levels(solution, own),
        "texts": [comparison_data(one) for one in solution.comparisons],
        "coding_alpha": None if solution.coding is None else solution.coding.alpha,
        "coding": _coding(solution),
        "side_payments": _side_payments(solution, say),
        "alternating_offers": None
        if solution.patience_shares is None
        else dict(zip(say, map(float, solution.patience_shares), strict=True)),
        "talks": _talks(solution, say),
        "ranges": {name: list(bounds) for name, bounds in solution.ranges.items()},
        "agreement_share": solution.open_share,
        **attached_data(solution),
    }


def _two_levels(solution: BargainSolution, own: list[str]) -> Json:
    """Return win-sets, what ratification changes and what ruling out a level would."""
    issues = solution.numbers.issues
    return {
        "win_sets": [
            {
                "party": own[s.actor],
                "issue": issues[s.issue],
                "without": solution.level(s.issue, s.level),
                "change": None if s.change is None else dict(zip(own, map(float, s.change), strict=True)),
            }
            for s in solution.shrinkings
        ],
        "acceptable_to": {
            own[place]: {"alone": found.alone, "with_ratification": found.at_home}
            for place, found in solution.win_sets.items()
        },
        "ratification": {
            own[one.actor]: None if one.change is None else dict(zip(own, map(float, one.change), strict=True))
            for one in solution.ratifications
        },
    }


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _package(solution: BargainSolution, choice: tuple[int, ...]) -> dict[str, float]:
    return {name: solution.level(i, choice[i]) for i, name in enumerate(solution.numbers.issues)}


def deal_data(solution: BargainSolution, deal: Deal) -> Json:
    """Return a deal as data: where each issue settles, and everyone's change against the status quo."""
    change = dict(zip(solution.numbers.parties, map(float, deal.change), strict=True))
    return {"package": _package(solution, deal.choice), "change": change}


def _lottery(solution: BargainSolution) -> Json | None:
    if solution.lottery is None or solution.lottery_change is None:
        return None
    return {
        "packages": [
            {"package": _package(solution, tuple(map(int, solution.frontier[row]))), "probability": float(p)}
            for row, p in zip(solution.lottery.deal, solution.lottery.probability, strict=True)
        ],
        "change": dict(zip(solution.numbers.parties, map(float, solution.lottery_change), strict=True)),
        "gap": solution.lottery.gap,
    }


def proof_data(solution: BargainSolution) -> Any:
    """Return why no agreement is possible, as data that can be checked by hand; None where one is."""
    proof, issues = solution.zone.proof, solution.numbers.issues
    say = [solution.numbers.parties[k] for k in solution.own]
    if proof is None:
        return None
    if isinstance(proof, RedLineClash):
        refused = {f"{solution.level(proof.issue, k):g}": say[a] for k, a in enumerate(proof.excluded_by)}
        return {"kind": "red_lines", "issue": issues[proof.issue], "refused_by": refused}
    if isinstance(proof, WeightProof):
        weights = dict(zip(say, proof.weight, strict=True))
        return {"kind": "weights", "weights": weights, "best": proof.best, "needed": proof.needed}
    leaves = [
        {"start": {issues[i]: solution.level(i, level) for i, level in enumerate(part)}, "refused_by": say[actor]}
        for part, actor in proof.leaves[:MOST_LISTED]
    ]
    return {"kind": "tree", "leaves": leaves, "leaf_count": len(proof.leaves)}


def _trade(solution: BargainSolution, index: int) -> Json:
    trade, issues = solution.trades[index], solution.numbers.issues
    say = solution.numbers.parties
    return {
        "gives": {
            say[giver]: {"issue": issues[i], "to": solution.level(i, level)}
            for giver, i, level in zip(trade.givers, trade.issues, trade.levels, strict=True)
        },
        "change": dict(zip(say, map(float, trade.gain), strict=True)),
        "price_to_others": trade.price,
    }


def comparison_data(one: TextComparison) -> Json:
    """Return two texts compared, as data."""
    return {
        "first": one.first,
        "second": one.second,
        "distance": _number(one.distance),
        "low": _number(one.low),
        "high": _number(one.high),
        "issues": {
            c.issue: {
                "distance": _number(c.distance),
                "low": _number(c.low),
                "high": _number(c.high),
                "near": _number(c.near),
                "saliences": list(c.saliences),
                "relation": c.relation,
            }
            for c in one.issues
        },
        "common_package": one.common,
        "gain": list(one.gain),
    }


def _coding(solution: BargainSolution) -> Json | None:
    found = solution.coding
    if found is None:
        return None
    by_issue = {issue: _number(alpha) for issue, alpha in found.by_issue.items()}
    return {"coders": list(found.coders), "units": found.units, "alpha": found.alpha, "by_issue": by_issue}


def _talks(solution: BargainSolution, say: list[str]) -> Json | None:
    found = solution.talks
    if found is None:
        return None
    return {
        "shares": dict(zip(say, map(float, found.shares), strict=True)),
        "value": dict(zip(say, map(float, found.value), strict=True)),
        "proposals": {n: None if deal is None else deal_data(solution, deal) for n, deal in found.proposals.items()},
        "settled": found.settled,
    }


def _side_payments(solution: BargainSolution, say: list[str]) -> Json | None:
    found = solution.side_payments
    if found is None:
        return None
    return {
        "total": found.total,
        "core": None if found.core is None else dict(zip(say, map(float, found.core), strict=True)),
        "empty_core_proof": [
            {"coalition": [name for k, name in enumerate(say) if mask >> k & 1], "weight": weight}
            for mask, weight in found.balanced
        ],
        "nucleolus": dict(zip(say, map(float, found.nucleolus), strict=True)),
        "paid": dict(zip(say, map(float, found.paid), strict=True)),
    }


def tables(solution: BargainSolution) -> list[Table]:
    """Return the packages, the forecasts and everyone's change; changes in points."""
    issue_columns = tuple(solution.issue_label(i) for i in range(len(solution.numbers.issues)))
    party_columns = tuple(solution.party_label(k) for k in range(len(solution.numbers.parties)))
    deals: Rows = tuple(
        (
            RULES[name],
            *(solution.level(i, level) for i, level in enumerate(deal.choice)),
            *(points(x) for x in deal.change),
        )
        for name, deal in solution.deals.items()
        if deal is not None
    )
    expected: Rows = tuple(
        (RULES[name], *(round(float(x), 2) for x in column), *(points(x) for x in solution.forecast_change[name]))
        for name, column in solution.forecasts.items()
    )
    head = (Text("rule", "规则"), *issue_columns, *party_columns)
    return [
        Table("deals", Text("Packages and who gains by them", "各方案及其得失"), head, deals),
        Table("forecasts", Text("Forecasts, rule by rule", "各规则的预测"), head, expected),
        *_range_table(solution, head),
        *_comparison_tables(solution),
    ]


def _range_table(solution: BargainSolution, head: tuple[Text, ...]) -> list[Table]:
    """Return, for each rule, the 10th and 90th percentile of every issue and of everyone's change in points."""
    issues, parties = solution.numbers.issues, solution.numbers.parties
    rows: list[tuple[Text | str, ...]] = []
    for rule in (*solution.deals, *solution.forecasts):
        ends = [*(f"{rule}.{name}" for name in issues), *(f"{rule}.change.{name}" for name in parties)]
        if ends[0] in solution.ranges:
            bounds = [solution.ranges[end] for end in ends]
            shown = [Text("{low} to {high}", "{low}至{high}").of(low=f"{a:.3g}", high=f"{b:.3g}") for a, b in bounds]
            rows.append((RULES[rule], *shown))
    title = Text(
        "Ranges under the laws of the inputs (10th to 90th percentile)", "输入分布下的范围（第10至第90百分位）"
    )
    return [Table("ranges", title, head, tuple(rows))] if rows else []


def _comparison_tables(solution: BargainSolution) -> list[Table]:
    relations = {
        "shared": Text("shared", "共有"),
        "disputed": Text("in dispute", "有争议"),
        "past_each_other": Text("past each other", "各说各话"),
        "unspoken": Text("one side is silent", "一方未表态"),
    }
    head = (
        Text("issue", "议题"),
        Text("distance", "距离"),
        Text("low", "下限"),
        Text("high", "上限"),
        Text("share of draws close", "相近的抽样比例"),
        Text("relation", "关系"),
    )
    answer = []
    for index, one in enumerate(solution.comparisons):
        rows: Rows = tuple(
            (
                solution.section.issues[c.issue].name,
                *(None if np.isnan(x) else round(x, 3) for x in (c.distance, c.low, c.high, c.near)),
                relations[c.relation],
            )
            for c in one.issues
        )
        title = Text("Two texts compared", "两份文本的比较")
        answer.append(Table(f"texts-{index}", title, head, rows))
    return answer


def acceptable_packages(solution: BargainSolution) -> list[dict[str, float]]:
    """Return the first packages of the zone in the document's words."""
    levels = [len(issue.points) + 1 for issue in solution.section.issues.values()]
    return [_package(solution, tuple(map(int, row))) for row in decode(solution.zone.codes[:MOST_LISTED], levels)]
