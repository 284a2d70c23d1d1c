"""Who will join a text: a hierarchical logistic model of participation with few, stated priors.

The logit of joining is a level, plus what a party did on each other text times that text's weight, plus effects of the
groups it belongs to, plus covariates. Weights of texts of the same family are expected to be larger, and all of them to
be positive: who joins such texts joins this one. How this text differs from that expectation is learned from the
positions already known on it, refusals as much as signatures. A party's leaning in an unfolding model of the other
texts, and its square, let both ends of the scale stay away; they count little beforehand. Inference is the Laplace
approximation to the posterior (Rasmussen and Williams 2006, ch. 3, in weight space); probabilities are averaged over it
(MacKay 1992, *Neural Computation* 4:720).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countermove.agreement.participation import Bools, Floats, Ints

SIBLING = 6.0
"""How much more a text of the same family counts beforehand than one of another."""
EXPECTED_SLOPE, DISTANT_SLOPE = 1.0, 0.5
"""Expected effect of one standard deviation of past participation: with texts of the family at hand, and without."""
TEXT_VARIANCE, GROUP_VARIANCE, COVARIATE_VARIANCE, LEVEL_VARIANCE = 1.0, 2.0, 0.25, 9.0
LEANING_VARIANCE = 0.1
KIN_LEVEL_VARIANCE, KIN_LEVEL_WEIGHT = 2.0, 2.0
"""How far the levels of texts of one family lie apart: a guess that weighs as much as two texts."""
SOFTENING = 0.3
"""Added to each text's standard deviation, so that near-universal texts do not drown the others."""


@dataclass(frozen=True, slots=True)
class Design:
    """What the model sees of n parties: k features with the mean and variance that their weights have beforehand."""

    feature: Floats
    mean: Floats
    variance: Floats
    name: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of n parties before their positions on the text at hand.

    ``joined`` (n, t): 1 joined, 0 not, NaN unknown, on t other texts; ``sibling`` (t,): which are of the same family;
    ``groups`` (n, g): 1 for members; ``covariates`` (n, c): numbers known before the event, NaN where missing;
    ``leaning`` (n,): where an unfolding model of the other texts puts each party.
    """

    joined: Floats
    sibling: Bools
    groups: Floats
    covariates: Floats
    leaning: Floats


def level_prior(joined: Floats, sibling: Bools) -> tuple[float, float]:
    """Return mean and variance of the logit of the share that joins, before any position is known.

    Texts of one family lie near each other, and how near is itself uncertain (a scaled inverse χ² guess); a text
    without family at hand may lie anywhere.

    Examples
    --------
    >>> joined = np.array([[1.0], [0.0], [0.0], [0.0]])
    >>> level_prior(joined, np.array([True]))[1] < level_prior(joined, np.array([False]))[1] == LEVEL_VARIANCE
    True
    """
    known = ~np.isnan(joined)
    ones, stated = np.where(known, joined, 0).sum(axis=0), known.sum(axis=0)
    logit = np.log((ones + 1) / (stated - ones + 1))
    if not sibling.any():
        return (float(logit.mean()) if logit.size else 0.0), LEVEL_VARIANCE
    kin = logit[sibling]
    spread = KIN_LEVEL_WEIGHT * KIN_LEVEL_VARIANCE + float(((kin - kin.mean()) ** 2).sum())
    return float(kin.mean()), spread / (KIN_LEVEL_WEIGHT + kin.size - 1) * (1 + 1 / kin.size)


def _standard(values: Floats) -> Floats:
    """Return columns with mean zero and standard deviation one, zero where missing or all alike."""
    seen = ~np.isnan(values)
    filled = np.where(seen, values, 0.0)
    heads = np.maximum(seen.sum(axis=0), 1)
    middle = filled.sum(axis=0) / heads
    width = np.sqrt(np.where(seen, (filled - middle) ** 2, 0.0).sum(axis=0) / heads)
    return np.asarray(np.where(seen, filled - middle, 0.0) / np.where(width > 0, width, 1.0), dtype=np.float64)


def design(evidence: Evidence, names: tuple[str, ...]) -> Design:
    """Return the features of a text from what parties did on others.

    Parameters
    ----------
    evidence : Evidence
        Other texts, groups, covariates and leanings.
    names : (1 + t + g + c + 2,) str
        Of the level and of each feature, for reasons; the last two are the leaning and its square.

    Returns
    -------
    Design
        Centred features and the priors of their weights.

    Examples
    --------
    >>> nothing = np.zeros((3, 0))
    >>> other = Evidence(np.array([[1.0], [0.0], [1.0]]), np.array([True]), nothing, nothing, np.zeros(3))
    >>> design(other, ("level", "call", "leaning", "ends")).feature.shape
    (3, 4)
    """
    joined, sibling, groups = evidence.joined, evidence.sibling, evidence.groups
    n, count = joined.shape
    known = ~np.isnan(joined)
    rate = np.where(known, joined, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    spread = np.sqrt(rate * (1 - rate)) + SOFTENING
    past = np.where(known, joined - rate, 0.0) / spread
    weight = np.where(sibling, SIBLING, 1.0)
    weight = weight / max(weight.mean(), 1e-12) if count else weight
    leaning = past @ weight / max(count, 1)
    slope = EXPECTED_SLOPE if sibling.any() else DISTANT_SLOPE
    size = (past**2 @ weight).mean() / max(count, 1) or 1.0
    # where texts pull in opposite directions a leaning says little: it is scaled as for unrelated texts at least
    scale = max(float(leaning.std()), float(np.sqrt(size / max(count, 1))))
    crowd = max((groups**2).sum(axis=1).mean(), 1e-12) if groups.size else 1.0
    centred = groups - groups.mean(axis=0) if groups.size else groups
    standard = _standard(evidence.covariates)
    place = _standard(evidence.leaning[:, None])
    ends = _standard(place**2)
    level, level_variance = level_prior(joined, sibling)
    return Design(
        np.concatenate([np.ones((n, 1)), past, centred, standard, place, ends], axis=1),
        np.concatenate(
            [[level], slope * weight / max(count, 1) / scale, np.zeros(groups.shape[1] + standard.shape[1] + 2)]
        ),
        np.concatenate(
            [
                [level_variance],
                TEXT_VARIANCE * weight / max(count, 1) / size,
                np.full(groups.shape[1], GROUP_VARIANCE / crowd),
                np.full(standard.shape[1], COVARIATE_VARIANCE),
                np.full(2, LEANING_VARIANCE),
            ]
        ),
        names,
    )


@dataclass(frozen=True, slots=True)
class Posterior:
    """Weights after seeing the known positions: their mean and covariance."""

    design: Design
    weight: Floats
    covariance: Floats

    @property
    def logit(self) -> Floats:
        """Each party's expected logit, (n,)."""
        return np.asarray(self.design.feature @ self.weight, dtype=np.float64)

    @property
    def logit_sd(self) -> Floats:
        """Its standard deviation, (n,)."""
        feature = self.design.feature
        return np.asarray(np.sqrt(np.einsum("ij,jk,ik->i", feature, self.covariance, feature)), dtype=np.float64)

    @property
    def probability(self) -> Floats:
        """Each party's probability of joining, averaged over the posterior, (n,)."""
        return _sigmoid(self.logit / np.sqrt(1 + np.pi * self.logit_sd**2 / 8))

    def interval(self, mass: float = 0.9) -> tuple[Floats, Floats]:
        """Return low and high of the probability that hold this share of the posterior."""
        from scipy.special import ndtri

        reach = float(ndtri(0.5 + mass / 2)) * self.logit_sd
        return _sigmoid(self.logit - reach), _sigmoid(self.logit + reach)

    def reasons(self, party: int, count: int = 3) -> list[tuple[str, float]]:
        """Return the features that move this party's logit most from the average party's, with how much."""
        share = self.design.feature[party] * self.weight
        order = sorted(range(1, share.size), key=lambda k: (-abs(share[k]), k))
        return [(self.design.name[k], float(share[k])) for k in order[:count] if abs(share[k]) > 1e-9]


def _sigmoid(logit: Floats) -> Floats:
    from scipy.special import expit

    return np.asarray(expit(logit), dtype=np.float64)


def fit(
    model: Design, known: Ints, outcome: Floats, weights: Floats | None = None, start: Floats | None = None
) -> Posterior:
    """Return the posterior of the weights given some parties' positions on the text, by Newton's method.

    The log posterior is strictly concave, so that the mode is unique. O(steps · k²(k + m)).

    Parameters
    ----------
    model : Design
        Features and priors.
    known : (m,) int64
        Parties whose position is known; may be empty.
    outcome : (m,) float64
        1 joined, 0 not.
    weights : (m,) float64, optional
        How much each counts; 1 each where left out.
    start : (k,) float64, optional
        Where to begin, e.g. the mode of nearly the same positions; the answer is the same.

    Returns
    -------
    Posterior
        Mode and curvature.

    Raises
    ------
    ValueError
        If the weights are all zero or negative, or an outcome is not 0 or 1.

    Examples
    --------
    >>> model = Design(np.ones((2, 1)), np.zeros(1), np.full(1, 100.0), ("level",))
    >>> fit(model, np.array([0, 1]), np.array([1.0, 0.0])).probability.round(2)
    array([0.5, 0.5])
    """
    count = np.ones(known.size) if weights is None else weights
    if known.size and ((count < 0).any() or not count.any()):
        raise ValueError("the weights are all zero or one is negative: give some position a weight above zero")
    if not np.isin(outcome, (0.0, 1.0)).all():
        raise ValueError("an outcome is neither 0 nor 1: leave parties of unknown position out")
    seen = model.feature[known]
    precision = np.diag(1.0 / model.variance)
    beta = (model.mean if start is None else start).copy()

    def loss(at: Floats) -> float:
        logit = seen @ at
        fitted = count * (np.logaddexp(0.0, logit) - outcome * logit)
        return float(fitted.sum() + ((at - model.mean) ** 2 / model.variance).sum() / 2)

    hessian = precision
    for _ in range(100):
        expected = _sigmoid(seen @ beta)
        gradient = seen.T @ (count * (expected - outcome)) + (beta - model.mean) / model.variance
        hessian = precision + (seen * (count * expected * (1 - expected))[:, None]).T @ seen
        step = np.linalg.solve(hessian, gradient)
        size = 1.0
        while size > 1e-8 and loss(beta - size * step) > loss(beta):
            size /= 2
        beta = beta - size * step
        if np.abs(step).max() < 1e-9:
            break
    return Posterior(model, beta, np.asarray(np.linalg.inv(hessian), dtype=np.float64))
