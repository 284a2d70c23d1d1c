"""The back-test: texts are held out and forecast from the others, and the misses are published.

What is scored is whether a party is among those who joined by the record's date, out of the parties whose position is
stated; "not listed" counts as not among them and says nothing about why. Absence from a vote is not scored. Intervals
resample clusters of sibling texts, those whose outcomes correlate above ``SIBLING_CORRELATION``, so that three votes on
one resolution count about once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from countermove.agreement.baselines import BASELINES, Task
from countermove.agreement.forecast import design, fit
from countermove.agreement.histories import History, pace_checks
from countermove.agreement.participation import Floats, Ints
from countermove.agreement.record import NO_SIGNALS, Record, Signals, read_csv
from countermove.agreement.scorecard import notes_of
from countermove.agreement.signals import evidence_of, party_leanings
from countermove.document.faults import AnalysisError

SIBLING_CORRELATION = 0.6
REPETITIONS = 10
RESAMPLES = 1_000
OURS = "participation"
FAR_OFF = 0.65
By = Literal["text", "family", "time"]


@dataclass(frozen=True, slots=True)
class Forecast:
    """One held-out text with one set of revealed parties: every model's probabilities for the scored parties."""

    text: int
    scored: Ints
    outcome: Floats
    probability: Mapping[str, Floats]


def training_texts(record: Record, text: int, by: By) -> Ints:
    """Return the texts a forecast may learn from: the others, those of other families, or those that ended before.

    By time, a text counts as earlier if its last stated day is before the first of the one held out; texts without a
    day are left out on both sides.
    """
    others = [t for t in range(len(record.texts)) if t != text]
    if by == "family":
        others = [t for t in others if record.family[t] != record.family[text]]
    if by == "time":
        begins = record.first[text]
        ended = record.last
        others = [t for t in others if begins is not None and (last := ended[t]) is not None and last < begins]
    return np.array(others, dtype=np.int64)


def task_of(record: Record, text: int, training: Ints, known: Ints, signals: Signals = NO_SIGNALS) -> Task:
    """Return the forecasting task of one text, seeing the known positions and the training texts only."""
    days = [record.last[t] for t in training]
    recency = np.array([day.toordinal() if day is not None else -1.0 + k / 1e6 for k, day in enumerate(days)])
    fitted = party_leanings(record, training)
    return Task(
        evidence_of(record, text, training, signals),
        None if fitted is None else fitted.party,
        recency,
        known,
        record.joined[known, text],
    )


def participation_forecast(task: Task) -> Floats:
    """Return the hierarchical model's probability for each party."""
    evidence = task.evidence
    width = evidence.joined.shape[1] + evidence.groups.shape[1] + evidence.covariates.shape[1] + 3
    return fit(design(evidence, ("",) * width), task.known, task.outcome).probability


def _forecasts(
    record: Record, signals: Signals, texts: Sequence[int], by: By, known: int, seed: int, outside: bool
) -> list[Forecast]:
    made = []
    outcomes = record.joined
    for text in texts:
        training = training_texts(record, text, by)
        if outside:
            training = training[~np.isin(training, texts)]
        stated = np.flatnonzero(~np.isnan(outcomes[:, text]))
        if not training.size or stated.size <= known + 1 or np.unique(outcomes[stated, text]).size < 2:
            continue
        for repetition in range(REPETITIONS if known else 1):
            rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(text, repetition)))
            revealed = np.sort(rng.choice(stated, known, replace=False))
            task = task_of(record, text, training, revealed, signals)
            scored = np.setdiff1d(stated, revealed)
            chances = {OURS: participation_forecast(task), **{name: rule(task) for name, rule in BASELINES.items()}}
            made.append(
                Forecast(text, scored, outcomes[scored, text], {name: p[scored] for name, p in chances.items()})
            )
    return made


def area_under_curve(outcome: Floats, probability: Floats) -> float:
    """Return the probability that a joiner is ranked above another party, ties counted half; NaN if all are alike.

    Examples
    --------
    >>> area_under_curve(np.array([1.0, 0.0, 0.0]), np.array([0.9, 0.9, 0.1]))
    0.75
    """
    from scipy.stats import rankdata

    ones = int(outcome.sum())
    zeros = outcome.size - ones
    if not ones or not zeros:
        return float("nan")
    rank = rankdata(np.round(probability, 12))
    return float((rank[outcome == 1].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def sibling_clusters(record: Record) -> Ints:
    """Return a cluster number a text: texts whose outcomes correlate above the threshold, directly or in a chain."""
    outcomes, count = record.joined, len(record.texts)
    cluster = np.arange(count)
    for a in range(count):
        for b in range(a):
            both = ~np.isnan(outcomes[:, a]) & ~np.isnan(outcomes[:, b])
            x, y = outcomes[both, a], outcomes[both, b]
            if both.sum() > 2 and x.std() > 0 and y.std() > 0:
                correlation = float(((x - x.mean()) * (y - y.mean())).mean() / (x.std() * y.std()))
                if correlation > SIBLING_CORRELATION:
                    cluster[cluster == cluster[a]] = cluster[b]
    return cluster.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores by text (rows) and model (columns), averaged over repetitions; NaN where not defined."""

    texts: Ints
    models: tuple[str, ...]
    brier: Floats
    log_loss: Floats
    auc: Floats


def _scores(made: Sequence[Forecast]) -> Scores:
    texts = np.unique([forecast.text for forecast in made]).astype(np.int64)
    models = tuple(made[0].probability)
    table = np.full((3, texts.size, len(models)), np.nan)
    for row, text in enumerate(texts):
        own = [forecast for forecast in made if forecast.text == text]
        for column, model in enumerate(models):
            values = []
            for forecast in own:
                p, y = np.clip(forecast.probability[model], 1e-6, 1 - 1e-6), forecast.outcome
                surprise = -np.where(y == 1, np.log(p), np.log1p(-p)).mean()
                values.append((float(((p - y) ** 2).mean()), float(surprise), area_under_curve(y, p)))
            table[:, row, column] = np.nanmean(np.array(values), axis=0)
    return Scores(texts, models, table[0], table[1], table[2])


def _resampled(clusters: Ints, seed: int) -> list[Ints]:
    names = np.unique(clusters)
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1_000_003,)))
    rows = {name: np.flatnonzero(clusters == name) for name in names}
    return [np.concatenate([rows[name] for name in rng.choice(names, names.size)]) for _ in range(RESAMPLES)]


def _interval(values: Floats, samples: Sequence[Ints]) -> tuple[float, float]:
    means = np.array([values[rows].mean() for rows in samples])
    return float(np.quantile(means, 0.05)), float(np.quantile(means, 0.95))


def backtest(
    path: str | Path, on: str | Path | None = None, by: By = "text", known: int = 20, seed: int = 0
) -> dict[str, Any]:
    """Hold out texts one by one, forecast each from the others and ``known`` revealed positions, and score it.

    Parameters
    ----------
    path : str or Path
        A record: CSV ``party,text,position[,date][,family]``, or a document with a model of kind agreement.
    on : str or Path, optional
        A second record: its texts are forecast from those of ``path`` alone.
    by : "text", "family" or "time"
        Learn from all other texts, from those of other families, or from those that ended before this one began.
    known : int
        Positions of the held-out text revealed at random, 10 times a text; with 0 only the ranking (AUC) is scored,
        since a new text's direction is not known.
    seed : int
        Of the revealed sets and the bootstrap.

    Returns
    -------
    dict
        ``texts`` (each with its denominator), ``models`` (Brier, log loss, AUC, 90 % interval of the Brier score),
        ``best``, ``differences`` (paired, against ours), ``strata``, ``calibration``, ``misses``, ``skipped``,
        ``too_late`` (by text, the covariates that do not predate it and were left out), ``pace`` (counts a year ahead
        of texts whose days are known, and how many more are expected) and ``notes``, all of it in sentences.

    Raises
    ------
    DocumentError
        If a file has faults.
    AnalysisError
        If no text can be held out.
    ValueError
        If ``known`` is negative or ``by`` is none of the three.
    """
    if by not in ("text", "family", "time") or known < 0:
        raise ValueError(f"no back-test by {by!r} with {known} known: by text, family or time, with at least 0 known")
    record, signals = read_record(path)
    texts = list(range(len(record.texts)))
    if on is not None:
        record, texts = _joined_records(record, read_record(on)[0])
    made = _forecasts(record, signals, texts, by, known, seed, outside=on is not None)
    if not made:
        raise AnalysisError(
            f"no text can be held out by {by} with {known} positions known: "
            "give more texts, fewer known positions, or dates"
        )
    result = _answer(record, texts, made, known, seed)
    result["too_late"] = {
        record.texts[text]: names
        for text in texts
        if (names := [one.name for one in signals.too_late(record.first[text])])
    }
    result["pace"] = pace_scores(record.histories)
    result["notes"] = notes_of(result, OURS)
    return result


def pace_scores(histories: Sequence[History]) -> dict[str, Any]:
    """Score counts one year ahead, each from what the text showed until then; and carry each text on for a year.

    The baseline is as many as in the year before. ``denominator`` is how many were at risk.
    """
    checks = pace_checks(histories)
    gap = [abs(check.forecast.expected - check.came) for check in checks]
    plain = [abs(check.last_year - check.came) for check in checks]
    return {
        "checks": [
            {"text": check.text, "act": check.act, "year": check.year, "denominator": check.forecast.at_risk,
             "expected": check.forecast.expected, "low": check.forecast.low, "high": check.forecast.high,
             "came": check.came, "last_year": check.last_year}
            for check in checks
        ],
        "within": sum(check.within for check in checks),
        "mean_error": float(np.mean(gap)) if gap else None,
        "mean_error_as_last_year": float(np.mean(plain)) if plain else None,
        "ahead": [
            {"text": history.text, "act": history.act, "from": history.read.isoformat(), "denominator": ahead.at_risk,
             "expected": ahead.expected, "low": ahead.low, "high": ahead.high}
            for history in histories
            if history.remaining
            for ahead in (history.ahead(1.0),)
        ],
    }  # fmt: skip


def read_record(path: str | Path) -> tuple[Record, Signals]:
    """Read a record from CSV, or from the first agreement with a record in a YAML document, with what goes along.

    Raises
    ------
    DocumentError
        If the file has faults.
    """
    if Path(path).suffix.lower() in (".yaml", ".yml"):
        from countermove.agreement.written import record_of_document

        return record_of_document(path)
    return read_csv(path), NO_SIGNALS


def _joined_records(first: Record, second: Record) -> tuple[Record, list[int]]:
    everyone = tuple(dict.fromkeys((*first.parties, *second.parties)))
    at = {party: row for row, party in enumerate(everyone)}
    position = np.full((len(everyone), len(first.texts) + len(second.texts)), -1, dtype=np.int64)
    position[np.ix_([at[p] for p in first.parties], range(len(first.texts)))] = first.position
    position[np.ix_([at[p] for p in second.parties], range(len(first.texts), position.shape[1]))] = second.position
    texts = first.texts + second.texts
    joint = Record(
        everyone,
        texts,
        position,
        first.family + second.family,
        first.first + second.first,
        first.last + second.last,
        first.histories + second.histories,
    )
    return joint, list(range(len(first.texts), len(texts)))


def _answer(record: Record, texts: Sequence[int], made: Sequence[Forecast], known: int, seed: int) -> dict[str, Any]:
    scores = _scores(made)
    clusters = sibling_clusters(record)[scores.texts]
    samples = _resampled(clusters, seed)
    ours = scores.models.index(OURS)
    models: dict[str, Any] = {}
    differences: dict[str, Any] = {}
    for column, name in enumerate(scores.models):
        low, high = _interval(scores.brier[:, column], samples)
        auc = float(scores.auc[:, column].mean())
        if known:
            brier, surprise = float(scores.brier[:, column].mean()), float(scores.log_loss[:, column].mean())
            models[name] = {"brier": brier, "log_loss": surprise, "auc": auc, "low": low, "high": high}
        else:
            models[name] = {"brier": None, "log_loss": None, "auc": auc, "low": None, "high": None}
        if column != ours:
            values = scores.brier if known else -scores.auc
            gap = values[:, column] - values[:, ours]
            below, above = _interval(gap, samples)
            told = below > 0 and np.unique(clusters).size > 1
            differences[name] = {"gain": float(gap.mean()), "low": below, "high": above, "beaten": bool(told)}
    best = min(models, key=lambda name: models[name]["brier"]) if known else max(models, key=lambda n: models[n]["auc"])
    held = set(scores.texts.tolist())
    return {
        "texts": [_text_row(record, scores, row, clusters) for row in range(scores.texts.size)],
        "models": models,
        "best": best,
        "known": known,
        "scored_by": "brier" if known else "auc",
        "differences": differences,
        "strata": _strata(record, scores) if known else {},
        "calibration": _calibration(made) if known else [],
        "misses": _misses(record, made) if known else [],
        "skipped": [record.texts[text] for text in texts if text not in held],
        "clusters": int(np.unique(clusters).size),
    }


def _text_row(record: Record, scores: Scores, row: int, clusters: Ints) -> dict[str, Any]:
    text = int(scores.texts[row])
    outcome = record.joined[:, text]
    stated = ~np.isnan(outcome)
    ours = scores.models.index(OURS)
    return {
        "text": record.texts[text],
        "family": record.family[text],
        "cluster": int(clusters[row]),
        "joined": int(np.nansum(outcome)),
        "denominator": int(stated.sum()),
        "not_scored": int((~stated).sum()),
        "brier": float(scores.brier[row, ours]),
        "auc": float(scores.auc[row, ours]),
    }


def _strata(record: Record, scores: Scores) -> dict[str, Any]:
    """Contested texts and near-universal ones apart: the latter flatter any forecast."""
    rate = np.nanmean(record.joined, axis=0)[scores.texts]
    near = (rate < 0.1) | (rate > 0.9)
    return {
        name: {
            "texts": int(rows.sum()),
            **{model: float(scores.brier[rows, column].mean()) for column, model in enumerate(scores.models)},
        }
        for name, rows in (("contested", ~near), ("near_universal_or_rare", near))
        if rows.any()
    }


def _calibration(made: Sequence[Forecast]) -> list[dict[str, float]]:
    p = np.concatenate([forecast.probability[OURS] for forecast in made])
    y = np.concatenate([forecast.outcome for forecast in made])
    tenth = np.minimum((p * 10).astype(int), 9)
    return [
        {"low": k / 10, "high": (k + 1) / 10, "forecast": float(p[tenth == k].mean()),
         "observed": float(y[tenth == k].mean()), "count": int((tenth == k).sum())}
        for k in range(10)
        if (tenth == k).any()
    ]  # fmt: skip


def _misses(record: Record, made: Sequence[Forecast]) -> list[dict[str, Any]]:
    """Parties whose outcome the mean forecast missed by far, worst first."""
    total: dict[tuple[int, int], list[float]] = {}
    for forecast in made:
        for party, p in zip(forecast.scored, forecast.probability[OURS], strict=True):
            total.setdefault((forecast.text, int(party)), []).append(float(p))
    rows = []
    for (text, party), values in total.items():
        mean, outcome = float(np.mean(values)), float(record.joined[party, text])
        if abs(outcome - mean) > FAR_OFF:
            rows.append(
                {"text": record.texts[text], "party": record.parties[party], "forecast": mean, "joined": outcome == 1}
            )
    return sorted(rows, key=lambda row: (-abs(row["forecast"] - row["joined"]), row["text"], row["party"]))
