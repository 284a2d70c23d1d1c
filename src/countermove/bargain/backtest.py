"""Back-test of the forecast rules on decided issues: paired gains, distributions, misses.

Issues of one proposal hang together, so everything is resampled and held out by proposal. What a model's sample of
errors is, it learns from the other folds; the rules themselves and the ensemble have nothing that is fitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.challenge import VARIANTS
from countermove.bargain.compromise import Floats, compromise_mean
from countermove.bargain.decisions import NO_DATE, Decisions, council_power, read_decisions
from countermove.bargain.forecasts import (
    challenge_forecast,
    ensemble_parts,
    exchange_forecast,
    filled,
    median_forecast,
)
from countermove.document.faults import AnalysisError, did_you_mean
from countermove.numeric.programme import least
from countermove.numeric.scores import cluster_interval, sample_crps

REFERENCE = "capability_salience_mean"
INSTITUTION_SHARE = 0.1  # what Commission and Parliament each weigh beside all member states together
FOLDS = 10
LEAST_TRAINING = 30
WAYS = {"proposal": "proposal", "text": "proposal", "area": "area", "family": "area", "time": "time"}
By = Literal["proposal", "text", "area", "family", "time"]


@dataclass(frozen=True, slots=True)
class Score:
    """How one model did; gains are the reference's mean error less the model's own, paired, above 0 is better.

    ``low`` and ``high`` bound the mean absolute error, ``gain_low`` … the gains, in 95 of 100 resamples of proposals.
    ``coverage`` is the share of outcomes inside the 80% interval.
    """

    mae: float
    median_ae: float
    low: float
    high: float
    gain: float
    gain_low: float
    gain_high: float
    crps: float
    crps_gain: float
    crps_gain_low: float
    crps_gain_high: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Miss:
    """A decision that the best model got most wrong."""

    issue: str
    proposal: str
    area: str
    forecast: float
    low: float
    high: float
    outcome: float


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores by model and by policy area, and the worst misses of the best model (greatest gain)."""

    decisions: int
    proposals: int
    by: str
    seed: int
    reference: str
    best: str
    models: Mapping[str, Score]
    areas: Mapping[str, Mapping[str, float]]
    weights: Mapping[str, float]
    misses: tuple[Miss, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the ``result`` of ``backtest``."""
        plain = asdict(self)
        return plain | {"models": {name: asdict(score) for name, score in self.models.items()}}


def backtest(path: str | Path, on: str | Path | None = None, by: By = "proposal", seed: int = 0) -> Backtest:
    """Score every forecast rule on decisions in the European layout.

    Parameters
    ----------
    path : path
        Decisions with outcomes (see ``read_decisions``).
    on : path, optional
        Score on these instead; what has to be learned is learned on ``path``.
    by : {"proposal", "area", "time"}
        What is held out together: ten folds of whole proposals; one policy area after another; or the future: each
        year's decisions are scored by what the years before taught (years without enough past are not scored).
        ``text`` and ``family`` are other names for ``proposal`` and ``area``.
    seed : int
        Of the folds and the resampling.

    Raises
    ------
    DocumentError
        If a file is wrong, with its places.
    AnalysisError
        If ``by`` is unknown or too few decisions are left to learn from.
    """
    if by not in WAYS:
        raise AnalysisError(f"unknown way to hold out {by!r}; {did_you_mean(by, WAYS)}")
    known = read_decisions(path)
    if on is None:
        forecasts, parts = rule_forecasts(known)
        trained = _held_out(known, WAYS[by], seed)
        return _scored(known, forecasts, parts, known, forecasts, parts, trained, WAYS[by], seed)
    scored = read_decisions(on)
    learned = np.ones((len(scored.outcome), len(known.outcome)), np.bool_)
    return _scored(scored, *rule_forecasts(scored), known, *rule_forecasts(known), learned, "other file", seed)


def rule_forecasts(decisions: Decisions) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return the forecasts of every rule, and the parts of the ensemble among them, for each decision."""
    position, there = decisions.position, np.isfinite(decisions.position)
    salience = np.nan_to_num(decisions.salience)
    whole = filled(decisions.salience)
    stated = np.broadcast_to(decisions.capability, position.shape)
    root, even = modest_capability(decisions)

    def mean(weight: Floats) -> Floats:
        found = compromise_mean(position, np.where(there, weight, 0.0))
        return np.where(np.isfinite(found), found, np.nanmean(position, axis=1))

    parts = ensemble_parts(position, whole, stated, root, even, decisions.proposal)
    rules = {
        "constant_50": np.full(len(position), 50.0),
        "mean": mean(np.ones(position.shape)),
        REFERENCE: mean(stated * salience),
        "capability_salience_mean_filled": mean(stated * whole),
        "capability_salience_median": median_forecast(position, stated * whole),
        "voting_power_salience_mean": mean(council_power(decisions) * salience),
    }
    for name, variant in VARIANTS.items():
        rules[name] = challenge_forecast(position, whole, stated, variant)
    rules["exchange"] = exchange_forecast(position, whole, stated, decisions.proposal)
    rules["ensemble"] = np.mean(list(parts.values()), axis=0)
    return rules, parts


def modest_capability(decisions: Decisions) -> tuple[Floats, Floats]:
    """Return capabilities (m, n) by square root, and equal, with a tenth each for Commission and Parliament."""
    states = ~decisions.institutions
    shape = decisions.position.shape
    tables = []
    for share in (np.sqrt(decisions.capability), (decisions.capability > 0).astype(np.float64)):
        own = np.where(states, share, 0.0)
        own = own / own.sum() if own.sum() > 0 else own
        tables.append(np.broadcast_to(np.where(states, own, INSTITUTION_SHARE), shape))
    return tables[0], tables[1]


def spread_of_positions(decisions: Decisions) -> Floats:
    """Return the standard deviation of positions in each decision by modest capability, at least 8."""
    root, _ = modest_capability(decisions)
    there = np.isfinite(decisions.position)
    weight = np.where(there, root, 0.0)
    weight = weight / weight.sum(axis=1, keepdims=True)
    place = np.where(there, decisions.position, 0.0)
    middle = (weight * place).sum(axis=1, keepdims=True)
    return np.asarray(np.maximum(np.sqrt((weight * (place - middle) ** 2).sum(axis=1)), 8.0))


def _held_out(decisions: Decisions, way: str, seed: int) -> NDArray[np.bool_]:
    """Return (scored, learned from): which decisions each decision may learn from."""
    if way == "time":
        year = decisions.year
        past = (year[None, :] < year[:, None]) & (year[None, :] != NO_DATE) & (year[:, None] != NO_DATE)
        if not (past.sum(axis=1) >= LEAST_TRAINING).any():
            raise AnalysisError(f"no year has {LEAST_TRAINING} decisions before it: hold out by proposal instead")
        return np.asarray(past)
    groups = decisions.proposal if way == "proposal" else decisions.area
    names, place = np.unique(groups, return_inverse=True)
    if len(names) < 3:
        raise AnalysisError(f"there are {len(names)} groups to hold out by {way}: give decisions of at least 3")
    fold = np.arange(len(names))
    if way == "proposal":
        fold = np.random.default_rng(np.random.SeedSequence(seed)).permutation(len(names)) % min(FOLDS, len(names))
    own = fold[place]
    return np.asarray(own[:, None] != own[None, :])


def _scored(
    scored: Decisions,
    forecasts: dict[str, Floats],
    parts: dict[str, Floats],
    known: Decisions,
    known_forecasts: dict[str, Floats],
    known_parts: dict[str, Floats],
    learned: NDArray[np.bool_],
    way: str,
    seed: int,
) -> Backtest:
    rows = np.flatnonzero(learned.sum(axis=1) >= min(LEAST_TRAINING, known.outcome.size))
    fitted, own, weights = _fitted(parts, known_parts, known.outcome, learned)
    forecasts = forecasts | {"ensemble_fitted": fitted}
    known_forecasts = known_forecasts | {"ensemble_fitted": own if own is not None else fitted}
    spread, known_spread = spread_of_positions(scored), spread_of_positions(known)
    outcome = scored.outcome[rows]
    _, cluster = np.unique(np.asarray(scored.proposal)[rows], return_inverse=True)
    samples = {
        name: _sample(forecasts[name], known_forecasts[name], known.outcome, learned, rows, *scale)
        for name in forecasts
        for scale in [
            (spread, known_spread)
            if name.startswith("ensemble")
            else (np.ones_like(spread), np.ones_like(known_spread))
        ]
    }
    base_error = np.abs(forecasts[REFERENCE][rows] - outcome)
    base_crps = _crps(samples[REFERENCE], outcome)
    models = {
        name: _score(
            np.abs(forecasts[name][rows] - outcome), base_error, samples[name], base_crps, outcome, cluster, seed
        )
        for name in forecasts
    }
    best = max(models, key=lambda name: models[name].gain)
    areas = {
        area: {"decisions": float(len(here))}
        | {n: float(np.abs(f[here] - scored.outcome[here]).mean()) for n, f in forecasts.items()}
        for area in sorted(set(scored.area))
        if len(here := np.array([row for row in rows if scored.area[row] == area], np.int64))
    }
    misses = _misses(scored, rows, forecasts[best], samples[best])
    return Backtest(len(rows), int(cluster.max()) + 1, way, seed, REFERENCE, best, models, areas, weights, misses)


def _fitted(
    parts: dict[str, Floats], known_parts: dict[str, Floats], outcome: Floats, learned: NDArray[np.bool_]
) -> tuple[Floats, Floats | None, dict[str, float]]:
    """Return the parts weighted by least absolute error on what may be learned from, and the mean weights."""
    here, there = np.stack(list(parts.values()), axis=1), np.stack(list(known_parts.values()), axis=1)
    answer, used = here.mean(axis=1), []
    patterns, which = np.unique(learned, axis=0, return_inverse=True)
    own = None
    for index, pattern in enumerate(patterns):
        if pattern.sum() < LEAST_TRAINING:
            continue
        weight = _least_error_weights(there[pattern], outcome[pattern])
        used.append(weight)
        answer[which == index] = here[which == index] @ weight
        if pattern.all():
            own = there @ weight
    mean = np.mean(used, axis=0) if used else np.full(len(parts), 1 / len(parts))
    return answer, own, dict(zip(parts, map(float, mean), strict=True))


def _least_error_weights(part: Floats, outcome: Floats) -> Floats:
    m, k = part.shape
    above, below = np.eye(m), -np.eye(m)
    rows = np.vstack([np.hstack([part, above, below]), np.append(np.ones(k), np.zeros(2 * m))[None]])
    cost = np.append(np.zeros(k), np.ones(2 * m))
    found = least(cost, (np.zeros((0, k + 2 * m)), np.zeros(0)), (rows, np.append(outcome, 1.0)))
    return np.full(k, 1 / k) if found is None else found.x[:k]


def _sample(
    forecast: Floats,
    known_forecast: Floats,
    outcome: Floats,
    learned: NDArray[np.bool_],
    rows: NDArray[np.int64],
    spread: Floats,
    known_spread: Floats,
) -> list[Floats]:
    """Return each decision's forecast distribution: its forecast plus the errors learned, kept on the scale."""
    error = (outcome - known_forecast) / known_spread
    return [np.clip(forecast[row] + spread[row] * error[learned[row]], 0.0, 100.0) for row in rows]


def _crps(samples: list[Floats], outcome: Floats) -> Floats:
    size = np.array([len(sample) for sample in samples])
    answer = np.empty(len(samples))
    for count in np.unique(size):
        here = np.flatnonzero(size == count)
        answer[here] = sample_crps(np.stack([samples[row] for row in here]), outcome[here])
    return answer


def _score(
    error: Floats,
    base_error: Floats,
    samples: list[Floats],
    base_crps: Floats,
    outcome: Floats,
    cluster: NDArray[np.int64],
    seed: int,
) -> Score:
    crps = _crps(samples, outcome)
    inside = np.mean([low <= y <= high for (low, high), y in zip(map(_interval, samples), outcome, strict=True)])
    gain, crps_gain = base_error - error, base_crps - crps
    return Score(
        float(error.mean()),
        float(np.median(error)),
        *cluster_interval(error, cluster, seed),
        float(gain.mean()),
        *cluster_interval(gain, cluster, seed),
        float(crps.mean()),
        float(crps_gain.mean()),
        *cluster_interval(crps_gain, cluster, seed),
        float(inside),
    )


def _interval(sample: Floats) -> tuple[float, float]:
    low, high = np.quantile(sample, [0.1, 0.9], method="inverted_cdf")
    return float(low), float(high)


def _misses(decisions: Decisions, rows: NDArray[np.int64], forecast: Floats, samples: list[Floats]) -> tuple[Miss, ...]:
    worst = np.argsort(-np.abs(forecast[rows] - decisions.outcome[rows]), kind="stable")[:10]
    return tuple(
        Miss(
            decisions.issue[rows[k]],
            decisions.proposal[rows[k]],
            decisions.area[rows[k]],
            float(forecast[rows[k]]),
            *_interval(samples[k]),
            float(decisions.outcome[rows[k]]),
        )
        for k in worst
    )
