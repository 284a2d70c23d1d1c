"""Solving a bargain: from the section to arrays, through the numeric rooms, to the frozen answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
    setter_place,
    status_quo_utility,
)
from countermove.bargain.attached import attached
from countermove.bargain.attached_words import attached_verdicts
from countermove.bargain.coding import coding, compared_pairs
from countermove.bargain.compromise import Floats
from countermove.bargain.expectation import forecasts
from countermove.bargain.frontier import decode, package_utility, pareto_frontier
from countermove.bargain.model import BargainModel
from countermove.bargain.offers import alternating_shares, chance_proposer_shares, deadline_shares
from countermove.bargain.package_offers import package_offers, rounds_of_talks
from countermove.bargain.procedure import DecisionRule, setter_choice, win_set
from countermove.bargain.ranges import drawn_ranges
from countermove.bargain.solution import SMALLEST, BargainSolution, Deal, SidePayments, TalksAnswer
from countermove.bargain.solutions import (
    Lottery,
    egalitarian_deal,
    kalai_smorodinsky_deal,
    nash_deal,
    nash_lottery,
    utilitarian_deal,
)
from countermove.bargain.trades import logrolls
from countermove.bargain.win_sets import TwoLevels, ratifications, shrinkings, win_sets
from countermove.bargain.zone import legal_packages, zone_of_agreement
from countermove.kind import Case
from countermove.numeric.cooperative import core, nucleolus

MOST_FOR_LOTTERY = 2_000
MOST_FOR_SIDE_PAYMENTS = 8


def solve(case: Case[BargainModel]) -> BargainSolution:
    """Solve one reading exactly at its centres, and by draws for the ranges."""
    section, numbers = case.section, amounts(case.section)
    table = _centre(section, numbers)
    every, quo = table.every, table.quo
    deals = {name: table.deal(row) for name, row in _solutions(section, table).items()}
    agenda = {}
    for k in table.say:
        row = setter_choice(table.gain, table.rule, table.own.index(k)) if len(table.rows) else None
        agenda[numbers.parties[k]] = table.deal(row)
    zone = zone_of_agreement(table.among(table.own), table.need[table.own] + section.least_gain, table.lines)
    edge = _frontier(table)
    predicted = {name: column[0] for name, column in forecasts(numbers, section).items()}
    change = {name: _worth_of(section, numbers, place) - quo for name, place in predicted.items()}
    say = list(table.say)
    rank = edge @ _strides(table.levels)
    reach = np.asarray(every[rank][:, say]) if len(edge) else np.zeros((0, len(say)))
    lottery = _lottery(reach - table.need[say], numbers.weight[0, say])
    base = [len(issue.points) for issue in section.issues.values()]  # everything left as it is
    game = TwoLevels(
        table.among(table.own), table.need[table.own], table.lines, table.voiced, numbers.weight[0, say],
        section.least_gain,
    )  # fmt: skip
    places = list(range(len(numbers.parties)))
    ranges, open_share = drawn_ranges(case)
    return BargainSolution(
        case=case, numbers=numbers, say=table.say, own=tuple(table.own), forecasts=predicted, forecast_change=change,
        deals=deals, agenda=agenda, lottery=lottery,
        lottery_change=None if lottery is None else lottery.probability @ every[rank[lottery.deal]] - quo, zone=zone,
        passing=int(win_set(table.gain, table.rule).sum()) if len(table.rows) else 0,
        frontier=edge, packages=len(table.rows), status_quo_efficient=_is_efficient(reach, quo[say]),
        trades=tuple(logrolls(table.among(places), base, table.lines, table.say)),
        win_sets=win_sets(game, _ratifiers(section, numbers, table.own)), ratifications=tuple(ratifications(game)),
        shrinkings=tuple(shrinkings(game)),
        comparisons=compared_pairs(section, numbers), coding=coding(section),
        side_payments=_side_payments(table) if section.transfers and len(table.rows) else None,
        patience_shares=_patience(section, numbers, table.say), talks=_talks(section, numbers, table),
        ranges=ranges, open_share=open_share, beside=attached(section, numbers),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Table:
    """The bargain at its centre: ``every`` package's worth (packages, n), and those that cross no red line.

    ``rows`` are their codes, ``gain`` (rows, consents) above no deal; ``own`` the parties whose consent counts, ``say``
    those at the table, ``voiced`` their places among ``own``. ``lines`` (levels, consents) one an issue.
    """

    worth: list[Floats]
    every: Floats
    levels: list[int]
    rows: NDArray[np.int64]
    gain: Floats
    need: Floats
    quo: Floats
    own: list[int]
    say: tuple[int, ...]
    voiced: tuple[int, ...]
    lines: list[NDArray[np.bool_]]
    rule: DecisionRule
    weight: Floats

    def among(self, places: Sequence[int]) -> list[Floats]:
        """Return what each level is worth to some of the parties."""
        return [table[:, list(places)] for table in self.worth]

    def deal(self, row: int | None) -> Deal | None:
        """Return the package of a row."""
        if row is None:
            return None
        code = int(self.rows[row])
        choice = tuple(int(level) for level in decode(np.array([code]), self.levels)[0])
        return Deal(choice, self.every[code] - self.quo)


def _centre(section: BargainModel, numbers: Amounts) -> _Table:
    own = [int(k) for k in np.flatnonzero(numbers.consents)]
    say = tuple(int(k) for k in np.flatnonzero(numbers.has_say))
    worth = [table[0] for table in level_utility(section, numbers)]
    lines = [line[0][:, own] for line in red_lines(section, numbers)]
    need, quo = reservation(section, numbers)[0], status_quo_utility(section, numbers)[0]
    every, rows = package_utility(worth), np.flatnonzero(legal_packages(lines))
    return _Table(
        worth, every, [len(table) for table in worth], rows, every[rows][:, own] - need[own], need, quo, own, say,
        tuple(own.index(k) for k in say), lines, decision_rule(section), numbers.weight[0, list(say)],
    )  # fmt: skip


def _ratifiers(section: BargainModel, numbers: Amounts, own: list[int]) -> dict[int, list[int]]:
    """Return, for each party at the table, who ratifies for it; by their places among those whose consent counts."""
    answer: dict[int, list[int]] = {}
    for name, party in section.parties.items():
        if party.ratifies_for is not None:
            for_whom = own.index(numbers.parties.index(party.ratifies_for))
            answer.setdefault(for_whom, []).append(own.index(numbers.parties.index(name)))
    return answer


def _strides(levels: list[int]) -> NDArray[np.int64]:
    return np.append(1, np.cumprod(levels))[:-1].astype(np.int64)


def _frontier(table: _Table) -> NDArray[np.int64]:
    """Return the frontier of those at the table among the packages that cross no red line, in level numbers."""
    kept = [np.flatnonzero(line.all(axis=1)) for line in table.lines]
    if any(len(held) == 0 for held in kept):
        return np.zeros((0, len(table.worth)), np.int64)
    found = pareto_frontier([worth[held] for worth, held in zip(table.among(table.say), kept, strict=True)])
    return np.stack([held[found.choice[:, i]] for i, held in enumerate(kept)], axis=1)


def _lottery(gain: Floats, weight: Floats) -> Lottery | None:
    return nash_lottery(gain, weight) if 0 < len(gain) <= MOST_FOR_LOTTERY else None


def _is_efficient(reach: Floats, quo: Floats) -> bool:
    better = (reach >= quo - SMALLEST).all(axis=1) & (reach > quo + SMALLEST).any(axis=1)
    return not bool(better.any())


def _worth_of(section: BargainModel, numbers: Amounts, place: Floats) -> Floats:
    found = [point_utility(section, numbers, i, place[None, i : i + 1])[0, 0] for i in range(len(numbers.issues))]
    return np.asarray(np.sum(found, axis=0))


def _solutions(section: BargainModel, table: _Table) -> dict[str, int | None]:
    """Return the row of each solution; those that need everyone's signature keep to what everyone would sign."""
    signed = np.flatnonzero((table.gain >= section.least_gain - SMALLEST).all(axis=1))
    voiced = table.gain[:, list(table.voiced)]

    def among(pick: Callable[[Floats, Floats], int | None]) -> int | None:
        row = pick(voiced[signed], table.weight) if len(signed) else None
        return None if row is None else int(signed[row])

    found = {
        "nash": among(nash_deal),
        "kalai_smorodinsky": among(kalai_smorodinsky_deal),
        "egalitarian": among(egalitarian_deal),
        "utilitarian": utilitarian_deal(voiced, table.weight) if len(voiced) else None,
    }
    if (setter := setter_place(section)) is not None:
        found["agenda_setter"] = setter_choice(table.gain, table.rule, setter) if len(table.rows) else None
    return found


def _side_payments(table: _Table) -> SidePayments | None:
    """Return how the worth of agreement can be shared out among those at the table."""
    gain = table.gain[:, list(table.voiced)]
    n = gain.shape[1]
    if n > MOST_FOR_SIDE_PAYMENTS:
        return None
    ratified = np.ones(len(gain), np.bool_)
    for place in set(range(table.gain.shape[1])) - set(table.voiced):
        ratified &= table.gain[:, place] >= -SMALLEST
    open_to = gain[ratified] if ratified.any() else np.zeros((1, n))
    worth = np.zeros(1 << n)
    for size in range(1, n + 1):
        for members in combinations(range(n), size):
            support = np.zeros(table.gain.shape[1], np.bool_)
            support[[table.voiced[member] for member in members]] = True
            support[list(set(range(len(support))) - set(table.voiced))] = (
                True  # only packages that they accept are counted
            )
            if bool(table.rule.passes(support)):
                mask = sum(1 << member for member in members)
                worth[mask] = max(0.0, float(open_to[:, list(members)].sum(axis=1).max()))
    best = open_to[int(np.argmax(open_to.sum(axis=1)))]
    if open_to.sum(axis=1).max() <= 0:
        best = np.zeros(n)  # ending without a deal is best together
    division, even = core(worth), nucleolus(worth)
    return SidePayments(float(worth[-1]), division.division, division.balanced, even, even - best)


def _patience(section: BargainModel, numbers: Amounts, say: tuple[int, ...]) -> Floats | None:
    discount = numbers.patience[0, list(say)]
    if len(say) != 2 or np.isnan(discount).any():
        return None
    return alternating_shares(discount) if discount.prod() < 1 else None


def _talks(section: BargainModel, numbers: Amounts, table: _Table) -> TalksAnswer | None:
    """Return what alternating offers come to: shares of the joint gain where it can be paid, and packages."""
    talks, n = section.talks, len(table.say)
    if talks is None:
        return None
    names = [numbers.parties[k] for k in table.say]
    discount, breakdown = numbers.patience[0, list(table.say)], talks.breakdown.centre
    chances = None
    if talks.proposes:
        chances = np.array([talks.proposes[name].centre if name in talks.proposes else 0.0 for name in names])
    first = 0 if talks.first is None else names.index(talks.first)
    rounds = rounds_of_talks(n, talks.rounds, first, chances)
    signed = np.flatnonzero((table.gain >= section.least_gain - SMALLEST).all(axis=1))
    found = package_offers(table.gain[signed][:, list(table.voiced)], rounds, discount * (1 - breakdown))
    if talks.rounds is None and chances is not None:
        shares = chance_proposer_shares(chances, discount, breakdown)
    elif talks.rounds is None and n == 2:
        turn = alternating_shares(discount[[first, 1 - first]], breakdown)
        shares = turn if first == 0 else turn[::-1]
    else:
        shares = deadline_shares(rounds, discount, breakdown)
    proposals = {
        name: table.deal(int(signed[row])) if row >= 0 else None
        for name, row in zip(names, found.proposal, strict=True)
    }
    return TalksAnswer(shares, found.value, proposals, found.settled or talks.rounds is not None)


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
        **attached_verdicts(solution),
    }
