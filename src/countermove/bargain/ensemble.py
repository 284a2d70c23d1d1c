"""The ensemble of forecast rules: a menu of everything the literature leaves open, and its plain average.

What a compromise should weigh is disputed: capability as stated, less of it or none; salience or not; whether actors
without an army or an economy (Commission, Parliament) weigh nothing or as much as coders say; how much trading of
positions and how much challenging there is. The menu crosses these choices, and the ensemble is the average of all of
it: nothing is left out for its score (combination of forecasts: Bates and Granger 1969, *Operational Research
Quarterly* 20:451; on equal weights Clemen 1989, *International Journal of Forecasting* 5:559).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from countermove.bargain.challenge import VARIANTS
from countermove.bargain.compromise import Floats, compromise_mean
from countermove.bargain.forecasts import challenge_forecast, exchange_forecast
from countermove.numeric.scores import sure_gain

STATED_SHARES = (0.0, 0.5, 1.0)  # of what coders give to actors whose capability is not measured
EXPONENTS = (0.0, 0.5, 1.0)  # of capability: equal, its square root, as it is
FAMILIES = ("means", "exchange", "challenge")
TRADED = CHALLENGED = (0.0, 0.25, 0.5)
REFERENCED = (0.0, 0.25, 0.5, 0.75)
LEAST_MEANS = 0.25
# What ``backtest`` finds for the fitted ensemble on 241 European decisions (DEU III, doi 10.34810/data53), by proposal.
FITTED_WEIGHTS = (0.558, 0.279, 0.086, 0.077)  # reference, means, exchange, challenge
KEPT = 0.5  # the fitted ensemble averages this share of the menu
LEAST_WEIGHT = 1e-6  # where only unmeasured actors have a position there is still a forecast


@dataclass(frozen=True, slots=True)
class Member:
    """One way to forecast: the stated share of unmeasured actors and what each family weighs; weights add up to 1."""

    stated_share: float
    reference: float
    means: float
    exchange: float
    challenge: float

    @property
    def name(self) -> str:
        """Its choices, readable."""
        parts = (f"{word} {weight:g}" for word, weight in zip(("reference", *FAMILIES), self.weights, strict=True))
        return f"stated {self.stated_share:g}: {', '.join(parts)}"

    @property
    def weights(self) -> tuple[float, float, float, float]:
        """Reference, means, exchange, challenge."""
        return self.reference, self.means, self.exchange, self.challenge


def menu(stated_shares: Sequence[float] = STATED_SHARES) -> list[Member]:
    """Return every combination of the disputed choices in which compromise means keep a quarter beside the reference.

    Examples
    --------
    >>> len(menu()), menu()[0].name
    (96, 'stated 0: reference 0, means 1, exchange 0, challenge 0')
    """
    found = []
    for stated, traded, challenged, reference in product(stated_shares, TRADED, CHALLENGED, REFERENCED):
        means = 1 - traded - challenged
        if means >= LEAST_MEANS:
            rest = 1 - reference
            found.append(Member(stated, reference, rest * means, rest * traded, rest * challenged))
    return found


def average_weights() -> tuple[float, float, float, float]:
    """Return what reference, means, exchange and challenge weigh in the average of the whole menu.

    Examples
    --------
    >>> average_weights()
    (0.375, 0.3515625, 0.13671875, 0.13671875)
    """
    table = np.array([member.weights for member in menu()])
    reference, means, exchange, challenge = (float(weight) for weight in table.mean(axis=0))
    return reference, means, exchange, challenge


def family_mean(position: Floats, salience: Floats, capability: Callable[[float], Floats]) -> Floats:
    """Return the average of the compromise means over exponents of capability, with and without salience.

    Parameters
    ----------
    position, salience : (..., n) float
        NaN where an actor has no position; saliences without gaps.
    capability : function of an exponent
        (..., n) capabilities raised to it.
    """
    there = np.isfinite(position)
    found = []
    for exponent in EXPONENTS:
        for stake in (np.ones_like(salience), salience):
            weight = np.where(there, capability(exponent) * stake, 0.0)
            plain = np.where(weight.sum(axis=-1, keepdims=True) > 0, weight, there.astype(np.float64))
            found.append(compromise_mean(position, plain))
    return np.asarray(np.mean(found, axis=0))


def ensemble_parts(
    position: Floats,
    salience: Floats,
    stated: Floats,
    measured: NDArray[np.bool_],
    group: Sequence[str],
) -> dict[str, Floats]:
    """Return the forecasts that the menu mixes: the reference, and each family at each stated share.

    Parameters
    ----------
    position, salience : (m, n) float
        NaN where an actor has no position; saliences 0–1 without gaps (see ``forecasts.filled``).
    stated : (n,) float
        Capabilities as given.
    measured : (n,) bool
        Whose capability is measured; the others' is a judgement that the menu varies.
    group : sequence of m names
        Decisions taken together, among which positions are traded.

    Returns
    -------
    dict of (m,) float
        ``reference``, and ``means@0`` … ``challenge@1``.
    """
    weight = np.where(np.isfinite(position), stated * salience, 0.0)
    answer = {"reference": compromise_mean(position, weight)}
    for share in STATED_SHARES:
        given = _capabilities(stated, measured, share)

        def raised(exponent: float, given: Callable[[float], Floats] = given) -> Floats:
            return np.broadcast_to(given(exponent), position.shape)

        root = raised(0.5)
        rounds = [challenge_forecast(position, salience, root, one, average=True) for one in VARIANTS.values()]
        answer[f"means@{share:g}"] = family_mean(position, salience, raised)
        answer[f"exchange@{share:g}"] = exchange_forecast(position, salience, root, group)
        answer[f"challenge@{share:g}"] = np.mean(rounds, axis=0)
    return answer


def _capabilities(stated: Floats, measured: NDArray[np.bool_], share: float) -> Callable[[float], Floats]:
    """Return capabilities by exponent: the measured add up to 1, the others keep ``share`` of their stated part."""
    total = stated[measured].sum()

    def raised(exponent: float) -> Floats:
        own = np.where(measured & (stated > 0), np.where(stated > 0, stated, 1.0) ** exponent, 0.0)
        own = own / own.sum() if own.sum() > 0 else own
        rest = stated * share / total if total > 0 else stated
        return np.asarray(np.where(measured, own, np.maximum(rest, LEAST_WEIGHT)))

    return raised


def member_forecasts(parts: dict[str, Floats], members: Sequence[Member]) -> Floats:
    """Return each member's forecasts, (members, m)."""
    rows = []
    for one in members:
        mixed = one.reference * parts["reference"]
        for family, weight in zip(FAMILIES, one.weights[1:], strict=True):
            mixed = mixed + weight * parts[f"{family}@{one.stated_share:g}"]
        rows.append(mixed)
    return np.stack(rows)


@dataclass(frozen=True, slots=True)
class Record:
    """Decided issues to learn from: members (members, k), the reference, outcomes and clusters (k,)."""

    members: Floats
    reference: Floats
    outcome: Floats
    cluster: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Forecasts (m,) by two ways to choose from the menu; ``kept`` (members,) is what ``fitted`` weighs on average."""

    fitted: Floats
    picked: Floats
    kept: Floats


def chosen_forecasts(members: Floats, record: Record, learned: NDArray[np.bool_], least: int) -> Chosen:
    """Return forecasts by members chosen, for each decision, only by the outcomes that it may learn from.

    ``fitted`` averages the half of the menu whose gain over the reference is surest (the greatest lower end of its
    interval by clusters); ``picked`` is the one member with the least mean error. A decision with fewer than
    ``least`` others to learn from gets the plain average.

    Parameters
    ----------
    members : (members, m) float
        Forecasts of the decisions.
    record : Record
        What is known of k decisions.
    learned : (m, k) bool
        Which of them each decision may learn from.
    least : int
        How many are needed.
    """
    error = np.abs(record.members - record.outcome)
    gain = np.abs(record.reference - record.outcome) - error
    fitted, picked = members.mean(axis=0), members.mean(axis=0)
    kept = np.zeros(len(members))
    patterns, which = np.unique(learned, axis=0, return_inverse=True)
    for index, pattern in enumerate(patterns):
        if pattern.sum() < least:
            continue
        here = which == index
        surest = np.argsort(-sure_gain(gain[:, pattern], record.cluster[pattern]), kind="stable")
        surest = surest[: max(1, int(KEPT * len(members)))]
        fitted[here] = members[surest][:, here].mean(axis=0)
        picked[here] = members[int(np.argmin(error[:, pattern].mean(axis=1))), here]
        kept[surest] += here.sum()
    share = kept / kept.sum() if kept.sum() > 0 else np.full(len(kept), 1 / len(kept))
    return Chosen(fitted, picked, share)
