"""Solving a bargain: from the section to arrays, through the numeric rooms, to the frozen answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.amounts import (
    Amounts,
    amounts,
    decision_rule,
    level_utility,
    point_utility,
    red_lines,
    reservation,
    status_quo_utility,
)
from countermove.bargain.challenge import VARIANTS, ChallengeVariant, challenge
from countermove.bargain.compromise import Floats, compromise_mean, compromise_median
from countermove.bargain.ensemble import average_weights, family_mean
from countermove.bargain.frontier import decode, package_utility, pareto_frontier
from countermove.bargain.model import BargainModel
from countermove.bargain.offers import alternating_shares
from countermove.bargain.position_exchange import exchange_outcomes
from countermove.bargain.procedure import DecisionRule, setter_choice, win_set
from countermove.bargain.ranges import drawn_ranges
from countermove.bargain.solution import SMALLEST, BargainSolution, Deal, SidePayments
from countermove.bargain.solutions import (
    egalitarian_deal,
    kalai_smorodinsky_deal,
    nash_deal,
    nash_lottery,
    utilitarian_deal,
)
from countermove.bargain.texts import TextComparison, compare_issue, overall_distance
from countermove.bargain.trades import logrolls
from countermove.bargain.win_sets import shrinkings
from countermove.bargain.zone import legal_packages, zone_of_agreement
from countermove.kind import Case
from countermove.numeric.cooperative import core, nucleolus
from countermove.numeric.reliability import krippendorff_alpha

MOST_FOR_LOTTERY = 2_000
MOST_FOR_SIDE_PAYMENTS = 8


def forecasts(numbers: Amounts, section: BargainModel) -> dict[str, Floats]:
    """Return where each rule expects each issue to end, (d, issues), for every draw.

    The ensemble is that of the back-test: the average of its menu. Saliences of 0 take no part.
    """
    there = np.isfinite(numbers.position) & numbers.has_say
    salience = np.where(there, numbers.salience, 0.0)
    stated = np.broadcast_to(numbers.capability[:, None, :], salience.shape)
    place = np.where(there, numbers.position, 0.0)

    def raised(exponent: float) -> Floats:
        return np.asarray(np.where(stated > 0, np.where(stated > 0, stated, 1.0) ** exponent, 0.0))

    answer = {
        "mean": compromise_mean(place, there.astype(np.float64)),
        "capability_salience_mean": compromise_mean(place, stated * salience),
        "capability_salience_median": compromise_median(place, stated * salience),
    }
    rounds = []
    for name, variant in VARIANTS.items():
        answer[name], average = _challenged(place, salience, stated, variant)
        rounds.append(average if np.ptp(stated) == 0 else _challenged(place, salience, raised(0.5), variant)[1])
    scales = np.array([issue.scale for issue in section.issues.values()])
    width = (scales[:, 1] - scales[:, 0])[None, :, None]
    even = (place - scales[:, 0][None, :, None]) / width

    def traded(capability: Floats) -> Floats:
        return exchange_outcomes(even, salience, capability) * width[..., 0] + scales[:, 0]

    answer["exchange"] = traded(stated)
    means = family_mean(np.where(there, numbers.position, np.nan), salience, raised)
    parts = [answer["capability_salience_mean"], means, traded(raised(0.5)), np.mean(rounds, axis=0)]
    answer["ensemble"] = np.einsum("p,pdi->di", np.array(average_weights()), np.stack(parts))
    return answer


def _challenged(
    place: Floats, salience: Floats, capability: Floats, variant: ChallengeVariant
) -> tuple[Floats, Floats]:
    """Return the last median and the average over rounds, (d, issues) each."""
    shape = place.shape[:2]
    tables = [table.reshape(-1, place.shape[2]) for table in (place, salience, capability)]
    active = (tables[1] > 0) & (tables[2] > 0)
    pattern = active @ (1 << np.arange(place.shape[2]))
    last, average = np.empty(len(pattern)), np.empty(len(pattern))
    for one in np.unique(pattern):
        rows = np.flatnonzero(pattern == one)
        x, s, c = (table[rows][:, active[rows[0]]] for table in tables)
        path = challenge(x, s, c, variant).path
        last[rows], average[rows] = path[:, -1], path.mean(axis=1)
    return last.reshape(shape), average.reshape(shape)


def solve(case: Case[BargainModel]) -> BargainSolution:
    """Solve one reading exactly at its centres, and by draws for the ranges."""
    section, numbers = case.section, amounts(case.section)
    say = tuple(int(k) for k in np.flatnonzero(numbers.has_say))
    own = list(say)
    worth = [table[0] for table in level_utility(section, numbers)]
    lines = red_lines(section)
    need, quo = reservation(section, numbers)[0], status_quo_utility(section, numbers)[0]
    legal = legal_packages(lines)
    rows = np.flatnonzero(legal)
    every = package_utility(worth)
    levels = [len(table) for table in worth]

    def deal(row: int | None) -> Deal | None:
        if row is None:
            return None
        code = int(rows[row])
        return Deal(tuple(int(x) for x in decode(np.array([code]), levels)[0]), every[code] - quo)

    gain = every[rows][:, own] - need[own]
    rule = decision_rule(section)
    deals = {name: deal(row) for name, row in _solutions(section, gain, rule, numbers, say).items()}
    asked = need[own] + section.least_gain
    zone = zone_of_agreement([table[:, own] for table in worth], asked, [line[:, own] for line in lines])
    edge = _frontier(worth, lines, own)
    predicted = {name: column[0] for name, column in forecasts(numbers, section).items()}
    change = {name: _worth_of(section, numbers, place) - quo for name, place in predicted.items()}
    reach = np.asarray(every[edge @ _strides(levels)][:, own]) if len(edge) else np.zeros((0, len(own)))
    lottery = nash_lottery(reach - need[own]) if 0 < len(reach) <= MOST_FOR_LOTTERY else None
    lottery_change = None
    if lottery is not None:
        lottery_change = lottery.probability @ every[edge[lottery.deal] @ _strides(levels)] - quo
    base = [len(issue.points) for issue in section.issues.values()]  # everything left as it is
    ranges, open_share = drawn_ranges(case)
    return BargainSolution(
        case=case, numbers=numbers, say=say, forecasts=predicted, forecast_change=change, deals=deals,
        lottery=lottery, lottery_change=lottery_change, zone=zone,
        passing=int(win_set(gain, rule).sum()) if len(rows) else 0,
        frontier=edge, packages=len(rows), status_quo_efficient=_is_efficient(reach, quo[own]),
        trades=tuple(logrolls([table[:, own] for table in worth], base, [line[:, own] for line in lines])),
        shrinkings=tuple(shrinkings([table[:, own] for table in worth], asked, [line[:, own] for line in lines])),
        comparisons=_comparisons(section, numbers, worth, quo), alpha=_alpha(section),
        side_payments=_side_payments(gain, rule, need[own] - quo[own]) if section.transfers and len(rows) else None,
        patience_shares=_patience(section, numbers, say), ranges=ranges, open_share=open_share,
    )  # fmt: skip


def _strides(levels: list[int]) -> NDArray[np.int64]:
    return np.append(1, np.cumprod(levels))[:-1].astype(np.int64)


def _frontier(worth: list[Floats], lines: list[NDArray[np.bool_]], own: list[int]) -> NDArray[np.int64]:
    """Return the frontier among the packages that cross no red line, in the issues' own level numbers."""
    kept = [np.flatnonzero(line.all(axis=1)) for line in lines]
    if any(len(held) == 0 for held in kept):
        return np.zeros((0, len(worth)), np.int64)
    found = pareto_frontier([table[held][:, own] for table, held in zip(worth, kept, strict=True)])
    return np.stack([held[found.choice[:, i]] for i, held in enumerate(kept)], axis=1)


def _is_efficient(reach: Floats, quo: Floats) -> bool:
    better = (reach >= quo - SMALLEST).all(axis=1) & (reach > quo + SMALLEST).any(axis=1)
    return not bool(better.any())


def _worth_of(section: BargainModel, numbers: Amounts, place: Floats) -> Floats:
    found = [point_utility(section, numbers, i, place[None, i : i + 1])[0, 0] for i in range(len(numbers.issues))]
    return np.asarray(np.sum(found, axis=0))


def _solutions(
    section: BargainModel, gain: Floats, rule: DecisionRule, numbers: Amounts, say: tuple[int, ...]
) -> dict[str, int | None]:
    """Return the row of each solution; those that need everyone's signature keep to what everyone would sign."""
    signed = np.flatnonzero((gain >= section.least_gain - SMALLEST).all(axis=1))

    def among(pick: Callable[[Floats], int | None]) -> int | None:
        row = pick(gain[signed]) if len(signed) else None
        return None if row is None else int(signed[row])

    found = {
        "nash": among(nash_deal),
        "kalai_smorodinsky": among(kalai_smorodinsky_deal),
        "egalitarian": among(egalitarian_deal),
        "utilitarian": utilitarian_deal(gain) if len(gain) else None,
    }
    if section.rule.setter is not None:
        setter = say.index(numbers.parties.index(section.rule.setter))
        found["agenda_setter"] = setter_choice(gain, rule, setter) if len(gain) else None
    return found


def _comparisons(
    section: BargainModel, numbers: Amounts, worth: list[Floats], quo: Floats
) -> tuple[TextComparison, ...]:
    say = [name for name, party in section.parties.items() if not party.outside]
    pairs = section.compare or ([(say[0], say[1])] if len(say) == 2 else [])
    answer = []
    for first, second in pairs:
        a, b = numbers.parties.index(first), numbers.parties.index(second)
        issues = []
        for i, (name, issue) in enumerate(section.issues.items()):
            drawn = [_drawn_positions(section, party, name, seed) for seed, party in enumerate((first, second))]
            stance = [(float(numbers.position[0, i, k]), float(numbers.salience[0, i, k])) for k in (a, b)]
            width = issue.scale[1] - issue.scale[0]
            issues.append(compare_issue(name, width, stance[0], stance[1], drawn[0], drawn[1]))
        common, gain = {}, np.zeros(2)
        for i, one in enumerate(issues):
            if one.relation != "shared":
                continue
            middle = (numbers.position[0, i, a] + numbers.position[0, i, b]) / 2
            level = int(np.argmin(np.abs(np.array(section.issues[one.issue].points) - middle)))
            common[one.issue] = level
            today = point_utility(section, numbers, i, numbers.status_quo[:, i : i + 1])[0, 0]
            gain += worth[i][level][[a, b]] - today[[a, b]]
        found = tuple(issues)
        answer.append(
            TextComparison(first, second, found, overall_distance(found), common, (float(gain[0]), float(gain[1])))
        )
    return tuple(answer)


def _drawn_positions(section: BargainModel, party: str, issue: str, seed: int) -> Floats:
    stance = section.parties[party].positions.get(issue)
    if stance is None:
        return np.full(1, np.nan)
    law = stance.position.law
    rng = np.random.default_rng(np.random.SeedSequence(0, spawn_key=(seed,)))
    return np.asarray(law.draw(rng.random((2_000, law.coordinates))))


def _alpha(section: BargainModel) -> float | None:
    coders = list(dict.fromkeys(passage.coder for passage in section.passages))
    units = list(dict.fromkeys((passage.actor, passage.issue) for passage in section.passages))
    if len(coders) < 2:
        return None
    total, count = np.zeros((len(coders), len(units))), np.zeros((len(coders), len(units)))
    for passage in section.passages:
        place = coders.index(passage.coder), units.index((passage.actor, passage.issue))
        low, high = section.issues[passage.issue].scale
        total[place] += (passage.position - low) / (high - low)
        count[place] += 1
    with np.errstate(invalid="ignore"):
        alpha = krippendorff_alpha(total / count)
    return None if np.isnan(alpha) else float(alpha)


def _side_payments(gain: Floats, rule: DecisionRule, below: Floats) -> SidePayments | None:
    """Return how the worth of agreement can be shared out; ``below`` is disagreement less status quo."""
    n = gain.shape[1]
    if n > MOST_FOR_SIDE_PAYMENTS:
        return None
    worth = np.zeros(1 << n)
    for size in range(1, n + 1):
        for members in combinations(range(n), size):
            support = np.zeros(n, np.bool_)
            support[list(members)] = True
            if bool(rule.passes(support)):
                mask = sum(1 << member for member in members)
                worth[mask] = max(0.0, float(gain[:, list(members)].sum(axis=1).max()))
    best = gain[int(np.argmax(gain.sum(axis=1)))]
    if gain.sum(axis=1).max() <= 0:
        best = np.zeros(n)  # ending without a deal is best together
    division, even = core(worth), nucleolus(worth)
    return SidePayments(float(worth[-1]), division.division, division.balanced, even, even - best)


def _patience(section: BargainModel, numbers: Amounts, say: tuple[int, ...]) -> Floats | None:
    patience = [section.parties[numbers.parties[k]].patience for k in say]
    if len(patience) != 2 or patience[0] is None or patience[1] is None:
        return None
    discount = np.array([patience[0].centre, patience[1].centre])
    return alternating_shares(discount) if discount.prod() < 1 else None


def verdicts(solution: BargainSolution) -> Mapping[str, list[str]]:
    """Return, by concept, what holds: an agreement is possible, who gains and loses, what is shared and traded."""
    names, issues = solution.numbers.parties, solution.numbers.issues
    nash = solution.deals["nash"]
    change = np.zeros(len(names)) if nash is None else nash.change
    traded = sorted({issue for trade in solution.trades for issue in trade.issues})
    shared = dict.fromkeys(
        one.issue for pair in solution.comparisons for one in pair.issues if one.relation == "shared"
    )
    return {
        "possible": ["agreement"] if solution.zone.is_open else [],
        "gains": [names[k] for k in np.flatnonzero(change > SMALLEST)],
        "loses": [names[k] for k in np.flatnonzero(change < -SMALLEST)],
        "shared": list(shared),
        "traded": [issues[i] for i in traded],
        "efficient": ["status_quo"] if solution.status_quo_efficient else [],
    }
