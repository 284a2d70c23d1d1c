"""What stands beside a bargain, solved: the contract, the plant, the standards and the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.adoption import Contest, Path, adoption_path, base_to_lead
from countermove.bargain.amounts import Amounts, amounts, columns, point_utility
from countermove.bargain.compromise import Floats
from countermove.bargain.contract import (
    EACH,
    JOINT,
    Amendment,
    Terms,
    Version,
    contract_value,
    longest_run,
    opening_versions,
    versions,
)
from countermove.bargain.location import (
    Geography,
    Outcome,
    chosen_site,
    policy_equilibria,
    profits,
    subsidy_that_moves,
    tariff_that_moves,
)
from countermove.bargain.model import BargainModel
from countermove.bargain.regulation import Holding, Setting, first_holding, holding_rules, ties_to_align
from countermove.bargain.sections import Adoption, Contract, Location, Regulation
from countermove.document.laws import Quantity

Column = Callable[[str, Quantity], Floats]
Draws = Mapping[str, NDArray[np.float64]]
MOST_BASE = 1e3  # a base this many times all of today's users counts as out of reach
EDGE = 1e-9


@dataclass(frozen=True, slots=True)
class ContractAnswer:
    """``value`` (n,) of the text as written; ``opening`` the fewest clauses with which all sign; ``longest`` (n,)."""

    signatories: tuple[str, ...]
    value: Floats
    opening: tuple[Version, ...]
    longest: NDArray[np.int64]

    @property
    def signs(self) -> tuple[str, ...]:
        """Who signs the text as written."""
        return tuple(name for name, value in zip(self.signatories, self.value, strict=True) if value >= -EDGE)


@dataclass(frozen=True, slots=True)
class LocationAnswer:
    """Where the firm builds under today's policies, what moves it (infinite where nothing does), and the equilibria."""

    sites: tuple[str, ...]
    governments: tuple[str, ...]
    today: int
    profit: Floats
    tariff: Floats
    subsidy: Floats
    equilibria: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class AdoptionAnswer:
    """The shares over the years (years + 1, 3), who leads and from when for good, and the base each needs to lead."""

    sponsors: tuple[str, str]
    share: Floats
    leader: int
    lock_in: int
    base: Floats
    needed: Floats


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """One issue: the profiles of rules that hold, where today's wishes lead, and the ties that would align all."""

    issue: str
    holding: tuple[Holding, ...]
    reached: tuple[int, ...] | None
    to_align: tuple[float, int] | None


@dataclass(frozen=True, slots=True)
class Attached:
    """The answers of what is written beside a bargain."""

    contract: ContractAnswer | None = None
    location: LocationAnswer | None = None
    adoption: AdoptionAnswer | None = None
    regulation: tuple[RuleAnswer, ...] = ()


def attached(section: BargainModel, numbers: Amounts) -> Attached:
    """Solve what stands beside a bargain at the centre of every law."""
    column, _ = columns(None)
    return Attached(
        None if section.contract is None else _contract(section.contract, column),
        None if section.location is None else _location(section.location, column),
        None if section.adoption is None else _adoption(section.adoption, column),
        () if section.regulation is None else _regulation(section, section.regulation, numbers, column),
    )


def attached_draws(section: BargainModel, draws: Draws) -> dict[str, NDArray[np.bool_]]:
    """Return what holds in each draw: who signs, where the plant stands, which standard leads, which rules align."""
    column, count = columns(draws)
    answer: dict[str, NDArray[np.bool_]] = {}
    if section.contract is not None:
        value = contract_value(terms_of(section.contract, column))
        answer |= {f"signs.{name}": value[:, k] >= -EDGE for k, name in enumerate(section.contract.worth)}
    if section.location is not None:
        place, tariff, subsidy = geography_of(section.location, column)
        site = chosen_site(profits(place, tariff, subsidy), place.now)
        answer |= {f"plant.{name}": site == k for k, name in enumerate(section.location.sites)}
    if section.adoption is not None:
        path = adoption_path(contest_of(section.adoption, column), section.adoption.years)
        answer |= {f"leads.{name}": path.leader == k for k, name in enumerate(section.adoption.standards)}
        answer["locked_in.adoption"] = path.lock_in >= 0
    if section.regulation is not None:
        numbers = amounts(section, draws)
        for issue in section.regulation.issues:
            alike = np.zeros(count, np.bool_)
            for draw, setting in enumerate(settings_of(section, section.regulation, numbers, column, issue)):
                found = ties_to_align(setting)
                alike[draw] = found is not None and found[0] <= 1 + EDGE
            answer[f"alike.{issue}"] = alike
    return answer


def terms_of(section: Contract, column: Column) -> Terms:
    """Return a contract as arrays."""
    names = list(section.worth)
    rights = [(f"contract.rights.{name}", right) for name, right in section.rights.items()]
    special = {"joint": JOINT, "each": EACH}
    holder = [special[r.holder] if r.holder in special else names.index(r.holder) for _, r in rights]
    return Terms(
        np.stack([column(f"contract.worth.{name}", one) for name, one in section.worth.items()], axis=1),
        np.stack([column(f"{path}.use", right.use) for path, right in rights], axis=1),
        np.stack([column(f"{path}.gain", right.gain) for path, right in rights], axis=1),
        np.stack([column(f"{path}.loss", right.loss) for path, right in rights], axis=1),
        column("contract.discount", section.discount), np.array(holder, np.int64), section.periods,
    )  # fmt: skip


def _contract(section: Contract, column: Column) -> ContractAnswer:
    terms = terms_of(section, column)
    rights = list(section.rights)
    clauses = [
        Amendment(tuple(map(rights.index, one.joint)), tuple(map(rights.index, one.each)), one.ends_after)
        for one in section.clauses.values()
    ]
    every = versions(terms, clauses)
    return ContractAnswer(tuple(section.worth), every[0].value, tuple(opening_versions(every)), longest_run(terms))


def geography_of(section: Location, column: Column) -> tuple[Geography, Floats, Floats]:
    """Return sites and markets as arrays, and today's tariffs and subsidies."""
    names = list(section.governments)
    size = {name: column(f"location.markets.{name}.size", one.size) for name, one in section.markets.items()}

    def sales(site: str, market: str) -> Floats:
        access = section.sites[site].access.get(market)
        kept = 1.0 if access is None else column(f"location.sites.{site}.access.{market}", access)
        return np.asarray(size[market] * kept)

    policies = [(f"location.governments.{name}", one) for name, one in section.governments.items()]
    place = Geography(
        np.stack([column(f"location.sites.{name}.cost", one.cost) for name, one in section.sites.items()], axis=1),
        np.stack([np.stack([sales(site, m) for m in section.markets], axis=1) for site in section.sites], axis=1),
        np.stack([column(f"{path}.plant", one.plant) for path, one in policies], axis=1),
        np.stack([column(f"{path}.passed_on", one.passed_on) for path, one in policies], axis=1),
        np.array([-1 if s.government is None else names.index(s.government) for s in section.sites.values()]),
        np.array([-1 if m.government is None else names.index(m.government) for m in section.markets.values()]),
        list(section.sites).index(section.now),
    )
    tariff = np.array([one.tariffs[0] for _, one in policies])
    return place, tariff, np.array([one.subsidies[0] for _, one in policies])


def _location(section: Location, column: Column) -> LocationAnswer:
    place, tariff, subsidy = geography_of(section, column)
    profit = profits(place, tariff, subsidy)
    names = tuple(section.governments)
    choices = [one.tariffs for one in section.governments.values()], [p.subsidies for p in section.governments.values()]
    moves = [tariff_that_moves(place, tariff, subsidy, k)[0] for k in range(len(names))]
    bought = [subsidy_that_moves(place, tariff, subsidy, k)[0] for k in range(len(names))]
    return LocationAnswer(
        tuple(section.sites), names, int(chosen_site(profit, place.now)[0]), profit[0], np.array(moves),
        np.array(bought), tuple(policy_equilibria(place, *choices)),
    )  # fmt: skip


def contest_of(section: Adoption, column: Column) -> Contest:
    """Return two standards as arrays."""
    base = np.stack([column(f"adoption.standards.{name}", one) for name, one in section.standards.items()], axis=1)
    words = ("arrivals", "network", "taste", "quality", "switching", "both")
    return Contest(base, *(column(f"adoption.{word}", getattr(section, word)) for word in words))


def _adoption(section: Adoption, column: Column) -> AdoptionAnswer:
    contest = contest_of(section, column)
    path: Path = adoption_path(contest, section.years)
    most = MOST_BASE * max(float(contest.base.sum()), float(contest.arrivals.max()), 1.0)
    needed = [base_to_lead(contest, section.years, sponsor, most)[0] for sponsor in (0, 1)]
    first, second = section.standards
    return AdoptionAnswer(
        (first, second), path.share[0], int(path.leader[0]), int(path.lock_in[0]), contest.base[0], np.array(needed)
    )


def settings_of(
    section: BargainModel, regulation: Regulation, numbers: Amounts, column: Column, issue: str
) -> Iterator[Setting]:
    """Yield one issue of the regulators as arrays, draw by draw; rules are levels of the issue."""
    own = [numbers.parties.index(name) for name in regulation.regulators]
    place = numbers.issues.index(issue)
    scale, points = section.issues[issue].scale, np.array(section.issues[issue].points)
    draws = len(numbers.status_quo)
    every = point_utility(section, numbers, place, np.broadcast_to(points, (draws, len(points))))
    ties = np.zeros((draws, len(own), len(own)))
    for index, tie in enumerate(regulation.ties):
        a, b = (regulation.regulators.index(name) for name in tie.between)
        ties[:, a, b] = ties[:, b, a] = column(f"regulation.ties.{index}.gain", tie.gain)
    apart = np.abs(points[:, None] - points) / (scale[1] - scale[0])
    recognition = np.broadcast_to(column("regulation.recognition", regulation.recognition), draws)
    for draw in range(draws):
        yield Setting(every[draw][:, own], apart, ties[draw], float(recognition[draw]))


def _regulation(
    section: BargainModel, regulation: Regulation, numbers: Amounts, column: Column
) -> tuple[RuleAnswer, ...]:
    answer = []
    for issue in regulation.issues:
        setting = next(settings_of(section, regulation, numbers, column, issue))
        wish = tuple(int(level) for level in np.argmax(setting.worth, axis=0))
        reached = first_holding(setting, wish)
        answer.append(RuleAnswer(issue, tuple(holding_rules(setting)), reached, ties_to_align(setting)))
    return tuple(answer)
