"""Back-test of the forecast rules on decided issues: paired gains, distributions, misses.

Issues of one proposal hang together, so everything is resampled and held out by proposal. What a model's sample of
errors is, it learns from the other folds. ``ensemble`` averages its whole menu and has nothing that is fitted;
``ensemble_fitted`` and ``ensemble_picked`` choose from the menu by the scores of the other folds alone.
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
from countermove.bargain.ensemble import (
    FAMILIES,
    LEAST_WEIGHT,
    Record,
    chosen_forecasts,
    ensemble_parts,
    member_forecasts,
    menu,
)
from countermove.bargain.forecasts import challenge_forecast, exchange_forecast, filled, median_forecast
from countermove.document.faults import AnalysisError, did_you_mean
from countermove.numeric.scores import cluster_interval, sample_crps

REFERENCE = "capability_salience_mean"
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
    """Scores by model and by policy area, and the worst misses of the best model (greatest gain).

    ``weights`` is what reference, means, exchange and challenge weigh in ``ensemble_fitted``, folds averaged.
    """

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
    decisions = read_decisions(path)
    if on is None:
        learned = _held_out(decisions, WAYS[by], seed)
        both = _Field.of(decisions)
        return _scored(both, both, learned, WAYS[by], seed)
    scored = read_decisions(on)
    learned = np.ones((len(scored.outcome), len(decisions.outcome)), np.bool_)
    return _scored(_Field.of(scored), _Field.of(decisions), learned, "other file", seed)


def rule_forecasts(decisions: Decisions) -> tuple[dict[str, Floats], Floats]:
    """Return the forecasts of every rule for each decision, and those of the ensemble's menu, (members, m)."""
    rules = baseline_forecasts(decisions)
    position, whole = decisions.position, filled(decisions.salience)
    stated = np.broadcast_to(decisions.capability, position.shape)
    for name, variant in VARIANTS.items():
        rules[name] = challenge_forecast(position, whole, stated, variant)
    rules["exchange"] = exchange_forecast(position, whole, stated, decisions.proposal)
    parts = ensemble_parts(position, whole, decisions.capability, ~decisions.institutions, decisions.proposal)
    members = member_forecasts(parts, menu())
    rules["ensemble"] = members.mean(axis=0)
    return rules, members


def baseline_forecasts(decisions: Decisions) -> dict[str, Floats]:
    """Return the forecasts of the rules that any ensemble has to beat."""
    position, there = decisions.position, np.isfinite(decisions.position)
    salience = np.nan_to_num(decisions.salience)
    whole = filled(decisions.salience)
    stated = np.broadcast_to(decisions.capability, position.shape)

    def mean(weight: Floats) -> Floats:
        found = compromise_mean(position, np.where(there, weight, 0.0))
        return np.where(np.isfinite(found), found, np.nanmean(position, axis=1))

    known = (np.where(there, stated * salience, 0.0).sum(axis=1) > 0)[:, None]  # nobody's salience is: capability alone
    return {
        "constant_50": np.full(len(position), 50.0),
        "mean": mean(np.ones(position.shape)),
        REFERENCE: mean(stated * salience),
        "capability_salience_mean_filled": mean(stated * whole),
        "capability_salience_median": median_forecast(position, np.where(known, stated * salience, stated)),
        "voting_power_salience_mean": mean(council_power(decisions) * salience),
    }


def spread_of_positions(decisions: Decisions) -> Floats:
    """Return the standard deviation of positions in each decision, at least 8.

    Measured actors weigh by the square root of their capability, the others by half of their stated part.
    """
    measured, stated = ~decisions.institutions, decisions.capability
    root = np.where(measured, np.sqrt(stated), 0.0)
    root = root / root.sum() if root.sum() > 0 else root
    total = stated[measured].sum()
    share = np.where(measured, root, stated / (2 * total) if total > 0 else stated)
    there = np.isfinite(decisions.position)
    weight = np.where(there, np.maximum(share, LEAST_WEIGHT), 0.0)
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


@dataclass(frozen=True, slots=True)
class _Field:
    """Decisions with the forecasts of every rule and of the menu's members."""

    decisions: Decisions
    rules: dict[str, Floats]
    members: Floats

    @classmethod
    def of(cls, decisions: Decisions) -> _Field:
        return cls(decisions, *rule_forecasts(decisions))


def _scored(scored: _Field, known: _Field, learned: NDArray[np.bool_], way: str, seed: int) -> Backtest:
    decisions, outcome = scored.decisions, scored.decisions.outcome
    rows = np.flatnonzero(learned.sum(axis=1) >= min(LEAST_TRAINING, learned.shape[1]))
    chosen, weights = _chosen(scored, known, learned)
    forecasts = scored.rules | chosen
    samples = _samples(scored, known, chosen, learned, rows)
    _, cluster = np.unique(np.asarray(decisions.proposal)[rows], return_inverse=True)
    base_error = np.abs(forecasts[REFERENCE][rows] - outcome[rows])
    base_crps = _crps(samples[REFERENCE], outcome[rows])
    models = {
        name: _score(
            np.abs(forecast[rows] - outcome[rows]), base_error, samples[name], base_crps, outcome[rows], cluster, seed
        )
        for name, forecast in forecasts.items()
    }
    best = max(models, key=lambda name: models[name].gain)
    areas = {
        area: {"decisions": float(len(here))}
        | {n: float(np.abs(f[here] - outcome[here]).mean()) for n, f in forecasts.items()}
        for area in sorted(set(decisions.area))
        if len(here := np.array([row for row in rows if decisions.area[row] == area], np.int64))
    }
    misses = _misses(decisions, rows, forecasts[best], samples[best])
    return Backtest(len(rows), int(cluster.max()) + 1, way, seed, REFERENCE, best, models, areas, weights, misses)


def _chosen(scored: _Field, known: _Field, learned: NDArray[np.bool_]) -> tuple[dict[str, Floats], dict[str, float]]:
    """Return the two ensembles that what may be learned from chooses, and what the fitted one weighs."""
    outcome = known.decisions.outcome
    _, cluster = np.unique(np.asarray(known.decisions.proposal), return_inverse=True)
    record = Record(known.members, known.rules[REFERENCE], outcome, np.asarray(cluster))
    found = chosen_forecasts(scored.members, record, learned, min(LEAST_TRAINING, learned.shape[1]))
    weights = found.kept @ np.array([member.weights for member in menu()])
    families = dict(zip(("reference", *FAMILIES), map(float, weights), strict=True))
    return {"ensemble_fitted": found.fitted, "ensemble_picked": found.picked}, families


def _samples(
    scored: _Field, known: _Field, chosen: dict[str, Floats], learned: NDArray[np.bool_], rows: NDArray[np.int64]
) -> dict[str, list[Floats]]:
    """Return each rule's forecast distributions: its own errors, for ensembles in units of the positions' spread.

    The chosen ensembles take the errors of the plain one: on what they were chosen by, their own would be too small.
    """
    outcome = known.decisions.outcome
    plain, known_plain = np.ones(len(scored.decisions.outcome)), np.ones(len(outcome))
    spread, known_spread = spread_of_positions(scored.decisions), spread_of_positions(known.decisions)
    answer = {}
    for name, forecast in (scored.rules | chosen).items():
        own, known_own = (spread, known_spread) if name.startswith("ensemble") else (plain, known_plain)
        error = (outcome - known.rules["ensemble" if name in chosen else name]) / known_own
        answer[name] = [np.clip(forecast[row] + own[row] * error[learned[row]], 0.0, 100.0) for row in rows]
    return answer


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
