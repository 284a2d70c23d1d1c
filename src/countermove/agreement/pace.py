"""How fast a list fills or a treaty is ratified: a discrete-time hazard of joining, with few, stated priors.

Of n that have not joined at the beginning of an interval, each joins within it with probability
``1 - exp(-rate · (t2^shape - t1^shape) · wave)``, t being years since the text was opened: a complementary log-log
model for grouped time (Prentice and Gloeckler 1978, *Biometrics* 34:57) with a Weibull baseline. The shape, below 1
where momentum fades, is shared by all texts whose counts are at hand; each text has its own rate; and joins come in
waves, so that each interval has a factor of its own. All three are integrated over on a grid.

Priors: the logarithm of the rate is normal around that of 0.1 a year with deviation 1.5 (within a year of opening, from
1 in 120 to 7 in 10 join), that of the shape around that of 0.5 with deviation 0.5, that of a wave around 0 with
deviation 0.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from countermove.agreement.participation import Floats

RATE, RATE_SPREAD = 0.1, 1.5
SHAPE, SHAPE_SPREAD = 0.5, 0.5
WAVE_SPREAD = 0.5
MASS = 0.9
RATES, SHAPES, WAVES, BINS = 61, 25, 5, 400


@dataclass(frozen=True, slots=True)
class Intake:
    """What is known of one text: of ``at_risk`` who had not joined at ``start``, ``joined`` did by ``end`` (years)."""

    start: Floats
    end: Floats
    at_risk: Floats
    joined: Floats

    def __post_init__(self) -> None:
        if (self.start < 0).any() or (self.end <= self.start).any():
            raise ValueError("an interval begins before the text was opened, or ends before it begins")
        if (self.joined < 0).any() or (self.joined > self.at_risk).any():
            raise ValueError("more joined in an interval than could")


@dataclass(frozen=True, slots=True)
class Pace:
    """How many of ``at_risk`` are expected to join within a time: mean and interval."""

    at_risk: int
    expected: float
    low: int
    high: int


def _grid() -> tuple[Floats, Floats, Floats, Floats]:
    """Return log rates and shapes with the logarithms of their prior weights."""
    z, w = np.linspace(-4, 4, RATES), np.linspace(-3.5, 3.5, SHAPES)
    return (
        np.log(RATE) + RATE_SPREAD * z,
        np.asarray(SHAPE * np.exp(SHAPE_SPREAD * w), dtype=np.float64),
        -(z**2) / 2,
        -(w**2) / 2,
    )


def _waves() -> tuple[Floats, Floats]:
    """Return factors of an interval and their weights, by Gauss and Hermite."""
    node, weight = np.polynomial.hermite_e.hermegauss(WAVES)
    return np.exp(WAVE_SPREAD * node), weight / weight.sum()


def _chances(start: float, end: float) -> Floats:
    """Return the probability of joining in an interval, by rate, shape and wave."""
    rate, shape, _, _ = _grid()
    wave, _ = _waves()
    grown = end**shape - start**shape
    return np.asarray(-np.expm1(-np.exp(rate)[:, None, None] * grown[:, None] * wave), dtype=np.float64)


def _likelihood(intake: Intake) -> Floats:
    """Return the log likelihood of one text by rate and shape."""
    from scipy.special import logsumexp, xlog1py, xlogy

    total = np.zeros((RATES, SHAPES))
    _, weight = _waves()
    for start, end, at_risk, joined in zip(intake.start, intake.end, intake.at_risk, intake.joined, strict=True):
        chance = _chances(float(start), float(end))
        fit = xlogy(joined, chance) + xlog1py(at_risk - joined, -chance)
        total += logsumexp(fit + np.log(weight), axis=2)
    return total


def pace(own: Intake, others: Sequence[Intake], now: float, within: float, at_risk: int) -> Pace:
    """Return how many more are expected to join.

    Parameters
    ----------
    own : Intake
        The text's own intervals; may be empty, which leaves the prior and what others tell of the shape.
    others : sequence of Intake
        Other texts of the sort, known by then: they tell how momentum fades, not how fast this text is joined.
    now, within : float
        Years since the text was opened, and years ahead.
    at_risk : int
        How many have not joined now.

    Returns
    -------
    Pace
        Mean and 90 % interval of the number that joins.

    Examples
    --------
    >>> nothing = Intake(*(np.zeros(0) for _ in range(4)))
    >>> busy = Intake(np.zeros(1), np.ones(1), np.array([50.0]), np.array([25.0]))
    >>> pace(busy, [], 1.0, 1.0, 25).expected > pace(nothing, [], 1.0, 1.0, 25).expected
    True
    """
    from scipy.special import bdtr, logsumexp

    _, _, rate_prior, shape_prior = _grid()
    log_weight = _likelihood(own) + rate_prior[:, None] + shape_prior
    for other in others:
        log_weight = log_weight + logsumexp(_likelihood(other) + rate_prior[:, None], axis=0)
    weight = np.exp(log_weight - logsumexp(log_weight))
    chance = _chances(now, now + within)
    mass = (weight[:, :, None] * _waves()[1]).ravel()
    flat = chance.ravel()
    expected = float(mass @ flat) * at_risk
    order = np.argsort(flat, kind="stable")
    reached = np.cumsum(mass[order])
    at = np.minimum(np.searchsorted(reached, (np.arange(BINS) + 0.5) / BINS), flat.size - 1)
    count = np.arange(at_risk + 1)
    below = np.mean(bdtr(count, at_risk, flat[order][at][:, None]), axis=0)
    low, high = (int(np.searchsorted(below, share)) for share in ((1 - MASS) / 2, (1 + MASS) / 2))
    return Pace(at_risk, expected, min(low, at_risk), min(high, at_risk))
