"""Where every forecast rule expects the issues of one bargain to end, for its centre or for many draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.amounts import Amounts
from countermove.bargain.challenge import VARIANTS, ChallengeVariant, challenge
from countermove.bargain.compromise import Floats, compromise_mean, compromise_median
from countermove.bargain.ensemble import FITTED_WEIGHTS, average_weights, family_mean
from countermove.bargain.model import BargainModel
from countermove.bargain.position_exchange import exchange_outcomes
from countermove.bargain.spatial_rounds import spatial_rounds
from countermove.kind import Json


@dataclass(frozen=True, slots=True)
class _Stances:
    """Positions on scales of length 1 and saliences (d, i, n), 0 where there is none; capabilities by exponent."""

    place: Floats
    salience: Floats
    there: NDArray[np.bool_]
    stated: Floats

    def raised(self, exponent: float) -> Floats:
        """Return capabilities raised to an exponent; nobody without capability gains any."""
        positive = self.stated > 0
        return np.asarray(np.where(positive, np.where(positive, self.stated, 1.0) ** exponent, 0.0))


def _stances(numbers: Amounts, section: BargainModel) -> tuple[_Stances, Floats, Floats]:
    """Return the stances of those at the table, and where each scale begins and how long it is (i,)."""
    scales = np.array([issue.scale for issue in section.issues.values()])
    low, width = scales[:, 0], scales[:, 1] - scales[:, 0]
    there = np.isfinite(numbers.position) & numbers.has_say
    place = np.where(there, (numbers.position - low[:, None]) / width[:, None], 0.0)
    salience = np.where(there, numbers.salience, 0.0)
    return (
        _Stances(place, salience, there, np.broadcast_to(numbers.capability[:, None, :], salience.shape)),
        low,
        width,
    )


def forecasts(numbers: Amounts, section: BargainModel) -> dict[str, Floats]:
    """Return where each rule expects each issue to end, (d, issues), for every draw; saliences of 0 take no part."""
    one, low, width = _stances(numbers, section)
    weight = one.stated * one.salience
    answer = {
        "mean": compromise_mean(one.place, one.there.astype(np.float64)),
        "capability_salience_mean": compromise_mean(one.place, weight),
        "capability_salience_median": compromise_median(one.place, weight),
    }
    for name, variant in VARIANTS.items():
        answer[name] = _challenged(one.place, one.salience, one.stated, variant)[0]
    answer["exchange"] = exchange_outcomes(one.place, one.salience, one.stated)
    parts = _ensemble_parts(one)
    answer["ensemble"] = _mixed(parts, average_weights())
    answer["ensemble_fitted"] = _mixed(parts, FITTED_WEIGHTS)
    return {name: low + width * column for name, column in answer.items()}


def ensemble_forecast(numbers: Amounts, section: BargainModel) -> Floats:
    """Return the ensemble's forecast alone, (d, issues): the average of the back-test's menu."""
    one, low, width = _stances(numbers, section)
    return np.asarray(low + width * _mixed(_ensemble_parts(one), average_weights()))


def _ensemble_parts(one: _Stances) -> Floats:
    """Return what the menu mixes, (4, d, i): reference, means, exchange and challenge."""
    root = one.raised(0.5)
    rounds = [_challenged(one.place, one.salience, root, variant)[1] for variant in VARIANTS.values()]
    parts = [
        compromise_mean(one.place, one.stated * one.salience),
        family_mean(np.where(one.there, one.place, np.nan), one.salience, one.raised),
        exchange_outcomes(one.place, one.salience, root),
        np.mean(rounds, axis=0),
    ]
    return np.stack(parts)


def _mixed(parts: Floats, weights: tuple[float, float, float, float]) -> Floats:
    return np.asarray(np.einsum("p,pdi->di", np.array(weights), parts))


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


def challenge_rounds(numbers: Amounts, issue: int) -> dict[str, Json]:
    """Return, for each variant, the median after every round and the risk exponents of the first, at the centre."""
    there = np.flatnonzero(np.isfinite(numbers.position[0, issue]) & numbers.has_say)
    active = there[(numbers.salience[0, issue, there] > 0) & (numbers.capability[0, there] > 0)]
    answer: dict[str, Json] = {}
    for name, variant in VARIANTS.items():
        ran = challenge(
            numbers.position[0, issue, active],
            numbers.salience[0, issue, active],
            numbers.capability[0, active],
            variant,
        )
        risk = {numbers.parties[k]: float(r) for k, r in zip(active, ran.risk, strict=True)}
        settled = bool(np.ptp(ran.path[-2:]) == 0)
        answer[name] = {"medians": [float(x) for x in ran.path], "settled": settled, "risk": risk}
    return answer


@dataclass(frozen=True, slots=True)
class Movement:
    """The spatial model's rounds at the centre: ``place`` (rounds + 1, parties, issues) on the issues' own scales."""

    parties: tuple[str, ...]
    place: Floats
    chance: Floats


def movement(numbers: Amounts, section: BargainModel) -> Movement | None:
    """Return how positions move by the spatial model's rounds; None where fewer than two at the table can act.

    Saliences are divided by the number of issues, so that nobody's attention exceeds one; whoever has no position on an
    issue stands at the status quo there and does not care.
    """
    one, low, width = _stances(numbers, section)
    able = np.flatnonzero(numbers.has_say & (numbers.capability[0] > 0) & (one.salience[0].sum(axis=0) > 0))
    if len(able) < 2:
        return None
    today = (numbers.status_quo[0] - low) / width
    place = np.where(one.there[0], one.place[0], today[:, None])[:, able].T
    salience = one.salience[0][:, able].T / len(numbers.issues)
    if not np.ptp(place, axis=0).any():
        return None  # everyone stands at one place
    found = spatial_rounds(place, salience, numbers.capability[0, able])
    return Movement(tuple(numbers.parties[k] for k in able), low + width * found.position, found.chance)
