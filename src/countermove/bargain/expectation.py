"""Where every forecast rule expects the issues of one bargain to end, for its centre or for many draws."""

from __future__ import annotations

import numpy as np

from countermove.bargain.amounts import Amounts
from countermove.bargain.challenge import VARIANTS, ChallengeVariant, challenge
from countermove.bargain.compromise import Floats, compromise_mean, compromise_median
from countermove.bargain.ensemble import average_weights, family_mean
from countermove.bargain.model import BargainModel
from countermove.bargain.position_exchange import exchange_outcomes
from countermove.kind import Json


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
        return np.asarray(exchange_outcomes(even, salience, capability) * width[..., 0] + scales[:, 0])

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
