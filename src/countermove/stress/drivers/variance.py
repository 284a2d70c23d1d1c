"""Which inputs the answer's variation comes from: Sobol indices of blocks, and Shapley effects.

Both vary whole blocks of inputs at once (an actor's order is one block, correlated numbers share one), which the theory
allows as long as blocks are independent of each other. Answers are numbers, or 0 and 1 for an outcome that holds or
not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countermove.stress.drivers.intervals import percentile_interval, resampled_counts

Reals = NDArray[np.float64]
Evaluate = Callable[[Reals], Reals]
RESAMPLES = 300
AT_ONCE = 8_192  # evaluations asked for together, and the uniform numbers that they may take
NUMBERS_AT_ONCE = 2**22


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of variance, ``(blocks, outcomes)``, with 95% bootstrap intervals; NaN where an outcome never varies."""

    value: Reals
    low: Reals
    high: Reals


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """``first``: the share of variance that learning the block alone takes away, on average; ``total``: the share that
    is left when all but the block are known. ``variance`` is that of each outcome.
    """  # noqa: D205

    first: Shares
    total: Shares
    variance: Reals


def sobol_indices(
    evaluate: Evaluate, a: Reals, b: Reals, blocks: Sequence[Sequence[int]], rng: np.random.Generator
) -> SobolIndices:
    """Estimate first-order and total indices of blocks by pick-freeze.

    Parameters
    ----------
    evaluate : callable
        ``(n, d)`` uniform numbers to ``(n, k)`` answers; a row may hold NaN where a draw failed.
    a, b : (n, d) float64
        Two independent samples of the uniform numbers.
    blocks : sequence of columns
        Which columns vary together.
    rng : Generator
        Draws the bootstrap.

    Returns
    -------
    SobolIndices
        Estimated from rows in which no evaluation failed; ``n (blocks + 2)`` evaluations.

    References
    ----------
    A. Saltelli et al., "Variance based sensitivity analysis of model output", Computer Physics Communications 181
    (2010) 259, table 2 (b) for first-order and (f), after Jansen 1999, for total indices; groups: I. M. Sobol',
    Mathematics and Computers in Simulation 55 (2001) 271.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> a, b = rng.random((2, 4096, 2))
    >>> found = sobol_indices(lambda u: u[:, :1] + 2 * u[:, 1:], a, b, [[0], [1]], rng)
    >>> found.first.value[:, 0].round(1)
    array([0.2, 0.8])
    """
    designs = len(blocks) + 2

    def design(rows: slice) -> Reals:
        every = np.repeat(a[None, rows], designs, axis=0)
        every[1] = b[rows]
        for number, block in enumerate(blocks):
            every[number + 2][:, list(block)] = b[rows, list(block)]
        return every

    answers = _evaluated(evaluate, design, designs, a.shape)  # (n, designs, outcomes)
    at_a, at_b, at_ab = answers[:, 0], answers[:, 1], answers[:, 2:]
    sound = ~(np.isnan(at_a).any(1) | np.isnan(at_b).any(1) | np.isnan(at_ab).any((1, 2)))
    if not sound.any():
        none = Shares(*[np.full((len(blocks), at_a.shape[1]), np.nan)] * 3)
        return SobolIndices(none, none, np.zeros(at_a.shape[1]))
    at_a, at_b, at_ab = at_a[sound], at_b[sound], at_ab[sound]
    centre = (at_a.mean(0) + at_b.mean(0)) / 2  # taking the mean away steadies the first-order estimate
    at_a, at_b, at_ab = at_a - centre, at_b - centre, at_ab - centre
    first = at_b[:, None, :] * (at_ab - at_a[:, None, :])
    total = (at_a[:, None, :] - at_ab) ** 2 / 2
    squares, sums = (at_a**2 + at_b**2) / 2, (at_a + at_b) / 2
    counts = resampled_counts(max(int(sound.sum()), 1), RESAMPLES, rng)
    return SobolIndices(
        _shares(first, squares, sums, counts), _shares(total, squares, sums, counts), _variance(squares, sums)
    )


def shapley_effects(
    evaluate: Evaluate, a: Reals, b: Reals, blocks: Sequence[Sequence[int]], rng: np.random.Generator
) -> Shares:
    """Estimate Shapley effects of independent blocks: shares of variance that add up to one, interactions split evenly.

    Parameters
    ----------
    evaluate, a, b, blocks, rng
        As for ``sobol_indices``; one random ordering of the blocks a row.

    Returns
    -------
    Shares
        Unbiased before division by the variance; ``n (blocks + 1)`` evaluations.

    References
    ----------
    T. Goda, "A simple algorithm for global sensitivity analysis with Shapley effects", Reliability Engineering & System
    Safety 213 (2021) 107702, algorithm 1; E. Song, B. L. Nelson, J. Staum, SIAM/ASA JUQ 4 (2016) 1060, for the effects.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> a, b = rng.random((2, 4096, 2))
    >>> found = shapley_effects(lambda u: u[:, :1] + 2 * u[:, 1:], a, b, [[0], [1]], rng)
    >>> found.value[:, 0].round(1)
    array([0.2, 0.8])
    """
    rows, count = len(a), len(blocks)
    order = np.argsort(rng.random((rows, count)), axis=1)
    block_of = np.full(a.shape[1], -1)
    for number, block in enumerate(blocks):
        block_of[list(block)] = number
    step_of = np.argsort(order, axis=1)

    def walks(part: slice) -> Reals:
        taken = np.where(block_of >= 0, step_of[part][:, block_of], count)  # (rows, d): at which step b is taken
        return np.where(taken[None] < np.arange(count + 1)[:, None, None], b[None, part], a[None, part])

    answers = _evaluated(evaluate, walks, count + 1, a.shape)
    start, end = answers[:, 0], answers[:, -1]
    before, after = answers[:, :-1], answers[:, 1:]
    parts = np.zeros_like(before)
    np.put_along_axis(parts, order[:, :, None], (start[:, None] - (after + before) / 2) * (before - after), axis=1)
    sound = ~np.isnan(parts).any((1, 2))
    parts, start, end = parts[sound], start[sound], end[sound]
    squares = (start - end) ** 2 / 2  # estimates the variance, and is what the parts of a row add up to
    return _shares(parts, squares, np.zeros_like(squares), resampled_counts(max(int(sound.sum()), 1), RESAMPLES, rng))


def _evaluated(evaluate: Evaluate, design: Callable[[slice], Reals], designs: int, shape: tuple[int, ...]) -> Reals:
    """Answer ``(designs, rows, d)`` designs of all rows, (n, designs, outcomes), some thousand evaluations at once."""
    rows, width = shape
    each = max(min(AT_ONCE, NUMBERS_AT_ONCE // max(width, 1)) // designs, 1)
    found = []
    for first in range(0, rows, each):
        asked = design(slice(first, min(first + each, rows)))
        answers = evaluate(asked.reshape(-1, width))
        found.append(answers.reshape(designs, -1, answers.shape[1]).swapaxes(0, 1))
    return np.concatenate(found)


def _variance(squares: Reals, sums: Reals) -> Reals:
    return np.asarray(squares.mean(0) - sums.mean(0) ** 2)


def _shares(parts: Reals, squares: Reals, sums: Reals, counts: Reals) -> Shares:
    """Divide means of ``(n, blocks, outcomes)`` parts by the variance, in the sample and in each resample."""
    rows, blocks, outcomes = parts.shape
    if not rows:
        empty = np.full((blocks, outcomes), np.nan)
        return Shares(empty, empty, empty)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = _variance(squares, sums)
        variance = np.where(variance > 0, variance, np.nan)
        value = parts.mean(0) / variance
        again = (counts @ parts.reshape(rows, -1) / rows).reshape(-1, blocks, outcomes)
        spread = counts @ squares / rows - (counts @ sums / rows) ** 2
        resampled = again / np.where(spread > 0, spread, np.nan)[:, None, :]
    constant = np.isnan(variance)
    resampled[:, :, constant] = 0
    low, high = percentile_interval(resampled)
    low[:, constant], high[:, constant] = np.nan, np.nan
    return Shares(value, low, high)
