"""Where a firm builds when governments set tariffs and subsidies: a game of governments, with the firm moving last.

A tariff moves a plant where jumping over it costs less than paying it (Motta 1992, *European Economic Review* 36:1557);
competition by subsidies: Haufler and Wooton 1999, *Journal of Public Economics* 71:121. A tariff loses a government's
buyers what it drives out, half of rate² × sales (the triangle at unit elasticity).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.compromise import Floats

Ints = NDArray[np.int64]
MOST_COMBINATIONS = 20_000
EDGE = 1e-9


@dataclass(frozen=True, slots=True)
class Geography:
    """Sites, markets and governments in d draws; numbers name governments, −1 nobody.

    ``cost`` (d, sites); ``sales`` (d, sites, markets) what each market is worth from each site; ``plant`` and
    ``passed_on`` (d, governments); ``host`` (sites,), ``taxer`` (markets,); ``now`` the site where the firm stays if
    indifferent.
    """

    cost: Floats
    sales: Floats
    plant: Floats
    passed_on: Floats
    host: Ints
    taxer: Ints
    now: int


def profits(place: Geography, tariff: Floats, subsidy: Floats) -> Floats:
    """Return the firm's profit from each site, (d, sites), under tariffs and subsidies (governments,)."""
    paid = _paid(place)
    kept = np.where(place.taxer >= 0, tariff[place.taxer] * (1 - place.passed_on[:, place.taxer]), 0.0)
    lost = (place.sales * paid * kept[:, None, :]).sum(axis=2)
    given = np.where(place.host >= 0, subsidy[place.host], 0.0)
    return np.asarray(place.sales.sum(axis=2) - lost - place.cost + given)


def chosen_site(profit: Floats, now: int) -> Ints:
    """Return the firm's site in each draw: the most profitable, the present one where it is as good.

    Examples
    --------
    >>> chosen_site(np.array([[1.0, 2.0], [2.0, 2.0]]), 0)
    array([1, 0])
    """
    best = profit.max(axis=1)
    stays = profit[:, now] >= best - EDGE
    return np.where(stays, now, np.argmax(profit >= best[:, None] - EDGE, axis=1))


def tariff_that_moves(place: Geography, tariff: Floats, subsidy: Floats, government: int) -> Floats:
    """Return the least tariff of a government at which the firm builds at its site, (d,); infinite where none does.

    All else as given. Profits fall in a straight line in the tariff from every other site and not from its own, so that
    the answer is where the last of the other sites has fallen behind.

    Examples
    --------
    >>> home, abroad = 0, 1   # one market of 100 abroad; building there costs 20; the firm bears tariffs alone
    >>> place = Geography(np.array([[0.0, 20]]), np.full((1, 2, 1), 100.0), np.zeros((1, 1)), np.zeros((1, 1)),
    ...                   np.array([-1, 0]), np.array([0]), home)
    >>> tariff_that_moves(place, np.zeros(1), np.zeros(1), 0)
    array([0.2])
    """
    free = np.array(tariff, dtype=np.float64)
    free[government] = 0.0
    profit: Floats = profits(place, free, subsidy)
    own = np.flatnonzero(place.host == government)
    if len(own) == 0:
        return np.full(len(profit), np.inf)
    whole = free.copy()
    whole[government] = 1.0
    slope = profit - profits(place, whole, subsidy)
    best = profit[:, own].max(axis=1)
    answer = np.zeros(len(profit))
    for site in range(profit.shape[1]):
        if site in own:
            continue
        ahead = profit[:, site] - best
        with np.errstate(divide="ignore", invalid="ignore"):
            needed = np.where(slope[:, site] > EDGE, ahead / slope[:, site], np.where(ahead > EDGE, np.inf, 0.0))
        answer = np.maximum(answer, needed)
    return answer


def subsidy_that_moves(place: Geography, tariff: Floats, subsidy: Floats, government: int) -> Floats:
    """Return the least subsidy of a government at which the firm builds at its site, (d,); infinite without a site."""
    none = np.array(subsidy, dtype=np.float64)
    none[government] = 0.0
    profit = profits(place, tariff, none)
    own = place.host == government
    if not own.any():
        return np.full(len(profit), np.inf)
    others = profit[:, ~own].max(axis=1) if (~own).any() else np.full(len(profit), -np.inf)
    return np.asarray(np.maximum(others - profit[:, own].max(axis=1), 0.0))


def government_payoffs(place: Geography, tariff: Floats, subsidy: Floats, site: Ints) -> Floats:
    """Return what each government gets, (d, governments): the plant, less its subsidy, and what tariffs bring.

    Tariffs bring what the firm pays of them, less half of rate² × sales.
    """
    rows = np.arange(len(site))
    answer: Floats = np.zeros_like(place.plant)
    paid = _paid(place)
    for government in range(answer.shape[1]):
        hosts = place.host[site] == government
        answer[:, government] = np.where(hosts, place.plant[:, government] - subsidy[government], 0.0)
        rate = tariff[government]
        taxed = (place.sales * paid * (place.taxer == government))[rows, site].sum(axis=1)
        answer[:, government] += taxed * (rate * (1 - place.passed_on[:, government]) - rate**2 / 2)
    return answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """Policies (governments,) from which no government gains by changing its own, the firm's site and all payoffs."""

    tariff: Floats
    subsidy: Floats
    site: int
    payoff: Floats


def policy_equilibria(
    place: Geography, tariffs: Sequence[tuple[float, ...]], subsidies: Sequence[tuple[float, ...]]
) -> list[Outcome]:
    """Return the pure Nash equilibria of governments that choose at once, the firm then choosing its site; first draw.

    Exhaustive. O(product of choices · governments).

    Raises
    ------
    ValueError
        If there are more than ``MOST_COMBINATIONS`` combinations.
    """
    options = [list(product(t, s)) for t, s in zip(tariffs, subsidies, strict=True)]
    shape = tuple(len(option) for option in options)
    if np.prod(shape, dtype=np.float64) > MOST_COMBINATIONS:
        raise ValueError(f"{int(np.prod(shape)):,} combinations of policies are too many: list fewer rates")
    payoff, sites = np.empty((*shape, len(shape))), np.empty(shape, np.int64)
    for index in np.ndindex(shape):
        rate, given = (np.array([options[g][k][part] for g, k in enumerate(index)]) for part in (0, 1))
        site = chosen_site(profits(place, rate, given)[:1], place.now)
        sites[index] = site[0]
        payoff[index] = government_payoffs(_first(place), rate, given, site)[0]
    stable = np.ones(shape, np.bool_)
    for government in range(len(shape)):
        own = payoff[..., government]
        stable &= own >= own.max(axis=government, keepdims=True) - EDGE
    found = []
    for index in map(tuple, np.argwhere(stable)):
        rate, given = (np.array([options[g][k][part] for g, k in enumerate(index)]) for part in (0, 1))
        found.append(Outcome(rate, given, int(sites[index]), payoff[index]))
    return found


def _first(place: Geography) -> Geography:
    return Geography(
        place.cost[:1], place.sales[:1], place.plant[:1], place.passed_on[:1], place.host, place.taxer, place.now
    )


def _paid(place: Geography) -> Floats:
    """Return which sales pay a tariff, (sites, markets): those in another government's market."""
    abroad = (place.taxer[None, :] >= 0) & (place.host[:, None] != place.taxer[None, :])
    return np.asarray(abroad, np.float64)
