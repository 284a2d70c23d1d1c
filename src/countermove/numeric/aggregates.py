"""Many numbers made into one: production from inputs that replace each other, and values read off a broken line."""

from __future__ import annotations

from typing import Any

import numpy as np


def constant_elasticity(elasticity: Any, *inputs: Any) -> Any:
    """Return the output of inputs that replace each other with constant elasticity of substitution σ.

    Y = (mean of x^ρ)^(1/ρ) with ρ = (σ − 1)/σ: equal weights, so that equal inputs give themselves back. σ = 0 is the
    least input (Leontief), σ = 1 the geometric mean (Cobb–Douglas), σ = ∞ the mean (Arrow, Chenery, Minhas, Solow 1961,
    *Review of Economics and Statistics* 43:225). Negative inputs give nan.

    Examples
    --------
    >>> [float(constant_elasticity(sigma, 1.0, 4.0)) for sigma in (0, 0.5, 1)]
    [1.0, 1.6, 2.0]
    """
    sigma, *given = np.broadcast_arrays(*(np.asarray(item, dtype=np.float64) for item in (elasticity, *inputs)))
    goods = np.stack(given)
    if np.ndim(elasticity) == 0 and elasticity <= 0:  # the common case, without a power an entry
        least = goods.min(axis=0)
        return np.where(least < 0, np.nan, least)[()]
    least, most = goods.min(axis=0), goods.max(axis=0)
    with np.errstate(all="ignore"):
        rho = (sigma - 1) / sigma
        anchor = np.where(rho < 0, least, most)  # the term that dominates is 1, and logarithms keep ratios finite
        logs = np.log(goods) - np.log(np.where(anchor == 0, 1.0, anchor))
        grown = np.log1p(np.mean(np.expm1(rho * logs), axis=0)) / rho
        power = np.where(anchor == 0, 0.0, anchor * np.exp(grown / 2) * np.exp(grown / 2))
        geometric = np.exp(np.mean(np.log(goods), axis=0))
        near_one = np.abs(rho) < 1e-9
        result = np.where((sigma <= 0) | np.isneginf(rho), least, np.where(near_one, geometric, power))
        return np.where(least < 0, np.nan, result)[()]


def interpolated(x: Any, *points: Any) -> Any:
    """Return y at ``x`` on the broken line through (x0, y0, x1, y1, …), level beyond its ends."""
    knots = np.array([float(np.asarray(point)) for point in points])
    return np.interp(x, knots[::2], knots[1::2])
