"""Answers that are noisy: the path of logit quantal response from pure noise to an equilibrium.

At precision λ each action is taken in proportion to exp(λ · its expected payoff). From λ = 0, where everything is
equally likely, one branch leads on; it ends in one equilibrium, which selects among several. Needs numbers, not ranks.

References
----------
McKelvey, R. and Palfrey, T. (1995). Quantal response equilibria for normal form games. *Games and Economic Behavior*
10, 6–38. Turocy, T. (2005). A dynamic homotopy interpretation of the logistic quantal response equilibrium
correspondence. *Games and Economic Behavior* 51, 243–263 (log-probabilities, path following).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class QuantalPath:
    """Points of the principal branch: ``precision`` (k,), weights ``first`` (k, m) and ``second`` (k, n).

    ``regret`` is what either actor could still gain at each point; ``complete`` says that the path was followed until
    that fell below a thousandth of the spread of payoffs. Precision may fall for a while where the branch bends back.
    """

    precision: Floats
    first: Floats
    second: Floats
    regret: Floats
    complete: bool


def quantal_path(first: ArrayLike, second: ArrayLike, points: int = 3_000) -> QuantalPath:
    """Follow the principal branch of logit quantal response equilibria of a two-actor game.

    Predictor and corrector on log-probabilities; a step is halved until Newton's method settles.

    Parameters
    ----------
    first, second : (m, n) arrays
        Payoffs by first action (rows) and second action (columns).
    points : int
        Steps at most.

    Returns
    -------
    QuantalPath

    Examples
    --------
    >>> found = quantal_path([[9, 0], [8, 7]], [[9, 8], [0, 7]])  # a stag hunt whose safe outcome is risk-dominant
    >>> found.first[0].tolist(), found.first[-1].round(2).tolist(), found.complete
    ([0.5, 0.5], [0.0, 1.0], True)
    """
    own, other = (np.asarray(table, dtype=np.float64) for table in (first, second))
    m, n = own.shape
    spread = max(float(np.ptp(own)), float(np.ptp(other))) or 1.0
    branch = _Branch(own / spread, other / spread)
    point = np.concatenate([np.full(m, -np.log(m)), np.full(n, -np.log(n)), [0.0]])
    trail, direction, step = [point], branch.tangent(point, None), 0.03
    regret = [branch.regret(point)]
    while len(trail) < points and regret[-1] > 1e-3:
        following = branch.corrected(point + step * direction, direction)
        turn = None if following is None else branch.tangent(following, direction)
        if following is None or turn is None or turn @ direction < 0.9:
            step /= 2
            if step < 1e-9:
                break
            continue
        point, direction, step = following, turn, min(step * 1.4, 2.0)
        trail.append(point)
        regret.append(branch.regret(point))
    found = np.array(trail)
    weights = np.exp(found[:, :-1])
    return QuantalPath(
        found[:, -1] / spread, weights[:, :m], weights[:, m:], np.array(regret) * spread, regret[-1] <= 1e-3
    )


@dataclass(frozen=True, slots=True)
class _Branch:
    """The equations l_i − l_0 = λ(u_i − u_0) and Σ exp(l) = 1 of both actors, payoffs with a spread of 1."""

    own: Floats
    other: Floats

    def residual(self, point: Floats) -> Floats:
        m = len(self.own)
        x, y, precision = point[:m], point[m:-1], point[-1]
        worth, theirs = self.own @ np.exp(y), np.exp(x) @ self.other
        return np.concatenate(
            [
                x[1:] - x[0] - precision * (worth[1:] - worth[0]),
                [np.exp(x).sum() - 1],
                y[1:] - y[0] - precision * (theirs[1:] - theirs[0]),
                [np.exp(y).sum() - 1],
            ]
        )

    def jacobian(self, point: Floats) -> Floats:
        m, n = self.own.shape
        x, y, precision = np.exp(point[:m]), np.exp(point[m:-1]), point[-1]
        matrix = np.zeros((m + n, m + n + 1))
        matrix[: m - 1, 0], matrix[m : m + n - 1, m] = -1.0, -1.0
        matrix[np.arange(m - 1), np.arange(1, m)] = 1.0
        matrix[m + np.arange(n - 1), m + np.arange(1, n)] = 1.0
        matrix[: m - 1, m:-1] = -precision * (self.own[1:] - self.own[0]) * y
        matrix[m : m + n - 1, :m] = -precision * (self.other[:, 1:] - self.other[:, :1]).T * x
        worth, theirs = self.own @ y, x @ self.other
        matrix[: m - 1, -1], matrix[m : m + n - 1, -1] = worth[0] - worth[1:], theirs[0] - theirs[1:]
        matrix[m - 1, :m], matrix[m + n - 1, m:-1] = x, y
        return matrix

    def tangent(self, point: Floats, along: Floats | None) -> Floats:
        """Return the unit direction of the branch, onwards from ``along`` (None: towards greater precision)."""
        vector = np.asarray(np.linalg.svd(self.jacobian(point))[2][-1], dtype=np.float64)
        onwards = vector[-1] if along is None else vector @ along
        return vector if onwards >= 0 else -vector

    def corrected(self, point: Floats, along: Floats) -> Floats | None:
        """Return the point of the branch in the plane across ``along``; None where Newton's method does not settle."""
        here = point
        for _ in range(8):
            if here[:-1].max() > 1.0:  # no probability is near e
                return None
            system = np.vstack([self.jacobian(here), along])
            try:
                move = np.linalg.solve(system, np.append(self.residual(here), along @ (here - point)))
            except np.linalg.LinAlgError:
                return None
            here = here - move
            if np.abs(move).max() < 1e-10:
                return here
        return None

    def regret(self, point: Floats) -> float:
        m = len(self.own)
        x, y = np.exp(point[:m]), np.exp(point[m:-1])
        worth, theirs = self.own @ y, x @ self.other
        return float(max(worth.max() - x @ worth, theirs.max() - theirs @ y))
