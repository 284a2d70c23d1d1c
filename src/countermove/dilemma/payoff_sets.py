"""The payoffs that some subgame-perfect equilibrium of the repeated game reaches, with public randomisation.

References
----------
Abreu, D. and Sannikov, Y. (2014). An algorithm for two-player repeated games with perfect monitoring. *Theoretical
Economics* 9, 313–338.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countermove.document.faults import AnalysisError

Floats = NDArray[np.float64]


def equilibrium_payoffs(payoff: ArrayLike, discount: float) -> Floats:
    """Return the corners of the set of equilibrium payoffs, per round; empty where there is no pure equilibrium path.

    Abreu and Sannikov's algorithm as quantecon has it, started from each actor's pure minmax payoff (left to its
    default, some versions return the whole feasible set). The set may hold payoffs above joint acceleration even where
    no rule keeps joint restraint, by taking turns.

    Parameters
    ----------
    payoff : (2, m, n) array
    discount : float
        Common to both, 0 < δ < 1.

    Returns
    -------
    (k, 2) float64

    Raises
    ------
    AnalysisError
        If quantecon is not installed.
    ValueError
        If the discount factor is out of range.

    Examples
    --------
    >>> equilibrium_payoffs([[[9, 1], [10, 3]], [[9, 10], [1, 3]]], 0.9).round(6).tolist()
    [[3.0, 3.0], [3.0, 9.75], [9.0, 9.0], [9.75, 3.0]]
    """
    if not 0 < discount < 1:
        raise ValueError(f"discount factor {discount:g} is out of range: must lie strictly between 0 and 1")
    try:
        from quantecon.game_theory import NormalFormGame, Player, RepeatedGame
    except ImportError as error:
        raise AnalysisError(
            "the set of equilibrium payoffs needs quantecon: pip install 'countermove[games]'"
        ) from error
    table = np.asarray(payoff, dtype=np.float64)
    own, other = np.ascontiguousarray(table[0]), np.ascontiguousarray(table[1].T)
    game = NormalFormGame((Player(own), Player(other)))
    minmax = np.array([side.max(axis=0).min() for side in (own, other)])
    try:
        hull = RepeatedGame(game, discount).equilibrium_payoffs(options={"u_init": minmax})
    except ValueError:  # what quantecon raises where no action profile is on an equilibrium path
        return np.empty((0, 2))
    corners = np.asarray(hull.points[hull.vertices], dtype=np.float64)
    order: Floats = corners[np.lexsort((corners[:, 1], corners[:, 0]))]
    return order
