"""What stands beside a bargain in words, data and tables."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from countermove.bargain.attached import AdoptionAnswer, ContractAnswer, LocationAnswer, RuleAnswer
from countermove.bargain.wording import points
from countermove.document.text import Text, listed
from countermove.kind import Finding, Json

if TYPE_CHECKING:
    from countermove.bargain.solution import BargainSolution

SIGNED = Text(
    "As written, the contract is worth signing for everyone: {values}.", "按现有文本，签署对各方都有利：{values}。"
)
UNSIGNED = Text(
    "As written, {who} would not sign the contract ({values}); {cure}.",
    "按现有文本，{who}不会签署（{values}）；{cure}。",
)
ADDED = Text("everyone would sign with {ways}", "加入{ways}，各方都会签署")
HOPELESS = Text("none of the clauses listed changes that", "所列条款都无法改变这一点")
TERM = Text("{party} at most {n} periods", "{party}至多{n}期")
RUNS = Text(
    " Unchanged, the text would be signed for a limited time: {terms}.", "文本不变时，各方愿意签署的最长期限：{terms}。"
)
STANDS = Text(
    "Under today's policies the plant of {firm} stands at “{site}”; {moves}.",
    "在现行政策下，{firm}的工厂位于“{site}”；{moves}。",
)
TARIFF = Text(
    "{party} would draw it by a tariff of {rate}% or a subsidy of {given} points",
    "{party}把关税提高到{rate}%或给予{given}点补贴即可使其迁入",
)
SUBSIDY = Text(
    "{party} cannot draw it by a tariff up to 100%, but by a subsidy of {given} points",
    "{party}的关税即使到100%也不能使其迁入，{given}点补贴则可以",
)
HAS = Text("{party} has it already", "已位于{party}")
GAMES = Text(
    " If the governments choose against each other, {n} of {all} combinations of rates hold; the plant then stands at: "
    "{sites}.",
    "若各政府相互博弈，{all}种税率与补贴组合中有{n}种成立；工厂届时位于：{sites}。",
)
NO_GAME = Text(
    " If the governments choose against each other, no choice of rates holds.",
    "若各政府相互博弈，没有任何税率组合能够成立。",
)
LOCKED = Text(
    "The standard of {leader} leads after {years} years ({shares}) and is locked in from year {date}: no new user, "
    "whatever its taste, then does without it.",
    "{years}年后{leader}的标准领先（{shares}），并自第{date}年起锁定：此后任何偏好的新用户都不会舍它而去。",
)
OPEN = Text(
    "The standard of {leader} leads after {years} years ({shares}), but is not locked in within that time.",
    "{years}年后{leader}的标准领先（{shares}），但在此期间并未锁定。",
)
OVERTAKE = Text(
    " {rival} would lead with {needed} users today instead of {base}.",
    "若{rival}今天有{needed}个用户而非{base}个，则会领先。",
)
NO_OVERTAKE = Text(" No installed base would let {rival} lead.", "无论多大的用户基础都不能使{rival}领先。")
HOLDS = Text(
    "On “{issue}” {n} combinations of own rules hold against every regulator alone; from their own wishes they end at "
    "{rules}. {align}",
    "在“{issue}”上，有{n}种各自规则的组合能抵住任一监管者单独改变；从各自意愿出发，最终为{rules}。{align}",
)
ONE_HOLDS = Text(
    "On “{issue}” one combination of own rules holds against every regulator alone, and their own wishes lead to it: "
    "{rules}. {align}",
    "在“{issue}”上，只有一种各自规则的组合能抵住任一监管者单独改变，从各自意愿出发也到达此处：{rules}。{align}",
)
CHASE = Text(
    "On “{issue}” no combination of own rules holds: each change calls for another. {align}",
    "在“{issue}”上没有任何规则组合能够成立：每次改变都会引出另一次。{align}",
)
ALIGNED = Text("A common rule at {level} holds at today's trade.", "在现有贸易联系下，以{level}为共同规则可以成立。")
MORE_TRADE = Text(
    "A common rule (at {level}) would hold only if the gains from alike rules were {k} times as large.",
    "只有当规则一致带来的收益达到现在的{k}倍时，共同规则（{level}）才能成立。",
)
NEVER = Text("No gains from trade would make a common rule hold.", "任何贸易收益都不能使共同规则成立。")


def attached_findings(solution: BargainSolution, basis: tuple[str, ...]) -> Iterator[Finding]:
    """Say what the contract, the plant, the standards and the rules come to."""
    beside, section = solution.beside, solution.section
    if beside.contract is not None and section.contract is not None:
        own = section.contract.basis or basis
        yield Finding("contract", _contract(solution, beside.contract), "exact", own, None, ("contract",))
    if beside.location is not None and section.location is not None:
        own = section.location.basis or basis
        yield Finding("location", _location(solution, beside.location), "exact", own, None, ("location",))
    if beside.adoption is not None and section.adoption is not None:
        own = section.adoption.basis or basis
        yield Finding("adoption", _adoption(solution, beside.adoption), "exact", own, None, ("adoption",))
    for one in beside.regulation:
        own = section.regulation.basis if section.regulation is not None else basis
        subjects = ("regulation", one.issue)
        yield Finding(f"regulation-{one.issue}", _rules(solution, one), "exact", own or basis, None, subjects)


def _label(solution: BargainSolution, name: str) -> Text:
    if name in solution.case.actors:
        return solution.case.actors[name].label
    return Text.both(name)


def _named(
    solution: BargainSolution, names: tuple[str, ...], values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> Text:
    return listed(
        [
            Text("{party} {value}", "{party}{value}").of(party=_label(solution, name), value=points(float(value)))
            for name, value in zip(names, values, strict=True)
        ],
        10,
    )


def _contract(solution: BargainSolution, found: ContractAnswer) -> Text:
    section = solution.section.contract
    assert section is not None
    values = _named(solution, found.signatories, found.value)
    refuse = [_label(solution, name) for name in found.signatories if name not in found.signs]
    if not refuse:
        return SIGNED.of(values=values)
    clauses = list(section.clauses.values())
    ways = [
        Text(" + ".join("“{}”".format(clauses[k].name.get("en")) for k in version.clauses),
             "＋".join("“{}”".format(clauses[k].name.get("zh")) for k in version.clauses))
        for version in found.opening
    ]  # fmt: skip
    alternatives = Text(" or ".join(way.get("en") for way in ways), "，或者".join(way.get("zh") for way in ways))
    cure = ADDED.of(ways=alternatives) if ways else HOPELESS
    terms = [
        TERM.of(party=_label(solution, name), n=int(most))
        for name, most in zip(found.signatories, found.longest, strict=True)
        if 0 < most < section.periods
    ]
    said = UNSIGNED.of(who=listed(refuse), values=values, cure=cure)
    if not terms:
        return said
    run = RUNS.of(terms=listed(terms))
    return Text(said.get("en") + run.get("en"), said.get("zh") + run.get("zh"))


def _location(solution: BargainSolution, found: LocationAnswer) -> Text:
    section = solution.section.location
    assert section is not None
    moves = []
    for name, rate, given in zip(found.governments, found.tariff, found.subsidy, strict=True):
        label = _label(solution, name)
        if section.sites[found.sites[found.today]].government == name:
            moves.append(HAS.of(party=label))
        elif rate <= 1:
            moves.append(TARIFF.of(party=label, rate=f"{100 * rate:.0f}", given=f"{given:.3g}"))
        elif np.isfinite(given):
            moves.append(SUBSIDY.of(party=label, given=f"{given:.3g}"))
    firm, site = _label(solution, section.firm), section.sites[found.sites[found.today]].name
    joined = Text("; ".join(move.get("en") for move in moves), "；".join(move.get("zh") for move in moves))
    said = STANDS.of(firm=firm, site=site, moves=joined)
    count = prod(len(one.tariffs) * len(one.subsidies) for one in section.governments.values())
    places = [section.sites[found.sites[k]].name for k in sorted({one.site for one in found.equilibria})]
    game = GAMES.of(n=len(found.equilibria), all=count, sites=listed(places)) if places else NO_GAME
    return Text(said.get("en") + game.get("en"), said.get("zh") + game.get("zh"))


def _adoption(solution: BargainSolution, found: AdoptionAnswer) -> Text:
    section = solution.section.adoption
    assert section is not None
    ends = 100 * found.share[-1]
    both = Text("both {x}%", "两者并用{x}%").of(x=f"{ends[2]:.0f}")
    shares = [
        Text("{party} {x}%", "{party}{x}%").of(party=_label(solution, name), x=f"{x:.0f}")
        for name, x in zip(found.sponsors, ends[:2], strict=True)
    ]
    leader, rival = found.leader, 1 - found.leader
    words: dict[str, Text | str | int] = {
        "leader": _label(solution, found.sponsors[leader]),
        "years": section.years,
        "shares": listed([*shares, both]),
        "date": found.lock_in,
    }
    said = (LOCKED if found.lock_in >= 0 else OPEN).of(**words)
    name, needed = _label(solution, found.sponsors[rival]), float(found.needed[rival])
    turn = (
        OVERTAKE.of(rival=name, needed=f"{needed:.3g}", base=f"{found.base[rival]:.3g}")
        if np.isfinite(needed)
        else NO_OVERTAKE.of(rival=name)
    )
    return Text(said.get("en") + turn.get("en"), said.get("zh") + turn.get("zh"))


def _rules(solution: BargainSolution, one: RuleAnswer) -> Text:
    section = solution.section.regulation
    assert section is not None
    place = solution.numbers.issues.index(one.issue)
    label = solution.section.issues[one.issue].name
    if one.to_align is None:
        align = NEVER
    else:
        level = f"{solution.level(place, one.to_align[1]):g}"
        multiple = one.to_align[0]
        align = ALIGNED.of(level=level) if multiple <= 1 + 1e-9 else MORE_TRADE.of(level=level, k=f"{multiple:.3g}")
    if one.reached is None:
        return CHASE.of(issue=label, align=align)
    rules = [
        Text("{party} {level}", "{party}{level}").of(
            party=_label(solution, name), level=f"{solution.level(place, level):g}"
        )
        for name, level in zip(section.regulators, one.reached, strict=True)
    ]
    holds = ONE_HOLDS if len(one.holding) == 1 else HOLDS
    return holds.of(issue=label, n=len(one.holding), rules=listed(rules, 10), align=align)


def attached_data(solution: BargainSolution) -> Json:
    """Return the answers beside the bargain as data, by section; only those that are written."""
    beside, section = solution.beside, solution.section
    answer: Json = {}
    if beside.contract is not None and section.contract is not None:
        answer["contract"] = _contract_data(beside.contract, list(section.contract.clauses))
    if beside.location is not None:
        answer["location"] = _location_data(beside.location)
    if beside.adoption is not None:
        found = beside.adoption
        answer["adoption"] = {
            "leader": found.sponsors[found.leader],
            "lock_in_year": None if found.lock_in < 0 else found.lock_in,
            "shares": [dict(zip((*found.sponsors, "both"), map(float, row), strict=True)) for row in found.share],
            "base_to_lead": dict(zip(found.sponsors, map(_finite, found.needed), strict=True)),
        }
    if beside.regulation and section.regulation is not None:
        names = section.regulation.regulators
        answer["regulation"] = {
            one.issue: {
                "holding": [_profile(solution, one, names, held.rule) for held in one.holding],
                "reached": None if one.reached is None else _profile(solution, one, names, one.reached),
                "ties_to_align": None if one.to_align is None else one.to_align[0],
            }
            for one in beside.regulation
        }
    return answer


def _profile(solution: BargainSolution, one: RuleAnswer, names: tuple[str, ...], rule: tuple[int, ...]) -> Json:
    place = solution.numbers.issues.index(one.issue)
    return {name: solution.level(place, level) for name, level in zip(names, rule, strict=True)}


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _contract_data(found: ContractAnswer, clauses: list[str]) -> Json:
    return {
        "value": dict(zip(found.signatories, map(float, found.value), strict=True)),
        "signs": list(found.signs),
        "opened_by": [
            {
                "clauses": [clauses[k] for k in version.clauses],
                "value": dict(zip(found.signatories, map(float, version.value), strict=True)),
            }
            for version in found.opening
        ],
        "longest": dict(zip(found.signatories, map(int, found.longest), strict=True)),
    }


def _location_data(found: LocationAnswer) -> Json:
    return {
        "site": found.sites[found.today],
        "profit": dict(zip(found.sites, map(float, found.profit), strict=True)),
        "tariff_that_moves": dict(zip(found.governments, map(_finite, found.tariff), strict=True)),
        "subsidy_that_moves": dict(zip(found.governments, map(_finite, found.subsidy), strict=True)),
        "equilibria": [
            {
                "tariffs": dict(zip(found.governments, map(float, one.tariff), strict=True)),
                "subsidies": dict(zip(found.governments, map(float, one.subsidy), strict=True)),
                "site": found.sites[one.site],
                "payoff": dict(zip(found.governments, map(float, one.payoff), strict=True)),
            }
            for one in found.equilibria
        ],
    }


def attached_verdicts(solution: BargainSolution) -> dict[str, list[str]]:
    """Return, by concept, what holds beside the bargain."""
    beside = solution.beside
    answer: dict[str, list[str]] = {}
    if beside.contract is not None:
        answer["signs"] = list(beside.contract.signs)
    if beside.location is not None:
        answer["plant"] = [beside.location.sites[beside.location.today]]
    if beside.adoption is not None:
        answer["leads"] = [beside.adoption.sponsors[beside.adoption.leader]]
        answer["locked_in"] = ["adoption"] if beside.adoption.lock_in >= 0 else []
    if beside.regulation:
        answer["alike"] = [one.issue for one in beside.regulation if one.to_align and one.to_align[0] <= 1 + 1e-9]
    return answer
