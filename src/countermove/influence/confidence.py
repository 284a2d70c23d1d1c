"""Bounded confidence: each party averages only those whose belief lies near its own (Hegselmann & Krause 2002)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
EDGE = 1e-12  # a belief exactly at the edge is within reach
STILL = 1e-12


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
    weights, given, reach = (np.asarray(each, np.float64)[None] for each in (trust, susceptibility, confidence))
    first = np.asarray(belief, np.float64)[None]
    found = [first]
    for _ in range(rounds):
        found.append(_round(weights, given, first, reach, found[-1]))
        if np.abs(found[-1] - found[-2]).max() < STILL:
            break
    return np.concatenate(found)


def confidence_in_each(
    trust: Floats, susceptibility: Floats, belief: Floats, confidence: Floats, rounds: int = 1_000
) -> Floats:
    """Return where beliefs rest for many cases at once, or are after ``rounds``: ``(draws, n)``.

    Arguments are those of ``confidence_paths`` with a row a draw in front.
    """
    now = np.asarray(belief, np.float64)
    for _ in range(rounds):
        before, now = now, _round(trust, susceptibility, belief, confidence, now)
        if np.abs(now - before).max(initial=0.0) < STILL:
            break
    return now


def _round(trust: Floats, susceptibility: Floats, first: Floats, confidence: Floats, now: Floats) -> Floats:
    near = np.abs(now[:, :, None] - now[:, None, :]) <= confidence[:, :, None] + EDGE
    heard = np.where(near, trust, 0.0)
    total = heard.sum(axis=2)
    mean = np.divide((heard * now[:, None, :]).sum(axis=2), total, out=now.copy(), where=total > 0)
    return np.asarray(susceptibility * mean + (1 - susceptibility) * first)
