"""Bounded confidence: each party averages only those whose belief lies near its own (Hegselmann & Krause 2002)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def confidence_paths(
    trust: Floats, susceptibility: Floats, belief: Floats, confidence: Floats, rounds: int = 1_000
) -> Floats:
    """Return beliefs round by round, ``(at most rounds + 1, n)``, until nothing moves by more than 1e-12.

    In each round party i averages, with the weights of its trust, the beliefs that differ from its own by at most
    ``confidence[i]``, and moves as far as its susceptibility lets it. A party that trusts nobody within reach stays.
    With equal trust in all, equal confidence and λ = 1 this is Hegselmann and Krause's model, which comes to rest after
    finitely many rounds.

    Parameters
    ----------
    trust : (n, n)
        Weights, rows sum to one; they are shared out anew among those within reach.
    susceptibility, belief, confidence : (n,)
        λ, x(0), and how far a belief may lie from one's own to be listened to.

    Examples
    --------
    >>> near = confidence_paths(np.full((3, 3), 1 / 3), np.ones(3), np.array([0.0, 0.2, 1.0]), np.full(3, 0.3))
    >>> near[-1].round(2).tolist()
    [0.1, 0.1, 1.0]
    """
    found = [np.asarray(belief, np.float64)]
    reach = np.asarray(confidence, np.float64)[:, None] + 1e-12  # a belief exactly at the edge is within reach
    for _ in range(rounds):
        now = found[-1]
        heard = np.where(np.abs(now[:, None] - now[None, :]) <= reach, trust, 0.0)
        total = heard.sum(axis=1)
        mean = np.divide(heard @ now, total, out=now.copy(), where=total > 0)
        following = susceptibility * mean + (1 - susceptibility) * found[0]
        found.append(following)
        if np.abs(following - now).max() < 1e-12:
            break
    return np.stack(found)
