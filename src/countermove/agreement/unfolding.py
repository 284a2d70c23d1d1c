"""Parties on a line from which both ends may stay away: the generalised graded unfolding model.

In an unfolding model a party takes a position the more readily the nearer the text is to it, so that it can refuse a
text from either side: as too weak or as too binding (Roberts, Donoghue, Laughlin 2000, *Applied Psychological
Measurement* 24:3; for legislatures Duck-Mayr and Montgomery 2023, *Political Analysis* 31:606). Positions are graded:
0 and 1 on a list; no, abstention, yes in a vote; absence is missing.

Inference is variational on grids: a party's leaning has a distribution over nodes of a line, a text's discrimination,
place and thresholds have one over a grid of combinations, and either is updated from the other until the bound on the
evidence stands still. Nothing is drawn, so that the same record gives the same leanings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from countermove.agreement.participation import Floats, Ints

NODES = np.linspace(-3.0, 3.0, 25)
DISCRIMINATION = (0.6, 1.0, 1.7, 2.8)
PLACE = tuple(np.linspace(-3.6, 3.6, 13).tolist())
THRESHOLD = (-3.0, -2.2, -1.5, -0.9, -0.3)
PLACE_SD, DISCRIMINATION_SD, THRESHOLD_MEAN, THRESHOLD_SD = 2.0, 0.5, -1.5, 1.0
ROUNDS = 60
SETTLED = 1e-3


def response_chances(leaning: Floats, discrimination: float, place: float, thresholds: Floats) -> Floats:
    r"""Return the chance of each graded position, by leaning.

    With C thresholds τ and M = 2C + 1, the chance of position z is proportional to
    exp(α(z(θ-δ) - Σ τ)) + exp(α((M-z)(θ-δ) - Σ τ)), the sum over the first z thresholds.

    Parameters
    ----------
    leaning : (n,) float64
        θ.
    discrimination, place : float
        α, above zero, and δ.
    thresholds : (c,) float64
        τ, one for each position above the lowest.

    Returns
    -------
    (n, c + 1) float64
        Rows sum to one.

    Examples
    --------
    >>> response_chances(np.array([-4.0, 0.0, 4.0]), 1.5, 0.0, np.array([-1.5])).round(2)[:, 1]  # both ends refuse
    array([0.02, 0.9 , 0.02])
    """
    from scipy.special import logsumexp, softmax

    top = thresholds.size
    grade = np.arange(top + 1)
    passed = np.concatenate([[0.0], np.cumsum(thresholds)])
    away = (leaning - place)[:, None]
    near = discrimination * (grade * away - passed)
    far = discrimination * ((2 * top + 1 - grade) * away - passed)
    return np.asarray(softmax(logsumexp(np.stack([near, far]), axis=0), axis=1), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class ItemGrid:
    """Every combination of a text's parameters: its log prior, and the log chance of each position at each node.

    ``place[g]`` and ``discrimination[g]`` say what combination g stands for; ``chance[g, node, z]`` are logarithms.
    """

    prior: Floats
    chance: Floats
    discrimination: Floats
    place: Floats


@cache
def item_grid(top: int) -> ItemGrid:
    """Return the grid for texts whose positions go from 0 to ``top``."""
    prior, chance, alphas, places = [], [], [], []
    for alpha, place, *thresholds in product(DISCRIMINATION, PLACE, *[THRESHOLD] * top):
        tau = np.array(thresholds)
        prior.append(
            -((np.log(alpha) / DISCRIMINATION_SD) ** 2) / 2
            - (place / PLACE_SD) ** 2 / 2
            - (((tau - THRESHOLD_MEAN) / THRESHOLD_SD) ** 2).sum() / 2
        )
        chance.append(np.log(response_chances(NODES, alpha, place, tau)))
        alphas.append(alpha)
        places.append(place)
    weight = np.exp(np.array(prior) - max(prior))
    return ItemGrid(np.log(weight / weight.sum()), np.array(chance), np.array(alphas), np.array(places))


def _normalised(log: Floats) -> Floats:
    weight = np.exp(log - log.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True), dtype=np.float64)


NORMAL = _normalised(-(NODES**2)[None] / 2)[0]


@dataclass(frozen=True, slots=True)
class Leanings:
    """Where parties lean, and how texts sort them.

    ``party[i]`` is a distribution over ``NODES``; ``text[t]`` one over the grid of ``tops[t]``; ``bound`` is the
    variational bound on the log evidence.
    """

    party: Floats
    text: tuple[Floats, ...]
    tops: tuple[int, ...]
    bound: float

    @property
    def mean(self) -> Floats:
        """Each party's expected leaning, (n,)."""
        return np.asarray(self.party @ NODES, dtype=np.float64)

    @property
    def sd(self) -> Floats:
        """Its standard deviation, (n,)."""
        return np.asarray(np.sqrt(np.maximum(self.party @ NODES**2 - self.mean**2, 0.0)), dtype=np.float64)


def leanings(grade: Ints, tops: tuple[int, ...]) -> Leanings:
    """Fit the unfolding model to graded positions.

    Started from the first two principal scores and their squares; the start with the best bound is kept. The direction
    of the line is arbitrary: it is set so that the first party with a leaning other than zero has a positive one.

    Parameters
    ----------
    grade : (n, t) int64
        Positions from 0 to ``tops[t]``, -1 where missing.
    tops : tuple of int
        The highest position of each text, 1 or 2.

    Returns
    -------
    Leanings
        Distributions of parties and texts.

    Raises
    ------
    ValueError
        If there is no text, or a position is above its text's highest.

    Examples
    --------
    >>> line = np.linspace(-2, 2, 40)
    >>> grade = np.stack([(abs(line - place) < 1).astype(int) for place in (-1.5, -0.5, 0.5, 1.5)], axis=1)
    >>> fitted = leanings(grade, (1, 1, 1, 1)).mean
    >>> bool(abs(np.corrcoef(fitted, line)[0, 1]) > 0.9)
    True
    """
    if grade.ndim != 2 or grade.shape[1] != len(tops) or not tops:
        raise ValueError(f"{len(tops)} texts, positions of shape {grade.shape}: give at least one text")
    if (grade > np.array(tops)).any():
        raise ValueError("a position is above the highest of its text")
    counted = [[(grade[:, t] == z).astype(np.float64) for z in range(tops[t] + 1)] for t in range(len(tops))]
    fitted = [_settle(counted, tops, start) for start in _starts(grade, tops)]
    best = max(fitted, key=lambda one: one.bound)
    return best


def _starts(grade: Ints, tops: tuple[int, ...]) -> list[Floats]:
    share = np.where(grade < 0, np.nan, grade / np.array(tops))
    seen = ~np.isnan(share)
    rate = np.where(seen, share, 0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    left, size, _ = np.linalg.svd(np.where(seen, share - rate, 0.0), full_matrices=False)
    scores = (left * size)[:, :2]
    columns = [scores[:, k] for k in range(scores.shape[1])]
    columns += [column**2 - (column**2).mean() for column in columns[:1]]
    starts = []
    for column in columns:
        spread = column.std()
        if spread > 0:
            near = column / spread
            starts.append(_normalised(-((NODES - near[:, None]) ** 2) / 0.5 - NODES**2 / 8))
    return starts or [np.repeat(NORMAL[None], len(grade), axis=0)]


def _settle(counted: list[list[Floats]], tops: tuple[int, ...], party: Floats) -> Leanings:
    bound = -np.inf
    text: tuple[Floats, ...] = ()
    for _ in range(ROUNDS):
        text = tuple(_text_posterior(own, party, top) for own, top in zip(counted, tops, strict=True))
        log = np.repeat(np.log(NORMAL)[None], len(party), axis=0)
        for own, one, top in zip(counted, text, tops, strict=True):
            expected = np.tensordot(one, item_grid(top).chance, axes=1)
            for z, taken in enumerate(own):
                log = log + taken[:, None] * expected[:, z]
        party = _normalised(log)
        peak = log.max(axis=1)
        evidence = float((peak + np.log(np.exp(log - peak[:, None]).sum(axis=1))).sum())
        now = evidence - sum(_divergence(one, item_grid(top).prior) for one, top in zip(text, tops, strict=True))
        if now - bound < SETTLED * max(1.0, abs(now)) / 100:
            bound = now
            break
        bound = now
    return Leanings(party, text, tops, bound)


def _divergence(one: Floats, prior: Floats) -> float:
    held = one > 0
    return float((one[held] * (np.log(one[held]) - prior[held])).sum())


def _text_posterior(own: list[Floats], party: Floats, top: int) -> Floats:
    grid = item_grid(top)
    expected = np.stack([taken @ party for taken in own], axis=1)
    fit: Floats = grid.prior + np.tensordot(grid.chance, expected, axes=([1, 2], [0, 1]))
    weight = np.exp(fit - fit.max())
    return np.asarray(weight / weight.sum(), dtype=np.float64)


def unfolded_chance(party: Floats, known: Ints, outcome: Floats) -> Floats:
    """Return each party's chance of joining a new text, from its leaning and the positions already known.

    Parameters
    ----------
    party : (n, nodes) float64
        Distributions of leanings, as in ``Leanings``.
    known : (m,) int64
        Parties whose position is known, refusals as much as signatures; may be empty.
    outcome : (m,) float64
        1 joined, 0 not.

    Returns
    -------
    (n,) float64
        Averaged over leanings and over the text's parameters.

    Examples
    --------
    >>> party = np.eye(len(NODES))
    >>> both_ends_out = unfolded_chance(party, np.array([0, 1, 11, 12, 13, 23, 24]), np.array([0.0, 0, 1, 1, 1, 0, 0]))
    >>> bool(both_ends_out[12] > 0.7 > 0.3 > both_ends_out[[0, 24]].max())
    True
    """
    grid = item_grid(1)
    own = [np.zeros(len(party)), np.zeros(len(party))]
    own[1][known], own[0][known] = outcome, 1 - outcome
    text = _text_posterior(own, party, 1)
    curve = np.tensordot(text, np.exp(grid.chance[:, :, 1]), axes=1)
    return np.asarray(np.clip(np.tensordot(party, curve, axes=1), 0.0, 1.0), dtype=np.float64)
